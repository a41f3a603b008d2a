"""That the sources still are what was read, so that the hash of a run is the hash of its file."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from traiber.data.foreign import find_rdf
from traiber.data.readers import find_others, find_tables
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


def files_in(sources: Path) -> dict[str, Path]:
    """The tables and RDF files of a folder by their path in it."""
    found = (*find_tables(sources), *find_rdf(find_others(sources)))
    return {path.relative_to(sources).as_posix(): path for path in found}


def refuse_changed_sources(sources: Path, read: Mapping[str, str]) -> None:
    """Raise `SourceChangedError` unless the files of a folder are those that were read.

    `read` is the SHA-256 of each file by its path in the folder, "" for one of which nothing was read
    (an error already, or all of its sheets are to be ignored). Linear in their bytes.
    """
    there = files_in(sources)
    for file in sorted({*there, *read}):
        try:
            digest = read[file]
            is_same = not digest or hashlib.sha256(there[file].read_bytes()).hexdigest() == digest
        except (OSError, KeyError):
            is_same = False
        if not is_same:
            raise SourceChangedError(file)
