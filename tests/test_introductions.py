"""Recommended introductions: by hand, against plain loops over small random graphs, on planted weak spots."""

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain, combinations
from pathlib import Path
from statistics import mean

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner, Result
from weak_spots import OWN, STYLES, Style, draw, write_tables

from traiber.cli import main
from traiber.data.build import build
from traiber.data.workspace import find_workspace
from traiber.graph.contacts import usable_contacts
from traiber.graph.events import Attendance
from traiber.graph.gaps import find_gaps
from traiber.graph.introductions import (
    COLUMNS,
    Focus,
    Introduction,
    Rules,
    Traits,
    Weights,
    find_introductions,
    introduction_table,
)
from traiber.graph.introductions.cases import missing_contacts
from traiber.graph.introductions.choice import choose, greedy, optimum
from traiber.graph.introductions.finding import Case
from traiber.graph.network import Actor, Network, Region, Settings, Tie
from traiber.ontology.language import set_language

TODAY = date(2025, 6, 30)
RECENT, OLDER, STALE = date(2025, 6, 30), date(2024, 6, 30), date(2023, 6, 30)  # the last: 731 days
Found = Introduction[str]


def pairs(found: Iterable[Found]) -> list[tuple[str, str | None, str]]:
    return [(i.multiplier, i.introducer, i.company) for i in found]


# ---- by hand


def test_the_best_introducer_is_the_one_with_the_greatest_product() -> None:
    """m - x - c: 0.9 x 0.5 = 0.45; m - y - c: 0.7 x 0.7 = 0.49."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("m", "x", 0.9), ("x", "c", 0.5), ("m", "y", 0.7), ("y", "c", 0.7)])
    rules = Rules(per_company=5)
    traits = Traits(needs={"c": {"f"}}, offers={"m": {"f"}})  # c is robust with x and y
    (found,) = find_introductions(graph, ["m", "x", "y"], ["c"], traits=traits, rules=rules)
    assert pairs([found]) == [("m", "y", "c")]
    assert found.feasibility == pytest.approx(0.49)
    assert (found.gain, found.score) == (2.0, pytest.approx(0.98))


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        (Traits(), {"robust": 1.0}),
        (Traits(needs={"c": {"f"}}, offers={"m": {"f"}}), {"robust": 1.0, "field": 2.0}),
        (Traits(needs={"c": {"f"}}, offers={"m": {"f"}, "x": {"f"}}), {"robust": 1.0}),
        (Traits(regions={"m": "south", "x": "north", "c": "north"}), {"robust": 1.0, "bridge": 2.0}),
        (Traits(regions={"m": "north", "x": "south", "c": "north"}), {"robust": 1.0}),
        (Traits(missing={"m": 2.0}), {"robust": 1.0, "shortfall": 1.5}),  # one of two that are missing
        (Traits(missing={"m": 5.0, "c": 2.0}), {"robust": 1.0, "shortfall": 0.6 + 1.5}),
        (Traits(missing={"m": 1.9}), {"robust": 1.0}),
    ],
)
def test_the_gain_is_the_sum_of_what_the_contact_changes(
    traits: Traits[str], expected: dict[str, float]
) -> None:
    """m - x - c, where c hangs on x alone."""
    (found,) = find_introductions(nx.path_graph(["m", "x", "c"]), ["m", "x"], ["c"], traits=traits)
    assert {name: points for name, points in found.parts.items() if points} == pytest.approx(expected)
    assert found.gain == pytest.approx(sum(expected.values()))


def test_points_are_settings() -> None:
    weights = Weights(robust=0.5)
    (found,) = find_introductions(nx.path_graph(["m", "x", "c"]), ["m", "x"], ["c"], weights=weights)
    assert found.gain == 0.5


def test_a_company_introduces_only_if_the_rules_say_so() -> None:
    """c knows the supplier s, s knows m: c is uncovered."""
    graph = nx.path_graph(["m", "s", "c"])
    assert find_introductions(graph, ["m"], ["s", "c"]) == []
    (found,) = find_introductions(graph, ["m"], ["s", "c"], rules=Rules(via_companies=True))
    assert pairs([found]) == [("m", "s", "c")]
    assert (found.gain, found.coverage_before, found.coverage_after) == (3.0, 1, 2)


def test_a_tie_of_weight_0_is_a_contact_but_no_way() -> None:
    """x - c is stale: no way over x; over y there is one, and c has no fresh contact but y."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("m", "x", 1), ("x", "c", 0)])
    assert find_introductions(graph, ["m", "x"], ["c"]) == []
    graph.add_weighted_edges_from([("x", "y", 1), ("d", "y", 1), ("m", "c", 0)])
    assert ("m", "c") not in {(i.multiplier, i.company) for i in find_introductions(graph, "mxy", "cd")}


