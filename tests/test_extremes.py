"""Cells and parts that no program writes by itself: read or refused with a sentence, never a traceback."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from test_bombs import HEADER, MAIN, cell, ods, xlsx

from traiber.data.build import check
from traiber.data.export.values import _number
from traiber.data.marking import mark_sources
from traiber.data.readers import TooLargeError, read_bytes
from traiber.data.values import BadValueError, parse_number
from traiber.data.workbook import Sheet, load_workbook
from traiber.data.workspace import SettingsError, Workspace, find_workspace, parse_settings
from traiber.ontology.language import set_language

DIGITS = "9" * 5000  # Python turns no text of more than 4,300 digits into a whole number


def workspace(folder: Path, **tables: str | bytes) -> Workspace:
    (folder / "sources").mkdir()
    (folder / "traiber.toml").write_text("", encoding="utf-8")
    for name, content in tables.items():
        data = content.encode("utf-8") if isinstance(content, str) else content
        (folder / "sources" / name.replace("_", ".")).write_bytes(data)
    return find_workspace(folder)


@pytest.mark.parametrize("sheet", load_workbook().values(), ids=lambda sheet: sheet.key)
def test_thousands_of_digits_in_any_column_are_no_traceback(sheet: Sheet, tmp_path: Path) -> None:
    """Each column alone holds them, and all of them together."""
    headers = [column.label for column in sheet.columns]
    rows = [[DIGITS if at in (row, len(headers)) else "" for at in range(len(headers))] for row in range(20)]
    text = "\n".join(";".join(cells) for cells in (headers, *rows, [DIGITS] * len(headers)))
    found = check(workspace(tmp_path, **{f"{sheet.key}_csv": text}))
    assert found.errors


@pytest.mark.parametrize(
    "value",
    [DIGITS, f"-{DIGITS},5", f"{DIGITS} %", 10**5000, 1e300, "1" + "0" * 30],
    ids=["text", "negative", "percent", "whole", "float", "31 digits"],
)
def test_a_number_of_more_than_30_digits_is_refused_with_a_remedy(value: str | float) -> None:
    with pytest.raises(BadValueError, match="more than 30 digits before the decimal sign") as refused:
        parse_number(value)
    assert refused.value.remedy


def test_30_digits_leading_zeros_and_a_long_fraction_are_a_number() -> None:
    assert parse_number("0" * 5000 + "9" * 30) == "9" * 30
    assert parse_number("000,50") == "0.5" and parse_number("-0") == "-0"
    assert parse_number("0," + DIGITS) == "0." + DIGITS


def test_the_cell_with_thousands_of_digits_is_named(tmp_path: Path) -> None:
    actors = "Name;Typ\nA;Kammer\nB;Kammer\n"
    ties = f"Von;Nach;Art;Stärke\nA;B;Kontakt;{DIGITS}\n"
    (found,) = check(workspace(tmp_path, actors_csv=actors, ties_csv=ties)).errors
    assert (found.code, found.cell.place, found.value) == ("E206", "D2", DIGITS)
    assert len(found.sentence) < 250


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_thousands_of_digits_in_a_number_cell_of_a_workbook_are_named(ending: str, tmp_path: Path) -> None:
    numbers = f'<table:table-cell office:value-type="float" office:value="{DIGITS}"/>'
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("Name", "Typ", "Homepage")
    )
    row = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    content = {
        "xlsx": xlsx(
            HEADER.replace("</row>", '<c r="C1" t="str"><v>Homepage</v></c></row>')
            + '<row r="2"><c r="A2" t="str"><v>A</v></c><c r="B2" t="str"><v>Kammer</v></c>'
            + cell("C2", DIGITS)
            + "</row>"
        ),
        "ods": ods(
            f"<table:table-row>{texts}</table:table-row><table:table-row>"
            f"{row.format('A')}{row.format('Kammer')}{numbers}</table:table-row>"
        ),
    }[ending]
    (found,) = check(workspace(tmp_path, **{f"netz_{ending}": content})).errors
    assert (found.code, found.cell.place) == ("E206", "C2")


def test_thousands_of_digits_in_settings_and_in_files_of_others_are_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no valid TOML"):
        parse_settings(f"max_rows = {DIGITS}", "traiber.toml")
    begin = "@prefix tr: <https://w3id.org/traiber/ns#> . @prefix org: <http://www.w3.org/ns/org#> . "
    turtle = f"{begin}<https://example.org/n> a tr:TransformationNetwork ; tr:funding {DIGITS}.0 , {DIGITS} ."
    actors = "Name;Typ\nA;Kammer\n"
    found = check(
        workspace(tmp_path, actors_csv=actors, fremd_ttl=turtle, fremd_jsonld=f'{{"@id": {DIGITS}}}')
    )
    assert "E121" in [finding.code for finding in found.errors]


def test_a_whole_number_that_no_cell_holds_is_exported_as_text() -> None:
    assert _number("12") == 12 and _number(DIGITS) == DIGITS


def decoy(names: tuple[str, str]) -> bytes:
    """20,000 cells with one text: 32,000 letters in the part of the second name, one in that of the first."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    texts = [f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>' for text in ("a", "a" * 32_000)]
    return xlsx(rows, **dict(zip(names, texts, strict=True)))


