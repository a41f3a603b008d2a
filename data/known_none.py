"""What is known to be none in columns that stand for rows of other sheets.

A dash under "contacts" or "network" makes no row; that somebody asked and there are none is a statement
about the actor itself, with the property of the column. An empty cell makes none.
"""

from traiber.data.intake import SourceTable
from traiber.data.values import KNOWN_NONE, to_text


def known_nones(table: SourceTable) -> dict[str, list[tuple[str, ...]]]:
    """The terms of a table's shorthand columns, row by row: a dash or nothing."""
    return {
        column.key: [
            (KNOWN_NONE,) if to_text(value) in (KNOWN_NONE, "–") else () for value in table.cells[column.key]
        ]
        for column in table.sheet.columns
        if column.type == "shorthand" and column.predicate and column.key in table.cells
    }
