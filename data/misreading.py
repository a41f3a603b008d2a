"""Kennungen that a spreadsheet took for a number or a date, such as 7341E21 or 12MAR20."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime

from traiber.data.kennung import is_misread
from traiber.data.values import BadValueError, Raw, parse_date, to_text

KEPT_DIGITS = 15

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("JAN",),
            ("FEB",),
            ("MAR", "MRZ"),
            ("APR",),
            ("MAI", "MAY"),
            ("JUN",),
            ("JUL",),
            ("AUG",),
            ("SEP",),
            ("OKT", "OCT"),
            ("NOV",),
            ("DEZ", "DEC"),
        ),
        1,
    )
    for name in names
}
_DATE = re.compile(r"([0-9]{0,2})([A-Z]{3})([0-9]{1,4})")
_ROUNDED = re.compile(r"([0-9])[.,]([0-9]+)E\+([0-9]+)")  # as a CSV file holds what a cell showed


def misread_as(kennung: str) -> float | date | None:
    """What a spreadsheet makes of a Kennung; None where it leaves it alone.

    >>> misread_as("0012345"), misread_as("7341E21"), misread_as("12MAR20"), misread_as("7K3M9QX")
    (12345.0, 7.341e+24, datetime.date(2020, 3, 12), None)
    """
    if not is_misread(kennung):
        return None
    if found := _DATE.fullmatch(kennung):
        day, month, year = found.groups()
        number = int(year) + (0 if len(year) > 2 else 2000 if int(year) < 30 else 1900)
        try:
            return date(number, _MONTHS[month], int(day or 1))
        except (KeyError, ValueError):
            return None
    number_read = float(kennung)
    return number_read if math.isfinite(number_read) else None


def unmisread(value: Raw, known: Iterable[str]) -> str:
    """The only known Kennung that a spreadsheet turns into this value; empty where none or several.

    >>> unmisread(12345, ["0012345", "7K3M9QX"]), unmisread("7,34E+24", ["7341E21"])
    ('0012345', '7341E21')
    """
    found = [kennung for kennung in known if is_misread(kennung) and _agree(value, misread_as(kennung))]
    return found[0] if len(found) == 1 else ""


def is_turned(value: Raw) -> bool:
    """Whether a value is what is left of a Kennung or another ID after a spreadsheet turned it.

    A date, a number with a fraction, or one with more digits than a spreadsheet keeps.
    """
    if isinstance(value, (date, datetime)):
        return True
    if isinstance(value, float):
        return not value.is_integer() or abs(value) >= 10**KEPT_DIGITS
    return isinstance(value, str) and "E+" in value and _ROUNDED.fullmatch(value.strip()) is not None


def _agree(value: Raw, misread: float | date | None) -> bool:
    if misread is None or isinstance(value, bool):
        return False
    if isinstance(misread, date):
        try:
            return parse_date(value) == misread
        except BadValueError:
            return False
    text = to_text(value)
    if found := _ROUNDED.fullmatch(text):
        return f"{misread:.{len(found[2])}E}" == f"{found[1]}.{found[2]}E+{found[3]}"
    try:
        return float(text) == misread if not isinstance(value, (int, float)) else float(value) == misread
    except ValueError:
        return False
