"""Where the needs of companies meet offers: region by action field (section G3)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import Node, adjacency_of
from traiber.graph.clean import distinct
from traiber.graph.expectation import lower_tail
from traiber.graph.gaps.view import View
from traiber.graph.uncertainty.small_numbers import may_test

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Floats, Ints

FEWEST_DEMAND = 5  # companies in need; below, a cell is not judged
THIN_SHARE = 0.25  # of the companies in need, by the shrunk share (served + 1) / (demand + 2)

COVERED, GAP, NO_DATA = "covered", "gap", "no_data"


@dataclass(frozen=True, slots=True)
class Cell(Generic[Node]):
    """One region and action field: who needs, who offers, who is reached."""

    region: str
    field: str
    demand: int  # companies of the region that need the field
    supply: int  # multipliers that sit or work in the region and offer it
    served: int  # of the demand, those in contact with any multiplier that offers it, from anywhere
    carriers: tuple[Node, ...] = ()  # the multipliers through whom they are served
    silent: int = 0  # of the demand, those without data on their contacts
    expected: float | None = None  # served by row and column, see `field_cells`
    p: float | None = None  # of so few served; None in a network too small for it
    expected_supply: float | None = None  # offers by row and column
    p_supply: float | None = None

    @property
    def kind(self) -> str | None:
        """The kind of gap; None if there is none, or too little demand to judge."""
        if self.demand < FEWEST_DEMAND:
            return None
        if self.supply == 0:
            return "no_offer"
        if self.served == 0:
            return "offer_without_contact"
        is_thin = (self.served + 1) / (self.demand + 2) < THIN_SHARE or len(self.carriers) == 1
        return "thin" if is_thin else None

    @property
    def state(self) -> str:
        """Covered, gap, or no data: fewer than five companies with a recorded need."""
        if self.demand < FEWEST_DEMAND:
            return NO_DATA
        return GAP if self.kind else COVERED


def field_cells(
    graph: "AnyGraph[Node]",
    needs: Mapping[Node, Collection[str]],
    offers: Mapping[Node, Collection[str]],
    seats: Mapping[Node, str],
    areas: Mapping[Node, Collection[str]] | None = None,
    regions: Iterable[str] = (),
    silent: Iterable[Node] = (),
) -> list[Cell[Node]]:
    """Demand, supply and service of every region and action field, ordered by region and field.

    - demand: companies (the keys of `needs`) with their seat in the region that need the field;
    - supply: multipliers (the keys of `offers`) that work in the region and offer the field; where
      they work say `areas`, without it their seat;
    - served: of the demand, those tied to any multiplier that offers the field, from any region.

    Regions are those in which a company with a need sits, and those given; fields those that anybody
    needs or offers. Companies without a seat are in no cell. `silent`: companies of whom nothing is
    recorded, counted beside. Expected of a cell are demand * share of the row * share of the column /
    share of all (at most the demand), where a share is served / demand; expected offers are row *
    column / all. The p-values are lower tails of a Poisson distribution, for chi-square needs larger
    cells; None in a network of fewer than 30 actors. Unit: companies, multipliers. Without regions or
    fields: an empty list. Weights are not read. Raises ValueError for unhashable labels.

    Source: section G3 of the methods; the thresholds of `Cell.kind` are proposals.

    >>> import networkx as nx
    >>> graph = nx.Graph([("chamber", "A"), ("chamber", "B")])
    >>> needs = dict.fromkeys("ABCDE", {"hydrogen"}) | {"F": {"skills"}}
    >>> seats = dict.fromkeys("ABCDEF", "north") | {"chamber": "south"}
    >>> for cell in field_cells(graph, needs, {"chamber": {"hydrogen"}}, seats):
    ...     print(cell.region, cell.field, cell.demand, cell.supply, cell.served, cell.kind)
    north hydrogen 5 0 2 no_offer
    north skills 1 0 0 None
    """
    arrays, without = adjacency_of(graph, weight=None), distinct(silent)
    demanding = {seats[company] for company, wanted in needs.items() if wanted and company in seats}
    rows = sorted({*regions, *demanding})
    fields = sorted({key for keys in (*needs.values(), *offers.values()) for key in keys}, key=_natural)
    if not rows or not fields:
        return []
    row_of = {key: at for at, key in enumerate(rows)}
    demand, supply, served, unknown = (np.zeros((len(rows), len(fields)), dtype=int) for _n in range(4))
    carriers: dict[tuple[int, int], tuple[Node, ...]] = {}
    place = np.full(len(arrays), -1)  # the row of every company with a need
    needing: dict[str, list[Node]] = {}
    offering: dict[str, list[Node]] = {}
    for company, wanted in needs.items():
        if company in seats:
            if company in arrays.positions:
                place[arrays.positions[company]] = row_of.get(seats[company], -1)
            for field in wanted:
                needing.setdefault(field, []).append(company)
    for multiplier, offered in offers.items():
        for field in offered:
            offering.setdefault(field, []).append(multiplier)
    for at, field in enumerate(fields):
        for company in needing.get(field, ()):
            demand[row_of[seats[company]], at] += 1
            unknown[row_of[seats[company]], at] += company in without
        for multiplier in offering.get(field, ()):
            seat = (seats[multiplier],) if multiplier in seats else ()
            area = seat if areas is None else areas.get(multiplier, ())
            supply[[row_of[key] for key in dict.fromkeys(area) if key in row_of], at] += 1
        contacts = arrays.flags(needing.get(field, ()))[arrays.rows]
        contacts &= arrays.flags(offering.get(field, ()))[arrays.ends]
        reached = np.unique(arrays.rows[contacts])
        served[:, at] = np.bincount(place[reached], minlength=len(rows))
        pairs = np.unique(np.stack([place[arrays.rows[contacts]], arrays.ends[contacts]]), axis=1).T
        for row, provider in pairs.tolist():
            carriers[row, at] = (*carriers.get((row, at), ()), arrays.nodes[provider])
    expected, expected_supply = _expected_served(demand, served), _by_margins(supply)
    is_tested = may_test(len(arrays))
    return [
        Cell(
            region,
            field,
            int(demand[i, j]),
            int(supply[i, j]),
            int(served[i, j]),
            carriers.get((i, j), ()),
            int(unknown[i, j]),
            float(expected[i, j]),
            lower_tail(int(served[i, j]), float(expected[i, j])) if is_tested else None,
            float(expected_supply[i, j]),
            lower_tail(int(supply[i, j]), float(expected_supply[i, j])) if is_tested else None,
        )
        for i, region in enumerate(rows)
        for j, field in enumerate(fields)
    ]


def cells_of(view: View) -> list[Cell[str]]:
    """The cells of a network: of its own regions and those in which a company with a need sits."""
    home = view.network.bodies.get(view.network.home or "")
    companies = [a for a in view.actors if a.company]
    multipliers = [a for a in view.actors if a.multiplier]
    return field_cells(
        view.arrays,
        {a.kennung: a.needs for a in companies},
        {a.kennung: a.offers for a in multipliers},
        {a.kennung: a.region for a in companies if a.region is not None},
        {a.kennung: a.area for a in multipliers},
        home.covers if home else (),
        [view.arrays.nodes[at] for at in np.flatnonzero(view.companies & ~view.observed).tolist()],
    )


def _natural(key: str) -> tuple[tuple[int, int | str], ...]:
    """F2 before F10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"([0-9]+)", key))


def _expected_served(demand: "Ints", served: "Ints") -> "Floats":
    def share(axis: int | None) -> "Floats":
        total = demand.sum(axis=axis, keepdims=True)
        return np.asarray(
            np.divide(served.sum(axis=axis, keepdims=True), total, out=np.zeros(total.shape), where=total > 0)
        )

    overall = share(None)
    if not overall.any():
        return np.zeros(demand.shape)
    return np.asarray(np.minimum(demand, demand * share(1) * share(0) / overall))


def _by_margins(table: "Ints") -> "Floats":
    total = table.sum()
    if not total:
        return np.zeros(table.shape)
    return np.asarray(table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total)
