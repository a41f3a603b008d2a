"""Multipliers who know the same companies, but no contact with each other is recorded (section G6)."""

from collections.abc import Iterator
from functools import lru_cache
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.expectation import false_discovery_rates
from traiber.graph.gaps.clientele import Clientele
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, against_chance, make_gap
from traiber.graph.results import number
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

FALSE_DISCOVERY_RATE = 0.1
FEWEST_SHARED = 3  # companies
MOST_TESTED = 1_000  # pairs whose chance is computed: those farthest above expectation
_LEAST_DEVIATION = 2.0  # in standard deviations; what lies nearer is not unlikely anyway
_ROWS = 256  # multipliers compared with all others at a time


def overlaps(view: View) -> Iterator[Gap]:
    """Pairs of multipliers that share more companies than chance, without a contact of their own.

    Chance: each draws its companies of every region at random, so that the number shared is a sum of
    hypergeometric numbers, E = sum over the regions of k_m k_n / C. That two multipliers share companies
    because both work in a region is no finding. Affected are the companies shared.
    """
    clientele = view.clientele
    pairs = len(clientele.places) * (len(clientele.places) - 1) // 2
    found = _far_above(view, clientele)
    p = [
        upper_tail(shared, clientele.counts[i], clientele.counts[j], clientele.totals)
        for i, j, shared in found
    ]
    rates = false_discovery_rates(np.array(p, dtype=np.float64), pairs).tolist()
    for (i, j, shared), value, rate in zip(found, p, rates, strict=True):
        if rate <= FALSE_DISCOVERY_RATE:
            yield _overlap(view, clientele, i, j, shared, value, rate)


def upper_tail(shared: int, first: "Ints", second: "Ints", totals: "Ints") -> float:
    """P(X >= shared) for a sum of hypergeometric numbers, one per region.

    In every region one draws `first` and the other `second` of `totals` companies. Range 0..1.

    >>> round(upper_tail(2, np.array([2]), np.array([2]), np.array([4])), 6)  # 1 of 6 pairs
    0.166667
    """
    chances = np.ones(1)
    for k, n, total in zip(first.tolist(), second.tolist(), totals.tolist(), strict=True):
        if k and n:
            chances = np.convolve(chances, _hypergeometric(k, n, total))
    return float(min(1.0, chances[shared:].sum()))


def _hypergeometric(drawn: int, marked: int, total: int) -> "Floats":
    logs = _log_factorials(total)
    hits = np.arange(max(0, drawn + marked - total), min(drawn, marked) + 1)

    def choose(n: int, r: "Ints") -> "Floats":
        return np.asarray(logs[n] - logs[r] - logs[n - r])

    whole = logs[total] - logs[drawn] - logs[total - drawn]
    chances = np.zeros(min(drawn, marked) + 1)
    chances[hits] = np.exp(choose(marked, hits) + choose(total - marked, drawn - hits) - whole)
    return chances


@lru_cache(maxsize=1024)
def _log_factorials(most: int) -> "Floats":
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def _far_above(view: View, clientele: Clientele) -> list[tuple[int, int, int]]:
    """The pairs of rows that share most against expectation, with the number shared; farthest first."""
    places, counts = clientele.places, clientele.counts
    if len(places) < 2:
        return []
    totals = np.maximum(clientele.totals, 1)
    share = counts / totals
    spread = counts * (totals - counts) / np.maximum(totals - 1, 1)
    matrix = view.arrays.matrix()[places]
    clients = matrix[:, np.flatnonzero(view.companies)]
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


def _overlap(view: View, clientele: Clientele, i: int, j: int, shared: int, p: float, rate: float) -> Gap:
    one, other = (view.actors[clientele.places[at]] for at in (i, j))
    totals = np.maximum(clientele.totals, 1)
    expected = float((clientele.counts[i] * clientele.counts[j] / totals).sum())
    names = {"one": one.label, "other": other.label, "shared": shared, "expected": number(expected)}
    return make_gap(
        view,
        "overlap",
        (one.kennung, other.kennung),
        observed=shared,
        expected=expected,
        companies_affected=shared,
        score=-log10(max(p, 1e-300)),
        reason=_(
            "{one} and {other} both know {shared} companies, {expected} by chance, but no contact between "
            "the two is recorded."
        ).format(**names),
        action=_("Bring {one} and {other} together: who looks after which company?").format(**names),
        **against_chance(view, p, rate),
    )
