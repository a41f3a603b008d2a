"""What is lost if actors leave, and the new contacts against it.

Expected values come from calculations by hand, from networkx as a second tool, and from brute force
over all assignments.
"""

import random
from dataclasses import replace
from datetime import date
from itertools import product

import networkx as nx
import numpy as np
import pytest

from traiber.graph.naming import UnknownNameError, find_named, fold
from traiber.graph.network import Actor, Body, Network, Region, Tie
from traiber.graph.outage import Traits, back_up, outage
from traiber.graph.outage.leaving import (
    NobodyLeavesError,
    NoOfficeError,
    consortium_of,
    members_of,
    office_of,
)
from traiber.graph.outage.table import COLUMNS, KINDS, outage_table

TODAY = date(2025, 6, 30)
OLD = date(2023, 6, 30)  # 731 days before TODAY: stale
NOTHING = Traits({}, {}, {})


def by_hand() -> nx.Graph:
    """ihk: A, B, hwk; hwk: B, C; C - D, a supplier; E alone. Without ihk, A has nobody."""
    graph = nx.Graph(tie.split("-") for tie in ["ihk-A", "ihk-B", "ihk-hwk", "hwk-B", "hwk-C", "C-D"])
    graph.add_node("E")
    return graph


def test_losses_by_hand():
    """6 actors stay: first 5 hang together and E is alone, 10 of 30 pairs; after: 4, 1, 1, 18 of 30."""
    found = outage(by_hand(), ["ihk"], ["ihk", "hwk"], "ABCDE")
    assert found.leaving == ("ihk",)
    assert found.lost == {"A": ("ihk",)}
    assert found.weakened == ("B",)
    assert (found.covered_before, found.covered_after) == (3, 2)
    assert found.parts == (("A",),)
    assert found.fragmentation_before == pytest.approx(10 / 30)
    assert found.fragmentation_after == pytest.approx(18 / 30)


def test_all_who_leave_together_lose_more_than_each_alone():
    """B knows both chambers: only without both is it lost. C and D keep each other: the main part."""
    found = outage(by_hand(), ["ihk", "hwk"], ["ihk", "hwk"], "ABCDE")
    assert found.lost == {"A": ("ihk",), "B": ("ihk", "hwk"), "C": ("hwk",)}
    assert found.parts == (("A",), ("B",))


def test_an_actor_alone_is_nothing_to_hang_together_with():
    star = nx.star_graph(3)
    assert outage(star, [0], [0], [1, 2, 3]).parts == ((1,), (2,), (3,))


def test_a_company_that_leaves_is_not_lost():
    found = outage(by_hand(), ["ihk", "A"], ["ihk", "hwk"], "ABCDE")
    assert (found.lost, found.covered_before, found.covered_after) == ({}, 2, 2)


def test_an_actor_with_both_roles_is_not_its_own_contact():
    """lab is multiplier and company, known to ihk only: it is lost with ihk, and loses A with itself."""
    graph = nx.Graph([("ihk", "lab"), ("lab", "A"), ("lab", "lab")])
    assert outage(graph, ["ihk"], ["ihk", "lab"], ["lab", "A"]).lost == {"lab": ("ihk",)}
    assert outage(graph, ["lab"], ["ihk", "lab"], ["lab", "A"]).lost == {"A": ("lab",)}


def test_cells_are_emptied_when_all_who_offer_there_leave():
    offers = {("north", "skills"): ["ihk", "hwk"], ("south", "skills"): ["ihk"], ("east", "skills"): []}
    found = outage(by_hand(), ["ihk"], ["ihk", "hwk"], "ABCDE", offers=offers)
    assert found.emptied == {("south", "skills"): ("ihk",)}


def test_a_bridge_is_lost_with_the_last_common_member_or_tie():
    """Networks one and two: ihk is a member of both, and hwk (one) knows C (two)."""
    groups = {"one": ["ihk", "hwk"], "two": ["ihk", "C"], "three": ["E"]}
    assert outage(by_hand(), ["ihk"], [], [], groups=groups).bridges == {}
    found = outage(by_hand(), ["ihk", "hwk"], [], [], groups=groups)
    assert found.bridges == {("one", "two"): ("ihk", "hwk")}


