"""The kinds of gaps that compare with chance or need a search; values by hand, from scipy or networkx."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from weak_spots import STYLES, draw

from traiber.graph.events import Attendance
from traiber.graph.expectation import expectations_of_margins, hypergeometric_tail, lower_tail, lower_tails
from traiber.graph.gaps import MATRIX_COLUMNS, Cell, Gap, find_gaps, gap_matrix, mixing_of, smallest_cut
from traiber.graph.gaps.bridges import quasi_independent, rewired_tails
from traiber.graph.gaps.cells import cells_of
from traiber.graph.gaps.certainty import Certainty, by_rate
from traiber.graph.gaps.concentration import concentration
from traiber.graph.gaps.connections import under_connected_multipliers
from traiber.graph.gaps.overlap import upper_tail
from traiber.graph.gaps.view import View
from traiber.graph.network import Actor, Body, Network, Region, Tie
from traiber.graph.rates import PRIOR, Trait, fit_rates

TODAY = date(2024, 6, 30)
RECENT = date(2024, 5, 2)


def multiplier(kennung: str, **traits: object) -> Actor:
    return Actor(kennung, f"Multiplier {kennung}", multiplier=True, **({"type": "chamber"} | traits))  # type: ignore[arg-type]


def company(kennung: str, **traits: object) -> Actor:
    return Actor(kennung, f"Company {kennung}", company=True, **({"type": "company"} | traits))  # type: ignore[arg-type]


def network(actors: list[Actor], text: str = "", **given: object) -> Network:
    pairs = [pair.split("-") for pair in text.split()]
    own = {"name": "Example", "home": None, "data_date": TODAY, "fictional": True}
    return Network(
        actors=tuple(actors),
        ties=tuple(Tie(a, b, last_contact=RECENT) for a, b in pairs),
        regions={key: Region(key, {"en": key.title()}) for key in ("north", "south", "east", "west")},
        fields={key: {"en": key} for key in ("hydrogen", "skills")},
        **(own | given),  # type: ignore[arg-type]
    )


def among_many(given: Network) -> Network:
    """The same network with 30 actors more of whom nothing is recorded: enough to test by chance."""
    return replace(given, actors=(*given.actors, *(Actor(f"~{at}", f"~{at}") for at in range(30))))


def of_kind(given: Network, kind: str) -> list[Gap]:
    return [gap for gap in find_gaps(given) if gap.kind == kind]


# ---- region and field


def in_need(number: int, **traits: object) -> list[Actor]:
    return [
        company(f"c{at}", region="north", needs=frozenset({"hydrogen"}), surveyed=True, **traits)
        for at in range(number)
    ]


def test_a_field_that_five_companies_need_and_nobody_in_the_region_offers_has_no_offer() -> None:
    """m offers it in the south; the five in the north are in contact with it, which is no offer there."""
    actors = [*in_need(5), multiplier("m", region="south", offers=frozenset({"hydrogen"}))]
    (gap,) = of_kind(network(actors, "m-c0"), "no_offer")
    assert (gap.regions, gap.fields, gap.observed, gap.companies_affected) == (
        ("north",),
        ("hydrogen",),
        0,
        5,
    )
    assert (
        gap.reason == "5 companies in North need hydrogen, and no multiplier there is recorded to offer it."
    )
    assert gap.action.startswith("Win Multiplier m, who offers it elsewhere, for North")
    assert gap.certainty == "sure: counted"


def test_four_companies_in_need_are_too_few_to_judge() -> None:
    actors = [*in_need(4), multiplier("m", region="south", offers=frozenset({"hydrogen"}))]
    (cell,) = cells_of(View(network(actors)))
    assert (cell.demand, cell.state, cell.kind) == (4, "no_data", None)


def test_an_offer_that_nobody_in_need_knows_is_an_offer_without_contact() -> None:
    """m works in the north without sitting there; it knows a company that needs nothing."""
    m = multiplier("m", region="south", active_in=frozenset({"north"}), offers=frozenset({"hydrogen"}))
    (gap,) = of_kind(network([*in_need(5), company("x"), m], "m-x"), "offer_without_contact")
    assert (gap.observed, gap.companies_affected) == (0, 5)
    assert gap.reason == (
        "1 multiplier in North offers hydrogen, but none of the 5 companies that need it has a recorded "
        "contact with any who offers it."
    )
    assert gap.action == "Introduce the companies that need hydrogen to Multiplier m."


@pytest.mark.parametrize(
    ("served", "carriers", "kind"),
    [(2, 2, "thin"), (3, 2, None), (9, 1, "thin"), (9, 2, None)],
)
def test_thin_is_a_small_share_or_one_multiplier_alone(served: int, carriers: int, kind: str | None) -> None:
    """Of twelve: (2 + 1) / (12 + 2) = .21 is below .25, (3 + 1) / 14 = .29 is not."""
    offers = {"region": "north", "offers": frozenset({"hydrogen"})}
    actors = [*in_need(12), multiplier("m0", **offers), multiplier("m1", **offers)]
    text = " ".join(f"m{at % carriers}-c{at}" for at in range(served))
    (cell,) = cells_of(View(network(actors, text)))
    assert (cell.demand, cell.supply, cell.served, cell.kind) == (12, 2, served, kind)
    assert cell.state == ("gap" if kind else "covered")


def test_served_is_compared_with_its_row_and_column() -> None:
    """North: hydrogen 0 of 5, skills 4 of 5; south: 3 and 3. Shares: row .4, column .3, all .5: 5 * .24."""
    both = frozenset({"hydrogen", "skills"})
    actors = [company(f"{r}{at}", region=r, needs=both) for r in ("north", "south") for at in range(5)]
    actors += [
        multiplier("h", region="north", offers=frozenset({"hydrogen"})),
        multiplier("s", region="north", offers=frozenset({"skills"})),
    ]
    text = " ".join(f"s-north{at}" for at in range(4))
    text += " " + " ".join(f"{m}-south{at}" for m in "hs" for at in range(3))
    few = {(c.region, c.field): c for c in cells_of(View(network(actors, text)))}
    assert few["north", "hydrogen"].p is few["north", "hydrogen"].p_supply is None  # 12 actors
    cells = {(c.region, c.field): c for c in cells_of(View(among_many(network(actors, text))))}
    assert cells["north", "hydrogen"].expected == pytest.approx(5 * 0.4 * 0.3 / 0.5)
    assert cells["north", "hydrogen"].p == pytest.approx(stats.poisson.cdf(0, 1.2))


def test_silent_companies_make_a_finding_about_their_cell_less_sure() -> None:
    actors = [*in_need(3), *(replace(c, kennung=f"x{c.kennung}", surveyed=False) for c in in_need(2))]
    actors.append(multiplier("m", region="north", offers=frozenset({"hydrogen"})))
    (gap,) = of_kind(network(actors), "offer_without_contact")
    assert gap.certainty == "hint: 40 % of these companies without data"


def test_the_matrix_holds_every_region_and_field_once() -> None:
    actors = [*in_need(5), multiplier("m", region="south", offers=frozenset({"skills"}))]
    home = Body("home", {"en": "Home"}, "network", covers=("north", "south"))
    result = gap_matrix(network(actors, home="home", bodies={"home": home}))
    assert result.columns == MATRIX_COLUMNS
    assert [(row["region"], row["field"], row["state"], row["kind"]) for row in result.rows] == [
        ("north", "hydrogen", "gap", "no_offer"),
        ("north", "skills", "no_data", None),
        ("south", "hydrogen", "no_data", None),
        ("south", "skills", "no_data", None),
    ]
    assert gap_matrix(network([])).rows == []


# ---- what is expected of whom


def test_rates_are_those_of_the_penalised_likelihood() -> None:
    """Second tool: scipy minimises the penalised Poisson deviance; the counts are even, none is trimmed."""
    types, regions = ["a"] * 8 + ["b"] * 8, (["n"] * 4 + ["s"] * 4) * 2
    counts = np.array([20, 21, 19, 20, 30, 31, 29, 30, 10, 11, 9, 10, 15, 14, 16, 15])
    x = np.array(
        [[1, t == "a", t == "b", r == "n", r == "s"] for t, r in zip(types, regions, strict=True)], float
    )

    def deviance(b: np.ndarray) -> float:
        eta = x @ b
        return float((np.exp(eta) - counts * eta).sum() + PRIOR / 2 * (b[1:] ** 2).sum())

    best = optimize.minimize(deviance, np.array([3.0, 0, 0, 0, 0]), method="BFGS", options={"gtol": 1e-8}).x
    found = fit_rates(counts, [Trait(types), Trait(regions)], types)
    assert found.dispersion == 0
    assert found.expected == pytest.approx(np.exp(x @ best), rel=1e-5)
    assert found.p == pytest.approx(stats.poisson.cdf(counts, found.expected))


def test_weak_spots_do_not_lower_what_is_expected_of_their_like() -> None:
    """Eight of twelve have 20 contacts, four have 2: the mean is 14, expected are about 20."""
    found = fit_rates(np.array([20] * 8 + [2] * 4), [Trait(["a"] * 12)], ["a"] * 12)
    assert found.expected == pytest.approx(np.full(12, 20.0), rel=0.02)


def test_counts_more_spread_than_poisson_are_seen() -> None:
    """Drawn with variance mu + 0.25 mu^2: what is found is larger rather than smaller."""
    rng = np.random.default_rng(4)
    counts = rng.negative_binomial(4, 4 / (4 + 15.0), 4000)
    found = fit_rates(counts, [Trait(["a"] * 4000)], ["a"] * 4000)
    assert 0.25 <= found.dispersion <= 0.4
    assert 0.04 <= float((found.p <= 0.1).mean()) <= 0.12


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.floats(0.01, 80), st.floats(0, 2))
def test_tails_of_arrays_are_the_single_ones(counts: list[int], mu: float, phi: float) -> None:
    found = lower_tails(np.array(counts), np.full(len(counts), mu), phi)
    assert found.tolist() == pytest.approx([lower_tail(k, mu, phi) for k in counts], rel=1e-9, abs=1e-300)


def test_nothing_to_fit_is_no_error() -> None:
    assert fit_rates(np.zeros(0, dtype=int), [Trait([])], []).expected.tolist() == []
    assert fit_rates(np.zeros(30, dtype=int), [Trait(["a"] * 30)], ["a"] * 30).p.tolist() == pytest.approx(
        [1.0] * 30, abs=0.05
    )


def test_the_product_of_margins_by_hand() -> None:
    """Small: six with 2; large: six with 6, in both regions alike but north has one large more.

    For the large one with 1 in the north: 5 peers with mean 6; north without it: three of 2, three of 6:
    mean 4; all others: (6 * 2 + 5 * 6) / 11 = 42 / 11. mu = (5 * 6 * 4 / (42 / 11) + 42 / 11) / 6.
    """
    contacts = {f"s{at}": 2 for at in range(6)} | {f"l{at}": 6 for at in range(5)} | {"low": 1}
    groups = {key: key[0] for key in contacts} | {"low": "l"}
    regions = {key: "north" if int(key[1]) < 3 else "south" for key in contacts if key != "low"} | {
        "low": "north"
    }
    found = expectations_of_margins(contacts, groups, regions)["low"]
    assert found.expected == pytest.approx((5 * 6 * 4 / (42 / 11) + 42 / 11) / 6)
    assert (found.observed, found.peers) == (1, 5)


@pytest.mark.parametrize(
    ("k", "total", "marked", "drawn"), [(0, 10, 5, 2), (3, 200, 60, 20), (7, 50, 30, 12)]
)
def test_the_hypergeometric_tail_agrees_with_scipy(k: int, total: int, marked: int, drawn: int) -> None:
    found = hypergeometric_tail(k, total, marked, drawn)
    assert found == pytest.approx(stats.hypergeom.cdf(k, total, marked, drawn))


def test_enough_contacts_in_the_wrong_place_are_a_finding_of_their_own() -> None:
    """Seven multipliers of the north know 10 companies each, six of them only northern ones.

    The seventh has 1 there. Of 70 ends 61 lie in the north, so of its 10 ties 8.7 are expected; p by scipy.
    """
    actors = [multiplier(f"m{at}", region="north") for at in range(7)]
    actors += [company(f"n{at}", region="north") for at in range(30)] + [
        company(f"s{at}", region="south") for at in range(10)
    ]
    text = " ".join(f"m{at}-n{(3 * at + k) % 30}" for at in range(6) for k in range(10))
    text += " m6-n0 " + " ".join(f"m6-s{k}" for k in range(9))
    (gap,) = of_kind(network(actors, text), "under_connected_multiplier")
    assert (gap.actors, gap.observed, gap.expected) == (("m6",), 1, pytest.approx(10 * 61 / 70))
    assert gap.p == pytest.approx(stats.hypergeom.cdf(1, 70, 61, 10))
    assert gap.reason.startswith("Enough contacts with companies (10), but only 1 in North, where it works")


def test_who_meets_companies_at_events_without_a_contact_is_a_hint() -> None:
    """m meets a, b, c of its region at two events; n meets only a and b; k knows a."""
    actors = [*(multiplier(key, region="north", surveyed=True) for key in "kmn")]
    actors += [company(key, region="north") for key in "abc"] + [company("z", region="south")]
    view = View(network(actors, "k-a"))
    events = {"e1": ["m", "n", "k", "a", "b", "z"], "e2": ["m", "k", "c", "?"]}
    attendance = Attendance.of((guest, event) for event, guests in events.items() for guest in guests)
    (gap,) = under_connected_multipliers(view, attendance)
    assert (gap.actors, gap.companies_affected, gap.p) == (("m",), 3, None)
    assert (
        gap.reason == "Met 3 companies of its region at events, but no contact with any of them is recorded."
    )
    assert gap.certainty.startswith("hint")
    assert list(under_connected_multipliers(view)) == []


def test_actors_of_other_networks_are_not_compared() -> None:
    """Of a neighbour's multiplier only the contacts with the own network are recorded."""
    made, _truth = draw(STYLES[0], seed=2)
    outside = {a.kennung for a in made.actors if a.memberships != {"own"}}
    assert outside
    named = {k for gap in of_kind(made, "under_connected_multiplier") for k in gap.actors}
    assert named.isdisjoint(outside)


