"""Rank intervals: time against a plain loop over networkx graphs, and how often they hold the true rank.

Run it with `python benchmarks/bench_uncertainty.py`. Networks are made up, with fixed seeds. Coverage is
measured on simulated drop-out: a true network loses each contact with probability alpha, intervals are
taken from the rest, and the share of multipliers whose true rank they hold is compared with the nominal
90 %. `even` is the same procedure with missing contacts spread evenly within type and region.
"""

import random
from collections.abc import Callable
from statistics import median
from time import perf_counter

import networkx as nx
import numpy as np

from traiber.graph.arrays import Adjacency, adjacency_of
from traiber.graph.events import Attendance, above_chance
from traiber.graph.uncertainty import fair_shares, inclusion_interval, interviews, rank_intervals
from traiber.graph.uncertainty.contacts import Contacts
from traiber.graph.uncertainty.intervals import ranked

Groups = dict[int, int]


def made_up(actors: int, ties: int) -> tuple[nx.Graph, list[int], list[int], Groups, Groups]:
    """An eighth are multipliers of very different size; seven types, twenty regions."""
    draw = random.Random(20230907)
    multipliers, companies = list(range(actors // 8)), list(range(actors // 8, actors))
    graph = nx.Graph()
    graph.add_nodes_from(range(actors))
    while graph.number_of_edges() < ties:
        graph.add_edge(int(len(multipliers) * draw.random() ** 2), draw.choice(companies))
    types, regions = ({at: at % n for at in range(actors)} for n in (7, 20))
    return graph, multipliers, companies, types, regions


def plain_ranks(graph: nx.Graph, multipliers: list[int], companies: list[int], replicates: int) -> None:
    """The methods' procedure in plain Python and networkx: copy, delete, add, measure, rank."""
    draw = random.Random(0)
    players = set(multipliers)
    for _replicate in range(replicates):
        copy = graph.copy()
        copy.remove_edges_from([edge for edge in graph.edges if draw.random() < 0.02])
        for _tie in range(graph.number_of_edges() // 9):
            copy.add_edge(draw.choice(multipliers), draw.choice(companies))
        share = dict.fromkeys(multipliers, 0.0)
        for company in companies:
            partners = [node for node in copy.neighbors(company) if node in players]
            for node in partners:
                share[node] += 1 / len(partners)
        sorted(multipliers, key=lambda node: -share[node])


def simulated(seed: int, heavy: bool) -> tuple[Contacts, Groups, Groups]:
    """38 multipliers and 186 companies, of nearly equal rates within a type or of Pareto ones."""
    rng = np.random.default_rng(seed)
    types, regions, seats = rng.integers(0, 5, 38), rng.integers(0, 5, 38), rng.integers(0, 5, 186)
    own = (rng.pareto(1.8, 38) + 0.3) / 1.55 if heavy else rng.gamma(20, 1 / 20, 38)
    liking = rng.pareto(2.5, 186) + 0.3 if heavy else np.ones(186)
    weights = liking * np.where(regions[:, None] == seats, 6, 1)
    rates = 12 * np.array([0.5, 0.7, 1, 1.2, 1.6])[types] * own
    chances = 1 - np.exp(-rates[:, None] * weights / weights.sum(axis=1, keepdims=True))
    multiplier, company = np.nonzero(rng.random((38, 186)) < chances)
    groups = dict(enumerate(types.tolist())) | dict.fromkeys(range(38, 224), 9)
    return (
        Contacts(multiplier, company, 38, 186),
        groups,
        dict(enumerate([*regions.tolist(), *seats.tolist()])),
    )


def even_bands(
    known: Contacts, groups: Groups, regions: Groups, alpha: float, seed: int
) -> list[tuple[int, int]]:
    """Intervals with the same rate for all pairs of one type, region and region."""
    rng = np.random.default_rng(seed)
    group = np.unique([groups[m] * 10 + regions[m] for m in range(38)], return_inverse=True)[1]
    seat = np.array([regions[38 + c] for c in range(186)])
    counts = np.zeros((group.max() + 1, 5))
    np.add.at(counts, (group[known.multiplier], seat[known.company]), 1)
    rates = counts / (np.bincount(group)[:, None] * np.bincount(seat, minlength=5))
    chances = rates[group][:, seat] * alpha / (1 - alpha)
    recorded = np.zeros((38, 186), dtype=bool)
    recorded[known.multiplier, known.company] = True
    values = []
    for _replicate in range(200):
        there = (recorded & (rng.random((38, 186)) >= 0.02)) | (~recorded & (rng.random((38, 186)) < chances))
        values.append(fair_shares(Contacts(*np.nonzero(there), 38, 186)))
    ranks = ranked(np.array(values))
    low, high = (
        np.quantile(ranks, 0.05, axis=0, method="lower"),
        np.quantile(ranks, 0.95, axis=0, method="higher"),
    )
    return list(zip(low.tolist(), high.tolist(), strict=True))


def coverage(heavy: bool, alpha: float, seeds: range) -> tuple[float, float, float]:
    """The share of true ranks within the intervals: ours, spread evenly, and the mean width of ours."""
    held, held_even, width = [], [], []
    for seed in seeds:
        truth, groups, regions = simulated(seed, heavy)
        ranks = ranked(fair_shares(truth)[None])[0].tolist()
        kept = np.random.default_rng(seed + 10_000).random(len(truth)) >= alpha
        known = Contacts(truth.multiplier[kept], truth.company[kept], 38, 186)
        graph = Adjacency.of(range(224), known.multiplier, known.company + 38)
        bands = rank_intervals(graph, range(38), range(38, 224), groups, regions, alpha=alpha, seed=seed)
        held += [bands[at].low <= rank <= bands[at].high for at, rank in enumerate(ranks)]
        width += [band.high - band.low for band in bands.values()]
        even = even_bands(known, groups, regions, alpha, seed)
        held_even += [low <= rank <= high for rank, (low, high) in zip(ranks, even, strict=True)]
    return float(np.mean(held)), float(np.mean(held_even)), float(np.mean(width))


def seconds(call: Callable[[], object]) -> float:
    """The median of three runs."""
    times = []
    for _ in range(3):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times)


def main() -> None:
    """Print times with their ratio, then coverage."""
    for actors, ties in ((330, 900), (10_000, 28_000)):
        graph, *sides = made_up(actors, ties)
        arrays = adjacency_of(graph)
        took = seconds(lambda: rank_intervals(arrays, *sides, alpha=0.1))  # noqa: B023
        few = 20 if actors < 1_000 else 2
        start = perf_counter()
        plain_ranks(graph, sides[0], sides[1], few)
        plain = (perf_counter() - start) * 200 / few
        print(f"{actors} actors, {ties} ties, 200 replicates: {took:.3f} s")
        print(f"  a loop takes {plain / took:.0f} times as long")
        asked = seconds(lambda: interviews(arrays, sides[0], sides[1], range(0, actors, 5)))  # noqa: B023
        inside = seconds(lambda: inclusion_interval(arrays, sides[0]))  # noqa: B023
        print(f"  interviews {asked:.3f} s, inclusion intervals {inside:.3f} s")
    rng = np.random.default_rng(0)
    sizes = rng.integers(5, 200, 500).tolist()
    guests = Attendance.of((int(a), e) for e, n in enumerate(sizes) for a in rng.integers(0, 10_000, n))
    print(f"events: 10,000 actors, 500 events, {len(guests)} attendances:", end=" ")
    print(f"{seconds(lambda: above_chance(guests)):.2f} s for {len(guests.meetings)} pairs")
    print("coverage of the true rank (nominal 0.90), 40 networks each: ours, even, mean width of ours")
    for heavy in (False, True):
        for alpha in (0.1, 0.3, 0.5):
            ours, even, width = coverage(heavy, alpha, range(40))
            kind = "heavy-tailed" if heavy else "alike"
            print(f"  {kind:13} alpha {alpha}: {ours:.3f}  {even:.3f}  {width:.1f} ranks")


if __name__ == "__main__":
    main()
