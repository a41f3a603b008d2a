"""Whom each multiplier knows: its companies, counted by region."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Clientele:
    """The companies in contact with each multiplier, by the region of their seat."""

    places: "Ints"  # of the multipliers
    regions: Mapping[Hashable, int]  # the column of each region; None: no seat recorded
    counts: "Ints"  # multiplier x region
    totals: "Ints"  # all companies of each region

    @classmethod
    def of(
        cls, arrays: "Adjacency[Any]", multipliers: "Flags", companies: "Flags", seats: Sequence[Hashable]
    ) -> "Clientele":
        """The clienteles of these multipliers; flags and seats by the places of the actors."""
        columns: dict[Hashable, int] = {}
        column_of = np.array([columns.setdefault(seat, len(columns)) for seat in seats], dtype=np.int64)
        places = np.flatnonzero(multipliers)
        row_of = np.full(len(arrays), -1)
        row_of[places] = np.arange(len(places))
        known = companies[arrays.ends] & (row_of[arrays.rows] >= 0)
        keys = row_of[arrays.rows[known]] * len(columns) + column_of[arrays.ends[known]]
        shape = len(places), len(columns)
        counts = np.bincount(keys, minlength=shape[0] * shape[1]).reshape(shape)
        totals = np.bincount(column_of[companies], minlength=len(columns))
        return cls(places, columns, counts, totals)
