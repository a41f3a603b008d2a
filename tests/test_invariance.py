"""What must change no measure at all, and what all give where there is nothing to measure.

Every public measure is in `MEASURES`; a test says so. Values are compared with those of the clean graph.
"""

import pickle
import random
from collections.abc import Callable, Hashable

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import KINDS, Roles, cases

from traiber.graph import centrality
from traiber.graph.arrays import adjacency_of

NO_MEASURES = {"Betweenness", "ROLES", "Size", "gini", "top_share"}
Groups = dict[Hashable, Hashable]


def by_node(name: str, **given_settings: object) -> Callable:
    """A measure of a set of nodes."""
    return lambda graph, m, c, g: getattr(centrality, name)(graph, m, **given_settings)


def of_roles(name: str) -> Callable:
    """A measure of multipliers and companies."""
    return lambda graph, m, c, g: getattr(centrality, name)(graph, m, c)


OF_ROLES = (
    "best_path_reach",
    "decayed_reach",
    "exclusive",
    "fair_share",
    "intermediary_betweenness",
    "pairs_lost",
    "reach",
    "weighted_fair_share",
)
MEASURES: dict[str, Callable] = {
    **{name: of_roles(name) for name in OF_ROLES},
    "constraint": by_node("constraint"),
    "effective_size": by_node("effective_size"),
    "efficiency": by_node("efficiency"),
    "weighted constraint": by_node("constraint", weight="weight"),
    "brokerage": lambda graph, m, c, g: centrality.brokerage(graph, g, m),
    "brokerage between": lambda graph, m, c, g: centrality.brokerage(graph, g, m, (m, c)),
    "participation": lambda graph, m, c, g: centrality.participation(graph, g, m),
    "critical_reach": lambda graph, m, c, g: centrality.critical_reach(graph, m[0] if m else 0, c),
    "cut_off": lambda graph, m, c, g: centrality.cut_off(graph, c),
    "distance_fragmentation": lambda graph, m, c, g: {"all": centrality.distance_fragmentation(graph)},
    "estimate_betweenness": lambda graph, m, c, g: centrality.estimate_betweenness(graph, m, c).values,
    "fragmentation": lambda graph, m, c, g: {"all": centrality.fragmentation(graph, m)},
    "reach_and_decay": lambda graph, m, c, g: centrality.reach_and_decay(graph, m, c)[1],
}
ROLE_BASED = [  # a value for every multiplier given
    name for name in MEASURES if name not in ("critical_reach", "cut_off") and "fragm" not in name
]
ALL_NODES = ("intermediary_betweenness", "estimate_betweenness")  # a value for every node of the graph


def groups_by_turns(graph: nx.Graph) -> Groups:
    """Two groups, and every fifth node in none."""
    return {node: "north" if int(node) % 2 else "south" for node in graph if int(node) % 5 != 4}


def near(found: dict, expected: dict) -> bool:
    """Whether two results have the same nodes and the same values within 1e-9."""
    return found.keys() == expected.keys() and all(
        near(found[key], value) if isinstance(value, dict) else found[key] == pytest.approx(value, abs=1e-9)
        for key, value in expected.items()
    )


def messy(graph: nx.Graph, seed: int) -> nx.MultiDiGraph:
    """The same ties with loops, directions, and repeated ties where they are certain."""
    draw = random.Random(seed)
    raw = nx.MultiDiGraph()
    raw.add_nodes_from(graph)
    for a, b, tie in graph.edges(data=True):
        first, second = draw.choice([(a, b), (b, a)])
        raw.add_edge(first, second, **tie)
        if tie.get("weight", 1) == 1:
            raw.add_edges_from(draw.choices([(a, b), (b, a)], k=draw.randint(0, 2)))
    raw.add_edges_from((node, node, {"weight": 0.3}) for node in graph if draw.random() < 0.5)
    return raw


@st.composite
def weighted(draw: st.DrawFn) -> Roles:
    """A case with probabilities on some ties."""
    graph, multipliers, companies = draw(cases())
    for edge in graph.edges:
        if draw(st.booleans()):
            graph.edges[edge]["weight"] = draw(st.sampled_from([0, 0.25, 0.5, 1]))
    return graph, multipliers, companies


def test_every_public_measure_is_tested_here():
    assert set(centrality.__all__) - NO_MEASURES <= MEASURES.keys()


