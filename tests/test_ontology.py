"""The ontology and its code lists keep the rules of ROBOT report, FOOPS!, OWL 2 RL and SKOS.

Each rule takes a graph and returns what breaks it. The shipped graph must break none, and for each
rule a graph that was broken on purpose shows that the rule can fail. The rules are those that
`robot report` (http://robot.obolibrary.org/report_queries/) and FOOPS! (https://w3id.org/foops/)
check without a network, retold here because both need Java or a server.
"""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from rdflib import BNode, Graph, Literal, URIRef, namespace
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SH, SKOS, VANN
from rdflib.term import Node

from traiber.ontology.codes import (
    CodeList,
    codes_ntriples,
    load_codes,
    name_index,
    normalise,
    resolve,
    resolve_scheme,
)
from traiber.ontology.documentation import read_ontology
from traiber.ontology.namespaces import TR
from traiber.ontology.prefixes import (
    CODES_NAMESPACE,
    PREFIXES,
    TR_NAMESPACE,
    UnknownPrefixError,
    compress,
    expand,
)
from traiber.ontology.vocabulary import superclasses

Rule = Callable[[Graph], set[str]]
Mutation = Callable[[Graph], object]

ONTOLOGY = URIRef("https://w3id.org/traiber/ns")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
LANGUAGES = ("de", "en")
DOMAIN_INCLUDES = URIRef("https://schema.org/domainIncludes")
NACE = PREFIXES["nace"]


def xsd(name: str) -> URIRef:
    return URIRef(PREFIXES["xsd"] + name)


# OWL 2 Profiles, section 4.2: the datatypes of OWL 2 RL that the ontology may need.
RL_DATATYPES = {xsd("string"), xsd("boolean"), xsd("integer"), xsd("decimal"), xsd("dateTime"), xsd("anyURI")}

# Vocabularies that rdflib does not bundle, as their specifications list them: SEMIC Core Business,
# Core Public Organisation and Core Location, ADMS, GeoSPARQL 1.1.
UNBUNDLED = {
    "adms": {"identifier", "Identifier"},
    "cv": {"PublicOrganisation"},
    "geo": {"Feature", "Geometry", "hasGeometry", "asWKT"},
    "legal": {"LegalEntity", "companyActivity"},
    "locn": {"address", "Address", "postCode", "postName"},
}
BUNDLED = {
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "qb": QB,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": namespace.SDO,
    "sh": SH,
    "skos": SKOS,
    "vann": VANN,
    "xsd": namespace.XSD,
}


@cache
def workbook() -> dict[str, Any]:
    return tomllib.loads((files("traiber.data") / "workbook.toml").read_text(encoding="utf-8"))


