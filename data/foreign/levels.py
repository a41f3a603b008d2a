"""Who may read what a foreign file says: nothing of it leaves the house by accident."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from traiber.data.foreign.reading import Fact
from traiber.data.workbook import load_workbook, sheet_of
from traiber.graph.access import LEVELS
from traiber.ontology.codes import load_codes
from traiber.ontology.prefixes import expand

DEFAULT = "internal"
PERSONS = frozenset(
    {
        expand("foaf:Person"),
        expand("schema:Person"),
        "http://schema.org/Person",
        "http://www.w3.org/2006/vcard/ns#Individual",
        "http://www.w3.org/ns/person#Person",
    }
)


@cache
def own_graph(base: str, graph: str) -> tuple[str, str] | None:
    """Level and run of a graph of our own exports; None for all others."""
    found = re.fullmatch(re.escape(base) + r"graph/([a-z]+)/([^/]+)", graph)
    return (found[1], found[2]) if found and found[1] in LEVELS else None


def with_levels(facts: list[Fact], classes: Mapping[str, set[str]], base: str) -> list[Fact]:
    """The facts, each with its access level.

    A graph of our own exports keeps its level. Else what the subject states with
    dcterms:accessRights counts, else `internal`. A class or address of a sheet that is personal
    raises it, and so does any class of persons. A node that was blank is as confidential as what
    refers to it.
    """
    levels = _levels(facts, classes, base)
    personal = {s for s in levels if _is_personal(s, classes.get(s, set()), base)}
    result = []
    for fact in facts:
        subject, predicate, object_, graph, file, _level = fact
        own = own_graph(base, graph)
        level = "personal" if subject in personal else own[0] if own else levels[subject]
        result.append(Fact(subject, predicate, object_, graph, file, level))
    return result


def _levels(facts: list[Fact], classes: Mapping[str, set[str]], base: str) -> dict[str, str]:
    stated = {code.iri: code.notation for code in load_codes()["AccessLevel"].codes}
    rights = expand("dcterms:accessRights")
    explicit: dict[str, str] = {}
    for fact in facts:
        if fact.predicate == rights:
            level = stated.get(fact.object.value, DEFAULT)
            explicit[fact.subject] = _highest((explicit.get(fact.subject, level), level))
    levels: dict[str, str] = {}
    for subject in dict.fromkeys(fact.subject for fact in facts):
        is_personal = _is_personal(subject, classes.get(subject, set()), base)
        levels[subject] = "personal" if is_personal else explicit.get(subject, DEFAULT)
    nodes = f"{base}node/"
    things = frozenset(
        s for s in levels if sheet_of(classes.get(s, ())) or (classes.get(s) and not s.startswith(nodes))
    )
    return _inherited(facts, levels, explicit, nodes, things)


def _inherited(
    facts: list[Fact], levels: dict[str, str], explicit: Mapping[str, str], nodes: str, things: frozenset[str]
) -> dict[str, str]:
    """Let parts, and nodes that were blank, have the highest level of what refers to them.

    What is a thing of its own, by its class, is no part, wherever its address lies: it stays internal. A
    node that was blank may be one too; it can only rise.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        value = fact.object.value if fact.object.kind == "iri" else ""
        is_part = value.rpartition("/")[0] == fact.subject and value not in things
        if value in levels and (value.startswith(nodes) or is_part):
            owners[value].add(fact.subject)
            parts[fact.subject].add(value)
    for part in owners:
        if part not in explicit and part not in things and levels[part] != "personal":
            levels[part] = "public"
    waiting = list(owners)
    while waiting:  # a level only rises, so this ends
        part = waiting.pop()
        level = _highest((levels[part], *(levels[owner] for owner in owners[part])))
        if level != levels[part]:
            levels[part] = level
            waiting += parts[part]
    return levels


def _is_personal(subject: str, classes: Iterable[str], base: str) -> bool:
    starts, of_persons = _personal(base)
    return subject.startswith(starts) or not of_persons.isdisjoint(classes)


@cache
def _personal(base: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """How addresses of rows of personal sheets begin, and the classes of persons and of such rows."""
    sheets = [sheet for sheet in load_workbook().values() if sheet.access == "personal"]
    return tuple(f"{base}{s.path}/" for s in sheets), PERSONS.union(expand(s.class_) for s in sheets)


def _highest(levels: Iterable[str]) -> str:
    return max(levels, key=LEVELS.index)
