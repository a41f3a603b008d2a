"""The query library: shipped and own SPARQL queries with a title, typed parameters and columns.

A query says in comments at its head what it answers:

    # title@de: …                              # title@en: …
    # description@de: …                        # description@en: …
    # question: 22
    # param NAME TYPE [= default]: German label | English label
    # column NAME: German header | English header

Parameters are bound as RDF terms, never written into the text. The engine binds only variables
that the query selects, so each parameter stands in the SELECT clause (and in that of every nested
SELECT that uses it); a parameter without a value is an unbound variable. Selected columns that are
not declared are not handed over. A column `xLabel` beside a column `x` is a German label, which is
replaced by the label in the current language where there is one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import process

from traiber.graph.results import Meta, Result, meta_of
from traiber.graph.store import QueryError, Store, Term
from traiber.ontology.codes import normalise
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import LANGUAGES, current_language, pick
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed
from traiber.ontology.prefixes import expand

if TYPE_CHECKING:
    from traiber.graph.network import Network

Labels = Mapping[str, str]  # language -> text
Rows = list[tuple[Term | None, ...]]

THINGS: Mapping[str, tuple[str, ...]] = {  # parameter type -> classes of the things it names
    "region": ("tr:Region",),
    "actor": ("tr:Actor",),
    "field": ("tr:ActionField",),
    "network": ("tr:TransformationNetwork",),
    "person": ("tr:Person",),
    "tie": ("tr:Tie",),
    "strategy": ("tr:Strategy", "tr:GuidingVision"),
}
TYPES = (*THINGS, "date", "integer", "text")

_TITLE = re.compile(r"#\s*(title|description)@(de|en):\s*(.+)")
_NUMBER = re.compile(r"#\s*question:\s*(\d+)")
_PARAMETER = re.compile(r"#\s*param\s+(\w+)\s+(\w+)\s*(?:=\s*([^:]*?)\s*)?:\s*(.+)")
_COLUMN = re.compile(r"#\s*column\s+(\w+):\s*(.+)")
_BEGUN = re.compile(r"#\s*(param|column)\s")
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_NAMES = """
SELECT ?class ?thing ?rank ?name WHERE {
  ?thing a ?class .
  { ?thing tr:kennung|tr:ags|skos:notation ?name . BIND(1 AS ?rank) }
  UNION { ?thing skos:prefLabel|foaf:name ?name . BIND(2 AS ?rank) }
  UNION { ?thing skos:altLabel|skos:hiddenLabel ?name . BIND(3 AS ?rank) }
}
ORDER BY ?rank ?name ?thing
"""
_TRANSLATIONS = """
SELECT ?thing ?label ?language WHERE { ?thing skos:prefLabel ?label . FILTER(LANG(?label) = ?language) }
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query can be asked about; without value and default it does not restrict anything."""

    name: str
    type: str  # one of TYPES
    default: str | None
    labels: Labels


@dataclass(frozen=True, slots=True)
class Query:
    """A query of the library; `number` is that of the competency question, None for others."""

    name: str
    titles: Labels
    descriptions: Labels
    number: int | None
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Labels]  # column -> headers; empty: all columns of the query
    text: str


class UnknownQueryError(TraiberError):
    """A name that is neither a shipped query nor a file."""

    def __init__(self, name: str, nearest: str | None) -> None:
        """Keep the name and the shipped query that was probably meant."""
        super().__init__(name)
        self.name, self.nearest = name, nearest

    def __str__(self) -> str:
        """Name the query and the nearest one, or how to list them."""
        text = _("There is no query '{name}'.").format(name=self.name)
        return f"{text} {_suggest(self.nearest) or _('List them with: traiber queries')}"


class ParameterError(TraiberError):
    """A parameter, or a value of one, that the query cannot be asked with."""

    def __init__(self, parameter: str, value: str, rule: str, nearest: str | None = None) -> None:
        """Keep parameter, value, the broken rule and what was probably meant."""
        super().__init__(parameter, value, rule)
        self.parameter, self.value, self.rule, self.nearest = parameter, value, rule, nearest

    def __str__(self) -> str:
        """Parameter, value, rule and suggestion."""
        given = f"{self.parameter}={self.value}" if self.value else self.parameter
        return f"{given}: {self.rule} {_suggest(self.nearest)}".rstrip()


class HeaderError(TraiberError):
    """A declaration at the head of a query that cannot be read."""

    def __init__(self, name: str, line: str) -> None:
        """Keep the query's name and the line."""
        super().__init__(name, line)
        self.name, self.line = name, line

    def __str__(self) -> str:
        """Name query and line, and show the form."""
        text = _("{name}: the line '{line}' is no declaration of the form '{form}'; types are {types}.")
        form = "# param NAME TYPE = DEFAULT: GERMAN | ENGLISH"
        return text.format(name=self.name, line=self.line, form=form, types=", ".join(TYPES))


