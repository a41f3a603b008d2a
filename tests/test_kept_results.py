"""Results as data: measurements as RDF beside a build, who may read them, and when they are stale."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.data.build import build, current_build, open_build
from traiber.data.kept_results import keep_results, kept_results, open_with_results
from traiber.data.workspace import NoWorkspaceError, Workspace, find_workspace, frame_of, shipped_network
from traiber.graph.measurement import Metric, measurements, metrics_of
from traiber.graph.multipliers import rank_multipliers
from traiber.graph.network import Network
from traiber.graph.projection import project_network
from traiber.graph.results import Meta, Result
from traiber.ontology.language import set_language
from traiber.ontology.shapes import compile_shapes
from traiber.visualizations.tables.multipliers import multipliers_explained

SHARE = Metric(
    "fair_share", {"de": "Anteil", "en": "Share"}, {"en": "Of the companies."}, {"en": "companies"}
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A chamber with a public company and an internal one, built."""
    (tmp_path / "traiber.toml").write_text('network = "Netz"\nlanguage = "en"\n', encoding="utf-8")
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "Regionen.csv").write_text("Kennung;Name\n99001;Amselgrund\n", encoding="utf-8")
    (sources / "Akteure.csv").write_text(
        "Name;Typ;Kreis;Vertraulichkeit\nKammer;Kammer;Amselgrund;\nAlfa GmbH;Unternehmen;Amselgrund;\n"
        "Beta AG;Unternehmen;;intern\n",
        encoding="utf-8",
    )
    (sources / "Beziehungen.csv").write_text(
        "Von;Nach;Art;Vertraulichkeit\nKammer;Alfa GmbH;Kontakt;\nKammer;Beta AG;Kontakt;intern\n",
        encoding="utf-8",
    )
    found = find_workspace(tmp_path)
    build(found)
    return found


def network_of(workspace: Workspace, access: str) -> Network:
    return project_network(
        open_build(workspace, access), frame_of(workspace.configuration, access, date(2025, 6, 30))
    )


def keep(workspace: Workspace, access: str) -> Path:
    return keep_results(workspace, "multipliers", rank_multipliers(network_of(workspace, access)), [SHARE])


def values(workspace: Workspace, access: str) -> tuple[dict[str, str], str | None]:
    """The measured values by name of actor, and what is said."""
    store, said = open_with_results(workspace, access)
    rows = store.select(
        "SELECT ?name ?value WHERE { ?m a tr:Measurement ; tr:measuredActor/skos:prefLabel ?name ; "
        'tr:value ?value FILTER(LANG(?name) = "de") }'
    )
    return {row["name"]: row["value"] for row in rows}, said


def result() -> Result:
    """One row with a number, one with none."""
    meta = Meta(date(2025, 6, 30), 3, 2, 1, 2, 0.0, "Netz", False, "internal", {"delta": 0.5})
    rows = [{"actor": "k1", "fair_share": 14.25}, {"actor": "k2", "fair_share": None}]
    return Result(meta, rows, ("actor", "fair_share"))


# As RDF --------------------------------------------------------------------------------------------


def test_a_number_becomes_a_measurement_with_unit_and_run():
    """Written out by hand; k2 has no number and no measurement."""
    lines = measurements(result(), [SHARE], "https://example.org/", "0123456789abcdef")
    run = next(line.split()[0] for line in lines if "#MeasurementRun" in line)
    tr, base = "https://w3id.org/traiber/ns#", "https://example.org/"
    subject = next(line.split()[0] for line in lines if line.endswith("#Measurement>"))
    assert subject.endswith("/fair_share/k1>")
    about = {line.removeprefix(f"{subject} ") for line in lines if line.startswith(subject)}
    assert about == {
        f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{tr}Measurement>",
        f"<{tr}measuredActor> <{base}org/k1>",
        f"<{tr}metric> <{base}metric/fair_share>",
        f'<{tr}value> "14.25"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        f"<{tr}unit> <{base}unit/companies>",
        f"<http://www.w3.org/ns/prov#wasGeneratedBy> {run}",
    }
    assert f'{run} <{tr}buildName> "0123456789abcdef"' in lines
    assert f'{run} <{tr}settings> "{{\\"delta\\": 0.5}}"' in lines
    day = '"2025-06-30"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert f"{run} <http://purl.org/dc/terms/date> {day}" in lines
    assert not any("k2" in line for line in lines)


def test_several_numbers_in_a_cell_are_measurements_of_their_own():
    """Roles of brokerage; a truth value and a text are no numbers."""
    cell = {"liaison": 2.5, "gatekeeper": 0.5, "sure": True}
    rows = [{"actor": "k1", "brokerage": cell, "reason": "Text"}]
    roles = [Metric("brokerage", {"en": "Roles"}, {}, {}), Metric("reason", {"en": "Reason"}, {}, {})]
    given = Result(result().meta, rows, ("actor", "brokerage", "reason"))
    lines = measurements(given, roles, "https://example.org/", "a")
    assert sum(line.endswith("#Measurement>") for line in lines) == 2
    assert any(line.endswith('"Roles: liaison"@en') for line in lines)
    assert not any("/reason" in line or "_sure" in line for line in lines)


def test_the_same_run_has_the_same_address_and_another_build_another():
    first = measurements(result(), [SHARE], "https://example.org/", "a")
    assert first == measurements(result(), [SHARE], "https://example.org/", "a")
    assert not {line for line in first if "measurement/" in line} & set(
        measurements(result(), [SHARE], "https://example.org/", "b")
    )


