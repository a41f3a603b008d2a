"""Multipliers with enough contacts, but too few with the companies that sit where they work (section G1)."""

from collections.abc import Iterator, Sequence
from math import log10

from traiber.graph.expectation import benjamini_hochberg, hypergeometric_tail
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.shortfall import LEAST_SHORTFALL
from traiber.graph.gaps.view import View, against_chance, make_gap
from traiber.graph.results import number
from traiber.graph.uncertainty.small_numbers import may_test
from traiber.ontology.language import gettext_ as _

FALSE_DISCOVERY_RATE = 0.1


def in_wrong_places(view: View, places: Sequence[int]) -> Iterator[Gap]:
    """Multipliers with enough contacts, but too few with the companies that sit where they work.

    Given its k contacts with companies, those with companies of the area are hypergeometric: E = k K / N
    for N ends of ties between companies and multipliers, K of them in the area (the question of the
    configuration model, with two modes, so that a multiplier's own ends are on the other side). Nothing
    is tested, so none is found, in a network of fewer than 30 actors.
    """
    if not may_test(len(view.arrays)):
        return
    known = view.clientele
    row_of = {at: row for row, at in enumerate(known.places.tolist())}
    ends, total = known.counts.sum(axis=0), int(known.counts.sum())
    tested: list[tuple[int, int, float, float]] = []
    for at in places:
        own = known.counts[row_of[at]]
        area = [known.regions[key] for key in sorted(view.actors[at].area) if key in known.regions]
        k, there, hits = int(own.sum()), int(ends[area].sum()), int(own[area].sum())
        if there and k:
            expected = k * there / total
            p = hypergeometric_tail(hits, total, there, k) if hits < expected else 1.0
            tested.append((at, hits, expected, p))
    rates = benjamini_hochberg([p for *_rest, p in tested])
    for (at, hits, expected, p), rate in zip(tested, rates, strict=True):
        if rate <= FALSE_DISCOVERY_RATE and expected - hits >= LEAST_SHORTFALL:
            yield _elsewhere(view, at, hits, expected, p, rate)


def _elsewhere(view: View, at: int, hits: int, expected: float, p: float, rate: float) -> Gap:
    actor = view.actors[at]
    area = sorted(actor.area)
    return make_gap(
        view,
        "under_connected_multiplier",
        (actor.kennung,),
        observed=hits,
        expected=expected,
        companies_affected=round(expected - hits),
        score=-log10(max(p, 1e-300)),
        reason=_(
            "Enough contacts with companies ({all}), but only {observed} in {regions}, where it works; of so "
            "many, {expected} were to be expected there."
        ).format(
            all=int(view.clients[at]),
            regions=view.regions(area),
            observed=hits,
            expected=number(expected),
        ),
        action=_("Plan introductions of {actor} to companies in {regions}.").format(
            actor=actor.label, regions=view.regions(area)
        ),
        **against_chance(p, rate),
    )
