"""Who has far fewer contacts than comparable actors: expectation, p-value, false discovery rate."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats

Key = TypeVar("Key", bound=Hashable)

FEWEST_PEERS = 5


@dataclass(frozen=True, slots=True)
class Expectation:
    """An actor's contacts against those of its peers."""

    observed: int
    expected: float
    p: float  # P(K <= observed); without correction for many tests
    peers: int
    same_region: bool


@dataclass(frozen=True, slots=True)
class Peers:
    """Counts of a group, sorted, from which one member can be left out in constant time."""

    counts: tuple[int, ...]
    total: int
    squares: int

    @classmethod
    def of(cls, counts: Sequence[int]) -> "Peers":
        """The group with these counts, in any order."""
        return cls(tuple(sorted(counts)), sum(counts), sum(count * count for count in counts))

    def number(self) -> int:
        """The members without the one left out."""
        return len(self.counts) - 1

    def median(self, left_out: int) -> float:
        """The median without one member with this count.

        >>> Peers.of([1, 2, 4, 9]).median(left_out=9)
        2.0
        """
        gap = bisect_left(self.counts, left_out)
        low, high = (self.number() - 1) // 2, self.number() // 2
        return (self.counts[low + (low >= gap)] + self.counts[high + (high >= gap)]) / 2

    def mean(self, left_out: int) -> float:
        """The mean without one member with this count."""
        return (self.total - left_out) / self.number()

    def dispersion(self, left_out: int) -> float:
        """phi of Var = mu + phi * mu^2 by moments, without one member; 0 if not overdispersed."""
        n, mean = self.number(), self.mean(left_out)
        if n < 2 or mean == 0:
            return 0.0
        spread = n * (self.squares - left_out**2) - (self.total - left_out) ** 2
        variance = spread / (n * (n - 1))
        return max(0.0, (variance - mean) / mean**2)


def under_connected(
    contacts: Mapping[Key, int],
    groups: Mapping[Key, Hashable],
    regions: Mapping[Key, Hashable],
    q: float = 0.1,
    shortfall: float = 3.0,
) -> dict[Key, Expectation]:
    """The actors with fewer contacts than their peers lead to expect, in the order of `contacts`.

    An actor is found if its p-value passes Benjamini-Hochberg at rate `q` among all actors tested
    **and** at least `shortfall` contacts are missing. Actors without five peers are not tested.
    Section G1(a) of the methods; the thresholds are proposals.
    """
    tested = expectations(contacts, groups, regions)
    adjusted = benjamini_hochberg([item.p for item in tested.values()])
    return {
        key: item
        for (key, item), rate in zip(tested.items(), adjusted, strict=True)
        if rate <= q and item.expected - item.observed >= shortfall
    }


def expectations(
    contacts: Mapping[Key, int], groups: Mapping[Key, Hashable], regions: Mapping[Key, Hashable]
) -> dict[Key, Expectation]:
    """Expected contacts of everyone with at least five peers, leaving out the actor itself.

    Peers are the others of the same group and region, or of the same group if fewer than five of
    them share the region; an actor without group has none, one without region only its group.
    mu = (n * median of the n peers + mean of all others) / (n + 1). The p-value is the lower tail
    of a negative binomial with the peers' dispersion, of a Poisson if they are not overdispersed.
    """
    everyone = Peers.of(list(contacts.values()))

    def place(key: Key) -> Hashable | None:
        group, region = groups.get(key), regions.get(key)
        return None if group is None or region is None else (group, region)

    near, alike = _gather(contacts, place), _gather(contacts, groups.get)
    result = {}
    for key, count in contacts.items():
        for peers, same_region in ((near.get(place(key)), True), (alike.get(groups.get(key)), False)):
            if peers is not None and peers.number() >= FEWEST_PEERS:
                result[key] = _expectation(count, peers, everyone, same_region)
                break
    return result


