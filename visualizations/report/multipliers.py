"""The section on multipliers: who is in contact with companies, ranked where there are enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import number
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.visualizations.report.chart import bar_chart
from traiber.visualizations.report.naming import Row, region_name, shortened
from traiber.visualizations.tables.common import without_data_line

SHOWN_MULTIPLIERS = 15
SHOWN_BARS = 10
SHOWN_NAMES = 60
FEWEST_RANKED = 3  # multipliers with companies; fewer are listed, not ranked


@dataclass(frozen=True, slots=True)
class Multipliers:
    """The section on multipliers: only those with a company in contact have rows."""

    rows: Sequence[Row]
    ranked: bool
    chart: str  # SVG, or nothing
    lines: Sequence[str]
    notes: Sequence[str]


def describe_multipliers(network: Network, rows: Sequence[Row]) -> Multipliers:
    """The section from the rows of `rank_multipliers`; too few of them are listed without rank and chart."""
    known = [row for row in rows if row["rank"] is not None]
    reached = [row for row in known if row["fair_share"] > 0]
    silent = [row for row in known if not row["fair_share"] > 0]
    ranked = len(reached) >= FEWEST_RANKED
    shown = [_multiplier_row(network, row) for row in reached[:SHOWN_MULTIPLIERS]]
    chart = bar_chart(reached[:SHOWN_BARS], _("Bar chart of the fair shares")) if ranked else ""
    return Multipliers(
        shown,
        ranked,
        chart,
        _multiplier_lines(rows, reached, ranked),
        (
            *_multiplier_notes(len(reached) - len(shown), silent),
            *filter(None, [without_data_line(len(rows) - len(known))]),
        ),
    )


def _multiplier_row(network: Network, row: Row) -> dict[str, Any]:
    kind = pick(network.types.get(row["type"] or "", {}))
    region = region_name(network, row["region"]) if row["region"] is not None else ""
    return {
        "rank": row["rank"],
        "label": row["label"],
        "about": ", ".join(part for part in (kind, region) if part),
        "reason": row["reason"],
        "fair_share": number(row["fair_share"]),
        "reach": row["reach_1"],
        "second_hand": row["reach_2"],
        "exclusive": row["exclusive"],
    }


def _multiplier_lines(rows: Sequence[Row], reached: Sequence[Row], ranked: bool) -> tuple[str, ...]:
    if not rows:
        return (_("No multiplier is recorded."),)
    if not reached:
        return (_("No contact between a multiplier and a company is recorded, so there is nothing to rank."),)
    lead = _("Multipliers with a recorded contact with a company: {n} of {all}.").format(
        n=len(reached), all=len(rows)
    )
    if not ranked:
        return (lead, _("That is too few for a ranking; they are listed with what is recorded."))
    return (
        lead,
        _(
            "They are sorted by their fair share of the companies in contact: whoever shares a company with "
            "others is credited with a part of it. Small differences mean little, as a few contacts that "
            "were not recorded can change neighbouring ranks."
        ),
    )


def _multiplier_notes(more: int, silent: Sequence[Row]) -> tuple[str, ...]:
    notes = []
    if more > 0:
        notes.append(
            ngettext_(
                "{n} more multiplier with companies in contact; the whole list: traiber multipliers --all.",
                "{n} more multipliers with companies in contact; the whole list: traiber multipliers --all.",
                more,
            ).format(n=more)
        )
    if silent:
        names = sorted((row["label"] for row in silent), key=lambda name: (normalise(name), name))
        shown = "; ".join(shortened(name, 80) for name in names[:SHOWN_NAMES])
        if len(names) > SHOWN_NAMES:
            shown = _("{names} and {n} more").format(names=shown, n=len(names) - SHOWN_NAMES)
        notes.append(
            ngettext_(
                "No contact with a company is recorded for {n} multiplier, not ranked: {names}",
                "No contact with a company is recorded for {n} multipliers, not ranked, in alphabetical "
                "order: {names}",
                len(silent),
            ).format(n=len(silent), names=shown)
        )
    return tuple(notes)
