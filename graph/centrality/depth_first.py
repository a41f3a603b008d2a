"""Depth-first search with lowpoints: what can be reached past an actor, and what cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from traiber.graph.arrays import Adjacency

UNSEEN, ROOT = -2, -1


@dataclass(frozen=True, slots=True)
class SearchTree:
    """A depth-first tree, or one per component, of places in the arrays."""

    order: list[int]  # of discovery
    parents: list[int]  # ROOT for a root, UNSEEN for what was not found
    found: list[int]  # the place in the order
    lowest: list[int]  # the earliest in the order that is tied to the node or to one below it

    def hangs(self, node: int) -> bool:
        """Whether all below this node, itself included, is tied to the rest through its parent alone."""
        return self.lowest[node] >= self.found[self.parents[node]]


def search(arrays: Adjacency[Any], roots: Iterable[int] | None = None) -> SearchTree:
    """Search depth-first from the roots, or all nodes; time grows with the ties.

    Source: Tarjan (1972), SIAM Journal on Computing 1:146.
    """
    order, parents = _visit(arrays, range(len(arrays)) if roots is None else roots)
    found = np.full(len(arrays), len(arrays))
    found[order] = np.arange(len(order))
    lowest = found.copy()
    tied = np.flatnonzero(arrays.degrees)
    if len(tied):
        lowest[tied] = np.minimum(found[tied], np.minimum.reduceat(found[arrays.ends], arrays.starts[tied]))
    low = lowest.tolist()
    for node in reversed(order):
        parent = parents[node]
        if parent >= 0 and low[node] < low[parent]:
            low[parent] = low[node]
    return SearchTree(order, parents, found.tolist(), low)


def _visit(arrays: Adjacency[Any], roots: Iterable[int]) -> tuple[list[int], list[int]]:
    ends, stops = arrays.ends.tolist(), arrays.starts[1:].tolist()
    following: list[int] = arrays.starts.tolist()
    parents, order = [UNSEEN] * len(arrays), list[int]()
    for root in roots:
        if parents[root] != UNSEEN:
            continue
        parents[root] = ROOT
        order.append(root)
        stack = [root]
        while stack:
            node = stack[-1]
            child = _next(node, following, stops, ends, parents)
            if child is None:
                stack.pop()
            else:
                parents[child] = node
                order.append(child)
                stack.append(child)
    return order, parents


def _next(
    node: int, following: list[int], stops: Sequence[int], ends: Sequence[int], parents: Sequence[int]
) -> int | None:
    """The next neighbour that was not seen yet, moving the pointer of the node past it."""
    stop = stops[node]
    at = following[node]
    while at < stop:
        child = ends[at]
        at += 1
        if parents[child] == UNSEEN:
            following[node] = at
            return child
    following[node] = at
    return None
