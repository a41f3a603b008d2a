"""Running a query, and its rows as a result in the current language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from traiber.graph.library.head import Parameter, Query
from traiber.graph.library.parameters import check_name, resolve_parameter
from traiber.graph.results import Result, meta_of
from traiber.graph.store import Store, Term
from traiber.ontology.language import current_language
from traiber.ontology.ntriples import literal
from traiber.ontology.prefixes import expand

if TYPE_CHECKING:
    from traiber.graph.network import Network

Rows = list[tuple[Term | None, ...]]
_TRANSLATIONS = """
SELECT ?thing ?label ?language WHERE { ?thing skos:prefLabel ?label . FILTER(LANG(?label) = ?language) }
"""


def run_query(
    store: Store, query: Query, arguments: Mapping[str, str], day: date | None = None
) -> tuple[tuple[str, ...], Rows]:
    """Columns and rows of a query; an empty value counts as none.

    `day` is what a parameter `day` of type date means where no value is given: the day that the
    network is looked at. Without it, such a query covers all periods.
    Raises `ParameterError` for a bad argument and `QueryError` for SPARQL that cannot be run.
    """
    for name in arguments:
        check_name(name, [parameter.name for parameter in query.parameters])
    bindings = {
        parameter.name: resolve_parameter(store, parameter, text)
        for parameter in query.parameters
        if (text := arguments.get(parameter.name) or parameter.default or _default_day(parameter, day))
    }
    columns, rows = store.table(query.text, bindings)
    if current_language() != "de":
        rows = _translate(store, columns, rows)
    kept = [at for at, column in enumerate(columns) if not query.columns or column in query.columns]
    return tuple(columns[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]


def query_result(network: "Network", query: Query, columns: Sequence[str], rows: Rows) -> Result:
    """The answer of a query with its meta data; numbers and truth values as such, the rest as text."""
    values = [dict(zip(columns, map(_value, row), strict=True)) for row in rows]
    return Result(meta_of(network, query=query.name), values, tuple(columns))


def _default_day(parameter: Parameter, day: date | None) -> str | None:
    is_day = (parameter.name, parameter.type) == ("day", "date")
    return day.isoformat() if day and is_day else None


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
