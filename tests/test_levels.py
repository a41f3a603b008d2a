"""A row has one access level, whoever asks: the build, the search for duplicates, a merger."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.data.build import check
from traiber.data.duplicates.records import read_records
from traiber.data.registry import Registry
from traiber.data.workspace import Workspace, find_workspace
from traiber.ontology.language import set_language

LEVELS = ("public", "internal", "personal")


def workspace(folder: Path, access: str, **more: str) -> Workspace:
    (folder / "sources").mkdir()
    (folder / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    actors = (
        "Kennung;Name;Typ;Vertraulichkeit;Netzwerk;Handlungsfelder\n"
        f"A1;Alpha GmbH;Unternehmen;{access};eigenes;Fachkräftesicherung\n"
    )
    for name, text in {"actors": actors, **more}.items():
        (folder / "sources" / f"{name}.csv").write_text(text, encoding="utf-8")
    return find_workspace(folder)


def levels_of(space: Workspace, statement: str) -> set[str]:
    """The levels at which a build would say something."""
    graphs = check(space).graphs.items()
    return {
        level for (level, run), lines in graphs for line in lines if statement in line and run != "imports"
    }


@pytest.mark.parametrize(
    ("access", "level"),
    [
        ("", "public"),
        (" ; ", "public"),
        ("öffentlich", "public"),
        ("Intern", "internal"),
        ("personal", "personal"),
        ("-", "personal"),
        ("–", "personal"),
        ("geheim", "personal"),
        ("öffentlich; intern", "personal"),
    ],
)
def test_the_build_and_the_search_for_duplicates_see_a_row_at_one_level(
    access: str, level: str, tmp_path: Path
) -> None:
    space = workspace(tmp_path, access.replace(";", "|"))
    assert levels_of(space, '"Alpha GmbH"') == {level}
    base = space.configuration.base
    seen = [one for one in LEVELS if read_records(space.read_sources(), base, Registry(), None, one).actors]
    assert seen == list(LEVELS[LEVELS.index(level) :])


@pytest.mark.parametrize(("access", "level"), [("öffentlich", "internal"), ("-", "personal")])
def test_the_need_that_a_short_form_stands_for_is_never_public(
    access: str, level: str, tmp_path: Path
) -> None:
    assert levels_of(workspace(tmp_path, access), "neededBy") == {level}


@pytest.mark.parametrize(("kept", "merged"), [("-", "öffentlich"), ("geheim", "intern")])
def test_what_is_merged_into_a_row_whose_level_is_no_level_is_as_protected(
    kept: str, merged: str, tmp_path: Path
) -> None:
    text = f"Kennung;Name;Typ;Vertraulichkeit\nB2;Beta AG;Unternehmen;{merged}\n"
    decided = "Akteur;Anderer Akteur;Entscheidung\nB2;A1;gleich\n"
    space = workspace(tmp_path, kept, beta_actors=text, duplicates=decided)
    assert levels_of(space, '"Beta AG"') == {"personal"}


@pytest.mark.parametrize("form", ["json", "csv", "md", "table"])
def test_internal_data_in_a_pipe_is_announced_on_stderr_and_nowhere_else(tmp_path: Path, form: str) -> None:
    """A pipe is what the test's stdout is; the data are the same as with the level named."""
    set_language("en")
    folder = str(tmp_path / "netz")
    assert CliRunner().invoke(main, ["init", folder, "--network", "Netz"]).exit_code == 0
    assert CliRunner().invoke(main, ["build", "-w", folder]).exit_code == 0
    given = ["gaps", "-w", folder, "--format", form]
    piped = CliRunner().invoke(main, given)
    named = CliRunner().invoke(main, [*given, "--access", "internal"])
    note = "Internal data, not for passing on; what may leave the house: --access public.\n"
    assert (piped.exit_code, piped.stderr, named.stderr) == (0, note, "")
    assert piped.stdout == named.stdout
    public = CliRunner().invoke(main, [*given, "--access", "public"])
    assert (public.exit_code, public.stderr) == (0, "")
    target = tmp_path / f"gaps.{form}"
    written = CliRunner().invoke(main, [*given, "-o", str(target)])
    assert (written.exit_code, written.stderr) == (0, "")
    assert target.read_bytes() == public.stdout_bytes
