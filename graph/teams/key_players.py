"""Key player sets: who together is nearest to everybody, and whose loss tears most apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Generic, Literal

import numpy as np

from traiber.graph.arrays import Adjacency, Floats, Ints, adjacency_of
from traiber.graph.clean import Node
from traiber.graph.fragmentation import Distances, fragmentation
from traiber.graph.teams.team import checked_size

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph

ENUMERATED_PLAYERS = 40
ENUMERATED_SIZE = 3

Score = Callable[[Sequence[int]], float]


@dataclass(frozen=True, slots=True)
class KeyPlayers(Generic[Node]):
    """The best set found; `exact` if all sets were compared."""

    members: tuple[Node, ...]  # in the order given
    value: float | None  # what was maximised; None where it is undefined
    exact: bool
    optimal_sets: int | None  # None if not exact
    fragmentation: float | None  # share of pairs without a way once the set is gone
    fragmentation_before: float | None


def key_players(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    size: int,
    aim: Literal["reach", "fragment"] = "reach",
    targets: Iterable[Node] | None = None,
    steps: int | None = None,
) -> KeyPlayers[Node]:
    """The `size` multipliers that are nearest to everybody (KPP-Pos) or hold most together (KPP-Neg).

    `reach` maximises the sum of 1/d over the targets (all actors by default) outside of the set, d
    being the steps to its nearest member over any path; with `steps`, the number of targets within so
    many steps. `fragment` maximises the distance-weighted fragmentation of what remains without the
    set, 1 - sum of 1/d / (n (n - 1)).

    For up to 40 multipliers and three members all sets are compared; beyond, and then not exactly,
    one member is exchanged for another as long as that helps, starting from those with most contacts
    and choosing among the 40 with most contacts. Equal sets: the first in the order given. Without
    multipliers the set is empty. Raises ValueError for a size that is no whole number from 1 on, an
    unknown aim and unhashable labels.

    Source: Borgatti (2006), Computational & Mathematical Organization Theory 12:21; section M7.

    >>> import networkx as nx
    >>> key_players(nx.path_graph(5), range(5), 1, "fragment").members
    (2,)
    >>> key_players(nx.path_graph(6), range(6), 2, steps=1).members  # the four others are one step away
    (1, 4)
    """
    if aim not in ("reach", "fragment"):
        raise ValueError(f"aim must be 'reach' or 'fragment', not {aim!r}")
    wanted = checked_size(size)
    arrays = adjacency_of(graph)
    players = arrays.where(multipliers)
    wanted = min(wanted, len(players))
    score = _fragmenting(arrays) if aim == "fragment" else _reaching(arrays, players, targets, steps)
    exact = len(players) <= ENUMERATED_PLAYERS and wanted <= ENUMERATED_SIZE
    if exact:
        members, value, number = _enumerated(score, players, wanted)
    else:
        members, value = _exchanged(score, arrays, players, wanted)
    labels = tuple(arrays.nodes[at] for at in members)
    return KeyPlayers(
        members=labels,
        value=value if np.isfinite(value) else None,
        exact=exact,
        optimal_sets=number if exact else None,
        fragmentation=fragmentation(arrays, labels),
        fragmentation_before=fragmentation(arrays),
    )


def _enumerated(score: Score, players: Ints, size: int) -> tuple[tuple[int, ...], float, int]:
    """The first of the best sets, its value, and how many are as good."""
    best, value, number = (), -np.inf, 0
    for members in combinations(players.tolist(), size):
        found = score(members)
        slack = 1e-9 * max(1.0, abs(found))
        if not best or found > value + slack:
            best, value, number = members, found, 1
        elif found >= value - slack:
            number += 1
    return best, value, max(number, 1)


def _exchanged(
    score: Score, arrays: Adjacency[Node], players: Ints, size: int
) -> tuple[tuple[int, ...], float]:
    """A set that no exchange of one member improves."""
    order = np.lexsort((np.arange(len(players)), -arrays.degrees[players]))
    place = {at: n for n, at in enumerate(players.tolist())}
    pool = players[order][: max(ENUMERATED_PLAYERS, size)].tolist()
    members, better = pool[:size], True
    value = score(members)
    while better:
        better = False
        for out, into in [(out, into) for out in members for into in pool if into not in members]:
            candidate = [into if at == out else at for at in members]
            found = score(candidate)
            if found > value + 1e-9 * max(1.0, abs(value)):
                members, value, better = candidate, found, True
                break
    return tuple(sorted(members, key=place.__getitem__)), value


def _fragmenting(arrays: Adjacency[Node]) -> Score:
    distances = Distances(arrays)

    def score(members: Sequence[int]) -> float:
        value = distances.fragmentation(np.array(members, dtype=np.int64))
        return -np.inf if value is None else value

    return score


def _reaching(
    arrays: Adjacency[Node], players: Ints, targets: Iterable[Node] | None, steps: int | None
) -> Score:
    """Nearness of a set: the sum over targets outside of it, 1/d or 1 within so many steps."""
    wanted = np.ones(len(arrays), dtype=bool) if targets is None else arrays.flags(targets)
    near = _nearness(arrays, players, steps)
    row = {at: near[n] for n, at in enumerate(players.tolist())}

    def score(members: Sequence[int]) -> float:
        if not members:
            return 0.0
        value = np.max([row[at] for at in members], axis=0)
        value[list(members)] = 0
        return float(value[wanted].sum())

    return score


def _nearness(arrays: Adjacency[Node], players: Ints, steps: int | None) -> Floats:
    """1/d from each player to each actor, or whether d is within so many steps."""
    near = np.zeros((len(players), len(arrays)))
    for row, start in zip(near, players.tolist(), strict=True):
        seen = np.zeros(len(arrays), dtype=bool)
        seen[start] = True
        edge, distance = np.array([start]), 1
        while len(edge) and (steps is None or distance <= steps):
            found = np.unique(np.concatenate([arrays.neighbours(at) for at in edge.tolist()]))
            edge = found[~seen[found]]
            seen[edge] = True
            row[edge] = 1 / distance if steps is None else 1.0
            distance += 1
    return near
