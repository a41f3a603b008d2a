"""A team by greedy choice: the member that adds most, again and again; and how much is missing at most."""

from dataclasses import dataclass

import numpy as np

from traiber.graph.arrays import Floats, Ints, places_in_runs
from traiber.graph.clean import Node
from traiber.graph.teams.instance import Instance


@dataclass(frozen=True, slots=True)
class Greedy:
    """The members in order, what each adds, and a bound that no team of this size exceeds."""

    members: tuple[int, ...]  # places of players
    gains: tuple[float, ...]  # of companies covered deeply enough
    bound: float


def greedy_team(instance: Instance[Node], size: int, depth: int = 1, among: "Ints | None" = None) -> Greedy:
    """The team that takes, one after the other, the player who adds most companies.

    For depth 1, the coverage is at least 1 - (1 - 1/b)^b of the best possible (b members): Nemhauser,
    Wolsey & Fisher (1978), Mathematical Programming 14:265. The gains of all players are kept up to
    date and only those who share a company with the new member change, so that every contact is
    touched at most `depth` times: the choice of lazy evaluation (CELF) without its queue. Equal gains:
    who adds more first contacts, then the first in order.

    The bound is the online bound of Leskovec et al. (2007), KDD: what a set covers and the `size`
    greatest gains beside it, the least of it over all steps. Double cover is not submodular; there it
    is half the bound of the sum of min(contacts, 2), which is.
    """
    state = _State(instance, depth)
    open_ = np.zeros(len(instance), dtype=bool)
    open_[np.arange(len(instance)) if among is None else among] = True
    members: list[int] = []
    gains: list[float] = []
    bound = min(instance.reachable(depth), state.bound(size))
    while len(members) < size and open_.any():
        candidates = np.flatnonzero(open_)
        order = np.lexsort((candidates, -state.first[candidates], -state.gain[candidates]))
        best = int(candidates[order[0]])
        members.append(best)
        gains.append(float(state.gain[best]))
        open_[best] = False
        state.add(best)
        bound = min(bound, state.bound(size))
    return Greedy(tuple(members), tuple(gains), bound)


class _State:
    """What every player would add to the team so far, kept up to date."""

    def __init__(self, instance: Instance[Node], depth: int) -> None:
        self.instance, self.depth = instance, depth
        self.hits = np.zeros(len(instance.worth), dtype=np.int64)
        self.joined = np.zeros(len(instance), dtype=bool)
        self.first: Floats = instance.reach.copy()  # companies not yet in contact with the team
        self.gain: Floats = self.first if depth == 1 else np.zeros(len(instance))
        self.usable: Floats = self.first if depth == 1 else instance.reach.copy()  # below full depth

    def add(self, player: int) -> None:
        """Let a player join."""
        groups = self.instance.of_player(player)
        new, second = groups[self.hits[groups] == 0], groups[self.hits[groups] == 1]
        self.hits[groups] += 1
        self.joined[player] = True
        self._change(self.first, new, -1)
        if self.depth == 2:
            self._change(self.gain, new, 1)
            self._change(self.gain, second, -1)
            self._change(self.usable, second, -1)

    def bound(self, size: int) -> float:
        """A number that no team of this size covers more than."""
        usable, filled = np.where(self.joined, 0, self.usable), np.minimum(self.hits, self.depth)
        most = usable if size >= len(usable) else np.partition(usable, len(usable) - size)[-size:]
        value = (float(self.instance.worth @ filled) + float(most.sum())) / self.depth
        return float(np.floor(value + 1e-9)) if self.instance.is_whole else value

    def _change(self, values: Floats, groups: Ints, sign: int) -> None:
        """Add the worth of these groups to all their players, or take it away."""
        starts, players = self.instance.contacts
        counts = starts[groups + 1] - starts[groups]
        touched = players[np.repeat(starts[groups], counts) + places_in_runs(counts)]
        worth = np.repeat(self.instance.worth[groups], counts)
        values += sign * np.bincount(touched, weights=worth, minlength=len(values))


def exchanged(instance: Instance[Node], members: tuple[int, ...], depth: int = 1) -> tuple[int, ...]:
    """The team after every exchange of one member for another player that covers more, the best one first.

    What each player would add to the team without one member is counted in one pass over the contacts.
    A team that no exchange improves need not be the best. Source: Teitz & Bart (1968), Operations
    Research 16:955.
    """
    team, covered = list(members), instance.covered(members, depth)
    owners = np.repeat(np.arange(len(instance)), np.diff(instance.starts))
    while True:
        found: list[tuple[float, int, int]] = []
        for place in range(len(team)):
            rest = team[:place] + team[place + 1 :]
            hits = instance.hits(rest)
            worth = np.where(hits == depth - 1, instance.worth, 0.0)[instance.groups]
            gain = np.bincount(owners, weights=worth, minlength=len(instance))
            gain[rest] = -1
            best = int(gain.argmax())
            found.append((instance.covered(rest, depth) + float(gain[best]), -place, best))
        value, place, player = max(found, default=(0.0, 0, 0))
        if value <= covered + instance.slack(covered):
            return tuple(team)
        team[-place], covered = player, value
