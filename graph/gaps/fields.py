"""Action fields of a region that nobody offers, or whose offer reaches nobody or few (section G3)."""

from collections.abc import Iterator
from math import log10

from traiber.graph.gaps.cells import Cell
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import number, percent
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_


def cell_gaps(view: View, cells: list[Cell[str]]) -> Iterator[Gap]:
    """The cells without offer, with an offer that reaches nobody, and thinly served."""
    unknown = _without_offers(view)
    for cell in cells:
        if cell.kind == "no_offer":
            yield _no_offer(view, cell, unknown)
        elif cell.kind == "offer_without_contact":
            yield _without_contact(view, cell)
        elif cell.kind == "thin":
            yield _thin(view, cell)


def _without_offers(view: View) -> float:
    """The share of the own multipliers of whom no offer is recorded."""
    own = [a for at, a in enumerate(view.actors) if a.multiplier and view.own[at]]
    return sum(not a.offers for a in own) / len(own) if own else 0.0


def _no_offer(view: View, cell: Cell[str], unknown: float) -> Gap:
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
            _("no offer recorded of {share} of the multipliers").format(share=percent(unknown))
            if unknown
            else "",
        ),
    )


def _without_contact(view: View, cell: Cell[str]) -> Gap:
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


def _thin(view: View, cell: Cell[str]) -> Gap:
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


def _unserved(view: View, cell: Cell[str], reason: str, action: str) -> Gap:
    there = sorted(
        a.kennung for a in view.actors if a.multiplier and cell.field in a.offers and cell.region in a.area
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
            _("{share} of these companies without data").format(share=percent(share)) if share else "",
        ),
    )


def _words(view: View, cell: Cell[str]) -> dict[str, object]:
    return {
        "region": view.region(cell.region),
        "field": view.field(cell.field),
        "demand": cell.demand,
        "supply": cell.supply,
        "served": cell.served,
        "expected": number(cell.expected or 0.0),
        "carrier": view.names(cell.carriers[:1]),
    }
