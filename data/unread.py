"""Files among the sources that are not read, so that nobody believes they were."""

from pathlib import Path

from traiber.data.findings import Cell, Finding
from traiber.data.foreign import ENDINGS
from traiber.data.readers import CONVERTIBLE, TEXT_TABLES, WORKBOOKS, find_others
from traiber.ontology.language import gettext_ as _


def unread_files(folder: Path) -> list[Finding]:
    """A warning for each file in a folder and below that can not be read; hidden and lock files aside."""
    readable = ", ".join((*WORKBOOKS, *TEXT_TABLES, *ENDINGS))
    return [
        Finding(
            "W103",
            Cell(path.relative_to(folder).as_posix(), ""),
            "",
            _("is no table that can be read; nothing was read from it."),
            _("Please open it in Excel or LibreOffice and save it as .xlsx.")
            if path.suffix.lower() in CONVERTIBLE
            else _("Readable are: {endings}.").format(endings=readable),
            severity="warning",
        )
        for path in find_others(folder)
        if path.suffix.lower() not in ENDINGS
    ]
