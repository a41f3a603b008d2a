"""What the mapper adds to a row is added to foreign things too, so that all analyses see them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from traiber.data.foreign.reading import Fact
from traiber.data.workbook import load_workbook, sheet_of
from traiber.graph.store import Term
from traiber.ontology.codes import load_codes
from traiber.ontology.prefixes import compress, expand
from traiber.ontology.vocabulary import superclasses

_TYPE = expand("rdf:type")
_STRING = expand("xsd:string")
_LANG_STRING = expand("rdf:langString")


def with_languages(facts: Iterable[Fact]) -> list[Fact]:
    """The facts; a name or description without a language has that of the sheets' columns."""
    return [
        fact._replace(object=Term("literal", fact.object.value, _LANG_STRING, language))
        if fact.object.kind == "literal"
        and fact.object.datatype == _STRING
        and (language := _languages().get(fact.predicate))
        else fact
        for fact in facts
    ]


@cache
def _languages() -> Mapping[str, str]:
    """Property of a name or description -> the language of the first column for it."""
    found: dict[str, str] = {}
    for sheet in load_workbook().values():
        for column in sheet.columns:
            if column.type == "label" and column.language and column.predicate:
                found.setdefault(expand(column.predicate), column.language)
    return found


def classes_of(facts: Iterable[Fact]) -> dict[str, set[str]]:
    """The classes that are stated of each subject."""
    classes: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.predicate == _TYPE and fact.object.kind == "iri":
            classes[fact.subject].add(fact.object.value)
    return classes


def inferred(facts: Iterable[Fact], classes: Mapping[str, set[str]]) -> Iterator[Fact]:
    """What follows from facts: classes above, classes of codes, inverses, participants of ties.

    Each inferred fact stands where the one stands that it follows from.
    """
    sheets = {subject: sheet_of(found) for subject, found in classes.items()}
    ends: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.object.kind != "iri":
            continue
        if fact.predicate == _TYPE:
            yield from (_typed(fact, above) for above in superclasses(compress(fact.object.value)))
        sheet = sheets.get(fact.subject)
        if sheet is None:
            continue
        for class_ in _classes_by_code().get((sheet.key, fact.predicate, fact.object.value), ()):
            yield _typed(fact, class_)
        if inverse := _inverses().get((sheet.key, fact.predicate)):
            yield fact._replace(
                subject=fact.object.value, predicate=inverse, object=Term("iri", fact.subject)
            )
        if sheet.key == "ties":
            ends[fact.subject].append(fact)
    for found in ends.values():
        yield from _tie(found)


def _typed(fact: Fact, class_: str) -> Fact:
    return fact._replace(predicate=_TYPE, object=Term("iri", expand(class_)))


def _tie(facts: list[Fact]) -> Iterator[Fact]:
    """Both participants of a tie with a direction, and the shortcut edge of every tie."""
    participant, from_, to, linked = map(expand, ("tr:participant", "tr:from", "tr:to", "org:linkedTo"))
    stated = [fact for fact in facts if fact.predicate in (participant, from_, to)]
    for fact in stated:
        yield fact._replace(predicate=participant)
        for other in stated:
            if other.object != fact.object:
                yield fact._replace(subject=fact.object.value, predicate=linked, object=other.object)


@cache
def _classes_by_code() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """(sheet, property, code) -> the classes that the code names, as CURIEs."""
    return {
        (sheet.key, expand(column.predicate), code.iri): (class_, *superclasses(class_))
        for sheet in load_workbook().values()
        for column in sheet.columns
        if column.class_from and column.codes and column.predicate
        for code in load_codes()[column.codes].codes
        if (class_ := code.classes.get(column.class_from, ""))
    }


@cache
def _inverses() -> Mapping[tuple[str, str], str]:
    return {
        (sheet.key, expand(column.predicate)): expand(column.inverse)
        for sheet in load_workbook().values()
        for column in sheet.columns
        if column.inverse and column.predicate
    }
