"""Measures of methods.md a second time, written from their definitions: slow, and without arrays."""

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import combinations, pairwise, permutations, product
from math import prod

import networkx as nx
import numpy as np

Pairs = Iterable[tuple[Hashable, Hashable]]


def paths(graph: nx.Graph, path: list, most: int, relays: Collection) -> Iterator[list]:
    """All continuations of a path to at most so many ties, nobody twice, whose inner nodes are relays."""
    if len(path) > 1:
        yield path
    if len(path) <= most and (len(path) == 1 or path[-1] in relays):
        for node in graph[path[-1]]:
            if node not in path:
                yield from paths(graph, [*path, node], most, relays)


def best_path_reach(
    graph: nx.Graph, multipliers: list, companies: list, most: int, relays: Collection, weakest: bool
) -> dict:
    """The best of all paths to each company, followed one by one."""
    value = min if weakest else prod
    result = dict.fromkeys(multipliers, 0.0)
    for m in graph.nbunch_iter(multipliers):
        best = dict.fromkeys(companies, 0.0)
        for path in paths(graph, [m], most, relays):
            if path[-1] in best:
                worth = value(graph[a][b]["weight"] for a, b in pairwise(path))
                best[path[-1]] = max(best[path[-1]], worth)
        result[m] = sum(best.values())
    return result


def weighted_shapley(graph: nx.Graph, multipliers: list, companies: list) -> dict:
    """What each multiplier adds to the expected coverage, averaged over all orders of joining."""

    def coverage(team: Collection) -> float:
        return sum(
            1 - prod(1 - graph[m][c]["weight"] for m in team if m != c and graph.has_edge(m, c))
            for c in companies
        )

    orders = list(permutations(multipliers))
    share = dict.fromkeys(multipliers, 0.0)
    for order in orders:
        for at, m in enumerate(order):
            share[m] += (coverage(order[: at + 1]) - coverage(order[:at])) / len(orders)
    return share


def owen_share(graph: nx.Graph, multipliers: list, companies: list) -> dict:
    """Owen's integral, with the polynomial multiplied out and integrated term by term."""
    share = dict.fromkeys(multipliers, 0.0)
    for c in companies:
        known = [m for m in multipliers if c in graph and m in graph[c]]
        for m in known:
            integrand = np.polynomial.Polynomial([1.0])
            for j in known:
                if j != m:
                    integrand *= np.polynomial.Polynomial([1.0, -graph[j][c]["weight"]])
            share[m] += graph[m][c]["weight"] * integrand.integ()(1.0)
    return share


def shortest_paths(graph: nx.Graph, start: Hashable, end: Hashable) -> list[list]:
    """All shortest paths, none if there is no way."""
    if start not in graph or end not in graph or start == end or not nx.has_path(graph, start, end):
        return []
    return list(nx.all_shortest_paths(graph, start, end))


def betweenness(graph: nx.Graph, multipliers: list, companies: list) -> dict:
    """For each pair the share of its shortest paths on which a node lies, path by path."""
    value = dict.fromkeys(graph, 0.0)
    for m, c in product(multipliers, companies):
        found = shortest_paths(graph, m, c)
        for path in found:
            for node in path[1:-1]:
                value[node] += 1 / len(found)
    return value


def roles(graph: nx.Graph, groups: Mapping, b: Hashable, pairs: Pairs, each: float) -> dict | None:
    """The five roles of Gould & Fernandez, triad by triad."""
    if b not in graph or groups.get(b) is None:
        return None
    names = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
    count = dict.fromkeys(names, 0.0)
    for a, c in pairs:
        tied = graph.has_edge(a, b) and graph.has_edge(b, c) and a != c
        if not tied or graph.has_edge(a, c) or groups.get(a) is None or groups.get(c) is None:
            continue
        same = (groups[a] == groups[b], groups[b] == groups[c], groups[a] == groups[c])
        name = {
            (True, True, True): "coordinator",
            (False, False, True): "itinerant",
            (True, False, False): "representative",
            (False, True, False): "gatekeeper",
            (False, False, False): "liaison",
        }[same]
        count[name] += each
    return count


def participation(graph: nx.Graph, groups: Mapping, node: Hashable, unbiased: bool) -> float | None:
    """How often two drawn contacts are of different groups: without laying back, or with it."""
    known = [groups[other] for other in graph[node] if groups.get(other) is not None]
    drawn = list(combinations(known, 2)) if unbiased else list(product(known, repeat=2))
    return sum(a != b for a, b in drawn) / len(drawn) if drawn else None


def reachable(graph: nx.Graph, start: Hashable, relays: Collection, without: Hashable = None) -> set:
    """What can be reached from the start if only the start and relays pass on."""
    if start not in graph or start == without:
        return set()
    seen, queue = {start}, deque([start])
    while queue:
        node = queue.popleft()
        if node == start or node in relays:
            new = {other for other in graph[node] if other not in seen and other != without}
            seen |= new
            queue.extend(sorted(new, key=str))
    return seen - {start}


def critical_reach(graph: nx.Graph, seed: Hashable, companies: list, relays: Collection) -> dict:
    """Companies that are reached no more once a node is taken out."""
    before = reachable(graph, seed, relays) & set(companies)
    return {node: len(before - reachable(graph, seed, relays, without=node) - {node}) for node in graph}


def pairs_lost(graph: nx.Graph, multipliers: list, companies: list) -> dict:
    """Pairs of others that have a way through multipliers with the node and none without it."""
    lost = {}
    for m in multipliers:
        others = [other for other in multipliers if other != m]
        lost[m] = sum(
            len(
                (reachable(graph, other, multipliers) - reachable(graph, other, others, without=m) - {m})
                & set(companies)
            )
            for other in others
        )
    return lost


def fragmentation(graph: nx.Graph, by_distance: bool) -> float | None:
    """KPP-Neg, pair by pair."""
    if len(graph) < 2:
        return None
    held = 0.0
    for a, b in permutations(graph, 2):
        if nx.has_path(graph, a, b):
            held += 1 / nx.shortest_path_length(graph, a, b) if by_distance else 1
    return 1 - held / (len(graph) * (len(graph) - 1))
