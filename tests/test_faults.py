"""Disk full, read-only folder, damaged or missing files: one sentence and exit code 1, state as before.

The command runs as a process of its own, so that a traceback would be seen. What needs the rights of
root or of a user without them is skipped, with the reason, where it cannot be had.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import traiber.data.build as build_module
from traiber.data.build import Build, build, current_build, open_build
from traiber.data.example import generate, settings
from traiber.data.integrity import SourceChangedError
from traiber.data.workbook import load_workbook
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook
from traiber.graph.store import Store

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to mount or to become another user"
)
COMMAND = "from traiber.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with two actors, built, with a third one since."""
    return fill(tmp_path / "work")


def fill(folder: Path) -> Path:
    (folder / "sources").mkdir(parents=True)
    (folder / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (folder / "sources" / "actors.csv").write_text("Name;Typ\nA;Kammer\nB;Kammer\n", encoding="utf-8")
    build(find_workspace(folder))
    with (folder / "sources" / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("C;Kammer\n")
    return folder


def run(
    *arguments: str, folder: Path, before: Callable[[], None] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments, "-w", str(folder), "--lang", "en"],
        capture_output=True,
        text=True,
        preexec_fn=before,
        cwd="/",
    )


def assert_one_sentence(result: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert result.returncode == 1, result
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "Traceback" not in line
    for word in words:
        assert word in line


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file of the state but lock and holder, which say nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / ".traiber").rglob("*"))
        if path.is_file() and path.name not in ("lock", "holder")
    }


def actors_in(store: Store) -> int:
    return int(store.select("select (count(?a) as ?n) { ?a a tr:Actor }")[0]["n"])


def made_of(folder: Path) -> Build:
    made = current_build(find_workspace(folder))
    assert made is not None
    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@needs_root
@pytest.mark.parametrize("left", [0, 8_192, 100_000, 300_000, 600_000])
def test_a_full_disk_is_one_sentence_and_the_build_before_answers(small_disk: Path, left: int) -> None:
    """With less and less room, so that another write is the first that fails; then there is room again."""
    folder = fill(small_disk / "work")
    before = made_of(folder)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filler = small_disk / "filler"
    try:
        filler.write_bytes(b"x" * max(0, free - left))
        state = state_of(folder)
        result = run("build", folder=folder)
        if result.returncode != 0:
            assert_one_sentence(result, "No space left")
            assert state_of(folder) == state
            assert actors_in(open_build(find_workspace(folder), "public")) == 2
            assert made_of(folder) == before
        assert result.returncode == 1 or left >= 300_000
    finally:
        filler.unlink(missing_ok=True)
    assert run("build", folder=folder).returncode == 0
    assert actors_in(open_build(find_workspace(folder), "public")) == 3


def test_a_limit_on_the_size_of_files_is_one_sentence(folder: Path) -> None:
    """The same for users without rights: no file may grow beyond 1 kB."""
    resource = pytest.importorskip("resource")
    import signal

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    state = state_of(folder)
    assert_one_sentence(run("build", folder=folder, before=limit), "File too large")
    assert state_of(folder) == state


AS_NOBODY = """
import os, sys
from click.testing import CliRunner
from traiber.cli import main
CliRunner().invoke(main, ["check", *sys.argv[2:]])  # loads all that is needed, as long as that is allowed
os.setgid(65534)
os.setuid(65534)
main()
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A workspace that every user of the machine may read."""
    place = Path(tempfile.mkdtemp(prefix="traiber-"))
    place.chmod(0o755)
    yield fill(place / "work")
    shutil.rmtree(place)


def run_as_nobody(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """A user without rights, by custom number 65534, who may not even read this installation."""
    arguments = [command, "-w", str(folder), "--lang", "en"]
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *arguments], capture_output=True, text=True, cwd="/"
    )


@needs_root
def test_a_folder_that_one_may_not_write_is_one_sentence(open_folder: Path) -> None:
    state = state_of(open_folder)
    result = run_as_nobody("build", open_folder)
    assert_one_sentence(result, "cannot be written", "Permission denied")
    assert state_of(open_folder) == state


