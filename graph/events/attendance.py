"""Who was at which event: the two-mode network, kept as it is."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from traiber.graph.clean import Node, distinct

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from traiber.graph.arrays import Ints

Occasion = TypeVar("Occasion", bound=Hashable)
Value = TypeVar("Value", int, float)


@dataclass(frozen=True, eq=False)
class Attendance(Generic[Node, Occasion]):
    """Actors by events: one entry for each actor at each event, by position in the two lists.

    Being together at an event is an opportunity, not a contact. Being there twice counts once.
    """

    actors: tuple[Node, ...]
    events: tuple[Occasion, ...]
    actor: "Ints"
    event: "Ints"

    @classmethod
    def of(
        cls,
        pairs: Iterable[tuple[Node, Occasion]],
        actors: Iterable[Node] = (),
        events: Iterable[Occasion] = (),
    ) -> "Attendance[Node, Occasion]":
        """The attendance of (actor, event) pairs: for a networkx graph, `graph.edges(actors)`.

        Actors and events have the order given, then that of their appearance; those named without any
        pair are kept. Raises ValueError for labels that are not hashable.

        >>> Attendance.of([("Laura", "tea"), ("Laura", "tea"), ("Ruth", "tea")]).sizes
        {'tea': 2}
        """
        unique = list(distinct(pairs))
        people = list(distinct([*actors, *(actor for actor, _event in unique)]))
        occasions = list(distinct([*events, *(event for _actor, event in unique)]))
        actor_at = {label: at for at, label in enumerate(people)}
        event_at = {label: at for at, label in enumerate(occasions)}
        return cls(
            tuple(people),
            tuple(occasions),
            np.array([actor_at[actor] for actor, _event in unique], dtype=np.int64),
            np.array([event_at[event] for _actor, event in unique], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.actor)

    @cached_property
    def per_actor(self) -> "Ints":
        """The events of each actor."""
        return np.bincount(self.actor, minlength=len(self.actors))

    @cached_property
    def per_event(self) -> "Ints":
        """The actors at each event."""
        return np.bincount(self.event, minlength=len(self.events))

    @property
    def degrees(self) -> dict[Node, int]:
        """How many events each actor attended."""
        return dict(zip(self.actors, self.per_actor.tolist(), strict=True))

    @property
    def sizes(self) -> dict[Occasion, int]:
        """How many actors were at each event."""
        return dict(zip(self.events, self.per_event.tolist(), strict=True))

    def matrix(self, nodes: Sequence[Node]) -> "csr_array":
        """1 where one of these actors (rows) was at an event (columns), else 0; other guests are left out."""
        from scipy import sparse

        positions = {node: at for at, node in enumerate(nodes)}
        at = np.array([positions.get(actor, -1) for actor in self.actors], dtype=np.int64)[self.actor]
        known = at >= 0
        places = (at[known], self.event[known])
        return sparse.csr_array((np.ones(len(places[0])), places), shape=(len(nodes), len(self.events)))

    @cached_property
    def meetings(self) -> "Meetings":
        """Every two actors that were at an event together, once."""
        return _meetings(self)


@dataclass(frozen=True, eq=False)
class Meetings:
    """Pairs of actors that met, by position, the first before the second, in ascending order."""

    first: "Ints"
    second: "Ints"
    shared: "Ints"  # events together
    weight: "np.ndarray[tuple[int], np.dtype[np.float64]]"  # Newman's: sum of 1 / (n_e - 1) over them

    def __len__(self) -> int:
        return len(self.first)


def shared_events(attendance: Attendance[Node, Occasion]) -> dict[tuple[Node, Node], int]:
    """How many events every two actors attended together, for those with one or more.

    The pair is in the order of `attendance.actors`. Range 1 to the number of events. It is an
    opportunity, not a contact; see `co_attendance` for a weight that large events do not spoil.

    >>> shared_events(Attendance.of([("Laura", "tea"), ("Ruth", "tea"), ("Ruth", "ball")]))
    {('Laura', 'Ruth'): 1}
    """
    return _by_pair(attendance, attendance.meetings.shared.tolist())


def co_attendance(attendance: Attendance[Node, Occasion]) -> dict[tuple[Node, Node], float]:
    """How much every two actors met: the sum of 1 / (n_e - 1) over shared events e with n_e guests.

    Each event gives each guest one meeting, shared among the others there, so a large event counts
    little for each pair. An event with one guest adds nothing.

    Source: Newman (2001), Physical Review E 64:016132, equation 2.

    >>> co_attendance(Attendance.of([("Laura", "tea"), ("Ruth", "tea"), ("Eva", "tea")]))[("Laura", "Eva")]
    0.5
    """
    return _by_pair(attendance, attendance.meetings.weight.tolist())


def events_together(
    attendance: Attendance[Node, Occasion], nodes: Sequence[Node], first: "Ints", second: "Ints"
) -> "Ints":
    """How many events the two actors of each of these pairs attended together, 0 or more.

    Pairs are given as places in `nodes`, so that of many guests only the pairs asked for are counted.

    >>> tea = Attendance.of([("Laura", "tea"), ("Ruth", "tea"), ("Ruth", "ball")])
    >>> events_together(tea, ["Eva", "Laura", "Ruth"], np.array([1, 0]), np.array([2, 2])).tolist()
    [1, 0]
    """
    if not len(attendance):
        return np.zeros(len(first), dtype=np.int64)
    there = attendance.matrix(nodes)
    shared = there[first].multiply(there[second]).sum(axis=1)
    return np.asarray(np.rint(shared), dtype=np.int64).ravel()


def _by_pair(attendance: Attendance[Node, Occasion], values: list[Value]) -> dict[tuple[Node, Node], Value]:
    met, labels = attendance.meetings, attendance.actors
    pairs = zip(met.first.tolist(), met.second.tolist(), values, strict=True)
    return {(labels[a], labels[b]): value for a, b, value in pairs}


def _meetings(attendance: Attendance[Node, Occasion]) -> Meetings:
    from scipy import sparse

    there = attendance.matrix(attendance.actors)
    weighted = there @ sparse.diags_array(1 / np.maximum(attendance.per_event - 1, 1))
    shared = sparse.triu(there @ there.T, k=1).tocsr()
    weight = sparse.triu(weighted @ there.T, k=1).tocsr()
    shared.sort_indices()
    weight.sort_indices()
    first = np.repeat(np.arange(len(attendance.actors)), np.diff(shared.indptr))
    return Meetings(
        first, shared.indices.astype(np.int64), np.rint(shared.data).astype(np.int64), weight.data
    )
