"""The covering problem behind a team: which multiplier is in contact with which company."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from numbers import Real
from typing import Generic

import numpy as np

from traiber.graph.arrays import Adjacency, Flags, Floats, Ints
from traiber.graph.clean import Node, distinct


@dataclass(frozen=True, eq=False)
class Instance(Generic[Node]):
    """Players and the groups of companies that they are in contact with, as compressed rows.

    Player i is in contact with the groups `groups[starts[i]:starts[i + 1]]`. Companies in contact with
    the same players are one group, whose worth is the sum of theirs: for every team they are covered
    together or not at all. Companies without any player are in no group.
    """

    players: tuple[Node, ...]  # multipliers in contact with at least one of the companies, in the order given
    starts: Ints  # (players + 1,)
    groups: Ints  # (contacts,)
    worth: Floats  # (groups,)

    @classmethod
    def of(
        cls,
        arrays: Adjacency[Node],
        multipliers: Iterable[Node],
        companies: Iterable[Node],
        weight: Mapping[Node, float] | None = None,
    ) -> "Instance[Node]":
        """The problem of these multipliers and companies; every company is worth 1 or its `weight`.

        An actor that is multiplier and company does not cover itself. Raises ValueError for a weight
        that is no number from 0 on.
        """
        places, targets = arrays.where(multipliers), arrays.where(companies)
        worth = np.array([worth_of(arrays.nodes[at], weight) for at in targets.tolist()], dtype=np.float64)
        player_at = np.full(len(arrays), -1)
        player_at[places] = np.arange(len(places))
        known = [player_at[arrays.neighbours(at)] for at in targets.tolist()]
        members: dict[bytes, int] = {}
        group_of = np.full(len(targets), -1)
        for at, partners in enumerate(known):
            found = np.sort(partners[partners >= 0])
            if len(found) and worth[at] > 0:
                group_of[at] = members.setdefault(found.tobytes(), len(members))
        inside = group_of >= 0
        rows = [np.frombuffer(key, dtype=np.int64) for key in members]
        player = np.concatenate([*rows, np.zeros(0, np.int64)])
        group = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        order = np.lexsort((group, player))
        counts = np.bincount(player, minlength=len(places))
        kept = np.flatnonzero(counts)
        return cls(
            tuple(arrays.nodes[at] for at in places[kept].tolist()),
            np.concatenate([[0], np.cumsum(counts[kept])]),
            group[order],
            np.bincount(group_of[inside], weights=worth[inside], minlength=len(rows)).astype(np.float64),
        )

    def __len__(self) -> int:
        return len(self.players)

    @cached_property
    def contacts(self) -> tuple[Ints, Ints]:
        """The contacts turned around: where the players of each group begin, and the players."""
        order = np.argsort(self.groups, kind="stable")
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        counts = np.bincount(self.groups, minlength=len(self.worth))
        return np.concatenate([[0], np.cumsum(counts)]), owners[order]

    @cached_property
    def breadth(self) -> Ints:
        """The number of players in contact with each group."""
        return np.diff(self.contacts[0])

    @cached_property
    def reach(self) -> Floats:
        """The worth of the companies in contact with each player."""
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        totals = np.bincount(owners, weights=self.worth[self.groups], minlength=len(self))
        return totals.astype(np.float64)

    @property
    def is_whole(self) -> bool:
        """Whether every worth is a whole number, so that every coverage is one."""
        return bool((self.worth == np.floor(self.worth)).all())

    def slack(self, value: float) -> float:
        """The difference up to which two coverages are equal: rounding errors, less than one company."""
        return 0.5 if self.is_whole else 1e-6 * max(1.0, value)

    def of_player(self, at: int) -> Ints:
        """The groups of a player."""
        return self.groups[self.starts[at] : self.starts[at + 1]]

    def hits(self, team: Iterable[int]) -> Ints:
        """How many members of the team are in contact with each group."""
        rows = [self.of_player(at) for at in team]
        return np.bincount(np.concatenate([*rows, np.zeros(0, np.int64)]), minlength=len(self.worth))

    def covered(self, team: Iterable[int], depth: int) -> float:
        """The worth of the companies in contact with at least `depth` members of the team."""
        return float(self.worth[self.hits(team) >= depth].sum())

    def reachable(self, depth: int) -> float:
        """What all players together cover."""
        return float(self.worth[self.breadth >= depth].sum())

    def undominated(self) -> Flags:
        """The players whose companies are not all those of another one too (of equals, the first stays)."""
        from scipy import sparse

        shape = (len(self), len(self.worth))
        matrix = sparse.csr_array((np.ones(len(self.groups)), self.groups, self.starts), shape=shape)
        shared = sparse.coo_array(matrix @ matrix.T)
        sizes = np.diff(self.starts)
        inner, outer = shared.coords
        within = (shared.data == sizes[inner]) & (inner != outer)
        smaller = (sizes[inner] < sizes[outer]) | (inner > outer)
        kept = np.ones(len(self), dtype=bool)
        kept[inner[within & smaller]] = False
        return kept


def worth_of(company: Node, weight: Mapping[Node, float] | None) -> float:
    """What a company counts: 1, or its weight; a company without one counts nothing."""
    if weight is None:
        return 1.0
    value = weight.get(company, 0)
    if not isinstance(value, Real) or not isfinite(value) or value < 0:
        raise ValueError(f"the weight of a company must be a number from 0 on, not {value!r}")
    return float(value)


def total_worth(companies: Iterable[Node], weight: Mapping[Node, float] | None) -> float:
    """What all companies count together, whether or not anybody knows them."""
    return sum(worth_of(company, weight) for company in distinct(companies))
