"""Classic networks as networkx ships them: their weights count meetings, and no function reads them unasked.

Expected is in each case what the same network without weights gives.
"""

from collections.abc import Callable

import networkx as nx
import pytest

from traiber.graph.events.attendance import Attendance
from traiber.graph.events.conversion import conversion_by_event, overall_conversion
from traiber.graph.outage.backup import Traits, back_up
from traiber.graph.outage.losses import outage
from traiber.graph.teams.key_players import key_players
from traiber.graph.teams.team import best_team
from traiber.graph.uncertainty import inclusion_interval, interviews, rank_intervals


def everybody_met(graph: nx.Graph) -> Attendance:
    """One event with all."""
    return Attendance.of((node, "forum") for node in graph)


GRAPHS = {"karate": nx.karate_club_graph, "miserables": nx.les_miserables_graph}
FUNCTIONS: dict[str, Callable] = {
    "best_team": lambda g, m, c: best_team(g, m, c, 3),
    "key_players": lambda g, m, c: key_players(g, m, 2, "fragment"),
    "rank_intervals": lambda g, m, c: rank_intervals(g, m, c, replicates=5),
    "inclusion_interval": lambda g, m, c: inclusion_interval(g, m),
    "interviews": lambda g, m, c: interviews(g, m, c, m, replicates=5),
    "overall_conversion": lambda g, m, c: overall_conversion(everybody_met(g), g),
    "conversion_by_event": lambda g, m, c: conversion_by_event(everybody_met(g), g),
    "outage": lambda g, m, c: outage(g, m[:2], m, c),
    "back_up": lambda g, m, c: back_up(g, c, m[:1], m, c, Traits({}, {}, {}), weight=None),
}


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_weights_that_are_no_probabilities_are_not_read_unasked(function, graph):
    given = GRAPHS[graph]()
    assert max(weight for _, _, weight in given.edges(data="weight")) > 1
    bare = nx.Graph()
    bare.add_nodes_from(given)
    bare.add_edges_from(given.edges)
    nodes = list(given)
    multipliers, companies = nodes[::3], nodes[1::3] + nodes[2::3]
    found = FUNCTIONS[function](given, multipliers, companies)
    assert found == FUNCTIONS[function](bare, multipliers, companies)
    assert found is not None
