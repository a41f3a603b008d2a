"""Who can take over companies that would lose their last contact, and the cheapest set of new ties for it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import Adjacency, Flags, Ints, adjacency_of
from traiber.graph.clean import Node, distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph

# The effort of a new contact is 1 and what is missing: proposals.
NO_INTRODUCER = 4  # nobody is recorded who knows both
INTRODUCER_LEAVES = 1  # only somebody who leaves knows both
OTHER_REGION = 2  # the multiplier does not work where the company sits
NO_OFFER = 1  # it offers nothing that the company needs
CAPACITY = 5  # new contacts that a multiplier can take on
EXACT_SLOTS = 4_000_000  # companies x places; beyond, cheapest contact first


@dataclass(frozen=True, slots=True)
class Placement(Generic[Node]):
    """How well a multiplier is placed to take over a company."""

    company: Node
    multiplier: Node
    effort: int  # 1 (best) .. 8
    introducer: Node | None
    introducer_leaves: bool
    same_region: bool
    fields: tuple[str, ...]  # that the company needs and the multiplier offers


@dataclass(frozen=True, slots=True)
class Backup(Generic[Node]):
    """One new contact for every company that would be lost."""

    best: tuple[Placement[Node], ...]  # the best placed multiplier of each company, whoever else it takes on
    chosen: tuple[Placement[Node], ...]  # the cheapest set with at most `capacity` companies per multiplier
    without: tuple[Node, ...]  # companies for which no place is left; those that wish none are not among them
    exact: bool


@dataclass(frozen=True, slots=True)
class Traits(Generic[Node]):
    """What is known of actors besides their contacts; what is missing counts as nothing in common."""

    regions: Mapping[Node, Collection[str]]  # where a multiplier works, where a company sits
    needs: Mapping[Node, Collection[str]]
    offers: Mapping[Node, Collection[str]]


def back_up(
    graph: "AnyGraph[Node]",
    lost: Iterable[Node],
    leaving: Iterable[Node],
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    traits: Traits[Node],
    capacity: int = CAPACITY,
    closed: Iterable[Node] = (),
    weight: str | None = "weight",
) -> Backup[Node]:
    """The cheapest new contacts so that none of these companies is without a multiplier.

    Only multipliers that stay can take over. The effort of a contact is 1, and 4 more if nobody knows
    both (1 more if only somebody does who leaves, and can introduce them before), 2 more if the
    multiplier does not work where the company sits, 1 more if it offers nothing that the company needs.
    `closed` actors wish no introductions: such a multiplier takes nobody over, such a company is
    proposed to nobody, and neither introduces others.
    The introducer is no company, because a company does not pass a contact on to its competitors; of
    several, the one through whom both contacts can most likely be used (the product of the weights),
    and of equal ones the first in the order of the graph. `weight` names the attribute with these
    probabilities; with None all contacts count alike.

    `chosen` minimises the sum of efforts with at most `capacity` new contacts per multiplier: an
    assignment problem, solved exactly (Jonker & Volgenant 1987; scipy) up to 4,000,000 pairs of
    companies and places, beyond that cheapest contact first. Equal efforts: the multiplier that comes
    first. Raises ValueError for a capacity that is no whole number from 1 on and a weight outside 0..1.
    """
    if not isinstance(capacity, Integral) or capacity < 1:
        raise ValueError(f"capacity must be a whole number of new contacts, 1 or more, not {capacity!r}")
    arrays = adjacency_of(graph, weight)
    gone = arrays.flags(leaving)
    shut = distinct(closed)
    silent = arrays.flags(shut)
    hosts = [at for at in arrays.where(multipliers).tolist() if not gone[at] and not silent[at]]
    homeless = [company for company in distinct(lost) if company not in shut]
    if not homeless or not hosts:
        return Backup((), (), tuple(homeless), exact=True)
    table = _Table.of(arrays, homeless, hosts, gone, arrays.flags(companies) | silent, traits)
    best = [(row, int(at)) for row, at in enumerate(table.effort.argmin(axis=1))]
    pairs, exact = _assigned(table.effort, int(capacity))
    served = {row for row, _host in pairs}
    return Backup(
        tuple(table.placement(row, host) for row, host in best),
        tuple(table.placement(row, host) for row, host in pairs),
        tuple(company for row, company in enumerate(homeless) if row not in served),
        exact,
    )


@dataclass(frozen=True, eq=False)
class _Table(Generic[Node]):
    """Efforts and introducers for all companies (rows) and multipliers that stay (columns)."""

    arrays: Adjacency[Node]
    companies: Sequence[Node]
    hosts: Sequence[int]
    gone: Flags
    traits: Traits[Node]
    effort: Ints
    introducer: Ints  # place of the best one, -1 for none

    @classmethod
    def of(
        cls,
        arrays: Adjacency[Node],
        companies: Sequence[Node],
        hosts: Sequence[int],
        gone: Flags,
        barred: Flags,
        traits: Traits[Node],
    ) -> "_Table[Node]":
        shape = (len(companies), len(hosts))
        introducer = np.full(shape, -1)
        near, useful = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        column = np.full(len(arrays), -1)
        column[list(hosts)] = np.arange(len(hosts))
        places = arrays.positions
        by_region, by_offer = _index(arrays, hosts, traits.regions), _index(arrays, hosts, traits.offers)
        for row, company in enumerate(companies):
            if company in places:
                introducer[row] = _introducers(arrays, places[company], column, gone, barred)
            for keys, index, flags in (
                (traits.regions, by_region, near),
                (traits.needs, by_offer, useful),
            ):
                for key in keys.get(company, ()):
                    flags[row, index.get(key, [])] = True
        late = (introducer >= 0) & gone[introducer]
        effort = (
            1
            + NO_INTRODUCER * (introducer < 0)
            + INTRODUCER_LEAVES * late
            + OTHER_REGION * ~near
            + NO_OFFER * ~useful
        )
        return cls(arrays, companies, hosts, gone, traits, effort, introducer)

    def placement(self, row: int, host: int) -> Placement[Node]:
        """How well this multiplier is placed for this company."""
        company, multiplier = self.companies[row], self.arrays.nodes[self.hosts[host]]
        via, traits = int(self.introducer[row, host]), self.traits
        areas = (set(traits.regions.get(node, ())) for node in (company, multiplier))
        return Placement(
            company,
            multiplier,
            int(self.effort[row, host]),
            None if via < 0 else self.arrays.nodes[via],
            via >= 0 and bool(self.gone[via]),
            not set.isdisjoint(*areas),
            tuple(sorted(set(traits.needs.get(company, ())) & set(traits.offers.get(multiplier, ())))),
        )


def _introducers(arrays: Adjacency[Node], company: int, column: Ints, gone: Flags, barred: Flags) -> Ints:
    """For each multiplier, who knows both and may introduce: first those who stay, then the likeliest way.

    -1 for nobody.
    """
    found = np.full(int(column.max()) + 1, -1)
    value = np.zeros(len(found))
    for at in range(int(arrays.starts[company]), int(arrays.starts[company + 1])):
        via = int(arrays.ends[at])
        if barred[via]:
            continue
        row = slice(int(arrays.starts[via]), int(arrays.starts[via + 1]))
        hosts, chances = column[arrays.ends[row]], arrays.weights[row] * arrays.weights[at]
        chances, hosts = chances[hosts >= 0] + (1 if gone[via] else 3), hosts[hosts >= 0]
        better = chances > value[hosts]
        found[hosts[better]], value[hosts[better]] = via, chances[better]
    return found


def _index(
    arrays: Adjacency[Node], hosts: Sequence[int], keys: Mapping[Node, Collection[str]]
) -> dict[str, list[int]]:
    """The columns of the multipliers with each region or field."""
    index: dict[str, list[int]] = {}
    for column, at in enumerate(hosts):
        for key in keys.get(arrays.nodes[at], ()):
            index.setdefault(key, []).append(column)
    return index


def _assigned(effort: Ints, capacity: int) -> tuple[list[tuple[int, int]], bool]:
    """Pairs of company and multiplier of least total effort, and whether that is proven."""
    companies, hosts = effort.shape
    places = min(capacity, companies)
    rank = effort * (hosts * companies + 1) + np.arange(hosts)  # equal efforts: the first multiplier
    if companies * hosts * places <= EXACT_SLOTS:
        from scipy import optimize

        rows, columns = optimize.linear_sum_assignment(np.repeat(rank, places, axis=1))
        return sorted(zip(rows.tolist(), (columns // places).tolist(), strict=True)), True
    left, open_, pairs = [places] * hosts, [True] * companies, []
    for at in np.argsort(rank, axis=None, kind="stable").tolist():
        row, host = divmod(at, hosts)
        if open_[row] and left[host]:
            open_[row], left[host] = False, left[host] - 1
            pairs.append((row, host))
    return sorted(pairs), False
