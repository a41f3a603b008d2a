"""Tables into files: CSV folders and workbooks in which no text is ever a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from traiber.data.files import FileExistsAlreadyError, UnwritableError, write_bytes
from traiber.data.table import Cell, Table
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import load_workbook
from traiber.graph.results import Result
from traiber.graph.tabular import Grid
from traiber.ontology.language import current_language
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

YES_NO: Mapping[str, tuple[str, str]] = {"de": ("ja", "nein"), "en": ("yes", "no")}
LAST_ROW = 5000  # drop-downs and filters of an empty sheet reach down to here

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as a character (ECMA-376, ST_Xstring)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SAVED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_EPOCH = b"2000-01-01T00:00:00Z"  # a fixed day, so that the same tables give the same bytes
_FIRST_DATE = "1900-03-01"  # before it, spreadsheets count a 29 February 1900
_LONGEST_TEXT = 32_767
_LONGEST_NUMBER = 10**15
_DATE_FORMATS: Mapping[str, str] = {"de": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_KINDS: Mapping[str, str] = {"date": "date", "moment": "date", "survey": "", "integer": "", "decimal": ""}
_WIDTHS = (8, 50)


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """A column of a sheet as it looks; `choices` is the range that feeds its drop-down."""

    header: str
    width: float = 16
    help: str = ""
    required: bool = False
    locked: bool = False  # looks as if it were not to be filled in by hand
    kind: str = ""  # "date", "text" for cells that keep leading zeros, else as entered
    choices: str = ""
    comment: str = ""
    warning: str = ""  # shown before another value than a date or a choice is kept


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet as it looks: columns, rows, and whether people see it and fill it in."""

    name: str
    columns: Sequence[ColumnLayout]
    rows: Sequence[Sequence[Cell]] = ()
    hidden: bool = False
    wrapped: bool = False  # running text


def write_csv_folder(tables: Mapping[str, Table], folder: Path, language: str) -> list[Path]:
    """One `KEY.csv` for each table with rows; the paths written, in the order of the tables.

    UTF-8 with BOM, semicolons, CRLF, headers in the language, ISO dates, decimal comma. A text
    that a spreadsheet would compute gets an apostrophe in front, which reading takes away again.
    Raises `UnwritableError`; existing files of the same names are replaced.
    """
    written = []
    for table in tables.values():
        if not len(table):
            continue
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
        writer.writerow(column.header for column in _columns(table, language))
        writer.writerows([_csv_cell(value, language) for value in row] for row in table.rows)
        path = folder / f"{table.sheet}.csv"
        write_bytes(path, output.getvalue().encode("utf-8-sig"), force=True)
        written.append(path)
    return written


def write_workbook(tables: Mapping[str, Table], path: Path, language: str) -> None:
    """One workbook with a sheet for each table with rows; without any row, empty sheets.

    Texts are texts, dates real dates; the same tables give the same bytes. An existing file is
    replaced. Raises `UnwritableError`, also for a text above the 32,767 characters of a cell.
    """
    filled = [table for table in tables.values() if len(table)] or list(tables.values())
    layouts = [
        SheetLayout(load_workbook()[table.sheet].labels[language], _columns(table, language), table.rows)
        for table in filled
    ]
    write_sheets(layouts, path, language)


def write_grid(path: Path, grid: Grid, result: Result, force: bool = False) -> None:
    """The table of a result as a workbook, with a second sheet that says what it depends on.

    Raises `FileExistsAlreadyError` without `force`, and `UnwritableError`.
    """
    if path.exists() and not force:
        raise FileExistsAlreadyError(path)
    widths = _fit(grid.headers, grid.rows)
    columns = [ColumnLayout(header, width) for header, width in zip(grid.headers, widths, strict=True)]
    basis = [(_("title"), grid.title), (_("caption"), grid.caption), *_flat(asdict(result.meta))]
    about = SheetLayout(_("Basis"), [ColumnLayout(_("What"), 24), ColumnLayout(_("Value"), 60)], basis)
    write_sheets([SheetLayout(_("Result"), columns, grid.rows), about], path, current_language())


