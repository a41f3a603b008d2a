"""How the measures compare with the same numbers taken from plain networkx, as ratios.

Run it with `python benchmarks/bench_centrality.py [actors] [ties]`; the network is made up, with a
fixed seed: an eighth of the actors are multipliers, the others companies.
"""

import random
import sys
from collections.abc import Callable
from time import perf_counter

import networkx as nx

from traiber.graph.centrality import cut_off, decayed_reach, exclusive, fair_share, reach


def made_up(actors: int, ties: int) -> tuple[nx.Graph, list[int], list[int]]:
    """A graph with 20 % of its ties among multipliers, 70 % to companies, 10 % among companies."""
    draw = random.Random(20230907)
    multipliers, companies = list(range(actors // 8)), list(range(actors // 8, actors))
    graph = nx.Graph()
    graph.add_nodes_from(range(actors))
    while graph.number_of_edges() < ties:
        kind = draw.random()
        a = draw.choice(companies if kind < 0.1 else multipliers)
        b = draw.choice(multipliers if kind > 0.8 else companies)
        if a != b:
            graph.add_edge(a, b)
    return graph, multipliers, companies


def networkx_reach(graph: nx.Graph, multipliers: list[int], companies: list[int], k: int) -> dict[int, int]:
    """Reach by one networkx search per multiplier, in the graph where only multipliers pass on."""
    relayed = nx.DiGraph()
    relayed.add_nodes_from(graph)
    players, targets = set(multipliers), set(companies)
    relayed.add_edges_from((a, b) for x, y in graph.edges for a, b in ((x, y), (y, x)) if a in players)
    return {
        m: sum(c in targets for c in nx.single_source_shortest_path_length(relayed, m, cutoff=k))
        for m in multipliers
    }


def networkx_fair_share(graph: nx.Graph, multipliers: list[int], companies: list[int]) -> dict[int, float]:
    """Fair share company by company on the networkx graph."""
    players = set(multipliers)
    share = dict.fromkeys(multipliers, 0.0)
    for company in companies:
        partners = [n for n in graph.neighbors(company) if n in players]
        for node in partners:
            share[node] += 1 / len(partners)
    return share


def networkx_cut_off(graph: nx.Graph, companies: list[int]) -> dict[int, int]:
    """Companies cut off, by taking out one articulation point after the other (the first ten)."""
    targets, result = set(companies), {}
    for node in sorted(nx.articulation_points(graph))[:10]:
        rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        parts = sorted(nx.connected_components(rest), key=len)[:-1]
        result[node] = sum(len(part & targets) for part in parts)
    return result


def seconds(call: Callable[[], object]) -> float:
    """The shortest of three runs."""
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        call()
        best = min(best, perf_counter() - start)
    return best


def main() -> None:
    """Print seconds and ratios, measure by measure."""
    actors = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ties = int(sys.argv[2]) if len(sys.argv) > 2 else 28 * actors // 10
    graph, multipliers, companies = made_up(actors, ties)
    given = (graph, multipliers, companies)
    pairs: list[tuple[str, Callable[[], object], Callable[[], object] | None]] = [
        ("reach, k = 1", lambda: reach(*given), lambda: networkx_reach(*given, 1)),
        ("reach, k = 2", lambda: reach(*given, k=2), lambda: networkx_reach(*given, 2)),
        ("reach, k = 3", lambda: reach(*given, k=3), lambda: networkx_reach(*given, 3)),
        ("reach, k = 3, all relays", lambda: reach(*given, k=3, relays=graph), None),
        ("decayed reach", lambda: decayed_reach(*given), None),
        ("fair share", lambda: fair_share(*given), lambda: networkx_fair_share(*given)),
        ("exclusive", lambda: exclusive(*given), None),
        ("cut off", lambda: cut_off(graph, companies), None),
        (
            "cut off, ten points",
            lambda: cut_off(graph, companies),
            lambda: networkx_cut_off(graph, companies),
        ),
    ]
    print(f"{actors} actors, {ties} ties, networkx {nx.__version__}")
    for name, own, plain in pairs:
        took = seconds(own)
        ratio = f"networkx takes {seconds(plain) / took:.1f} times as long" if plain else ""
        print(f"{name:26}{took:8.3f} s  {ratio}".rstrip())


if __name__ == "__main__":
    main()
