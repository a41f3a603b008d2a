"""Contacts who know each other: every measure of closed and open triads starts from them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.arrays import Adjacency

if TYPE_CHECKING:
    from traiber.graph.arrays import Ints

MOST_PATHS = 4_000_000  # paths of two ties that are looked at at a time: 32 MB an array


def triangles(arrays: Adjacency[Any]) -> "Iterator[tuple[Ints, Ints, Ints]]":
    """Yield all triangles in portions, each once, as the places of their three corners.

    Each tie is read from the end with fewer ties to the end with more, so that nobody has many onward
    ties: at most the square root of twice their number. A path of two such ties is a triangle if its
    ends are tied too. Time grows with ties^(3/2) at worst, and memory does not grow with the triangles.

    Source: Chiba & Nishizeki (1985), SIAM Journal on Computing 14:210, by degrees as in Latapy (2008),
    Theoretical Computer Science 407:458.
    """
    order = np.argsort(arrays.degrees, kind="stable")
    rank = np.empty(len(arrays), dtype=np.int64)
    rank[order] = np.arange(len(arrays))
    low, high = rank[arrays.rows], rank[arrays.ends]
    keys = np.sort((low * len(arrays) + high)[low < high])
    low, high = np.divmod(keys, max(1, len(arrays)))
    starts = np.concatenate([[0], np.cumsum(np.bincount(low, minlength=len(arrays)))])
    counts = starts[high + 1] - starts[high]
    portion = (np.cumsum(counts) - counts) // MOST_PATHS
    for ties in np.split(np.arange(len(keys)), np.flatnonzero(np.diff(portion)) + 1):
        tie = np.repeat(ties, counts[ties])
        onward = np.arange(len(tie)) + np.repeat(
            starts[high[ties]] - np.cumsum(counts[ties]) + counts[ties], counts[ties]
        )
        wanted = low[tie] * len(arrays) + high[onward]
        closed = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
        tie, onward = tie[closed], onward[closed]
        yield order[low[tie]], order[high[tie]], order[high[onward]]
