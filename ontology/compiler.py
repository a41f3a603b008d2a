"""Words one SHACL constraint as one SPARQL SELECT whose rows are its violations.

A query binds `?focus` and, where the violation is about one value, `?value`. It is worded for
oxigraph, which joins the inside of a NOT EXISTS anew for each row: at most one triple pattern
stands in each, longer paths go into a MINUS, and counting is done by GROUP BY.

Source of the semantics: W3C, Shapes Constraint Language (SHACL), 20 July 2017, section 4 and 5.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

_CASTS = frozenset(
    XSD[name]
    for name in ("boolean", "date", "dateTime", "decimal", "double", "float", "gYear", "integer", "time")
)
_ANY_TEXT = frozenset({XSD.string, XSD.anyURI})
_SELECT = re.compile(
    r"\s*SELECT\s+(?:DISTINCT\s+)?[$?]this(?P<value>\s+[$?]value)?\s+WHERE\s*\{(?P<body>.*)\}\s*",
    re.DOTALL | re.IGNORECASE,
)


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

    `path` is empty for a node shape; `name` is what an error calls the shape.
    """

    graph: Graph
    shape: Node
    name: str
    target: URIRef
    path: tuple[Step, ...] = ()

    @property
    def focus(self) -> str:
        """The pattern that binds ?focus."""
        return f"?focus a {self.target.n3()} ."

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
        if len(self.path) == 1:
            return f"FILTER NOT EXISTS {{ {self.match(value)} }}"
        return f"MINUS {{ SELECT DISTINCT ?focus WHERE {{ {self.match(value)} }} }}"

    def refuse(self, component: str) -> UnsupportedConstraint:
        """The error for a part of this shape that is not compiled."""
        return UnsupportedConstraint(self.name, component)


def compile_parameter(scope: Scope, parameter: URIRef, value: Node) -> str | None:
    """The query for one parameter (`sh:maxCount 1`) of a shape; None where it demands nothing.

    Raises `UnsupportedConstraint` for a parameter outside the supported subset.
    """
    if parameter in _FAULTS:
        faults = _FAULTS[parameter](scope, value)
        return f"SELECT ?focus ?value WHERE {{ {scope.values} {faults} }}"
    if parameter not in _QUERIES or (not scope.path and parameter not in _ON_NODES):
        raise scope.refuse(f"sh:{parameter.removeprefix(str(SH))}")
    return _QUERIES[parameter](scope, value)


def component_of(parameter: URIRef) -> str:
    """The CURIE of the constraint component that a parameter belongs to.

    >>> component_of(SH["in"])
    'sh:InConstraintComponent'
    """
    if parameter == SH.sparql:
        return "sh:SPARQLConstraintComponent"
    name = parameter.removeprefix(str(SH))
    return f"sh:{name[0].upper()}{name[1:]}ConstraintComponent"


# ---- Constraints that look at one value at a time: clauses that keep the faulty ?value


def _datatype(scope: Scope, value: Node) -> str:
    """Another datatype, or a text that its datatype does not allow (30 February)."""
    if value in _CASTS:
        valid = f" && STR({value.n3()}(STR(?value))) != ''"
    elif value in _ANY_TEXT or not str(value).startswith(str(XSD)):
        valid = ""
    else:
        raise scope.refuse(f"sh:datatype {value.n3()}")
    return f"FILTER(!COALESCE(DATATYPE(?value) = {value.n3()}{valid}, false))"


def _class(scope: Scope, value: Node) -> str:
    return f"FILTER NOT EXISTS {{ ?value a {value.n3()} }}"


def _node_kind(scope: Scope, value: Node) -> str:
    kinds = {"IRI": "isIRI(?value)", "BlankNode": "isBLANK(?value)", "Literal": "isLITERAL(?value)"}
    allowed = [kinds[name] for name in str(value).removeprefix(str(SH)).split("Or") if name in kinds]
    if not allowed:
        raise scope.refuse(f"sh:nodeKind {value.n3()}")
    return f"FILTER(!({' || '.join(allowed)}))"


def _in(scope: Scope, value: Node) -> str:
    same = " || ".join(f"sameTerm(?value, {term.n3()})" for term in Collection(scope.graph, value))
    return f"FILTER(!({same or 'false'}))"


def _pattern(scope: Scope, value: Node) -> str:
    if re.search(r"\(\?|(?<!\\)\\[1-9]", str(value)):
        raise scope.refuse("sh:pattern with look-around or back-reference")
    flags = scope.graph.value(scope.shape, SH.flags) or Literal("")
    return f"FILTER(isBLANK(?value) || !COALESCE(REGEX(STR(?value), {value.n3()}, {flags.n3()}), false))"


def _bound(operator: str) -> Callable[[Scope, Node], str]:
    return lambda scope, value: f"FILTER(!COALESCE(?value {operator} {value.n3()}, false))"


def _length(operator: str) -> Callable[[Scope, Node], str]:
    return lambda scope, value: f"FILTER(isBLANK(?value) || !(STRLEN(STR(?value)) {operator} {value.n3()}))"


def _language_in(scope: Scope, value: Node) -> str:
    tags = Collection(scope.graph, value)
    known = " || ".join(f"LANGMATCHES(LANG(?value), {tag.n3()})" for tag in tags)
    return f"FILTER(!COALESCE({known or 'false'}, false))"


def _or(scope: Scope, value: Node) -> str:
    """One clause for each alternative, so that only a ?value that fails them all is left."""
    return " ".join(_alternative(scope, member) for member in Collection(scope.graph, value))


