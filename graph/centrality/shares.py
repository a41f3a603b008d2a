"""For how many companies in direct contact a multiplier is needed."""

from collections.abc import Iterable
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Ints


def fair_share(
    graph: "AnyGraph[Node]", multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, float]:
    """Companies that each multiplier accounts for: S(m) = sum of 1 / |N_M(c)| over its companies c.

    N_M(c) are the multipliers in contact with c. Unit: companies; exclusive <= S <= R_1, and the
    sum over all multipliers is the number of companies in contact with any. It is the Shapley
    value of the game "companies in contact with a member of the set": if the multipliers joined
    in random order, S(m) companies on average would hear of the network through m first. Computed
    in whole numbers over one common denominator, so that equal shares are equal numbers. Without
    companies, ties or multipliers: 0 or an empty dict. Raises ValueError for unhashable labels.

    Source: game 1 of Michalak et al. (2013), Journal of Artificial Intelligence Research 46:607,
    with multipliers as players and companies as targets.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("chamber", "B"), ("union", "B")])
    >>> fair_share(contacts, ["chamber", "union"], ["A", "B"])
    {'chamber': 1.5, 'union': 0.5}
    """
    arrays, players = adjacency_of(graph, weight=None), distinct(multipliers)
    entries = company_contacts(arrays, players, companies)
    partners = np.bincount(arrays.ends[entries], minlength=len(arrays))[arrays.ends[entries]]
    sizes, size = np.unique(partners, return_inverse=True)
    whole = lcm(*sizes.tolist())
    parts = [whole // count for count in sizes.tolist()]
    cells, counts = np.unique(arrays.rows[entries] * max(1, len(sizes)) + size, return_counts=True)
    shares = dict.fromkeys(players, 0)
    for cell, count in zip(cells.tolist(), counts.tolist(), strict=True):
        row, at = divmod(cell, len(sizes))
        shares[arrays.nodes[row]] += count * parts[at]
    return {node: share / whole for node, share in shares.items()}


def exclusive(
    graph: "AnyGraph[Node]", multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, int]:
    """Companies in contact with this multiplier only: X(m) = |{c : N_M(c) = {m}}|.

    Unit: companies, from 0 to R_1: lose m, lose these. Without companies, ties or multipliers: 0
    or an empty dict. Raises ValueError for unhashable labels.

    Source: loss of coverage under removal; related to the exclusivity of Hamilton, Hileman &
    Bodin (2020), Social Networks 61:1.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("chamber", "B"), ("union", "B")])
    >>> exclusive(contacts, ["chamber", "union"], ["A", "B"])
    {'chamber': 1, 'union': 0}
    """
    arrays, players = adjacency_of(graph, weight=None), distinct(multipliers)
    entries = company_contacts(arrays, players, companies)
    partners = np.bincount(arrays.ends[entries], minlength=len(arrays))[arrays.ends[entries]]
    alone = np.bincount(arrays.rows[entries[partners == 1]], minlength=len(arrays))
    places = arrays.where(players)
    found = zip(places.tolist(), alone[places].tolist(), strict=True)
    return dict.fromkeys(players, 0) | {arrays.nodes[at]: count for at, count in found}


def company_contacts(
    arrays: Adjacency[Node], multipliers: Iterable[Node], companies: Iterable[Node]
) -> "Ints":
    """The entries of the arrays in which the row is a multiplier and the end is a company."""
    players, targets = arrays.flags(multipliers), arrays.flags(companies)
    return np.flatnonzero(players[arrays.rows] & targets[arrays.ends])
