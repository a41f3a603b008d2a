"""Rank intervals, inclusion, response rates, interviews: by hand, by brute force, on simulated drop-out."""

import random
from dataclasses import replace
from datetime import date
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from traiber.graph.arrays import Adjacency
from traiber.graph.centrality import exclusive, fair_share, reach
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.uncertainty import (
    RankInterval,
    exclusives,
    fair_shares,
    greyed_out,
    inclusion_interval,
    intervals_of,
    interviews,
    not_distinguishable,
    poor_responses,
    rank_intervals,
    reaches,
    response_rates,
    share_missing,
    tell_interviews,
    tell_ranks,
    tell_responses,
)
from traiber.graph.uncertainty.contacts import Contacts, contacts_of
from traiber.graph.uncertainty.intervals import ranked
from traiber.graph.uncertainty.missing import fit_missing, fit_rates, missing_shares
from traiber.graph.uncertainty.small_numbers import may_spread, may_standardise, may_test, significant
from traiber.ontology.language import set_language

MULTIPLIERS, COMPANIES = 38, 186  # the size of a regional network


def simulated(seed: int, heavy: bool) -> tuple[Contacts, dict[int, int], dict[int, int]]:
    """A network with known contacts, types and regions: companies follow the multipliers from 0 on.

    Six in seven contacts stay in the region, types differ in their mean. Heavy: rates of multipliers
    and companies are Pareto with the exponents 1.8 and 2.5 (the strongest has a third of all
    companies), else nearly equal within a type.
    """
    rng = np.random.default_rng(seed)
    types, regions = rng.integers(0, 5, MULTIPLIERS), rng.integers(0, 5, MULTIPLIERS)
    seats = rng.integers(0, 5, COMPANIES)
    own = (rng.pareto(1.8, MULTIPLIERS) + 0.3) / 1.55 if heavy else rng.gamma(20, 1 / 20, MULTIPLIERS)
    rates = 12 * np.array([0.5, 0.7, 1, 1.2, 1.6])[types] * own
    liking = rng.pareto(2.5, COMPANIES) + 0.3 if heavy else np.ones(COMPANIES)
    weights = liking * np.where(regions[:, None] == seats, 6, 1)
    chances = 1 - np.exp(-rates[:, None] * weights / weights.sum(axis=1, keepdims=True))
    multiplier, company = np.nonzero(rng.random((MULTIPLIERS, COMPANIES)) < chances)
    groups = dict(enumerate(types.tolist())) | dict.fromkeys(range(MULTIPLIERS, MULTIPLIERS + COMPANIES), 9)
    seats_of = dict(enumerate([*regions.tolist(), *seats.tolist()]))
    return Contacts(multiplier, company, MULTIPLIERS, COMPANIES), groups, seats_of


def graph_of(contacts: Contacts, kept: np.ndarray) -> Adjacency[int]:
    """The contacts that are kept, as a graph."""
    ends = contacts.company[kept] + contacts.multipliers
    return Adjacency.of(range(contacts.multipliers + contacts.companies), contacts.multiplier[kept], ends)


def coverage(heavy: bool, alpha: float, seeds: range) -> float:
    """The share of multipliers whose true rank lies in the interval of the network with dropped ties."""
    held = []
    for seed in seeds:
        truth, groups, regions = simulated(seed, heavy)
        ranks = ranked(fair_shares(truth)[None])[0]
        kept = np.random.default_rng(seed + 10_000).random(len(truth)) >= alpha
        everyone = range(MULTIPLIERS + COMPANIES)
        bands = rank_intervals(
            graph_of(truth, kept),
            everyone[:MULTIPLIERS],
            everyone[MULTIPLIERS:],
            groups,
            regions,
            alpha=alpha,
            seed=seed,
        )
        held += [bands[at].low <= rank <= bands[at].high for at, rank in enumerate(ranks.tolist())]
    return float(np.mean(held))


@pytest.mark.parametrize("alpha", [0.1, 0.3])
@pytest.mark.parametrize("heavy", [False, True], ids=["alike", "heavy-tailed"])
def test_the_intervals_hold_the_true_rank_at_their_nominal_rate(heavy: bool, alpha: float):
    """Nominal 90 %, tolerance 4 points below and 7 above: ranks are whole numbers, so bands hold a bit more.

    20 networks of 38 multipliers; the standard error of each figure is below 1.5 points.
    """
    assert 0.86 <= coverage(heavy, alpha, range(20)) <= 0.97


