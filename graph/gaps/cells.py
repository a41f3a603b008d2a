"""Where the needs of companies meet offers: region by action field (section G3)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.expectation import lower_tail
from traiber.graph.gaps.view import View
from traiber.graph.uncertainty.small_numbers import may_test

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

FEWEST_DEMAND = 5  # companies in need; below, a cell is not judged
THIN_SHARE = 0.25  # of the companies in need, by the shrunk share (served + 1) / (demand + 2)

COVERED, GAP, NO_DATA = "covered", "gap", "no_data"


@dataclass(frozen=True, slots=True)
class Cell:
    """One region and action field: who needs, who offers, who is reached."""

    region: str
    field: str
    demand: int  # companies of the region that need the field
    supply: int  # multipliers that sit or work in the region and offer it
    served: int  # of the demand, those in contact with any multiplier that offers it, from anywhere
    carriers: tuple[str, ...] = ()  # the multipliers through whom they are served
    silent: int = 0  # of the demand, those without data on their contacts
    expected: float | None = None  # served by row and column, see `cells_of`
    p: float | None = None  # of so few served
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


def cells_of(view: View) -> list[Cell]:
    """All cells of the regions of the network and the fields that anybody needs or offers.

    Regions: those that the own network covers, and those in which a company with a need sits, by key.
    Expected of a cell are demand * share of the row * share of the column / share of all (at most the
    demand), where a share is served / demand; the p-value is the lower tail of a Poisson distribution,
    for chi-square needs larger cells. Expected offers are row * column / all. Fewer than 30 actors have no
    p-values (section 5 of the methods).
    """
    regions, fields = _frame(view)
    if not regions or not fields:
        return []
    demand, supply, served, silent = (np.zeros((len(regions), len(fields)), dtype=int) for _n in range(4))
    row_of = {key: at for at, key in enumerate(regions)}
    for actor in view.actors:
        if actor.multiplier:
            rows = [row_of[key] for key in actor.area if key in row_of]
            for at, field in enumerate(fields):
                if field in actor.offers:
                    supply[rows, at] += 1
    carriers: dict[tuple[int, int], tuple[str, ...]] = {}
    seats = np.array([row_of.get(actor.region or "", -1) for actor in view.actors], dtype=np.int64)
    for at, field in enumerate(fields):
        offering = np.array([a.multiplier and field in a.offers for a in view.actors], dtype=bool)
        needing = np.array([a.company and field in a.needs for a in view.actors], dtype=bool) & (seats >= 0)
        contacts = needing[view.arrays.rows] & offering[view.arrays.ends]
        reached = np.unique(view.arrays.rows[contacts])
        demand[:, at] = np.bincount(seats[needing], minlength=len(regions))
        served[:, at] = np.bincount(seats[reached], minlength=len(regions))
        silent[:, at] = np.bincount(seats[needing & ~view.observed], minlength=len(regions))
        pairs = np.unique(np.stack([seats[view.arrays.rows[contacts]], view.arrays.ends[contacts]]), axis=1).T
        for row, provider in pairs.tolist():
            carriers[row, at] = (*carriers.get((row, at), ()), view.arrays.nodes[provider])
    testable = may_test(len(view.arrays))
    expected, offers = _expected_served(demand, served), _by_margins(supply)
    return [
        Cell(
            region,
            field,
            int(demand[i, j]),
            int(supply[i, j]),
            int(served[i, j]),
            carriers.get((i, j), ()),
            int(silent[i, j]),
            float(expected[i, j]),
            lower_tail(int(served[i, j]), float(expected[i, j])) if testable else None,
            float(offers[i, j]),
            lower_tail(int(supply[i, j]), float(offers[i, j])) if testable else None,
        )
        for i, region in enumerate(regions)
        for j, field in enumerate(fields)
    ]


def _frame(view: View) -> tuple[list[str], list[str]]:
    home = view.network.bodies.get(view.network.home or "")
    demanding = {a.region for a in view.actors if a.company and a.needs and a.region is not None}
    fields = {key for a in view.actors if a.company for key in a.needs}
    fields |= {key for a in view.actors if a.multiplier for key in a.offers}
    return sorted({*(home.covers if home else ()), *demanding}), sorted(fields, key=_natural)


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
