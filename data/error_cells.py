"""Error cells of workbooks, such as #N/A, shown as texts: calamine reads them as empty or as 0."""

import io
import re
import zipfile

_XLSX = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\st=)(["'])e\2""")
_ODS = re.compile(rb"""<table:table-cell\b[^>]*\scalcext:value-type="error"[^>]*>""")
_ODS_VALUE = re.compile(rb"""\s(?:office:(?:value-type|value|string-value)|calcext:value-type)="[^"]*\"""")


def show_errors(content: bytes) -> bytes:
    """The workbook with its error cells as text cells; what is no archive is left as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            changed = {
                name: shown
                for name in archive.namelist()
                if "worksheets/" in name or name == "content.xml"
                if (shown := _shown(data := archive.read(name))) != data
            }
            return _replaced(archive, changed) if changed else content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return content  # the reader says what is wrong with it


def _shown(sheet: bytes) -> bytes:
    return _ODS.sub(_as_text, _XLSX.sub(rb"\1\2str\2", sheet))


def _as_text(cell: re.Match[bytes]) -> bytes:
    start = b"<table:table-cell"
    rest = _ODS_VALUE.sub(b"", cell.group().removeprefix(start))
    return start + b' office:value-type="string"' + rest


def _replaced(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as new:
        for name in archive.namelist():
            new.writestr(name, changed.get(name) or archive.read(name))
    return output.getvalue()
