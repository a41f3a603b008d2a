"""How long the measures of the ranking take, as ratios against plain networkx in the same run.

Run it with `python benchmarks/bench_centrality.py [actors ties]`; without figures it takes 330 actors
with 1,000 ties, 10,000 with 28,000 and 100,000 with 1,000,000. The network is made up, with a fixed
seed: an eighth of the actors are multipliers, the others companies; 20 % of the ties are among
multipliers, 70 % lead to companies, 10 % are among companies. networkx runs on as many multipliers as it
manages in reasonable time, and its time is scaled up. If igraph is installed, it is compared too.
Seconds are those of the processor, as all of this runs on one core.
"""

import random
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

import networkx as nx
import numpy as np

from traiber.graph import centrality
from traiber.graph.arrays import Adjacency
from traiber.graph.multipliers import rank_multipliers
from traiber.graph.network import Actor, Network, Tie

SIZES = ((330, 1_000), (10_000, 28_000), (100_000, 1_000_000))
MOST_TIES = 100_000  # beyond, networkx is left out
PATIENCE = 5_000_000  # ties times multipliers that networkx gets at most
SAMPLES = 256

Task = Callable[[], object]


def made_up(actors: int, ties: int) -> Network:
    """A network with districts, types, strengths of contacts and an office."""
    draw = np.random.default_rng(20230907)
    first = actors // 8
    seen: set[tuple[int, int]] = set()
    while len(seen) < ties:
        kind = draw.random(ties)
        a = np.where(kind < 0.1, draw.integers(first, actors, ties), draw.integers(0, first, ties))
        b = np.where(kind > 0.8, draw.integers(0, first, ties), draw.integers(first, actors, ties))
        pairs = zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True)
        seen.update(pair for pair in pairs if pair[0] != pair[1])
    names = [f"A{at:06}" for at in range(actors)]
    types = ("chamber", "agency", "association", "union")
    people = [
        Actor(
            name,
            name,
            type=types[at % 4] if at < first else "company",
            region=f"district {at % 20}",
            company=at >= first,
            multiplier=at < first,
        )
        for at, name in enumerate(names)
    ]
    people.append(Actor("office", "office", office=True))
    contacts = [Tie(names[a], names[b], strength=1 + (a + b) % 5) for a, b in islice(sorted(seen), ties)]
    contacts += [Tie("office", name) for name in names[: first // 2]]
    return Network("made up", None, None, True, tuple(people), tuple(contacts))


def networkx_reach(graph: nx.Graph, multipliers: list[str], companies: list[str], k: int) -> dict[str, int]:
    """Reach by one networkx search per multiplier, in the graph where only multipliers pass on."""
    relayed = nx.DiGraph()
    relayed.add_nodes_from(graph)
    targets = set(companies)
    players = graph.nodes - targets
    relayed.add_edges_from((a, b) for x, y in graph.edges for a, b in ((x, y), (y, x)) if a in players)
    return {
        m: sum(c in targets for c in nx.single_source_shortest_path_length(relayed, m, cutoff=k))
        for m in multipliers
    }


def networkx_fair_share(graph: nx.Graph, multipliers: list[str], companies: list[str]) -> dict[str, float]:
    """Fair share company by company on the networkx graph."""
    players = set(multipliers)
    share = dict.fromkeys(multipliers, 0.0)
    for company in companies:
        partners = [n for n in graph.neighbors(company) if n in players]
        for node in partners:
            share[node] += 1 / len(partners)
    return share


def networkx_best_path(graph: nx.Graph, multipliers: list[str], companies: list[str]) -> dict[str, float]:
    """The hop recursion with dictionaries, three hops."""
    targets = set(companies)
    result = {}
    for m in multipliers:
        best = {m: 1.0}
        for _hop in range(3):
            further = dict(best)
            for node, value in best.items():
                if node == m or node not in targets:
                    for other, tie in graph[node].items():
                        further[other] = max(further.get(other, 0.0), value * tie["weight"])
            best = further
        result[m] = sum(value for node, value in best.items() if node in targets)
    return result


def networkx_roles(graph: nx.Graph, groups: dict[str, str], multipliers: list[str]) -> dict[str, list[int]]:
    """Triad by triad, as there is no such function in networkx."""
    found = {}
    for b in multipliers:
        count = [0] * 8
        contacts = list(graph[b])
        for at, a in enumerate(contacts):
            for c in contacts[:at]:
                if c not in graph[a]:
                    same = (groups[a] == groups[b], groups[b] == groups[c], groups[a] == groups[c])
                    count[4 * same[0] + 2 * same[1] + same[2]] += 1
        found[b] = count
    return found


def igraph_tasks(arrays: Adjacency[str], multipliers: list[str], companies: list[str]) -> dict[str, Task]:
    """The same by igraph, if it is installed (it is GPL and never needed)."""
    try:
        import igraph
    except ImportError:
        return {}
    once = arrays.rows < arrays.ends
    graph = igraph.Graph(n=len(arrays), edges=np.column_stack([arrays.rows[once], arrays.ends[once]]))
    players, targets = arrays.where(multipliers).tolist(), arrays.where(companies).tolist()
    return {
        "betweenness": lambda: graph.betweenness(sources=players, targets=targets),
        f"betweenness, {SAMPLES} samples": lambda: graph.betweenness(
            sources=random.Random(0).sample(players, min(SAMPLES, len(players))), targets=targets
        ),
        "constraint": lambda: graph.constraint(players),
        "reach, k = 1": lambda: graph.neighborhood_size(players, order=1),
        "cut off": graph.articulation_points,
    }


def own_tasks(
    arrays: Adjacency[str], multipliers: list[str], companies: list[str], network: Network
) -> dict[str, Task]:
    """The measures of the ranking, and those beside it."""
    given = (arrays, multipliers, companies)
    districts = {actor.kennung: actor.region for actor in network.actors}
    work = len(arrays.ends) * len(multipliers)
    return {
        **{f"reach, k = {k}": lambda k=k: centrality.reach(*given, k=k) for k in (1, 2, 3)},
        "best path reach": lambda: centrality.best_path_reach(*given),
        "fair share": lambda: centrality.fair_share(*given),
        "weighted fair share": lambda: centrality.weighted_fair_share(*given),
        "exclusive": lambda: centrality.exclusive(*given),
        **({"betweenness": lambda: centrality.intermediary_betweenness(*given)} if work < 1e9 else {}),
        f"betweenness, {SAMPLES} samples": lambda: centrality.estimate_betweenness(*given, SAMPLES),
        "constraint": lambda: centrality.constraint(arrays, multipliers),
        "effective size": lambda: centrality.effective_size(arrays, multipliers),
        "brokerage": lambda: centrality.brokerage(arrays, districts, multipliers),
        "participation": lambda: centrality.participation(arrays, districts, multipliers),
        "critical reach": lambda: centrality.critical_reach(arrays, multipliers[0], companies, multipliers),
        "cut off": lambda: centrality.cut_off(arrays, companies),
    }


def networkx_tasks(
    arrays: Adjacency[str], multipliers: list[str], companies: list[str], network: Network
) -> dict[str, tuple[Task, float]]:
    """The same by networkx, and by how much its time must be scaled up."""
    if arrays.ties > MOST_TIES:
        return {}
    graph = nx.Graph()
    graph.add_nodes_from(arrays.nodes)
    places = zip(arrays.rows.tolist(), arrays.ends.tolist(), arrays.weights.tolist(), strict=True)
    graph.add_weighted_edges_from((arrays.nodes[a], arrays.nodes[b], w) for a, b, w in places)
    groups = {actor.kennung: str(actor.region) for actor in network.actors}
    some = multipliers[:: max(1, arrays.ties * len(multipliers) // PATIENCE)]
    part = len(multipliers) / len(some)
    directed = graph.to_directed()

    def betweenness() -> dict[Any, float]:
        return nx.betweenness_centrality_subset(graph, sources=some, targets=companies)

    return {
        **{
            f"reach, k = {k}": (lambda k=k: networkx_reach(graph, some, companies, k), part)
            for k in (1, 2, 3)
        },
        "best path reach": (lambda: networkx_best_path(graph, some, companies), part),
        "fair share": (lambda: networkx_fair_share(graph, multipliers, companies), 1),
        "betweenness": (betweenness, part),
        f"betweenness, {SAMPLES} samples": (betweenness, min(SAMPLES, len(multipliers)) / len(some)),
        "constraint": (lambda: nx.constraint(graph), 1),
        "effective size": (lambda: nx.effective_size(graph), 1),
        "brokerage": (lambda: networkx_roles(graph, groups, some), part),
        "critical reach": (lambda: nx.immediate_dominators(directed, multipliers[0]), 1),
        "cut off": (lambda: list(nx.articulation_points(graph)), 1),
    }


def seconds(call: Task) -> float:
    """The shorter of two runs."""
    best = float("inf")
    for _ in range(2):
        start = process_time()
        call()
        best = min(best, process_time() - start)
    return best


def megabytes(what: str) -> int:
    """Memory of this process as Linux tells it: VmRSS, or VmHWM for the most since it was last forgotten."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


def forget_the_peak() -> None:
    """Let VmHWM begin anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measure(actors: int, ties: int) -> None:
    """Print seconds and ratios for a size, measure by measure."""
    network = made_up(actors, ties)
    arrays = network.adjacency
    multipliers, companies = sorted(network.multipliers), sorted(network.companies)
    print(f"{actors:,} actors, {ties:,} ties, networkx {nx.__version__}")
    forget_the_peak()
    before = megabytes("VmRSS")
    start = process_time()
    totals = rank_multipliers(network).meta.totals
    print(
        f"the ranking with all measures {process_time() - start:.2f} s, "
        f"{megabytes('VmHWM') - before} MB more at its peak; "
        f"betweenness from {totals['betweenness_searched']} of {totals['betweenness_sources']} multipliers, "
        f"error of the greatest values {100 * totals['betweenness_error']:.0f} %"
    )
    given = (arrays, multipliers, companies)
    plain, others = networkx_tasks(*given, network), igraph_tasks(*given)
    for name, own in own_tasks(*given, network).items():
        took = seconds(own)
        words = [f"{name:26}{took:9.4f} s"]
        if name in plain:
            task, scale = plain[name]
            words.append(f"networkx takes {seconds(task) * scale / took:.1f} times as long")
        if name in others:
            words.append(f"igraph takes {seconds(others[name]) / took:.2f} times as long")
        print("  ".join(words))
    print()


def main() -> None:
    """Take the sizes from the command line, or all of them."""
    given = [int(figure) for figure in sys.argv[1:3]]
    for actors, ties in [tuple(given)] if len(given) == 2 else SIZES:
        measure(actors, ties)


if __name__ == "__main__":
    main()
