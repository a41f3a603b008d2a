"""What speaks for or against one organisation, in words."""

from traiber.data.duplicates.scoring import Part, Score
from traiber.graph.results import number
from traiber.ontology.language import gettext_ as _


def reason(score: Score, points: bool = True) -> str:
    """The parts of a score as one sentence, on request each with its points."""
    phrases = [
        f"{_phrase(part)} ({_signed(part.points)})" if points else _phrase(part) for part in score.parts
    ]
    return "; ".join(phrases)


def _signed(points: float) -> str:
    return f"{'+' if points >= 0 else '−'}{number(abs(points), 2)}"


def _phrase(part: Part) -> str:
    texts = {str(at): text for at, text in enumerate(part.texts)}
    both = {"one": texts.get("0", ""), "other": texts.get("1", "")}
    phrases = {
        "same_name": _("same name"),
        "same_words": _("names equal but for legal form and spelling"),
        "like_names": _("similar names"),
        "same_words_by": _("'{one}' and '{other}' are equal but for legal form and spelling"),
        "like_names_by": _("'{one}' is similar to '{other}'"),
        "general": _("only general words in common"),
        "other_form": _("different legal forms"),
        "unit": _("'{one}' in one name only"),
        "number_in_name": _("the number '{one}' in one name only"),
        "places_in_names": _("different places in the names: {one}, {other}"),
        "place_elsewhere": _("'{one}' in the name, but seat {other}"),
        "same_number": _("same official number {other}"),
        "other_number": _("different official numbers"),
        "same_host": _("same homepage {one}"),
        "other_host": _("different homepages"),
        "same_postcode": _("same postcode {one}"),
        "same_town": _("same town {one}")
        if both["one"] == both["other"]
        else _("{one} and {other} are one town"),
        "other_town": _("different towns: {one}, {other}"),
        "same_region": _("both in {one}"),
        "other_region": _("different districts: {one}, {other}"),
    }
    return phrases[part.kind].format(**both)
