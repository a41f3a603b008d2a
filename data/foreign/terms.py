"""Classes and properties of foreign files that traiber does not know: kept, and reported once each."""

from collections.abc import Callable, Iterable, Mapping

from traiber.data.findings import Cell, Finding
from traiber.data.foreign.reading import Fact
from traiber.data.suggestion import nearest
from traiber.data.workbook import load_workbook
from traiber.ontology.language import gettext_ as _
from traiber.ontology.prefixes import compress, expand
from traiber.ontology.terms import ontology_terms

_ALWAYS = ("rdf:first", "rdf:rest", "rdf:nil", "rdf:List", "dcterms:type", "dcterms:date", "dcterms:title")


def unknown_terms(
    facts: Iterable[Fact], places: Callable[[], Mapping[tuple[str, str], Cell]]
) -> list[Finding]:
    """A warning for each unknown class or property, at the first subject that uses it.

    `places` is asked only where there is one. The suggestion is the nearest known term, by its whole
    name or by what stands behind the prefix.
    """
    known = known_terms()
    type_ = expand("rdf:type")
    first: dict[str, tuple[Fact, bool]] = {}  # IRI -> where it is used first, and whether as a class
    for fact in facts:
        if fact.predicate not in known:
            first.setdefault(fact.predicate, (fact, False))
        if fact.predicate == type_ and fact.object.kind == "iri" and fact.object.value not in known:
            first.setdefault(fact.object.value, (fact, True))
    found = places() if first else {}
    return [
        _finding(iri, found[fact.subject, ""], _nearest(iri, known, as_class))
        for iri, (fact, as_class) in sorted(first.items())
    ]


def known_terms() -> frozenset[str]:
    """The terms of the ontology and of the workbook, as IRIs."""
    columns = [column for sheet in load_workbook().values() for column in sheet.columns]
    named = {sheet.class_ for sheet in load_workbook().values()}
    named.update(c.predicate for c in columns if c.predicate)
    named.update(c.inverse for c in columns if c.inverse)
    named.update(name for c in columns if c.via for name in (c.via.property, c.via.class_))
    named.update(choice.predicate for c in columns for choice in c.choices)
    return ontology_terms() | frozenset(map(expand, named.union(_ALWAYS)))


def _finding(iri: str, cell: Cell, near: str) -> Finding:
    return Finding(
        "W121",
        cell,
        compress(iri),
        _("is no known class or property; what it says is kept, but in no analysis."),
        _("Did you mean '{name}'?").format(name=near) if near else "",
        near,
        "warning",
    )


def _nearest(iri: str, known: frozenset[str], as_class: bool) -> str:
    """The nearest term by CURIE, else the one with the nearest local name, ours first.

    Names of classes begin with a capital, those of properties do not.
    """
    same_kind = (
        curie
        for curie in map(compress, known)
        if "//" not in curie and curie.partition(":")[2][:1].isupper() == as_class
    )
    curies = sorted(same_kind, key=lambda curie: (curie.startswith("tr:"), curie))
    local = {curie.partition(":")[2]: curie for curie in curies}
    prefix = compress(iri)
    whole = nearest(prefix, curies) if "//" not in prefix else ""
    name = iri.replace("#", "/").rstrip("/").rpartition("/")[2]
    return whole or local.get(nearest(name, local), "")
