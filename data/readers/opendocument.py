"""OpenDocument sheets (ISO/IEC 26300, part 3, 9): what the reading library does not tell.

A row or cell may stand for a million equal ones, so what is empty at the end of rows and sheets is
told apart from what is not before the library makes room for it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from traiber.data.readers.layout import UNSTORED, Area, Layout
from traiber.data.readers.limits import Limits, check_columns, check_rows, check_unpacked_size

_CELL = b"<table:table-cell"
_ERROR = re.compile(rb"""<table:table-cell\b[^<>]*\scalcext:value-type="error"[^<>]*>""")
_VALUE = re.compile(rb"""\s(?:office:(?:value-type|value|string-value)|calcext:value-type)="[^"]*\"""")
_UNSTORED = re.compile(
    rb'<table:table-cell\b(?![^<>]*\soffice:value-type=)([^<>]*?\stable:formula="([^"]*)"[^<>]*?)'
    rb"(?:/>|>\s*</table:table-cell>)"
)
_PERCENT = re.compile(
    rb'<table:table-cell\b[^<>]*\soffice:value-type="percentage"[^<>]*?(/?)>(?:\s*<text:p>[^<]*</text:p>)?'
)
_AMOUNT = re.compile(rb'\soffice:value="([^"]*)"')
_CELLS = re.compile(rb"<table:(?:covered-)?table-cell\b[^<>]*>")
_REPEATED = re.compile(rb'\stable:number-(?:rows|columns)-repeated="([0-9]+)"')
_SPANS = re.compile(rb'\stable:number-(rows|columns)-spanned="([0-9]+)"')
_HIDDEN = re.compile(rb'\stable:visibility="(?:collapse|filter)"')
_COLUMN = re.compile(rb"<table:table-column\b[^<>]*>")
_NAME = re.compile(rb'\stable:name="([^"]*)"')
_FILLED = (b"office:value-type=", b"<text:p")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row element up to its last value: where it stands, how often, and its bytes."""

    number: int
    count: int
    tag: bytes
    cells: bytes


class Shown:
    """The sheets of a workbook made ready for the reading library, and what they show besides."""

    def __init__(self, file: str, parts: dict[str, bytes], limits: Limits) -> None:
        """Check and rewrite the content; raises `TooLargeError`."""
        content = _rewrite(parts.get("content.xml", b""))
        self.parts = {**parts, "content.xml": content}
        self.layouts: dict[str, Layout] = {}
        size = 0
        for table in content.split(b"<table:table ")[1:]:
            found = _NAME.search(table, 0, table.find(b">"))
            name = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
            layout = self.layouts[name] = Layout(has_unstored=UNSTORED.encode() in table)
            for row in _rows(table, layout):
                size += _check(file, name, row, limits)
                check_unpacked_size(file, size, limits)


def _rewrite(content: bytes) -> bytes:
    """Error values, formulas without a result, and percentages as the texts that a reader sees."""
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
        shown = format((Decimal(found[1].decode()) * 100).normalize(), "f") if found else ""
    except (InvalidOperation, UnicodeDecodeError, ValueError):
        shown = ""
    if not shown:
        return cell.group()
    tag = _as_text(cell.group().partition(b">")[0].removesuffix(b"/") + b">")
    end = b"</table:table-cell>" if cell[1] else b""
    return b"%b<text:p>%b %%</text:p>%b" % (tag, shown.encode(), end)


def _rows(table: bytes, layout: Layout) -> Iterator[_Row]:
    """The rows of a table that hold a value; what is merged or hidden is noted on the way."""
    head, *chunks = table.split(b"<table:table-row")
    column = 1
    for tag in _COLUMN.findall(head):
        count = _repeats(tag)
        if _HIDDEN.search(tag):
            layout.hidden_columns.append(range(column, column + count))
        column += count
    number = 1
    spans = b"-spanned=" in table
    for chunk in chunks:
        end = chunk.find(b">")
        tag = chunk[:end]
        count = _repeats(tag)
        last = max(chunk.rfind(mark, end) for mark in _FILLED)
        if last >= 0:
            row = _Row(number, count, tag, chunk[end + 1 : chunk.find(b">", last) + 1])
            if spans and b"-spanned=" in row.cells:
                layout.merged.extend(_merged(row))
            if _HIDDEN.search(tag):
                layout.hidden_rows.append(range(number, number + count))
            yield row
        number += count


def _repeats(tag: bytes) -> int:
    found = _REPEATED.search(tag) if b"-repeated=" in tag else None
    return int(found[1][:9]) if found else 1


def _check(file: str, name: str, row: _Row, limits: Limits) -> int:
    """The bytes that a row stands for; refuses one that lies or reaches beyond the limits."""
    check_rows(file, name, row.number + row.count - 1, limits)
    width, size = row.cells.count(b"table-cell") - row.cells.count(b"/table:table-cell"), len(row.cells)
    if b"-repeated=" in row.cells:
        for found in _REPEATED.finditer(row.cells):
            more = int(found[1][:9]) - 1
            end = row.cells.find(b"<table:", found.end())
            width += more
            size += more * ((end if end >= 0 else len(row.cells)) - found.start())
    check_columns(file, name, width, limits)
    return size * row.count


def _merged(row: _Row) -> Iterator[Area]:
    column = 1
    for tag in _CELLS.findall(row.cells):
        spans = {key: int(count[:9]) for key, count in _SPANS.findall(tag)}
        down, right = spans.get(b"rows", 1), spans.get(b"columns", 1)
        if down > 1 or right > 1:
            yield Area(row.number, column, row.number + down - 1, column + right - 1)
        column += _repeats(tag)
