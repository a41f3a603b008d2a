"""A result as it goes into a workbook: all rows, and numbers that stay numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Result, day
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

MOST_LISTED = 50  # in one cell, which holds 32,767 characters


def sheet_view(view: Grid, result: Result, names: Mapping[str, str], network: Network) -> Grid:
    """The named columns of all rows of a result, with title and caption of its view on the screen.

    Types and regions by their names, truth values in words, numbers with up to three decimals.
    """
    rows = tuple(tuple(_cell(column, row[column], network) for column in names) for row in result.rows)
    return Grid(tuple(names.values()), rows, view.title, view.caption)


def listed(names: Sequence[str]) -> str | None:
    """The names with commas, the first `MOST_LISTED` if there are more; none for no names."""
    if len(names) > MOST_LISTED:
        shown = ", ".join(names[:MOST_LISTED])
        return _("{names} and {n} more").format(names=shown, n=len(names) - MOST_LISTED)
    return ", ".join(names) or None


def _cell(column: str, value: Any, network: Network) -> Value:
    if value is None or isinstance(value, bool):
        return None if value is None else _("yes") if value else _("no")
    if column == "type":
        return pick(network.types.get(value, {})) or str(value)
    if column == "region":
        return pick(network.regions[value].labels) if value in network.regions else str(value)
    if isinstance(value, tuple):
        return "–".join(map(str, dict.fromkeys(value)))
    if isinstance(value, date):
        return day(value)
    return round(value, 3) if isinstance(value, float) else value if isinstance(value, int) else str(value)
