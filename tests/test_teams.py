"""The best team, the greedy team and key players.

Expected values come from brute force over all sets, from calculations by hand, and from networkx as
a second tool.
"""

import random
from collections.abc import Hashable, Mapping
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from traiber.graph.arrays import adjacency_of
from traiber.graph.fragmentation import distance_fragmentation, fragmentation, mean_steps
from traiber.graph.teams import Team, best_team, key_players
from traiber.graph.teams.exact import prices, solve
from traiber.graph.teams.greedy import exchanged, greedy_team
from traiber.graph.teams.instance import Instance

KINDS = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
WORTHS = (0, 1, 2, 0.5, 0.1, 3.7)

Case = tuple[nx.Graph, list[Hashable], list[Hashable]]


def by_hand() -> nx.Graph:
    """ihk: A, B, C; hwk: A, B; union: C, D; aa: D; E is known to nobody."""
    ties = "ihk-A ihk-B ihk-C hwk-A hwk-B union-C union-D aa-D"
    graph = nx.Graph(tie.split("-") for tie in ties.split())
    graph.add_node("E")
    return graph


MULTIPLIERS, COMPANIES = ["ihk", "hwk", "union", "aa"], ["A", "B", "C", "D", "E"]


def random_case(seed: int) -> Case:
    """A graph of any kind with loops, parallel ties, mixed labels, double roles and unknown actors."""
    draw = random.Random(seed)
    multipliers = [("m", n) for n in range(draw.randint(0, 8))]
    companies = [frozenset({n}) for n in range(draw.randint(0, 14))]
    graph = draw.choice(KINDS)()
    graph.add_nodes_from(labels := [*multipliers, *companies])
    for _ in range(draw.randint(0, 3 * len(labels)) if labels else 0):
        graph.add_edge(draw.choice(labels), draw.choice(labels))
    both = [label for label in labels if draw.random() < 0.15]
    players = [*dict.fromkeys([*multipliers, *both, "unknown"])]
    draw.shuffle(players)
    return graph, players, [*dict.fromkeys([*companies, *both, "missing"])]


def clientele(case: Case, weight: Mapping[Hashable, float] | None = None) -> dict[Hashable, set[Hashable]]:
    """The companies of every multiplier that has one that counts, by plain sets."""
    graph, multipliers, companies = case
    tied = {frozenset(edge[:2]) for edge in graph.edges}
    known = {m: {c for c in companies if c != m and frozenset({m, c}) in tied} for m in multipliers}
    return {m: mine for m, mine in known.items() if any(weight is None or weight[c] for c in mine)}


def value(
    known: Mapping[Hashable, set[Hashable]], team: tuple[Hashable, ...], depth: int, weight=None
) -> float:
    """The worth of the companies that at least so many members know."""
    met = [company for member in team for company in known[member]]
    return sum(1 if weight is None else weight[c] for c in set(met) if met.count(c) >= depth)


def all_values(case: Case, size: int, depth: int, weight=None) -> dict[tuple[Hashable, ...], float]:
    """The value of every team of this size, in lexicographic order of places."""
    known = clientele(case, weight)
    teams = combinations(known, min(size, len(known)))
    return {team: value(known, team, depth, weight) for team in teams}


def test_the_best_pair_by_hand():
    """ihk + union: A, B, C, D; so do ihk + aa and hwk + union. By reach alone: ihk, then hwk: A, B, C."""
    team = best_team(by_hand(), MULTIPLIERS, COMPANIES, 2)
    assert team == Team(
        members=("ihk", "union"),
        gains=(3, 1),
        reaches=(3, 2),
        depth=1,
        covered=4,
        once=4,
        twice=1,
        reachable=4,
        companies=5,
        exact=True,
        bound=4,
        optimal_teams=3,
        all_counted=True,
        naive=("ihk", "hwk"),
        naive_covered=3,
        greedy_covered=4,
        guarantee=0.75,
    )


