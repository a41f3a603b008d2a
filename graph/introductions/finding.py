"""The proposals for a graph: candidates, their gain and feasibility, and the choice among them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import adjacency_of
from traiber.graph.introductions.affinity import Affinity
from traiber.graph.introductions.choice import Choice, choose
from traiber.graph.introductions.gain import State
from traiber.graph.introductions.model import PARTS, Introduction, Node, Rules, Traits, Weights
from traiber.graph.introductions.ways import NOBODY, Ways, best_of, two_step_ways

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, AnyGraph, Flags, Floats, Ints

PER_COMPANY = 25  # candidates that are kept for each company
SHORTLIST = 20  # multipliers of a region among which the office looks for one to call


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs with all that is known of them, one entry each."""

    ways: Ways
    parts: "Floats"  # (pairs, parts)
    affinity: "Floats"

    @property
    def gain(self) -> "Floats":
        """The sum of the parts."""
        return self.parts.sum(axis=1)

    @property
    def score(self) -> "Floats":
        """Gain x feasibility."""
        return self.gain * self.ways.probabilities

    def at(self, chosen: "Flags | Ints") -> "Candidates":
        """The candidates at these places."""
        return Candidates(self.ways.at(chosen), self.parts[chosen], self.affinity[chosen])


def find_introductions(
    graph: "AnyGraph[Node]",
    multipliers: Iterable["Node"],
    companies: Iterable["Node"],
    *,
    offices: Iterable["Node"] = (),
    closed: Iterable["Node"] = (),
    traits: "Traits[Node] | None" = None,
    weights: Weights | None = None,
    rules: Rules | None = None,
) -> "list[Introduction[Node]]":
    """The introductions to make, best first."""
    case = Case.of(graph, multipliers, companies, offices, closed, traits, weights, rules)
    return proposals(case, case.candidates())


@dataclass(frozen=True, slots=True)
class Case(Generic[Node]):
    """A graph with who may meet whom through whom."""

    graph: "Adjacency[Node]"
    multipliers: "Flags"
    companies: "Flags"
    offices: "Flags"
    closed: "Flags"
    weights: Weights
    rules: Rules
    state: State
    affinity: Affinity

    @classmethod
    def of(
        cls,
        graph: "AnyGraph[Node]",
        multipliers: Iterable["Node"],
        companies: Iterable["Node"],
        offices: Iterable["Node"] = (),
        closed: Iterable["Node"] = (),
        traits: "Traits[Node] | None" = None,
        weights: Weights | None = None,
        rules: Rules | None = None,
    ) -> "Case[Node]":
        """The case of a graph; offices are neither multipliers nor companies."""
        arrays = adjacency_of(graph)
        office = arrays.flags(offices)
        players, targets = (arrays.flags(nodes) & ~office for nodes in (multipliers, companies))
        known = traits or Traits()
        return cls(
            arrays,
            players,
            targets,
            office,
            arrays.flags(closed),
            weights or Weights(),
            rules or Rules(),
            State.of(arrays, players, targets, known),
            Affinity(arrays, players, targets, known),
        )

    def candidates(self) -> Candidates:
        """All pairs that are worth a proposal, at most `PER_COMPANY` for each company (the best)."""
        relays = self.multipliers | (self.companies if self.rules.via_companies else False)
        found = two_step_ways(
            self.graph,
            self.multipliers & ~self.closed,
            self.companies & ~self.closed,
            relays & ~self.closed & ~self.offices,
        )
        kept = [self._weighed(ways) for ways in found]
        called = self._office_ways()
        return self._best_each(_joined([*kept, self._weighed(called)], len(self.graph)))

    def _weighed(self, ways: Ways) -> Candidates:
        """The ways that gain anything, the best of each company."""
        parts = self.state.parts(ways.multipliers, ways.companies, self.weights)
        useful = parts.any(axis=1) & (ways.probabilities > 0)
        ways, parts = ways.at(useful), parts[useful]
        return self._best_each(Candidates(ways, parts, self.affinity.rate(ways.multipliers, ways.companies)))

    def _best_each(self, found: Candidates) -> Candidates:
        order = np.lexsort((found.ways.multipliers, -found.affinity, -found.score, found.ways.companies))
        companies = found.ways.companies[order]
        start = np.flatnonzero(np.diff(companies, prepend=-1))
        place = np.arange(len(order)) - np.repeat(start, np.diff(start, append=len(order)))
        return found.at(order[place < PER_COMPANY])

    def _office_ways(self) -> Ways:
        """The office brings together whom it knows both, or calls: for companies that need it most.

        Companies without a fresh contact or with far too few are paired with the multipliers of their
        region, and multipliers with far too few with the companies of theirs; at most `SHORTLIST` each.
        """
        m, c = _pairs_by_region(self)
        keys = self.graph.rows * len(self.graph) + self.graph.ends
        new = ~np.isin(c * len(self.graph) + m, keys) & (m != c)
        m, c = m[new], c[new]
        reach, through = self._known_to_offices()
        both = reach[m] * reach[c] * (through[m] == through[c])
        known = both > self.rules.direct
        return best_of(
            len(self.graph),
            Ways(m, c, np.where(known, through[m], NOBODY), np.where(known, both, self.rules.direct)),
        )

    def _known_to_offices(self) -> "tuple[Floats, Ints]":
        """For every node the greatest probability of a tie with an office, and that office."""
        reach = np.zeros(len(self.graph))
        through = np.full(len(self.graph), NOBODY, dtype=np.int64)
        inside = self.offices[self.graph.rows] & (self.graph.weights > 0)
        for at in np.flatnonzero(inside)[::-1].tolist():
            node, weight = self.graph.ends[at], self.graph.weights[at]
            if weight >= reach[node]:
                reach[node], through[node] = weight, self.graph.rows[at]
        return reach, through


