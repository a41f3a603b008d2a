"""A dash (known to be none) and an empty cell (unknown) stay different from the workbook to the gaps.

Each test goes the whole way: a workbook as staff write it, a build, `traiber gaps` as JSON.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.data.build import build, open_build
from traiber.data.export import export_tables
from traiber.data.table import Table
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook

COLUMNS = ("id", "name", "type", "seat", "surveyed", "contacts", "network", "fields")
CHAMBER = ("k1", "Musterkammer", "Kammer", "Wuppertal", None, None, None, None)


def company(**cells: str) -> tuple[str | None, ...]:
    given = {"id": "c1", "name": "Werk", "type": "Unternehmen", "seat": "Solingen", **cells}
    return tuple(given.get(column) for column in COLUMNS)


def make(folder: Path, *rows: tuple[str | None, ...], **more: Table) -> Path:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "traiber.toml").write_text('network = "Netz"\ndata_date = 2025-06-30\n', encoding="utf-8")
    tables = {"actors": Table("actors", COLUMNS, [CHAMBER, *rows]), **more}
    write_workbook(tables, folder / "sources" / "netz.xlsx", "de")
    build(find_workspace(folder))
    return folder


def gaps(folder: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["gaps", "-w", str(folder), "--format", "json", "--lang", "en"])
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return found


def kinds_of(folder: Path, actor: str) -> set[str]:
    return {gap["kind"] for gap in gaps(folder) if actor in gap["actors"]}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, "no_data"),
        ({"contacts": "-"}, "uncovered"),
        ({"network": "-"}, "uncovered"),
        ({"fields": "-"}, "no_data"),
        ({"surveyed": "ja"}, "uncovered"),
        ({"surveyed": "-"}, "no_data"),
        ({"surveyed": "nein", "contacts": "-"}, "no_data"),
    ],
)
def test_who_was_asked_and_has_no_contact_is_uncovered_who_was_not_is_no_data(
    tmp_path: Path, cells: dict[str, str], kind: str
) -> None:
    """Needs say nothing about contacts; "not surveyed" counts whatever else is said."""
    folder = make(tmp_path, company(**cells))
    assert kinds_of(folder, "c1") == {kind}


def test_no_data_share_counts_empty_cells_and_no_dashes(tmp_path: Path) -> None:
    """Of four actors the chamber and one company have nothing recorded: one half."""
    rows = (
        company(),
        company(id="c2", name="Hütte", contacts="-"),
        company(id="c3", name="Mühle", network="-"),
    )
    folder = make(tmp_path, *rows)
    result = CliRunner().invoke(main, ["gaps", "-w", str(folder), "--format", "json"])
    assert json.loads(result.stdout)["meta"]["no_data_share"] == 0.5


def test_a_known_lack_of_contacts_is_said_in_the_reason(tmp_path: Path) -> None:
    asked = make(tmp_path, company(contacts="-"))
    (gap,) = [gap for gap in gaps(asked) if gap["kind"] == "uncovered"]
    assert gap["reason"].startswith("Asked, and known to have no contact")


def test_a_seat_that_is_known_to_be_none_is_told_apart_from_one_that_is_not_recorded(tmp_path: Path) -> None:
    rows = (company(seat=None), company(id="c2", name="Hütte", seat="-"))
    found = {
        gap["actors"][0]: gap["reason"] for gap in gaps(make(tmp_path, *rows)) if gap["kind"] == "no_data"
    }
    assert "(no region recorded)" in found["c1"]
    assert "(no seat in any region)" in found["c2"]


def test_contacts_in_short_are_ties(tmp_path: Path) -> None:
    folder = make(tmp_path, company(contacts="Musterkammer"))
    assert kinds_of(folder, "c1") == {"fragile"}


def test_a_dash_against_a_recorded_tie_is_a_warning_with_its_cell(tmp_path: Path) -> None:
    ties = Table("ties", ("source_actor", "target_actor"), [("k1", "c1")])
    folder = make(tmp_path, company(contacts="-"), ties=ties)
    assert kinds_of(folder, "c1") == {"fragile"}
    result = CliRunner().invoke(main, ["check", "-w", str(folder), "--format", "json", "--lang", "en"])
    found = [row for row in json.loads(result.stdout)["rows"] if "no contacts" in str(row["rule"])]
    assert [(row["severity"], row["sheet"], row["cell"], row["value"]) for row in found] == [
        ("warning", "Akteure", "F3", "-")
    ]


def test_measures_with_nobody_and_measures_without_entry_are_told_apart(tmp_path: Path) -> None:
    measures = Table(
        "measures",
        ("id", "name", "field", "responsible"),
        [("m1", "Kurs", "Fachkräftesicherung", "-"), ("m2", "Messe", "Fachkräftesicherung", None)],
    )
    folder = make(tmp_path, measures=measures)
    command = ["query", "measures-without-responsible", "-w", str(folder), "--format", "json", "--lang", "en"]
    rows = json.loads(CliRunner().invoke(main, command).stdout)["rows"]
    told = {row["measureLabel"]: row["expressly"] for row in rows}
    assert told == {"Kurs": "true", "Messe": "false"} or told == {"Kurs": True, "Messe": False}


def test_dashes_come_back_in_an_export(tmp_path: Path) -> None:
    folder = make(tmp_path, company(contacts="-", network="-", fields="-", seat="-"))
    workspace = find_workspace(folder)
    table = export_tables(open_build(workspace, "personal"), workspace.configuration.base)["actors"]
    (row,) = [row for row in table.records() if row["id"] == "c1"]
    assert {key: row[key] for key in ("contacts", "network", "fields", "seat")} == dict.fromkeys(
        ("contacts", "network", "fields", "seat"), "-"
    )
