"""The list of changes: what is new, changed and gone, cell by cell, as staff read it.

Expected lists are written by hand from the tables that each test edits.
"""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from traiber.cli import main
from traiber.data.build import build, check
from traiber.data.changes import ChangeList, changes_of_sources
from traiber.data.example import generate, settings
from traiber.data.table import Table
from traiber.data.workspace import Workspace, find_workspace
from traiber.data.writers import write_csv_folder, write_workbook

ACTORS = (
    "Kennung;Name;Typ;Kreis;Ort\n"
    "a1;Musterkammer;Kammer;Wuppertal;\n"
    "a2;Müller GmbH;Unternehmen;Solingen;Mitte\n"
    ";Söhne & Co. KG;Unternehmen;Remscheid;\n"
)
TIES = (
    "Von;Nach;Art;Letzter Kontakt;Stärke\na1;a2;Kontakt;2025-01-05;3\nMusterkammer;Söhne & Co. KG;Kontakt;;\n"
)
Edit = Callable[..., Workspace]


@pytest.fixture
def workspace(tmp_path: Path) -> Edit:
    """A workspace with two tables, built once; called again, it replaces tables."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")

    def write(**tables: str) -> Workspace:
        for name, text in tables.items():
            (tmp_path / "sources" / f"{name}.csv").write_text(text, encoding="utf-8")
        return find_workspace(tmp_path)

    build(write(actors=ACTORS, ties=TIES))
    return write


def changes(workspace: Workspace) -> ChangeList:
    batch = check(workspace)
    assert [str(error) for error in batch.errors] == []
    return changes_of_sources(workspace, batch)


def lines(found: ChangeList) -> list[tuple[str, ...]]:
    """Kind, name and place of each row, and column, before, now and place of each changed cell."""
    result: list[tuple[str, ...]] = []
    for row in found.rows:
        if row.kind != "changed":
            result.append((row.kind, row.name, str(row.cell or "")))
        result += [(row.name, c.column, c.before, c.now, str(c.cell)) for c in row.cells]
    return result


def run(*arguments: str, workspace: Workspace) -> Result:
    return CliRunner().invoke(main, [*arguments, "-w", str(workspace.folder), "--lang", "en"])


def test_the_same_tables_twice_are_no_change(workspace: Edit) -> None:
    found = changes(workspace())
    assert (found.rows, found.counts, found.summary()) == ((), {}, "no change")
    result = run("check", "--changes", workspace=workspace())
    assert result.stdout == "No change since the current build.\n"
    assert result.exit_code == 0


def test_changed_cells_are_named_with_both_values_as_staff_read_them(workspace: Edit) -> None:
    edited = workspace(
        actors=ACTORS.replace("Unternehmen;Solingen;Mitte", "Verein;05124;"),
        ties=TIES.replace("2025-01-05;3", "06.02.2025;4"),
    )
    tie = "Musterkammer, Müller GmbH, Contact"
    assert lines(changes(edited)) == [
        ("Müller GmbH", "type", "Company", "Association", "actors.csv, actors!C3"),
        ("Müller GmbH", "seat", "Solingen", "Wuppertal", "actors.csv, actors!D3"),
        ("Müller GmbH", "town", "Mitte", "", "actors.csv, actors!E3"),
        (tie, "strength", "3", "4", "ties.csv, ties!E2"),
        (tie, "last_contact", "2025-01-05", "2025-02-06", "ties.csv, ties!D2"),
        ("gone", "Solingen", ""),
    ]


def test_new_and_gone_rows_are_named_with_their_place(workspace: Edit) -> None:
    edited = workspace(
        actors=ACTORS + "a4;Neue AG;Unternehmen;Solingen;\n",
        ties=TIES.replace("Musterkammer;Söhne & Co. KG;Kontakt;;\n", "a4;a2;Förderung;;\n"),
    )
    assert lines(changes(edited)) == [
        ("new", "Neue AG", "actors.csv, actors, row 5"),
        ("new", "Neue AG, Müller GmbH, Funding", "ties.csv, ties, row 3"),
        ("gone", "Musterkammer, Söhne & Co. KG, Contact", ""),
    ]
    assert changes(edited).summary() == "2 new, 0 changed, 1 gone"


def test_a_reference_to_a_renamed_actor_is_no_change_of_its_own(workspace: Edit) -> None:
    edited = workspace(
        actors=ACTORS.replace("Musterkammer", "Handwerkskammer"),
        ties=TIES.replace("Musterkammer", "Handwerkskammer"),
    )
    assert lines(changes(edited)) == [
        ("Handwerkskammer", "name", "Musterkammer", "Handwerkskammer", "actors.csv, actors!B2")
    ]


def test_a_row_without_id_whose_identifying_cell_changed_is_one_changed_row(workspace: Edit) -> None:
    edited = workspace(
        actors=ACTORS.replace("Söhne & Co. KG", "Töchter & Co. KG"),
        ties=TIES.replace("Söhne & Co. KG", "Töchter & Co. KG").replace("a1;a2;Kontakt", "a1;a2;Förderung"),
    )
    assert lines(changes(edited)) == [
        ("Töchter & Co. KG", "name", "Söhne & Co. KG", "Töchter & Co. KG", "actors.csv, actors!B4"),
        ("Musterkammer, Müller GmbH, Funding", "kind", "Contact", "Funding", "ties.csv, ties!C2"),
        (
            "Musterkammer, Töchter & Co. KG, Contact",
            "target_actor",
            "Söhne & Co. KG",
            "Töchter & Co. KG",
            "ties.csv, ties!B3",
        ),
    ]


def test_of_two_rows_that_may_be_the_changed_one_neither_is_taken_for_it(workspace: Edit) -> None:
    edited = workspace(
        actors=ACTORS.replace("Söhne & Co. KG", "Töchter & Co. KG") + ";Tanten GmbH;Unternehmen;Remscheid;\n",
        ties=TIES.replace("Musterkammer;Söhne & Co. KG;Kontakt;;\n", ""),
    )
    assert sorted(kind for kind, *_rest in lines(changes(edited))) == ["gone", "gone", "new", "new"]


def test_of_two_rows_with_one_identity_the_changed_one_is_found(tmp_path: Path, workspace: Edit) -> None:
    """Two contacts between the same two; the keys of such rows are numbered by their content."""
    twice = TIES + "a1;a2;Kontakt;2024-03-04;5\n" + "a1;a2;Kontakt;2023-02-03;1\n"
    build(workspace(ties=twice))
    for old, new, cell in (
        ("03-04;5", "03-04;4", "E4"),
        ("01-05;3", "01-05;2", "E2"),
        ("02-03;1", "02-03;5", "E5"),
    ):
        found = changes(workspace(ties=twice.replace(old, new)))
        assert [line[1:] for line in lines(found)] == [
            ("strength", old[-1], new[-1], f"ties.csv, ties!{cell}")
        ]


def test_known_to_be_none_and_empty_differ(workspace: Edit) -> None:
    edited = workspace(actors=ACTORS.replace("Remscheid;\n", "Remscheid;-\n"))
    assert lines(changes(edited)) == [("Söhne & Co. KG", "town", "", "-", "actors.csv, actors!E4")]


def test_another_access_level_is_a_changed_cell(workspace: Edit) -> None:
    rows = ACTORS.splitlines()
    text = "\n".join([f"{rows[0]};Vertraulichkeit", *(f"{row};" for row in rows[1:])])
    edited = workspace(actors=f"{text}intern\n")
    assert ("Söhne & Co. KG", "access", "", "Internal", "actors.csv, actors!F4") in lines(changes(edited))
    # the region that only this row mentions is read at its level, too
    assert {name for name, *_rest in lines(changes(edited))} == {"Söhne & Co. KG", "Remscheid"}


def test_row_order_split_and_file_names_are_no_change(tmp_path: Path) -> None:
    """The example as one workbook, then as shuffled CSV tables in two folders."""
    (tmp_path / "traiber.toml").write_text(settings(), encoding="utf-8")
    tables = generate()
    (tmp_path / "sources").mkdir()
    write_workbook(tables, tmp_path / "sources" / "all.xlsx", "de")
    build(find_workspace(tmp_path))
    (tmp_path / "sources" / "all.xlsx").unlink()
    random = Random(8)
    halves: tuple[dict[str, Table], dict[str, Table]] = ({}, {})
    for key, table in tables.items():
        rows = random.sample(table.rows, len(table.rows))
        for half, part in zip(halves, (rows[::2], rows[1::2]), strict=True):
            half[key] = Table(table.sheet, table.columns, part)
    for name, half in zip(("first", "second"), halves, strict=True):
        write_csv_folder(half, tmp_path / "sources" / name, "de")
    assert changes(find_workspace(tmp_path)).summary() == "no change"


def test_before_the_first_build_everything_is_new_and_only_counted(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (tmp_path / "sources" / "actors.csv").write_text("Name;Typ\nA;Kammer\nB;Kammer\n", encoding="utf-8")
    result = run("check", "--changes", "--format", "json", workspace=find_workspace(tmp_path))
    found = json.loads(result.stdout)
    assert found["meta"]["sheets"]["actors"] == {"new": 2, "changed": 0, "gone": 0}
    assert (found["meta"]["build"], found["rows"]) == (None, [])
    assert not (tmp_path / ".traiber").exists()


def test_a_dry_run_shows_twenty_lines_of_a_kind_and_json_all_and_both_write_nothing(workspace: Edit) -> None:
    rows = "".join(f";Werk {n:02};Unternehmen;Solingen;\n" for n in range(30))
    edited = workspace(actors=ACTORS + rows)
    before = {p: p.read_bytes() for p in edited.state.rglob("*") if p.is_file()}
    screen = run("build", "--dry-run", workspace=edited)
    assert screen.stdout.count("Werk") == 20
    assert "New: 30 rows" in screen.stdout and "… and 10 more." in screen.stdout
    assert max(map(len, screen.stdout.splitlines())) <= 100
    found = json.loads(run("check", "--changes", "--format", "json", workspace=edited).stdout)
    assert [row["name"] for row in found["rows"]] == [f"Werk {n:02}" for n in range(30)]
    assert found["rows"][0] == {
        "kind": "new",
        "sheet": "actors",
        "name": "Werk 00",
        "id": None,
        "file": "actors.csv",
        "table": "actors",
        "row": 5,
        "cell": None,
        "cells": [],
    }
    assert {p: p.read_bytes() for p in edited.state.rglob("*") if p.is_file()} == before


def test_the_same_changes_are_the_same_bytes(workspace: Edit) -> None:
    """Also though the keys of new actors without ID are drawn anew each time."""
    edited = workspace(actors=ACTORS.replace("Mitte", "Ohligs") + ";Neu;Kammer;Solingen;\n")
    texts = {run("check", "--changes", "--format", "json", workspace=edited).stdout for _ in range(3)}
    assert len(texts) == 1


def test_a_build_says_in_one_line_what_it_changed(workspace: Edit) -> None:
    edited = workspace(actors=ACTORS.replace("Mitte", "Ohligs") + ";Neu;Kammer;Solingen;\n")
    assert "Against the build before: 1 new, 1 changed, 0 gone." in run("build", workspace=edited).stderr
    assert "Against the build before: no change." in run("build", workspace=edited).stderr


def test_a_file_of_changes_names_nothing_that_is_not_public_unless_asked(
    workspace: Edit, tmp_path: Path
) -> None:
    edited = workspace(persons="Name;Akteur\nErika Muster;a1\n", needs="Unternehmen;Handlungsfelder;Titel\n")
    edited = workspace(actors=ACTORS + ";Geheim AG;Unternehmen;Solingen;\n")
    header, *rows = (ACTORS + ";Geheim AG;Unternehmen;Solingen;").splitlines()
    lines = [f"{header};Vertraulichkeit", *(f"{row};" for row in rows[:-1]), f"{rows[-1]};intern"]
    (tmp_path / "sources" / "actors.csv").write_text("\n".join(lines), encoding="utf-8")
    told: dict[str, str] = {}
    for access in ("", "internal", "personal"):
        target = tmp_path / f"changes-{access}.json"
        options = ["--access", access] if access else []
        result = run("check", "--changes", "--format", "json", "-o", str(target), *options, workspace=edited)
        assert result.exit_code == 0
        told[access] = target.read_text(encoding="utf-8")
    assert {access: ("Geheim" in text, "Erika" in text) for access, text in told.items()} == {
        "": (False, False),
        "internal": (True, False),
        "personal": (True, True),
    }
    known = {access: json.loads(text)["meta"] for access, text in told.items()}
    assert known[""] == {
        **{"build": None, "new": 0, "changed": 0, "gone": 0},
        **{"sheets": {}, "access": "public", "left_out": 0},
    }
    assert (known["internal"]["left_out"], known["personal"]["left_out"]) == (1, 0)
    assert known["internal"]["build"]


def test_with_errors_no_changes_are_listed(workspace: Edit) -> None:
    result = run("check", "--changes", workspace=workspace(actors=ACTORS.replace("Solingen", "Solingn")))
    assert result.exit_code == 1
    assert "Did you mean 'Solingen'" in result.stdout
    assert "once there are no errors" in result.stderr
