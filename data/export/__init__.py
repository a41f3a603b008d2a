"""The graph back as tables: the inverse of the mapper, driven by the same declared mapping.

Reading the tables again with the same base gives the same statements. A thing whose statements
stand at two access levels becomes a row of each. A column that admits one value of which the graph
holds several becomes further rows with the same ID, so that none is lost. Tables cannot bring that
about (data/conflicts.py refuses it with both cells), only statements from elsewhere can; reading such
rows again is therefore refused with both cells, too: a person has to choose.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from traiber.data.export.cells import cells_of
from traiber.data.export.naming import Names
from traiber.data.export.things import Thing, read_things
from traiber.data.table import Cell, Table
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.graph.store import Store
from traiber.ontology.prefixes import expand

__all__ = ["cells_by_column", "export_tables"]


def export_tables(store: Store, base: str) -> dict[str, Table]:
    """The tables of a store by sheet, in the order of the workbook; sheets without rows are empty.

    `base` is what the things' IRIs begin with. Rows are sorted by their key; several values of a
    cell are sorted. Other rows are named by their name where it means only them, else by their ID.
    One pass over each named graph, linear in its statements.
    """
    things = read_things(store, base)
    names = Names(base, [thing for found in things.values() for thing in found])
    return {key: _to_table(sheet, things[key], names) for key, sheet in load_workbook().items()}


def cells_by_column(thing: Thing, names: Names) -> list[tuple[Column, list[Cell]]]:
    """The columns of a thing's sheet with its cells in them: none, one, or more than the column admits."""
    columns = _columns(thing.sheet)
    cells = [cells_of(thing, column, predicate, names) for column, predicate in columns]
    _add_known_nones(thing, columns, cells)
    return [(column, found) for (column, _predicate), found in zip(columns, cells, strict=True)]


@cache
def _columns(sheet: Sheet) -> tuple[tuple[Column, str], ...]:
    return tuple(
        (column, expand(column.predicate or "rdf:nil"))
        for column in sheet.columns
        if column.type != "shorthand" or column.predicate
    )


def _to_table(sheet: Sheet, things: Sequence[Thing], names: Names) -> Table:
    """The table of a sheet; columns that stand for other rows only if one of them holds a dash."""
    rows = [row for thing in things for row in _rows(thing, names)]
    columns = [column for column, _predicate in _columns(sheet)]
    kept = [
        at
        for at, column in enumerate(columns)
        if column.type != "shorthand" or any(row[at] is not None for row in rows)
    ]
    shown = rows if len(kept) == len(columns) else [tuple(row[at] for at in kept) for row in rows]
    return Table(sheet.key, tuple(columns[at].key for at in kept), shown)


def _rows(thing: Thing, names: Names) -> Iterator[tuple[Cell, ...]]:
    columns = cells_by_column(thing, names)
    cells = [found for _column, found in columns]
    repeated = [
        column.required or column.default is not None or column.key in ("id", "access", *thing.sheet.identity)
        for column, _found in columns
    ]
    for at in range(max(map(len, cells))):
        yield tuple(
            found[at] if at < len(found) else found[0] if again and found else None
            for found, again in zip(cells, repeated, strict=True)
        )


def _add_known_nones(
    thing: Thing, columns: Sequence[tuple[Column, str]], cells: Sequence[list[Cell]]
) -> None:
    """A dash in the first empty column, else one more row, for each property known to have no value."""
    for owner, none in thing.known_nones():
        candidates = [
            found
            for (column, predicate), found in zip(columns, cells, strict=True)
            if predicate == none
            and owner == (column.via.suffix if column.via else "")
            and not column.required
            and column.type != "id"
        ]
        target = next((found for found in candidates if not found), candidates[0] if candidates else None)
        if target is not None:
            target.append(KNOWN_NONE)
