"""The changes of a workspace: of its sources against the current build, of one build against another."""

from traiber.data.batch import Batch
from traiber.data.build import Build, BuildError, current_build, ntriples_by_graph
from traiber.data.changes.comparison import compare
from traiber.data.changes.model import ChangeList
from traiber.data.collector import paused
from traiber.data.workspace import Workspace
from traiber.graph.store import Store, StoreError, memory_store, open_store


@paused()
def changes_of_sources(workspace: Workspace, batch: Batch) -> ChangeList:
    """What a build of a batch without errors would change; nothing is written.

    Raises `BuildError` and `StoreError` where there is a build that cannot be read.
    """
    base = workspace.configuration.base
    made = current_build(workspace)
    now = batch.store
    if now is None:
        now = memory_store(ntriples_by_graph(batch, base, "personal"))
    return compare(_store(made) if made else None, now, base, made.name if made else None, batch)


@paused()
def changes_between(workspace: Workspace, before: Build | None, now: Build) -> ChangeList | None:
    """What a build changed against the one before it; None where that one cannot be read any more."""
    if before and before.name == now.name:
        return ChangeList(before.name, {})
    try:
        old = _store(before) if before else None
        return compare(old, _store(now), workspace.configuration.base, before.name if before else None)
    except StoreError:
        return None


def readable_build(workspace: Workspace) -> Build | None:
    """The current build; None before the first one and where it cannot be read."""
    try:
        return current_build(workspace)
    except BuildError:
        return None


def _store(made: Build) -> Store:
    return open_store(made.folder / made.levels["personal"])
