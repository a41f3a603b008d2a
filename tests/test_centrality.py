"""Reach, decayed reach, fair share, exclusive companies and cut-off actors.

Expected values come from calculations by hand (written beside them), from brute force over all
paths or all orders of joining, and from networkx as a second tool.
"""

import random
from collections.abc import Hashable
from itertools import pairwise, permutations, product
from math import inf

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import COMPANIES, MULTIPLIERS, by_hand, cases, florentine, random_case

from traiber.graph.arrays import Adjacency, adjacency_of
from traiber.graph.centrality import (
    cut_off,
    decayed_reach,
    exclusive,
    fair_share,
    reach,
    reach_and_decay,
    weighted_fair_share,
)
from traiber.graph.clean import clean
from traiber.graph.coverage import known_multipliers, ways_in


def brute_distance(graph: nx.Graph, start: Hashable, end: Hashable, relays: set[Hashable]) -> float:
    """The shortest path among all sequences of distinct relays put between the ends."""
    tied = {frozenset(edge[:2]) for edge in graph.edges}
    inner = (relays & set(graph)) - {start, end}
    if start == end or start not in graph or end not in graph:
        return inf
    for length in range(len(inner) + 1):
        for between in permutations(inner, length):
            if all(frozenset(step) in tied for step in pairwise((start, *between, end))):
                return length + 1
    return inf


def brute_shapley(graph: nx.Graph, multipliers: list[Hashable], companies: list[Hashable]) -> dict:
    """Companies that each multiplier is the first to know, averaged over all orders of joining."""
    tied = {frozenset(edge[:2]) for edge in graph.edges}
    orders = list(permutations(multipliers))
    share = dict.fromkeys(multipliers, 0.0)
    for order, company in product(orders, companies):
        first = next((m for m in order if m != company and frozenset({m, company}) in tied), None)
        if first is not None:
            share[first] += 1 / len(orders)
    return share


def test_direct_reach_counts_the_companies_in_contact():
    assert reach(by_hand(), MULTIPLIERS, COMPANIES) == {"ihk": 2, "aa": 2, "ig": 1}


def test_second_hand_reach_passes_through_multipliers_only():
    """ihk: A, B + C; aa: B, C + A, D; ig: D + B, C. E hangs on the company A, so nobody reaches it."""
    assert reach(by_hand(), MULTIPLIERS, COMPANIES, k=2) == {"ihk": 3, "aa": 4, "ig": 3}
    assert reach(by_hand(), MULTIPLIERS, COMPANIES, k=3) == {"ihk": 4, "aa": 4, "ig": 4}
    assert reach(by_hand(), MULTIPLIERS, COMPANIES, k=99) == {"ihk": 4, "aa": 4, "ig": 4}


def test_companies_relay_where_they_are_named_as_relays():
    """With all actors as relays, E is 2 steps from ihk (through A) and 3 from aa."""
    everyone = [*MULTIPLIERS, *COMPANIES]
    assert reach(by_hand(), MULTIPLIERS, COMPANIES, k=2, relays=everyone) == {"ihk": 4, "aa": 4, "ig": 3}
    assert reach(by_hand(), ["aa"], ["E"], k=3, relays=everyone) == {"aa": 1}


def test_only_inner_actors_of_a_path_must_be_relays():
    """ihk itself is no relay here; through aa it still reaches C."""
    assert reach(by_hand(), MULTIPLIERS, ["C"], k=2, relays=["aa"]) == {"ihk": 1, "aa": 1, "ig": 1}
    assert reach(by_hand(), MULTIPLIERS, ["C"], k=2, relays=["ig"]) == {"ihk": 0, "aa": 1, "ig": 0}


def test_no_step_reaches_nobody():
    assert reach(by_hand(), MULTIPLIERS, COMPANIES, k=0) == {"ihk": 0, "aa": 0, "ig": 0}