def test_who_wishes_no_introductions_is_neither_introducer_nor_introduced() -> None:
    graph = nx.path_graph(["m", "x", "c"])
    for closed in ("m", "x", "c"):
        assert find_introductions(graph, ["m", "x"], ["c"], closed=[closed]) == []


def test_the_office_brings_together_whom_it_knows_and_else_calls() -> None:
    """m and c of one region; o knows both: 0.8 x 0.5; without c it can only call."""
    traits = Traits(regions={"m": "north", "c": "north"})
    graph = nx.Graph()
    graph.add_weighted_edges_from([("o", "m", 0.8), ("o", "c", 0.5)])
    (found,) = find_introductions(graph, ["m", "o"], ["c"], offices=["o"], traits=traits)
    assert (found.kind, found.introducer, found.feasibility) == ("office", "o", pytest.approx(0.4))
    assert (found.coverage_before, found.coverage_after) == (0, 1)
    graph.remove_edge("o", "c")
    (found,) = find_introductions(graph, ["m"], ["c"], offices=["o"], traits=traits)
    assert (found.kind, found.introducer, found.feasibility) == ("direct", None, 0.1)
    assert find_introductions(graph, ["m"], ["c"], offices=["o"], traits=traits, closed=["m"]) == []


def test_no_multiplier_gets_more_new_contacts_than_its_capacity_however_many_it_is_missing() -> None:
    """x knows m and 9 companies that hang on it."""
    graph = nx.star_graph(["x", "m", *(f"c{n}" for n in range(9))])
    companies = [f"c{n}" for n in range(9)]
    assert len(find_introductions(graph, ["m", "x"], companies)) == 5
    assert len(find_introductions(graph, ["m", "x"], companies, rules=Rules(per_multiplier=3))) == 3
    short = Traits(missing={"m": 6.5})
    assert len(find_introductions(graph, ["m", "x"], companies, traits=short)) == 5
    assert (
        len(find_introductions(graph, ["m", "x"], companies, traits=short, rules=Rules(per_multiplier=1)))
        == 1
    )


def test_everyone_is_served_where_all_can_be_though_all_pairs_are_alike() -> None:
    """x knows n multipliers and n companies: with one new contact each, n introductions are possible.

    40 x 40 pairs are all compared, 330 x 330 are more than can be: of those only some for each actor.
    """
    for n in (40, 330):
        players, companies = [f"m{i:03}" for i in range(n)], [f"c{i:03}" for i in range(n)]
        graph = nx.star_graph(["x", *players, *companies])
        case = Case.of(graph, [*players, "x"], companies, rules=Rules(per_multiplier=1))
        proposals = case.propose()
        assert sum(proposal.chosen for proposal in proposals.introductions) == n
        assert proposals.whole == (n == 40)


def test_the_office_looks_at_all_multipliers_of_a_region() -> None:
    """30 multipliers and 30 companies of a region without contacts; each can take on one."""
    players, companies = [f"m{i}" for i in range(30)], [f"c{i}" for i in range(30)]
    graph = nx.empty_graph([*players, *companies])
    traits = Traits(regions=dict.fromkeys([*players, *companies], "north"))
    found = find_introductions(graph, players, companies, traits=traits, rules=Rules(per_multiplier=1))
    assert len({i.multiplier for i in found}) == len({i.company for i in found}) == 30


def test_a_weight_of_another_name_or_none_is_taken() -> None:
    graph = nx.path_graph(["m", "x", "c"])
    nx.set_edge_attributes(graph, {("m", "x"): 0.5, ("x", "c"): 0.4}, "trust")
    nx.set_edge_attributes(graph, 7, "weight")  # meetings; no probability
    (trusted,) = find_introductions(graph, ["m", "x"], ["c"], weight="trust")
    (plain,) = find_introductions(graph, ["m", "x"], ["c"], weight=None)
    assert (trusted.feasibility, plain.feasibility) == (pytest.approx(0.2), 1.0)


