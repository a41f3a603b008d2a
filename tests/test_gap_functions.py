"""The gaps as functions of a networkx graph; values by hand, from networkx or from scipy."""

from datetime import date

import networkx as nx
import pytest
from scipy import stats

from traiber.graph import gaps
from traiber.graph.arrays import adjacency_of
from traiber.graph.gaps import (
    concentration,
    coverage_levels,
    field_cells,
    find_gaps,
    missing_bridges,
    overlaps,
    single_points_of_failure,
    under_connected,
)
from traiber.graph.network import Actor, Network, Tie


def bipartite(text: str) -> "nx.Graph[str]":
    return nx.Graph([tuple(pair.split("-")) for pair in text.split()])


def four_regions(members: int, apart: tuple[str, str]) -> "tuple[nx.Graph[str], dict[str, str]]":
    """Everyone knows its counterpart in each other region, except that two regions know each other not."""
    groups = {
        f"{region}{at}": region for region in ("east", "north", "south", "west") for at in range(members)
    }
    pairs = [(a, b) for a in groups for b in groups if groups[a] < groups[b] and a[-1] == b[-1]]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(groups)
    graph.add_edges_from((a, b) for a, b in pairs if {groups[a], groups[b]} != set(apart))
    return graph, groups


def test_each_company_has_the_first_level_that_holds() -> None:
    """A: m and n; B: m alone; C: n alone, long ago; D: both, long ago; E: only A; F: not in the graph."""
    graph = bipartite("m-A n-A m-B n-C m-D n-D A-E")
    levels = coverage_levels(graph, "mn", "ABCDEF", stale=[("n", "C"), ("D", "m"), ("n", "D"), ("n", "F")])
    assert levels == {"A": 3, "B": 2, "C": 1, "D": 1, "E": 0, "F": 0}


def test_one_fresh_contact_beside_an_old_one_is_not_stale_and_a_multiplier_does_not_cover_itself() -> None:
    assert coverage_levels(bipartite("m-A n-A"), "mn", "A", stale=[("m", "A")]) == {"A": 3}
    assert coverage_levels(bipartite("m-A"), "mA", "A") == {"A": 2}
    assert coverage_levels(bipartite("m-A m-m"), "m", "m") == {"m": 0}
    assert coverage_levels(nx.Graph(), "m", []) == {}


def test_dates_on_the_ties_of_a_graph_say_which_contacts_are_stale() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("m", "A", last=date(2020, 1, 1))
    graph.add_edge("m", "B", last=date(2024, 1, 1))
    old = [(a, b) for a, b, day in graph.edges(data="last") if day < date(2022, 1, 1)]
    assert coverage_levels(graph, "m", "AB", old) == {"A": 1, "B": 2}


def test_points_of_failure_are_articulation_points_that_cut_companies_off() -> None:
    """On Zachary's karate club: of three articulation points only 0 holds others than single nodes."""
    graph = nx.karate_club_graph()
    assert set(single_points_of_failure(graph, graph.nodes, fewest=1)) == set(nx.articulation_points(graph))
    assert single_points_of_failure(graph, graph.nodes) == {0: (6, 6)}
    assert single_points_of_failure(graph, [4, 11]) == {0: (6, 2)}


def test_a_bridge_is_missing_where_two_of_four_regions_do_not_know_each_other() -> None:
    """The five other pairs have 8 ties each, so 8 are expected of east and west: exp(-8)."""
    (found,) = missing_bridges(*four_regions(8, ("east", "west")))
    assert (found.groups, found.observed) == (("east", "west"), 0)
    assert found.expected == pytest.approx(8, abs=0.01)
    assert found.p == pytest.approx(stats.poisson.cdf(0, 8), rel=0.01)
    assert found.rate == pytest.approx(6 * stats.poisson.cdf(0, 8), rel=0.01)


