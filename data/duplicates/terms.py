"""The declared words of terms.toml in folded form."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Words = tuple[str, ...]

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "ł": "l"})
_INITIALS = re.compile(r"\b(\w)\.\s?(?=\w\b\.?)")  # "e. V." is one word, "K. Müller" two
_CAPITAL_INSIDE = re.compile(r"(?<=[a-zäöüß]{4})(?=[A-ZÄÖÜ][a-zäöüß]{3})")
_WORD = re.compile(r"[^\W_]+\.?")


@dataclass(frozen=True, slots=True)
class Terms:
    """What terms.toml declares; words are folded, phrases are tuples of words without ignored ones."""

    ignored: frozenset[str]
    legal_forms: Mapping[str, tuple[tuple[Words, str], ...]]  # first word -> phrases, the longest first
    same_words: Mapping[str, tuple[tuple[Words, str], ...]]  # first word -> phrases and the one word for them
    endings: tuple[tuple[str, str], ...]
    units: frozenset[str]
    general: frozenset[str]
    parts_of_towns: Mapping[str, str]
    shared_hosts: frozenset[str]


def fold(text: str) -> str:
    """Lower case, umlauts written out, no other accents, `&` and `+` as "und".

    >>> fold("Müller & Søhne Straße"), fold("Café ÉTÉ")
    ('mueller und soehne strasse', 'cafe ete')
    """
    lower = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return " ".join(plain.replace("&", " und ").replace("+", " und ").split())


def words(text: str) -> list[str]:
    """The words of a text in folded form; a full stop behind a word is kept, as a sign of abbreviation.

    >>> words("Müller-Masch. GmbH & Co. KG"), words("Turnverein e. V.")
    (['mueller', 'masch.', 'gmbh', 'und', 'co.', 'kg'], ['turnverein', 'ev.'])
    """
    apart = _CAPITAL_INSIDE.sub(" ", unicodedata.normalize("NFC", text))
    return _WORD.findall(_INITIALS.sub(r"\1", fold(apart)))


@cache
def load_terms() -> Terms:
    """The words of terms.toml; read once."""
    declared = tomllib.loads((files("traiber.data.duplicates") / "terms.toml").read_text(encoding="utf-8"))
    ignored = frozenset(word.rstrip(".") for text in declared["ignored"] for word in words(text))
    same: dict[Words, str] = {}
    for canonical, others in declared["same_words"].items():
        one = "".join(_phrase(canonical, ignored))
        for text in (canonical, *others):
            same.setdefault(_phrase(text, ignored), one)
    known = {phrase[0]: one for phrase, one in same.items() if len(phrase) == 1}
    return Terms(
        ignored=ignored,
        legal_forms=_by_first({_phrase(text, ignored): text for text in reversed(declared["legal_forms"])}),
        same_words=_by_first(same),
        endings=tuple((fold(one), fold(other)) for one, other in declared["same_endings"].items()),
        units=_singles(declared["units"], known),
        general=_singles(declared["general"], known),
        parts_of_towns={fold(part): fold(town) for part, town in declared["parts_of_towns"].items()},
        shared_hosts=frozenset(declared["homepages"]["shared"]),
    )


def starting(
    bare: Sequence[str], at: int, phrases: Mapping[str, tuple[tuple[Words, str], ...]]
) -> tuple[Words, str] | None:
    """The longest declared phrase that begins at a word."""
    for phrase in phrases.get(bare[at], ()):
        if tuple(bare[at : at + len(phrase[0])]) == phrase[0]:
            return phrase
    return None


def without_legal_form(bare: Sequence[str]) -> list[str]:
    """The words of a name without legal forms and ignored words; words are folded, without full stops.

    >>> without_legal_form(["firma", "guss", "und", "soehne", "gmbh", "und", "co", "kg"])
    ['guss', 'soehne']
    """
    terms = load_terms()
    rest = [word for word in bare if word not in terms.ignored]
    kept: list[str] = []
    at = 0
    while at < len(rest):
        if form := starting(rest, at, terms.legal_forms):
            at += len(form[0])
        else:
            kept.append(rest[at])
            at += 1
    return kept


def _phrase(text: str, ignored: frozenset[str]) -> Words:
    return tuple(word for found in words(text) if (word := found.rstrip(".")) not in ignored)


def _by_first(phrases: Mapping[Words, str]) -> dict[str, tuple[tuple[Words, str], ...]]:
    found: dict[str, list[tuple[Words, str]]] = {}
    for phrase, one in sorted(phrases.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        if phrase:
            found.setdefault(phrase[0], []).append((phrase, one))
    return {first: tuple(entries) for first, entries in found.items()}


def _singles(texts: Iterable[str], known: Mapping[str, str]) -> frozenset[str]:
    folded = {fold(text).replace("-", "").replace(" ", "") for text in texts}
    return frozenset(folded | {known[word] for word in folded if word in known})
