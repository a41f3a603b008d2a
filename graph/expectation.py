"""Who has far fewer contacts than comparable actors: expectation, p-value, false discovery rate."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

Key = TypeVar("Key", bound=Hashable)

FEWEST_PEERS = 5
_NEARLY_POISSON = 1e-9  # of the dispersion


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
    Section G1(a) of the methods; the thresholds are proposals. Nobody to compare with: empty.

    >>> import networkx as nx
    >>> graph = nx.Graph([(hub, f"{hub}{n}") for hub in "abcdef" for n in range(9)] + [("g", "g0")])
    >>> found = under_connected(dict(graph.degree("abcdefg")), dict.fromkeys("abcdefg", "hub"), {})
    >>> found["g"].observed, found["g"].expected, found["g"].peers
    (1, 9.0, 6)
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

    >>> found = expectations(dict(a=3, b=3, c=3, d=3, e=3, f=0), dict.fromkeys("abcdef", "chamber"), {})
    >>> found["f"].expected, round(found["f"].p, 4)  # exp(-3)
    (3.0, 0.0498)
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


def hypergeometric(total: int, marked: int, drawn: int) -> "Floats":
    """P(X = x) for x = 0, 1, ..., min(marked, drawn): the marked ones among `drawn` of `total`.

    C(marked, x) C(total - marked, drawn - x) / C(total, drawn); 0 where there are not enough others.

    >>> hypergeometric(total=4, marked=2, drawn=2).round(6).tolist()  # 1, 4 and 1 of 6 pairs
    [0.166667, 0.666667, 0.166667]
    """
    from scipy.special import gammaln

    def log_choose(n: int, k: "Ints") -> "Floats":
        found: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
        return found

    hits = np.arange(max(0, drawn + marked - total), min(marked, drawn) + 1)
    chances = np.zeros(min(marked, drawn) + 1)
    ways = log_choose(marked, hits) + log_choose(total - marked, drawn - hits)
    chances[hits] = np.exp(ways - log_choose(total, np.array(drawn)))
    return chances


def hypergeometric_tail(k: int, total: int, marked: int, drawn: int) -> float:
    """P(X <= k) for the marked ones among `drawn` of `total` of which `marked` are marked.

    Range 0..1; 0 for a negative k.

    >>> round(hypergeometric_tail(0, total=10, marked=5, drawn=2), 6)  # 5/10 * 4/9
    0.222222
    """
    if k >= min(drawn, marked):
        return 1.0
    return min(1.0, fsum(hypergeometric(total, marked, drawn)[: max(k + 1, 0)].tolist()))


def lower_tail(k: int, mu: float, phi: float = 0.0) -> float:
    """P(K <= k) of `lower_tails` for a single count.

    >>> round(lower_tail(0, 2.0), 6)  # exp(-2)
    0.135335
    >>> round(lower_tail(0, 2.0, phi=1.0), 6)  # geometric with success probability 1/3
    0.333333
    """
    return float(lower_tails(np.array([k]), np.array([mu]), phi)[0])


def lower_tails(counts: "Ints", expected: "Floats", phi: float = 0.0) -> "Floats":
    """P(K <= count) for each mean, variance mu + phi * mu^2: Poisson if phi is 0, else negative binomial.

    Range 0..1; 0 for a negative count, 1 for a mean of 0. By the incomplete gamma and beta functions.

    >>> lower_tails(np.array([0]), np.array([2.0])).round(6).tolist()  # exp(-2)
    [0.135335]
    """
    from scipy import special

    mu = np.maximum(expected, 1e-300)
    if phi < _NEARLY_POISSON:
        tails = special.gammaincc(counts + 1.0, mu)
    else:
        tails = special.betainc(1 / phi, counts + 1.0, 1 / (1 + phi * mu))
    return np.where(counts < 0, 0.0, tails)


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
