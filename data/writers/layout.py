"""How the sheets of a workbook look: their columns, and which of them people fill in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from traiber.data.table import Cell, Table
from traiber.data.workbook import load_workbook

_KINDS: Mapping[str, str] = {"date": "date", "moment": "date", "survey": "", "integer": "", "decimal": ""}
_WIDTHS = (8, 50)


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """A column of a sheet as it looks; `choices` is the name of the list that feeds its drop-down."""

    header: str
    width: float = 16
    help: str = ""
    required: bool = False
    locked: bool = False  # looks as if it were not to be filled in by hand
    kind: str = ""  # "date", "text" for cells that keep leading zeros, else as entered
    choices: str = ""
    comment: str = ""
    wraps: bool = False  # sentences, which go on in the next line of the cell
    warning: str = ""  # shown before a value is kept that is no date, no choice, or not to be entered by hand


@dataclass(frozen=True, slots=True)
class Formula:
    """What a spreadsheet computes; only this package's own texts become one, never a text of the data."""

    text: str


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet as it looks: columns, rows, and whether people see it and fill it in."""

    name: str
    columns: Sequence[ColumnLayout]
    rows: Sequence[Sequence[Cell | Formula]] = ()
    hidden: bool = False
    wrapped: bool = False  # running text


def column_layouts(table: Table, language: str) -> list[ColumnLayout]:
    """The columns of a table with headers in the language, as wide as their texts ask for."""
    sheet = load_workbook()[table.sheet]
    columns = [sheet.column(key) for key in table.columns]
    widths = fit_widths([column.labels[language] for column in columns], table.rows)
    return [
        ColumnLayout(
            column.labels[language],
            width,
            kind=_KINDS.get(column.type, "text"),
        )
        for column, width in zip(columns, widths, strict=True)
    ]


def fit_widths(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[float]:
    """The widths of columns, from the longest text of each."""
    lengths = [len(header) for header in headers]
    for row in rows:
        for at, value in enumerate(row):
            lengths[at] = max(lengths[at], len(str(value)) if value is not None else 0)
    return [min(max(length + 2, _WIDTHS[0]), _WIDTHS[1]) for length in lengths]
