"""The rules that a graph must satisfy: `shapes.ttl` as queries, and the violations they find.

>>> constraints = compile_shapes()
>>> sorted({constraint.severity for constraint in constraints})
['violation', 'warning']
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from traiber.ontology.prefixes import compress, expand

if TYPE_CHECKING:
    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from traiber.ontology.compiler import Scope, Step

THREADS = 4  # the engine works outside of the interpreter's lock
Select = Callable[[str], Iterable[tuple[str, str | None]]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that a shape demands of the members of a class.

    `shape` is the node shape. `target_class` and `path` are CURIEs, or IRIs where no prefix of
    `traiber.ontology.prefixes` fits; `path` is None for the whole node, `^` marks a predicate
    followed backwards, `/` a sequence. `component` is a CURIE such as
    `sh:MinCountConstraintComponent`, `severity` is `violation`, `warning` or `info`. `messages`
    maps a language to a sentence with the remedy. `query` selects `?focus` and, where one value
    is at fault, `?value`; its rows are the violations. Where `probe` has no row, `query` has none.
    """

    shape: str
    target_class: str
    path: str | None
    component: str
    severity: str
    messages: Mapping[str, str] = field(hash=False)
    query: str
    probe: str | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """A node (by its IRI) that breaks a constraint, with the faulty value if there is one.

    The value of `sh:closed` is the predicate that is not allowed: what stands in a forbidden
    place may be private and is not repeated.
    """

    constraint: Constraint
    focus: str
    value: str | None

    @property
    def path(self) -> str | None:
        """The path to look at, as in `Constraint.path`; None for the whole node."""
        if self.constraint.component == "sh:ClosedConstraintComponent" and self.value is not None:
            return compress(self.value)
        return self.constraint.path


@cache
def compile_shapes(text: str | None = None) -> tuple[Constraint, ...]:
    """The constraints of a shapes graph in Turtle, by default the shipped one; sorted.

    Types must be materialised in the data: subclasses are not looked up. Deactivated shapes
    are left out. Raises `UnsupportedConstraint` for anything that cannot be compiled.
    """
    from rdflib import Graph

    if text is None:
        text = (files("traiber.ontology") / "shapes.ttl").read_text(encoding="utf-8")
    graph = Graph(bind_namespaces="none").parse(data=text, format="turtle")
    return tuple(sorted(_find_constraints(graph), key=_order))


def find_violations(constraints: Iterable[Constraint], select: Select) -> list[Violation]:
    """Every violation once, sorted by focus node, path, component, shape and value.

    `select` runs a query on the graph and yields its rows as (focus, value); several threads call it.
    Most constraints are kept by most graphs, so each is asked only where its class has members and
    its probe finds something.
    """
    with ThreadPoolExecutor(THREADS) as threads:

        def with_rows(queries: Iterable[str]) -> set[str]:
            distinct = sorted(set(queries))
            answers = threads.map(lambda query: any(True for _row in select(query)), distinct)
            return set(query for query, has_rows in zip(distinct, answers, strict=True) if has_rows)

        constraints = list(constraints)
        inhabited = with_rows(_members(one) for one in constraints)
        asked = [one for one in constraints if _members(one) in inhabited]
        struck = with_rows(one.probe for one in asked if one.probe)
        asked = [one for one in asked if one.probe is None or one.probe in struck]
        answers = threads.map(lambda one: list(select(one.query)), asked)
        found = {
            Violation(constraint, focus, value)
            for constraint, rows in zip(asked, answers, strict=True)
            for focus, value in rows
        }
    return sorted(found, key=lambda v: (v.focus, _order(v.constraint), v.value or ""))


def _members(constraint: Constraint) -> str:
    return f"SELECT ?focus WHERE {{ ?focus a <{expand(constraint.target_class)}> }} LIMIT 1"


def _order(constraint: Constraint) -> tuple[str, ...]:
    path = constraint.path or ""
    return (path, constraint.component, constraint.shape, constraint.target_class, constraint.query)


