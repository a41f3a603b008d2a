"""What a query says at its head: title, description, parameters and columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import LANGUAGES
from traiber.ontology.language import gettext_ as _

Labels = Mapping[str, str]  # language -> text

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


def _both(text: str) -> Labels:
    german, _bar, english = (part.strip() for part in text.partition("|"))
    return {"de": german, "en": english or german}
