"""A build is all or nothing: what is current answers, whatever happens to the next one."""

import io
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from traiber.data.build import BuildError, build, current_build, open_build
from traiber.data.findings import ImportFailedError
from traiber.data.lock import LockedError
from traiber.data.workspace import NoWorkspaceError, SettingsError, find_workspace, parse_settings
from traiber.graph.store import Store, StoreError
from traiber.ontology.language import set_language

ACTORS = "select (count(?a) as ?n) { ?a a tr:Actor }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with the tables of the real network."""
    set_language("en")
    (tmp_path / "sources").mkdir()
    for file in (files("traiber.data") / "traiber_nrw").iterdir():
        target = tmp_path / ("sources" if file.name.endswith(".csv") else "") / file.name
        target.write_bytes(file.read_bytes())
    return tmp_path


def actors_in(store: Store) -> int:
    return int(store.select(ACTORS)[0]["n"])


def dump(store: Store) -> bytes:
    output = io.BytesIO()
    store.write_graphs(output, "nq", store.graphs())
    return output.getvalue()


def add_actor(folder: Path, name: str) -> None:
    with (folder / "sources" / "actors.csv").open("a", encoding="utf-8") as file:
        file.write(f";{name};;Verein;;;;traiber-nrw;;\n")


def test_the_current_build_holds_every_row_of_the_tables(folder: Path) -> None:
    made, findings = build(find_workspace(folder))
    assert not [finding for finding in findings if finding.severity == "error"]
    assert actors_in(open_build(find_workspace(folder), "public")) == made.counts["actors"] == 49


def test_the_same_sources_give_the_same_build(folder: Path, tmp_path: Path) -> None:
    """Also in another place and after the first was deleted: the same name and the same quads."""
    first, _findings = build(find_workspace(folder))
    written = [dump(open_build(find_workspace(folder), "personal"))]
    shutil.rmtree(folder / ".traiber")
    elsewhere = shutil.copytree(folder, tmp_path / "elsewhere" / "büro")
    second, _findings = build(find_workspace(elsewhere))
    written.append(dump(open_build(find_workspace(elsewhere), "personal")))
    assert first.name == second.name
    assert written[0] == written[1]


def test_the_build_before_is_kept_when_the_same_sources_are_built_again(folder: Path) -> None:
    first, _findings = build(find_workspace(folder))
    add_actor(folder, "Musterverein e.V.")
    second, _findings = build(find_workspace(folder))
    build(find_workspace(folder))
    kept = {path.name for path in (folder / ".traiber" / "builds").iterdir()}
    assert kept == {first.name, second.name}


def test_a_faulty_table_leaves_the_build_before_current(folder: Path) -> None:
    made, _findings = build(find_workspace(folder))
    table = folder / "sources" / "memberships.csv"
    table.write_text(table.read_text(encoding="utf-8-sig") + "Niemand;ATLAS;;;\n", encoding="utf-8")
    with pytest.raises(ImportFailedError, match=r"A54  E205  'Niemand'"):
        build(find_workspace(folder))
    assert current_build(find_workspace(folder)) == made
    assert [path.name for path in (folder / ".traiber" / "builds").iterdir()] == [made.name]


def test_an_identity_once_minted_is_kept(folder: Path) -> None:
    add_actor(folder, "Musterverein e.V.")
    query = 'select ?k { ?a skos:prefLabel "Musterverein e.V."@de ; tr:kennung ?k }'
    build(find_workspace(folder))
    first = open_build(find_workspace(folder), "public").select(query)
    add_actor(folder, "Zweiter Verein e.V.")
    build(find_workspace(folder))
    assert open_build(find_workspace(folder), "public").select(query) == first
    assert len(first) == 1


def test_a_reader_keeps_its_build_while_the_next_one_is_made(folder: Path) -> None:
    build(find_workspace(folder))
    reader = open_build(find_workspace(folder), "public")
    add_actor(folder, "Musterverein e.V.")
    build(find_workspace(folder))
    assert (actors_in(reader), actors_in(open_build(find_workspace(folder), "public"))) == (49, 50)