def test_a_network_of_fewer_than_thirty_actors_has_counts_and_no_p() -> None:
    (small,) = missing_bridges(*four_regions(7, ("east", "west")))  # 28 actors
    assert (small.observed, round(small.expected), small.p, small.rate) == (0, 7, None, None)
    (rewired,) = missing_bridges(*four_regions(7, ("east", "west")), rewirings=20)
    assert rewired.p is None
    pair = bipartite(" ".join(f"{m}-c{at}" for m in "mn" for at in range(6)))
    pair.add_nodes_from(f"c{at}" for at in range(27))  # 29 actors
    (shared,) = overlaps(pair, "mn", [f"c{at}" for at in range(27)])
    assert (shared.shared, shared.p, shared.rate) == (6, None, None)
    pair.add_node("c27")
    (shared,) = overlaps(pair, "mn", [f"c{at}" for at in range(28)])
    assert shared.p == pytest.approx(stats.hypergeom.sf(5, 28, 6, 6))
    (cell,) = field_cells(bipartite("m-A"), {"A": "f"}, {"m": "f"}, {"A": "north"})
    assert (cell.p, cell.p_supply) == (None, None)


def test_shared_companies_are_compared_within_regions_if_these_are_given() -> None:
    """m and n share the 5 companies of the north; of 30 in all that is much, of 5 there nothing special."""
    companies = [f"c{at}" for at in range(30)]
    graph = bipartite(" ".join(f"{m}-c{at}" for m in "mn" for at in range(5)))
    graph.add_nodes_from(companies)
    north = {company: "north" if int(company[1:]) < 5 else "south" for company in companies}
    (pair,) = overlaps(graph, "mn", companies)
    assert (pair.one, pair.other, pair.shared) == ("m", "n", 5)
    assert pair.expected == pytest.approx(25 / 30)
    assert pair.p == pytest.approx(stats.hypergeom.sf(4, 30, 5, 5))
    assert overlaps(graph, "mn", companies, north) == []
    graph.add_edge("m", "n")
    assert overlaps(graph, "mn", companies) == []


def test_the_load_is_shared_equally_by_all_who_know_a_company() -> None:
    """m: A, B, C and half of D; n: half of D, and E: 3.5 and 1.5 of 5."""
    found = concentration(bipartite("m-A m-B m-C m-D n-D n-E"), "mn", "ABCDE")
    assert found is not None
    assert (found.top, found.covered, found.share, found.multipliers, found.known) == ("m", 5, 0.7, 2, 4)
    assert concentration(bipartite("m-A m-B m-C m-D"), "m", "ABCD") is None
    assert concentration(nx.Graph(), [], [], fewest=0) is None


def test_cells_count_who_needs_who_offers_and_who_is_reached() -> None:
    """Five in the north need f, two know m, who sits in the south and works in the north; Z has no seat."""
    needs = {company: ["f"] for company in "ABCDEZ"}
    seats = {**dict.fromkeys("ABCDE", "north"), "m": "south"}
    graph = bipartite("m-A m-B m-Z")
    (cell,) = field_cells(graph, needs, {"m": ["f"]}, seats, silent="E")
    assert (cell.region, cell.field, cell.demand, cell.supply, cell.served) == ("north", "f", 5, 0, 2)
    assert (cell.kind, cell.carriers, cell.silent) == ("no_offer", ("m",), 1)
    cells = field_cells(graph, needs, {"m": ["f"]}, seats, {"m": ["south", "north"]}, regions=["south"])
    assert [(c.region, c.supply, c.kind) for c in cells] == [("north", 1, "thin"), ("south", 1, None)]
    assert field_cells(nx.Graph(), {}, {}, {}) == []


