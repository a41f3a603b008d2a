"""Intermediary betweenness, constraint, effective size, brokerage and participation.

Expected values come from calculations by hand, from networkx as a second tool, and from the
definitions in definitions.py, which follow every path and every triad.
"""

import random
from itertools import permutations, product
from math import isnan

import definitions
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from small_networks import CLASSICS, cases, classic, groups_of, random_network, roles_of

from traiber.graph.arrays import adjacency_of
from traiber.graph.centrality import (
    ROLES,
    brokerage,
    constraint,
    effective_size,
    efficiency,
    estimate_betweenness,
    intermediary_betweenness,
    participation,
)
from traiber.graph.centrality import betweenness as module
from traiber.graph.centrality.triangles import triangles


def close(found: dict) -> dict:
    """The same values with a tolerance of 1e-9."""
    return {node: None if value is None else pytest.approx(value, abs=1e-9) for node, value in found.items()}


def test_betweenness_counts_a_single_path_fully():
    """Path chamber - agency - A: agency lies between the pair chamber, A, and nobody else between any."""
    graph = nx.path_graph(["chamber", "agency", "A"])
    assert intermediary_betweenness(graph, ["chamber"], ["A"]) == {"chamber": 0, "agency": 1, "A": 0}


def test_two_shortest_ways_share_the_pair():
    """chamber - (agency or union) - A: each half; the direct way of union to A needs nobody."""
    graph = nx.Graph([("chamber", "agency"), ("chamber", "union"), ("agency", "A"), ("union", "A")])
    found = intermediary_betweenness(graph, ["chamber", "union"], ["A"])
    assert found == {"chamber": 0, "agency": 0.5, "union": 0.5, "A": 0}


@pytest.mark.parametrize("name", CLASSICS)
def test_betweenness_agrees_with_networkx_doubled(name):
    """networkx halves the value of undirected graphs though the pairs are directed (its issue 3481)."""
    for given_roles in (roles_of(classic(name)), (classic(name), list(classic(name)), list(classic(name)))):
        graph, multipliers, companies = given_roles
        halved = nx.betweenness_centrality_subset(graph, sources=multipliers, targets=companies)
        expected = {node: 2 * value for node, value in halved.items()}
        assert intermediary_betweenness(graph, multipliers, companies) == close(expected)


@pytest.mark.parametrize("name", CLASSICS)
def test_with_everyone_in_every_role_betweenness_is_the_usual_one_twice(name):
    """Freeman's betweenness counts each unordered pair once."""
    graph = classic(name)
    usual = nx.betweenness_centrality(graph, normalized=False)
    assert intermediary_betweenness(graph, graph, graph) == close({n: 2 * b for n, b in usual.items()})


@pytest.mark.parametrize("seed", range(200))
def test_betweenness_agrees_with_the_definition_path_by_path(seed):
    graph, multipliers, companies = random_network(seed)
    expected = definitions.betweenness(graph, multipliers, companies)
    assert intermediary_betweenness(graph, multipliers, companies) == close(expected)


@given(cases())
@settings(max_examples=150, deadline=None)
def test_betweenness_adds_up_to_the_inner_steps_of_all_pairs(case):
    graph, multipliers, companies = case
    far = dict(nx.all_pairs_shortest_path_length(graph))
    inner = sum(far[m][c] - 1 for m in multipliers for c in companies if c in far[m] and c != m)
    assert sum(intermediary_betweenness(*case).values()) == pytest.approx(inner, abs=1e-9)


@pytest.mark.parametrize("cells", [1, 60, 10_000])
def test_how_many_searches_run_at_once_changes_no_value(monkeypatch, cells):
    graph, multipliers, companies = roles_of(classic("miserables"))
    expected = intermediary_betweenness(graph, multipliers, companies)
    monkeypatch.setattr(module, "CELLS", cells)
    assert intermediary_betweenness(graph, multipliers, companies) == close(expected)


