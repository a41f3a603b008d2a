"""What hangs on one actor alone, by articulation points."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, adjacency_of
from traiber.graph.clean import Node

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Ints

Size = tuple[int, int]  # actors, companies among them


def cut_off(graph: "AnyGraph[Node]", companies: Iterable[Node]) -> dict[Node, tuple[int, int]]:
    """What the loss of an actor cuts off: (actors, companies), for every articulation point.

    Cut off is what no longer hangs together with the largest remaining part of the component (the
    one with more companies, if equal); the actor itself does not count. Unit: actors and companies.
    Actors whose loss cuts nothing off are left out: empty for an empty graph or one without
    such points. One depth-first search, so that time grows with the ties only.

    Source: Hopcroft & Tarjan (1973), Communications of the ACM 16:372; section G5 of the methods.

    >>> import networkx as nx
    >>> cut_off(nx.path_graph(["A", "B", "chamber", "agency", "union"]), ["A", "B"])
    {'B': (1, 1), 'chamber': (2, 0), 'agency': (1, 0)}
    """
    arrays = adjacency_of(graph, weight=None)
    targets = arrays.flags(companies)
    order, parents, components = _search_tree(arrays)
    lowest = _lowest(arrays, order, parents).tolist()
    found = np.argsort(order).tolist()
    wholes = (np.bincount(components).tolist(), np.bincount(components, targets).astype(int).tolist())
    actors, hit = [1] * len(arrays), targets.astype(int).tolist()
    apart: dict[int, list[Size]] = {}
    lost: dict[int, Size] = {}
    above, parts_of = parents.tolist(), components.tolist()
    for node in reversed(order.tolist()):  # every node after all that hang below it
        if node in apart:
            whole = wholes[0][parts_of[node]], wholes[1][parts_of[node]]
            held = _sum([(1, int(targets[node])), *apart[node]])
            rest = (whole[0] - held[0], whole[1] - held[1])
            parts = [part for part in (*apart[node], rest) if part[0]]
            if len(parts) > 1:
                lost[node] = _sum(sorted(parts)[:-1])
        parent = above[node]
        if parent < 0:
            continue
        if lowest[node] >= found[parent]:
            apart.setdefault(parent, []).append((actors[node], hit[node]))
        lowest[parent] = min(lowest[parent], lowest[node])
        actors[parent] += actors[node]
        hit[parent] += hit[node]
    return {arrays.nodes[at]: lost[at] for at in sorted(lost)}


def _search_tree(arrays: "Adjacency[Node]") -> "tuple[Ints, Ints, Ints]":
    """A depth-first forest: the nodes in order of discovery, their parents (-1 for roots), components.

    One search from a node that is tied to one node of every component, and then left out again.
    """
    from scipy import sparse
    from scipy.sparse import csgraph

    size = len(arrays)
    matrix = arrays.matrix()
    _number, components = csgraph.connected_components(matrix, directed=False)
    _labels, roots = np.unique(components, return_index=True)
    start = sparse.csr_array((np.ones(len(roots)), (np.zeros(len(roots), dtype=int), roots)), (1, size))
    whole = sparse.csr_array(sparse.bmat([[matrix, None], [start, sparse.csr_array((1, 1))]]))
    order, parents = csgraph.depth_first_order(whole, size, directed=True, return_predecessors=True)
    above = parents[:size].astype(np.int64)
    return order[1:].astype(np.int64), np.where(above == size, -1, above), components.astype(np.int64)


def _lowest(arrays: "Adjacency[Node]", order: "Ints", parents: "Ints") -> "Ints":
    """For every node the earliest discovery among itself and its neighbours other than its parent."""
    found = np.argsort(order)
    lowest = found.copy()
    if len(arrays.ends):
        away = arrays.ends != parents[arrays.rows]
        earliest = np.where(away, found[arrays.ends], len(arrays))
        tied = np.flatnonzero(arrays.degrees)
        lowest[tied] = np.minimum(lowest[tied], np.minimum.reduceat(earliest, arrays.starts[tied]))
    return lowest


def _sum(sizes: Iterable[Size]) -> Size:
    pairs = list(sizes)
    return sum(actors for actors, _ in pairs), sum(companies for _, companies in pairs)
