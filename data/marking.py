"""Where the marked copies of a workspace's tables go; the tables themselves are never touched."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from traiber.data.files import FileExistsAlreadyError, UnwritableError, write_bytes
from traiber.data.findings import Cell, Finding
from traiber.data.readers import Limits, TooLargeError, UnreadableFileError, find_tables
from traiber.data.workspace import NoWorkspaceError, Workspace
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

WORKBOOK = ".xlsx"
WITH_MACROS = ".xlsm"
UNREAD = (UnreadableFileError.code, TooLargeError.code)


class MarkingError(TraiberError):
    """A place to which no marked copies can go."""


def mark_sources(
    workspace: Workspace, findings: Sequence[Finding], target: Path, force: bool = False
) -> list[Path]:
    """Write a marked copy of each table with findings, and the list of all findings; the paths written.

    `target` is a folder or, where the workspace has one table, a workbook file. Nothing is written without
    findings. Raises `MarkingError` for a place among the sources, `FileExistsAlreadyError`,
    `UnwritableError`, and `NoWorkspaceError` for the shipped network.
    """
    if workspace.folder is None:
        raise NoWorkspaceError
    sources = workspace.folder / "sources"
    if target.resolve().is_relative_to(sources.resolve()):
        text = _("{path} is among the sources, which are never changed. Please choose another place.")
        raise MarkingError(text.format(path=target))
    tables = {path.relative_to(sources).as_posix(): path for path in find_tables(sources)}
    if not findings:
        return []
    limits = workspace.configuration.limits
    written = (
        _one_copy(tables, findings, target, limits)
        if target.suffix.lower() in (WORKBOOK, WITH_MACROS)
        else _all_copies(tables, findings, target, limits)
    )
    taken = [path for path in written if path.exists() and not force]
    if taken:
        raise FileExistsAlreadyError(taken[0])
    for path, content in written.items():
        write_bytes(path, content, force)
    return list(written)


def _one_copy(
    tables: dict[str, Path], findings: Sequence[Finding], target: Path, limits: Limits
) -> dict[Path, bytes]:
    if len(tables) > 1:
        text = _("There are {n} tables among the sources. Please name a folder instead of {path}.")
        raise MarkingError(text.format(n=len(tables), path=target))
    file, path = next(iter(tables.items()))
    if target.suffix.lower() == WITH_MACROS != path.suffix.lower():
        text = _("{file} has no macros. Please name a file that ends in .xlsx.")
        raise MarkingError(text.format(file=file))
    return {target: _copy(file, path, findings, target, limits)}


def _all_copies(
    tables: dict[str, Path], findings: Sequence[Finding], folder: Path, limits: Limits
) -> dict[Path, bytes]:
    """The list first, then the copies, each with the findings of its own file."""
    from traiber.data.writers.marked import list_findings

    named = {finding.cell.file for finding in findings}
    names = {file: _copy_name(file, tables) for file in tables if file in named}
    overview = folder / _("findings.xlsx")
    written = {overview: list_findings(findings, names)}
    for file, name in names.items():
        own = [finding for finding in findings if finding.cell.file == file]
        written[folder / name] = _copy(file, tables[file], own, folder / name, limits)
    return written


def _copy_name(file: str, tables: dict[str, Path]) -> str:
    """The name of the copy: a workbook keeps its own, any other table becomes one beside it."""
    path = PurePosixPath(file)
    if path.suffix.lower() in (WORKBOOK, WITH_MACROS):
        return file
    changed = path.with_suffix(WORKBOOK).as_posix()
    alike = [other for other in tables if PurePosixPath(other).with_suffix("") == path.with_suffix("")]
    return changed if len(alike) == 1 else f"{file}{WORKBOOK}"


def _copy(file: str, path: Path, findings: Sequence[Finding], target: Path, limits: Limits) -> bytes:
    """The marked copy of a table; of one that could not be read, which may be a bomb, the list alone."""
    from traiber.data.writers.cells import TooLongError
    from traiber.data.writers.marked import list_findings, mark_table

    if any(finding.code in UNREAD and finding.cell == Cell(file, "") for finding in findings):
        return list_findings(findings, {})
    try:
        return mark_table(file, path.read_bytes(), findings, target.suffix.lower() == WITH_MACROS, limits)
    except UnreadableFileError:
        return list_findings(findings, {})
    except TooLongError as error:
        raise UnwritableError(target, str(error)) from None
    except OSError as error:
        raise UnwritableError(target, error.strerror or str(error)) from None
