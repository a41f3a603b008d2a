"""What is lost with an actor: critical reach, pairs, fragmentation; and how uneven the load is.

Expected values come from calculations by hand, from taking the actor out (definitions.py), and from
the dominator tree of networkx.
"""

import random
from itertools import product

import definitions
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_networks import CLASSICS, by_hand, classic, random_network, roles_of

from traiber.graph.centrality import (
    critical_reach,
    cut_off,
    distance_fragmentation,
    exclusive,
    fragmentation,
    gini,
    pairs_lost,
    top_share,
)


def below_in_networkx(graph: nx.Graph, seed: object, companies: list) -> dict:
    """Companies below each node in the dominator tree of networkx, whose root is missing since 3.6."""
    above = nx.immediate_dominators(graph.to_directed(), seed)
    below = dict.fromkeys(graph, 0)
    for company in companies:
        node = company
        while node in above and node != seed:
            node = above[node]
            below[node] += 1
    return below


def test_from_the_office_some_companies_are_reached_through_one_multiplier_only():
    """office - chamber - A; office - union - B - chamber: A hangs on the chamber, B on nobody."""
    graph = nx.Graph([("office", "chamber"), ("chamber", "A"), ("office", "union"), ("union", "B")])
    graph.add_edge("chamber", "B")
    expected = {"office": 2, "chamber": 1, "A": 0, "union": 0, "B": 0}
    assert critical_reach(graph, "office", ["A", "B"]) == expected
    assert critical_reach(graph, "office", ["A", "B"], relays=["chamber", "union"]) == expected


def test_whether_companies_pass_contacts_on_changes_who_is_critical():
    """office - chamber - A - B - C: with all as relays C hangs on A and B too; without, it is not reached."""
    graph = nx.path_graph(["office", "chamber", "A", "B", "C"])
    found = critical_reach(graph, "office", "ABC")
    assert found == {"office": 3, "chamber": 3, "A": 2, "B": 1, "C": 0}
    found = critical_reach(graph, "office", "ABC", relays=["chamber"])
    assert found == {"office": 1, "chamber": 1, "A": 0, "B": 0, "C": 0}


def test_from_a_seed_that_is_not_there_nobody_is_reached():
    assert critical_reach(by_hand(), "nobody", ["A"]) == dict.fromkeys(by_hand(), 0)
    with pytest.raises(ValueError, match="hashable"):
        critical_reach(by_hand(), ["office"], ["A"])


@pytest.mark.parametrize("name", CLASSICS)
def test_critical_reach_agrees_with_the_dominator_tree_of_networkx(name):
    graph, _, companies = roles_of(classic(name))
    for seed in graph:
        assert critical_reach(graph, seed, companies) == below_in_networkx(graph, seed, companies)


@pytest.mark.parametrize("seed", range(200))
def test_critical_reach_agrees_with_taking_each_node_out(seed):
    graph, multipliers, companies = random_network(seed)
    start = random.Random(seed).choice(list(graph))
    for relays in (None, multipliers):
        passing = list(graph) if relays is None else multipliers
        expected = definitions.critical_reach(graph, start, companies, passing)
        assert critical_reach(graph, start, companies, relays) == expected


def test_critical_reach_needs_no_recursion():
    found = critical_reach(nx.path_graph(20_000), 0, range(1, 20_000))
    assert found == {node: 19_999 - node for node in range(20_000)}


def test_what_a_node_cuts_off_from_the_largest_part_is_critical_from_there():
    """In the example by hand aa holds ig, D and C from the part with ihk, A, B, E."""
    graph = by_hand()
    assert cut_off(graph, "ABCDEF")["aa"] == (3, 2)
    assert critical_reach(graph, "ihk", "ABCDEF")["aa"] == 2


def test_pairs_of_others_are_lost_with_the_one_between():
    """union - chamber - agency, companies A at the union, B at the agency, C at chamber and agency: without
    the chamber the union loses B and C, the agency loses A."""
    graph = nx.Graph(["uh", "ha", "uA", "aB", "hC", "aC"])
    assert pairs_lost(graph, "uha", "ABC") == {"u": 2, "h": 3, "a": 2}


@pytest.mark.parametrize("name", ["karate", "florentine", "davis", "kite"])
def test_pairs_lost_agree_with_taking_each_multiplier_out(name):
    graph, multipliers, companies = roles_of(classic(name))
    assert pairs_lost(graph, multipliers, companies) == definitions.pairs_lost(graph, multipliers, companies)


