"""The proposals for a graph: candidates, their gain and feasibility, and the choice among them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import adjacency_of, places_among_equals, places_in_runs
from traiber.graph.introductions.affinity import Affinity
from traiber.graph.introductions.choice import choose
from traiber.graph.introductions.gain import State, missing_of
from traiber.graph.introductions.model import PARTS, Introduction, Node, Rules, Traits, Weights
from traiber.graph.introductions.ways import NOBODY, Ways, best_of, two_step_ways

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, AnyGraph, Flags, Floats, Ints

WHOLE = 100_000  # pairs of a multiplier and a company up to which every one is compared
PER_ACTOR = 15  # beyond: the best candidates of each company and of each multiplier
SHORTLIST = 20  # likewise: multipliers of a region among whom the office looks for one to bring in
FURTHER = 500  # candidates beyond the choice that are listed


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs without a contact, one entry each: by whom, for what gain, how usual."""

    ways: Ways
    parts: "Floats"  # (pairs, parts)
    affinity: "Floats"

    def __len__(self) -> int:
        return len(self.ways)

    @property
    def gain(self) -> "Floats":
        """The sum of the parts."""
        return np.asarray(self.parts.sum(axis=1))

    @property
    def value(self) -> "Floats":
        """The priority: the cube root of gain x feasibility, times the affinity.

        The root, because both are products of proposed scales, and affinity is counted.
        """
        return np.asarray(np.cbrt(self.gain * self.ways.probabilities) * self.affinity)

    def at(self, chosen: "Flags | Ints") -> "Candidates":
        """The candidates at these places."""
        return Candidates(self.ways.at(chosen), self.parts[chosen], self.affinity[chosen])


