"""Multipliers and companies with far fewer recorded contacts than comparable ones (section G1)."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.expectation import (
    FEWEST_PEERS,
    benjamini_hochberg,
    expectations,
    expectations_of_margins,
    hypergeometric_tail,
)
from traiber.graph.gaps.certainty import Certainty, by_rate, chance
from traiber.graph.gaps.conversion import Attendance, unconverted
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, area_of, make_gap
from traiber.graph.rates import Trait, fit_rates
from traiber.graph.results import number
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

if TYPE_CHECKING:
    from traiber.graph.arrays import Ints

FALSE_DISCOVERY_RATE = 0.1  # up to here likely, above a hint
LARGEST_P = 0.25  # above, no finding, not even a hint
LEAST_SHORTFALL = 3.0
MOST_HINTS = 30  # of one kind: in a large network chance alone gives thousands
FEWEST_MULTIPLIERS = 12  # for a regression; fewer are compared with their peers
FEWEST_COMPANIES = 60
REGION_PRIOR = 30.0  # of multipliers: regions differ less than types, and each has few of them


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One actor's contacts against what is expected of its kind."""

    at: int
    observed: int
    expected: float
    p: float
    peers: int  # others of its kind, in its region if there are enough
    same_region: bool  # whether the peers are those of its region
    compared: int = 0  # all others that a regression has learnt from; 0 without one
    rate: float = 1.0  # false discovery rate at which it counts


def under_connected_multipliers(view: View, attendance: Attendance | None = None) -> Iterator[Gap]:
    """Multipliers with too few contacts in all or with companies, or with too few where they work.

    With `attendance` also those who meet companies at events, but have no contact with any of them.

    The evidence is that of the two counts which is less likely by chance. Affected are the companies
    that are missing: expected less recorded contacts with companies. The score adds the evidence of
    both counts: minus the logarithms of their p-values.
    """
    places = _compared(view, view.multipliers)
    in_all = _of_multipliers(view, places, view.arrays.degrees)
    clients = _of_multipliers(view, places, view.clients)
    both = _rated([*in_all, *clients])
    met = unconverted(view, attendance or {})
    pairs = {
        whole.at: (whole, part) for whole, part in zip(both[: len(in_all)], both[len(in_all) :], strict=True)
    }
    least = (min(filter(_is_gap, pair), key=lambda i: i.p, default=None) for pair in pairs.values())
    scores = {
        at: -log10(max(whole.p, 1e-300)) - log10(max(part.p, 1e-300)) for at, (whole, part) in pairs.items()
    }
    flagged = set()
    for found in _worth_reading([item for item in least if item], scores):
        flagged.add(found.at)
        part = pairs[found.at][1]
        gap = _too_few(
            view,
            "under_connected_multiplier",
            found,
            _("Ask {actor} which companies it knows and record them; plan introductions for the rest."),
            max(0, round(part.expected - part.observed)),
            scores[found.at],
            found is part,
        )
        yield replace(gap, reason=f"{gap.reason} {_met(met[found.at])}") if found.at in met else gap
    elsewhere = list(_in_wrong_places(view, [at for at in places if at not in flagged]))
    yield from elsewhere
    flagged |= {view.arrays.positions[gap.actors[0]] for gap in elsewhere}
    yield from (_unconverted(view, at, met[at]) for at in places if at in met and at not in flagged)


def under_connected_companies(view: View) -> Iterator[Gap]:
    """Companies with too few contacts, compared with those of the same type, size and region.

    The score is the number of contacts missing times the probability of having more.
    """
    gaps = list(filter(_is_gap, _of_companies(view, _compared(view, view.companies))))
    scores = {item.at: (item.expected - item.observed) * (1 - item.p) for item in gaps}
    for found in _worth_reading(gaps, scores):
        yield _too_few(
            view,
            "under_connected_company",
            found,
            _("Ask {actor} about its contacts and record them; invite it to the next event."),
            1,
            scores[found.at],
        )