def _pairs_by_region(case: "Case[Node]") -> "tuple[Ints, Ints]":
    open_ = ~case.closed
    affinity, state = case.affinity, case.state
    nodes, regions = np.divmod(affinity.area, len(case.graph) + 1)
    order = np.lexsort((nodes, -affinity.full_multiplier[nodes], ~state.short[nodes], regions))
    order = order[(case.multipliers & open_)[nodes[order]]]
    m_first = _firsts(regions[order], nodes[order], SHORTLIST)
    companies = np.flatnonzero(case.companies & open_)
    seats = affinity.seats[companies]
    wanting = (state.uncovered | state.short | state.weak)[companies]
    one = _crossed(companies[wanting], seats[wanting], m_first)
    order = np.lexsort((companies, -affinity.full_company[companies], seats))
    c_first = _firsts(seats[order], companies[order], 3 * SHORTLIST)
    short = np.flatnonzero((case.multipliers & open_ & state.short)[nodes])
    other = _crossed(nodes[short], regions[short], c_first)
    return np.concatenate([one[1], other[0]]), np.concatenate([one[0], other[1]])


def _firsts(groups: "Ints", members: "Ints", number: int) -> "tuple[Ints, Ints]":
    """The first members of each group, in the order given; groups ascending."""
    start = np.flatnonzero(np.diff(groups, prepend=-2))
    place = np.arange(len(groups)) - np.repeat(start, np.diff(start, append=len(groups)))
    return groups[place < number], members[place < number]


def _crossed(nodes: "Ints", groups: "Ints", lists: "tuple[Ints, Ints]") -> "tuple[Ints, Ints]":
    """Every node with every member of the list of its group."""
    low, high = (np.searchsorted(lists[0], groups, side=side) for side in ("left", "right"))
    number = np.where(groups >= 0, high - low, 0)
    entry = np.repeat(np.arange(len(nodes)), number)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(number) - number, number)
    return nodes[entry], lists[1][low[entry] + within]


def _joined(several: list[Candidates], size: int) -> Candidates:
    """All candidates, one per pair: the way through somebody before the call."""
    every = Candidates(
        Ways(*(np.concatenate([getattr(c.ways, name) for c in several]) for name in Ways.__slots__)),
        np.concatenate([c.parts for c in several]),
        np.concatenate([c.affinity for c in several]),
    )
    keys = every.ways.companies * size + every.ways.multipliers
    nobody = every.ways.introducers == NOBODY
    order = np.lexsort((every.ways.introducers, -every.ways.probabilities, nobody, keys))
    return every.at(order[np.flatnonzero(np.diff(keys[order], prepend=-1))])
