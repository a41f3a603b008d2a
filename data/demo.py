"""The two workspaces of `traiber demo`: the real network and the fictional example."""

from importlib.resources import files
from pathlib import Path

from traiber.data.example import generate, settings
from traiber.data.files import FileExistsAlreadyError, write_bytes, write_text
from traiber.data.workspace import SETTINGS_FILE, Workspace, find_workspace
from traiber.data.writers import write_workbook
from traiber.ontology.language import current_language


def write_demo_sources(folder: Path, force: bool = False) -> list[Workspace]:
    """Write the sources of both networks below a folder; the workspaces, the real one first.

    The real network comes as the tables that are shipped, the example as one workbook. Raises
    `FileExistsAlreadyError` where the folder holds something and `force` is not given.
    """
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise FileExistsAlreadyError(folder)
    return [_real(folder / "traiber-nrw"), _example(folder / "musterregion")]


def _real(folder: Path) -> Workspace:
    for file in sorted((files("traiber.data") / "traiber_nrw").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".csv"):
            write_bytes(folder / "sources" / file.name, file.read_bytes(), force=True)
        elif file.name == SETTINGS_FILE:
            write_bytes(folder / SETTINGS_FILE, file.read_bytes(), force=True)
    return find_workspace(folder)


def _example(folder: Path) -> Workspace:
    write_text(folder / SETTINGS_FILE, settings(), force=True)
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    write_workbook(generate(), folder / "sources" / "musterregion.xlsx", current_language())
    return find_workspace(folder)