def write_sheets(layouts: Iterable[SheetLayout], path: Path, language: str) -> None:
    """A workbook of these sheets, written whole or not at all; the same layouts give the same bytes."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "traiber"
    try:
        for layout in layouts:
            _add_sheet(workbook, layout, language)
    except _TooLongError as error:
        raise UnwritableError(path, str(error)) from None
    output = io.BytesIO()
    workbook.save(output)
    write_bytes(path, _repack(output.getvalue()), force=True)


class _TooLongError(ValueError):
    """A text that no cell of a workbook holds."""


def _columns(table: Table, language: str) -> list[ColumnLayout]:
    sheet = load_workbook()[table.sheet]
    columns = [sheet.column(key) for key in table.columns]
    widths = _fit([column.labels[language] for column in columns], table.rows)
    return [
        ColumnLayout(
            column.labels[language],
            width,
            kind=_KINDS.get(column.type, "text"),
        )
        for column, width in zip(columns, widths, strict=True)
    ]


def _fit(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[float]:
    """The widths of columns, from the longest text of each."""
    lengths = [len(header) for header in headers]
    for row in rows:
        for at, value in enumerate(row):
            lengths[at] = max(lengths[at], len(str(value)) if value is not None else 0)
    return [min(max(length + 2, _WIDTHS[0]), _WIDTHS[1]) for length in lengths]


def _csv_cell(value: Cell, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_NO[language][not value]
    if isinstance(value, float):
        return format(value, ".15g").replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, (int, date)):
        return str(value)
    return f"'{value}" if value != KNOWN_NONE and _FORMULA.match(value) else value


def _add_sheet(workbook: "Workbook", layout: SheetLayout, language: str) -> None:
    sheet = workbook.create_sheet(layout.name)
    _add_header(sheet, layout, language)
    first = sheet.max_row + 1
    for number, row in enumerate(layout.rows, first):
        for at, value in enumerate(row, 1):
            if value is not None:
                _put(sheet, number, at, value, language)
    if layout.wrapped:
        _wrap(sheet)
    elif layout.hidden:
        sheet.sheet_state = "hidden"
    else:
        _add_filter(sheet, layout, first)
        _add_validations(sheet, layout, first)


def _add_header(sheet: "Worksheet", layout: SheetLayout, language: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    with_help = any(column.help for column in layout.columns)
    for at, column in enumerate(layout.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = column.width
        dimension.number_format = {"date": _DATE_FORMATS[language], "text": "@"}.get(column.kind, "General")
        if column.locked:
            dimension.fill = PatternFill("solid", fgColor="EEEEEE")
        header = _put(sheet, 1, at, column.header)
        header.font = Font(bold=True)
        header.fill = PatternFill("solid", fgColor=_header_colour(column))
        if with_help:
            text = _put(sheet, 2, at, f"# {column.help}" if at == 1 else column.help)
            text.font = Font(italic=True, color="777777")
            text.alignment = Alignment(wrap_text=True, vertical="top")
        if column.comment:
            header.comment = Comment(column.comment, "traiber")
    sheet.freeze_panes = "A3" if with_help else "A2"


def _header_colour(column: ColumnLayout) -> str:
    return "DDDDDD" if column.locked else "FFE699" if column.required else "DDEBF7"


def _put(sheet: "Worksheet", row: int, column: int, value: Cell, language: str = "de") -> "WorkbookCell":
    """Write a value as what it is; a text is never taken for a formula, a number or an error."""
    cell = cast("WorkbookCell", sheet.cell(row, column))  # nothing here merges cells
    if isinstance(value, bool):
        value = YES_NO[language][not value]
    if isinstance(value, date) and value.isoformat() >= _FIRST_DATE:
        cell.value = value
        cell.number_format = _DATE_FORMATS[language]
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) < _LONGEST_NUMBER):
        cell.value = value
    else:
        _put_text(cell, value.isoformat() if isinstance(value, date) else str(value))
    return cell


def _put_text(cell: "WorkbookCell", value: str) -> None:
    text = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub("_x005F_", value))
    if len(text) > _LONGEST_TEXT:
        raise _TooLongError(_("a text is longer than the 32,767 characters of a cell; CSV holds it."))
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    if _FORMULA.match(text) and text != KNOWN_NONE:
        cell.quotePrefix = True


def _wrap(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment

    for cell in chain.from_iterable(sheet.iter_rows()):
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _add_filter(sheet: "Worksheet", layout: SheetLayout, first: int) -> None:
    """The filter's own row is the last one above the data, so that sorting leaves the help in place."""
    from openpyxl.utils import get_column_letter

    last = max(first, sheet.max_row) if layout.rows else LAST_ROW
    sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(len(layout.columns))}{last}"


def _add_validations(sheet: "Worksheet", layout: SheetLayout, first: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for at, column in enumerate(layout.columns, 1):
        if column.choices:
            rule = DataValidation("list", column.choices, allow_blank=True)
        elif column.kind == "date" and column.warning:
            rule = DataValidation("date", "1", operator="greaterThan", allow_blank=True)
        else:
            continue
        rule.errorStyle = "warning"
        rule.showErrorMessage = bool(column.warning)
        rule.error = column.warning or None
        letter = get_column_letter(at)
        rule.add(f"{letter}{first}:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _flat(meta: Mapping[str, object]) -> list[tuple[str, Cell]]:
    rows: list[tuple[str, Cell]] = []
    for key, value in meta.items():
        if isinstance(value, Mapping):
            rows += _flat(value)
        elif value is not None:
            rows.append((key, value if isinstance(value, (str, int, float, date)) else str(value)))
    return rows


def _repack(content: bytes) -> bytes:
    """The same archive with its entries sorted and without the time of day."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            data = old.read(name)
            new.writestr(entry, _SAVED.sub(rb"\g<1>" + _EPOCH, data) if name == "docProps/core.xml" else data)
    return output.getvalue()
