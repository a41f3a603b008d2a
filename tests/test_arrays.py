"""The clean graph as arrays: what it keeps, what it merges, what it refuses."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traiber.graph.arrays import Adjacency, adjacency_of
from traiber.graph.clean import clean
from traiber.graph.strength import tie_probabilities

RAW_EDGES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40)


def edges_of(arrays: Adjacency) -> set[frozenset]:
    return {
        frozenset((arrays.nodes[a], arrays.nodes[b]))
        for a, b in zip(arrays.rows.tolist(), arrays.ends.tolist(), strict=True)
    }


@given(RAW_EDGES, st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
def test_the_arrays_hold_the_same_ties_as_the_clean_networkx_graph(edges, kind):
    raw = kind(edges)
    raw.add_nodes_from(["alone", ("any", "hashable")])
    arrays, simple = adjacency_of(raw), clean(raw)
    assert arrays.nodes == tuple(simple)
    assert edges_of(arrays) == {frozenset(edge) for edge in simple.edges}
    assert arrays.ties == simple.number_of_edges()
    assert arrays.degrees.tolist() == [simple.degree(node) for node in simple]
    assert all(np.all(np.diff(arrays.neighbours(at)) > 0) for at in range(len(arrays)))


def test_parallel_ties_are_used_if_one_of_them_can_be():
    # by hand: 1 - 0.5 * 0.4 * 0.9
    raw = nx.MultiDiGraph()
    raw.add_weighted_edges_from([("a", "b", 0.5), ("b", "a", 0.6), ("a", "b", 0.1), ("b", "c", 0.3)])
    arrays = adjacency_of(raw, "weight")
    assert arrays.weights.tolist() == pytest.approx([0.82, 0.82, 0.3, 0.3])


def test_a_tie_without_a_weight_can_surely_be_used_and_single_weights_stay_as_they_are():
    raw = nx.Graph([("a", "b")])
    raw.add_edge("b", "c", weight=0.1, other=0.7)
    assert adjacency_of(raw, "weight").weights.tolist() == [1, 1, 0.1, 0.1]
    assert adjacency_of(raw).weights.tolist() == [1, 1, 1, 1]
    assert adjacency_of(raw, weight="other").weights.tolist() == [1, 1, 0.7, 0.7]


@pytest.mark.parametrize("weight", [1.5, -0.1, float("nan"), "strong", None])
def test_a_weight_that_is_no_probability_is_refused(weight):
    with pytest.raises(ValueError, match="weight of a tie"):
        adjacency_of(nx.Graph([("a", "b", {"weight": weight})]), "weight")


def test_an_empty_graph_has_no_ties_and_arrays_are_returned_as_they_are():
    arrays = adjacency_of(nx.Graph())
    assert (len(arrays), arrays.ties, arrays.starts.tolist()) == (0, 0, [0])
    assert adjacency_of(arrays) is arrays


@given(RAW_EDGES, st.sets(st.integers(0, 8)))
def test_a_restricted_graph_is_the_induced_subgraph(edges, kept):
    raw = nx.Graph(edges)
    arrays = adjacency_of(raw)
    part, expected = arrays.restricted(arrays.flags(kept)), clean(raw.subgraph(kept))
    assert set(part.nodes) == set(expected)
    assert edges_of(part) == {frozenset(edge) for edge in expected.edges}


def test_the_matrix_is_the_one_of_networkx():
    graph = nx.karate_club_graph()
    expected = nx.to_numpy_array(graph, weight=None)
    assert np.array_equal(adjacency_of(graph).matrix().toarray(), expected)


def test_labels_are_found_once_each_and_unknown_ones_are_left_out():
    arrays = adjacency_of(nx.path_graph(["a", "b", "c"]))
    assert arrays.where(["c", "?", "a", "c"]).tolist() == [2, 0]
    assert arrays.flags(["c", "?"]).tolist() == [False, False, True]
    with pytest.raises(ValueError, match="hashable"):
        arrays.where([["a"]])


def test_a_contact_fades_with_its_age_and_not_where_no_age_is_recorded():
    # by hand: strength 5 is 0.9 and 3 is 0.6; one half-life halves, two quarter
    probabilities = tie_probabilities([5, 5, 3, None, None], [0, 365, 730, None, -30])
    assert probabilities.tolist() == pytest.approx([0.9, 0.45, 0.15, 0.6, 0.6])
    assert tie_probabilities([3], [100], half_life_days=50).tolist() == pytest.approx([0.15])
    assert tie_probabilities([], []).tolist() == []


def test_network_arrays_and_network_graph_agree_and_leave_the_office_out():
    from datetime import date

    from traiber.graph.network import Actor, Network, Tie

    network = Network(
        name="N",
        home=None,
        data_date=date(2025, 1, 1),
        fictional=True,
        actors=(Actor("b", "B"), Actor("a", "A"), Actor("o", "O", office=True), Actor("c", "C")),
        ties=(
            Tie("a", "b", strength=5, last_contact=date(2025, 1, 1)),
            Tie("b", "a", strength=3),
            Tie("a", "o"),
            Tie("c", "c"),
        ),
    )
    arrays, graph = network.adjacency, network.graph()
    assert arrays.nodes == ("a", "b", "c")
    assert edges_of(arrays) == {frozenset("ab")} == {frozenset(edge) for edge in graph.edges}
    assert arrays.weights.tolist() == pytest.approx([0.96, 0.96])  # 1 - 0.1 * 0.4
    assert graph["a"]["b"]["weight"] == pytest.approx(0.96)
