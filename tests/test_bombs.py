"""Files that are small and unpack to much: refused before they are parsed, with figure, limit and setting.

No test looks at a clock: what counts is that the reading library never saw the file, and how much
memory was taken at most while it was refused.
"""

import io
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from traiber.data.build import check
from traiber.data.readers import (
    DEFAULT_LIMITS,
    Limits,
    TooLargeError,
    UnreadableFileError,
    read_bytes,
    read_table,
)
from traiber.data.workspace import SettingsError, find_workspace, parse_settings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Target="worksheets/sheet1.xml" '
    f'Type="{OFFICE}/worksheet"/></Relationships>'
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Target="xl/workbook.xml" '
    f'Type="{OFFICE}/officeDocument"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Akteure" sheetId="1" r:id="r1"/></sheets></workbook>'
)
HEADER = '<row r="1"><c r="A1" t="str"><v>Name</v></c><c r="B1" t="str"><v>Typ</v></c></row>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return output.getvalue()


def xlsx(rows: str, **more: str | bytes) -> bytes:
    """A workbook with one sheet Akteure of these rows, with further parts."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    return packed({**parts, **more})


def ods(rows: str, prolog: str = "") -> bytes:
    content = (
        f"{prolog}<office:document-content"
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Akteure">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})


def cell(address: str, value: str = "1") -> str:
    return f'<c r="{address}"><v>{value}</v></c>'


def lying(content: bytes, name: str, declared: int) -> bytes:
    """The archive with a smaller size declared for a part, in its own header and in the directory."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
    struct.pack_into("<L", changed, entry.header_offset + 22, declared)
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(name.encode()))
    struct.pack_into("<L", changed, at + 24, declared)
    return bytes(changed)


def overlapping(count: int) -> bytes:
    """An archive whose directory names one packed part many times."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = b"<x>" + b" " * 1_000_000
    data = body.compress(plain) + body.flush()
    head = (20, 0, 8, 0, 0x21, zlib.crc32(plain), len(data), len(plain))
    names = ["xl/workbook.xml", *(f"xl/worksheets/sheet{n}.xml" for n in range(count - 1))]
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *head, len(names[0]), 0) + names[0].encode() + data
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *head, len(name), 0, 0, 0, 0, 0, 0) + name.encode()
        for name in names
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "many parts that are large together": (
        lambda: xlsx(HEADER, **{f"xl/media/{n}.png": bytes(27_000_000) for n in range(9)}),
        "max_unpacked_mb",
    ),
    "one huge sheet": (
        lambda: xlsx(HEADER + '<row r="2">' + " " * 210_000_000 + "</row>"),
        "max_unpacked_mb",
    ),
    "a cell in the last corner": (
        lambda: xlsx(HEADER + '<row r="2">' + cell("XFD1048576") + "</row>"),
        "max_rows",
    ),
    "a cell in the last column": (
        lambda: xlsx(HEADER + '<row r="2">' + cell("XFD2") + "</row>"),
        "max_columns",
    ),
    "a cell one column too far": (
        lambda: xlsx(HEADER + '<row r="2">' + cell("CW2") + "</row>"),
        "max_columns",
    ),
    "a cell one row too far": (
        lambda: xlsx(HEADER + '<row r="100001">' + cell("A100001") + "</row>"),
        "max_rows",
    ),
    "an address behind other attributes": (
        lambda: xlsx(HEADER + "<row r='2'><c s=\"0\" r = 'ZZZ2'><v>1</v></c></row>"),
        "max_columns",
    ),
    "a far row before the others": (
        lambda: xlsx('<row r="900000">' + cell("A900000") + "</row>" + HEADER),
        "max_rows",
    ),
    "a million columns without addresses": (
        lambda: xlsx(HEADER + "<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
        "max_columns",
    ),
    "rows without numbers": (
        lambda: xlsx("<row><c><v>1</v></c></row>" * 100_001),
        "max_rows",
    ),
    "one long text in a million cells": (
        lambda: xlsx(
            "".join(
                f'<row r="{n}">' + f'<c r="A{n}" t="s"><v>0</v></c>' + "</row>" for n in range(1, 20_000)
            ),
            **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"a" * 32_000}</t></si></sst>'},
        ),
        "max_unpacked_mb",
    ),
    "shared texts in single quotes": (
        lambda: xlsx(
            "".join(
                f"<row r='{n}'>" + f"<c r='A{n}' t = 's'><v>0</v></c>" + "</row>" for n in range(1, 20_000)
            ),
            **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"a" * 32_000}</t></si></sst>'},
        ),
        "max_unpacked_mb",
    ),
    "rows repeated in OpenDocument": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "max_rows",
    ),
    "cells repeated in OpenDocument": (
        lambda: ods(
            '<table:table-row><table:table-cell office:value-type="float" office:value="1" '
            'table:number-columns-repeated="16384"/></table:table-row>'
        ),
        "max_columns",
    ),
    "a gap repeated in OpenDocument": (
        lambda: ods(
            '<table:table-row><table:table-cell table:number-columns-repeated="16000"/><table:table-cell '
            'office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "max_columns",
    ),
    "long texts repeated in OpenDocument": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="90000"><table:table-cell '
            f'office:value-type="string"><text:p>{"a" * 30_000}</text:p></table:table-cell></table:table-row>'
        ),
        "max_unpacked_mb",
    ),
    "a text table of too many rows": (lambda: b"name;type\n" + b"a;b\n" * 100_001, "max_rows"),
    "a text table of too many columns": (lambda: b"name;type\n" + b"a;" * 100 + b"b\n", "max_columns"),
    "a file of 21 MB": (lambda: bytes(21_000_000), "max_file_mb"),
}


class ParsedError(Exception):
    """The reading library was reached."""


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any use of the reading library fails the test."""

    class Engine:
        @staticmethod
        def from_filelike(file: object) -> None:
            raise ParsedError

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Engine)


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_is_parsed_and_the_setting_named(name: str) -> None:
    make, setting = BOMBS[name]
    content = make()
    assert len(content) < 20_000_000 or setting == "max_file_mb"
    suffix = "ods" if b"opendocument" in content[:200] else "xlsx" if content.startswith(b"PK") else "csv"
    with pytest.raises(TooLargeError) as caught:
        read_bytes(f"netz.{suffix}", content)
    text = str(caught.value)
    assert text.startswith("netz.") and f"raise {setting} in traiber.toml" in text
    assert str(getattr(DEFAULT_LIMITS, setting)) in text


