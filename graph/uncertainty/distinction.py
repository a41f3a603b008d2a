"""Which neighbours in a ranking cannot be told apart."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from traiber.graph.clean import Node

if TYPE_CHECKING:
    from traiber.graph.uncertainty.intervals import RankInterval


def not_distinguishable(
    ranks: Mapping[Node, int], intervals: Mapping[Node, "RankInterval"]
) -> list[tuple[Node, ...]]:
    """Groups of neighbours in the ranking, in its order, of which no two can be told apart.

    The rule: two cannot be told apart if the rank of each lies in the interval of the other. A
    group is as long as that holds for every two of its members, has at least two, and is part of
    no longer one; an actor at the edge of two groups is in both. The order of equal ranks is that of
    `ranks`. An actor without an interval is told apart from all.

    >>> from traiber.graph.uncertainty import RankInterval
    >>> bands = {"a": RankInterval(1, 1, 1.0), "b": RankInterval(2, 3, 1.0), "c": RankInterval(2, 3, 1.0)}
    >>> not_distinguishable({"a": 1, "b": 2, "c": 3}, bands)
    [('b', 'c')]
    """
    order = sorted((node for node in ranks if node in intervals), key=lambda node: ranks[node])
    groups: list[tuple[Node, ...]] = []
    end = 0
    for start in range(len(order)):
        stop = _extent(order, start, ranks, intervals)
        if stop > end and stop - start > 1:
            groups.append(tuple(order[start:stop]))
        end = max(end, stop)
    return groups


def shared_ranks(
    ranks: Mapping[Node, int], intervals: Mapping[Node, "RankInterval"]
) -> dict[Node, tuple[int, int]]:
    """The best and the worst rank that each node cannot be told from, its own among them.

    Only nodes that are in a group of `not_distinguishable`; over all of its groups.

    >>> from traiber.graph.uncertainty import RankInterval
    >>> bands = {"a": RankInterval(1, 1, 1.0), "b": RankInterval(2, 3, 1.0), "c": RankInterval(2, 3, 1.0)}
    >>> shared_ranks({"a": 1, "b": 2, "c": 3}, bands)
    {'b': (2, 3), 'c': (2, 3)}
    """
    found: dict[Node, tuple[int, int]] = {}
    for group in not_distinguishable(ranks, intervals):
        first, last = ranks[group[0]], ranks[group[-1]]
        for node in group:
            known = found.get(node, (first, last))
            found[node] = (min(known[0], first), max(known[1], last))
    return found


def _extent(
    order: Sequence[Node], start: int, ranks: Mapping[Node, int], intervals: Mapping[Node, "RankInterval"]
) -> int:
    """The first place behind the group that begins here: ranks ascend, so ends of intervals suffice."""
    lowest, highest = 0, float("inf")
    for stop in range(start, len(order)):
        band, rank = intervals[order[stop]], ranks[order[stop]]
        lowest, highest = max(lowest, band.low), min(highest, band.high)
        if lowest > ranks[order[start]] or highest < rank:
            return stop
    return len(order)
