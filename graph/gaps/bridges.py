"""Pairs of regions whose multipliers have too few ties with each other (section G4)."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from traiber.graph.arrays import Adjacency, adjacency_of
from traiber.graph.clean import Node
from traiber.graph.expectation import benjamini_hochberg, lower_tail
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, against_chance, make_gap
from traiber.graph.results import number
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Floats, Ints

Group = TypeVar("Group", bound=Hashable)

LARGEST_P = 0.05
LARGEST_PART = 1 / 3  # of the ties expected
LEAST_SHORTFALL = 3.0  # ties
MOST_LEFT_OUT = 100  # pairs that do not shape what is expected of the others
SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class Mixing(Generic[Group]):
    """The ties between actors of different groups: observed, and expected by their numbers."""

    groups: tuple[Group, ...]
    observed: "Ints"  # group x group, symmetric, 0 on the diagonal
    expected: "Floats"


def missing_bridges(view: View, rewirings: int = 0) -> Iterator[Gap]:
    """Pairs of regions with fewer ties between their multipliers than their other ties let expect.

    E spreads the ties that the multipliers of every region have with other regions over the pairs
    (quasi-independence), so that a preference for the own region is no finding; what is expected of a
    pair is learnt from those that look usual. p = P(Poisson(E) <= observed), or, if any are asked for,
    the share of `rewirings` random networks with as few ties. A finding has p <= `LARGEST_P`, at most a
    third of the ties expected and at least `LEAST_SHORTFALL` missing; how sure it is says
    Benjamini-Hochberg over the pairs. Affected are the companies of the two regions without a
    multiplier of the other one.
    """
    seats = _seats(view)
    mixing = mixing_of(view.arrays, seats)
    pairs = [
        (i, j)
        for i in range(len(mixing.groups))
        for j in range(i + 1, len(mixing.groups))
        if mixing.expected[i, j] > 0
    ]
    if len(pairs) < 2:
        return
    if rewirings:
        p_of = rewired_tails(view.arrays, seats, rewirings)
        p = [float(p_of[pair]) for pair in pairs]
    else:
        p = [lower_tail(int(mixing.observed[pair]), float(mixing.expected[pair])) for pair in pairs]
    for pair, value, rate in zip(pairs, p, benjamini_hochberg(p), strict=True):
        observed, expected = float(mixing.observed[pair]), float(mixing.expected[pair])
        is_low = observed <= LARGEST_PART * expected and expected - observed >= LEAST_SHORTFALL
        if is_low and value <= LARGEST_P:
            yield _missing_bridge(view, mixing, pair, value, rate)


def mixing_of(graph: "AnyGraph[Node]", groups: Mapping[Node, Group]) -> Mixing[Group]:
    """The ties between each pair of groups, and those that the ties of all others let expect.

    Actors without a group are left out; groups are in the order of their names. Unit: ties. Without
    actors or groups: empty tables.

    >>> import networkx as nx
    >>> ties = nx.Graph([("m", "n"), ("m", "o"), ("n", "o")])
    >>> mixing_of(ties, {"m": "north", "n": "south", "o": "east"}).observed.tolist()
    [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    """
    arrays = adjacency_of(graph, weight=None)
    codes, names = _codes(arrays, groups)
    inside = (codes[arrays.rows] >= 0) & (codes[arrays.ends] >= 0)
    table = _table(codes[arrays.rows[inside]], codes[arrays.ends[inside]], len(names))
    np.fill_diagonal(table, 0)
    return Mixing(names, table, _expected(table))


def _codes(arrays: "Adjacency[Node]", groups: Mapping[Node, Group]) -> "tuple[Ints, tuple[Group, ...]]":
    """The group of every node as a number, -1 for none, and the groups."""
    names = tuple(sorted(dict.fromkeys(groups[node] for node in arrays.nodes if node in groups), key=str))
    places = {name: at for at, name in enumerate(names)}
    codes = [places[groups[node]] if node in groups else -1 for node in arrays.nodes]
    return np.array(codes, dtype=np.int64), names


def _table(one: "Ints", other: "Ints", size: int) -> "Ints":
    return np.bincount(one * size + other, minlength=size * size).reshape(size, size)


def quasi_independent(table: "Ints", left_out: Collection[tuple[int, int]] = ()) -> "Floats":
    """The symmetric table a_i a_j with the row sums of this one, as near as there is one.

    The diagonal does not count, nor do the pairs left out: for them the value is what all others let
    expect. Without any ties: zeros.

    Source: iterative proportional fitting, Bishop, Fienberg & Holland (1975), Discrete Multivariate
    Analysis, chapter 5.

    >>> quasi_independent(np.array([[9, 1, 1], [1, 9, 1], [1, 1, 9]])).tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    counted = ~np.eye(len(table), dtype=bool)
    for i, j in left_out:
        counted[i, j] = counted[j, i] = False
    totals = (table * counted).sum(axis=1)
    effects = np.sqrt(totals / max(np.sqrt(totals.sum()), 1.0))
    for _step in range(100):
        sums = effects * (counted @ effects)
        effects = effects * np.sqrt(np.divide(totals, sums, out=np.zeros(len(sums)), where=sums > 0))
    fitted = np.outer(effects, effects).round(9)
    np.fill_diagonal(fitted, 0)
    return np.asarray(fitted)


def _expected(table: "Ints") -> "Floats":
    """Expected ties of every pair, learnt from the pairs that do not look like missing bridges.

    One after the other the pair farthest below is left out, as long as it has at most `LARGEST_PART` of
    its ties; at most one pair in four, and every region keeps at least two pairs.
    """
    size = len(table)
    left_out: list[tuple[int, int]] = []
    kept = np.full(size, size - 1)
    while True:
        expected = quasi_independent(table, left_out)
        if len(left_out) >= min(MOST_LEFT_OUT, size * (size - 1) // 8):
            return expected
        low = np.triu((table <= LARGEST_PART * expected) & (expected >= 1), k=1)
        pairs = [
            (i, j)
            for i, j in np.argwhere(low).tolist()
            if (i, j) not in left_out and min(kept[i], kept[j]) > 2
        ]
        if not pairs:
            return expected
        i, j = min(pairs, key=lambda pair: (table[pair] - expected[pair]) / np.sqrt(expected[pair]))
        left_out.append((i, j))
        kept[[i, j]] -= 1


def rewired_tails(graph: "AnyGraph[Node]", groups: Mapping[Node, Group], draws: int) -> "Floats":
    """For each pair of groups the share (1 + hits) / (1 + draws) of random networks with as few ties.

    Double-edge swaps among the ties between actors of different groups: everyone keeps its number of
    them, and every tie still leads to another group (so the groups keep their totals). Ten swaps per tie
    and draw, seeded. The order of groups is that of `mixing_of`.
    """
    arrays = adjacency_of(graph, weight=None)
    codes, names = _codes(arrays, groups)
    observed = mixing_of(arrays, groups).observed
    crossing = (arrays.rows < arrays.ends) & (codes[arrays.rows] >= 0) & (codes[arrays.ends] >= 0)
    crossing &= codes[arrays.rows] != codes[arrays.ends]
    one, other = arrays.rows[crossing].tolist(), arrays.ends[crossing].tolist()
    group, size = codes.tolist(), len(names)
    present = {(min(a, b), max(a, b)) for a, b in zip(one, other, strict=True)}
    rng = np.random.default_rng(SEED)
    hits = np.zeros((size, size), dtype=np.int64)
    for _draw in range(draws if len(one) > 1 else 0):
        picks = rng.integers(0, len(one), (10 * len(one), 2)).tolist()
        turns = (rng.random(10 * len(one)) < 0.5).tolist()
        for (e, f), turn in zip(picks, turns, strict=True):
            a, b = one[e], other[e]
            c, d = (other[f], one[f]) if turn else (one[f], other[f])
            first, second = (min(a, d), max(a, d)), (min(c, b), max(c, b))
            if e == f or group[a] == group[d] or group[c] == group[b] or first == second:
                continue
            if first in present or second in present:
                continue
            present -= {(min(a, b), max(a, b)), (min(c, d), max(c, d))}
            present |= {first, second}
            one[e], other[e], one[f], other[f] = a, d, c, b
        table = _table(codes[one], codes[other], size)
        hits += table + table.T <= observed
    return (1 + hits) / (1 + draws)


def _seats(view: View) -> dict[str, str]:
    """The region of every own multiplier with data and a seat."""
    wanted = np.flatnonzero(view.multipliers & view.observed & view.own).tolist()
    return {view.arrays.nodes[at]: region for at in wanted if (region := view.actors[at].region) is not None}


def _missing_bridge(view: View, mixing: Mixing[str], pair: tuple[int, int], p: float, rate: float) -> Gap:
    keys = tuple(mixing.groups[at] for at in pair)
    observed, expected = int(mixing.observed[pair]), float(mixing.expected[pair])
    names = {
        "one": view.region(keys[0]),
        "other": view.region(keys[1]),
        "observed": observed,
        "expected": number(expected),
        "bridges": view.names(_best_bridges(view, keys)),
    }
    return make_gap(
        view,
        "missing_bridge",
        regions=keys,
        observed=observed,
        expected=expected,
        companies_affected=_apart(view, keys),
        score=-log10(max(p, 1e-300)),
        reason=ngettext_(
            "{observed} contact recorded between multipliers of {one} and {other}, {expected} expected by "
            "their contacts with other regions.",
            "{observed} contacts recorded between multipliers of {one} and {other}, {expected} expected by "
            "their contacts with other regions.",
            observed,
        ).format(**names),
        action=_("Bring multipliers of both regions together, first of all {bridges}.").format(**names),
        **against_chance(view, p, rate, view.silent_share >= TOO_MANY_SILENT),
    )


def _best_bridges(view: View, keys: tuple[str, ...]) -> list[str]:
    """Per region the own multiplier with data and most contacts."""
    found = []
    for key in keys:
        able = [
            at
            for at, actor in enumerate(view.actors)
            if actor.multiplier and actor.region == key and view.observed[at] and view.own[at]
        ]
        found.append(view.arrays.nodes[min(able, key=lambda at: (-view.arrays.degrees[at], at))])
    return found


def _apart(view: View, keys: tuple[str, ...]) -> int:
    """Companies of the two regions that know no multiplier of the other one."""
    seats = np.array([actor.region or "" for actor in view.actors])
    apart = 0
    for own, other in (keys, keys[::-1]):
        bridged = (view.multipliers & (seats == other))[view.arrays.ends]
        linked = np.bincount(view.arrays.rows[bridged], minlength=len(view.arrays)) > 0
        apart += int((view.companies & view.observed & (seats == own) & ~linked).sum())
    return apart