def coverage_with_silent(heavy: bool, told: bool, seeds: range) -> tuple[float, float]:
    """The share of true ranks held, of those who answered and of the silent.

    30 % of the multipliers are silent and lose 70 % of their contacts, the others 10 %.
    """
    held: dict[bool, list[bool]] = {True: [], False: []}
    for seed in seeds:
        truth, groups, regions = simulated(seed, heavy)
        rng = np.random.default_rng(seed + 20_000)
        silent = np.isin(np.arange(MULTIPLIERS), rng.choice(MULTIPLIERS, round(0.3 * MULTIPLIERS), False))
        kept = rng.random(len(truth)) >= np.where(silent[truth.multiplier], 0.7, 0.1)
        players = range(MULTIPLIERS)
        targets = range(MULTIPLIERS, MULTIPLIERS + COMPANIES)
        asked = np.flatnonzero(~silent).tolist() if told else None
        alpha, graph = 1 - kept.mean(), graph_of(truth, kept)
        bands = rank_intervals(graph, players, targets, groups, regions, alpha=alpha, seed=seed, asked=asked)
        for at, rank in enumerate(ranked(fair_shares(truth)[None])[0].tolist()):
            held[bool(silent[at])].append(bands[at].low <= rank <= bands[at].high)
    return float(np.mean(held[False])), float(np.mean(held[True]))


@pytest.mark.parametrize("heavy", [False, True], ids=["alike", "heavy-tailed"])
def test_the_intervals_hold_the_true_rank_of_the_silent_too_if_told_who_was_asked(heavy: bool):
    """Nominal 90 %, tolerances as above; without being told it is 68 and 38 % (alike), 83 and 60 %."""
    answered, silent = coverage_with_silent(heavy, True, range(20))
    assert 0.86 <= answered <= 0.97
    assert 0.86 <= silent <= 0.97
    assert coverage_with_silent(heavy, False, range(5))[1] < 0.7


def test_what_is_missing_is_missing_with_those_who_were_not_asked():
    """40 of 50 true contacts recorded (alpha .2). Of 27 with those asked 30 are true; 13 of 20 remain.

    With 39 asked, 43.33 are true, and 1 of 6.67 is recorded, .85 missing. Of 40 asked none is left for
    the others, whose .9 of nothing are no contacts, and the whole is missing with those asked.
    """

    def shares(own: int, others: int, alpha: float = 0.2) -> tuple[float, float]:
        who = np.repeat([0, 1], [own, others])
        return missing_shares(Contacts(who, np.arange(own + others), 2, 99), np.array([True, False]), alpha)

    assert shares(27, 13) == pytest.approx((0.1, 0.35))
    assert shares(39, 1) == pytest.approx((0.1, 0.85))
    assert shares(40, 0) == pytest.approx((0.2, 0.9))
    assert shares(0, 40) == pytest.approx((0.1, 0.2))
    assert shares(27, 13, 0.05) == pytest.approx((0.05, 0.05))
    known = Contacts(np.zeros(40, dtype=np.int64), np.arange(40), 2, 99)
    for asked in ([True, True], [False, False]):
        assert missing_shares(known, np.array(asked), 0.3) == (0.3, 0.3)


def test_even_half_of_the_contacts_may_be_missing():
    """Tolerance 5 points: with so little left, the peers have to say more."""
    assert 0.85 <= coverage(True, 0.5, range(20)) <= 0.97


def test_the_chance_of_the_top_five_is_a_chance():
    """Of all multipliers with about this chance, about this share truly is in the top five (bins of 20)."""
    chances, truths = [], []
    for seed in range(20):
        truth, groups, regions = simulated(seed, heavy=True)
        kept = np.random.default_rng(seed + 10_000).random(len(truth)) >= 0.3
        everyone = range(MULTIPLIERS + COMPANIES)
        sides = everyone[:MULTIPLIERS], everyone[MULTIPLIERS:], groups, regions
        bands = rank_intervals(graph_of(truth, kept), *sides, alpha=0.3)
        chances += [bands[at].top_five for at in range(MULTIPLIERS)]
        truths += (ranked(fair_shares(truth)[None])[0] <= 5).tolist()
    order = np.argsort(chances, kind="stable")
    doubtful = [at for at in order.tolist() if 0.1 <= chances[at] <= 0.9]
    assert len(doubtful) >= 60
    assert np.mean([truths[at] for at in doubtful]) == pytest.approx(
        np.mean([chances[at] for at in doubtful]), abs=0.12
    )


