"""Cells of .ods (OASIS OpenDocument 1.3, part 3): runs of like rows and cells are cut where needed."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from traiber.data.cell_edits.archive import read_parts, replace_parts
from traiber.data.cell_edits.markup import Element, escape, read_elements, splice, start_tag, tag_name
from traiber.data.cell_edits.refusal import formula, merged, unknown_form

Edits = Mapping[tuple[int, int], str]

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_CELLS = ("table-cell", "covered-table-cell")
_KEPT = frozenset(["spreadsheet", "table", "table-row", *_CELLS])
_VALUES = ("value-type", "value", "string-value", "date-value", "time-value", "boolean-value", "currency")


def edit_opendocument(content: bytes, sheet: str, edits: Edits) -> bytes:
    """The workbook with texts in cells of one sheet; only content.xml is changed.

    A cell keeps its style, its comment and what is anchored to it.
    """
    archive = read_parts(content)
    try:
        text = archive.read("content.xml")
    except KeyError:
        raise unknown_form() from None
    return replace_parts(archive, {"content.xml": _edit(text, sheet, edits)})


def _edit(text: bytes, sheet: str, edits: Edits) -> bytes:
    tree, prefixes = read_elements(text, _KEPT, frozenset(_CELLS))
    if not {_OFFICE, _TEXT, _TABLE} <= prefixes.keys():
        raise unknown_form()
    tables = [table for spreadsheet in tree.children for table in spreadsheet.children]
    found = next((t for t in tables if t.name == "table" and t.attributes.get("name") == sheet), None)
    if found is None:
        raise unknown_form()
    writer = _Writer(text, prefixes)
    changes: list[tuple[int, int, str]] = []
    left = {row for row, _column in edits}
    number = 1
    for row in (child for child in found.children if child.name == "table-row"):
        count = int(row.attributes.get("number-rows-repeated", 1))
        numbers = [at for at in range(number, number + count) if at in left] if left else []
        if numbers:
            wanted = {
                at: {column: value for (r, column), value in edits.items() if r == at} for at in numbers
            }
            changes.append((row.start, row.end, writer.rows(row, number, count, wanted)))
            left.difference_update(numbers)
        number += count
    if left:
        raise unknown_form()
    return splice(text, changes)


class _Writer:
    """Rows and cells as text, with the prefixes that the document uses."""

    def __init__(self, text: bytes, prefixes: Mapping[str, str]) -> None:
        self._text, self._prefixes = text, prefixes
        self._row_runs = f"{prefixes[_TABLE]}number-rows-repeated"
        self._cell_runs = f"{prefixes[_TABLE]}number-columns-repeated"

    def rows(self, row: Element, start: int, count: int, wanted: Mapping[int, Mapping[int, str]]) -> str:
        """A run of rows, cut around those that are edited."""
        parts = []
        for is_edited, run in groupby(range(start, start + count), key=lambda number: number in wanted):
            numbers = list(run)
            if is_edited:
                parts += [self._row(row, number, wanted[number]) for number in numbers]
            else:
                parts.append(self._again(row, self._row_runs, len(numbers)))
        return "".join(parts)

    def _row(self, row: Element, number: int, wanted: Mapping[int, str]) -> str:
        parts = [start_tag(self._text, row, {self._row_runs: None})]
        column = 1
        for cell in row.children:
            if cell.name not in _CELLS:
                continue
            count = int(cell.attributes.get("number-columns-repeated", 1))
            hit = [at for at in wanted if column <= at < column + count]
            parts.extend(self._cells(cell, number, column, count, {at: wanted[at] for at in hit}))
            column += count
        for at in sorted(at for at in wanted if at >= column):
            parts.append(self._gap(at - column) + self._new(wanted[at]))
            column = at + 1
        return "".join(parts) + f"</{tag_name(self._text, row)}>"

    def _cells(
        self, cell: Element, row: int, start: int, count: int, wanted: Mapping[int, str]
    ) -> Iterator[str]:
        """A run of cells, cut around those that are edited."""
        for is_edited, run in groupby(range(start, start + count), key=lambda column: column in wanted):
            columns = list(run)
            if is_edited:
                for column in columns:
                    yield self._cell(cell, row, column, wanted[column])
            else:
                yield self._again(cell, self._cell_runs, len(columns))

    def _again(self, element: Element, runs: str, count: int) -> str:
        """The same row or cell, so many times."""
        if count == int(element.attributes.get(runs.rpartition(":")[2], 1)):
            return self._text[element.start : element.end].decode()
        empty = element.outer == element.end
        tag = start_tag(self._text, element, {runs: str(count) if count > 1 else None}, empty)
        return tag + self._text[element.inner : element.end].decode()

    def _cell(self, cell: Element, row: int, column: int, value: str) -> str:
        if cell.name == "covered-table-cell":
            raise merged(row, column)
        if "formula" in cell.attributes:
            raise formula(row, column)
        changes: dict[str, str | None] = {self._cell_runs: None}
        for namespace in (_OFFICE, _CALC):
            if namespace in self._prefixes:
                changes |= dict.fromkeys(f"{self._prefixes[namespace]}{name}" for name in _VALUES)
        changes |= self._string()
        kept = b"".join(self._text[c.start : c.end] for c in cell.children if c.name != "p").decode()
        tag = start_tag(self._text, cell, changes)
        return f"{tag}{kept}{self._paragraph(value)}</{tag_name(self._text, cell)}>"

    def _new(self, value: str) -> str:
        name = f"{self._prefixes[_TABLE]}table-cell"
        attributes = "".join(f' {key}="{text}"' for key, text in self._string().items())
        return f"<{name}{attributes}>{self._paragraph(value)}</{name}>"

    def _gap(self, count: int) -> str:
        runs = f' {self._cell_runs}="{count}"' if count > 1 else ""
        return f"<{self._prefixes[_TABLE]}table-cell{runs}/>" if count else ""

    def _string(self) -> dict[str, str | None]:
        known = [namespace for namespace in (_OFFICE, _CALC) if namespace in self._prefixes]
        return {f"{self._prefixes[namespace]}value-type": "string" for namespace in known}

    def _paragraph(self, value: str) -> str:
        name = f"{self._prefixes[_TEXT]}p"
        return f"<{name}>{escape(value)}</{name}>"