def columns(sheet: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from sheet["columns"]
    yield from workbook()["common"][0]["columns"]


def terms(graph: Graph, *kinds: URIRef) -> set[URIRef]:
    return {
        term
        for kind in kinds or KINDS
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term.startswith(TR_NAMESPACE)
    }


def texts(graph: Graph, term: Node, predicate: URIRef, language: str) -> list[str]:
    found = graph.objects(term, predicate)
    return [str(text) for text in found if isinstance(text, Literal) and text.language == language]


def counted(graph: Graph, predicate: URIRef, wrong: Callable[[int], bool]) -> set[str]:
    return {
        f"{compress(term)}@{language}"
        for term in terms(graph)
        for language in LANGUAGES
        if wrong(len(texts(graph, term, predicate, language)))
    }


def shared(graph: Graph, predicate: URIRef) -> set[str]:
    counts = Counter(
        (language, text.casefold())
        for term in terms(graph)
        for language in LANGUAGES
        for text in set(texts(graph, term, predicate, language))
    )
    return {f"{text}@{language}" for (language, text), count in counts.items() if count > 1}


def annotations(graph: Graph) -> Iterator[tuple[Node, str]]:
    for subject, _predicate, value in graph:
        if isinstance(value, Literal):
            yield subject, str(value)


def above(graph: Graph, class_: Node) -> set[Node]:
    """The class and all above it."""
    return {node for node in graph.transitive_objects(class_, RDFS.subClassOf) if node}


# Rules of ROBOT report


def missing_label(graph: Graph) -> set[str]:
    return counted(graph, RDFS.label, lambda count: count < 1)


def multiple_labels(graph: Graph) -> set[str]:
    return counted(graph, RDFS.label, lambda count: count > 1)


def duplicate_label(graph: Graph) -> set[str]:
    return shared(graph, RDFS.label)


def label_formatting(graph: Graph) -> set[str]:
    """Line breaks, tabs and full stops have no place in a label."""
    labels = ((term, str(text)) for term in terms(graph) for text in graph.objects(term, RDFS.label))
    return {compress(term) for term, text in labels if re.search(r"[\n\r\t]|\.$", text)}


def missing_definition(graph: Graph) -> set[str]:
    return counted(graph, SKOS.definition, lambda count: count < 1)


def multiple_definitions(graph: Graph) -> set[str]:
    return counted(graph, SKOS.definition, lambda count: count > 1)


def duplicate_definition(graph: Graph) -> set[str]:
    return shared(graph, SKOS.definition)


def definition_is_no_sentence(graph: Graph) -> set[str]:
    definitions = (
        (term, str(text)) for term in terms(graph) for text in graph.objects(term, SKOS.definition)
    )
    return {compress(term) for term, text in definitions if not (text[0].isupper() and text.endswith("."))}


def annotation_whitespace(graph: Graph) -> set[str]:
    return {str(subject) for subject, text in annotations(graph) if text != text.strip() or "  " in text}


def missing_ontology_annotation(graph: Graph) -> set[str]:
    wanted = (DCTERMS.title, DCTERMS.description, DCTERMS.license)
    return {compress(predicate) for predicate in wanted if not graph.value(ONTOLOGY, predicate, any=True)}


def deprecated_reference(graph: Graph) -> set[str]:
    deprecated = set(graph.subjects(OWL.deprecated))
    return {str(term) for term in deprecated for _ in graph.subject_predicates(term)}


def undeclared_term(graph: Graph) -> set[str]:
    used = {node for triple in graph for node in triple if isinstance(node, URIRef)}
    own = {str(node) for node in used if node.startswith(TR_NAMESPACE)}
    return own - set(map(str, terms(graph)))


def declared_twice(graph: Graph) -> set[str]:
    """OWL 2 DL: a term is one of class, object property and datatype property."""
    counts = Counter(term for kind in KINDS for term in terms(graph, kind))
    return {compress(term) for term, count in counts.items() if count > 1}


def own_superclass(graph: Graph) -> set[str]:
    """A class or property above itself makes all in the circle equivalent."""
    hierarchy = (RDFS.subClassOf, RDFS.subPropertyOf)
    return {
        compress(term)
        for term in terms(graph)
        for step in hierarchy
        for parent in graph.objects(term, step)
        if term in graph.transitive_objects(parent, step)
    }


# Rules of FOOPS! that need no network


def missing_metadata(graph: Graph) -> set[str]:
    wanted = (
        OWL.versionIRI,
        OWL.versionInfo,
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.abstract,
        DCTERMS.license,
        DCTERMS.rights,
        DCTERMS.creator,
        DCTERMS.publisher,
        DCTERMS.created,
        DCTERMS.issued,
        DCTERMS.modified,
        DCTERMS.bibliographicCitation,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
    )
    return {compress(predicate) for predicate in wanted if not list(graph.objects(ONTOLOGY, predicate))}


def untranslated_metadata(graph: Graph) -> set[str]:
    wanted = (DCTERMS.title, DCTERMS.description, DCTERMS.abstract)
    return {
        f"{compress(predicate)}@{language}"
        for predicate in wanted
        for language in LANGUAGES
        if len(texts(graph, ONTOLOGY, predicate, language)) != 1
    }


def version_is_not_below_the_ontology(graph: Graph) -> set[str]:
    version = graph.value(ONTOLOGY, OWL.versionInfo)
    return {
        str(iri) for iri in graph.objects(ONTOLOGY, OWL.versionIRI) if str(iri) != f"{ONTOLOGY}/{version}"
    }


def wrong_prefix(graph: Graph) -> set[str]:
    said = {
        str(graph.value(ONTOLOGY, VANN.preferredNamespacePrefix)): str(
            graph.value(ONTOLOGY, VANN.preferredNamespaceUri)
        )
    }
    return {f"{prefix}={uri}" for prefix, uri in said.items() if PREFIXES.get(prefix) != uri}


def not_defined_by_the_ontology(graph: Graph) -> set[str]:
    return {compress(term) for term in terms(graph) if (term, RDFS.isDefinedBy, ONTOLOGY) not in graph}


def class_that_reuses_nothing(graph: Graph) -> set[str]:
    """Every class stands below a class of another vocabulary."""
    return {
        compress(class_)
        for class_ in terms(graph, OWL.Class)
        if all(str(parent).startswith(TR_NAMESPACE) for parent in above(graph, class_))
    }


def term_that_no_vocabulary_has(graph: Graph) -> set[str]:
    used = {node for triple in graph for node in triple if isinstance(node, URIRef)}
    return {curie for node in used if not exists(curie := compress(node))}


def exists(curie: str) -> bool:
    """Whether a vocabulary has the term; IRIs without a known prefix are not terms of ours."""
    prefix, _, name = curie.partition(":")
    if prefix in BUNDLED:
        return name in BUNDLED[prefix]
    return name in UNBUNDLED[prefix] if prefix in UNBUNDLED else True


# Rules of OWL 2 RL


def outside_owl_rl(graph: Graph) -> set[str]:
    """Constructs that OWL 2 RL forbids in the place of a superclass, domain or range."""
    places = (RDFS.subClassOf, OWL.equivalentClass, RDFS.domain, RDFS.range)
    forbidden = (OWL.unionOf, OWL.oneOf, OWL.disjointUnionOf, OWL.someValuesFrom, OWL.minCardinality)
    expressions = {value for place in places for value in graph.objects(None, place)}
    found = {compress(p) for p in forbidden for e in expressions if (e, p, None) in graph}
    limits = (OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.cardinality, OWL.qualifiedCardinality)
    numbers = ((p, n) for p in limits for n in graph.objects(None, p))
    return found | {f"{compress(p)} {n}" for p, n in numbers if str(n) not in ("0", "1")}


def complement(graph: Graph) -> set[str]:
    """Only disjointness is used to say what a thing is not."""
    return {str(subject) for subject in graph.subjects(OWL.complementOf)}


def range_outside_owl_rl(graph: Graph) -> set[str]:
    return {
        f"{compress(term)} {compress(str(range_))}"
        for term in terms(graph, OWL.DatatypeProperty)
        for range_ in graph.objects(term, RDFS.range)
        if range_ not in RL_DATATYPES
    }


def class_outside_its_place(graph: Graph) -> set[str]:
    """What stands as superclass, domain, range of an object property or disjoint is declared a class."""
    subjects = [(p, s) for p in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith) for s in graph.subjects(p)]
    subjects += [(RDFS.range, term) for term in terms(graph, OWL.ObjectProperty)]
    values = {value for place, subject in subjects for value in graph.objects(subject, place)}
    return {compress(str(value)) for value in values if (value, RDF.type, OWL.Class) not in graph}


