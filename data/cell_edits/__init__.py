"""Single cells of the staff's files, written in place: every other byte of content stays as it is.

A workbook library would read the whole workbook and write what it understood of it; formats, images,
pivot tables and macros would get lost. So the few cells are changed in the text of the sheet.
"""

from collections.abc import Mapping

from traiber.data.cell_edits.delimited import edit_delimited, find_form
from traiber.data.cell_edits.opendocument import edit_opendocument
from traiber.data.cell_edits.refusal import UneditableError
from traiber.data.cell_edits.spreadsheetml import edit_spreadsheetml
from traiber.data.readers import RawSheet

Edits = Mapping[tuple[int, int], str]  # row and column, counted from 1 -> text

__all__ = ["Edits", "UneditableError", "edit_cells", "find_form"]


def edit_cells(file: str, content: bytes, sheet: RawSheet, edits: Edits) -> bytes:
    """The content of a file with texts written into cells of one sheet.

    The ending of `file` tells the kind. Raises `UneditableError` where a cell holds a formula or is
    part of a merged one, and where the file is signed or built in a way that is not understood.
    """
    if file.lower().endswith((".xlsx", ".xlsm")):
        return edit_spreadsheetml(content, sheet.name, edits)
    if file.lower().endswith(".ods"):
        return edit_opendocument(content, sheet.name, edits)
    return edit_delimited(content, sheet.header, sheet.header_row, edits)
