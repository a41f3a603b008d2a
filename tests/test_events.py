"""Events: attendance by hand and against networkx on Davis' southern women, chance against scipy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite
from scipy.optimize import root
from scipy.stats import binomtest, false_discovery_control, hypergeom

from traiber.data.table import Table
from traiber.graph.arrays import adjacency_of
from traiber.graph.events import (
    Attendance,
    Conversion,
    Event,
    Gatherings,
    above_chance,
    co_attendance,
    conversion_by_event,
    conversion_by_group,
    expected_attendance,
    false_discovery_rates,
    in_contact,
    overall_conversion,
    read_gatherings,
    shared_events,
    tell_events,
    tell_guests,
    tell_pairs,
    tell_types,
)
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.projection import Frame, project_network
from traiber.graph.store import Store
from traiber.ontology.language import set_language
from traiber.visualizations.tables.events import events_view

GUESTS = st.lists(st.tuples(st.integers(0, 6), st.integers(100, 106)), max_size=40)


def davis() -> tuple[nx.Graph, list[str], Attendance[str, str]]:
    """18 women at 14 events (Davis, Gardner & Gardner 1941), as networkx has it."""
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    return graph, women, Attendance.of(graph.edges(women), women, graph.graph["bottom"])


# Attendance ----------------------------------------------------------------------------------------


def test_degrees_and_sizes_are_those_of_the_graph():
    """networkx; Evelyn went to 8 of the events, E8 had 14 guests (Davis' table)."""
    graph, women, attendance = davis()
    assert attendance.degrees == dict(graph.degree(women))
    assert attendance.sizes == dict(graph.degree(attendance.events))
    assert (attendance.degrees["Evelyn Jefferson"], attendance.sizes["E8"]) == (8, 14)


def test_weights_are_newmans():
    """networkx: collaboration_weighted_projected_graph."""
    graph, women, attendance = davis()
    projected = bipartite.collaboration_weighted_projected_graph(graph, women)
    found = co_attendance(attendance)
    assert {frozenset(pair) for pair in found} == {frozenset(pair) for pair in projected.edges}
    assert all(
        weight == pytest.approx(projected.edges[pair]["weight"], abs=1e-12) for pair, weight in found.items()
    )


def test_shared_events_are_common_neighbours():
    """networkx: weighted_projected_graph."""
    graph, women, attendance = davis()
    projected = bipartite.weighted_projected_graph(graph, women)
    assert {frozenset(p): n for p, n in shared_events(attendance).items()} == {
        frozenset((a, b)): n for a, b, n in projected.edges(data="weight")
    }


def test_attending_twice_is_attending_once():
    once = Attendance.of([("a", 1), ("b", 1)])
    twice = Attendance.of([("a", 1), ("b", 1), ("a", 1)])
    assert shared_events(once) == shared_events(twice) == {("a", "b"): 1}
    assert co_attendance(twice) == {("a", "b"): 1.0}


def test_an_event_with_one_guest_adds_nothing():
    assert co_attendance(Attendance.of([("a", 1), ("a", 2), ("b", 2), ("c", 3)])) == {("a", "b"): 1.0}


def test_without_attendance_there_is_nothing():
    nobody = Attendance.of([], actors=["a"], events=["e"])
    assert (nobody.degrees, nobody.sizes, shared_events(nobody)) == ({"a": 0}, {"e": 0}, {})
    assert [part.tolist() for part in above_chance(nobody)] == [[], []]
    assert conversion_by_event(nobody, nx.Graph()) == {"e": Conversion(0, 0)}


def test_labels_that_cannot_be_nodes_are_refused():
    with pytest.raises(ValueError, match="hashable"):
        Attendance.of([(["a"], 1)])


# Chance --------------------------------------------------------------------------------------------


def test_the_hypergeometric_tail_is_that_of_scipy():
    """scipy.stats.hypergeom.sf on all pairs of Davis."""
    _graph, _women, attendance = davis()
    p, _q = above_chance(attendance, "hypergeometric")
    found = dict(zip(shared_events(attendance), p.tolist(), strict=True))
    for (a, b), shared in shared_events(attendance).items():
        k, m = attendance.degrees[a], attendance.degrees[b]
        assert found[(a, b)] == pytest.approx(hypergeom.sf(shared - 1, 14, k, m), rel=1e-9)


def test_expected_attendance_has_the_margins():
    """The chances of each row and column sum to the totals and sizes; and scipy finds the same x and y."""
    _graph, _women, attendance = davis()
    totals, sizes = attendance.per_actor, attendance.per_event
    chances = expected_attendance(totals, sizes)
    assert chances.sum(axis=1) == pytest.approx(totals, abs=1e-6)
    assert chances.sum(axis=0) == pytest.approx(sizes, abs=1e-6)

    def off(logs: np.ndarray) -> np.ndarray:
        table = 1 / (1 + np.exp(-logs[:18, None] - logs[None, 18:]))
        return np.concatenate([table.sum(axis=1) - totals, table.sum(axis=0) - sizes])

    logs = root(off, np.zeros(32), method="lm", tol=1e-12).x
    assert chances == pytest.approx(1 / (1 + np.exp(-logs[:18, None] - logs[None, 18:])), abs=1e-6)


@given(GUESTS)
@settings(max_examples=80, deadline=None)
def test_margins_hold_with_full_and_empty_rows_and_columns_too(pairs: list[tuple[int, int]]):
    attendance = Attendance.of(pairs, range(7), range(100, 107))
    chances = expected_attendance(attendance.per_actor, attendance.per_event)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert chances.sum(axis=1) == pytest.approx(attendance.per_actor, abs=0.02)
    assert chances.sum(axis=0) == pytest.approx(attendance.per_event, abs=0.02)


def test_the_tail_with_both_margins_is_that_of_all_outcomes():
    """Brute force: the distribution of shared events by convolution, event by event."""
    _graph, _women, attendance = davis()
    chances = expected_attendance(attendance.per_actor, attendance.per_event)
    p, _q = above_chance(attendance)
    met = attendance.meetings
    for at in range(len(met)):
        distribution = np.ones(1)
        for chance in (chances[met.first[at]] * chances[met.second[at]]).tolist():
            distribution = np.convolve(distribution, [1 - chance, chance])
        assert p[at] == pytest.approx(distribution[met.shared[at] :].sum(), abs=1e-9)


def test_large_events_make_nobody_acquainted():
    """Six plenaries with all 40 actors, and four small events at which five pairs meet again and again.

    With the events' sizes fixed only the five pairs stand out; taking all events as alike, every pair does.
    """
    plenaries = [(actor, f"plenary {n}") for actor in range(40) for n in range(6)]
    small = [(actor, f"small {n}") for n in range(20) for actor in (2 * (n % 5), 2 * (n % 5) + 1)]
    others = [(actor, f"visit {actor}") for actor in range(10, 40)]
    attendance = Attendance.of([*plenaries, *small, *others])
    pairs = list(shared_events(attendance))
    _p, rates = above_chance(attendance)
    assert [pairs[at] for at in np.flatnonzero(rates <= 0.1)] == [(2 * n, 2 * n + 1) for n in range(5)]
    _p, naive = above_chance(attendance, "hypergeometric")
    assert len(pairs) == 780
    assert (naive <= 0.1).sum() > 700


def test_pairs_at_random_are_hardly_ever_above_chance():
    """Fifty actors at events of 3 to 30 guests drawn at random: of 10 draws, at most one has any finding.

    With a rate of false discoveries of 10 % and no true one, one draw in ten may have a finding.
    """
    with_finding = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        sizes = rng.integers(3, 31, 40)
        pairs = [
            (a, e) for e, n in enumerate(sizes.tolist()) for a in rng.choice(50, n, replace=False).tolist()
        ]
        with_finding += bool((above_chance(Attendance.of(pairs))[1] <= 0.1).any())
    assert with_finding <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 30))
