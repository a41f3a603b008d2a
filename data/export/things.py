"""The things of a store that are rows of a sheet, with what the graphs say about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from traiber.data.workbook import Column, Sheet, load_workbook, sheet_of
from traiber.graph.access import LEVELS
from traiber.graph.store import Store, Term
from traiber.ontology.prefixes import expand

Properties = Mapping[str, Iterable[Term]]  # predicate -> objects

_TYPE, _KENNUNG = expand("rdf:type"), expand("tr:kennung")
_IRI_TYPES = frozenset({"code", "ref", "source", "url", "nuts", "scheme"})


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graphs of one level say about the subject of a row; `parts` are its own nodes."""

    sheet: Sheet
    subject: str
    key: str
    level: str
    properties: Properties
    parts: Mapping[str, Properties]

    def objects(self, column: Column, predicate: str) -> list[Term]:
        """The values of a column, sorted."""
        owner = self.parts.get(column.via.suffix, {}) if column.via else self.properties
        kind = "iri" if column.type in _IRI_TYPES else "literal"
        found = [t for t in owner.get(predicate, ()) if t.kind == kind and t.language == column.language]
        return sorted(found, key=lambda found: found.value)

    def known_nones(self) -> list[tuple[str, str]]:
        """The properties known to have no value, each with the part ("" the thing itself) that lacks it."""
        none = expand("tr:knownNone")
        owners = {"": self.properties, **self.parts}
        return sorted((part, term.value) for part, own in owners.items() for term in own.get(none, ()))

    def texts(self, predicate: str) -> list[str]:
        """The values of a property as plain texts, sorted."""
        return sorted(found.value for found in self.properties.get(expand(predicate), ()))


def read_things(store: Store, base: str) -> dict[str, list[Thing]]:
    """The things by sheet, sorted by key and access level; sheets without any are empty.

    What came from an RDF file is among them, if it has a class of ours: in the tables it has the
    address that its key gives it.
    """
    sheets = {sheet.path: sheet for sheet in load_workbook().values()}
    found: dict[str, list[Thing]] = {sheet.key: [] for sheet in sheets.values()}
    for level, subjects in _read(store, base).items():
        for subject, properties in subjects.items():
            sheet, tail = _sheet(subject, properties, base, sheets)
            if sheet is None:
                continue
            key = next((term.value for term in properties.get(_KENNUNG, ())), tail)
            suffixes = {column.via.suffix for column in sheet.columns if column.via}
            parts = {suffix: subjects.get(f"{subject}/{suffix}", {}) for suffix in suffixes}
            found[sheet.key].append(Thing(sheet, subject, key, level, properties, parts))
    for things in found.values():
        things.sort(key=lambda thing: (*_order(thing.key), LEVELS.index(thing.level)))
    return found


def _sheet(
    subject: str, properties: Properties, base: str, sheets: Mapping[str, Sheet]
) -> tuple[Sheet | None, str]:
    """The sheet that a subject is a row of and its last segment: by its address, if foreign by its class."""
    if not subject.startswith(base):
        classes = [term.value for term in properties.get(_TYPE, ())]
        return sheet_of(classes), subject.rstrip("/#").replace("#", "/").rpartition("/")[2]
    path, _slash, tail = subject.removeprefix(base).partition("/")
    sheet = sheets.get(path)
    return (sheet if sheet and has(properties, _TYPE, expand(sheet.class_)) else None), tail


def has(properties: Properties, predicate: str, value: str) -> bool:
    """Whether the properties say this: the predicate's IRI, and the value as IRI or text."""
    return any(term.value == value for term in properties.get(predicate, ()))


def _read(store: Store, base: str) -> dict[str, dict[str, dict[str, dict[Term, None]]]]:
    """Level -> subject -> predicate -> objects; the account of the imports is left out."""
    read: dict[str, dict[str, dict[str, dict[Term, None]]]] = {level: {} for level in LEVELS}
    levels: dict[str, str] = {}
    for graph in store.graphs():
        level, _slash, run = graph.removeprefix(f"{base}graph/").partition("/")
        if level in read and run != "imports":
            levels[graph] = level
    for subject, predicate, object_, graph in store.statements(levels):
        properties = read[levels[graph]].setdefault(subject.value, {})
        properties.setdefault(predicate.value, {})[object_] = None
    return read


def _order(key: str) -> tuple[str, int]:
    """Rows that share a digest (…-2, …-10) stand in the order in which they were numbered."""
    head, _dash, count = key.rpartition("-")
    return (head, int(count)) if head and count.isdecimal() else (key, 0)
