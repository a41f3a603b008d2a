"""The cells of a row: which values of a thing stand in a column."""

from collections.abc import Iterable, Mapping
from functools import cache

from traiber.data.export.naming import Names
from traiber.data.export.things import Thing, has
from traiber.data.export.values import to_cell
from traiber.data.table import Cell
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import Column
from traiber.ontology.codes import load_codes
from traiber.ontology.language import current_language
from traiber.ontology.prefixes import expand
from traiber.ontology.vocabulary import superclasses


def cells_of(thing: Thing, column: Column, predicate: str, names: Names) -> list[Cell]:
    """The values of a cell; more than one only where the graph holds more than the column admits."""
    if column.type == "id":
        return [thing.key]
    if column.key == "access":
        stated = thing.level != thing.sheet.access
        return [names.code("AccessLevel", f"{load_codes()['AccessLevel'].iri}/{thing.level}")] * stated
    if column.type == "shorthand":
        return []
    if column.type == "choice":
        return _choices(thing, column)
    if column.derived:
        return [names.row(end, column) for end in _ends(thing)[column.predicate == "tr:to"]]
    values = [to_cell(column, term, names) for term in thing.objects(column, predicate)]
    if not values or not (column.multiple or column.by_line):
        return values
    return [_join(map(str, values), "\n" if column.by_line else "; ")]


def terms_of(thing: Thing, column: Column) -> frozenset[str]:
    """What the cell of a column means, whatever it is called: the IRIs or texts of its values."""
    if column.derived:
        return frozenset(_ends(thing)[column.predicate == "tr:to"])
    found = thing.objects(column, expand(column.predicate or "rdf:nil"))
    return frozenset(term.value for term in found)


def _join(values: Iterable[str], separator: str = "; ") -> str:
    ordered = sorted(values)
    # a lone dash would say "known to be none"; one that stands twice is a value
    return separator.join(ordered * 2 if ordered in (["-"], ["–"]) else ordered)


def _ends(thing: Thing) -> tuple[list[str], list[str]]:
    """From and to of a tie; where it has no direction, its participants in the order of their IRIs."""
    starts, ends = thing.texts("tr:from"), thing.texts("tr:to")
    if starts and ends:
        return starts, ends
    both = thing.texts("tr:participant")
    return both[::2], both[1::2] + (both[-1:] if len(both) % 2 else [])


def _choices(thing: Thing, column: Column) -> list[Cell]:
    implied = _implied_classes(thing)
    stated = [
        choice.names[1 if current_language() == "de" else 2]
        for choice in column.choices
        if choice.value not in implied
        and has(
            thing.properties,
            expand(choice.predicate),
            expand(choice.value) if isinstance(choice.value, str) else str(choice.value).lower(),
        )
    ]
    denied = has(thing.properties, expand("tr:isMultiplier"), "false")
    return [*([_join(stated)] if stated else []), *([KNOWN_NONE] if denied else [])]


def _implied_classes(thing: Thing) -> set[str]:
    """The classes that follow from the row's codes, as CURIEs."""
    found = {
        _classes_of(column.codes, column.class_from).get(term.value, "")
        for column in thing.sheet.columns
        if column.class_from and column.codes and column.predicate
        for term in thing.properties.get(expand(column.predicate), ())
    }
    return found.union(*map(superclasses, found))


@cache
def _classes_of(scheme: str, class_from: str) -> Mapping[str, str]:
    return {
        code.iri: code.classes[class_from]
        for code in load_codes()[scheme].codes
        if class_from in code.classes
    }