def test_a_company_gets_one_proposal_and_more_only_where_more_are_missing() -> None:
    graph = nx.star_graph(["x", "c", "m1", "m2", "m3"])
    players = ["x", "m1", "m2", "m3"]
    assert len(find_introductions(graph, players, ["c"])) == 1
    assert len(find_introductions(graph, players, ["c"], traits=Traits(missing={"c": 2.0}))) == 2
    assert len(find_introductions(graph, players, ["c"], rules=Rules(per_company=9))) == 3


@pytest.mark.parametrize(
    ("graph", "multipliers", "companies"),
    [
        (nx.Graph(), [], []),
        (nx.path_graph(["m", "x", "c"]), [], ["c"]),
        (nx.path_graph(["m", "x", "c"]), ["m", "x"], []),
        (nx.path_graph(["m", "x", "c"]), ["nobody"], ["none"]),
        (nx.complete_graph(["m", "x", "c"]), ["m", "x"], ["c"]),
    ],
)
def test_without_candidates_there_are_no_introductions(
    graph: nx.Graph, multipliers: list[str], companies: list[str]
) -> None:
    assert find_introductions(graph, multipliers, companies) == []


def test_loops_and_parallel_ties_change_nothing() -> None:
    plain = nx.path_graph(["m", "x", "c"])
    raw = nx.MultiDiGraph(plain.to_directed())
    raw.add_edges_from([("x", "x"), ("c", "x"), ("m", "m")])
    assert find_introductions(raw, ["m", "x"], ["c"]) == find_introductions(plain, ["m", "x"], ["c"])


def test_a_company_that_is_a_multiplier_is_not_introduced_to_itself() -> None:
    graph = nx.path_graph(["m", "x", "both"])
    found = find_introductions(graph, ["m", "x", "both"], ["both"])
    assert pairs(found) == [("m", "x", "both")]


@pytest.mark.parametrize("wrong", [{"per_multiplier": 0}, {"per_company": 0}, {"direct": 1.5}])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"introductions must be|feasibility"):
        Rules(**wrong)


# ---- against plain loops


def drawn(seed: int) -> tuple[nx.Graph, list[str], list[str], Traits[str]]:
    """A small random graph with weights (some 0), regions, needs and offers."""
    rng = random.Random(seed)
    players = [f"m{n}" for n in range(rng.randint(1, 6))]
    companies = [f"c{n}" for n in range(rng.randint(1, 7))]
    both = [players[0]] if rng.random() < 0.3 else []
    nodes = [*players, *companies, "other"]
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    density = rng.uniform(0.1, 0.6)
    for a, b in combinations(nodes, 2):
        if rng.random() < density:
            graph.add_edge(a, b, weight=rng.choice([0, 0.3, 0.5, 0.9]))
    traits = Traits(
        regions={n: rng.choice("NSE") for n in nodes if rng.random() < 0.8},
        needs={n: set(rng.sample("fgh", rng.randint(0, 3))) for n in companies},
        offers={n: set(rng.sample("fgh", rng.randint(0, 3))) for n in players},
        missing={n: 3.0 for n in nodes if rng.random() < 0.2},
    )
    return graph, players, [*companies, *both], traits


def loops(
    graph: nx.Graph, players: list[str], companies: list[str], traits: Traits[str], via_companies: bool
) -> dict[tuple[str, str], tuple[float, float]]:
    """(gain, feasibility) of every pair with an introducer and a gain, word for word."""
    relays = {*players, *(companies if via_companies else ())}
    joined = {
        (traits.regions.get(m), traits.regions.get(c))
        for m in players
        for c in companies
        if graph.has_edge(m, c)
    }
    found = {}
    for m in players:
        for c in companies:
            if m == c or graph.has_edge(m, c):
                continue
            ways = [
                graph[m][x]["weight"] * graph[x][c]["weight"]
                for x in relays - {m, c}
                if graph.has_edge(m, x) and graph.has_edge(x, c)
            ]
            known = [x for x in players if x != c and graph.has_edge(x, c)]
            fresh = [x for x in known if graph[x][c]["weight"] > 0]
            unserved = traits.needs.get(c, set()) - set().union(*(traits.offers.get(x, set()) for x in known))
            one, other = traits.regions.get(m), traits.regions.get(c)
            gain = 3.0 * (not known) + 1.0 * (len(known) == 1 or (len(known) > 1 and not fresh))
            gain += 2.0 * bool(unserved & traits.offers.get(m, set()))
            gain += 2.0 * (None not in (one, other) and one != other and (one, other) not in joined)
            gain += 3.0 / 3 * ((m in traits.missing) + (c in traits.missing))  # 3 are missing to each
            if gain and max(ways, default=0) > 0:
                found[m, c] = (gain, max(ways))
    return found


