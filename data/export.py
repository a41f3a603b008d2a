"""The graph back as tables: the inverse of the mapper, driven by the same declared mapping.

Reading the tables again with the same base gives the same statements. A thing whose statements
stand at two access levels becomes a row of each. A column that admits one value of which the graph
holds several (two files said different things) becomes further rows with the same ID.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from traiber.data.identities import NAMED, Identities, Registry
from traiber.data.table import Cell, Table
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.graph.access import LEVELS
from traiber.graph.store import Store, Term
from traiber.ontology.codes import load_codes, resolve, resolve_scheme
from traiber.ontology.language import current_language, pick
from traiber.ontology.prefixes import expand
from traiber.ontology.vocabulary import superclasses

Properties = Mapping[str, Iterable[Term]]  # predicate -> objects
_STATEMENTS = "SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
_TYPE, _KENNUNG = expand("rdf:type"), expand("tr:kennung")
_DIGEST = re.compile(r"[0-9a-f]{16}")
_IRI_TYPES = frozenset({"code", "ref", "source", "url", "nuts", "scheme"})


@dataclass(frozen=True, slots=True)
class _Thing:
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

    def texts(self, predicate: str) -> list[str]:
        """The values of a property as plain texts, sorted."""
        return sorted(found.value for found in self.properties.get(expand(predicate), ()))


def export_tables(store: Store, base: str) -> dict[str, Table]:
    """The tables of a store by sheet, in the order of the workbook; sheets without rows are empty.

    `base` is what the things' IRIs begin with. Rows are sorted by their key; several values of a
    cell are sorted. Other rows are named by their name where it means only them, else by their ID.
    One pass over each named graph, linear in its statements.
    """
    things = _things(store, base)
    names = _Names(base, [thing for found in things.values() for thing in found])
    return {key: _to_table(sheet, things[key], names) for key, sheet in load_workbook().items()}


def _things(store: Store, base: str) -> dict[str, list[_Thing]]:
    sheets = {sheet.path: sheet for sheet in load_workbook().values()}
    found: dict[str, list[_Thing]] = {sheet.key: [] for sheet in sheets.values()}
    for level, subjects in _read(store, base).items():
        for subject, properties in subjects.items():
            path, _slash, tail = subject.removeprefix(base).partition("/")
            sheet = sheets.get(path)
            if sheet is None or not _has(properties, _TYPE, expand(sheet.class_)):
                continue
            key = next((term.value for term in properties.get(_KENNUNG, ())), tail)
            suffixes = {column.via.suffix for column in sheet.columns if column.via}
            parts = {suffix: subjects.get(f"{subject}/{suffix}", {}) for suffix in suffixes}
            found[sheet.key].append(_Thing(sheet, subject, key, level, properties, parts))
    for things in found.values():
        things.sort(key=lambda thing: (*_order(thing.key), LEVELS.index(thing.level)))
    return found


def _read(store: Store, base: str) -> dict[str, dict[str, dict[str, dict[Term, None]]]]:
    """Level -> subject -> predicate -> objects; the account of the imports is left out."""
    read: dict[str, dict[str, dict[str, dict[Term, None]]]] = {level: {} for level in LEVELS}
    for graph in store.graphs():
        level, _slash, run = graph.removeprefix(f"{base}graph/").partition("/")
        if level not in read or run == "imports":
            continue
        subjects = read[level]
        for subject, predicate, object_ in store.table(_STATEMENTS.format(graph=graph))[1]:
            if subject and predicate and object_ and subject.value.startswith(base):
                properties = subjects.setdefault(subject.value, {})
                properties.setdefault(predicate.value, {})[object_] = None
    return read


def _has(properties: Properties, predicate: str, value: str) -> bool:
    return any(term.value == value for term in properties.get(predicate, ()))


def _order(key: str) -> tuple[str, int]:
    """Rows that share a digest (…-2, …-10) stand in the order in which they were numbered."""
    head, _dash, count = key.rpartition("-")
    return (head, int(count)) if head and count.isdecimal() else (key, 0)


def _to_table(sheet: Sheet, things: Sequence[_Thing], names: "_Names") -> Table:
    columns = [
        (column, expand(column.predicate or "rdf:nil"))
        for column in sheet.columns
        if column.type != "shorthand"
    ]
    rows = [row for thing in things for row in _rows(thing, columns, names)]
    return Table(sheet.key, tuple(column.key for column, _predicate in columns), rows)


def _rows(
    thing: _Thing, columns: Sequence[tuple[Column, str]], names: "_Names"
) -> Iterator[tuple[Cell, ...]]:
    cells = [_cells(thing, column, predicate, names) for column, predicate in columns]
    _add_known_nones(thing, columns, cells)
    repeated = [
        column.required or column.default is not None or column.key in ("id", "access", *thing.sheet.identity)
        for column, _predicate in columns
    ]
    for at in range(max(map(len, cells))):
        yield tuple(
            found[at] if at < len(found) else found[0] if again and found else None
            for found, again in zip(cells, repeated, strict=True)
        )


def _cells(thing: _Thing, column: Column, predicate: str, names: "_Names") -> list[Cell]:
    """The values of a cell; more than one only where the graph holds more than the column admits."""
    if column.type == "id":
        return [thing.key]
    if column.key == "access":
        stated = thing.level != thing.sheet.access
        return [names.code("AccessLevel", f"{load_codes()['AccessLevel'].iri}/{thing.level}")] * stated
    if column.type == "choice":
        return _choices(thing, column)
    if column.derived:
        return [names.row(end, column) for end in _ends(thing)[column.predicate == "tr:to"]]
    values = [_value(column, term, names) for term in thing.objects(column, predicate)]
    if not values or not (column.multiple or column.by_line):
        return values
    return [_join(map(str, values), "\n" if column.by_line else "; ")]


def _join(values: Iterable[str], separator: str = "; ") -> str:
    ordered = sorted(values)
    # a lone dash would say "known to be none"; one that stands twice is a value
    return separator.join(ordered * 2 if ordered in (["-"], ["–"]) else ordered)


def _ends(thing: _Thing) -> tuple[list[str], list[str]]:
    """From and to of a tie; where it has no direction, its participants in the order of their IRIs."""
    starts, ends = thing.texts("tr:from"), thing.texts("tr:to")
    if starts and ends:
        return starts, ends
    both = thing.texts("tr:participant")
    return both[::2], both[1::2] + (both[-1:] if len(both) % 2 else [])


def _choices(thing: _Thing, column: Column) -> list[Cell]:
    implied = _implied_classes(thing)
    stated = [
        choice.names[1 if current_language() == "de" else 2]
        for choice in column.choices
        if choice.value not in implied
        and _has(
            thing.properties,
            expand(choice.predicate),
            expand(choice.value) if isinstance(choice.value, str) else str(choice.value).lower(),
        )
    ]
    denied = _has(thing.properties, expand("tr:isMultiplier"), "false")
    return [*([_join(stated)] if stated else []), *([KNOWN_NONE] if denied else [])]


def _implied_classes(thing: _Thing) -> set[str]:
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


def _add_known_nones(
    thing: _Thing, columns: Sequence[tuple[Column, str]], cells: Sequence[list[Cell]]
) -> None:
    """A dash in the first empty column, else one more row, for each property known to have no value."""
    for none in thing.texts("tr:knownNone"):
        candidates = [
            found
            for (column, predicate), found in zip(columns, cells, strict=True)
            if predicate == none and not column.required and column.type != "id"
        ]
        target = next((found for found in candidates if not found), candidates[0] if candidates else None)
        if target is not None:
            target.append(KNOWN_NONE)


def _value(column: Column, term: Term, names: "_Names") -> Cell:
    text = term.value
    match column.type:
        case "code":
            return names.code(column.codes or "", text)
        case "ref" | "source":
            return names.row(text, column)
        case "scheme":
            return names.scheme(text)
        case "nuts":
            return text.removeprefix(expand("nuts:"))
        case "point":
            return _point(text)
        case "boolean":
            return text == "true"
        case "survey":
            return text == "true" if text in ("true", "false") else date.fromisoformat(text)
        case "date" | "moment":
            return date.fromisoformat(text[:10])
        case "year":
            return text if text.startswith("0") else int(text)
        case "integer":
            return int(text)
        case "decimal":
            return _number(text)
        case _:
            return text


def _number(text: str) -> Cell:
    """A number; as text with a comma where a float would not hold all of its digits."""
    value = float(text)
    shown = format(value, ".15g")
    if "e" not in shown and Decimal(shown) == Decimal(text):
        return int(value) if value.is_integer() else value
    return text.replace(".", ",")


def _point(text: str) -> str:
    """Latitude, longitude without exponents from `POINT(longitude latitude)`."""
    longitude, latitude = text.removeprefix("POINT(").removesuffix(")").split()
    return ", ".join(format(Decimal(part), "f") for part in (latitude, longitude))


class _Names:
    """What a cell calls other rows and codes, so that reading finds exactly them again."""

    def __init__(self, base: str, things: Iterable[_Thing]) -> None:
        """Learn the names of all rows as the import does."""
        self._base = base
        self._known = Identities(base, Registry())
        self._own_codes = Identities(base, Registry())
        self._texts: dict[str, list[str]] = defaultdict(list)  # IRI -> names, the best first
        self._rows: dict[tuple[str, tuple[str, ...]], str] = {}
        self._codes: dict[tuple[str, str], str] = {}
        for thing in things:
            if thing.sheet.key in NAMED:
                self._learn(thing)

    def _learn(self, thing: _Thing) -> None:
        sheet, subject = thing.sheet, thing.subject
        labels = [
            (column, term.value)
            for column in sheet.columns
            if column.type in ("label", "nuts") and column.key not in ("definition", "description")
            for term in thing.objects(column, expand(column.predicate or ""))
        ]
        texts = [text.removeprefix(expand("nuts:")) for _column, text in labels]
        for text in (thing.key, *texts):
            self._known.add_name(sheet.key, text, subject)
        preferred = {c.language: text for c, text in labels if c.predicate == "skos:prefLabel" and c.language}
        short = sheet.key == "sources" and not _DIGEST.fullmatch(thing.key)
        first = (thing.key, pick(preferred)) if short else (pick(preferred), thing.key)
        self._texts[subject] += [*first, *texts]
        if sheet.key == "lists":
            notation = thing.key.rpartition("/")[2]
            self._texts[subject] += [notation]
            for scheme in thing.texts("skos:inScheme"):
                for text in (notation, *preferred.values()):
                    self._own_codes.add_name(scheme, text, subject)

    def row(self, iri: str, column: Column) -> str:
        """The name of a row of the sheets that a column refers to, or its ID; or a code of the column."""
        key = (iri, column.ref)
        if key not in self._rows:
            self._rows[key] = self._find_row(iri, column)
        return self._rows[key]

    def _find_row(self, iri: str, column: Column) -> str:
        for text in self._texts.get(iri, ()):
            if _is_plain(text) and self._known.find(column.ref, text) == {iri}:
                return text
        if column.codes and iri.startswith(load_codes()[column.codes].iri + "/"):
            taken = self._known.names
            return self._code(column.codes, iri, {n for sheet in column.ref for n in taken.get(sheet, ())})
        return iri.removeprefix(self._base).partition("/")[2] or iri

    def code(self, scheme: str, iri: str) -> str:
        """The label of a code in the current language where it means only this code, else its notation."""
        key = (scheme, iri)
        if key not in self._codes:
            self._codes[key] = self._code(scheme, iri, set())
        return self._codes[key]

    def _code(self, scheme: str, iri: str, taken: set[str]) -> str:
        shipped = next((code for code in load_codes()[scheme].codes if code.iri == iri), None)
        if shipped is None:
            owner = load_codes()[scheme].iri
            for text in self._texts.get(iri, ()):
                if (
                    _is_plain(text)
                    and not resolve(scheme, text)
                    and self._own_codes.find([owner], text) == {iri}
                ):
                    return text
            return iri.rpartition("/")[2]
        candidates = (pick(shipped.labels), shipped.notation, *shipped.labels.values(), *shipped.names)
        for text in candidates:
            if _is_plain(text) and resolve(scheme, text) == shipped and text.casefold() not in taken:
                return text
        return shipped.notation

    def scheme(self, iri: str) -> str:
        """The label of a code list where it means only this list, else its key."""
        found = next((code_list for code_list in load_codes().values() if code_list.iri == iri), None)
        if found is None:
            return iri
        label = pick(found.labels)
        return label if resolve_scheme(label) == found else found.key


def _is_plain(text: str) -> bool:
    """Whether a cell may hold the text as one value: no separators, no dash, no help line."""
    return bool(text) and not any(sign in text for sign in ";|") and text not in ("-", "–") and text[0] != "#"
