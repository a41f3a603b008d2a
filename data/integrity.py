"""That the sources still are what was read, so that the hash of a run is the hash of its file."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from traiber.data.readers import find_tables
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _


class SourceChangedError(TraiberError):
    """A source that was saved, added or removed while it was read."""

    def __init__(self, file: str) -> None:
        """Keep the file's name."""
        super().__init__(file)
        self.file = file

    def __str__(self) -> str:
        """Name the file and say that nothing was written."""
        text = _("{file} was changed while it was read; nothing was written. Please start again.")
        return text.format(file=self.file)


def refuse_changed_sources(sources: Path, read: Mapping[str, str]) -> None:
    """Raise `SourceChangedError` unless the tables of a folder are those that were read.

    `read` is the SHA-256 of each file with rows by its path in the folder, "" for one that could not be
    read, which is an error already. Linear in their bytes.
    """
    there = {path.relative_to(sources).as_posix(): path for path in find_tables(sources)}
    for file, digest in sorted((file, digest) for file, digest in read.items() if digest):
        try:
            is_same = file in there and hashlib.sha256(there[file].read_bytes()).hexdigest() == digest
        except OSError:
            is_same = False
        if not is_same:
            raise SourceChangedError(file)