# ---- bridges


def test_quasi_independence_keeps_the_sums_and_an_empty_diagonal() -> None:
    table = np.array([[9, 4, 2, 1], [4, 0, 3, 3], [2, 3, 5, 2], [1, 3, 2, 0]])
    found = quasi_independent(table)
    assert found.sum(axis=1) == pytest.approx([7, 10, 7, 6])
    assert np.diag(found).tolist() == [0] * 4
    assert found == pytest.approx(found.T)
    ratio = found[0, 1] * found[2, 3] / (found[0, 2] * found[1, 3])  # a_i a_j: cross products are equal
    assert ratio == pytest.approx(1, rel=1e-4)


def test_the_pair_left_out_is_what_the_others_let_expect() -> None:
    """All pairs of four have 6 ties but one with none: learnt from the five others 6 are expected there."""
    table = np.full((4, 4), 6)
    table[0, 1] = table[1, 0] = 0
    assert quasi_independent(table, [(0, 1)])[0, 1] == pytest.approx(6, rel=1e-3)
    assert quasi_independent(np.zeros((3, 3), dtype=int)).tolist() == [[0] * 3] * 3


def regional(missing: bool) -> Network:
    """Four regions with six multipliers each, six ties between each two regions, none between two of them."""
    regions = ("north", "south", "east", "west")
    actors = [multiplier(f"{r}{at}", region=r) for r in regions for at in range(6)]
    pairs = [p for p in combinations(regions, 2) if not (missing and p == ("north", "south"))]
    return network(actors, " ".join(f"{a}{at}-{b}{(at + 1) % 6}" for a, b in pairs for at in range(6)))


