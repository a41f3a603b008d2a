"""Where the network has gaps: every finding with its evidence, its certainty, its reach and what to do.

The kinds and thresholds are those of sections G0 to G7 of the methods; the thresholds are
proposals. A missing record is never a missing contact: actors of whom nothing is recorded are
findings of the kind `no_data` and of no other.
"""

from collections.abc import Set
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from traiber.graph.gaps.area import regions_without_actor
from traiber.graph.gaps.bridges import Mixing, missing_bridges, mixing_of
from traiber.graph.gaps.cells import FEWEST_DEMAND, THIN_SHARE, Cell, cells_of
from traiber.graph.gaps.concentration import LARGEST_SHARE, LARGEST_SHARE_OF_ALL, concentrations
from traiber.graph.gaps.connections import (
    FALSE_DISCOVERY_RATE,
    under_connected_companies,
    under_connected_multipliers,
)
from traiber.graph.gaps.coverage import coverage_gaps, no_data_gaps
from traiber.graph.gaps.fields import cell_gaps
from traiber.graph.gaps.hinge import neighbour_gaps, smallest_cut
from traiber.graph.gaps.model import COLUMNS, WEIGHTS, Gap
from traiber.graph.gaps.overlap import overlaps
from traiber.graph.gaps.shortfall import LARGEST_P, LEAST_SHORTFALL
from traiber.graph.gaps.structure import FEWEST_CUT_OFF, single_points_of_failure
from traiber.graph.gaps.view import View
from traiber.graph.results import Result, meta_of

if TYPE_CHECKING:
    from traiber.graph.events.attendance import Attendance
    from traiber.graph.network import Network

__all__ = [
    "COLUMNS",
    "FALSE_DISCOVERY_RATE",
    "FEWEST_CUT_OFF",
    "LEAST_SHORTFALL",
    "MATRIX_COLUMNS",
    "WEIGHTS",
    "Cell",
    "Gap",
    "Mixing",
    "find_gaps",
    "gap_matrix",
    "gap_table",
    "mixing_of",
    "smallest_cut",
]

MATRIX_COLUMNS = ("region", "field", "state", "kind", "demand", "supply", "served", "expected", "p")
SETTINGS = {
    "false_discovery_rate": FALSE_DISCOVERY_RATE,
    "largest_p": LARGEST_P,
    "least_shortfall": LEAST_SHORTFALL,
    "fewest_demand": FEWEST_DEMAND,
    "thin_share": THIN_SHARE,
    "fewest_cut_off": FEWEST_CUT_OFF,
    "largest_share": LARGEST_SHARE,
    "largest_share_of_all": LARGEST_SHARE_OF_ALL,
}


def find_gaps(
    network: "Network", rewirings: int = 0, attendance: "Attendance[str, str] | None" = None
) -> list[Gap]:
    """All gaps, most companies affected first, then by kind, score, region and kennung.

    One row per company for `uncovered`, `stale` and `fragile` (the first that holds), per region
    for `no_data` and `region_without_actor`, per region and field for `no_offer`,
    `offer_without_contact` and `thin`, per pair for `missing_bridge` and `overlap`, per actor or
    neighbour network for the others. `rewirings`: the number of random networks against which missing
    bridges are held, instead of the Poisson tail (1,000 or more take seconds). `attendance`: who was at
    which event, for multipliers who meet companies there without a contact. An empty network has no gaps.
    """
    view = View(network)
    found = (
        *coverage_gaps(view),
        *no_data_gaps(view),
        *under_connected_multipliers(view, attendance),
        *under_connected_companies(view),
        *cell_gaps(view, cells_of(view)),
        *missing_bridges(view, rewirings),
        *neighbour_gaps(view),
        *single_points_of_failure(view),
        *overlaps(view),
        *concentrations(view),
        *regions_without_actor(view),
    )
    return sorted(found, key=_order)


def gap_table(
    network: "Network",
    kinds: Set[str] = frozenset(),
    rewirings: int = 0,
    attendance: "Attendance[str, str] | None" = None,
) -> Result:
    """The gaps as rows with the meta data of the network; only of these kinds, if any are given."""
    found = (gap for gap in find_gaps(network, rewirings, attendance) if not kinds or gap.kind in kinds)
    rows = [asdict(gap) for gap in found]
    return Result(meta_of(network, **SETTINGS, rewirings=rewirings), rows, COLUMNS)


def gap_matrix(network: "Network") -> Result:
    """Every region and action field with its state (covered, gap or no_data) and the counts behind it."""
    rows: list[dict[str, Any]] = [
        {name: getattr(cell, name) for name in MATRIX_COLUMNS} for cell in cells_of(View(network))
    ]
    return Result(meta_of(network, **SETTINGS), rows, MATRIX_COLUMNS)


def _order(gap: Gap) -> tuple[Any, ...]:
    kind = list(WEIGHTS).index(gap.kind)
    return (-gap.companies_affected, kind, -gap.score, gap.regions, gap.fields, gap.networks, gap.actors)
