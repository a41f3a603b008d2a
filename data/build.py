"""From sources to a named build: map, validate, write beside the old one, switch in one step."""

import getpass
import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from traiber import __version__
from traiber.data.batch import Batch
from traiber.data.files import sync_folder, write_text
from traiber.data.findings import Finding, ImportFailedError
from traiber.data.foreign import read_foreign
from traiber.data.mapper import Settings, map_sheets
from traiber.data.registry import Registry
from traiber.data.unread import unread_files
from traiber.data.validation import validate
from traiber.data.workspace import SETTINGS_FILE, Workspace
from traiber.graph.access import LEVELS, admitted
from traiber.graph.store import Store, StoreError, memory_store, open_store, write_store
from traiber.ontology.codes import codes_ntriples
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

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


def check(workspace: Workspace) -> Batch:
    """Map and validate the sources; writes nothing. The findings are in the batch."""
    batch = _map(workspace, _registry(workspace))
    if not batch.errors:
        store = memory_store(ntriples_by_graph(batch, workspace.configuration.base, "personal"), _shared())
        batch.findings.extend(validate(store, batch))
    return batch


def build(workspace: Workspace) -> tuple[Build, list[Finding]]:
    """Build the store from the sources and make it the current one.

    All or nothing: raises `ImportFailedError` with every finding where one is an error, and
    `BuildError` where the folder cannot be written or somebody else is building; the build before
    stays current then. The same sources give the same build name.
    """
    state = workspace.state
    with _locked(state):
        registry = _registry(workspace)
        batch = _map(workspace, registry)
        if batch.errors:
            raise ImportFailedError(batch.findings)
        name = _name(batch)
        staging = state / "builds" / f".new-{name}"
        shutil.rmtree(staging, ignore_errors=True)
        try:
            findings = _write(staging, batch, workspace, name)
            write_text(state / "ids.csv", registry.to_csv(), force=True)
            _publish(state, staging, name)
        except OSError as error:
            raise BuildError(_("The build cannot be written: {reason}").format(reason=error)) from None
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return _read_build(state / "builds" / name), findings


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
    pointer = workspace.state / "current"
    if not pointer.is_file():
        return None
    folder = workspace.state / "builds" / pointer.read_text(encoding="utf-8").strip()
    if not (folder / "build.json").is_file():
        raise BuildError(_("The build is incomplete. Please run 'traiber build' again."))
    return _read_build(folder)


def content_graphs(batch: Batch) -> Mapping[str, Iterable[bytes]]:
    """What the sources say, by access level, without who read which file when."""
    merged: dict[str, list[bytes]] = {}
    for (level, run), statements in sorted(batch.graphs.items()):
        if run != "imports":
            merged.setdefault(f"urn:level:{level}", []).append(_ntriples(statements))
    return merged


def _map(workspace: Workspace, registry: Registry) -> Batch:
    settings = workspace.configuration
    sheets, files_of_others = workspace.read_sources(), workspace.read_foreign()
    if not sheets and not files_of_others:
        text = _("There are no tables in {folder}.").format(folder=(workspace.folder or Path()) / "sources")
        raise BuildError(text)
    stated = Settings(SETTINGS_FILE, workspace.settings_hash(), settings.office)
    foreign = read_foreign(files_of_others, settings.base)
    batch = map_sheets(
        sheets, settings.base, registry, settings.network, settings.codes == "extend", stated, foreign
    )
    if workspace.folder is not None:
        batch.findings.extend(unread_files(workspace.folder / "sources"))
    return batch


def _registry(workspace: Workspace) -> Registry:
    return Registry() if workspace.folder is None else Registry.read(workspace.state / "ids.csv")


def ntriples_by_graph(batch: Batch, base: str, access: str) -> dict[str, list[bytes]]:
    """The statements that a reader of a level may see, as N-Triples by named graph."""
    return {
        f"{base}graph/{level}/{run}": [_ntriples(statements)]
        for (level, run), statements in sorted(batch.graphs.items())
        if level in admitted(access)
    }