def test_the_best_pair_for_double_cover_by_hand():
    """Only ihk + hwk have two companies in common: A and B."""
    team = best_team(by_hand(), MULTIPLIERS, COMPANIES, 2, depth=2)
    assert (team.members, team.gains, team.covered, team.once) == (("ihk", "hwk"), (0, 2), 2, 3)
    assert (team.optimal_teams, team.reachable, team.guarantee) == (1, 4, None)


def test_weights_change_who_is_best():
    """D counts 10: union reaches C and D, 11; ihk 3."""
    weights = {"A": 1, "B": 1, "C": 1, "D": 10, "E": 5}
    team = best_team(by_hand(), MULTIPLIERS, COMPANIES, 1, weight=weights)
    assert (team.members, team.covered, team.companies) == (("union",), 11.0, 18.0)


def test_one_of_millions_makes_a_team_better():
    """Worths of employees: 2,000,001 against 2,000,000 are not equal, whatever the rounding."""
    graph = nx.Graph([("ihk", "A"), ("hwk", "B"), ("aa", "C")])
    team = best_team(graph, ["ihk", "hwk", "aa"], "ABC", 1, weight={"A": 2_000_000, "B": 2_000_001, "C": 5})
    assert (team.members, team.optimal_teams, team.covered) == (("hwk",), 1, 2_000_001)


def test_greedy_can_be_beaten_and_the_exact_team_does_it():
    """wide takes 4 of 6 first and leaves 1 + 1 for one more: 5 or 5; left and right together reach all 6."""
    graph = nx.Graph(
        [("wide", c) for c in "abde"] + [("left", c) for c in "abc"] + [("right", c) for c in "def"]
    )
    team = best_team(graph, ["wide", "left", "right"], "abcdef", 2)
    assert (team.members, team.covered, team.greedy_covered) == (("left", "right"), 6, 5)
    assert team.greedy_covered >= team.guarantee * team.covered


@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("depth", [1, 2])
def test_the_best_team_is_that_of_all_teams(seed, depth):
    case, draw = random_case(seed), random.Random(-seed)
    weight = {c: draw.choice(WORTHS) for c in case[2]} if seed % 3 == 0 else None
    size = draw.randint(1, 5)
    values = all_values(case, size, depth, weight)
    best = max(values.values())
    equals = [team for team, found in values.items() if found == pytest.approx(best)]
    team = best_team(*case, size, depth, weight)
    assert team.covered == pytest.approx(best)
    assert (team.exact, team.bound) == (True, pytest.approx(best))
    assert (team.optimal_teams, team.all_counted) == (len(equals), True)
    assert set(team.members) == set(equals[0])


@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("depth", [1, 2])
def test_what_is_said_of_the_team_agrees_with_plain_sets(seed, depth):
    case = random_case(seed)
    known = clientele(case)
    team = best_team(*case, 4, depth)
    assert [value(known, team.members[: n + 1], depth) for n in range(len(team.members))] == pytest.approx(
        list(np.cumsum(team.gains))
    )
    assert sum(team.gains) == team.covered
    assert team.reaches == tuple(len(known[m]) for m in team.members)
    assert (team.once, team.twice) == (value(known, team.members, 1), value(known, team.members, 2))
    assert team.reachable == value(known, tuple(known), depth)
    assert team.companies == len(case[2])
    widest = sorted(known, key=lambda m: -len(known[m]))[:4]
    assert (team.naive, team.naive_covered) == (tuple(widest), value(known, tuple(widest), depth))
    assert team.naive_covered <= team.covered <= team.reachable


@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("depth", [1, 2])
def test_without_the_exact_search_the_team_is_greedy_and_its_bound_holds(seed, depth):
    case = random_case(seed)
    best = max(all_values(case, 3, depth).values())
    team = best_team(*case, 3, depth, exact_contacts=0)
    assert team.greedy_covered <= team.covered <= best <= team.bound
    assert team.exact == (team.covered == team.bound)
    if depth == 1 and team.guarantee is not None:
        assert team.greedy_covered >= team.guarantee * best - 1e-9