def test_two_regions_without_ties_between_them_miss_a_bridge() -> None:
    """Expected 6 as between all others; p = exp(-6), times six pairs: 1.5 %."""
    (gap,) = of_kind(among_many(regional(missing=True)), "missing_bridge")
    assert (gap.regions, gap.observed) == (("north", "south"), 0)
    assert gap.expected == pytest.approx(6, rel=1e-3)
    assert gap.p == pytest.approx(np.exp(-6), rel=0.01)
    assert gap.certainty == "likely: about 1 % of findings like this are chance"
    assert of_kind(regional(missing=False), "missing_bridge") == []


def test_fewer_than_thirty_actors_are_not_compared_with_chance() -> None:
    (gap,) = of_kind(regional(missing=True), "missing_bridge")
    (of_many,) = of_kind(among_many(regional(missing=True)), "missing_bridge")
    assert gap.certainty == "hint: fewer than 30 actors, too few for a comparison with chance"
    assert replace(gap, p=of_many.p, certainty=of_many.certainty, score=of_many.score) == of_many


def test_random_networks_say_the_same_of_a_missing_bridge() -> None:
    """1,000 rewired networks, seeded: with 0 of 30 ties between two of four regions few are as low."""
    made = among_many(regional(missing=True))
    groups = {actor.kennung: actor.region for actor in made.actors}
    p = rewired_tails(made.adjacency, groups, 1000)
    names = mixing_of(made.adjacency, groups).groups
    at = names.index("north"), names.index("south")
    assert 1 / 1001 <= p[at] <= 0.05
    assert p.tolist() == rewired_tails(made.adjacency, groups, 1000).tolist()
    assert [gap.p for gap in find_gaps(made, rewirings=1000) if gap.kind == "missing_bridge"] == [p[at]]


edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@given(edges, st.sets(st.integers(0, 9), min_size=1, max_size=5), st.sets(st.integers(0, 9), max_size=5))
def test_the_smallest_cut_is_as_small_as_networkx_says_and_cuts(
    pairs: list[tuple[int, int]], own: set[int], members: set[int]
) -> None:
    """Second tool: minimum_node_cut between an auxiliary source and sink; without the cut no way is left."""
    graph = nx.Graph((a, b) for a, b in pairs if a != b)
    graph.add_nodes_from(range(10))
    cut = smallest_cut(graph, own, members)
    graph.add_edges_from(("source", k) for k in own)
    graph.add_edges_from((k, "sink") for k in members)
    graph.add_nodes_from(["source", "sink"])
    assert len(cut) == nx.node_connectivity(graph, "source", "sink")
    graph.remove_nodes_from(cut)
    assert not nx.has_path(graph, "source", "sink")


def test_a_neighbour_network_behind_one_actor_is_a_single_hinge() -> None:
    """All of home reach far through b alone; A and B are within three steps of it."""
    bodies = {
        "home": Body("home", {"en": "Home"}, "network", covers=("north",), neighbours=("far",)),
        "far": Body("far", {"en": "Far"}, "network", covers=("north", "south")),
    }
    far = frozenset({"far"})
    actors = [multiplier("b", region="north"), multiplier("m"), *map(company, "AB")]
    actors += [multiplier(f"f{at}", memberships=far) for at in range(3)]
    made = network(actors, "b-f0 f0-f1 f0-f2 A-b B-m m-b", home="home", bodies=bodies)
    (gap,) = of_kind(made, "hinge")
    assert (gap.actors, gap.networks, gap.regions, gap.observed) == (("b",), ("far",), ("north",), 1)
    assert gap.companies_affected == 2
    assert gap.reason == (
        "All ways from Home to Far lead through Multiplier b (chamber, North). "
        "Last contact there: 2024-05-02. 2 companies are within 3 steps of Far, 2 of them through it alone."
    )
    assert gap.certainty == "likely: 3 members of the other network recorded"
    both = network(actors, "b-f0 m-f1 A-b B-m", home="home", bodies=bodies)
    assert of_kind(both, "hinge") == of_kind(both, "network_without_bridge") == []


