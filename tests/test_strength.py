"""Reach along the best paths and the weighted fair share.

Expected values come from calculations by hand, from all paths, from all orders of joining, and from
Owen's integral with its polynomial multiplied out (definitions.py).
"""

import random
from itertools import product

import definitions
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import CLASSICS, Roles, cases, classic, random_network, roles_of

from traiber.graph.centrality import best_path_reach, fair_share, reach, weighted_fair_share


def weighted(ties: str) -> nx.Graph:
    """A graph from "a-b .5, b-c 1"."""
    graph = nx.Graph()
    for tie in ties.split(", "):
        ends, value = tie.split()
        graph.add_edge(*ends.split("-"), weight=float(value))
    return graph


@st.composite
def weighted_cases(draw: st.DrawFn) -> Roles:
    """A case with a probability on every tie."""
    graph, multipliers, companies = draw(cases())
    for edge in graph.edges:
        graph.edges[edge]["weight"] = draw(st.floats(0, 1))
    return graph, multipliers, companies


def test_a_sure_way_round_is_better_than_a_doubtful_contact():
    """chamber - A directly .25; over the agency .5 * 1; over agency and union .5 * .9 * 1."""
    graph = weighted("chamber-A .25, chamber-agency .5, agency-A 1, agency-union .9, union-B 1")
    assert best_path_reach(graph, ["chamber", "agency", "union"], ["A", "B"]) == {
        "chamber": pytest.approx(0.5 + 0.45),
        "agency": pytest.approx(1 + 0.9),
        "union": pytest.approx(0.9 + 1),
    }


def test_a_chain_can_count_as_much_as_its_weakest_tie():
    graph = weighted("chamber-agency .5, agency-union .9, union-B .8")
    given_roles = graph, ["chamber", "agency", "union"], ["B"]
    assert best_path_reach(*given_roles, along="weakest") == {"chamber": 0.5, "agency": 0.8, "union": 0.8}
    assert best_path_reach(*given_roles)["chamber"] == pytest.approx(0.36)


def test_the_best_path_within_the_limit_counts_and_not_a_better_longer_one():
    """Two ties of .5 give .25; the three sure ties are too long for a horizon of 2."""
    graph = weighted("chamber-agency .5, agency-A .5, chamber-x 1, x-agency 1, agency-B .5")
    everyone = ["chamber", "agency", "x"]
    assert best_path_reach(graph, ["chamber"], ["A"], 2, everyone) == {"chamber": 0.25}
    assert best_path_reach(graph, ["chamber"], ["A"], 3, everyone) == {"chamber": 0.5}
    assert best_path_reach(graph, ["chamber"], ["A"], 1, everyone) == {"chamber": 0}
    assert best_path_reach(graph, ["chamber"], ["A"], 0, everyone) == {"chamber": 0}


def test_nobody_is_reached_by_itself():
    """lab is multiplier and company; there and back again is no way to itself."""
    graph = weighted("ihk-lab .5, lab-A .8")
    assert best_path_reach(graph, ["ihk", "lab"], ["lab", "A"]) == {"ihk": pytest.approx(0.9), "lab": 0.8}


@pytest.mark.parametrize("along", ["product", "weakest"])
@pytest.mark.parametrize("name", CLASSICS)
def test_best_paths_agree_with_all_paths_of_classic_networks(name, along):
    graph, multipliers, companies = roles_of(classic(name))
    for relays in (None, list(graph)):
        passing = multipliers if relays is None else relays
        expected = definitions.best_path_reach(graph, multipliers, companies, 3, passing, along == "weakest")
        found = best_path_reach(graph, multipliers, companies, 3, relays, along=along)
        assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(200))
