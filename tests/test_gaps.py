"""Gaps, the data gate and the comparison with peers; values by hand or from scipy as a second tool."""

import random
from dataclasses import asdict, replace
from datetime import date
from math import log10
from statistics import mean, median, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from traiber.graph.coverage import known_multipliers, observed, up_to_date, ways_in
from traiber.graph.expectation import (
    Peers,
    benjamini_hochberg,
    expectations,
    lower_tail,
    under_connected,
)
from traiber.graph.gaps import COLUMNS, WEIGHTS, Gap, find_gaps, gap_table
from traiber.graph.network import Actor, Body, Network, Region, Settings, Tie

TODAY = date(2024, 6, 30)
RECENT, OLD = date(2024, 5, 2), date(2022, 6, 30)  # OLD is 731 days before TODAY


def multiplier(kennung: str, **given) -> Actor:
    return Actor(kennung, f"Multiplier {kennung}", multiplier=True, **({"type": "chamber"} | given))


def company(kennung: str, **given) -> Actor:
    return Actor(kennung, f"Company {kennung}", company=True, **({"type": "company"} | given))


def network(actors: list[Actor], *ties: Tie, **given) -> Network:
    own = {
        "name": "Example",
        "home": None,
        "data_date": TODAY,
        "fictional": True,
        "regions": {"05124": Region("05124", {"de": "Wuppertal"}), "05374": Region("05374", {"de": "OBK"})},
        "types": {"chamber": {"en": "chamber"}, "company": {"en": "company"}},
    }
    return Network(actors=tuple(actors), ties=ties, **(own | given))


def ties(text: str, last_contact: date | None = RECENT) -> list[Tie]:
    return [Tie(*pair.split("-"), last_contact=last_contact) for pair in text.split()]


def of_kind(given: Network, kind: str) -> list[Gap]:
    return [gap for gap in find_gaps(given) if gap.kind == kind]


def test_a_company_without_a_multiplier_is_uncovered_and_shown_the_way_in():
    """A knows B, B knows C, C knows m: from A through B and C to m; B itself through C."""
    actors = [
        multiplier("m"),
        company("A", region="05124", needs=frozenset({"f1"})),
        company("B"),
        company("C"),
    ]
    found = of_kind(network(actors, *ties("A-B B-C C-m")), "uncovered")
    assert found == [
        Gap(
            kind="uncovered",
            actors=("B",),
            observed=0,
            companies_affected=1,
            reason=(
                "No contact recorded with any multiplier; nearest way in: through Company C to Multiplier m."
            ),
            action="Ask Company C to introduce Company B to Multiplier m.",
            score=3.0,
            certainty="likely: not surveyed, but other records of it exist",
        ),
        Gap(
            kind="uncovered",
            actors=("A",),
            regions=("05124",),
            fields=("f1",),
            observed=0,
            companies_affected=1,
            reason=(
                "No contact recorded with any multiplier; nearest way in: through Company B, Company C "
                "to Multiplier m."
            ),
            action="Ask Company C to introduce Company A to Multiplier m.",
            score=3.0,
            certainty="likely: not surveyed, but other records of it exist",
        ),
    ]


def test_a_company_known_to_the_office_only_is_uncovered_without_a_way_in():
    """The office is no multiplier and no way in, but its tie shows that the company was looked at."""
    actors = [
        multiplier("m"),
        company("A", region="05124"),
        Actor("o", "Office", office=True, multiplier=True),
    ]
    (gap,) = of_kind(network(actors, *ties("o-A o-m")), "uncovered")
    assert gap.reason == "No contact recorded with any multiplier, and no way in through other actors."
    assert gap.action == "Arrange a first contact of Company A with a multiplier (region: Wuppertal)."


def test_a_surveyed_company_without_a_tie_is_uncovered():
    assert len(of_kind(network([company("A", surveyed=True)]), "uncovered")) == 1


def test_a_company_with_both_roles_does_not_cover_itself():
    """lab is a multiplier too; its way in is to the other multiplier, through A."""
    actors = [replace(company("lab"), multiplier=True), company("A"), multiplier("m")]
    (gap,) = of_kind(network(actors, *ties("lab-A A-m")), "uncovered")
    assert gap.actors == ("lab",)
    assert gap.action == "Ask Company A to introduce Company lab to Multiplier m."


