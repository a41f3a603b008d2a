"""Which of the candidates are proposed together: the greatest sum within what everyone can take on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import places_among_equals, places_in_runs

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
    values: "Floats",
    multipliers: "Ints",
    companies: "Ints",
    room: "Ints",
    wanted: "Ints",
    exact: bool | None = None,
) -> Choice:
    """The greatest sum of values with at most `wanted[c]` per company and `room[m]` per multiplier.

    Values are added up, so that the optimum is a flow of greatest value, computed exactly as a matching
    (`optimum`). Taking the best candidate that still fits again and again gives at least half of it
    (Fisher, Nemhauser & Wolsey 1978). Beyond `LARGEST_EXACT` candidates, or where `exact` is False, the
    choice is the greedy one, with a bound. Values must be above 0, candidates different pairs; equal
    values: the first candidate.
    """
    quick = greedy(values, multipliers, companies, room, wanted)
    total = float(values[quick].sum())
    if not len(values):
        return Choice(quick, 0.0, 0.0, 0.0)
    if exact is False or (exact is None and len(values) > LARGEST_EXACT):
        bound = min(_bound(values, multipliers, room), _bound(values, companies, wanted))
        return Choice(quick, total, total, bound)
    best = optimum(values, multipliers, companies, room, wanted)
    return Choice(best, float(values[best].sum()), total, float(values[best].sum()))


def greedy(values: "Floats", multipliers: "Ints", companies: "Ints", room: "Ints", wanted: "Ints") -> "Ints":
    """The places of the candidates taken one after the other, the best that still fits first."""
    left, open_, chosen = room.tolist(), wanted.tolist(), []
    order = np.argsort(-values, kind="stable")
    for at, m, c in zip(order.tolist(), multipliers[order].tolist(), companies[order].tolist(), strict=True):
        if left[m] > 0 and open_[c] > 0:
            left[m] -= 1
            open_[c] -= 1
            chosen.append(at)
    return np.array(chosen, dtype=np.int64)


def optimum(values: "Floats", multipliers: "Ints", companies: "Ints", room: "Ints", wanted: "Ints") -> "Ints":
    """The places of the candidates of a choice with the greatest sum, ascending.

    A matching of greatest weight that matches every row. Rows: each company as often as it wants one;
    columns: each multiplier as often as it has room, and for every row of a company one for "nobody". So
    that a company which wants several does not get the same multiplier twice, its candidates have a row
    and a column of their own: the company takes the column (for the value), and the row, which is else
    matched with it, must take a place of the multiplier. 1 is added to all weights, because the solver
    takes 0 for "cannot be matched".
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    players, m = np.unique(multipliers, return_inverse=True)
    targets, c = np.unique(companies, return_inverse=True)
    places = np.minimum(room[players], np.bincount(m))
    asked = np.minimum(wanted[targets], np.bincount(c))
    several = np.flatnonzero(asked[c] > 1)
    single = np.flatnonzero(asked[c] == 1)
    first_place, first_row = np.cumsum(places) - places, np.cumsum(asked) - asked
    row_of, column_of = asked.sum() + np.arange(len(several)), places.sum() + np.arange(len(several))
    nobody = places.sum() + len(several) + np.arange(asked.sum())
    direct, taken = _copies(single, places[m[single]])
    own, turn = _copies(several, asked[c[several]])
    back, room_at = _copies(several, places[m[several]])
    at = np.zeros(len(values), dtype=np.int64)
    at[several] = np.arange(len(several))
    rows = (first_row[c[direct]], first_row[c[own]] + turn, row_of[at[back]], row_of, np.arange(asked.sum()))
    columns = (
        first_place[m[direct]] + taken,
        column_of[at[own]],
        first_place[m[back]] + room_at,
        column_of,
        nobody,
    )
    weights = (
        values[direct],
        values[own],
        np.zeros(len(back)),
        np.zeros(len(several)),
        np.zeros(len(nobody)),
    )
    shape = (int(asked.sum()) + len(several), int(nobody[-1]) + 1)
    table = csr_array(
        (np.concatenate(weights) + 1, (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )
    matched = min_weight_full_bipartite_matching(table, maximize=True)
    of_company = matched[0] < asked.sum()
    row, column = matched[0][of_company], matched[1][of_company]
    given = column[(column >= places.sum()) & (column < nobody[0])] - places.sum()
    owner, who = np.repeat(np.arange(len(players)), places), np.repeat(np.arange(len(targets)), asked)
    real = column < places.sum()
    keys = who[row[real]] * len(players) + owner[column[real]]
    return np.sort(np.concatenate([several[given], np.flatnonzero(np.isin(c * len(players) + m, keys))]))


def _copies(entries: "Ints", numbers: "Ints") -> "tuple[Ints, Ints]":
    """Every entry as often as its number says, and which copy it is, from 0."""
    return np.repeat(entries, numbers), places_in_runs(numbers)


def _bound(values: "Floats", groups: "Ints", number: "Ints") -> float:
    """The sum of the best candidates of each group, as many as it may have."""
    order = np.lexsort((-values, groups))
    group = groups[order]
    return float(values[order][places_among_equals(group) < number[group]].sum())
