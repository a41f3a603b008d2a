"""Office Open XML sheets (ECMA-376, part 1, 18.3): what the reading library does not tell.

Everything here works on the bytes of a sheet, with searches that run in C, and looks closer only
where a cheap test says that there is something to see.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from traiber.data.findings import column_letters
from traiber.data.readers.archive import damaged
from traiber.data.readers.layout import UNSTORED, Area, Layout
from traiber.data.readers.limits import Limits, check_columns, check_rows, check_unpacked_size
from traiber.data.readers.percentages import percent

_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,4})([0-9]{1,9})["']""")
_ANY_ADDRESS = re.compile(rb"\sr\s*=")
_PREFIXED = re.compile(rb"<[^\s<>:]+:(?:c|row)[\s>]")
_ERROR = re.compile(rb"""(<c\b[^<>]*?\st=)(["'])e\2""")
_RESULT = rb"(?:<v\s*+/>|<v>\s*+</v>)?+\s*+</c>"
_NO_RESULT = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*+" + _RESULT)
_FORMULA = re.compile(rb"<c\b([^<>]*+)>\s*+<f\b[^<>]*(?:/>|>([^<]*+)</f>)\s*+(" + _RESULT + rb")")
_SHARED = re.compile(rb"""\st\s*+=\s*+["']s["']""")
_INDEX = re.compile(rb"<v\b[^<>]*+>\s*+([0-9]{1,9})\s*+<")
_END_OF_TEXT = re.compile(rb"</(?:[^\s<>:]++:)?si\s*+>")
_TYPE = re.compile(rb"""\st=(["'])\w*\1""")
_MERGED = re.compile(
    rb"""<mergeCell\b[^<>]*\bref=["']([A-Z]{1,4})([0-9]{1,9}):([A-Z]{1,4})([0-9]{1,9})["']"""
)
_HIDDEN_ROW = re.compile(rb"""<row\b(?>[^<>]*?\shidden=["'](?:1|true)["'])[^<>]*+>""")
_HIDDEN_COLUMN = re.compile(rb"""<col\b(?>[^<>]*?\shidden=["'](?:1|true)["'])[^<>]*+>""")
_NUMBER = re.compile(rb"""\s(r|min|max)=["']([0-9]{1,9})["']""")
_PERCENT_FORMATS = frozenset({9, 10})  # built in: 0% and 0.00%
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Shown:
    """The sheets of a workbook made ready for the reading library, and what they show besides."""

    def __init__(self, file: str, parts: dict[str, bytes], limits: Limits) -> None:
        """Check and rewrite the sheets among the parts; raises `TooLargeError`."""
        self.parts = parts
        self.layouts: dict[str, Layout] = {}
        names = _sheet_names(parts)
        styles = _percent_styles(parts)
        lengths = _text_lengths(parts)
        enough = limits.max_unpacked_mb * 1_000_000
        size = 0
        for part in [name for name, content in parts.items() if b"sheetData" in content]:
            name = names.get(part, part)
            sheet = _trim(_plain(file, parts[part]))
            _check(file, name, sheet, limits)
            size += _texts_size(sheet, lengths, enough - size)
            check_unpacked_size(file, size, limits)
            layout = Layout()
            parts[part] = _rewrite(sheet, styles, layout)
            _look_at(sheet, layout)
            self.layouts[name] = layout


def up_to(limit: str, digits: str) -> bytes:
    """A pattern for numerals not greater than `limit`; `digits` are those of the system, in order.

    >>> within = re.compile(up_to("120", "0123456789"))
    >>> [bool(within.fullmatch(number)) for number in (b"7", b"99", b"120", b"121", b"1000")]
    [True, True, True, False, False]
    """
    first, last = digits[0], digits[-1]
    shorter = [f"[{first}-{last}]{{1,{len(limit) - 1}}}"] if len(limit) > 1 else []
    smaller = [
        f"{limit[:at]}[{first}-{digits[digits.index(digit) - 1]}][{first}-{last}]{{{len(limit) - at - 1}}}"
        for at, digit in enumerate(limit)
        if digit != first
    ]
    return f"(?:{'|'.join([*smaller, limit, *shorter])})".encode()


