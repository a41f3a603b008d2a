"""Where a constraint applies, and the refusal of one that is not compiled."""

from dataclasses import dataclass, replace

from rdflib import Graph, URIRef
from rdflib.term import Node

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _


class UnsupportedConstraint(TraiberError):  # noqa: N818 - the name that SHACL's own reports suggest
    """A shape says something that is not compiled; it is refused rather than passed over."""

    def __init__(self, shape: str, component: str) -> None:
        """Keep the shape and the part of it that is not understood."""
        super().__init__(shape, component)
        self.shape = shape
        self.component = component

    def __str__(self) -> str:
        """Name shape and component, and what to do."""
        return _(
            "The shape {shape} uses {component}, which is not supported. "
            "Please word it with the supported parts of SHACL or with sh:sparql."
        ).format(shape=self.shape, component=self.component)


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate of a path, followed forwards or backwards."""

    predicate: URIRef
    inverse: bool = False

    def __str__(self) -> str:
        """The step in SPARQL."""
        return f"^{self.predicate.n3()}" if self.inverse else self.predicate.n3()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a constraint applies: the shapes graph, the shape, its target class and its path.

    `path` is empty for a node shape; `name` is what an error calls the shape. Without a target
    (`anywhere`) every node is a focus.
    """

    graph: Graph
    shape: Node
    name: str
    target: URIRef | None
    path: tuple[Step, ...] = ()

    @property
    def focus(self) -> str:
        """The pattern that binds ?focus; empty without a target."""
        return f"?focus a {self.target.n3()} ." if self.target else ""

    @property
    def anywhere(self) -> "Scope":
        """The same shape for the nodes of every class."""
        return replace(self, target=None)

    @property
    def values(self) -> str:
        """The patterns that bind ?focus and ?value."""
        if not self.path:
            return f"{self.focus} BIND(?focus AS ?value)"
        return f"{self.focus} {self.match('?value')}"

    def match(self, value: str) -> str:
        """The pattern that leads from ?focus along the path to a term or variable."""
        return f"?focus {'/'.join(map(str, self.path))} {value} ."

    def lacks(self, value: str) -> str:
        """The clause that keeps the ?focus without this term (or without any) at the path's end."""
        inside = self.match(value)
        if len(self.path) > 1:
            inside = f"SELECT DISTINCT ?focus WHERE {{ {inside} }}"
        return f"MINUS {{ {inside} }}"

    def refuse(self, component: str) -> UnsupportedConstraint:
        """The error for a part of this shape that is not compiled."""
        return UnsupportedConstraint(self.name, component)
