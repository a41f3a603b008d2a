"""Which sheet of the mapping a table is: by its name, by a word of its name, or by its headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from traiber.data.findings import Cell, Finding
from traiber.data.readers import RawSheet
from traiber.data.suggestion import is_slip, nearest
from traiber.data.values import to_text
from traiber.data.workbook import Sheet, find_sheet, load_workbook
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

FITTING = 3  # known headers that make a table recognisable by them
SHARE = 0.6  # of the headers that must be known then

_SAYS_NOTHING = re.compile(
    r"(?:tabelle|sheet|blatt|table|export|data|daten|untitled|unbenannt|mappe|book|download)[\W_0-9]*"
)
_WORDS = re.compile(r"[^\W\d_]+")

# Tables of other programs by the headers that they always have: Gephi and Kumu.
_KNOWN_TABLES = (({"id", "label"}, "actors"), ({"label", "type"}, "actors"))


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table and the sheet that it is; `finding` says so where the name alone did not."""

    raw: RawSheet
    sheet: Sheet
    finding: Finding | None = None


def recognise_sheets(sheets: Sequence[RawSheet]) -> tuple[list[Recognised], list[RawSheet]]:
    """The tables that are a sheet of the mapping, in their order, and those that are not.

    What a name does not say, its words and the headers do. Words alone are enough only where no other
    table of the same file has the name that they say: rows of a second year must not be lost because
    their sheet is called "Akteure (2)", and notes beside the sheet of ties are no ties.
    """
    named = {(raw.file, sheet.key) for raw in sheets if (sheet := find_by_name(raw.name))}
    known: list[Recognised] = []
    unknown: list[RawSheet] = []
    for raw in sheets:
        sheet = find_by_name(raw.name)
        guess = None if sheet else _by_word(raw.name) or _by_headers(raw)
        if sheet:
            known.append(Recognised(raw, sheet))
        elif guess and ((raw.file, guess.key) not in named or _fits(raw, guess)):
            known.append(Recognised(raw, guess, _guessed(raw, guess)))
        else:
            unknown.append(raw)
    return known, unknown


def find_by_name(name: str) -> Sheet | None:
    """The sheet that a name means, unseen characters aside."""
    return find_sheet(to_text(name))


def nearest_sheet(name: str) -> str:
    """The sheet that was probably meant by a name; empty where none is near."""
    return nearest(name, [n for s in load_workbook().values() for n in (s.label, *s.labels.values())])


def _by_word(name: str) -> Sheet | None:
    """The only sheet that words of a name mean, as in "Akteure 2025" or "Kumu export elements"."""
    words = _WORDS.findall(to_text(name))
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    found = {sheet.key: sheet for word in (*pairs, *words) if (sheet := find_sheet(word))}
    return next(iter(found.values())) if len(found) == 1 else None


def _by_headers(raw: RawSheet) -> Sheet | None:
    """The only sheet that the headers fit, unless the name is a slip for that of a sheet."""
    name = normalise(raw.name)
    says_nothing = bool(_SAYS_NOTHING.fullmatch(name))
    near = "" if says_nothing else nearest_sheet(raw.name)
    if near and is_slip(raw.name, near):
        return None
    headers = _headers(raw)
    fits = sorted(((_fit(sheet, headers), key) for key, sheet in load_workbook().items()), reverse=True)
    (best, key), (second, _key) = fits[:2]
    if best > second:
        return load_workbook()[key]
    is_text_table = name == normalise(raw.file.rpartition("/")[2].rpartition(".")[0])
    if not says_nothing and (not is_text_table or near):
        return None
    return next((load_workbook()[key] for known, key in _KNOWN_TABLES if known <= headers), None)


def _headers(raw: RawSheet) -> set[str]:
    return {normalise(header) for header in raw.header if header}


def _fit(sheet: Sheet, headers: set[str]) -> tuple[int, int]:
    """How many headers name a column, and how many by its own name; (0, 0) where that is too little."""
    found = _known(sheet, headers)
    own = {normalise(name) for c in sheet.columns for name in (c.key, *c.labels.values())}
    return (found, len(own & headers)) if found >= FITTING else (0, 0)


def _fits(raw: RawSheet, sheet: Sheet) -> bool:
    """Whether the headers are those of a sheet that words of the name say already."""
    return _known(sheet, _headers(raw)) > 0


def _known(sheet: Sheet, headers: set[str]) -> int:
    """How many headers name a column; 0 where required ones are missing or most are unknown."""
    found = {header: columns for header in headers if (columns := sheet.find_columns(header))}
    named = {column.key for columns in found.values() for column in columns}
    required = {column.key for column in sheet.columns if column.required}
    return len(found) if required <= named and len(found) >= SHARE * len(headers) else 0


def _guessed(raw: RawSheet, sheet: Sheet) -> Finding:
    rule = _("is no known sheet; by its words and headers it was read as {sheet}.").format(sheet=sheet.label)
    remedy = _("Please rename it if that is meant, or add '(ignore)' to its name.")
    return Finding("W110", Cell(raw.file, raw.name), raw.name, rule, remedy, sheet.label, "warning")
