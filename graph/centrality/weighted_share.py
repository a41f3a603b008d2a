"""The fair share where a contact is only as good as it is likely to be used."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Node, adjacency_of
from traiber.graph.centrality.shares import company_contacts
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Floats, Ints


def weighted_fair_share(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    weight: str = "weight",
) -> dict[Node, float]:
    """Companies that each multiplier can be expected to account for, by the probabilities p of its contacts.

    S_w(m) = sum over its companies c of p_mc * integral from 0 to 1 of the product over the other
    multipliers j in contact with c of (1 - t * p_jc) dt. It is the Shapley value of the game
    v(T) = sum over c of 1 - product over m in T of (1 - p_mc): the companies with a usable contact
    into the set, on average. Unit: expected companies; 0 <= S_w(m) <= sum of p_mc, and the sum over
    all multipliers is v of all. With certain contacts it is the fair share. Without companies, ties
    or multipliers: 0 or an empty dict. Raises ValueError for a weight outside 0..1 and for unhashable
    labels.

    The integrand is a polynomial in t of degree |N_M(c)| - 1, which Gauss-Legendre quadrature with
    |N_M(c)| / 2 nodes, rounded up, integrates exactly. All terms are positive, nothing cancels,
    however many multipliers know a company.

    Source: multilinear extension of Owen (1972), Management Science 18:P64; section M4 of the methods.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("union", "A", {"weight": 0.5})])
    >>> weighted_fair_share(contacts, ["chamber", "union"], ["A"])
    {'chamber': 0.75, 'union': 0.25}
    """
    arrays, players = adjacency_of(graph, weight), distinct(multipliers)
    entries = company_contacts(arrays, players, companies)
    entries = entries[np.argsort(arrays.ends[entries], kind="stable")]
    company, usable = arrays.ends[entries], arrays.weights[entries]
    partners = np.bincount(company, minlength=len(arrays))[company]
    credit = np.empty(len(entries))
    for nodes in np.unique((partners + 1) // 2).tolist():
        some = np.flatnonzero((partners + 1) // 2 == nodes)
        credit[some] = _credit(usable[some], company[some], nodes)
    shares = np.bincount(arrays.rows[entries], weights=credit, minlength=len(arrays)).astype(np.float64)
    places = arrays.where(players)
    found = zip(places.tolist(), shares[places].tolist(), strict=True)
    return dict.fromkeys(players, 0.0) | {arrays.nodes[at]: share for at, share in found}


def _credit(usable: "Floats", company: "Ints", nodes: int) -> "Floats":
    """What each contact is worth, the contacts of a company standing together."""
    from scipy.special import roots_legendre

    firsts = np.flatnonzero(np.diff(company, prepend=-1))
    counts = np.diff(firsts, append=len(company))
    total = np.zeros(len(usable))
    for root, weight in zip(*(found.tolist() for found in roots_legendre(nodes)), strict=True):
        missed = 1 - (root + 1) / 2 * usable
        total += weight / 2 * np.repeat(np.multiply.reduceat(missed, firsts), counts) / missed
    return usable * total
