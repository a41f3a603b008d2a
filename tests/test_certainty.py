"""The commands certainty and events, and the ranking with intervals, on the fictional example."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from traiber.cli import main
from traiber.data.build import build, open_build
from traiber.data.demo import write_demo_sources
from traiber.data.workspace import find_workspace, frame_of
from traiber.graph.events.gatherings import ACTORS, EVENTS, PAIRS, TYPES
from traiber.graph.projection import project_network
from traiber.graph.uncertainty.certainty import INTERVIEWS, RANKS, RESPONSES

KINDS = {
    "certainty": {"responses": RESPONSES, "interviews": INTERVIEWS, "ranks": RANKS},
    "events": {"pairs": PAIRS, "events": EVENTS, "types": TYPES, "actors": ACTORS},
}
EVERY = [(command, kind) for command, kinds in KINDS.items() for kind in kinds]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built example."""
    workspace = write_demo_sources(tmp_path_factory.mktemp("demo") / "demo")[1]
    build(workspace)
    assert workspace.folder is not None
    return workspace.folder


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-w", str(folder), "--lang", "en"], env={"COLUMNS": "100"})


@pytest.mark.parametrize(("command", "kind"), EVERY)
def test_each_table_keeps_its_columns_and_is_the_same_twice(folder: Path, command: str, kind: str):
    first = run(folder, command, "--kind", kind, "--format", "json")
    assert first.exit_code == 0
    content = json.loads(first.stdout)
    assert set(content["meta"]) >= {"data_date", "actors", "companies", "multipliers", "ties", "settings"}
    assert content["rows"] and all(tuple(row) == KINDS[command][kind] for row in content["rows"])
    assert run(folder, command, "--kind", kind, "--format", "json").stdout == first.stdout


@pytest.mark.parametrize("command", KINDS)
def test_the_screen_shows_all_tables_within_100_columns(folder: Path, command: str):
    for extra in ((), ("--explain",)):
        shown = run(folder, command, *extra)
        assert shown.exit_code == 0
        assert max(map(len, shown.stdout.splitlines())) <= 100
        assert shown.stdout.count("FICTIONAL EXAMPLE") == len(KINDS[command])


def test_a_file_of_one_table_asks_which(folder: Path):
    answer = run(folder, "events", "--format", "csv")
    assert answer.exit_code == 2
    assert "please choose one with --kind (pairs, events, types, actors)" in answer.stderr
    assert run(folder, "events", "--format", "md").exit_code == 0


@pytest.mark.parametrize(("command", "kind"), EVERY)
def test_workbooks_hold_all_rows_and_numbers(folder: Path, tmp_path: Path, command: str, kind: str):
    """openpyxl: as many rows as the JSON has; no decimal number is a text."""
    path = tmp_path / "a.xlsx"
    made = run(folder, command, "--kind", kind, "--format", "xlsx", "-o", str(path), "--access", "internal")
    assert made.exit_code == 0
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    content = json.loads(run(folder, command, "--kind", kind, "--format", "json").stdout)
    assert len(rows) == 1 + len(content["rows"])
    assert any(isinstance(value, int | float) for value in rows[1])
    texts = [value for row in rows[1:] for value in row if isinstance(value, str)]
    assert not [text for text in texts if text.replace(".", "", 1).isdigit()]


def test_the_ranking_says_how_sure_it_is_unless_told_not_to(folder: Path):
    sure = json.loads(run(folder, "multipliers", "--format", "json").stdout)
    ranks = json.loads(run(folder, "certainty", "--kind", "ranks", "--format", "json").stdout)
    same = ("rank", "rank_low", "rank_high", "p_top_five", "same_as")
    bands = {row["actor"]: [row[name] for name in same] for row in ranks["rows"]}
    assert {row["actor"]: [row[name] for name in same] for row in sure["rows"]} == bands
    assert sure["meta"]["settings"]["alpha"] == pytest.approx(29 / 278)  # 249 of 278 were surveyed
    bare = json.loads(run(folder, "multipliers", "--format", "json", "--no-intervals").stdout)
    assert all(row["rank_low"] is row["same_as"] is row["p_top_five"] is None for row in bare["rows"])
    assert "alpha" not in bare["meta"]["settings"]
    assert "2 (2–" in run(folder, "multipliers").stdout
    assert "2 (2–" not in run(folder, "multipliers", "--no-intervals").stdout


def test_gaps_profile_and_report_know_who_meets_companies_without_a_contact(folder: Path):
    """Counted a second time, over sets: companies of the own regions at the same events, three or more."""
    store = open_build(find_workspace(folder), "public")
    network = project_network(store, frame_of(find_workspace(folder).configuration, "public", None))
    at_event: dict[str, set[str]] = {}
    for row in store.select("SELECT ?k ?e { [a tr:Attendance; prov:agent/tr:kennung ?k; tr:activity ?e] }"):
        at_event.setdefault(row["e"], set()).add(row["k"])
    known = {frozenset((tie.source, tie.target)) for tie in network.ties}
    met: dict[str, int] = {}
    for key in network.multipliers:
        actor = network.by_kennung[key]
        guests = set().union(*(who for who in at_event.values() if key in who)) & network.companies - {key}
        near = {c for c in guests if network.by_kennung[c].region in {actor.region, *actor.active_in}}
        if len(near) >= 3 and not any(frozenset((key, company)) in known for company in near):
            met[key] = len(near)
    sentence = "Met {n} companies of its region at events, but no contact with any of them is recorded."
    found = json.loads(run(folder, "gaps", "--access", "public", "--format", "json").stdout)["rows"]
    told = {row["actors"][0]: row["reason"] for row in found if "at events" in row["reason"]}
    assert met and set(told) == set(met)
    assert all(sentence.format(n=number) in told[key] for key, number in met.items())
    some = min(met)
    assert sentence.format(n=met[some]) in run(folder, "actor", some, "--format", "md").stdout
    assert run(folder, "report", "--force").exit_code == 0
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert any(sentence.format(n=number) in page for number in met.values())
