"""Multiplier centrality: how many companies a multiplier reaches, and for how many it is needed.

A path counts if all its inner nodes are relays; by default these are the multipliers, because a
company does not pass a contact on to its competitors. d_R(m, c) is the length in ties of the
shortest such path. All functions take any networkx graph as an undirected simple one: directions,
loops, parallel ties and weights change nothing. They return a value for every multiplier given,
0 for one without ties or unknown to the graph; companies unknown to the graph are not reached.
An actor that is multiplier and company may relay and be reached, but never reaches itself.
"""

from traiber.graph.centrality.articulation import Size, cut_off
from traiber.graph.centrality.distance import decayed_reach, reach
from traiber.graph.centrality.shares import exclusive, fair_share

__all__ = ["Size", "cut_off", "decayed_reach", "exclusive", "fair_share", "reach"]
