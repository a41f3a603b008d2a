"""One RDF file as facts: parsed, NFC, without blank nodes, each with the graph that it came from."""

import json
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from traiber.data.findings import Cell, Finding
from traiber.data.foreign.files import ForeignFile, RefusedFileError, checked_text, parse_json
from traiber.data.foreign.nodes import TooAlikeError, name_blank_nodes
from traiber.data.foreign.turtle import subject_lines
from traiber.graph.store import RdfSyntaxError, Statement, Term, parse_rdf
from traiber.ontology.language import gettext_ as _

RELATIVE = "https://relative.invalid/"  # RFC 2606: nobody's
_NAMES = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
    "rdf": "RDF/XML",
}
UNDEFINED = "https://undefined.invalid/#"


class Fact(NamedTuple):  # there are hundreds of thousands, and a tuple is made in a third of the time
    """A statement of a foreign file; `graph` is the IRI of its named graph or ""."""

    subject: str
    predicate: str
    object: Term
    graph: str
    file: ForeignFile
    level: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, what is wrong with it, and the line on which each subject begins."""

    facts: list[Fact]
    findings: list[Finding]
    lines: dict[str, int]


def read_file(file: ForeignFile, base: str) -> Reading:
    """Parse a file; with a finding that is an error there are no facts.

    Blank nodes become `{base}node/{key}`, the key being a digest of what is said of them.
    """
    try:
        text = checked_text(file)
        content = _with_marks(file, text) if file.format_ == "jsonld" else text.encode("utf-8")
        parsed = [_normal(s) for s in parse_rdf(content, file.format_, RELATIVE)]
        kept, findings = _without_undefined(file, parsed)
        keys = name_blank_nodes(kept)
    except RefusedFileError as refused:
        return Reading([], [refused.finding], {})
    except RdfSyntaxError as error:
        return Reading([], [_broken(file, error)], {})
    except TooAlikeError:
        rule = _("has so many nodes without an address that are alike that they cannot be told apart.")
        remedy = _("Please give them addresses.")
        return Reading([], [Finding("E127", Cell(file.file, ""), "", rule, remedy)], {})
    names = {label: f"{base}node/{key}" for label, key in keys.items()}
    lines = {names.get(name, name): line for name, line in subject_lines(text, file.format_).items()}
    findings += _relative(file, kept, lines)
    if any(finding.severity == "error" for finding in findings):
        return Reading([], findings, {})
    facts = [
        Fact(_named(s, names).value, p.value, _named(o, names), "" if g.startswith("_:") else g, file)
        for s, p, o, g in kept
    ]
    if not facts:
        rule, remedy = _("holds no statements."), _("Please check whether it is the right file.")
        findings.append(Finding("W123", Cell(file.file, ""), "", rule, remedy, severity="warning"))
    return Reading(facts, findings, lines)


def _broken(file: ForeignFile, error: RdfSyntaxError) -> Finding:
    rule = _("is not valid {format}. Message of the reader: {reason}.").format(
        format=_NAMES[file.format_], reason=error.reason.rstrip(".")
    )
    cell = Cell(file.file, "", error.line)
    return Finding("E121", cell, "", rule, _("Please correct the file or export it again."))


def _normal(statement: Statement) -> Statement:
    subject, predicate, object_, graph = statement
    return _nfc(subject), _nfc(predicate), _nfc(object_), unicodedata.normalize("NFC", graph)


def _nfc(term: Term) -> Term:
    normal = unicodedata.normalize("NFC", term.value)
    return term if normal == term.value else replace(term, value=normal)


def _named(term: Term, names: dict[str, str]) -> Term:
    return Term("iri", names[term.value]) if term.kind == "blank" else term


def _with_marks(file: ForeignFile, text: str) -> bytes:
    """The document with a context in front that catches names without a meaning: JSON-LD drops them."""
    document = parse_json(file, text)
    marked = [_marked(item) for item in document] if isinstance(document, list) else _marked(document)
    return json.dumps(marked).encode("utf-8")


def _marked(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    own = item.get("@context", [])
    return {**item, "@context": [{"@vocab": UNDEFINED}, *(own if isinstance(own, list) else [own])]}


def _without_undefined(
    file: ForeignFile, statements: list[Statement]
) -> tuple[list[Statement], list[Finding]]:
    """The statements whose terms have a meaning, and a warning for each name that has none."""
    names: dict[str, None] = {}
    kept = []
    for statement in statements:
        undefined = [t.value for t in statement[1:3] if t.kind == "iri" and t.value.startswith(UNDEFINED)]
        names.update(dict.fromkeys(name.removeprefix(UNDEFINED) for name in undefined))
        if not undefined:
            kept.append(statement)
    rule = _("has no meaning in the context of the file; its values were not read.")
    remedy = _("Please define it in @context.")
    cell = Cell(file.file, "")
    return kept, [Finding("W122", cell, name, rule, remedy, severity="warning") for name in sorted(names)]


def _relative(file: ForeignFile, statements: list[Statement], lines: dict[str, int]) -> list[Finding]:
    found = {
        term.value: None
        for *terms, _graph in statements
        for term in terms
        if isinstance(term, Term) and term.kind == "iri" and term.value.startswith(RELATIVE)
    }
    return [_relative_finding(file, iri.removeprefix(RELATIVE), lines) for iri in sorted(found)]


def _relative_finding(file: ForeignFile, name: str, lines: dict[str, int]) -> Finding:
    cell = Cell(file.file, "", lines.get(name, 0))
    rule = _("is no full address, so nobody knows what it means.")
    return Finding("E125", cell, f"<{name}>", rule, _("Please write it with https://, or state a base."))
