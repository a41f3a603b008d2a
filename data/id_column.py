"""The Kennungen of actors, written into the ID column of the staff's own files."""

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from traiber.data.actors import Assignment
from traiber.data.batch import Batch
from traiber.data.build import check
from traiber.data.cell_edits import Edits, UneditableError, edit_cells
from traiber.data.files import replace_files, write_text
from traiber.data.findings import Cell, column_letters
from traiber.data.intake import SourceTable
from traiber.data.lock import locked
from traiber.data.open_files import marks_beside
from traiber.data.readers import Limits, RawSheet, read_bytes
from traiber.data.registry import Registry
from traiber.data.values import Raw
from traiber.data.workspace import NoWorkspaceError, Workspace
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_


class IdColumnError(TraiberError):
    """A file that the Kennungen cannot be written into; no file was changed."""

    def __init__(self, cell: Cell, reason: str) -> None:
        """Keep the place and the reason."""
        super().__init__(cell, reason)
        self.cell, self.reason = cell, reason

    def __str__(self) -> str:
        """Place, reason, and that nothing happened."""
        nothing = _("No table was changed.")
        return f"{self.cell}: {self.reason} {nothing}"


@dataclass(frozen=True, slots=True)
class Inscribed:
    """The cells of one sheet that got a Kennung."""

    file: str
    sheet: str
    rows: tuple[int, ...]  # ascending
    column: int

    @property
    def area(self) -> str:
        """The first and the last cell, such as A3:A17."""
        first, last = (f"{column_letters(self.column)}{row}" for row in (self.rows[0], self.rows[-1]))
        return first if first == last else f"{first}:{last}"


@dataclass(slots=True)
class Inscription:
    """What was written, or would be in a dry run, and which rows were left out and why."""

    batch: Batch
    dry_run: bool
    done: list[Inscribed] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # sentences

    def lines(self) -> Iterator[str]:
        """A sentence for each sheet."""
        if self.batch.errors:
            yield _("No IDs are written as long as there are errors.")
            return
        for one in self.done:
            cell, n = Cell(one.file, one.sheet), len(one.rows)
            text = (
                ngettext_(
                    "{cell}: {n} ID would be written ({area}).",
                    "{cell}: {n} IDs would be written ({area}).",
                    n,
                )
                if self.dry_run
                else ngettext_("{cell}: {n} ID written ({area}).", "{cell}: {n} IDs written ({area}).", n)
            )
            yield text.format(cell=cell, n=n, area=one.area)
        yield from self.left_out
        if not self.done and not self.left_out:
            yield _("All actors have their ID in the tables already; nothing was written.")


def write_ids(workspace: Workspace, dry_run: bool = False) -> Inscription:
    """Check the sources and write the Kennungen of actors into the cells that lack them.

    The registry learns them first, so that nothing is minted twice if the power fails in between. All
    files are prepared before the first one changes. Where the sources have errors, nothing is written.
    Raises `NoWorkspaceError`, `LockedError`, `IdColumnError`,
    `ChangedMeanwhileError` and `UnwritableError`.
    """
    if workspace.folder is None:
        raise NoWorkspaceError
    if dry_run:
        return _write_ids(workspace, workspace.folder / "sources", dry_run)
    with locked(workspace.state):
        return _write_ids(workspace, workspace.folder / "sources", dry_run)


def _write_ids(workspace: Workspace, sources: Path, dry_run: bool) -> Inscription:
    registry = Registry.read(workspace.state / "ids.csv")
    batch = check(workspace, registry)
    inscription = Inscription(batch, dry_run)
    if batch.errors:
        return inscription
    contents: dict[Path, bytes] = {}
    read: dict[Path, bytes] = {}
    for file, tables in sorted(_by_file(batch.assigned, inscription).items()):
        path = sources / file
        _refuse_locked(path, file)
        read[path] = path.read_bytes()
        contents[path] = _inscribe(
            path, file, read[path], tables, workspace.configuration.limits, inscription
        )
    if contents and not dry_run:
        registry.forget_doubtful(batch.assigned_in_doubt())
        write_text(workspace.state / "ids.csv", registry.to_csv(), force=True)
        replace_files(contents, read)
    return inscription


