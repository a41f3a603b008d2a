"""`check --mark`: copies in which every finding stands at its cell; read again, they say the same."""

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from planted import BOOK, ID, set_
from test_planted_errors import write

from traiber.cli import main
from traiber.data.build import check
from traiber.data.findings import Finding
from traiber.data.marking import MarkingError, mark_sources
from traiber.data.workspace import Workspace, find_workspace
from traiber.data.writers.marked import COLOURS
from traiber.ontology.language import set_language

RED, AMBER = COLOURS["error"], COLOURS["warning"]
FAULTS = (
    set_("actors", "seat", 3, "Oberberg"),
    set_("actors", "homepage", 3, "=1+1"),
    set_("actors", "postcode", 4, 123),
    set_("ties", "target_actor", 3, "Niemand GmbH"),
    set_("ties", "last_contact", 4, "im Sommer"),
    set_("ties", "Farbe", 5, "blau"),
)


@pytest.fixture
def faulty(tmp_path: Path) -> Callable[[str], Workspace]:
    """A workspace with several errors and warnings, as one workbook or as CSV files."""

    def make(format_: str) -> Workspace:
        book = {key: [list(row) for row in grid] for key, grid in BOOK.items()}
        for plant in FAULTS:
            plant(book)
        for number in range(30):
            book["ties"].append([*book["ties"][1][:1], f"Unbekannt {number}"])
        return write(book, format_, tmp_path / "büro netz")

    return make


def sources(workspace: Workspace) -> Path:
    assert workspace.folder is not None
    return workspace.folder / "sources"


