"""Cells of .xlsx and .xlsm (ECMA-376, part 1, SpreadsheetML), written as inline strings."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from traiber.data.cell_edits.archive import read_parts, replace_parts
from traiber.data.cell_edits.markup import Element, escape, read_elements, splice, start_tag, tag_name
from traiber.data.cell_edits.refusal import formula, merged, unknown_form
from traiber.data.findings import column_letters

Edits = Mapping[tuple[int, int], str]

_KEPT = frozenset(
    ["worksheet", "dimension", "cols", "col", "sheetData", "row", "c", "mergeCells", "mergeCell"]
)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as a character (ST_Xstring)


def edit_spreadsheetml(content: bytes, sheet: str, edits: Edits) -> bytes:
    """The workbook with texts in cells of one sheet; only the part of that sheet is changed.

    A cell keeps its style; one that is not there yet gets that of its row, else of its column.
    """
    archive = read_parts(content)
    part = _find_part(archive, sheet)
    return replace_parts(archive, {part: _edit(archive.read(part), edits)})


def _find_part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet, over the relations of package and workbook."""
    try:
        workbook = next(
            path for kind, path in _relations(archive, "").values() if kind.endswith("/officeDocument")
        )
        relations = _relations(archive, workbook)
        for element in ElementTree.fromstring(archive.read(workbook)).iter():
            if element.tag.endswith("}sheet") and element.get("name") == sheet:
                id_ = next(value for key, value in element.attrib.items() if key.endswith("}id"))
                return relations[id_][1]
    except (KeyError, StopIteration, ElementTree.ParseError):
        raise unknown_form() from None
    raise unknown_form()


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relation -> its type and the part that it leads to."""
    folder, name = posixpath.split(part)
    root = ElementTree.fromstring(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        one.get("Id", ""): (
            one.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in root
    }


def _edit(text: bytes, edits: Edits) -> bytes:
    tree, _prefixes = read_elements(text, _KEPT, frozenset(["c"]))
    parts = {element.name: element for element in _walk(tree)}
    if "sheetData" not in parts:
        raise unknown_form()
    _refuse_merged(parts.get("mergeCells"), edits)
    styles = _column_styles(parts.get("cols"))
    rows = dict(_numbered(parts["sheetData"].children, "row"))
    changes: list[tuple[int, int, str]] = []
    for number in sorted({row for row, _column in edits}):
        if number not in rows:
            raise unknown_form()
        wanted = {column: value for (row, column), value in edits.items() if row == number}
        changes += _edit_row(text, rows[number], number, wanted, styles)
    if "dimension" in parts:
        changes += _widen(text, parts["dimension"], edits)
    return splice(text, changes)


def _walk(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        if child.name in ("worksheet",):
            yield from _walk(child)


def _numbered(elements: list[Element], name: str) -> Iterator[tuple[int, Element]]:
    """Rows or cells with their numbers; where none is written, it is the one after the last."""
    last = 0
    for element in (element for element in elements if element.name == name):
        written = element.attributes.get("r")
        last = last + 1 if written is None else _number(written, name)
        yield last, element


def _number(reference: str, name: str) -> int:
    if name == "row":
        return int(reference)
    return _cell(reference)[1]


def _cell(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise unknown_form()
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column


def _area(reference: str) -> tuple[int, int, int, int]:
    first, _colon, last = reference.partition(":")
    return (*_cell(first), *_cell(last or first))


def _refuse_merged(merges: Element | None, edits: Edits) -> None:
    for element in merges.children if merges else ():
        top, left, bottom, right = _area(element.attributes.get("ref", ""))
        for row, column in edits:
            if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
                raise merged(row, column)


def _column_styles(columns: Element | None) -> dict[range, str]:
    return {
        range(int(one.attributes["min"]), int(one.attributes["max"]) + 1): one.attributes["style"]
        for one in (columns.children if columns else ())
        if "style" in one.attributes
    }


def _edit_row(
    text: bytes, row: Element, number: int, wanted: Mapping[int, str], styles: Mapping[range, str]
) -> Iterator[tuple[int, int, str]]:
    name = tag_name(text, row)
    prefix = name.rpartition(":")[0] + ":" if ":" in name else ""
    cells = dict(_numbered(row.children, "c"))
    added: dict[int, str] = {}
    for column, value in sorted(wanted.items()):
        cell = cells.get(column)
        if cell is not None:
            if any(child.name == "f" for child in cell.children):
                raise formula(number, column)
            style = cell.attributes.get("s")
            yield cell.start, cell.end, _to_cell(prefix, number, column, value, style)
            continue
        has_style = row.attributes.get("customFormat") in ("1", "true")
        style = row.attributes.get("s") if has_style else None
        style = style or next((found for span, found in styles.items() if column in span), None)
        before = next((other.start for at, other in cells.items() if at > column), row.outer)
        added[before] = added.get(before, "") + _to_cell(prefix, number, column, value, style)
    closed = row.outer == row.inner == row.end and text[row.inner - 2 : row.inner] == b"/>"
    spans = _spans(row.attributes.get("spans"), wanted)
    if closed:
        yield row.start, row.end, start_tag(text, row, spans) + "".join(added.values()) + f"</{name}>"
        return
    if spans:
        yield row.start, row.inner, start_tag(text, row, spans)
    for before, new in added.items():
        yield before, before, new


def _to_cell(prefix: str, row: int, column: int, value: str, style: str | None) -> str:
    address = f"{column_letters(column)}{row}"
    styled = f' s="{style}"' if style else ""
    shown = escape(_ESCAPED.sub("_x005F_", value))
    return (
        f'<{prefix}c r="{address}"{styled} t="inlineStr"><{prefix}is><{prefix}t>{shown}</{prefix}t>'
        f"</{prefix}is></{prefix}c>"
    )


def _spans(spans: str | None, wanted: Mapping[int, str]) -> dict[str, str | None]:
    """The attribute that says which columns a row uses, where it has to be wider."""
    if not spans:
        return {}
    pairs = [tuple(map(int, span.split(":"))) for span in spans.split()]
    if all(any(first <= column <= last for first, last in pairs) for column in wanted):
        return {}
    columns = [*wanted, *(column for pair in pairs for column in pair)]
    return {"spans": f"{min(columns)}:{max(columns)}"}


def _widen(text: bytes, dimension: Element, edits: Edits) -> Iterator[tuple[int, int, str]]:
    """The used area of the sheet, where it has to be wider."""
    top, left, bottom, right = _area(dimension.attributes.get("ref", "A1"))
    rows, columns = [row for row, _column in edits], [column for _row, column in edits]
    area = (min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns))
    if area != (top, left, bottom, right):
        first, last = (f"{column_letters(area[at + 1])}{area[at]}" for at in (0, 2))
        tag = start_tag(text, dimension, {"ref": f"{first}:{last}"}, empty=dimension.outer == dimension.end)
        yield dimension.start, dimension.inner, tag