# ---- overlap and load


def test_shared_companies_in_one_region_are_hypergeometric() -> None:
    found = upper_tail(6, np.array([10]), np.array([8]), np.array([40]))
    assert found == pytest.approx(stats.hypergeom.sf(5, 40, 10, 8))


def test_shared_companies_of_two_regions_add_up() -> None:
    """By enumeration of both hypergeometric distributions of scipy."""
    first, second, totals = np.array([5, 4]), np.array([6, 3]), np.array([12, 9])
    expected = sum(
        stats.hypergeom.pmf(a, 12, 5, 6) * stats.hypergeom.pmf(b, 9, 4, 3)
        for a in range(6)
        for b in range(4)
        if a + b >= 5
    )
    assert upper_tail(5, first, second, totals) == pytest.approx(expected)


def test_two_multipliers_with_the_same_clients_and_no_contact_overlap() -> None:
    """Of 40 companies both know the same 8: expected 1.6; a contact between them ends it."""
    actors = [multiplier("m"), multiplier("n"), *(company(f"c{at:02}", region="north") for at in range(40))]
    actors += [multiplier(f"o{at}") for at in range(4)]
    text = " ".join(f"{m}-c{at:02}" for m in "mn" for at in range(8))
    text += " " + " ".join(f"o{k}-c{8 * k + at + 8:02}" for k in range(4) for at in range(8))
    (gap,) = of_kind(network(actors, text), "overlap")
    assert (gap.actors, gap.observed, gap.companies_affected) == (("m", "n"), 8, 8)
    assert (gap.expected, gap.p) == (pytest.approx(1.6), pytest.approx(stats.hypergeom.sf(7, 40, 8, 8)))
    assert of_kind(network(actors, f"{text} m-n"), "overlap") == []


