"""Actors whose loss would cut companies off from the rest of the network (section G5)."""

from collections.abc import Iterator

from traiber.graph.centrality import cut_off
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import percent
from traiber.ontology.language import gettext_ as _

FEWEST_CUT_OFF = 2  # companies; below, every actor with a single contact would be a finding


def single_points_of_failure(view: View) -> Iterator[Gap]:
    """Actors without whom at least `FEWEST_CUT_OFF` companies have no recorded way to the rest.

    The score is the number of companies cut off, and less than one more for the other actors.
    """
    lost = cut_off(view.arrays, [a.kennung for a in view.actors if a.company])
    for kennung, (actors, companies) in lost.items():
        if companies >= FEWEST_CUT_OFF:
            name = view.actor(kennung).label
            yield make_gap(
                view,
                "single_point_of_failure",
                (kennung,),
                observed=actors,
                companies_affected=companies,
                score=companies + (actors - companies) / (actors + 1),
                reason=_reason(name, companies, actors - companies),
                action=_("Arrange a second way in for those who hang on {actor} alone.").format(actor=name),
                certainty=_how_sure(view),
            )


def _how_sure(view: View) -> str:
    share = view.silent_share
    return Certainty.SURE.but(share >= TOO_MANY_SILENT).because(
        _("follows from the recorded contacts"),
        _("{share} of the multipliers without data").format(share=percent(share)) if share else "",
    )


def _reason(actor: str, companies: int, others: int) -> str:
    if others == 0:
        text = _("Without {actor}, {companies} companies have no recorded way to the rest of the network.")
        return text.format(actor=actor, companies=companies)
    text = _(
        "Without {actor}, {companies} companies and other actors ({others}) have no recorded way "
        "to the rest of the network."
    )
    return text.format(actor=actor, companies=companies, others=others)
