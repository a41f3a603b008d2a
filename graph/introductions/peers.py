"""How many contacts comparable actors have, when some of them are the weak spots that are looked for.

Not the regression by which gaps are found (`graph/rates.py`), on purpose: a gap is the result of a test,
so counts that look weak are left out there and the p-value decides. Here a graded number of missing
contacts is one part of a score: each actor is left out of its own expectation, and weak counts only
weigh less.
"""

from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.rates import lower_tails

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

FEWEST = 5  # actors, below which nobody is compared
PRIOR = 0.3  # of an average actor at the general mean, added to every kind and region
DOUBTED = 0.5  # standard deviations below expectation from which on a count weighs less
ROUNDS = 20


def usual_contacts(counts: "Ints", kinds: "Ints", regions: "Ints") -> "tuple[Floats, Floats]":
    """For every actor the contacts expected of its like, and P(K <= its contacts).

    mu = mean * effect of the kind * effect of the region, fitted by iterative proportional fitting
    (Poisson main effects) on the others: the actor itself is left out of its own expectation. Counts
    that are low for their expectation weigh less (Huber), since the weak spots that are looked for would
    lower what is expected of their like. The tail is that of a negative binomial with the dispersion of
    the counts above expectation. Fewer than five actors: expected is what is observed, p = 1.

    Source: section G1(a) of the methods; weights: Huber (1964), Annals of Mathematical Statistics 35:73.
    """
    k = counts.astype(np.float64)
    if len(k) < FEWEST or not k.any():
        return k, np.ones(len(k))
    kind, region = (np.unique(codes, return_inverse=True)[1].reshape(-1) for codes in (kinds, regions))
    mean, weights = max(float(k.mean()), 0.5), np.ones(len(k))
    prior, by_kind, by_region = PRIOR * mean, np.ones(kind.max() + 1), np.ones(region.max() + 1)
    for _round in range(ROUNDS):
        by_kind = _effect(kind, k, weights, mean * by_region[region], prior)
        by_region = _effect(region, k, weights, mean * by_kind[kind], prior)
        mu = mean * by_kind[kind] * by_region[region]
        phi = _dispersion(k, mu)
        below = (mu - k) / np.sqrt(mu + phi * mu**2)
        weights = DOUBTED / np.maximum(below, DOUBTED)
    without = (
        _effect(kind, k, weights, mean * by_region[region], prior, leave_out=True)
        * _effect(region, k, weights, mean * by_kind[kind], prior, leave_out=True)
        * mean
    )
    return without, lower_tails(counts, without, phi)


def _effect(
    groups: "Ints", k: "Floats", weights: "Floats", base: "Floats", prior: float, leave_out: bool = False
) -> "Floats":
    """Observed by expected of every group; of every actor without itself, if it is to be left out."""
    observed = np.bincount(groups, weights * k) + prior
    expected = np.bincount(groups, weights * base) + prior
    if leave_out:
        return (observed[groups] - weights * k) / (expected[groups] - weights * base)
    return observed / expected


def _dispersion(k: "Floats", mu: "Floats") -> float:
    """phi of Var = mu + phi mu^2 by moments, from the counts above expectation without the largest 5 %."""
    above = k >= mu
    excess = np.sort((((k - mu) ** 2 - mu) / mu**2)[above])
    return max(0.0, float(excess[: max(1, int(0.95 * len(excess)))].mean())) if len(excess) else 0.0