@cache
def load_queries() -> Mapping[str, Query]:
    """The shipped queries by name, sorted; read once."""
    folder = files("traiber.graph") / "queries"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".rq"))
    texts = {name[:-3]: (folder / name).read_text(encoding="utf-8") for name in names}
    return MappingProxyType({name: parse_query(name, text) for name, text in texts.items()})


def find_query(name: str, read: Callable[[], str] | None = None) -> Query:
    """The query that a text names: a shipped one, else a file; with `read`, what that returns.

    Raises `UnknownQueryError` for any other name, `HeaderError` for a bad head.
    """
    if read is not None:
        return parse_query(name, read())
    shipped = load_queries()
    if name in shipped:
        return shipped[name]
    try:
        return parse_query(Path(name).stem, Path(name).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise UnknownQueryError(name, _nearest(name, shipped)) from None


def parse_query(name: str, text: str) -> Query:
    """A query from its text; without a head, its title is its name and it has no parameters.

    Raises `HeaderError` for a declaration that cannot be read.
    """
    texts: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    number: int | None = None
    parameters: list[Parameter] = []
    columns: dict[str, Labels] = {}
    for line in (line.strip() for line in text.splitlines() if line.lstrip().startswith("#")):
        if found := _TITLE.fullmatch(line):
            texts[found[1]][found[2]] = found[3]
        elif found := _NUMBER.fullmatch(line):
            number = int(found[1])
        elif (found := _PARAMETER.fullmatch(line)) and found[2] in TYPES:
            parameters.append(Parameter(found[1], found[2], found[3] or None, _both(found[4])))
        elif found := _COLUMN.fullmatch(line):
            columns[found[1]] = _both(found[2])
        elif _BEGUN.match(line):
            raise HeaderError(name, line)
    titles = texts["title"] or dict.fromkeys(LANGUAGES, name)
    return Query(name, titles, texts["description"], number, tuple(parameters), columns, text)


def parse_arguments(query: Query, arguments: Iterable[str]) -> dict[str, str]:
    """Values by parameter from texts `name=value`; raises `ParameterError` for any other."""
    names = [parameter.name for parameter in query.parameters]
    values: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise ParameterError(argument, "", _("Please write PARAMETER=VALUE."))
        _check_name(name, names)
        values[name] = value
    return values


def resolve_parameter(store: Store, parameter: Parameter, text: str) -> str:
    """The N-Triples term that a value means.

    A thing is named by its address, ID, official key or any of its names, in any case; an ID goes
    before a name, the main name before others. Dates are ISO or German. Raises `ParameterError`
    for an unknown thing (with the nearest known one), an ambiguous name and a wrong form.
    """
    if parameter.type == "text":
        return literal(unicodedata.normalize("NFC", text))
    if parameter.type == "integer":
        if not _INTEGER.fullmatch(text.strip()):
            raise ParameterError(parameter.name, text, _("is not a whole number."))
        return typed(str(int(text)), "xsd:integer")
    if parameter.type == "date":
        return typed(_parse_day(parameter, text).isoformat(), "xsd:date")
    return iri(_find_thing(store, parameter, text))


def run_query(store: Store, query: Query, arguments: Mapping[str, str]) -> tuple[tuple[str, ...], Rows]:
    """Columns and rows of a query; an empty value counts as none.

    Raises `ParameterError` for a bad argument and `QueryError` for SPARQL that cannot be run.
    """
    for name in arguments:
        _check_name(name, [parameter.name for parameter in query.parameters])
    bindings = {
        parameter.name: resolve_parameter(store, parameter, text)
        for parameter in query.parameters
        if (text := arguments.get(parameter.name) or parameter.default)
    }
    try:
        columns, rows = store.table(query.text, bindings)
    except RuntimeError as error:  # a parameter that is not selected
        raise QueryError(str(error)) from None
    if current_language() != "de":
        rows = _translate(store, columns, rows)
    kept = [at for at, column in enumerate(columns) if not query.columns or column in query.columns]
    return tuple(columns[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]


def query_result(network: "Network", query: Query, columns: Sequence[str], rows: Rows) -> Result:
    """The answer of a query with its meta data; numbers and truth values as such, the rest as text."""
    values = [dict(zip(columns, map(_value, row), strict=True)) for row in rows]
    return Result(meta_of(network, query=query.name), values, tuple(columns))


def library_result() -> Result:
    """The shipped queries in the current language, by name; the meta data say nothing."""
    rows = [
        {
            "name": query.name,
            "question": query.number,
            "title": pick(query.titles),
            "description": pick(query.descriptions),
            "parameters": ", ".join(_describe(parameter) for parameter in query.parameters),
        }
        for query in load_queries().values()
    ]
    return Result(Meta(None, 0, 0, 0, 0, None, "", False, "public"), rows, tuple(rows[0]))


def _both(text: str) -> Labels:
    german, _bar, english = (part.strip() for part in text.partition("|"))
    return {"de": german, "en": english or german}


def _describe(parameter: Parameter) -> str:
    default = f" = {parameter.default}" if parameter.default else ""
    return f"{parameter.name}{default} ({pick(parameter.labels)})"


def _check_name(name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise ParameterError(name, "", _("is no parameter of this query."), _nearest(name, known))


def _parse_day(parameter: Parameter, text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise ParameterError(parameter.name, text, _("is not a date. Please write 31.12.2025 or 2025-12-31."))


def _find_thing(store: Store, parameter: Parameter, text: str) -> str:
    rows = [
        row
        for class_ in THINGS[parameter.type]
        for row in store.select(_NAMES, {"class": term(class_)})
    ]
    if text in {row["thing"] for row in rows}:
        return text
    wanted = normalise(text)
    for rank in ("1", "2", "3"):
        found = {row["thing"] for row in rows if row["rank"] == rank and normalise(row["name"]) == wanted}
        if len(found) > 1:
            keys = sorted({row["name"] for row in rows if row["rank"] == "1" and row["thing"] in found})
            rule = _("is ambiguous. Please name the ID: {keys}.").format(keys=", ".join(keys))
            raise ParameterError(parameter.name, text, rule)
        if found:
            return found.pop()
    raise ParameterError(parameter.name, text, _("is not known."), _nearest(text, (r["name"] for r in rows)))


def _nearest(text: str, known: Iterable[str]) -> str | None:
    found = process.extractOne(text, list(known), processor=normalise, score_cutoff=60)
    return found[0] if found else None


def _suggest(nearest: str | None) -> str:
    return _("Did you mean '{name}'?").format(name=nearest) if nearest else ""


def _translate(store: Store, columns: Sequence[str], rows: Rows) -> Rows:
    things = {
        at: columns.index(column.removesuffix("Label"))
        for at, column in enumerate(columns)
        if column.endswith("Label") and column.removesuffix("Label") in columns
    }
    if not things:
        return rows
    language = current_language()
    found = store.select(_TRANSLATIONS, {"language": literal(language)})
    names = {row["thing"]: Term("literal", row["label"], expand("rdf:langString"), language) for row in found}
    return [tuple(_translated(row, things, names)) for row in rows]


def _translated(
    row: Sequence[Term | None], things: Mapping[int, int], names: Mapping[str, Term]
) -> Iterator[Term | None]:
    for at, cell in enumerate(row):
        thing = row[things[at]] if at in things else None
        yield names.get(thing.value, cell) if thing and cell else cell


def _value(cell: Term | None) -> str | int | float | bool | None:
    if cell is None:
        return None
    if cell.datatype == expand("xsd:integer"):
        return int(cell.value)
    if cell.datatype in (expand("xsd:decimal"), expand("xsd:double")):
        return float(cell.value)
    return cell.value == "true" if cell.datatype == expand("xsd:boolean") else cell.value
