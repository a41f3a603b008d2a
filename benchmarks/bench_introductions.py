"""How long introductions take, against the same candidates by plain networkx, and how good they are.

Run it with `python benchmarks/bench_introductions.py [actors] [ties]`; networks are made up, with fixed
seeds. Speed: an eighth of the actors are multipliers, 20 % of the ties among them, 70 % to companies.
Quality: networks of the tests with planted weak spots, and contacts hidden at random.
"""

import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import mean
from time import perf_counter

import networkx as nx
import numpy as np

from traiber.graph.contacts import usable_contacts
from traiber.graph.introductions import introduction_table
from traiber.graph.introductions.cases import traits_of
from traiber.graph.introductions.finding import Case
from traiber.graph.network import Actor, Network, Settings, Tie
from traiber.graph.ties import Ties

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from weak_spots import STYLES, Style, draw

TODAY = date(2025, 6, 30)
TYPES = ("chamber", "union", "university", "training_provider", "employment_agency", "association")
SIZES = ("<10", "10-49", "50-249", ">=250")
Pairs = set[tuple[str, str]]


def made_up(actors: int, ties: int) -> Network:
    """A network with regions, types, size classes, needs and offers."""
    rng = np.random.default_rng(7)
    players = actors // 8
    regions = max(5, actors // 250)
    weight = rng.pareto(2.0, players) + 0.2
    weight /= weight.sum()
    kinds = rng.random(ties)
    m = rng.choice(players, ties, p=weight)
    company = players + rng.integers(0, actors - players, ties)
    other = rng.integers(0, players, ties)
    supplier = players + rng.integers(0, actors - players, ties)
    source = np.where(kinds < 0.1, supplier, m).tolist()
    target = np.where(kinds > 0.8, other, company).tolist()
    seat, code = rng.integers(0, regions, actors).tolist(), rng.integers(0, 24, (actors, 3)).tolist()
    days = rng.integers(5, 1000, ties).tolist()
    strength = rng.integers(1, 6, ties).tolist()
    made = [
        Actor(
            f"A{n:06}",
            f"Actor {n}",
            TYPES[n % 6] if n < players else "company",
            f"R{seat[n]}",
            company=n >= players,
            multiplier=n < players,
            surveyed=True,
            size_class=None if n < players else SIZES[n % 4],
            needs=frozenset() if n < players else frozenset(f"F{f}" for f in code[n][:1]),
            offers=frozenset(f"F{f}" for f in code[n]) if n < players else frozenset(),
        )
        for n in range(actors)
    ]
    links = Ties.of(
        Tie(f"A{a:06}", f"A{b:06}", "contact", s, TODAY - timedelta(days=d))
        for a, b, s, d in zip(source, target, strength, days, strict=True)
        if a != b
    )
    return Network("made up", None, TODAY, True, tuple(made), links, settings=Settings(as_of=TODAY))


def networkx_candidates(network: Network) -> dict[tuple[str, str], float]:
    """For each pair without a tie the best introducer, by loops over the networkx graph."""
    contacts = usable_contacts(network)
    graph = nx.Graph()
    graph.add_nodes_from(contacts.nodes)
    ends = (contacts.rows.tolist(), contacts.ends.tolist(), contacts.weights.tolist())
    graph.add_weighted_edges_from(
        (contacts.nodes[a], contacts.nodes[b], p) for a, b, p in zip(*ends, strict=True) if a < b
    )
    players, best = network.multipliers, {}
    for company in sorted(network.companies):
        for x, first in graph[company].items():
            if x in players and first["weight"] > 0:
                for m, second in graph[x].items():
                    if m in players and not graph.has_edge(m, company):
                        p = first["weight"] * second["weight"]
                        if p > best.get((m, company), 0.0):
                            best[m, company] = p
    return best


def seconds(call: Callable[[], object]) -> float:
    """One run."""
    start = perf_counter()
    call()
    return perf_counter() - start


def average_precision(ranked: Iterable[tuple[str, str]], truth: Pairs) -> float:
    """The mean of the precision at every true pair."""
    hits, total = 0, 0.0
    for place, pair in enumerate(ranked, 1):
        if pair in truth:
            hits += 1
            total += hits / place
    return total / len(truth)


def hide(network: Network, share: float, seed: int) -> tuple[Network, Pairs]:
    """The network without some contacts of multipliers with companies; every company keeps one."""
    rng = random.Random(seed)
    players, companies = network.multipliers, network.companies
    ends = [
        (t.source, t.target) if t.source in players else (t.target, t.source)
        for t in network.ties
        if {t.source, t.target} & players and {t.source, t.target} & companies
    ]
    left = {c: sum(other == c for _, other in ends) for _, c in ends}
    hidden: Pairs = set()
    for m, c in rng.sample(sorted(set(ends)), len(set(ends))):
        if len(hidden) >= share * len(ends):
            break
        if left[c] > 1:
            left[c] -= 1
            hidden.add((m, c))
    kept = tuple(t for t in network.ties if not {(t.source, t.target), (t.target, t.source)} & hidden)
    return replace(network, ties=kept), hidden


def pairs_of(network: Network, **given: object) -> list[tuple[str, str]]:
    """The proposals of a network as pairs, best first."""
    rows = introduction_table(network, **given).rows  # type: ignore[arg-type]
    return [(row["multiplier"], row["company"]) for row in rows]


def by_affinity(network: Network) -> list[tuple[str, str]]:
    """All pairs of a multiplier and a company without a contact, the likeliest first, whatever they gain."""
    contacts = usable_contacts(network)
    case = Case.of(contacts, network.multipliers, network.companies, traits=traits_of(network))
    players, targets = np.flatnonzero(case.multipliers), np.flatnonzero(case.companies)
    m, c = np.repeat(players, len(targets)), np.tile(targets, len(players))
    new = ~np.isin(m * len(contacts) + c, contacts.rows * len(contacts) + contacts.ends)
    m, c = m[new], c[new]
    order = np.argsort(-case.affinity.refined(m, c), kind="stable").tolist()
    return [(contacts.nodes[m[at]], contacts.nodes[c[at]]) for at in order]


def newly_covered(network: Network, pairs: Iterable[tuple[str, str]]) -> int:
    """Companies that get their first multiplier."""
    graph = network.graph()
    uncovered = {c for c in network.companies if c in graph and not network.multipliers & set(graph[c])}
    return len(uncovered & {c for _, c in pairs})


def print_speed(actors: int, ties: int) -> None:
    """Seconds and ratio."""
    network = made_up(actors, ties)
    took = {}
    start = perf_counter()
    contacts, traits = usable_contacts(network), traits_of(network)
    took["contacts and traits"] = perf_counter() - start
    start = perf_counter()
    case = Case.of(contacts, network.multipliers, network.companies, traits=traits)
    found = case.propose()
    took["proposals"] = perf_counter() - start
    took["whole table with reasons"] = seconds(lambda: introduction_table(network))
    print(
        f"{actors} actors, {ties} ties: {found.candidates} candidates, {len(found.introductions)} proposals"
    )
    for name, value in took.items():
        print(f"  {name:26}{value:8.2f} s")
    plain = seconds(lambda: networkx_candidates(network))
    own = seconds(
        lambda: Case.of(contacts, network.multipliers, network.companies, traits=traits).candidates()
    )
    print(f"  candidates alone          {own:8.2f} s  networkx takes {plain / own:.1f} times as long")
    print(f"  choice: {found.value / found.bound:.4f} of its bound, greedy {found.greedy / found.bound:.4f}")


def print_quality(style: Style, seeds: range) -> None:
    """Planted weak actors, contacts hidden at random, and coverage after so many introductions."""
    planted, hidden_at_random, covered = [], [], []
    for seed in seeds:
        network, truth = draw(style, seed)
        ranked = pairs_of(network)
        first = set(ranked[: len(truth.hidden)])
        planted.append(
            (
                len(first & truth.hidden) / len(truth.hidden),
                average_precision(ranked, set(truth.hidden)),
                len(set(ranked) & truth.hidden) / len(truth.hidden),
            )
        )
        reduced, hidden = hide(network, 0.07, seed)
        weak = truth.weak_multipliers | truth.weak_companies  # whose hidden ties are no chance
        hidden = {pair for pair in hidden if weak.isdisjoint(pair)}
        ranked = [pair for pair in by_affinity(reduced) if weak.isdisjoint(pair)]
        at = len(hidden)
        hidden_at_random.append(
            (len(set(ranked[:at]) & hidden) / at, average_precision(ranked, hidden), at / len(ranked))
        )
        rng = random.Random(seed)
        budget, graph = 60, network.graph()
        every = [(m, c) for m in sorted(network.multipliers) for c in sorted(network.companies)]
        largest = sorted(network.multipliers, key=lambda k: (-graph.degree(k), k))
        by_degree = [(m, c) for m in largest for c in rng.sample(sorted(network.companies), 5)]
        covered.append(
            (
                newly_covered(network, pairs_of(network)[:budget]),
                newly_covered(network, rng.sample(every, budget)),
                newly_covered(network, by_degree[:budget]),
                min(budget, len(truth.uncovered)),
            )
        )
    said = "precision at the true count {:.2f}, AP {:.2f}, recall {:.2f}"
    print(style.name)
    print("  planted weak actors:  ", said.format(*map(mean, zip(*planted, strict=True))))
    said = "affinity alone, precision at the true count {:.2f}, AP {:.3f}, by chance {:.3f}"
    print("  7 % hidden at random: ", said.format(*map(mean, zip(*hidden_at_random, strict=True))))
    line = "newly covered after 60: {:.1f}, at random {:.1f}, degree first {:.1f}, at most {:.1f}"
    print("  " + line.format(*map(mean, zip(*covered, strict=True))))


def main() -> None:
    """Print speed, then quality style by style."""
    actors = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ties = int(sys.argv[2]) if len(sys.argv) > 2 else 10 * actors
    print_speed(actors, ties)
    for style in STYLES:
        print_quality(style, range(41, 47))


if __name__ == "__main__":
    main()