def _plain(file: str, sheet: bytes) -> bytes:
    """The sheet without namespace prefixes on its elements, which some programs write on all of them."""
    found = None if b"<sheetData" in sheet else re.search(rb"<(\w+):sheetData\b", sheet)
    if found:
        prefix = found[1] + b":"
        sheet = sheet.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    if (b":c" in sheet or b":row" in sheet) and _PREFIXED.search(sheet):
        raise damaged(file)
    return sheet


def _trim(sheet: bytes) -> bytes:
    """The sheet without the rows below its last value; formatted empty rows may be a million."""
    end = sheet.rfind(b"</sheetData")
    last = sheet.rfind(b"</c>", 0, max(end, 0))  # a cell without a value is one tag
    if last < 0:
        return sheet
    start = sheet.find(b"</row>", last, end) + len(b"</row>")
    if start < last or sheet.find(b"<row", start, end) < 0:
        return sheet
    return sheet[:start] + sheet[end:]


def _check(file: str, name: str, sheet: bytes, limits: Limits) -> None:
    """Refuse cells beyond the limits: the reading library would make room for all cells up to there.

    Looked at are only rows and cells that do not begin with an address within the limits.
    """
    end = max(sheet.rfind(b"</sheetData"), 0)
    number, letters = (
        up_to(str(limits.max_rows), _DIGITS),
        up_to(column_letters(limits.max_columns), _LETTERS),
    )
    without_address = False
    for tag in _unusual(sheet, end, rb'<row(?! r="%b")[\s>]' % number):
        found = _address(file, tag)
        without_address |= found is None
        if found:
            check_rows(file, name, int(found[2]), limits)
    for tag in _unusual(sheet, end, rb'<c(?! r="%b%b")[\s>]' % (letters, number)):
        found = _address(file, tag)
        without_address |= found is None
        if found and not tag.endswith((b"/>", b"></c>")):
            check_rows(file, name, int(found[2]), limits)
            check_columns(file, name, _column(found[1]), limits)
    if without_address:  # such cells stand beside each other, such rows below each other
        rows = sheet[:end].split(b"<row")
        check_rows(file, name, len(rows) - 1, limits)
        check_columns(file, name, max(row.count(b"<c ") + row.count(b"<c>") for row in rows), limits)


def _address(file: str, tag: bytes) -> re.Match[bytes] | None:
    """The address in a tag, None where it has none; other forms, which the library may read, are refused."""
    found = _ADDRESS.search(tag)
    if found is None and _ANY_ADDRESS.search(tag):
        raise damaged(file)
    return found


def _unusual(sheet: bytes, end: int, pattern: bytes) -> Iterator[bytes]:
    """The tags that match, each with what closes it directly."""
    for found in re.finditer(pattern, sheet[:end]):
        close = sheet.find(b">", found.end() - 1, end) + 1
        yield sheet[found.start() : close + 4 if sheet.startswith(b"</c>", close) else close]


def _text_lengths(parts: Mapping[str, bytes]) -> list[int]:
    """The size of each shared text; of several parts with such texts the longest one with that number.

    A workbook has one such part. Which of several the library reads does not matter then.
    """
    found = [
        [len(text) for text in _END_OF_TEXT.split(part)]
        for name, part in parts.items()
        if name.lower().endswith("sharedstrings.xml")
    ]
    return [max(lengths) for lengths in zip_longest(*found, fillvalue=0)] or [0]


def _texts_size(sheet: bytes, lengths: list[int], enough: int) -> int:
    """What the shared texts of a sheet take when they are written out; at most, where `enough` allows it.

    A cell whose number is not found counts as the longest text.
    """
    longest = max(lengths)
    uses = len(_SHARED.findall(sheet)) if longest else 0
    if uses * longest <= enough:
        return uses * longest
    size = 0
    for cell in sheet.split(b"<c")[1:]:
        if b"<v" in cell and _SHARED.search(cell):
            found = _INDEX.search(cell)
            at = int(found[1]) if found else len(lengths)
            size += lengths[at] if at < len(lengths) else longest
    return size


