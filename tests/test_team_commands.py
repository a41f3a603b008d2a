"""The commands team and outage as their users run them, in both languages, on the fictional example."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner, Result
from scipy import optimize

from traiber.cli import main
from traiber.data.build import build, open_build
from traiber.data.demo import write_demo_sources
from traiber.data.example import generate_with_truth
from traiber.data.workspace import find_workspace, frame_of
from traiber.graph.multipliers import rank_multipliers
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.projection import project_network
from traiber.graph.teams import best_team
from traiber.graph.teams.table import COLUMNS, FIGURES, team_table
from traiber.ontology.language import set_language
from traiber.visualizations.tables.team import team_view

META = {"data_date", "actors", "companies", "multipliers", "ties", "no_data_share", "settings"}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built fictional network."""
    _real, made = write_demo_sources(tmp_path_factory.mktemp("demo") / "d", False)
    build(made, False)
    assert made.folder is not None
    return made.folder


@pytest.fixture(scope="module")
def example_network(example: Path) -> Network:
    """The fictional network as the analyses see it."""
    workspace = find_workspace(example)
    return project_network(
        open_build(workspace, "internal"), frame_of(workspace.configuration, "internal", None)
    )


@pytest.fixture
def run(example: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that runs a command in the workspace of the example."""
    monkeypatch.chdir(example)

    def call(*arguments: str, language: str = "en") -> Result:
        set_language(language)
        return CliRunner().invoke(main, [*arguments, "--lang", language])

    return call


def content(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_team_of_five_reaches_what_its_members_add_up_to(run, example_network):
    """The reach of each is counted a second time, over sets: contacts not older than 730 days."""
    rows = content(run("team", "5", "--format", "json"))["rows"]
    assert [row["place"] for row in rows] == [1, 2, 3, 4, 5]
    assert sum(row["gain"] for row in rows) == rows[0]["team_covered"] == rows[-1]["covered"]
    assert rows[0]["exact"]
    assert (
        rows[0]["team_covered"]
        == rows[0]["bound"]
        >= max(rows[0]["naive_covered"], rows[0]["greedy_covered"])
    )
    reach = dict.fromkeys(sorted(example_network.multipliers), 0)
    for tie in {frozenset((tie.source, tie.target)) for tie in example_network.ties}:
        for key in tie & example_network.multipliers:
            reach[key] += bool((tie - {key}) & example_network.companies)
    assert [row["reach"] for row in rows] == [reach[row["actor"]] for row in rows]
    assert rows[0]["naive"] == sorted(reach, key=lambda key: (-reach[key], key))[:5]


@pytest.mark.parametrize(("size", "depth"), [(5, 1), (8, 1), (10, 1), (12, 1), (2, 2), (6, 2)])
def test_the_team_covers_what_a_plain_integer_programme_covers(example_network, size, depth):
    """One variable per company, none merged, none dropped: depth * z <= sum of y; all variables whole."""
    graph = nx.Graph((tie.source, tie.target) for tie in example_network.ties if tie.source != tie.target)
    players, companies = sorted(example_network.multipliers), sorted(example_network.companies)
    rows = np.zeros((len(companies), len(companies) + len(players)))
    for at, company in enumerate(companies):
        rows[at, at] = depth
        known = [m in graph and company in graph and graph.has_edge(m, company) for m in players]
        rows[at, len(companies) :] = -np.array(known, dtype=float)
    members = np.repeat([0.0, 1.0], [len(companies), len(players)])[None, :]
    plain = optimize.milp(
        -(1 - members[0]),
        constraints=[optimize.LinearConstraint(rows, ub=0), optimize.LinearConstraint(members, ub=size)],
        integrality=np.ones(rows.shape[1]),
        bounds=optimize.Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    team = best_team(example_network.adjacency, players, companies, size, depth)
    assert (team.covered, team.exact) == (round(-plain.fun), True)


def test_json_of_both_commands_has_meta_data_and_stable_columns(run):
    team = content(run("team", "3", "--format", "json"))
    assert team["meta"].keys() >= META
    assert list(team["rows"][0]) == list(COLUMNS)
    lost = content(run("outage", "Gewerbekammer Wermutloh", "--format", "json"))
    assert lost["meta"].keys() >= META
    assert list(lost["rows"][0]) == [
        *("kind", "actors", "label", "regions", "fields", "networks", "companies", "companies_affected"),
        *("host", "backup", "effort", "introducer", "reason", "action"),
    ]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("team", "6"),
        ("team", "3", "--double"),
        ("team", "3", "--by", "region"),
        ("team", "2", "--by", "field", "--region", "haehermark"),
        ("team", "5", "--explain"),
        ("outage", "Gewerbekammer Ginsterscheid"),
        ("outage", "--office"),
        ("outage", "--body", "Steuerungskreis Musterregion Mobil"),
        ("outage", "--consortium", "--explain"),
    ],
)
def test_tables_fit_a_hundred_columns_and_state_their_data_date(run, arguments, language):
    result = run(*arguments, language=language)
    assert result.exit_code == 0, result.output
    assert max(map(len, result.output.splitlines())) <= 100
    assert {"de": "30.06.2025", "en": "2025-06-30"}[language] in result.output


def test_the_screen_says_how_many_are_reached_and_how_sure_that_is_in_both_languages(run):
    row = content(run("team", "3", "--format", "json"))["rows"][0]
    share = f"{round(100 * row['share'], 1):g}"
    english, german = run("team", "3").output, run("team", "3", language="de").output
    assert f"These 3 multipliers reach {row['team_covered']} of 240 companies ({share} %)" in english
    german_share = share.replace(".", ",")
    assert (
        f"Diese 3 Multiplikatoren erreichen {row['team_covered']} von 240 Unternehmen ({german_share} %)"
        in german
    )
    assert "No other team of this size gets as many." in english
    assert f"Double cover: {row['twice']} of these companies" in english
    assert "Doppelt erreicht" in german
    assert "office is left out" in english


def test_a_team_counts_the_contacts_of_the_ranking():
    """m knows A and B, that with A is 731 days old, and wishes no introductions: it reaches both."""
    actors = [Actor("m", "m", multiplier=True, no_introductions=True)]
    actors += [Actor(key, key, company=True) for key in "ABC"]
    ties = [Tie("m", "A", last_contact=date(2023, 6, 30)), Tie("m", "B", last_contact=date(2023, 7, 1))]
    made = Network("Test", None, date(2025, 6, 30), True, tuple(actors), tuple(ties))
    (row,) = team_table(made, 2).rows
    (ranked,) = rank_multipliers(made).rows
    assert row["reach"] == ranked["reach_1"] == row["team_covered"] == row["reachable"] == 2


def small(*pairs: str, unasked: str = "", players: str = "mn", companies: str = "ABC") -> Network:
    """Multipliers m and n, companies A, B and C in one region; the unasked ones are recorded as such."""
    actors = [Actor(key, key, multiplier=True) for key in players]
    actors += [
        Actor(key, key, company=True, region="r", surveyed=False if key in unasked else None)
        for key in companies
    ]
    ties = [Tie(*pair, last_contact=date(2025, 6, 1)) for pair in pairs]
    return Network("Test", None, date(2025, 6, 30), True, tuple(actors), tuple(ties))


def said(made: Network, size: int, **given: Any) -> str:
    """The table of a team and what stands around it."""
    grid = team_view(team_table(made, size, **given), made, None)
    return "\n".join([grid.title, *(" | ".join(map(str, row)) for row in grid.rows), grid.caption])


def test_companies_without_data_that_count_as_reached_are_told_apart():
    """A and B were not surveyed, but others report that m knows A; C is known to m."""
    made = small("mA", "mC", unasked="AB")
    (row,) = team_table(made, 1).rows
    assert (row["team_covered"], row["no_data"], row["no_data_reached"]) == (2, 2, 1)
    assert (
        "2 companies were not surveyed or have nothing recorded. 1 of them counts as reached, as others "
        "reported the contact; of the others it cannot be said." in said(made, 1)
    )
    assert "It counts as reached all the same" in said(small("mA", "mB", "mC", unasked="A"), 1)


def test_without_multipliers_companies_or_data_a_plain_sentence_stands_instead_of_a_share():
    nobody = said(small(players=""), 2)
    assert nobody.startswith("No multipliers are recorded, so there is no team.") and "0 of" not in nobody
    assert said(small(companies=""), 2).startswith("No companies are recorded.")
    silent = small()
    assert said(silent, 2).startswith("Nothing is recorded of these 3 companies, so which team")
    (row,) = team_table(silent, 2).rows
    assert {row[name] for name in FIGURES} == {None} and row["no_data"] == 3


def test_a_network_of_one_without_a_date_is_described_without_a_wrong_plural():
    alone = Network("Test", None, None, True, (Actor("A", "A", company=True),), ())
    assert "Test, date of the data not recorded, level internal. Actors: 1, companies: 1," in said(alone, 1)


def test_a_region_that_nobody_was_asked_about_has_no_data_instead_of_zero():
    table = said(small(), 2, by="region")
    assert "r | 3 | no data | – | – | –" in table
    asked = small("AB")  # A and B know each other, so something is recorded of them
    assert "r | 3 | no contact recorded | 0 | 0 %" in said(asked, 2, by="region")


def test_companies_without_a_seat_are_counted_below_the_regions():
    made = small("mA")
    away = replace(made, actors=(*made.actors, Actor("D", "D", company=True)))
    assert "no seat is recorded: 1." in said(away, 1, by="region")
    assert "no seat is recorded" not in said(made, 1, by="region")


def test_a_team_of_all_multipliers_says_that_there_is_no_choice():
    told = said(small("mA", "nB", "nC"), 2)
    assert "These are all 2 multipliers with a recorded contact" in told
    assert "No other team" not in told and "greatest reach" not in told
    assert "No other team of this size" in said(small("mA", "nB", "nC"), 1)


def test_a_region_and_a_field_narrow_the_companies(run):
    everyone = content(run("team", "3", "--by", "region", "--format", "json"))["rows"]
    sizes = {row["region"]: row["companies"] for row in everyone}
    assert sum(sizes.values()) == 240
    one = content(run("team", "3", "--region", "Kreis Haehermark", "--format", "json"))
    assert one["meta"]["settings"]["region"] == "99002"
    assert one["rows"][0]["companies"] == sizes["99002"] == 60
    same = [row["actor"] for row in everyone if row["region"] == "99002"]
    assert [row["actor"] for row in one["rows"]] == same
    both = content(run("team", "3", "--region", "99002", "--field", "weiterbildung", "--format", "json"))
    fields = content(run("team", "3", "--region", "99002", "--by", "field", "--format", "json"))["rows"]
    counts = {row["field"]: row["companies"] for row in fields}
    assert both["rows"][0]["companies"] == counts[both["meta"]["settings"]["field"]] < 60


def test_a_region_without_companies_gets_a_sentence(run):
    result = run("team", "3", "--region", "Kreis Reihergrund")
    assert (
        result.exit_code,
        "No companies with their seat in Kreis Reihergrund are recorded." in result.output,
    ) == (0, True)


def test_names_that_are_not_known_get_a_sentence_with_the_nearest(run):
    region = run("team", "3", "--region", "Hähemark")
    assert region.exit_code == 1
    assert region.stderr.startswith("'Hähemark' is not known. Did you mean: Kreis Hähermark")
    actor = run("outage", "Gewerbekamer Wermutlo")
    assert actor.exit_code == 1
    assert "Gewerbekammer Wermutloh" in actor.stderr
    several = run("outage", "Gewerbekammer")
    assert several.exit_code == 1
    assert "is not clear" in several.stderr
    body = run("outage", "--body", "Konsortien")
    assert body.exit_code == 1
    assert "Traceback" not in body.output


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("team", "3", "--region", "Foo"), "Kreis Hähermark"),
        (("team", "3", "--field", "Xyz"), "Neue Antriebe"),
        (("outage", "--body", "Foo"), "Steuerungskreis Musterregion Mobil"),
    ],
)
def test_a_name_like_none_of_a_few_gets_the_list_of_all(run, arguments, named):
    result = run(*arguments, language="de")
    assert result.exit_code == 1
    assert f"„{arguments[-1]}“ ist nicht bekannt. Es gibt: " in result.stderr and named in result.stderr


def test_a_number_that_is_none_is_refused_in_plain_german(run):
    for arguments, words in (
        (("team", "x"), "'x' ist keine ganze Zahl."),
        (("team", "0"), "0 liegt außerhalb des Bereichs"),
    ):
        result = run(*arguments, language="de")
        assert result.exit_code == 2 and words in result.stderr and "integer" not in result.stderr


def test_options_that_make_no_sense_are_usage_errors(run):
    assert run("team", "0").exit_code == 2
    assert run("outage").exit_code == 2
    assert "Please say who leaves" in run("outage").stderr
    assert run("team", "3", "--by", "region", "--region", "99002").exit_code == 2


def test_what_an_outage_of_the_steering_committee_loses_adds_up(run):
    found = content(run("outage", "--body", "Steuerungskreis", "--format", "json"))
    said, rows = found["meta"]["settings"], found["rows"]
    lost = {row["actors"][0] for row in rows if row["kind"] == "company_lost"}
    assert len(lost) == said["lost"] > 100
    assert said["lost"] == said["covered_before"] + said["office_only"] - said["covered_after"]
    handed = [company for row in rows if row["kind"] == "handover" for company in row["companies"]]
    without = [company for row in rows if row["kind"] == "no_host" for company in row["companies"]]
    assert sorted(handed + without) == sorted(lost)
    assert all(row["companies_affected"] <= said["capacity"] for row in rows if row["kind"] == "handover")
    assert not {row["host"] for row in rows if row["host"]} & set(said["leaving"])
    wide = content(run("outage", "--body", "Steuerungskreis", "--capacity", "20", "--format", "json"))["rows"]
    assert [row for row in wide if row["kind"] == "no_host"] == []


def test_the_planted_cut_point_of_the_example_cuts_off_what_was_planted(run):
    """The generator of the example tells which companies have only this multiplier and nobody else."""
    _tables, planted = generate_with_truth()
    rows = content(run("outage", planted.cut_point, "--format", "json"))["rows"]
    lost = {company for row in rows if row["kind"] == "company_lost" for company in row["companies"]}
    alone = {company for row in rows if row["kind"] == "cut_off" for company in row["companies"]}
    assert set(planted.cut_off) == alone <= lost <= set(planted.fragile)
    assert len(planted.cut_off) > 3


def test_the_exclusive_companies_of_a_multiplier_are_those_that_its_outage_loses(run):
    for row in content(run("multipliers", "--format", "json"))["rows"][:8]:
        lost = content(run("outage", row["actor"], "--format", "json"))
        assert lost["meta"]["settings"]["lost"] == row["exclusive"]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "arguments", [("team", "5"), ("team", "3", "--by", "field"), ("outage", "--body", "Steuerungskreis")]
)
def test_workbooks_open_and_hold_every_row(run, tmp_path, arguments, language):
    target = tmp_path / "ausgabe.xlsx"
    result = run(*arguments, "--access", "internal", "--format", "xlsx", "-o", str(target), language=language)
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(target).worksheets[0]
    texts = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None]
    rows = content(run(*arguments, "--format", "json", language=language))["rows"]
    assert all(any(row["label"] in text for text in texts) for row in rows)


@pytest.mark.parametrize("arguments", [("team", "7", "--double"), ("outage", "--consortium", "--office")])
def test_two_runs_give_the_same_bytes(run, arguments):
    first, second = (run(*arguments, "--format", "json").stdout_bytes for _ in range(2))
    assert first == second
    assert first


def test_persons_are_named_nowhere(run, example_store):
    persons = [
        row["name"] for row in example_store.select("SELECT ?name WHERE { ?p a tr:Person ; foaf:name ?name }")
    ]
    assert persons
    for arguments in (("team", "30", "--all"), ("outage", "--body", "Steuerungskreis", "--office", "--all")):
        said = run(*arguments, "--access", "personal").output
        assert [name for name in persons if name in said] == []


def test_an_actor_is_found_by_its_other_names_in_the_shipped_network(tmp_path, monkeypatch):
    """BSW is another name of the Bergische Struktur- und Wirtschaftsförderungsgesellschaft."""
    monkeypatch.chdir(tmp_path)
    found = content(CliRunner().invoke(main, ["outage", "bsw", "--format", "json"]))
    assert "Bergische Struktur" in found["meta"]["settings"]["named"]


def test_the_shipped_network_has_one_multiplier_with_companies_and_no_office(tmp_path, monkeypatch):
    """automotiveland.nrw has all four companies; no other contact with a company is recorded."""
    monkeypatch.chdir(tmp_path)
    (row,) = content(CliRunner().invoke(main, ["team", "3", "--format", "json"]))["rows"]
    assert (row["label"], row["team_covered"], row["companies"]) == ("automotiveland.nrw e.V.", 4, 4)
    lost = content(CliRunner().invoke(main, ["outage", "--consortium", "--format", "json"]))
    assert lost["meta"]["settings"]["lost"] == 4
    set_language("en")
    office = CliRunner().invoke(main, ["outage", "--office", "--lang", "en"])
    assert (office.exit_code, office.stderr.startswith("No office is recorded.")) == (1, True)


@pytest.mark.parametrize(
    "command", ["multipliers", "certainty", "events", "gaps", "team", "outage", "introductions", "needs"]
)
def test_every_analysis_explains_itself_without_arguments(run, command):
    found = run(command, "--explain")
    assert found.exit_code == 0, found.output
    assert "Meaning" in found.stdout


def test_what_needs_an_argument_still_asks_for_it(run):
    for command in ("team", "outage"):
        result = run(command)
        assert result.exit_code == 2 and "--explain" not in result.stderr.splitlines()[-1]
    assert "Missing argument" in run("team").stderr


def test_the_explanation_of_the_ranking_states_its_settings_and_ranks_nobody(run, monkeypatch):
    ranking = content(run("multipliers", "--format", "json"))["meta"]["settings"]
    certainty = content(run("certainty", "--kind", "ranks", "--format", "json"))["meta"]["settings"]

    def refuse(*_given: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr("traiber.graph.multipliers.rank_multipliers", refuse)
    monkeypatch.setattr("traiber.graph.uncertainty.intervals_of", refuse)
    monkeypatch.setattr("traiber.graph.uncertainty.tell_ranks", refuse)
    told = content(run("multipliers", "--explain", "--format", "json"))["meta"]["settings"]
    assert told == ranking and "alpha" in told
    told = content(run("certainty", "--kind", "ranks", "--explain", "--format", "json"))["meta"]["settings"]
    assert told == certainty and "beta" in told
