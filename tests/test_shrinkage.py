"""A build from sources of which a part is missing is refused, with the sheet and the way out."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.data.build import build, current_build
from traiber.data.shrinkage import ShrinkageError, Shrunk, find_shrinkage
from traiber.data.workspace import SettingsError, Workspace, find_workspace, parse_settings


def actors(count: int) -> str:
    return "Name;Typ\n" + "".join(f"Kammer {n};Kammer\n" for n in range(count))


def events(count: int) -> str:
    return "Titel;Datum\n" + "".join(f"Treffen {n};2025-01-{n + 1:02}\n" for n in range(count))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Twenty actors, nine events, built."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (tmp_path / "sources" / "actors.csv").write_text(actors(20), encoding="utf-8")
    (tmp_path / "sources" / "events.csv").write_text(events(9), encoding="utf-8")
    build(find_workspace(tmp_path))
    return find_workspace(tmp_path)


def state_of(workspace: Workspace) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in workspace.state.rglob("*") if path.is_file()}


def test_a_fifth_of_the_rows_may_go_and_one_more_may_not(workspace: Workspace) -> None:
    """16 of 20 are 80 percent."""
    table = workspace.state.parent / "sources" / "actors.csv"
    before = state_of(workspace)
    table.write_text(actors(15), encoding="utf-8")
    with pytest.raises(ShrinkageError) as refused:
        build(workspace)
    assert str(refused.value) == (
        "Actors: 15 rows instead of 20 in the current build; nothing was written."
        " Was a sheet or a file moved, renamed, filtered or cut?"
        " Please put them back, or run 'traiber build --force' if so many rows are to go."
    )
    assert state_of(workspace) == before
    table.write_text(actors(16), encoding="utf-8")
    assert build(workspace)[0].counts["actors"] == 16


def test_a_file_that_is_gone_is_named(workspace: Workspace) -> None:
    sources = workspace.state.parent / "sources"
    (sources / "actors.csv").rename(sources / ".actors.csv")
    result = CliRunner().invoke(main, ["build", "-w", str(workspace.folder), "--lang", "de"])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Akteure: ")
    assert "actors.csv" in result.stderr and "20" in result.stderr
    forced = CliRunner().invoke(main, ["build", "--force", "-w", str(workspace.folder)])
    assert forced.exit_code == 0
    made = current_build(workspace)
    assert made and "actors" not in made.counts


def test_all_sheets_that_shrank_are_named_the_greatest_loss_first(workspace: Workspace) -> None:
    """A quarter of the actors and half of the events, of which there are 20 each."""
    sources = workspace.state.parent / "sources"
    (sources / "events.csv").write_text(events(20), encoding="utf-8")
    build(workspace)
    (sources / "actors.csv").write_text(actors(15), encoding="utf-8")
    (sources / "events.csv").write_text(events(10), encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "-w", str(workspace.folder), "--lang", "de"])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(
        "2 Blätter haben viel weniger Zeilen als im jetzigen Datenbestand; es wurde nichts geschrieben: "
        "Veranstaltungen (10 statt 20), Akteure (15 statt 20). "
    )


def test_of_many_sheets_and_files_the_first_five_are_named_and_the_others_counted() -> None:
    sheets = ("actors", "ties", "events", "needs", "offers", "measures", "sources")
    error = ShrinkageError([Shrunk(sheet, 20, 3) for sheet in sheets], [f"{n}.csv" for n in range(6)])
    assert "Needs (3 instead of 20), Offers (3 instead of 20) and 2 more." in str(error)
    assert "Measures" not in str(error)
    assert "0.csv, 1.csv, 2.csv, 3.csv, 4.csv and 1 more." in str(error)


def test_few_rows_may_go_but_not_a_fifth_of_the_whole(workspace: Workspace) -> None:
    """Nine events of 29 rows: the sheet is too small to count, all together are not."""
    (workspace.state.parent / "sources" / "events.csv").write_text(events(2), encoding="utf-8")
    with pytest.raises(ShrinkageError, match="All sheets together: 22 rows instead of 29"):
        build(workspace)
    (workspace.state.parent / "sources" / "events.csv").write_text(events(4), encoding="utf-8")
    assert build(workspace)[0].counts["events"] == 4


def test_the_share_is_a_setting(workspace: Workspace) -> None:
    folder = workspace.state.parent
    (folder / "traiber.toml").write_text(
        'network = "Netz"\nlargest_shrinkage_percent = 60\n', encoding="utf-8"
    )
    (folder / "sources" / "actors.csv").write_text(actors(8), encoding="utf-8")
    assert build(find_workspace(folder))[0].counts["actors"] == 8
    with pytest.raises(SettingsError, match="0 to 100"):
        parse_settings("largest_shrinkage_percent = 101", "traiber.toml")
    with pytest.raises(SettingsError, match="wrong kind"):
        parse_settings('largest_shrinkage_percent = "20"', "traiber.toml")


def test_a_dry_run_says_what_the_build_will_refuse(workspace: Workspace) -> None:
    (workspace.state.parent / "sources" / "actors.csv").write_text(actors(5), encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--dry-run", "-w", str(workspace.folder), "--lang", "en"])
    assert result.exit_code == 1
    assert "Actors: 5 rows instead of 20" in result.stderr


@pytest.mark.parametrize(
    ("before", "now", "percent", "found"),
    [
        ({}, {"actors": 3}, 20, ()),
        (
            {"actors": 100, "events": 40, "ties": 50},
            {"actors": 70, "events": 32, "ties": 10},
            20,
            (("ties", 50, 10), ("actors", 100, 70)),
        ),
        ({"actors": 10}, {}, 99, (("actors", 10, 0),)),
        ({"actors": 10}, {}, 100, ()),
        ({"actors": 10}, {"actors": 9}, 0, (("actors", 10, 9),)),
        ({"actors": 9, "ties": 9}, {"actors": 9, "ties": 5}, 20, (("", 18, 14),)),
    ],
)
def test_the_sheets_that_lost_many_rows_are_found(
    before: dict[str, int], now: dict[str, int], percent: int, found: tuple[tuple[str, int, int], ...]
) -> None:
    assert find_shrinkage(before, now, percent) == found


def test_rows_that_were_exchanged_count_as_gone_though_there_are_as_many(workspace: Workspace) -> None:
    """5 of 20 are 25 percent, 4 are 20; a merged table of another network has the same number of rows."""
    table = workspace.state.parent / "sources" / "actors.csv"
    before = state_of(workspace)
    others = "".join(f"Verband {n};Verband\n" for n in range(5))
    table.write_text(actors(15) + others, encoding="utf-8")
    with pytest.raises(ShrinkageError) as refused:
        build(workspace)
    assert str(refused.value).startswith(
        "5 of 20 rows of the sheet Actors are gone and others stand in their place; nothing was written."
    )
    assert state_of(workspace) == before
    assert CliRunner().invoke(main, ["check", "--changes", "-w", str(workspace.folder)]).exit_code == 1
    table.write_text(actors(16) + others, encoding="utf-8")
    build(workspace)
    table.write_text(actors(0) + others, encoding="utf-8")
    assert build(workspace, force=True)[0].counts["actors"] == 5


def test_events_without_an_id_may_change_their_titles(workspace: Workspace) -> None:
    table = workspace.state.parent / "sources" / "events.csv"
    table.write_text(events(12), encoding="utf-8")
    build(workspace)
    table.write_text(events(12).replace("Treffen", "Runde"), encoding="utf-8")
    assert build(workspace)[0].counts["events"] == 12
