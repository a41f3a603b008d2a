"""The shapes' findings on a mapped batch, each with the cell it comes from."""

from dataclasses import replace

from traiber.data.batch import Batch
from traiber.data.findings import Cell, Finding
from traiber.graph.store import Store
from traiber.ontology.language import pick
from traiber.ontology.prefixes import compress
from traiber.ontology.shapes import Violation, compile_shapes, find_violations

ABOUT_CLASSES = ("sh:ClassConstraintComponent", "sh:OrConstraintComponent")


def validate(store: Store, batch: Batch) -> list[Finding]:
    """All violations of the shipped shapes in a store, as findings at their cells.

    What belongs to no row (a foreign file) is reported at its IRI.
    """
    found = (_to_finding(violation, batch) for violation in find_violations(compile_shapes(), store.pairs))
    return sorted(found, key=lambda finding: (finding.severity, finding.cell))


def validate_rest(store: Store, batch: Batch) -> list[Finding]:
    """The errors that the shapes find although cells are faulty, so that staff need not check twice.

    Only in rows that have no fault of their own, and none about the class of what a cell refers to, for
    both may follow from the faults. Nothing where whole columns, sheets or files are at fault.
    """
    faulty = {replace(finding.cell, column=0) for finding in batch.errors}
    if any(finding.code[:2] != "E2" or not finding.cell.row for finding in batch.errors):
        return []
    found = (
        _to_finding(violation, batch)
        for violation in find_violations(compile_shapes(), store.pairs)
        if violation.constraint.severity == "violation"
        and violation.constraint.component not in ABOUT_CLASSES
    )
    own = (one for one in found if one.cell.row and replace(one.cell, column=0) not in faulty)
    return sorted(own, key=lambda finding: finding.cell)


def _to_finding(violation: Violation, batch: Batch) -> Finding:
    constraint = violation.constraint
    found = batch.cell(violation.focus, violation.path, violation.value)
    cell, shown = found or (Cell("", ""), "")
    value = shown or batch.name(violation.focus) or ("" if found else compress(violation.focus))
    message = pick(constraint.messages)
    if constraint.severity == "violation":
        return Finding("E301", cell, value, message)
    return Finding("W301", cell, value, message, severity="warning")
