"""Between which ranks an actor lies whatever index one may choose."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import adjacency_of
from traiber.graph.clean import Node, distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph


def inclusion_interval(graph: "AnyGraph[Node]", nodes: Iterable[Node]) -> dict[Node, tuple[int, int]]:
    """The best and the worst rank of each node among `nodes`, over all indices of centrality.

    If all neighbours of u are v or neighbours of v, N(u) subset of N[v], no sensible index ranks u
    before v. So the best rank of u is 1 + the number of nodes that dominate it without being
    dominated by it, the worst the number of nodes that it does not dominate (with itself, ties
    shared). Wide intervals mean that the ranking is a choice of index. A node without neighbours,
    or unknown to the graph, is dominated by everybody. No nodes: empty dict.

    Source: Schoch & Brandes (2016), European Journal of Applied Mathematics 27:971; Schoch (2018),
    Social Networks 54:50.

    >>> import networkx as nx
    >>> inclusion_interval(nx.star_graph(3), [0, 1, 2])
    {0: (1, 1), 1: (2, 2), 2: (2, 2)}
    """
    from scipy import sparse

    arrays = adjacency_of(graph)
    asked = list(distinct(nodes))
    known = [node for node in asked if node in arrays.positions]
    rows = arrays.where(known)
    neighbours = arrays.matrix()[rows]
    closed = neighbours + sparse.csr_array(
        (np.ones(len(rows)), (np.arange(len(rows)), rows)), shape=neighbours.shape
    )
    tied = arrays.degrees[rows] > 0
    shared = (neighbours @ closed.T).tocoo()
    u, v = shared.coords
    inside = (shared.data == arrays.degrees[rows][u]) & (u != v)
    below = sparse.csr_array(
        (np.ones(int(inside.sum())), (u[inside], v[inside])), shape=(len(rows), len(rows))
    )
    mutual = below.multiply(below.T).sum(axis=1)
    above, under = below.sum(axis=1) - mutual, below.sum(axis=0) - mutual
    isolated = len(asked) - int(tied.sum())
    found = {}
    for at, node in enumerate(known):
        if tied[at]:
            worst = len(asked) - int(under[at]) - isolated - int(mutual[at])
            found[node] = (1 + int(above[at]), worst)
    last = 1 + len(asked) - isolated
    return {node: found.get(node, (last, last)) for node in asked}
