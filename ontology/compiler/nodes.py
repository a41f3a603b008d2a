"""Constraints on all values of a focus node together: whole queries."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from rdflib import RDF, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from traiber.ontology.compiler.scope import Scope

_SELECT = re.compile(
    r"\s*SELECT\s+(?:DISTINCT\s+)?[$?]this(?P<value>\s+[$?]value)?\s+WHERE\s*\{(?P<body>.*)\}\s*",
    re.DOTALL | re.IGNORECASE,
)

# Where a path binds ?value, MINUS says the same, and the engine computes it once instead of for each row.
_VALUE_LACKS = re.compile(r"FILTER\s+NOT\s+EXISTS\s*\{\s*[$?]value\s+([^\s?${}]+\s+[^\s?${}.]+)\s*\.?\s*\}")


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
    surplus = f"{scope.values} MINUS {{ ?focus {value.n3()} ?value }}"
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
    if path:
        body = _VALUE_LACKS.sub(r"MINUS { ?value \1 }", body)
    head = "?focus ?value" if select["value"] else "?focus"
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in _prefixes(scope.graph, value))
    return f"{prefixes}SELECT {head} WHERE {{ {scope.focus} {body.strip()} }}"


def _prefixes(graph: Graph, constraint: Node) -> Sequence[tuple[str, str]]:
    declared = (d for o in graph.objects(constraint, SH.prefixes) for d in graph.objects(o, SH.declare))
    return sorted((str(graph.value(d, SH.prefix)), str(graph.value(d, SH.namespace))) for d in declared)


# parameter -> its query, or None where it demands nothing
QUERIES: Mapping[Node, Callable[[Scope, Node], str | None]] = MappingProxyType(
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
ON_NODES = frozenset({SH.closed, SH.sparql})  # what a node shape may say too
PER_VALUE = frozenset({SH.maxCount, SH.sparql, SH.uniqueLang})  # what only a focus with a value can break