@dataclass(frozen=True, slots=True)
class Proposals(Generic[Node]):
    """The introductions to make, best first, and how good the choice is as a whole."""

    introductions: "list[Introduction[Node]]"  # the choice and the `FURTHER` best beyond it, by priority
    candidates: int  # pairs compared that gain anything
    pairs: int  # of a multiplier and a company
    whole: bool  # whether all pairs were compared, or only the most promising ones of each actor
    value: float  # sum of the values that they are ranked by
    greedy: float  # the same if the best is taken again and again
    bound: float  # no choice can have more


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
    weight: str | None = "weight",
) -> "list[Introduction[Node]]":
    """Which multiplier should meet which company, and who can bring them together; highest priority first.

    Gain: points for what a tie of multiplier m and company c changes (see `Weights`). Feasibility: the
    probability max p_mx p_xc over introducers x that both know, 0..1; x is a multiplier (a company only if
    the rules say so), or an office that knows both; where nobody does, `Rules.direct`. The attribute
    `weight` of an edge (1 where missing; 1 everywhere for None) is the probability p that the contact can
    be used; an edge of weight 0 (a stale contact) is a contact, but no way. `closed` actors neither
    introduce nor are introduced.

    A multiplier gets at most `Rules.per_multiplier` new contacts (five), a company one (`Rules.per_company`),
    or as many as it is missing by `Traits.missing` where that is more: of all candidates the set with the
    greatest sum of priorities (see `choice.choose`). Priority = cube root of (gain x feasibility) x affinity.
    Gains are stated for each tie alone, added to the graph as it is. Without multipliers, companies or gain:
    an empty list. Up to `WHOLE` pairs all are compared, beyond only the most promising ones of each actor.

    Source: section 4 of the methods.

    >>> import networkx as nx
    >>> ties = nx.Graph([("chamber", "agency"), ("agency", "Müller")])
    >>> for found in find_introductions(ties, ["chamber", "agency"], ["Müller"]):
    ...     print(found.multiplier, found.introducer, found.company, found.gain, found.feasibility)
    chamber agency Müller 1.0 1.0
    """
    arrays = adjacency_of(graph, weight)
    case = Case.of(arrays, multipliers, companies, offices, closed, traits, weights, rules)
    return [proposal for proposal in case.propose().introductions if proposal.chosen]


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
    missing: "Floats"
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
        arrays = adjacency_of(graph, "weight")
        office = arrays.flags(offices)
        players, targets = (arrays.flags(nodes) & ~office for nodes in (multipliers, companies))
        known, rules = traits or Traits(), rules or Rules()
        _missing, missing = missing_of(arrays, known)
        return cls(
            arrays,
            players,
            targets,
            office,
            arrays.flags(closed),
            weights or Weights(),
            rules,
            np.where(missing >= rules.least_missing, missing, 0.0),
            State.of(arrays, players, targets, known, rules.least_missing),
            Affinity(arrays, players, targets, known),
        )

    def propose(self, players: "Flags | None" = None, targets: "Flags | None" = None) -> Proposals[Node]:
        """The proposals; only for these multipliers and companies, if any are given."""
        found, pairs, whole = self.candidates(players, targets)
        found = found.at(np.flatnonzero(found.value > 0))
        ways = found.ways
        first = replace(found, affinity=self._within_uncovered(ways.companies, found.affinity))
        room = np.full(len(self.graph), self.rules.per_multiplier)
        wanted = np.maximum(self.rules.per_company, np.ceil(self.missing)).astype(np.int64)
        choice = choose(first.value, ways.multipliers, ways.companies, room, wanted)
        chosen = np.zeros(len(found), dtype=bool)
        chosen[choice.chosen] = True
        found = replace(found, affinity=np.where(chosen, first.affinity, found.affinity))
        order = np.lexsort((ways.multipliers, ways.companies, -found.value))
        order = order[chosen[order] | (np.cumsum(~chosen[order]) <= FURTHER)]
        rows = self._introductions(found.at(order), chosen[order])
        return Proposals(rows, len(found), pairs, whole, choice.value, choice.greedy, choice.bound)

    def candidates(
        self, players: "Flags | None" = None, targets: "Flags | None" = None
    ) -> tuple[Candidates, int, bool]:
        """The pairs that gain something, the number of pairs, and whether all of them were compared."""
        relays = self.multipliers | (self.companies if self.rules.via_companies else False)
        multipliers = self.multipliers & ~self.closed & (True if players is None else players)
        companies = self.companies & ~self.closed & (True if targets is None else targets)
        relays = relays & ~self.closed & ~self.offices
        state = self.state
        pairs = int(multipliers.sum()) * int(companies.sum())
        whole = pairs <= WHOLE
        found = two_step_ways(
            self.graph, multipliers, companies, relays, state.gains, None if whole else state.short
        )
        kept = [self._weighed(ways, whole) for ways in found]
        called = self._weighed(self._office_ways(multipliers, companies, whole), whole)
        every = _joined([*kept, called], len(self.graph))
        every = every if whole else self._best_each(every)
        ways = every.ways
        refined = replace(every, affinity=self.affinity.refined(ways.multipliers, ways.companies))
        return refined, pairs, whole

    def _within_uncovered(self, companies: "Ints", affinity: "Floats") -> "Floats":
        """Of a company without a multiplier the likeliest candidate counts as the likeliest of all.

        Its other candidates count in proportion. Such a company has few ties to be expected from; that
        must not put it behind others.
        """
        most = affinity.max(initial=0.0)
        best = np.zeros(len(self.graph))
        np.maximum.at(best, companies, affinity)
        share = np.divide(affinity, best[companies], out=np.zeros(len(affinity)), where=best[companies] > 0)
        return np.where(self.state.uncovered[companies], most * share, affinity)

    def _weighed(self, ways: Ways, whole: bool) -> Candidates:
        """The ways that gain anything; the best of each actor, unless all are to be compared."""
        parts = self.state.parts(ways.multipliers, ways.companies, self.weights)
        useful = parts.any(axis=1) & (ways.probabilities > 0)
        ways, parts = ways.at(useful), parts[useful]
        found = Candidates(ways, parts, self.affinity.expected(ways.multipliers, ways.companies))
        return found if whole else self._best_each(found)

    def _best_each(self, found: Candidates) -> Candidates:
        """The best of each company and of each multiplier.

        Of equally good ones every actor begins with another, so that not all have the same.
        """
        m, c = found.ways.multipliers, found.ways.companies
        among: Ints = np.cumsum(self.multipliers)
        number: Ints = np.cumsum(self.companies)
        turn = np.mod(among[m] - number[c], max(int(self.multipliers.sum()), 1))
        kept = np.zeros(len(found), dtype=bool)
        for actors in (c, m):
            order = np.lexsort(np.stack([turn, -found.value, actors]))
            kept[order[places_among_equals(actors[order]) < PER_ACTOR]] = True
        return found.at(kept)

    def _office_ways(self, multipliers: "Flags", companies: "Flags", whole: bool) -> Ways:
        """The office brings together whom it knows both, or calls.

        Companies without or with one fresh contact, or with far too few, are paired with multipliers of
        their region, and multipliers with far too few with companies of theirs. Unless all pairs are to be
        compared, with `SHORTLIST` of the one and three times as many of the other: those of whom most
        contacts are expected first.
        """
        m, c = self._pairs_by_region(multipliers, companies, len(self.graph) if whole else SHORTLIST)
        ties = self.graph.rows * len(self.graph) + self.graph.ends
        new = ~np.isin(c * len(self.graph) + m, ties) & (m != c)
        m, c = m[new], c[new]
        reach, through = self._known_to_offices()
        both = np.where(through[m] == through[c], reach[m] * reach[c], 0.0)
        known = both > self.rules.direct
        introducers = np.where(known, through[m], NOBODY)
        return best_of(len(self.graph), Ways(m, c, introducers, np.where(known, both, self.rules.direct)))

    def _known_to_offices(self) -> "tuple[Floats, Ints]":
        """For every node the greatest probability of a tie with an office, and that office."""
        reach = np.zeros(len(self.graph))
        through = np.full(len(self.graph), NOBODY, dtype=np.int64)
        open_ = self.offices & ~self.closed
        inside = np.flatnonzero(open_[self.graph.rows] & (self.graph.weights > 0))
        order = inside[np.lexsort((-self.graph.rows[inside], self.graph.weights[inside]))]
        reach[self.graph.ends[order]] = self.graph.weights[order]  # the last one, the greatest, stays
        through[self.graph.ends[order]] = self.graph.rows[order]
        return reach, through

    def _pairs_by_region(self, multipliers: "Flags", companies: "Flags", most: int) -> "tuple[Ints, Ints]":
        affinity, state = self.affinity, self.state
        nodes, regions = affinity.area
        at = np.flatnonzero(multipliers[nodes])
        at = at[
            np.lexsort(
                (nodes[at], -affinity.full_multiplier[nodes[at]], ~state.short[nodes[at]], regions[at])
            )
        ]
        players = _firsts(regions[at], nodes[at], most)
        every = np.flatnonzero(companies & (affinity.seats >= 0))
        seats = affinity.seats[every]
        wanting = (state.uncovered | state.short | state.weak)[every]
        c, m = _crossed(every[wanting], seats[wanting], players)
        order = np.lexsort((every, -affinity.full_company[every], seats))
        targets = _firsts(seats[order], every[order], 3 * most)
        short = np.flatnonzero((multipliers & state.short)[nodes])
        further_m, further_c = _crossed(nodes[short], regions[short], targets)
        return np.concatenate([m, further_m]), np.concatenate([c, further_c])

    def _introductions(self, found: Candidates, chosen: "Flags") -> "list[Introduction[Node]]":
        nodes, covered = self.graph.nodes, int((self.companies & ~self.state.uncovered).sum())
        gains, after = found.gain.tolist(), (covered + self.state.uncovered[found.ways.companies]).tolist()
        kinds = np.where(self.offices[found.ways.introducers], "office", "introduction")
        kinds = np.where(found.ways.introducers == NOBODY, "direct", kinds).tolist()
        rows = zip(
            found.ways.multipliers.tolist(),
            found.ways.companies.tolist(),
            found.ways.introducers.tolist(),
            kinds,
            gains,
            found.parts.tolist(),
            found.ways.probabilities.tolist(),
            found.affinity.tolist(),
            after,
            found.value.tolist(),
            chosen.tolist(),
            strict=True,
        )
        return [
            Introduction(
                nodes[m],
                nodes[c],
                None if x == NOBODY else nodes[x],
                kind,
                gain,
                dict(zip(PARTS, parts, strict=True)),
                feasibility,
                affinity,
                covered,
                new,
                priority,
                kept,
            )
            for m, c, x, kind, gain, parts, feasibility, affinity, new, priority, kept in rows
        ]


