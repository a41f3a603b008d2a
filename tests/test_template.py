"""The empty workbook of `traiber init`: it opens, explains itself, and says nothing when it is read.

The looks are read back with openpyxl, the contents with calamine, which is what the import uses.
"""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from traiber.data.mapper import map_sheets
from traiber.data.readers import read_table
from traiber.data.registry import Registry
from traiber.data.template import write_template
from traiber.data.workbook import load_workbook
from traiber.ontology.codes import load_codes

BOTH = pytest.mark.parametrize("language", ["de", "en"])


def opened(folder: Path, language: str) -> Any:
    write_template(folder / "network.xlsx", language)
    return openpyxl.load_workbook(folder / "network.xlsx")


def validations(sheet: Any) -> dict[str, Any]:
    """The drop-downs and date rules of a sheet by the header of their column."""
    rules = sheet.data_validations.dataValidation
    return {sheet.cell(1, cells.min_col).value: rule for rule in rules for cells in rule.sqref.ranges}


@BOTH
def test_reading_the_empty_workbook_gives_no_row_and_no_finding(language: str, tmp_path: Path) -> None:
    write_template(tmp_path / "network.xlsx", language)
    sheets = read_table(tmp_path / "network.xlsx")
    batch = map_sheets(sheets, "https://example.org/id/", Registry())
    assert len(sheets) == 1 + len(load_workbook())
    assert batch.findings == [] and sum(batch.counts.values()) == 0 and not batch.rows


@BOTH
def test_the_sample_rows_are_two_actors_and_a_tie_without_a_fault(language: str, tmp_path: Path) -> None:
    write_template(tmp_path / "network.xlsx", language, sample_rows=True)
    batch = map_sheets(read_table(tmp_path / "network.xlsx"), "https://example.org/id/", Registry())
    assert batch.findings == []
    assert {key: count for key, count in batch.counts.items() if count} == {"actors": 2, "ties": 1}


@BOTH
def test_the_sheets_stand_in_the_order_of_the_mapping_between_readme_and_lists(
    language: str, tmp_path: Path
) -> None:
    workbook = opened(tmp_path, language)
    names = [sheet.labels[language] for sheet in load_workbook().values()]
    first, last = {"de": ("LIESMICH", "Auswahl (ignore)"), "en": ("README", "Choices (ignore)")}[language]
    assert workbook.sheetnames == [first, *names, last]
    assert workbook[last].sheet_state == "hidden" and workbook[first].sheet_state == "visible"


@BOTH
def test_headers_and_help_lines_are_those_of_the_mapping(language: str, tmp_path: Path) -> None:
    workbook = opened(tmp_path, language)
    for sheet in load_workbook().values():
        found = workbook[sheet.labels[language]]
        assert [cell.value for cell in found[1]] == [column.labels[language] for column in sheet.columns]
        helps = [column.help[language] for column in sheet.columns]
        assert [cell.value for cell in found[2]] == [f"# {helps[0]}", *helps[1:]]
        assert found.freeze_panes == "A3" and found.auto_filter.ref.startswith("A2:")


def test_required_columns_are_yellow_and_assigned_ids_grey(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "de")["Akteure"]
    colours = {cell.value: cell.fill.fgColor.rgb[-6:] for cell in sheet[1]}
    assert {header for header, colour in colours.items() if colour == "FFE699"} == {"Name", "Typ"}
    assert {header for header, colour in colours.items() if colour == "DDDDDD"} == {"Kennung"}
    assert "füllt traiber aus" in sheet["A1"].comment.text and "Pflicht" in sheet["B1"].comment.text
    assert not sheet.protection.sheet


@BOTH
def test_every_code_and_choice_column_has_a_drop_down_with_its_list(language: str, tmp_path: Path) -> None:
    workbook = opened(tmp_path, language)
    hidden = workbook.worksheets[-1]
    for sheet in load_workbook().values():
        rules = validations(workbook[sheet.labels[language]])
        for column in (column for column in sheet.columns if column.type in ("code", "choice")):
            rule = rules[column.labels[language]]
            sheet_name, _sign, cells = workbook.defined_names[rule.formula1].attr_text.rpartition("!")
            assert rule.type == "list" and sheet_name == f"'{hidden.title}'"
            listed = [row[0].value for row in hidden[cells.replace("$", "")]]
            if column.type == "code":
                assert listed == [code.labels[language] for code in load_codes()[column.codes or ""].codes]
            else:
                assert listed == [choice.names[1 if language == "de" else 2] for choice in column.choices]


@BOTH
def test_only_columns_of_one_value_warn_of_values_outside_of_the_list(language: str, tmp_path: Path) -> None:
    workbook = opened(tmp_path, language)
    for sheet in load_workbook().values():
        rules = validations(workbook[sheet.labels[language]])
        for column in sheet.columns:
            rule = rules.get(column.labels[language])
            if rule is not None and column.type in ("code", "choice"):
                assert bool(rule.showErrorMessage) is not column.multiple and rule.errorStyle == "warning"


