"""How many companies a multiplier reaches within so many steps."""

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import index
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from traiber.graph.arrays import AnyGraph, Flags, Ints

MOST_WORDS = 4_000_000  # of 64 companies each, held at a time: 32 MB


def reach(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    k: int = 1,
    relays: Iterable[Node] | None = None,
) -> dict[Node, int]:
    """Companies within k steps of each multiplier: R_k(m) = |{c : d_R(m, c) <= k}|.

    Unit: companies, from 0 to the number of companies; k = 1 are direct contacts, k = 2 those at
    second hand, k = 0 is 0. Without companies, ties or multipliers: 0 or an empty dict.
    Raises ValueError for a k that is no whole number or negative, and for unhashable labels.

    Source: m-reach of Borgatti (2006), "Identifying sets of key players in a social network",
    Computational & Mathematical Organization Theory 12:21, restricted to a set of targets.

    >>> import networkx as nx
    >>> path = nx.path_graph(["chamber", "agency", "supplier", "competitor"])
    >>> reach(path, ["chamber", "agency"], ["supplier", "competitor"])
    {'chamber': 0, 'agency': 1}
    >>> reach(path, ["chamber", "agency"], ["supplier", "competitor"], k=2)
    {'chamber': 1, 'agency': 1}
    """
    steps, players = steps_from(k, "k"), distinct(multipliers)
    within = reach_by_step(graph, players, companies, steps, relays)
    return dict(zip(players, within[-1].tolist(), strict=True))


def decayed_reach(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    delta: float = 0.5,
    horizon: int = 3,
    relays: Iterable[Node] | None = None,
) -> dict[Node, float]:
    """Reach in which every further step counts less: D(m) = sum of delta^(d_R(m, c) - 1), d_R <= horizon.

    Unit: direct-company equivalents, R_1 <= D <= R_horizon; delta 0 gives R_1, delta 1 gives
    R_horizon. Without companies, ties or multipliers: 0 or an empty dict. Raises ValueError for a
    delta outside 0..1, a horizon that is no whole number or negative, and for unhashable labels.

    Source: decay centrality, Jackson & Wolinsky (1996), Journal of Economic Theory 71:44, who
    write delta^d; here a direct contact counts 1.

    >>> import networkx as nx
    >>> path = nx.path_graph(["chamber", "agency", "supplier"])
    >>> decayed_reach(path, ["chamber", "agency"], ["supplier"])
    {'chamber': 0.5, 'agency': 1.0}
    """
    steps, players = steps_from(horizon, "horizon"), distinct(multipliers)
    within = reach_by_step(graph, players, companies, steps, relays)
    return dict(zip(players, decayed(within, delta).tolist(), strict=True))


def reach_and_decay(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    delta: float = 0.5,
    horizon: int = 3,
    relays: Iterable[Node] | None = None,
) -> tuple[list[dict[Node, int]], dict[Node, float]]:
    """Reach for 0, 1, … up to `horizon` steps, and decayed reach, from one look at the graph.

    The numbers of `reach` and `decayed_reach`, which are computed from the same steps.

    >>> import networkx as nx
    >>> reach_and_decay(nx.path_graph(["agency", "A"]), ["agency"], ["A"])
    ([{'agency': 0}, {'agency': 1}, {'agency': 1}, {'agency': 1}], {'agency': 1.0})
    """
    steps, players = steps_from(horizon, "horizon"), distinct(multipliers)
    within = reach_by_step(graph, players, companies, steps, relays)
    rows = within[np.minimum(np.arange(steps + 1), len(within) - 1)].tolist()
    reached = [dict(zip(players, row, strict=True)) for row in rows]
    return reached, dict(zip(players, decayed(within, delta).tolist(), strict=True))