def impossible_class(graph: Graph) -> set[str]:
    """A class below two disjoint classes can have no member."""
    disjoint = list(graph.subject_objects(OWL.disjointWith))
    return {
        compress(class_)
        for class_ in terms(graph, OWL.Class)
        for one, other in disjoint
        if {one, other} <= above(graph, class_)
    }


RULES: tuple[Rule, ...] = (
    missing_label,
    multiple_labels,
    duplicate_label,
    label_formatting,
    missing_definition,
    multiple_definitions,
    duplicate_definition,
    definition_is_no_sentence,
    annotation_whitespace,
    missing_ontology_annotation,
    deprecated_reference,
    undeclared_term,
    declared_twice,
    own_superclass,
    missing_metadata,
    untranslated_metadata,
    version_is_not_below_the_ontology,
    wrong_prefix,
    not_defined_by_the_ontology,
    class_that_reuses_nothing,
    term_that_no_vocabulary_has,
    outside_owl_rl,
    complement,
    range_outside_owl_rl,
    class_outside_its_place,
    impossible_class,
)


def adding(*triples: tuple[Node, Node, Node]) -> Mutation:
    def mutate(graph: Graph) -> None:
        for triple in triples:
            graph.add(triple)

    return mutate


def removing(subject: Node | None, predicate: Node) -> Mutation:
    return lambda graph: graph.remove((subject, predicate, None))


def setting(subject: Node, predicate: Node, *values: Node) -> Mutation:
    def mutate(graph: Graph) -> None:
        graph.remove((subject, predicate, None))
        for value in values:
            graph.add((subject, predicate, value))

    return mutate


