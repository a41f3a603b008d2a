"""Needs and offers by hand, against plain loops, and on the example networks."""

import random
from datetime import date
from typing import Any

import networkx as nx

from traiber.data.example import generate, settings
from traiber.data.workspace import parse_settings
from traiber.graph.arrays import adjacency_of
from traiber.graph.needs import COLUMNS, FEWEST_RATINGS, KINDS, Match, Need, Offer, match_needs, needs_table
from traiber.graph.network import Settings
from traiber.graph.projection import Frame, project_network
from traiber.graph.rows import read_rows
from traiber.graph.status import describe_network
from traiber.graph.store import Store
from traiber.graph.teams.table import Scope, team_table
from traiber.visualizations.tables.needs import needs_view
from traiber.visualizations.tables.status import status_view
from traiber.visualizations.tables.team import team_view


def match(ties: list[tuple[str, str, float]], need: Need, *offers: Offer, players: str = "mx") -> Match:
    graph = nx.Graph()
    graph.add_nodes_from("mxcp")
    graph.add_weighted_edges_from(ties)
    (found,) = match_needs(adjacency_of(graph, "weight"), [need], offers, set(players), {"kreis": {"land"}})
    return found


NEED = Need("c", "drives", frozenset({"kreis"}))


def test_a_need_is_met_by_a_contact_that_offers_the_field() -> None:
    found = match([("c", "m", 0.5)], NEED, Offer("m", "drives"))
    assert (found.is_met, found.offered, found.via) == (True, 1, None)


def test_an_offer_is_reached_through_the_multiplier_with_the_best_way() -> None:
    """c - m - p: 0.9 x 0.4 = 0.36; c - x - p: 0.6 x 0.7 = 0.42."""
    ties = [("c", "m", 0.9), ("m", "p", 0.4), ("c", "x", 0.6), ("x", "p", 0.7)]
    found = match(ties, NEED, Offer("p", "drives"))
    assert (found.provider, found.via, round(found.probability or 0, 2)) == ("p", "x", 0.42)


def test_a_stale_contact_and_a_company_are_no_way() -> None:
    offer = Offer("p", "drives")
    assert match([("c", "m", 0), ("m", "p", 1)], NEED, offer).provider is None
    assert match([("c", "m", 1), ("m", "p", 1)], NEED, offer, players="x").provider is None


def test_an_offer_holds_in_its_regions_in_those_within_and_everywhere_without_any() -> None:
    for regions, number in (({"kreis"}, 1), ({"land"}, 1), (set(), 1), ({"other"}, 0)):
        assert match([], NEED, Offer("p", "drives", frozenset(regions))).offered == number
    assert match([], Need("c", "drives"), Offer("p", "drives", frozenset({"other"}))).offered == 1
    assert match([], NEED, Offer("p", "sites")).offered == 0
    assert match([], NEED, Offer("c", "drives")).offered == 0


def test_matches_are_those_of_plain_loops() -> None:
    """200 random graphs."""
    seen = 0
    for seed in range(200):
        rng = random.Random(seed)
        graph = nx.gnp_random_graph(9, 0.3, seed=seed)
        for a, b in graph.edges:
            graph[a][b]["weight"] = rng.choice([0, 0.2, 0.5, 0.9])
        graph = nx.relabel_nodes(graph, {n: f"n{n}" for n in graph})
        players = {f"n{n}" for n in range(5)}
        needs = [Need(f"n{n}", rng.choice("fg"), frozenset(rng.sample("rs", 1))) for n in range(5, 9)]
        offers = [
            Offer(f"n{rng.randrange(9)}", rng.choice("fg"), frozenset(rng.sample("rs", rng.randint(0, 2))))
            for _ in range(4)
        ]
        for found in match_needs(adjacency_of(graph, "weight"), needs, offers, players):
            need = found.need
            providers = {
                o.provider
                for o in offers
                if o.field == need.field and (not o.regions or o.regions & need.regions)
            } - {need.company}
            assert found.offered == len(providers)
            assert found.is_met == any(graph.has_edge(need.company, p) for p in providers)
            if not found.is_met:
                ways = [
                    graph[need.company][x]["weight"] * graph[x][p]["weight"]
                    for x in graph[need.company]
                    for p in providers
                    if x in players and graph.has_edge(x, p)
                ]
                assert (found.probability or 0) == max(ways, default=0)
                seen += bool(found.via)
    assert seen > 30


def example(store: Store) -> tuple[object, list[dict]]:
    network = project_network(store, Frame("Musterregion Mobil", data_date=date(2025, 6, 30)))
    return network, needs_table(network, store).rows


def test_the_planted_hole_is_a_need_without_offer(example_store: Store) -> None:
    """Nobody offers new drives in one district: at least eight companies need them there."""
    network, rows = example(example_store)
    missing = {(row["region"], row["field"]) for row in rows if row["kind"] == "need_without_offer"}
    (cell,) = missing
    assert sum(row["kind"] == "need_without_offer" for row in rows) >= 8
    named = {row["company"] for row in rows if row["kind"] == "need_without_offer"}
    assert all(network.by_kennung[company].region == cell[0] for company in named)


