"""Kennungen that staff can trust: written into their files, kept over renames, never given twice."""

import io
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from traiber.cli import main
from traiber.data.build import build, check, content_graphs, current_build, open_build
from traiber.data.cell_edits import UneditableError, edit_cells
from traiber.data.commercial_register import register_key
from traiber.data.demo import write_demo_sources
from traiber.data.files import ChangedMeanwhileError, replace_files
from traiber.data.findings import Finding, ImportFailedError
from traiber.data.id_column import IdColumnError, write_ids
from traiber.data.kennung import from_number, is_valid, mint
from traiber.data.lei import is_lei
from traiber.data.lock import LockedError
from traiber.data.readers import read_table
from traiber.data.registry import Registry, RegistryError
from traiber.data.template import write_template
from traiber.data.workspace import Workspace, find_workspace
from traiber.ontology.language import set_language

Convert = Callable[[Path, str], Path]

# The LEI of the Global LEI Foundation, and one whose check digits are computed by hand (98 - n mod 97).
LEI, OTHER_LEI = "506700GE1G29325QX363", "529900T8BM49AURSDO55"
KENNUNG, OTHER = "7K3M9QK", "N7B22J0"
ACTORS = (
    "Kennung;Name;Typ;Kreis\r\n"
    ";Müller & Söhne GmbH;Unternehmen;Wuppertal\r\n"
    ";Musterkammer;Kammer;Solingen\r\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    return find_workspace(tmp_path)


def source(workspace: Workspace, name: str) -> Path:
    return Path(workspace.folder or "") / "sources" / name


def put(workspace: Workspace, **tables: str) -> None:
    """Write tables as UTF-8 with the line ends that they have."""
    for name, text in tables.items():
        source(workspace, f"{name}.csv").write_bytes(text.encode())


def ids(workspace: Workspace) -> Path:
    return workspace.state / "ids.csv"


def graph_of(workspace: Workspace) -> set[tuple[str, bytes]]:
    """What the sources say, as statements by level."""
    batch = check(workspace)
    assert batch.errors == []
    return {
        (level, line)
        for level, parts in content_graphs(batch).items()
        for part in parts
        for line in part.splitlines()
    }


def kennungen(workspace: Workspace) -> dict[str, str]:
    """Name -> Kennung of the actors of the current build."""
    rows = open_build(workspace, "personal").select(
        "SELECT ?name ?kennung WHERE { ?a a tr:Actor ; tr:kennung ?kennung ; skos:prefLabel ?name }"
    )
    return {str(row["name"]): str(row["kennung"]) for row in rows}


def found(workspace: Workspace, code: str) -> list[Finding]:
    return [finding for finding in check(workspace).findings if finding.code == code]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def changed_parts(before: bytes, after: bytes) -> set[str]:
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


def rich_workbook(path: Path, names: int = 3) -> None:
    """A workbook as staff have it: formats, drop-downs, comments, an image of a chart, other sheets."""
    from openpyxl.chart import BarChart, Reference

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Akteure"
    sheet.append(["Kennung", "Name", "Typ", "Kreis", "Stärke der Kontakte"])
    for number in range(names):
        sheet.append([None, f"Ämter & Söhne {number} GmbH", "Unternehmen", "Wuppertal", number])
    sheet["A3"].fill = PatternFill("solid", fgColor="FF0000")
    sheet["A3"].font = Font(italic=True)
    sheet["B2"].alignment = Alignment(wrap_text=True)
    sheet["A2"].comment = Comment("Bitte nicht ändern", "Büro")
    rule = DataValidation("list", '"Unternehmen,Kammer"')
    rule.add("C2:C100")
    sheet.add_data_validation(rule)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=1, max_row=names + 1))
    other = book.create_sheet("Auswertung (ignore)")
    other.add_chart(chart, "A1")
    other["H1"] = "=SUM(Akteure!E2:E4)"
    book.save(path)


# Writing Kennungen into the staff's files


def test_the_ids_are_written_and_every_other_part_of_a_workbook_stays_byte_by_byte(
    workspace: Workspace,
) -> None:
    path = source(workspace, "netz.xlsx")
    rich_workbook(path)
    before, graph = path.read_bytes(), graph_of(workspace)
    inscription = write_ids(workspace)
    assert [(one.file, one.sheet, len(one.rows), one.area) for one in inscription.done] == [
        ("netz.xlsx", "Akteure", 3, "A2:A4")
    ]
    after = path.read_bytes()
    assert changed_parts(before, after) == {"xl/worksheets/sheet1.xml"}
    book = load_workbook(path)
    sheet = book["Akteure"]
    written = [sheet.cell(row, 1).value for row in (2, 3, 4)]
    assert all(is_valid(str(kennung)) for kennung in written)
    assert len(set(written)) == 3
    assert (sheet["A3"].fill.fgColor.rgb, sheet["A3"].font.italic) == ("00FF0000", True)
    assert sheet["A2"].comment is not None and sheet["A2"].comment.text == "Bitte nicht ändern"
    assert len(sheet.data_validations.dataValidation) == 1
    assert book["Auswertung (ignore)"]["H1"].value == "=SUM(Akteure!E2:E4)"
    assert len(graph_of(workspace)) == len(graph)


def test_a_second_run_writes_nothing_and_a_build_afterwards_knows_the_same_ids(workspace: Workspace) -> None:
    path = source(workspace, "netz.xlsx")
    rich_workbook(path)
    build(workspace)
    before, graph = kennungen(workspace), graph_of(workspace)
    write_ids(workspace)
    once, registry = path.read_bytes(), ids(workspace).read_bytes()
    assert write_ids(workspace).done == []
    assert (path.read_bytes(), ids(workspace).read_bytes()) == (once, registry)
    build(workspace)
    assert kennungen(workspace) == before
    assert graph_of(workspace) == graph


def test_the_example_network_without_ids_is_the_same_graph_before_and_after_writing_them(
    tmp_path: Path,
) -> None:
    example = write_demo_sources(tmp_path)[1]
    path = source(example, "musterregion.xlsx")
    book = load_workbook(path)
    sheet = book["Actors"]
    assert (sheet["A1"].value, sheet["B1"].value) == ("ID", "Name")
    rows = range(2, sheet.max_row + 1)
    names = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in rows}
    for cell in (cell for one in book.worksheets for row in one.iter_rows() for cell in row):
        if isinstance(cell.value, str) and not (cell.parent is sheet and cell.column == 1):
            parts = cell.value.split("; ")  # other sheets call the actors by their names then
            cell.value = "; ".join(str(names.get(part, part)) for part in parts)
    for row in rows:
        sheet.cell(row, 1).value = None
    book.save(path)
    build(example)
    graph = graph_of(example)
    (done,) = write_ids(example).done
    assert len(done.rows) == len(names) == 330
    assert graph_of(example) == graph
    build(example)
    assert graph_of(example) == graph