def test_decayed_reach_halves_with_every_step():
    """ihk: A, B, C at 2, D at 3 = 2 + .5 + .25; aa: B, C + A, D; ig: D + B, C at 2 + A at 3."""
    expected = {"ihk": 2.75, "aa": 3.0, "ig": 2.25}
    assert decayed_reach(by_hand(), MULTIPLIERS, COMPANIES) == expected


def test_decay_of_nothing_or_everything_gives_the_plain_reach():
    graph = by_hand()
    assert decayed_reach(graph, MULTIPLIERS, COMPANIES, delta=0) == reach(graph, MULTIPLIERS, COMPANIES)
    assert decayed_reach(graph, MULTIPLIERS, COMPANIES, 1, 3) == reach(graph, MULTIPLIERS, COMPANIES, 3)


def test_a_company_credits_its_multipliers_equally():
    """A only ihk, B half and half, C only aa, D only ig: 1.5 + 1.5 + 1 = 4 companies in contact."""
    assert fair_share(by_hand(), MULTIPLIERS, COMPANIES) == {"ihk": 1.5, "aa": 1.5, "ig": 1.0}


def test_equal_shares_are_equal_numbers():
    """m has six companies of six multipliers each, n one of its own: both exactly 1.0."""
    graph = nx.Graph(("m", c) for c in range(6))
    graph.add_edges_from((f"x{i}", c) for i in range(5) for c in range(6))
    graph.add_edge("n", "own")
    shares = fair_share(graph, ["m", "n", *(f"x{i}" for i in range(5))], [*range(6), "own"])
    assert shares["m"] == shares["n"] == 1.0


def test_exclusive_companies_know_nobody_else():
    assert exclusive(by_hand(), MULTIPLIERS, COMPANIES) == {"ihk": 1, "aa": 1, "ig": 1}


def test_an_actor_with_both_roles_relays_and_is_reached_but_not_by_itself():
    """lab is multiplier and company: ihk - lab - A. ihk reaches lab and, through it, A."""
    graph = nx.Graph([("ihk", "lab"), ("lab", "A"), ("lab", "lab")])
    both, companies = ["ihk", "lab"], ["lab", "A"]
    assert reach(graph, both, companies) == {"ihk": 1, "lab": 1}
    assert reach(graph, both, companies, k=3) == {"ihk": 2, "lab": 1}
    assert fair_share(graph, both, companies) == {"ihk": 1.0, "lab": 1.0}
    assert exclusive(graph, both, companies) == {"ihk": 1, "lab": 1}


@pytest.mark.parametrize("measure", [reach, decayed_reach, fair_share, exclusive])
def test_isolates_and_actors_unknown_to_the_graph_have_zero(measure):
    graph = nx.Graph([("m", "A")])
    graph.add_node("alone")
    assert measure(graph, ["m", "alone", "unknown"], ["A", "missing"]) == {"m": 1, "alone": 0, "unknown": 0}


@pytest.mark.parametrize("measure", [reach, decayed_reach, fair_share, exclusive])
def test_without_companies_multipliers_or_ties_nothing_is_reached(measure):
    assert measure(nx.Graph(), [], []) == {}
    assert measure(by_hand(), [], COMPANIES) == {}
    assert measure(by_hand(), MULTIPLIERS, []) == {"ihk": 0, "aa": 0, "ig": 0}
    assert measure(nx.Graph(), MULTIPLIERS, COMPANIES) == {"ihk": 0, "aa": 0, "ig": 0}


@pytest.mark.parametrize("measure", [reach, decayed_reach, fair_share, exclusive])
def test_labels_may_come_from_an_iterator_and_more_than_once(measure):
    once = measure(by_hand(), MULTIPLIERS, COMPANIES)
    assert measure(by_hand(), iter(MULTIPLIERS * 2), iter(COMPANIES * 2)) == once
    assert list(once) == MULTIPLIERS


