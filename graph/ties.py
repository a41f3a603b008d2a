"""Recorded contacts as columns: a million of them in a few megabytes, and one by one where that is easier."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Ints

UNKNOWN = 0  # in columns of numbers: no strength and no day's ordinal is 0


@dataclass(frozen=True, slots=True)
class Tie:
    """A recorded contact between two actors, by kennung."""

    source: str
    target: str
    kind: str = "contact"
    strength: int | None = None  # 1 (loose) .. 5 (very close)
    last_contact: date | None = None


@dataclass(frozen=True, eq=False)
class Ties(Sequence[Tie]):
    """Contacts in columns; as a sequence, each is a `Tie`."""

    actors: Sequence[str]  # kennungen
    kind_names: Sequence[str]
    sources: "Ints"  # places in `actors`
    targets: "Ints"
    kinds: "Ints"  # places in `kind_names`
    strengths: "Ints"  # 1..5, or UNKNOWN
    last_contacts: "Ints"  # ordinals of days (1 is 0001-01-01), or UNKNOWN

    @classmethod
    def of(cls, ties: "Iterable[Tie]") -> "Ties":
        """The ties in columns; `Ties` are returned as they are."""
        if isinstance(ties, Ties):
            return ties
        known = list(ties)
        actors: dict[str, int] = {}
        kinds: dict[str, int] = {}
        rows = [
            (
                actors.setdefault(tie.source, len(actors)),
                actors.setdefault(tie.target, len(actors)),
                kinds.setdefault(tie.kind, len(kinds)),
                tie.strength or UNKNOWN,
                tie.last_contact.toordinal() if tie.last_contact else UNKNOWN,
            )
            for tie in known
        ]
        columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
        return cls(tuple(actors), tuple(kinds), *columns)

    def followed_by(self, others: "Ties") -> "Ties":
        """These ties and the others after them."""
        if not len(others):
            return self
        pairs = zip(self._columns, others._columns, strict=True)
        shifts = (len(self.actors), len(self.actors), len(self.kind_names), 0, 0)
        joined = [np.concatenate([a, b + shift]) for (a, b), shift in zip(pairs, shifts, strict=True)]
        return Ties((*self.actors, *others.actors), (*self.kind_names, *others.kind_names), *joined)

    def places_in(self, nodes: Sequence[str]) -> "tuple[Ints, Ints]":
        """The places of both ends of every contact among these actors, -1 for others."""
        positions = {kennung: at for at, kennung in enumerate(nodes)}
        places = np.array([positions.get(kennung, -1) for kennung in self.actors], dtype=np.int64)
        return places[self.sources], places[self.targets]

    def older_than(self, day: date | None) -> "Flags":
        """Which contacts are known to be older than the day: none if no day is given or recorded."""
        if day is None:
            return np.zeros(len(self), dtype=bool)
        older: Flags = (self.last_contacts != UNKNOWN) & (self.last_contacts < day.toordinal())
        return older

    def __len__(self) -> int:
        return len(self.sources)

    @overload
    def __getitem__(self, at: int) -> Tie: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Tie]: ...
    def __getitem__(self, at: int | slice) -> Tie | Sequence[Tie]:
        return self._each[at]

    def __iter__(self) -> Iterator[Tie]:
        return iter(self._each)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._each == tuple(other)

    def __hash__(self) -> int:
        return hash(self._each)

    @property
    def _columns(self) -> "tuple[Ints, Ints, Ints, Ints, Ints]":
        return self.sources, self.targets, self.kinds, self.strengths, self.last_contacts

    @cached_property
    def _each(self) -> tuple[Tie, ...]:
        days = {day: date.fromordinal(day) for day in np.unique(self.last_contacts).tolist() if day}
        return tuple(
            Tie(self.actors[a], self.actors[b], self.kind_names[kind], strength or None, days.get(day))
            for a, b, kind, strength, day in zip(*(column.tolist() for column in self._columns), strict=True)
        )
