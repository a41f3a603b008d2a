"""The ontology as one page: every class, property and code list, in German and English."""

import argparse
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, StrictUndefined
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from traiber.ontology.codes import CodeList, Labels, load_codes
from traiber.ontology.language import LANGUAGES
from traiber.ontology.prefixes import PREFIXES, TR_NAMESPACE, compress, expand

_SCHEMA = Namespace(PREFIXES["schema"])
_ONTOLOGY = URIRef(TR_NAMESPACE.rstrip("#"))
_METADATA = (
    ("Version", "Version", OWL.versionInfo),
    ("IRI der Version", "Version IRI", OWL.versionIRI),
    ("Lizenz", "Licence", DCTERMS.license),
    ("Urheber", "Creator", DCTERMS.creator),
    ("Geändert", "Modified", DCTERMS.modified),
    ("Zitieren als", "Cite as", DCTERMS.bibliographicCitation),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A term that another one mentions; `target` is its anchor or, for other vocabularies, its IRI."""

    curie: str
    target: str


@dataclass(frozen=True, slots=True)
class Term:
    """What the page shows of a class or property.

    `above` holds the terms one step above, `below` those one step below, `used_on` the classes
    that a property is used on, `values` its kinds of value, `properties` those of a class.
    """

    anchor: str
    curie: str
    labels: Labels
    definitions: Labels
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    used_on: tuple[Link, ...]
    values: tuple[Link, ...]
    properties: tuple["Term", ...] = ()


_Labelled = TypeVar("_Labelled", Term, CodeList)


@cache
def read_ontology() -> Graph:
    """The ontology `traiber.ttl`, parsed once; not to be changed."""
    text = (files("traiber.ontology") / "traiber.ttl").read_text(encoding="utf-8")
    return Graph().parse(data=text, format="turtle")


def render_ontology(language: str) -> str:
    """The whole ontology as a self-contained HTML page.

    It holds both languages; `language` (`de` or `en`) is the one shown first and gives the
    alphabetical order; the reader can switch without a script. The same ontology gives the same
    bytes.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    graph = read_ontology()
    properties = _properties(graph)
    template = (files("traiber.ontology") / "documentation.html.jinja").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.from_string(template).render(
        language=language,
        title=_texts(graph, _ONTOLOGY, DCTERMS.title),
        description=_texts(graph, _ONTOLOGY, DCTERMS.description),
        metadata=[(de, en, str(graph.value(_ONTOLOGY, predicate))) for de, en, predicate in _METADATA],
        classes=_sorted(_classes(graph, properties), language),
        properties=_sorted(properties, language),
        code_lists=_sorted(load_codes().values(), language),
        prefixes=PREFIXES,
        expand=expand,
    )
    return page.rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page to the file that is named."""
    parser = argparse.ArgumentParser(description="Write the documentation of the ontology as HTML.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="de")
    chosen = parser.parse_args(arguments)
    chosen.file.write_text(render_ontology(chosen.language), encoding="utf-8", newline="\n")


def _sorted(things: Iterable[_Labelled], language: str) -> list[_Labelled]:
    """By label; umlauts among their vowels, as German dictionaries have them."""
    return sorted(things, key=lambda thing: unicodedata.normalize("NFKD", thing.labels[language]).casefold())


def _classes(graph: Graph, properties: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(
        _term(graph, node, RDFS.subClassOf, tuple(p for p in properties if _link(node) in p.used_on))
        for node in _own(graph.subjects(RDF.type, OWL.Class))
    )


def _properties(graph: Graph) -> tuple[Term, ...]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    nodes = {node for kind in kinds for node in graph.subjects(RDF.type, kind)}
    return tuple(_term(graph, node, RDFS.subPropertyOf) for node in _own(nodes))


def _term(graph: Graph, node: URIRef, above: URIRef, properties: tuple[Term, ...] = ()) -> Term:
    curie = compress(node)
    return Term(
        anchor=curie.removeprefix("tr:"),
        curie=curie,
        labels=_texts(graph, node, RDFS.label),
        definitions=_texts(graph, node, SKOS.definition),
        above=_links(graph.objects(node, above)),
        below=_links(graph.subjects(above, node)),
        used_on=_stated(graph, node, above, RDFS.domain, _SCHEMA.domainIncludes),
        values=_stated(graph, node, above, RDFS.range, _SCHEMA.rangeIncludes),
        properties=properties,
    )


def _stated(graph: Graph, node: URIRef, above: URIRef, *predicates: URIRef) -> tuple[Link, ...]:
    """What the term says itself or, where it says nothing, the terms above it."""
    found = {value for predicate in predicates for value in graph.objects(node, predicate)}
    for parent in () if found else graph.objects(node, above):
        found |= {value for predicate in predicates for value in graph.objects(parent, predicate)}
    return _links(found)


def _own(nodes: Iterable[Node]) -> list[URIRef]:
    own = {node for node in nodes if isinstance(node, URIRef) and node.startswith(TR_NAMESPACE)}
    return sorted(own, key=lambda node: (node.casefold(), node))


def _links(nodes: Iterable[Node]) -> tuple[Link, ...]:
    links = {_link(node) for node in nodes if isinstance(node, URIRef)}
    return tuple(sorted(links, key=lambda link: (not link.target.startswith("#"), link.curie)))


def _link(node: URIRef) -> Link:
    curie = compress(node)
    own = node.startswith(TR_NAMESPACE)
    return Link(curie, "#" + curie.removeprefix("tr:") if own else str(node))


def _texts(graph: Graph, node: URIRef, predicate: URIRef) -> dict[str, str]:
    values = (value for value in graph.objects(node, predicate) if isinstance(value, Literal))
    return {value.language: str(value) for value in values if value.language}


if __name__ == "__main__":
    main()
