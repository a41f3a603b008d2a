"""Which pairs met more often than chance would have it: two ideas of chance, one correction for many."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from traiber.graph.clean import Node
from traiber.graph.events.attendance import Attendance, Occasion
from traiber.graph.expectation import false_discovery_rates, hypergeometric

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

Null = Literal["margins", "hypergeometric"]

STEPS = 2_000  # of the fixed point; some dozens are usual
TOLERANCE = 1e-10


def above_chance(attendance: Attendance[Node, Occasion], null: Null = "margins") -> "tuple[Floats, Floats]":
    """For each pair of `attendance.meetings`: p = P(X >= shared), and its rate of false discovery.

    - `margins`: how many events an actor attends and how many actors an event has are both fixed in
      expectation (`expected_attendance`); X is a sum of independent chances, Poisson-binomial. A
      plenary with everybody says nothing about any pair.
    - `hypergeometric`: only the actors' totals are fixed, all events are alike:
      X ~ Hypergeometric(events, k_a, k_b). Where events differ in size, pairs that were at the same
      large events look significant, so this is for events of about one size.

    The rate is that of Benjamini & Hochberg over all pairs of actors, also those that never met. With
    fewer than 30 actors neither says much; `tell_pairs` leaves them out there.

    Source: Neal (2014), Social Networks 39:84 (stochastic degree sequence model); Saracco, Di Clemente,
    Gabrielli & Squartini (2015), Scientific Reports 5:10595 (the probabilities).
    """
    met, totals = attendance.meetings, attendance.per_actor
    ends = totals[met.first], totals[met.second]
    low, high = np.minimum(*ends), np.maximum(*ends)
    base = len(attendance.events) + 1  # one number for each pair of totals and shared events
    cases, at = np.unique((low * base + high) * base + met.shared, return_inverse=True)
    tail = _margins_tail if null == "margins" else _hypergeometric_tail
    numbers = np.column_stack([cases // base**2, cases // base % base, cases % base])
    p = tail(attendance, numbers)[at] if len(met) else np.zeros(0)
    return p, false_discovery_rates(p, len(attendance.actors) * (len(attendance.actors) - 1) // 2)


def expected_attendance(totals: "Ints", sizes: "Ints") -> "Floats":
    """The chance of each actor (row) to be at each event (column), given their totals and sizes.

    The most random table whose rows and columns sum to the totals and sizes in expectation:
    p = x_a y_e / (1 + x_a y_e). Actors at all events and events with all actors are certain, those
    with none impossible; the rest by a fixed point for x and y. Equal totals have equal rows, so
    only one row and column for each different number is computed.

    >>> expected_attendance(np.array([1, 1]), np.array([2, 0])).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    total, row, rows = np.unique(totals, return_inverse=True, return_counts=True)
    chances: Floats = chances_by_total(total, rows, sizes)[row]
    return chances


def chances_by_total(totals: "Ints", actors: "Ints", sizes: "Ints") -> "Floats":
    """The rows of `expected_attendance` for these totals, each of so many actors."""
    size, column, events = np.unique(sizes, return_inverse=True, return_counts=True)
    chances = np.zeros((len(totals), len(size)))
    rows, columns = np.ones(len(totals), dtype=bool), np.ones(len(size), dtype=bool)
    left, room = totals.astype(np.float64), size.astype(np.float64)
    while rows.any() and columns.any():
        full = rows & (left >= events[columns].sum())
        crowded = columns & (room >= actors[rows].sum())
        idle, empty = rows & (left <= 0), columns & (room <= 0)
        if (full | idle).any():
            chances[np.ix_(full, columns)] = 1
            room[columns] -= actors[full].sum()
            rows &= ~(full | idle)
        elif (crowded | empty).any():
            chances[np.ix_(rows, crowded)] = 1
            left[rows] -= events[crowded].sum()
            columns &= ~(crowded | empty)
        else:
            inside = np.ix_(rows, columns)
            chances[inside] = _fixed_point(left[rows], actors[rows], room[columns], events[columns])
            break
    spread: Floats = chances[:, column]
    return spread


def _fixed_point(totals: "Floats", actors: "Ints", sizes: "Floats", events: "Ints") -> "Floats":
    scale = np.sqrt((totals * actors).sum())
    x, y = totals / scale, sizes / scale
    for _step in range(STEPS):
        before = x, y
        x = totals / (events * y / (1 + np.outer(x, y))).sum(axis=1)
        y = sizes / ((actors * x)[:, None] / (1 + np.outer(x, y))).sum(axis=0)
        if max(np.abs(x / before[0] - 1).max(), np.abs(y / before[1] - 1).max()) < TOLERANCE:
            break
    table = np.outer(x, y)
    chances: Floats = table / (1 + table)
    return chances


def joint_chances(attendance: Attendance[Node, Occasion], first: "Ints", second: "Ints") -> "Floats":
    """For actors with these totals, the chance that both are at each event (column), one row a pair."""
    totals, actors = np.unique(attendance.per_actor, return_counts=True)
    chances = chances_by_total(totals, actors, attendance.per_event)
    both: Floats = chances[np.searchsorted(totals, first)] * chances[np.searchsorted(totals, second)]
    return both


def _margins_tail(attendance: Attendance[Node, Occasion], cases: "Ints") -> "Floats":
    """P(X >= shared) by adding one event after the other to the distribution of X, for all cases at once."""
    both = joint_chances(attendance, cases[:, 0], cases[:, 1])
    shared = cases[:, 2]
    below = np.zeros((len(cases), int(shared.max()) + 1))  # P(X = 0, 1, ...); the last: that many or more
    below[:, 0] = 1
    for chance in both.T[:, :, None]:
        moved = below * chance
        below = below - moved
        below[:, 1:] += moved[:, :-1]
        below[:, -1:] += moved[:, -1:]
    tail: Floats = (below * (np.arange(below.shape[1]) >= shared[:, None])).sum(axis=1)
    return np.clip(tail, 0, 1)


def _hypergeometric_tail(attendance: Attendance[Node, Occasion], cases: "Ints") -> "Floats":
    """P(X >= shared), by one distribution for each pair of totals."""
    base = len(attendance.events) + 1
    pairs, at = np.unique(cases[:, 0] * base + cases[:, 1], return_inverse=True)
    chances = [hypergeometric(base - 1, int(pair // base), int(pair % base)) for pair in pairs]
    shared = cases[:, 2].tolist()
    tails = [float(chances[i][least:].sum()) for i, least in zip(at.tolist(), shared, strict=True)]
    capped: Floats = np.minimum(np.array(tails), 1)
    return capped