@pytest.mark.parametrize("k", [-1, 1.5, "2", None])
def test_a_number_of_steps_that_makes_no_sense_is_refused_with_a_sentence(k):
    with pytest.raises(ValueError, match=r"k must be a whole number of steps, 0 or more, not"):
        reach(by_hand(), MULTIPLIERS, COMPANIES, k=k)
    with pytest.raises(ValueError, match=r"horizon must be a whole number of steps"):
        decayed_reach(by_hand(), MULTIPLIERS, COMPANIES, horizon=k)


@pytest.mark.parametrize("delta", [-0.1, 1.1, float("nan")])
def test_a_decay_outside_0_to_1_is_refused_with_a_sentence(delta):
    with pytest.raises(ValueError, match=r"delta must lie between 0 and 1"):
        decayed_reach(by_hand(), MULTIPLIERS, COMPANIES, delta=delta)


@pytest.mark.parametrize("measure", [reach, decayed_reach, fair_share, exclusive])
def test_labels_that_cannot_be_nodes_are_refused_with_a_sentence(measure):
    with pytest.raises(ValueError, match="hashable"):
        measure(by_hand(), [["ihk"]], COMPANIES)
    with pytest.raises(ValueError, match="hashable"):
        measure(by_hand(), MULTIPLIERS, [["A"]])


@pytest.mark.parametrize("seed", range(300))
def test_reach_and_decay_agree_with_brute_force_over_all_paths(seed):
    graph, multipliers, companies = random_case(seed)
    others = set(random.Random(seed).sample(list(graph), len(graph) // 2))
    for relays in (None, others, set(graph)):
        passing = set(multipliers) if relays is None else relays
        far = {m: [brute_distance(graph, m, c, passing) for c in companies] for m in multipliers}
        for k in (1, 2, 3, 6):
            expected = {m: sum(d <= k for d in ds) for m, ds in far.items()}
            assert reach(graph, multipliers, companies, k, relays) == expected
        expected = {m: sum(0.7 ** (d - 1) for d in ds if d <= 4) for m, ds in far.items()}
        assert decayed_reach(graph, multipliers, companies, 0.7, 4, relays) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(300))
def test_fair_share_is_the_shapley_value_over_all_orders_of_joining(seed):
    graph, multipliers, companies = random_case(seed)
    expected = brute_shapley(graph, multipliers[:5], companies)
    assert fair_share(graph, multipliers[:5], companies) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(300))
def test_exclusive_is_the_coverage_lost_with_the_multiplier_for_any_number_of_steps(seed):
    """The lemma of the methods: with multipliers as relays, within k steps of one = direct contact to one."""
    graph, multipliers, companies = random_case(seed)

    def covered(players: list[Hashable], k: int) -> set[Hashable]:
        far = {(m, c): brute_distance(graph, m, c, set(players)) for m in players for c in companies}
        return {c for (_, c), distance in far.items() if distance <= k}

    lost = {}
    for m in multipliers:
        rest = [other for other in multipliers if other != m]
        assert covered(rest, 1) == covered(rest, 3)
        # m stays a company if it has both roles; only its role as a multiplier is taken away.
        lost[m] = len(covered(multipliers, 1) - covered(rest, 1))
    assert exclusive(graph, multipliers, companies) == lost


@pytest.mark.parametrize("seed", range(300))
def test_what_an_actor_cuts_off_agrees_with_taking_it_out(seed):
    draw = random.Random(seed)
    graph = nx.gnm_random_graph(draw.randint(1, 14), draw.randint(0, 16), seed=seed)
    companies = {node for node in graph if draw.random() < 0.5}
    expected = {}
    for node in graph:
        rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        parts = sorted((len(part), len(part & companies)) for part in nx.connected_components(rest))
        if len(parts) > 1:
            expected[node] = (sum(a for a, _ in parts[:-1]), sum(c for _, c in parts[:-1]))
    assert cut_off(graph, companies) == expected
    assert set(expected) == set(nx.articulation_points(graph))


