"""Who can introduce whom: the best way of two steps between a multiplier and a company."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import places_in_runs

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Floats, Ints
    from traiber.graph.introductions.model import Node

BLOCK = 2_000_000  # ways that are looked at together
MOST = 10_000_000  # ways, beyond which of an introducer only the `WIDEST` best contacts may be looked at
WIDEST = 50
NOBODY = -1
Useful = Callable[["Ints", "Ints"], "Flags"]  # multipliers, companies -> whether each pair is of interest


@dataclass(frozen=True, slots=True)
class Ways:
    """For pairs without a contact, by places in the graph: the best introducer and the probability."""

    multipliers: "Ints"
    companies: "Ints"
    introducers: "Ints"  # NOBODY where the office has to call
    probabilities: "Floats"

    def __len__(self) -> int:
        return len(self.multipliers)

    def at(self, chosen: "Flags | Ints") -> "Ways":
        """The ways at these places."""
        return Ways(
            self.multipliers[chosen],
            self.companies[chosen],
            self.introducers[chosen],
            self.probabilities[chosen],
        )


def two_step_ways(
    graph: "Adjacency[Node]",
    multipliers: "Flags",
    companies: "Flags",
    relays: "Flags",
    useful: Useful | None = None,
    first: "Flags | None" = None,
) -> Iterator[Ways]:
    """For every pair (m, c) without a tie: the common neighbour x in `relays` with the greatest p_mx p_xc.

    A tie of weight 0 is no way, but it is a tie. Equally good introducers: the first in the graph's order.
    Only pairs that are `useful`, if that is given. Block by block of companies, so that memory stays
    bounded; pairs in the order of companies, then multipliers. Where there are more than `MOST` ways, each
    introducer brings in only its `WIDEST` most probable contacts, those of `first` before others; without
    `first` all of them, however many.
    """
    usable = graph.weights > 0
    ties = graph.rows * len(graph) + graph.ends  # ascending
    onward = _selected(graph, usable & relays[graph.rows] & multipliers[graph.ends])
    inward = usable & companies[graph.rows] & relays[graph.ends]
    rows, middle, weights = graph.rows[inward], graph.ends[inward], graph.weights[inward]
    counts = np.diff(onward[0])[middle]
    if first is not None and counts.sum() > MOST:
        onward = _widest(onward, first)
        counts = np.diff(onward[0])[middle]
    for part in _blocks(rows, counts):
        number = counts[part]
        entry = np.repeat(np.arange(part.start, part.stop), number)
        place = onward[0][middle[entry]] + places_in_runs(number)
        company, multiplier = rows[entry], onward[1][place]
        if useful is not None:
            kept = useful(multiplier, company)
            entry, place, company, multiplier = entry[kept], place[kept], company[kept], multiplier[kept]
        keys = company * len(graph) + multiplier
        best = _best(keys, Ways(multiplier, company, middle[entry], weights[entry] * onward[2][place]))
        keys = best.companies * len(graph) + best.multipliers
        found = np.minimum(np.searchsorted(ties, keys), max(len(ties) - 1, 0))
        yield best.at((ties[found] != keys) & (best.companies != best.multipliers))


def best_of(size: int, *several: Ways) -> Ways:
    """One way per pair, the most probable one; where two are equally probable, the first introducer.

    Somebody who introduces goes before nobody.
    """
    ways = Ways(
        np.concatenate([ways.multipliers for ways in several]),
        np.concatenate([ways.companies for ways in several]),
        np.concatenate([ways.introducers for ways in several]),
        np.concatenate([ways.probabilities for ways in several]),
    )
    nobody = ways.introducers == NOBODY
    known, called = ways.at(~nobody), ways.at(nobody)
    keys = known.companies * size + known.multipliers
    order = np.argsort(known.introducers, kind="stable")
    best = _best(keys[order], known.at(order))
    wanted = called.companies * size + called.multipliers
    left = np.flatnonzero(~np.isin(wanted, keys))
    left = left[np.unique(wanted[left], return_index=True)[1]]
    every = [(getattr(best, name), getattr(called, name)[left]) for name in Ways.__slots__]
    joined = Ways(*(np.concatenate(pair) for pair in every))
    return joined.at(np.lexsort((joined.multipliers, joined.companies)))


def _best(keys: "Ints", ways: Ways) -> Ways:
    """The most probable way of every key, the first of equal ones; keys ascending."""
    order = np.argsort(keys, kind="stable")
    start = np.flatnonzero(np.diff(keys[order], prepend=-1))
    if not len(start):
        return ways
    group = np.repeat(np.arange(len(start)), np.diff(start, append=len(order)))
    probabilities = ways.probabilities[order]
    most = np.flatnonzero(probabilities == np.maximum.reduceat(probabilities, start)[group])
    return ways.at(order[most[np.flatnonzero(np.diff(group[most], prepend=-1))]])


def _selected(graph: "Adjacency[Node]", kept: "Flags") -> "tuple[Ints, Ints, Floats]":
    """The entries of the graph that are kept, as compressed rows over all nodes."""
    counts = np.bincount(graph.rows[kept], minlength=len(graph))
    return np.concatenate([[0], np.cumsum(counts)]), graph.ends[kept], graph.weights[kept]


def _widest(rows: "tuple[Ints, Ints, Floats]", first: "Flags") -> "tuple[Ints, Ints, Floats]":
    """Of every row the `WIDEST` entries with the greatest weight, those of `first` before others."""
    starts, ends, weights = rows
    row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((ends, -weights, ~first[ends], row))
    kept = np.sort(order[np.arange(len(order)) - starts[row[order]] < WIDEST])
    counts = np.bincount(row[kept], minlength=len(starts) - 1)
    return np.concatenate([[0], np.cumsum(counts)]), ends[kept], weights[kept]


def _blocks(rows: "Ints", counts: "Ints") -> Iterator[slice]:
    """Runs of entries with about `BLOCK` ways, cut between two companies only."""
    total = np.cumsum(counts)
    start = 0
    while start < len(rows):
        done = total[start - 1] if start else 0
        stop = int(np.searchsorted(total, done + BLOCK, side="right"))
        stop = max(stop, start + 1)
        stop = int(np.searchsorted(rows, rows[min(stop, len(rows)) - 1], side="right"))
        yield slice(start, stop)
        start = stop
