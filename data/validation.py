"""The shapes' findings on a mapped batch, each with the cell it comes from."""

from traiber.data.batch import Batch
from traiber.data.findings import Cell, Finding
from traiber.graph.store import Store
from traiber.ontology.language import pick
from traiber.ontology.prefixes import compress
from traiber.ontology.shapes import Violation, compile_shapes, find_violations


def validate(store: Store, batch: Batch) -> list[Finding]:
    """All violations of the shipped shapes in a store, as findings at their cells.

    What belongs to no row (a foreign file) is reported at its IRI.
    """
    found = (_to_finding(violation, batch) for violation in find_violations(compile_shapes(), store.pairs))
    return sorted(found, key=lambda finding: (finding.severity, finding.cell))


def _to_finding(violation: Violation, batch: Batch) -> Finding:
    constraint = violation.constraint
    found = batch.cell(violation.focus, violation.path, violation.value)
    cell, shown = found or (Cell("", ""), "")
    value = shown or batch.name(violation.focus) or ("" if found else compress(violation.focus))
    message = pick(constraint.messages)
    if constraint.severity == "violation":
        return Finding("E301", cell, value, message)
    return Finding("W301", cell, value, message, severity="warning")