UNION = BNode("union")
BREAKS: tuple[tuple[Rule, Mutation, str], ...] = (
    (missing_label, removing(TR.Tie, RDFS.label), "tr:Tie@de"),
    (missing_label, setting(TR.Tie, RDFS.label, Literal("Beziehung", "de")), "tr:Tie@en"),
    (multiple_labels, adding((TR.Tie, RDFS.label, Literal("Link", "en"))), "tr:Tie@en"),
    (duplicate_label, adding((TR.Tie, RDFS.label, Literal("need", "en"))), "need@en"),
    (label_formatting, adding((TR.Tie, RDFS.label, Literal("Tie\tof", "en"))), "tr:Tie"),
    (missing_definition, removing(TR.validTo, SKOS.definition), "tr:validTo@en"),
    (multiple_definitions, adding((TR.Tie, SKOS.definition, Literal("Also.", "en"))), "tr:Tie@en"),
    (
        duplicate_definition,
        adding(
            (TR.Tie, SKOS.definition, Literal("Same.", "en")),
            (TR.Need, SKOS.definition, Literal("Same.", "en")),
        ),
        "same.@en",
    ),
    (definition_is_no_sentence, adding((TR.Tie, SKOS.definition, Literal("a tie", "en"))), "tr:Tie"),
    (annotation_whitespace, adding((TR.Tie, RDFS.label, Literal("Tie ", "en"))), str(TR.Tie)),
    (annotation_whitespace, adding((TR.Tie, RDFS.comment, Literal("two  spaces", "en"))), str(TR.Tie)),
    (missing_ontology_annotation, removing(ONTOLOGY, DCTERMS.license), "dcterms:license"),
    (deprecated_reference, adding((TR.Actor, OWL.deprecated, Literal(True))), str(TR.Actor)),
    (undeclared_term, adding((TR.Tie, RDFS.subClassOf, URIRef(TR_NAMESPACE + "Ty"))), TR_NAMESPACE + "Ty"),
    (undeclared_term, removing(TR.strength, RDF.type), str(TR.strength)),
    (declared_twice, adding((TR.strength, RDF.type, OWL.ObjectProperty)), "tr:strength"),
    (own_superclass, adding((TR.Actor, RDFS.subClassOf, TR.Company)), "tr:Actor"),
    (missing_metadata, removing(ONTOLOGY, DCTERMS.bibliographicCitation), "dcterms:bibliographicCitation"),
    (missing_metadata, removing(ONTOLOGY, OWL.versionIRI), "owl:versionIRI"),
    (untranslated_metadata, setting(ONTOLOGY, DCTERMS.title, Literal("Titel", "de")), "dcterms:title@en"),
    (
        version_is_not_below_the_ontology,
        setting(ONTOLOGY, OWL.versionInfo, Literal("9.9")),
        f"{ONTOLOGY}/0.1.0",
    ),
    (wrong_prefix, setting(ONTOLOGY, VANN.preferredNamespacePrefix, Literal("ex")), f"ex={TR_NAMESPACE}"),
    (not_defined_by_the_ontology, removing(TR.Tie, RDFS.isDefinedBy), "tr:Tie"),
    (class_that_reuses_nothing, removing(TR.Tie, RDFS.subClassOf), "tr:Tie"),
    (term_that_no_vocabulary_has, adding((TR.Tie, RDFS.subClassOf, URIRef(str(ORG) + "Tie"))), "org:Tie"),
    (term_that_no_vocabulary_has, adding((TR.Tie, URIRef(str(RDFS) + "lable"), Literal("x"))), "rdfs:lable"),
    (
        outside_owl_rl,
        adding((TR.Tie, RDFS.subClassOf, UNION), (UNION, OWL.unionOf, RDF.nil)),
        "owl:unionOf",
    ),
    (outside_owl_rl, adding((UNION, OWL.maxCardinality, Literal(2))), "owl:maxCardinality 2"),
    (complement, adding((UNION, OWL.complementOf, TR.Tie)), "union"),
    (range_outside_owl_rl, adding((TR.validTo, RDFS.range, xsd("date"))), "tr:validTo xsd:date"),
    (class_outside_its_place, adding((TR.tieType, RDFS.range, SKOS.Collection)), "skos:Collection"),
    (impossible_class, adding((TR.Company, RDFS.subClassOf, TR.Region)), "tr:Company"),
)


def copy_of(graph: Graph) -> Graph:
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    return copy


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_ontology_breaks_no_rule(rule: Rule) -> None:
    assert rule(read_ontology()) == set()


@pytest.mark.parametrize(
    ("rule", "mutate", "culprit"), BREAKS, ids=lambda value: getattr(value, "__name__", "")
)
def test_each_rule_names_what_breaks_it(rule: Rule, mutate: Mutation, culprit: str) -> None:
    broken = copy_of(read_ontology())
    mutate(broken)
    assert culprit in rule(broken)


def test_every_rule_is_broken_by_some_test() -> None:
    assert {rule for rule, _, _ in BREAKS} == set(RULES)


# The ontology and the rest of the project


def test_the_closed_namespace_holds_exactly_the_terms_of_the_ontology() -> None:
    assert {str(TR[name]) for name in (*TR.__annotations__, *TR._extras) if name[0] != "_"} == set(
        map(str, terms(read_ontology()))
    )


def test_a_typo_in_a_term_raises() -> None:
    with pytest.raises(AttributeError, match="Aktor"):
        _ = TR.Aktor


def test_superclasses_are_those_of_the_ontology() -> None:
    graph = read_ontology()
    for class_ in terms(graph, OWL.Class):
        own = {compress(str(c)) for c in above(graph, class_) - {class_} if str(c).startswith(TR_NAMESPACE)}
        assert superclasses(compress(class_)) == tuple(sorted(own))


def test_superclasses_of_superclasses_are_included() -> None:
    """All chains of the ontology have one step today; a longer one must not be cut."""
    from traiber.ontology import vocabulary

    chain = {"tr:C": ("tr:B",), "tr:B": ("tr:A",)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "_PARENTS", chain)
        assert superclasses("tr:C") == ("tr:A", "tr:B")


def test_actors_are_neither_regions_nor_activities_nor_action_fields() -> None:
    assert set(read_ontology().objects(TR.Actor, OWL.disjointWith)) == {
        TR.Region,
        PROV.Activity,
        TR.ActionField,
    }


def test_being_a_neighbour_is_mutual_and_both_ends_of_a_tie_take_part_in_it() -> None:
    graph = read_ontology()
    assert (TR.neighbourOf, RDF.type, OWL.SymmetricProperty) in graph
    assert set(graph.subjects(RDFS.subPropertyOf, TR.participant)) == {TR["from"], TR.to}


