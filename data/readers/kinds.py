"""What a file really is, whatever its name says."""

from collections.abc import Iterable

from traiber.data.readers.sheet import UnreadableFileError
from traiber.ontology.language import gettext_ as _

ARCHIVE, TEXT = "archive", "text"

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: .xls, and .xlsx behind a password
_WEB = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<div")


def kind_of(content: bytes) -> str:
    """`archive`, `text`, or the name of what cannot be read: `compound`, `locked`, `web`, `xml`, `pdf`."""
    if content.startswith(b"PK"):
        return ARCHIVE
    if content.startswith(_COMPOUND):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else "compound"
    if content.startswith(b"%PDF"):
        return "pdf"
    head = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_WEB):
        return "web"
    if head.startswith(b"<?xml"):
        return "web" if b"<html" in head else "xml"
    return TEXT


def refuse(file: str, kind: str) -> UnreadableFileError:
    """The error for a file of a kind that cannot be read."""
    save = _("Please open it in Excel or LibreOffice and save it as .xlsx.")
    reasons = {
        "locked": _("The workbook is protected by a password."),
        "compound": _("The file is an old workbook (.xls), whatever its name says."),
        "binary": _("The file is a binary workbook (.xlsb), whatever its name says."),
        "web": _("The file is a web page (HTML), no workbook."),
        "xml": _("The file is an XML document, no workbook."),
        "pdf": _("The file is a PDF document, no table."),
        "other": _("The file is no workbook."),
    }
    remedy = _("Please save it without a password.") if kind == "locked" else save
    return UnreadableFileError(file, reasons[kind], remedy)


def check_parts(file: str, names: Iterable[str]) -> None:
    """Refuse archives whose parts are no workbook of a kind that can be read."""
    known = set(names)
    if "xl/workbook.bin" in known:
        raise refuse(file, "binary")
    if not any(name == "content.xml" or name.startswith("xl/") for name in known):
        raise refuse(file, "other")