def _rewrite(sheet: bytes, percent: frozenset[bytes], layout: Layout) -> bytes:
    """Error values, formulas without a result, and percentages as the texts that a reader sees."""
    if b't="e"' in sheet or (b"='" in sheet[:4096] and b"t='e'" in sheet):
        sheet = _ERROR.sub(rb"\1\2str\2", sheet)
    if (b"</f>" in sheet or b"<f " in sheet) and _NO_RESULT.search(sheet):
        sheet = _FORMULA.sub(_unstored, sheet)
        layout.has_unstored = UNSTORED.encode() in sheet
    used = [style for style in percent if b's="%b"' % style in sheet]
    if used:
        cell = re.compile(
            rb'(<c\b[^<>]*\ss="(?:%b)"[^<>]*)>((?:\s*<f\b(?:[^<>]*/>|[^<]*</f>))?\s*)<v>([^<]*)</v>'
            % b"|".join(used)
        )
        sheet = cell.sub(_percentage, sheet)
    return sheet


def _unstored(cell: re.Match[bytes]) -> bytes:
    """The formula as marked text; an empty text is a result, though."""
    attributes, formula, result = cell.groups()
    if b't="str"' in attributes and b"<v" in result:
        return cell.group()
    return b'<c%b t="str"><v>%b=%b</v></c>' % (_TYPE.sub(b"", attributes), UNSTORED.encode(), formula or b"")


def _percentage(cell: re.Match[bytes]) -> bytes:
    """`0.455` in a percent cell is `45.5 %`; texts and the like stay as they are."""
    found = _TYPE.search(cell[1])
    if found and found.group() not in (b' t="n"', b" t='n'"):
        return cell.group()
    try:
        shown = percent(cell[3])
    except (ArithmeticError, ValueError):
        return cell.group()
    return b'%b t="str">%b<v>%b %%</v>' % (_TYPE.sub(b"", cell[1]), cell[2], shown.encode())


def _look_at(sheet: bytes, layout: Layout) -> None:
    if b"<mergeCell " in sheet:
        layout.merged = sorted(
            Area(int(top), _column(left), int(bottom), _column(right))
            for left, top, right, bottom in _MERGED.findall(sheet)
        )
    if b"hidden=" in sheet:
        for tag in _HIDDEN_ROW.findall(sheet):
            at = _numbers(tag).get("r")
            layout.hidden_rows += [range(at, at + 1)] if at else []
        for tag in _HIDDEN_COLUMN.findall(sheet):
            ends = _numbers(tag)
            if "min" in ends and "max" in ends:
                layout.hidden_columns.append(range(ends["min"], ends["max"] + 1))


def _numbers(tag: bytes) -> dict[str, int]:
    return {name.decode(): int(number) for name, number in _NUMBER.findall(tag)}


def _sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Part -> name of the sheet, as far as the workbook tells."""
    targets = {
        relation.get("Id"): relation.get("Target", "").removeprefix("/xl/").removeprefix("/")
        for relation in _elements(parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    names = {}
    for element in _elements(parts.get("xl/workbook.xml", b"")):
        if element.tag.endswith("}sheet"):
            key = next((value for name, value in element.items() if name.endswith("}id")), None)
            names[f"xl/{targets.get(key, '')}"] = element.get("name", "")
    return names


def _percent_styles(parts: Mapping[str, bytes]) -> frozenset[bytes]:
    """The numbers of the cell styles that show percentages."""
    styles = parts.get("xl/styles.xml", b"")
    custom: set[int] = set()
    found: list[bytes] = []
    for element in _elements(styles):
        if element.tag == f"{_MAIN}numFmt" and "%" in _outside_quotes(element.get("formatCode", "")):
            custom.add(_integer(element.get("numFmtId")))
        elif element.tag == f"{_MAIN}cellXfs":
            formats = [_integer(style.get("numFmtId")) for style in element]
            found += [str(at).encode() for at, f in enumerate(formats) if f in _PERCENT_FORMATS | custom]
    return frozenset(found)


def _outside_quotes(code: str) -> str:
    return re.sub(r'"[^"]*"|\\.', "", unescape(code, {"&quot;": '"'}))


def _elements(part: bytes) -> Iterator[ElementTree.Element]:
    """All elements of a small part; none of what is no XML or has entities of its own."""
    try:
        if b"<!DOCTYPE" in part:
            return
        yield from ElementTree.fromstring(part).iter()
    except (ElementTree.ParseError, LookupError, ValueError):
        return


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number
