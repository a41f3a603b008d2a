"""How often being together at an event goes with a recorded contact."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from traiber.graph.arrays import adjacency_of
from traiber.graph.clean import Node
from traiber.graph.events.attendance import Attendance, Occasion
from traiber.graph.uncertainty.small_numbers import may_standardise

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags

Key = TypeVar("Key", bound=Hashable)
QUANTILE = 1.6448536269514722  # of the normal distribution: 5 % above, so 90 % between


@dataclass(frozen=True, slots=True)
class Conversion:
    """Pairs that met, and how many of them are in recorded contact, whenever that began."""

    pairs: int
    contacts: int

    @property
    def share(self) -> float | None:
        """The share of the pairs in contact, 0..1; None for fewer than five."""
        return self.contacts / self.pairs if may_standardise(self.pairs) else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 90 % interval of the share by Wilson (1927); None for fewer than five pairs.

        It takes the pairs as independent, which those of one event are not quite: a lower bound.

        >>> [round(end, 3) for end in Conversion(10, 2).interval]
        [0.069, 0.459]
        """
        if self.share is None:
            return None
        n, z = self.pairs, QUANTILE
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(middle - half, 0.0), min(middle + half, 1.0)


def in_contact(attendance: Attendance[Node, Occasion], graph: "AnyGraph[Node]") -> "Flags":
    """Whether each pair of `attendance.meetings` is in recorded contact in the graph."""
    arrays, met = adjacency_of(graph), attendance.meetings
    at = np.array([arrays.positions.get(label, -1) for label in attendance.actors], dtype=np.int64)
    first, second = at[met.first], at[met.second]
    ties = arrays.rows * len(arrays) + arrays.ends  # ascending
    keys = first * len(arrays) + second
    place = np.minimum(np.searchsorted(ties, keys), max(len(ties) - 1, 0))
    known = (first >= 0) & (second >= 0)
    found: Flags = known & (ties[place] == keys) if len(ties) else np.zeros(len(keys), dtype=bool)
    return found


def overall_conversion(
    attendance: Attendance[Node, Occasion], graph: "AnyGraph[Node]"
) -> tuple[Conversion, Conversion]:
    """The conversion among all pairs that met, and the same among all that attended and never met."""
    arrays = adjacency_of(graph)
    tied = in_contact(attendance, arrays)
    n = len(attendance.actors)
    ties = arrays.restricted(arrays.flags(attendance.actors)).ties
    met = Conversion(len(tied), int(tied.sum()))
    return met, Conversion(n * (n - 1) // 2 - met.pairs, ties - met.contacts)


def conversion_by_event(
    attendance: Attendance[Node, Occasion], graph: "AnyGraph[Node]"
) -> dict[Occasion, Conversion]:
    """For each event, the pairs of its guests and how many of them are in contact."""
    arrays = adjacency_of(graph)
    there = attendance.matrix(arrays.nodes)
    ties = (arrays.matrix() @ there).multiply(there).sum(axis=0) / 2  # both ends at the event
    sizes = attendance.per_event
    counts = zip((sizes * (sizes - 1) // 2).tolist(), np.rint(ties).astype(int).tolist(), strict=True)
    return {event: Conversion(*pair) for event, pair in zip(attendance.events, counts, strict=True)}


def conversion_by_group(
    attendance: Attendance[Node, Occasion], graph: "AnyGraph[Node]", groups: Mapping[Node, Key]
) -> dict[Key, Conversion]:
    """For each group, such as an actor type, the pairs with a member in it and how many are in contact.

    A pair within the group counts once, one of two groups in both; actors without a group in none.
    """
    met, tied = attendance.meetings, in_contact(attendance, graph)
    keys = list(dict.fromkeys(groups[a] for a in attendance.actors if a in groups))
    number = {key: at for at, key in enumerate(keys)}
    group = np.array([number[groups[a]] if a in groups else -1 for a in attendance.actors], dtype=np.int64)
    first, second = group[met.first], group[met.second]
    result = {}
    for at, key in enumerate(keys):
        own = (first == at) | (second == at)
        result[key] = Conversion(int(own.sum()), int((own & tied).sum()))
    return result