def test_who_has_fewer_neighbours_than_its_peers_is_under_connected() -> None:
    """Six hubs with 12 leaves each and one with 2, all of one kind."""
    graph: nx.Graph[str] = nx.Graph()
    for hub, leaves in {**dict.fromkeys("abcdef", 12), "g": 2}.items():
        graph.add_edges_from((hub, f"{hub}{leaf}") for leaf in range(leaves))
    found = under_connected(dict(graph.degree("abcdefg")), dict.fromkeys("abcdefg", "hub"), {})
    assert list(found) == ["g"]
    assert (found["g"].observed, found["g"].expected, found["g"].peers) == (2, 12, 6)


def with_peers(others: int) -> Network:
    """One museum with 1 contact among so many museums with 12, beside twelve chambers with 12 each."""
    kinds = {f"m{at}": "museum" for at in range(others)} | {f"k{at}": "chamber" for at in range(12)}
    kinds |= {"weak": "museum"}
    actors = [Actor(key, key, multiplier=True, type=kind, surveyed=True) for key, kind in kinds.items()]
    actors += [Actor(f"c{at}", f"c{at}", company=True) for at in range(60)]
    ties = [(key, f"c{(7 * at + n) % 60}") for at, key in enumerate(kinds) for n in range(12)]
    ties = [(key, company) for key, company in ties if key != "weak"] + [("weak", "c0")]
    return Network(
        "Example", None, date(2024, 6, 30), True, tuple(actors), tuple(Tie(*ends) for ends in ties)
    )


@pytest.mark.parametrize(("others", "tested"), [(2, False), (4, False), (5, True)])
def test_with_fewer_than_five_of_its_kind_a_shortfall_is_a_hint_with_its_count_and_no_p(
    others: int, tested: bool
) -> None:
    (gap,) = (gap for gap in find_gaps(with_peers(others)) if gap.kind == "under_connected_multiplier")
    assert (gap.actors, gap.observed) == (("weak",), 1)
    assert (gap.p is not None) is tested
    assert gap.certainty.startswith("hint") is not tested
    assert f"{others} others of its kind" in gap.certainty
    assert ("are chance" in gap.certainty) is tested


def test_a_small_network_has_findings_of_missing_bridges_as_hints_with_their_counts() -> None:
    graph, groups = four_regions(7, ("east", "west"))
    actors = [Actor(key, key, multiplier=True, region=region) for key, region in groups.items()]
    ties = tuple(Tie(*ends) for ends in graph.edges)
    network = Network("Example", None, date(2024, 6, 30), True, tuple(actors), ties)
    (gap,) = (gap for gap in find_gaps(network) if gap.kind == "missing_bridge")
    assert (gap.regions, gap.observed, gap.p) == (("east", "west"), 0, None)
    assert gap.certainty == "hint: fewer than 30 actors, too few for a comparison with chance"


@pytest.mark.parametrize(
    "graph", [nx.les_miserables_graph(), nx.karate_club_graph()], ids=["valjean", "karate"]
)
def test_weights_that_are_no_probabilities_are_not_read(graph: "nx.Graph[object]") -> None:
    nodes = list(graph)
    players, others = nodes[:8], nodes[8:]
    groups = {node: at % 3 for at, node in enumerate(nodes)}
    arrays = adjacency_of(graph, weight=None)
    for measure in (
        lambda g: coverage_levels(g, players, others),
        lambda g: single_points_of_failure(g, others),
        lambda g: missing_bridges(g, groups),
        lambda g: overlaps(g, players, others),
        lambda g: concentration(g, players, others),
        lambda g: field_cells(
            g, {o: ["f"] for o in others}, {p: ["f"] for p in players}, dict.fromkeys(others, "r")
        ),
    ):
        assert measure(graph) == measure(arrays)


def test_every_function_is_exported_with_a_source_and_an_example() -> None:
    names = (
        "coverage_levels under_connected field_cells missing_bridges smallest_cut single_points_of_failure"
    )
    for name in (*names.split(), "overlaps", "concentration", "expectations"):
        text = getattr(gaps, name).__doc__
        assert name in gaps.__all__
        assert ">>>" in text, name
