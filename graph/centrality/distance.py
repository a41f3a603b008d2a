"""How many companies a multiplier reaches within so many steps."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import index

from traiber.graph.clean import Contacts, Node, distinct, neighbours_of


def reach(
    graph: Contacts[Node],
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
    steps = _steps(k, "k")
    result = dict.fromkeys(distinct(multipliers), 0)
    rounds = _reached(graph, result, companies, relays)
    for reached in islice(rounds, steps):
        result.update((node, mask.bit_count()) for node, mask in reached.items())
    return result


def decayed_reach(
    graph: Contacts[Node],
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
    steps = _steps(horizon, "horizon")
    if not 0 <= delta <= 1:
        raise ValueError(f"delta must lie between 0 and 1, not {delta!r}")
    result = dict.fromkeys(distinct(multipliers), 0.0)
    before = dict.fromkeys(result, 0)
    for step, reached in enumerate(islice(_reached(graph, result, companies, relays), steps)):
        for node, mask in reached.items():
            count = mask.bit_count()
            result[node] += delta**step * (count - before[node])
            before[node] = count
    return result


def _reached(
    graph: Contacts[Node],
    multipliers: Mapping[Node, object],
    companies: Iterable[Node],
    relays: Iterable[Node] | None,
) -> Iterator[dict[Node, int]]:
    """Yield the companies within 1, 2, … steps of each multiplier, as bit masks, until none is added.

    What v reaches within k steps is what it touches, and what the relays beside it reach within
    k - 1: one pass over the ties of relays per step, instead of one search per multiplier.
    """
    neighbours = neighbours_of(graph)
    bits = {node: 1 << i for i, node in enumerate(n for n in distinct(companies) if n in neighbours)}
    passing = dict.fromkeys(n for n in distinct(multipliers if relays is None else relays) if n in neighbours)
    starts = [node for node in multipliers if node in neighbours]
    within = {
        node: sum(bits[other] for other in neighbours[node] if other in bits)
        for node in passing | dict.fromkeys(starts)
    }
    ways = {node: [other for other in neighbours[node] if other in passing] for node in within}
    while True:
        yield {node: within[node] & ~bits.get(node, 0) for node in starts}
        further = {node: _union(mask, ways[node], within) for node, mask in within.items()}
        if further == within:
            return
        within = further


def _union(mask: int, nodes: Iterable[Node], masks: Mapping[Node, int]) -> int:
    for node in nodes:
        mask |= masks[node]
    return mask


def _steps(value: int, name: str) -> int:
    try:
        steps = index(value)
    except TypeError:
        steps = -1
    if steps < 0:
        raise ValueError(f"{name} must be a whole number of steps, 0 or more, not {value!r}")
    return steps
