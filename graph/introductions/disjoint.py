"""How many ways lead from one network to another that have no actor in common, and which tie adds one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

    from traiber.graph.arrays import Adjacency, Flags, Ints
    from traiber.graph.introductions.model import Node


@dataclass(frozen=True, slots=True)
class DisjointWays:
    """kappa, the number of ways without a common actor, and where one more could begin and end."""

    number: int
    begins: "Flags"  # nodes from which a new tie ...
    ends: "Flags"  # ... to one of these would add a way

    def adds(self, sources: "Ints", targets: "Ints") -> "Flags":
        """Whether a new tie from a source to a target raises the number by one."""
        return np.asarray(self.begins[sources] & self.ends[targets])


def disjoint_ways(graph: "Adjacency[Node]", own: "Flags", other: "Flags") -> DisjointWays:
    """The greatest number of ways from `own` to `other` of which no two share an actor.

    It is the size of the smallest set of actors whose loss parts the two (Menger 1927), the ends among
    them: an actor that belongs to both is a way of its own. 0: no way; 1: all hangs on one actor. A
    maximum flow where every node lets one unit through; a tie from a to b adds a way if the residual
    network leads from the source to a and from b to the sink. Empty sets: 0.
    """
    from scipy import sparse
    from scipy.sparse.csgraph import maximum_flow

    n = len(graph)
    source, sink = 2 * n, 2 * n + 1
    # Ways begin at the last own actor and end at the first of the other network.
    between = ~other[graph.rows] & ~own[graph.ends]
    tails, heads = graph.rows[between] + n, graph.ends[between]
    at = np.arange(n)
    rows = np.concatenate([at, tails, np.full(own.sum(), source), np.flatnonzero(other) + n])
    columns = np.concatenate([at + n, heads, np.flatnonzero(own), np.full(other.sum(), sink)])
    shape = (2 * n + 2, 2 * n + 2)
    capacity = sparse.csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape)
    found = maximum_flow(sparse.csr_matrix(capacity), source, sink)
    left = sparse.csr_array((capacity - found.flow) > 0).astype(np.int8)
    forward, backward = _reached(left, source), _reached(sparse.csr_array(left.T), sink)
    return DisjointWays(int(found.flow_value), forward[n : 2 * n] & ~other, backward[:n] & ~own)


def _reached(matrix: "sparse.csr_array", start: int) -> "Flags":
    from scipy.sparse.csgraph import breadth_first_order

    flags = np.zeros(matrix.shape[0], dtype=bool)
    flags[breadth_first_order(matrix, start, return_predecessors=False)] = True
    return flags