def test_rates_of_false_discovery_are_those_of_scipy(values: list[float], silent: int):
    """scipy.stats.false_discovery_control, with the tests that are not listed as p = 1."""
    rates = false_discovery_rates(np.array(values), len(values) + silent)
    expected = false_discovery_control([*values, *[1.0] * silent])[: len(values)]
    assert rates == pytest.approx(expected)


# Conversion ----------------------------------------------------------------------------------------


@given(GUESTS, st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=15))
@settings(max_examples=60, deadline=None)
def test_conversions_count_pairs(pairs: list[tuple[int, int]], ties: list[tuple[int, int]]):
    """Brute force over all pairs; actors 7 and 8 have contacts but attend nothing."""
    graph = nx.Graph(ties)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    attendance = Attendance.of(pairs)
    groups = {actor: actor % 3 for actor in range(6)}
    guests = {e: [a for a in attendance.actors if (a, e) in pairs] for e in attendance.events}
    met = {frozenset(p) for who in guests.values() for p in combinations(who, 2)}

    def conversion(found: set[frozenset[int]]) -> Conversion:
        return Conversion(len(found), sum(graph.has_edge(*sorted(pair)) for pair in found))

    every = {frozenset(p) for p in combinations(attendance.actors, 2)}
    assert overall_conversion(attendance, graph) == (conversion(met), conversion(every - met))
    assert conversion_by_event(attendance, graph) == {
        event: conversion({frozenset(p) for p in combinations(who, 2)}) for event, who in guests.items()
    }
    found = conversion_by_group(attendance, graph, groups)
    assert found == {
        key: conversion({p for p in met if any(groups.get(a) == key for a in p)}) for key in found
    }
    assert set(found) == {groups[a] for a in attendance.actors if a in groups}


