"""From sources to a named build: map, validate, write beside the old one, switch in one step."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from traiber import __version__
from traiber.data.batch import Batch
from traiber.data.drives import NetworkDriveError, is_on_network, sources_on_network
from traiber.data.files import make_folder, sync_folder, write_text
from traiber.data.findings import Finding, ImportFailedError
from traiber.data.foreign import read_foreign
from traiber.data.identities import NAMED
from traiber.data.integrity import files_in, refuse_changed_sources
from traiber.data.keys import is_digest
from traiber.data.lock import locked
from traiber.data.mapper import Settings, map_sheets
from traiber.data.open_files import open_files
from traiber.data.registry import Registry
from traiber.data.shrinkage import ReplacedRowsError, ShrinkageError, find_replaced, find_shrinkage
from traiber.data.unread import unread_files
from traiber.data.validation import validate, validate_rest
from traiber.data.workbook import load_workbook
from traiber.data.workspace import SETTINGS_FILE, Workspace
from traiber.graph.access import LEVELS, admitted
from traiber.graph.recorded_ties import RecordedTies
from traiber.graph.store import (
    Store,
    StoreError,
    extend_store,
    memory_store,
    open_store,
    ties_file_of,
    write_store,
)
from traiber.ontology.codes import codes_ntriples
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

CHUNK = 50_000  # statements made into text at once
FORMAT = 1  # of a build's folder; another one is not read but built anew
RESULTS = "results"  # the folder beside the builds for what is kept of their analyses
KEPT_BUILDS = 2  # the current one and the one before, which a reader may still have open


class BuildError(TraiberError):
    """A build that could not be made or found; the old one, if any, still answers."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: where it lies and what it was made from."""

    name: str  # first 16 digits of a hash over all statements
    folder: Path
    levels: Mapping[str, str]  # access level -> the folder of its store
    counts: Mapping[str, int]  # sheet -> rows
    warnings: int
    tool_version: str


def check(workspace: Workspace, registry: Registry | None = None) -> Batch:
    """Map and validate the sources; writes nothing. The findings are in the batch.

    A registry that is given learns who is in the sources; otherwise the workspace's own is read.
    """
    batch = _map(workspace, registry_of(workspace) if registry is None else registry)
    batch.findings.extend(_validated_in_memory(workspace, batch))
    if workspace.folder is not None:
        refuse_changed_sources(_sources(workspace), batch.files)
    return batch


def _validated_in_memory(workspace: Workspace, batch: Batch) -> list[Finding]:
    """What the shapes find in a batch, or in those of its rows that have no fault."""
    store = memory_store(ntriples_by_graph(batch, workspace.configuration.base, "personal"), _shared())
    batch.store = store
    return validate_rest(store, batch) if batch.errors else validate(store, batch)