@pytest.mark.usefixtures("unparsed")
def test_nothing_is_inflated_where_the_directory_says_too_much() -> None:
    content = xlsx(HEADER + '<row r="2">' + " " * 210_000_000 + "</row>")
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError, match=r"unpacks to 210 MB; at most 200 MB"):
            read_bytes("netz.xlsx", content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.usefixtures("unparsed")
def test_an_archive_that_declares_less_than_it_holds_is_inflated_no_further() -> None:
    content = lying(xlsx(HEADER + " " * 100_000_000), "xl/worksheets/sheet1.xml", 1000)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFileError, match="damaged"):
            read_bytes("netz.xlsx", content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.usefixtures("unparsed")
def test_parts_that_lie_over_each_other_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_bytes("netz.xlsx", overlapping(150))


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize(
    "content",
    [
        ods("", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'),
        xlsx(HEADER, **{"xl/sharedStrings.xml": LAUGHS + "<sst><si><t>&i;</t></si></sst>"}),
        xlsx(HEADER, **{"xl/styles.xml": LAUGHS + "<styleSheet>&i;</styleSheet>"}),
    ],
)
def test_entities_of_its_own_are_refused_in_any_part(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="markup that no spreadsheet program writes"):
        read_bytes("netz.ods", content)


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize(
    "far",
    [
        '<c r="xfd1048576"><v>1</v></c>',
        '<c r="DookViewI3"><v>1</v></c>',
        '<c r="&#88;FD2"><v>1</v></c>',
        f'<x:c xmlns:x="{MAIN}" r="XFD1048576"><x:v>1</x:v></x:c>',
    ],
)
def test_addresses_that_only_the_reading_library_understands_are_refused(far: str) -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_bytes("netz.xlsx", xlsx(HEADER + '<row r="2">' + far + "</row>"))


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("end", ["</table:table>", "</table:table-row>", "</office:body>"])
def test_an_open_document_that_breaks_off_is_damaged_and_not_read_for_ever(end: str) -> None:
    row = '<table:table-row><table:table-cell office:value-type="string"/></table:table-row>'
    content = ods(row)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    text = bytes(parts["content.xml"]).decode() if isinstance(parts["content.xml"], bytes) else ""
    assert end in text
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_bytes("netz.ods", packed({**parts, "content.xml": text.replace(end, "")}))


def test_an_archive_within_a_workbook_stays_packed() -> None:
    inner = packed({"bomb.xml": bytes(150_000_000)})
    (sheet,) = read_bytes("netz.xlsx", xlsx(HEADER, **{"xl/embeddings/inner.xlsx": inner}))
    assert sheet.header == ("Name", "Typ")


def test_a_million_formatted_but_empty_rows_are_no_rows() -> None:
    empty = "".join(f'<row r="{n}" ht="15" customHeight="1"/>' for n in range(3, 1_048_577))
    row = '<row r="2">' + cell("A2") + cell("B2") + "</row>"
    (sheet,) = read_bytes("netz.xlsx", xlsx(HEADER + row + empty))
    assert sheet.rows == [[1.0, 1.0]]


def test_formatted_but_empty_cells_to_the_last_column_are_no_columns() -> None:
    row = '<row r="2">' + cell("A2") + '<c r="B2" s="1"></c><c r="XFD2" s="1"/></row>'
    (sheet,) = read_bytes("netz.xlsx", xlsx(HEADER + row))
    assert sheet.rows == [[1.0, None]]


def test_empty_rows_and_cells_to_the_end_of_an_open_document_are_none() -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{text.format(one)}{text.format(other)}"
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for one, other in (("Name", "Typ"), ("Alfa", "company"))
    )
    end = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    (sheet,) = read_bytes("netz.ods", ods(rows + end))
    assert (sheet.header, sheet.rows) == (("Name", "Typ"), [["Alfa", "company"]])


def test_many_sheets_of_the_largest_size_together_are_refused() -> None:
    made = openpyxl.Workbook()
    for _number in range(3):
        sheet = made.create_sheet()
        sheet["A1"], sheet.cell(100_000, 50).value = 1, 1
    output = io.BytesIO()
    made.save(output)
    with pytest.raises(TooLargeError, match="All sheets together"):
        read_bytes("netz.xlsx", output.getvalue())


def test_limits_are_settings_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "actors.csv").write_text("name,type\nA,company\nB,company\nC,company\n")
    (tmp_path / "traiber.toml").write_text("max_rows = 3\n")
    (found,) = check(find_workspace(tmp_path)).errors
    assert (found.code, str(found.cell)) == ("E105", "actors.csv")
    assert "at most 3" in found.rule and "max_rows" in found.remedy
    (tmp_path / "traiber.toml").write_text("max_rows = 4\n")
    assert check(find_workspace(tmp_path)).errors == []


