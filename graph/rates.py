"""How many contacts an actor of a kind has: a regression of counts on the traits of the actors."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.expectation import Peers, lower_tails

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Floats, Ints

PRIOR = 3.0  # how strongly effects are drawn to none: a normal prior with variance 1/3 on the logarithm
TRIMMED = 0.1  # counts with a lower tail below this do not shape what is expected of the others
ROUNDS = 3
_FREE = 1e-9  # the prior of the constant
_MOST_STEPS = 50
_FURTHEST = 15.0  # of the logarithm of a rate, so that a step too far does not overflow


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait of the actors: its value for each, and how strongly its effects are drawn to none."""

    values: Sequence[Hashable]
    prior: float = PRIOR


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """What is expected of every actor, and how unusual it is to have so few."""

    expected: "Floats"
    p: "Floats"  # P(K <= count), without correction for many tests
    dispersion: float  # phi of Var = mu + phi * mu^2


def fit_rates(counts: "Ints", traits: Sequence[Trait], kinds: Sequence[Hashable]) -> Rates:
    """Negative binomial regression of counts: log mu = constant + one effect per value of each trait.

    Effects have a normal prior around 0 (ridge), so that a type with few members is drawn to the mean of
    all. Fitted by iteratively reweighted least squares on the totals of the cells. Counts in the lower
    tail (`TRIMMED`) are left out, since the weak spots that are looked for would lower what is expected
    of their like; at first by the median of the others of the same kind, which a few weak ones do not
    move, then by the fit itself. The price: expectations are a few per cent too high where nobody is
    weak. The dispersion is estimated from the counts above expectation, for the same reason. Unit:
    contacts. Without counts: empty arrays and dispersion 0.

    Source: negative binomial regression (NB2), Cameron & Trivedi (1998), Regression Analysis of Count
    Data, section 3.3; section G1 of the methods.

    >>> chambers = ["chamber"] * 30
    >>> rates = fit_rates(np.array([9, 11, 10, 10, 1] * 6), [Trait(chambers)], chambers)
    >>> rates.expected.round(1)[0], bool(rates.p[4] < 0.001)
    (np.float64(10.0), True)
    """
    if len(counts) == 0:
        return Rates(np.zeros(0), np.zeros(0), 0.0)
    design, cells, penalty = _design(traits, len(counts))
    expected = _medians(counts.tolist(), kinds)
    for _round in range(ROUNDS):
        phi = _dispersion(counts, expected)
        kept = (lower_tails(counts, expected, phi) >= TRIMMED).astype(float)
        coefficients = _coefficients(
            design, penalty, _totals(cells, kept, design), _totals(cells, counts * kept, design), phi
        )
        expected = np.exp(design @ coefficients)[cells]
    phi = _dispersion(counts, expected)
    return Rates(expected, lower_tails(counts, expected, phi), phi)


def _medians(counts: Sequence[int], kinds: Sequence[Hashable]) -> "Floats":
    """What the others of the kind let expect: (n * median + mean of all others) / (n + 1)."""
    members: dict[Hashable, list[int]] = {}
    for kind, count in zip(kinds, counts, strict=True):
        members.setdefault(kind, []).append(count)
    peers = {kind: Peers.of(found) for kind, found in members.items()}
    everyone = Peers.of(counts)
    if not everyone.number():
        return np.array(counts, dtype=np.float64)
    expected = []
    for kind, count in zip(kinds, counts, strict=True):
        n = peers[kind].number()
        median = peers[kind].median(count) if n else 0.0
        expected.append((n * median + everyone.mean(count)) / (n + 1))
    return np.array(expected)


def _design(traits: Sequence[Trait], size: int) -> "tuple[Floats, Ints, Floats]":
    """Cells of actors alike in all traits as rows of 0 and 1, the cell of each actor, priors of columns."""
    coded = np.zeros((size, len(traits)), dtype=np.int64)
    for at, trait in enumerate(traits):
        codes = {value: code for code, value in enumerate(dict.fromkeys(trait.values))}
        coded[:, at] = [codes[value] for value in trait.values]
    cells, of_cell = np.unique(coded, axis=0, return_inverse=True)
    columns: list[Floats] = [np.ones((len(cells), 1))]
    priors = [_FREE]
    for at, trait in enumerate(traits):
        values = int(cells[:, at].max()) + 1
        columns.append((cells[:, [at]] == np.arange(values)).astype(float))
        priors += [trait.prior] * values
    return np.concatenate(columns, axis=1), of_cell.reshape(-1), np.array(priors)


def _totals(cells: "Ints", values: "Floats", design: "Floats") -> "Floats":
    return np.asarray(np.bincount(cells, weights=values, minlength=len(design)), dtype=np.float64)


def _coefficients(
    design: "Floats", penalty: "Floats", members: "Floats", totals: "Floats", phi: float
) -> "Floats":
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