def named_in_workbook() -> set[str]:
    names: set[str] = set()
    for sheet in workbook()["sheet"]:
        names.add(sheet["class"])
        for column in columns(sheet):
            named = [column.get("property"), column.get("inverse"), column.get("class_from")]
            named += column.get("via", ())[:2]
            for choice in column.get("choices", ()):
                named += [choice["property"], choice["value"] if choice["property"] == "rdf:type" else None]
            names.update(name for name in named if name)
    return names


def test_every_class_and_property_of_the_workbook_exists() -> None:
    declared = {compress(term) for term in terms(read_ontology())}
    names = named_in_workbook()
    assert {name for name in names if name.startswith("tr:")} - declared == set()
    others = {name for name in names if not name.startswith("tr:")}
    assert {name.partition(":")[0] for name in others} <= set(BUNDLED) | set(UNBUNDLED)
    assert {name for name in others if not exists(name)} == set()


def test_no_term_exists_without_a_use() -> None:
    """A property is written by the workbook, a code list or one of the layers above."""
    derived = {"tr:participant", "tr:knownNone", "tr:typicalRole", "tr:directed"}
    of_runs = {"tr:fileName", "tr:sha256", "tr:sheetName", "tr:rowCount", "tr:toolVersion"}
    of_results = {"tr:measuredActor", "tr:metric", "tr:buildName", "tr:settings"}
    graph = read_ontology()
    properties = terms(graph, OWL.ObjectProperty, OWL.DatatypeProperty)
    assert {compress(p) for p in properties} - named_in_workbook() == derived | of_runs | of_results


LITERALS = {
    "text": xsd("string"),
    "id": xsd("string"),
    "integer": xsd("integer"),
    "decimal": xsd("decimal"),
    "boolean": xsd("boolean"),
}


def test_no_domain_or_range_gives_a_row_a_class_that_it_has_not() -> None:
    """Reasoning must agree with what the mapping writes: a domain lies above the sheet's class."""
    graph = read_ontology()
    classes = {sheet["key"]: URIRef(expand(sheet["class"])) for sheet in workbook()["sheet"]}
    for sheet in workbook()["sheet"]:
        for column in columns(sheet):
            term = URIRef(expand(column.get("property", "rdf:type")))
            if not str(term).startswith(TR_NAMESPACE) or "via" in column:
                continue
            where = f"{sheet['key']}.{column['key']}"
            inherited = set(graph.transitive_objects(term, RDFS.subPropertyOf))
            domains = {d for p in inherited for d in graph.objects(p, RDFS.domain)}
            assert domains <= above(graph, classes[sheet["key"]]), where
            ranges = {r for p in inherited for r in graph.objects(p, RDFS.range)}
            values = [above(graph, classes[key]) for key in column.get("ref", ())]
            values += [{SKOS.Concept}] if "codes" in column else []
            values += [{LITERALS[column["type"]]}] if column["type"] in LITERALS else []
            assert all(ranges <= value for value in values), where


def test_every_sheet_of_a_class_shows_under_that_class() -> None:
    """What readers see of a class (domain or domainIncludes) covers the columns of its sheet."""
    graph = read_ontology()
    for sheet in workbook()["sheet"]:
        if not sheet["class"].startswith("tr:"):
            continue
        family = set(graph.transitive_subjects(RDFS.subClassOf, URIRef(expand(sheet["class"]))))
        for column in sheet["columns"]:
            term = URIRef(expand(column.get("property", "rdf:type")))
            if not str(term).startswith(TR_NAMESPACE):
                continue
            parents = set(graph.transitive_objects(term, RDFS.subPropertyOf))
            shown = {c for p in parents for q in (RDFS.domain, DOMAIN_INCLUDES) for c in graph.objects(p, q)}
            above_all = {c for class_ in family if class_ for c in above(graph, class_)}
            assert shown & above_all, f"{sheet['key']}.{column['key']}"


def test_the_class_of_a_code_lies_below_the_class_of_its_sheet() -> None:
    graph = read_ontology()
    checked = 0
    for sheet in workbook()["sheet"]:
        for column in columns(sheet):
            if "class_from" not in column:
                continue
            for code in load_codes()[column["codes"]].codes:
                for class_from, class_ in code.classes.items():
                    assert class_from == column["class_from"]
                    assert URIRef(expand(sheet["class"])) in above(graph, URIRef(expand(class_)))
                    checked += 1
    assert checked > 20


def test_every_default_of_the_workbook_is_a_code() -> None:
    for sheet in workbook()["sheet"]:
        for column in columns(sheet):
            if "default" in column:
                notations = [code.notation for code in load_codes()[column["codes"]].codes]
                assert column["default"] in notations, f"{sheet['key']}.{column['key']}"


# Prefixes


