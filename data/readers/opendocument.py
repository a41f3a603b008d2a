"""OpenDocument sheets (ISO/IEC 26300, part 3, 9): what the reading library does not tell.

A row or cell may stand for a million equal ones, so what is empty at the end of rows and sheets is
told apart from what is not before the library makes room for it.
"""

import html
import re
from collections.abc import Iterator

from traiber.data.readers.canonical import to_canonical
from traiber.data.readers.layout import UNSTORED, Area, Layout
from traiber.data.readers.limits import Limits, check_columns, check_rows, check_unpacked_size
from traiber.data.readers.percentages import percent

_CELL = b"<table:table-cell"
_ERROR = re.compile(rb"""<table:table-cell\b(?>[^<>]*?\scalcext:value-type="error")[^<>]*+>""")
_VALUE = re.compile(rb"""\s(?:office:(?:value-type|value|string-value)|calcext:value-type)="[^"]*\"""")
_UNSTORED = re.compile(
    rb'<table:table-cell\b(?![^<>]*\soffice:value-type=)((?>[^<>]*?\stable:formula="([^"<]*+)")[^<>]*?)'
    rb"(?:/>|>\s*+</table:table-cell>)"
)
_PERCENT = re.compile(
    rb'<table:table-cell\b(?>[^<>]*?\soffice:value-type="percentage")[^<>]*?(/?)>'
    rb"(?:\s*+<text:p>[^<]*+</text:p>)?"
)
_AMOUNT = re.compile(rb'\soffice:value="([^"]*)"')
_CELLS = re.compile(rb"<table:(?:covered-)?table-cell\b[^<>]*")
_REPEATED = re.compile(rb'\stable:number-(rows|columns)-repeated="([0-9]+)"')
_SPANS = re.compile(rb'\stable:number-(rows|columns)-spanned="([0-9]+)"')
_HIDDEN = re.compile(rb'\stable:visibility="(?:collapse|filter)"')
_COLUMN = re.compile(rb"<table:table-column(?=[\s/>])[^<>]*>")
_ROW = re.compile(rb"<table:table-row(?=[\s/>])")  # not table-row-group
_TABLE = re.compile(rb"<table:table(?=[\s/>])")
_NAME = re.compile(rb'\btable:name="([^"]*)"')


class Shown:
    """The sheets of a workbook made ready for the reading library, and what they show besides."""

    def __init__(self, file: str, parts: dict[str, bytes], limits: Limits) -> None:
        """Check and rewrite the content; raises `TooLargeError`."""
        content = _rewrite(to_canonical(file, parts.get("content.xml", b"")))
        self.parts = {**parts, "content.xml": content}
        self.layouts: dict[str, Layout] = {}
        size = 0
        for table in _TABLE.split(content)[1:]:
            found = _NAME.search(table, 0, table.find(b">"))
            name = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
            layout = self.layouts[name] = Layout(has_unstored=UNSTORED.encode() in table)
            size = _measure(file, name, table, layout, size, limits)


def _rewrite(content: bytes) -> bytes:
    """Error values, formulas without a result, and percentages as the texts that a reader sees."""
    if b'calcext:value-type="error"' in content:
        content = _ERROR.sub(lambda cell: _as_text(cell.group()), content)
    if b"table:formula=" in content:
        mark = UNSTORED.encode()
        content = _UNSTORED.sub(
            rb'<table:table-cell office:value-type="string"\1><text:p>'
            + mark
            + rb"\2</text:p></table:table-cell>",
            content,
        )
    if b'"percentage"' in content:
        content = _PERCENT.sub(_percentage, content)
    return content


def _as_text(tag: bytes) -> bytes:
    """The tag of a cell as that of a text cell."""
    rest = _VALUE.sub(b"", tag.removeprefix(_CELL))
    return _CELL + b' office:value-type="string"' + rest


def _percentage(cell: re.Match[bytes]) -> bytes:
    """A share such as `0.455` as `45.5 %`."""
    found = _AMOUNT.search(cell.group())
    try:
        shown = percent(found[1]) if found else ""
    except (ArithmeticError, ValueError):
        shown = ""
    if not shown:
        return cell.group()
    tag = _as_text(cell.group().partition(b">")[0].removesuffix(b"/") + b">")
    end = b"</table:table-cell>" if cell[1] else b""
    return b"%b<text:p>%b %%</text:p>%b" % (tag, shown.encode(), end)


def _measure(file: str, name: str, table: bytes, layout: Layout, size: int, limits: Limits) -> int:
    """The size of all rows that hold a value, as often as they count, on top of `size`.

    Refuses rows beyond the limits; what is merged or hidden is noted on the way.
    """
    head, *rows = _ROW.split(table)
    column = 1
    for tag in _COLUMN.findall(head):
        count = _repeats(tag)
        if _HIDDEN.search(tag):
            layout.hidden_columns.append(range(column, column + count))
        column += count
    has_spans, has_hidden = b"-spanned=" in table, b"table:visibility=" in table
    number = 1
    for row in rows:
        start = row.find(b">")
        count = _repeats(row[:start])
        last = row.rfind(b"office:value-type=", start)
        last = last if last >= 0 else row.rfind(b"<text:p", start)
        if last >= 0:
            end = row.find(b">", last)
            check_rows(file, name, number + count - 1, limits)
            size += count * _measure_row(file, name, row, end, limits)
            check_unpacked_size(file, size, limits)
            if has_spans and row.find(b"-spanned=", 0, end) >= 0:
                layout.merged.extend(_merged(number, row[:end]))
            if has_hidden and _HIDDEN.search(row, 0, start):
                layout.hidden_rows.append(range(number, number + count))
        number += count
    return size


def _measure_row(file: str, name: str, row: bytes, end: int, limits: Limits) -> int:
    """The size of a row; refuses one with too many cells up to its last value, which begins before `end`."""
    width, size = row.count(b"<table:", 0, end), len(row)
    if row.find(b"-columns-repeated=", 0, end) >= 0:
        for found in _REPEATED.finditer(row, 0, end):
            more = int(found[2][:9]) - 1
            following = row.find(b"<table:", found.end(), end)
            width += more
            size += more * ((following if following >= 0 else len(row)) - found.start())
    if width > limits.max_columns:
        check_columns(file, name, width, limits)
    return size


def _repeats(tag: bytes) -> int:
    found = _REPEATED.search(tag) if b"-repeated=" in tag else None
    return int(found[2][:9]) if found else 1


def _merged(number: int, row: bytes) -> Iterator[Area]:
    column = 1
    for tag in _CELLS.findall(row):
        spans = {key: int(count[:9]) for key, count in _SPANS.findall(tag)}
        down, right = spans.get(b"rows", 1), spans.get(b"columns", 1)
        if down > 1 or right > 1:
            yield Area(number, column, number + down - 1, column + right - 1)
        column += _repeats(tag)
