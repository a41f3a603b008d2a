"""Multiplier centrality: how many companies a multiplier reaches, and for how many it is needed.

A path counts if all its inner nodes are relays; by default these are the multipliers, because a
company does not pass a contact on to its competitors. d_R(m, c) is the length in ties of the
shortest such path. All functions take any networkx graph, or the arrays made from one, as an
undirected simple graph: directions and loops change nothing, and parallel ties are one (with the
noisy-or of their weights where a function reads weights). They return a value for every node
asked for, 0 for one without ties or unknown to the graph, None where a value is not defined; companies
unknown to the graph are not reached. An actor that is multiplier and company may relay and be
reached, but never reaches itself.
"""

from traiber.graph.centrality.articulation import Size, cut_off
from traiber.graph.centrality.best_path import best_path_reach
from traiber.graph.centrality.betweenness import (
    Betweenness,
    estimate_betweenness,
    intermediary_betweenness,
)
from traiber.graph.centrality.brokerage import ROLES, brokerage
from traiber.graph.centrality.distance import decayed_reach, reach, reach_and_decay
from traiber.graph.centrality.dominators import critical_reach
from traiber.graph.centrality.load import gini, top_share
from traiber.graph.centrality.participation import participation
from traiber.graph.centrality.removal import pairs_lost
from traiber.graph.centrality.shares import exclusive, fair_share
from traiber.graph.centrality.structural_holes import constraint, effective_size, efficiency
from traiber.graph.centrality.weighted_share import weighted_fair_share
from traiber.graph.fragmentation import distance_fragmentation, fragmentation

__all__ = [
    "ROLES",
    "Betweenness",
    "Size",
    "best_path_reach",
    "brokerage",
    "constraint",
    "critical_reach",
    "cut_off",
    "decayed_reach",
    "distance_fragmentation",
    "effective_size",
    "efficiency",
    "estimate_betweenness",
    "exclusive",
    "fair_share",
    "fragmentation",
    "gini",
    "intermediary_betweenness",
    "pairs_lost",
    "participation",
    "reach",
    "reach_and_decay",
    "top_share",
    "weighted_fair_share",
]
