"""What real tables look like: merged, hidden, titled, copied from somewhere, saved by anything.

Workbooks are written with openpyxl and, where it is installed, with LibreOffice (a second writer and
the only one of .ods); what openpyxl cannot write is put into the sheet's markup by hand (ECMA-376).
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from traiber.data.build import check, content_graphs
from traiber.data.findings import Finding
from traiber.data.intake import SourceTable, recognise
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet, UnreadableFileError, read_bytes
from traiber.data.registry import Registry
from traiber.data.unread import unread_files
from traiber.data.values import BadValueError, parse_date, to_text
from traiber.data.workspace import find_workspace
from traiber.graph.store import canonical_hash

Convert = Callable[[Path, str], Path]

HEADER = ["Name", "Typ", "Kreis", "PLZ"]
ROWS: list[list[object]] = [
    ["Alfa GmbH", "Unternehmen", "Solingen", "42651"],
    ["Beta AG", "Unternehmen", "Remscheid", "42853"],
    ["Gamma KG", "Unternehmen", "Wuppertal", "42103"],
]


def saved(book: Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def akteure(*rows: list[object], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook whose only sheet Akteure has these rows and this change."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Akteure"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    return saved(book)


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """The archive with a change in the markup of a part."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(output, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            if name == part:
                assert old.encode() in data, data[:3000]
                data = data.replace(old.encode(), new.encode())
            changed.writestr(name, data)
    return output.getvalue()


def read(content: bytes, file: str = "netz.xlsx") -> tuple[SourceTable, list[Finding]]:
    """The only table of a file, and all findings."""
    (table,), found = recognise(read_bytes(file, content))
    return table, found


def told(found: list[Finding]) -> list[tuple[str, str]]:
    """Code and address of each finding."""
    return [(one.code, str(one.cell).partition(", ")[2]) for one in found]


# Merged, titled, hidden


def test_merged_cells_mean_their_value_in_every_cell_and_that_is_said_once() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C4")
        sheet.merge_cells("B3:B4")

    table, found = read(akteure(HEADER, *ROWS, change=merge))
    assert table.column("seat") == ["Solingen"] * 3
    assert table.column("type") == ["Unternehmen"] * 3
    assert told(found) == [("W105", "Akteure!C2")]
    assert found[0].value == "C2:C4, B3:B4"


def test_a_merged_title_above_the_header_is_reported_and_moves_no_address() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:D1")

    rows = [["Netzwerk, Stand Mai 2025"], [], ["vertraulich"], HEADER, *ROWS, [None, "Quatsch"]]
    table, found = read(akteure(*rows, change=merge))
    assert table.numbers == [5, 6, 7, 8]
    assert str(table.cell("seat", 1)) == "netz.xlsx, Akteure!C6"
    assert told(found) == [("W104", "Akteure!A1")]
    assert "2 rows" in found[0].rule and "row 4" in found[0].rule


def test_a_header_further_down_than_ten_rows_is_not_looked_for() -> None:
    rows = [[f"Zeile {n}"] for n in range(11)]
    _table, found = read(akteure(*rows, HEADER, *ROWS))
    assert ("E102", "Akteure, row 1") in told(found)


def test_hidden_and_filtered_rows_and_hidden_columns_are_read_and_counted_in_one_warning() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:D4"
        sheet.auto_filter.add_filter_column(0, ["Gamma KG"])
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[90].hidden = True
        sheet.column_dimensions["C"].hidden = True

    table, found = read(akteure(HEADER, *ROWS, change=hide))
    assert [to_text(name) for name in table.column("name")] == ["Alfa GmbH", "Beta AG", "Gamma KG"]
    assert told(found) == [("W106", "Akteure, row 2")]
    assert "2 hidden rows (first: 2)" in found[0].rule and "what is hidden was read, too." in found[0].rule
    assert "1 hidden column (Kreis)" in found[0].rule


def test_a_hidden_sheet_is_read_and_named() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("README")

    table, found = read(akteure(HEADER, *ROWS, change=hide))
    assert len(table) == 3
    assert told(found) == [("W107", "Akteure")]


