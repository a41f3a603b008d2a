"""Statements that follow from several cells of a row at once."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from traiber.ontology.ntriples import iri, literal, term

Terms = Mapping[str, Sequence[tuple[str, ...]]]  # column key -> the terms of each row
Statement = tuple[int, str]  # row, "subject predicate object" in N-Triples

_AGS = re.compile(r"[0-9]{2}([0-9]{3}([0-9]{3})?)?")


def derive_ties(
    subjects: Sequence[str], keys: Sequence[str], terms: Terms, directed: frozenset[str]
) -> Iterator[Statement]:
    """Both participants, from and to where the kind has a direction, and the shortcut edge."""
    participant, from_, to, linked = (
        term(name) for name in ("tr:participant", "tr:from", "tr:to", "org:linkedTo")
    )
    rows = zip(subjects, terms["source_actor"], terms["target_actor"], terms["kind"], strict=True)
    for row, (subject, sources, targets, kinds) in enumerate(rows):
        for one, other in ((s, t) for s in sources for t in targets):
            yield row, f"{subject} {participant} {one}"
            yield row, f"{subject} {participant} {other}"
            if directed.intersection(kinds):
                yield row, f"{subject} {from_} {one}"
                yield row, f"{subject} {to} {other}"
            if one != other:
                yield row, f"{one} {linked} {other}"
                yield row, f"{other} {linked} {one}"


def derive_regions(
    subjects: Sequence[str], keys: Sequence[str], terms: Terms, directed: frozenset[str]
) -> Iterator[Statement]:
    """The official key, where the row's ID is one."""
    ags = term("tr:ags")
    for row, (subject, key) in enumerate(zip(subjects, keys, strict=True)):
        if _AGS.fullmatch(key):
            yield row, f"{subject} {ags} {literal(key)}"


def derive_strategies(
    subjects: Sequence[str], keys: Sequence[str], terms: Terms, directed: frozenset[str]
) -> Iterator[Statement]:
    """A strategy state is the concept scheme of its action fields."""
    type_, scheme = term("rdf:type"), term("skos:ConceptScheme")
    strategy = term("codes:StrategyKind/strategy")
    for row, (subject, kinds) in enumerate(zip(subjects, terms["kind"], strict=True)):
        if strategy in kinds:
            yield row, f"{subject} {type_} {scheme}"


def derive_replacements(
    subjects: Sequence[str], keys: Sequence[str], terms: Terms, directed: frozenset[str]
) -> Iterator[Statement]:
    """The ID of an actor that was merged into another leads there; the stub has no class and no name."""
    replaced_by, same = term("dcterms:isReplacedBy"), term("codes:DuplicateDecision/same")
    for row, (subject, key) in enumerate(zip(subjects, keys, strict=True)):
        if same in terms["decision"][row]:
            base = subject[1:-1].removesuffix(f"duplicate/{key}")
            ids = [
                json.loads(stated, strict=False) for stated in terms["replaced_id"][row] if stated[0] == '"'
            ]
            for replaced, kept in ((i, k) for i in ids for k in terms["other"][row]):
                yield row, f"{iri(f'{base}org/{replaced}')} {replaced_by} {kept}"


Derivation = Callable[[Sequence[str], Sequence[str], Terms, frozenset[str]], Iterator[Statement]]

DERIVATIONS: Mapping[str, Derivation] = {
    "ties": derive_ties,
    "regions": derive_regions,
    "strategies": derive_strategies,
    "duplicates": derive_replacements,
}
