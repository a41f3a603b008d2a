"""Workbooks among the sources that somebody has open: what was not saved yet is not read.

Office programs put a lock file beside an open document. Microsoft Office: `~$name.xlsx`, whose first
byte is the length of the user's name, followed by the name in the code page of Windows and, from byte
54 (Word) or 55 (Excel) on, by length and name in UTF-16. LibreOffice: `.~lock.name.xlsx#`, fields
separated by commas: name, account, computer, time.
"""

from pathlib import Path

from traiber.data.findings import Cell, Finding
from traiber.ontology.language import gettext_ as _


def open_files(folder: Path) -> list[Finding]:
    """A warning for each table in a folder and below that an office program has open, sorted."""
    marks = [(path, path.name[2:]) for path in folder.rglob("~$*")]
    marks += [(path, path.name[7:-1]) for path in folder.rglob(".~lock.*#")]
    return sorted(
        (_finding(folder, path, name) for path, name in marks if path.is_file()),
        key=lambda finding: finding.cell,
    )


def marks_beside(path: Path) -> list[Path]:
    """The lock files that office programs have put beside a document; older ones shorten its name by two."""
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return [mark for name in names if (mark := path.with_name(name)).exists()]


def owner_in_office(content: bytes) -> str:
    r"""The name of the user in a lock file of Microsoft Office; empty where none can be read.

    >>> owner_in_office(b"\x05Erika" + b" " * 49 + b"\x05\0" + "Erika".encode("utf-16-le"))
    'Erika'
    """
    length = content[0] if content else 0
    for at in (55, 54):
        wide = content[at + 2 : at + 2 + 2 * length]
        if int.from_bytes(content[at : at + 2], "little") == length and len(wide) == 2 * length:
            return _clean(wide.decode("utf-16-le", errors="replace"))
    return _clean(content[1 : 1 + length].decode("cp1252", errors="replace"))


def owner_in_libreoffice(content: bytes) -> str:
    """The name of the user in a lock file of LibreOffice, else the account; empty where there is none.

    >>> owner_in_libreoffice(b",erika,PC-7,24.11.2026 10:00,file:///home/erika;")
    'erika'
    """
    names = content.decode("utf-8", errors="replace").split(",")[:2]
    return next((found for name in names if (found := _clean(name))), "")


def _finding(folder: Path, mark: Path, name: str) -> Finding:
    try:
        with mark.open("rb") as file:
            content = file.read(256)
    except OSError:  # some systems let nobody else read it
        content = b""
    owner = owner_in_office(content) if mark.name.startswith("~$") else owner_in_libreoffice(content)
    rule = (
        _("is open ({owner}); only what was saved last is read.").format(owner=owner)
        if owner
        else _("is open in another program; only what was saved last is read.")
    )
    remedy = _("Please save and close it. If nobody has it open, delete {mark}.").format(mark=mark.name)
    cell = Cell(mark.with_name(name).relative_to(folder).as_posix(), "")
    return Finding("W241", cell, "", rule, remedy, severity="warning")


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()