def test_a_long_chain_is_followed_to_its_end():
    """Node i of a chain of 3,000 lies between its start and all companies after it."""
    found = intermediary_betweenness(nx.path_graph(3_000), [0], range(1, 3_000))
    assert found == {node: max(0, 2_999 - node) if node else 0 for node in range(3_000)}


def test_as_many_samples_as_multipliers_are_exact():
    graph, multipliers, companies = roles_of(classic("karate"))
    exact = estimate_betweenness(graph, multipliers, companies)
    whole = estimate_betweenness(graph, multipliers, companies, samples=len(multipliers))
    assert whole == exact
    assert (exact.exact, exact.relative_error(), set(exact.errors.values())) == (True, 0, {0})


def test_a_sample_is_right_on_average_and_states_its_error():
    """All samples of 2 out of 6 multipliers: their mean is the exact value (nothing is biased), and the
    mean of the squared errors stated is the variance of the estimates (survey sampling, Cochran 1977)."""
    graph, nodes = nx.karate_club_graph(), list(nx.karate_club_graph())
    starts, companies = nodes[:6], nodes[6:]
    exact = intermediary_betweenness(graph, starts, companies)
    estimates, squares, drawn = [], [], set()
    for seed in range(400):
        found = estimate_betweenness(graph, starts, companies, samples=2, seed=seed)
        key = tuple(found.values.values())
        if key not in drawn:
            drawn.add(key)
            estimates.append(list(found.values.values()))
            squares.append([error**2 for error in found.errors.values()])
    assert len(drawn) == 15  # 6 over 2
    assert np.mean(estimates, axis=0) == pytest.approx(list(exact.values()))
    assert np.mean(squares, axis=0) == pytest.approx(np.var(estimates, axis=0))


def test_the_same_seed_draws_the_same_sample():
    case = roles_of(classic("miserables"))
    first, again = (estimate_betweenness(*case, samples=5, seed=7) for _ in range(2))
    assert first == again
    assert first.values != estimate_betweenness(*case, samples=5, seed=8).values
    assert (first.searched, first.sources, first.exact) == (5, 26, False)
    assert first.relative_error() > 0


@pytest.mark.parametrize("samples", [0, 1, -3, 2.5, "5"])
def test_samples_that_say_nothing_of_their_error_are_refused(samples):
    with pytest.raises(ValueError, match="samples must be a whole number of multipliers, 2 or more"):
        intermediary_betweenness(nx.path_graph(3), [0], [2], samples=samples)


@pytest.mark.parametrize("seed", range(100))
def test_every_triangle_is_found_once(monkeypatch, seed):
    portion = random.Random(seed).choice([1, 5, 1000])
    monkeypatch.setattr("traiber.graph.centrality.triangles.MOST_PATHS", portion)
    graph = nx.gnm_random_graph(12, random.Random(seed).randint(0, 40), seed=seed)
    found = [
        frozenset(corners)
        for part in triangles(adjacency_of(graph))
        for corners in zip(*(places.tolist() for places in part), strict=True)
    ]
    assert len(found) == len(set(found))
    assert set(found) == {frozenset(c) for c in nx.enumerate_all_cliques(graph) if len(c) == 3}


def test_constraint_ignores_a_loop_and_is_undefined_for_an_isolate():
    """Path a-b-c-d: constraint of a = 1, of b = 1/4 + 1/4 = .5; a loop at b would give 1.78 and 1.29."""
    graph = nx.path_graph(["a", "b", "c", "d"])
    graph.add_edge("b", "b")
    graph.add_node("alone")
    nodes = ["a", "b", "alone", "unknown"]
    assert constraint(graph, nodes) == {"a": 1.0, "b": 0.5, "alone": None, "unknown": None}
    assert effective_size(graph, nodes) == {"a": 1.0, "b": 2.0, "alone": None, "unknown": None}
    assert efficiency(graph, nodes) == {"a": 1.0, "b": 1.0, "alone": None, "unknown": None}


def test_a_triangle_has_the_greatest_constraint():
    """Each (1/2 + 1/2 * 1/2)^2 twice = 9/8; of two contacts that know each other one is effective."""
    assert constraint(nx.complete_graph(3), [0]) == {0: 1.125}
    assert effective_size(nx.complete_graph(3), [0]) == {0: 1.0}
    assert efficiency(nx.complete_graph(3), [0]) == {0: 0.5}


