"""What a network loses with an actor: ways to companies, and its hold together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.centrality.distance import reach_by_step
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags, Ints


def pairs_lost(
    graph: "AnyGraph[Node]", multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, int]:
    """Pairs of another multiplier and a company between which all ways lead through the multiplier.

    Ways lead through multipliers only, and have any length. Unit: pairs, from 0; pairs that the
    multiplier is part of are lost with it anyway and do not count. Without companies, ties or
    multipliers: 0 or an empty dict. Raises ValueError for unhashable labels. The pairs are counted anew
    without each multiplier: time grows with multipliers times ties, seconds for a thousand multipliers.

    Source: section M6 (b) of the methods.

    >>> import networkx as nx
    >>> pairs_lost(nx.path_graph(["union", "chamber", "A"]), ["union", "chamber"], ["A"])
    {'union': 0, 'chamber': 1}
    """
    arrays, players = adjacency_of(graph, weight=None), distinct(multipliers)
    passing, targets = arrays.flags(players), arrays.flags(companies)
    lost = dict.fromkeys(players, 0)
    before, first_by, last_by = _pairs(arrays, passing, targets)
    for at in arrays.where(players).tolist():
        left, goals = passing.copy(), targets.copy()
        left[at] = goals[at] = False
        remaining = _pairs(arrays, left, goals)[0]
        lost[arrays.nodes[at]] = before - int(first_by[at] + last_by[at]) - remaining
    return lost


def fragmentation(graph: "AnyGraph[Node]", removed: Iterable[Node] = ()) -> float | None:
    """The share of pairs of actors without any way between them, once some are removed.

    F = 1 - sum over the components of s (s - 1) / (n (n - 1)) for s actors each, n of all that are left:
    0 if all hang together, 1 if nobody is tied. None for fewer than two actors. The change against the
    intact graph says what the removal does; it can be negative, as an isolate lowers n only. Raises
    ValueError for unhashable labels.

    Source: KPP-Neg of Borgatti (2006), Computational & Mathematical Organization Theory 12:21, eq. 4.

    >>> import networkx as nx
    >>> path = nx.path_graph(["A", "chamber", "B"])
    >>> fragmentation(path), fragmentation(path, removed=["chamber"])
    (0.0, 1.0)
    """
    arrays = _without(graph, removed)
    count = len(arrays)
    if count < 2:
        return None
    sizes = np.bincount(_components(arrays))
    return float(1 - (sizes * (sizes - 1)).sum() / (count * (count - 1)))


def distance_fragmentation(graph: "AnyGraph[Node]", removed: Iterable[Node] = ()) -> float | None:
    """As fragmentation, but a pair d steps apart counts as held together to 1 / d only.

    DF = 1 - sum over the ordered pairs of 1 / d / (n (n - 1)), 1 / d = 0 without a way: 0 if everyone is
    tied to everyone, 1 if nobody is tied. None for fewer than two actors. Raises ValueError for
    unhashable labels.

    Source: Borgatti (2006), as for `fragmentation`, eq. 9.

    >>> import networkx as nx
    >>> round(distance_fragmentation(nx.path_graph(["A", "chamber", "B"])), 4)
    0.1667
    """
    arrays = _without(graph, removed)
    count = len(arrays)
    if count < 2:
        return None
    within = reach_by_step(arrays, arrays.nodes, arrays.nodes, count, arrays.nodes).sum(axis=1)
    near = (np.diff(within) / np.arange(1, len(within))).sum()
    return float(1 - near / (count * (count - 1)))


def _without(graph: "AnyGraph[Node]", removed: Iterable[Node]) -> Adjacency[Node]:
    arrays = adjacency_of(graph, weight=None)
    return arrays.restricted(~arrays.flags(removed))


def _components(arrays: Adjacency[Node]) -> "Ints":
    """The number of the component of each node."""
    from scipy.sparse.csgraph import connected_components

    return np.asarray(connected_components(arrays.matrix(), directed=False)[1], dtype=np.int64)


def _pairs(arrays: Adjacency[Node], passing: "Flags", targets: "Flags") -> "tuple[int, Ints, Ints]":
    """Pairs of a multiplier and a company with a way; in how many each node is the one, and the other."""
    count = len(arrays)
    group = np.full(count, -1)
    group[passing] = _components(arrays.restricted(passing))
    kept = passing[arrays.rows] & targets[arrays.ends]
    touched = np.unique(group[arrays.rows[kept]] * count + arrays.ends[kept])
    groups, ends = np.divmod(touched, max(1, count))
    sizes = np.bincount(group[passing], minlength=count)
    reached = np.bincount(groups, minlength=count)
    first_by = np.where(passing, reached[group], 0)
    last_by = np.bincount(ends, weights=sizes[groups], minlength=count).astype(np.int64)
    itself = ends[group[ends] == groups]
    first_by[itself] -= 1
    last_by[itself] -= 1
    return int(first_by.sum()), first_by, last_by