def test_a_dry_run_names_the_cells_and_writes_nothing(workspace: Workspace) -> None:
    rich_workbook(source(workspace, "netz.xlsx"))
    before = source(workspace, "netz.xlsx").read_bytes()
    command = ["check", "-w", str(workspace.folder), "--write-ids", "--dry-run"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0
    assert "netz.xlsx, Akteure: 3 IDs would be written (A2:A4)." in done.stderr
    assert source(workspace, "netz.xlsx").read_bytes() == before
    assert not workspace.state.exists()


def test_the_command_says_what_it_wrote_and_then_that_nothing_is_left(workspace: Workspace) -> None:
    put(workspace, actors=ACTORS)
    command = ["check", "-w", str(workspace.folder), "--write-ids"]
    first, second = (CliRunner().invoke(main, command) for _run in range(2))
    assert "actors.csv, actors: 2 IDs written (A2:A3)." in first.stderr
    assert "nothing was written" in second.stderr
    assert (first.exit_code, second.exit_code) == (0, 0)


def test_a_dry_run_alone_is_a_wrong_use(workspace: Workspace) -> None:
    assert CliRunner().invoke(main, ["check", "-w", str(workspace.folder), "--dry-run"]).exit_code == 2


def test_nothing_is_written_while_a_cell_is_wrong(workspace: Workspace) -> None:
    put(workspace, actors=ACTORS + ";Quux;Quux;\r\n")
    before = source(workspace, "actors.csv").read_bytes()
    done = CliRunner().invoke(main, ["check", "-w", str(workspace.folder), "--write-ids"])
    assert done.exit_code == 1
    assert "No IDs are written" in done.stderr
    assert source(workspace, "actors.csv").read_bytes() == before
    assert not ids(workspace).exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_a_text_table_keeps_encoding_delimiter_quoting_and_line_ends(
    workspace: Workspace, encoding: str, delimiter: str, line_end: str
) -> None:
    rows = [
        ["Kennung", "Name", "Typ", "Kreis", "Anmerkung"],
        ["", '"Müller; Söhne, ""die\tÄlteren"""', "Unternehmen", "Wuppertal", '"zwei', 'Zeilen"'],
        ['""', '"Kammer"', '"Kammer"', '"Solingen"', '""'],
        ["X9", "Amt", "Kommune", "Solingen", "=1+1"],
        ["", "Kurz", "Kommune", "Remscheid"],
    ]
    lines = [delimiter.join(row[:5]) + (line_end + row[5] if len(row) > 5 else "") for row in rows]
    text = line_end.join(lines) + line_end
    path = source(workspace, "actors.csv")
    path.write_bytes(text.encode(encoding))
    (done,) = write_ids(workspace).done
    assert done.rows == (2, 3, 5)
    by_name = {marks.marks.name: kennung for kennung, marks in Registry.read(ids(workspace)).entries.items()}
    first = by_name['Müller; Söhne, "die\tÄlteren"']
    expected = text.replace(f'{line_end}{delimiter}"M', f'{line_end}{first}{delimiter}"M')
    expected = expected.replace('""' + delimiter + '"Kammer"', f'"{by_name["Kammer"]}"{delimiter}"Kammer"')
    expected = expected.replace(f"{line_end}{delimiter}Kurz", f"{line_end}{by_name['Kurz']}{delimiter}Kurz")
    assert path.read_bytes() == expected.encode(encoding)


def test_a_text_table_with_the_id_last_and_short_rows_is_lengthened(workspace: Workspace) -> None:
    put(workspace, actors="Name;Typ;Kennung\nAmt;Kommune\nKammer;Kammer;\n\nHaus;Kommune;H1")
    assert write_ids(workspace).done[0].rows == (2, 3)
    content = source(workspace, "actors.csv").read_text(encoding="utf-8")
    assert re.fullmatch(
        r"Name;Typ;Kennung\nAmt;Kommune;\w{7}\nKammer;Kammer;\w{7}\n\nHaus;Kommune;H1", content
    )


def test_a_table_without_an_id_column_is_left_alone_with_the_header_to_add(workspace: Workspace) -> None:
    put(workspace, actors="Name;Typ\nAmt;Kommune\n", akteure="Kennung;Name;Typ\n;Kammer;Kammer\n")
    set_language("de")
    inscription = write_ids(workspace)
    assert [one.file for one in inscription.done] == ["akteure.csv"]
    assert len(inscription.left_out) == 1 and "'Kennung'" in inscription.left_out[0]
    assert source(workspace, "actors.csv").read_text(encoding="utf-8") == "Name;Typ\nAmt;Kommune\n"


def test_the_empty_workbook_of_init_takes_its_ids_and_keeps_its_drop_downs(workspace: Workspace) -> None:
    path = source(workspace, "netz.xlsx")
    write_template(path, "de")
    book = load_workbook(path)
    sheet = book["Akteure"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for header, value in {"Name": "Wu\u0308lfrather Amt", "Typ": "Kommune"}.items():  # as macOS writes it
        sheet.cell(3, headers[header]).value = value
    book.save(path)
    before = path.read_bytes()
    assert write_ids(workspace).done[0].area == "A3"
    assert len(changed_parts(before, path.read_bytes())) == 1
    again = load_workbook(path)["Akteure"]
    assert len(again.data_validations.dataValidation) == len(sheet.data_validations.dataValidation) > 5
    assert again["A3"].fill.fgColor.rgb == "00EEEEEE"  # as the column is, although the cell was not there
    assert str(again["B3"].value) == "Wu\u0308lfrather Amt"
    assert write_ids(workspace).done == []


def test_a_macro_workbook_keeps_its_macros(workspace: Workspace) -> None:
    path = source(workspace, "netz.xlsm")
    rich_workbook(path)
    macros = os.urandom(5000)
    content = parts_of(path.read_bytes())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
        archive.writestr("xl/vbaProject.bin", macros)
    before = path.read_bytes()
    assert len(write_ids(workspace).done[0].rows) == 3
    assert changed_parts(before, path.read_bytes()) == {"xl/worksheets/sheet1.xml"}
    assert parts_of(path.read_bytes())["xl/vbaProject.bin"] == macros
    assert load_workbook(path, keep_vba=True)["Akteure"]["A2"].value


SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<{p}worksheet xmlns{c}="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<{p}dimension ref="B1:D5"/><{p}cols><{p}col min="1" max="1" width="9" style="0"/></{p}cols><!-- <row> -->
<{p}sheetData><{p}row r="1" spans="2:4"><{p}c r="B1" t="inlineStr"><{p}is><{p}t>Name</{p}t></{p}is></{p}c>
<{p}c r="C1" t="inlineStr"><{p}is><{p}t>Typ</{p}t></{p}is></{p}c>
<{p}c r="D1" t="inlineStr"><{p}is><{p}t>Kennung</{p}t></{p}is></{p}c>
<{p}c r="E1" t="inlineStr"><{p}is><{p}t>Anmerkung</{p}t></{p}is></{p}c></{p}row>
<{p}row><{p}c r="B2" t="inlineStr"><{p}is><{p}t>A &gt; B</{p}t></{p}is></{p}c>
<{p}c t="inlineStr"><{p}is><{p}t>Kommune</{p}t></{p}is></{p}c></{p}row>
<{p}row r="4" spans="2:3" s="0" customFormat="1">
<{p}c r="B4" t="inlineStr"><{p}is><{p}t>C</{p}t></{p}is></{p}c>
<{p}c r="C4" t="inlineStr"><{p}is><{p}t>Kommune</{p}t></{p}is></{p}c><{p}c r="D4"/>
<{p}c r="E4"><{p}v>7</{p}v></{p}c></{p}row>
</{p}sheetData></{p}worksheet>"""


def with_sheet(text: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    book = Workbook()
    book.worksheets[0].title = "Akteure"
    output = io.BytesIO()
    book.save(output)
    parts = parts_of(output.getvalue())
    with zipfile.ZipFile(output, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, text.encode() if name == "xl/worksheets/sheet1.xml" else part)
    return output.getvalue()


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_sheets_of_other_programs_with_prefixes_and_without_addresses_are_edited(
    workspace: Workspace, prefix: str
) -> None:
    """Cells and rows without an address, cells that are missing, a cell that is there but empty."""
    path = source(workspace, "netz.xlsx")
    colon = f":{prefix[:-1]}" if prefix else ""
    path.write_bytes(with_sheet(SHEET.format(p=prefix, c=colon)))
    (done,) = write_ids(workspace).done
    assert done.rows == (2, 4)
    sheet = load_workbook(path)["Akteure"]
    assert [cell.value for cell in sheet[2]][1:4] == ["A > B", "Kommune", sheet["D2"].value]
    assert is_valid(str(sheet["D2"].value)) and is_valid(str(sheet["D4"].value))
    assert sheet["E4"].value == 7
    part = parts_of(path.read_bytes())["xl/worksheets/sheet1.xml"].decode()
    assert 'spans="2:4" s="0"' in part and "<!-- <row> -->" in part


def test_the_order_of_cells_in_a_row_stays_ascending(workspace: Workspace) -> None:
    content = with_sheet(SHEET.format(p="", c=""))
    path = source(workspace, "netz.xlsx")
    path.write_bytes(content)
    (sheet,) = read_table(path)
    edited = edit_cells("netz.xlsx", content, sheet, {(2, 1): "a", (2, 5): "e", (4, 1): "x", (4, 4): "y"})
    part = parts_of(edited)["xl/worksheets/sheet1.xml"].decode()
    cells = re.findall(r'<c r="([A-Z])[24]"|<c t=', part)
    assert cells == ["A", "B", "", "E", "A", "B", "C", "D", "E"]
    assert 'ref="A1:E5"' in part
    path.write_bytes(edited)
    assert [cell.value for cell in load_workbook(path)["Akteure"][4]] == ["x", "C", "Kommune", "y", 7]


@pytest.mark.parametrize("kind", ["formula", "merged", "signed"])
def test_what_cannot_be_written_without_loss_is_refused_with_its_cell(
    workspace: Workspace, kind: str
) -> None:
    path = source(workspace, "netz.xlsx")
    rich_workbook(path)
    book = load_workbook(path)
    sheet = book["Akteure"]
    if kind == "formula":
        sheet["A3"] = '=""'
    elif kind == "merged":
        sheet.merge_cells("A2:A3")
    book.save(path)
    if kind == "signed":
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("_xmlsignatures/origin.sigs", b"")
    before = path.read_bytes()
    (raw,) = read_table(path)
    reason = {"formula": "A3: .*formula", "merged": "A3: .*merged", "signed": "signature"}[kind]
    with pytest.raises(UneditableError, match=reason):
        edit_cells(path.name, before, raw, {(2, 1): KENNUNG, (3, 1): OTHER})
    assert path.read_bytes() == before


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_opens_what_was_written_and_shows_the_same_cells(
    workspace: Workspace, office: Convert, tmp_path: Path, ending: str
) -> None:
    """Written by LibreOffice, edited, opened and saved by LibreOffice again: only the IDs differ."""
    rich_workbook(tmp_path / "netz.xlsx")
    path = source(workspace, f"netz.{ending}")
    path.write_bytes(office(tmp_path / "netz.xlsx", ending).read_bytes())
    before = path.read_bytes()
    (done,) = write_ids(workspace).done
    assert done.area == "A2:A4"
    expected = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}[ending]
    assert changed_parts(before, path.read_bytes()) == {expected}
    (table,) = read_table(path)
    again = load_workbook(office(path, "xlsx"))
    sheet = again["Akteure"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(2, 4, max_col=5)] == [
        [*row[:4], row[4]] for row in table.rows
    ]
    assert sheet["A2"].comment is not None and "Bitte nicht ändern" in sheet["A2"].comment.text
    assert sheet["A3"].font.italic
    assert write_ids(workspace).done == []


def test_libreoffice_runs_of_equal_rows_and_cells_are_cut(
    workspace: Workspace, office: Convert, tmp_path: Path
) -> None:
    """Rows that are the same in every cell are one element of an .ods file, empty cells too."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Akteure"
    sheet.append(["Name", "Typ", "Kreis", "PLZ", "Kennung", "Ort"])
    for name in ("Amt", "Amt", "Amt", "Kammer"):
        sheet.append([name, "Kommune", None, None, None, "Olpe" if name == "Kammer" else None])
    book.save(tmp_path / "netz.xlsx")
    path = source(workspace, "netz.ods")
    path.write_bytes(office(tmp_path / "netz.xlsx", "ods").read_bytes())
    assert b"number-rows-repeated" in parts_of(path.read_bytes())["content.xml"]
    (done,) = write_ids(workspace).done
    assert done.rows == (2, 3, 4, 5)
    rows = read_table(path)[0].rows
    assert [row[0] for row in rows] == ["Amt", "Amt", "Amt", "Kammer"]
    assert len({row[4] for row in rows[:3]}) == 1 and rows[3][4] not in (None, rows[0][4])
    assert rows[3][5] == "Olpe"
    assert [
        row[:4] for row in load_workbook(office(path, "xlsx"))["Akteure"].iter_rows(2, 5, values_only=True)
    ]


def test_a_csv_file_of_libreoffice_is_written(workspace: Workspace, office: Convert, tmp_path: Path) -> None:
    rich_workbook(tmp_path / "akteure.xlsx")
    path = source(workspace, "akteure.csv")
    path.write_bytes(office(tmp_path / "akteure.xlsx", "csv").read_bytes())
    before = path.read_text(encoding="utf-8").splitlines()
    assert len(write_ids(workspace).done[0].rows) == 3
    after = path.read_text(encoding="utf-8").splitlines()
    assert [line[7:] for line in after[1:]] == before[1:]
    assert after[0] == before[0]


@pytest.mark.parametrize("lock", ["~$b.xlsx", ".~lock.b.xlsx#", None])
def test_no_file_changes_when_one_is_open_or_write_protected(workspace: Workspace, lock: str | None) -> None:
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        rich_workbook(source(workspace, name), names=ord(name[0]) - 95)
    if lock:
        source(workspace, lock).write_bytes(b"x")
    else:
        source(workspace, "b.xlsx").chmod(0o444)
    before = {name: source(workspace, name).read_bytes() for name in ("a.xlsx", "b.xlsx", "c.xlsx")}
    with pytest.raises(IdColumnError, match=r"b\.xlsx: .*No table was changed\."):
        write_ids(workspace)
    assert {name: source(workspace, name).read_bytes() for name in before} == before
    assert not ids(workspace).exists()
    left = {path.name for path in source(workspace, "").iterdir()}
    assert left == {*before, *([lock] if lock else [])}


def test_files_are_replaced_all_or_none(tmp_path: Path) -> None:
    """The last name is a folder: its rename fails after the others were done."""
    for name in ("a", "b"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    (tmp_path / "a").chmod(0o640)
    replace_files({tmp_path / "a": b"new"}, {tmp_path / "a": (tmp_path / "a").read_bytes()})
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "a").stat().st_mode & 0o777) == (b"new", 0o640)
    (tmp_path / "c").mkdir()
    with pytest.raises(Exception, match="c cannot be written"):
        replace_files(
            {tmp_path / "a": b"newer", tmp_path / "b": b"newer", tmp_path / "c": b"newer"},
            {tmp_path / "a": b"new", tmp_path / "b": b"old", tmp_path / "c": b""},
        )
    assert [(tmp_path / name).read_bytes() for name in "ab"] == [b"new", b"old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


@pytest.mark.parametrize("saved", [b"saved by a colleague", None])
def test_what_somebody_saved_or_removed_meanwhile_stops_all_before_the_first_rename(
    tmp_path: Path, saved: bytes | None
) -> None:
    """The first file keeps its inode: it was never renamed over and put back."""
    (tmp_path / "a").write_bytes(b"old")
    if saved is not None:
        (tmp_path / "b").write_bytes(saved)
        (tmp_path / "b").chmod(0o640)
    inode = (tmp_path / "a").stat().st_ino
    contents = {tmp_path / "a": b"new", tmp_path / "b": b"new"}
    with pytest.raises(ChangedMeanwhileError) as refused:
        replace_files(contents, dict.fromkeys(contents, b"old"))
    assert str(refused.value) == (
        f"{tmp_path / 'b'} was changed or removed meanwhile; nothing was written. Please start again."
    )
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert left == {"a": b"old"} | ({"b": saved} if saved is not None else {})
    assert (tmp_path / "a").stat().st_ino == inode


def test_writing_ids_twice_does_not_settle_who_a_doubtful_row_is(workspace: Workspace) -> None:
    """A row that looks renamed stays empty until a person or a build decides; the second run says so too."""
    put(workspace, actors="Kennung;Name;Typ;Kreis\n;Alpha Metall GmbH;Unternehmen;Solingen\n")
    build(workspace)
    put(workspace, actors="Kennung;Name;Typ;Kreis\n;Alpha Metallbau GmbH;Unternehmen;Solingen\n")
    for _run in range(2):
        found = write_ids(workspace)
        assert [f.code for f in found.batch.findings if f.code == "W221"] == ["W221"]
        assert found.left_out
    assert "\n;Alpha Metallbau" in source(workspace, "actors.csv").read_text(encoding="utf-8")


def test_a_doubtful_actor_of_two_files_stays_empty_in_both(workspace: Workspace) -> None:
    table = "Kennung;Name;Typ;Kreis\n;Alpha {} GmbH;Unternehmen;Solingen\n"
    put(workspace, actors=table.format("Metall"))
    build(workspace)
    put(workspace, actors=table.format("Metallbau"))
    copy = source(workspace, "akteure_2.csv")
    copy.write_text(table.format("Metallbau") + ";Neue Kammer;Kammer;Solingen\n", encoding="utf-8")
    for _run in range(2):
        found = write_ids(workspace)
        assert [f.code for f in found.batch.findings if f.code == "W221"] == ["W221"]
        cells = sorted(line.partition(":")[0] for line in found.left_out)
        assert cells == ["actors.csv, actors!B2", "akteure_2.csv, akteure_2!B2"]
    assert "\n;Alpha Metallbau" in source(workspace, "actors.csv").read_text(encoding="utf-8")
    lines = copy.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith(";Alpha") and not lines[2].startswith(";")


def test_a_crash_after_the_registry_and_before_the_files_does_not_mint_twice(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(workspace, actors=ACTORS)

    def crash(_contents: Mapping[Path, bytes], _read: Mapping[Path, bytes]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("traiber.data.id_column.replace_files", crash)
        with pytest.raises(KeyboardInterrupt):
            write_ids(workspace)
    assert source(workspace, "actors.csv").read_bytes() == ACTORS.encode()
    known = Registry.read(ids(workspace)).ids
    assert len(known) == 2
    write_ids(workspace)
    text = source(workspace, "actors.csv").read_text(encoding="utf-8")
    assert all(kennung in text for kennung in known.values())
    assert Registry.read(ids(workspace)).ids == known


def test_writing_ids_waits_for_nobody(workspace: Workspace) -> None:
    from filelock import FileLock

    put(workspace, actors=ACTORS)
    build(workspace)
    with FileLock(workspace.state / "lock"), pytest.raises(LockedError, match="right now"):
        write_ids(workspace)


# Who is who


def test_a_renamed_row_with_its_kennung_is_the_same_actor(workspace: Workspace) -> None:
    put(workspace, actors=ACTORS)
    write_ids(workspace)
    build(workspace)
    before = kennungen(workspace)
    text = source(workspace, "actors.csv").read_text(encoding="utf-8")
    put(workspace, actors=text.replace("Musterkammer", "Kammer am Rhein").replace("Solingen", "Remscheid"))
    build(workspace)
    assert kennungen(workspace)["Kammer am Rhein"] == before["Musterkammer"]


def test_a_reference_by_the_former_name_says_what_it_is_called_now(workspace: Workspace) -> None:
    put(workspace, actors=f"Kennung;Name;Typ\n{OTHER};Alt;Kammer\nX1;Amt;Kommune\n")
    build(workspace)
    put(
        workspace,
        actors=f"Kennung;Name;Typ\n{OTHER};Neu;Kammer\nX1;Amt;Kommune\n",
        ties="Von;Nach\nAmt;Alt\n",
    )
    (error,) = check(workspace).errors
    assert (error.code, str(error.cell), error.suggestion) == ("E222", "ties.csv, ties!B2", "Neu")
    assert OTHER in error.rule


@pytest.mark.parametrize(
    ("mark", "column"),
    [(LEI, "LEI"), ("Amtsgericht Wuppertal, HRB 12 345", "Handelsregister")],
)
def test_a_renamed_and_moved_row_is_known_by_lei_or_register_number(
    workspace: Workspace, mark: str, column: str
) -> None:
    put(workspace, actors=f'Name;Typ;Kreis;{column}\nAlpha GmbH;Unternehmen;Wuppertal;"{mark}"\n')
    build(workspace)
    before = kennungen(workspace)["Alpha GmbH"]
    other = mark.lower() if column == "LEI" else "HRB 12345 Wuppertal"
    put(workspace, actors=f"Name;Typ;Kreis;{column}\nBeta AG;Unternehmen;Solingen;{other}\n")
    assert found(workspace, "W221") == []
    build(workspace)
    assert kennungen(workspace) == {"Beta AG": before}


def test_a_stronger_mark_decides_and_two_leis_that_differ_are_never_one(workspace: Workspace) -> None:
    """The LEI moves to another name; who has the old name and another LEI is somebody new."""
    put(workspace, actors=f"Name;Typ;Kreis;LEI\nAlpha;Unternehmen;Olpe;{LEI}\n")
    build(workspace)
    before = kennungen(workspace)["Alpha"]
    put(
        workspace,
        actors=f"Name;Typ;Kreis;LEI\nAlpha;Unternehmen;Olpe;{OTHER_LEI}\nGamma;Unternehmen;Olpe;{LEI}\n",
    )
    build(workspace)
    after = kennungen(workspace)
    assert after["Gamma"] == before
    assert after["Alpha"] != before


@pytest.mark.parametrize("order", [1, -1])
def test_rows_are_recognised_in_whatever_order_they_stand(workspace: Workspace, order: int) -> None:
    rows = [
        f"Alpha;Unternehmen;Olpe;{LEI}",
        "Alpha;Unternehmen;Wuppertal;",
        f"Beta;Unternehmen;Olpe;{OTHER_LEI}",
    ]
    put(workspace, actors="\n".join(["Name;Typ;Kreis;LEI", *rows]))
    build(workspace)
    registry = Registry.read(ids(workspace))
    by_lei = {entry.marks.lei: kennung for kennung, entry in registry.entries.items()}
    later = [
        f"Delta;Unternehmen;Olpe;{LEI}",
        "Alpha;Unternehmen;Wuppertal;",
        f"Alpha;Unternehmen;Olpe;{OTHER_LEI}",
    ]
    put(workspace, actors="\n".join(["Name;Typ;Kreis;LEI", *later[::order]]))
    build(workspace)
    after = {(e.marks.name, e.marks.seat): k for k, e in Registry.read(ids(workspace)).entries.items()}
    assert after[("Delta", "05966")] == by_lei[LEI]
    assert after[("Alpha", "05966")] == by_lei[OTHER_LEI]
    assert after[("Alpha", "05124")] == by_lei[""]


@pytest.mark.parametrize("lei", [LEI[:-2] + "36", LEI[:-1], "506700EG1G29325QX363", "5067"])
def test_a_wrong_lei_is_an_error_with_its_cell(workspace: Workspace, lei: str) -> None:
    put(workspace, actors=f"Name;Typ;LEI\nAmt;Kommune;\nAlpha;Unternehmen;{lei}\n")
    (error,) = check(workspace).errors
    assert (error.code, str(error.cell), error.value) == ("E221", "actors.csv, actors!C3", lei)


def test_check_digits_find_every_wrong_digit_or_letter_and_every_swap_of_two_of_a_kind() -> None:
    """A digit for a digit changes n by d * 10^k with d < 10, a letter by d < 26: no multiple of 97."""
    assert is_lei(LEI) and is_lei(OTHER_LEI)
    for at in range(19):
        signs = "0123456789" if LEI[at].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        assert not any(is_lei(LEI[:at] + sign + LEI[at + 1 :]) for sign in signs if sign != LEI[at])
        swapped = LEI[:at] + LEI[at : at + 2][::-1] + LEI[at + 2 :]
        assert swapped == LEI or LEI[at].isdigit() != LEI[at + 1].isdigit() or not is_lei(swapped)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wuppertal HRB 1234", "HRB 1.234, AG Wuppertal"),
        ("Amtsgericht Köln HRA 7 B", "hra 007b koln".replace("koln", "ko\u0308ln")),
        ("VR 12 beim Registergericht Hagen", "Hagen VR 12"),
    ],
)
def test_register_numbers_are_compared_in_one_way_of_writing(one: str, other: str) -> None:
    assert register_key(one) == register_key(other) != ""


def test_register_numbers_of_two_courts_or_sections_differ() -> None:
    texts = (
        "Wuppertal HRB 12",
        "Hagen HRB 12",
        "Wuppertal HRA 12",
        "Wuppertal HRB 12 B",
        "Wuppertal HRB 123",
    )
    assert len({register_key(text) for text in texts}) == 5


def test_a_row_without_id_that_has_name_and_seat_of_one_with_an_id_is_that_one(workspace: Workspace) -> None:
    put(
        workspace,
        actors=f"Kennung;Name;Typ;Kreis\n{OTHER};Amt;Kommune;Olpe\n",
        akteure="Kennung;Name;Typ;Kreis;Ort\n;Amt;Kommune;Olpe;Drolshagen\n",
    )
    build(workspace)
    assert kennungen(workspace) == {"Amt": OTHER}
    write_ids(workspace)
    assert OTHER in source(workspace, "akteure.csv").read_text(encoding="utf-8")


def test_rows_with_one_lei_and_two_names_are_an_error_with_both_cells(workspace: Workspace) -> None:
    put(workspace, actors=f"Name;Typ;LEI\nAlpha;Unternehmen;{LEI}\nBeta;Unternehmen;{LEI}\n")
    errors = [error for error in check(workspace).errors if error.code == "E223"]
    assert [str(error.cell) for error in errors] == ["actors.csv, actors!C3"]
    assert "actors!C2" in errors[0].rule


def test_two_ids_with_one_lei_are_a_warning(workspace: Workspace) -> None:
    put(workspace, actors=f"Kennung;Name;Typ;LEI\nA1;Alpha;Unternehmen;{LEI}\nB1;Beta;Unternehmen;{LEI}\n")
    (warning,) = found(workspace, "W223")
    assert (str(warning.cell), warning.severity) == ("actors.csv, actors!D3", "warning")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Müller GmbH;Wuppertal;;", "Müller & Söhne GmbH;Wuppertal;;"),
        ("Alpha GmbH;Wuppertal;https://alpha.example/;", "Omega AG;Solingen;https://alpha.example;"),
        ("Musterkammer;;;42103", "Musterkammer Rhein;Olpe;;42103"),
    ],
)
def test_a_row_that_looks_renamed_is_named_and_not_matched(workspace: Workspace, old: str, new: str) -> None:
    header = "Name;Kreis;Webseite;PLZ;Typ;Kennung\n"
    put(workspace, actors=f"{header}Amt;Olpe;;;Kommune;A1\n{old};Unternehmen;\n")
    build(workspace)
    name = old.partition(";")[0]
    kennung = kennungen(workspace)[name]
    put(workspace, actors=f"{header}Amt;Olpe;;;Kommune;A1\n{new};Unternehmen;\n")
    (warning,) = found(workspace, "W221")
    assert (str(warning.cell), warning.suggestion) == ("actors.csv, actors!F3", kennung)
    assert name in warning.rule and kennung in warning.remedy
    inscription = write_ids(workspace)
    assert inscription.done == [] and len(inscription.left_out) == 1
    put(workspace, actors=f"{header}Amt;Olpe;;;Kommune;A1\n{new};Unternehmen;{kennung}\n")
    build(workspace)
    assert kennungen(workspace)[new.partition(";")[0]] == kennung


