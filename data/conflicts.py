"""Rows that are about one thing and say different things of it, in one file or in two."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from traiber.data.completion import Converted, Place
from traiber.data.findings import Finding, shorten
from traiber.data.identities import same_thing
from traiber.data.values import KNOWN_NONE, shown, to_text
from traiber.data.workbook import Column
from traiber.graph.access import LEVELS
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

NOT_COMPARED = ("id", "shorthand")


def settle_conflicts(tables: Iterable[Converted]) -> list[Finding]:
    """What rows with one key say against each other, as errors that name both cells and values.

    Cells are compared by what they mean: "05124" is "Wuppertal", "3,0" is 3, "KAMMER" is "Kammer".
    Equal and complementary cells merge: an empty cell says nothing, and the default of an empty cell
    yields to what another row states. Two values in a column that admits one are a conflict, and so
    are a value and "known to be none" in any column. Each cell that contradicts the first one, in the
    order of files, sheets and rows, is an error.
    """
    tables = [one for one in tables if one.table.own_rows]
    rows = Counter(one.table.sheet.key for one in tables for key in one.keys if key)
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for sheet, number in rows.items():
        own = [one for one in tables if one.table.sheet.key == sheet]
        if number == len({key for one in own for key in one.keys if key}):
            continue
        for one in own:
            for row, key in enumerate(one.keys):
                if key:
                    groups[sheet, key].append((one, row))
    findings: list[Finding] = []
    for places in groups.values():
        if len(places) > 1:
            findings.extend(_settle(places))
    return findings


def _settle(places: Sequence[Place]) -> Iterator[Finding]:
    """Rows of one key, which may be several that were merged: each compared with those of its own name."""
    rest = sorted(places, key=lambda place: place[0].table.cell("", place[1]))
    while rest:
        first, at = rest[0]
        alike = [(one, row) for one, row in rest if same_thing(first.table, at, one.table, row)]
        rest = [place for place in rest if place not in alike]
        yield from _settle_alike(alike)


def _settle_alike(alike: Sequence[Place]) -> Iterator[Finding]:
    first = alike[0][0]
    has_id = any(to_text(one.table.column("id")[row]) for one, row in alike)
    for column in first.table.sheet.columns:
        if column.type in NOT_COMPARED or column.key == "access" or column.key not in first.terms:
            continue
        stated = [place for place in alike if _states(place, column)]
        yield from _compare(stated, column, "E241" if has_id else "E208")
        _drop_defaults(alike, stated, column)


def _states(place: Place, column: Column) -> bool:
    one, row = place
    return bool(one.terms[column.key][row]) and bool(_text(place, column).strip(";| "))


def _compare(stated: Sequence[Place], column: Column, code: str) -> Iterator[Finding]:
    for place in stated[1:]:
        if _differ(stated[0], place, column):
            yield _conflict(column, stated[0], place, code)


def _differ(first: Place, second: Place, column: Column) -> bool:
    one, other = _terms(first, column), _terms(second, column)
    if column.multiple or column.by_line:
        return (KNOWN_NONE in one) != (KNOWN_NONE in other)
    return set(one) != set(other) and normalise(_text(first, column)) != normalise(_text(second, column))


def _terms(place: Place, column: Column) -> tuple[str, ...]:
    return place[0].terms[column.key][place[1]]


def _text(place: Place, column: Column) -> str:
    return to_text(place[0].table.column(column.key)[place[1]])


def _shown(place: Place, column: Column) -> str:
    return shown(place[0].table.column(column.key)[place[1]])


def _conflict(column: Column, first: Place, second: Place, code: str) -> Finding:
    (one, at), (other, row) = first, second
    names = {"cell": one.table.cell(column.key, at), "value": shorten(_shown(first, column))}
    if code == "E208":
        rule = _("differs from {cell} ('{value}'), though both rows have the same name and no ID.")
        remedy = _("If these are two, give each an ID; if it is one, correct a cell.")
    else:
        rule = _("differs from {cell} ('{value}'), though both rows have the same ID.")
        remedy = _("Please agree on one value, or leave one of the two cells empty.")
    return Finding(
        code, other.table.cell(column.key, row), _shown(second, column), rule.format(**names), remedy
    )


def _drop_defaults(alike: Sequence[Place], stated: Sequence[Place], column: Column) -> None:
    """Take the default from rows where another row that the same readers see states a value."""
    if column.default is None or not stated:
        return
    lowest = min(LEVELS.index(one.levels[row]) for one, row in stated)
    for one, row in alike:
        if (one, row) not in stated and LEVELS.index(one.levels[row]) >= lowest:
            one.terms[column.key][row] = ()