@BOTH
def test_a_column_that_refers_to_another_sheet_offers_the_names_there(language: str, tmp_path: Path) -> None:
    """Hand-written for the ties: From and To warn, as an ID is possible too; Reported by may be the CRM."""
    workbook = opened(tmp_path, language)
    ties = load_workbook()["ties"]
    rules = validations(workbook[ties.labels[language]])
    actors = load_workbook()["actors"].labels[language]
    for key, warns in (("source_actor", True), ("target_actor", True), ("reported_by", False)):
        rule = rules[ties.column(key).labels[language]]
        cells = workbook.defined_names[rule.formula1].attr_text
        assert cells.startswith(f"OFFSET('{actors}'!$B$3,0,0,MAX(1,COUNTA('{actors}'!$B$3:$B$5000)),1)")
        assert bool(rule.showErrorMessage) is warns
        assert not warns or actors in rule.error


@BOTH
def test_a_district_is_chosen_from_the_shipped_ones_and_those_of_the_sheet_regions(
    language: str, tmp_path: Path
) -> None:
    workbook = opened(tmp_path, language)
    actors = load_workbook()["actors"]
    rule = validations(workbook[actors.labels[language]])[actors.column("seat").labels[language]]
    cells = workbook.defined_names[rule.formula1].attr_text
    letter = cells.partition("!$")[2].partition("$")[0]
    listed = [cell.value for cell in workbook.worksheets[-1][letter][1:]]
    assert {"Wuppertal", "Oberbergischer Kreis", "Kreis Mettmann"} <= set(listed)
    regions = load_workbook()["regions"].labels[language]
    assert f"=IF('{regions}'!B3=\"\",\"\",'{regions}'!B3)" in listed


@BOTH
def test_every_text_of_a_drop_down_fits_into_excel(language: str, tmp_path: Path) -> None:
    """Excel takes 255 characters in a message (ECMA-376, dataValidation) and refuses the file beyond."""
    for sheet in opened(tmp_path, language).worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.error or "") <= 255 and len(rule.formula1) <= 255


@BOTH
def test_pages_are_printed_in_landscape_with_the_header_on_each(language: str, tmp_path: Path) -> None:
    workbook = opened(tmp_path, language)
    for sheet in load_workbook().values():
        page = workbook[sheet.labels[language]]
        assert page.page_setup.orientation == "landscape" and page.print_title_rows == "$1:$2"
        assert page.page_setup.fitToHeight == 0 and page.sheet_properties.pageSetUpPr.fitToPage


def test_an_id_that_traiber_assigns_warns_and_a_short_key_of_ones_own_does_not(tmp_path: Path) -> None:
    workbook = opened(tmp_path, "de")
    assert "vergibt traiber" in validations(workbook["Akteure"])["Kennung"].error
    assert "Kürzel" not in validations(workbook["Quellen"]) and "AGS" not in validations(workbook["Regionen"])
    assert workbook["Quellen"]["A1"].fill.fgColor.rgb[-6:] != "DDDDDD"


@BOTH
def test_date_columns_take_dates_and_text_columns_keep_leading_zeros(language: str, tmp_path: Path) -> None:
    workbook = opened(tmp_path, language)
    actors, ties = (workbook[load_workbook()[key].labels[language]] for key in ("actors", "ties"))
    formats = {
        sheet.cell(1, at).value: sheet.column_dimensions[openpyxl.utils.get_column_letter(at)].number_format
        for sheet in (actors, ties)
        for at in range(1, sheet.max_column + 1)
    }
    header = load_workbook()["ties"].column("last_contact").labels[language]
    assert formats[header] == {"de": "dd.mm.yyyy", "en": "yyyy-mm-dd"}[language]
    assert formats[load_workbook()["actors"].column("postcode").labels[language]] == "@"
    assert validations(ties)[header].type == "date"


@BOTH
def test_what_staff_type_into_the_empty_workbook_is_read(language: str, tmp_path: Path) -> None:
    path = tmp_path / "network.xlsx"
    workbook = opened(tmp_path, language)
    sheet = workbook[load_workbook()["actors"].labels[language]]
    at = {cell.value: cell.column for cell in sheet[1]}
    columns = {key: load_workbook()["actors"].column(key).labels[language] for key in ("name", "type")}
    sheet.cell(3, at[columns["name"]]).value = "Amt"
    kammer = next(code for code in load_codes()["ActorType"].codes if code.notation == "chamber")
    sheet.cell(3, at[columns["type"]]).value = kammer.labels[language]
    workbook.save(path)
    batch = map_sheets(read_table(path), "https://example.org/id/", Registry())
    assert batch.findings == [] and batch.counts["actors"] == 1


@BOTH
def test_the_readme_says_what_empty_dash_and_semicolon_mean_and_warns_of_private_data(
    language: str, tmp_path: Path
) -> None:
    rows = opened(tmp_path, language).worksheets[0].iter_rows(values_only=True)
    text = " ".join(str(row[0]) for row in rows)
    words = {
        "de": ("leere Zelle", "(-)", "Semikolon", "Privatpersonen", "Gelbe"),
        "en": ("empty cell", "(-)", "semicolon", "private persons", "Yellow"),
    }
    assert [word for word in words[language] if word not in text] == []


@BOTH
def test_the_same_call_gives_the_same_bytes(language: str, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template(tmp_path / name, language)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert archive.testzip() is None


def test_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="language"):
        write_template(tmp_path / "a.xlsx", "fr")
