"""How widely the contacts of an actor are spread over groups."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Node, adjacency_of
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph


def participation(
    graph: "AnyGraph[Node]",
    groups: Mapping[Node, Hashable],
    nodes: Iterable[Node] | None = None,
    unbiased: bool = True,
) -> dict[Node, float | None]:
    """The probability that two contacts of a node belong to different groups.

    1 - sum over the groups s of k_s (k_s - 1) / (k (k - 1)) for k contacts, k_s of them in s: two
    different contacts are drawn (Simpson), so that the value does not depend on how many there are.
    With unbiased=False the participation coefficient 1 - sum of (k_s / k)^2, which is 0 for a single
    contact and small for few. Range 0 (all in one group) to 1, or to 1 - 1/S for S groups if biased.

    `groups` names the group of each node (any hashable value; None or missing: not known). Contacts of
    no known group do not count; the node's own group plays no role. None for fewer than two contacts
    (biased: fewer than one), and for nodes that the graph does not know. All nodes by default.
    Raises ValueError for unhashable labels and groups.

    Source: Guimera & Amaral (2005), Nature 433:895, eq. 2; unbiased form: Simpson (1949), Nature 163:688.

    >>> import networkx as nx
    >>> star = nx.star_graph(["chamber", "A", "B", "C"])
    >>> participation(star, {"A": "north", "B": "north", "C": "south"}, ["chamber"])
    {'chamber': 0.6666666666666667}
    """
    arrays = adjacency_of(graph, weight=None)
    wanted = arrays.nodes if nodes is None else distinct(nodes)
    group = arrays.numbers(groups)
    kept = group[arrays.ends] >= 0
    cells, counts = np.unique(
        arrays.rows[kept] * (group.max(initial=0) + 1) + group[arrays.ends[kept]], return_counts=True
    )
    rows = cells // (group.max(initial=0) + 1)
    total = np.bincount(rows, weights=counts, minlength=len(arrays))
    less = 1 if unbiased else 0
    same = np.bincount(rows, weights=counts * (counts - less), minlength=len(arrays))
    pairs = total * (total - less)
    spread = 1 - np.divide(same, pairs, where=pairs > 0, out=np.ones(len(arrays)))
    known = arrays.positions
    return {
        node: float(spread[known[node]]) if node in known and pairs[known[node]] > 0 else None
        for node in wanted
    }