def test_the_order_of_graph_multipliers_and_companies_changes_no_interval_and_no_interview():
    truth, groups, regions = simulated(1, heavy=True)
    ties = list(zip(truth.multiplier.tolist(), (truth.company + MULTIPLIERS).tolist(), strict=True))
    everyone = list(range(MULTIPLIERS + COMPANIES))
    expected: list = []
    for seed in range(4):
        draw = random.Random(seed)
        players, targets = everyone[:MULTIPLIERS], everyone[MULTIPLIERS:]
        for labels in (players, targets, ties, everyone) if seed else ():
            draw.shuffle(labels)
        graph = nx.Graph()
        graph.add_nodes_from(everyone)
        graph.add_edges_from(ties)
        everyone.sort()
        bands = rank_intervals(graph, players, targets, groups, regions, alpha=0.3, replicates=50)
        asked = interviews(graph, players, targets, range(60), groups, regions, replicates=50)
        assert list(bands) == players
        expected = expected or [bands, asked]
        assert bands == expected[0]
        assert {node: gain.contacts for node, gain in asked.items()} == {
            node: gain.contacts for node, gain in expected[1].items()
        }


def test_intervals_are_the_same_each_time_and_differ_with_the_seed():
    truth, groups, regions = simulated(1, heavy=True)
    graph = graph_of(truth, np.ones(len(truth), dtype=bool))
    everyone = range(MULTIPLIERS + COMPANIES)
    sides = everyone[:MULTIPLIERS], everyone[MULTIPLIERS:], groups, regions
    first = rank_intervals(graph, *sides, seed=1)
    assert first == rank_intervals(graph, *sides, seed=1) != rank_intervals(graph, *sides, seed=2)


def test_replicates_may_be_measured_in_portions(monkeypatch):
    """One replicate at a time or all at once: other random numbers, so the bands are alike, not the same."""
    truth, groups, regions = simulated(1, heavy=True)
    graph = graph_of(truth, np.ones(len(truth), dtype=bool))
    everyone = range(MULTIPLIERS + COMPANIES)
    sides = everyone[:MULTIPLIERS], everyone[MULTIPLIERS:], groups, regions
    whole = rank_intervals(graph, *sides)
    monkeypatch.setattr("traiber.graph.uncertainty.intervals.PORTION", 1)
    single = rank_intervals(graph, *sides)
    assert max(abs(single[at].low - whole[at].low) for at in whole) <= 3
    assert [single[at].top_five for at in whole] == pytest.approx(
        [b.top_five for b in whole.values()], abs=0.15
    )


def test_without_missing_and_wrong_contacts_the_rank_is_certain():
    truth, groups, regions = simulated(3, heavy=False)
    graph = graph_of(truth, np.ones(len(truth), dtype=bool))
    everyone = range(MULTIPLIERS + COMPANIES)
    sides = everyone[:MULTIPLIERS], everyone[MULTIPLIERS:], groups, regions
    bands = rank_intervals(graph, *sides, alpha=0, beta=0)
    shares = np.round(fair_shares(truth), 9).tolist()
    assert [(band.low, band.high) for band in bands.values()] == [
        (1 + sum(other > own for other in shares), sum(other >= own for other in shares)) for own in shares
    ]


def test_equal_multipliers_share_all_their_places():
    """m leads with A and B, six others have one company each: places 2 to 7, of which four are in the top."""
    edges = [("m", "A"), ("m", "B"), *((f"n{at}", f"C{at}") for at in range(6))]
    graph = nx.Graph(edges)
    multipliers = ["m", *(f"n{at}" for at in range(6))]
    companies = ["A", "B", *(f"C{at}" for at in range(6))]
    bands = rank_intervals(graph, multipliers, companies, alpha=0, beta=0)
    assert bands["m"] == RankInterval(1, 1, 1.0)
    assert [bands[f"n{at}"] for at in range(6)] == [RankInterval(2, 7, pytest.approx(4 / 6))] * 6


