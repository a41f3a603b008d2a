"""Parts of a zip archive replaced; all others, their order and their marks stay as they are."""

import copy
import io
import zipfile
from collections.abc import Mapping

from traiber.data.cell_edits.refusal import UneditableError, unknown_form
from traiber.ontology.language import gettext_ as _

_SIGNATURES = ("_xmlsignatures/", "META-INF/documentsignatures.xml")


def read_parts(content: bytes) -> zipfile.ZipFile:
    """The archive of a workbook; raises `UneditableError` for one that is signed or damaged."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise unknown_form() from None
    if any(name.startswith(_SIGNATURES) for name in archive.namelist()):
        raise UneditableError(_("The file carries a digital signature, which any change would break."))
    return archive


def replace_parts(archive: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes:
    """The archive with the content of some parts replaced."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as new:
        new.comment = archive.comment
        for info in archive.infolist():
            entry = copy.copy(info)
            entry.extra = b""  # sizes of large parts and padding, both written anew
            data = parts.get(info.filename)
            new.writestr(entry, archive.read(info) if data is None else data)
    return output.getvalue()