def test_a_second_builder_is_told_who_is_building(folder: Path) -> None:
    from filelock import FileLock

    build(find_workspace(folder))
    with (
        FileLock(folder / ".traiber" / "lock"),
        pytest.raises(LockedError, match="building in this workspace"),
    ):
        build(find_workspace(folder))


def test_statements_of_a_higher_level_are_in_no_lower_store(folder: Path) -> None:
    table = folder / "sources" / "actors.csv"
    header, *rows = table.read_text(encoding="utf-8-sig").splitlines()
    secret = ";Geheimnis GmbH;;Unternehmen;;;;Geheime Quelle;;;intern"
    lines = [header + ";Vertraulichkeit", *(row + ";" for row in rows), secret]
    table.write_text("\n".join(lines), encoding="utf-8")
    build(find_workspace(folder))
    ask = 'select ?s { ?s ?p ?o filter(contains(str(?o), "Geheim")) }'
    found = {
        access: len(open_build(find_workspace(folder), access).select(ask))
        for access in ("public", "internal", "personal")
    }
    assert (found["public"], found["internal"], found["personal"]) == (0, 2, 2)


def test_every_statement_is_in_a_graph_whose_run_names_file_and_hash(folder: Path) -> None:
    """The hashes are computed here with hashlib, and every graph must lead to one of them."""
    import hashlib

    build(find_workspace(folder))
    store = open_build(find_workspace(folder), "personal")
    rows = store.select(
        "select ?graph ?file ?hash { graph ?imports { ?graph a dcat:Dataset ; prov:wasGeneratedBy ?run ."
        " ?run tr:fileName ?file ; tr:sha256 ?hash } }"
    )
    expected = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "sources").iterdir()
    }
    assert {row["file"]: row["hash"] for row in rows}.items() <= expected.items()
    described = {row["graph"] for row in rows}
    assert {graph for graph in store.graphs() if not graph.endswith("/imports")} == described


def test_a_damaged_or_missing_store_is_one_sentence_and_the_next_build_mends_it(folder: Path) -> None:
    made, _findings = build(find_workspace(folder))
    shutil.rmtree(made.folder / made.levels["public"])
    with pytest.raises(StoreError, match="traiber build"):
        open_build(find_workspace(folder), "public")
    assert build(find_workspace(folder))[0] == made
    assert actors_in(open_build(find_workspace(folder), "public")) == 49
    (made.folder / "build.json").unlink()
    with pytest.raises(BuildError, match="traiber build"):
        open_build(find_workspace(folder), "public")
    assert build(find_workspace(folder))[0] == made
    assert actors_in(open_build(find_workspace(folder), "public")) == 49


def test_before_the_first_build_the_way_to_it_is_named(folder: Path) -> None:
    with pytest.raises(BuildError, match="traiber build"):
        open_build(find_workspace(folder), "public")


def test_a_folder_that_is_no_workspace_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspaceError, match=r"no traiber\.toml in it.*traiber init"):
        find_workspace(tmp_path)


def test_a_folder_with_nothing_that_can_be_read_says_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "netzwerk.xls").write_bytes(b"old")
    with pytest.raises(BuildError, match=r"no tables in(?s:.*)netzwerk\.xls(?s:.*)\.xlsx"):
        build(find_workspace(tmp_path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("languge = 'de'", "Did you mean 'language'"),
        ("language = 'fr'", "de / en"),
        ("office = 3", "wrong kind"),
        ("half_life_days = 0", "above 0"),
        ("half_life_days = true", "above 0"),
        ("base = 'C:/daten'", "https://"),
        ("data_date = 2025-01-01T10:00:00", "wrong kind"),
        ("network = ", "no valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(text: str, message: str) -> None:
    set_language("en")
    with pytest.raises(SettingsError, match=message):
        parse_settings(text, "traiber.toml")