def _by_file(
    assigned: Sequence[Assignment], inscription: Inscription
) -> dict[str, list[tuple[SourceTable, Edits]]]:
    """File -> its tables with what to write; what cannot be written is noted."""
    wanted: dict[int, tuple[SourceTable, dict[tuple[int, int], str]]] = {}
    for one in assigned:
        table = one.table
        if one.doubtful:
            text = _("{cell}: left empty, because it may be an actor that is known (W221).")
            inscription.left_out.append(text.format(cell=table.cell("name", one.row)))
        elif "id" in table.positions:
            cell = (table.numbers[one.row], table.positions["id"])
            wanted.setdefault(id(table), (table, {}))[1][cell] = one.kennung
    without = {id(one.table): one.table for one in assigned if "id" not in one.table.positions}
    for table in without.values():
        text = _("{cell}: there is no column for IDs. Please add one with the header '{header}'.")
        header = table.sheet.column("id").label
        inscription.left_out.append(text.format(cell=Cell(table.file, table.name), header=header))
    files: dict[str, list[tuple[SourceTable, Edits]]] = defaultdict(list)
    for table, edits in wanted.values():
        files[table.file].append((table, edits))
    return files


def _inscribe(
    path: Path,
    file: str,
    before: bytes,
    tables: Sequence[tuple[SourceTable, Edits]],
    limits: Limits,
    inscription: Inscription,
) -> bytes:
    """The content of a file with the Kennungen in it, read again and compared cell by cell."""
    content = before
    sheets = {sheet.name: sheet for sheet in read_bytes(path.name, content, limits)}
    for table, edits in tables:
        place = Cell(file, table.name)
        if hashlib.sha256(before).hexdigest() != table.sha256:
            raise IdColumnError(Cell(file, ""), _("The file was changed just now. Please try again."))
        try:
            content = edit_cells(path.name, content, sheets[table.name], edits)
        except UneditableError as error:
            place = Cell(file, table.name, error.row, error.column)
            raise IdColumnError(place, error.reason) from None
        rows = tuple(sorted(row for row, _column in edits))
        inscription.done.append(Inscribed(file, table.name, rows, table.positions["id"]))
    edits_of = {table.name: edits for table, edits in tables}
    after = {sheet.name: sheet for sheet in read_bytes(path.name, content, limits)}
    for name, sheet in sheets.items():
        if name not in after or not _is_same(sheet, after[name], edits_of.get(name, {})):
            reason = _("The IDs cannot be written without a risk for other cells. Please save the file anew.")
            raise IdColumnError(Cell(file, name), reason)
    return content


def _is_same(before: RawSheet, after: RawSheet, edits: Edits) -> bool:
    """Whether two states of a sheet differ in the edited cells only, and these hold what they should."""
    if (before.header, before.header_row, before.numbers) != (after.header, after.header_row, after.numbers):
        return False
    for number, old, new in zip(before.numbers, before.rows, after.rows, strict=True):
        for at in range(max(len(old), len(new))):
            if (number, at + 1) in edits:
                if _at(new, at) != edits[number, at + 1]:
                    return False
            elif _at(old, at) != _at(new, at):
                return False
    return True


def _at(row: Sequence[Raw], position: int) -> Raw:
    return row[position] if position < len(row) else None


def _refuse_locked(path: Path, file: str) -> None:
    """Raise `IdColumnError` for a file that is open in an office program or must not be written."""
    for mark in marks_beside(path):
        reason = _("The file is open in another program. Please close it there and try again.")
        stale = _("(If it is not, delete {lock} beside it.)").format(lock=mark.name)
        raise IdColumnError(Cell(file, ""), f"{reason} {stale}")
    try:
        with path.open("r+b"):  # Excel on Windows keeps others from opening it
            is_writable = bool(path.stat().st_mode & stat.S_IWUSR) and os.access(path.parent, os.W_OK)
    except OSError:
        is_writable = False
    if not is_writable:
        reason = _("The file cannot be written. Is it open in another program, or write-protected?")
        raise IdColumnError(Cell(file, ""), reason)
