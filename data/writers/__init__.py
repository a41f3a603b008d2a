"""Tables into files: CSV folders and workbooks in which no text is ever a formula."""

from traiber.data.writers.cells import YES_NO, csv_cell
from traiber.data.writers.layout import ColumnLayout, Formula, SheetLayout
from traiber.data.writers.sheets import LAST_ROW, write_sheets
from traiber.data.writers.tables import write_csv_folder, write_grid, write_workbook

__all__ = [
    "LAST_ROW",
    "YES_NO",
    "ColumnLayout",
    "Formula",
    "SheetLayout",
    "csv_cell",
    "write_csv_folder",
    "write_grid",
    "write_sheets",
    "write_workbook",
]
