"""Keys for rows without an ID: the same row gets the same key, wherever it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.keys import digest
from traiber.data.values import shown
from traiber.ontology.language import gettext_ as _

Place = tuple["Converted", int]  # a table and a row in it


@dataclass(slots=True)
class Converted:
    """A table whose cells are terms; `keys[i]` is "" until the i-th row has one."""

    table: SourceTable
    keys: list[str]
    levels: list[str]
    terms: dict[str, list[tuple[str, ...]]]


def complete_keys(tables: Iterable[Converted]) -> list[Finding]:
    """Give every row without a key a digest of what identifies it; warn of rows that stand twice.

    Rows with one identity but different content are told apart by their order, sorted by content, so
    neither the order of rows nor their distribution over files matters. Rows that are the same in
    every cell are one statement.
    """
    open_rows: dict[tuple[str, str], dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for one in tables:
        for row in (row for row, key in enumerate(one.keys) if not key):
            identity = digest(_texts(one, one.table.sheet.identity, row))
            content = digest((*_texts(one, sorted(one.terms), row), *sorted(one.table.notes[row])))
            open_rows[one.table.sheet.key, identity][content].append((one, row))
    findings: list[Finding] = []
    for (_sheet, identity), contents in open_rows.items():
        if len(contents) > 1:
            findings.extend(_differences([places[0] for places in contents.values()]))
        for count, (_content, places) in enumerate(sorted(contents.items(), key=lambda item: item[0])):
            for one, row in places:
                one.keys[row] = identity if count == 0 else f"{identity}-{count + 1}"
            findings.extend(_repeats(places))
    return findings


def _texts(one: Converted, columns: Iterable[str], row: int) -> Iterator[str]:
    return ("\x1e".join(sorted(one.terms[key][row])) for key in columns)


def _differences(places: list[Place]) -> Iterator[Finding]:
    """Rows of two files that are about one thing but differ in a cell: two contacts, or a contradiction."""
    ordered = sorted(places, key=lambda place: place[0].table.cell("", place[1]))
    first, at = ordered[0]
    for one, row in ordered[1:]:
        columns = (c for c in one.table.sheet.columns if one.terms.get(c.key) and first.terms.get(c.key))
        column = next(
            (c for c in columns if _contradict(first.terms[c.key][at], one.terms[c.key][row])), None
        )
        if one.table.file != first.table.file and column:
            text = _("differs from {cell} ('{value}') in a row that is otherwise about the same; both count.")
            value = shown(first.table.column(column.key)[at])
            rule = text.format(cell=first.table.cell(column.key, at), value=value)
            remedy = _("If it is one, please agree on one value, or delete one of the two rows.")
            cell = one.table.cell(column.key, row)
            own = shown(one.table.column(column.key)[row])
            yield Finding("W243", cell, own, rule, remedy, severity="warning")


def _contradict(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one) and bool(other) and set(one) != set(other)


def _repeats(places: list[Place]) -> Iterator[Finding]:
    first, at = places[0]
    for one, row in places[1:]:
        if not _is_same_row(places[0], (one, row)):
            continue
        text = _("is the same in every cell as {cell} and counts once.")
        rule = text.format(cell=first.table.cell("", at))
        yield Finding(
            "W202", one.table.cell("", row), "", rule, _("Please delete one of them."), severity="warning"
        )


def _is_same_row(place: Place, other: Place) -> bool:
    """Whether two places with the same terms are two rows that say the same, not one, nor two faulty ones.

    A faulty cell has no terms: there the texts tell.
    """
    (one, at), (two, row) = place, other
    if one.table.cell("", at) == two.table.cell("", row):
        return False
    open_cells = [key for key, found in one.terms.items() if not found[at]]
    return all(shown(one.table.column(key)[at]) == shown(two.table.column(key)[row]) for key in open_cells)
