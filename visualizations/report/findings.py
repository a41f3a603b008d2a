"""The section on gaps: the findings by kind, with what each kind means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traiber.graph.gaps import WEIGHTS
from traiber.graph.network import Network
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.visualizations.report.naming import Row, region_name
from traiber.visualizations.tables.gaps import gap_heading, gap_meanings

SHOWN_GAPS = 10

# Kinds whose findings never name a company twice, so that the companies affected add up.
_DISJOINT = frozenset({"uncovered", "stale", "fragile", "no_data", "under_connected_company"})


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind; `action` is set where all of them ask for the same."""

    kind: str
    name: str
    meaning: str
    count: int
    affected: str
    rows: Sequence[Row]
    more: str
    action: str
    numbered: bool  # whether the rows differ in the companies they affect


def group_findings(network: Network, rows: Sequence[Row]) -> list[Group]:
    """The findings by kind: greatest weight of companies affected first, then by weight of the kind."""
    kinds: dict[str, list[Row]] = {kind: [] for kind in WEIGHTS}
    for row in rows:
        kinds.setdefault(row["kind"], []).append(row)
    found = [(kind, members) for kind, members in kinds.items() if members]
    found.sort(key=lambda item: -WEIGHTS.get(item[0], 1.0) * _companies(*item))
    return [_group(network, kind, members) for kind, members in found]


def _companies(kind: str, rows: Sequence[Row]) -> int:
    """Companies affected by a kind; where findings overlap, those of the greatest finding."""
    affected = [int(row["companies_affected"]) for row in rows]
    return sum(affected) if kind in _DISJOINT else max(affected, default=0)


def _group(network: Network, kind: str, rows: Sequence[Row]) -> Group:
    actions = {row["action"] for row in rows}
    affected = _companies(kind, rows)
    overlapping = kind not in _DISJOINT and len(rows) > 1 and affected > 0
    return Group(
        kind,
        gap_heading(kind),
        _meanings(network.settings.stale_after_days).get(kind) or gap_meanings().get(kind, ""),
        len(rows),
        _("up to {n} each").format(n=affected) if overlapping else str(affected),
        [_gap_row(network, row) for row in rows[:SHOWN_GAPS]],
        _more_findings(len(rows) - SHOWN_GAPS),
        rows[0]["action"] if len(actions) == 1 and len(rows) > 1 else "",
        len({row["companies_affected"] for row in rows}) > 1,
    )


def _more_findings(more: int) -> str:
    if more <= 0:
        return ""
    return ngettext_(
        "{n} more finding; the whole list: traiber gaps --all.",
        "{n} more findings; the whole list: traiber gaps --all.",
        more,
    ).format(n=more)


def _gap_row(network: Network, row: Row) -> dict[str, Any]:
    actors = [network.by_kennung[key].label for key in row["actors"] if key in network.by_kennung]
    regions = ", ".join(region_name(network, key) for key in row["regions"])
    bodies = ", ".join(pick(network.bodies[key].labels) for key in row["networks"] if key in network.bodies)
    about_region = row["kind"] in ("no_data", "region_without_actor")
    subject = "" if about_region else bodies or ", ".join(actors)
    return {
        "where": subject or regions or _("no region recorded"),
        "region": regions if subject else "",
        "reason": row["reason"],
        "action": row["action"],
        "affected": row["companies_affected"],
    }


def _meanings(days: int) -> Mapping[str, str]:
    return {
        "uncovered": _("Companies of whom something is recorded, but no contact with any multiplier."),
        "stale": _(
            "Companies whose recorded contacts with multipliers are all older than {days} days."
        ).format(days=days),
        "single_point_of_failure": _(
            "Actors without whom at least two companies would have no recorded way to the rest."
        ),
        "network_without_bridge": _("Neighbour networks to which no recorded actor is a bridge."),
        "fragile": _("Companies with a recorded contact with exactly one multiplier."),
        "under_connected_multiplier": _(
            "Multipliers with far fewer recorded contacts than comparable ones; to be checked with them."
        ),
        "under_connected_company": _(
            "Companies with far fewer recorded contacts than comparable ones; to be checked with them."
        ),
        "region_without_actor": _("Districts of the network in which no actor is recorded."),
        "no_data": _("Actors of whom nothing can be said: they are missing data, not missing contacts."),
    }
