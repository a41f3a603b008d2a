"""Copies of the staff's tables in which every faulty cell is coloured and says what is wrong.

A workbook is opened and changed, so that its formats, drop-downs, widths, comments and formulas
stay, as far as openpyxl knows them; any other table becomes a workbook whose cells stand in the same rows
and columns. In front stands a sheet with all findings, whose name ends in "(ignore)": reading the
copy gives the same findings again.
"""

import io
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from traiber.data.findings import Cell, Finding, column_letters, shorten
from traiber.data.listing import findings_grid, in_order
from traiber.data.readers import DEFAULT_LIMITS, Limits, read_cells
from traiber.data.writers.cells import put
from traiber.data.writers.formulas import keep_results
from traiber.data.writers.sheets import fit_height, fit_page, font, repack
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

COLOURS = {"error": "FF8B8B", "warning": "FFC000"}
KEPT = (".xlsx", ".xlsm")  # what openpyxl opens
_HEAD = "traiber:"  # begins what we add to a comment
_WIDTHS = (8, 10, 22, 20, 9, 26, 46, 46, 24)  # of the list, column by column
_NARROW = 12
_HEADER_ROW = 4
_PLACE = 5  # the column of the list that links to the cell
_LONGEST_VALUE = 500
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def mark_table(
    file: str,
    content: bytes,
    findings: Sequence[Finding],
    macros: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """The content of a marked copy of one table, with the list of `findings` in front.

    Those of `file` colour their cells; what stands in one cell shares one comment. A finding about a whole
    row marks its first cell, one about a sheet or a file only stands in the list. Rows, columns and
    sheets with findings are no longer hidden. `macros` keeps those of an .xlsm; `limits` are those under
    which the table was read. Raises `UnreadableFileError` and `TooLongError`.
    """
    workbook, results = _open(file, content, macros, limits)
    by_cell: dict[Cell, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.cell.file == file and finding.cell.row:
            by_cell[finding.cell].append(finding)
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    for cell, found in sorted(by_cell.items()):
        if sheet := sheets.get(_title(cell.sheet)):
            _mark(sheet, cell, found)
    _add_list(workbook, findings, {file: ""})
    return keep_results(_save(workbook), workbook, results)


def list_findings(findings: Sequence[Finding], copies: Mapping[str, str]) -> bytes:
    """A workbook with the list alone; its cells link to `copies`, the marked copy of each file."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _add_list(workbook, findings, copies)
    return _save(workbook)


def _open(file: str, content: bytes, macros: bool, limits: Limits) -> "tuple[Workbook, Workbook | None]":
    """The workbook to be marked and, where it may hold formulas, the same one with their results."""
    from openpyxl import load_workbook

    if PurePosixPath(file).suffix.lower() in KEPT:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what openpyxl cannot keep; the original has it
            try:
                kept = load_workbook(io.BytesIO(content), keep_vba=macros, rich_text=True)
                return kept, load_workbook(io.BytesIO(content), data_only=True)
            except Exception:  # openpyxl fails in many ways on what other readers accept
                return _copy_cells(file, content, limits), None
    return _copy_cells(file, content, limits), None


def _copy_cells(file: str, content: bytes, limits: Limits) -> "Workbook":
    """A workbook of the bare cells of a table, each where it stood."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in read_cells(PurePosixPath(file).name, content, limits):
        sheet = workbook.create_sheet(_title(name))
        widths: dict[int, int] = defaultdict(int)
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row, 1):
                if value is not None:
                    kept = str(value) if isinstance(value, (time, timedelta)) else value
                    put(sheet, number, at, kept).font = font(bold=number == 1)
                    widths[at] = max(widths[at], len(str(value)))
        for at, width in widths.items():
            sheet.column_dimensions[column_letters(at)].width = min(max(width + 2, 8), 50)
        sheet.freeze_panes = "A2"
    return workbook


def _title(name: str) -> str:
    """A name as workbooks allow it for a sheet."""
    return _FORBIDDEN_IN_NAMES.sub("_", name)[:_LONGEST_NAME]


def _mark(sheet: "Worksheet", cell: Cell, findings: Sequence[Finding]) -> None:
    """Colour one cell, red before amber; what is wrong goes below what its comment says already."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    target = _anchor(sheet, cell.row, cell.column or 1)
    severity = min(finding.severity for finding in findings)
    target.fill = PatternFill("solid", fgColor=COLOURS[severity])
    before = target.comment.text.partition(_HEAD)[0].rstrip() if target.comment else ""
    lines = [_HEAD, *(f"{finding.code} {finding.sentence}" for finding in findings)]
    text = "\n".join([before, "", *lines] if before else lines)
    height = 24 + 18 * sum(1 + len(line) // 48 for line in text.splitlines())
    target.comment = Comment(text, "traiber", height=min(height, 600), width=340)
    sheet.sheet_state = "visible"
    sheet.row_dimensions[target.row].hidden = False
    sheet.column_dimensions[column_letters(target.column)].hidden = False


def _anchor(sheet: "Worksheet", row: int, column: int) -> "WorkbookCell":
    """The cell, or the first one of those that it is merged with."""
    for cells in sheet.merged_cells.ranges:
        if cells.min_row <= row <= cells.max_row and cells.min_col <= column <= cells.max_col:
            row, column = cells.min_row, cells.min_col
    return cast("WorkbookCell", sheet.cell(row, column))


def _add_list(workbook: "Workbook", findings: Sequence[Finding], copies: Mapping[str, str]) -> None:
    """The sheet with all findings, in front and open; one that stands there from before is replaced."""
    from openpyxl.styles import Alignment, PatternFill

    name = _("Findings (ignore)")
    if name in workbook.sheetnames:
        workbook.remove(workbook[name])
    sheet = workbook.create_sheet(name, 0)
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0
    grid = findings_grid(findings)
    put(sheet, 1, 1, f"{grid.title}: {grid.caption}").font = font(bold=True, size=14)
    put(sheet, 2, 1, _("Please correct the original tables; this copy only shows what to correct."))
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    for at, (header, width) in enumerate(zip(grid.headers, _WIDTHS, strict=True), 1):
        cell = put(sheet, _HEADER_ROW, at, header)
        cell.font = font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        sheet.column_dimensions[column_letters(at)].width = width
    for number, (finding, row) in enumerate(zip(in_order(findings), grid.rows, strict=True), _HEADER_ROW + 1):
        texts = [shorten(str(value or ""), _LONGEST_VALUE) for value in row]
        fit_height(sheet, number, texts, _WIDTHS)
        for at, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True), 1):
            if text:
                put(sheet, number, at, text).alignment = top if width <= _NARROW else wrapped
        sheet.cell(number, 2).fill = PatternFill("solid", fgColor=COLOURS[finding.severity])
        if finding.cell.row and finding.cell.file in copies:
            _link(cast("WorkbookCell", sheet.cell(number, _PLACE)), finding.cell, copies[finding.cell.file])
    last = column_letters(len(grid.headers))
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{last}{_HEADER_ROW + max(len(grid.rows), 1)}"
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    fit_page(sheet, _HEADER_ROW)


def _link(place: "WorkbookCell", cell: Cell, file: str) -> None:
    """Let a cell of the list lead to the cell that it names, in another file unless `file` is empty."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = _title(cell.sheet).replace("'", "''")
    location = f"'{sheet}'!{column_letters(cell.column or 1)}{cell.row}"
    if file:
        place.hyperlink = Hyperlink(ref=place.coordinate, target=quote(file), location=location)
    else:
        place.hyperlink = Hyperlink(ref=place.coordinate, location=location)
    place.font = font(color="0563C1", underline="single")


def _save(workbook: "Workbook") -> bytes:
    output = io.BytesIO()
    workbook.save(output)
    return repack(output.getvalue())
