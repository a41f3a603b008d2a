"""The command line as its users run it: answers, messages, exit codes, files."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from traiber.cli import main
from traiber.ontology.language import set_language

CONTRACT = [
    *("actor", "label", "type", "region", "reach_1", "reach_2", "decayed_reach", "fair_share", "exclusive"),
    *("betweenness", "constraint", "effective_size", "brokerage", "participation"),
    *("rank", "rank_low", "rank_high", "reason"),
]
GAP_CONTRACT = [
    *("kind", "actors", "regions", "fields", "networks", "observed", "expected", "p"),
    *("companies_affected", "reason", "action", "score"),
]
META = {"data_date", "actors", "companies", "multipliers", "ties", "no_data_share", "settings"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is no workspace, in English."""
    monkeypatch.chdir(tmp_path)
    set_language("en")


def run(*arguments: str, input_: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=input_)


def rows_of(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout)["rows"])


def test_gaps_of_the_shipped_network_name_rhein_kreis_neuss() -> None:
    rows = rows_of(run("gaps", "--format", "json"))
    empty = [row["regions"] for row in rows if row["kind"] == "region_without_actor"]
    assert empty == [["05162"]]
    assert "Rhein-Kreis Neuss" in run("gaps", "--lang", "en").output


def test_json_of_the_analyses_keeps_the_contract() -> None:
    ranking = json.loads(run("multipliers", "--format", "json").stdout)
    found = json.loads(run("gaps", "--format", "json").stdout)
    assert ranking["meta"].keys() >= META
    assert found["meta"].keys() >= META
    assert [column for column in ranking["rows"][0] if column in CONTRACT] == CONTRACT
    assert list(found["rows"][0]) == [*GAP_CONTRACT, "certainty"]
    assert ranking["meta"]["data_date"] == "2026-11-23"


def test_automotiveland_reaches_its_four_members_alone() -> None:
    """The four companies that the press names as members, each known through this association only."""
    best = rows_of(run("multipliers", "--format", "json"))[0]
    assert (best["label"], best["reach_1"], best["fair_share"], best["exclusive"]) == (
        "automotiveland.nrw e.V.",
        4,
        4.0,
        4,
    )


def test_a_query_answers_who_belongs_to_more_than_one_network_or_body() -> None:
    """By hand from memberships.csv: three organisations are in the consortium and in strategy 2.0."""
    result = run("query", "several-memberships", "--format", "csv", "--lang", "de")
    names = {row[0] for row in list(csv.reader(io.StringIO(result.stdout)))[1:]}
    assert names == {"Bergische Universität Wuppertal", "GLW Velbert", "automotiveland.nrw e.V."}


def test_an_own_query_is_read_from_a_pipe() -> None:
    query = "SELECT (COUNT(?k) AS ?n) WHERE { ?k a tr:Company }"
    result = run("query", "-", "--format", "csv", input_=query)
    assert (result.exit_code, result.stdout.splitlines()[1]) == (0, "4")


def test_an_actor_is_found_by_a_short_name_and_an_unknown_one_gets_suggestions() -> None:
    assert "BSW" in run("actor", "BSW", "--lang", "en").output
    unknown = run("actor", "Bergische IKH", "--lang", "en")
    assert unknown.exit_code == 1
    assert "Bergische IHK" in unknown.stderr
    assert "Traceback" not in unknown.output


def test_status_counts_what_the_tables_hold() -> None:
    counts = {row["kind"]: row["count"] for row in rows_of(run("status", "--format", "json"))}
    assert (counts["actors"], counts["companies"], counts["memberships"], counts["regions"]) == (
        49,
        4,
        52,
        18,
    )


@pytest.mark.parametrize("command", ["status", "multipliers", "gaps", "queries", "actor", "query"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_tables_fit_a_hundred_columns(command: str, language: str) -> None:
    names = {"actor": ["automotiveland"], "query": ["several-memberships"]}
    result = run(command, *names.get(command, []), "--lang", language)
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 100


def test_every_command_says_its_data_date_and_settings() -> None:
    for command in ("status", "multipliers", "gaps"):
        assert "2026-11-23" in run(command, "--lang", "en").output


def test_an_existing_file_is_overwritten_only_with_force(tmp_path: Path) -> None:
    target = tmp_path / "karte.html"
    assert run("map", "-o", str(target)).exit_code == 0
    target.write_text("mine", encoding="utf-8")
    refused = run("map", "-o", str(target), "--lang", "en")
    assert (refused.exit_code, target.read_text(encoding="utf-8")) == (1, "mine")
    assert "--force" in refused.stderr
    assert run("map", "-o", str(target), "--force").exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_check_prints_the_cell_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "actors.csv").write_text(
        "id,name,type,region\nA1,Eins,company,Solingn\n", encoding="utf-8"
    )
    result = run("check", "--lang", "en")
    assert result.exit_code == 1
    assert "D2  E205  'Solingn' is no known district. Did you mean 'Solingen' (05122)?" in result.output
    machine = run("check", "--format", "json")
    assert json.loads(machine.stdout)["rows"][0]["cell"] == "D2"
    assert not (tmp_path / ".traiber").exists()


def test_build_and_init_name_what_they_need() -> None:
    assert "traiber init" in run("build", "--lang", "en").stderr
    nowhere = run("status", "-w", "nowhere", "--lang", "de")
    assert nowhere.exit_code == 1
    assert nowhere.stderr.startswith("Den Ordner nowhere gibt es nicht. ")
    assert run("nosuch").exit_code == 2
    assert run("gaps", "--format", "pdf").exit_code == 2


def test_a_folder_without_settings_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    assert "no traiber.toml in it" in run("check", "-w", str(tmp_path), "--lang", "en").stderr
    assert "does not exist" in run("check", "-w", str(tmp_path / "netz"), "--lang", "en").stderr


def test_the_help_of_build_promises_no_shipped_network_and_that_of_check_says_who_may_read_the_file() -> None:
    """In a process of its own, for help is written in the language of the start."""

    def help_of(command: str) -> str:
        arguments = [sys.executable, "-m", "traiber", command, "--help", "--lang", "en"]
        done = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=True)
        return " ".join(done.stdout.split())

    assert "shipped real network" in help_of("status") and "shipped" not in help_of("build")
    assert "the file is only for those who may see the tables" in help_of("check")


