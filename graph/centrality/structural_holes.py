"""How free an actor is to choose among contacts who do not know each other."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Ints

MOST_STEPS = 5_000_000  # paths of two ties that are followed at a time


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
    wanted = dict.fromkeys(arrays.nodes if nodes is None else distinct(nodes))
    given = np.ones(len(arrays.ends)) if weight is None else arrays.weights
    strength = np.bincount(arrays.rows, weights=given, minlength=len(arrays))[arrays.rows]
    shares = arrays.matrix(np.divide(given, strength, where=strength > 0, out=np.zeros(len(given))))
    tied, found = arrays.matrix(), dict[Node, float | None](wanted)
    for places in batches(arrays, arrays.where(wanted)):
        invested = shares[places] + (shares[places] @ shares).multiply(tied[places])
        values = invested.power(2).sum(axis=1)
        some = shares[places].sum(axis=1) > 0
        for at, value, defined in zip(places.tolist(), values.tolist(), some.tolist(), strict=True):
            found[arrays.nodes[at]] = value if defined else None
    return found


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
    wanted = dict.fromkeys(arrays.nodes if nodes is None else distinct(nodes))
    found = dict[Node, float | None](wanted)
    tied = arrays.matrix()
    for places in batches(arrays, arrays.where(wanted)):
        ends = (tied[places] @ tied).multiply(tied[places]).sum(axis=1)  # every tie among contacts twice
        for at, twice in zip(places.tolist(), ends.tolist(), strict=True):
            if contacts := int(arrays.degrees[at]):
                found[arrays.nodes[at]] = contacts - twice / contacts
    return found


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


def batches(arrays: Adjacency[Node], places: "Ints") -> "Iterator[Ints]":
    """The places in portions whose contacts have not too many contacts to multiply them at once."""
    steps = np.bincount(arrays.rows, weights=arrays.degrees[arrays.ends], minlength=len(arrays))[places]
    portion = (np.cumsum(steps) // MOST_STEPS).astype(np.int64)
    yield from np.split(places, np.flatnonzero(np.diff(portion)) + 1)