@pytest.mark.parametrize("seed", range(200))
def test_pairs_lost_agree_with_the_definition_on_random_networks(seed):
    graph, multipliers, companies = random_network(seed)
    assert pairs_lost(graph, multipliers, companies) == definitions.pairs_lost(graph, multipliers, companies)


def test_a_star_falls_apart_without_its_middle():
    """Intact: all pairs held, DF = 1 - (6 * 1 + 6 / 2) / 12; without the middle nobody is tied."""
    star = nx.star_graph(3)
    assert (fragmentation(star), fragmentation(star, removed=[0])) == (0, 1)
    assert distance_fragmentation(star) == pytest.approx(0.25)
    assert distance_fragmentation(star, removed=[0]) == 1


def test_without_an_isolate_a_network_is_less_fragmented():
    """A pair and one alone: 1 - 2 / 6; the pair alone: 0. Fewer than two actors: not defined."""
    graph = nx.Graph([("a", "b")])
    graph.add_node("alone")
    assert fragmentation(graph) == pytest.approx(2 / 3)
    assert fragmentation(graph, removed=["alone", "unknown"]) == 0
    assert fragmentation(graph, removed=["a", "alone"]) is None
    assert distance_fragmentation(nx.Graph()) is None


@pytest.mark.parametrize("name", CLASSICS)
def test_fragmentation_agrees_with_counting_pairs_in_classic_networks(name):
    graph = classic(name)
    for removed in ([], list(graph)[:3]):
        left = graph.subgraph([node for node in graph if node not in removed])
        apart, far = (definitions.fragmentation(left, by_distance) for by_distance in (False, True))
        assert fragmentation(graph, removed) == pytest.approx(apart, abs=1e-9)
        assert distance_fragmentation(graph, removed) == pytest.approx(far, abs=1e-9)


@pytest.mark.parametrize("seed", range(100))
def test_fragmentation_agrees_with_counting_pairs_in_random_networks(seed):
    graph, removed, _ = random_network(seed)
    left = graph.subgraph([node for node in graph if node not in removed])
    apart, far = (definitions.fragmentation(left, by_distance) for by_distance in (False, True))
    assert fragmentation(graph, removed) == pytest.approx(apart, abs=1e-9)
    assert distance_fragmentation(graph, removed) == pytest.approx(far, abs=1e-9)


def test_exclusive_companies_are_lost_for_the_partners_too():
    """A is exclusive to the chamber; union and agency lose it, a pair each."""
    graph = nx.Graph([("chamber", "A"), ("chamber", "union"), ("union", "agency")])
    players = ["chamber", "union", "agency"]
    assert exclusive(graph, players, ["A"])["chamber"] == 1
    assert pairs_lost(graph, players, ["A"])["chamber"] == 2


def test_load_by_hand():
    """6 of 10 on one, 9 of 10 on two; 1, 3, 6 differ by 20 / 9 on average: Gini = 20 / 9 / (2 * 10 / 3)."""
    assert (top_share([1, 6, 3], 1), top_share([1, 6, 3], 2), top_share([1, 6, 3], 9)) == (0.6, 0.9, 1)
    assert gini([1, 6, 3]) == pytest.approx(1 / 3)


@pytest.mark.parametrize("shares", [[], [0, 0]])
def test_without_a_company_there_is_no_load(shares):
    assert top_share(shares, 1) is None
    assert gini(shares) is None


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_gini_is_half_the_relative_mean_difference(shares):
    mean = sum(shares) / len(shares)
    differences = sum(abs(a - b) for a, b in product(shares, repeat=2)) / len(shares) ** 2
    assert gini(shares) == pytest.approx(differences / (2 * mean), abs=1e-9)
    assert 0 <= gini(shares) <= 1 - 1 / len(shares) + 1e-12


@pytest.mark.parametrize("shares", [[1, -1], [float("nan")]])
def test_shares_that_make_no_sense_are_refused(shares):
    with pytest.raises(ValueError, match="shares must be numbers from 0"):
        gini(shares)
    with pytest.raises(ValueError, match="number of shares must be 0 or more"):
        top_share([1], -1)


@pytest.mark.parametrize("shares", [[float("inf")], [1.0, float("inf")], [float("nan")], [-1.0]])
def test_shares_that_have_no_sum_are_refused(shares):
    for measure in (gini, lambda given: top_share(given, 1)):
        with pytest.raises(ValueError, match="shares must be numbers from 0"):
            measure(shares)