@pytest.mark.parametrize("value", ["0", "-1", "true", "1.5", '"20"'])
def test_a_limit_that_is_no_number_above_0_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="max_file_mb"):
        parse_settings(f"max_file_mb = {value}", "traiber.toml")


def test_the_default_limits_admit_50000_rows_of_20_columns(tmp_path: Path) -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Akteure")
    sheet.append(["Name", "Typ", *(f"Spalte {n}" for n in range(18))])
    for number in range(50_000):
        sheet.append([f"Firma {number}", "company", *range(18)])
    made.save(tmp_path / "netz.xlsx")
    (read,) = read_table(tmp_path / "netz.xlsx")
    assert (len(read.rows), len(read.header)) == (50_000, 20)
    assert Limits(20, 200, 100_000, 100) == DEFAULT_LIMITS


def test_a_bomb_among_good_files_is_one_error_and_the_others_are_checked_too(tmp_path: Path) -> None:
    (tmp_path / "sources" / "sub").mkdir(parents=True)
    (tmp_path / "traiber.toml").write_text("")
    (tmp_path / "sources" / "actors.csv").write_text("name,type\nA,compny\n")
    (tmp_path / "sources" / "sub" / "netz.xlsx").write_bytes(
        xlsx(HEADER + '<row r="2">' + cell("XFD2") + "</row>")
    )
    found = [(one.code, one.cell.file) for one in check(find_workspace(tmp_path)).errors]
    assert found == [("E204", "actors.csv"), ("E105", "sub/netz.xlsx")]