def test_every_need_is_met_or_a_row(example_store: Store) -> None:
    network, rows = example(example_store)
    result = needs_table(network, example_store)
    voiced = {(row["kennung"], row["field"]) for row in read_rows(example_store, "needs_voiced")}
    open_ = {(row["company"], row["field"]) for row in rows if row["kind"].startswith("need_")}
    assert result.meta.settings["needs"] == len(voiced) == len(open_) + result.meta.settings["needs_met"]
    assert result.columns == COLUMNS and {row["kind"] for row in rows} <= set(KINDS)


def test_a_way_names_a_multiplier_that_knows_both(example_store: Store) -> None:
    network, rows = example(example_store)
    graph = network.graph()
    for row in rows:
        if row["kind"] == "need_with_way":
            assert graph.has_edge(row["via"], row["company"]) and graph.has_edge(row["via"], row["provider"])
            assert row["via"] in network.multipliers
            assert row["field"] in network.by_kennung[row["provider"]].offers


def test_ratings_of_small_groups_are_withheld(example_store: Store) -> None:
    network, rows = example(example_store)
    shown = [row for row in rows if row["kind"] == "rating"]
    counts = {(r["field"], r["group"]): int(r["ratings"]) for r in read_rows(example_store, "ratings")}
    assert len(shown) == sum(n >= FEWEST_RATINGS for n in counts.values()) > 0
    assert all(row["number"] >= FEWEST_RATINGS and 1 <= row["value"] <= 5 for row in shown)
    withheld = needs_table(network, example_store).meta.settings["ratings_withheld"]
    assert withheld == len(counts) - len(shown)


def test_measures_with_expressly_nobody_come_before_those_with_nothing_recorded(example_store: Store) -> None:
    _network, rows = example(example_store)
    reasons = [row["reason"] for row in rows if row["kind"] == "measure_without_responsible"]
    assert reasons == sorted(reasons) and set(reasons) == {
        "Expressly nobody is responsible.",
        "Nobody responsible is recorded.",
    }


def test_only_the_kinds_that_are_asked_for(example_store: Store) -> None:
    network, _rows = example(example_store)
    rows = needs_table(network, example_store, frozenset({"rating"})).rows
    assert {row["kind"] for row in rows} == {"rating"}


def test_without_needs_no_offer_is_called_unneeded(real_store: Store) -> None:
    """The real network records neither; an empty list of needs says nothing about what is needed."""
    network = project_network(real_store, Frame("TrAIBeR.NRW", settings=Settings(access="public")))
    kinds = {row["kind"] for row in needs_table(network, real_store).rows}
    assert not kinds & {"offer_without_need", "offer_without_taker", "need_without_offer"}


def test_needs_that_the_level_withholds_are_not_zero(example_store: Store, store_of: Any) -> None:
    chosen = parse_settings(settings(), "traiber.toml")
    public = store_of(generate().values(), chosen.base, chosen.network, "public")
    for store, access, words in (
        (public, "public", "Needs are internal and not part of this level (--access internal)."),
        (example_store, "personal", ""),
    ):
        frame = Frame("Musterregion Mobil", data_date=date(2025, 6, 30), settings=Settings(access=access))
        network = project_network(store, frame)
        result = needs_table(network, store)
        assert (result.meta.settings["needs"] is None) == (access == "public")
        assert (result.meta.settings["needs_met"] is None) == (access == "public")
        team = team_table(network, 2, by="field")
        one = team_table(network, 2, scope=Scope(field="F1"))
        shown = [needs_view(result, None), team_view(team, network, None), team_view(one, network, None)]
        shown.append(status_view(describe_network(network, store), None, 0))
        for grid in shown:
            text = f"{grid.title}{grid.caption}"
            assert words in text and ("are internal" in text) == bool(words)


def test_where_no_needs_are_recorded_a_sentence_says_so(real_store: Store) -> None:
    network = project_network(real_store, Frame("TrAIBeR.NRW", settings=Settings(access="internal")))
    caption = needs_view(needs_table(network, real_store), None).caption
    assert "No needs are recorded." in caption and "statements" not in caption
    grid = team_view(team_table(network, 2, by="field"), network, None)
    assert (grid.title, grid.rows) == ("No needs are recorded.", ())


def test_the_table_names_both_counts_of_needs_and_the_rule_of_offers(example_store: Store) -> None:
    """Statements and pairs of company and field, counted a second time from the rows of the store."""
    network = project_network(example_store, Frame("Musterregion Mobil", data_date=date(2025, 6, 30)))
    voiced = read_rows(example_store, "needs_voiced")
    pairs = {(row["kennung"], row["field"]) for row in voiced}
    statements = {row["need"] for row in voiced}
    assert len(pairs) > len(statements)
    caption = needs_view(needs_table(network, example_store), 4).caption
    assert f"each): {len(pairs)}; statements recorded: {len(statements)};" in caption
    assert "the offer names the region of the need" in caption


def test_the_state_of_the_network_says_how_contacts_and_needs_come_about(example_store: Store) -> None:
    network = project_network(example_store, Frame("Musterregion Mobil", data_date=date(2025, 6, 30)))
    result = describe_network(network, example_store)
    counts = {row["kind"]: row["count"] for row in result.rows}
    given = result.meta.settings
    assert given["membership_contacts"] > 0
    assert given["contacts"] == result.meta.ties == counts["ties"] + given["membership_contacts"]
    caption = status_view(result, None, 0).caption
    assert (
        f"Contacts in the analyses: {result.meta.ties}. Ties that hold on the day: {counts['ties']};"
        in caption
    )
    assert f"Needs: {counts['needs']} statements; {given['needs_by_field']} if" in caption
