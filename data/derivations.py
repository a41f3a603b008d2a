"""Statements that follow from several cells of a row at once."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from traiber.ontology.codes import load_codes
from traiber.ontology.ntriples import iri, literal, term

Terms = Mapping[str, Sequence[tuple[str, ...]]]  # column key -> the terms of each row

_AGS = re.compile(
    r"[0-9]{2}([0-9]{3}([0-9]{3})?)?|[0-9]{4}|[0-9]{7}"
)  # 4 or 7: its zero was lost, a shape warns


def derive_ties(subjects: Sequence[str], keys: Sequence[str], terms: Terms) -> Iterator[str]:
    """Both participants, from and to where the kind has a direction, and the shortcut edge."""
    participant, from_, to, linked = (
        f" {term(name)} " for name in ("tr:participant", "tr:from", "tr:to", "org:linkedTo")
    )
    rows = zip(subjects, terms["source_actor"], terms["target_actor"], terms["kind"], strict=True)
    for subject, sources, targets, kinds in rows:
        has_direction = not _directed().isdisjoint(kinds)
        for one, other in ((s, t) for s in sources for t in targets):
            yield subject + participant + one
            yield subject + participant + other
            if has_direction:
                yield subject + from_ + one
                yield subject + to + other
            if one != other:
                yield one + linked + other
                yield other + linked + one


@cache
def _directed() -> frozenset[str]:
    return frozenset(f"<{code.iri}>" for code in load_codes()["TieType"].codes if code.directed)


def derive_regions(subjects: Sequence[str], keys: Sequence[str], terms: Terms) -> Iterator[str]:
    """The official key, where the row's ID is one or was one before it lost its leading zero."""
    ags = term("tr:ags")
    for subject, key in zip(subjects, keys, strict=True):
        if _AGS.fullmatch(key):
            yield f"{subject} {ags} {literal(key)}"


def derive_strategies(subjects: Sequence[str], keys: Sequence[str], terms: Terms) -> Iterator[str]:
    """A strategy state is the concept scheme of its action fields."""
    scheme = f" {term('rdf:type')} {term('skos:ConceptScheme')}"
    strategy = term("codes:StrategyKind/strategy")
    for subject, kinds in zip(subjects, terms["kind"], strict=True):
        if strategy in kinds:
            yield subject + scheme


def derive_replacements(subjects: Sequence[str], keys: Sequence[str], terms: Terms) -> Iterator[str]:
    """The ID of an actor that was merged into another leads there; the stub has no class and no name."""
    replaced_by, same = term("dcterms:isReplacedBy"), term("codes:DuplicateDecision/same")
    rows = zip(subjects, keys, terms["decision"], terms["replaced_id"], terms["other"], strict=True)
    for subject, key, decisions, stated, kept in rows:
        if same in decisions:
            base = subject[1:-1].removesuffix(f"duplicate/{key}")
            for replaced in (json.loads(text, strict=False) for text in stated if text[0] == '"'):
                for one in kept:
                    yield f"{iri(f'{base}org/{replaced}')} {replaced_by} {one}"


DERIVATIONS: Mapping[str, Callable[[Sequence[str], Sequence[str], Terms], Iterator[str]]] = {
    "ties": derive_ties,
    "regions": derive_regions,
    "strategies": derive_strategies,
    "duplicates": derive_replacements,
}