def test_a_row_that_is_new_and_unlike_is_no_rename(workspace: Workspace) -> None:
    put(workspace, actors="Name;Typ;Kreis\nAlpha GmbH;Unternehmen;Olpe\n")
    build(workspace)
    put(workspace, actors="Name;Typ;Kreis\nZimmerei Huber GmbH;Unternehmen;Olpe\n")
    assert found(workspace, "W221") == []


# Who is gone


TIES = "Von;Nach\nAmt;{}\n"


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("reference", ["name", "kennung"])
def test_a_reference_to_a_deleted_actor_says_so(workspace: Workspace, reference: str, later: bool) -> None:
    put(workspace, actors="Name;Typ\nAmt;Kommune\nMüller GmbH;Unternehmen\n")
    build(workspace)
    kennung = kennungen(workspace)["Müller GmbH"]
    put(workspace, actors="Name;Typ\nAmt;Kommune\n")
    if later:
        build(workspace)
    put(workspace, ties=TIES.format("müller  gmbh" if reference == "name" else kennung))
    (error,) = check(workspace).errors
    assert (error.code, str(error.cell)) == ("E222", "ties.csv, ties!B2")
    assert kennung in error.rule and "deleted" in error.rule
    assert ("Müller GmbH" in error.rule) == (not later)
    assert "restore" in error.remedy