def test_nobody_or_unknown_actors_leaving_and_empty_graphs_lose_nothing():
    for leaving in ([], ["unknown"]):
        found = outage(by_hand(), leaving, ["ihk", "hwk"], "ABCDE")
        assert (found.leaving, found.lost, found.weakened, found.parts) == ((), {}, (), ())
        assert found.fragmentation_before == found.fragmentation_after
    empty = outage(nx.Graph(), ["x"], ["x"], ["y"])
    assert (empty.lost, empty.parts, empty.fragmentation_before) == ({}, (), None)
    assert outage(by_hand(), list(by_hand()), ["ihk"], "A").parts == ()
    with pytest.raises(ValueError, match="hashable"):
        outage(by_hand(), [["ihk"]], ["ihk"], "A")


def random_case(seed: int) -> tuple[nx.Graph, list[int], list[int], list[int]]:
    """A graph with loops and parallel ties, multipliers, companies (some both), and who leaves."""
    draw = random.Random(seed)
    graph = draw.choice([nx.Graph, nx.MultiDiGraph])()
    graph.add_nodes_from(range(draw.randint(1, 16)))
    for _ in range(draw.randint(0, 26)):
        graph.add_edge(draw.choice(list(graph)), draw.choice(list(graph)))
    return graph, *([n for n in graph if draw.random() < share] for share in (0.4, 0.6, 0.25))


@pytest.mark.parametrize("seed", range(300))
def test_losses_agree_with_networkx_on_the_graph_before_and_after(seed):
    graph, multipliers, companies, leaving = random_case(seed)
    plain = nx.Graph(graph)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    rest = plain.subgraph(set(plain) - set(leaving))
    known = {c: set(plain[c]) & set(multipliers) for c in companies if c in rest}
    kept = {c: set(rest[c]) & set(multipliers) for c in known}
    found = outage(graph, leaving, multipliers, companies)
    assert {c: set(partners) for c, partners in found.lost.items()} == {
        c: partners for c, partners in known.items() if partners and not kept[c]
    }
    assert set(found.weakened) == {c for c in known if len(known[c]) > 1 and len(kept[c]) == 1}
    assert found.covered_before == sum(map(bool, known.values()))
    assert found.covered_after == sum(map(bool, kept.values()))
    assert found.covered_before - found.covered_after == len(found.lost)

    def rank(part: set[int]) -> tuple[int, int, int]:
        return len(part), len(part & set(companies)), -min(part)

    main = max(nx.connected_components(plain), key=rank)
    pieces = sorted(nx.connected_components(rest.subgraph(main)), key=rank, reverse=True)
    cut = pieces[1:] if pieces and len(pieces[0]) > 1 else pieces
    expected = cut if set(leaving) & main else []
    assert sorted(sorted(part) for part in found.parts) == sorted(sorted(part) for part in expected)


# ---- Who takes over


def place(found, company: str):
    return next(p for p in found.best if p.company == company)


def test_a_common_contact_that_stays_is_the_best_reason():
    """town knows A and hwk and stays: 1 + 2 (no region) + 1 (no offer) = 4; aa has no way: 1 + 4 + 2 + 1."""
    graph = nx.Graph([("ihk", "A"), ("town", "A"), ("town", "hwk"), ("ihk", "aa")])
    found = back_up(graph, ["A"], ["ihk"], ["ihk", "aa", "hwk"], ["A"], NOTHING)
    best = place(found, "A")
    assert (best.multiplier, best.effort, best.introducer, best.introducer_leaves) == (
        "hwk",
        4,
        "town",
        False,
    )
    assert found.chosen == found.best
    only = back_up(graph, ["A"], ["ihk", "town"], ["aa"], ["A"], NOTHING).best[0]
    assert (only.effort, only.introducer, only.introducer_leaves) == (5, "ihk", True)


def test_a_company_introduces_nobody():
    graph = nx.Graph([("ihk", "A"), ("A", "B"), ("B", "hwk")])
    found = back_up(graph, ["A"], ["ihk"], ["hwk"], ["A", "B"], NOTHING)
    assert (found.best[0].introducer, found.best[0].effort) == (None, 8)


