"""The actors of all tables: who each row is, who is new, who is gone."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from traiber.data.commercial_register import register_key
from traiber.data.departures import Arrival, Departures, find_departures
from traiber.data.findings import Cell, Finding
from traiber.data.intake import SourceTable
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.lei import is_lei, normalise_lei
from traiber.data.matching import recognise_actors
from traiber.data.registry import Marks, Registry, combine
from traiber.data.reuse import find_reuse
from traiber.data.values import KNOWN_NONE, split_values, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

Row = tuple[SourceTable, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row that does not state its Kennung as it should.

    `doubtful` where a vanished actor may be meant; `fresh` where nothing keeps the Kennung yet.
    """

    table: SourceTable
    row: int
    kennung: str
    doubtful: bool = False
    fresh: bool = False


def name_actors(
    tables: Sequence[tuple[SourceTable, list[str]]],
    registry: Registry,
    taken: set[str],
    region_key: Callable[[str], str],
) -> tuple[Departures, list[Assignment], list[Finding]]:
    """Complete the Kennungen of the rows of actors, in place, and let the registry learn them.

    `taken` are the IDs that the tables state anywhere; `region_key` gives one key for a region,
    however it is written.
    """
    rows = [(table, row) for table, keys in tables for row in range(len(keys))]
    stated = [key for _table, keys in tables for key in keys]
    marks = [one for table, _keys in tables for one in _marks(table, region_key)]
    before = dict(registry.entries)
    found = recognise_actors(marks, stated, registry, taken | registry.entries.keys())
    registry.learn(_by_kennung(found.kennungen, marks))
    arrivals = []
    if before:
        first = dict(zip(reversed(found.kennungen), reversed(rows), strict=True))
        arrivals = [
            Arrival(kennung, registry.entries[kennung].marks, _id_or_name(first[kennung]))
            for kennung in dict.fromkeys(found.kennungen)
            if kennung not in before
        ]
    departures, findings = find_departures(before, registry, arrivals)
    findings.extend(_shared(rows, stated, found.kennungen, marks))
    findings.extend(find_reuse(rows, stated, marks, before))
    cells = {finding.cell for finding in findings if finding.code == "W221"}
    doubtful = {arrival.kennung for arrival in arrivals if arrival.cell in cells}  # wherever it stands
    assigned = [
        Assignment(*place, kennung, kennung in doubtful, kennung in found.minted)
        for place, own, kennung in zip(rows, stated, found.kennungen, strict=True)
        if not own or not _stands(place, kennung)
    ]
    _fill(tables, found.kennungen)
    return departures, assigned, findings


def _by_kennung(kennungen: Sequence[str], marks: Sequence[Marks]) -> dict[str, Marks]:
    """What the rows of each actor say together."""
    said = dict(zip(kennungen, marks, strict=True))
    if len(said) < len(kennungen):
        rows: dict[str, list[Marks]] = defaultdict(list)
        for kennung, one in zip(kennungen, marks, strict=True):
            rows[kennung].append(one)
        said = {kennung: combine(several) for kennung, several in rows.items()}
    return said


def _stands(place: Row, kennung: str) -> bool:
    """Whether the cell holds the Kennung, in whatever way of writing."""
    value = place[0].column("id")[place[1]]
    return value == kennung or kennung in (text := to_text(value), normalise_kennung(text))


def _fill(tables: Iterable[tuple[SourceTable, list[str]]], kennungen: Sequence[str]) -> None:
    start = 0
    for _table, keys in tables:
        keys[:] = kennungen[start : start + len(keys)]
        start += len(keys)


def _marks(table: SourceTable, region_key: Callable[[str], str]) -> Iterator[Marks]:
    """What each row says about who it is; an LEI with wrong check digits says nothing."""
    said = {key: _said(table, key) for key in ("name", "seat", "lei", "register", "postcode", "homepage")}
    return map(
        Marks,
        said["name"],
        map(region_key, said["seat"]),
        [lei if text and is_lei(lei := normalise_lei(text)) else "" for text in said["lei"]],
        said["register"],
        said["postcode"],
        [next(iter(split_values(text)), "") if text else "" for text in said["homepage"]],
    )


def _said(table: SourceTable, key: str) -> list[str]:
    """The texts of a column; empty where the cell is or says that there is none."""
    return ["" if text == KNOWN_NONE else text for text in map(to_text, table.column(key))]


def _id_or_name(place: Row) -> Cell:
    table, row = place
    return table.cell("id" if "id" in table.positions else "name", row)


def _shared(
    rows: Sequence[Row], stated: Sequence[str], kennungen: Sequence[str], marks: Sequence[Marks]
) -> Iterator[Finding]:
    """Rows that share an LEI or a register number, but not the name or not the ID."""
    for column in ("lei", "register"):
        said = [one.lei if column == "lei" else register_key(one.register) for one in marks]
        filled = list(filter(None, said))
        if len(filled) == len(set(filled)):
            continue
        first: dict[str, int] = {}
        for at, (one, value) in enumerate(zip(marks, said, strict=True)):
            if not value:
                continue
            other = first.setdefault(value, at)
            if other == at:
                continue
            table, row = rows[at]
            cell = table.cell(column, row)
            shown = to_text(table.column(column)[row])
            there = rows[other][0].cell(column, rows[other][1])
            if kennungen[other] != kennungen[at]:
                rule = _("stands for another ID too ({cell}).").format(cell=there)
                remedy = _("If both are one organisation, give both rows the same ID.")
                yield Finding("W223", cell, shown, rule, remedy, severity="warning")
            elif normalise(marks[other].name) != normalise(one.name) and not (stated[other] and stated[at]):
                rule = _("stands under another name too ({cell}), and a row has no ID.").format(cell=there)
                remedy = _("Please give both rows one name, or keep the value in one row only.")
                yield Finding("E223", cell, shown, rule, remedy)
