"""Drawing actors by district: the region bias of contacts and attendance."""

from collections.abc import Sequence

import numpy as np

from traiber.data.example.cast import Ints


class Pool:
    """Actors to draw from, district by district, in proportion to their weights.

    An actor may stand in several districts. In a district without actors the whole pool is drawn
    from. Drawing takes O(log n) per actor, with one array operation for all of them.
    """

    def __init__(
        self, members: Sequence[int] | Ints, districts: Sequence[int] | Ints, weights: Sequence[float] | None
    ) -> None:
        """Sort the members by district; without weights all are equally likely."""
        at = np.asarray(districts, dtype=np.int64)
        order = np.argsort(at, kind="stable")
        drawn_by = np.ones(len(at)) if weights is None else np.asarray(weights, dtype=float)
        self._members = np.asarray(members, dtype=np.int64)[order]
        self._cumulative = np.concatenate([[0.0], np.cumsum(drawn_by[order])])
        self._bounds = np.searchsorted(at[order], np.arange(int(at.max()) + 2))

    def draw(self, districts: Ints, rng: np.random.Generator) -> Ints:
        """One member for each district asked for."""
        inside = np.minimum(districts, len(self._bounds) - 2)
        low, high = self._bounds[inside], self._bounds[inside + 1]
        empty = (low == high) | (inside != districts)
        low, high = np.where(empty, 0, low), np.where(empty, len(self._members), high)
        start, end = self._cumulative[low], self._cumulative[high]
        target = start + rng.random(len(districts)) * (end - start)
        found = np.searchsorted(self._cumulative, target, side="right") - 1
        drawn: Ints = self._members[np.clip(found, low, high - 1)]
        return drawn


def mostly_near(seats: Ints, share: float, districts: int, rng: np.random.Generator) -> Ints:
    """The districts to draw from: with this probability the own one, else any of the first."""
    anywhere = rng.integers(districts, size=len(seats))
    return np.where(rng.random(len(seats)) < share, seats, anywhere)