@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("depth", [1, 2])
def test_every_greedy_step_takes_who_adds_most(seed, depth):
    """Gains are kept up to date; plain sets count them anew at every step."""
    case = random_case(seed)
    known = clientele(case)
    instance = Instance.of(adjacency_of(case[0]), case[1], case[2])
    team = tuple(instance.players[at] for at in greedy_team(instance, 5, depth).members)
    for n, member in enumerate(team):
        before = value(known, team[:n], depth)
        open_ = [m for m in known if m not in team[:n]]
        added = {m: value(known, (*team[:n], m), depth) - before for m in open_}
        assert added[member] == max(added.values())


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("depth", [1, 2])
def test_the_integer_programme_finds_the_best_value_and_prices_bound_every_team(seed, depth):
    """Called directly, since the greedy choice is often proven to be best before they are needed."""
    case = random_case(seed)
    values = all_values(case, 3, depth)
    instance = Instance.of(adjacency_of(case[0]), case[1], case[2])
    everyone = np.arange(len(instance))
    for among in (everyone, np.flatnonzero(instance.undominated())) if depth == 1 else (everyone,):
        found = solve(instance, 3, depth, among)
        assert instance.covered(found.members, depth) == max(values.values())
        assert found.bound == max(values.values())
    priced = prices(instance, min(3, len(instance)), depth)
    place = {label: at for at, label in enumerate(instance.players)}
    for team, covered in values.items():
        assert priced.base + sum(priced.players[place[m]] for m in team) >= covered - 1e-6
    assert priced.bound(3, whole=True) >= max(values.values())


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("depth", [1, 2])
def test_after_all_exchanges_no_single_one_covers_more(seed, depth):
    case = random_case(seed)
    known = clientele(case)
    instance = Instance.of(adjacency_of(case[0]), case[1], case[2])
    start = tuple(range(min(3, len(instance))))[::-1]
    team = tuple(instance.players[at] for at in exchanged(instance, start, depth))
    covered = value(known, team, depth)
    assert covered >= value(known, tuple(instance.players[at] for at in start), depth)
    assert len(set(team)) == len(start)
    for out, into in product(team, set(known) - set(team)):
        swapped = tuple(into if member == out else member for member in team)
        assert value(known, swapped, depth) <= covered


def test_the_number_of_equal_teams_may_be_a_lower_bound_and_says_so():
    """Twelve multipliers with one company each: all C(12, 6) = 924 teams are equal."""
    graph = nx.Graph((f"m{n}", f"c{n}") for n in range(12))
    given = (graph, [f"m{n}" for n in range(12)], [f"c{n}" for n in range(12)], 6)
    assert (best_team(*given).optimal_teams, best_team(*given).all_counted) == (924, True)
    little = best_team(*given, effort=200)
    assert 0 < little.optimal_teams < 924
    assert not little.all_counted
    assert little.covered == 6


def test_a_very_large_team_needs_no_deep_recursion():
    """1,200 multipliers with one company each: any 1,100 are as good; all 1,200 are one team."""
    players, companies = [f"m{n}" for n in range(1_200)], list(range(1_200))
    graph = nx.Graph(zip(players, companies, strict=True))
    most = best_team(graph, players, companies, 1_100)
    assert (most.covered, most.exact, most.optimal_teams, most.all_counted) == (1_100, True, 1, False)
    whole = best_team(graph, players, companies, 1_200)
    assert (whole.covered, whole.optimal_teams, whole.all_counted) == (1_200, 1, True)


def test_a_team_that_has_everything_is_counted_without_listing():
    """hub knows everybody, so any 9 of the other 29 make an equal team: C(29, 9) = 10,015,005."""
    graph = nx.Graph([("hub", c) for c in range(29)] + [(f"m{c}", c) for c in range(29)])
    team = best_team(graph, ["hub", *(f"m{c}" for c in range(29))], range(29), 10)
    assert (team.optimal_teams, team.all_counted, team.members[0]) == (10_015_005, True, "hub")


