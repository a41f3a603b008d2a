"""Multipliers who know the same companies, but no contact with each other is recorded (section G6)."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.expectation import false_discovery_rates, hypergeometric
from traiber.graph.gaps.clientele import Clientele
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, against_chance, make_gap
from traiber.graph.results import number
from traiber.graph.uncertainty.small_numbers import may_test
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags, Ints

FALSE_DISCOVERY_RATE = 0.1
FEWEST_SHARED = 3  # companies
MOST_TESTED = 1_000  # pairs whose chance is computed: those farthest above expectation
_LEAST_DEVIATION = 2.0  # in standard deviations; what lies nearer is not unlikely anyway
_ROWS = 256  # multipliers compared with all others at a time


@dataclass(frozen=True, slots=True)
class Overlap(Generic[Node]):
    """Two multipliers without a tie who share more companies than chance."""

    one: Node
    other: Node
    shared: int
    expected: float
    p: float | None  # P(X >= shared) by chance; None in a network too small for it
    rate: float | None  # false discovery rate over all pairs of multipliers at which it counts


def overlaps(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    regions: Mapping[Node, Hashable] | None = None,
) -> list[Overlap[Node]]:
    """Pairs of multipliers without a tie that share more companies than chance, farthest above it first.

    Chance: each draws its companies of every region (of the seat; without `regions` from all) at random,
    so that the number shared is a sum of hypergeometric numbers, E = sum over the regions of k_m k_n / C.
    That two multipliers share companies because both work in a region is no finding. Found are pairs that
    share at least `FEWEST_SHARED`, lie two standard deviations above E and have a false discovery rate
    (Benjamini & Hochberg over all pairs) of at most `FALSE_DISCOVERY_RATE`. In a network of fewer than 30
    actors nothing is tested: p and rate are None. Unit: companies; empty with fewer than two
    multipliers. Weights are not read. Raises ValueError for unhashable labels.

    Source: section G6 of the methods; Zweig & Kaufmann (2011), Social Network Analysis and Mining 1:187.

    >>> import networkx as nx
    >>> companies = [f"c{n}" for n in range(40)]
    >>> ties = [(m, company) for m in ("agency", "chamber") for company in companies[:6]]
    >>> graph = nx.Graph([*ties, *(("union", company) for company in companies[3:])])
    >>> [(pair.one, pair.other, pair.shared, pair.expected) for pair in
    ...     overlaps(graph, ["agency", "chamber", "union"], companies)]
    [('agency', 'chamber', 6, 0.9)]
    """
    arrays = adjacency_of(graph, weight=None)
    flags = arrays.flags(companies)
    seats = [(regions or {}).get(node) for node in arrays.nodes]
    clientele = Clientele.of(arrays, arrays.flags(multipliers), flags, seats)
    places, counts, totals = clientele.places, clientele.counts, np.maximum(clientele.totals, 1)
    found = _far_above(arrays, flags, clientele)
    p: list[float] | list[None]
    rates: list[float] | list[None]
    p = rates = [None] * len(found)
    if may_test(len(arrays)):
        p = [upper_tail(shared, counts[i], counts[j], clientele.totals) for i, j, shared in found]
        pairs = len(places) * (len(places) - 1) // 2
        rates = false_discovery_rates(np.array(p, dtype=np.float64), pairs).tolist()
    return [
        Overlap(
            arrays.nodes[places[i]],
            arrays.nodes[places[j]],
            shared,
            float((counts[i] * counts[j] / totals).sum()),
            value,
            rate,
        )
        for (i, j, shared), value, rate in zip(found, p, rates, strict=True)
        if rate is None or rate <= FALSE_DISCOVERY_RATE
    ]


def overlap_gaps(view: View) -> Iterator[Gap]:
    """The overlaps between multipliers with data. Affected are the companies shared."""
    actors = [a for a, is_observed in zip(view.actors, view.observed.tolist(), strict=True) if is_observed]
    found = overlaps(
        view.arrays,
        [a.kennung for a in actors if a.multiplier],
        [a.kennung for a in view.actors if a.company],
        {a.kennung: a.region for a in view.actors},
    )
    return (_overlap(view, pair) for pair in found)


def upper_tail(shared: int, first: "Ints", second: "Ints", totals: "Ints") -> float:
    """P(X >= shared) for a sum of hypergeometric numbers, one per region.

    In every region one draws `first` and the other `second` of `totals` companies. Range 0..1.

    >>> round(upper_tail(2, np.array([2]), np.array([2]), np.array([4])), 6)  # 1 of 6 pairs
    0.166667
    """
    chances = np.ones(1)
    for k, n, total in zip(first.tolist(), second.tolist(), totals.tolist(), strict=True):
        if k and n:
            chances = np.convolve(chances, hypergeometric(total, n, k))
    return float(min(1.0, chances[shared:].sum()))


def _far_above(
    arrays: Adjacency[Node], companies: "Flags", clientele: Clientele
) -> list[tuple[int, int, int]]:
    """The pairs of rows that share most against expectation, with the number shared; farthest first."""
    places, counts = clientele.places, clientele.counts
    if len(places) < 2:
        return []
    totals = np.maximum(clientele.totals, 1)
    share = counts / totals
    spread = counts * (totals - counts) / np.maximum(totals - 1, 1)
    matrix = arrays.matrix()[places]
    clients = matrix[:, np.flatnonzero(companies)]
    ties = matrix[:, places]
    found: list[tuple[float, int, int, int]] = []
    for start in range(0, len(places), _ROWS):
        rows = slice(start, start + _ROWS)
        shared = (clients[rows] @ clients.T).toarray()
        expected = share[rows] @ counts.T
        deviation = (shared - expected) / np.sqrt(np.maximum(spread[rows] @ (share * (1 - share)).T, 0.25))
        later = np.arange(len(places)) > np.arange(start, start + len(shared))[:, None]
        wanted = later & (shared >= FEWEST_SHARED) & (deviation >= _LEAST_DEVIATION)
        one, other = np.nonzero(wanted & (ties[rows].toarray() == 0))
        values = zip(
            (-deviation[one, other]).tolist(),
            (one + start).tolist(),
            other.tolist(),
            shared[one, other].astype(int).tolist(),
            strict=True,
        )
        found = sorted([*found, *values])[:MOST_TESTED]
    return [(i, j, shared) for _deviation, i, j, shared in found]


def _overlap(view: View, pair: Overlap[str]) -> Gap:
    names = {
        "one": view.actor(pair.one).label,
        "other": view.actor(pair.other).label,
        "shared": pair.shared,
        "expected": number(pair.expected),
    }
    return make_gap(
        view,
        "overlap",
        (pair.one, pair.other),
        observed=pair.shared,
        expected=pair.expected,
        companies_affected=pair.shared,
        score=-log10(max(pair.p, 1e-300)) if pair.p is not None else 0.0,
        reason=_(
            "{one} and {other} both know {shared} companies, {expected} by chance, but no contact between "
            "the two is recorded."
        ).format(**names),
        action=_("Bring {one} and {other} together: who looks after which company?").format(**names),
        **against_chance(pair.p, pair.rate),
    )
