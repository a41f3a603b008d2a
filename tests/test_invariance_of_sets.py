"""What must change nothing in teams, outages and the certainty of ranks: loops, repeated ties, order.

Every public function of these packages that measures a graph is in `FUNCTIONS`; a test says so. The
results are compared with those of the clean graph in its first order.
"""

import random
from collections.abc import Callable
from dataclasses import asdict

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import Roles, cases
from test_invariance import messy

from traiber.graph import outage as outages
from traiber.graph import teams, uncertainty
from traiber.graph.outage import Traits, back_up, outage
from traiber.graph.teams import best_team, key_players
from traiber.graph.uncertainty import inclusion_interval, interviews, rank_intervals


def lost(found: outages.Outage) -> dict:
    """An outage without the order of its parts."""
    told = asdict(found)
    told["lost"] = {company: frozenset(known) for company, known in found.lost.items()}
    for name in ("leaving", "weakened", "parts"):
        told[name] = frozenset(frozenset(part) if name == "parts" else part for part in told[name])
    return told


def efforts(found: outages.Backup) -> dict:
    """New contacts without their introducers: of equal ones it is the first in the order of the graph."""
    pairs = [[(p.company, p.multiplier, p.effort) for p in placed] for placed in (found.best, found.chosen)]
    return {"pairs": pairs, "without": found.without, "exact": found.exact}


FUNCTIONS: dict[str, Callable] = {
    "best_team": lambda g, m, c: asdict(best_team(g, m, c, 2)),
    "best_team twice": lambda g, m, c: asdict(best_team(g, m, c, 2, depth=2)),
    "key_players": lambda g, m, c: asdict(key_players(g, m, 2, "fragment")),
    "outage": lambda g, m, c: lost(outage(g, m[:1], m, c)),
    "back_up": lambda g, m, c: efforts(back_up(g, c, m[:1], m, c, Traits({}, {}, {}))),
    "rank_intervals": lambda g, m, c: rank_intervals(g, m, c, replicates=20),
    "inclusion_interval": lambda g, m, c: inclusion_interval(g, m),
    "interviews": lambda g, m, c: {
        node: tuple(round(value, 9) for value in gain)
        for node, gain in interviews(g, m, c, [*m, *c], replicates=20).items()
    },
}
NOT_OF_GRAPHS = {  # of a network as a whole, of contacts, of ranks, or types
    "Interview", "RankInterval", "ResponseRate", "certainty_meta", "exclusives", "fair_shares", "greyed_out",
    "intervals_of", "not_distinguishable", "poor_responses", "reaches", "response_rates", "share_missing",
    "shared_ranks", "tell_interviews", "tell_ranks", "tell_responses", "Backup", "Outage", "Placement",
    "Traits", "CAPACITY", "EXACT_CONTACTS", "KeyPlayers", "Team",
}  # fmt: skip


@st.composite
def certain(draw: st.DrawFn) -> Roles:
    """A case whose ties have no weights."""
    graph, multipliers, companies = draw(cases())
    for _, _, tie in graph.edges(data=True):
        tie.clear()
    return graph, multipliers, companies


def reordered(graph: nx.Graph, seed: int) -> nx.Graph:
    """The same graph, nodes and ties in another order."""
    draw = random.Random(seed)
    nodes, ties = list(graph), [edge if draw.random() < 0.5 else edge[::-1] for edge in graph.edges]
    draw.shuffle(nodes)
    draw.shuffle(ties)
    turned = nx.Graph()
    turned.add_nodes_from(nodes)
    turned.add_edges_from(ties)
    return turned


def test_every_public_function_of_a_graph_is_tested_here():
    public = {*outages.__all__, *uncertainty.__all__, *teams.__all__}
    assert public - NOT_OF_GRAPHS <= FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
@given(case=certain(), seed=st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_loops_repeated_ties_and_directions_change_nothing(name, case, seed):
    graph, multipliers, companies = case
    expected = FUNCTIONS[name](graph, multipliers, companies)
    assert FUNCTIONS[name](messy(graph, seed), multipliers, companies) == expected


@pytest.mark.parametrize("name", FUNCTIONS)
@given(case=certain(), seed=st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_graph_changes_nothing(name, case, seed):
    graph, multipliers, companies = case
    expected = FUNCTIONS[name](graph, multipliers, companies)
    found = FUNCTIONS[name](reordered(graph, seed), multipliers, companies)
    if name == "outage":  # of equally large components the first is the main one, and the others are no parts
        found, expected = ({**told, "parts": None} for told in (found, expected))
    assert found == expected