def test_init_then_check_then_build_of_the_empty_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "büro netz"
    assert run("init", str(folder), "--network", "Netz", "--lang", "de").exit_code == 0
    assert run("check", "-w", str(folder), "--lang", "de").exit_code == 0
    assert run("build", "-w", str(folder)).exit_code == 0
    counts = {
        row["kind"]: row["count"] for row in rows_of(run("status", "-w", str(folder), "--format", "json"))
    }
    assert counts["networks"] == 1
    again = run("init", str(folder), "--lang", "en")
    assert (again.exit_code, "workspace already" in again.stderr) == (1, True)


def test_python_m_traiber_works_under_a_windows_code_page(tmp_path: Path) -> None:
    """cp1252 is what a German Windows pipe speaks; the arrow in the reasons is not in it."""
    done = subprocess.run(
        [sys.executable, "-m", "traiber", "gaps", "--lang", "de"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        check=True,
    )
    assert "Rhein-Kreis Neuss" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_two_exports_give_the_same_bytes(tmp_path: Path) -> None:
    for format_ in ("ttl", "nq", "jsonld", "graphml", "xlsx"):
        first, second = (tmp_path / f"{n}.{format_}" for n in (1, 2))
        for target in (first, second):
            assert run("export", format_, "-o", str(target)).exit_code == 0, format_
        assert first.read_bytes() == second.read_bytes()


def write_workspace(folder: Path, **sheets: str) -> str:
    """A built workspace with these CSV tables; returns its folder for `-w`."""
    (folder / "sources").mkdir(parents=True)
    (folder / "traiber.toml").write_text('network = "Netz"\ndata_date = 2025-01-01\n', encoding="utf-8")
    for sheet, text in sheets.items():
        (folder / "sources" / f"{sheet}.csv").write_text(text, encoding="utf-8")
    built = run("build", "-w", str(folder))
    assert built.exit_code == 0, built.output
    return str(folder)


ACTORS = "name,type\nWerk,company\nKammer,chamber\nAgentur,employment_agency\n"
COUNT_TIES = "SELECT (COUNT(?t) AS ?n) WHERE { ?t a tr:Tie }"


@pytest.mark.parametrize(
    ("arguments", "ties"),
    [
        ([], "2"),
        (["-o", "-"], "2"),
        (["-o", "out.csv"], "1"),
        (["-o", "out.csv", "--access", "internal"], "2"),
        (["--access", "public"], "1"),
    ],
)
def test_files_are_public_and_the_screen_is_internal_unless_said_otherwise(
    tmp_path: Path, arguments: list[str], ties: str
) -> None:
    """Of two ties one is internal; a pipe counts as the screen."""
    folder = write_workspace(
        tmp_path / "netz",
        actors=ACTORS,
        ties="source_actor,target_actor,access\nKammer,Werk,public\nAgentur,Werk,internal\n",
    )
    result = run("query", "-", "-w", folder, "--format", "csv", *arguments, input_=COUNT_TIES)
    assert result.exit_code == 0, result.output
    file = tmp_path / "out.csv"
    text = file.read_text(encoding="utf-8-sig") if file.exists() else result.stdout
    assert text.split() == ["n", ties]


@pytest.mark.parametrize("command", ["gaps", "multipliers", "status", "actor"])
def test_every_reading_command_writes_public_files(tmp_path: Path, command: str) -> None:
    """The level is stated with the result."""
    arguments = [command, *(["automotiveland.nrw e.V."] if command == "actor" else []), "--format", "json"]
    file = tmp_path / "out.json"
    assert run(*arguments, "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["meta"]["access"] == "public"
    assert json.loads(run(*arguments).stdout)["meta"]["access"] == "internal"
    help_ = " ".join(run(command, "--help").output.split())  # in the language in which Python started
    assert "internal on the screen" in help_ or "internal auf dem Bildschirm" in help_


def test_a_query_is_asked_for_the_day_that_is_looked_from(tmp_path: Path) -> None:
    """By hand: until 2021 the chamber has two ties, afterwards none; the data date is 2025-01-01."""
    folder = write_workspace(
        tmp_path / "netz",
        actors=ACTORS,
        ties="source_actor,target_actor,valid_to\nKammer,Werk,2021-01-01\nKammer,Agentur,2021-01-01\n",
    )

    def few(*arguments: str) -> list[tuple[object, object]]:
        rows = rows_of(run("query", "few-ties", "-w", folder, "--format", "json", *arguments))
        return [(row["actorLabel"], row["ties"]) for row in rows]

    later = [("Agentur", 0), ("Kammer", 0), ("Werk", 0)]
    assert few("--as-of", "2020-06-01") == [("Agentur", 1), ("Werk", 1)]
    assert few("--as-of", "2022-06-01") == few() == later
    assert few("day=2020-06-01", "--as-of", "2022-06-01") == [("Agentur", 1), ("Werk", 1)]
