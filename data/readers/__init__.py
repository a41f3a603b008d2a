"""Workbooks and text tables as rows of cells, with the place of each cell."""

from traiber.data.readers.files import (
    CONVERTIBLE,
    TEXT_TABLES,
    WORKBOOKS,
    find_others,
    find_tables,
    read_bytes,
    read_cells,
    read_source,
    read_table,
)
from traiber.data.readers.header import known_columns
from traiber.data.readers.limits import DEFAULT_LIMITS, Limits, TooLargeError
from traiber.data.readers.sheet import RawSheet, UnreadableFileError

__all__ = [
    "CONVERTIBLE",
    "DEFAULT_LIMITS",
    "TEXT_TABLES",
    "WORKBOOKS",
    "Limits",
    "RawSheet",
    "TooLargeError",
    "UnreadableFileError",
    "find_others",
    "find_tables",
    "known_columns",
    "read_bytes",
    "read_cells",
    "read_source",
    "read_table",
]