@pytest.mark.parametrize("prefix", PREFIXES)
def test_expanding_undoes_compressing(prefix: str) -> None:
    assert compress(PREFIXES[prefix] + "x") == f"{prefix}:x"
    assert expand(compress(PREFIXES[prefix] + "x")) == PREFIXES[prefix] + "x"


def test_an_iri_outside_all_vocabularies_stays_as_it_is() -> None:
    assert expand(compress("https://example.org/Müller")) == "https://example.org/Müller"


@pytest.mark.parametrize("text", ["tx:Actor", "Actor", "", "urn:x"])
def test_an_unknown_prefix_is_named_in_the_error(text: str) -> None:
    with pytest.raises(UnknownPrefixError, match=re.escape(f"'{text}'")):
        expand(text)


def test_no_namespace_lies_within_another() -> None:
    """Else the CURIE of an IRI would depend on the order of the prefixes."""
    namespaces = list(PREFIXES.values())
    assert not [(a, b) for a in namespaces for b in namespaces if a != b and a.startswith(b)]


def test_codes_prefixes_and_vocabulary_are_read_without_rdflib() -> None:
    """rdflib takes about 180 ms to import, more than a whole short command may."""
    script = (
        "import sys, traiber.ontology.vocabulary; from traiber.ontology.codes import codes_ntriples;"
        "codes_ntriples(); sys.exit('rdflib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# Code lists


@cache
def codes_graph() -> Graph:
    return Graph().parse(data=codes_ntriples(), format="nt")


def concepts(graph: Graph) -> set[Node]:
    return set(graph.subjects(RDF.type, SKOS.Concept))


def concept_outside_a_scheme(graph: Graph) -> set[str]:
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    return {str(c) for c in concepts(graph) if not set(graph.objects(c, SKOS.inScheme)) & schemes}


def concept_in_two_schemes(graph: Graph) -> set[str]:
    return {str(c) for c in concepts(graph) if len(set(graph.objects(c, SKOS.inScheme))) > 1}


def not_one_text_per_language(graph: Graph) -> set[str]:
    described = concepts(graph) | set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    return {
        f"{node} {compress(predicate)}@{language}"
        for node in described
        for predicate in (SKOS.prefLabel, SKOS.definition)
        for language in LANGUAGES
        if len(texts(graph, node, predicate, language)) != 1
    }


def not_one_notation(graph: Graph) -> set[str]:
    return {str(c) for c in concepts(graph) if len(set(graph.objects(c, SKOS.notation))) != 1}


def ambiguous_name(graph: Graph) -> set[str]:
    """A notation, label or alias that two concepts of one scheme share."""
    properties = (SKOS.notation, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    claims = {
        (scheme, normalise(str(name)), concept)
        for concept in concepts(graph)
        for scheme in graph.objects(concept, SKOS.inScheme)
        for predicate in properties
        for name in graph.objects(concept, predicate)
    }
    counts = Counter((scheme, name) for scheme, name, _ in claims)
    return {name for (_, name), count in counts.items() if count > 1}


def label_of_two_kinds(graph: Graph) -> set[str]:
    """SKOS integrity condition S13: preferred, alternative and hidden labels are disjoint."""
    kinds = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    counts = Counter(
        (c, name) for c in concepts(graph) for kind in kinds for name in set(graph.objects(c, kind))
    )
    return {str(name) for (_, name), count in counts.items() if count > 1}


def neither_top_nor_narrower(graph: Graph) -> set[str]:
    """A concept is a top concept of its scheme or below another one of it, in both directions."""
    return {
        str(c)
        for c in concepts(graph)
        for scheme in graph.objects(c, SKOS.inScheme)
        if ((c, SKOS.topConceptOf, scheme) in graph) == ((c, SKOS.broader, None) in graph)
        or ((c, SKOS.topConceptOf, scheme) in graph) != ((scheme, SKOS.hasTopConcept, c) in graph)
    }


def broader_elsewhere(graph: Graph) -> set[str]:
    return {
        str(narrow)
        for narrow, broad in graph.subject_objects(SKOS.broader)
        if set(graph.objects(narrow, SKOS.inScheme)) != set(graph.objects(broad, SKOS.inScheme))
        or narrow in graph.transitive_objects(broad, SKOS.broader)
    }


def code_text_whitespace(graph: Graph) -> set[str]:
    return annotation_whitespace(graph)


def unknown_code_property(graph: Graph) -> set[str]:
    declared = {compress(term) for term in terms(read_ontology())}
    used = {compress(str(node)) for _, p, o in graph for node in (p, o) if isinstance(node, URIRef)}
    return {c for c in used if not exists(c) or (c.startswith("tr:") and c not in declared)}


def close_match_outside_nace(graph: Graph) -> set[str]:
    """WZ 2008 and NACE Rev. 2 share their four digits; the IRI has them without the full stop."""
    return {
        str(concept)
        for concept, match in graph.subject_objects(SKOS.closeMatch)
        if str(match) != NACE + str(graph.value(concept, SKOS.notation)).replace(".", "")
    }


SKOS_RULES: tuple[Rule, ...] = (
    concept_outside_a_scheme,
    concept_in_two_schemes,
    not_one_text_per_language,
    not_one_notation,
    ambiguous_name,
    label_of_two_kinds,
    neither_top_nor_narrower,
    broader_elsewhere,
    code_text_whitespace,
    unknown_code_property,
    close_match_outside_nace,
)


def concept(path: str) -> URIRef:
    return URIRef(CODES_NAMESPACE + path)


BANK, UNION_CODE = concept("ActorType/bank"), concept("ActorType/union")
SKOS_BREAKS: tuple[tuple[Rule, Mutation, str], ...] = (
    (concept_outside_a_scheme, removing(BANK, SKOS.inScheme), str(BANK)),
    (concept_in_two_schemes, adding((BANK, SKOS.inScheme, concept("Unit"))), str(BANK)),
    (not_one_text_per_language, removing(BANK, SKOS.definition), f"{BANK} skos:definition@de"),
    (
        not_one_text_per_language,
        adding((concept("Unit"), SKOS.prefLabel, Literal("Maß", "de"))),
        f"{concept('Unit')} skos:prefLabel@de",
    ),
    (not_one_notation, adding((BANK, SKOS.notation, Literal("b"))), str(BANK)),
    (ambiguous_name, adding((BANK, SKOS.altLabel, Literal("GEWERKSCHAFT", "de"))), "gewerkschaft"),
    (ambiguous_name, adding((BANK, SKOS.notation, Literal("union"))), "union"),
    (label_of_two_kinds, adding((UNION_CODE, SKOS.altLabel, Literal("Gewerkschaft", "de"))), "Gewerkschaft"),
    (neither_top_nor_narrower, removing(BANK, SKOS.topConceptOf), str(BANK)),
    (broader_elsewhere, adding((BANK, SKOS.broader, concept("Unit/euro"))), str(BANK)),
    (code_text_whitespace, adding((BANK, SKOS.altLabel, Literal(" Bank", "de"))), str(BANK)),
    (unknown_code_property, adding((BANK, SKOS.closeMatch, URIRef(TR_NAMESPACE + "Bank"))), "tr:Bank"),
    (close_match_outside_nace, adding((BANK, SKOS.closeMatch, URIRef(NACE + "6419"))), str(BANK)),
)


@pytest.mark.parametrize("rule", SKOS_RULES, ids=lambda rule: rule.__name__)
def test_the_code_lists_break_no_rule(rule: Rule) -> None:
    assert rule(codes_graph()) == set()


@pytest.mark.parametrize(
    ("rule", "mutate", "culprit"), SKOS_BREAKS, ids=lambda value: getattr(value, "__name__", "")
)
def test_each_rule_of_code_lists_names_what_breaks_it(rule: Rule, mutate: Mutation, culprit: str) -> None:
    broken = copy_of(codes_graph())
    mutate(broken)
    assert culprit in rule(broken)


def test_every_rule_of_code_lists_is_broken_by_some_test() -> None:
    assert {rule for rule, _, _ in SKOS_BREAKS} == set(SKOS_RULES)


def test_there_is_a_list_for_every_code_column_and_no_other() -> None:
    wanted = {
        column["codes"] for sheet in workbook()["sheet"] for column in columns(sheet) if "codes" in column
    }
    assert set(load_codes()) == wanted


def test_iris_of_codes_need_no_escape_and_are_unique() -> None:
    iris = [code.iri for code_list in load_codes().values() for code in code_list.codes]
    assert len(iris) == len(set(iris))
    assert [
        iri for iri in iris if not re.fullmatch(re.escape(CODES_NAMESPACE) + r"[A-Za-z]+/[A-Za-z0-9_.]+", iri)
    ] == []


def test_codes_are_english_in_snake_case_unless_they_are_official() -> None:
    official = {"BenchmarkArea", "EconomicActivity", "SizeClass"}
    ours = (c for key, code_list in load_codes().items() if key not in official for c in code_list.codes)
    assert [code.notation for code in ours if not re.fullmatch(r"[a-z][a-z0-9_]*", code.notation)] == []


def test_the_graph_holds_every_code_and_two_calls_give_the_same_bytes() -> None:
    graph = codes_graph()
    codes = {code.iri for code_list in load_codes().values() for code in code_list.codes}
    assert {str(c) for c in concepts(graph)} == codes
    assert codes_ntriples() == codes_ntriples()
    assert codes_ntriples().splitlines() == sorted(set(codes_ntriples().splitlines()))


def test_the_order_of_size_classes_is_in_the_graph() -> None:
    """Hand-written: the four classes of the EU definition of small and medium-sized enterprises."""
    graph = codes_graph()
    members = graph.subjects(SKOS.inScheme, concept("SizeClass"))
    ordered = sorted(members, key=lambda member: int(str(graph.value(member, SH.order))))
    names = ["under_10", "10_49", "50_249", "250_plus"]
    assert ordered == [concept(f"SizeClass/{name}") for name in names]


@pytest.mark.parametrize(
    ("scheme", "text", "notation"),
    [
        ("ActorType", "IHK", "chamber"),
        ("ActorType", "  industrie- und   Handelskammer ", "chamber"),
        ("ActorType", "WiFö", "business_development"),
        ("ActorType", "WIFO\u0308", "business_development"),
        ("ActorType", "Uni", "university"),
        ("ActorType", "Verband", "association"),
        ("ActorType", "Trade union", "union"),
        ("ActorType", "Geschäftsstelle", "network_office"),
        ("SizeClass", "< 10", "<10"),
        ("SizeClass", "10–49", "10-49"),
        ("SizeClass", "≥250", ">=250"),
        ("SizeClass", "250+", ">=250"),
        ("SwotKind", "w", "weakness"),
        ("SwotKind", "Stärke", "strength"),
        ("EconomicActivity", "29.32", "29.32"),
        ("EconomicActivity", "2932", "29.32"),
        ("EconomicActivity", "29.1", "29.10"),
        ("TieType", "Kooperation", "cooperation"),
        ("MeasureKind", "MASSNAHMENBÜNDEL", "bundle"),
        ("BenchmarkArea", "Bayern", "BY"),
    ],
)
def test_what_staff_type_is_understood(scheme: str, text: str, notation: str) -> None:
    code = resolve(scheme, text)
    assert code is not None
    assert code.notation == notation


def test_an_unknown_text_is_no_code_and_an_unknown_list_an_error() -> None:
    assert resolve("ActorType", "Raumschiff") is None
    assert resolve("ActorType", "") is None
    with pytest.raises(KeyError):
        resolve("Raumschifftyp", "Kammer")


def test_a_list_is_found_by_key_label_and_alias() -> None:
    names = ("ActorType", "akteurstyp", "Actor type", "Akteurstypen")
    assert [found.key for name in names if (found := resolve_scheme(name))] == ["ActorType"] * 4
    assert resolve_scheme("Raumschifftyp") is None


def test_names_of_lists_are_unambiguous() -> None:
    claims = {
        (normalise(name), code_list.key)
        for code_list in load_codes().values()
        for name in (code_list.key, *code_list.labels.values(), *code_list.aliases)
    }
    counts = Counter(name for name, _ in claims)
    assert [name for name, count in counts.items() if count > 1] == []


def test_the_first_code_keeps_a_name_that_two_claim() -> None:
    """So that a workspace's own code cannot take the name of a shipped one."""
    bank, union = resolve("ActorType", "bank"), resolve("ActorType", "union")
    assert bank and union
    assert name_index([bank, union, bank])["gewerkschaft"] is union
    assert name_index([union])[normalise("DGB")] is union


def code_list(key: str) -> CodeList:
    return load_codes()[key]


def test_every_tie_type_says_whether_it_is_directed() -> None:
    assert [code.notation for code in code_list("TieType").codes if code.directed is None] == []
    directed = {code.notation for code in code_list("TieType").codes if code.directed}
    assert {"advises", "refers", "funds", "informs", "supplies"} <= directed
    assert not {"contact", "cooperation", "project", "shares_clients"} & directed


def test_the_types_that_the_committee_is_made_of_are_multipliers() -> None:
    """Source: the article on the network of 2023-08-23 names these groups as multipliers."""
    roles = {code.notation: code.typical_role for code in code_list("ActorType").codes}
    named = ("business_development", "chamber", "union", "employers_association", "training_provider")
    assert {roles[name] for name in (*named, "employment_agency", "university")} == {"multiplier"}
    assert {name for name, role in roles.items() if role == "company"} == {"company", "supplier"}
    assert {name for name, role in roles.items() if role == "office"} == {"network_office"}


def test_codes_can_be_kept_in_sets() -> None:
    assert len({code for each in load_codes().values() for code in each.codes}) == 166


GENERIC_MASCULINE = re.compile(
    r"\b(Akteurin|Multiplikatoren|Teilnehmer|Mitarbeiter|Experten|Bürger|Bewohner)\b(?!:innen)"
)


def german(graph: Graph, predicates: Iterable[URIRef]) -> Iterator[str]:
    for predicate in predicates:
        for _, text in graph.subject_objects(predicate):
            if isinstance(text, Literal) and text.language == "de":
                yield str(text)


def test_german_texts_are_gender_neutral() -> None:
    """Alternative labels are left out: they are what people write, not what we write."""
    found = [*german(read_ontology(), (RDFS.label, SKOS.definition))]
    found += german(codes_graph(), (SKOS.prefLabel, SKOS.definition))
    assert [text for text in found if GENERIC_MASCULINE.search(text)] == []
