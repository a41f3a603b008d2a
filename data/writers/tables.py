"""Tables and results into CSV folders and workbooks."""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from traiber.data.files import FileExistsAlreadyError, write_bytes
from traiber.data.table import Cell, Table
from traiber.data.workbook import load_workbook
from traiber.data.writers.cells import csv_cell
from traiber.data.writers.layout import ColumnLayout, SheetLayout, column_layouts, fit_widths
from traiber.data.writers.sheets import write_sheets
from traiber.graph.results import Result
from traiber.graph.tabular import Grid
from traiber.ontology.language import current_language
from traiber.ontology.language import gettext_ as _


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
        writer.writerow(column.header for column in column_layouts(table, language))
        writer.writerows([csv_cell(value, language) for value in row] for row in table.rows)
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
        SheetLayout(
            load_workbook()[table.sheet].labels[language], column_layouts(table, language), table.rows
        )
        for table in filled
    ]
    write_sheets(layouts, path, language)


def write_grid(path: Path, grid: Grid, result: Result, force: bool = False) -> None:
    """The table of a result as a workbook, with a second sheet that says what it depends on.

    Raises `FileExistsAlreadyError` without `force`, and `UnwritableError`.
    """
    if path.exists() and not force:
        raise FileExistsAlreadyError(path)
    widths = fit_widths(grid.headers, grid.rows)
    longest = [max((len(str(row[at])) for row in grid.rows), default=0) for at in range(len(widths))]
    columns = [
        ColumnLayout(header, width, wraps=length > width)
        for header, width, length in zip(grid.headers, widths, longest, strict=True)
    ]
    basis = [(_("title"), grid.title), (_("caption"), grid.caption), *_flat(asdict(result.meta))]
    about = SheetLayout(_("Basis"), [ColumnLayout(_("What"), 24), ColumnLayout(_("Value"), 60)], basis)
    write_sheets([SheetLayout(_("Result"), columns, grid.rows), about], path, current_language())


def _flat(meta: Mapping[str, object]) -> list[tuple[str, Cell]]:
    """Every figure behind a result with its name; settings have the name that the JSON gives them."""
    names = {
        "data_date": _("data date"),
        "actors": _("actors"),
        "companies": _("companies"),
        "multipliers": _("multipliers"),
        "ties": _("contacts recorded"),
        "no_data_share": _("share of actors without data"),
        "network": _("network"),
        "fictional": _("fictional example"),
        "access": _("access level"),
        "as_of": _("seen from"),
    }
    rows: list[tuple[str, Cell]] = []
    for key, value in meta.items():
        if isinstance(value, Mapping):
            rows += _flat(value)
        elif value is not None:
            cell = value if isinstance(value, (str, int, float, date)) else str(value)
            rows.append((names.get(key, key), cell))
    return rows
