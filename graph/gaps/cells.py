"""Where the needs of companies meet offers: region by action field (section G3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.expectation import lower_tail
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, area_of, make_gap
from traiber.graph.results import number
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

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
    for chi-square needs larger cells. Expected offers are row * column / all.
    """
    regions, fields = _frame(view)
    if not regions or not fields:
        return []
    demand, supply, served, silent = (np.zeros((len(regions), len(fields)), dtype=int) for _n in range(4))
    row_of = {key: at for at, key in enumerate(regions)}
    for actor in view.actors:
        if actor.multiplier:
            rows = [row_of[key] for key in area_of(actor) if key in row_of]
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
            lower_tail(int(served[i, j]), float(expected[i, j])),
            float(offers[i, j]),
            lower_tail(int(supply[i, j]), float(offers[i, j])),
        )
        for i, region in enumerate(regions)
        for j, field in enumerate(fields)
    ]


def cell_gaps(view: View, cells: list[Cell]) -> Iterator[Gap]:
    """The cells without offer, with an offer that reaches nobody, and thinly served."""
    unknown = _without_offers(view)
    for cell in cells:
        if cell.kind == "no_offer":
            yield _no_offer(view, cell, unknown)
        elif cell.kind == "offer_without_contact":
            yield _without_contact(view, cell)
        elif cell.kind == "thin":
            yield _thin(view, cell)


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


def _without_offers(view: View) -> float:
    """The share of the own multipliers of whom no offer is recorded."""
    own = [a for at, a in enumerate(view.actors) if a.multiplier and view.own[at]]
    return sum(not a.offers for a in own) / len(own) if own else 0.0


def _no_offer(view: View, cell: Cell, unknown: float) -> Gap:
    elsewhere = sorted(a.kennung for a in view.actors if a.multiplier and cell.field in a.offers)
    names = _words(view, cell) | {"multiplier": view.names(elsewhere[:1])}
    if elsewhere:
        action = _(
            "Win {multiplier}, who offers it elsewhere, for {region}, or a multiplier there for this field."
        )
    else:
        action = _("Look for an offer: nobody in the network offers {field}, anywhere.")
    return make_gap(
        view,
        cell.kind or "",
        regions=(cell.region,),
        fields=(cell.field,),
        observed=cell.supply,
        expected=cell.expected_supply,
        p=cell.p_supply,
        companies_affected=cell.demand,
        reason=_(
            "{demand} companies in {region} need {field}, and no multiplier there is recorded to offer it."
        ).format(**names),
        action=action.format(**names),
        certainty=Certainty.SURE.but(unknown >= TOO_MANY_SILENT).because(
            _("counted"),
            _("no offer recorded of {share} % of the multipliers").format(share=number(100 * unknown, 0))
            if unknown
            else "",
        ),
    )


def _without_contact(view: View, cell: Cell) -> Gap:
    return _unserved(
        view,
        cell,
        ngettext_(
            "{supply} multiplier in {region} offers {field}, but none of the {demand} companies that need it "
            "has a recorded contact with any who offers it.",
            "{supply} multipliers in {region} offer {field}, but none of the {demand} companies that need it "
            "has a recorded contact with any who offers it.",
            cell.supply,
        ),
        _("Introduce the companies that need {field} to {multiplier}."),
    )


def _thin(view: View, cell: Cell) -> Gap:
    if len(cell.carriers) == 1:
        reason = _(
            "Of {demand} companies in {region} that need {field}, {served} are served, all through "
            "{carrier} alone."
        )
        action = _("Win a second multiplier for {field} in {region} beside {carrier}.")
    else:
        reason = _(
            "Of {demand} companies in {region} that need {field}, only {served} have a recorded contact with "
            "a multiplier who offers it ({expected} expected)."
        )
        action = _("Introduce the companies that need {field} to {multiplier}.")
    return _unserved(view, cell, reason, action)


def _unserved(view: View, cell: Cell, reason: str, action: str) -> Gap:
    there = sorted(
        a.kennung
        for a in view.actors
        if a.multiplier and cell.field in a.offers and cell.region in area_of(a)
    )
    names = _words(view, cell) | {"multiplier": view.names(there[:2])}
    share = cell.silent / cell.demand
    unserved = cell.demand - cell.served
    return make_gap(
        view,
        cell.kind or "",
        cell.carriers if len(cell.carriers) == 1 else (),
        regions=(cell.region,),
        fields=(cell.field,),
        observed=cell.served,
        expected=cell.expected,
        p=cell.p,
        companies_affected=unserved or cell.demand,
        score=unserved - log10(max(cell.p or 1.0, 1e-300)),
        reason=reason.format(**names),
        action=action.format(**names),
        certainty=Certainty.SURE.but(share > 0)
        .but(share >= TOO_MANY_SILENT)
        .because(
            _("counted") if not share else "",
            _("{share} % of these companies without data").format(share=number(100 * share, 0))
            if share
            else "",
        ),
    )


def _words(view: View, cell: Cell) -> dict[str, object]:
    return {
        "region": view.region(cell.region),
        "field": view.field(cell.field),
        "demand": cell.demand,
        "supply": cell.supply,
        "served": cell.served,
        "expected": number(cell.expected or 0.0),
        "carrier": view.names(cell.carriers[:1]),
    }