def test_the_interval_is_wilsons():
    """scipy.stats.binomtest; none below five pairs."""
    for n, k in ((10, 2), (5, 0), (300, 17), (6, 6)):
        expected = binomtest(k, n).proportion_ci(0.9, "wilson")
        assert Conversion(n, k).interval == pytest.approx((expected.low, expected.high))
    assert Conversion(4, 2).share is Conversion(4, 2).interval is None


# A network -----------------------------------------------------------------------------------------


def network() -> Network:
    """Chambers m, n and companies A, B; m-A and the office with everybody."""
    actors = [Actor(k, k.upper(), type="chamber", multiplier=True) for k in "mn"]
    actors += [Actor(k, k, type="company", company=True) for k in "AB"]
    actors.append(Actor("office", "Büro", office=True))
    ties = [Tie("m", "A"), *(Tie("office", k) for k in "mnAB")]
    return Network("Test", None, date(2025, 6, 30), True, tuple(actors), tuple(ties))


def gatherings() -> Gatherings:
    """x: m, A, B; y: m, B; z: n alone."""
    events = {
        "x": Event("x", {"de": "Forum"}, date(2025, 1, 1)),
        "y": Event("y", {"de": "Messe"}, date(2025, 3, 1)),
        "z": Event("z", {}),
    }
    pairs = [("m", "x"), ("A", "x"), ("B", "x"), ("m", "y"), ("B", "y"), ("n", "z")]
    return Gatherings(events, Attendance.of(pairs, sorted("mnAB"), sorted(events)))


def test_pairs_that_met_often_without_contact_are_listed():
    """m and B at x and y; A and m are in contact, A and B met once. Newman: 1/2 + 1."""
    set_language("en")
    rows = tell_pairs(network(), gatherings()).rows
    assert [(row["actor"], row["other"], row["shared"], row["weight"]) for row in rows] == [
        ("B", "m", 2, 1.5)
    ]
    assert rows[0]["above_chance"] is rows[0]["p"] is rows[0]["q"] is None  # of four guests
    assert rows[0]["reason"].startswith("2 events together, ")
    assert rows[0]["reason"].endswith(" expected by chance; no contact recorded.")


def crowd(friends: bool) -> tuple[Network, Gatherings]:
    """40 guests at 200 events of two, drawn at random; two of them also at 15 events of their own."""
    rng = np.random.default_rng(3)
    guests = [f"g{at:02}" for at in range(40)]
    pairs = [(guests[at], f"e{e:03}") for e in range(200) for at in rng.choice(40, 2, replace=False).tolist()]
    pairs += [(guest, f"f{at}") for at in range(15) for guest in guests[:2]] if friends else []
    events = {event: Event(event, {}) for _guest, event in pairs}
    made = replace(network(), actors=tuple(Actor(key, key, company=True) for key in guests), ties=())
    return made, Gatherings(events, Attendance.of(pairs, guests, sorted(events)))


