"""Which of the candidates are proposed together: so many for a multiplier, one for a company, the greatest sum."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

LARGEST_EXACT = 150_000  # candidates up to which the optimum is computed


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates chosen, by their place, and how good the choice is as a whole."""

    chosen: "Ints"
    value: float  # sum of the values
    greedy: float  # what taking the best one again and again gives: at least half of the optimum
    bound: float  # no choice can be worth more; equal to `value` for the optimum


def choose(
    values: "Floats", multipliers: "Ints", companies: "Ints", room: "Ints", exact: bool | None = None
) -> Choice:
    """At most one candidate per company and `room[m]` per multiplier m with the greatest sum of values.

    A maximum-weight matching in which a multiplier may be taken `room` times, so the sum is exact (the
    gains of different companies add up); taking the best candidate that still fits again and again gives
    at least half of it (Fisher, Nemhauser & Wolsey 1978). Beyond `LARGEST_EXACT` candidates, or where
    `exact` is False, it is the greedy choice, with the bound of the relaxation without room or without
    companies. Values must be above 0; equal values: the first candidate.
    """
    quick = greedy(values, multipliers, companies, room)
    total = float(values[quick].sum())
    if not len(values):
        return Choice(quick, 0.0, 0.0, 0.0)
    if exact is False or (exact is None and len(values) > LARGEST_EXACT):
        return Choice(quick, total, total, _bound(values, multipliers, companies, room))
    best = optimum(values, multipliers, companies, room)
    return Choice(best, float(values[best].sum()), total, float(values[best].sum()))


def greedy(values: "Floats", multipliers: "Ints", companies: "Ints", room: "Ints") -> "Ints":
    """The places of the candidates taken one after the other, the best that still fits first."""
    left, taken, chosen = room.tolist(), set(), []
    order = np.argsort(-values, kind="stable")
    for at, m, c in zip(order.tolist(), multipliers[order].tolist(), companies[order].tolist(), strict=True):
        if left[m] > 0 and c not in taken:
            left[m] -= 1
            taken.add(c)
            chosen.append(at)
    return np.array(chosen, dtype=np.int64)


def optimum(values: "Floats", multipliers: "Ints", companies: "Ints", room: "Ints") -> "Ints":
    """The places of the candidates of a choice with the greatest sum, ascending.

    Every multiplier stands as often as it has room, every company has a place of its own beside them for
    "nobody", so that each company is matched; 1 is added to all values, because the solver takes a value
    of 0 for "cannot be chosen".
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows, c = np.unique(companies, return_inverse=True)
    columns, m = np.unique(multipliers, return_inverse=True)
    copies = np.minimum(room[columns], np.bincount(m))
    first = np.cumsum(copies) - copies
    number = copies[m]
    candidate = np.repeat(np.arange(len(values)), number)
    copy = np.arange(len(candidate)) - np.repeat(np.cumsum(number) - number, number)
    row = np.concatenate([c[candidate], np.arange(len(rows))])
    column = np.concatenate([first[m[candidate]] + copy, copies.sum() + np.arange(len(rows))])
    weight = np.concatenate([values[candidate] + 1, np.ones(len(rows))])
    shape = (len(rows), int(copies.sum()) + len(rows))
    matched = min_weight_full_bipartite_matching(csr_array((weight, (row, column)), shape=shape), maximize=True)
    owner = np.repeat(np.arange(len(columns)), copies)
    real = matched[1] < len(owner)
    wanted = matched[0][real] * len(columns) + owner[matched[1][real]]
    keys = c * len(columns) + m
    return np.flatnonzero(np.isin(keys, wanted))


def _bound(values: "Floats", multipliers: "Ints", companies: "Ints", room: "Ints") -> float:
    """The smaller of two relaxations: each company its best, each multiplier its best as room allows."""
    best = np.zeros(int(companies.max()) + 1)
    np.maximum.at(best, companies, values)
    order = np.lexsort((-values, multipliers))
    m = multipliers[order]
    start = np.flatnonzero(np.diff(m, prepend=-1))
    place = np.arange(len(m)) - np.repeat(start, np.diff(start, append=len(m)))
    return float(min(best.sum(), values[order][place < room[m]].sum()))
