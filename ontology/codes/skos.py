"""The code lists as SKOS."""

from collections.abc import Iterator, Mapping

from traiber.ontology.codes.lists import Code, CodeList, load_codes
from traiber.ontology.language import LANGUAGES
from traiber.ontology.ntriples import iri, literal, term, typed


def codes_ntriples() -> str:
    """All code lists as SKOS in N-Triples, sorted, so that two calls give the same bytes."""
    triples = {triple for scheme in load_codes().values() for triple in _scheme_triples(scheme)}
    return "".join(f"{triple} .\n" for triple in sorted(triples))


def _scheme_triples(scheme: CodeList) -> Iterator[str]:
    subject = iri(scheme.iri)
    yield _triple(subject, "rdf:type", term("skos:ConceptScheme"))
    yield from _described(subject, scheme)
    iris = {code.notation: iri(code.iri) for code in scheme.codes}
    for code in scheme.codes:
        yield from _concept_triples(code)
        yield from _position_triples(code, subject, iris)


def _concept_triples(code: Code) -> Iterator[str]:
    subject = iri(code.iri)
    yield _triple(subject, "rdf:type", term("skos:Concept"))
    yield _triple(subject, "skos:notation", literal(code.notation))
    yield from _described(subject, code)
    for language, text in code.alt_labels:
        yield _triple(subject, "skos:altLabel", literal(text, language))
    for text in code.hidden_labels:
        yield _triple(subject, "skos:hiddenLabel", literal(text))
    for class_from, class_ in code.classes.items():
        yield _triple(subject, class_from, term(class_))
    if code.typical_role is not None:
        yield _triple(subject, "tr:typicalRole", literal(code.typical_role))
    if code.directed is not None:
        yield _triple(subject, "tr:directed", typed(str(code.directed).lower(), "xsd:boolean"))
    if code.close_match is not None:
        yield _triple(subject, "skos:closeMatch", term(code.close_match))


def _described(subject: str, thing: Code | CodeList) -> Iterator[str]:
    for language in LANGUAGES:
        yield _triple(subject, "skos:prefLabel", literal(thing.labels[language], language))
        yield _triple(subject, "skos:definition", literal(thing.definitions[language], language))


def _position_triples(code: Code, scheme: str, iris: Mapping[str, str]) -> Iterator[str]:
    subject = iri(code.iri)
    yield _triple(subject, "skos:inScheme", scheme)
    yield _triple(subject, "sh:order", typed(str(code.order), "xsd:integer"))
    if code.broader is None:
        yield _triple(subject, "skos:topConceptOf", scheme)
        yield _triple(scheme, "skos:hasTopConcept", subject)
    else:
        yield _triple(subject, "skos:broader", iris[code.broader])
        yield _triple(iris[code.broader], "skos:narrower", subject)


def _triple(subject: str, predicate: str, object_: str) -> str:
    return f"{subject} {term(predicate)} {object_}"