def test_a_size_beyond_the_multipliers_takes_all_who_know_a_company():
    graph = by_hand()
    graph.add_node("idle")
    team = best_team(graph, [*MULTIPLIERS, "idle"], COMPANIES, 99)
    assert (set(team.members), team.covered, team.optimal_teams) == (set(MULTIPLIERS), 4, 1)


@pytest.mark.parametrize("depth", [1, 2])
def test_without_companies_multipliers_or_ties_the_team_is_empty(depth):
    for given_case in [
        (nx.Graph(), [], []),
        (nx.Graph(), MULTIPLIERS, COMPANIES),
        (by_hand(), [], COMPANIES),
        (by_hand(), MULTIPLIERS, []),
    ]:
        team = best_team(*given_case, 3, depth)
        assert (team.members, team.gains, team.covered, team.exact, team.guarantee) == ((), (), 0, True, None)
        assert team.companies == len(given_case[2])


@pytest.mark.parametrize("size", [0, -1, 1.5, "2", None])
def test_a_size_that_makes_no_sense_is_refused_with_a_sentence(size):
    with pytest.raises(ValueError, match="size must be a whole number of members, 1 or more, not"):
        best_team(by_hand(), MULTIPLIERS, COMPANIES, size)
    with pytest.raises(ValueError, match="size must be a whole number"):
        key_players(by_hand(), MULTIPLIERS, size)


def test_other_arguments_that_make_no_sense_are_refused_with_a_sentence():
    with pytest.raises(ValueError, match="depth must be 1"):
        best_team(by_hand(), MULTIPLIERS, COMPANIES, 2, depth=3)
    with pytest.raises(ValueError, match="weight of a company must be a number from 0 on, not -1"):
        best_team(by_hand(), MULTIPLIERS, COMPANIES, 2, weight={"A": -1})
    with pytest.raises(ValueError, match="hashable"):
        best_team(by_hand(), [["ihk"]], COMPANIES, 2)
    with pytest.raises(ValueError, match="aim must be"):
        key_players(by_hand(), MULTIPLIERS, 1, aim="glory")


def test_labels_may_come_from_an_iterator_and_more_than_once():
    once = best_team(by_hand(), MULTIPLIERS, COMPANIES, 2)
    assert best_team(by_hand(), iter(MULTIPLIERS * 2), iter(COMPANIES * 2), 2) == once


def test_loops_and_parallel_ties_change_nothing():
    raw = nx.MultiDiGraph(by_hand())
    raw.add_edges_from([("ihk", "ihk"), ("A", "ihk"), ("ihk", "A"), ("A", "A")])
    assert best_team(raw, MULTIPLIERS, COMPANIES, 2) == best_team(by_hand(), MULTIPLIERS, COMPANIES, 2)


@st.composite
def cases(draw: st.DrawFn) -> tuple[nx.Graph, list[str], list[int]]:
    """Up to six multipliers and nine companies."""
    multipliers = [f"m{n}" for n in range(draw(st.integers(0, 6)))]
    companies = list(range(draw(st.integers(0, 9))))
    pairs = [(m, c) for m in multipliers for c in companies]
    graph = nx.Graph()
    graph.add_nodes_from([*multipliers, *companies])
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else [])
    return graph, multipliers, companies


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(1, 5), st.sampled_from([1, 2]))
def test_a_larger_team_never_covers_less_and_an_isolated_actor_changes_nothing(case, size, depth):
    graph, multipliers, companies = case
    team = best_team(graph, multipliers, companies, size, depth)
    assert best_team(graph, multipliers, companies, size + 1, depth).covered >= team.covered
    graph.add_node("alone")
    assert best_team(graph, [*multipliers, "alone"], companies, size, depth) == team


# ---- Key players


def nearness(graph: nx.Graph, team: tuple[Hashable, ...], steps: int | None) -> float:
    """The sum over outsiders of 1/d to the nearest member, or how many are within so many steps."""
    far = nx.multi_source_dijkstra_path_length(graph, set(team), weight=None) if team else {}
    outside = [d for node, d in far.items() if node not in team]
    return sum(1 / d for d in outside) if steps is None else sum(d <= steps for d in outside)