def test_of_several_introducers_the_likeliest_way_counts():
    graph = nx.Graph()
    graph.add_weighted_edges_from([("x", "A", 0.9), ("x", "hwk", 0.3), ("y", "A", 0.6), ("y", "hwk", 0.6)])
    assert back_up(graph, ["A"], [], ["hwk"], ["A"], NOTHING).best[0].introducer == "y"  # .36 against .27
    assert back_up(graph, ["A"], [], ["hwk"], ["A"], NOTHING, weight=None).best[0].introducer == "x"


def test_region_and_offer_lower_the_effort():
    traits = Traits({"A": {"n"}, "hwk": {"n", "s"}}, {"A": {"skills"}}, {"hwk": {"skills"}, "aa": {"skills"}})
    graph = nx.Graph()
    graph.add_nodes_from(["A", "hwk", "aa"])
    best = back_up(graph, ["A"], [], ["aa", "hwk"], ["A"], traits).best[0]
    assert (best.multiplier, best.effort, best.same_region, best.fields) == ("hwk", 5, True, ("skills",))


def test_capacity_spreads_the_companies_and_names_those_without_a_place():
    graph = nx.Graph()
    graph.add_nodes_from(["hwk", "aa", *"ABC"])
    traits = Traits({key: {"n"} for key in ["A", "B", "C", "hwk"]}, {}, {})
    found = back_up(graph, "ABC", [], ["hwk", "aa"], "ABC", traits, capacity=1)
    assert {p.multiplier for p in found.best} == {"hwk"}
    assert sorted(p.multiplier for p in found.chosen) == ["aa", "hwk"]
    assert len(found.without) == 1
    assert back_up(graph, "ABC", ["hwk", "aa"], ["hwk", "aa"], "ABC", traits).without == ("A", "B", "C")
    with pytest.raises(ValueError, match="capacity must be a whole number"):
        back_up(graph, "A", [], ["hwk"], "A", traits, capacity=0)
    assert back_up(graph, "ABC", [], ["hwk", "aa"], "ABC", traits, capacity=np.int64(1)) == found


@pytest.mark.parametrize("seed", range(150))
def test_the_chosen_contacts_are_the_cheapest_of_all_assignments(seed, monkeypatch):
    draw = random.Random(seed)
    companies, hosts = "ABCD"[: draw.randint(1, 4)], ["h", "i", "j"][: draw.randint(1, 3)]
    graph = nx.Graph()
    graph.add_nodes_from([*companies, *hosts, "x", "y"])
    graph.add_edges_from((a, b) for a in "xy" for b in [*companies, *hosts] if draw.random() < 0.4)
    regions = {node: {draw.choice("ns")} for node in [*companies, *hosts]}
    capacity = draw.randint(1, 3)
    leaving = ["x"] if draw.random() < 0.5 else []
    traits = Traits(regions, {}, {})

    def effort(company: str, host: str) -> int:
        both = [v for v in "xy" if graph.has_edge(v, company) and graph.has_edge(v, host)]
        via = 4 if not both else int(all(v in leaving for v in both))
        return 1 + via + 2 * (regions[company] != regions[host]) + 1

    full = min(len(companies), capacity * len(hosts))
    costs = [
        sum(effort(c, h) for c, h in zip(companies, hosts_of, strict=True) if h)
        for hosts_of in product([None, *hosts], repeat=len(companies))
        if sum(h is not None for h in hosts_of) == full and all(hosts_of.count(h) <= capacity for h in hosts)
    ]
    found = back_up(graph, companies, leaving, hosts, companies, traits, capacity)
    assert (sum(p.effort for p in found.chosen), found.exact) == (min(costs), True)
    assert all(p.effort == effort(p.company, p.multiplier) for p in found.chosen)
    assert all(p.effort == min(effort(p.company, h) for h in hosts) for p in found.best)
    monkeypatch.setattr("traiber.graph.outage.backup.EXACT_SLOTS", 0)
    quick = back_up(graph, companies, leaving, hosts, companies, traits, capacity)
    assert (len(quick.chosen), quick.exact) == (full, False)
    assert sum(p.effort for p in quick.chosen) >= min(costs)


