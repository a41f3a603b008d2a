"""Constraints that look at one value at a time: clauses that keep the faulty ?value."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rdflib import XSD, Literal
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from traiber.ontology.compiler.scope import Scope

_CASTS = frozenset(
    XSD[name]
    for name in ("boolean", "date", "dateTime", "decimal", "double", "float", "gYear", "integer", "time")
)
_ANY_TEXT = frozenset({XSD.string, XSD.anyURI})


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
    return f"MINUS {{ ?value a {value.n3()} }}"


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
    return FAULTS[parameter](scope, value)


def _disjoint(scope: Scope, value: Node) -> str:
    return f"?focus {value.n3()} ?value ."


def _before(operator: str) -> Callable[[Scope, Node], str]:
    return lambda scope, value: (
        f"?focus {value.n3()} ?other . FILTER(!COALESCE(?value {operator} ?other, false))"
    )


# parameter -> the clause that keeps the faulty ?value
FAULTS: Mapping[Node, Callable[[Scope, Node], str]] = MappingProxyType(
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
