"""A result as it goes into a workbook: all rows, and numbers that stay numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Result, day
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick


def sheet_view(view: Grid, result: Result, names: Mapping[str, str], network: Network) -> Grid:
    """The named columns of all rows of a result, with title and caption of its view on the screen.

    Types and regions by their names, truth values in words, numbers with up to three decimals.
    """
    rows = tuple(tuple(_cell(column, row[column], network) for column in names) for row in result.rows)
    return Grid(tuple(names.values()), rows, view.title, view.caption)


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