# Formulas and other cells


def test_a_formula_without_a_stored_result_is_an_error_at_its_cell_and_never_an_empty_one() -> None:
    content = akteure(HEADER, ["Alfa GmbH", "Unternehmen", '="Solin"&"gen"', "42651"], *ROWS[1:])
    table, found = read(content)
    assert told(found) == [("E106", "Akteure!C2")]
    assert found[0].value == '="Solin"&"gen"'
    assert "save" in found[0].remedy
    assert table.column("seat") == [None, "Remscheid", "Wuppertal"]


@pytest.mark.parametrize(
    ("stored", "expected", "codes"),
    [
        ('<c r="C2" t="str"><f>1</f><v>Solingen</v></c>', "Solingen", []),
        ('<c r="C2" t="str"><f>1</f><v></v></c>', None, []),
        ('<c r="C2"><f>1</f><v>17</v></c>', 17.0, []),
        ('<c r="C2" t="e"><f>1</f><v>#N/A</v></c>', None, ["E207"]),
        ('<c r="C2"><f>1</f></c>', None, ["E106"]),
        ('<c r="C2"><f t="shared" si="0"/><v/></c>', None, ["E106"]),
    ],
)
def test_the_stored_result_of_a_formula_is_its_value(stored: str, expected: object, codes: list[str]) -> None:
    content = rewritten(
        akteure(HEADER, ["Alfa GmbH", "Unternehmen", "=1", "42651"]),
        "xl/worksheets/sheet1.xml",
        '<c r="C2"><f>1</f><v /></c>',
        stored,
    )
    table, found = read(content)
    assert table.column("seat") == [expected]
    assert [one.code for one in found] == codes


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2024, 2, 29), date(1904, 1, 2), date(1999, 3, 1)])
def test_days_counted_from_1904_are_the_days_that_openpyxl_reads(day: date) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.title = "Akteure"
    sheet.append([*HEADER, "Erhoben"])
    sheet.append([*ROWS[0], day])
    content = saved(book)
    (reread,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    table, _found = read(content)
    assert parse_date(table.column("surveyed")[0]) == day == reread["E2"].value.date()


def test_times_in_date_cells_do_not_change_the_day() -> None:
    header = [*HEADER, "Erhoben"]
    rows = [[*ROWS[0], datetime(2025, 12, 31, 14, 30)], [*ROWS[1], "31.12.2025 14:30"]]
    table, _found = read(akteure(header, *rows))
    assert [parse_date(value) for value in table.column("surveyed")] == [date(2025, 12, 31)] * 2


def test_percent_cells_are_what_they_show() -> None:
    def format_percent(sheet: Worksheet) -> None:
        sheet["C2"].number_format = "0.0%"
        sheet["C3"].number_format = "0%"

    rows: list[list[object]] = [["Name", "Typ", "Anteil"], ["A", "company", 0.455], ["B", "company", 1]]
    (raw,) = read_bytes("netz.xlsx", akteure(*rows, change=format_percent))
    assert [row[2] for row in raw.rows] == ["45.5 %", "100 %"]


def test_a_postcode_or_key_that_became_a_number_gets_its_zero_back() -> None:
    rows: list[list[object]] = [
        ["A", "company", 5374, 1067],
        ["B", "company", "05374", "01067"],
        ["C", "company", 5374.0, "1067.0"],
        ["D", "company", "Solingen", 42117.0],
    ]
    table, found = read(akteure(HEADER, *rows))
    assert table.column("seat") == ["05374", "05374", "05374", "Solingen"]
    assert [to_text(value) for value in table.column("postcode")] == ["01067", "01067", "01067", "42117"]
    assert told(found) == [("W116", "Akteure!C2"), ("W116", "Akteure!D2")]


def test_booleans_numbers_as_text_and_times_are_read_as_shown() -> None:
    rows: list[list[object]] = [["A", "company", True, "42651 "], ["B", "company", time(9, 30), 1e15]]
    (raw,) = read_bytes("netz.xlsx", akteure(["Name", "Typ", "Notiz", "PLZ"], *rows))
    assert [to_text(row[2]) for row in raw.rows] == ["ja", "09:30:00"]
    assert to_text(raw.rows[0][3]) == "42651"


@pytest.mark.parametrize(
    "name",
    [
        "Müller GmbH",
        "Mu\u0308ller GmbH",
        "Müller\u00a0GmbH",
        " Müller GmbH  ",
        "Mül\u00adler GmbH",
        "Müller\u200b GmbH",
        "\ufeffMüller GmbH",
        "Müller\u202fGmbH\u2060",
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_unseen_characters_make_no_other_name(name: str, kind: str) -> None:
    content = (
        akteure(HEADER, [name, *ROWS[0][1:]])
        if kind == "xlsx"
        else f"Name;Typ\n{name};Unternehmen\n".encode()
    )
    table, _found = read(content, f"Akteure.{kind}")
    assert to_text(table.column("name")[0]) == "Müller GmbH"


def test_unseen_characters_in_headers_and_sheet_names_do_not_matter() -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.title = "Ak\u00adteure\u200b"

    header: list[object] = ["\ufeffName\u200b", "T\u00adyp", "\u00a0Kreis "]
    table, found = read(akteure(header, ROWS[0][:3], change=rename))
    assert (set(table.cells), found) == ({"name", "type", "seat"}, [])


def test_rich_text_is_read_without_its_formats_and_phonetic_guides() -> None:
    rich = CellRichText("Alfa ", TextBlock(InlineFont(b=True), "GmbH"))
    content = akteure(HEADER, [rich, *ROWS[0][1:]])
    guided = rewritten(
        content, "xl/worksheets/sheet1.xml", "GmbH</t></r>", 'GmbH</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
    )
    for one in (content, guided):
        table, _found = read(one)
        assert table.column("name") == ["Alfa GmbH"]


def test_empty_rows_between_and_rows_of_blanks_are_no_rows() -> None:
    table, found = read(akteure(HEADER, ROWS[0], [], [None, "  "], ROWS[1]))
    assert (table.numbers, found) == ([2, 5], [])


# Headers


def test_a_header_that_stands_twice_is_an_error_that_names_both() -> None:
    (found,) = read(akteure([*HEADER, "Kreis"], [*ROWS[0], "Wuppertal"]))[1]
    assert (found.code, str(found.cell)) == ("E107", "netz.xlsx, Akteure!E1")
    assert "C1" in found.rule
    _table, found_too = read(b"Von;Nach;Source;Source\nA;B;C;D\n", "Beziehungen.csv")
    assert "E107" in [one.code for one in found_too]


def test_a_second_column_of_the_same_meaning_is_kept_as_notes() -> None:
    table, found = read(akteure([*HEADER, "Bezeichnung"], [*ROWS[0], "Alfa"]))
    assert table.notes == [["Bezeichnung: Alfa"]]
    assert told(found) == [("W111", "Akteure!E1")]
    assert "'Name' in A1" in found[0].rule


def test_two_unknown_columns_of_one_header_are_both_kept() -> None:
    table, found = read(akteure([*HEADER, "Farbe", "Farbe"], [*ROWS[0], "rot", "blau"]))
    assert table.notes == [["Farbe: rot", "Farbe: blau"]]
    assert told(found) == [("W102", "Akteure!E1"), ("W102", "Akteure!F1")]


# Files that are not what they are called


def test_a_text_table_called_xlsx_and_a_workbook_called_csv_are_read_with_a_warning() -> None:
    text = b"Name;Typ\nAlfa GmbH;Unternehmen\n"
    for file, content in (("Akteure.xlsx", text), ("Akteure.csv", akteure(HEADER, *ROWS))):
        table, found = read(content, file)
        assert len(table) in (1, 3)
        assert [(one.code, one.cell.file) for one in found] == [("W108", file)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><body><table><tr><td>Name</td></tr></table></body></html>", "web page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><html>", "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"Name;Typ\nAlfa\0GmbH;Unternehmen\n", "NUL"),
    ],
)
@pytest.mark.parametrize("file", ["Akteure.xlsx", "Akteure.csv", "Akteure.ods"])
def test_what_is_no_table_is_named_with_what_it_is(content: bytes, reason: str, file: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason) as caught:
        read_bytes(file, content)
    assert str(caught.value).startswith(file) and "Please" in str(caught.value)


@pytest.mark.parametrize(
    ("part", "reason"), [("xl/workbook.bin", "xlsb"), ("word/document.xml", "no workbook")]
)
def test_other_archives_are_named_too(part: str, reason: str) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr(part, b"")
    with pytest.raises(UnreadableFileError, match=reason):
        read_bytes("Akteure.xlsx", output.getvalue())


def test_old_workbooks_are_warned_of_with_what_to_do(tmp_path: Path) -> None:
    for name in ("a.xls", "b.xlsb", "c.numbers"):
        (tmp_path / name).write_bytes(b"x")
    assert all("save it as .xlsx" in str(one) for one in unread_files(tmp_path))
    assert len(unread_files(tmp_path)) == 3


@pytest.mark.parametrize("file", ["Akteure.csv", "Akteure.xlsx"])
@pytest.mark.parametrize("content", [b"", b" \n\n", akteure()])
def test_an_empty_file_is_said_to_be_empty(file: str, content: bytes) -> None:
    tables, found = recognise(read_bytes(file, content))
    assert (tables, [one.code for one in found]) == ([], ["W109"])


# Text tables


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("first", ["", "sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_declares_the_delimiter_is_no_row_and_counts_in_addresses(first: str, end: str) -> None:
    lines = [*([first] if first else []), "Name;Typ;Notiz", "Alfa GmbH;Unternehmen;a,b,c"]
    table, found = read((end.join(lines) + end).encode(), "Akteure.csv")
    assert (table.column("name"), found) == (["Alfa GmbH"], [])
    assert table.numbers == [len(lines)]


def test_line_breaks_within_quotation_marks_and_mixed_line_ends_keep_the_rows_of_excel() -> None:
    text = 'Name;Typ;Notiz\r\n"Alfa GmbH";Unternehmen;"erste\nzweite\r\ndritte"\nBeta AG;Unternehmen;x\r'
    table, found = read(text.encode(), "Akteure.csv")
    assert table.numbers == [2, 3] and found == []
    assert to_text(table.column("note")[0]).split() == ["erste", "zweite", "dritte"]


def test_marks_of_utf_8_in_the_middle_of_a_file_are_left_out() -> None:
    text = '\ufeff\ufeff"Name";Typ\nAlfa GmbH;Unternehmen\n\ufeff"Beta; AG";Unternehmen\n'
    table, _found = read(text.encode(), "Akteure.csv")
    assert table.column("name") == ["Alfa GmbH", "Beta; AG"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised(encoding: str) -> None:
    table, _found = read("Name;Typ\nMüller GmbH;Unternehmen\n".encode(encoding), "Akteure.csv")
    assert table.column("name") == ["Müller GmbH"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_sign_that_the_lines_agree_on(delimiter: str) -> None:
    rows = [["Name", "Typ", "Notiz"], ["A", "company", "x; y, z"], ["B, C, D; E", "company", "x"]]
    lines = [delimiter.join(f'"{v}"' if delimiter in v else v for v in row) for row in rows]
    table, _found = read("\n".join(["Stand: Mai, Entwurf", *lines]).encode(), "Akteure.csv")
    assert table.column("note") == ["x; y, z", "x"]


# 72 files, one graph


DATES: dict[str, Callable[[date], str]] = {
    "ISO": lambda day: day.isoformat(),
    "German": lambda day: day.strftime("%d.%m.%Y"),
    "ISO with time": lambda day: f"{day.isoformat()} 00:00:00",
}
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
SIGNS = (".", ",")


def seventy_two() -> list[tuple[str, str, str, str]]:
    return [(e, s, d, f) for e in ENCODINGS for s in (",", ";", "\t") for d in SIGNS for f in DATES]


def test_there_are_72_ways_to_save_a_table() -> None:
    assert len(set(seventy_two())) == 72


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_72_encodings_delimiters_decimal_signs_and_dates_give_one_graph(form: str) -> None:
    hashes = set()
    for encoding, delimiter, sign, dates in seventy_two():
        sheets: list[RawSheet] = []
        for sheet, rows in _example(DATES[dates], sign).items():
            lines = (delimiter.join(f'"{v}"' if delimiter in v else v for v in row) for row in rows)
            text = "".join(f"{line}\r\n" for line in lines)
            if encoding != "cp1252":  # which has no combining characters
                text = unicodedata.normalize(form, text)
            sheets += read_bytes(f"{sheet}.csv", text.encode(encoding))
        hashes.add(graph_of(sheets))
    assert len(hashes) == 1


def test_a_workbook_with_real_dates_and_numbers_gives_the_same_graph_as_the_72_files() -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in _example(lambda day: day.strftime("%d.%m.%Y"), ",").items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_typed(text) for text in row])
    texts = _example(DATES["ISO"], ".").items()
    plain = [
        sheet
        for name, rows in texts
        for sheet in read_bytes(f"{name}.csv", "\n".join("\t".join(row) for row in rows).encode())
    ]
    assert graph_of(read_bytes("netz.xlsx", saved(book))) == graph_of(plain)


def graph_of(sheets: list[RawSheet]) -> tuple[str, int]:
    """The canonical hash of what sheets say, and their number of rows."""
    batch = map_sheets(sheets, "https://example.org/id/", Registry(), "Netz")
    assert batch.errors == []
    return canonical_hash(content_graphs(batch)), sum(batch.counts.values())


def _typed(text: str) -> object:
    if re.fullmatch(r"[0-9.]+\.[0-9]{4}", text):
        return datetime.strptime(text, "%d.%m.%Y").date()
    return float(text.replace(",", ".")) if re.fullmatch(r"[0-9]+(,[0-9]+)?", text) else text or None


def _example(show: Callable[[date], str], sign: str) -> dict[str, list[list[str]]]:
    number = f"217{sign}41"
    return {
        "Akteure": [
            ["Kennung", "Name", "Typ", "Kreis", "Erhoben", "Lieblingsfarbe"],
            ["A1", "Müller & Söhne GmbH", "Unternehmen", "Solingen", show(date(2025, 3, 1)), "grün"],
            ["A2", "Straßenbau, Öl; Gas", "Unternehmen", "Wuppertal", "", ""],
        ],
        "Veranstaltungen": [
            ["Titel", "Datum", "Ende", "Art"],
            ["Forum", show(date(2025, 2, 3)), show(date(2025, 2, 4)), ""],
            ["Gespräch", show(date(2025, 11, 12)), "", "Interview"],
        ],
        "Teilnahmen": [["Veranstaltung", "Akteur"], ["Forum", "A1"], ["Forum", "A2"]],
        "Bedarfe": [["Unternehmen", "Handlungsfeld", "Datum"], ["A1", "Laden", show(date(2025, 3, 1))]],
        "Handlungsfelder": [["Name"], ["Laden"]],
        "Bewertungen": [
            ["Handlungsfeld", "Interview", "Gruppe", "Wert"],
            ["Laden", "Gespräch", "Employment agencies", "4"],
        ],
        "Beziehungen": [["Von", "Nach", "Letzter Kontakt"], ["A1", "A2", show(date(2024, 12, 31))]],
        "Kennzahlen": [
            ["Kreis", "Kennzahl", "Dimension", "Jahr", "Wert", "Einheit", "Quelle"],
            ["Solingen", "Arbeitslosenquote", "Arbeitsmarkt", "2023", number, "Prozent", "Studie"],
        ],
    }


@pytest.mark.parametrize("text", ["01.02.03", "1/2/2003", "12/31/2025"])
def test_an_ambiguous_date_is_refused_with_its_cell(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text("")
    (tmp_path / "sources" / "actors.csv").write_text(f"name,type,surveyed\nA,company,{text}\n")
    (found,) = check(find_workspace(tmp_path)).errors
    assert (found.code, str(found.cell), found.value) == ("E206", "actors.csv, actors!C2", text)


@pytest.mark.parametrize("text", ["12/31/2025", "31/12/2025"])
def test_a_day_with_slashes_that_can_mean_one_day_only_is_named(text: str) -> None:
    with pytest.raises(BadValueError) as refused:
        parse_date(text)
    assert refused.value.suggestion == "31.12.2025" and "31.12.2025" in refused.value.remedy
    with pytest.raises(BadValueError, match="ambiguous"):
        parse_date("1/2/2003")


# LibreOffice as the second writer


@pytest.fixture
def convert(office: Convert, tmp_path: Path) -> Callable[[bytes, str], bytes]:
    """A function that lets LibreOffice save a workbook in another format."""

    def run(content: bytes, ending: str) -> bytes:
        (tmp_path / "in.xlsx").write_bytes(content)
        return office(tmp_path / "in.xlsx", ending).read_bytes()

    return run


def odd() -> bytes:
    """A workbook with everything at once."""

    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("C3:C4")
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet["E3"].number_format = "0%"
        sheet["F3"].number_format = "DD.MM.YYYY"
        other = sheet.parent.create_sheet("Beziehungen")
        other.sheet_state = "hidden"
        other.append(["Von", "Nach"])
        other.append(["Alfa GmbH", "Beta AG"])

    rows: list[list[object]] = [
        ["Stand Mai 2025"],
        [*HEADER, "Anteil", "Erhoben", "Notiz"],
        [*ROWS[0], 0.45, date(2025, 3, 1), '="a"&"b"'],
        [*ROWS[1], None, None, "=NA()"],
        [*ROWS[2], None, None, "x"],
    ]
    return akteure(*rows, change=change)


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_what_libreoffice_saves_is_read_alike(convert: Callable[[bytes, str], bytes], ending: str) -> None:
    tables, found = recognise(read_bytes(f"netz.{ending}", convert(odd(), ending)))
    actors, ties = tables[:2]
    assert actors.numbers == [3, 4, 5] and len(ties) == 1
    assert actors.column("seat") == ["Solingen", "Solingen", "Wuppertal"]
    assert parse_date(actors.column("surveyed")[0]) == date(2025, 3, 1)
    assert actors.column("note") == ["ab", None, "x"]
    assert actors.notes[0] == ["Anteil: 45 %"]
    assert sorted(told(found)) == [
        ("E207", "Akteure!G4"),
        ("W102", "Akteure!E2"),
        ("W104", "Akteure!A1"),
        ("W105", "Akteure!C3"),
        ("W106", "Akteure, row 5"),
        ("W107", "Beziehungen"),
    ]
    hidden = next(one for one in found if one.code == "W106")
    assert "1 hidden row (5)" in hidden.rule and "(PLZ)" in hidden.rule


def test_an_old_workbook_of_libreoffice_is_refused_whatever_its_name(
    convert: Callable[[bytes, str], bytes],
) -> None:
    with pytest.raises(UnreadableFileError, match=r"old workbook \(\.xls\)"):
        read_bytes("netz.xlsx", convert(odd(), "xls"))


def test_a_web_page_of_libreoffice_is_refused_whatever_its_name(
    convert: Callable[[bytes, str], bytes],
) -> None:
    with pytest.raises(UnreadableFileError, match="web page"):
        read_bytes("netz.xlsx", convert(odd(), "html"))


def test_a_text_table_of_libreoffice_has_the_cells_of_the_workbook(
    convert: Callable[[bytes, str], bytes],
) -> None:
    text = convert(akteure(HEADER, *ROWS), "csv")
    assert read(text, "Akteure.csv")[0].cells == read(akteure(HEADER, *ROWS))[0].cells