def test_what_is_cut_off_from_a_very_long_chain_needs_no_recursion():
    """Node i of a path of 5,000 cuts off the shorter side."""
    lost = cut_off(nx.path_graph(5_000), range(10))
    assert lost[10] == (10, 10)
    assert len(lost) == 4_998


@pytest.mark.parametrize("seed", range(100))
def test_the_way_in_is_a_shortest_path_to_another_multiplier(seed):
    graph, multipliers, companies = random_case(seed)
    plain = nx.Graph(clean(graph))
    for company, way in ways_in(graph, multipliers, companies).items():
        goals = [m for m in multipliers if m in plain and m != company]
        far = nx.single_source_shortest_path_length(plain, company) if company in plain else {}
        nearest = min((far[goal] for goal in goals if goal in far), default=None)
        assert len(way) == (0 if nearest is None else nearest + 1)
        assert not way or (way[0] == company and nx.is_path(plain, way))
        assert not way or way[-1] == next(goal for goal in goals if far.get(goal) == nearest)


def test_the_ways_in_of_many_multipliers_that_are_companies_take_one_search(monkeypatch):
    """The search looks at the neighbours of each node once, not once for each of 200 such companies."""
    graph, looked = adjacency_of(nx.gnm_random_graph(300, 900, seed=1)), []
    neighbours = Adjacency.neighbours
    monkeypatch.setattr(Adjacency, "neighbours", lambda self, at: looked.append(at) or neighbours(self, at))
    assert len(ways_in(graph, range(200), range(300))) == 300
    assert len(looked) <= 300


@pytest.mark.parametrize(
    "graph",
    [nx.karate_club_graph(), florentine(), nx.les_miserables_graph(), nx.davis_southern_women_graph()],
)
@pytest.mark.parametrize("k", [1, 2, 3])
def test_with_everyone_in_every_role_reach_is_the_ball_that_networkx_finds(graph, k):
    expected = {n: len(nx.single_source_shortest_path_length(graph, n, cutoff=k)) - 1 for n in graph}
    assert reach(graph, graph, graph, k) == expected


@pytest.mark.parametrize("graph", [nx.karate_club_graph(), florentine(), nx.les_miserables_graph()])
def test_with_everyone_in_every_role_fair_share_sums_one_over_the_neighbours_degrees(graph):
    expected = {n: sum(1 / graph.degree(c) for c in graph[n]) for n in graph}
    shares = fair_share(graph, graph, graph)
    assert shares == pytest.approx(expected)
    assert sum(shares.values()) == pytest.approx(sum(degree > 0 for _, degree in graph.degree))


def test_the_southern_women_reach_the_events_they_attended():
    """Davis, Gardner & Gardner 1941: Evelyn attended 8 of the 14 events, Flora 2, Theresa 8."""
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    attended = reach(graph, women, events)
    assert (attended["Evelyn Jefferson"], attended["Flora Price"], attended["Theresa Anderson"]) == (8, 2, 8)
    assert reach(graph, women, events, k=3) == attended  # women are tied to events only
    assert sum(fair_share(graph, women, events).values()) == pytest.approx(14)
    assert not any(exclusive(graph, women, events).values())


def profile(graph: nx.Graph, multipliers: list, companies: list) -> dict:
    """All measures of all multipliers."""
    return {
        m: (
            reach(graph, multipliers, companies)[m],
            reach(graph, multipliers, companies, 2)[m],
            decayed_reach(graph, multipliers, companies)[m],
            fair_share(graph, multipliers, companies)[m],
            exclusive(graph, multipliers, companies)[m],
        )
        for m in multipliers
    }


@given(cases())
@settings(max_examples=150, deadline=None)
def test_fair_shares_add_up_to_the_companies_in_contact(case):
    known = known_multipliers(*case)
    assert sum(fair_share(*case).values()) == pytest.approx(
        sum(bool(partners) for partners in known.values())
    )


