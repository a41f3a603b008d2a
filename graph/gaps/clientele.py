"""Whom each multiplier knows: its companies, counted by region."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Ints
    from traiber.graph.gaps.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Clientele:
    """The companies in contact with each observed multiplier, by the region of their seat."""

    places: "Ints"  # of the multipliers
    regions: Mapping[str | None, int]  # the column of each region; None: no seat recorded
    counts: "Ints"  # multiplier x region
    totals: "Ints"  # all companies of each region

    @classmethod
    def of(cls, view: "View") -> "Clientele":
        """The clienteles of a network."""
        columns: dict[str | None, int] = {}
        seats = [columns.setdefault(actor.region, len(columns)) for actor in view.actors]
        column_of = np.array(seats, dtype=np.int64)
        places = np.flatnonzero(view.multipliers & view.observed)
        row_of = np.full(len(view.arrays), -1)
        row_of[places] = np.arange(len(places))
        known = view.companies[view.arrays.ends] & (row_of[view.arrays.rows] >= 0)
        keys = row_of[view.arrays.rows[known]] * len(columns) + column_of[view.arrays.ends[known]]
        shape = len(places), len(columns)
        counts = np.bincount(keys, minlength=shape[0] * shape[1]).reshape(shape)
        totals = np.bincount(column_of[view.companies], minlength=len(columns))
        return cls(places, columns, counts, totals)
