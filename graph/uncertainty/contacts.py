"""The contacts of multipliers with companies as two lists of positions, and what is measured on them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from traiber.graph.clean import Node, distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Floats, Ints


@dataclass(frozen=True, eq=False)
class Contacts:
    """Who of the multipliers is in contact with which company: one entry a tie, by position.

    Several networks side by side are one with more actors: that is how replicates are measured at once.
    """

    multiplier: "Ints"
    company: "Ints"
    multipliers: int
    companies: int

    def __len__(self) -> int:
        return len(self.multiplier)

    @property
    def keys(self) -> "Ints":
        """One number for each tie."""
        return self.multiplier * self.companies + self.company

    @property
    def per_multiplier(self) -> "Ints":
        """The companies in contact with each multiplier."""
        return np.bincount(self.multiplier, minlength=self.multipliers)

    @property
    def per_company(self) -> "Ints":
        """The multipliers in contact with each company."""
        return np.bincount(self.company, minlength=self.companies)


Measure: TypeAlias = Callable[[Contacts], "Floats"]  # one value a multiplier, the greatest is best


def contacts_of(
    graph: "Adjacency[Node]", multipliers: Iterable[Node], companies: Iterable[Node]
) -> tuple[Contacts, list[Node], list[Node]]:
    """The contacts of these multipliers with these companies, with both in the order given.

    Labels unknown to the graph have no contact; an actor that is both is not its own company. The
    contacts are sorted by multiplier and company, whatever the order of the graph.
    """
    players, targets = list(distinct(multipliers)), list(distinct(companies))
    player_at, target_at = _places(graph, players), _places(graph, targets)
    inside = (player_at[graph.rows] >= 0) & (target_at[graph.ends] >= 0)
    player, target = player_at[graph.rows[inside]], target_at[graph.ends[inside]]
    order = np.lexsort((target, player))
    return Contacts(player[order], target[order], len(players), len(targets)), players, targets


def canonical(labels: Iterable[Node]) -> list[Node]:
    """The labels once each in an order of their own, that of type and text: it tells which is drawn first.

    >>> canonical(["b", 2, "a", "b"])
    [2, 'a', 'b']
    """
    return sorted(distinct(labels), key=lambda label: (type(label).__qualname__, repr(label)))


def fair_shares(contacts: Contacts) -> "Floats":
    """S(m) = sum of 1 / |N_M(c)| over the companies c of each multiplier; unit: companies."""
    shared = 1 / np.maximum(contacts.per_company, 1)
    weights = shared[contacts.company]
    sums = np.bincount(contacts.multiplier, weights=weights, minlength=contacts.multipliers)
    return sums.astype(np.float64, copy=False)


def reaches(contacts: Contacts) -> "Floats":
    """R_1(m), the companies in contact with each multiplier."""
    return contacts.per_multiplier.astype(np.float64)


def exclusives(contacts: Contacts) -> "Floats":
    """X(m), the companies in contact with this multiplier only."""
    alone = contacts.per_company[contacts.company] == 1
    return np.bincount(contacts.multiplier[alone], minlength=contacts.multipliers).astype(np.float64)


def _places(graph: "Adjacency[Node]", labels: list[Node]) -> "Ints":
    """The position among the labels of each node, -1 for others."""
    places = np.full(len(graph), -1, dtype=np.int64)
    numbers = {node: number for number, node in enumerate(labels)}
    places[graph.where(labels)] = [numbers[label] for label in labels if label in graph.positions]
    return places
