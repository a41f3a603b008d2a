"""The best team against greedy choice with Python sets and with plain networkx, as ratios.

Run it with `python benchmarks/bench_teams.py [members]`; the networks are made up, with a fixed seed:
4 % of the actors are multipliers, whose contacts are Pareto distributed. Each line says how many
companies each way reaches, so that speed is not compared without the result.
"""

import resource
import sys
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

import networkx as nx
import numpy as np

from traiber.graph.arrays import Adjacency
from traiber.graph.outage import Traits, back_up, outage
from traiber.graph.teams import best_team
from traiber.graph.teams.exact import solve
from traiber.graph.teams.greedy import greedy_team
from traiber.graph.teams.instance import Instance

SIZES = ((330, 970), (10_000, 28_000), (100_000, 1_050_000))
Found = TypeVar("Found")
MOST_ACTORS = 10_000  # for the integer programme


def made_up(actors: int, ties: int) -> tuple[Adjacency[int], range, range]:
    """A graph of contacts of multipliers with companies."""
    draw = np.random.default_rng(20230907)
    number = max(actors // 25, 1)
    weight = draw.pareto(1.2, number) + 1
    sources = draw.choice(number, size=ties, p=weight / weight.sum())
    targets = draw.integers(number, actors, size=ties)
    return Adjacency.of(range(actors), sources, targets), range(number), range(number, actors)


def with_sets(known: dict[int, set[int]], size: int) -> int:
    """Greedy choice, every gain counted anew with Python sets."""
    covered: set[int] = set()
    open_ = set(known)
    for _ in range(size):
        best = max(open_, key=lambda m: len(known[m] - covered))
        open_.remove(best)
        covered |= known[best]
    return len(covered)


def with_networkx(graph: "nx.Graph[int]", multipliers: range, size: int) -> int:
    """Greedy choice on the graph: of all multipliers, the one with most neighbours not covered yet."""
    covered: set[int] = set()
    open_ = list(multipliers)
    for _ in range(size):
        best = max(open_, key=lambda m: sum(c not in covered for c in graph.neighbors(m)))
        open_.remove(best)
        covered.update(graph.neighbors(best))
    return len(covered)


def timed(call: Callable[[], Found], runs: int = 3) -> tuple[float, Found]:
    """The shortest of some runs, and what it returned."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        found = call()
        times.append(perf_counter() - start)
    return min(times), found


def compare(actors: int, ties: int, members: int) -> None:
    """Print seconds, companies reached and ratios for one network."""
    arrays, multipliers, companies = made_up(actors, ties)
    given = (arrays, multipliers, companies)
    print(f"{actors} actors, {arrays.ties} ties, team of {members}, networkx {nx.__version__}")
    known = {m: set(arrays.neighbours(m).tolist()) for m in multipliers}
    graph = nx.Graph(zip(arrays.rows.tolist(), arrays.ends.tolist(), strict=True))
    instance = Instance.of(*given)
    sets, reached = timed(lambda: with_sets(known, members))
    plain, same = timed(lambda: with_networkx(graph, multipliers, members))
    say("greedy, Python sets", sets, f"{reached} companies")
    say("greedy, networkx", plain, f"{same} companies")
    took, made = timed(lambda: greedy_team(instance, members))
    ratios = f"sets {sets / took:.1f} x, networkx {plain / took:.1f} x"
    say("greedy, arrays", took, f"{sum(made.gains):.0f} companies; {ratios}")
    for depth in (1, 2):
        took, team = timed(lambda depth=depth: best_team(*given, members, depth))
        sure = f"exact {team.exact}, equally good {team.optimal_teams}, no team over {team.bound}"
        say(f"best team, depth {depth}", took, f"{team.covered} companies; {sure}")
    leaving = [int(m) for m in np.argsort(-arrays.degrees)[:members]]
    took, losses = timed(lambda: outage(arrays, leaving, multipliers, companies))
    say("outage of the greatest", took, f"{len(losses.lost)} companies lost")
    if actors <= MOST_ACTORS:
        among = np.flatnonzero(instance.undominated())
        took, found = timed(lambda: solve(instance, members, 1, among))
        value = instance.covered(found.members, 1)
        say("integer programme alone", took, f"{value:.0f} companies; sets {sets / took:.3f} x")
        nothing: Traits[int] = Traits({}, {}, {})
        took, backup = timed(
            lambda: back_up(arrays, losses.lost, leaving, multipliers, companies, nothing, 10), runs=1
        )
        say("new contacts against it", took, f"{len(backup.chosen)} contacts, exact {backup.exact}")


def say(what: str, seconds: float, result: str) -> None:
    """One line."""
    print(f"  {what:25}{seconds:9.4f} s  {result}")


def main() -> None:
    """Compare size by size."""
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for actors, ties in SIZES:
        compare(actors, ties, members)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB, with the graphs of networkx")


if __name__ == "__main__":
    main()
