"""The shapes' findings on a mapped batch, each with the cell it comes from."""

from collections.abc import Iterable
from dataclasses import replace

from traiber.data.batch import Batch
from traiber.data.findings import Cell, Finding
from traiber.graph.store import Store
from traiber.ontology.language import pick
from traiber.ontology.prefixes import compress
from traiber.ontology.shapes import Violation, compile_shapes, find_violations

MISSING = "sh:MinCountConstraintComponent"
# What two cells that were read say against each other or their ranges holds, whatever is wrong beside them
OF_VALUES = frozenset(
    f"sh:{name}ConstraintComponent"
    for name in (
        "MinInclusive",
        "MaxInclusive",
        "MinExclusive",
        "MaxExclusive",
        "LessThan",
        "LessThanOrEquals",
        "Disjoint",
        "Pattern",
        "MinLength",
        "MaxLength",
        "Datatype",
    )
)
ABOUT_OTHERS = ("sh:ClassConstraintComponent", "sh:OrConstraintComponent")
OF_ONE_CELL = ("E103", "E106", "E108")  # faults in reading that are about a cell, as are those in values


def validate(store: Store, batch: Batch) -> list[Finding]:
    """All violations of the shipped shapes in a store, as findings at their cells.

    What belongs to no row (a foreign file) is reported at its IRI.
    """
    found = (_to_finding(violation, batch) for violation in _violations(store))
    return sorted(found, key=lambda finding: (finding.severity, finding.cell))


def validate_rest(store: Store, batch: Batch) -> list[Finding]:
    """What the shapes find although cells are faulty, so that staff need not check twice.

    In rows without a fault: everything but the class of what a cell refers to, and what other rows would
    have to say. In rows with one: what their other cells say. Where a whole column, sheet or file is at
    fault nothing about it, and elsewhere only what a cell alone says, for rows may be missing.
    """
    cells = {finding.cell for finding in batch.errors}
    rows = {replace(cell, column=0) for cell in cells}
    wholes = [finding.cell for finding in batch.errors if not _is_about_cell(finding)]
    at_fault = {(cell.file, cell.sheet) for cell in wholes}

    def holds(violation: Violation, finding: Finding) -> bool:
        cell, component = finding.cell, violation.constraint.component
        if not cell.row or cell in cells or {(cell.file, cell.sheet), (cell.file, "")} & at_fault:
            return False
        if component in ABOUT_OTHERS:
            return False
        if component in OF_VALUES:
            return True
        if component == MISSING and not batch.has_column(violation.focus, violation.path):
            return False
        if replace(cell, column=0) in rows:
            return component == MISSING and violation.constraint.severity == "warning"
        return component == MISSING or not wholes

    found = ((violation, _to_finding(violation, batch)) for violation in _violations(store))
    kept = (finding for violation, finding in found if holds(violation, finding))
    return sorted(kept, key=lambda finding: (finding.severity, finding.cell))


def _violations(store: Store) -> Iterable[Violation]:
    return find_violations(compile_shapes(), store.pairs)


def _is_about_cell(finding: Finding) -> bool:
    is_value = finding.code[:2] == "E2" and finding.code != "E212"
    return bool(finding.cell.row) and (is_value or finding.code in OF_ONE_CELL)


def _to_finding(violation: Violation, batch: Batch) -> Finding:
    constraint = violation.constraint
    found = batch.cell(violation.focus, violation.path, violation.value)
    cell, shown = found or (Cell("", ""), "")
    value = shown or batch.name(violation.focus) or ("" if found else compress(violation.focus))
    message = pick(constraint.messages)
    if constraint.severity == "violation":
        return Finding("E301", cell, value, message)
    return Finding("W301", cell, value, message, severity="warning")
