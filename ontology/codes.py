"""The code lists of `codes.toml`: finding the code that staff mean, and the lists as SKOS."""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from traiber.ontology.language import LANGUAGES
from traiber.ontology.ntriples import iri, literal, term, typed
from traiber.ontology.prefixes import CODES_NAMESPACE

Labels = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list, a SKOS concept.

    `classes` maps a property that names a class (`tr:actorClass`) to the class (`tr:Company`);
    `order` counts from 0 within the list; `typical_role` is `multiplier`, `company` or `office`.
    """

    scheme: str
    notation: str
    iri: str
    labels: Labels = field(hash=False)
    definitions: Labels = field(hash=False)
    order: int
    alt_labels: tuple[tuple[str, str], ...] = ()  # (language, text)
    hidden_labels: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict, hash=False)
    typical_role: str | None = None
    directed: bool | None = None
    broader: str | None = None  # notation
    close_match: str | None = None  # CURIE

    @property
    def names(self) -> tuple[str, ...]:
        """Everything else that people type for this code: alternative and hidden labels."""
        return (*(text for _, text in self.alt_labels), *self.hidden_labels)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list, a SKOS concept scheme, with its codes in the order of the file."""

    key: str
    iri: str
    labels: Labels = field(hash=False)
    definitions: Labels = field(hash=False)
    aliases: tuple[str, ...]
    codes: tuple[Code, ...]


@cache
def load_codes() -> Mapping[str, CodeList]:
    """All shipped code lists by key, sorted by key; read once.

    >>> [code.notation for code in load_codes()["SizeClass"].codes]
    ['<10', '10-49', '50-249', '>=250']
    """
    text = (files("traiber.ontology") / "codes.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return MappingProxyType({key: _to_code_list(key, tables[key]) for key in sorted(tables)})


def resolve(scheme: str, text: str) -> Code | None:
    """The code of a list that a text means: notation, label, alternative or hidden label.

    Case, Unicode form and repeated spaces do not matter. `None` for an unknown text; raises
    `KeyError` for an unknown list.

    >>> resolve("ActorType", " ihk ").notation
    'chamber'
    """
    return _shipped_index(scheme).get(normalise(text))


def resolve_scheme(text: str) -> CodeList | None:
    """The code list that a text means: key, label or alias.

    >>> resolve_scheme("akteurstyp").key
    'ActorType'
    """
    wanted = normalise(text)
    for code_list in load_codes().values():
        names = (code_list.key, *code_list.labels.values(), *code_list.aliases)
        if wanted in map(normalise, names):
            return code_list
    return None


def name_index(codes: Iterable[Code]) -> dict[str, Code]:
    """The codes by every normalised name; the first code keeps a name that two claim."""
    index: dict[str, Code] = {}
    for code in codes:
        for name in (code.notation, *code.labels.values(), *code.names):
            index.setdefault(normalise(name), code)
    return index


def normalise(text: str) -> str:
    """The form in which names are compared: NFC, casefolded, single spaces.

    >>> normalise("  Universita\u0308t   Siegen")
    'universität siegen'
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def codes_ntriples() -> str:
    """All code lists as SKOS in N-Triples, sorted, so that two calls give the same bytes."""
    triples = {triple for scheme in load_codes().values() for triple in _scheme_triples(scheme)}
    return "".join(f"{triple} .\n" for triple in sorted(triples))


@cache
def _shipped_index(scheme: str) -> dict[str, Code]:
    return name_index(load_codes()[scheme].codes)


def _to_code_list(key: str, table: Mapping[str, Any]) -> CodeList:
    return CodeList(
        key=key,
        iri=CODES_NAMESPACE + key,
        labels=_by_language(table, ""),
        definitions=_by_language(table, "definition_"),
        aliases=tuple(table.get("aliases", ())),
        codes=tuple(
            _to_code(key, entry, order, table.get("class_from")) for order, entry in enumerate(table["code"])
        ),
    )


def _to_code(scheme: str, entry: Mapping[str, Any], order: int, class_from: str | None) -> Code:
    return Code(
        scheme=scheme,
        notation=entry["code"],
        iri=f"{CODES_NAMESPACE}{scheme}/{entry.get('iri', entry['code'])}",
        labels=_by_language(entry, ""),
        definitions=_by_language(entry, "definition_"),
        order=order,
        alt_labels=tuple((lang, text) for lang in LANGUAGES for text in entry.get(f"alt_{lang}", ())),
        hidden_labels=tuple(entry.get("hidden", ())),
        classes={class_from: entry["class"]} if class_from and "class" in entry else {},
        typical_role=entry.get("typical_role"),
        directed=entry.get("directed"),
        broader=entry.get("broader"),
        close_match=entry.get("close_match"),
    )


def _by_language(table: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {lang: table[prefix + lang] for lang in LANGUAGES if prefix + lang in table}


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