def test_a_company_that_hangs_on_one_multiplier_is_fragile():
    found = of_kind(network([multiplier("m"), company("A")], *ties("A-m A-m")), "fragile")
    assert found == [
        Gap(
            kind="fragile",
            actors=("A",),
            observed=1,
            companies_affected=1,
            reason="Contact recorded with one multiplier only: Multiplier m.",
            action="Introduce Company A to a second multiplier beside Multiplier m.",
            score=1.0,
            certainty="likely: not surveyed, but other records of it exist",
        )
    ]


def test_a_company_with_two_multipliers_has_no_gap():
    given = network([multiplier("m"), multiplier("n"), company("A")], *ties("A-m A-n"))
    assert find_gaps(given) == []


def test_a_company_whose_contacts_are_all_old_is_stale():
    """731 days ago with m, longer ago with n; the younger one is named. 730 days are not stale."""
    actors = [multiplier("m"), multiplier("n"), company("A"), company("B")]
    records = [
        *ties("A-m", OLD),
        *ties("A-n", date(2020, 1, 1)),
        *ties("B-m", date(2022, 7, 1)),
        *ties("B-n"),
    ]
    (gap,) = of_kind(network(actors, *records), "stale")
    assert (gap.actors, gap.observed, gap.score) == (("A",), 2, 2.0)
    assert gap.reason == (
        "Last contact with a multiplier recorded on 2022-06-30 (Multiplier m), longer ago than 730 days."
    )
    assert gap.action == "Ask Multiplier m to renew the contact with Company A, or record a later one."


def test_the_last_day_of_the_window_is_not_stale():
    records = ties("A-m", date(2022, 7, 1))  # 730 days before TODAY
    assert of_kind(network([multiplier("m"), company("A")], *records), "stale") == []


def test_a_contact_without_a_date_is_not_stale_nor_is_any_without_a_data_date():
    actors = [multiplier("m"), company("A")]
    assert of_kind(network(actors, *ties("A-m", None)), "stale") == []
    assert of_kind(network(actors, *ties("A-m", OLD), data_date=None), "stale") == []


def test_staleness_is_counted_from_the_day_asked_for():
    given = network([multiplier("m"), company("A")], *ties("A-m"))
    later = replace(given, settings=Settings(as_of=date(2027, 1, 1)))
    assert (len(of_kind(given, "stale")), len(of_kind(later, "stale"))) == (0, 1)


def test_actors_without_data_are_one_finding_per_region_and_no_other():
    """A and n have nothing, B is said not to be surveyed; C is observed; D has no region."""
    actors = [
        multiplier("m", region="05124"),
        multiplier("n", region="05124"),
        company("A", region="05124"),
        company("B", region="05124", surveyed=False),
        company("C", region="05124"),
        company("D"),
    ]
    given = network(actors, *ties("B-m C-m"))
    assert of_kind(given, "no_data") == [
        Gap(
            kind="no_data",
            actors=("A", "B", "n"),
            regions=("05124",),
            observed=2,
            companies_affected=2,
            reason="No data on 3 of 5 actors (Wuppertal): not surveyed, or no contact recorded.",
            action="Survey them or record their contacts; until then nothing can be said about gaps there.",
            score=2.0,
            certainty="sure: counted; it says nothing about their contacts",
        ),
        Gap(
            kind="no_data",
            actors=("D",),
            observed=0,
            companies_affected=1,
            reason="No data on 1 of 1 actors (no region recorded): not surveyed, or no contact recorded.",
            action="Survey them or record their contacts; until then nothing can be said about gaps there.",
            score=1.0,
            certainty="sure: counted; it says nothing about their contacts",
        ),
    ]
    assert [gap.actors for gap in find_gaps(given) if gap.kind != "no_data"] == [("C",)]


@pytest.mark.parametrize(
    ("surveyed", "surveyed_on", "tie", "expected"),
    [
        (None, None, None, "nothing"),
        (None, None, RECENT, "up to date"),
        (None, None, OLD, "observed"),
        (True, None, None, "up to date"),
        (True, RECENT, None, "up to date"),
        (None, RECENT, None, "up to date"),
        (True, OLD, None, "nothing"),
        (True, OLD, OLD, "observed"),
        (True, OLD, RECENT, "up to date"),
        (False, None, None, "nothing"),
        (False, None, RECENT, "nothing"),
    ],
)
def test_the_data_gate(surveyed, surveyed_on, tie, expected):
    """An old survey counts as none; a tie counts however old, but an old one not for comparisons."""
    actors = [company("A", surveyed=surveyed, surveyed_on=surveyed_on), multiplier("m")]
    given = network(actors, *(ties("A-m", tie) if tie else []))
    state = "up to date" if "A" in up_to_date(given) else "observed" if "A" in observed(given) else "nothing"
    assert state == expected


