"""All sheets and columns explained on one page, from the one declared mapping.

Read by whoever fills in the workbook or brings own tables: what a header may be called, what a cell
may hold, and what it becomes.
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.ontology.codes import load_codes
from traiber.ontology.language import LANGUAGES, current_language, set_language
from traiber.ontology.language import gettext_ as _
from traiber.ontology.prefixes import expand


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """What the page says of a column; `links` are anchors of the sheets that a cell refers to."""

    header: str
    names: str
    help: str
    holds: str
    links: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    rules: str
    becomes: str
    iri: str


@dataclass(frozen=True, slots=True)
class SheetDescription:
    """What the page says of a sheet."""

    key: str
    label: str
    names: str
    help: str
    access: str
    becomes: str
    iri: str
    columns: tuple[ColumnDescription, ...]


def describe_sheets() -> tuple[SheetDescription, ...]:
    """All sheets in the order of the workbook, in the current language."""
    return tuple(map(_describe, load_workbook().values()))


def render_sheets() -> str:
    """The page in the current language: HTML that loads and runs nothing; the same bytes each time."""
    from jinja2 import Environment, StrictUndefined

    template = (files("traiber.data") / "sheets.html.jinja").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.from_string(template).render(
        language=current_language(), sheets=describe_sheets(), _=_
    )
    return page.rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page to the file that is named."""
    parser = argparse.ArgumentParser(description="Write the documentation of all sheets and columns as HTML.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="de")
    chosen = parser.parse_args(arguments)
    set_language(chosen.language)
    chosen.file.write_text(render_sheets(), encoding="utf-8", newline="\n")


def _describe(sheet: Sheet) -> SheetDescription:
    level = next(code for code in load_codes()["AccessLevel"].codes if code.notation == sheet.access)
    return SheetDescription(
        key=sheet.key,
        label=sheet.label,
        names=_others(sheet.label, (sheet.key, *sheet.labels.values(), *sheet.aliases)),
        help=sheet.help[current_language()],
        access=level.labels[current_language()],
        becomes=sheet.class_,
        iri=expand(sheet.class_),
        columns=tuple(map(_column, sheet.columns)),
    )


def _column(column: Column) -> ColumnDescription:
    language = current_language()
    values: Iterable[str] = ()
    if column.codes and not column.ref:
        values = (code.labels[language] for code in load_codes()[column.codes].codes)
    elif column.choices:
        values = (choice.names[1 + LANGUAGES.index(language)] for choice in column.choices)
    becomes = column.predicate or ""
    return ColumnDescription(
        header=column.label,
        names=_others(column.label, (column.key, *column.labels.values(), *column.aliases)),
        help=column.help[language],
        holds=_holds(column),
        links=tuple((key, load_workbook()[key].label) for key in column.ref),
        values=tuple(values),
        rules=", ".join(_rules(column)),
        becomes=becomes,
        iri=expand(becomes) if becomes else "",
    )


def _others(label: str, names: Iterable[str]) -> str:
    """The other names of a sheet or column, each once whatever its case."""
    found = {name.casefold(): name for name in names}
    found.pop(label.casefold(), None)
    return ", ".join(found.values())


def _holds(column: Column) -> str:
    kinds = {
        "text": _("text"),
        "label": _("text"),
        "code": _("a value of the list"),
        "choice": _("a value of the list"),
        "ref": _("a name or ID of"),
        "source": _("a key, an address or text, see"),
        "date": _("date"),
        "moment": _("date"),
        "year": _("year"),
        "integer": _("whole number"),
        "decimal": _("number"),
        "boolean": _("yes or no"),
        "survey": _("yes, no or a date"),
        "url": _("web address"),
        "point": _("latitude, longitude"),
        "nuts": _("NUTS code"),
        "lei": _("LEI of 20 letters and digits"),
        "id": _("ID"),
        "scheme": _("the name of a code list"),
        "shorthand": _("short form for rows of another sheet"),
    }
    return kinds[column.type]


def _rules(column: Column) -> Iterable[str]:
    if column.required:
        yield _("required")
    if column.by_line:
        yield _("several values, one per line")
    elif column.multiple:
        yield _("several values, separated by ;")
    if column.past:
        yield _("not in the future")
    if column.default and column.codes:
        default = next(code for code in load_codes()[column.codes].codes if code.notation == column.default)
        yield _("empty means: {value}").format(value=default.labels[current_language()])


if __name__ == "__main__":
    main()
