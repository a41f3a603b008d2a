"""Workbooks and text tables as rows of cells, with the place of each cell."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from traiber.data.error_cells import show_errors
from traiber.data.values import Raw
from traiber.data.workbook import load_workbook
from traiber.graph.tabular import unguard_formula
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

WORKBOOKS = (".xlsx", ".xlsm", ".ods")
TEXT_TABLES = (".csv", ".tsv", ".txt")

# csv-metadata.json describes the tables of an export and comes along when they are copied
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "csv-metadata.json"})


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as it stands in its file: the header and the rows below it.

    `rows[i]` stands in row `numbers[i]` of the file; rows are as long as the header or longer.
    """

    file: str
    name: str
    sha256: str
    header: tuple[str, ...]
    header_row: int
    rows: list[Sequence[Raw]]
    numbers: list[int]


class UnreadableFileError(TraiberError):
    """A file that is no table that we can read."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        """Keep the file's name, the reason and what to do."""
        super().__init__(file, reason, remedy)
        self.file, self.reason, self.remedy = file, reason, remedy

    def __str__(self) -> str:
        """The file, the reason and the remedy."""
        return f"{self.file}: {self.reason} {self.remedy}"


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


def read_table(path: Path) -> list[RawSheet]:
    """All sheets of a workbook, or the one table of a text file.

    Raises `UnreadableFileError`. Sheets whose name ends in "(ignore)" and empty sheets are left out.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        text = _("The file cannot be read ({reason}).").format(reason=error.strerror)
        raise UnreadableFileError(path.name, text, _("Is it still open in another program?")) from None
    return read_bytes(path.name, content)


def read_bytes(file: str, content: bytes) -> list[RawSheet]:
    """The sheets of a file's content; the file's name tells its kind."""
    digest = hashlib.sha256(content).hexdigest()
    sheets = read_cells(file, content)
    raw = (_to_sheet(file, name, digest, rows) for name, rows in sheets if not _is_ignored(name))
    return [sheet for sheet in raw if sheet is not None]


def read_cells(file: str, content: bytes) -> list[tuple[str, list[list[Raw]]]]:
    """All cells of a file as they stand, by sheet: `rows[i][j]` is the cell in row i + 1, column j + 1."""
    stem, _dot, suffix = file.rpartition(".")
    if f".{suffix.lower()}" in WORKBOOKS:
        return _read_workbook(file, content)
    return [(stem, _read_text(file, content))]


def _read_workbook(file: str, content: bytes) -> list[tuple[str, list[list[Raw]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(show_errors(content)))
        return [
            (name, [[None if value == "" else value for value in row] for row in rows])
            for name in workbook.sheet_names
            if (rows := workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
        ]
    except CalamineError as error:
        text = _("The workbook cannot be opened ({reason}).").format(reason=error)
        raise UnreadableFileError(file, text, _("Please save it again as .xlsx.")) from None


def _read_text(file: str, content: bytes) -> list[list[Raw]]:
    text = _decode(file, content)
    delimiter = "\t" if file.lower().endswith(".tsv") else _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        reason = _("The table cannot be split into cells ({reason}).").format(reason=error)
        raise UnreadableFileError(file, reason, _("Is a quotation mark left open?")) from None
    return [[unguard_formula(value) if value.strip() else None for value in row] for row in rows]


def _decode(file: str, content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(
        file, _("The characters of the file are in no known encoding."), _("Please save it as CSV UTF-8.")
    )


def _delimiter(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    outside = "".join(part for i, part in enumerate(line.split('"')) if i % 2 == 0)
    return max(";,\t", key=lambda sign: (outside.count(sign), sign == ","))


def _is_ignored(name: str) -> bool:
    return name.strip().casefold().endswith("(ignore)")


def _to_sheet(file: str, name: str, digest: str, rows: list[list[Raw]]) -> RawSheet | None:
    start = next((i for i, row in enumerate(rows) if any(v is not None for v in row)), None)
    if start is None:
        return None
    header = tuple("" if value is None else " ".join(str(value).split()) for value in rows[start])
    while header and not header[-1]:
        header = header[:-1]
    kept = [
        (number, row)
        for number, row in enumerate(rows[start + 1 :], start + 2)
        if any(value is not None for value in row) and not (number == start + 2 and _is_help(row))
    ]
    width = len(header)
    full = [row if len(row) >= width else [*row, *[None] * (width - len(row))] for _, row in kept]
    return RawSheet(file, name, digest, header, start + 1, list(full), [number for number, _ in kept])


def _is_help(row: Sequence[Raw]) -> bool:
    first = next((value for value in row if value is not None), None)
    if not isinstance(first, str) or not first.startswith("#"):
        return False
    texts = {value.removeprefix("#").strip() for value in row if isinstance(value, str)}
    return not texts.isdisjoint(_help_texts())


@cache
def _help_texts() -> frozenset[str]:
    columns = (column for sheet in load_workbook().values() for column in sheet.columns)
    return frozenset(text.strip() for column in columns for text in column.help.values())