def test_a_tie_of_unknown_age_is_up_to_date_and_a_loop_is_no_tie():
    given = network([company("A"), company("B"), multiplier("m")], *ties("A-m B-B", None))
    assert up_to_date(given) == observed(given) == {"A", "m"}


def test_the_multipliers_of_a_company_are_looked_up_in_any_graph():
    given = network([multiplier("m"), company("A"), company("B")], *ties("A-m"))
    assert known_multipliers(given.graph(), ["m"], ["A", "B", "?"]) == {"A": {"m"}, "B": set(), "?": set()}
    assert ways_in(given.graph(), ["m"], ["A", "B", "?"]) == {"A": ("A", "m"), "B": (), "?": ()}


def peers_example(weak: int) -> Network:
    """Seven chambers with 12 companies each and one with `weak`, all in Wuppertal; every company has two."""
    here = {"region": "05124", "surveyed": True}
    chambers = [multiplier(f"m{i}", **here) for i in range(7)]
    actors = [*chambers, multiplier("weak", **here), company("alone", **here)]
    actors += [company(f"c{i}", region="05374") for i in range(42 + weak)]
    pairs = [f"m{i}-c{(6 * i + j) % 42}" for i in range(7) for j in range(12)]
    pairs += [f"weak-c{42 + i} m{i}-m{i}" for i in range(weak)]
    return network(actors, *ties(" ".join(pairs)))


def test_a_multiplier_with_far_fewer_contacts_than_its_peers_is_under_connected():
    """Of the 7 peers: median 12, mean of all others 12, so 12 expected; p = Poisson(12) <= 1.

    All contacts are with companies, so that 11 of these are missing and both p-values are the same; with
    as unlikely a result among 16 tests (8 in all, 8 with companies; all others p > 0.5), the false
    discovery rate is p * 16 / 2 = 0.06 %.
    """
    p = stats.poisson.cdf(1, 12)
    (gap,) = of_kind(peers_example(1), "under_connected_multiplier")
    assert gap == Gap(
        kind="under_connected_multiplier",
        actors=("weak",),
        regions=("05124",),
        observed=1,
        expected=12.0,
        p=pytest.approx(p),
        companies_affected=11,
        reason="1 contact recorded, 12 expected by comparison with 7 others (chamber, Wuppertal).",
        action=(
            "Ask Multiplier weak which companies it knows and record them; plan introductions for the rest."
        ),
        score=pytest.approx(-2 * log10(p)),
        certainty="sure: 7 others of its kind; fewer than 1 % of findings like this are chance",
    )


def test_where_too_few_answered_an_under_connected_actor_is_a_hint():
    """8 of 14 chambers surveyed, 9 of 15 in the region: the lower rate is told, the evidence stays."""
    given = peers_example(1)
    unasked = tuple(multiplier(f"x{i}", region="05124") for i in range(6))
    with_them = replace(given, actors=(*given.actors, *unasked))
    (sure,), (gap,) = (of_kind(n, "under_connected_multiplier") for n in (given, with_them))
    assert gap == replace(sure, certainty="hint: response rate 57 %")
    nobody = tuple(replace(a, surveyed=None) for a in given.actors)
    assert of_kind(replace(given, actors=nobody), "under_connected_multiplier") == [sure]


def test_where_too_few_answered_an_under_connected_company_is_a_hint():
    """7 of 11 medium companies surveyed."""
    actors = [multiplier(f"m{i}", type=None) for i in range(8)]
    actors += [company(n, size_class="medium", surveyed=n in "ABCDEFG" or None) for n in "ABCDEFGHIJK"]
    records = ties(" ".join(f"{name}-m{i}" for name in "ABCDEF" for i in range(8)) + " G-m0")
    (gap,) = of_kind(network(actors, *records), "under_connected_company")
    assert (gap.actors, gap.certainty) == (("G",), "hint: response rate 64 %")


