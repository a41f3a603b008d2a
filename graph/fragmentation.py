"""How far a network falls apart: by its components, and by the distances that remain."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Ints, adjacency_of
from traiber.graph.clean import Node

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph


def fragmentation(graph: "AnyGraph[Node]", removed: Iterable[Node] = ()) -> float | None:
    """The share of pairs of actors with no way to each other once some are gone.

    F = 1 - sum of s (s - 1) / (n (n - 1)) over component sizes s; n is counted after the removal.
    Range 0 (one component) to 1 (no tie left); None for fewer than two actors. The change against the
    intact graph says what the removal does; it can be negative, as an isolate lowers n only. Raises
    ValueError for unhashable labels.

    Source: KPP-Neg of Borgatti (2006), Computational & Mathematical Organization Theory 12:21, eq. 4.

    >>> import networkx as nx
    >>> round(fragmentation(nx.path_graph(5), [2]), 3)  # two pairs of six remain
    0.667
    """
    return fragmentation_of(components(remaining(adjacency_of(graph, weight=None), removed)))


def fragmentation_of(labels: Ints) -> float | None:
    """F as above, from the component of each actor that counts; ways may lead over others too."""
    n = len(labels)
    if n < 2:
        return None
    sizes = np.bincount(labels).astype(np.float64)
    return float(1 - (sizes * (sizes - 1)).sum() / (n * (n - 1)))


def distance_fragmentation(graph: "AnyGraph[Node]", removed: Iterable[Node] = ()) -> float | None:
    """How far actors are from each other once some are gone: DF = 1 - sum of 1/d / (n (n - 1)).

    The sum runs over ordered pairs of different actors, 1/d is 0 where there is no way; n is counted
    after the removal. Range 0 (everybody tied to everybody) to 1 (no tie left); None for fewer than
    two actors. Raises ValueError for unhashable labels. Time grows with ties times actors.

    Source: Borgatti (2006), as above, eq. 9.

    >>> import networkx as nx
    >>> round(distance_fragmentation(nx.path_graph(3)), 3)  # four pairs at 1, two at 2 steps
    0.167
    """
    arrays = adjacency_of(graph, weight=None)
    return Distances(arrays).fragmentation(arrays.where(removed))


def mean_steps(graph: "AnyGraph[Node]", actors: Iterable[Node], removed: Iterable[Node] = ()) -> float | None:
    """The mean number of steps between two of these actors once some are gone, over any path.

    Pairs without a way do not count; None where there is no pair with one. From 1 on. Time grows with
    ties times these actors.

    >>> import networkx as nx
    >>> star = nx.Graph([("office", "ihk"), ("office", "hwk"), ("office", "aa"), ("ihk", "x"), ("x", "hwk")])
    >>> mean_steps(star, ["ihk", "hwk"]), mean_steps(star, ["ihk", "aa"], removed=["office"])
    (2.0, None)
    """
    arrays = adjacency_of(graph, weight=None)
    gone = arrays.where(removed)
    pairs = list(Distances(arrays, np.setdiff1d(arrays.where(actors), gone)).pairs(gone))
    number = sum(pairs)
    return sum(steps * found for steps, found in enumerate(pairs, 1)) / number if number else None


class Distances:
    """Breadth-first searches from many actors at once, 64 to a word, in the graph without some of them."""

    def __init__(self, arrays: "Adjacency[Node]", sources: "Ints | None" = None) -> None:
        n = len(arrays)
        own = np.arange(n)
        rows = np.concatenate([arrays.rows, own])
        order = np.argsort(rows, kind="stable")
        self.ends: Ints = np.concatenate([arrays.ends, own])[order]  # with itself, so that no row is empty
        self.starts: Ints = arrays.starts[:-1] + own
        self.sources: Ints = own if sources is None else sources
        bits = np.arange(len(self.sources))
        self.alone = np.zeros((n, (len(bits) + 63) // 64), dtype=np.uint64)
        self.alone[self.sources, bits // 64] = np.uint64(1) << (bits % 64).astype(np.uint64)

    def pairs(self, gone: "Ints") -> Iterator[int]:
        """Yield the number of ordered pairs of sources that are 1, 2, … steps apart."""
        seen = self.alone.copy()
        seen[gone] = 0
        everything = int(np.bitwise_count(seen).sum())
        known = everything
        while everything:
            seen = np.bitwise_or.reduceat(seen[self.ends], self.starts, axis=0)
            seen[gone] = 0
            now = int(np.bitwise_count(seen[self.sources]).sum())
            total = now if len(self.sources) == len(seen) else int(np.bitwise_count(seen).sum())
            if total == everything:
                return
            yield now - known
            known, everything = now, total

    def fragmentation(self, gone: "Ints") -> float | None:
        """DF without the actors at these places, all actors being sources."""
        n = len(self.starts) - len(gone)
        if n < 2:
            return None
        near = sum(found / steps for steps, found in enumerate(self.pairs(gone), 1))
        return 1 - near / (n * (n - 1))


def components(arrays: "Adjacency[Node]") -> Ints:
    """The component of every actor, numbered from 0 in the order of the actors."""
    from scipy.sparse import csgraph

    if not len(arrays):
        return np.zeros(0, dtype=np.int64)
    _number, labels = csgraph.connected_components(arrays.matrix(), directed=False)
    return np.asarray(labels, dtype=np.int64)


def remaining(arrays: "Adjacency[Node]", removed: Iterable[Node]) -> "Adjacency[Node]":
    """The graph without these actors."""
    gone = arrays.flags(removed)
    return arrays.restricted(~gone) if gone.any() else arrays
