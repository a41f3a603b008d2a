"""Pairs of regions whose multipliers have too few ties with each other (section G4)."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
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
from traiber.graph.uncertainty.small_numbers import may_test
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


@dataclass(frozen=True, slots=True)
class MissingBridge(Generic[Group]):
    """A pair of groups with fewer ties than their other ties let expect."""

    groups: tuple[Group, Group]
    observed: int
    expected: float
    p: float | None  # P(K <= observed) by chance; None in a network too small for it
    rate: float | None  # false discovery rate over all pairs at which it counts


def missing_bridges(
    graph: "AnyGraph[Node]", groups: Mapping[Node, Group], rewirings: int = 0
) -> list[MissingBridge[Group]]:
    """Pairs of groups with far fewer ties between them than their ties with other groups let expect.

    E spreads the ties that the members of every group have with other groups over the pairs
    (quasi-independence), so that a preference for the own group is no finding; what is expected of a
    pair is learnt from those that look usual. p = P(Poisson(E) <= observed), or, if any are asked for,
    the share of `rewirings` random networks with as few ties. A finding has p <= `LARGEST_P`, at most a
    third of the ties expected and at least `LEAST_SHORTFALL` missing; `rate` is that of Benjamini &
    Hochberg over the pairs. In a network of fewer than 30 actors nothing is tested: p and rate are None.

    Nodes without a group are left out (give those of multipliers). In the order of the groups' names.
    Unit: ties. Empty with fewer than three groups, of which nothing can be expected. Weights are not
    read. Raises ValueError for unhashable labels.

    Source: section G4 of the methods; `quasi_independent` for the expectation.

    >>> import networkx as nx
    >>> groups = {f"{region}{n}": region for region in ("east", "north", "south", "west") for n in range(8)}
    >>> apart = {frozenset(("east", "west"))}
    >>> ties = [(a, b) for a in groups for b in groups if groups[a] < groups[b] and a[-1] == b[-1]]
    >>> ties = [(a, b) for a, b in ties if frozenset((groups[a], groups[b])) not in apart]
    >>> graph = nx.Graph(ties)
    >>> [(found.groups, found.observed, round(found.expected)) for found in missing_bridges(graph, groups)]
    [(('east', 'west'), 0, 8)]
    """
    arrays = adjacency_of(graph, weight=None)
    mixing = mixing_of(arrays, groups)
    pairs = [
        (i, j)
        for i in range(len(mixing.groups))
        for j in range(i + 1, len(mixing.groups))
        if mixing.expected[i, j] > 0
    ]
    if len(pairs) < 2:
        return []
    p: list[float] | list[None]
    rates: list[float] | list[None]
    p = rates = [None] * len(pairs)
    if may_test(len(arrays)):
        p = _tails(arrays, groups, mixing, pairs, rewirings)
        rates = benjamini_hochberg(p)
    found = []
    for (i, j), value, rate in zip(pairs, p, rates, strict=True):
        observed, expected = int(mixing.observed[i, j]), float(mixing.expected[i, j])
        is_low = observed <= LARGEST_PART * expected and expected - observed >= LEAST_SHORTFALL
        if is_low and (value is None or value <= LARGEST_P):
            ends = mixing.groups[i], mixing.groups[j]
            found.append(MissingBridge(ends, observed, expected, value, rate))
    return found


def _tails(
    arrays: "Adjacency[Node]",
    groups: Mapping[Node, Group],
    mixing: Mixing[Group],
    pairs: Sequence[tuple[int, int]],
    rewirings: int,
) -> list[float]:
    if rewirings:
        p_of = rewired_tails(arrays, groups, rewirings)
        return [float(p_of[pair]) for pair in pairs]
    return [lower_tail(int(mixing.observed[pair]), float(mixing.expected[pair])) for pair in pairs]


def bridge_gaps(view: View, rewirings: int = 0) -> Iterator[Gap]:
    """The missing bridges between the regions of the own multipliers with data.

    How sure a finding is says its false discovery rate. Affected are the companies of the two regions
    without a multiplier of the other one.
    """
    for found in missing_bridges(view.arrays, _seats(view), rewirings):
        yield _missing_bridge(view, found)


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


def _missing_bridge(view: View, found: MissingBridge[str]) -> Gap:
    keys = found.groups
    names = {
        "one": view.region(keys[0]),
        "other": view.region(keys[1]),
        "observed": found.observed,
        "expected": number(found.expected),
        "bridges": view.names(_best_bridges(view, keys)),
    }
    return make_gap(
        view,
        "missing_bridge",
        regions=keys,
        observed=found.observed,
        expected=found.expected,
        companies_affected=_apart(view, keys),
        score=-log10(max(found.p, 1e-300)) if found.p is not None else 0.0,
        reason=ngettext_(
            "{observed} contact recorded between multipliers of {one} and {other}, {expected} expected by "
            "their contacts with other regions.",
            "{observed} contacts recorded between multipliers of {one} and {other}, {expected} expected by "
            "their contacts with other regions.",
            found.observed,
        ).format(**names),
        action=_("Bring multipliers of both regions together, first of all {bridges}.").format(**names),
        **against_chance(found.p, found.rate, view.silent_share >= TOO_MANY_SILENT),
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