@given(cases())
@settings(max_examples=150, deadline=None)
def test_the_measures_keep_their_bounds(case):
    one, two, three = (reach(*case, k=k) for k in (1, 2, 3))
    share, only, decayed = fair_share(*case), exclusive(*case), decayed_reach(*case)
    for m in one:
        assert only[m] <= share[m] <= one[m] <= two[m] <= three[m] <= len(case[2])
        assert one[m] <= decayed[m] <= three[m]


@given(cases(), st.data())
@settings(max_examples=100, deadline=None)
def test_loops_parallel_ties_directions_and_weights_change_nothing(case, data):
    graph, multipliers, companies = case
    messy = nx.MultiDiGraph()
    messy.add_nodes_from(graph)
    for a, b in graph.edges:
        messy.add_edges_from(
            [(a, b, {"weight": 7}), (b, a)] if data.draw(st.booleans()) else [(b, a), (b, a)]
        )
    messy.add_edges_from((node, node) for node in graph if data.draw(st.booleans()))
    expected = profile(*case)
    assert profile(messy, multipliers, companies) == expected
    assert profile(clean(messy), multipliers, companies) == expected
    assert cut_off(messy, companies) == cut_off(graph, companies)
    assert profile(adjacency_of(messy, weight=None), multipliers, companies) == expected


@given(cases(), st.permutations(range(9)))
@settings(max_examples=100, deadline=None)
def test_other_labels_change_no_value(case, order):
    graph, multipliers, companies = case
    name = {node: f"actor {order[node]}" for node in graph}
    renamed = nx.relabel_nodes(graph, name)
    changed = profile(renamed, [name[m] for m in multipliers], [name[c] for c in companies])
    assert changed == {name[m]: values for m, values in profile(*case).items()}


@given(cases(), st.booleans(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_an_isolate_changes_no_other_row(case, as_multiplier, as_company):
    graph, multipliers, companies = case
    larger = graph.copy()
    larger.add_node("new")
    found = profile(larger, multipliers + ["new"] * as_multiplier, companies + ["new"] * as_company)
    assert found.pop("new", (0, 0, 0, 0, 0)) == (0, 0, 0, 0, 0)
    assert found == profile(*case)


def test_cleaning_leaves_out_nodes_and_keeps_isolates_and_the_given_graph():
    raw = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a"), ("b", "office")])
    raw.add_node("alone")
    simple = clean(raw, leave_out={"office"})
    assert type(simple) is nx.Graph
    assert (list(simple), list(simple.edges)) == (["a", "b", "alone"], [("a", "b")])
    assert raw.number_of_edges() == 4


def test_reach_and_decay_of_one_look_are_those_of_their_own_functions():
    reached, decay = reach_and_decay(by_hand(), MULTIPLIERS, COMPANIES, horizon=4)
    assert reached == [reach(by_hand(), MULTIPLIERS, COMPANIES, k) for k in range(5)]
    assert decay == decayed_reach(by_hand(), MULTIPLIERS, COMPANIES, horizon=4)


@pytest.mark.parametrize("seed", range(20))
def test_many_companies_are_counted_in_portions(monkeypatch, seed):
    """With one word of 64 companies at a time the counts are those of networkx."""
    monkeypatch.setattr("traiber.graph.centrality.distance.MOST_WORDS", 1)
    graph = nx.gnm_random_graph(300, 500, seed=seed)
    players = list(range(40))
    relayed = nx.DiGraph()
    relayed.add_nodes_from(graph)
    relayed.add_edges_from((a, b) for x, y in graph.edges for a, b in ((x, y), (y, x)) if a in players)
    for k in (1, 2, 5):
        expected = {
            m: len(nx.single_source_shortest_path_length(relayed, m, cutoff=k).keys() - {m}) for m in players
        }
        assert reach(graph, players, range(300), k) == expected


def test_a_weighted_share_of_nothing_is_a_float_too():
    found = weighted_fair_share(nx.empty_graph(["chamber", "A"]), ["chamber"], ["A"])
    assert repr(found) == "{'chamber': 0.0}"