def test_the_load_of_a_region_is_its_share_of_the_fair_shares() -> None:
    """Six companies: m alone knows four, shares one with n, n alone one: 4.5 and 1.5 of 6."""
    actors = [multiplier("m"), multiplier("n"), *(company(key, region="north") for key in "ABCDEF")]
    made = network(actors, "m-A m-B m-C m-D m-E n-E n-F")
    load = concentration(made.adjacency, made.multipliers, made.companies)
    assert load is not None
    assert (load.top, load.covered, load.share, load.share_of_three, load.known) == ("m", 6, 0.75, 1.0, 5)
    (gap,) = of_kind(made, "concentration")
    assert (gap.actors, gap.regions, gap.observed, gap.expected) == (("m",), ("north",), 0.75, 0.5)
    assert gap.companies_affected == 5
    assert "carries 75 % of the 6 companies reached (North)" in gap.reason


def test_few_companies_or_an_even_load_are_no_concentration() -> None:
    actors = [multiplier("m"), multiplier("n"), *(company(key, region="north") for key in "ABCDEF")]
    assert of_kind(network(actors, "m-A m-B m-C n-D n-E n-F"), "concentration") == []
    assert of_kind(network(actors, "m-A m-B m-C m-D"), "concentration") == []


# ---- certainty, scale, form


def test_words_for_how_sure_a_comparison_is() -> None:
    assert [by_rate(rate) for rate in (0.01, 0.1, 0.11)] == [Certainty.SURE, Certainty.LIKELY, Certainty.HINT]
    assert Certainty.SURE.but(True) == Certainty.LIKELY
    assert Certainty.HINT.but(True) == Certainty.HINT
    assert Certainty.LIKELY.because("so", "", "and so") == "likely: so; and so"


def test_every_finding_says_how_sure_it_is_and_what_to_do() -> None:
    kinds = set()
    for style in STYLES:
        for gap in find_gaps(draw(style, seed=2)[0]):
            kinds.add(gap.kind)
            assert gap.reason and gap.action
            assert gap.certainty.split(":")[0] in ("sure", "likely", "hint")
            assert not any(mark in gap.reason + gap.action + gap.certainty for mark in "{}")
            assert "unconnected" not in gap.reason.lower()
            assert gap.p is None or 0 <= gap.p <= 1
    assert kinds >= {"overlap", "missing_bridge", "hinge", "thin", "under_connected_company"}


def test_the_order_of_rows_changes_no_finding_of_any_kind() -> None:
    made, _truth = draw(STYLES[2], seed=3)
    assert find_gaps(replace(made, actors=made.actors[::-1], ties=made.ties[::-1])) == find_gaps(made)


def test_a_cell_is_judged_by_its_own_numbers() -> None:
    assert Cell("r", "f", demand=5, supply=1, served=0).kind == "offer_without_contact"
    assert Cell("r", "f", demand=0, supply=0, served=0).state == "no_data"