def test_a_deleted_actor_with_an_id_of_its_own_is_remembered_too(workspace: Workspace) -> None:
    put(workspace, actors="Kennung;Name;Typ\nA1;Amt;Kommune\nM7;Müller GmbH;Unternehmen\n")
    build(workspace)
    put(workspace, actors="Kennung;Name;Typ\nA1;Amt;Kommune\n", ties=TIES.format("M7"))
    (error,) = check(workspace).errors
    assert error.code == "E222" and "Müller GmbH" in error.rule


def test_no_text_of_a_deleted_actor_stays_in_the_registry_or_the_store(workspace: Workspace) -> None:
    put(
        workspace,
        actors="Name;Typ;LEI;Handelsregister;Webseite;PLZ\nAmt;Kommune;;;;\n"
        f"Kanarienhaus;Unternehmen;{LEI};Wuppertal HRB 4711;https://kanari.example;42103\n",
    )
    build(workspace)
    kennung = kennungen(workspace)["Kanarienhaus"]
    put(workspace, actors="Name;Typ\nAmt;Kommune\n")
    made, _findings = build(workspace)
    texts = [ids(workspace).read_bytes()]
    texts += [path.read_bytes() for path in made.folder.rglob("*") if path.is_file()]
    canaries = (b"anarienhaus", LEI.encode(), b"HRB 4711", b"kanari.example", b"42103")
    assert [one for one in canaries for text in texts if one.lower() in text.lower()] == []
    assert kennung.encode() in texts[0]
    statements = open_build(workspace, "internal").select(
        f'SELECT ?p ?o WHERE {{ ?s tr:kennung "{kennung}" ; ?p ?o }}'
    )
    assert {(str(row["p"]).rpartition("#")[2], str(row["o"])) for row in statements} == {
        ("kennung", kennung),
        ("deprecated", "true"),
    }
    assert open_build(workspace, "public").select("SELECT ?s WHERE { ?s owl:deprecated true }") == []


