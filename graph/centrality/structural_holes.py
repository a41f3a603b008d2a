"""How free an actor is to choose among contacts who do not know each other."""

from collections.abc import Iterable
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.centrality.triangles import triangles
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags, Floats


def constraint(
    graph: "AnyGraph[Node]", nodes: Iterable[Node] | None = None, weight: str | None = None
) -> dict[Node, float | None]:
    """Burt's constraint: c_i = sum over contacts j of (p_ij + sum over q of p_iq p_qj)^2.

    p_ij is the share of i's ties that goes to j: 1 / k_i for k_i contacts, or with `weight`, the name
    of an attribute of the edges with a probability, by the weights; q are the contacts of i that know
    j. Range (0, 9/8], no percentage: 1 / k_i where nobody knows each other, 1.125 in a triangle. None
    for a node without contacts (or of weight 0 only) and for one that the graph does not know: nobody
    restricts it, but nobody is there either. All nodes by default. Raises ValueError for unhashable
    labels and weights outside 0..1. It falls with the number of contacts: compare actors of one type.

    Source: Burt (1992), Structural Holes, eq. 2.4.

    >>> import networkx as nx
    >>> constraint(nx.path_graph(["A", "chamber", "B"]), ["chamber", "B"])
    {'chamber': 0.5, 'B': 1.0}
    """
    arrays = adjacency_of(graph, weight)
    weights = np.ones(len(arrays.ends)) if weight is None else arrays.weights
    strength = np.bincount(arrays.rows, weights=weights, minlength=len(arrays))
    row = strength[arrays.rows]
    share = np.divide(weights, row, where=row > 0, out=np.zeros(len(row)))
    invested = share + _indirect(arrays, share)
    values = np.bincount(arrays.rows, weights=invested**2, minlength=len(arrays))
    return _by_node(arrays, nodes, np.asarray(values, dtype=np.float64), strength > 0)


def effective_size(graph: "AnyGraph[Node]", nodes: Iterable[Node] | None = None) -> dict[Node, float | None]:
    """Contacts without those that only repeat each other: k - 2t / k for t ties among the k contacts.

    Unit: contacts, from 1 (all know each other) to k (nobody does). None for a node without contacts
    and for one that the graph does not know. All nodes by default. ValueError for unhashable labels.

    Source: Burt (1992), Structural Holes; for undirected ties without weights Borgatti (1997),
    Connections 20:35.

    >>> import networkx as nx
    >>> effective_size(nx.complete_graph(["chamber", "A", "B"]), ["chamber"])
    {'chamber': 1.0}
    """
    arrays = adjacency_of(graph, weight=None)
    corners = np.zeros(len(arrays))
    for places in triangles(arrays):
        corners += np.bincount(np.concatenate(places), minlength=len(arrays))
    contacts = arrays.degrees
    return _by_node(arrays, nodes, contacts - 2 * corners / np.maximum(1, contacts), contacts > 0)


def efficiency(graph: "AnyGraph[Node]", nodes: Iterable[Node] | None = None) -> dict[Node, float | None]:
    """Effective size per contact: (k - 2t / k) / k, from 1 / k to 1. None as for the effective size.

    Source: Burt (1992), Structural Holes.

    >>> import networkx as nx
    >>> efficiency(nx.path_graph(["A", "chamber", "B"]), ["chamber"])
    {'chamber': 1.0}
    """
    arrays = adjacency_of(graph, weight=None)
    sizes = effective_size(arrays, nodes)
    degrees, positions = arrays.degrees.tolist(), arrays.positions
    return {node: None if size is None else size / degrees[positions[node]] for node, size in sizes.items()}


def _indirect(arrays: Adjacency[Node], share: "Floats") -> "Floats":
    """For each entry i, j of the arrays, the sum over their common contacts q of p_iq p_qj."""
    keys = arrays.rows * len(arrays) + arrays.ends
    total = np.zeros(len(keys))
    for corners in triangles(arrays):
        for i, q, j in permutations(corners):
            tie, first, last = (
                np.searchsorted(keys, a * len(arrays) + b) for a, b in ((i, j), (i, q), (q, j))
            )
            total += np.bincount(tie, weights=share[first] * share[last], minlength=len(keys))
    return total


def _by_node(
    arrays: Adjacency[Node], nodes: Iterable[Node] | None, values: "Floats", defined: "Flags"
) -> dict[Node, float | None]:
    wanted = arrays.nodes if nodes is None else distinct(nodes)
    found = {arrays.nodes[at]: float(values[at]) for at in arrays.where(wanted).tolist() if defined[at]}
    return {node: found.get(node) for node in wanted}