def _alternative(scope: Scope, member: Node) -> str:
    parts = list(scope.graph.predicate_objects(member))
    if len(parts) != 1 or parts[0][0] not in (SH.datatype, SH["class"], SH.nodeKind):
        raise scope.refuse("sh:or of anything but one datatype, class or nodeKind each")
    parameter, value = parts[0]
    return _FAULTS[parameter](scope, value)


def _disjoint(scope: Scope, value: Node) -> str:
    return f"?focus {value.n3()} ?value ."


def _before(operator: str) -> Callable[[Scope, Node], str]:
    return lambda scope, value: (
        f"?focus {value.n3()} ?other . FILTER(!COALESCE(?value {operator} ?other, false))"
    )


_FAULTS: Mapping[Node, Callable[[Scope, Node], str]] = MappingProxyType(
    {
        SH["class"]: _class,
        SH.datatype: _datatype,
        SH.disjoint: _disjoint,
        SH["in"]: _in,
        SH.languageIn: _language_in,
        SH.lessThan: _before("<"),
        SH.lessThanOrEquals: _before("<="),
        SH.maxExclusive: _bound("<"),
        SH.maxInclusive: _bound("<="),
        SH.maxLength: _length("<="),
        SH.minExclusive: _bound(">"),
        SH.minInclusive: _bound(">="),
        SH.minLength: _length(">="),
        SH.nodeKind: _node_kind,
        SH["or"]: _or,
        SH.pattern: _pattern,
    }
)


# ---- Constraints on all values of a focus node together


def _min_count(scope: Scope, value: Node) -> str:
    if int(str(value)) == 1:
        return f"SELECT ?focus WHERE {{ {scope.focus} {scope.lacks('?value')} }}"
    match = f"{scope.focus} OPTIONAL {{ {scope.match('?value')} }}"
    return _having(match, f"COUNT(DISTINCT ?value) < {value}")


def _max_count(scope: Scope, value: Node) -> str:
    return _having(scope.values, f"COUNT(DISTINCT ?value) > {value}")


def _having(match: str, condition: str, keys: str = "?focus") -> str:
    return f"SELECT ?focus WHERE {{ {match} }} GROUP BY {keys} HAVING({condition})"


def _has_value(scope: Scope, value: Node) -> str:
    return f"SELECT ?focus WHERE {{ {scope.focus} {scope.lacks(value.n3())} }}"


def _unique_lang(scope: Scope, value: Node) -> str | None:
    if str(value) != "true":
        return None
    match = f'{scope.values} BIND(LCASE(LANG(?value)) AS ?lang) FILTER(?lang != "")'
    return _having(match, "COUNT(DISTINCT ?value) > 1", "?focus ?lang")


def _equals(scope: Scope, value: Node) -> str:
    missing = f"{scope.focus} ?focus {value.n3()} ?value . MINUS {{ {scope.match('?value')} }}"
    surplus = f"{scope.values} FILTER NOT EXISTS {{ ?focus {value.n3()} ?value }}"
    return f"SELECT ?focus ?value WHERE {{ {{ {missing} }} UNION {{ {surplus} }} }}"


def _closed(scope: Scope, value: Node) -> str | None:
    """?value is the predicate that is not allowed, so that no refused content is passed on."""
    if str(value) != "true":
        return None
    shapes = scope.graph.objects(scope.shape, SH.property)
    paths = {scope.graph.value(shape, SH.path) for shape in shapes}
    ignored = scope.graph.value(scope.shape, SH.ignoredProperties) or RDF.nil
    allowed = {term for term in (*paths, *Collection(scope.graph, ignored)) if isinstance(term, URIRef)}
    names = ", ".join(sorted(term.n3() for term in allowed))
    match = f"{scope.focus} ?focus ?value ?object . FILTER(?value NOT IN ({names}))"
    return f"SELECT DISTINCT ?focus ?value WHERE {{ {match} }}"


def _sparql(scope: Scope, value: Node) -> str:
    """The constraint's own query with $this as ?focus, run once for all focus nodes.

    So $this has to be bound by a pattern in the group whose filters use it.
    """
    select = _SELECT.fullmatch(str(scope.graph.value(value, SH.select)))
    body = select["body"] if select else ""
    if select is None or re.search(r"[$?](currentShape|shapesGraph)\b|\bSELECT\b", body, re.IGNORECASE):
        raise scope.refuse("sh:sparql other than SELECT $this [?value] WHERE { … }")
    path = "/".join(map(str, scope.path))
    body = re.sub(r"[$?]PATH\b", lambda _match: path, re.sub(r"[$?]this\b", "?focus", body))
    head = "?focus ?value" if select["value"] else "?focus"
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in _prefixes(scope.graph, value))
    return f"{prefixes}SELECT {head} WHERE {{ {scope.focus} {body.strip()} }}"


def _prefixes(graph: Graph, constraint: Node) -> Sequence[tuple[str, str]]:
    declared = (d for o in graph.objects(constraint, SH.prefixes) for d in graph.objects(o, SH.declare))
    return sorted((str(graph.value(d, SH.prefix)), str(graph.value(d, SH.namespace))) for d in declared)


_QUERIES: Mapping[Node, Callable[[Scope, Node], str | None]] = MappingProxyType(
    {
        SH.closed: _closed,
        SH.equals: _equals,
        SH.hasValue: _has_value,
        SH.maxCount: _max_count,
        SH.minCount: _min_count,
        SH.sparql: _sparql,
        SH.uniqueLang: _unique_lang,
    }
)
_ON_NODES = frozenset({SH.closed, SH.sparql})
