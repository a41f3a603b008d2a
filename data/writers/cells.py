"""A value as the cell of a CSV file or a workbook, never taken for anything else than it is."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from traiber.data.table import Cell
from traiber.data.values import KNOWN_NONE
from traiber.graph.tabular import guard_formula, is_formula
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.worksheet.worksheet import Worksheet

YES_NO: Mapping[str, tuple[str, str]] = {"de": ("ja", "nein"), "en": ("yes", "no")}
DATE_FORMATS: Mapping[str, str] = {"de": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as a character (ECMA-376, ST_Xstring)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_FIRST_DATE = "1900-03-01"  # before it, spreadsheets count a 29 February 1900
_LONGEST_TEXT = 32_767
_LONGEST_NUMBER = 10**15


class TooLongError(ValueError):
    """A text that no cell of a workbook holds."""


def put(sheet: "Worksheet", row: int, column: int, value: Cell, language: str = "de") -> "WorkbookCell":
    """Write a value as what it is; a text is never taken for a formula, a number or an error."""
    cell = cast("WorkbookCell", sheet.cell(row, column))  # nothing here merges cells
    if isinstance(value, bool):
        value = YES_NO[language][not value]
    if isinstance(value, date) and value.isoformat() >= _FIRST_DATE:
        cell.value = value
        cell.number_format = DATE_FORMATS[language]
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) < _LONGEST_NUMBER):
        cell.value = value
    else:
        _put_text(cell, value.isoformat() if isinstance(value, date) else str(value))
    return cell


def csv_cell(value: Cell, language: str) -> str:
    """The text of a cell of a CSV file; an apostrophe keeps spreadsheets from computing it."""
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
    return value if value == KNOWN_NONE else guard_formula(value)


def _put_text(cell: "WorkbookCell", value: str) -> None:
    text = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub("_x005F_", value))
    if len(text) > _LONGEST_TEXT:
        raise TooLongError(_("a text is longer than the 32,767 characters of a cell; CSV holds it."))
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    if is_formula(text) and text != KNOWN_NONE:
        cell.quotePrefix = True
