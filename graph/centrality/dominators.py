"""Which companies can be reached from a starting point through one actor only."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Node, adjacency_of
from traiber.graph.centrality.depth_first import UNSEEN, SearchTree, search
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph


def critical_reach(
    graph: "AnyGraph[Node]", seed: Node, companies: Iterable[Node], relays: Iterable[Node] | None = None
) -> dict[Node, int]:
    """Companies to which all ways from the seed lead through the node, for all nodes at once.

    The companies below the node in the dominator tree rooted at the seed: without the node, nobody
    reaches them from there. Unit: companies, from 0 to the number reached from the seed, which is the
    value of the seed itself; the node is never its own target. 0 for a node that the seed does not
    reach, and everywhere for a seed that is unknown to the graph. `relays` are the actors that pass
    a contact on; all do by default (the seed always does). Raises ValueError for unhashable labels.

    In an undirected graph the immediate dominator of a node is the top of the block (the biconnected
    component) that holds the node and its parent in a depth-first tree: time grows with the ties. A
    company that passes nothing on has the nearest common dominator of its contacts, found by climbing
    the dominator tree from each: time grows with its contacts times the depth of that tree, which is
    small in networks of offices and large on a chain.

    Source: Lengauer & Tarjan (1979), ACM TOPLAS 1:121, for dominators; Hopcroft & Tarjan (1973) for
    blocks; section M6 of the methods.

    >>> import networkx as nx
    >>> ways = nx.Graph([("office", "chamber"), ("chamber", "A"), ("office", "union"), ("union", "B")])
    >>> ways.add_edge("chamber", "B")
    >>> critical_reach(ways, "office", ["A", "B"])
    {'office': 2, 'chamber': 1, 'A': 0, 'union': 0, 'B': 0}
    """
    arrays = adjacency_of(graph, weight=None)
    targets = arrays.flags(companies)
    passing = np.ones(len(arrays), dtype=bool) if relays is None else arrays.flags(relays)
    start = arrays.where(distinct([seed]))
    passing[start] = True
    inner = arrays.restricted(passing)
    places = np.flatnonzero(passing)
    tree = search(inner, inner.where([seed]).tolist())
    above = _immediate_dominators(tree)
    own = targets[places].tolist()
    hanging = [0] * len(inner)
    within = np.cumsum(passing) - 1
    for sink in np.flatnonzero(targets & ~passing).tolist():
        contacts = arrays.neighbours(sink)
        ways = (
            tree.found[at]
            for at in within[contacts[passing[contacts]]].tolist()
            if tree.parents[at] != UNSEEN
        )
        if (meeting := _meeting(ways, above)) is not None:
            hanging[tree.order[meeting]] += 1
    for node in reversed(tree.order[1:]):
        hanging[tree.order[above[tree.found[node]]]] += hanging[node] + own[node]
    result = dict.fromkeys(arrays.nodes, 0)
    return result | dict(zip(inner.nodes, hanging, strict=True))


def _immediate_dominators(tree: SearchTree) -> list[int]:
    """The immediate dominator of each node, both as places in the order of discovery; 0 for the root."""
    above = [0] * len(tree.order)
    for at, node in enumerate(tree.order[1:], start=1):
        parent = tree.found[tree.parents[node]]
        above[at] = parent if tree.hangs(node) else above[parent]
    return above


def _meeting(ways: Iterable[int], above: list[int]) -> int | None:
    """The nearest common dominator: whoever was found later climbs."""
    meeting = None
    for way in ways:
        at = way if meeting is None else meeting
        while at != way:
            if at > way:
                at = above[at]
            else:
                way = above[way]
        meeting = at
        if meeting == 0:
            break
    return meeting
