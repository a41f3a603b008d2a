"""From files to sheets: which files are tables, and what is in them."""

import hashlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from traiber.data.findings import Cell, Finding
from traiber.data.readers.header import to_sheet
from traiber.data.readers.kinds import ARCHIVE, TEXT, kind_of, refuse
from traiber.data.readers.limits import DEFAULT_LIMITS, Limits, check_file_size
from traiber.data.readers.sheet import RawSheet, UnreadableFileError, unreadable, without_rows
from traiber.data.readers.text import read_text
from traiber.data.readers.workbooks import Grid, read_workbook
from traiber.data.values import Raw
from traiber.ontology.language import gettext_ as _

WORKBOOKS = (".xlsx", ".xlsm", ".ods")
TEXT_TABLES = (".csv", ".tsv", ".txt")
CONVERTIBLE = (".xls", ".xlsb", ".xlt", ".xltx", ".fods", ".ots", ".numbers")  # tables after one "Save as"

# csv-metadata.json describes the tables of an export and comes along when they are copied
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "csv-metadata.json"})


def find_tables(folder: Path) -> list[Path]:
    """The tables in a folder and below, sorted; lock files of office programs are passed over."""
    return [path for path in _find_files(folder) if path.suffix.lower() in (*WORKBOOKS, *TEXT_TABLES)]


def find_others(folder: Path) -> list[Path]:
    """The files in a folder and below that are no tables that we can read, sorted."""
    tables = set(find_tables(folder))
    return [path for path in _find_files(folder) if path not in tables]


def _find_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("~$", ".")) and path.name.lower() not in _SYSTEM_FILES
    )


def read_source(path: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> list[RawSheet]:
    """As `read_table`, with `name` for the file; one that cannot be read is a sheet with that error."""
    try:
        return [_named(sheet, name) for sheet in read_table(path, limits)]
    except UnreadableFileError as error:
        return [_named(unreadable(error), name)]


def _named(sheet: RawSheet, name: str) -> RawSheet:
    found = tuple(replace(one, cell=replace(one.cell, file=name)) for one in sheet.findings)
    return replace(sheet, file=name, findings=found)


def read_table(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[RawSheet]:
    """All sheets of a workbook, or the one table of a text file.

    Raises `UnreadableFileError`, and its kind `TooLargeError` before a bomb is unpacked. Sheets whose
    name ends in "(ignore)" and empty sheets are left out.
    """
    try:
        check_file_size(path.name, path.stat().st_size, limits)
        content = path.read_bytes()
    except OSError as error:
        text = _("The file cannot be read ({reason}).").format(reason=error.strerror)
        raise UnreadableFileError(path.name, text, _("Is it still open in another program?")) from None
    return read_bytes(path.name, content, limits)


def read_bytes(file: str, content: bytes, limits: Limits = DEFAULT_LIMITS) -> list[RawSheet]:
    """The sheets of a file's content.

    Its kind is that of the content; where the name says otherwise, a warning tells so.
    """
    check_file_size(file, len(content), limits)
    digest = hashlib.sha256(content).hexdigest()
    suffix, kind = PurePosixPath(file).suffix.lower(), kind_of(content)
    if not content.strip():
        text = _("The file is empty.")
        return [without_rows(file, Finding("W109", Cell(file, ""), "", text, severity="warning"), digest)]
    grids = _read_grids(file, content, limits)
    sheets = [
        sheet
        for grid in grids
        if not _is_ignored(grid.name)
        if (sheet := to_sheet(file, grid, digest)) is not None
    ]
    if not grids:
        text = _("All sheets of the file are empty.")
        return [without_rows(file, Finding("W109", Cell(file, ""), "", text, severity="warning"), digest)]
    if (suffix in WORKBOOKS) != (kind == ARCHIVE):
        sheets = [
            replace(sheet, findings=(_misnamed(file, kind), *sheet.findings)) for sheet in sheets[:1]
        ] + sheets[1:]
    return sheets


def read_cells(
    file: str, content: bytes, limits: Limits = DEFAULT_LIMITS
) -> list[tuple[str, list[list[Raw]]]]:
    """All cells of a file as they stand, by sheet: `rows[i][j]` is the cell in row i + 1, column j + 1."""
    check_file_size(file, len(content), limits)
    return [(grid.name, grid.rows) for grid in _read_grids(file, content, limits)]


def _read_grids(file: str, content: bytes, limits: Limits) -> list[Grid]:
    kind = kind_of(content)
    if kind == ARCHIVE:
        return read_workbook(file, content, limits)
    if kind == TEXT:
        stem = PurePosixPath(file).stem
        return [Grid(stem, read_text(file, stem, content, limits))]
    raise refuse(file, kind)


def _misnamed(file: str, kind: str) -> Finding:
    rule = (
        _("The file is a workbook, although its name says otherwise, and was read as one.")
        if kind == ARCHIVE
        else _("The file is no workbook of Excel but plain text, and was read as a text table.")
    )
    remedy = _("Please rename it to {ending}.").format(ending=".xlsx" if kind == ARCHIVE else ".csv")
    return Finding("W108", Cell(file, ""), "", rule, remedy, severity="warning")


def _is_ignored(name: str) -> bool:
    return name.strip().casefold().endswith("(ignore)")
