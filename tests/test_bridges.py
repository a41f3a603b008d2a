"""Bridges to the neighbouring networks: ways without a common actor against networkx, proposals by hand."""

import random
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from traiber.graph.arrays import adjacency_of
from traiber.graph.introductions import bridge_table, hinges_of, introduction_table
from traiber.graph.introductions.disjoint import disjoint_ways
from traiber.graph.network import Actor, Body, Network, Tie
from traiber.graph.projection import Frame, project_network
from traiber.graph.store import Store


def parted(graph: nx.Graph, own: set[str], other: set[str]) -> int:
    """kappa by networkx: node connectivity between a new node tied to all of one, and one of the other."""
    made = graph.copy()
    for node in own & other:  # a way of its own; networkx would see no cut between neighbours
        made.remove_node(node)
    made.add_edges_from([("s", node) for node in own - other] + [("t", node) for node in other - own])
    made.add_nodes_from(["s", "t"])
    return len(own & other) + nx.node_connectivity(made, "s", "t")


def test_the_number_of_ways_is_the_smallest_cut_and_a_tie_adds_one_where_it_says_so() -> None:
    """120 random graphs of three groups; every missing tie tried against networkx."""
    added = 0
    for seed in range(120):
        rng = random.Random(seed)
        graph = nx.Graph()
        nodes = [f"n{k}" for k in range(rng.randint(4, 9))]
        graph.add_nodes_from(nodes)
        graph.add_edges_from(
            pair for pair in combinations(nodes, 2) if rng.random() < rng.choice([0.15, 0.3])
        )
        own = {n for n in nodes if rng.random() < 0.4}
        other = {n for n in nodes if rng.random() < 0.4}
        arrays = adjacency_of(graph)
        found = disjoint_ways(arrays, arrays.flags(own), arrays.flags(other))
        assert found.number == parted(graph, own, other), seed
        for a in sorted(own - other):
            for b in sorted(other - own):
                if not graph.has_edge(a, b):
                    more = graph.copy()
                    more.add_edge(a, b)
                    expected = parted(more, own, other) - found.number
                    place = arrays.positions
                    assert found.adds(np.array([place[a]]), np.array([place[b]]))[0] == bool(expected), seed
                    added += expected
    assert added > 50


def actor(kennung: str, body: str, region: str | None = None, **given: object) -> Actor:
    own = {"multiplier": True, "memberships": frozenset({body})}
    return Actor(kennung, kennung.upper(), "chamber", region, **(own | given))


def two_networks(*ties: Tie, **given: object) -> Network:
    """Own network with a (hinge), b (elsewhere), x (hinge), companies c, d (hinge); neighbour with p, q."""
    actors = (
        actor("a", "own", "h"),
        actor("b", "own", "e"),
        actor("x", "own", "h"),
        actor("c", "own", "h", multiplier=False, company=True),
        actor("d", "own", "h", multiplier=False, company=True),
        actor("p", "next"),
        actor("q", "next"),
    )
    own = {
        "actors": actors,
        "bodies": {
            "own": Body("own", {"en": "Own"}, "network", covers=("h", "e"), neighbours=("next",)),
            "next": Body("next", {"en": "Next"}, "network", covers=("h", "z")),
        },
    }
    return Network("Own", "own", None, True, ties=ties, **(own | given))


def test_who_shares_an_acquaintance_is_proposed_with_what_it_gains() -> None:
    """x knows p and q, so all hangs on x; a knows x: a - p leaves x - q as the other way. c is three steps
    from p before (p, x, a, c), so no company is gained."""
    table = bridge_table(two_networks(Tie("a", "x"), Tie("x", "p"), Tie("x", "q"), Tie("a", "c")))
    (row,) = table.rows
    assert (row["actor"], row["partner"], row["introducer"]) == ("a", "p", "x")
    assert (row["paths_before"], row["paths_after"], row["gain"]) == (1, 2, 2.0)
    assert (row["companies_before"], row["companies_after"]) == (1, 1)
    assert (row["regions"], round(row["feasibility"], 2)) == (("h",), 0.36)
    assert row["reason"] == (
        "X knows both A and P (Next). So far everything hangs on 1 way to Next; this one would "
        "be independent of it."
    )


def test_a_way_that_ends_at_the_same_actor_adds_none() -> None:
    """x - p is the only way; a - p would end at p as well: no gain. Only the office can call q."""
    rows = bridge_table(two_networks(Tie("a", "x"), Tie("x", "p"))).rows
    assert [(row["actor"], row["partner"], row["introducer"]) for row in rows] == [("a", "q", None)]


def test_without_any_way_the_office_calls_and_brings_companies_near() -> None:
    """No tie between the two: a knows c and d, so that both would be two steps from p or q."""
    row = bridge_table(two_networks(Tie("a", "c"), Tie("a", "d"))).rows[0]
    assert (row["actor"], row["introducer"], row["feasibility"]) == ("a", None, 0.1)
    assert (row["paths_before"], row["paths_after"]) == (0, 1)
    assert (row["companies_before"], row["companies_after"]) == (0, 2)
    assert row["reason"].startswith("Nobody is recorded who knows both A and")
    assert "It would be the first way to Next." in row["reason"]


def test_actors_outside_the_hinge_are_proposed_only_through_somebody_in_it() -> None:
    network = two_networks(Tie("b", "x"), Tie("x", "p"), Tie("x", "q"))
    assert ("b", "x") in {(row["actor"], row["introducer"]) for row in bridge_table(network).rows}
    elsewhere = bridge_table(network, {"next": frozenset({"z"})}).rows
    assert elsewhere == []


def test_who_wishes_no_introductions_is_left_out() -> None:
    ties = (Tie("a", "x"), Tie("x", "p"))
    actors = two_networks().actors
    for kennung in "axpq":
        closed = tuple(
            Actor(
                **{f: getattr(a, f) for f in Actor.__slots__ if f != "no_introductions"},
                no_introductions=True,
            )
            if a.kennung == kennung
            else a
            for a in actors
        )
        rows = bridge_table(two_networks(*ties, actors=closed)).rows
        assert not [r for r in rows if kennung in (r["actor"], r["partner"], r["introducer"])]


@pytest.mark.parametrize("given", [{"bodies": {}}, {"actors": ()}])
def test_without_networks_or_actors_there_are_no_bridges(given: dict[str, object]) -> None:
    assert bridge_table(two_networks(**given)).rows == []


def test_the_hinge_regions_are_read_from_the_store(example_store: Store, real_store: Store) -> None:
    """The example's hinge is the district 99005, for both neighbours; the real one is Oberberg."""
    network = project_network(example_store, Frame("Musterregion Mobil"))
    hinges = hinges_of(network, example_store)
    assert {region for regions in hinges.values() for region in regions} == {"99005"}
    assert hinges.keys() == set(network.bodies[network.home].neighbours)
    real = project_network(real_store, Frame("TrAIBeR.NRW"))
    assert set().union(*hinges_of(real, real_store).values()) == {"05374"}


def test_the_example_gets_bridges_to_the_network_that_has_none(example_store: Store) -> None:
    network = project_network(example_store, Frame("Musterregion Mobil"))
    rows = bridge_table(network, hinges_of(network, example_store)).rows
    assert {row["paths_before"] for row in rows} == {0, 4}
    assert rows[0]["paths_before"] == 0
    for row in rows:
        ends = {network.by_kennung[row[name]] for name in ("actor", "introducer") if row[name]}
        assert any("99005" in {end.region, *end.active_in} for end in ends)
    assert introduction_table(network).rows
