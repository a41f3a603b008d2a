"""The known name that a mistyped or shortened one was probably meant to be."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from traiber.data.duplicates.terms import without_legal_form
from traiber.ontology.codes import normalise

TYPING_SLIP = 0.7  # share of characters that stay under the fewest slips
MOST_DIGITS = 9  # of a number of employees and the like
SHORT_FORM = 88.0  # for a name of which only a part was written
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FILLERS = frozenset({"kreis", "kreisfreie", "landkreis", "stadt"})
_INITIALS = re.compile(r"\b(\w)\.\s?(?=\w\b\.?)")  # "e. V." is one word
_RANGE = re.compile(r"<([0-9]+)|([0-9]+)-([0-9]+)|>=([0-9]+)")
_SHORT = range(3, 7)  # letters of a contraction such as W-tal or OBK


def nearest(text: str, names: Iterable[str]) -> str:
    """The nearest name; empty where none is near.

    First by typing slips (optimal string alignment: a letter wrong, missing, doubled or swapped; ü is
    ue, signs do not count), then without legal forms and words such as Kreis, then a short form that only
    one name has, then by parts of names.

    >>> nearest("Argentur", ["Agentur", "Regionalmanagement"])
    'Agentur'
    >>> nearest("Oberberg", ["Olpe", "Oberbergischer Kreis"]), nearest("W-tal", ["Wuppertal", "Solingen"])
    ('Oberbergischer Kreis', 'Wuppertal')
    >>> nearest("Müler GmbH", ["Müller GmbH", "Mueller Gmbh"])
    'Müller GmbH'
    >>> nearest("Guss u. Söhne", ["Guss & Söhne GmbH"]), nearest("Quux", ["Agentur", "e.V."])
    ('Guss & Söhne GmbH', '')
    """
    choices: dict[str, list[str]] = {}
    for name in names:
        choices.setdefault(_fold(name), []).append(name)
    wanted = _fold(text)
    found = _whole_slip(wanted, choices) or _core_slip(wanted, choices) or _shorter(wanted, choices)
    return max(choices.get(found, [""]), key=lambda name: OSA.normalized_similarity(text, name))


def _whole_slip(wanted: str, choices: Iterable[str]) -> str:
    """The nearest name by slips; not one of which only a long legal form is like that of the text."""
    found = _slip(wanted, choices)
    own, other = _core(wanted), _core(found)
    return found if not own or not other or OSA.normalized_similarity(own, other) >= TYPING_SLIP else ""


def _slip(wanted: str, choices: Iterable[str]) -> str:
    found = process.extractOne(
        wanted, list(choices), scorer=OSA.normalized_similarity, score_cutoff=TYPING_SLIP
    )
    return found[0] if found else ""


def _core_slip(wanted: str, choices: Iterable[str]) -> str:
    """The nearest name but for legal forms and the like."""
    cores = {core: name for name in choices if (core := _core(name))}
    found = _slip(_core(wanted), cores) if len(_core(wanted)) > 3 else ""
    return cores[found] if found else ""


def _shorter(wanted: str, choices: Iterable[str]) -> str:
    """The one name that a text shortens, else the name that has it as a part."""
    start = f" {wanted.partition(' ')[0]}"
    begun = (name for name in choices if start in f" {name}" or name[:1] == wanted[:1])  # a glance first
    short = [name for name in begun if is_short_form(wanted, name)]
    if wanted and len(short) == 1:
        return short[0]
    if len(wanted) < 4:
        return ""
    found = process.extractOne(wanted, list(choices), scorer=fuzz.WRatio, score_cutoff=SHORT_FORM)
    return found[0] if found else ""


def is_slip(text: str, name: str) -> bool:
    """Whether a text is a name but for a few typing slips.

    >>> is_slip("Beziehugen", "Beziehungen"), is_slip("Telefonliste", "Listen")
    (True, False)
    """
    return OSA.normalized_similarity(_fold(text), _fold(name)) >= TYPING_SLIP


def is_short_form(text: str, name: str) -> bool:
    """Whether a text shortens a name: by the beginnings of its words, or to a few of its letters.

    Of a contraction the first letter begins the name, and the last one begins or ends a word.

    >>> is_short_form("ennepe ruhr", "ennepe ruhr kreis"), is_short_form("rbk", "rheinisch bergischer kreis")
    (True, True)
    >>> is_short_form("amt", "agentur fuer arbeit")
    False
    """
    words, named = text.split(), name.split()
    return _begin(words, named) or _contract("".join(words), named)


def _begin(words: Sequence[str], named: Sequence[str]) -> bool:
    """Whether each word begins one of the name's, in their order."""
    rest = iter(named)
    return len("".join(words)) > 1 and all(any(one.startswith(word) for one in rest) for word in words)


def _contract(letters: str, named: Sequence[str]) -> bool:
    if len(letters) not in _SHORT or not named or not named[0].startswith(letters[0]):
        return False
    rest = iter("".join(named))
    ends = {sign for word in named for sign in (word[0], word[-1])}
    return letters[-1] in ends and all(letter in rest for letter in letters)


def find_range(text: str, names: Iterable[str]) -> str:
    """The range, such as <10, 10-49 or >=250, that holds a whole number; empty for anything else.

    >>> find_range("37", ["<10", "10-49", ">=50"]), find_range("9", ["<10"]), find_range("drei", ["<10"])
    ('10-49', '<10', '')
    """
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        return ""
    number = int(text)
    for name in names:
        if found := _RANGE.fullmatch(name):
            below, least, most, above = found.groups()
            high = int(most) if most else int(below) - 1 if below else number
            if int(least or above or 0) <= number <= high:
                return name
    return ""


@lru_cache(maxsize=100_000)
def _core(folded: str) -> str:
    return " ".join(word for word in without_legal_form(folded.split()) if word not in _FILLERS)


@lru_cache(maxsize=100_000)
def _fold(text: str) -> str:
    """A name without signs and with umlauts written out, as far as names differ by them by accident."""
    joined = _INITIALS.sub(r"\1", normalise(text).translate(_LETTERS))
    return " ".join(re.sub(r"[^\w]+|_", " ", joined).split()) or normalise(text)