@pytest.mark.parametrize("number", ["1E999990", "1E999998", "-1E-999990", "NaN", "Infinity"])
def test_a_percentage_of_a_million_digits_is_not_written_out(number: str) -> None:
    """The formats 0% and 0.00% are numbers 9 and 10 (ECMA-376, 18.8.30)."""
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="1"><v>{number}</v></c></row>' for n in range(2, 300))
    content = xlsx(HEADER + cells, **{"xl/styles.xml": styles})
    tracemalloc.start()
    try:
        sheets = read_bytes("netz.xlsx", content)
        assert all(len(str(value)) < 100 for sheet in sheets for row in sheet.rows for value in row)
    except UnreadableFileError:
        pass  # a sentence is fine as well
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><f>1</f>' + " " * 1_000_000 + "</row>",
        '<row r="2"' + ' hidden="1"' * 60_000,
        '<row r="2"><c r="A2"><f>1</f>' + "<v>" + " " * 1_000_000 + "</row>",
    ],
)
def test_blanks_and_signs_without_end_cost_a_look_at_each(rows: str, tmp_path: Path) -> None:
    """In a process of its own that is given up after a minute: the square of a million takes hours."""
    (tmp_path / "netz.xlsx").write_bytes(xlsx(HEADER + rows))
    code = (
        "import sys; from pathlib import Path; from traiber.data.readers import *\n"
        "try: print(len(read_table(Path(sys.argv[1]))))\n"
        "except UnreadableFileError as error: print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "netz.xlsx")], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0 and run.stdout.strip()


@pytest.mark.parametrize("share", ["1E9990", "1E-9990", "1E999998", "Infinity"])
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_share_that_nobody_writes_out_is_not_written_out(share: str, ending: str) -> None:
    from traiber.data.readers import opendocument, spreadsheetml

    if ending == "xlsx":
        sheet = b'<c r="A1" s="1"><v>%b</v></c>' % share.encode()
        shown = spreadsheetml._rewrite(sheet, frozenset({b"1"}), spreadsheetml.Layout())
    else:
        sheet = b'<table:table-cell office:value-type="percentage" office:value="%b"/>' % share.encode()
        shown = opendocument._rewrite(sheet)
    assert shown == sheet


@pytest.mark.parametrize("kind", ["t='s'", 't = "s"', "t='s' s='0'", "t\n=\n's'"])
@pytest.mark.parametrize("sheets", [1, 2])
def test_shared_texts_count_however_cells_are_written_and_over_all_sheets(kind: str, sheets: int) -> None:
    from traiber.data.readers import spreadsheetml

    rows = "".join(f'<row r="{n}"><c r="A{n}" {kind}><v>0</v></c></row>' for n in range(1, 121 // sheets))
    texts = b"<sst><si><t>" + b"x" * 20_000 + b"</t></si></sst>"
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    parts = {f"xl/worksheets/sheet{n}.xml": sheet for n in range(sheets)}
    with pytest.raises(TooLargeError):
        spreadsheetml.Shown("netz.xlsx", {"xl/sharedStrings.xml": texts, **parts}, Limits(max_unpacked_mb=2))
    few = {"xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": sheet.replace(b"<v>0</v>", b"<v>1</v>")}
    spreadsheetml.Shown("netz.xlsx", few, Limits(max_unpacked_mb=2))


def test_no_pattern_looks_at_the_same_text_again_and_again() -> None:
    """Patterns that try every end again take many minutes for these; the limit only ends a hang."""
    code = """
from traiber.data.readers import opendocument as o, spreadsheetml as s
n = 1_000_000
assert not s._NO_RESULT.search(b"</f>" + b" " * n)
assert not s._FORMULA.search(b"<c><f>1</f>" + b" " * n)
assert not s._HIDDEN_ROW.search(b"<row" + b' hidden="1"' * (n // 11))
assert not s._HIDDEN_COLUMN.search(b"<col" + b' hidden="1"' * (n // 11))
assert not o._ERROR.search(b"<table:table-cell" + b' calcext:value-type="error"' * (n // 10))
assert not o._UNSTORED.search(b"<table:table-cell" + b' table:formula="1"' * (n // 10))
assert not o._PERCENT.search(b"<table:table-cell" + b' office:value-type="percentage"' * (n // 10))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("sign", ["='1048576'", ' = "1048576"', '= "1048576"'])
def test_repeated_rows_are_counted_however_the_attribute_is_written(sign: str) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    content = ods(f"<table:table-row table:number-rows-repeated{sign}>{cell}</table:table-row>")
    with pytest.raises(TooLargeError, match="1048576 rows"):
        read_bytes("netz.ods", content)
