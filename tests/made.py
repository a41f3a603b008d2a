"""What several test modules make of tables: workbooks of a second tool, and what a batch says."""

import io
from collections.abc import Iterable, Mapping, Sequence

import openpyxl

from traiber.data.batch import Batch


def workbook(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """A workbook of these sheets, written by openpyxl."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def statements_by_level(batch: Batch) -> dict[str, set[str]]:
    """The statements by level, without the account of the imports; a difference of sets can be read."""
    found: dict[str, set[str]] = {}
    for (level, run), lines in batch.graphs.items():
        if run != "imports":
            found.setdefault(level, set()).update(lines)
    return found