def build(workspace: Workspace, force: bool = False) -> tuple[Build, list[Finding]]:
    """Build the store from the sources and make it the current one.

    All or nothing: raises `ImportFailedError` with every finding where one is an error,
    `ShrinkageError` where many rows are gone (unless `force` is given), `LockedError` where somebody
    else is building, `SourceChangedError` where a source was saved meanwhile, `NetworkDriveError` and
    `BuildError` where the store cannot be written; the build before stays current then. The same
    sources give the same build name.
    """
    store_folder = workspace.store_folder
    if is_on_network(store_folder) and not workspace.configuration.store_on_network_drive:
        raise NetworkDriveError(store_folder)
    with locked(workspace.state):
        registry = registry_of(workspace)
        batch = _map(workspace, registry)
        if batch.errors:
            raise ImportFailedError([*batch.findings, *_validated_in_memory(workspace, batch)])
        if not force and (shrinkage := shrinkage_of(workspace, batch)):
            raise shrinkage
        name = _name(batch)
        make_folder(store_folder / "builds")
        staging = store_folder / "builds" / f".new-{name}"
        for unfinished in staging.parent.glob(".new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        try:
            findings = _write(staging, batch, workspace, name)
            refuse_changed_sources(_sources(workspace), batch.files)
            registry.retire()
            write_text(workspace.state / "ids.csv", registry.to_csv(), force=True)
            _publish(store_folder, staging, name)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise BuildError(_full(store_folder)) from None
            raise BuildError(_("The build cannot be written: {reason}").format(reason=error)) from None
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return _read_build(store_folder / "builds" / name), findings


def _full(folder: Path) -> str:
    text = _(
        "The build cannot be written: there is no space left on the drive of {folder}."
        " Please free some and run 'traiber build' again; the build before stays as it is."
    )
    return text.format(folder=folder)


def open_build(workspace: Workspace, access: str) -> Store:
    """The current build at an access level, for reading; the shipped network is built in memory."""
    if workspace.folder is None:
        batch = _map(workspace, Registry())
        return memory_store(ntriples_by_graph(batch, workspace.configuration.base, access), _shared())
    found = current_build(workspace)
    if found is None:
        raise BuildError(_("Nothing has been built here yet. Please run 'traiber build'."))
    return open_store(found.folder / found.levels[access])


def current_build(workspace: Workspace) -> Build | None:
    """The build that is current; None before the first one and for the shipped network."""
    if workspace.folder is None:
        return None
    pointer = workspace.store_folder / "current"
    if not pointer.is_file():
        return None
    name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    return _read_build(workspace.store_folder / "builds" / name)


def content_graphs(batch: Batch) -> Mapping[str, Iterable[bytes]]:
    """What the sources say, by access level, without who read which file when."""
    merged: dict[str, list[bytes]] = {}
    for (level, run), statements in sorted(batch.graphs.items()):
        if run != "imports":
            merged.setdefault(f"urn:level:{level}", []).extend(NTriples(statements))
    return merged


def _map(workspace: Workspace, registry: Registry) -> Batch:
    settings = workspace.configuration
    there = files_in(_sources(workspace)) if workspace.folder else ()
    sheets, files_of_others = workspace.read_sources(), workspace.read_foreign()
    if not sheets and not files_of_others:
        text = _("There are no tables in {folder}.").format(folder=_sources(workspace))
        others = unread_files(_sources(workspace)) if workspace.folder else []
        raise BuildError("\n".join((text, *map(str, others))))
    stated = Settings(SETTINGS_FILE, workspace.settings_hash(), settings.office)
    foreign = read_foreign(files_of_others, settings.base)
    batch = map_sheets(
        sheets, settings.base, registry, settings.network, settings.codes == "extend", stated, foreign
    )
    if workspace.folder is not None:
        sources = _sources(workspace)
        batch.files.update(dict.fromkeys(there, ""))
        batch.findings.extend((*unread_files(sources), *open_files(sources), *sources_on_network(sources)))
    batch.files.update((sheet.file, sheet.sha256) for sheet in sheets)
    batch.files.update((file.file, file.sha256) for file in files_of_others)
    return batch


def _sources(workspace: Workspace) -> Path:
    return (workspace.folder or Path()) / "sources"


def registry_of(workspace: Workspace) -> Registry:
    """The Kennungen that the workspace has given so far; empty for the shipped network."""
    return Registry() if workspace.folder is None else Registry.read(workspace.state / "ids.csv")


def shrinkage_of(workspace: Workspace, batch: Batch) -> ShrinkageError | None:
    """What a build would refuse to lose; a current build that is damaged cannot be compared with."""
    try:
        current = current_build(workspace)
    except BuildError:
        return None
    percent = workspace.configuration.largest_shrinkage_percent
    if current is None:
        return None
    found = find_shrinkage(current.counts, batch.counts, percent)
    if not found:
        replaced = find_replaced(_things(current, workspace.configuration.base), batch.subjects(), percent)
        return ReplacedRowsError(replaced[0]) if replaced else None
    return ShrinkageError(found, missing=sorted(_files(current) - batch.files.keys()))


def _things(made: Build, base: str) -> dict[str, set[str]]:
    """The IRIs of a build's things by sheet, as far as they have an ID that does not follow from cells."""
    found: dict[str, set[str]] = {}
    try:
        store = open_store(made.folder / made.levels["personal"])
        for key in sorted(NAMED):
            sheet = load_workbook()[key]
            start = f"{base}{sheet.path}/"
            rows = store.select(f"SELECT DISTINCT ?thing WHERE {{ ?thing a {sheet.class_} }}")
            here = {row["thing"] for row in rows if row["thing"].startswith(start)}
            found[key] = {one for one in here if not is_digest(one.removeprefix(start))}
    except StoreError:
        return {}
    return found


def _files(made: Build) -> set[str]:
    """The sources that a build was made from."""
    query = "SELECT DISTINCT ?file WHERE { ?run a tr:ImportRun ; tr:fileName ?file ; tr:sheetName ?sheet }"
    try:
        rows = open_store(made.folder / made.levels["personal"]).select(query)
    except StoreError:
        return set()
    return {row["file"] for row in rows} - {SETTINGS_FILE}


@dataclass(frozen=True, slots=True)
class NTriples:
    """Statements as N-Triples, in chunks that are made when they are asked for."""

    statements: Sequence[str]

    def __iter__(self) -> Iterator[bytes]:
        """Some megabytes each."""
        for start in range(0, len(self.statements), CHUNK):
            yield "".join([f"{line} .\n" for line in self.statements[start : start + CHUNK]]).encode("utf-8")


def ntriples_by_graph(batch: Batch, base: str, access: str) -> dict[str, NTriples]:
    """The statements that a reader of a level may see, as N-Triples by named graph."""
    return _graphs(batch, base, admitted(access))


def _graphs(batch: Batch, base: str, levels: Iterable[str]) -> dict[str, NTriples]:
    return {
        f"{base}graph/{level}/{run}": NTriples(statements)
        for (level, run), statements in sorted(batch.graphs.items())
        if level in levels
    }


def _shared() -> list[bytes]:
    ontology = (files("traiber.ontology") / "traiber.ttl").read_bytes()
    return [codes_ntriples().encode("utf-8"), ontology]


def _name(batch: Batch) -> str:
    """A hash over everything that goes into the store; the same sources give the same name."""
    found = hashlib.sha256("\n".join((__version__, codes_ntriples())).encode("utf-8"))
    for level in LEVELS:
        # sorted before doubles go: what comes from a sheet is in order already
        lines = sorted(line for (own, _run), lines in batch.graphs.items() if own == level for line in lines)
        found.update("\n".join((level, *dict.fromkeys(lines))).encode("utf-8"))
    return found.hexdigest()[:16]


def _write(staging: Path, batch: Batch, workspace: Workspace, name: str) -> list[Finding]:
    """Write all levels, validate the fullest, and describe the build last."""
    staging.mkdir(parents=True)
    used = {level for level, _run in batch.graphs}
    levels = {
        access: max(used.intersection(admitted(access)), key=LEVELS.index, default="public")
        for access in LEVELS
    }
    findings = [*batch.findings, *_write_stores(staging, batch, workspace)]
    if any(finding.severity == "error" for finding in findings):
        raise ImportFailedError(findings)
    described = {
        "format": FORMAT,
        "name": name,
        "levels": levels,
        "counts": dict(sorted(batch.counts.items())),
        "warnings": len(findings),
        "tool_version": __version__,
    }
    write_text(staging / "build.json", json.dumps(described, indent=1, sort_keys=True) + "\n", force=True)
    return findings


def _write_stores(staging: Path, batch: Batch, workspace: Workspace) -> list[Finding]:
    """Write a store for each level in use, each upon the one below, and ask the fullest the shapes.

    All are closed again when this returns.
    """
    base = workspace.configuration.base
    store = write_store(staging / "public", _graphs(batch, base, ["public"]), _shared())
    RecordedTies.of(store).save(ties_file_of(staging / "public"))
    for level in LEVELS[1:]:
        if graphs := _graphs(batch, base, [level]):
            store = extend_store(store, staging / level, graphs)
            RecordedTies.of(store).save(ties_file_of(staging / level))
    return validate(store, batch)


def _publish(store_folder: Path, staging: Path, name: str) -> None:
    """Move the build to its place, unless it stands there already, and make it current."""
    builds = store_folder / "builds"
    if not _is_sound(builds / name):
        shutil.rmtree(builds / name, ignore_errors=True)
        staging.rename(builds / name)
        sync_folder(builds)
    os.utime(builds / name / "build.json")  # the builds that were current last are kept
    write_text(store_folder / "current", name + "\n", force=True)
    others = [folder for folder in builds.iterdir() if folder.name not in (name, staging.name)]
    others.sort(key=lambda folder: (_last_current(folder), folder.name), reverse=True)
    for old in others[KEPT_BUILDS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(store_folder / RESULTS / old.name, ignore_errors=True)


def _is_sound(folder: Path) -> bool:
    """Whether a build is complete and each of its stores can be read."""
    try:
        return all(len(open_store(folder / level)) for level in set(_read_build(folder).levels.values()))
    except (StoreError, BuildError):
        return False


def _last_current(folder: Path) -> float:
    described = folder / "build.json"
    return described.stat().st_mtime if described.is_file() else 0.0


def _read_build(folder: Path) -> Build:
    """The build that a folder holds; raises `BuildError` for a damaged one and one of another format."""
    try:
        described = json.loads((folder / "build.json").read_text(encoding="utf-8"))
        format_, version = described.get("format"), described["tool_version"]
        if format_ == FORMAT:
            return Build(
                described["name"],
                folder,
                described["levels"],
                described["counts"],
                described["warnings"],
                version,
            )
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        raise BuildError(_("The build is incomplete. Please run 'traiber build' again.")) from None
    text = _(
        "The build was made by another version of traiber ({version}). Please run 'traiber build' again."
    )
    raise BuildError(text.format(version=version))
