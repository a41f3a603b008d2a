"""What contacts are expected of multipliers and companies of their kind, and who has fewer (section G1)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.expectation import (
    FEWEST_PEERS,
    benjamini_hochberg,
    expectations,
    expectations_of_margins,
)
from traiber.graph.gaps.view import View
from traiber.graph.rates import Trait, fit_rates

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Ints

LARGEST_P = 0.25  # above, no finding, not even a hint
LEAST_SHORTFALL = 3.0
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


def compared(view: View, role: "Flags") -> list[int]:
    """Own actors of this role with a type and fresh data."""
    places = np.flatnonzero(role & view.fresh & view.own).tolist()
    return [at for at in places if view.actors[at].type is not None]


def is_gap(item: Shortfall) -> bool:
    """Whether enough contacts are missing, and not too likely by chance."""
    return item.expected - item.observed >= LEAST_SHORTFALL and item.p <= LARGEST_P


def of_multipliers(view: View, places: Sequence[int], counts: "Ints") -> list[Shortfall]:
    """By regression on type and region if there are enough, else from the peers."""
    types = {at: view.actors[at].type for at in places}
    regions = {at: view.actors[at].region for at in places}
    if len(places) >= FEWEST_MULTIPLIERS:
        traits = [Trait(list(types.values())), Trait(list(regions.values()), REGION_PRIOR)]
        return _regression(counts, types, regions, traits)
    own = {at: int(counts[at]) for at in places}
    found = expectations(own, types, regions).items()
    return rated([Shortfall(at, own[at], e.expected, e.p, e.peers, e.same_region) for at, e in found])


def of_companies(view: View, places: Sequence[int], counts: "Ints") -> list[Shortfall]:
    """By regression on type, size and region if there are enough, else from the means of size and region."""
    kinds = {at: (view.actors[at].type, view.actors[at].size_class) for at in places}
    regions = {at: view.actors[at].region for at in places}
    if len(places) >= FEWEST_COMPANIES:
        type_, size = zip(*kinds.values(), strict=True)
        traits = [Trait(type_), Trait(size), Trait(list(regions.values()))]
        return _regression(counts, kinds, regions, traits)
    own = {at: int(counts[at]) for at in places}
    found = expectations_of_margins(own, kinds, regions).items()
    return rated([Shortfall(at, own[at], e.expected, e.p, e.peers, e.same_region) for at, e in found])


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
    return rated([Shortfall(at, k, mu, p, *peers[at], compared=len(places) - 1) for at, k, mu, p in rows])


def rated(found: list[Shortfall]) -> list[Shortfall]:
    """With the false discovery rate among all of whom `LEAST_SHORTFALL` contacts are expected.

    Of others nobody can fall short by so many, whatever is recorded: a filter that does not look at
    the outcome (Bourgon, Gentleman & Huber 2010, PNAS 107:9546). Those with fewer than five peers are
    not tested either.
    """
    tested = [
        i for i, item in enumerate(found) if item.expected >= LEAST_SHORTFALL and item.peers >= FEWEST_PEERS
    ]
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
