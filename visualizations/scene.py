"""What a map shows, independent of how it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Labels = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Node:
    """A dot of the map: an actor, or a network, committee or measure that actors share."""

    id: str
    label: str
    kind: str  # key into Scene.kinds
    region: str | None = None  # key into Scene.regions
    fields: tuple[str, ...] = ()  # keys into Scene.fields
    memberships: tuple[str, ...] = ()  # keys into Scene.bodies
    measures: Mapping[str, float | None] = field(default_factory=dict)  # name -> value, for size
    details: tuple[tuple[Labels, Labels], ...] = ()  # (name, value) rows of the panel
    sources: tuple[str, ...] = ()
    homepage: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of the map; two nodes may share several."""

    source: str
    target: str
    relation: str  # key into Scene.relations
    strength: int | None = None
    last_contact: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """A whole map: nodes, edges, and the labels that its legend and filters show."""

    title: Labels
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    data_date: date | None
    fictional: bool
    access: str  # "public", "internal" or "personal"
    kinds: Mapping[str, Labels]
    relations: Mapping[str, Labels]
    regions: Mapping[str, Labels] = field(default_factory=dict)
    fields: Mapping[str, Labels] = field(default_factory=dict)
    bodies: Mapping[str, Labels] = field(default_factory=dict)
    measures: Mapping[str, Labels] = field(default_factory=dict)  # sizes a reader may choose
    no_data_share: float | None = None
