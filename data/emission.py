"""The statements of a table's rows, column by column."""

from collections.abc import Sequence
from functools import cache

from traiber.data.intake import SourceTable
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import Column
from traiber.ontology.codes import load_codes
from traiber.ontology.ntriples import literal, term, typed
from traiber.ontology.vocabulary import superclasses

Cells = Sequence[tuple[str, ...]]  # the terms of each row in one column
Terms = dict[str, list[tuple[str, ...]]]  # column key -> the terms of each row
Lines = Sequence[list[str]]  # for each row, the list that takes its statements


def emit_types(table: SourceTable, subjects: Sequence[str], terms: Terms, out: list[list[str]]) -> None:
    """The classes of each row: that of the sheet, those that codes name, and all above them."""
    type_ = term("rdf:type")
    sheet = table.sheet
    fixed = [term(class_) for class_ in (sheet.class_, *superclasses(sheet.class_))]
    for row, subject in enumerate(subjects):
        out[row].extend(f"{subject} {type_} {class_}" for class_ in fixed)
    for column in sheet.columns:
        if column.class_from and column.codes:
            classes = _classes_by_code(column.codes, column.class_from)
            for row, found in enumerate(terms[column.key]):
                out[row].extend(
                    f"{subjects[row]} {type_} {class_}" for code in found for class_ in classes.get(code, ())
                )


@cache
def _classes_by_code(scheme: str, class_from: str) -> dict[str, tuple[str, ...]]:
    return {
        f"<{code.iri}>": tuple(
            term(c) for c in (code.classes[class_from], *superclasses(code.classes[class_from]))
        )
        for code in load_codes()[scheme].codes
        if class_from in code.classes
    }


def emit_column(
    table: SourceTable,
    column: Column,
    subjects: Sequence[str],
    terms: Cells,
    out: list[list[str]],
) -> None:
    """The values of one column; where a value is known to be none, that is said instead.

    Of the node that the value would hang on, where there is one: LEI and register number share a
    property. The row does not refer to that node then, for it does not exist.
    """
    if column.type == "choice":
        _emit_choices(column, subjects, terms, out)
        return
    if column.predicate is None:
        return
    predicate = term(column.predicate)
    inverse = term(column.inverse) if column.inverse else None
    none = f"{term('tr:knownNone')} {predicate}"
    for subject, found, lines in zip(subjects, terms, out, strict=True):
        for value in found:
            owner = f"{subject[:-1]}/{column.via.suffix}>" if column.via else subject
            if value == KNOWN_NONE:
                lines.append(f"{owner} {none}")
                continue
            if column.via:
                lines.append(f"{subject} {term(column.via.property)} {owner}")
                lines.append(f"{owner} {term('rdf:type')} {term(column.via.class_)}")
            lines.append(f"{owner} {predicate} {value}")
            if inverse:
                lines.append(f"{value} {inverse} {owner}")


def _emit_choices(column: Column, subjects: Sequence[str], terms: Cells, out: list[list[str]]) -> None:
    statements = {}
    for choice in column.choices:
        value = (
            typed(str(choice.value).lower(), "xsd:boolean")
            if isinstance(choice.value, bool)
            else term(choice.value)
        )
        statements[choice.key] = f"{term(choice.predicate)} {value}"
    denied = f"{term('tr:isMultiplier')} {typed('false', 'xsd:boolean')}"
    for subject, found, lines in zip(subjects, terms, out, strict=True):
        for key in found:
            lines.append(f"{subject} {denied if key == KNOWN_NONE else statements[key]}")


def emit_keys(table: SourceTable, subjects: Sequence[str], keys: Sequence[str], out: list[list[str]]) -> None:
    """The key of each row, so that every thing can be named and found again."""
    column = next((column for column in table.sheet.columns if column.type == "id"), None)
    if column is None or column.predicate is None:
        return
    kennung = term("tr:kennung")
    own = term(column.predicate) if column.predicate == "skos:notation" else None
    for subject, key, lines in zip(subjects, keys, out, strict=True):
        lines.append(f"{subject} {kennung} {literal(key)}")
        if own:
            lines.append(f"{subject} {own} {literal(key.rpartition('/')[2])}")