def _compared(view: View, role: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[int]:
    """Own actors of this role with a type and fresh data."""
    places = np.flatnonzero(role & view.fresh & view.own).tolist()
    return [at for at in places if view.actors[at].type is not None]


def _is_gap(item: Shortfall) -> bool:
    return item.expected - item.observed >= LEAST_SHORTFALL and item.p <= LARGEST_P


def _worth_reading(gaps: Sequence[Shortfall], scores: Mapping[int, float]) -> list[Shortfall]:
    """All that are likely, and of the hints the `MOST_HINTS` with the greatest score."""
    hints = [item for item in gaps if item.rate > FALSE_DISCOVERY_RATE]
    shown = sorted(hints, key=lambda item: (-scores[item.at], item.at))[:MOST_HINTS]
    return [*(item for item in gaps if item.rate <= FALSE_DISCOVERY_RATE), *shown]


def _of_multipliers(view: View, places: Sequence[int], counts: "Ints") -> list[Shortfall]:
    """By regression on type and region if there are enough, else from the peers."""
    types = {at: view.actors[at].type for at in places}
    regions = {at: view.actors[at].region for at in places}
    if len(places) >= FEWEST_MULTIPLIERS:
        traits = [Trait(list(types.values())), Trait(list(regions.values()), REGION_PRIOR)]
        return _regression(counts, types, regions, traits)
    own = {at: int(counts[at]) for at in places}
    found = expectations(own, types, regions).items()
    return _rated([Shortfall(at, own[at], e.expected, e.p, e.peers, e.same_region) for at, e in found])


def _of_companies(view: View, places: Sequence[int]) -> list[Shortfall]:
    """By regression on type, size and region if there are enough, else from the means of size and region."""
    counts = view.arrays.degrees
    kinds = {at: (view.actors[at].type, view.actors[at].size_class) for at in places}
    regions = {at: view.actors[at].region for at in places}
    if len(places) >= FEWEST_COMPANIES:
        type_, size = zip(*kinds.values(), strict=True)
        traits = [Trait(type_), Trait(size), Trait(list(regions.values()))]
        return _regression(counts, kinds, regions, traits)
    own = {at: int(counts[at]) for at in places}
    found = expectations_of_margins(own, kinds, regions).items()
    return _rated([Shortfall(at, own[at], e.expected, e.p, e.peers, e.same_region) for at, e in found])


def _regression(
    counts: "Ints",
    kinds: Mapping[int, Hashable],
    regions: Mapping[int, str | None],
    traits: Sequence[Trait],
) -> list[Shortfall]:
    places = list(kinds)
    rates = fit_rates(counts[places], traits, list(kinds.values()))
    peers = _kin(kinds, regions)
    rows = zip(places, counts[places].tolist(), rates.expected.tolist(), rates.p.tolist(), strict=True)
    return _rated([Shortfall(at, k, mu, p, *peers[at], compared=len(places) - 1) for at, k, mu, p in rows])


def _rated(found: list[Shortfall]) -> list[Shortfall]:
    """With the false discovery rate among all of whom `LEAST_SHORTFALL` contacts are expected.

    Of others nobody can fall short by so many, whatever is recorded: a filter that does not look at
    the outcome (Bourgon, Gentleman & Huber 2010, PNAS 107:9546).
    """
    tested = [i for i, item in enumerate(found) if item.expected >= LEAST_SHORTFALL]
    rates = dict(zip(tested, benjamini_hochberg([found[i].p for i in tested]), strict=True))
    return [replace(item, rate=rates.get(i, 1.0)) for i, item in enumerate(found)]


def _kin(kinds: Mapping[int, Hashable], regions: Mapping[int, str | None]) -> dict[int, tuple[int, bool]]:
    """How many others are of the kind and region, or of the kind if these are fewer than five."""
    near: dict[Hashable, int] = {}
    alike: dict[Hashable, int] = {}
    for at, kind in kinds.items():
        near[kind, regions[at]] = near.get((kind, regions[at]), 0) + 1
        alike[kind] = alike.get(kind, 0) + 1
    result = {}
    for at, kind in kinds.items():
        beside = near[kind, regions[at]] - 1
        is_near = regions[at] is not None and beside >= FEWEST_PEERS
        result[at] = (beside if is_near else alike[kind] - 1, is_near)
    return result


def _too_few(
    view: View,
    kind: str,
    found: Shortfall,
    action: str,
    affected: int,
    score: float,
    with_companies: bool = False,
) -> Gap:
    actor = view.actors[found.at]
    size = (actor.size_class or "") if kind == "under_connected_company" else ""
    region = view.region(actor.region) if actor.region and (found.compared or found.same_region) else ""
    words = {
        "observed": found.observed,
        "expected": number(found.expected),
        "peers": found.compared or found.peers,
        "traits": ", ".join(trait for trait in (view.type(actor.type), size, region) if trait),
    }
    if with_companies:
        reason = ngettext_(
            "{observed} contact with companies recorded, {expected} expected by comparison with {peers} "
            "others ({traits}).",
            "{observed} contacts with companies recorded, {expected} expected by comparison with {peers} "
            "others ({traits}).",
            found.observed,
        )
    elif found.compared:
        reason = ngettext_(
            "{observed} contact recorded, {expected} expected of its kind ({traits}), by comparison with "
            "{peers} others.",
            "{observed} contacts recorded, {expected} expected of its kind ({traits}), by comparison with "
            "{peers} others.",
            found.observed,
        )
    else:
        reason = ngettext_(
            "{observed} contact recorded, {expected} expected by comparison with {peers} others ({traits}).",
            "{observed} contacts recorded, {expected} expected by comparison with {peers} others ({traits}).",
            found.observed,
        )
    return make_gap(
        view,
        kind,
        (actor.kennung,),
        observed=found.observed,
        expected=found.expected,
        p=found.p,
        companies_affected=affected,
        score=score,
        reason=reason.format(**words),
        action=action.format(actor=actor.label),
        certainty=_how_sure(view, found),
    )


def _how_sure(view: View, found: Shortfall) -> str:
    actor = view.actors[found.at]
    silent = view.silence.get((actor.type, actor.multiplier), 0.0)
    few = found.peers < FEWEST_PEERS
    step = Certainty.HINT if few else by_rate(found.rate)
    return step.but(silent >= TOO_MANY_SILENT).because(
        ngettext_("{n} other of its kind", "{n} others of its kind", found.peers).format(n=found.peers),
        _("{share} % of them without data").format(share=number(100 * silent, 0)) if silent else "",
        chance(found.rate),
    )


def _in_wrong_places(view: View, places: Sequence[int]) -> Iterator[Gap]:
    """Multipliers with enough contacts, but too few with the companies that sit where they work.

    Given its k contacts with companies, those with companies of the area are hypergeometric: E = k K / N
    for N ends of ties between companies and multipliers, K of them in the area (the question of the
    configuration model, with two modes, so that a multiplier's own ends are on the other side).
    """
    known = view.clientele
    row_of = {at: row for row, at in enumerate(known.places.tolist())}
    ends, total = known.counts.sum(axis=0), int(known.counts.sum())
    tested: list[tuple[int, int, float, float]] = []
    for at in places:
        own = known.counts[row_of[at]]
        area = [known.regions[key] for key in sorted(area_of(view.actors[at])) if key in known.regions]
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
    area = sorted(area_of(actor))
    return make_gap(
        view,
        "under_connected_multiplier",
        (actor.kennung,),
        observed=hits,
        expected=expected,
        p=p,
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
        certainty=by_rate(rate).because(chance(rate)),
    )


def _unconverted(view: View, at: int, companies: int) -> Gap:
    actor = view.actors[at]
    return make_gap(
        view,
        "under_connected_multiplier",
        (actor.kennung,),
        observed=0,
        companies_affected=companies,
        score=0.0,
        reason=_met(companies),
        action=_("Ask {actor} whom it has met and record it; follow up on the last event.").format(
            actor=actor.label
        ),
        certainty=Certainty.HINT.because(_("attendance is an opportunity, not a contact")),
    )


def _met(companies: int) -> str:
    return _(
        "Met {n} companies of its region at events, but no contact with any of them is recorded."
    ).format(n=companies)
