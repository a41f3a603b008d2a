"""Files that are written whole or not at all, and never over another by accident."""

import os
from contextlib import suppress
from pathlib import Path

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _


class FileExistsAlreadyError(TraiberError):
    """A file that would be overwritten."""

    def __init__(self, path: Path) -> None:
        """Keep the path."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the file and the way out."""
        return _("{path} exists already. Use --force to overwrite it.").format(path=self.path)


class UnwritableError(TraiberError):
    """A file or folder that cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep path and reason."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        """Name the file and the reason."""
        return _("{path} cannot be written: {reason}").format(path=self.path, reason=self.reason)


def write_text(path: Path, text: str, force: bool = False) -> None:
    """Write a text as UTF-8 with line feeds; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"), force)


def write_bytes(path: Path, content: bytes, force: bool = False) -> None:
    """Write to a temporary file beside the target, then rename it; folders are made.

    Raises `FileExistsAlreadyError` where the file exists and `force` is not given, and
    `UnwritableError` where it cannot be written; what was there before stays then.
    """
    if path.exists() and not force:
        raise FileExistsAlreadyError(path)
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise UnwritableError(path, error.strerror or str(error)) from None


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless it is there; raises `UnwritableError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableError(folder, error.strerror or str(error)) from None


def sync_folder(folder: Path) -> None:
    """Let what was renamed in a folder survive a power cut; Windows does so by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
