"""The IDs that cells state, and what is wrong with them: mistyped, turned into a number, unusable."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from traiber.data.departures import nearest_kennung
from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.kennung import LENGTH, is_misread, is_valid
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.misreading import is_turned, unmisread
from traiber.data.registry import Registry
from traiber.data.values import KNOWN_NONE, BadValueError, Raw, shown, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

SERIES = 3  # IDs of one pattern that are no chance: of random Kennungen hardly two have one

_SEPARATOR = re.compile(r"[ ;|\t\n]")


class MistypedError(BadValueError):
    """A text with the form of a Kennung, but not its check character."""


def parse_id(value: Raw, header: str) -> str:
    """The ID that a cell states; raises `BadValueError` for an unusable text.

    What has the form of a Kennung under the header "Kennung" should have the right check character;
    raises `MistypedError` where it has not. Any other text without blanks is somebody else's ID and
    is taken as it is.
    """
    text = to_text(value)
    kennung = normalise_kennung(text)
    if is_valid(kennung):
        return kennung
    if len(kennung) == LENGTH and kennung.isalnum() and not text.islower() and normalise(header) == "kennung":
        rule, remedy = _("has a wrong check character."), _("Please copy the ID again or empty the cell.")
        raise MistypedError(rule, f"{remedy} {_if_foreign(text)}")
    if text in (KNOWN_NONE, "–"):
        raise BadValueError(_("is no ID."), _("Please clear the cell."))
    if text.startswith("#") or _SEPARATOR.search(text):
        raise BadValueError(
            _("is no ID."),
            _("An ID has no blanks, semicolons or bars and begins without #. Please shorten it."),
            re.sub(r"[ ;|\t\n]+", "-", text.lstrip("# ")),
        )
    return text


def stated_ids(table: SourceTable, findings: list[Finding], known: "KnownIds | None" = None) -> list[str]:
    """The ID of each row, "" where it states none or none that can be used.

    Where `known` Kennungen are given, what a spreadsheet turned into a number or a date is turned
    back, and what is a slip away from one is mistyped for it. Other texts with the form of a Kennung
    are somebody else's IDs, and taken as they are, where `SERIES` of them have one pattern, such as
    C000123, or where more of them fail the check of a Kennung than there are Kennungen. Of such
    texts one in 37 passes the check, so what has the pattern of a series is not mistyped for one that
    has it too.
    """
    ids: list[str] = []
    mistyped: dict[int, BadValueError] = {}
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
        except MistypedError as error:
            ids.append(to_text(value))
            mistyped[row] = error
        except BadValueError as error:
            ids.append("")
            near = known.nearest(to_text(value)) if known is not None else ""
            findings.append(_unusable(table, row, error, known, near))
    minted = sum(map(is_valid, ids)) if known is None else known.minted
    doubtful = [row for row, text in enumerate(ids) if row in mistyped or _is_like_kennung(text)]
    counts = Counter(_pattern(text) for text in {ids[row] for row in doubtful})
    series = {pattern for pattern, count in counts.items() if count >= SERIES}
    for row in doubtful:
        text = ids[row]
        near = known.nearest(text, 2 if row in mistyped else 1) if known is not None else ""
        if near and _pattern(text) in series and _pattern(text) == _pattern(near):
            near = ""
        is_foreign = row not in mistyped or _pattern(text) in series or len(mistyped) > minted
        if near or not is_foreign:
            ids[row] = ""
            fault = mistyped.get(row) or BadValueError(_("is no known ID, but nearly one."))
            findings.append(_unusable(table, row, fault, known, near))
    return ids


def _is_like_kennung(text: str) -> bool:
    """Whether a text that is no Kennung may be one with a slip."""
    kennung = normalise_kennung(text)
    return abs(len(kennung) - LENGTH) <= 1 and kennung.isalnum() and not is_valid(kennung)


def _pattern(text: str) -> str:
    """Where letters and where digits stand.

    >>> _pattern("C000123"), _pattern("7k3")
    ('A999999', '9A9')
    """
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text))


def _if_foreign(text: str) -> str:
    remedy = _("If it is an ID of another system, please write it with a prefix, such as {example}.")
    return remedy.format(example=f"crm-{text}")


def _unusable(
    table: SourceTable, row: int, error: BadValueError, known: "KnownIds | None", near: str = ""
) -> Finding:
    value = table.column("id")[row]
    remedy = error.remedy
    if known is not None and near:
        remedy = f"{_did_you_mean(near, known.name(near))} {_if_foreign(to_text(value))}"
    return Finding("E201", table.cell("id", row), shown(value), error.rule, remedy, near or error.suggestion)


class KnownIds:
    """The Kennungen of the registry and of the tables at hand."""

    def __init__(self, tables: Iterable[SourceTable], registry: Registry) -> None:
        """Collect them."""
        self._registry = registry
        self._kennungen = {*registry.entries, *_valid(tables)}
        self._minted = sorted(filter(is_valid, self._kennungen))
        self._misread = sorted(filter(is_misread, self._kennungen))
        self.minted = len(self._minted)

    def turned_back(self, value: Raw) -> str:
        """The known Kennung that a spreadsheet turned into this value; empty where it is none."""
        return unmisread(value, self._misread) if self._misread and value not in self._kennungen else ""

    def nearest(self, text: str, slips: int = 2) -> str:
        """The known Kennung that was probably meant, so many slips away; empty where that is not clear."""
        return nearest_kennung(text, self._minted, slips) if self._minted else ""

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
