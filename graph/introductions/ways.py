"""Who can introduce whom: the best way of two steps between a multiplier and a company."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Floats, Ints
    from traiber.graph.introductions.model import Node

BLOCK = 2_000_000  # ways that are looked at together
NOBODY = -1


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
    graph: "Adjacency[Node]", multipliers: "Flags", companies: "Flags", relays: "Flags"
) -> Iterator[Ways]:
    """For every pair (m, c) without a tie that share a neighbour x in `relays`: x with the greatest p_mx p_xc.

    A tie of weight 0 is no way, but it is a tie. Equally good introducers: the first in the graph's order.
    Block by block of companies, so that memory stays bounded; pairs in the order of companies, then
    multipliers.
    """
    usable = graph.weights > 0
    ties = graph.rows * len(graph) + graph.ends  # ascending
    onward = _selected(graph, usable & relays[graph.rows] & multipliers[graph.ends])
    inward = usable & companies[graph.rows] & relays[graph.ends]
    rows, middle, first = graph.rows[inward], graph.ends[inward], graph.weights[inward]
    counts = np.diff(onward[0])[middle]
    for part in _blocks(rows, counts):
        number = counts[part]
        entry = np.repeat(np.arange(part.start, part.stop), number)
        within = np.arange(len(entry)) - np.repeat(np.cumsum(number) - number, number)
        place = onward[0][middle[entry]] + within
        company, multiplier = rows[entry], onward[1][place]
        probability = first[entry] * onward[2][place]
        keys = company * len(graph) + multiplier
        found = np.minimum(np.searchsorted(ties, keys), max(len(ties) - 1, 0))
        new = (ties[found] != keys) & (company != multiplier)
        yield best_of(
            len(graph),
            Ways(multiplier[new], company[new], middle[entry][new], probability[new]),
        )


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
    keys = ways.companies * size + ways.multipliers
    nobody = ways.introducers == NOBODY
    order = np.lexsort((ways.introducers, -ways.probabilities, nobody, keys))
    ordered = keys[order]
    return ways.at(order[np.flatnonzero(np.diff(ordered, prepend=-1))])


def _selected(graph: "Adjacency[Node]", kept: "Flags") -> "tuple[Ints, Ints, Floats]":
    """The entries of the graph that are kept, as compressed rows over all nodes."""
    counts = np.bincount(graph.rows[kept], minlength=len(graph))
    return np.concatenate([[0], np.cumsum(counts)]), graph.ends[kept], graph.weights[kept]


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
