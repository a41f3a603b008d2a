"""The statements of a table's rows, column by column, each put together in one step.

An ending kept for equal cells saves nothing: where most cells differ, keeping it costs more than making it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from traiber.data.derivations import DERIVATIONS
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import Column, Sheet, Via
from traiber.ontology.codes import load_codes
from traiber.ontology.ntriples import literal, term, typed
from traiber.ontology.vocabulary import superclasses

Cells = Sequence[tuple[str, ...]]  # the terms of each row in one column


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one sheet as terms: all sequences are as long as `subjects`."""

    sheet: Sheet
    subjects: Sequence[str]
    keys: Sequence[str]
    terms: Mapping[str, Cells]  # by column
    notes: Sequence[Sequence[str]]

    def at(self, places: Sequence[int]) -> "Rows":
        """Only the rows at these places."""
        return Rows(
            self.sheet,
            [self.subjects[place] for place in places],
            [self.keys[place] for place in places],
            {key: [cells[place] for place in places] for key, cells in self.terms.items()},
            [self.notes[place] for place in places],
        )


def statements_of(rows: Rows) -> Iterator[Iterable[str]]:
    """Everything that rows say, as portions of statements in N-Triples without the full stop."""
    yield from _types(rows)
    columns = [c for c in rows.sheet.columns if c.key in rows.terms and not c.derived]
    for via, members in groupby(sorted(columns, key=_owner), key=lambda column: column.via):
        if via is None:
            for column in members:
                yield _column(column, rows.subjects, rows.terms[column.key])
        else:
            yield from _node(via, list(members), rows)
    yield from _keys(rows)
    note = term("skos:note")
    yield [
        f"{subject} {note} {literal(text)}"
        for subject, texts in zip(rows.subjects, rows.notes, strict=True)
        for text in texts
    ]
    if rows.sheet.key in DERIVATIONS:
        yield DERIVATIONS[rows.sheet.key](rows.subjects, rows.keys, rows.terms)


def _owner(column: Column) -> str:
    return column.via.suffix if column.via else ""


def _types(rows: Rows) -> Iterator[Iterable[str]]:
    """The classes of each row: that of the sheet, those that codes name, and all above them."""
    type_ = term("rdf:type")
    for class_ in (rows.sheet.class_, *superclasses(rows.sheet.class_)):
        ending = f" {type_} {term(class_)}"
        yield [subject + ending for subject in rows.subjects]
    for column in rows.sheet.columns:
        if column.class_from and column.codes and column.key in rows.terms:
            classes = _classes_by_code(column.codes, column.class_from)
            yield [
                f"{subject} {type_} {class_}"
                for subject, found in zip(rows.subjects, rows.terms[column.key], strict=True)
                for code in found
                for class_ in classes.get(code, ())
            ]


@cache
def _classes_by_code(scheme: str, class_from: str) -> dict[str, tuple[str, ...]]:
    return {
        f"<{code.iri}>": tuple(
            term(c) for c in (code.classes[class_from], *superclasses(code.classes[class_from]))
        )
        for code in load_codes()[scheme].codes
        if class_from in code.classes
    }


def _column(column: Column, subjects: Sequence[str], cells: Cells) -> Iterable[str]:
    """The values of one column; where a value is known to be none, that is said instead."""
    if column.type != "choice" and column.predicate is None:
        return ()
    rows = zip(subjects, cells, strict=True)
    if column.type == "choice":
        ending = {KNOWN_NONE: _none(column), **_choices(column)}
        return [subject + ending[value] for subject, found in rows for value in found]
    none, predicate = _none(column), f" {term(column.predicate or '')} "
    statements = [
        f"{subject}{predicate}{value}" if value != KNOWN_NONE else subject + none
        for subject, found in rows
        for value in found
    ]
    if column.inverse:
        inverse = f" {term(column.inverse)} "
        statements += [
            value + inverse + subject
            for subject, found in zip(subjects, cells, strict=True)
            for value in found
            if value != KNOWN_NONE
        ]
    return statements


def _none(column: Column) -> str:
    if column.type == "choice":
        return f" {term('tr:isMultiplier')} {typed('false', 'xsd:boolean')}"
    return f" {term('tr:knownNone')} {term(column.predicate or '')}"


def _choices(column: Column) -> dict[str, str]:
    """What each admissible value of a `choice` column says."""
    return {
        choice.key: f" {term(choice.predicate)} "
        + (
            typed(str(choice.value).lower(), "xsd:boolean")
            if isinstance(choice.value, bool)
            else term(choice.value)
        )
        for choice in column.choices
    }


def _node(via: Via, columns: Sequence[Column], rows: Rows) -> Iterator[Iterable[str]]:
    """The node that hangs on each row with a value in one of these columns, and its values.

    A dash is about that node too, since LEI and register number share a property, but no reason for
    the row to refer to it: it does not exist.
    """
    owners = [f"{subject[:-1]}/{via.suffix}>" for subject in rows.subjects]
    filled = [False] * len(owners)
    for column in columns:
        cells = rows.terms[column.key]
        yield _column(column, owners, cells)
        filled = [b or found not in ((), (KNOWN_NONE,)) for b, found in zip(filled, cells, strict=True)]
    link, type_ = f" {term(via.property)} ", f" {term('rdf:type')} {term(via.class_)}"
    places = [place for place, one in enumerate(filled) if one]
    yield [rows.subjects[place] + link + owners[place] for place in places]
    yield [owners[place] + type_ for place in places]


def _keys(rows: Rows) -> Iterator[Iterable[str]]:
    """The key of each row, so that every thing can be named and found again."""
    column = next((column for column in rows.sheet.columns if column.type == "id"), None)
    if column is None or column.predicate is None:
        return
    pairs = list(zip(rows.subjects, rows.keys, strict=True))
    kennung = term("tr:kennung")
    yield [f"{subject} {kennung} {literal(key)}" for subject, key in pairs]
    if column.predicate == "skos:notation":
        notation = term(column.predicate)
        yield [f"{subject} {notation} {literal(key.rpartition('/')[2])}" for subject, key in pairs]
