"""The one clean step: every measure sees an undirected simple graph."""

from collections.abc import Container, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    import networkx as nx

Node = TypeVar("Node", bound=Hashable)
Neighbours: TypeAlias = Mapping[Node, Mapping[Node, None]]


class Contacts(Protocol[Node]):
    """Anything with the `adj` of networkx: Graph, DiGraph, MultiGraph, MultiDiGraph."""

    @property
    def adj(self) -> Mapping[Node, Iterable[Node]]:
        """The nodes, each with the nodes that its edges lead to."""
        ...


def clean(graph: Contacts[Node], leave_out: Container[Node] = frozenset()) -> "nx.Graph[Node]":
    """The graph without loops, parallel ties, directions and the nodes of `leave_out`.

    Isolated nodes stay, and so does the order of the nodes. Nodes and edges carry no attributes:
    a forgotten weight would change `constraint` of networkx, and so does a loop (on the path
    a-b-c-d, a loop at b raises the constraint of a from 1 to 1.78). The given graph is not changed.

    >>> import networkx as nx
    >>> raw = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a"), ("a", "office")])
    >>> sorted(clean(raw, leave_out={"office"}).edges)
    [('a', 'b')]
    """
    import networkx as nx

    simple: nx.Graph[Node] = nx.Graph()
    neighbours = neighbours_of(graph)
    kept = [node for node in neighbours if node not in leave_out]
    simple.add_nodes_from(kept)
    simple.add_edges_from((a, b) for a in kept for b in neighbours[a] if b in simple)
    return simple


def neighbours_of(graph: Contacts[Node]) -> dict[Node, dict[Node, None]]:
    """The neighbours of every node in both directions, itself excluded, in the order of the graph.

    An ordered dict in the place of a set, so that results do not depend on how labels are hashed.

    >>> import networkx as nx
    >>> {node: list(ties) for node, ties in neighbours_of(nx.DiGraph([("a", "b"), ("b", "b")])).items()}
    {'a': ['b'], 'b': ['a']}
    """
    adjacency = graph.adj
    neighbours: dict[Node, dict[Node, None]] = {node: {} for node in adjacency}
    for node, others in adjacency.items():
        own = neighbours[node]
        for other in others:
            if other != node:
                own[other] = None
                neighbours[other][node] = None
    return neighbours


def distinct(labels: Iterable[Node]) -> dict[Node, None]:
    """The labels once each, in the order given; ValueError if one of them cannot be a node.

    >>> list(distinct(["b", "a", "b"]))
    ['b', 'a']
    """
    try:
        return dict.fromkeys(labels)
    except TypeError as error:
        raise ValueError(f"actors must be given as a collection of hashable labels: {error}") from error
