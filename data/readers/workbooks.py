"""Workbooks: .xlsx, .xlsm and .ods, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from traiber.data.findings import Cell, Finding
from traiber.data.readers.archive import pack, unpack
from traiber.data.readers.layout import UNSTORED, Layout
from traiber.data.readers.limits import Limits, TooLargeError
from traiber.data.readers.opendocument import Shown as ShownOpenDocument
from traiber.data.readers.sheet import UnreadableFileError
from traiber.data.readers.spreadsheetml import Shown as ShownSpreadsheet
from traiber.data.values import Raw, to_text
from traiber.ontology.language import gettext_ as _


@dataclass(slots=True)
class Grid:
    """A sheet as rows of cells from A1 on; `None` is an empty cell, an empty row has none."""

    name: str
    rows: list[list[Raw]]
    layout: Layout = field(default_factory=Layout)
    findings: list[Finding] = field(default_factory=list)


def read_workbook(file: str, content: bytes, limits: Limits) -> list[Grid]:
    """The sheets of a workbook that hold a value.

    Raises `TooLargeError` before anything is parsed, `UnreadableFileError` for what is no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    parts = unpack(file, content, limits)
    is_open = "content.xml" in parts and "xl/workbook.xml" not in parts
    shown = (ShownOpenDocument if is_open else ShownSpreadsheet)(file, parts, limits)
    grids: list[Grid] = []
    room = limits.max_rows * limits.max_columns
    try:
        workbook = CalamineWorkbook.from_filelike(pack(shown.parts))
        for about in workbook.sheets_metadata:
            sheet = workbook.get_sheet_by_name(about.name)
            room -= sheet.total_height * sheet.total_width
            if room < 0:
                reason = _("All sheets together have more cells than {rows} rows of {columns} columns.")
                reason = reason.format(rows=limits.max_rows, columns=limits.max_columns)
                raise TooLargeError(file, reason, "max_rows")
            rows = [_cells(row) for row in sheet.to_python(skip_empty_area=False)]
            if any(rows):
                layout = shown.layouts.get(about.name, Layout())
                layout.is_hidden = about.visible != SheetVisibleEnum.Visible
                found = list(_unstored(file, about.name, rows)) if layout.has_unstored else []
                grids.append(Grid(about.name, rows, layout, found))
    except CalamineError as error:
        text = _("The workbook cannot be opened ({reason}).").format(reason=error)
        raise UnreadableFileError(file, text, _("Please save it again as .xlsx.")) from None
    return grids


def _cells(row: Sequence[Raw]) -> list[Raw]:
    """The row with `None` for empty cells; without any cell where no more than blanks stand in it."""
    empty = row.count("")
    if empty == len(row):
        return []
    cells = [None if value == "" else value for value in row] if empty else list(row)
    first = cells[0]
    if first is None:
        first = next(value for value in cells if value is not None)
    if isinstance(first, str) and first.isspace() and not any(map(to_text, cells)):
        return []
    return cells


def _unstored(file: str, name: str, rows: list[list[Raw]]) -> Iterator[Finding]:
    """An error for each formula whose result is missing; its cell shows the formula."""
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, str) and value.startswith(UNSTORED):
                row[at] = value = value.removeprefix(UNSTORED)
                yield Finding(
                    "E106",
                    Cell(file, name, number, at + 1),
                    value,
                    _("is a formula whose result is not stored in the file."),
                    _("Please open the file in Excel or LibreOffice and save it."),
                )