def listed(findings: list[Finding]) -> list[tuple[object, ...]]:
    """What a finding says, apart from the file that it is in."""
    return sorted(
        (f.code, f.cell.sheet, f.cell.row, f.cell.column, f.value, f.remedy, f.suggestion) for f in findings
    )


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def colour(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb)[-6:] if cell.fill.fill_type == "solid" else ""


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_every_finding_colours_and_explains_its_cell_and_nothing_else_is_coloured(
    format_: str, faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty(format_)
    before = hashes(sources(workspace))
    findings = check(workspace).findings
    assert len([f for f in findings if f.severity == "error"]) > 30
    written = mark_sources(workspace, findings, tmp_path / "marked")
    assert hashes(sources(workspace)) == before
    expected: dict[tuple[str, str, int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        place = (Path(finding.cell.file).stem, finding.cell.sheet, finding.cell.row, finding.cell.column or 1)
        expected[place].append(finding)
    marked = {}
    for path in written[1:]:
        for sheet in openpyxl.load_workbook(path).worksheets[1:]:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if colour(cell) in (RED, AMBER):
                    marked[path.stem, sheet.title, cell.row, cell.column] = cell
    assert set(marked) == set(expected)
    for place, cell in marked.items():
        errors = any(finding.severity == "error" for finding in expected[place])
        assert colour(cell) == (RED if errors else AMBER)
        for finding in expected[place]:
            assert finding.code in cell.comment.text and finding.rule in cell.comment.text


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_marked_copy_among_the_sources_gives_the_same_findings(
    format_: str, language: str, faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    set_language(language)
    workspace = faulty(format_)
    findings = check(workspace).findings
    written = mark_sources(workspace, findings, tmp_path / "marked")
    for path in sources(workspace).iterdir():
        if format_ == "xlsx" or any(path.stem == copy.stem for copy in written):
            path.unlink()
    for copy in written:
        shutil.copy(copy, sources(workspace))  # the list too: its sheet is not read
    again = check(workspace).findings
    without_file = [(f.code, f.cell.sheet, f.cell.row, f.cell.column, f.value) for f in again]
    assert sorted(without_file) == sorted(
        (f.code, f.cell.sheet, f.cell.row, f.cell.column, f.value) for f in findings
    )


def test_the_list_in_front_holds_all_findings_errors_first_with_links(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("xlsx")
    findings = check(workspace).findings
    mark_sources(workspace, findings, tmp_path / "marked.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    sheet = workbook.worksheets[0]
    assert sheet.title == "Findings (ignore)" and workbook.active.title == sheet.title
    errors = sum(f.severity == "error" for f in findings)
    assert sheet["A1"].value == f"Findings: {errors} errors, {len(findings) - errors} warnings"
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=5)]
    assert len(rows) == len(findings)
    assert [row[1] for row in rows] == ["error"] * errors + ["warning"] * (len(rows) - errors)
    oberberg = next(row for row in sheet.iter_rows(min_row=5) if row[5].value == "Oberberg")
    assert oberberg[4].hyperlink.location == "'Akteure'!E5"
    assert oberberg[8].value == "Oberbergischer Kreis"
    assert sheet.freeze_panes == "A5" and sheet.auto_filter.ref == f"A4:I{4 + len(rows)}"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_list_beside_several_copies_links_into_them(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("csv")
    written = mark_sources(workspace, check(workspace).findings, tmp_path / "marked")
    names = [path.relative_to(tmp_path / "marked").as_posix() for path in written]
    assert names == ["findings.xlsx", "actors.xlsx", "ties.xlsx"]
    sheet = openpyxl.load_workbook(written[0]).worksheets[0]
    links = {(cell.hyperlink.target, cell.hyperlink.location) for cell in sheet["E"] if cell.hyperlink}
    assert ("actors.xlsx", "'actors'!E5") in links and ("ties.xlsx", "'ties'!B5") in links


def decorated(path: Path) -> None:
    """Give a workbook what people give it: colours, widths, comments, drop-downs, formulas, hidden rows."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Akteure"]
    sheet["E5"].comment = Comment("Bitte nachfragen", "Kollegin")
    sheet["B6"].fill = PatternFill("solid", fgColor="C6E0B4")
    sheet["L8"].number_format = "dd.mm.yyyy"
    sheet.column_dimensions["B"].width = 77
    sheet.row_dimensions[5].hidden = True
    rule = DataValidation("list", '"ja,nein"')
    rule.add("L2:L99")
    sheet.add_data_validation(rule)
    sheet["S1"] = "Hinweis"
    sheet["S2"] = "=B2"
    workbook["Beziehungen"].sheet_state = "hidden"
    workbook.save(path)


def test_formats_drop_downs_widths_comments_and_formulas_stay(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("xlsx")
    source = next(sources(workspace).iterdir())
    decorated(source)
    mark_sources(workspace, check(workspace).findings, tmp_path / "marked.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    sheet = workbook["Akteure"]
    assert sheet["E5"].comment.text.startswith("Bitte nachfragen\n\ntraiber:\nE205")
    assert colour(sheet["B6"]) == "C6E0B4" and sheet.column_dimensions["B"].width == 77
    assert sheet["L8"].number_format == "dd.mm.yyyy"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["L2:L99"]
    assert sheet["S2"].value == "=B2"
    assert not sheet.row_dimensions[5].hidden and workbook["Beziehungen"].sheet_state == "visible"
    assert sheet["M5"].value == "=1+1" and sheet["M5"].data_type == "s"


def test_results_of_formulas_stay_so_that_a_copy_reads_the_same(tmp_path: Path) -> None:
    """The workbook is what a spreadsheet saves: formula and result; the result is what is read."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    path = tmp_path / "sources" / "netz.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Akteure"
    for row in (["Name", "Typ", "Erhoben"], ["Amt", "=X1", "=X2"], ["Büro & <Co>", "Kamer", None]):
        sheet.append(row)
    sheet["C2"].number_format = "dd.mm.yyyy"
    output = io.BytesIO()
    workbook.save(output)
    path.write_bytes(
        patched(
            output.getvalue(),
            {
                b"<f>X1</f><v></v>": b"<f>X1</f><v>Kammer</v>",
                b"<f>X1</f><v />": b"<f>X1</f><v>Kammer</v>",
                b"<f>X2</f><v></v>": b"<f>X2</f><v>45000</v>",
                b"<f>X2</f><v />": b"<f>X2</f><v>45000</v>",
                b'r="B2"': b'r="B2" t="str"',
            },
        )
    )
    workspace = find_workspace(tmp_path)
    findings = check(workspace).findings
    assert [(f.code, f.cell.place, f.value) for f in findings] == [("E204", "B3", "Kamer")]
    mark_sources(workspace, findings, tmp_path / "copy.xlsx")
    values = openpyxl.load_workbook(tmp_path / "copy.xlsx", data_only=True)["Akteure"]
    assert (values["B2"].value, str(values["C2"].value)[:10]) == ("Kammer", "2023-03-15")
    path.write_bytes((tmp_path / "copy.xlsx").read_bytes())
    assert listed(check(workspace).findings) == listed(findings)


def patched(content: bytes, changes: dict[bytes, bytes]) -> bytes:
    """A workbook with other bytes in its first sheet."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for before, after in changes.items():
                    data = data.replace(before, after)
            new.writestr(name, data)
    return output.getvalue()


def test_a_finding_in_a_merged_cell_marks_the_whole_of_it(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("xlsx")
    source = next(sources(workspace).iterdir())
    workbook = openpyxl.load_workbook(source)
    workbook["Akteure"].merge_cells("B5:C5")  # the name counts for both cells, and is no type
    workbook.save(source)
    findings = check(workspace).findings
    assert any(f.code == "E204" and f.cell.place == "C5" for f in findings)
    mark_sources(workspace, findings, tmp_path / "marked.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Akteure"]["B5"]
    assert colour(cell) == RED and "E204" in cell.comment.text


def test_a_finding_about_a_row_marks_its_first_cell_and_one_about_a_sheet_only_the_list(
    tmp_path: Path,
) -> None:
    book = {key: [list(row) for row in grid] for key, grid in BOOK.items()}
    book["ties"].append(list(book["ties"][1]))
    book["Notizen"] = [["Wer"], ["Ich"]]
    workspace = write(book, "xlsx", tmp_path / "ws")
    findings = check(workspace).findings
    assert {(f.code, f.cell.column) for f in findings} == {("W101", 0), ("W202", 0)}
    mark_sources(workspace, findings, tmp_path / "marked.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    last = len(book["ties"])
    assert colour(workbook["Beziehungen"].cell(last, 1)) == AMBER
    noted = {colour(cell) for row in workbook["Notizen"].iter_rows() for cell in row}
    assert noted.isdisjoint((RED, AMBER))
    assert {workbook.worksheets[0].cell(row, 1).value for row in (5, 6)} == {"W101", "W202"}


def test_sources_are_never_a_target_and_nothing_is_overwritten_without_force(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("xlsx")
    findings = check(workspace).findings
    original = next(sources(workspace).iterdir())
    before = original.read_bytes()
    for target in (original, sources(workspace), sources(workspace) / "neu.xlsx"):
        with pytest.raises(MarkingError, match="among the sources"):
            mark_sources(workspace, findings, target, force=True)
    (tmp_path / "mine.xlsx").write_bytes(b"mine")
    refused = run(workspace, "--mark", str(tmp_path / "mine.xlsx"))
    assert refused.exit_code == 1 and "--force" in refused.stderr
    assert (tmp_path / "mine.xlsx").read_bytes() == b"mine" and original.read_bytes() == before
    assert run(workspace, "--mark", str(tmp_path / "mine.xlsx"), "--force").exit_code == 1
    assert (tmp_path / "mine.xlsx").read_bytes().startswith(b"PK")


def run(workspace: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "-w", str(workspace.folder), "--lang", "en", *arguments])


def test_one_file_for_several_tables_is_refused_and_names_the_way_out(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    result = run(faulty("csv"), "--mark", str(tmp_path / "one.xlsx"))
    assert result.exit_code == 1 and "Please name a folder" in result.stderr
    assert not (tmp_path / "one.xlsx").exists()


def test_without_findings_nothing_is_written(tmp_path: Path) -> None:
    workspace = write({key: list(grid) for key, grid in BOOK.items()}, "xlsx", tmp_path / "ws")
    result = run(workspace, "--mark", str(tmp_path / "marked"))
    assert result.exit_code == 0 and "Nothing to mark." in result.stderr
    assert not (tmp_path / "marked").exists()


def test_the_same_sources_give_the_same_copies(faulty: Callable[[str], Workspace], tmp_path: Path) -> None:
    workspace = faulty("xlsx")
    for name in ("a.xlsx", "b.xlsx"):
        mark_sources(workspace, check(workspace).findings, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("format_", ["json", "csv", "md", "xlsx"])
def test_other_formats_hold_every_finding(
    format_: str, faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("xlsx")
    findings = check(workspace).findings
    target = tmp_path / f"all.{format_}"
    assert run(workspace, "--format", format_, "-o", str(target)).exit_code == 1
    if format_ == "xlsx":
        sheet = openpyxl.load_workbook(target).worksheets[0]
        assert sheet.max_row == 4 + len(findings)
        return
    text = target.read_text(encoding="utf-8")
    codes = sorted(finding.code for finding in findings)
    if format_ == "json":
        content = json.loads(text)
        assert sorted(row["code"] for row in content["rows"]) == codes
        assert content["meta"]["errors"] + content["meta"]["warnings"] == len(findings)
    elif format_ == "csv":
        assert sorted(row["code"] for row in csv.DictReader(io.StringIO(text))) == codes
    else:
        assert sorted(line[2:6] for line in text.splitlines() if line.startswith(("| E", "| W"))) == codes


def test_an_id_stays_text_in_the_copy_of_a_csv_file(
    faulty: Callable[[str], Workspace], tmp_path: Path
) -> None:
    workspace = faulty("csv")
    mark_sources(workspace, check(workspace).findings, tmp_path / "marked")
    sheet = openpyxl.load_workbook(tmp_path / "marked" / "actors.xlsx")["actors"]
    assert [sheet.cell(row, 1).value for row in range(2, 2 + len(ID))] == list(ID.values())
    assert sheet["G2"].value == BOOK["actors"][1][BOOK["actors"][0].index("postcode")]
