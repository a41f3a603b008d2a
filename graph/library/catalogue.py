"""The shipped queries, and the query that a text names."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from traiber.graph.library.head import Parameter, Query, parse_query
from traiber.graph.library.suggestion import find_nearest, suggest
from traiber.graph.results import Meta, Result
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick


class UnknownQueryError(TraiberError):
    """A name that is neither a shipped query nor a file."""

    def __init__(self, name: str, nearest: str | None) -> None:
        """Keep the name and the shipped query that was probably meant."""
        super().__init__(name)
        self.name, self.nearest = name, nearest

    def __str__(self) -> str:
        """Name the query and the nearest one, or how to list them."""
        text = _("There is no query '{name}'.").format(name=self.name)
        remedy = suggest(self.nearest) or _("List them with: traiber queries")
        return f"{text} {remedy}"


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
        raise UnknownQueryError(name, find_nearest(name, shipped)) from None


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


def _describe(parameter: Parameter) -> str:
    default = f" = {parameter.default}" if parameter.default else ""
    return f"{parameter.name}{default} ({pick(parameter.labels)})"
