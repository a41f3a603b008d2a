"""Cell values as RDF terms: how each column type is read.

A parser takes the trimmed text or the number or date that the file holds and returns one term in
N-Triples, or raises `BadValueError` with the rule that was broken. Types: `text` and `label` strings
(a label has the column's language), `date` ISO or German, `moment` a day as xsd:dateTime, `year`,
`integer`, `decimal` (comma or point), `boolean` ja/nein, `survey` ja/nein or a date, `url` http(s),
`point` "latitude, longitude", `nuts` a NUTS code, `lei` a Legal Entity Identifier (data/lei.py).
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from traiber.data.lei import is_lei, normalise_lei
from traiber.graph.results import day
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed

Raw = str | int | float | bool | date | datetime | time | timedelta | None

KNOWN_NONE = "-"
MOST_DIGITS = 30  # before the decimal sign; Python turns no text of thousands of digits into a number
YES = frozenset({"ja", "j", "yes", "y", "true", "wahr", "1", "x"})
NO = frozenset({"nein", "n", "no", "false", "falsch", "0"})

_TIME = r"(?:[T ] ?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?"
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})" + _TIME)
_GERMAN = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})" + _TIME)
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SHORT = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}")
_DECIMAL = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_PLAIN_URL = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?:/[A-Za-z0-9._~/-]*)?"
)  # the usual ones
_HOST = re.compile(r"(?:[^@\[\]]*@)?(?:\[([0-9A-Fa-f:.]+)\]|[\w.~-]+)(?::[0-9]*)?")
_POINT = re.compile(r"\s*(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*[,;/ ]\s*(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*")
_ERROR_VALUE = re.compile(
    r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|NUM!|ZAHL!|DIV/0!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!"
    r"|GETTING_DATA|DATEN_ABRUFEN|FIELD!|FELD!|BLOCKED!|CONNECT!|UNKNOWN!)|(?:Err|Fehler):5[0-9]{2}"
)
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")  # look like a space
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, no width: copied along unseen
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")


class BadValueError(ValueError):
    """A value that its column does not admit; the text is the broken rule, `remedy` what to do."""

    def __init__(self, rule: str, remedy: str = "", suggestion: str = "") -> None:
        """Keep rule, remedy and the value that was probably meant."""
        super().__init__(rule)
        self.rule = rule
        self.remedy = remedy
        self.suggestion = suggestion


def to_text(value: Raw) -> str:
    """What a reader of the sheet sees: NFC, plain spaces, none outside, whole numbers without `.0`.

    Soft hyphens and characters without width, which come along unseen when text is copied from web
    pages and documents, are left out.

    >>> to_text(42117.0), to_text("Wu\\u0308lfrath\\u00a0"), to_text(None)
    ('42117', 'Wülfrath', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return (value if value.isascii() else _visible(value)).strip()
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    return str(value).strip()


def _visible(text: str) -> str:
    """A text in NFC with plain spaces and nothing unseen; both count as not printable."""
    normal = unicodedata.normalize("NFC", text)
    return normal if normal.isprintable() else _UNSEEN.sub("", _BLANKS.sub(" ", normal))


def shown(value: Raw) -> str:
    """A value as messages show it: its text, but a day as staff write it in the current language.

    >>> shown(date(2026, 11, 25)), shown("25.11.26"), shown(2.0)
    ('2026-11-25', '25.11.26', '2')
    """
    if isinstance(value, datetime):
        clock = value.time()
        return day(value.date()) if clock == time() else f"{day(value.date())} {clock.isoformat()}"
    return day(value) if isinstance(value, date) else to_text(value)


def is_error_value(value: Raw) -> bool:
    """Whether a cell holds what a spreadsheet shows where it could not compute, in German or English.

    >>> is_error_value("#NV"), is_error_value("#REF!"), is_error_value("#1 der Region")
    (True, True, False)
    """
    return isinstance(value, str) and bool(_ERROR_VALUE.fullmatch(value.strip()))


def error_values(rows: Iterable[Iterable[Raw]]) -> set[Raw]:
    """Those of many values that are error values; one search in all texts of a row spares most rows."""
    found: set[Raw] = set()
    for row in rows:
        together = "\n".join([value for value in row if isinstance(value, str)])
        if "#" in together or "Err:5" in together or "Fehler:5" in together:
            found.update(value for value in row if is_error_value(value))
    return found


def split_values(text: str, by_line: bool = False) -> list[str]:
    """The single values of a cell that may hold several, separated by `;` or `|`, or one a line.

    >>> split_values("IHK; Kammer |"), split_values("Erste; Notiz\\nZweite", by_line=True)
    (['IHK', 'Kammer'], ['Erste; Notiz', 'Zweite'])
    """
    if not by_line and ";" not in text and "|" not in text:
        return [alone] if (alone := text.strip()) else []
    parts = text.splitlines() if by_line else text.replace("|", ";").split(";")
    return [part.strip() for part in parts if part.strip()]


def parse_date(value: Raw) -> date:
    """A day from a date cell, `2025-12-31` or `31.12.2025`; an ambiguous short form is refused.

    A time of day, such as in a date cell that shows the day only, does not count.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = to_text(value)
    found = _ISO.fullmatch(text)
    parts = found.groups() if found else None
    if not parts and (found := _GERMAN.fullmatch(text)):
        parts = found.groups()[::-1]
    if parts:
        try:
            return date(*(int(part) for part in parts))
        except ValueError:
            raise BadValueError(_("is not a day of the calendar."), _DATE_HELP()) from None
    if meant := _meant_by_slashes(text):
        written = f"{meant.day:02}.{meant.month:02}.{meant.year}"
        rule = _("is written in another country's order.")
        remedy = _("Please write {date}.").format(date=written)
        raise BadValueError(rule, remedy, written)
    if _SHORT.fullmatch(text):
        raise BadValueError(_("is ambiguous as a date."), _DATE_HELP())
    raise BadValueError(
        _("is not a date."),
        _("Please write 31.12.2025 or 2025-12-31, or leave the cell empty if the day is not known."),
    )


def _meant_by_slashes(text: str) -> date | None:
    """The only day that 12/31/2025 or 31/12/2025 can mean; None where both orders give one, or none does.

    >>> _meant_by_slashes("12/31/2025"), _meant_by_slashes("1/2/2003")
    (datetime.date(2025, 12, 31), None)
    """
    found = _SLASHES.fullmatch(text)
    if not found:
        return None
    first, second, year = map(int, found.groups())
    days: set[date] = set()
    for day_, month in ((first, second), (second, first)):
        with suppress(ValueError):
            days.add(date(year, month, day_))
    return days.pop() if len(days) == 1 else None


def refuse_future(value: Raw) -> None:
    """Refuse a day after today for what must have happened; other values are left to their parser."""
    try:
        found = parse_date(value)
    except BadValueError:
        return
    if found > date.today():
        raise BadValueError(_("lies in the future."), _("Please correct the date."))


def _DATE_HELP() -> str:  # noqa: N802  (a text that depends on the language, otherwise a constant)
    return _("Please write 31.12.2025 or 2025-12-31.")


def parse_number(value: Raw) -> str:
    """A decimal number in canonical form from `1234.5`, `1234,5` or `1.234,5`; of `45 %` it is 45.

    Raises `BadValueError` for what is no number, may mean two, or has more than `MOST_DIGITS` digits.
    """
    if isinstance(value, (bool, date)):
        raise BadValueError(_("is not a number."), _("Please write a number such as 12 or 3,5."))
    if isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            raise BadValueError(_("is not a number."), _("Please write a number such as 12 or 3,5."))
        if abs(value) >= 10**MOST_DIGITS:
            raise _too_long()
        return str(value) if isinstance(value, int) else format(Decimal(repr(value)).normalize(), "f")
    text = to_text(value).removesuffix("%").rstrip()
    if "," in text and _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    elif _THOUSANDS.fullmatch(text):
        raise BadValueError(
            _("may mean two numbers."), _("Please write it without a separator of thousands.")
        )
    if not _DECIMAL.fullmatch(text):
        raise BadValueError(_("is not a number."), _("Please write a number such as 12 or 3,5."))
    whole, _point, rest = text.replace(",", ".").lstrip("+-").partition(".")
    sign = "-" if text.startswith("-") else ""
    whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
    if len(whole) > MOST_DIGITS:
        raise _too_long()
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _too_long() -> BadValueError:
    rule = _("has more than {n} digits before the decimal sign.").format(n=MOST_DIGITS)
    return BadValueError(rule, _("Please correct the number, or move it to a column for text."))


def parse_boolean(value: Raw) -> bool:
    """Yes or no from ja/nein, yes/no, x, 1/0."""
    text = to_text(value).casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadValueError(_("is neither yes nor no."), _("Please write ja or nein."))


def _date(value: Raw) -> str:
    return typed(parse_date(value).isoformat(), "xsd:date")


def _moment(value: Raw) -> str:
    return typed(f"{parse_date(value).isoformat()}T00:00:00", "xsd:dateTime")


def _year(value: Raw) -> str:
    text = to_text(value)
    if not re.fullmatch(r"[0-9]{4}", text):
        raise BadValueError(_("is not a year."), _("Please write four digits such as 2025."))
    return typed(text, "xsd:gYear")


def _integer(value: Raw) -> str:
    number = parse_number(value)
    if "." in number:
        raise BadValueError(_("is not a whole number."), _("Please write a whole number."))
    return typed(number, "xsd:integer")


def _decimal(value: Raw) -> str:
    number = parse_number(value)
    return typed(number if "." in number else f"{number}.0", "xsd:decimal")


def _boolean(value: Raw) -> str:
    return typed(str(parse_boolean(value)).lower(), "xsd:boolean")


def _survey(value: Raw) -> str:
    text = to_text(value)
    is_number = text[:1].isdigit() and len(text) > 1
    if isinstance(value, date) or is_number:
        return _date(value)
    try:
        return _boolean(value)
    except BadValueError:
        rule = _("is neither yes nor no nor a date.")
        raise BadValueError(rule, _("Please write ja, nein or a date such as 31.12.2025.")) from None


def _url(value: Raw) -> str:
    if isinstance(value, str) and _PLAIN_URL.fullmatch(value):
        return f"<{value}>"
    text = to_text(value)
    if _is_url(text):
        return iri(text)
    whole = f"https://{text}"
    if "://" not in text and "@" not in text and "." in text and _is_url(whole):
        raise BadValueError(
            _("is not a whole web address."), _("Did you mean '{name}'?").format(name=whole), whole
        )
    raise BadValueError(_("is not a web address."), _("Please write an address that begins with https://."))


def _is_url(text: str) -> bool:
    return _URL.fullmatch(text) is not None and _has_host(text)


def _has_host(url: str) -> bool:
    """Whether an address names a host, and a port only as a number."""
    try:
        parts = urlsplit(url)
        found = _HOST.fullmatch(parts.netloc)
        return found is not None and parts.port != 0 and (not found[1] or bool(IPv6Address(found[1])))
    except ValueError:
        return False


def _point(value: Raw) -> str:
    found = _POINT.fullmatch(to_text(value))
    if not found:
        raise BadValueError(
            _("is not a position."), _("Please write latitude and longitude such as 51.2563, 7.1482.")
        )
    latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadValueError(
            _("lies outside of the earth."), _("Latitude is -90 to 90, longitude -180 to 180.")
        )
    return typed(f"POINT({_plain(longitude)} {_plain(latitude)})", "geo:wktLiteral")


def _plain(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")  # a centimetre on the ground


def _nuts(value: Raw) -> str:
    text = to_text(value).upper()
    if not _NUTS.fullmatch(text):
        bare = re.sub(r"[^0-9A-Z]", "", text)
        if _NUTS.fullmatch(bare):
            raise BadValueError(_("is not a NUTS code."), _("Did you mean '{name}'?").format(name=bare), bare)
        raise BadValueError(_("is not a NUTS code."), _("Please write a code such as DEA1A."))
    return term(f"nuts:{text}")


def _lei(value: Raw) -> str:
    text = normalise_lei(to_text(value))
    if not is_lei(text):
        raise BadValueError(
            _("is no LEI: it has 20 letters and digits, the last two of which check the others."),
            _("Please copy it again, or empty the cell."),
        )
    return literal(text)


PARSERS: Mapping[str, Callable[[Raw], str]] = {
    "text": lambda value: literal(to_text(value)),
    "date": _date,
    "moment": _moment,
    "year": _year,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "survey": _survey,
    "url": _url,
    "point": _point,
    "nuts": _nuts,
    "lei": _lei,
}
