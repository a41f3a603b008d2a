"""One RDF term as the value of a cell."""

from datetime import date
from decimal import Decimal

from traiber.data.export.naming import Names
from traiber.data.table import Cell
from traiber.data.workbook import Column
from traiber.graph.store import Term
from traiber.ontology.prefixes import expand


def to_cell(column: Column, term: Term, names: Names) -> Cell:
    """The value of a column that says what the term says; rows and codes by their names."""
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
        case "integer" | "decimal":
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
