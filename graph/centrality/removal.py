"""What a network loses with an actor: ways of others to companies."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.clean import distinct
from traiber.graph.fragmentation import components

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


def _pairs(arrays: Adjacency[Node], passing: "Flags", targets: "Flags") -> "tuple[int, Ints, Ints]":
    """Pairs of a multiplier and a company with a way; in how many each node is the one, and the other."""
    count = len(arrays)
    group = np.full(count, -1)
    group[passing] = components(arrays.restricted(passing))
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
