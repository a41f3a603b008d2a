"""Finding the code or the code list that staff mean."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from traiber.ontology.codes.lists import Code, CodeList, load_codes


def resolve(scheme: str, text: str) -> Code | None:
    """The code of a list that a text means: notation, label, alternative or hidden label.

    Case, Unicode form and repeated spaces do not matter. `None` for an unknown text; raises
    `KeyError` for an unknown list.

    >>> resolve("ActorType", " ihk ").notation
    'chamber'
    """
    return _shipped_index(scheme).get(normalise(text))


def resolve_scheme(text: str) -> CodeList | None:
    """The code list that a text means: key, label or alias.

    >>> resolve_scheme("akteurstyp").key
    'ActorType'
    """
    wanted = normalise(text)
    for code_list in load_codes().values():
        names = (code_list.key, *code_list.labels.values(), *code_list.aliases)
        if wanted in map(normalise, names):
            return code_list
    return None


def name_index(codes: Iterable[Code]) -> dict[str, Code]:
    """The codes by every normalised name; the first code keeps a name that two claim."""
    index: dict[str, Code] = {}
    for code in codes:
        for name in (code.notation, *code.labels.values(), *code.names):
            index.setdefault(normalise(name), code)
    return index


def normalise(text: str) -> str:
    """The form in which names are compared: NFC, casefolded, single spaces.

    >>> normalise("  Universita\u0308t   Siegen")
    'universität siegen'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


@cache
def _shipped_index(scheme: str) -> dict[str, Code]:
    return name_index(load_codes()[scheme].codes)
