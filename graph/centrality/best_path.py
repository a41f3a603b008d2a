"""How many companies a multiplier reaches, counting how likely the contacts on the way can be used."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.centrality.distance import steps_from
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from scipy import sparse

    from traiber.graph.arrays import AnyGraph, Floats, Ints

Along = Literal["product", "weakest"]


def best_path_reach(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    horizon: int = 3,
    relays: Iterable[Node] | None = None,
    weight: str = "weight",
    along: Along = "product",
) -> dict[Node, float]:
    """Reach in which every company counts as much as the best way to it is worth.

    W(m) = sum over the companies c of the greatest value of a path from m to c of at most `horizon`
    ties. The value of a path is the product of the probabilities of its ties, or with
    along="weakest" the probability of its weakest tie (a chain is as strong as its weakest link).
    Unit: expected companies if only the best way is tried, from 0 to R_horizon, which it is if all
    ties are certain. Without companies, ties or multipliers: 0 or an empty dict. Raises ValueError
    for a weight outside 0..1, a horizon that is no whole number or negative, another `along`, and for
    unhashable labels.

    Computed hop by hop, best value first within i ties, then within i + 1: a shortest-path search on
    -log p knows no limit of hops, and the best path without one may be too long. A walk is never
    worth more than the path within it, so that nothing needs to be remembered but the values.

    Source: section M3 of the methods.

    >>> import networkx as nx
    >>> ties = nx.Graph()
    >>> ties.add_weighted_edges_from([("chamber", "A", 0.25), ("chamber", "agency", 0.5), ("agency", "A", 1)])
    >>> best_path_reach(ties, ["chamber", "agency"], ["A"])
    {'chamber': 0.5, 'agency': 1.0}
    """
    steps, players = steps_from(horizon, "horizon"), distinct(multipliers)
    if along not in ("product", "weakest"):
        raise ValueError(f"along must be 'product' or 'weakest', not {along!r}")
    arrays = adjacency_of(graph, weight)
    passing = arrays.where(players if relays is None else relays)
    targets = arrays.where(companies)
    starts = arrays.where(players)
    first, direct = _hop(arrays, starts, passing), _hop(arrays, starts, targets)
    onward, last = _hop(arrays, passing, passing), _hop(arrays, passing, targets)
    own = _places(len(arrays), targets)[starts]
    result = dict.fromkeys(players, 0.0)
    for row, at in enumerate(starts.tolist() if steps else ()):
        best = _from_one(direct, row)
        if steps > 1:
            worth = _within(_from_one(first, row), onward, steps - 1, along)
            _improve(best, last, worth, along)
        if own[row] >= 0:
            best[own[row]] = 0
        result[arrays.nodes[at]] = float(best.sum())
    return result


def _hop(arrays: Adjacency[Node], leaving: "Ints", arriving: "Ints") -> "sparse.csr_array":
    """The probabilities of the ties from some nodes (rows) to others (columns)."""
    from scipy import sparse

    leave, arrive = _places(len(arrays), leaving), _places(len(arrays), arriving)
    kept = np.flatnonzero((leave[arrays.rows] >= 0) & (arrive[arrays.ends] >= 0))
    rows, ends = leave[arrays.rows[kept]], arrive[arrays.ends[kept]]
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(leaving)))])
    content = arrays.weights[kept[order]], ends[order], starts
    return sparse.csr_array(content, shape=(len(leaving), len(arriving)))


def _from_one(hop: "sparse.csr_array", row: int) -> "Floats":
    """The probability of the tie to each node, 0 where there is none."""
    ties = slice(hop.indptr[row], hop.indptr[row + 1])
    values = np.zeros(hop.shape[1])
    values[hop.indices[ties]] = hop.data[ties]
    return values


def _improve(best: "Floats", hop: "sparse.csr_array", worth: "Floats", along: Along) -> None:
    """Raise the best value of each node to that of a way of this worth and one more tie."""
    rows = np.flatnonzero(worth)
    ties = hop[rows]
    before = np.repeat(worth[rows], np.diff(ties.indptr))
    values = before * ties.data if along == "product" else np.minimum(before, ties.data)
    np.maximum.at(best, ties.indices, values)


def _within(worth: "Floats", onward: "sparse.csr_array", ties: int, along: Along) -> "Floats":
    """The value of the best way to each relay with 1 to so many ties, from that with one."""
    added = worth
    for _ in range(ties - 1):
        further = worth.copy()
        _improve(further, onward, added, along)
        added = np.where(further > worth, further, 0.0)
        if not added.any():
            break
        worth = further
    return worth


def _places(size: int, nodes: "Ints") -> "Ints":
    """The place of each node among these, -1 if it is none of them."""
    places = np.full(size, -1)
    places[nodes] = np.arange(len(nodes))
    return places
