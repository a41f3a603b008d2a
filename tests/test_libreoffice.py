"""Workbooks that LibreOffice has opened and saved: the template works there, and messages stay the same."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from traiber.data.build import check
from traiber.data.findings import Finding
from traiber.data.marking import mark_sources
from traiber.data.template import write_template
from traiber.data.workbook import load_workbook
from traiber.data.workspace import find_workspace
from traiber.data.writers.marked import COLOURS
from traiber.ontology.language import set_language

Convert = Callable[[Path, str], Path]
Rows = dict[str, list[dict[str, Any]]]  # sheet key -> rows by column key

ROWS: Rows = {
    "actors": [
        {"name": "Musterkammer", "type": "chamber", "seat": "Wuppertal", "postcode": "01234"},
        {"name": "Guss & Söhne GmbH", "type": "company", "seat": "Kreis Amselgrund", "source": "Register"},
        {"name": "=Formel GmbH", "type": "company", "homepage": "https://example.org/ä"},
    ],
    "regions": [{"id": "99001", "name": "Kreis Amselgrund", "population": 365000}],
    "networks": [{"name": "Netz", "covers": "Wuppertal; Kreis Amselgrund"}],
    "ties": [
        {
            "source_actor": "Musterkammer",
            "target_actor": "Guss & Söhne GmbH",
            "strength": 3,
            "last_contact": date(2025, 3, 31),
            "confidence": "confirmed",
            "source": "Register",
        }
    ],
}
FOUR: tuple[tuple[str, str, int, Any, str, dict[str, str]], ...] = (
    (
        "actors",
        "seat",
        0,
        "Oberberg",
        "E205",
        {
            "de": "'Oberberg' ist kein bekannter Kreis. Meinten Sie 'Oberbergischer Kreis' (05374)?",
            "en": "'Oberberg' is no known district. Did you mean 'Oberbergischer Kreis' (05374)?",
        },
    ),
    (
        "actors",
        "id",
        1,
        "6TM18ZB",
        "E202",
        {
            "de": "'6TM18ZB' ist schon die Kennung einer anderen Zeile ({file}, Akteure!A3). "
            "Bitte die kopierte Zelle leeren.",
            "en": "'6TM18ZB' is already the ID of another row ({file}, Actors!A3). "
            "Please empty the cell that was copied.",
        },
    ),
    (
        "ties",
        "target_actor",
        0,
        "Guss u. Söhne",
        "E205",
        {
            "de": "'Guss u. Söhne' steht nicht im Blatt Akteure. Meinten Sie 'Guss & Söhne GmbH'?",
            "en": "'Guss u. Söhne' is not known in Actors. Did you mean 'Guss & Söhne GmbH'?",
        },
    ),
    (
        "ties",
        "last_contact",
        0,
        "letzten Sommer",
        "E206",
        {
            "de": "'letzten Sommer' ist kein Datum. Bitte 31.12.2025 oder 2025-12-31 schreiben; "
            "ist der Tag nicht bekannt, die Zelle leer lassen.",
            "en": "'letzten Sommer' is not a date. Please write 31.12.2025 or 2025-12-31, "
            "or leave the cell empty if the day is not known.",
        },
    ),
)


def fill(path: Path, language: str, rows: Rows) -> None:
    """Type rows into the empty workbook, as Excel would store them."""
    workbook = openpyxl.load_workbook(path)
    for key, entries in rows.items():
        sheet = workbook[load_workbook()[key].labels[language]]
        at = {cell.value: cell.column for cell in sheet[1]}
        for number, entry in enumerate(entries, 3):
            for column, value in entry.items():
                cell = sheet.cell(number, at[load_workbook()[key].column(column).labels[language]])
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    workbook.save(path)


def workspace_with(folder: Path, source: Path) -> Path:
    """A workspace that has this one file."""
    (folder / "sources").mkdir(parents=True)
    (folder / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    shutil.copy(source, folder / "sources" / source.name)
    return folder


def findings_of(folder: Path) -> list[Finding]:
    return check(find_workspace(folder)).findings


def with_four_errors() -> Rows:
    rows = {key: [dict(entry) for entry in entries] for key, entries in ROWS.items()}
    rows["actors"][0]["id"] = "6TM18ZB"
    for sheet, column, row, value, _code, _texts in FOUR:
        rows[sheet][row][column] = value
    return rows


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_filled_template_saved_by_libreoffice_reads_without_findings(
    language: str, format_: str, tmp_path: Path, office: Convert
) -> None:
    path = tmp_path / "netz.xlsx"
    write_template(path, language)
    fill(path, language, ROWS)
    excel = check(find_workspace(workspace_with(tmp_path / "excel", path)))
    assert [str(finding) for finding in excel.findings] == []
    assert (excel.counts["actors"], excel.counts["ties"], excel.counts["regions"]) == (3, 1, 1)
    batch = check(find_workspace(workspace_with(tmp_path / "office", office(path, format_))))
    assert [str(finding) for finding in batch.findings] == []
    assert batch.counts == excel.counts


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("format_", ["excel", "xlsx", "ods"])
def test_four_usual_errors_give_messages_that_say_what_to_do(
    format_: str, language: str, tmp_path: Path, office: Convert
) -> None:
    path = tmp_path / "netz.xlsx"
    write_template(path, language)
    fill(path, language, with_four_errors())
    source = path if format_ == "excel" else office(path, format_)
    set_language(language)
    found = {f.cell: f for f in findings_of(workspace_with(tmp_path / "ws", source)) if f.severity == "error"}
    assert len(found) == len(FOUR)
    for sheet, column, row, _value, code, texts in FOUR:
        spec = load_workbook()[sheet]
        letter = openpyxl.utils.get_column_letter(1 + spec.columns.index(spec.column(column)))
        address = f"{source.name}, {spec.labels[language]}!{letter}{row + 3}"
        finding = next(one for cell, one in found.items() if str(cell) == address)
        assert (finding.code, finding.sentence) == (code, texts[language].format(file=source.name))


def test_drop_downs_and_warnings_survive_libreoffice_and_own_districts_are_among_them(
    tmp_path: Path, office: Convert
) -> None:
    path = tmp_path / "netz.xlsx"
    write_template(path, "de")
    fill(path, "de", ROWS)
    saved = office(path, "xlsx")
    workbook, values = openpyxl.load_workbook(saved), openpyxl.load_workbook(saved, data_only=True)
    rules = {
        (name, workbook[name].cell(1, cells.min_col).value): rule
        for name in ("Akteure", "Beziehungen")
        for rule in workbook[name].data_validations.dataValidation
        for cells in rule.sqref.ranges
    }
    assert rules["Beziehungen", "Von"].formula1 == "traiber_of_actors"
    assert rules["Beziehungen", "Von"].errorStyle == "warning"
    assert rules["Akteure", "Typ"].formula1 == "traiber_ActorType"
    hidden = values["Auswahl (ignore)"]
    column = next(cell.column_letter for cell in hidden[1] if cell.value == "regions")
    offered = [cell.value for cell in hidden[column] if cell.value]
    assert "Wuppertal" in offered and "Kreis Amselgrund" in offered


def test_a_marked_copy_keeps_its_colours_and_comments_in_libreoffice(tmp_path: Path, office: Convert) -> None:
    path = tmp_path / "netz.xlsx"
    write_template(path, "de")
    fill(path, "de", with_four_errors())
    folder = workspace_with(tmp_path / "ws", path)
    findings = findings_of(folder)
    mark_sources(find_workspace(folder), findings, tmp_path / "marked.xlsx")
    workbook = openpyxl.load_workbook(office(tmp_path / "marked.xlsx", "xlsx"))
    cell = workbook["Akteure"]["H3"]
    assert cell.fill.fgColor.rgb[-6:] == COLOURS["error"] and "E205" in cell.comment.text
    assert workbook.worksheets[0]["E5"].hyperlink is not None
    assert office(tmp_path / "marked.xlsx", "pdf").read_bytes().startswith(b"%PDF")
