"""The file in which people decide about proposals: where it goes, and what must not get lost in it."""

from pathlib import Path

from traiber.data.duplicates.decisions import SHEET
from traiber.data.intake import recognise
from traiber.data.readers import WORKBOOKS, read_source
from traiber.data.values import to_text
from traiber.data.workbook import find_sheet
from traiber.data.workspace import Workspace
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

CSV_NAME = "Dubletten.csv"


class DecidedError(TraiberError):
    """A sheet of proposals that people have filled in and that would be overwritten."""

    def __init__(self, path: Path, number: int) -> None:
        """Keep the file and the number of its decisions."""
        super().__init__(path, number)
        self.path, self.number = path, number

    def __str__(self) -> str:
        """Say what would be lost, and the way out."""
        text = ngettext_(
            "{path} holds {n} decision, which would be lost. Please name another file.",
            "{path} holds {n} decisions, which would be lost. Please name another file.",
            self.number,
        )
        return text.format(path=self.path, n=self.number)


def next_step(workspace: Workspace, path: Path) -> str:
    """What a person does with a sheet of proposals that was written to `path`.

    The name of a CSV file tells that it is one, a workbook has a sheet of that name. `duplicates.csv` holds
    the decisions by command, so another name is recommended.
    """
    sources = (workspace.folder or Path()) / "sources"
    is_there = path.resolve().is_relative_to(sources.resolve())
    if path.suffix.lower() in WORKBOOKS:
        if is_there:
            return _("Now fill in the column Decision, then run 'traiber build'.")
        text = _("Now fill in the column Decision, put the file into {folder}, then run 'traiber build'.")
        return text.format(folder=sources)
    known = find_sheet(path.stem)
    if is_there and known is not None and known.key == SHEET:
        return _("Now fill in the column Decision, then run 'traiber build'.")
    text = _("Now fill in the column Decision, move the file to {path}, then run 'traiber build'.")
    return text.format(path=sources / CSV_NAME)


def refuse_loss(workspace: Workspace, path: Path) -> None:
    """Raise `DecidedError` if a file among the sources holds decisions: new proposals do not repeat them."""
    if workspace.folder is None or not path.is_file():
        return
    if not path.resolve().is_relative_to((workspace.folder / "sources").resolve()):
        return
    sheets = read_source(path, path.name, workspace.configuration.limits)
    tables = [table for table in recognise(sheets, None)[0] if table.sheet.key == SHEET]
    decided = sum(bool(to_text(value)) for table in tables for value in table.column("decision"))
    if decided:
        raise DecidedError(path, decided)
