"""How sure a finding is, in a word and with the reason."""

from enum import IntEnum

from traiber.graph.results import percent
from traiber.ontology.language import gettext_ as _


class Certainty(IntEnum):
    """Three steps; a finding is never better than the data that it rests on."""

    HINT = 0
    LIKELY = 1
    SURE = 2

    def but(self, fewer: bool) -> "Certainty":
        """This step, or the one below it."""
        return Certainty(max(0, self - 1)) if fewer else self

    def because(self, *reasons: str) -> str:
        """The step and why, as staff read it: "likely: 3 of 12 companies without data"."""
        words = {Certainty.SURE: _("sure"), Certainty.LIKELY: _("likely"), Certainty.HINT: _("hint")}
        text = "; ".join(reason for reason in reasons if reason)
        return f"{words[self]}: {text}" if text else words[self]


def chance(rate: float) -> str:
    """How many findings as unlikely as this one are chance, by the false discovery rate."""
    if rate < 0.01:
        return _("fewer than {share} of findings like this are chance").format(share=percent(0.01))
    return _("about {share} of findings like this are chance").format(share=percent(rate))


def by_rate(rate: float) -> Certainty:
    """How sure a comparison with chance is, by its false discovery rate: up to 1 %, up to 10 %, more."""
    if rate <= 0.01:
        return Certainty.SURE
    return Certainty.LIKELY if rate <= 0.1 else Certainty.HINT
