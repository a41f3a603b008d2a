"""Files that are written whole or not at all, and never over another by accident."""

import os
import shutil
from collections.abc import Mapping
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


class ChangedMeanwhileError(TraiberError):
    """A file that was saved or removed by somebody between reading and writing."""

    def __init__(self, path: Path) -> None:
        """Keep the file."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the file, say that nothing was written, and what to do."""
        text = _("{path} was changed or removed meanwhile; nothing was written. Please start again.")
        return text.format(path=self.path)


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
        _write_through(temporary, content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise UnwritableError(path, error.strerror or str(error)) from None


def replace_files(contents: Mapping[Path, bytes], read: Mapping[Path, bytes]) -> None:
    """Write several existing files anew, all or none: prepare all of them, then rename all.

    `read` is what each held when its new content was made; all are compared with it right before the
    first rename. Permissions stay. Raises `ChangedMeanwhileError` where a file
    was saved or removed by somebody else, `UnwritableError` where one cannot be written; nothing is
    changed then.
    """
    prepared: dict[Path, Path] = {}
    replaced: dict[Path, bytes] = {}
    path = Path()
    try:
        for path, content in contents.items():
            _refuse_changed(path, read[path])
            target = path.resolve()
            prepared[path] = temporary = target.with_name(f".{target.name}.new")
            _write_through(temporary, content)
            shutil.copymode(target, temporary)
        for path in prepared:
            _refuse_changed(path, read[path])
        for path, temporary in prepared.items():
            temporary.replace(path.resolve())
            replaced[path] = read[path]
    except OSError as error:
        for changed, before in replaced.items():
            with suppress(OSError):
                _write_through(prepared[changed], before)
                shutil.copymode(changed, prepared[changed])
                prepared[changed].replace(changed.resolve())
        raise UnwritableError(path, error.strerror or str(error)) from None
    finally:
        for temporary in prepared.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    for folder in sorted({path.resolve().parent for path in prepared}):
        sync_folder(folder)


def _refuse_changed(path: Path, read: bytes) -> None:
    try:
        is_same = path.read_bytes() == read
    except FileNotFoundError:
        is_same = False
    if not is_same:
        raise ChangedMeanwhileError(path)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


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
