"""How long all gaps of a large network take, against one of its searches alone with plain networkx.

Invented networks with 4 % multipliers whose contacts are heavy-tailed, 20 regions and 15 action fields;
the network is in memory on both sides. networkx builds its graph and finds the articulation points, one
kind of gap of sixteen; both sides must find the same. Targets: all sixteen in less than twice the time of
that one, 100,000 actors with 1,000,000 ties in 20 s.
"""

import resource
from datetime import date
from time import perf_counter

import networkx as nx
import numpy as np

from traiber.graph.centrality import cut_off
from traiber.graph.gaps import find_gaps
from traiber.graph.network import Actor, Network, Region, Settings
from traiber.graph.ties import Ties

TODAY = date(2025, 6, 30)
REGIONS = tuple(f"r{n:02}" for n in range(20))
FIELDS = tuple(f"f{n:02}" for n in range(15))
SIZES = ("<10", "10-49", "50-249", ">=250")
SHARE = 25  # one actor in so many is a multiplier
TIES = 10  # per actor


def invent(actors: int, seed: int = 1) -> Network:
    """A network with `actors` actors and ten times as many recorded ties."""
    rng = np.random.default_rng(seed)
    multipliers = actors // SHARE
    return Network(
        name="Invented",
        home=None,
        data_date=TODAY,
        fictional=True,
        actors=tuple(_actor(n, n < multipliers, rng) for n in range(actors)),
        ties=_ties(actors, multipliers, rng),
        regions={key: Region(key, {"de": key}) for key in REGIONS},
        fields={key: {"de": key} for key in FIELDS},
        settings=Settings(as_of=TODAY),
    )


def _actor(n: int, is_multiplier: bool, rng: np.random.Generator) -> Actor:
    fields = frozenset(rng.choice(FIELDS, 3 if is_multiplier else 2).tolist())
    kinds = ("chamber", "union", "university", "association") if is_multiplier else ("company", "supplier")
    return Actor(
        f"a{n:06}",
        f"Actor {n}",
        type=kinds[n % len(kinds)],
        region=REGIONS[int(rng.integers(len(REGIONS)))],
        company=not is_multiplier,
        multiplier=is_multiplier,
        surveyed=True if rng.random() < 0.9 else None,
        size_class=None if is_multiplier else SIZES[int(rng.integers(len(SIZES)))],
        needs=frozenset() if is_multiplier else fields,
        offers=fields if is_multiplier else frozenset(),
    )


def _ties(actors: int, multipliers: int, rng: np.random.Generator) -> Ties:
    ties = TIES * actors
    weights = rng.pareto(1.5, multipliers) + 1
    sources = rng.choice(multipliers, ties, p=weights / weights.sum())
    among = rng.random(ties) < 0.3
    sources[among] = rng.integers(0, actors, int(among.sum()))
    targets, ages = rng.integers(0, actors, ties), rng.integers(0, 1600, ties)
    same = np.full(ties, 0)
    names = tuple(f"a{n:06}" for n in range(actors))
    return Ties(names, ("contact",), sources, targets, same, same + 3, TODAY.toordinal() - ages)


def main() -> None:
    """Print both times, their ratio and the peak memory."""
    for size in (1_000, 10_000, 100_000):
        network = invent(size)
        each = tuple(network.ties)  # made before the clock starts
        start = perf_counter()
        graph = nx.Graph()
        graph.add_nodes_from(actor.kennung for actor in network.actors)
        graph.add_edges_from((tie.source, tie.target) for tie in each if tie.source != tie.target)
        points = set(nx.articulation_points(graph))
        plain = perf_counter() - start
        del graph
        start = perf_counter()
        gaps = find_gaps(network)
        own = perf_counter() - start
        assert cut_off(network.adjacency, network.companies).keys() == points
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{size:,} actors, {len(network.ties):,} ties: all gaps {own:.2f} s ({len(gaps):,} found), "
            f"articulation points with networkx {plain:.2f} s, ratio {own / plain:.2f}; peak {peak:.1f} GB"
        )


if __name__ == "__main__":
    main()
