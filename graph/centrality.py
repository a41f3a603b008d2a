"""Multiplier centrality: how many companies a multiplier reaches, and for how many it is needed.

A path counts if all its inner nodes are relays; by default these are the multipliers, because a
company does not pass a contact on to its competitors. d_R(m, c) is the length in ties of the
shortest such path. All functions take any networkx graph as an undirected simple one: directions,
loops, parallel ties and weights change nothing. They return a value for every multiplier given,
0 for one without ties or unknown to the graph; companies unknown to the graph are not reached.
An actor that is multiplier and company may relay and be reached, but never reaches itself.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from operator import index

from traiber.graph.clean import Contacts, Neighbours, Node, distinct, neighbours_of
from traiber.graph.coverage import known_multipliers

Size = tuple[int, int]  # actors, companies among them


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


def fair_share(
    graph: Contacts[Node], multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, float]:
    """Companies that each multiplier accounts for: S(m) = sum of 1 / |N_M(c)| over its companies c.

    N_M(c) are the multipliers in contact with c. Unit: companies; exclusive <= S <= R_1, and the
    sum over all multipliers is the number of companies in contact with any. It is the Shapley
    value of the game "companies in contact with a member of the set": if the multipliers joined
    in random order, S(m) companies on average would hear of the network through m first. Computed
    in fractions, so that equal shares are equal numbers. Without companies, ties or multipliers:
    0 or an empty dict. Raises ValueError for unhashable labels.

    Source: game 1 of Michalak et al. (2013), Journal of Artificial Intelligence Research 46:607,
    with multipliers as players and companies as targets.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("chamber", "B"), ("union", "B")])
    >>> fair_share(contacts, ["chamber", "union"], ["A", "B"])
    {'chamber': 1.5, 'union': 0.5}
    """
    known = known_multipliers(graph, players := distinct(multipliers), companies)
    terms: dict[Node, Counter[int]] = {node: Counter() for node in players}
    for partners in known.values():
        for node in partners:
            terms[node][len(partners)] += 1
    return {node: _total(counter) for node, counter in terms.items()}


def exclusive(
    graph: Contacts[Node], multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, int]:
    """Companies in contact with this multiplier only: X(m) = |{c : N_M(c) = {m}}|.

    Unit: companies, from 0 to R_1: lose m, lose these. Without companies, ties or multipliers: 0
    or an empty dict. Raises ValueError for unhashable labels.

    Source: loss of coverage under removal; related to the exclusivity of Hamilton, Hileman &
    Bodin (2020), Social Networks 61:1.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("chamber", "B"), ("union", "B")])
    >>> exclusive(contacts, ["chamber", "union"], ["A", "B"])
    {'chamber': 1, 'union': 0}
    """
    result = dict.fromkeys(distinct(multipliers), 0)
    for partners in known_multipliers(graph, result, companies).values():
        if len(partners) == 1:
            result[next(iter(partners))] += 1
    return result


def cut_off(graph: Contacts[Node], companies: Iterable[Node]) -> dict[Node, tuple[int, int]]:
    """What the loss of an actor cuts off: (actors, companies), for every articulation point.

    Cut off is what no longer hangs together with the largest remaining part of the component (the
    one with more companies, if equal); the actor itself does not count. Unit: actors and companies.
    Actors whose loss cuts nothing off are left out: empty for an empty graph or one without
    such points. One depth-first search, so that time grows with the ties only.

    Source: Hopcroft & Tarjan (1973), Communications of the ACM 16:372; section G5 of the methods.

    >>> import networkx as nx
    >>> cut_off(nx.path_graph(["A", "B", "chamber", "agency", "union"]), ["A", "B"])
    {'B': (1, 1), 'chamber': (2, 0), 'agency': (1, 0)}
    """
    neighbours, targets = neighbours_of(graph), frozenset(distinct(companies))
    lost: dict[Node, Size] = {}
    for parents in _search_trees(neighbours):
        lost.update(_cut_off_below(parents, neighbours, targets))
    return {node: lost[node] for node in neighbours if node in lost}


def _search_trees(neighbours: Neighbours[Node]) -> Iterator[dict[Node, Node]]:
    """Yield a depth-first tree per component: every node with its parent, in order of discovery."""
    seen: set[Node] = set()
    for root in neighbours:
        if root in seen:
            continue
        parents, stack = {root: root}, [(root, iter(neighbours[root]))]
        while stack:
            node, ways = stack[-1]
            other = next((way for way in ways if way not in parents), None)
            if other is None:
                stack.pop()
            else:
                parents[other] = node
                stack.append((other, iter(neighbours[other])))
        seen |= parents.keys()
        yield parents


def _cut_off_below(
    parents: dict[Node, Node], neighbours: Neighbours[Node], targets: Container[Node]
) -> Iterator[tuple[Node, Size]]:
    """Yield the articulation points of a component with what is cut off.

    A subtree hangs on its node alone if no tie leads from it to an earlier node (lowpoint).
    """
    found = {node: i for i, node in enumerate(parents)}
    lowest: dict[Node, int] = {}
    below: dict[Node, Size] = {}
    whole = _sum((1, int(node in targets)) for node in parents)
    for node in reversed(parents):
        children = [other for other in neighbours[node] if parents[other] == node]
        back = (found[other] for other in neighbours[node] if other != parents[node])
        lowest[node] = min([found[node], *back, *(lowest[child] for child in children)])
        own = (1, int(node in targets))
        below[node] = _sum([own, *(below[child] for child in children)])
        cut = [below[child] for child in children if lowest[child] >= found[node]]
        held = _sum([own, *cut])
        parts = [part for part in (*cut, (whole[0] - held[0], whole[1] - held[1])) if part[0]]
        if len(parts) > 1:
            yield node, _sum(sorted(parts)[:-1])


def _sum(sizes: Iterable[Size]) -> Size:
    pairs = list(sizes)
    return sum(actors for actors, _ in pairs), sum(companies for _, companies in pairs)


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


def _total(counter: Counter[int]) -> float:
    return float(sum((Fraction(count, size) for size, count in counter.items()), Fraction()))


def _steps(value: int, name: str) -> int:
    try:
        steps = index(value)
    except TypeError:
        steps = -1
    if steps < 0:
        raise ValueError(f"{name} must be a whole number of steps, 0 or more, not {value!r}")
    return steps