def test_metrics_speak_both_languages_as_the_explanation_does():
    explained = {}
    for language in ("de", "en"):
        set_language(language)
        explained[language], _grid = multipliers_explained(result().meta)
    found = {metric.column: metric for metric in metrics_of(explained)}
    assert found["fair_share"].names == {"de": "Anteil an der Abdeckung", "en": "Fair share"}
    assert found["fair_share"].units == {"de": "Unternehmen", "en": "companies"}
    assert set(found["fair_share"].meanings) == {"de", "en"}


# Beside a build ------------------------------------------------------------------------------------


def test_what_is_kept_can_be_asked_and_the_build_stays_as_it_is(workspace: Workspace):
    made = current_build(workspace)
    before = {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    path = keep(workspace, "internal")
    assert values(workspace, "internal") == ({"Kammer": "2"}, None)
    assert {p: p.read_bytes() for p in made.folder.rglob("*") if p.is_file()} == before
    assert open_build(workspace, "internal").select("SELECT ?m WHERE { ?m a tr:Measurement }") == []
    assert path.read_text(encoding="utf-8").endswith(" .\n")


def test_each_level_reads_what_was_computed_from_its_own_data(workspace: Workspace):
    """Publicly the chamber reaches Alfa only; nothing of the internal run is there."""
    keep(workspace, "internal")
    assert values(workspace, "public")[0] == {}
    keep(workspace, "public")
    assert values(workspace, "public") == ({"Kammer": "1"}, None)
    assert values(workspace, "internal") == ({"Kammer": "2"}, None)
    store, _said = open_with_results(workspace, "public")
    assert not any("/graph/internal/" in graph for graph in store.graphs())


def test_keeping_again_replaces_and_keeping_another_analysis_adds(workspace: Workspace):
    first = keep(workspace, "internal")
    assert keep(workspace, "internal") == first
    reach = Metric("reach_1", {"en": "Reach"}, {}, {})
    keep_results(workspace, "reach", rank_multipliers(network_of(workspace, "internal")), [reach])
    store, _said = open_with_results(workspace, "internal")
    rows = store.select("SELECT ?v WHERE { ?m a tr:Measurement ; tr:metric/skos:notation ?v } ORDER BY ?v")
    assert [row["v"] for row in rows] == ["fair_share", "reach_1"]
    made = current_build(workspace)
    assert kept_results(workspace, made.name, "internal").analyses == ("multipliers", "reach")
    assert len(list((workspace.store_folder / "results" / made.name / "stores").iterdir())) == 1


def test_results_of_another_build_are_stale_and_go_with_it(workspace: Workspace):
    set_language("en")
    keep(workspace, "internal")
    old = current_build(workspace).name
    ties = workspace.folder / "sources" / "Beziehungen.csv"
    for number in range(2):
        with ties.open("a", encoding="utf-8") as file:
            file.write(f"Alfa GmbH;Beta AG;{('Kooperation', 'Beratung')[number]};intern\n")
        build(workspace)
        found, said = values(workspace, "internal")
        assert found == {}
        if number == 0:
            assert said == (
                "The results that are kept at this level do not belong to the current build and are not "
                "asked. Compute them again with: traiber multipliers --keep --access internal"
            )
    assert not (workspace.store_folder / "results" / old).exists()
    assert said == (
        "No results are kept at this level. Keep them with: traiber multipliers --keep --access internal"
    )


def test_damaged_results_are_not_opened(workspace: Workspace):
    path = keep(workspace, "internal")
    shutil.rmtree(path.parent / "store")
    found, said = values(workspace, "internal")
    assert found == {} and said is not None
    (path.parent / "results.json").write_text("{", encoding="utf-8")
    assert values(workspace, "internal")[0] == {}
    keep(workspace, "internal")
    assert values(workspace, "internal") == ({"Kammer": "2"}, None)


def test_nothing_can_be_kept_for_the_shipped_network():
    with pytest.raises(NoWorkspaceError):
        keep_results(shipped_network(), "multipliers", result(), [SHARE])


def test_what_is_kept_conforms_to_the_shapes(workspace: Workspace):
    keep(workspace, "internal")
    store, _said = open_with_results(workspace, "internal")
    of_results = [c for c in compile_shapes() if c.target_class in ("tr:Measurement", "tr:MeasurementRun")]
    assert len(of_results) >= 10
    assert [list(store.pairs(constraint.query)) for constraint in of_results] == [[]] * len(of_results)


# On the command line -------------------------------------------------------------------------------


def test_the_command_keeps_and_the_shipped_query_asks(workspace: Workspace):
    """Kammer reaches both companies alone: fair share 2."""
    folder = str(workspace.folder)
    run = CliRunner().invoke
    assert run(main, ["multipliers", "-w", folder, "--keep", "--lang", "en"]).exit_code == 0
    answer = run(main, ["query", "measure-values", "-w", folder, "--lang", "en", "--format", "csv"])
    assert answer.exit_code == 0
    actor = next(a.kennung for a in network_of(workspace, "internal").actors if a.label == "Kammer")
    lines = answer.stdout.splitlines()
    assert lines[0] == "actorLabel,actor,measuredLabel,measured,value,unitLabel,unit,dataDate"
    assert lines[1].startswith(f"Kammer,{workspace.configuration.base}org/{actor},Fair share,")
    assert ",2.0,companies," in lines[1]
    none = run(main, ["query", "measure-values", "-w", folder, "--format", "csv", "at_least=3"])
    assert len(none.stdout.splitlines()) == 1


def test_a_query_that_does_not_ask_for_results_is_not_told_of_them(workspace: Workspace):
    answer = CliRunner().invoke(
        main, ["query", "few-ties", "-w", str(workspace.folder), "--access", "internal"]
    )
    assert (answer.exit_code, answer.stderr) == (0, "")