def _firsts(groups: "Ints", members: "Ints", number: int) -> "tuple[Ints, Ints]":
    """The first members of each group, in the order given; groups ascending."""
    kept = places_among_equals(groups) < number
    return groups[kept], members[kept]


def _crossed(nodes: "Ints", groups: "Ints", lists: "tuple[Ints, Ints]") -> "tuple[Ints, Ints]":
    """Every node with every member of the list of its group."""
    low, high = (
        np.searchsorted(lists[0], groups, side="left"),
        np.searchsorted(lists[0], groups, side="right"),
    )
    number = high - low
    entry = np.repeat(np.arange(len(nodes)), number)
    return nodes[entry], lists[1][low[entry] + places_in_runs(number)]


def _joined(several: list[Candidates], size: int) -> Candidates:
    """All candidates, one per pair: the way through somebody before the call."""
    names = ("multipliers", "companies", "introducers", "probabilities")
    every = Candidates(
        Ways(*(np.concatenate([getattr(found.ways, name) for found in several]) for name in names)),
        np.concatenate([found.parts for found in several]),
        np.concatenate([found.affinity for found in several]),
    )
    nobody = every.ways.introducers == NOBODY
    keys = every.ways.companies * size + every.ways.multipliers
    order = np.lexsort((-every.ways.probabilities, nobody, keys))
    return every.at(order[places_among_equals(keys[order]) == 0])