@pytest.mark.parametrize(
    "names",
    [
        ("decoy/sharedStrings.xml", "xl/sharedStrings.xml"),
        ("xl/SharedStrings.xml", "xl/sharedStrings.xml"),
        ("xl/sharedStrings.xml", "xl/sharedstrings.xml"),
    ],
)
def test_a_second_part_with_shared_texts_hides_no_bomb(names: tuple[str, str]) -> None:
    with pytest.raises(TooLargeError, match="unpacks to"):
        read_bytes("netz.xlsx", decoy(names))
    with pytest.raises(TooLargeError, match="unpacks to"):
        read_bytes("netz.xlsx", decoy(names[::-1]))


def test_a_second_part_with_short_shared_texts_keeps_no_workbook_from_being_read() -> None:
    rows = HEADER + '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="str"><v>Kammer</v></c></row>'
    own = f'<sst xmlns="{MAIN}"><si><t>A</t></si><si><t>Beispiel</t></si></sst>'
    other = f'<sst xmlns="{MAIN}"><si><t>B</t></si></sst>'
    parts = {"old/sharedStrings.xml": other, "xl/sharedStrings.xml": own}
    (sheet,) = read_bytes("netz.xlsx", xlsx(rows, **parts))
    assert sheet.rows == [["Beispiel", "Kammer"]]


def test_a_table_beyond_the_default_limits_is_marked_under_the_limits_of_its_workspace(
    tmp_path: Path,
) -> None:
    columns = [f"Spalte {n}" for n in range(120)]
    text = ";".join(["Name", "Typ", *columns]) + "\n" + ";".join(["A", "Kamer", *"x" * 120]) + "\n"
    space = workspace(tmp_path, actors_csv=text)
    (tmp_path / "traiber.toml").write_text("max_columns = 130\n", encoding="utf-8")
    space = find_workspace(tmp_path)
    found = check(space).findings
    assert [finding.code for finding in found if finding.severity == "error"] == ["E204"]
    mark_sources(space, found, tmp_path / "marked.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert "traiber:" in marked["actors"]["B2"].comment.text


def test_a_table_that_was_too_large_to_read_is_listed_and_not_opened_for_marking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = workspace(tmp_path, netz_xlsx=xlsx(HEADER + '<row r="2">' + cell("XFD2") + "</row>"))
    found = check(space).findings

    def opened(*_arguments: object, **_settings: object) -> None:
        raise AssertionError("the workbook was opened")

    with monkeypatch.context() as patched:
        patched.setattr(openpyxl, "load_workbook", opened)
        mark_sources(space, found, tmp_path / "marked.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert len(marked.sheetnames) == 1 and marked.worksheets[0]["B5"].value == "error"


@pytest.mark.parametrize(("language", "day"), [("de", "01.12.2999"), ("en", "2999-12-01")])
def test_a_day_in_a_message_is_written_as_staff_write_it(language: str, day: str, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    actors, ties = made.create_sheet("Akteure"), made.create_sheet("Beziehungen")
    for row in (["Name", "Typ"], ["A", "Kammer"], ["B", "Kammer"]):
        actors.append(row)
    ties.append(["Von", "Nach", "Letzter Kontakt"])
    ties.append(["A", "B", date(2999, 12, 1)])
    made.save(tmp_path / "netz.xlsx")
    (tmp_path / "w").mkdir()
    space = workspace(tmp_path / "w", netz_xlsx=(tmp_path / "netz.xlsx").read_bytes())
    set_language(language)
    (found,) = check(space).errors
    assert (found.code, found.value) == ("E206", day)