def reach_by_step(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    horizon: int,
    relays: Iterable[Node] | None = None,
) -> "Ints":
    """R_0, R_1, … up to the horizon, one row each, one column per multiplier in the order given.

    Rows end where none is added any more. What v reaches within k steps is what it touches, and what
    the relays beside it reach within k - 1: one pass over the ties of relays per step, in which a
    machine word stands for 64 companies, instead of one search per multiplier.
    """
    arrays, players = adjacency_of(graph, weight=None), distinct(multipliers)
    passing = arrays.flags(players if relays is None else relays)
    starts = arrays.where(players)
    holders = np.union1d(np.flatnonzero(passing), starts)
    targets = np.sort(arrays.where(companies))
    block = 64 * max(1, MOST_WORDS // max(1, len(holders)))
    totals = np.zeros((1, len(starts)), dtype=np.int64)
    for first in range(0, len(targets) if horizon else 0, block):
        part = targets[first : first + block]
        rounds = islice(_masks(arrays, holders, passing, part), horizon)
        counted = [totals[0], *(_counts(masks, holders, starts, part) for masks in rounds)]
        longest = max(len(totals), len(counted))
        totals = _lengthened(totals, longest) + _lengthened(np.array(counted), longest)
    known = arrays.positions
    result = np.zeros((len(totals), len(players)), dtype=np.int64)
    result[:, [at for at, node in enumerate(players) if node in known]] = totals
    return result


def decayed(within: "Ints", delta: float) -> "NDArray[np.float64]":
    """The sum over the steps k = 1, 2, … of delta^(k - 1) times what is added in the step."""
    if not 0 <= delta <= 1:
        raise ValueError(f"delta must lie between 0 and 1, not {delta!r}")
    factors = delta ** np.arange(len(within) - 1, dtype=np.float64)
    return np.asarray(factors @ np.diff(within, axis=0), dtype=np.float64)


def steps_from(value: int, name: str) -> int:
    """The value as a number of steps; ValueError if it is no whole number or negative."""
    try:
        steps = index(value)
    except TypeError:
        steps = -1
    if steps < 0:
        raise ValueError(f"{name} must be a whole number of steps, 0 or more, not {value!r}")
    return steps


def _lengthened(rows: "Ints", count: int) -> "Ints":
    """So many rows: the last one stays."""
    return rows[np.minimum(np.arange(count), len(rows) - 1)]


def _masks(
    arrays: Adjacency[Node], holders: "Ints", passing: "Flags", targets: "Ints"
) -> "Iterator[NDArray[np.uint64]]":
    """Yield the targets within 1, 2, … steps of each holder, one bit each, until none is added."""
    row_of = np.full(len(arrays), -1)
    row_of[holders] = np.arange(len(holders))
    bit_of = np.full(len(arrays), -1)
    bit_of[targets] = np.arange(len(targets))
    touched = np.flatnonzero((row_of[arrays.rows] >= 0) & (bit_of[arrays.ends] >= 0))
    words, bits = np.divmod(bit_of[arrays.ends[touched]], 64)
    masks = np.zeros((len(holders), (len(targets) + 63) // 64), dtype=np.uint64)
    np.add.at(masks, (row_of[arrays.rows[touched]], words), np.uint64(1) << bits.astype(np.uint64))
    ways = [row_of[ends[passing[ends]]] for ends in map(arrays.neighbours, holders.tolist())]
    while True:
        yield masks
        further = masks.copy()
        for row, others in enumerate(ways):
            if len(others):
                further[row] |= np.bitwise_or.reduce(masks[others], axis=0)
        if np.array_equal(further, masks):
            return
        masks = further


def _counts(masks: "NDArray[np.uint64]", holders: "Ints", starts: "Ints", targets: "Ints") -> "Ints":
    """The number of targets of each start, which is not its own target."""
    rows = np.searchsorted(holders, starts)
    counts: Ints = np.bitwise_count(masks).sum(axis=1, dtype=np.int64)[rows]
    at = np.searchsorted(targets, starts)
    own = np.flatnonzero(targets[np.minimum(at, len(targets) - 1)] == starts)
    words, bits = np.divmod(at[own], 64)
    counts[own] -= ((masks[rows[own], words] >> bits.astype(np.uint64)) & np.uint64(1)).astype(np.int64)
    return counts