def test_where_others_were_surveyed_whoever_was_not_is_not_compared():
    """Contacts that others report say little of one who was never asked."""
    given = peers_example(1)
    unasked = [replace(actor, surveyed=None) if actor.kennung == "weak" else actor for actor in given.actors]
    assert of_kind(replace(given, actors=tuple(unasked)), "under_connected_multiplier") == []


def test_a_multiplier_without_data_is_not_compared():
    given = peers_example(1)
    silent = [replace(actor, surveyed=False) if actor.kennung == "weak" else actor for actor in given.actors]
    assert of_kind(replace(given, actors=tuple(silent)), "under_connected_multiplier") == []


def test_companies_are_compared_with_companies_of_their_type_and_size():
    """Six medium companies with 8 contacts each, one with 1; the small one with 1 has no peers."""
    actors = [multiplier(f"m{i}", type=None) for i in range(8)]
    actors += [company(name, size_class="medium") for name in "ABCDEFG"] + [company("S", size_class="small")]
    records = ties(" ".join(f"{name}-m{i}" for name in "ABCDEF" for i in range(8)) + " G-m0 S-m0")
    (gap,) = of_kind(network(actors, *records), "under_connected_company")
    # median 8 of 6 peers, mean of the other 7 companies (48 + 1) / 7 = 7: (6 * 8 + 7) / 7
    assert (gap.actors, gap.observed, gap.expected) == (("G",), 1, pytest.approx(55 / 7))
    assert gap.reason == "1 contact recorded, 7.9 expected by comparison with 6 others (company, medium)."


def test_five_peers_are_needed_and_those_of_the_region_come_first():
    """Group g: six in region r with 10, one there with 1; five elsewhere with 2. No peers for h."""
    contacts = {f"r{i}": 10 for i in range(6)} | {"low": 1} | {f"s{i}": 2 for i in range(5)} | {"h": 1}
    groups = {key: "h" if key == "h" else "g" for key in contacts}
    regions = {key: "r" if key[0] in "rl" else "s" for key in contacts}
    found = expectations(contacts, groups, regions)
    assert "h" not in found
    assert (found["low"].peers, found["low"].same_region) == (6, True)
    # (6 * 10 + mean of the 12 others (60 + 10 + 1) / 12) / 7
    assert found["low"].expected == pytest.approx((60 + 71 / 12) / 7)
    # only four others of s share the region, so all 11 others of g are peers: median 10 of 1 2 2 2 2 10 ..
    assert (found["s0"].peers, found["s0"].same_region) == (11, False)
    assert found["s0"].expected == pytest.approx((11 * 10 + 70 / 12) / 12)


def test_a_small_shortfall_is_no_finding_however_unlikely():
    """Twelve peers with 2 contacts, one with 0: two are missing, fewer than three."""
    contacts = {i: 2 for i in range(12)} | {"low": 0}
    groups, regions = dict.fromkeys(contacts, "g"), dict.fromkeys(contacts)
    assert under_connected(contacts, groups, regions, q=1.0) == {}
    assert list(under_connected(contacts, groups, regions, q=1.0, shortfall=2.0)) == ["low"]


def test_an_unsurprising_shortfall_is_no_finding():
    """Peers from 1 to 21 contacts are overdispersed, so that 5 with 11 expected is nothing special."""
    contacts = dict(enumerate([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21])) | {"low": 5}
    groups, regions = dict.fromkeys(contacts, "g"), dict.fromkeys(contacts)
    assert under_connected(contacts, groups, regions) == {}
    found = expectations(contacts, groups, regions)["low"]
    assert found.expected == pytest.approx(11)
    phi = (44 - 11) / 11**2  # variance 44 of 1, 3, .. 21
    assert found.p == pytest.approx(stats.nbinom.cdf(5, 1 / phi, 1 / (1 + phi * 11)))


def test_nobody_to_compare_means_no_finding():
    assert under_connected({}, {}, {}) == {}
    assert expectations({"a": 1, "b": 0}, {"a": "g", "b": "g"}, {}) == {}
    assert expectations({i: 1 for i in range(9)}, {}, {}) == {}  # without a group no peers


@given(st.lists(st.integers(0, 30), min_size=3, max_size=12), st.data())
def test_leaving_one_out_agrees_with_the_statistics_module(counts, data):
    out = data.draw(st.sampled_from(counts))
    rest = sorted(counts)
    rest.remove(out)
    peers = Peers.of(counts)
    assert peers.median(out) == median(rest)
    assert peers.mean(out) == pytest.approx(mean(rest))
    excess = (variance(rest) - mean(rest)) / mean(rest) ** 2 if any(rest) else 0
    assert peers.dispersion(out) == pytest.approx(max(0, excess))