def test_the_chances_of_the_top_five_sum_to_five():
    truth, groups, regions = simulated(2, heavy=True)
    graph = graph_of(truth, np.ones(len(truth), dtype=bool))
    everyone = range(MULTIPLIERS + COMPANIES)
    bands = rank_intervals(graph, everyone[:MULTIPLIERS], everyone[MULTIPLIERS:], groups, regions, alpha=0.3)
    assert sum(band.top_five for band in bands.values()) == pytest.approx(5)


def test_without_contacts_every_rank_is_possible():
    graph = nx.empty_graph(["m", "n", "A"])
    nobody = RankInterval(1, 2, None)
    assert rank_intervals(graph, ["m", "n"], ["A"]) == {"m": nobody, "n": nobody}
    assert rank_intervals(graph, [], ["A"]) == {}
    assert rank_intervals(graph, ["m"], []) == {"m": RankInterval(1, 1, None)}


@pytest.mark.parametrize("wrong", [{"alpha": 1}, {"alpha": -0.1}, {"beta": 1.1}, {"replicates": 0}])
def test_impossible_settings_are_refused(wrong: dict[str, float]):
    with pytest.raises(ValueError, match="alpha"):
        rank_intervals(nx.Graph([("m", "A")]), ["m"], ["A"], **wrong)


def test_a_graph_and_its_arrays_give_the_same_intervals():
    graph = nx.Graph([("m", "A"), ("m", "B"), ("n", "B"), ("A", "A"), ("B", "m")])
    loops = nx.Graph([("m", "A"), ("m", "B"), ("n", "B")])
    assert rank_intervals(graph, ["m", "n"], ["A", "B"]) == rank_intervals(loops, ["m", "n"], ["A", "B"])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(3, 11)), max_size=25))
@settings(max_examples=60, deadline=None)
def test_the_measures_on_contacts_are_those_on_graphs(pairs: list[tuple[int, int]]):
    """Second implementation: traiber.graph.centrality; 3..5 are multiplier and company at once."""
    graph = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_edges_from(pairs)
    multipliers, companies = list(range(6)), list(range(3, 12))
    contacts, players, _targets = contacts_of(
        Adjacency.of(range(12), *np.array(list(graph.edges), dtype=np.int64).reshape(-1, 2).T),
        multipliers,
        companies,
    )
    for own, other in ((fair_shares, fair_share), (reaches, reach), (exclusives, exclusive)):
        assert own(contacts).tolist() == pytest.approx(
            [other(graph, multipliers, companies)[node] for node in players]
        )