# ---- A network


def network(*ties: Tie, **given) -> Network:
    """ihk (north, offers skills) and hwk (south) are multipliers, office is the office, A, B, C companies."""
    actors = (
        Actor(
            "ihk",
            "IHK Nord e.V.",
            multiplier=True,
            region="n",
            offers=frozenset({"f1"}),
            memberships=frozenset({"con"}),
        ),
        Actor("hwk", "HWK Süd", multiplier=True, region="s", active_in=frozenset({"n"})),
        Actor("office", "Geschäftsstelle", office=True, memberships=frozenset({"con"})),
        Actor("town", "Stadt"),
        Actor("A", "A GmbH", company=True, region="n", needs=frozenset({"f1"})),
        Actor("B", "B GmbH", company=True, region="s"),
        Actor("C", "C GmbH", company=True, region="s", memberships=frozenset({"other"})),
    )
    own = {
        "name": "Beispiel",
        "home": "net",
        "data_date": TODAY,
        "fictional": True,
        "regions": {"n": Region("n", {"de": "Norden"}), "s": Region("s", {"de": "Süden"})},
        "bodies": {
            "net": Body("net", {"de": "Beispiel"}, "network"),
            "con": Body("con", {"de": "Konsortium"}, "consortium", network="net"),
            "other": Body("other", {"de": "Nachbar"}, "network"),
        },
        "fields": {"f1": {"de": "Fachkräfte", "en": "Skills"}},
    }
    return Network(actors=actors, ties=ties, **(own | given))


def tied(text: str, day: date | None = TODAY) -> list[Tie]:
    return [Tie(*pair.split("-"), last_contact=day) for pair in text.split()]


def rows(result, kind: str) -> list[dict[str, object]]:
    return [row for row in result.rows if row["kind"] == kind]


def test_the_rows_of_an_outage_name_the_loss_the_reason_and_the_way_out():
    given = network(*tied("ihk-A ihk-B hwk-B ihk-C town-A town-hwk"))
    result = outage_table(given, ["ihk"])
    assert result.columns == COLUMNS
    assert {row["kind"] for row in result.rows} == {
        *("handover", "cut_off", "cell_emptied", "field_emptied", "bridge_lost", "weakened", "company_lost")
    }
    lost = {row["actors"][0]: row for row in rows(result, "company_lost")}
    assert lost["A"]["reason"] == "The only partner in recorded contact is IHK Nord e.V."
    assert lost["A"]["action"] == "Best placed to take over: HWK Süd (Stadt knows both; works in Norden)."
    assert (lost["A"]["host"], lost["A"]["introducer"], lost["A"]["effort"]) == ("hwk", "town", 2)
    assert lost["C"]["introducer"] is None  # ihk does not know hwk
    (cell,) = rows(result, "cell_emptied")
    assert (cell["regions"], cell["fields"], cell["companies"]) == (["n"], ["f1"], ["A"])
    (bridge,) = rows(result, "bridge_lost")
    assert (bridge["networks"], bridge["companies_affected"]) == (["net", "other"], 1)
    (handover,) = rows(result, "handover")
    assert (handover["actors"], handover["companies"]) == (["hwk"], ["A", "C"])
    affected = [row["companies_affected"] for row in result.rows]
    assert affected == sorted(affected, reverse=True)
    said = result.meta.settings
    assert (said["lost"], said["weakened"], said["covered_before"], said["covered_after"]) == (2, 1, 3, 1)


def test_the_office_counts_only_when_it_leaves():
    """A knows ihk and the office; B the office only."""
    given = network(*tied("office-B office-A ihk-A office-hwk"))
    without = outage_table(given, ["ihk"])
    assert [row["actors"] for row in rows(without, "company_lost")] == [["A"]]
    assert without.meta.settings["office_left_out"]
    gone = outage_table(given, ["office"])
    (lost,) = rows(gone, "company_lost")
    assert (lost["actors"], lost["host"], lost["introducer"]) == (["B"], "hwk", "office")
    assert "Geschäftsstelle knows both and can introduce them before" in lost["action"]
    assert not gone.meta.settings["office_left_out"]
    assert (gone.meta.settings["office_contacts"], gone.meta.settings["weakened"]) == (3, 1)
    # ihk - A - office - hwk: three steps between the multipliers; without the office there is no way.
    assert (gone.meta.settings["steps_before"], gone.meta.settings["steps_after"]) == (3, None)