def _find_constraints(graph: "Graph") -> Iterator[Constraint]:
    """The constraints of all shapes with a target; a shape without one demands nothing."""
    from rdflib import URIRef
    from rdflib.namespace import SH

    from traiber.ontology.compiler import Scope, UnsupportedConstraint

    for predicate in (SH.entailment, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target):
        for shape in graph.subjects(predicate):
            raise UnsupportedConstraint(str(shape), compress(str(predicate)))
    for shape, target in graph.subject_objects(SH.targetClass):
        scope = Scope(graph, shape, str(shape), URIRef(str(target)))
        path = graph.value(shape, SH.path)
        yield from _read_shape(scope if path is None else _along(scope, shape, path))


def _read_shape(scope: "Scope") -> Iterator[Constraint]:
    """The constraints of one shape and, for a node shape, of its property shapes."""
    from rdflib import URIRef
    from rdflib.namespace import SH

    if _is_deactivated(scope.graph, scope.shape):
        return
    for predicate, value in scope.graph.predicate_objects(scope.shape):
        if predicate == SH.property and not scope.path:
            path = scope.graph.value(value, SH.path)
            if path is None:
                raise scope.refuse("sh:property without sh:path")
            yield from _read_shape(_along(scope, value, path))
        elif str(predicate).startswith(str(SH)) and str(predicate)[len(str(SH)) :] not in _NO_DEMANDS:
            yield from _read_parameter(scope, URIRef(str(predicate)), value)


def _read_parameter(scope: "Scope", parameter: "URIRef", value: "Node") -> Iterator[Constraint]:
    from rdflib.namespace import SH

    from traiber.ontology.compiler import compile_parameter, compile_probe, component_of

    own = value if parameter == SH.sparql else scope.shape
    if _is_deactivated(scope.graph, own):
        return
    query = compile_parameter(scope, parameter, value)
    if query is None:
        return
    severity = str(scope.graph.value(scope.shape, SH.severity, default=SH.Violation))
    yield Constraint(
        shape=scope.name,
        target_class=compress(str(scope.target)),
        path="/".join(map(_compress_step, scope.path)) or None,
        component=component_of(parameter),
        severity=severity.removeprefix(str(SH)).lower(),
        messages=_read_messages(scope.graph, own) or _read_messages(scope.graph, scope.shape),
        query=query,
        probe=compile_probe(scope, parameter, value),
    )


def _read_messages(graph: "Graph", shape: "Node") -> Mapping[str, str]:
    from rdflib import Literal
    from rdflib.namespace import SH

    texts = (text for text in graph.objects(shape, SH.message) if isinstance(text, Literal))
    return MappingProxyType(dict(sorted((text.language or "", str(text)) for text in texts)))


def _is_deactivated(graph: "Graph", shape: "Node") -> bool:
    from rdflib.namespace import SH

    return str(graph.value(shape, SH.deactivated)) == "true"


def _along(scope: "Scope", shape: "Node", path: "Node") -> "Scope":
    """The scope of a property shape."""
    from rdflib import RDF
    from rdflib.collection import Collection

    is_sequence = (path, RDF.first, None) in scope.graph
    parts = list(Collection(scope.graph, path)) if is_sequence else [path]
    return replace(scope, shape=shape, path=tuple(_read_step(scope, part) for part in parts))


def _read_step(scope: "Scope", part: "Node") -> "Step":
    from rdflib import URIRef
    from rdflib.namespace import SH

    from traiber.ontology.compiler import Step

    inverse = scope.graph.value(part, SH.inversePath)
    predicate = part if inverse is None else inverse
    if not isinstance(predicate, URIRef):
        raise scope.refuse("sh:path other than predicates, sh:inversePath and sequences of them")
    return Step(predicate, inverse is not None)


def _compress_step(step: "Step") -> str:
    return ("^" if step.inverse else "") + compress(str(step.predicate))


_NO_DEMANDS = frozenset(
    {"targetClass", "path", "severity", "message", "deactivated", "flags", "ignoredProperties", "declare"}
    | {"prefixes", "name", "description", "order", "group", "defaultValue"}
)