def test_missing_contacts_are_neither_recorded_nor_doubled_and_as_many_as_asked_for():
    """With a share alpha of all missing, recorded * alpha / (1 - alpha) are added: 0.3 -> 3/7 of them."""
    truth, groups, regions = simulated(5, heavy=False)
    places = [(groups[at], regions[at]) for at in range(MULTIPLIERS)]
    seats = [(9, regions[at]) for at in range(MULTIPLIERS, MULTIPLIERS + COMPANIES)]
    drawn = fit_missing(truth, places, seats, 0.3).draw(np.random.default_rng(0), 400)
    assert len(np.unique(drawn.keys)) == len(drawn)
    replicate, multiplier = np.divmod(drawn.multiplier, MULTIPLIERS)
    assert np.array_equal(replicate, drawn.company // COMPANIES)
    assert not np.isin(multiplier * COMPANIES + drawn.company % COMPANIES, truth.keys).any()
    assert len(drawn) / 400 / len(truth) == pytest.approx(3 / 7, rel=0.05)


def test_missing_contacts_keep_the_region():
    """All contacts stay in their region, so 90 % of the added ones do (some are borrowed from all)."""
    multiplier = np.repeat(np.arange(10), 20)
    company = np.tile(np.arange(20), 10) + 100 * (multiplier % 2)
    known = Contacts(multiplier, company, 10, 200)
    places = [("t", at % 2) for at in range(10)]
    drawn = fit_missing(known, places, [("c", at // 100) for at in range(200)], 0.3).draw(
        np.random.default_rng(0), 100
    )
    assert np.mean(drawn.multiplier % 10 % 2 == drawn.company % 200 // 100) >= 0.9


def test_rates_lie_between_the_own_record_and_the_peers():
    """Peers 2, 2, 2, 2, 12: mean 4, variance 20, shape 16 / 16 = 1.

    Rate after k contacts: (1 + k) * 4 / (1 + 4), that is 2.4 for 2 and 10.4 for 12.
    """
    rates = fit_rates(np.array([2, 2, 2, 2, 12]), [("t", "r")] * 5)
    assert rates.mean.tolist() == pytest.approx([2.4] * 4 + [10.4])


def test_fewer_than_five_peers_take_those_of_other_regions():
    """Two regions with 3 and 2 of one type: the type's five are the peers, as in the example above."""
    places = [("t", "r"), ("t", "r"), ("t", "r"), ("t", "s"), ("t", "s")]
    assert fit_rates(np.array([2, 2, 2, 2, 12]), places).mean.tolist() == pytest.approx([2.4] * 4 + [10.4])


# Neighbourhood inclusion ---------------------------------------------------------------------------


def brute_interval(graph: nx.Graph, nodes: list[int]) -> dict[int, tuple[int, int]]:
    """Ranks over all orders of the nodes that keep inclusion; those that include each other share one."""

    def below(u: int, v: int) -> bool:
        return set(graph[u]) <= set(graph[v]) | {v}

    low, high = dict.fromkeys(nodes, len(nodes)), dict.fromkeys(nodes, 1)
    for order in permutations(nodes):
        place = {node: at for at, node in enumerate(order)}
        if any(below(u, v) and not below(v, u) and place[u] < place[v] for u in nodes for v in nodes):
            continue
        for node in nodes:
            shared = [other for other in nodes if below(node, other) and below(other, node)]
            rank = 1 + min(place[other] for other in shared)
            low[node] = min(low[node], rank)
            high[node] = max(high[node], 1 + sum(place[o] < place[node] for o in nodes if o not in shared))
    return {node: (low[node], high[node]) for node in nodes}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda p: p[0] != p[1]), max_size=12))
@settings(max_examples=40, deadline=None)
def test_inclusion_intervals_are_those_of_all_orders_that_keep_inclusion(pairs: list[tuple[int, int]]):
    """Brute force over all orders of six nodes."""
    graph = nx.empty_graph(6)
    graph.add_edges_from(pairs)
    assert inclusion_interval(graph, range(6)) == brute_interval(graph, list(range(6)))


def test_no_index_contradicts_the_inclusion_intervals():
    """networkx on the karate club, without weights: degree, closeness, betweenness, eigenvector."""
    graph = nx.Graph(nx.karate_club_graph().edges)
    bands = inclusion_interval(graph, graph)
    assert any(low > 1 or high < len(graph) for low, high in bands.values())
    for values in (
        nx.degree_centrality(graph),
        nx.closeness_centrality(graph),
        nx.betweenness_centrality(graph),
        nx.eigenvector_centrality(graph, max_iter=1000, tol=1e-12),
    ):
        for node, (low, high) in bands.items():
            better = sum(value > values[node] + 1e-9 for value in values.values())
            not_worse = sum(value > values[node] - 1e-9 for value in values.values())
            assert better < high  # its best possible place
            assert low <= not_worse  # its worst possible one


def test_isolated_and_unknown_nodes_are_last_together():
    graph = nx.Graph([("a", "b"), ("a", "c")])
    graph.add_node("lone")
    assert inclusion_interval(graph, ["a", "b", "lone", "?"]) == {
        "a": (1, 1),
        "b": (2, 2),
        "lone": (3, 3),
        "?": (3, 3),
    }
    assert inclusion_interval(graph, []) == {}


# Not distinguishable -------------------------------------------------------------------------------


def test_groups_are_those_of_which_each_rank_lies_in_all_intervals():
    """b and c hold each other's rank, c and d too, but not b and d: two groups."""
    ranks = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    bands = {
        "a": RankInterval(1, 2, 1.0),
        "b": RankInterval(2, 3, 1.0),
        "c": RankInterval(2, 4, 1.0),
        "d": RankInterval(3, 5, 1.0),
        "e": RankInterval(5, 5, 1.0),
    }
    assert not_distinguishable(ranks, bands) == [("b", "c"), ("c", "d")]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_groups_are_the_longest_runs_of_which_every_two_cannot_be_told_apart(slack: list[tuple[int, int]]):
    """Brute force over all runs."""
    ranks = {at: at + 1 for at in range(len(slack))}
    bands = {at: RankInterval(at + 1 - low, at + 1 + high, None) for at, (low, high) in enumerate(slack)}

    def alike(run: range) -> bool:
        return all(bands[a].low <= ranks[b] <= bands[a].high for a in run for b in run)

    runs = [range(a, b) for a in range(len(slack)) for b in range(a + 2, len(slack) + 1)]
    found = [run for run in runs if alike(run)]
    longest = [r for r in found if not any(r != o and o[0] <= r[0] and r[-1] <= o[-1] for o in found)]
    assert not_distinguishable(ranks, bands) == [tuple(run) for run in longest]


# A network -----------------------------------------------------------------------------------------


def actor(kennung: str, type_: str, **given: object) -> Actor:
    role = "company" if type_ == "company" else "multiplier"
    return Actor(kennung, kennung.upper(), type=type_, region="r1", **{role: True, **given})


def small_network() -> Network:
    """Chambers m, n and o, companies A to F; of these D (asked: no), E and F (unknown) were not surveyed."""
    actors = [actor(k, "chamber", surveyed=True) for k in "mno"]
    actors += [actor(k, "company", surveyed_on=date(2025, 1, 1)) for k in "ABC"]
    actors += [actor("D", "company", surveyed=False), actor("E", "company"), actor("F", "company")]
    actors.append(Actor("office", "Büro", office=True, multiplier=True))
    actors.append(Actor("town", "Stadt", type="municipality"))
    ties = tuple(Tie(*pair) for pair in ("mA", "mB", "mC", "mD", "nA", "nB", "oE"))
    return Network("Test", None, date(2025, 6, 30), True, tuple(actors), ties)


def test_response_rates_count_multipliers_and_companies():
    """6 of 9; chambers 3 of 3, companies 3 of 6; the office and a town are not counted."""
    found = [(r.kind, r.group, r.actors, r.surveyed, r.enough) for r in response_rates(small_network())]
    assert found == [
        ("all", None, 9, 6, False),
        ("type", "chamber", 3, 3, True),
        ("type", "company", 6, 3, False),
        ("region", "r1", 9, 6, False),
    ]


def test_no_rate_is_shown_for_fewer_than_five():
    assert [row["rate"] for row in tell_responses(small_network()).rows] == [0.67, None, 0.5, 0.67]


def test_groups_with_too_few_answers_are_greyed_out():
    """The region has 67 %: everybody in it, not only the companies."""
    network = small_network()
    assert greyed_out(network) == frozenset("mnoABCDEF")
    moved = tuple(replace(a, region="r2") if a.type == "chamber" else a for a in network.actors)
    assert greyed_out(replace(network, actors=moved)) == frozenset("ABCDEF")


def test_who_is_greyed_out_has_the_lower_rate_of_its_type_and_region():
    """Companies 3 of 6, the region 6 of 9; without any record of a survey there is no rate."""
    network = small_network()
    assert poor_responses(network) == {k: pytest.approx(2 / 3) for k in "mno"} | dict.fromkeys("ABCDEF", 0.5)
    nobody = tuple(replace(a, surveyed=None, surveyed_on=None) for a in network.actors)
    assert poor_responses(replace(network, actors=nobody)) == {}


def test_a_group_of_fewer_than_five_has_no_rate():
    """Three chambers of which none answered, in a region of their own."""
    actors = (replace(a, surveyed=a.type == "company", surveyed_on=None) for a in small_network().actors)
    moved = tuple(replace(a, region="r2") if a.type == "chamber" else a for a in actors)
    assert greyed_out(replace(small_network(), actors=moved)) == frozenset()


def test_the_share_of_missing_contacts_comes_from_the_response_rate():
    """1 - 6/9; all asked: at least 0.1; nobody asked: at most 0.5; nobody there: 0.1."""
    network = small_network()
    assert share_missing(network) == pytest.approx(1 / 3)
    for surveyed, expected in ((True, 0.1), (None, 0.5)):
        actors = tuple(replace(a, surveyed=surveyed, surveyed_on=None) for a in network.actors)
        assert share_missing(replace(network, actors=actors)) == expected
    assert share_missing(replace(network, actors=())) == 0.1


def test_an_interview_brings_what_the_replicates_add():
    """Brute force: the same missing contacts, added one actor and replicate at a time, ranked anew.

    Places moved: of those whose share changes, past the others as they were; equal ones count half.
    """
    edges = [("m", c) for c in "ABCDE"] + [("n", c) for c in "ABC"] + [("o", "F"), ("p", "G"), ("p", "A")]
    graph = nx.Graph(edges)
    multipliers, companies = list("mnop"), list("ABCDEFGH")
    graph.add_nodes_from(multipliers + companies)
    found = interviews(graph, multipliers, companies, ["H", "o", "A"], replicates=40, alpha=0.4, seed=7)
    known, players, targets = contacts_of(
        Adjacency.of(
            [*multipliers, *companies],
            np.array([multipliers.index(a) for a, _b in edges]),
            np.array([4 + companies.index(b) for _a, b in edges]),
        ),
        multipliers,
        companies,
    )
    places = [(None, None)]
    missing = fit_missing(known, places * 4, places * 8, 0.4).draw(np.random.default_rng(7), 40)
    added = [
        (int(m) // 4, players[int(m) % 4], targets[int(c) % 8])
        for m, c in zip(missing.multiplier, missing.company, strict=True)
    ]
    before = fair_share(graph, multipliers, companies)
    for asked in "HoA":
        contacts, moves = 0, 0
        for replicate in range(40):
            new = [(m, c) for r, m, c in added if r == replicate and asked in (m, c)]
            contacts += len(new)
            after = fair_share(nx.Graph([*edges, *new]), multipliers, companies)
            for node in multipliers:
                others = [before[o] for o in multipliers if o != node]
                ahead = [
                    sum((o > own + 1e-9) + (abs(o - own) < 1e-9) / 2 for o in others)
                    for own in (before[node], after.get(node, 0))
                ]
                moves += abs(ahead[1] - ahead[0])
        assert found[asked] == pytest.approx((contacts / 40, moves / 40))


def test_interviews_are_listed_for_those_not_surveyed_only():
    set_language("en")
    rows = tell_interviews(small_network()).rows
    assert sorted(row["actor"] for row in rows) == ["D", "E", "F"]
    assert {row["actor"]: row["contacts"] for row in rows} == {"D": 1, "E": 1, "F": 0}
    assert [row["expected_moves"] for row in rows] == sorted(
        (r["expected_moves"] for r in rows), reverse=True
    )
    assert rows[0]["reason"].startswith("Not asked yet; ")


def test_the_ranks_of_a_network_carry_intervals_and_whom_they_are_not_told_from():
    """Fair shares: m = 1/2 + 1/2 + 1 + 1 = 3, n = o = 1; n and o share rank 2."""
    rows = tell_ranks(small_network()).rows
    assert [(row["actor"], row["rank"], row["fair_share"]) for row in rows] == [
        ("m", 1, 3),
        ("n", 2, 1),
        ("o", 2, 1),
    ]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in rows)
    assert rows[1]["same_as"] is not None
    bands = intervals_of(small_network())
    assert {row["actor"]: (row["rank_low"], row["rank_high"], row["p_top_five"]) for row in rows} == bands


def test_a_network_without_anybody_has_no_rows():
    nobody = replace(small_network(), actors=(), ties=())
    assert [tell(nobody).rows for tell in (tell_responses, tell_interviews, tell_ranks)] == [[], [], []]


def test_small_numbers_are_not_compared():
    assert [may_standardise(4), may_standardise(5), may_spread(2), may_spread(3)] == [
        False,
        True,
        False,
        True,
    ]
    assert [may_test(29), may_test(30)] == [False, True]
    assert [significant(x) for x in (0.1049, 12.6, -0.051, 0.0)] == [0.1, 13.0, -0.051, 0.0]