def _ntriples(statements: Iterable[str]) -> bytes:
    return "".join(f"{statement} .\n" for statement in statements).encode("utf-8")


def _shared() -> list[bytes]:
    ontology = (files("traiber.ontology") / "traiber.ttl").read_bytes()
    return [codes_ntriples().encode("utf-8"), ontology]


def _name(batch: Batch) -> str:
    """A hash over everything that goes into the store; the same sources give the same name."""
    lines = {f"{level} {s}" for (level, _run), statements in batch.graphs.items() for s in statements}
    content = "\n".join((__version__, codes_ntriples(), *sorted(lines)))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:16]


def _write(staging: Path, batch: Batch, workspace: Workspace, name: str) -> list[Finding]:
    """Write all levels, validate the fullest, and describe the build last."""
    staging.mkdir(parents=True)
    used = {level for level, _run in batch.graphs}
    levels = {
        access: max(used.intersection(admitted(access)), key=LEVELS.index, default="public")
        for access in LEVELS
    }
    findings = [*batch.findings, *_validated(staging / levels["personal"], batch, workspace)]
    if any(finding.severity == "error" for finding in findings):
        raise ImportFailedError(findings)
    for level in sorted(set(levels.values()) - {levels["personal"]}):
        write_store(staging / level, ntriples_by_graph(batch, workspace.configuration.base, level), _shared())
    described = {
        "name": name,
        "levels": levels,
        "counts": dict(sorted(batch.counts.items())),
        "warnings": len(findings),
        "tool_version": __version__,
    }
    write_text(staging / "build.json", json.dumps(described, indent=1, sort_keys=True) + "\n", force=True)
    return findings


def _validated(folder: Path, batch: Batch, workspace: Workspace) -> list[Finding]:
    """Write the fullest store and ask it the shapes; it is closed again when this returns."""
    return validate(
        write_store(folder, ntriples_by_graph(batch, workspace.configuration.base, "personal"), _shared()),
        batch,
    )


def _publish(state: Path, staging: Path, name: str) -> None:
    """Move the build to its place, unless it stands there already, and make it current."""
    builds = state / "builds"
    if not _is_sound(builds / name):
        shutil.rmtree(builds / name, ignore_errors=True)
        staging.rename(builds / name)
        sync_folder(builds)
    os.utime(builds / name / "build.json")  # the builds that were current last are kept
    write_text(state / "current", name + "\n", force=True)
    others = [folder for folder in builds.iterdir() if folder.name not in (name, staging.name)]
    others.sort(key=lambda folder: (_last_current(folder), folder.name), reverse=True)
    for old in others[KEPT_BUILDS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _is_sound(folder: Path) -> bool:
    """Whether a build is complete and each of its stores can be read."""
    if not (folder / "build.json").is_file():
        return False
    try:
        return all(len(open_store(folder / level)) for level in set(_read_build(folder).levels.values()))
    except (StoreError, ValueError, KeyError):
        return False


def _last_current(folder: Path) -> float:
    described = folder / "build.json"
    return described.stat().st_mtime if described.is_file() else 0.0


def _read_build(folder: Path) -> Build:
    described = json.loads((folder / "build.json").read_text(encoding="utf-8"))
    parts = (described[key] for key in ("levels", "counts", "warnings", "tool_version"))
    return Build(described["name"], folder, *parts)


@contextmanager
def _locked(state: Path) -> Iterator[None]:
    """One build at a time; the lock of a process that died is free again."""
    try:
        (state / "builds").mkdir(parents=True, exist_ok=True)
        with FileLock(state / "lock", timeout=0):
            holder = f"{getpass.getuser()}@{socket.gethostname()}"
            write_text(state / "holder", holder, force=True)
            yield
    except Timeout:
        holder = (state / "holder").read_text(encoding="utf-8") if (state / "holder").is_file() else "?"
        text = _("{holder} is building in this workspace right now. Please try again in a moment.")
        raise BuildError(text.format(holder=holder)) from None
    except OSError as error:
        raise BuildError(_("The workspace cannot be written: {reason}").format(reason=error)) from None