@pytest.mark.parametrize("via_companies", [False, True])
def test_candidates_are_those_of_plain_loops(via_companies: bool) -> None:
    """300 random graphs; pairs for which only the office could call are left out."""
    seen = 0
    for seed in range(300):
        graph, players, companies, traits = drawn(seed)
        rules = Rules(via_companies=via_companies, direct=0)
        case = Case.of(graph, players, companies, traits=traits, rules=rules)
        found, pairs, whole = case.candidates()
        assert whole and pairs == len(players) * len(companies)
        nodes = case.graph.nodes
        got = {
            (nodes[m], nodes[c]): (gain, probability)
            for m, c, gain, probability in zip(
                found.ways.multipliers.tolist(),
                found.ways.companies.tolist(),
                found.gain.tolist(),
                found.ways.probabilities.tolist(),
                strict=True,
            )
        }
        expected = loops(graph, players, companies, traits, via_companies)
        assert got.keys() == expected.keys(), seed
        assert all(got[pair] == pytest.approx(expected[pair], abs=1e-9) for pair in expected), seed
        seen += len(expected)
    assert seen > 300


def test_the_choice_is_the_best_of_all_choices_and_greedy_has_at_least_half_of_it() -> None:
    """200 random sets of at most nine candidates, all subsets tried."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        number = int(rng.integers(1, 10))
        candidates = sorted({(int(rng.integers(3)), int(rng.integers(4))) for _ in range(number)})
        m, c = np.array(candidates).T
        values = rng.integers(1, 9, len(candidates)).astype(float)
        room, wanted = rng.integers(1, 3, 3), rng.integers(1, 3, 4)
        best = max(
            sum(values[list(chosen)])
            for size in range(1, len(candidates) + 1)
            for chosen in combinations(range(len(candidates)), size)
            if (np.bincount(m[list(chosen)], minlength=3) <= room).all()
            and (np.bincount(c[list(chosen)], minlength=4) <= wanted).all()
        )
        exact, quick = optimum(values, m, c, room, wanted), greedy(values, m, c, room, wanted)
        assert values[exact].sum() == best
        assert best / 2 <= values[quick].sum() <= best
        assert (np.bincount(m[exact], minlength=3) <= room).all()
        assert (np.bincount(c[exact], minlength=4) <= wanted).all()
        assert choose(values, m, c, room, wanted, exact=False).bound >= best


# ---- networks with planted weak spots


@pytest.fixture(scope="module", params=STYLES, ids=lambda style: style.name)
def planted(request: pytest.FixtureRequest) -> list[tuple[Network, list[dict], object]]:
    """Four networks of a style with their proposals and the truth."""
    style: Style = request.param
    made = [draw(style, seed) for seed in (21, 22, 23, 24)]
    return [(network, introduction_table(network).rows, truth) for network, truth in made]


def test_hidden_ties_of_weak_actors_are_found_far_more_often_than_by_chance(planted) -> None:
    """Precision at the true count: at least 0.15 on average, four times that of pairs without a tie."""
    found, chance = [], []
    for network, rows, truth in planted:
        first = {(row["multiplier"], row["company"]) for row in rows[: len(truth.hidden)]}
        found.append(len(first & truth.hidden) / len(truth.hidden))
        chance.append(len(truth.hidden) / (len(network.multipliers) * len(network.companies)))
    assert mean(found) >= 0.15
    assert mean(found) >= 4 * mean(chance)


def test_every_gain_is_met_when_the_tie_is_added(planted) -> None:
    """Plain loops over the ties before and after, for every tenth proposal."""
    network, rows, _truth = planted[0]
    lacking = missing_contacts(network)
    for row in rows[::10]:
        before = facts(network)
        added = Tie(row["multiplier"], row["company"], last_contact=TODAY)
        after = facts(replace(network, ties=(*network.ties, added)))
        c = row["company"]
        assert len(before["covered"]) == row["coverage_before"]
        assert len(after["covered"]) == row["coverage_after"]
        parts = row["gain_parts"]
        assert parts.get("uncovered", 0) == 3.0 * (c not in before["covered"])
        weak_before, weak_after = c in before["weak"], c in after["weak"]
        assert parts.get("robust", 0) == 1.0 * (weak_before and not weak_after)
        served = after["served"].get(c, set()) - before["served"].get(c, set())
        assert parts.get("field", 0) == 2.0 * bool(served)
        assert set(row["fields"]) == served
        assert parts.get("bridge", 0) == 2.0 * (len(after["joined"]) - len(before["joined"]))
        closed = 0.0
        for kennung in (row["multiplier"], c):
            missing, sure = lacking.get(kennung, (0, 0))
            still = before["contacts"][kennung] + missing - after["contacts"][kennung]
            closed += (missing - still) / missing if missing * sure >= 2 else 0
        assert parts.get("shortfall", 0) == pytest.approx(3.0 * closed)
        assert row["gain"] == pytest.approx(sum(parts.values()))


def facts(network: Network) -> dict[str, object]:
    """What counts for the gain, by plain loops over the ties."""
    known: dict[str, dict[str, bool]] = {c: {} for c in network.companies}
    oldest = TODAY.toordinal() - network.settings.stale_after_days
    joined, pairs = set(), set()
    for tie in network.ties:
        for m, c in ((tie.source, tie.target), (tie.target, tie.source)):
            if m in network.multipliers and c in known:
                pairs.add((m, c))
                fresh = tie.last_contact is None or tie.last_contact.toordinal() >= oldest
                known[c][m] = known[c].get(m, False) or fresh
                one, other = network.by_kennung[m].region, network.by_kennung[c].region
                if None not in (one, other) and one != other:
                    joined.add((one, other))
    return {
        "covered": {c for c, partners in known.items() if partners},
        "weak": {c for c, p in known.items() if p and (len(p) == 1 or not any(p.values()))},
        "served": {
            c: network.by_kennung[c].needs & frozenset().union(*(network.by_kennung[m].offers for m in p))
            for c, p in known.items()
        },
        "joined": joined,
        "contacts": Counter(chain(*pairs)),
    }


def test_no_way_leads_through_a_stale_tie_or_through_a_company(planted) -> None:
    for network, rows, truth in planted:
        fresh = {
            frozenset((t.source, t.target))
            for t in network.ties
            if (TODAY - t.last_contact).days <= network.settings.stale_after_days
        }
        for row in rows:
            x = row["introducer"]
            if x is None:
                assert (row["kind"], row["feasibility"]) == ("direct", 0.1)
                continue
            assert {frozenset((x, row["multiplier"])), frozenset((x, row["company"]))} <= fresh
            assert x in network.multipliers or network.by_kennung[x].office
            assert row["last_contact_company"] and row["last_contact_multiplier"]
        assert not truth.no_data & {row["company"] for row in rows}


def test_capacities_hold(planted) -> None:
    """Of those chosen five for a multiplier at most; for a company one, or as many as lead to what is
    expected of it, rounded up."""
    for network, rows, truth in planted:
        chosen = [row for row in rows if row["chosen"]]
        assert max(Counter(row["multiplier"] for row in chosen).values()) == 5
        lacking, several = missing_contacts(network), 0
        for company, number in Counter(row["company"] for row in chosen).items():
            assert number == 1 or number < lacking[company][0] + 1
            several += number > 1
        assert several and several < len(truth.weak_companies) * 4
        assert len({(row["multiplier"], row["company"]) for row in rows}) == len(rows)
        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
        assert [row["priority"] for row in rows] == sorted((row["priority"] for row in rows), reverse=True)


def test_a_capacity_of_one_is_one_for_everyone(planted) -> None:
    network, _rows, _truth = planted[1]
    rows = introduction_table(network, rules=Rules(per_multiplier=1), chosen_only=True).rows
    assert len(rows) > 20
    assert {row["multiplier"] for row in rows} <= network.multipliers
    assert max(Counter(row["multiplier"] for row in rows).values()) == 1


def test_the_list_beyond_the_choice_is_ordered_as_the_columns_say(planted) -> None:
    """Priority = cube root of gain x feasibility, times affinity; marked where it is beyond the choice."""
    for _network, rows, _truth in planted:
        assert {row["chosen"] for row in rows} == {True, False}
        for row in rows:
            assert row["score"] == pytest.approx(row["gain"] * row["feasibility"])
            assert row["priority"] == pytest.approx(row["score"] ** (1 / 3) * row["affinity"])


def test_a_first_multiplier_comes_before_what_only_lessens_a_shortfall(planted) -> None:
    for _network, rows, _truth in planted:
        first = next(at for at, row in enumerate(rows) if "uncovered" in row["gain_parts"])
        assert first < 5
        assert not [row for row in rows[:first] if row["gain_parts"].keys() == {"shortfall"}]


def test_proposals_cover_more_than_those_of_the_best_connected(planted) -> None:
    """Companies that get their first multiplier with the first 40 chosen, against 40 pairs of the eight
    multipliers with most companies, five random new companies for each (mean of 20 draws)."""
    for network, rows, truth in planted:
        first = [row for row in rows if row["chosen"]][:40]
        gained = {row["company"] for row in first if row["gain_parts"].get("uncovered")}
        contacts = facts(network)["contacts"]
        best = sorted(network.multipliers, key=lambda m: (-contacts[m], m))[:8]
        known = {frozenset((tie.source, tie.target)) for tie in network.ties}
        drawn_ones = []
        for seed in range(20):
            rng = random.Random(seed)
            taken = {
                company
                for m in best
                for company in rng.sample(
                    [c for c in sorted(network.companies) if frozenset((m, c)) not in known], 5
                )
            }
            drawn_ones.append(len(taken & truth.uncovered))
        assert gained <= truth.uncovered
        assert len(gained) >= 9
        assert len(gained) >= 3 * mean(drawn_ones)


def test_gaps_and_introductions_say_the_same_of_an_actor(planted) -> None:
    """Where both count the companies of a multiplier, recorded + missing is what the gap expects."""
    compared = 0
    for network, _rows, _truth in planted:
        lacking, contacts = missing_contacts(network), facts(network)["contacts"]
        for gap in find_gaps(network):
            k = gap.actors[0] if gap.kind == "under_connected_multiplier" else None
            if k in lacking and "with companies recorded" in gap.reason:
                assert gap.observed == contacts[k]
                assert gap.expected == pytest.approx(contacts[k] + lacking[k][0])
                compared += 1
    assert compared >= 5


def test_two_runs_give_the_same_bytes_in_any_order_of_the_tables() -> None:
    network, _truth = draw(STYLES[0], 5)
    turned = replace(network, actors=network.actors[::-1], ties=network.ties[::-1])
    assert introduction_table(turned).to_json() == introduction_table(network).to_json()


# ---- what is expected of comparable actors


def test_planted_weak_multipliers_are_missing_contacts() -> None:
    """Six networks of each style: at least four of the five in the mean, and at most as many others."""
    hits = others = 0
    for style in STYLES:
        for seed in range(31, 37):
            network, truth = draw(style, seed)
            found = {k for k, (n, sure) in missing_contacts(network).items() if n * sure >= 2}
            hits += len(truth.weak_multipliers & found)
            others += len((found & network.multipliers) - truth.weak_multipliers)
    assert hits >= 4 * 30
    assert others <= hits


# ---- the table


def small(**given: object) -> Network:
    """IHK - WiFö - Müller; Müller needs what the IHK offers, and hangs on the WiFö."""
    actors = (
        Actor("ihk", "IHK", "chamber", "n", multiplier=True, offers=frozenset({"f1"})),
        Actor("wf", "WiFö", "business_development", "n", multiplier=True),
        Actor("mu", "Müller GmbH", "company", "n", company=True, needs=frozenset({"f1"})),
        Actor("no", "Nordwerk", "company", "n", company=True),
    )
    ties = (
        Tie("ihk", "wf", strength=5, last_contact=RECENT),
        Tie("wf", "mu", strength=5, last_contact=OLDER),
    )
    own = {
        "actors": actors,
        "ties": ties,
        "name": "Example",
        "home": None,
        "data_date": TODAY,
        "fictional": True,
        "regions": {"n": Region("n", {"de": "Nord", "en": "North"})},
        "fields": {"f1": {"de": "Antriebe", "en": "Drives"}},
        "settings": Settings(as_of=TODAY),
    }
    return Network(**(own | given))


def test_a_row_says_who_knows_whom_since_when_and_what_it_gains() -> None:
    """0.9 x 0.9 x 2^-1 = 0.405 (365 days are one half-life); points 1 + 2."""
    (row,) = introduction_table(small()).rows
    assert {name: row[name] for name in COLUMNS if name not in ("affinity", "priority", "reason")} == {
        "rank": 1,
        "multiplier": "ihk",
        "company": "mu",
        "introducer": "wf",
        "gain": 3.0,
        "coverage_before": 1,
        "coverage_after": 1,
        "feasibility": pytest.approx(0.405),
        "kind": "introduction",
        "multiplier_label": "IHK",
        "company_label": "Müller GmbH",
        "introducer_label": "WiFö",
        "region": "n",
        "fields": ("f1",),
        "gain_parts": {"robust": 1.0, "field": 2.0},
        "score": pytest.approx(1.215),
        "chosen": True,
        "last_contact_multiplier": RECENT,
        "last_contact_company": OLDER,
    }
    assert row["reason"] == (
        "WiFö knows Müller GmbH (last on 2024-06-30) and IHK (last on 2025-06-30). So far Müller "
        "GmbH hangs on WiFö alone. IHK offers Drives; Müller GmbH needs that, and it is not offered by any "
        "multiplier recorded for Müller GmbH."
    )


def test_the_reason_is_german_for_german_staff() -> None:
    set_language("de")
    (row,) = introduction_table(small()).rows
    assert row["reason"].startswith(
        "WiFö kennt Müller GmbH (zuletzt am 30.06.2024) und IHK (zuletzt am 30.06.2025)."
    )
    assert "Antriebe" in row["reason"]


def test_a_stale_contact_is_no_way_and_an_undated_one_is() -> None:
    ties = small().ties
    stale = (ties[0], replace(ties[1], last_contact=STALE))
    assert [row["introducer"] for row in introduction_table(small(ties=stale)).rows] == [None]
    undated = (ties[0], replace(ties[1], last_contact=None))
    (row,) = introduction_table(small(ties=undated)).rows
    assert (row["introducer"], row["last_contact_company"]) == ("wf", None)
    assert "Müller GmbH (day not recorded)" in row["reason"]


def test_of_parallel_ties_only_the_fresh_ones_count() -> None:
    """Strength 5 today, 0.9, beside a stale one: 0.9 x 0.9, not more."""
    ties = (*small().ties, Tie("wf", "ihk", "project", 5, STALE))
    (row,) = introduction_table(small(ties=ties)).rows
    assert row["feasibility"] == pytest.approx(0.405)


def test_who_wishes_none_gets_none() -> None:
    for kennung in ("ihk", "wf", "mu"):
        actors = tuple(replace(a, no_introductions=a.kennung == kennung) for a in small().actors)
        rows = introduction_table(small(actors=actors)).rows
        assert not [row for row in rows if kennung in (row["multiplier"], row["company"], row["introducer"])]


def test_a_focus_asks_for_one_company_one_multiplier_or_one_region() -> None:
    network, _truth = draw(STYLES[0], 7)
    rows = introduction_table(network).rows
    company, player = rows[0]["company"], rows[-1]["multiplier"]
    of_company = introduction_table(network, focus=Focus(companies={company})).rows
    assert {row["company"] for row in of_company} == {company}
    assert 1 < sum(row["chosen"] for row in of_company) <= 10
    order = [(-row["score"], -row["affinity"]) for row in of_company]
    assert order == sorted(order) and [row["rank"] for row in of_company] == list(range(1, len(order) + 1))
    of_player = introduction_table(network, focus=Focus(multipliers={player})).rows
    assert {row["multiplier"] for row in of_player} == {player} and len(of_player) > 5
    there = introduction_table(network, focus=Focus(regions={"05124"})).rows
    assert {network.by_kennung[row["company"]].region for row in there} == {"05124"}
    assert len(introduction_table(network, limit=3).rows) == 3


def test_an_empty_network_has_no_introductions() -> None:
    result = introduction_table(Network("Example", None, None, False, (), ()))
    assert json.loads(result.to_json())["rows"] == []
    assert usable_contacts(Network("Example", None, None, False, (), ())).ties == 0


def test_who_met_at_more_events_is_the_likelier_of_two_alike() -> None:
    """a was at two events with m, b at none with it: three times as likely as without events."""
    graph = nx.Graph([("x", "a"), ("x", "b"), ("x", "m"), ("m", "z")])
    together = Attendance.of([("m", "e"), ("m", "f"), ("a", "e"), ("a", "f"), ("b", "g"), ("?", "e")])

    def of_m(**given: object) -> list[Found]:
        found = find_introductions(graph, ["m", "x"], ["a", "b", "z"], **given)
        return [introduction for introduction in found if introduction.multiplier == "m"]

    plain = {i.company: i.affinity for i in of_m()}
    assert plain["a"] == plain["b"] > 0
    met = {i.company: i.affinity for i in of_m(traits=Traits(attendance=together))}
    assert (met["a"], met["b"]) == pytest.approx((3 * plain["a"], plain["b"]))
    one = Rules(per_multiplier=1)
    assert [i.company for i in of_m(rules=one)] == ["b"]
    assert [i.company for i in of_m(rules=one, traits=Traits(attendance=together))] == ["a"]


# ---- the command


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planted network as tables, with a column for who wishes no introductions, built."""
    folder = tmp_path_factory.mktemp("planted")
    network, _truth = draw(STYLES[0], 7)
    write_tables(network, folder / "sources")
    table = folder / "sources" / "actors.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    rows = [f"{line},{'yes' if line.startswith('M001,') else ''}" for line in lines[1:]]
    table.write_text("\n".join([f"{lines[0]},no_introductions", *rows]) + "\n", encoding="utf-8")
    settings = f'network = "{OWN}"\ncodes = "extend"\ndata_date = {network.data_date}\n'
    (folder / "traiber.toml").write_text(settings, encoding="utf-8")
    build(find_workspace(folder))
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["introductions", "--lang", "en", *arguments])


