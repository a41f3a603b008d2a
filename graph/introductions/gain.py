"""What a new contact gains: a first or second multiplier, a field, a bridge between regions, a shortfall."""

from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.introductions.model import PARTS, Traits, Weights

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Floats, Ints
    from traiber.graph.introductions.model import Node

UNKNOWN = -1  # the code of a trait that is not recorded


@dataclass(frozen=True, slots=True)
class State:
    """What counts for the gain, of every node by its place in the graph."""

    uncovered: "Flags"  # companies without a tie to a multiplier
    weak: "Flags"  # covered by one multiplier, or by ties of weight 0 (stale) only
    short: "Flags"  # has far fewer contacts than comparable actors
    closed: "Floats"  # share of its shortfall that one contact closes: 1 / missing; 0 without a shortfall
    unserved: "Ints"  # (n, words) fields that a company needs and none of its multipliers offers, bit by bit
    offered: "Ints"  # (n, words)
    groups: "Ints"  # code of the region
    joined: "Ints"  # ascending: pairs of groups with a tie between a multiplier and a company

    @classmethod
    def of(
        cls,
        graph: "Adjacency[Node]",
        multipliers: "Flags",
        companies: "Flags",
        traits: "Traits[Node]",
        least_missing: float,
    ) -> "State":
        """The state of a graph."""
        covering = companies[graph.rows] & multipliers[graph.ends]
        partners = np.bincount(graph.rows[covering], minlength=len(graph))
        fresh = np.bincount(graph.rows[covering & (graph.weights > 0)], minlength=len(graph))
        needed, offered = fields_of(graph, traits.needs, traits.offers)
        served = np.zeros_like(offered)
        np.bitwise_or.at(served, graph.rows[covering], offered[graph.ends[covering]])
        groups = graph.numbers(traits.regions)
        missing, surely = missing_of(graph, traits)
        short = (surely > 0) & (surely >= least_missing)
        known = covering & (groups[graph.rows] != UNKNOWN) & (groups[graph.ends] != UNKNOWN)
        return cls(
            uncovered=companies & (partners == 0),
            weak=companies & (partners > 0) & ((partners == 1) | (fresh == 0)),
            short=short,
            closed=np.where(short, 1 / np.maximum(missing, 1), 0.0),
            unserved=np.where(companies[:, None], needed & ~served, 0),
            offered=np.where(multipliers[:, None], offered, 0),
            groups=groups,
            joined=np.unique(_pair(groups[graph.ends[known]], groups[graph.rows[known]], len(graph))),
        )

    def parts(self, multipliers: "Ints", companies: "Ints", weights: Weights) -> "Floats":
        """The points of each new tie (multiplier, company), one column for each of `PARTS`."""
        m, c = multipliers, companies
        values = {
            "uncovered": weights.uncovered * self.uncovered[c],
            "robust": weights.robust * self.weak[c],
            "field": weights.field * (self.unserved[c] & self.offered[m]).any(axis=1),
            "bridge": weights.bridge * self.bridges(m, c),
            "shortfall": weights.shortfall * (self.closed[m] + self.closed[c]),
        }
        return np.column_stack([values[part] for part in PARTS]).astype(np.float64)

    def bridges(self, multipliers: "Ints", companies: "Ints") -> "Flags":
        """Whether the tie would be the first between the two regions; not if one is unknown."""
        one, other = self.groups[multipliers], self.groups[companies]
        apart = (one != UNKNOWN) & (other != UNKNOWN) & (one != other)
        if not len(self.joined):
            return np.asarray(apart)
        pairs = _pair(one, other, len(self.groups))
        found = np.minimum(np.searchsorted(self.joined, pairs), len(self.joined) - 1)
        return np.asarray(apart & (self.joined[found] != pairs))

    def gains(self, multipliers: "Ints", companies: "Ints") -> "Flags":
        """Whether each new tie changes anything that may have points."""
        found = (self.uncovered | self.weak | self.short)[companies] | self.short[multipliers]
        for word in range(self.offered.shape[1]):
            found |= (self.unserved[:, word][companies] & self.offered[:, word][multipliers]) != 0
        left = np.flatnonzero(~found)
        found[left] = self.bridges(multipliers[left], companies[left])
        return np.asarray(found)


def missing_of(graph: "Adjacency[Node]", traits: "Traits[Node]") -> "tuple[Floats, Floats]":
    """The contacts that each node is missing, and the same times how sure that is; 0 where none is."""
    missing, surely = np.zeros(len(graph)), np.zeros(len(graph))
    for node, number in traits.missing.items():
        if (at := graph.positions.get(node)) is not None:
            missing[at], surely[at] = number, number * traits.sure.get(node, 1.0)
    return missing, surely


def fields_of(
    graph: "Adjacency[Node]",
    needs: Mapping["Node", Set[Hashable]],
    offers: Mapping["Node", Set[Hashable]],
) -> "tuple[Ints, Ints]":
    """Needed and offered fields of every node as bits, in words of 62."""
    every = sorted({field for fields in (*needs.values(), *offers.values()) for field in fields}, key=str)
    place = {field: divmod(at, 62) for at, field in enumerate(every)}
    shape = (len(graph), len(every) // 62 + 1)
    return _bits(graph, needs, place, shape), _bits(graph, offers, place, shape)


def _bits(
    graph: "Adjacency[Node]",
    fields: Mapping["Node", Iterable[Hashable]],
    place: Mapping[Hashable, tuple[int, int]],
    shape: tuple[int, int],
) -> "Ints":
    bits = np.zeros(shape, dtype=np.int64)
    for node, named in fields.items():
        if (at := graph.positions.get(node)) is not None:
            for field in named:
                word, bit = place[field]
                bits[at, word] |= 1 << bit
    return bits


def _pair(groups: "Ints", others: "Ints", size: int) -> "Ints":
    return groups * (size + 1) + others
