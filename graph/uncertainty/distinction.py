"""Which neighbours in a ranking cannot be told apart."""

from bisect import bisect_right
from collections import deque
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
    `ranks`. An actor without an interval is told apart from all. Time grows with
    the actors and the sizes of the groups.

    >>> from traiber.graph.uncertainty import RankInterval
    >>> bands = {"a": RankInterval(1, 1, 1.0), "b": RankInterval(2, 3, 1.0), "c": RankInterval(2, 3, 1.0)}
    >>> not_distinguishable({"a": 1, "b": 2, "c": 3}, bands)
    [('b', 'c')]
    """
    order, windows = _windows(ranks, intervals)
    return [tuple(order[start:stop]) for start, stop in windows]


def shared_ranks(
    ranks: Mapping[Node, int], intervals: Mapping[Node, "RankInterval"]
) -> dict[Node, tuple[int, int]]:
    """The best and the worst rank that each node cannot be told from, its own among them.

    Only nodes that are in a group of `not_distinguishable`; over all of its groups. Time grows with n log n.

    >>> from traiber.graph.uncertainty import RankInterval
    >>> bands = {"a": RankInterval(1, 1, 1.0), "b": RankInterval(2, 3, 1.0), "c": RankInterval(2, 3, 1.0)}
    >>> shared_ranks({"a": 1, "b": 2, "c": 3}, bands)
    {'b': (2, 3), 'c': (2, 3)}
    """
    order, windows = _windows(ranks, intervals)
    starts, stops = [start for start, _stop in windows], [stop for _start, stop in windows]
    found: dict[Node, tuple[int, int]] = {}
    for at, node in enumerate(order):
        first, last = bisect_right(stops, at), bisect_right(starts, at) - 1
        if first <= last:
            found[node] = (ranks[order[starts[first]]], ranks[order[stops[last] - 1]])
    return found


def _windows(
    ranks: Mapping[Node, int], intervals: Mapping[Node, "RankInterval"]
) -> tuple[list[Node], list[tuple[int, int]]]:
    """The nodes by rank, and where each group begins and ends (behind it); both ascend."""
    order = sorted((node for node in ranks if node in intervals), key=lambda node: ranks[node])
    bands, places = [intervals[node] for node in order], [ranks[node] for node in order]
    lowest, highest = _Least([-band.low for band in bands]), _Least([band.high for band in bands])
    windows: list[tuple[int, int]] = []
    stop = end = 0
    for start, first in enumerate(places):
        stop = max(stop, start)
        # Ranks ascend: the innermost ends within the window tell for all of its pairs.
        while (
            stop < len(order) and -lowest.of(start, stop) <= first and highest.of(start, stop) >= places[stop]
        ):
            stop += 1
        if stop > end and stop - start > 1:
            windows.append((start, stop))
        end = max(end, stop)
    return order, windows


class _Least:
    """The least value of a window both of whose ends only move on."""

    def __init__(self, values: Sequence[int]) -> None:
        self._values = values
        self._candidates: deque[int] = deque()  # places of ascending values, each less than all behind it
        self._seen = 0

    def of(self, first: int, last: int) -> int:
        """The least of the values from `first` to `last`, both included."""
        while self._seen <= last:
            value = self._values[self._seen]
            while self._candidates and self._values[self._candidates[-1]] >= value:
                self._candidates.pop()
            self._candidates.append(self._seen)
            self._seen += 1
        while self._candidates[0] < first:
            self._candidates.popleft()
        return self._values[self._candidates[0]]
