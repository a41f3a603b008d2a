"""Tables as staff save them: what is data stays, what is an error is said with its cell.

Workbooks are written with openpyxl, the second tool; the table of OpenDocument by hand (ODF 1.2).
"""

import io
import zipfile
from pathlib import Path

import pytest
from made import workbook

from traiber.data.findings import Finding
from traiber.data.intake import recognise
from traiber.data.readers import RawSheet, UnreadableFileError, read_bytes
from traiber.data.unread import unread_files
from traiber.data.values import is_error_value
from traiber.data.workbook import load_workbook
from traiber.graph.tabular import guard_formula
from traiber.ontology.language import set_language

ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!")
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="actors"><table:table-row>
<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""
 calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"
 calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>""".replace(
    "\n", ""
)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def findings(sheets: list[RawSheet]) -> list[Finding]:
    return recognise(sheets)[1]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_cell_of_a_workbook_is_an_error_with_its_address(error: str) -> None:
    content = workbook(dict(actors=[["name", "type", "note"], ["Werk", "company", error]]))
    (found,) = findings(read_bytes("netz.xlsx", content))
    assert (found.code, found.severity, found.value) == ("E207", "error", error)
    assert str(found.cell) == "netz.xlsx, actors!C2"


def test_an_error_cell_of_an_open_document_is_no_empty_cell_and_no_zero() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    (sheet,) = read_bytes("netz.ods", output.getvalue())
    assert sheet.header == ("#N/A", "#DIV/0!", "3")


@pytest.mark.parametrize("error", [*ERRORS, "#NV", "#BEZUG!", "#WERT!", "Err:502"])
def test_an_error_value_in_a_text_table_is_an_error_too(error: str) -> None:
    found = findings(read_bytes("actors.csv", f"name;type;note\nWerk;company;{error}\n".encode()))
    assert [(one.code, str(one.cell)) for one in found] == [("E207", "actors.csv, actors!C2")]


@pytest.mark.parametrize("text", ["#1 in NRW", "N/A", "#", "NV", "#Zukunft GmbH", "Werk #REF"])
def test_other_texts_with_a_number_sign_are_values(text: str) -> None:
    assert not is_error_value(text)


def test_an_actor_whose_name_begins_with_a_number_sign_is_kept() -> None:
    (sheet,) = read_bytes("actors.csv", b"name;type\n#Zukunft GmbH;company\nWerk;company\n")
    assert [row[0] for row in sheet.rows] == ["#Zukunft GmbH", "Werk"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_help_line_is_passed_over_directly_below_the_header_only(language: str) -> None:
    columns = load_workbook()["actors"].columns
    help_line = [f"# {columns[0].help[language]}", *(column.help[language] for column in columns[1:])]
    header: list[object] = [column.key for column in columns]
    row: list[object] = [None, "Werk", *[None] * (len(columns) - 2)]
    (sheet,) = read_bytes("netz.xlsx", workbook(dict(actors=[header, [*help_line], row])))
    assert sheet.numbers == [3]
    (moved,) = read_bytes("netz.xlsx", workbook(dict(actors=[header, row, [*help_line]])))
    assert moved.numbers == [2, 3]


def test_files_that_are_no_tables_are_named_in_warnings(tmp_path: Path) -> None:
    for name in ("a.xls", "b.xlsb", "c.n3", "d.docx", "old/e.hdt", "actors.csv", ".f.jsonld", "~$g.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.xls").mkdir()
    found = unread_files(tmp_path)
    assert [one.cell.file for one in found] == ["a.xls", "b.xlsb", "c.n3", "d.docx", "old/e.hdt"]
    assert {(one.code, one.severity) for one in found} == {("W103", "warning")}
    assert all("save it as .xlsx" in str(one) for one in found[:2])
    assert ".xlsx" in str(found[2]) and ".csv" in str(found[2])


def test_a_text_table_that_breaks_off_within_a_character_is_refused() -> None:
    content = "name;type\nWerk;company\n".encode("utf-16")
    assert read_bytes("actors.csv", content)[0].rows == [["Werk", "company"]]
    with pytest.raises(UnreadableFileError, match=r"actors\.csv: The characters"):
        read_bytes("actors.csv", content[:-1])


def test_a_workbook_without_any_known_sheet_is_an_error() -> None:
    rows: list[list[object]] = [["name"], ["Werk"]]
    content = workbook(dict(Tabelle1=rows, Quux=rows, README=rows, Leer=[]))
    (found,) = findings(read_bytes("netz.xlsx", content))
    assert (found.code, found.severity, found.value) == ("E101", "error", "Tabelle1, Quux")
    assert "Actors" in found.remedy and found.cell.file == "netz.xlsx"


def test_an_unknown_sheet_beside_a_known_one_is_a_warning() -> None:
    rows: list[list[object]] = [["name", "type"], ["Werk", "company"]]
    found = findings(read_bytes("netz.xlsx", workbook(dict(actors=rows, Quux=rows))))
    assert [(one.code, one.severity) for one in found] == [("W101", "warning")]


def test_a_workbook_that_only_explains_itself_is_no_error() -> None:
    assert findings(read_bytes("netz.xlsx", workbook(dict(README=[["Please read"]])))) == []


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''@x", "\n=1", "\t1", "-5", "'n Tach", "'", "Werk"])
def test_reading_undoes_the_guard_against_formulas(text: str) -> None:
    line = '"' + guard_formula(text) + '"'
    (sheet,) = read_bytes("actors.csv", f"name,type\n{line},company\n".encode())
    assert sheet.rows[0][0] == text


def test_a_text_table_in_two_encodings_is_refused_with_the_lines_of_the_second() -> None:
    """Line 3 was typed in by a program that writes cp1252; the other umlaut is in UTF-8."""
    content = "name;type\nMüller;company\n".encode() + "Söhne;company\n".encode("cp1252")
    with pytest.raises(UnreadableFileError, match=r"others are not: 3\."):
        read_bytes("actors.csv", content)
    alone = "name;type\nSöhne;company\nSpaß\u201c–;company\n".encode("cp1252")
    assert read_bytes("actors.csv", alone)[0].rows[0] == ["Söhne", "company"]


def test_names_in_a_wrong_encoding_are_told_with_what_they_should_be() -> None:
    found = findings(read_bytes("actors.csv", "name;type\nMÃ¼ller;company\nSÃO;company\n".encode()))
    assert [(one.code, one.value, one.suggestion) for one in found] == [("W118", "MÃ¼ller", "Müller")]