@pytest.mark.parametrize("name", CLASSICS)
def test_structural_holes_agree_with_networkx(name):
    graph = classic(name)
    graph.remove_edges_from([edge for edge in graph.edges if graph.edges[edge]["weight"] == 0])
    bound = {n: None if isnan(c) else c for n, c in nx.constraint(graph).items()}
    weighted = {n: None if isnan(c) else c for n, c in nx.constraint(graph, weight="weight").items()}
    size = {n: None if isnan(s) else s for n, s in nx.effective_size(graph).items()}
    assert constraint(graph) == close(bound)
    assert constraint(graph, weight="weight") == close(weighted)
    assert effective_size(graph) == close(size)
    ratio = {n: None if s is None else s / graph.degree(n) for n, s in size.items()}
    assert efficiency(graph) == close(ratio)


@pytest.mark.parametrize("seed", range(200))
def test_structural_holes_agree_with_networkx_on_random_networks(seed):
    graph, nodes, _ = random_network(seed)
    graph.remove_edges_from([edge for edge in list(graph.edges) if graph.edges[edge]["weight"] == 0])
    for found, expected in (
        (constraint(graph), nx.constraint(graph)),
        (constraint(graph, weight="weight"), nx.constraint(graph, weight="weight")),
        (effective_size(graph), nx.effective_size(graph)),
    ):
        assert found == close({n: None if isnan(value) else value for n, value in expected.items()})
    assert list(constraint(graph, nodes)) == nodes


def test_a_contact_that_cannot_be_used_restricts_nobody():
    """a - b with weight 0 alone: all shares of a are 0 / 0, so that its constraint is not defined."""
    graph = nx.Graph([("a", "b", {"weight": 0}), ("b", "c", {"weight": 0.5})])
    assert constraint(graph, weight="weight") == {"a": None, "b": 1.0, "c": 1.0}
    assert constraint(graph) == {"a": 1.0, "b": 0.5, "c": 1.0}


def test_each_of_the_five_roles_is_one_open_triad():
    """b of group 1 between two contacts each: groups 1 1 coordinator, 2 2 itinerant, 1 2 representative or
    gatekeeper (half each), 2 3 liaison."""
    for first, second, expected in (
        (1, 1, {"coordinator": 1}),
        (2, 2, {"itinerant": 1}),
        (1, 2, {"representative": 0.5, "gatekeeper": 0.5}),
        (2, 3, {"liaison": 1}),
    ):
        found = brokerage(nx.path_graph(["a", "b", "c"]), {"a": first, "b": 1, "c": second})
        assert found["b"] == dict.fromkeys(ROLES, 0) | expected
        assert found["a"] == found["c"] == dict.fromkeys(ROLES, 0)


def test_with_a_direction_representative_and_gatekeeper_differ():
    """The chamber speaks for the agency of its own Kreis to a company elsewhere, and lets an agency from
    elsewhere in to a company of its own Kreis."""
    graph = nx.star_graph(["chamber", "own agency", "far agency", "own company", "far company"])
    kreis = {node: "far" if str(node).startswith("far") else "own" for node in graph}
    between = ["own agency", "far agency"], ["own company", "far company"]
    expected = {"coordinator": 1, "itinerant": 1, "representative": 1, "gatekeeper": 1, "liaison": 0}
    assert brokerage(graph, kreis, ["chamber"], between) == {"chamber": expected}


def test_whoever_has_no_group_brokers_nothing_and_is_no_end():
    graph = nx.star_graph(["chamber", "A", "B", "C"])
    groups = {"chamber": 1, "A": 1, "B": 1, "C": None}
    assert brokerage(graph, groups)["chamber"]["coordinator"] == 1
    assert sum(brokerage(graph, groups)["chamber"].values()) == 1
    assert brokerage(graph, groups, ["C", "unknown"]) == {"C": None, "unknown": None}
    assert brokerage(graph, {}) == dict.fromkeys(graph)