def plain_fragmentation(graph: nx.Graph) -> tuple[float | None, float | None]:
    """F and DF by networkx, from components and all shortest paths."""
    n = len(graph)
    if n < 2:
        return None, None
    sizes = [len(part) for part in nx.connected_components(graph)]
    near = sum(1 / d for _a, far in nx.all_pairs_shortest_path_length(graph) for d in far.values() if d)
    return 1 - sum(s * (s - 1) for s in sizes) / (n * (n - 1)), 1 - near / (n * (n - 1))


@pytest.mark.parametrize("seed", range(150))
def test_fragmentation_agrees_with_networkx_on_the_graph_without_the_set(seed):
    draw = random.Random(seed)
    graph = nx.gnm_random_graph(draw.randint(0, 80), draw.randint(0, 90), seed=seed)
    gone = [node for node in graph if draw.random() < 0.2]
    f, df = plain_fragmentation(graph.subgraph(set(graph) - set(gone)))
    assert fragmentation(graph, gone) == (None if f is None else pytest.approx(f, abs=1e-12))
    assert distance_fragmentation(graph, gone) == (None if df is None else pytest.approx(df, abs=1e-12))


@pytest.mark.parametrize("seed", range(150))
def test_the_mean_steps_agree_with_networkx(seed):
    draw = random.Random(seed)
    graph = nx.gnm_random_graph(draw.randint(0, 90), draw.randint(0, 120), seed=seed)
    some, gone = ([node for node in graph if draw.random() < share] for share in (0.4, 0.2))
    rest = graph.subgraph(set(graph) - set(gone))
    far = dict(nx.all_pairs_shortest_path_length(rest))
    steps = [far[a][b] for a in some for b in some if a != b and b in far.get(a, {})]
    expected = pytest.approx(sum(steps) / len(steps)) if steps else None
    assert mean_steps(graph, some, gone) == expected


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("size", [1, 2, 3])
def test_key_players_are_the_best_of_all_sets(seed, size):
    draw = random.Random(seed)
    graph = nx.gnm_random_graph(draw.randint(4, 12), draw.randint(3, 16), seed=seed)
    players = [node for node in graph if draw.random() < 0.7]
    sets = list(combinations(players, min(size, len(players))))
    for aim, steps in (("reach", None), ("reach", 1), ("reach", 2), ("fragment", None)):
        if aim == "reach":
            values = [nearness(graph, team, steps) for team in sets]
        else:
            values = [plain_fragmentation(graph.subgraph(set(graph) - set(team)))[1] for team in sets]
        if None in values:
            continue
        found = key_players(graph, players, size, aim, steps=steps)
        best = max(values)
        equals = [team for team, v in zip(sets, values, strict=True) if v == pytest.approx(best, abs=1e-12)]
        assert found.value == pytest.approx(best)
        assert (found.exact, found.optimal_sets, found.members) == (True, len(equals), equals[0])


def test_key_players_reach_counts_the_targets_only():
    """Star with centre 0 and leaves 1..5, a pendant 6 at 5: targets 6 only; 5 touches it."""
    graph = nx.Graph([(0, n) for n in range(1, 6)] + [(5, 6)])
    assert key_players(graph, [0, 5], 1).members == (0,)
    assert key_players(graph, [0, 5], 1, targets=[6]).members == (5,)


def test_key_players_beyond_forty_are_exchanged_and_not_called_exact():
    """Fifty stars of 3 leaves and one of 9 in a chain of centres: the one of 9 is in the set."""
    graph = nx.path_graph(50)
    for centre in range(50):
        graph.add_edges_from((centre, (centre, leaf)) for leaf in range(9 if centre == 20 else 3))
    found = key_players(graph, range(50), 2, steps=1)
    assert (found.exact, found.optimal_sets) == (False, None)
    assert 20 in found.members
    assert found.value == nearness(graph, found.members, 1) == 11 + 5


def test_key_players_without_multipliers_are_nobody():
    found = key_players(by_hand(), [], 2)
    assert (found.members, found.value) == ((), 0)
    assert found.fragmentation == found.fragmentation_before
