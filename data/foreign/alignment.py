"""Organisations of other vocabularies become actors, and their plain links contacts.

W3C ORG (org:Organization, org:FormalOrganization), FOAF and schema.org name what we call an actor. An
actor has a type, and a contact is a thing of its own (tr:Tie); what a file of others does not state is
added in the way in which tables of Kumu are read: type unknown, kind of contact open.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from traiber.data.findings import Cell, Finding
from traiber.data.foreign.files import ForeignFile
from traiber.data.foreign.levels import DEFAULT, PERSONS
from traiber.data.foreign.reading import Fact
from traiber.data.keys import digest
from traiber.data.workbook import load_workbook, sheet_of
from traiber.graph.access import LEVELS
from traiber.graph.store import Term
from traiber.ontology.language import gettext_ as _
from traiber.ontology.prefixes import compress, expand

_SCHEMA = ("http://schema.org/", "https://schema.org/")
_KINDS = ("Organization", "Corporation", "LocalBusiness")
ORGANISATIONS = (
    *map(expand, ("org:Organization", "org:FormalOrganization", "foaf:Organization")),
    *(start + name for start in _SCHEMA for name in _KINDS),
)
NAMES = (*map(expand, ("foaf:name", "rdfs:label")), *(f"{start}name" for start in _SCHEMA))

_TYPE, _LABEL = expand("rdf:type"), expand("skos:prefLabel")
_CLASSIFICATION, _LINKED = expand("org:classification"), expand("org:linkedTo")
_UNKNOWN, _CONTACT = expand("codes:ActorType/unknown"), expand("codes:TieType/contact")
_RIGHTS, _INTERNAL = expand("dcterms:accessRights"), expand(f"codes:AccessLevel/{DEFAULT}")


def align(facts: list[Fact], classes: Mapping[str, set[str]], base: str) -> tuple[list[Fact], list[Finding]]:
    """What makes actors and contacts of foreign organisations, and a warning for each class and file."""
    found = {
        subject: next(one for one in ORGANISATIONS if one in of)
        for subject, of in classes.items()
        if sheet_of(of) is None and not of.isdisjoint(ORGANISATIONS) and of.isdisjoint(PERSONS)
    }
    added, findings = _actors(facts, found)
    actors = found.keys() | {s for s, of in classes.items() if (own := sheet_of(of)) and own.key == "actors"}
    added += _contacts(facts, actors, base)
    return added, findings


def _actors(facts: Iterable[Fact], found: Mapping[str, str]) -> tuple[list[Fact], list[Finding]]:
    first: dict[str, Fact] = {}
    names: dict[str, Fact] = {}
    labelled: set[str] = set()
    typed: set[str] = set()
    for fact in facts:
        if fact.subject not in found:
            continue
        if fact.predicate == _TYPE:
            first.setdefault(fact.subject, fact)
        elif fact.predicate == _CLASSIFICATION:
            typed.add(fact.subject)
        elif fact.predicate == _LABEL:
            labelled.add(fact.subject)
        elif fact.predicate in NAMES:
            names.setdefault(fact.subject, fact)
    added: list[Fact] = []
    for subject, fact in first.items():
        added.append(fact._replace(object=Term("iri", expand("tr:Actor"))))
        if subject not in typed:
            added.append(fact._replace(predicate=_CLASSIFICATION, object=Term("iri", _UNKNOWN)))
        if subject not in labelled and subject in names:
            added.append(names[subject]._replace(predicate=_LABEL))
    return added, _told(first, found, typed)


def _told(first: Mapping[str, Fact], found: Mapping[str, str], typed: set[str]) -> list[Finding]:
    """One warning for each class in each file, with how many things it has and how many lack a type."""
    counts: Counter[tuple[str, str]] = Counter()
    untyped: Counter[tuple[str, str]] = Counter()
    for subject, fact in first.items():
        key = (fact.file.file, found[subject])
        counts[key] += 1
        untyped[key] += subject not in typed
    findings = []
    for (file, class_), number in sorted(counts.items()):
        rule = _("is the class of organisations; {n} of them were read as actors, {m} with the type unknown.")
        remedy = _("Please state their type with org:classification, such as {code}.")
        code = "codes:ActorType/company"
        findings.append(
            Finding(
                "W124",
                Cell(file, ""),
                compress(class_),
                rule.format(n=number, m=untyped[file, class_]),
                remedy.format(code=f"<{expand(code)}>") if untyped[file, class_] else "",
                severity="warning",
            )
        )
    return findings


def _contacts(facts: Iterable[Fact], actors: set[str], base: str) -> list[Fact]:
    """A contact for each pair of actors that is linked but takes part in no contact together."""
    participants = tuple(map(expand, ("tr:participant", "tr:from", "tr:to")))
    ends: dict[str, set[str]] = defaultdict(set)
    links: dict[frozenset[str], list[Fact]] = defaultdict(list)
    rights: dict[str, str] = {}
    for fact in facts:
        if fact.predicate in participants:
            ends[fact.subject].add(fact.object.value)
        elif fact.predicate == _LINKED and {fact.subject, fact.object.value} <= actors:
            links[frozenset((fact.subject, fact.object.value))].append(fact)
        elif fact.predicate == _RIGHTS:
            rights[fact.subject] = max(rights.get(fact.subject, ""), fact.object.value, key=_rank)
    stated = {frozenset(found) for found in ends.values()}
    path = load_workbook()["ties"].path
    added = []
    for pair in sorted(links.keys() - stated, key=sorted):
        if len(pair) == 2:
            fact = min(links[pair], key=_order)
            tie = f"{base}{path}/{digest(sorted(pair))}"
            values = [(_TYPE, expand("tr:Tie")), (expand("tr:tieType"), _CONTACT)]
            values += [(participants[0], end) for end in sorted(pair)]
            values.append((_RIGHTS, max((rights.get(end, _INTERNAL) for end in pair), key=_rank)))
            added += [
                fact._replace(subject=tie, predicate=predicate, object=Term("iri", value))
                for predicate, value in values
            ]
    return added


def _rank(rights: str) -> int:
    """How confidential an access right is; what is no level of ours counts as internal, nothing as less."""
    level = rights.rpartition("/")[2]
    return LEVELS.index(level if level in LEVELS else DEFAULT) if rights else -1


def _order(fact: Fact) -> tuple[str, str, str]:
    file: ForeignFile = fact.file
    return file.file, fact.graph, fact.subject
