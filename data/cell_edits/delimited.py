"""Cells of .csv and .tsv: single fields of the text, in its encoding, delimiter and quoting."""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from traiber.data.cell_edits.refusal import unknown_form
from traiber.graph.tabular import guard_formula
from traiber.ontology.codes import normalise

Edits = Mapping[tuple[int, int], str]
Span = tuple[int, int]

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ENCODINGS = ("utf-8", "cp1252", "mac-roman")
_DELIMITERS = ";,\t|"
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Form:
    """A text table as it is written; `records` are the fields of each line as spans of the text."""

    mark: bytes
    text: str
    encoding: str
    delimiter: str
    records: Sequence[Sequence[Span]]


def edit_delimited(content: bytes, header: Sequence[str], header_row: int, edits: Edits) -> bytes:
    """The table with texts in fields; a row that is too short is lengthened."""
    form = find_form(content, header, header_row)
    edited = _edit(form.text, form.records, form.delimiter, edits)
    return form.mark + edited.encode(form.encoding)


def find_form(content: bytes, header: Sequence[str], header_row: int) -> Form:
    """How a text table is written; raises `UneditableError` where no form gives the same bytes and header.

    The delimiter is the one under which the header reads as given.
    """
    mark, text, encoding = _decode(content)
    for delimiter in _DELIMITERS:
        records = list(_records(text, delimiter))
        if len(records) >= header_row and _reads(text, records[header_row - 1], header):
            return Form(mark, text, encoding, delimiter, records)
    raise unknown_form()


def _decode(content: bytes) -> tuple[bytes, str, str]:
    """Byte order mark, text and encoding; only what gives the same bytes again."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return mark, _strict(content[len(mark) :], encoding) or "", encoding
    for encoding in _ENCODINGS:
        if (text := _strict(content, encoding)) is not None:
            return b"", text, encoding
    raise unknown_form()


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if text.encode(encoding) == content else None


def _records(text: str, delimiter: str) -> Iterator[list[Span]]:
    """The fields of each record as spans of the text (RFC 4180; all three line ends)."""
    field = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(delimiter)}\r\n]*')
    at = 0
    while at < len(text):
        record: list[Span] = []
        while True:
            found = field.match(text, at)
            end = found.end() if found else at
            record.append((at, end))
            at = end
            if at < len(text) and text[at] == delimiter:
                at += 1
                continue
            break
        yield record
        line_end = _LINE_END.match(text, at)
        if line_end is None and at < len(text):
            return  # a quotation mark in the middle of a field: not this delimiter
        at = line_end.end() if line_end else at


def _reads(text: str, record: Sequence[Span], header: Sequence[str]) -> bool:
    read = [normalise(_plain(text[start:end])) for start, end in record]
    while read and not read[-1]:
        read.pop()
    return read == [normalise(name) for name in header]


def _plain(field: str) -> str:
    if field.startswith('"') and field.endswith('"') and len(field) > 1:
        field = field[1:-1].replace('""', '"')
    return field


def _edit(text: str, records: Sequence[Sequence[Span]], delimiter: str, edits: Edits) -> str:
    parts: list[str] = []
    at = 0
    for (row, column), value in sorted(edits.items()):
        if row > len(records):
            raise unknown_form()
        record = records[row - 1]
        field = _field(guard_formula(value), text, record, column, delimiter)
        start, end = record[column - 1] if column <= len(record) else (record[-1][1],) * 2
        missing = delimiter * max(0, column - len(record))
        parts += [text[at:start], missing, field]
        at = end
    return "".join([*parts, text[at:]])


def _field(value: str, text: str, record: Sequence[Span], column: int, delimiter: str) -> str:
    """The value as the field was written, or as the filled fields beside it are."""
    filled = [text[start:end] for start, end in record if end > start]
    old = text[slice(*record[column - 1])] if column <= len(record) else ""
    is_quoted = old.startswith('"') or (not old and bool(filled) and all(f.startswith('"') for f in filled))
    must = any(sign in value for sign in (delimiter, '"', "\r", "\n"))
    return '"' + value.replace('"', '""') + '"' if is_quoted or must else value
