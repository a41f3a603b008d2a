"""Sheets into a workbook file: headers, rows, filters and drop-downs."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from traiber.data.files import UnwritableError, write_bytes
from traiber.data.writers.cells import DATE_FORMATS, TooLongError, put
from traiber.data.writers.layout import ColumnLayout, Formula, SheetLayout

if TYPE_CHECKING:
    from openpyxl.styles import Font
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 5000  # drop-downs and filters of an empty sheet reach down to here
_LINE = 15  # points
_PAGE = 200  # characters across a page that can still be read
_SAVED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_EPOCH = b"2000-01-01T00:00:00Z"  # a fixed day, so that the same tables give the same bytes


def write_sheets(
    layouts: Iterable[SheetLayout], path: Path, language: str, lists: Mapping[str, str] | None = None
) -> None:
    """A workbook of these sheets, written whole or not at all; the same layouts give the same bytes.

    `lists` are the ranges or formulas behind the names of drop-downs. They have names because Excel saves
    a drop-down that refers to another sheet directly in a form that openpyxl does not read.
    """
    from openpyxl import Workbook
    from openpyxl.workbook.defined_name import DefinedName

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "traiber"
    try:
        for layout in layouts:
            _add_sheet(workbook, layout, language)
    except TooLongError as error:
        raise UnwritableError(path, str(error)) from None
    for name, formula in (lists or {}).items():
        workbook.defined_names[name] = DefinedName(name, attr_text=formula)
    output = io.BytesIO()
    workbook.save(output)
    write_bytes(path, repack(output.getvalue()), force=True)


def _add_sheet(workbook: "Workbook", layout: SheetLayout, language: str) -> None:
    sheet = workbook.create_sheet(layout.name)
    _add_header(sheet, layout, language)
    first = sheet.max_row + 1
    for number, row in enumerate(layout.rows, first):
        for at, value in enumerate(row, 1):
            if isinstance(value, Formula):
                sheet.cell(number, at).value = value.text
            elif value is not None:
                put(sheet, number, at, value, language)
    if layout.wrapped:
        _wrap(sheet, layout.columns[0].width)
        fit_page(sheet, 1)
    elif layout.hidden:
        sheet.sheet_state = "hidden"
    else:
        if any(column.wraps for column in layout.columns):
            _wrap_rows(sheet, layout, first)
        _add_filter(sheet, layout, first)
        _add_validations(sheet, layout, first)
        fit_page(sheet, first - 1, ceil(sum(column.width for column in layout.columns) / _PAGE))


def _add_header(sheet: "Worksheet", layout: SheetLayout, language: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    with_help = any(column.help for column in layout.columns)
    for at, column in enumerate(layout.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = column.width
        dimension.number_format = {"date": DATE_FORMATS[language], "text": "@"}.get(column.kind, "General")
        if column.locked:
            dimension.fill = PatternFill("solid", fgColor="EEEEEE")
        header = put(sheet, 1, at, column.header)
        header.font = font(bold=True)
        header.fill = PatternFill("solid", fgColor=_header_colour(column))
        if with_help:
            text = put(sheet, 2, at, f"# {column.help}" if at == 1 else column.help)
            text.font = font(italic=True, color="777777")
            text.alignment = Alignment(wrap_text=True, vertical="top")
        if column.comment:
            header.comment = Comment(column.comment, "traiber")
    if with_help:
        helps = [f"# {column.help}" for column in layout.columns]
        fit_height(sheet, 2, helps, (column.width for column in layout.columns))
    sheet.freeze_panes = "A3" if with_help else "A2"


def font(**settings: Any) -> "Font":
    """A font of the usual kind and size; one without a name looks different in each program."""
    from openpyxl.styles import Font

    return Font(**{"name": "Calibri", "size": 11, **settings})


def fit_page(sheet: "Worksheet", header_rows: int, pages: int = 1) -> None:
    """Print in landscape on A4, so many pages wide, the rows down to the header on each page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{header_rows}"


def fit_height(sheet: "Worksheet", row: int, texts: Iterable[str], widths: Iterable[float]) -> None:
    """Let a row be as high as its wrapped texts need; not every program finds that by itself."""
    lines = (
        sum(len(wrap(part, int(width * 1.1))) or 1 for part in text.splitlines())
        for text, width in zip(texts, widths, strict=True)
    )
    sheet.row_dimensions[row].height = _LINE * max(1, *lines)


def _header_colour(column: ColumnLayout) -> str:
    return "DDDDDD" if column.locked else "FFE699" if column.required else "DDEBF7"


def _wrap(sheet: "Worksheet", width: float) -> None:
    from openpyxl.styles import Alignment

    for number in range(1, sheet.max_row + 1):
        cell = sheet.cell(number, 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        fit_height(sheet, number, [str(cell.value)], [width])


def _wrap_rows(sheet: "Worksheet", layout: SheetLayout, first: int) -> None:
    """Sentences in several lines, all cells of the row at its top, and the row as high as they need."""
    from openpyxl.styles import Alignment

    sentences = [at for at, column in enumerate(layout.columns) if column.wraps]
    widths = [layout.columns[at].width for at in sentences]
    wrapped, top = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
    for number, row in enumerate(layout.rows, first):
        for at in range(len(row)):
            sheet.cell(number, at + 1).alignment = wrapped if at in sentences else top
        fit_height(sheet, number, [str(row[at] or "") for at in sentences], widths)


def _add_filter(sheet: "Worksheet", layout: SheetLayout, first: int) -> None:
    """The filter's own row is the last one above the data, so that sorting leaves the help in place."""
    from openpyxl.utils import get_column_letter

    last = max(first, sheet.max_row) if layout.rows else LAST_ROW
    sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(len(layout.columns))}{last}"


def _add_validations(sheet: "Worksheet", layout: SheetLayout, first: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for at, column in enumerate(layout.columns, 1):
        letter = get_column_letter(at)
        if column.choices:
            rule = DataValidation("list", column.choices, allow_blank=True)
        elif column.kind == "date" and column.warning:
            rule = DataValidation("date", "1", operator="greaterThan", allow_blank=True)
        elif column.locked and column.warning:
            rule = DataValidation("custom", f'{letter}{first}=""', allow_blank=True)
        else:
            continue
        rule.errorStyle = "warning"
        rule.showErrorMessage = bool(column.warning)
        rule.error = column.warning or None
        rule.add(f"{letter}{first}:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def repack(content: bytes) -> bytes:
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