@pytest.mark.parametrize("name", CLASSICS)
def test_roles_agree_with_the_definition_on_classic_networks(name):
    graph, sources, targets = roles_of(classic(name))
    groups = groups_of(graph)
    everyone, directed = list(permutations(graph, 2)), list(product(sources, targets))
    expected = {b: definitions.roles(graph, groups, b, everyone, 0.5) for b in graph}
    assert brokerage(graph, groups) == expected
    expected = {b: definitions.roles(graph, groups, b, directed, 1) for b in graph}
    assert brokerage(graph, groups, between=(sources, targets)) == expected


@pytest.mark.parametrize("seed", range(200))
def test_roles_agree_with_the_definition_on_random_networks(seed):
    graph, sources, targets = random_network(seed)
    draw = random.Random(seed)
    groups = {node: draw.choice(["north", "south", ("any", 1), None]) for node in graph}
    everyone, directed = list(permutations(graph, 2)), list(product(sources, targets))
    nodes = [*graph, "unknown"]
    expected = {b: definitions.roles(graph, groups, b, everyone, 0.5) for b in nodes}
    assert brokerage(graph, groups, nodes) == expected
    expected = {b: definitions.roles(graph, groups, b, directed, 1) for b in nodes}
    assert brokerage(graph, groups, nodes, (sources, targets)) == expected


@given(cases())
@settings(max_examples=150, deadline=None)
def test_roles_add_up_to_the_open_triads(case):
    graph, _, _ = case
    groups = {node: node % 3 for node in graph}
    for node, found in brokerage(graph, groups).items():
        degree = graph.degree(node)
        assert sum(found.values()) == degree * (degree - 1) / 2 - nx.triangles(graph, node)
        assert found["representative"] == found["gatekeeper"]


def test_spread_is_the_chance_that_two_contacts_are_of_different_groups():
    """Of the three pairs of A, B (north) and C (south) two differ; laid back, 1 - (4 + 1) / 9."""
    star = nx.star_graph(["chamber", "A", "B", "C"])
    groups = {"A": "north", "B": "north", "C": "south"}
    assert participation(star, groups, ["chamber"])["chamber"] == pytest.approx(2 / 3)
    assert participation(star, groups, ["chamber"], unbiased=False)["chamber"] == pytest.approx(4 / 9)


def test_one_contact_has_no_spread():
    graph = nx.Graph([("chamber", "A")])
    graph.add_node("alone")
    groups = {"A": "north"}
    nodes = ["chamber", "A", "alone", "unknown"]
    assert participation(graph, groups, nodes) == dict.fromkeys(nodes)
    assert participation(graph, groups, nodes, unbiased=False) == dict.fromkeys(nodes) | {"chamber": 0}


@pytest.mark.parametrize("unbiased", [True, False])
@pytest.mark.parametrize("name", CLASSICS)
def test_spread_agrees_with_the_definition_on_classic_networks(name, unbiased):
    graph = classic(name)
    groups = groups_of(graph)
    expected = {node: definitions.participation(graph, groups, node, unbiased) for node in graph}
    assert participation(graph, groups, unbiased=unbiased) == close(expected)


@pytest.mark.parametrize("unbiased", [True, False])
@pytest.mark.parametrize("seed", range(100))
def test_spread_agrees_with_the_definition_on_random_networks(seed, unbiased):
    graph, _, _ = random_network(seed)
    draw = random.Random(seed)
    groups = {node: draw.choice(["north", "south", "west", None]) for node in graph}
    expected = {node: definitions.participation(graph, groups, node, unbiased) for node in graph}
    assert participation(graph, groups, unbiased=unbiased) == close(expected)


@pytest.mark.parametrize("measure", [brokerage, participation])
def test_groups_that_cannot_be_told_apart_are_refused_with_a_sentence(measure):
    with pytest.raises(ValueError, match="groups must be hashable values"):
        measure(nx.path_graph(3), {0: ["north"], 1: "north", 2: "south"})
