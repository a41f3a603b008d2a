"""Which terms of which vocabularies the ontology speaks of."""

from functools import cache
from importlib.resources import files


@cache
def ontology_terms() -> frozenset[str]:
    """The IRIs of all terms that `traiber.ttl` declares, uses or relates its own to; parsed once.

    >>> "http://www.w3.org/ns/org#Organization" in ontology_terms()
    True
    """
    from rdflib import Graph, URIRef

    text = (files("traiber.ontology") / "traiber.ttl").read_text(encoding="utf-8")
    graph = Graph(bind_namespaces="none").parse(data=text, format="turtle")
    return frozenset(str(term) for triple in graph for term in triple if isinstance(term, URIRef))
