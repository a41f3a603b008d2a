"""The recommended bridges to the neighbouring networks as a table."""

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.introductions import chance_meaning, through
from traiber.visualizations.tables.sheet import sheet_view


def bridges_view(result: Result, shown: int | None) -> Grid:
    """Who of the own network should meet whom of a neighbour; at most `shown` rows."""
    rows = tuple(
        (
            row["rank"],
            f"{row['actor_label']}\n↔ {row['partner_label']}\n{through(row)}",
            f"{row['paths_before']} → {row['paths_after']}",
            f"{row['companies_before']} → {row['companies_after']}",
            f"{number(100 * row['feasibility'], 0)} %",
            row["reason"],
        )
        for row in result.rows[:shown]
    )
    headers = (
        _("Rank"),
        _("Introduce"),
        _("Ways"),
        _("Companies"),
        _("Chance"),
        _("Why"),
    )
    lines = (
        "" if rows else _("Nothing to propose: no new contact gains anything, or nothing is recorded here."),
        more_rows(len(result.rows) - len(rows)),
        _(
            "Ways: between the two networks, without a common actor. Companies: of the hinge "
            "region, at most three "
            "steps from the neighbour. Chance: how likely the way through can be used."
        ),
        office_line(result.meta),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("Recommended bridges to the neighbouring networks"), joined(*lines))


def bridges_sheet(result: Result, network: Network) -> Grid:
    """All bridges for a workbook, one column for each thing said."""
    names = {
        "rank": _("Rank"),
        "actor_label": _("Own actor"),
        "partner_label": _("Actor of the neighbour"),
        "introducer_label": _("Through"),
        "paths_before": _("Ways before"),
        "paths_after": _("Ways after"),
        "companies_before": _("Companies before"),
        "companies_after": _("Companies after"),
        "feasibility": _("Chance"),
        "reason": _("Why"),
        "actor": _("ID"),
        "partner": _("ID of the neighbour's actor"),
    }
    return sheet_view(bridges_view(result, None), result, names, network)


def bridges_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the columns of the bridges mean."""
    ways, companies = _("ways"), _("companies")
    meanings = (
        Meaning(
            "gain",
            _("Gain"),
            _("The points of the settings if the number of ways rises, else 0."),
            _("points"),
        ),
        Meaning(
            "paths_before",
            _("Ways"),
            _(
                "How many ways lead from the own network to the neighbour of which no two have "
                "an actor in common: "
                "so many actors must be lost before the two are parted. 1 hangs on a single "
                "actor. Before and after."
            ),
            ways,
            "Menger 1927",
        ),
        Meaning(
            "companies_before",
            _("Companies"),
            _(
                "Companies of the hinge region at most three steps from an actor of the "
                "neighbour, passed on by "
                "multipliers. Before and after."
            ),
            companies,
        ),
        chance_meaning(),
    )
    settings = {
        "points_bridge": _("for a bridge"),
        "direct": _("chance of a call by the office"),
        "half_life_days": _("half-life of a contact in days"),
        "stale_after_days": _("days after which a contact is old"),
    }
    return explained(_("What the columns of the bridges mean"), meanings, settings, meta)
