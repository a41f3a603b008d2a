"""What hangs on one actor alone, by articulation points."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from traiber.graph.arrays import Node, adjacency_of
from traiber.graph.centrality.depth_first import search

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph

Size = tuple[int, int]  # actors, companies among them


def cut_off(graph: "AnyGraph[Node]", companies: Iterable[Node]) -> dict[Node, tuple[int, int]]:
    """What the loss of an actor cuts off: (actors, companies), for every articulation point.

    Cut off is what no longer hangs together with the largest remaining part of the component (the
    one with more companies, if equal); the actor itself does not count. Unit: actors and companies.
    Actors whose loss cuts nothing off are left out: empty for an empty graph or one without
    such points. One depth-first search, so that time grows with the ties only. Raises ValueError for
    unhashable labels.

    Source: Hopcroft & Tarjan (1973), Communications of the ACM 16:372; section G5 of the methods.

    >>> import networkx as nx
    >>> cut_off(nx.path_graph(["A", "B", "chamber", "agency", "union"]), ["A", "B"])
    {'B': (1, 1), 'chamber': (2, 0), 'agency': (1, 0)}
    """
    arrays = adjacency_of(graph, weight=None)
    tree, targets = search(arrays), arrays.flags(companies).tolist()
    below: list[Size] = [(1, int(target)) for target in targets]
    cut: list[list[Size]] = [[] for _ in targets]
    for node in reversed(tree.order):
        parent = tree.parents[node]
        if parent >= 0:
            below[parent] = _sum(below[parent], below[node])
            if tree.hangs(node):
                cut[parent].append(below[node])
    lost: dict[int, Size] = {}
    whole = (0, 0)
    for node in tree.order:
        if tree.parents[node] < 0:
            whole = below[node]
        own, parts = (1, int(targets[node])), cut[node]
        held = _sum(own, *parts)
        if rest := whole[0] - held[0]:
            parts = [*parts, (rest, whole[1] - held[1])]
        if len(parts) > 1:
            lost[node] = _sum(*sorted(parts)[:-1])
    return {arrays.nodes[node]: lost[node] for node in sorted(lost)}


def _sum(*sizes: Size) -> Size:
    return sum(actors for actors, _ in sizes), sum(companies for _, companies in sizes)
