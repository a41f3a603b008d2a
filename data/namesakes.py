"""Rows of one name in two tables that became two actors, because their seats differ and an ID is missing."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from traiber.data.findings import Cell, Finding, shorten
from traiber.data.intake import SourceTable
from traiber.data.values import shown, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The keys of two actors of one name, and a row of each."""

    keys: frozenset[str]
    first: tuple[SourceTable, int]
    second: tuple[SourceTable, int]


def find_namesakes(
    tables: Sequence[SourceTable], keys: Sequence[Sequence[str]], different: AbstractSet[frozenset[str]]
) -> list[Namesakes]:
    """Pairs of actors of one name in different tables, at least one without an ID.

    Rows of one sheet stand below each other, so their different seats were meant; those of two
    workbooks may be two opinions about one organisation. Left out are pairs with an LEI each and those
    that people told apart (`different`, keys).
    """
    first: dict[str, list[tuple[SourceTable, int, str]]] = {}
    found: dict[frozenset[str], Namesakes] = {}
    for table, own in zip(tables, keys, strict=True):
        if table.sheet.key != "actors":
            continue
        for row, (name, key) in enumerate(zip(map(to_text, table.column("name")), own, strict=True)):
            known = first.setdefault(normalise(name), [])
            for other, at, its in known if name else ():
                pair = frozenset((key, its))
                if its != key and other is not table and pair not in different and pair not in found:
                    both = ((other, at), (table, row))
                    if not all(_says(place, "id") for place in both) and not all(
                        _says(place, "lei") for place in both
                    ):
                        found[pair] = Namesakes(pair, *both)
            if all(its != key for _table, _row, its in known):
                known.append((table, row, key))
    return list(found.values())


def _says(place: tuple[SourceTable, int], column: str) -> bool:
    table, row = place
    return bool(to_text(table.column(column)[row]))


def warn_of(namesakes: Sequence[Namesakes]) -> Iterator[Finding]:
    """A warning with both cells for each pair."""
    for pair in namesakes:
        (table, row), (other, at) = pair.second, pair.first
        rule = _("differs from {cell} ('{value}') for one name without an ID; the rows count as two actors.")
        remedy = _(
            "If it is one, please write the same district in both rows, or decide with 'traiber duplicates'. "
            "If these are two, give each an ID."
        )
        rule = rule.format(cell=_seat(other, at), value=shorten(shown(other.column("seat")[at])))
        value = shown(table.column("seat")[row])
        yield Finding("W244", _seat(table, row), value, rule, remedy, severity="warning")


def _seat(table: SourceTable, row: int) -> Cell:
    return table.cell("seat" if "seat" in table.positions else "name", row)
