"""The IDs that cells state, and what is wrong with them: mistyped, turned into a number, unusable."""

import re
from collections.abc import Iterable, Iterator

from traiber.data.departures import nearest_kennung
from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.kennung import is_misread, is_valid
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.misreading import is_turned, unmisread
from traiber.data.registry import Registry
from traiber.data.values import KNOWN_NONE, BadValueError, Raw, shown, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _


def parse_id(value: Raw, header: str) -> str:
    """The ID that a cell states; raises `BadValueError` for a mistyped Kennung or an unusable text.

    What has the form of a Kennung under the header "Kennung" must have the right check character;
    any other text without blanks is somebody else's ID and is taken as it is.
    """
    text = to_text(value)
    kennung = normalise_kennung(text)
    if is_valid(kennung):
        return kennung
    looks_minted = (
        len(kennung) == 7 and kennung.isalnum() and not text.islower() and normalise(header) == "kennung"
    )
    if looks_minted:
        raise BadValueError(
            _("has a wrong check character."), _("Please copy the ID again or empty the cell.")
        )
    if text in (KNOWN_NONE, "–"):
        raise BadValueError(_("is no ID."), _("Please clear the cell."))
    if text.startswith("#") or any(sign in text for sign in " ;|\t\n"):
        raise BadValueError(
            _("is no ID."),
            _("An ID has no blanks, semicolons or bars and begins without #. Please shorten it."),
            re.sub(r"[ ;|\t\n]+", "-", text.lstrip("# ")),
        )
    return text


def stated_ids(table: SourceTable, findings: list[Finding], known: "KnownIds | None" = None) -> list[str]:
    """The ID of each row, "" where it states none or none that can be used.

    Where `known` Kennungen are given, what a spreadsheet turned into a number or a date is turned
    back, and a mistyped one comes with the nearest.
    """
    ids: list[str] = []
    header = table.sheet.column("id").labels["de"] if "id" in table.cells else ""
    for row, value in enumerate(table.column("id")):
        try:
            if value is None:
                ids.append("")
            elif known is not None and (turned := known.turned_back(value)):
                ids.append(turned)
                findings.append(_turned_back(table, row, turned))
            elif known is not None and is_turned(value):
                ids.append("")
                findings.append(_turned(table, row))
            else:
                ids.append(parse_id(value, header))
        except BadValueError as error:
            ids.append("")
            near = known.nearest(to_text(value)) if known is not None else ""
            remedy = _did_you_mean(near, known.name(near)) if known is not None and near else error.remedy
            cell = table.cell("id", row)
            suggestion = near or error.suggestion
            findings.append(Finding("E201", cell, shown(value), error.rule, remedy, suggestion))
    return ids


class KnownIds:
    """The Kennungen of the registry and of the tables at hand."""

    def __init__(self, tables: Iterable[SourceTable], registry: Registry) -> None:
        """Collect them."""
        self._registry = registry
        self._kennungen = {*registry.entries, *_valid(tables)}
        self._misread = sorted(filter(is_misread, self._kennungen))

    def turned_back(self, value: Raw) -> str:
        """The known Kennung that a spreadsheet turned into this value; empty where it is none."""
        return unmisread(value, self._misread) if self._misread and value not in self._kennungen else ""

    def nearest(self, text: str) -> str:
        """The known Kennung that was probably meant; empty where that is not clear."""
        return nearest_kennung(text, sorted(filter(is_valid, self._kennungen)))

    def name(self, kennung: str) -> str:
        """The name that the last build knew under a Kennung; empty where it knew none."""
        entry = self._registry.entries.get(kennung)
        return entry.marks.name if entry and not entry.gone else ""


def _valid(tables: Iterable[SourceTable]) -> Iterator[str]:
    for table in tables:
        kennungen = (normalise_kennung(to_text(value)) for value in table.column("id") if value is not None)
        yield from filter(is_valid, kennungen)


def _did_you_mean(kennung: str, name: str) -> str:
    if name:
        return _("Did you mean '{kennung}' ({name})?").format(kennung=kennung, name=name)
    return _("Did you mean '{name}'?").format(name=kennung)


def _turned_back(table: SourceTable, row: int, kennung: str) -> Finding:
    rule = _("was taken for a number or a date by the spreadsheet; it is read as {kennung}.")
    remedy = _("Please give the column the format Text, then write {kennung} again.")
    return Finding(
        "W222",
        table.cell("id", row),
        shown(table.column("id")[row]),
        rule.format(kennung=kennung),
        remedy.format(kennung=kennung),
        kennung,
        "warning",
    )


def _turned(table: SourceTable, row: int) -> Finding:
    rule = _("is a date or a rounded number, not an ID; a spreadsheet may have made it of one.")
    remedy = _("Please give the column the format Text and copy the ID again, or empty the cell.")
    return Finding("E224", table.cell("id", row), shown(table.column("id")[row]), rule, remedy)
