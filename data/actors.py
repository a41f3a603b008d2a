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
from traiber.data.values import KNOWN_NONE, split_values, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

Row = tuple[SourceTable, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row that does not state its Kennung as it should; `doubtful` where a vanished actor may be meant."""

    table: SourceTable
    row: int
    kennung: str
    doubtful: bool = False


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
    by_kennung: dict[str, list[int]] = defaultdict(list)
    for at, kennung in enumerate(found.kennungen):
        by_kennung[kennung].append(at)
    registry.learn({kennung: combine(marks[at] for at in ats) for kennung, ats in by_kennung.items()})
    arrivals = [
        Arrival(kennung, registry.entries[kennung].marks, _id_or_name(rows[ats[0]]))
        for kennung, ats in by_kennung.items()
        if before and kennung not in before
    ]
    departures, findings = find_departures(before, registry, arrivals)
    findings.extend(_shared(rows, stated, found.kennungen, marks))
    cells = {finding.cell for finding in findings if finding.code == "W221"}
    doubtful = {arrival.kennung for arrival in arrivals if arrival.cell in cells}  # wherever it stands
    assigned = [
        Assignment(*rows[at], kennung, kennung in doubtful)
        for at, kennung in enumerate(found.kennungen)
        if not stated[at] or not _stands(rows[at], kennung)
    ]
    _fill(tables, found.kennungen)
    return departures, assigned, findings


def _stands(place: Row, kennung: str) -> bool:
    """Whether the cell holds the Kennung, in whatever way of writing."""
    text = to_text(place[0].column("id")[place[1]])
    return kennung in (text, normalise_kennung(text))


def _fill(tables: Iterable[tuple[SourceTable, list[str]]], kennungen: Sequence[str]) -> None:
    start = 0
    for _table, keys in tables:
        keys[:] = kennungen[start : start + len(keys)]
        start += len(keys)


def _marks(table: SourceTable, region_key: Callable[[str], str]) -> Iterator[Marks]:
    """What each row says about who it is; an LEI with wrong check digits says nothing."""
    keys = ("name", "seat", "lei", "register", "postcode", "homepage")
    for cells in zip(*(table.column(key) for key in keys), strict=True):
        name, seat, lei, register, postcode, homepage = (
            "" if text == KNOWN_NONE else text for text in map(to_text, cells)
        )
        lei = normalise_lei(lei) if lei else ""
        yield Marks(
            name=name,
            seat=region_key(seat),
            lei=lei if is_lei(lei) else "",
            register=register,
            postcode=postcode,
            homepage=next(iter(split_values(homepage)), ""),
        )


def _id_or_name(place: Row) -> Cell:
    table, row = place
    return table.cell("id" if "id" in table.positions else "name", row)


def _shared(
    rows: Sequence[Row], stated: Sequence[str], kennungen: Sequence[str], marks: Sequence[Marks]
) -> Iterator[Finding]:
    """Rows that share an LEI or a register number, but not the name or not the ID."""
    for column in ("lei", "register"):
        said = [one.lei if column == "lei" else register_key(one.register) for one in marks]
        if sum(map(bool, said)) == len({value for value in said if value}):
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
