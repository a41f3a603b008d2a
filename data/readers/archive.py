"""The packed parts of a workbook, unpacked within limits.

What the directory of an archive declares is looked at first, and nothing is inflated beyond it: an
archive that declares little and holds much gives a checksum error after the declared size. The
reading library only ever sees the parts that came through here.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from itertools import pairwise

from traiber.data.readers.kinds import check_parts, refuse
from traiber.data.readers.limits import Limits, check_unpacked_size
from traiber.data.readers.sheet import UnreadableFileError
from traiber.ontology.language import gettext_ as _

MAX_PARTS = 10_000
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NEVER_READ = (
    "xl/media/",
    "xl/theme/",
    "xl/drawings/",
    "xl/charts/",
    "xl/pivotCache/",
    "xl/comments",
    "xl/threadedComments/",
    "customXml/",
    "docProps/",
    "settings.xml",
    "Configurations2/",
    "Object ",
)
_PROLOG = 65_536  # bytes in which a part declares its document type, if it has one
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def unpack(file: str, content: bytes, limits: Limits) -> dict[str, bytes]:
    """The parts of a workbook that matter for its cells, by name.

    Raises `TooLargeError` where all parts together exceed the limit, and `UnreadableFileError` for
    archives that are damaged, encrypted, overlapping, or that declare entities of their own.
    """
    if content.count(_ENTRY) > MAX_PARTS:
        raise damaged(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            check_parts(file, archive.namelist())
            check_unpacked_size(file, sum(entry.file_size for entry in entries), limits)
            _check_entries(file, entries)
            parts = {entry.filename: _inflate(archive, entry) for entry in entries if _is_read(entry)}
    except _DAMAGED:
        raise damaged(file) from None
    for part in parts.values():
        _check_markup(file, part)
    return parts


def pack(parts: Mapping[str, bytes]) -> io.BytesIO:
    """The parts as an archive without compression, for the reading library."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    output.seek(0)
    return output


def _is_read(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    return (name.endswith((".xml", ".rels")) or name == "mimetype") and not name.startswith(_NEVER_READ)


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a part, at most as many as declared; `ZipFile.read` would inflate all there are."""
    with archive.open(entry) as part:
        return part.read(entry.file_size)


def _check_entries(file: str, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse(file, "locked")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise damaged(file)
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(ordered):
        if entry.header_offset + 30 + len(entry.filename) + entry.compress_size > following.header_offset:
            raise damaged(file)  # overlapping parts: much from little


def _check_markup(file: str, part: bytes) -> None:
    """Refuse document types, whose entities can expand, and encodings other than UTF-8."""
    if b"<!DOCTYPE" in part[:_PROLOG] or part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError(
            file,
            _("The workbook contains markup that no spreadsheet program writes."),
            _("Please open it in Excel or LibreOffice and save it again."),
        )


def damaged(file: str) -> UnreadableFileError:
    """The error for a workbook that no spreadsheet program writes like that."""
    return UnreadableFileError(
        file,
        _("The workbook is damaged."),
        _("Please open it in Excel or LibreOffice and save it again."),
    )
