"""The declared mapping of workbook.toml as frozen values: sheets, columns, and how they are named."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from traiber.ontology.codes import load_codes, normalise
from traiber.ontology.language import current_language
from traiber.ontology.prefixes import expand


@dataclass(frozen=True, slots=True)
class Choice:
    """One admissible value of a `choice` column and the statement that it makes."""

    key: str
    names: tuple[str, ...]
    predicate: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A cell value that stands for a row of another sheet."""

    sheet: str
    self: str  # column of that sheet that names the row at hand
    value: str  # column of that sheet that takes the cell's value
    role: str | None = None  # only for actors with this role
    create: str | None = None  # sheet in which an unknown value becomes a row


@dataclass(frozen=True, slots=True)
class Via:
    """A node between the row and the value."""

    property: str
    class_: str
    suffix: str


@dataclass(frozen=True, slots=True, eq=False)  # declared once: equal only to itself
class Column:
    """A column of a sheet; see the head of workbook.toml for the meaning of each field."""

    key: str
    labels: Mapping[str, str]
    help: Mapping[str, str]
    aliases: tuple[str, ...]
    type: str
    predicate: str | None = None
    inverse: str | None = None
    language: str | None = None
    codes: str | None = None
    class_from: str | None = None
    ref: tuple[str, ...] = ()
    via: Via | None = None
    choices: tuple[Choice, ...] = ()
    shorthand: tuple[Shorthand, ...] = ()
    default: str | None = None
    multiple: bool = False
    by_line: bool = False
    required: bool = False
    derived: bool = False
    past: bool = False
    digits: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The header in the current language."""
        return self.labels[current_language()]


@dataclass(frozen=True, slots=True, eq=False)  # declared once: equal only to itself
class Sheet:
    """A sheet of the workbook with its columns, the common ones last."""

    key: str
    labels: Mapping[str, str]
    help: Mapping[str, str]
    aliases: tuple[str, ...]
    class_: str
    path: str
    identity: tuple[str, ...]
    columns: tuple[Column, ...]
    access: str = "public"

    @property
    def label(self) -> str:
        """The sheet's name in the current language."""
        return self.labels[current_language()]

    def column(self, key: str) -> Column:
        """The column with this key; KeyError where there is none."""
        return _columns_by_key(self)[key]

    def find_columns(self, header: str) -> tuple[Column, ...]:
        """The columns that a header may mean, whatever its language, case or spacing, the likeliest first."""
        return _columns_by_name(self).get(normalise(header), ())


@cache
def load_workbook() -> Mapping[str, Sheet]:
    """All sheets by key, in the order of workbook.toml; read once.

    >>> load_workbook()["ties"].column("strength").predicate
    'tr:strength'
    """
    text = (files("traiber.data") / "workbook.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)
    common = [column for group in declared["common"] for column in group["columns"]]
    return MappingProxyType({s["key"]: _to_sheet(s, common) for s in declared["sheet"]})


def find_sheet(name: str) -> Sheet | None:
    """The sheet that a sheet's or file's name means, whatever its language or case.

    >>> find_sheet("Maßnahmen").key, find_sheet("relations").key
    ('measures', 'ties')
    """
    return _sheets_by_name().get(normalise(name))


def sheet_of(classes: Iterable[str]) -> Sheet | None:
    """The sheet that a thing of these classes (IRIs) is a row of, the first in order; None if there is none.

    >>> sheet_of(["https://w3id.org/traiber/ns#Company"]).key
    'actors'
    """
    known = _sheets_by_class()
    found = {sheet.key: sheet for class_ in classes if (sheet := known.get(class_))}
    if len(found) < 2:
        return next(iter(found.values()), None)
    return next(found[key] for key in load_workbook() if key in found)


@cache
def _sheets_by_class() -> Mapping[str, Sheet]:
    """Only classes that belong to one sheet: prov:Plan is one of several."""
    names = {expand(s.class_): s for s in load_workbook().values() if s.class_.startswith("tr:")}
    for sheet in load_workbook().values():
        codes = [
            (code, column.class_from)
            for column in sheet.columns
            if column.class_from and column.codes
            for code in load_codes()[column.codes].codes
        ]
        own = [code.classes[from_] for code, from_ in codes if from_ in code.classes]
        own += [str(choice.value) for column in sheet.columns for choice in column.choices]
        for class_ in own:
            if class_.startswith("tr:"):
                names.setdefault(expand(class_), sheet)
    return names


@cache
def _sheets_by_name() -> Mapping[str, Sheet]:
    names: dict[str, Sheet] = {}
    for sheet in load_workbook().values():
        for name in (sheet.key, *sheet.labels.values(), *sheet.aliases):
            names.setdefault(normalise(name), sheet)
    return names


@cache
def _columns_by_key(sheet: Sheet) -> Mapping[str, Column]:
    return {column.key: column for column in sheet.columns}


@cache
def _columns_by_name(sheet: Sheet) -> Mapping[str, tuple[Column, ...]]:
    names: dict[str, tuple[Column, ...]] = {}
    own = [(name, column) for column in sheet.columns for name in (column.key, *column.labels.values())]
    other = [(alias, column) for column in sheet.columns for alias in column.aliases]
    for name, column in (*own, *other):
        known = names.get(normalise(name), ())
        if column not in known:
            names[normalise(name)] = (*known, column)
    return names


def _to_sheet(table: Mapping[str, Any], common: list[Mapping[str, Any]]) -> Sheet:
    return Sheet(
        key=table["key"],
        labels={"de": table["de"], "en": table["en"]},
        help={"de": table["help_de"], "en": table["help_en"]},
        aliases=tuple(table.get("aliases", ())),
        class_=table["class"],
        path=table["path"],
        identity=tuple(table["identity"]),
        columns=tuple(_to_column(column) for column in (*table["columns"], *common)),
        access=table.get("access", "public"),
    )


def _to_column(table: Mapping[str, Any]) -> Column:
    via = table.get("via")
    same = ("inverse", "language", "codes", "class_from", "default", "multiple", "by_line", "required")
    return Column(
        key=table["key"],
        labels={"de": table["de"], "en": table["en"]},
        help={"de": table["help_de"], "en": table["help_en"]},
        aliases=tuple(table.get("aliases", ())),
        type=table["type"],
        predicate=table.get("property"),
        ref=tuple(table.get("ref", ())),
        via=Via(*via) if via else None,
        choices=tuple(_to_choice(choice) for choice in table.get("choices", ())),
        shorthand=tuple(Shorthand(**entry) for entry in table.get("shorthand", ())),
        derived=table.get("derived", False),
        past=table.get("past", False),
        digits=tuple(table.get("digits", ())),
        **{name: table[name] for name in same if name in table},
    )


def _to_choice(table: Mapping[str, Any]) -> Choice:
    names = (table["key"], table["de"], table["en"], *table.get("aliases", ()))
    return Choice(table["key"], names, table["property"], table["value"])
