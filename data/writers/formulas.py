"""Results of formulas, which openpyxl drops when it saves a workbook that it has opened."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FORMULA = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)[^>]*>(<f[ >][^<]*</f>|<f[^>]*/>)<v(?: ?/>|></v>)</c>'
)


def keep_results(content: bytes, workbook: "Workbook", results: "Workbook | None") -> bytes:
    """The saved `workbook` with the results of its formulas; `results` is the same one opened for values.

    Without them a reader that does not compute takes every formula for an empty cell.
    """
    if results is None:
        return content
    output = io.BytesIO()
    titles = {f"xl/worksheets/sheet{n}.xml": s.title for n, s in enumerate(workbook.worksheets, 1)}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            title = titles.get(entry.filename)
            if title in results.sheetnames:
                data = _FORMULA.sub(partial(_fill, results[title], results.epoch), data)
            new.writestr(entry, data)
    return output.getvalue()


def _fill(sheet: "Worksheet", epoch: datetime, cell: re.Match[bytes]) -> bytes:
    place, style, formula = cell.groups()
    kind, value = _result(sheet[place.decode()].value, epoch)
    return b'<c r="%b"%b%b>%b%b</c>' % (place, style, kind, formula, value)


def _result(value: object, epoch: datetime) -> tuple[bytes, bytes]:
    """Type and value of a result as the file states them."""
    from openpyxl.utils.datetime import to_excel

    if value is None:
        return b"", b""
    if isinstance(value, bool):
        return b' t="b"', b"<v>%d</v>" % value
    if isinstance(value, (datetime, date, time, timedelta)):
        value = float(to_excel(value, epoch))  # type: ignore[no-untyped-call]
    if isinstance(value, (int, float)):
        return b"", f"<v>{value!r}</v>".encode()
    kind = b' t="e"' if str(value).startswith("#") and str(value).endswith(("!", "?", "/A")) else b' t="str"'
    return kind, f"<v>{escape(str(value))}</v>".encode()