def test_losing_somebody_never_looks_like_a_gain():
    """E, without any contact, leaves: the six others hang together before and after."""
    found = outage(by_hand(), ["E"], ["ihk", "hwk"], "ABCDE")
    assert (found.fragmentation_before, found.fragmentation_after) == (0, 0)
    for seed in range(100):
        graph = nx.gnp_random_graph(9, 0.15, seed=seed)
        for gone in ([0], [1, 2, 3], range(7)):
            found = outage(graph, gone, [0, 1], range(2, 9))
            assert found.fragmentation_before <= found.fragmentation_after


def test_companies_before_and_after_are_counted_as_everywhere_and_the_office_apart():
    """A, B and C know a multiplier, and so does the office know A and the new D, whom nobody else knows."""
    given = network(*tied("office-A office-D ihk-A ihk-B hwk-C"))
    given = replace(given, actors=(*given.actors, Actor("D", "D GmbH", company=True, region="s")))
    said = outage_table(given, ["office"]).meta.settings
    assert (said["covered_before"], said["covered_after"], said["office_only"], said["lost"]) == (3, 3, 1, 1)
    text = caption(given, ["office"])
    assert "in contact with a multiplier: 3 before, 3 after" in text
    assert "1 more company is in contact with the office alone" in text


def caption(given: Network, leaving: list[str]) -> str:
    """The title and what stands below the table."""
    from traiber.visualizations.tables.outage import outage_view

    grid = outage_view(outage_table(given, leaving), None)
    return f"{grid.title}\n{grid.caption}"


def test_where_nobody_is_left_or_no_company_recorded_a_sentence_says_so():
    given = network(*tied("ihk-A"))
    everybody = caption(given, [actor.kennung for actor in given.actors])
    assert "nobody who is recorded would be left" in everybody and "before" not in everybody
    nobody = replace(given, actors=tuple(a for a in given.actors if not a.company))
    assert "No companies are recorded" in caption(nobody, ["ihk"])
    assert "no company would be left" in caption(given, ["A", "B", "C"])


def test_an_office_is_left_out_only_where_one_is_recorded():
    given = network(*tied("ihk-A"))
    without = replace(given, actors=tuple(a for a in given.actors if not a.office))
    assert "office is left out" in caption(given, ["ihk"])
    assert "office" not in caption(without, ["ihk"])


def test_only_the_advantages_that_hold_are_named():
    """hwk works where A sits; it offers nothing and nobody knows both."""
    (handover,) = rows(outage_table(network(*tied("ihk-A")), ["ihk"]), "handover")
    assert handover["reason"].endswith("its last contact: same region 1.")
    given = network(*tied("ihk-A"))
    homeless = (replace(a, active_in=frozenset()) if a.kennung == "hwk" else a for a in given.actors)
    far = replace(given, actors=tuple(homeless))
    (handover,) = rows(outage_table(far, ["ihk"]), "handover")
    assert handover["reason"].endswith("no common contact, region or field recorded.")


def test_a_stale_contact_introduces_nobody():
    given = network(*tied("ihk-A town-A"), *tied("town-hwk", OLD))
    (lost,) = rows(outage_table(given, ["ihk"]), "company_lost")
    assert (lost["introducer"], lost["effort"]) == (None, 6)
    renewed = network(*tied("ihk-A town-A town-hwk"))
    assert rows(outage_table(renewed, ["ihk"]), "company_lost")[0]["introducer"] == "town"


def closing(given: Network, *kennungen: str) -> Network:
    """The same network, but these wish no introductions."""
    return replace(
        given, actors=tuple(replace(a, no_introductions=a.kennung in kennungen) for a in given.actors)
    )


