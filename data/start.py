"""A new workspace: settings and the empty workbook."""

from pathlib import Path

from traiber.data.files import make_folder, write_text
from traiber.data.template import write_template
from traiber.data.workspace import SETTINGS_FILE
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import current_language
from traiber.ontology.language import gettext_ as _


class WorkspaceExistsError(TraiberError):
    """A folder that is a workspace already."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder."""
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Say that nothing was changed."""
        text = _("{folder} is a workspace already; nothing was changed. Please choose another folder.")
        return text.format(folder=self.folder)


def start_workspace(folder: Path, network: str | None) -> list[Path]:
    """Write `traiber.toml` and `sources/` with the empty workbook; the paths written.

    Raises `WorkspaceExistsError` where the folder is a workspace already; nothing is overwritten.
    """
    settings = folder / SETTINGS_FILE
    if settings.exists():
        raise WorkspaceExistsError(folder)
    workbook = folder / "sources" / _("network.xlsx")
    if workbook.exists():
        raise WorkspaceExistsError(folder)
    make_folder(workbook.parent)
    write_template(workbook, current_language())
    write_text(settings, settings_text(network or _("My network"), current_language()))
    make_folder(folder / "out")
    return [settings, workbook]


def settings_text(network: str, language: str) -> str:
    """A traiber.toml with the settings that everybody needs, explained."""
    name = network.replace("\\", "\\\\").replace('"', '\\"')
    lines = (
        ("# " + _("Settings of this workspace."), ""),
        ("# " + _("Language of tables, maps and messages: de or en"), f'language = "{language}"'),
        ("# " + _("Name of your network, as in the sheet Networks"), f'network = "{name}"'),
        ("# " + _("Names or IDs of the network's office; it is left out of all paths"), "office = []"),
        ("# " + _("strict: unknown codes are errors; extend: they become new codes"), 'codes = "strict"'),
        (
            "# " + _("Day that the analyses look from; without it the latest recorded contact"),
            "# data_date = 2025-12-31",
        ),
    )
    return "\n".join(part for line in lines for part in line if part) + "\n"
