"""The known name that a mistyped one was probably meant to be."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from traiber.ontology.codes import normalise

TYPING_SLIP = 0.7  # share of characters that stay under the fewest slips
SHORT_FORM = 88.0  # for a name of which only a part was written


def nearest(text: str, names: Iterable[str]) -> str:
    """The nearest name; empty where none is near.

    First by typing slips (optimal string alignment: a letter wrong, missing, doubled or swapped),
    then by parts of names, such as Oberberg for Oberbergischer Kreis.

    >>> nearest("Argentur", ["Agentur", "Regionalmanagement"])
    'Agentur'
    >>> nearest("Oberberg", ["Olpe", "Oberbergischer Kreis"])
    'Oberbergischer Kreis'
    >>> nearest("Quux", ["Agentur"])
    ''
    """
    choices = {normalise(name): name for name in names}
    wanted = normalise(text)
    found = process.extractOne(
        wanted, choices.keys(), scorer=OSA.normalized_similarity, score_cutoff=TYPING_SLIP
    )
    if found is None and len(wanted) >= 4:
        found = process.extractOne(wanted, choices.keys(), scorer=fuzz.WRatio, score_cutoff=SHORT_FORM)
    return choices[found[0]] if found else ""