def test_who_wishes_no_introductions_is_never_proposed_for_a_new_contact():
    """Without ihk, A and C have nobody; hwk could take over both, town could introduce it to A."""
    given = network(*tied("ihk-A ihk-C town-A town-hwk"))
    town, hwk, a = (outage_table(closing(given, key), ["ihk"]) for key in ("town", "hwk", "A"))
    lost = {row["actors"][0]: row for row in rows(town, "company_lost")}
    assert (lost["A"]["host"], lost["A"]["introducer"]) == ("hwk", None)
    assert "hwk" not in {row[name] for row in hwk.rows for name in ("host", "backup", "introducer")}
    assert rows(hwk, "handover") == []
    lost = {row["actors"][0]: row for row in rows(a, "company_lost")}
    assert (lost["A"]["host"], lost["A"]["introducer"]) == (None, None)
    assert lost["A"]["action"] == "A GmbH wishes no introductions: ask it how to stay in contact."
    assert [row["companies"] for row in rows(a, "handover")] == [["C"]]
    assert rows(a, "no_host") == [] and a.meta.settings["lost"] == 2


def test_who_is_left_with_one_multiplier_and_wishes_no_introductions_is_named():
    given = closing(network(*tied("ihk-A hwk-A ihk-B hwk-B")), "A")
    (row,) = rows(outage_table(given, ["ihk"]), "weakened")
    assert row["action"] == (
        "Introduce them to a second multiplier that stays. Not those who wish no introductions: A GmbH."
    )


def test_the_order_of_actors_and_ties_changes_nothing():
    given = network(*tied("ihk-A ihk-B hwk-B ihk-C town-A town-hwk"))
    turned = replace(given, actors=given.actors[::-1], ties=given.ties[::-1])
    assert outage_table(turned, ["ihk"]).to_json() == outage_table(given, ["ihk"]).to_json()


def test_bodies_and_the_office_name_who_leaves():
    given = network()
    assert members_of(given, "con") == ["ihk", "office"]
    assert members_of(given, "net") == ["ihk", "office"]  # through the consortium of the network
    assert consortium_of(given) == ["ihk", "office"]
    assert office_of(given) == ["office"]
    bare = replace(given, actors=given.actors[1:2])
    with pytest.raises(NobodyLeavesError, match="Konsortium"):
        members_of(bare, "con")
    with pytest.raises(NobodyLeavesError, match="the consortium of Beispiel"):
        consortium_of(bare)
    with pytest.raises(NoOfficeError, match="No office is recorded"):
        office_of(bare)


def test_every_kind_of_loss_has_a_name():
    from traiber.visualizations.tables.outage import loss_names

    assert list(loss_names()) == list(KINDS)


# ---- Names that somebody types


NAMES = {"r1": ["Kreis Hähermark"], "r2": ["Kreis Amselgrund"], "r3": ["Süßen", "Suessen"]}


@pytest.mark.parametrize(
    "text", ["r1", "Kreis Hähermark", "kreis haehermark", "HÄHERMARK", "Kreis  Ha\u0308hermark"]
)
def test_a_name_is_found_by_key_whole_or_in_part_with_umlauts_written_out(text):
    assert find_named(NAMES, text) == "r1"
    assert fold("Süßen") == "suessen"


def test_a_name_that_is_not_clear_or_not_known_gets_candidates():
    with pytest.raises(UnknownNameError, match=r"'kreis' is not clear.*Amselgrund \(r2\); Kreis Hähermark"):
        find_named(NAMES, "kreis")
    with pytest.raises(UnknownNameError, match=r"'Hähemark' is not known. Did you mean: Kreis Hähermark\?"):
        find_named(NAMES, "Hähemark")
    there = r"^'xyz' is not known. There are: Kreis Amselgrund; Kreis Hähermark; Süßen.$"
    with pytest.raises(UnknownNameError, match=there):
        find_named(NAMES, "xyz")
    with pytest.raises(UnknownNameError, match=r"^'xyz' is not known.$"):
        find_named({n: [f"Ort {n}"] for n in range(21)}, "xyz")
    with pytest.raises(UnknownNameError, match="'' is not known"):
        find_named(NAMES, "")
