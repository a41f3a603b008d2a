"""Where the network has gaps: every finding with its evidence, its certainty, its reach and what to do.

For a graph of networkx, without a network: `coverage_levels`, `under_connected`, `field_cells`,
`missing_bridges`, `smallest_cut`, `single_points_of_failure`, `overlaps` and `concentration` take the
graph and sets, groups or needs of its nodes. For a network `find_gaps` and `gap_table` apply them and
put every finding into words.

The kinds and thresholds are those of sections G0 to G7 of the methods; the thresholds are
proposals. A missing record is never a missing contact: actors of whom nothing is recorded are
findings of the kind `no_data` and of no other.
"""

from collections.abc import Set
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from traiber.graph.expectation import Expectation, expectations, expectations_of_margins, under_connected
from traiber.graph.gaps.area import regions_without_actor
from traiber.graph.gaps.bridges import MissingBridge, Mixing, bridge_gaps, missing_bridges, mixing_of
from traiber.graph.gaps.cells import FEWEST_DEMAND, THIN_SHARE, Cell, cells_of, field_cells
from traiber.graph.gaps.concentration import (
    LARGEST_SHARE,
    LARGEST_SHARE_OF_ALL,
    Concentration,
    concentration,
    concentration_gaps,
)
from traiber.graph.gaps.connections import (
    FALSE_DISCOVERY_RATE,
    under_connected_companies,
    under_connected_multipliers,
)
from traiber.graph.gaps.coverage import coverage_gaps, no_data_gaps
from traiber.graph.gaps.fields import cell_gaps
from traiber.graph.gaps.hinge import neighbour_gaps, smallest_cut
from traiber.graph.gaps.levels import Level, coverage_levels
from traiber.graph.gaps.model import COLUMNS, WEIGHTS, Gap
from traiber.graph.gaps.overlap import Overlap, overlap_gaps, overlaps
from traiber.graph.gaps.shortfall import LARGEST_P, LEAST_SHORTFALL
from traiber.graph.gaps.structure import FEWEST_CUT_OFF, single_point_gaps, single_points_of_failure
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
    "Concentration",
    "Expectation",
    "Gap",
    "Level",
    "MissingBridge",
    "Mixing",
    "Overlap",
    "concentration",
    "coverage_levels",
    "expectations",
    "expectations_of_margins",
    "field_cells",
    "find_gaps",
    "gap_matrix",
    "gap_table",
    "missing_bridges",
    "mixing_of",
    "overlaps",
    "single_points_of_failure",
    "smallest_cut",
    "under_connected",
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
        *bridge_gaps(view, rewirings),
        *neighbour_gaps(view),
        *single_point_gaps(view),
        *overlap_gaps(view),
        *concentration_gaps(view),
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
