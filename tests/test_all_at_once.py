"""One run of `check` names all that is wrong: a faulty cell hides no other fault."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from made import workbook

from traiber.data.batch import Batch
from traiber.data.build import check
from traiber.data.workspace import find_workspace

Rows = Sequence[Sequence[object]]
Check = Callable[[dict[str, Rows]], Batch]

ACTORS: Rows = [
    ["Name", "Typ", "Kreis", "Quelle"],
    ["Alfa GmbH", "Unternehmen", "Solingen", "Umfrage"],
    ["Beta AG", "Unternehmen", "Remscheid", "Umfrage"],
    ["Musterkammer", "Kammer", "Wuppertal", "Umfrage"],
]
TIES = ["Von", "Nach", "Art", "Stärke", "Gültig ab", "Gültig bis", "Quelle", "Verlässlichkeit"]


@pytest.fixture
def check_book(tmp_path: Path) -> Check:
    """The batch of a workspace whose only source is a workbook of these sheets."""

    def make(sheets: dict[str, Rows]) -> Batch:
        (tmp_path / "sources").mkdir()
        (tmp_path / "traiber.toml").write_text('language = "de"\n', encoding="utf-8")
        (tmp_path / "sources" / "netz.xlsx").write_bytes(workbook(sheets))
        return check(find_workspace(tmp_path))

    return make


def _told(batch: Batch) -> set[tuple[str, str, str]]:
    return {(one.code, one.cell.sheet, one.cell.place) for one in batch.findings}


def test_a_formula_without_a_result_hides_no_other_fault_and_is_said_once(check_book: Check) -> None:
    actors = [*ACTORS, ["Gamma GmbH", "=F3", "Solingen", "Umfrage"]]
    ties = [TIES, ["Alfa GmbH", "Beta AG", "Kontakt", 9, None, None, "Umfrage", "bestätigt"]]
    batch = check_book({"Akteure": actors, "Beziehungen": ties})
    errors = {one for one in _told(batch) if one[0][0] == "E"}
    assert errors == {("E106", "Akteure", "B5"), ("E301", "Beziehungen", "D2")}


def test_a_row_with_an_unknown_name_is_judged_by_its_other_cells_too(check_book: Check) -> None:
    row = ["Alfa GmbH", "Niemand KG", "Kontakt", 9, "2025-06-01", "2024-06-01", "Umfrage", "bestätigt"]
    batch = check_book({"Akteure": ACTORS, "Beziehungen": [TIES, row]})
    assert {(one.code, one.cell.place) for one in batch.errors} == {
        ("E205", "B2"),
        ("E301", "D2"),
        ("E301", "E2"),
    }


def test_a_faulty_cell_hides_no_warning_about_other_rows(check_book: Check) -> None:
    ties: Rows = [
        TIES,
        ["Alfa GmbH", "Beta AG", "Kontakt", 3, "1850-01-01", None, "Umfrage", "bestätigt"],
        ["Alfa GmbH", "Niemand KG", "Kontakt", 3, "1851-01-01", None, "Umfrage", "bestätigt"],
    ]
    batch = check_book({"Akteure": ACTORS, "Beziehungen": ties})
    assert {("E205", "Beziehungen", "B3"), ("W301", "Beziehungen", "E2")} <= _told(batch)
    assert ("W301", "Beziehungen", "E3") in _told(batch)


def test_a_missing_column_hides_no_fault_of_another_sheet_and_adds_none(check_book: Check) -> None:
    ties: Rows = [TIES[:1], ["Alfa GmbH"]]
    events: Rows = [["Titel", "Datum", "Ende"], ["Forum", "2025-06-02", "2025-06-01"]]
    batch = check_book({"Akteure": ACTORS, "Beziehungen": ties, "Veranstaltungen": events})
    assert {(one.code, one.cell.sheet) for one in batch.errors} == {
        ("E102", "Beziehungen"),
        ("E301", "Veranstaltungen"),
    }


def test_no_row_repeats_itself_and_no_faulty_row_another(check_book: Check) -> None:
    """Two unknown contacts of one cell, and two rows whose ends are different unknown names."""
    actors: Rows = [
        ["Name", "Typ", "Kontakte"],
        ["Alfa GmbH", "Unternehmen", "Niemand KG; Keiner AG"],
        ["Beta AG", "Unternehmen", None],
    ]
    ties: Rows = [["Von", "Nach"], ["Beta AG", "Erster Unbekannter"], ["Beta AG", "Zweiter Unbekannter"]]
    batch = check_book({"Akteure": actors, "Beziehungen": ties})
    assert {one.code for one in batch.errors} == {"E205"}
    assert [one for one in batch.findings if one.code == "W202"] == []


def test_two_rows_that_say_the_same_are_still_told(check_book: Check) -> None:
    ties: Rows = [["Von", "Nach"], ["Alfa GmbH", "Beta AG"], ["Alfa GmbH", "Beta AG"]]
    batch = check_book({"Akteure": ACTORS, "Beziehungen": ties})
    assert ("W202", "Beziehungen", "row 3") in _told(batch) or ("W202", "Beziehungen", "Zeile 3") in _told(
        batch
    )
