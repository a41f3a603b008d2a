"""Results of analyses that are kept beside a build, so that queries can ask for them.

A build is never changed. What is kept lies in a folder of its own: a store that holds what the build's
store of one level holds (its files are linked, not copied) and the measurements in a named graph of that
level. It was computed from that level alone, so nobody reads a number made from what they may not see.
It belongs to one build: with another build current it is stale and is not opened, and it is deleted
with its build.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from traiber.data.build import RESULTS, Build, BuildError, NTriples, current_build, open_build
from traiber.data.files import make_folder, write_text
from traiber.data.lock import locked
from traiber.data.workspace import NoWorkspaceError, Workspace
from traiber.graph.access import LEVELS
from traiber.graph.measurement import Metric, measurements
from traiber.graph.results import Result
from traiber.graph.store import Store, StoreError, extend_store, open_store
from traiber.ontology.language import gettext_ as _


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one build at one level: its folder, and which analyses."""

    folder: Path
    analyses: tuple[str, ...]

    def statements(self, analysis: str) -> list[str]:
        """The statements of an analysis, in N-Triples without the final dot."""
        text = (self.folder / f"{analysis}.nt").read_text(encoding="utf-8")
        return [line.removesuffix(" .") for line in text.splitlines()]


def keep_results(workspace: Workspace, analysis: str, result: Result, metrics: Sequence[Metric]) -> Path:
    """Keep the numbers of an analysis beside the current build, at the level of the result; their file.

    Those of other analyses of the same build stay. All or nothing, and readers of what was kept
    before are not disturbed. Raises `NoWorkspaceError` for the shipped network, `BuildError` before
    the first build, `LockedError` while somebody builds, `StoreError` where it cannot be written.
    """
    if workspace.folder is None:
        raise NoWorkspaceError
    access = result.meta.access
    with locked(workspace.state):
        made = _current(workspace)
        before = kept_results(workspace, made.name, access)
        kept = {name: before.statements(name) for name in before.analyses} if before else {}
        kept[analysis] = measurements(result, metrics, workspace.configuration.base, made.name)
        folder = _write(workspace, made, access, kept)
        write_text(_results(workspace, made.name) / access, folder.name + "\n", force=True)
        _forget_others(workspace, made.name)
    return folder / f"{analysis}.nt"


def kept_results(workspace: Workspace, build: str, access: str) -> Kept | None:
    """What is kept of a build at this level; None if nothing is, or it is damaged."""
    try:
        name = (_results(workspace, build) / access).read_text(encoding="utf-8").strip()
        folder = _results(workspace, build) / "stores" / name
        described = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        return Kept(folder, tuple(described["analyses"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def open_with_results(workspace: Workspace, access: str) -> tuple[Store, str | None]:
    """The current build at a level with what is kept for it, and why nothing is, if so.

    The reason is a sentence for a person whose query asks for measurements.
    """
    if workspace.folder is None:
        return open_build(workspace, access), _("No results can be kept for the shipped network.")
    made = _current(workspace)
    if kept := kept_results(workspace, made.name, access):
        with suppress(StoreError):
            return open_store(kept.folder / "store"), None
    stale = any(_results(workspace, "").glob(f"*/{access}"))
    text = (
        _(
            "The results that are kept at this level do not belong to the current build and are not asked. "
            "Compute them again with: {command}"
        )
        if stale
        else _("No results are kept at this level. Keep them with: {command}")
    )
    command = f"traiber multipliers --keep --access {access}"
    return open_build(workspace, access), text.format(command=command)


def _current(workspace: Workspace) -> Build:
    made = current_build(workspace)
    if made is None:
        raise BuildError(_("Nothing has been built here yet. Please run 'traiber build'."))
    return made


def _results(workspace: Workspace, build: str) -> Path:
    return workspace.store_folder / RESULTS / build


def _write(workspace: Workspace, made: Build, access: str, kept: Mapping[str, list[str]]) -> Path:
    """A new folder with the texts, the store and, last, their description; named by its content."""
    content = json.dumps([made.name, access, kept], sort_keys=True)
    name = hashlib.sha256(content.encode("utf-8")).hexdigest()[:16]
    stores = _results(workspace, made.name) / "stores"
    folder, staging = stores / name, stores / f".new-{name}"
    make_folder(stores)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for analysis, statements in kept.items():
            write_text(staging / f"{analysis}.nt", "".join(f"{line} .\n" for line in statements))
        base = workspace.configuration.base
        named = {f"{base}graph/{access}/results-{key}": NTriples(lines) for key, lines in kept.items()}
        extend_store(open_store(made.folder / made.levels[access]), staging / "store", named)
        described = {"access": access, "analyses": sorted(kept), "build": made.name}
        write_text(staging / "results.json", json.dumps(described, indent=1) + "\n")
        if not _is_sound(folder):
            shutil.rmtree(folder, ignore_errors=True)
            staging.rename(folder)
    except OSError as error:
        text = _("The results cannot be kept: {reason}")
        raise StoreError(text.format(reason=error.strerror or error)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def _is_sound(folder: Path) -> bool:
    """Whether the folder is complete and its store can be read."""
    try:
        json.loads((folder / "results.json").read_text(encoding="utf-8"))
        return len(open_store(folder / "store")) > 0
    except (OSError, ValueError, StoreError):
        return False


def _forget_others(workspace: Workspace, build: str) -> None:
    """Delete what no level points at; a reader that has it open keeps it."""
    found = (kept_results(workspace, build, access) for access in LEVELS)
    current = {kept.folder for kept in found if kept}
    for folder in (_results(workspace, build) / "stores").iterdir():
        if folder not in current:
            shutil.rmtree(folder, ignore_errors=True)