@pytest.mark.parametrize("name", MEASURES)
@given(case=weighted(), seed=st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_loops_repeated_ties_and_directions_change_nothing(name, case, seed):
    graph, multipliers, companies = case
    groups = groups_by_turns(graph)
    expected = MEASURES[name](graph, multipliers, companies, groups)
    assert near(MEASURES[name](messy(graph, seed), multipliers, companies, groups), expected)
    assert near(MEASURES[name](adjacency_of(graph, "weight"), multipliers, companies, groups), expected)


@pytest.mark.parametrize("name", MEASURES)
@given(case=weighted(), order=st.permutations(range(9)))
@settings(max_examples=25, deadline=None)
def test_other_labels_change_no_value(name, case, order):
    graph, multipliers, companies = case
    groups = groups_by_turns(graph)
    labels = {node: ("actor", order[node]) for node in graph} | {"all": "all"}
    renamed = nx.relabel_nodes(graph, {node: labels[node] for node in graph})
    found = MEASURES[name](
        renamed,
        [labels[m] for m in multipliers],
        [labels[c] for c in companies],
        {labels[node]: group for node, group in groups.items()},
    )
    expected = MEASURES[name](graph, multipliers, companies, groups)
    if name == "critical_reach" and not multipliers:
        expected = dict.fromkeys(graph, 0)
    assert near(found, {labels[node]: value for node, value in expected.items()})


@pytest.mark.parametrize("name", [name for name in MEASURES if "fragm" not in name])
@given(case=weighted(), as_multiplier=st.booleans(), as_company=st.booleans())
@settings(max_examples=25, deadline=None)
def test_an_isolate_changes_no_other_value(name, case, as_multiplier, as_company):
    graph, multipliers, companies = case
    groups = groups_by_turns(graph)
    larger = graph.copy()
    larger.add_node(99)
    found = MEASURES[name](
        larger, multipliers + [99] * as_multiplier, companies + [99] * as_company, groups | {99: "north"}
    )
    own = found.pop(99, None)
    assert own in (0, None, dict.fromkeys(centrality.ROLES, 0))
    expected = MEASURES[name](graph, multipliers, companies, groups)
    if name == "critical_reach" and not multipliers:
        return  # the isolate is the seed then, or no node is
    assert near(found, expected)


@pytest.mark.parametrize("name", MEASURES)
@given(case=weighted())
@settings(max_examples=15, deadline=None)
def test_the_given_graph_and_arrays_are_not_changed(name, case):
    graph, multipliers, companies = case
    arrays = adjacency_of(graph, "weight")
    before = pickle.dumps((graph, arrays.starts, arrays.ends, arrays.weights))
    for given_graph in (graph, arrays):
        MEASURES[name](given_graph, multipliers, companies, groups_by_turns(graph))
    assert pickle.dumps((graph, arrays.starts, arrays.ends, arrays.weights)) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MEASURES)
def test_a_graph_without_anything_has_no_values(name, kind):
    expected = {"all": None} if "fragm" in name else {}
    assert MEASURES[name](kind(), [], [], {}) == expected


@pytest.mark.parametrize("name", MEASURES)
def test_without_multipliers_there_is_no_value_and_nobody_reaches_anybody(name):
    found = MEASURES[name](nx.path_graph(3), [], [0, 2], {})
    if name in ALL_NODES:
        assert found == {0: 0, 1: 0, 2: 0}
    elif name in ROLE_BASED:
        assert found == {}
    else:
        assert found  # those that do not ask for multipliers


@pytest.mark.parametrize("name", [name for name in ROLE_BASED if "constraint" not in name])
def test_without_companies_all_that_counts_companies_is_zero(name):
    found = MEASURES[name](nx.path_graph(3), [1], [], {0: "a", 1: "a", 2: "b"})
    structure = {
        "effective_size": 2,
        "efficiency": 1,
        "participation": 1,
        "brokerage": dict.fromkeys(centrality.ROLES, 0) | {"representative": 0.5, "gatekeeper": 0.5},
        "brokerage between": dict.fromkeys(centrality.ROLES, 0),
    }
    assert found[1] == structure.get(name, 0)


@pytest.mark.parametrize("name", ROLE_BASED)
def test_a_multiplier_that_the_graph_does_not_know_has_zero_or_no_value(name):
    found = MEASURES[name](nx.path_graph(3), [1, "unknown"], [0, 2, "missing"], {})
    assert found.get("unknown") in (0, None)
    if name not in ALL_NODES:
        assert list(found) == [1, "unknown"]


@pytest.mark.parametrize(
    "name", [name for name in MEASURES if name not in ("distance_fragmentation", "cut_off")]
)
def test_labels_that_cannot_be_nodes_are_refused_with_a_sentence(name):
    with pytest.raises(ValueError, match="hashable"):
        MEASURES[name](nx.path_graph(3), [[1]], [2], {})


@pytest.mark.parametrize(
    "name", [name for name in MEASURES if MEASURES[name].__qualname__.startswith("of_roles")]
)
def test_companies_that_cannot_be_nodes_are_refused_with_a_sentence(name):
    with pytest.raises(ValueError, match="hashable"):
        MEASURES[name](nx.path_graph(3), [1], [[2]], {})
