"""How many contacts an actor of a kind has: a regression of counts on the traits of the actors."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Floats, Ints

PRIOR = 5.0  # how strongly effects are drawn to none: as a normal prior with variance 1/5 on the logarithm
TRIMMED = 0.1  # counts with a lower tail below this do not shape what is expected of the others
ROUNDS = 3
_NEARLY_POISSON = 1e-9  # of the dispersion
_MOST_STEPS = 50
_FURTHEST = 15.0  # of the logarithm of a rate, so that a step too far does not overflow


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """What is expected of every actor, and how unusual it is to have so few."""

    expected: "Floats"
    p: "Floats"  # P(K <= count), without correction for many tests
    dispersion: float  # phi of Var = mu + phi * mu^2


def fit_rates(counts: "Ints", traits: Sequence[Sequence[Hashable]]) -> Rates:
    """Negative binomial regression of counts: log mu = constant + one effect per value of each trait.

    `traits` holds one sequence per trait with its value for every actor. Effects have a normal prior
    around 0 (ridge `PRIOR`), so that a type with few members is drawn to the mean of all. Fitted by
    iteratively reweighted least squares on the totals of the cells; counts in the lower tail
    (`TRIMMED`) are left out of the next round, since the weak spots that are looked for would lower
    what is expected of their like (the price: expectations are a few per cent too high where nobody is
    weak). The dispersion is estimated from the counts above expectation,
    for the same reason. Unit: contacts. Without counts: empty arrays and dispersion 0.

    Source: negative binomial regression (NB2), Cameron & Trivedi (1998), Regression Analysis of Count
    Data, section 3.3; section G1 of the methods.

    >>> rates = fit_rates(np.array([9, 11, 10, 10, 1] * 6), [["chamber"] * 30])
    >>> rates.expected.round(1)[0], bool(rates.p[4] < 0.001)
    (np.float64(10.0), True)
    """
    if len(counts) == 0:
        return Rates(np.zeros(0), np.zeros(0), 0.0)
    design, cells = _design(traits, len(counts))
    kept = np.ones(len(counts), dtype=bool)
    phi = 0.0
    for _round in range(ROUNDS):
        coefficients = _coefficients(
            design, _totals(cells, kept.astype(float)), _totals(cells, counts * kept.astype(float)), phi
        )
        expected = np.exp(design @ coefficients)[cells]
        phi = _dispersion(counts, expected)
        p = lower_tails(counts, expected, phi)
        kept = p >= TRIMMED
    return Rates(expected, p, phi)


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


def _design(traits: Sequence[Sequence[Hashable]], size: int) -> "tuple[Floats, Ints]":
    """The cells of actors with the same traits as rows of 0 and 1, and the cell of every actor."""
    coded = np.zeros((size, len(traits)), dtype=np.int64)
    for at, values in enumerate(traits):
        codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
        coded[:, at] = [codes[value] for value in values]
    cells, of_cell = np.unique(coded, axis=0, return_inverse=True)
    columns: list[Floats] = [np.ones((len(cells), 1))]
    columns += [
        (cells[:, [at]] == np.arange(cells[:, at].max() + 1)).astype(float) for at in range(len(traits))
    ]
    return np.concatenate(columns, axis=1), of_cell.reshape(-1)


def _totals(cells: "Ints", values: "Floats") -> "Floats":
    return np.asarray(np.bincount(cells, weights=values), dtype=np.float64)


def _coefficients(design: "Floats", members: "Floats", totals: "Floats", phi: float) -> "Floats":
    penalty = np.full(design.shape[1], PRIOR)
    penalty[0] = 1e-9
    found: Floats = np.zeros(design.shape[1])
    found[0] = np.log(max(totals.sum() / max(members.sum(), 1), 0.01))
    shares = np.divide(totals, members, out=np.zeros_like(totals), where=members > 0)
    for _step in range(_MOST_STEPS):
        eta = np.clip(design @ found, -_FURTHEST, _FURTHEST)
        mu = np.exp(eta)
        weights = members * mu / (1 + phi * mu)
        working = eta + (shares - mu) / mu
        information = design.T @ (weights[:, None] * design) + np.diag(penalty)
        better = np.asarray(np.linalg.solve(information, design.T @ (weights * working)), dtype=np.float64)
        if np.abs(better - found).max() < 1e-9:
            return better
        found = better
    return found


def _dispersion(counts: "Ints", expected: "Floats") -> float:
    """phi by moments from the counts that are not below expectation; 0 if not overdispersed."""
    above: Flags = counts >= expected
    squares = float((expected[above] ** 2).sum())
    if squares == 0:
        return 0.0
    excess = ((counts - expected) ** 2 - expected)[above].sum()
    return max(0.0, float(excess) / squares)