def expectations_of_margins(
    contacts: Mapping[Key, int], groups: Mapping[Key, Hashable], regions: Mapping[Key, Hashable]
) -> dict[Key, Expectation]:
    """Expected contacts as the product of the means of group and region over the mean of all.

    mu = (n * mean of the n peers of the group * mean of the region / mean of all + mean of all) / (n + 1),
    the actor itself left out everywhere; an actor whose region nobody shares has the mean of its group.
    For companies, whose group is type and size. Actors without group or with fewer than five peers
    have none. The p-value is that of `expectations`, with the dispersion of the group.
    """
    everyone = Peers.of(list(contacts.values()))
    alike, near = _gather(contacts, groups.get), _gather(contacts, regions.get)
    result = {}
    for key, count in contacts.items():
        peers, beside = alike.get(groups.get(key)), near.get(regions.get(key))
        if peers is None or peers.number() < FEWEST_PEERS:
            continue
        overall = everyone.mean(count)
        factor = beside.mean(count) / overall if beside and beside.number() and overall else 1.0
        n = peers.number()
        mu = (n * peers.mean(count) * factor + overall) / (n + 1)
        p = lower_tail(count, mu, peers.dispersion(count))
        result[key] = Expectation(count, mu, p, n, factor != 1.0)
    return result


def hypergeometric_tail(k: int, total: int, marked: int, drawn: int) -> float:
    """P(X <= k) for the marked ones among `drawn` of `total` of which `marked` are marked.

    Range 0..1; 0 for a negative k.

    >>> round(hypergeometric_tail(0, total=10, marked=5, drawn=2), 6)  # 5/10 * 4/9
    0.222222
    """
    least, most = max(0, drawn - (total - marked)), min(drawn, marked)
    if k >= most:
        return 1.0

    def choose(n: int, r: int) -> float:
        return lgamma(n + 1) - lgamma(r + 1) - lgamma(n - r + 1)

    whole = choose(total, drawn)
    terms = (exp(choose(marked, x) + choose(total - marked, drawn - x) - whole) for x in range(least, k + 1))
    return min(1.0, fsum(terms))


def lower_tail(k: int, mu: float, phi: float = 0.0) -> float:
    """P(K <= k) for mean mu and variance mu + phi * mu^2: Poisson if phi is 0, else negative binomial.

    Range 0..1; 0 for a negative k, 1 for mu = 0. The terms follow from each other, p(j + 1) / p(j) =
    mu (1 + phi j) / ((j + 1) (1 + phi mu)), so scipy is not needed (tests compare with it).

    >>> round(lower_tail(0, 2.0), 6)  # exp(-2)
    0.135335
    >>> round(lower_tail(0, 2.0, phi=1.0), 6)  # geometric with success probability 1/3
    0.333333
    """
    if k < 0:
        return 0.0
    if mu <= 0:
        return 1.0
    term = -log1p(phi * mu) / phi if phi * mu > 1e-12 else -mu
    terms = [term]
    for j in range(k):
        term += log(mu) + log1p(phi * j) - log(j + 1) - log1p(phi * mu)
        terms.append(term)
    return min(1.0, fsum(map(exp, terms)))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The smallest false discovery rate at which each p-value counts, in the given order.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289.

    >>> benjamini_hochberg([0.01, 0.5, 0.03])
    [0.03, 0.5, 0.045]
    """
    rates: list[float] = false_discovery_rates(np.array(p_values, dtype=np.float64), len(p_values)).tolist()
    return rates


def false_discovery_rates(p: "Floats", tests: int) -> "Floats":
    """The smallest rate at which each p-value counts, among so many tests; those not given have p = 1.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289.

    >>> false_discovery_rates(np.array([0.01, 0.03]), 4).tolist()
    [0.04, 0.06]
    """
    order = np.argsort(p, kind="stable")
    rates = np.empty(len(p))
    scaled = p[order] * tests / np.arange(1, len(p) + 1)
    rates[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return rates


def _expectation(count: int, peers: Peers, everyone: Peers, same_region: bool) -> Expectation:
    n = peers.number()
    mu = (n * peers.median(count) + everyone.mean(count)) / (n + 1)
    return Expectation(count, mu, lower_tail(count, mu, peers.dispersion(count)), n, same_region)


def _gather(contacts: Mapping[Key, int], group_of: Callable[[Key], Hashable | None]) -> dict[Hashable, Peers]:
    members: dict[Hashable, list[int]] = {}
    for key, count in contacts.items():
        if (group := group_of(key)) is not None:
            members.setdefault(group, []).append(count)
    return {group: Peers.of(counts) for group, counts in members.items()}
