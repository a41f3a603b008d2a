"""The number under which a German register court keeps an organisation, in one way of writing."""

import re
from functools import lru_cache

from traiber.ontology.codes import normalise

_NUMBER = re.compile(
    r"\b(hra|hrb|gnr|gsr|pr|vr)[\s.:]*(?:nr\.?\s*)?([0-9][0-9 .]*)"
    r"(?:\s*(?!(?:ag|in|des)\b)([a-z]{1,3})\b)?"
)
_NO_COURT = re.compile(r"\b(amtsgericht|registergericht|handelsregister|gericht|ag|nr|des|beim|in)\b")
_SIGNS = re.compile(r"[^\w\s]")


@lru_cache(100_000)  # each is asked for by several marks
def register_key(text: str) -> str:
    """Court, section and number; empty where the text does not name all three.

    A number says nothing without its court: each court counts from 1.

    >>> register_key("Amtsgericht Wuppertal, HRB 12 345"), register_key("HRB 12345 (Wuppertal)")
    ('wuppertal hrb 12345', 'wuppertal hrb 12345')
    >>> register_key("HRB 12345")
    ''
    """
    flat = normalise(text)
    found = _NUMBER.search(flat)
    if found is None:
        return ""
    rest = f"{flat[: found.start()]} {flat[found.end() :]}"
    court = _court(rest)
    number = found[2].replace(" ", "").replace(".", "").lstrip("0")
    return f"{court} {found[1]} {number}{found[3] or ''}" if court and number else ""


@lru_cache(10_000)  # there are few courts
def _court(text: str) -> str:
    return " ".join(_NO_COURT.sub(" ", _SIGNS.sub(" ", text)).split())