@pytest.mark.parametrize("mu", [0.01, 0.5, 3.0, 17.0, 140.0, 2000.0])
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 1, 1.3])
def test_the_poisson_tail_agrees_with_scipy(mu, share):
    k = int(share * mu)
    assert lower_tail(k, mu) == pytest.approx(stats.poisson.cdf(k, mu), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("mu", [0.01, 0.5, 3.0, 17.0, 140.0])
@pytest.mark.parametrize("phi", [1e-6, 0.05, 0.4, 1.0, 7.5])
@pytest.mark.parametrize("k", [0, 1, 4, 16, 150])
def test_the_negative_binomial_tail_agrees_with_scipy(mu, phi, k):
    expected = stats.nbinom.cdf(k, 1 / phi, 1 / (1 + phi * mu))
    assert lower_tail(k, mu, phi) == pytest.approx(expected, rel=1e-7)


def test_tails_by_hand():
    """Poisson(1): P(K <= 1) = 2/e; nothing is below 0; without an expectation nobody falls short."""
    assert lower_tail(1, 1.0) == pytest.approx(2 / 2.718281828459045)
    assert (lower_tail(-1, 3.0), lower_tail(0, 0.0), lower_tail(10_000, 1.0)) == (
        0.0,
        1.0,
        pytest.approx(1.0),
    )


def test_false_discovery_rates_agree_with_scipy():
    draw = random.Random(1)
    for size in (1, 2, 5, 40):
        p_values = [draw.random() ** 3 for _ in range(size)]
        assert benjamini_hochberg(p_values) == pytest.approx(list(stats.false_discovery_control(p_values)))
    assert benjamini_hochberg([]) == []


def test_false_discovery_rates_by_hand():
    """Of four tests: .01 * 4/1, .02 * 4/2 = .04, .03 * 4/3 = .04, .5 * 4/4."""
    assert benjamini_hochberg([0.5, 0.01, 0.03, 0.02]) == pytest.approx([0.5, 0.04, 0.04, 0.04])


def home_and_neighbours(actors: list[Actor], *records: Tie) -> Network:
    """The home network covers Wuppertal and OBK; `near` covers OBK too, `far` something else."""
    bodies = {
        "home": Body(
            "home", {"de": "Home"}, "network", covers=("05124", "05374"), neighbours=("near", "far")
        ),
        "near": Body("near", {"de": "Near"}, "network", covers=("05374", "05962")),
        "far": Body("far", {"de": "Far"}, "network"),
        "board": Body("board", {"de": "Board"}, "committee", network="home"),
    }
    return network(actors, *records, home="home", bodies=bodies)


def test_a_region_in_which_nobody_sits_or_works_is_a_gap():
    actors = [multiplier("m", region="05124")]
    (gap,) = of_kind(home_and_neighbours(actors), "region_without_actor")
    assert gap == Gap(
        kind="region_without_actor",
        regions=("05374",),
        observed=0,
        reason="No actor recorded that sits in OBK or works there, though it is part of Home.",
        action="Look for a first partner in OBK, or record who works there.",
        certainty="sure: counted",
    )
    actors.append(multiplier("n", active_in=frozenset({"05374"})))
    assert of_kind(home_and_neighbours(actors), "region_without_actor") == []


def test_a_neighbour_network_without_common_members_or_contacts_has_no_bridge():
    """b sits on the board of Home, n belongs to Near; A and C sit or work in OBK, which both cover."""
    actors = [
        multiplier("b", memberships=frozenset({"board"})),
        multiplier("n", memberships=frozenset({"near"})),
        company("A", region="05374"),
        company("B", region="05124"),
        company("C", region="05124", active_in=frozenset({"05374"})),
    ]
    near, far = of_kind(home_and_neighbours(actors), "network_without_bridge")
    assert near == Gap(
        kind="network_without_bridge",
        regions=("05374",),
        networks=("near",),
        observed=0,
        companies_affected=2,
        reason=(
            "No actor recorded that belongs to both Home and Near, and, the office aside, no contact "
            "recorded between the two "
            "(members of Near recorded: 1)."
        ),
        action="Record who works in both networks; if nobody does, win a bridge to Near in OBK.",
        score=4.0,
        certainty="hint: 1 member of the other network recorded",
    )
    assert (far.networks, far.regions, far.companies_affected) == (("far",), (), 0)
    assert far.reason == "No member of Far is recorded, so no bridge from Home can be seen."
    assert far.action == (
        "Record who works in both networks; if nobody does, win an actor as a bridge to Far."
    )


@pytest.mark.parametrize("bridge", ["member", "contact"])
def test_a_common_member_or_a_contact_between_members_is_a_bridge(bridge):
    both = frozenset({"board", "near"}) if bridge == "member" else frozenset({"board"})
    actors = [multiplier("b", memberships=both), multiplier("n", memberships=frozenset({"near"}))]
    records = ties("b-n") if bridge == "contact" else []
    found = of_kind(home_and_neighbours(actors, *records), "network_without_bridge")
    assert [gap.networks for gap in found] == [("far",)]


def test_where_no_membership_in_the_home_network_is_recorded_all_others_are_taken_for_it():
    actors = [multiplier("b"), multiplier("n", memberships=frozenset({"near"}))]
    found = of_kind(home_and_neighbours(actors, *ties("b-n")), "network_without_bridge")
    assert [gap.networks for gap in found] == [("far",)]


def test_an_actor_that_alone_holds_two_companies_is_a_single_point_of_failure():
    """m holds A, B, C; n holds D only, fewer than two."""
    actors = [multiplier("m"), multiplier("n"), *map(company, "ABCD")]
    (gap,) = of_kind(network(actors, *ties("m-A m-B m-C m-n n-D")), "single_point_of_failure")
    assert (gap.actors, gap.observed, gap.companies_affected, gap.score) == (("m",), 3, 3, 3.0)
    assert gap.certainty == "sure: follows from the recorded contacts"
    assert gap.reason == (
        "Without Multiplier m, 3 companies have no recorded way to the rest of the network."
    )
    assert gap.action == "Arrange a second way in for those who hang on Multiplier m alone."


def test_most_companies_affected_come_first_then_kind_then_score_then_kennung():
    actors = [multiplier("m"), multiplier("n"), *map(company, "ABCDEFGH")]
    records = [*ties("m-C m-B m-A m-n n-D"), *ties("n-E", OLD), *ties("F-A")]
    found = [(gap.kind, gap.actors) for gap in find_gaps(network(actors, *records))]
    assert found == [
        ("single_point_of_failure", ("m",)),  # B, C and A with F behind it: 4
        ("single_point_of_failure", ("n",)),  # D and E
        ("no_data", ("G", "H")),
        ("uncovered", ("F",)),
        ("stale", ("E",)),
        ("fragile", ("A",)),
        ("fragile", ("B",)),
        ("fragile", ("C",)),
        ("fragile", ("D",)),
    ]


def test_the_order_of_rows_changes_no_gap():
    given = peers_example(2)
    assert find_gaps(replace(given, actors=given.actors[::-1], ties=given.ties[::-1])) == find_gaps(given)


def test_an_empty_network_has_no_gaps():
    assert find_gaps(network([])) == []


def test_the_table_of_gaps_follows_the_contract():
    contract = (
        "kind actors regions fields networks observed expected p companies_affected reason action score"
    )
    assert " ".join(COLUMNS) == f"{contract} certainty"
    result = gap_table(peers_example(1))
    assert result.columns == COLUMNS
    assert result.rows == [asdict(gap) for gap in find_gaps(peers_example(1))]
    assert (result.meta.settings["false_discovery_rate"], result.meta.settings["least_shortfall"]) == (
        0.1,
        3.0,
    )


def test_the_table_shows_only_the_kinds_asked_for():
    shown = gap_table(peers_example(1), frozenset({"fragile", "uncovered"})).rows
    assert {row["kind"] for row in shown} == {"fragile", "uncovered"}


def test_no_sentence_calls_an_actor_unconnected():
    given = [*find_gaps(peers_example(1)), *find_gaps(home_and_neighbours([company("A", surveyed=True)]))]
    assert given
    assert {gap.kind for gap in given} <= WEIGHTS.keys()
    assert not any("unconnected" in (gap.reason + gap.action).lower() for gap in given)
    assert not any(mark in gap.reason + gap.action for gap in given for mark in "{}")
