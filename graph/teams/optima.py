"""How many teams are equally good, and the first of them: branch and bound over all teams."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import comb

import numpy as np

from traiber.graph.clean import Node
from traiber.graph.teams.exact import Prices
from traiber.graph.teams.instance import Instance

EFFORT = 400_000  # players looked at, weighed by the length of their masks: about a second

DEEPEST = 400  # members, each a level of the recursion


@dataclass(frozen=True, slots=True)
class Optima:
    """The teams that cover as much as the best."""

    number: int
    is_complete: bool  # False: at least so many
    first: tuple[int, ...] | None  # places of players, ascending; the least of those seen


def count_optima(
    instance: Instance[Node], size: int, depth: int, best: float, prices: Prices, effort: int = EFFORT
) -> Optima:
    """The teams of exactly `size` players that cover `best`, which must be the greatest coverage.

    Every team is looked at in one branch only: of the players that are still open, sorted by gain, one
    joins and those before it stay out. A branch is left where no completion can cover enough, by the
    gains of the players or by their prices. Where the team covers enough already, its completions are
    counted by a binomial coefficient.

    Covered companies are bits of Python's whole numbers; equal worths share a mask. Nothing is searched
    for more than `DEEPEST` members.
    """
    if size == len(instance):
        everyone = instance.covered(range(size), depth) >= best - instance.slack(best)
        return Optima(int(everyone), True, tuple(range(size)) if everyone else None)
    if size > DEEPEST:
        return Optima(0, False, None)
    search = _Search.of(instance, depth, best, prices, effort)
    players = [at for at in range(len(instance)) if search.price_of(at, size) >= best - search.slack]
    search.extend((), 0, 0, players, size, prices.base)
    return Optima(search.number, search.left > 0, search.first)


@dataclass(slots=True)
class _Search:
    masks: Sequence[int]
    worths: Sequence[tuple[float, int]]
    depth: int
    best: float
    prices: Sequence[float]
    top: Sequence[float]  # the greatest prices, descending
    base: float
    slack: float
    step: int  # effort per player looked at
    left: int
    number: int = 0
    first: tuple[int, ...] | None = field(default=None)

    @classmethod
    def of(cls, instance: Instance[Node], depth: int, best: float, prices: Prices, effort: int) -> "_Search":
        bits, worths = _bits(instance)
        masks = [_union(bits, instance.of_player(at).tolist()) for at in range(len(instance))]
        length = max(1, sum(mask.bit_length() for _worth, mask in worths) // 4_000)
        top = sorted(prices.players.tolist(), reverse=True)
        slack = instance.slack(best)
        return cls(
            masks, worths, depth, best, prices.players.tolist(), top, prices.base, slack, length, effort
        )

    def price_of(self, player: int, size: int) -> float:
        """What no team with this player covers more than."""
        rest = sum(self.top[: size - 1])
        return self.base + self.prices[player] + rest

    def value(self, mask: int) -> float:
        """The worth of the companies of a mask."""
        return sum(worth * (mask & own).bit_count() for worth, own in self.worths)

    def extend(
        self, team: tuple[int, ...], once: int, twice: int, open_: list[int], slots: int, paid: float
    ) -> None:
        """Count the optimal teams that complete this one with players that are still open."""
        covered = self.value(once if self.depth == 1 else twice)
        if covered >= self.best - self.slack:
            self._count(team, open_, slots)
            return
        if slots == 0 or len(open_) < slots:
            return
        self.left -= self.step * len(open_)
        if self.left <= 0:
            return
        gains = self._gains(once, twice, open_)
        order = sorted(range(len(open_)), key=lambda at: (-gains[at], open_[at]))
        players = [open_[at] for at in order]
        ranked = [gains[at] for at in order]
        half = self.value(once & ~twice) if self.depth == 2 else 0.0
        for at, player in enumerate(players[: len(players) - slots + 1]):
            if covered + self._most(sum(ranked[at : at + slots]), half) < self.best - self.slack:
                return
            rest = players[at + 1 :]
            spent = paid + self.prices[player]
            if spent + self._dearest(rest, slots - 1) < self.best - self.slack:
                continue
            mask = self.masks[player]
            self.extend((*team, player), once | mask, twice | (once & mask), rest, slots - 1, spent)
            if self.left <= 0:
                return

    def _gains(self, once: int, twice: int, open_: list[int]) -> list[float]:
        """What each open player adds; for double cover, the contacts it adds that can still count."""
        done = ~(once if self.depth == 1 else twice)
        return [self.value(self.masks[player] & done) for player in open_]

    def _most(self, added: float, half: float) -> float:
        """The greatest gain of so many added contacts: those half done need one each, others two."""
        if self.depth == 1:
            return added
        return min(added, half) + max(0.0, added - half) / 2

    def _dearest(self, players: list[int], slots: int) -> float:
        if slots == 0:
            return 0.0
        return sum(sorted((self.prices[player] for player in players), reverse=True)[:slots])

    def _count(self, team: tuple[int, ...], open_: list[int], slots: int) -> None:
        if len(open_) < slots:
            return
        self.number += comb(len(open_), slots)
        found = tuple(sorted((*team, *sorted(open_)[:slots])))
        if self.first is None or found < self.first:
            self.first = found


def _bits(instance: Instance[Node]) -> tuple[list[int], list[tuple[float, int]]]:
    """A mask per group, and per worth the mask of all that count so much.

    A group of whole worth is as many bits of worth 1, so that plain counting of bits is enough.
    """
    whole = instance.is_whole and instance.worth.sum() <= 1_000_000
    sizes = instance.worth.astype(np.int64).tolist() if whole else [1] * len(instance.worth)
    bits: list[int] = []
    worths: dict[float, int] = {}
    at = 0
    for size, worth in zip(sizes, instance.worth.tolist(), strict=True):
        mask = ((1 << size) - 1) << at
        at += size
        bits.append(mask)
        key = 1.0 if whole else worth
        worths[key] = worths.get(key, 0) | mask
    return bits, sorted(worths.items())


def _union(bits: Sequence[int], groups: Sequence[int]) -> int:
    mask = 0
    for group in groups:
        mask |= bits[group]
    return mask