def test_pairs_above_chance_come_first_and_it_is_said_plainly_when_there_are_none():
    found = tell_pairs(*crowd(friends=True))
    assert [row["above_chance"] for row in found.rows[:2]] == [True, False]
    assert (found.rows[0]["actor"], found.rows[0]["other"]) == ("g00", "g01")
    shown = events_view("pairs", found, crowd(friends=True)[0], 5)
    assert shown.caption.splitlines()[1] == "1 pair met more often than chance would have it."
    nobody = tell_pairs(*crowd(friends=False))
    assert nobody.rows and not any(row["above_chance"] for row in nobody.rows)
    shown = events_view("pairs", nobody, crowd(friends=False)[0], 5)
    assert len(shown.rows) == 5
    assert "None of these pairs met more often than chance would have it" in shown.caption
    few = events_view("pairs", tell_pairs(network(), gatherings()), network(), 5)
    assert "Fewer than 30 guests in all" in few.caption and few.rows[0][-1] == "–"


def test_events_tell_what_came_of_them_the_latest_first():
    rows = tell_events(network(), gatherings()).rows
    assert [(r["label"], r["actors"], r["pairs"], r["contacts"], r["share"]) for r in rows] == [
        ("Messe", 2, 1, 0, None),
        ("Forum", 3, 3, 1, None),
        ("z", 1, 0, 0, None),
    ]


def test_types_are_compared_with_those_who_never_met():
    """Met: A-B, A-m, B-m; of six pairs of guests the three with n never met."""
    rows = tell_types(network(), gatherings()).rows
    assert [(r["kind"], r["type"], r["pairs"], r["contacts"]) for r in rows] == [
        ("met", None, 3, 1),
        ("apart", None, 3, 0),
        ("type", "company", 3, 1),
        ("type", "chamber", 2, 1),
    ]


def test_guests_tell_whom_they_met():
    rows = tell_guests(network(), gatherings()).rows
    assert [(r["actor"], r["events"], r["met"], r["without_contact"]) for r in rows] == [
        ("B", 2, 2, 2),
        ("m", 2, 2, 1),
        ("A", 1, 2, 1),
        ("n", 1, 0, 0),
    ]


def test_contacts_are_found_whatever_the_order_of_the_graph():
    attendance = gatherings().attendance
    graph = nx.Graph([("B", "x"), ("A", "m")])
    assert in_contact(attendance, graph).tolist() == in_contact(attendance, adjacency_of(graph)).tolist()
    labels = [(attendance.actors[a], attendance.actors[b]) for a, b in zip(*_ends(attendance), strict=True)]
    assert dict(zip(labels, in_contact(attendance, graph).tolist(), strict=True))[("A", "m")]


def _ends(attendance: Attendance[str, str]) -> tuple[list[int], list[int]]:
    return attendance.meetings.first.tolist(), attendance.meetings.second.tolist()


def test_events_come_from_the_store_without_office_interviews_and_later_ones(
    store_of: Callable[..., Store],
):
    """Two events and an interview in the tables; the second event lies after the day looked from."""
    store = store_of(
        [
            Table(
                "actors",
                ("id", "name", "type", "role"),
                [
                    (None, "Kammer", "chamber", "multiplier"),
                    (None, "Alfa GmbH", "company", None),
                    (None, "Büro", "network_office", "office"),
                ],
            ),
            Table(
                "events",
                ("title", "kind", "date"),
                [
                    ("Forum", "workshop", date(2025, 1, 10)),
                    ("Messe", "event", date(2025, 9, 1)),
                    ("Gespräch", "interview", date(2025, 1, 11)),
                ],
            ),
            Table(
                "attendance",
                ("event", "actor"),
                [
                    ("Forum", "Kammer"),
                    ("Forum", "Alfa GmbH"),
                    ("Forum", "Büro"),
                    ("Messe", "Kammer"),
                    ("Gespräch", "Kammer"),
                ],
            ),
        ],
        "https://example.org/id/",
        "Netz",
    )
    found = project_network(store, Frame(data_date=date(2025, 6, 30)))
    read = read_gatherings(store, found)
    names = {actor.kennung: actor.label for actor in found.actors}
    attended = [
        (names[read.attendance.actors[a]], read.events[read.attendance.events[e]].labels["de"])
        for a, e in zip(read.attendance.actor.tolist(), read.attendance.event.tolist(), strict=True)
    ]
    assert sorted(attended) == [("Alfa GmbH", "Forum"), ("Kammer", "Forum")]
    assert [event.day for event in read.events.values()] == [date(2025, 1, 10)]