@pytest.mark.parametrize("row", [";Müller GmbH;Unternehmen;Olpe;", "{};Ganz anders;Unternehmen;;Müller GmbH"])
def test_a_row_that_comes_back_is_the_same_actor(workspace: Workspace, row: str) -> None:
    header = "Kennung;Name;Typ;Kreis;Weitere Namen\nA1;Amt;Kommune;;\n"
    put(workspace, actors=f"{header};Müller GmbH;Unternehmen;Olpe;\n")
    build(workspace)
    kennung = kennungen(workspace)["Müller GmbH"]
    put(workspace, actors=header)
    build(workspace)
    assert Registry.read(ids(workspace)).entries[kennung].gone
    put(workspace, actors=header + row.format(kennung) + "\n")
    build(workspace)
    assert kennung in kennungen(workspace).values()
    assert not Registry.read(ids(workspace)).entries[kennung].gone
    assert len(Registry.read(ids(workspace)).entries) == 2


def test_the_kennung_of_a_deleted_actor_is_never_minted_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The random numbers are made to repeat the one of the deleted actor first."""
    number = 712_345_682
    assert from_number(number) == OTHER
    put(workspace, actors=f"Kennung;Name;Typ\n{OTHER};Alt;Kammer\nA1;Amt;Kommune\n")
    build(workspace)
    put(workspace, actors="Kennung;Name;Typ\nA1;Amt;Kommune\n")
    build(workspace)
    numbers = iter([number, number, number + 37 * 5])
    monkeypatch.setattr("traiber.data.matching.mint", lambda taken: mint(taken, lambda _below: next(numbers)))
    put(workspace, actors="Kennung;Name;Typ\nA1;Amt;Kommune\n;Ganz neu;Kammer\n")
    build(workspace)
    assert kennungen(workspace)["Ganz neu"] == from_number(number + 37 * 5) != OTHER


def test_persons_never_get_into_the_registry(workspace: Workspace) -> None:
    put(workspace, actors="Name;Typ\nAmt;Kommune\n", persons="Name;Akteur\nErika Kanari;Amt\n")
    build(workspace)
    assert "Kanari" not in ids(workspace).read_text(encoding="utf-8")


# Mistyped and turned IDs


@pytest.mark.parametrize("typed", ["7K3M9KQ", "7K3N9QK", "K73M9QK", "7k3-M9Q2"])
def test_a_mistyped_kennung_comes_with_the_nearest_known_one(workspace: Workspace, typed: str) -> None:
    assert is_valid(KENNUNG)
    put(workspace, actors=f"Kennung;Name;Typ\n{KENNUNG};Amt;Kommune\n{OTHER};Kammer;Kammer\n")
    build(workspace)
    put(workspace, actors=f"Kennung;Name;Typ\n{typed};Amt;Kommune\n{OTHER};Kammer;Kammer\n")
    (error,) = [error for error in check(workspace).errors if error.code == "E201"]
    assert (str(error.cell), error.suggestion) == ("actors.csv, actors!A2", KENNUNG)
    assert "(Amt)" in error.remedy


def test_ids_of_another_system_may_have_the_form_of_a_kennung(workspace: Workspace) -> None:
    """One in 37 such texts passes the check by chance: far fewer than fail it."""
    put(
        workspace,
        actors="id,name,type\n" + "".join(f"C{n:06},Firma {n},Unternehmen\n" for n in range(40)),
        relations="id,source,target\n" + "".join(f"R{n:06},C000000,C{n:06}\n" for n in range(1, 40)),
    )
    batch = check(workspace)
    assert batch.errors == []
    build(workspace)
    rows = open_build(workspace, "internal").select("SELECT ?id WHERE { ?actor a tr:Actor ; tr:kennung ?id }")
    assert {row["id"] for row in rows} == {f"C{n:06}" for n in range(40)}


def with_ids(workspace: Workspace, *values: object) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Akteure"
    sheet.append(["Kennung", "Name", "Typ"])
    for number, value in enumerate(values):
        sheet.append([value, f"Amt {number}", "Kommune"])
    book.save(source(workspace, "netz.xlsx"))


def test_a_kennung_that_became_a_number_or_a_date_is_turned_back_with_a_warning(workspace: Workspace) -> None:
    """What Excel makes of three texts: leading zeros lost, ten to the power, a day."""
    from datetime import date

    number = next(k for n in range(1000, 2000) if (k := from_number(n)) and k.isdigit() and k[0] == "0")
    power = next(
        k
        for n in range(32**5, 32**5 + 40_000_000, 14)
        if (k := from_number(n)) and re.fullmatch(r"[1-9][0-9]{3}E[0-9]{2}", k)
    )
    with_ids(workspace, number, power)
    build(workspace)
    with_ids(workspace, int(number), float(power))
    warnings = found(workspace, "W222")
    assert [(str(w.cell), w.suggestion) for w in warnings] == [
        ("netz.xlsx, Akteure!A2", number),
        ("netz.xlsx, Akteure!A3", power),
    ]
    build(workspace)
    assert set(kennungen(workspace).values()) == {number, power}
    assert write_ids(workspace).done[0].rows == (2, 3)
    assert [row[0] for row in read_table(source(workspace, "netz.xlsx"))[0].rows] == [number, power]
    with_ids(workspace, number, date(2020, 3, 12))
    (error,) = [error for error in check(workspace).errors if error.code == "E224"]
    assert (str(error.cell), error.value) == ("netz.xlsx, Akteure!A3", "2020-03-12")


@pytest.mark.parametrize("stated", ["turned", "7K3M9QX", "a b", "-", "O7EI2LS", ""])
def test_what_is_wrong_with_an_id_is_told_once_and_not_at_each_short_form(
    workspace: Workspace, stated: str
) -> None:
    """Three columns stand for rows of other sheets, which mean the actor of their own row."""
    kennung = next(k for n in range(1000, 2000) if (k := from_number(n)) and k.isdigit() and k[0] == "0")
    header = "Kennung;Name;Typ;Kreis;Handlungsfelder;Netzwerk;Kontakte\n"
    row = "{};Alpha;Unternehmen;{};Fachkräftesicherung;eigenes;Kammer\n"
    kammer = ";Kammer;Kammer;;;;\n"
    put(workspace, actors=header + row.format(kennung, "Solingen") + kammer)
    build(workspace)
    put(
        workspace,
        actors=header + row.format(stated.replace("turned", kennung.lstrip("0")), "Solingen") + kammer,
    )
    findings = [f for f in check(workspace).findings if f.code not in ("W301", "W221")]
    codes = {"turned": ["W222"], "": []}.get(stated, ["E201"])
    assert [f.code for f in findings] == codes
    if stated == "turned":
        tables = check(workspace).counts
        assert (tables["needs"], tables["memberships"], tables["ties"]) == (1, 1, 1)
        build(workspace)
        query = "SELECT ?k WHERE { ?n a tr:Need ; tr:neededBy ?a . ?a tr:kennung ?k }"
        assert [row["k"] for row in open_build(workspace, "personal").select(query)] == [kennung]


def test_short_forms_of_two_rows_with_one_name_mean_their_own_row(workspace: Workspace) -> None:
    header = "Name;Typ;Kreis;Handlungsfelder\n"
    rows = "Alpha;Unternehmen;Solingen;Fachkräftesicherung\nAlpha;Unternehmen;Remscheid;Qualifizierung\n"
    put(workspace, actors=header + rows)
    assert check(workspace).errors == []
    build(workspace)
    query = "SELECT ?r ?f WHERE { ?n a tr:Need ; tr:neededBy ?a ; tr:actionField ?f . ?a tr:seatIn ?r }"
    found = {
        tuple(str(row[k]).rpartition("/")[2] for k in "rf")
        for row in open_build(workspace, "personal").select(query)
    }
    assert len(found) == 2 and len({region for region, _field in found}) == 2


def test_ids_of_others_that_are_numbers_stay_as_they_are(workspace: Workspace) -> None:
    with_ids(workspace, 1, 42117, 4711000000)
    build(workspace)
    assert set(kennungen(workspace).values()) == {"1", "42117", "4711000000"}


# The registry's file


def test_a_registry_of_three_columns_is_read_and_grows(workspace: Workspace) -> None:
    workspace.state.mkdir()
    ids(workspace).write_text(f"name,seat,kennung\nmusterkammer,05122,{OTHER}\n", encoding="utf-8")
    put(workspace, actors=ACTORS)
    build(workspace)
    assert kennungen(workspace)["Musterkammer"] == OTHER
    header = "name,seat,kennung,lei,register,postcode,homepage,gone"
    assert ids(workspace).read_text(encoding="utf-8").splitlines()[0] == header


HEADER = b"name,seat,kennung,lei,register,postcode,homepage,gone\n"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "first line"),
        (b"Name;Ort;Kennung\n", 1, "first line"),
        (HEADER + b"a,,K1,,,,,\nb,,K1,,,,,\n", 3, "stands in line 2 already"),
        (HEADER + b"a,,K1,,,,,\nb,,K", 3, "cells instead of 8"),
        (HEADER + b"a,,K1,,,,,\nb,,K2,,,,,", 3, "cut off"),
        (HEADER + b'a,,K1,,,,,\n"b,,K2,,,,,\n', 3, "cut off"),
        (HEADER + b"a,,,,,,,\n", 2, "lacks its Kennung"),
        (HEADER + b"a,,K1,,,,,perhaps\n", 2, "neither yes nor empty"),
        (HEADER + "a,,K1,,,,,\nMüller,,K2,,,,,\n".encode("cp1252"), 3, "not in UTF-8"),
        (HEADER + b"a,,K1,,,,,\n\x00\x00\x00\n", 3, "cut off|cells instead"),
    ],
)
def test_a_damaged_registry_is_one_sentence_and_nothing_is_minted_over_it(
    workspace: Workspace, content: bytes, line: int, reason: str
) -> None:
    put(workspace, actors=ACTORS)
    workspace.state.mkdir()
    ids(workspace).write_bytes(content)
    with pytest.raises(RegistryError, match=reason) as raised:
        build(workspace)
    assert raised.value.line == line
    assert str(ids(workspace)) in str(raised.value)
    for command in (["check"], ["check", "--write-ids"], ["build"]):
        done = CliRunner().invoke(main, [*command, "-w", str(workspace.folder)])
        assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
        assert f"line {line}" in done.stderr
    assert ids(workspace).read_bytes() == content
    assert source(workspace, "actors.csv").read_bytes() == ACTORS.encode()
    assert current_build(workspace) is None


def test_a_build_that_fails_leaves_the_registry_as_it_was(workspace: Workspace) -> None:
    put(workspace, actors=ACTORS)
    build(workspace)
    before = ids(workspace).read_bytes()
    put(workspace, actors=ACTORS.replace("Musterkammer;Kammer", "Neu;Quux"))
    with pytest.raises(ImportFailedError):
        build(workspace)
    assert ids(workspace).read_bytes() == before


def test_a_row_without_kennung_is_the_row_that_states_one_whatever_the_registry_knows(
    workspace: Workspace,
) -> None:
    """Two files with one actor, both minted the same; then staff write an ID of their own into one."""
    text = "Kennung;Name;Typ;Kreis\n{id};Alpha Metall GmbH;Unternehmen;Solingen\n"
    put(workspace, actors=text.format(id=""), akteure=text.format(id=""))
    build(workspace)
    put(workspace, actors=text.format(id="alpha"), akteure=text.format(id=""))
    build(workspace)
    assert list(kennungen(workspace).values()) == ["alpha"]


def test_an_id_that_staff_chose_is_forgotten_with_its_actor(workspace: Workspace) -> None:
    """It may be a name; a minted Kennung says nothing and stays reserved."""
    start = "Kennung;Name;Typ\nk1;Kammer;Kammer\n"
    put(workspace, actors=start + "max-mustermann-ek;Max Mustermann e.K.;Unternehmen\n")
    build(workspace)
    put(workspace, actors=start)
    build(workspace, force=True)
    assert "mustermann" not in ids(workspace).read_text(encoding="utf-8").casefold()


def test_a_name_that_gained_or_lost_a_word_looks_renamed_and_other_names_do_not(workspace: Workspace) -> None:
    """In one seat: Firma Adler GmbH becomes Adler Technik GmbH; ten others go and ten others come."""
    start = "Kennung;Name;Typ;Kreis\n;Kammer;Kammer;Solingen\n"
    line = ";{};Unternehmen;Solingen\n"
    old = ["Krause", "Lindner", "Ostwald", "Petersen", "Quast", "Ritter", "Sauer", "Thoma", "Ulrich", "Vogt"]
    new = ["Brandt", "Clausen", "Dietz", "Engel", "Fuchs", "Gruber", "Huber", "Ihle", "Jansen", "Kolbe"]
    put(workspace, actors=start + "".join(line.format(f"{n} GmbH") for n in ["Firma Adler", *old]))
    build(workspace)
    put(workspace, actors=start + "".join(line.format(f"{n} GmbH") for n in ["Adler Technik", *new]))
    found = [f for f in check(workspace).findings if f.code == "W221"]
    assert [f.value for f in found] == ["Adler Technik GmbH"]
    assert "Firma Adler GmbH" in found[0].rule