def test_best_paths_agree_with_all_paths_of_random_networks(seed):
    graph, multipliers, companies = random_network(seed)
    others = random.Random(seed).sample(list(graph), len(graph) // 2)
    for relays in (None, others, list(graph)):
        passing = multipliers if relays is None else relays
        for horizon, along in product((1, 2, 3, 5), ("product", "weakest")):
            weakest = along == "weakest"
            expected = definitions.best_path_reach(graph, multipliers, companies, horizon, passing, weakest)
            found = best_path_reach(graph, multipliers, companies, horizon, relays, along=along)
            assert found == pytest.approx(expected, abs=1e-9)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_with_sure_contacts_strength_changes_nothing(case):
    assert best_path_reach(*case) == reach(*case, k=3)
    assert weighted_fair_share(*case) == pytest.approx(fair_share(*case), abs=1e-12)


@given(weighted_cases())
@settings(max_examples=100, deadline=None)
def test_strength_only_takes_away(case):
    whole, direct = best_path_reach(*case), best_path_reach(*case, horizon=1)
    share = weighted_fair_share(*case)
    for m, steps in reach(*case, k=3).items():
        assert 0 <= share[m] <= direct[m] + 1e-12
        assert direct[m] <= whole[m] + 1e-12
        assert whole[m] <= steps + 1e-12


@given(weighted_cases())
@settings(max_examples=150, deadline=None)
def test_weighted_shares_add_up_to_the_expected_coverage(case):
    """Expected coverage: for every company 1 - product of (1 - p) over its multipliers."""
    graph, multipliers, companies = case
    expected = 0.0
    for c in companies:
        missed = 1.0
        for m in set(graph[c]) & set(multipliers):
            missed *= 1 - graph[m][c]["weight"]
        expected += 1 - missed
    assert sum(weighted_fair_share(*case).values()) == pytest.approx(expected, abs=1e-9)


def test_the_likelier_contact_gets_more_of_the_share():
    """p = 1 and .5 at one company: chamber 1 * (1 - .5 / 2), union .5 * (1 - 1 / 2); alone B .5."""
    graph = weighted("chamber-A 1, union-A .5, union-B .5")
    found = weighted_fair_share(graph, ["chamber", "union"], ["A", "B"])
    assert found == pytest.approx({"chamber": 0.75, "union": 0.75})


@pytest.mark.parametrize("seed", range(150))
def test_weighted_share_is_the_shapley_value_over_all_orders_of_joining(seed):
    graph, multipliers, companies = random_network(seed)
    expected = definitions.weighted_shapley(graph, multipliers[:5], companies)
    assert weighted_fair_share(graph, multipliers[:5], companies) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", CLASSICS)
def test_weighted_share_agrees_with_the_polynomial_multiplied_out(name):
    for given_roles in (roles_of(classic(name)), (classic(name), list(classic(name)), list(classic(name)))):
        expected = definitions.owen_share(*given_roles)
        assert weighted_fair_share(*given_roles) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("known", [1, 2, 101, 3_000])
def test_a_company_that_thousands_know_is_shared_exactly(known):
    """All p alike: by symmetry each has (1 - (1 - p)^n) / n."""
    graph = nx.star_graph(known)
    nx.set_edge_attributes(graph, 0.3, "weight")
    shares = weighted_fair_share(graph, range(1, known + 1), [0])
    assert shares == pytest.approx(dict.fromkeys(range(1, known + 1), (1 - 0.7**known) / known), rel=1e-9)


def test_a_sure_contact_among_many_doubtful_ones_loses_nothing_to_rounding():
    """1,000 contacts of 1e-12 beside a sure one, which loses half of each: 1 - 1000 * 1e-12 / 2."""
    graph = nx.star_graph(1_001)
    nx.set_edge_attributes(graph, 1e-12, "weight")
    graph[0][1]["weight"] = 1.0
    shares = weighted_fair_share(graph, range(1, 1_002), [0])
    assert 1 - shares[1] == pytest.approx(5e-10, rel=1e-4)
    assert shares[2] == pytest.approx(5e-13, rel=1e-6)


@pytest.mark.parametrize("horizon", [-1, 1.5, "2", None])
def test_settings_that_make_no_sense_are_refused_with_a_sentence(horizon):
    graph = weighted("chamber-A .25")
    with pytest.raises(ValueError, match="horizon must be a whole number of steps"):
        best_path_reach(graph, ["chamber"], ["A"], horizon)
    with pytest.raises(ValueError, match="along must be 'product' or 'weakest', not 'shortest'"):
        best_path_reach(graph, ["chamber"], ["A"], along="shortest")


@pytest.mark.parametrize("measure", [best_path_reach, weighted_fair_share])
def test_the_weight_is_a_probability_under_any_name(measure):
    graph = nx.Graph([("chamber", "A", {"p": 0.5, "weight": 7})])
    assert measure(graph, ["chamber"], ["A"], weight="p") == {"chamber": pytest.approx(0.5)}
    with pytest.raises(ValueError, match="weight of a tie"):
        measure(graph, ["chamber"], ["A"])
