"""Which known name was probably meant by one that is not known."""

from collections.abc import Iterable

from rapidfuzz import process

from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _


def find_nearest(text: str, known: Iterable[str]) -> str | None:
    """The known name that is most like the text; None if none is like it."""
    found = process.extractOne(text, list(known), processor=normalise, score_cutoff=60)
    return found[0] if found else None


def suggest(nearest: str | None) -> str:
    """The question whether this was meant, or nothing."""
    return _("Did you mean '{name}'?").format(name=nearest) if nearest else ""