def rows_of(workspace: Path, *arguments: str) -> list[dict]:
    result = run("-w", str(workspace), "--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["rows"]


def test_the_wish_for_no_introductions_is_read_from_the_table(workspace: Path) -> None:
    rows = rows_of(workspace, "--all")
    assert rows and "M001" not in {row[name] for row in rows for name in ("multiplier", "introducer")}
    assert rows_of(workspace, "--multiplier", "M001") == []


def test_one_company_by_name_gets_its_proposals(workspace: Path) -> None:
    company = rows_of(workspace)[0]
    rows = rows_of(workspace, "--company", company["company_label"])
    assert {row["company"] for row in rows} == {company["company"]} and len(rows) > 1
    assert rows_of(workspace, "--region", "wuppertal", "--limit", "2")[1]["region"] == "05124"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--company", "M002"), "is not recorded as a company. Did you mean --multiplier?"),
        (("--multiplier", "U002"), "is not recorded as a multiplier. Did you mean --company?"),
        (("--company", "nobody at all"), "'nobody at all' is not known."),
        (("--region", "Atlantis"), "'Atlantis' is no region in which companies are recorded. There are:"),
    ],
)
def test_a_name_that_means_nobody_is_one_sentence(
    workspace: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    result = run("-w", str(workspace), *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


def test_the_table_fits_100_columns_and_states_the_capacity(workspace: Path) -> None:
    result = run("-w", str(workspace), "--limit", "3")
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "(through " in result.stdout and "At most 5 new contacts per multiplier" in result.stdout
    assert "No other choice is better as a whole" in result.stdout.replace("\n", " ")


def test_a_capacity_on_the_command_line_leaves_only_what_fits(workspace: Path) -> None:
    rows = rows_of(workspace, "--capacity", "1")
    assert len(rows) > 20 and all(row["chosen"] for row in rows)
    assert max(Counter(row["multiplier"] for row in rows).values()) == 1
    assert not all(row["chosen"] for row in rows_of(workspace))


def test_what_is_beyond_the_capacity_is_shown_in_brackets_if_asked_for(workspace: Path) -> None:
    beyond = next(row["rank"] for row in rows_of(workspace) if not row["chosen"])
    assert f"({beyond})" in run("-w", str(workspace), "--all").stdout
    plain = run("-w", str(workspace)).stdout
    assert f"({beyond})" not in plain and "--all shows them in brackets" in " ".join(plain.split())


def test_without_proposals_the_table_says_so(workspace: Path) -> None:
    result = run("-w", str(workspace), "--multiplier", "M001")
    assert result.exit_code == 0
    assert "Nothing to propose: no new contact gains anything" in result.stdout.replace("\n", " ")


@pytest.mark.parametrize("arguments", [(), ("--bridges",)])
def test_explain_says_what_the_columns_mean_with_the_settings(
    workspace: Path, arguments: tuple[str, ...]
) -> None:
    result = run("-w", str(workspace), "--explain", *arguments)
    assert result.exit_code == 0
    for word in ("Gain", "Chance", "0–100 %", "for a bridge: 2", "half-life of a contact in days: 365"):
        assert word in " ".join(result.stdout.split())
