"""The list of gaps as a table."""

from collections.abc import Mapping
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Result
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line

GAP_KINDS = (
    "uncovered",
    "stale",
    "fragile",
    "no_data",
    "under_connected_multiplier",
    "under_connected_company",
    "region_without_actor",
    "network_without_bridge",
    "single_point_of_failure",
)


def gaps_view(result: Result, network: Network, shown: int | None) -> Grid:
    """The gaps with reason and what to do, most companies affected first, at most `shown` rows."""
    names = gap_names()
    rows = tuple(
        (
            names.get(row["kind"], row["kind"]),
            _subject(row, network),
            row["companies_affected"],
            f"{row['reason']}\n→ {row['action']}",
        )
        for row in result.rows[:shown]
    )
    headers = (_("Gap"), _("Where"), _("Companies"), _("Why, and what to do"))
    counts: dict[str, int] = {}
    for row in result.rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    summary = ", ".join(f"{names.get(kind, kind)} {counts[kind]}" for kind in GAP_KINDS if kind in counts)
    by_kind = _("By kind: {summary}.").format(summary=summary or "–")
    lines = (more_rows(len(result.rows) - len(rows)), by_kind, office_line(), meta_line(result.meta))
    return Grid(headers, rows, _("Gaps, most companies affected first"), joined(*lines))


def gap_names() -> Mapping[str, str]:
    """The names of the kinds of gaps."""
    return {
        "uncovered": _("uncovered"),
        "stale": _("stale"),
        "fragile": _("hangs on one partner"),
        "no_data": _("no data"),
        "under_connected_multiplier": _("under-connected multiplier"),
        "under_connected_company": _("under-connected company"),
        "region_without_actor": _("region without actor"),
        "network_without_bridge": _("network without bridge"),
        "single_point_of_failure": _("single point of failure"),
    }


def gap_heading(kind: str) -> str:
    """The name of a kind of gap where it begins a line."""
    name = gap_names().get(kind, kind)
    return name[:1].upper() + name[1:]


def _subject(row: Mapping[str, Any], network: Network) -> str:
    actors = [network.by_kennung[key].label for key in row["actors"] if key in network.by_kennung]
    regions = [pick(network.regions[key].labels) for key in row["regions"] if key in network.regions]
    bodies = [pick(network.bodies[key].labels) for key in row["networks"] if key in network.bodies]
    names = actors if 0 < len(actors) <= 2 else bodies or regions or actors
    if len(names) > 2:
        return _("{name} and {n} others").format(name=names[0], n=len(names) - 1)
    return ", ".join(names) or "–"
