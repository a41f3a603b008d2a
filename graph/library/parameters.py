"""The parameters of a query: what is given for them, and the RDF terms that it means."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from traiber.graph.library.head import THINGS, Parameter, Query
from traiber.graph.library.suggestion import find_nearest, suggest
from traiber.graph.store import Store
from traiber.ontology.codes import normalise
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed

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


class ParameterError(TraiberError):
    """A parameter, or a value of one, that the query cannot be asked with."""

    def __init__(self, parameter: str, value: str, rule: str, nearest: str | None = None) -> None:
        """Keep parameter, value, the broken rule and what was probably meant."""
        super().__init__(parameter, value, rule)
        self.parameter, self.value, self.rule, self.nearest = parameter, value, rule, nearest

    def __str__(self) -> str:
        """Parameter, value, rule and suggestion."""
        given = f"{self.parameter}={self.value}" if self.value else self.parameter
        return f"{given}: {self.rule} {suggest(self.nearest)}".rstrip()


def parse_arguments(query: Query, arguments: Iterable[str]) -> dict[str, str]:
    """Values by parameter from texts `name=value`; raises `ParameterError` for any other."""
    names = [parameter.name for parameter in query.parameters]
    values: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise ParameterError(argument, "", _("Please write PARAMETER=VALUE."))
        check_name(name, names)
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


def check_name(name: str, known: Sequence[str]) -> None:
    """Raise `ParameterError` for a name that is none of the query's parameters."""
    if name not in known:
        raise ParameterError(name, "", _("is no parameter of this query."), find_nearest(name, known))


def _parse_day(parameter: Parameter, text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise ParameterError(parameter.name, text, _("is not a date. Please write 31.12.2025 or 2025-12-31."))


def _find_thing(store: Store, parameter: Parameter, text: str) -> str:
    rows = [row for class_ in THINGS[parameter.type] for row in store.select(_NAMES, {"class": term(class_)})]
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
    raise ParameterError(
        parameter.name, text, _("is not known."), find_nearest(text, (r["name"] for r in rows))
    )
