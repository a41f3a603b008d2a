"""The one clean step: every measure sees an undirected simple graph."""

from collections.abc import Container, Hashable, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import networkx as nx

Node = TypeVar("Node", bound=Hashable)


def clean(graph: "nx.Graph[Node]", leave_out: Container[Node] = frozenset()) -> "nx.Graph[Node]":
    """The graph without loops, parallel ties, directions and the nodes of `leave_out`.

    The networkx form of what `adjacency_of` makes in arrays, for use with the functions of networkx.
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
    simple.add_nodes_from(node for node in graph if node not in leave_out)
    simple.add_edges_from((a, b) for a, b in graph.edges() if a != b and a in simple and b in simple)
    return simple


def distinct(labels: Iterable[Node]) -> dict[Node, None]:
    """The labels once each, in the order given; ValueError if one of them cannot be a node.

    >>> list(distinct(["b", "a", "b"]))
    ['b', 'a']
    """
    try:
        return dict.fromkeys(labels)
    except TypeError as error:
        raise ValueError(f"actors must be given as a collection of hashable labels: {error}") from error
