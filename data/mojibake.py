"""Texts in UTF-8 that were read as cp1252 and saved so: MÃ¼ller for Müller."""

import re
from collections.abc import Iterable, Iterator

from traiber.data.findings import Cell, Finding
from traiber.data.readers import RawSheet
from traiber.data.values import Raw
from traiber.ontology.language import gettext_ as _

_PATTERN = re.compile("Ã[\u0080-\u00bf\u0178\u201e\u2013\u0153\u0152\u017e\u2026\u2030]|â€|Â[\u00a0-\u00bf]")
_SIGNS = ("Ã", "â€", "Â")


def repaired(text: str) -> str:
    """The text as it was meant; "" where nothing points to a wrong encoding.

    >>> repaired("MÃ¼ller"), repaired("StraÃŸe"), repaired("SÃO PAULO"), repaired("Müller")
    ('Müller', 'Straße', '', '')
    """
    if not _PATTERN.search(text):
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return _PATTERN.sub(_one, text)


def _one(found: re.Match[str]) -> str:
    try:
        return found[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return found[0]


def find_mojibake(raw: RawSheet) -> Iterator[Finding]:
    """A warning for each cell that holds such characters; one look at a whole row spares most cells."""
    for number, row in zip(raw.numbers, raw.rows, strict=True):
        if _is_suspect(row):
            for at, value in enumerate(row):
                if isinstance(value, str) and (meant := repaired(value)):
                    rule = _("holds characters that were saved in a wrong encoding.")
                    remedy = _("Should it be '{name}'?").format(name=meant)
                    cell = Cell(raw.file, raw.name, number, at + 1)
                    yield Finding("W118", cell, value, rule, remedy, meant, "warning")


def _is_suspect(row: Iterable[Raw]) -> bool:
    together = "\n".join([value for value in row if isinstance(value, str)])
    return not together.isascii() and any(sign in together for sign in _SIGNS)
