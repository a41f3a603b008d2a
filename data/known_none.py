"""What is known to be none in columns that stand for rows of other sheets.

A dash under "contacts" or "network" makes no row; that somebody asked and there are none is a statement
about the actor itself, with the property of the column. An empty cell makes none.
"""

from collections.abc import Sequence

from traiber.data.intake import SourceTable
from traiber.data.values import KNOWN_NONE
from traiber.ontology.ntriples import term


def emit_known_none(table: SourceTable, subjects: Sequence[str], out: Sequence[list[str]]) -> None:
    """Add the statements of a table's shorthand columns to the lists of its rows."""
    for column in table.sheet.columns:
        if column.type == "shorthand" and column.predicate and column.key in table.cells:
            none = f"{term('tr:knownNone')} {term(column.predicate)}"
            for row, value in enumerate(table.cells[column.key]):
                if isinstance(value, str) and value.strip() in (KNOWN_NONE, "–"):
                    out[row].append(f"{subjects[row]} {none}")