@needs_root
def test_a_source_that_one_may_not_read_is_one_sentence(open_folder: Path) -> None:
    """A workbook that another program keeps to itself gives the same error on Windows."""
    (open_folder / "sources" / "actors.csv").chmod(0o600)
    state = state_of(open_folder)
    result = run_as_nobody("check", open_folder)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "actors.csv" in result.stdout and "open in another program" in " ".join(result.stdout.split())
    assert state_of(open_folder) == state


@needs_root
def test_a_read_only_file_system_is_one_sentence(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "read-only"
    place.mkdir()
    bound = subprocess.run(["mount", "--bind", str(folder), str(place)], capture_output=True, text=True)
    if bound.returncode != 0:
        pytest.skip(f"no folder can be bound here: {bound.stderr.strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        assert_one_sentence(run("build", folder=place), "Read-only file system")
        assert run("status", folder=place).returncode == 0
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_sources_that_are_missing_are_one_sentence(folder: Path) -> None:
    shutil.rmtree(folder / "sources")
    state = state_of(folder)
    for command in ("check", "build"):
        assert_one_sentence(run(command, folder=folder), "no tables in")
    assert state_of(folder) == state


def damage_pointer(made: Build) -> None:
    (made.folder.parent.parent / "current").write_bytes(b"\xff\x00")


def damage_description(made: Build) -> None:
    (made.folder / "build.json").write_text('{"name": "', encoding="utf-8")


def truncate_description(made: Build) -> None:
    (made.folder / "build.json").write_text("", encoding="utf-8")


def remove_stores(made: Build) -> None:
    for level in set(made.levels.values()):
        shutil.rmtree(made.folder / level)


def truncate_stores(made: Build) -> None:
    for path in made.folder.rglob("MANIFEST*"):
        path.write_bytes(b"")


def cut_tables(made: Build) -> None:
    for path in made.folder.rglob("*.sst"):
        path.write_bytes(path.read_bytes()[:20])


def make_old_format(made: Build) -> None:
    path = made.folder / "build.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described |= {"format": 0, "tool_version": "0.0.7"}
    path.write_text(json.dumps(described), encoding="utf-8")


DAMAGES = (
    damage_pointer,
    damage_description,
    truncate_description,
    remove_stores,
    truncate_stores,
    cut_tables,
    make_old_format,
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_one_sentence_that_says_build_again_and_that_helps(
    folder: Path, damage: Callable[[Build], None]
) -> None:
    damage(made_of(folder))
    for command in (("status",), ("gaps",), ("export", "ttl")):
        assert_one_sentence(run(*command, folder=folder), "traiber build")
    assert run("build", folder=folder).returncode == 0
    assert actors_in(open_build(find_workspace(folder), "public")) == 3


def test_a_build_of_another_version_is_named(folder: Path) -> None:
    make_old_format(made_of(folder))
    assert_one_sentence(run("status", folder=folder), "another version of traiber (0.0.7)")


def test_a_damaged_list_of_ids_is_not_written_over(folder: Path) -> None:
    """It is the one file of the state that cannot be made anew."""
    path = folder / ".traiber" / "ids.csv"
    for content in (b"\xff\xfe\x00", b"wrong,header\n1,2\n"):
        path.write_bytes(content)
        assert_one_sentence(run("build", folder=folder), "ids.csv")
        assert path.read_bytes() == content


@pytest.mark.parametrize("change", ["saved", "removed"])
def test_a_source_that_changes_while_it_is_read_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Changed in the middle of a build: after reading, before writing. The real steps run."""
    source = folder / "sources" / "actors.csv"
    state, write = state_of(folder), build_module._write

    def write_while_somebody_saves(*arguments: object) -> object:
        if change == "saved":
            source.write_text("Name;Typ\nA;Kammer\n", encoding="utf-8")
        else:
            source.unlink()
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(build_module, "_write", write_while_somebody_saves)
    with pytest.raises(SourceChangedError, match=r"actors\.csv was changed while it was read"):
        build(find_workspace(folder))
    assert state_of(folder) == state


STATEMENTS = (
    "ties",
    "memberships",
    "attendance",
    "needs",
    "offers",
    "ratings",
    "region_roles",
    "indicators",
    "swot",
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    (folder / "sources").mkdir()
    (folder / "traiber.toml").write_text(settings(), encoding="utf-8")
    write_workbook(generate(), folder / "sources" / "netz.xlsx", "de")
    build(find_workspace(folder))
    return folder


@pytest.mark.parametrize("sheet", [key for key, table in generate().items() if len(table)])
def test_every_row_of_the_example_leads_to_its_file_its_sheet_and_the_hash_of_both(
    example: Path, sheet: str
) -> None:
    """Each subject of the sheet, derived statements included; the hash is computed here with hashlib."""
    store = open_build(find_workspace(example), "personal")
    spec = load_workbook()[sheet]
    base = find_workspace(example).configuration.base
    rows = store.select(
        "select distinct ?thing ?file ?hash ?name { graph ?graph { ?thing ?property ?value }"
        f" filter(strstarts(str(?thing), '{base}{spec.path}/'))"
        " graph ?imports { ?graph prov:wasGeneratedBy ?run . ?run tr:fileName ?file ; tr:sha256 ?hash ;"
        " tr:sheetName ?name } }"
    )
    digest = hashlib.sha256((example / "sources" / "netz.xlsx").read_bytes()).hexdigest()
    files_of = {(row["file"], row["hash"]) for row in rows} - {
        ("traiber.toml", hashlib.sha256((example / "traiber.toml").read_bytes()).hexdigest())
    }
    assert files_of == {("netz.xlsx", digest)}
    own = {row["thing"] for row in rows if row["name"] == spec.labels["de"]}
    assert len(own) >= len(generate()[sheet])
    described = store.select(
        "select (count(*) as ?n) { graph ?graph { ?thing ?property ?value }"
        f" filter(strstarts(str(?thing), '{base}{spec.path}/') && !strends(str(?graph), '/imports'))"
        " filter not exists { graph ?imports { ?graph prov:wasGeneratedBy ?run } } }"
    )
    assert described[0]["n"] == "0"


@pytest.mark.parametrize("sheet", STATEMENTS)
def test_every_statement_of_the_example_carries_the_source_its_row_states(example: Path, sheet: str) -> None:
    store = open_build(find_workspace(example), "personal")
    table, spec = generate()[sheet], load_workbook()[sheet]
    at = table.columns.index("source") if "source" in table.columns else None
    stated = sum(bool(row[at]) for row in table.rows) if at is not None else 0
    query = "select (count(distinct ?x) as ?n) {{ ?x a {} ; dcterms:source ?source }}"
    found = int(store.select(query.format(spec.class_))[0]["n"])
    assert found >= stated > 0


def test_a_statement_carries_source_confidence_level_and_run_and_an_empty_cell_none(tmp_path: Path) -> None:
    """An empty confidence is not taken for "reported": the shapes warn of it instead."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (tmp_path / "sources" / "actors.csv").write_text(
        "Kennung;Name;Typ\na1;A;Kammer\na2;B;Unternehmen\n", encoding="utf-8"
    )
    (tmp_path / "sources" / "ties.csv").write_text(
        "Kennung;Von;Nach;Quelle;Verlässlichkeit;Vertraulichkeit\n"
        "t1;a1;a2;Protokoll;vermutet;intern\nt2;a1;a2;;;\nt3;a2;a1;;-;\n",
        encoding="utf-8",
    )
    _made, findings = build(find_workspace(tmp_path))
    store = open_build(find_workspace(tmp_path), "personal")
    rows = store.select(
        "select ?key ?sure ?source ?none ?level ?hash { graph ?graph { ?tie a tr:Tie ; tr:kennung ?key ."
        " optional { ?tie tr:confidence ?sure } optional { ?tie dcterms:source ?source }"
        " optional { ?tie tr:knownNone ?none } }"
        " graph ?imports { ?graph dcterms:accessRights ?level ; prov:wasGeneratedBy/tr:sha256 ?hash } }"
    )
    digest = hashlib.sha256((tmp_path / "sources" / "ties.csv").read_bytes()).hexdigest()
    told = {
        row["key"]: {k: v.rpartition("/")[2].rpartition("#")[2] for k, v in row.items() if k != "source"}
        for row in rows
    }
    assert told == {
        "t1": {"key": "t1", "sure": "conjectured", "level": "internal", "hash": digest},
        "t2": {"key": "t2", "level": "public", "hash": digest},
        "t3": {"key": "t3", "none": "confidence", "level": "public", "hash": digest},
    }
    assert [row["key"] for row in rows if "source" in row] == ["t1"]
    assert [f.code for f in findings if "no confidence" in f.rule] == ["W301", "W301"]  # t2 and t3
