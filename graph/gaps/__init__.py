"""Where the network has gaps: every finding with its evidence, its reach and what to do about it.

The kinds and thresholds are those of sections G0 to G5 of the methods; the thresholds are
proposals. A missing record is never a missing contact: actors of whom nothing is recorded are
findings of the kind `no_data` and of no other.
"""

from collections.abc import Set
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from traiber.graph.gaps.area import networks_without_bridge, regions_without_actor
from traiber.graph.gaps.connections import (
    FALSE_DISCOVERY_RATE,
    LEAST_SHORTFALL,
    under_connected_companies,
    under_connected_multipliers,
)
from traiber.graph.gaps.coverage import coverage_gaps, no_data_gaps
from traiber.graph.gaps.model import COLUMNS, WEIGHTS, Gap
from traiber.graph.gaps.structure import FEWEST_CUT_OFF, single_points_of_failure
from traiber.graph.gaps.view import View
from traiber.graph.results import Result, meta_of

if TYPE_CHECKING:
    from traiber.graph.network import Network

__all__ = [
    "COLUMNS",
    "FALSE_DISCOVERY_RATE",
    "FEWEST_CUT_OFF",
    "LEAST_SHORTFALL",
    "WEIGHTS",
    "Gap",
    "find_gaps",
    "gap_table",
]


def find_gaps(network: "Network") -> list[Gap]:
    """All gaps, most companies affected first, then by score, kind, region and kennung.

    One row per company for `uncovered`, `stale` and `fragile` (the first that holds), per region
    for `no_data` and `region_without_actor`, per actor or neighbour network for the others. An
    empty network has no gaps.
    """
    view = View.of(network)
    found = (
        *coverage_gaps(view),
        *no_data_gaps(view),
        *under_connected_multipliers(view),
        *under_connected_companies(view),
        *single_points_of_failure(view),
        *regions_without_actor(view),
        *networks_without_bridge(view),
    )
    return sorted(found, key=_order)


def gap_table(network: "Network", kinds: Set[str] = frozenset()) -> Result:
    """The gaps as rows with the meta data of the network; only of these kinds, if any are given."""
    settings = {"false_discovery_rate": FALSE_DISCOVERY_RATE, "least_shortfall": LEAST_SHORTFALL}
    rows = [asdict(gap) for gap in find_gaps(network) if not kinds or gap.kind in kinds]
    return Result(meta_of(network, **settings), rows, COLUMNS)


def _order(gap: Gap) -> tuple[Any, ...]:
    kind = list(WEIGHTS).index(gap.kind)
    return (-gap.companies_affected, -gap.score, kind, gap.regions, gap.networks, gap.actors)
