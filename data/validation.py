"""The shapes' findings on a mapped batch, each with the cell it comes from."""

from dataclasses import replace

from traiber.data.batch import Batch
from traiber.data.findings import Cell, Finding
from traiber.graph.store import Store
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.ontology.prefixes import compress
from traiber.ontology.shapes import Violation, compile_shapes, find_violations


def validate(store: Store, batch: Batch) -> list[Finding]:
    """All violations of the shipped shapes in a store, as findings at their cells.

    A warning that a sheet earns in many rows is given once, at the first of them, with their
    number. What belongs to no row (a foreign file) is reported at its IRI.
    """
    errors: list[Finding] = []
    warnings: dict[tuple[str, str, str, int], list[Finding]] = {}
    for violation in find_violations(compile_shapes(), store.pairs):
        finding = _to_finding(violation, batch)
        if finding.severity == "error":
            errors.append(finding)
        else:
            key = (finding.rule, finding.cell.file, finding.cell.sheet, finding.cell.column)
            warnings.setdefault(key, []).append(finding)
    return sorted([*errors, *map(_first, warnings.values())], key=lambda found: (found.severity, found.cell))


def _first(findings: list[Finding]) -> Finding:
    """The first of several warnings of one kind, with their number."""
    first = min(findings, key=lambda finding: finding.cell)
    if len(findings) == 1:
        return first
    remedy = _("({n} rows of this sheet in all)").format(n=len(findings))
    return replace(first, value="", remedy=remedy)


def _to_finding(violation: Violation, batch: Batch) -> Finding:
    constraint = violation.constraint
    found = batch.cell(violation.focus, violation.path, violation.value)
    cell, shown = found or (Cell("", ""), "")
    value = shown or batch.name(violation.focus) or ("" if found else compress(violation.focus))
    message = pick(constraint.messages)
    if constraint.severity == "violation":
        return Finding("E301", cell, value, message)
    return Finding("W301", cell, value, message, severity="warning")
