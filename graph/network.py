"""The network as the analyses see it: one table of actors and arrays of ties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.ties import UNKNOWN, Tie, Ties

if TYPE_CHECKING:
    import networkx as nx

    from traiber.graph.arrays import Adjacency, Floats

__all__ = ["Actor", "Body", "Labels", "Network", "Region", "Settings", "Tie"]

Labels = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation of the network; `None` and empty sets mean "not recorded"."""

    kennung: str
    label: str
    type: str | None = None  # notation of the first actor type, by code
    region: str | None = None  # key of the region of the seat
    company: bool = False
    multiplier: bool = False
    office: bool = False
    surveyed: bool | None = None
    surveyed_on: date | None = None
    size_class: str | None = None
    drive_dependence: str | None = None
    active_in: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()  # keys of action fields
    offers: frozenset[str] = frozenset()
    memberships: frozenset[str] = frozenset()  # keys of networks, committees and consortia
    known_none: frozenset[str] = frozenset()  # properties known to have no value, such as "tr:seatIn"
    no_introductions: bool = False  # wishes neither to be introduced nor to introduce

    @property
    def area(self) -> frozenset[str]:
        """The regions in which it sits or works."""
        return self.active_in if self.region is None else self.active_in | {self.region}


@dataclass(frozen=True, slots=True)
class Region:
    """A district, independent city or group of them."""

    key: str
    labels: Labels
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A network, committee or consortium that actors belong to."""

    key: str
    labels: Labels
    kind: str  # "network", "committee" or "consortium"
    network: str | None = None  # key of the network that the body is part of
    covers: tuple[str, ...] = ()  # keys of regions
    neighbours: tuple[str, ...] = ()  # keys of networks


@dataclass(frozen=True, slots=True)
class Settings:
    """What a result depends on besides the data; stated with every result."""

    as_of: date | None = None
    access: str = "internal"
    half_life_days: int = 365
    stale_after_days: int = 730
    relays: str = "multipliers"
    office_left_out: bool = True


@dataclass(frozen=True)
class Network:
    """Actors, ties and the code labels that a reader needs, at one date and access level."""

    name: str  # label of the home network
    home: str | None  # key of the home network
    data_date: date | None
    fictional: bool
    actors: tuple[Actor, ...]
    ties: Sequence[Tie]  # tuples for a few, `Ties` for many
    regions: Mapping[str, Region] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    fields: Mapping[str, Labels] = field(default_factory=dict)
    types: Mapping[str, Labels] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def by_kennung(self) -> Mapping[str, Actor]:
        """The actors by their kennung."""
        return {actor.kennung: actor for actor in self.actors}

    @cached_property
    def networks(self) -> Mapping[str, str]:
        """The network that each body belongs to, by key; a network belongs to itself."""
        return {key: body.network or key for key, body in self.bodies.items()}

    def bodies_of(self, network: str) -> frozenset[str]:
        """The network and its committees and consortia, by key."""
        return frozenset({network, *(key for key, whole in self.networks.items() if whole == network)})

    @property
    def companies(self) -> frozenset[str]:
        """Kennungen of the companies."""
        return frozenset(a.kennung for a in self.actors if a.company)

    @property
    def multipliers(self) -> frozenset[str]:
        """Kennungen of the multipliers without the office."""
        return frozenset(a.kennung for a in self.actors if a.multiplier and not a.office)

    @cached_property
    def adjacency(self) -> "Adjacency[str]":
        """The contacts as a clean graph in arrays, without the office; actors in the order of kennungen.

        Weights are the probabilities that the contacts can be used, at the date of the settings.
        """
        from traiber.graph.arrays import Adjacency

        nodes = sorted(a.kennung for a in self.actors if not a.office)
        ties = Ties.of(self.ties)
        sources, targets = ties.places_in(nodes)
        inside = (sources >= 0) & (targets >= 0)
        return Adjacency.of(nodes, sources[inside], targets[inside], self.probabilities()[inside])

    def probabilities(self) -> "Floats":
        """For each tie, the probability that the contact can be used, at the date of the settings."""
        from traiber.graph.strength import tie_probabilities

        ties, today = Ties.of(self.ties), self.settings.as_of or self.data_date
        ages = today.toordinal() - ties.last_contacts if today else np.zeros(len(ties))
        ages[ties.last_contacts == UNKNOWN] = 0
        return tie_probabilities(ties.strengths, ages, self.settings.half_life_days)

    def graph(self) -> "nx.Graph[str]":
        """The contacts as an undirected simple graph without the office and without loops.

        Parallel ties are one edge with `count`, the greatest `strength` and the latest
        `last_contact` (both absent where no tie records one), and as `weight` the probability that at
        least one of them can be used. Isolated actors are kept.
        """
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(a.kennung for a in self.actors if not a.office)
        for tie, probability in zip(self.ties, self.probabilities().tolist(), strict=True):
            if tie.source == tie.target or tie.source not in graph or tie.target not in graph:
                continue
            known = graph.get_edge_data(tie.source, tie.target, {})
            missed = (1 - known["weight"]) * (1 - probability) if known else 1 - probability
            edge = {"count": known.get("count", 0) + 1, "weight": 1 - missed}
            for name in ("strength", "last_contact"):
                values = [v for v in (known.get(name), getattr(tie, name)) if v is not None]
                if values:
                    edge[name] = max(values)
            graph.add_edge(tie.source, tie.target, **edge)
        return graph
