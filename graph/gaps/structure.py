"""Actors whose loss would cut companies off from the rest of the network."""

from collections.abc import Iterator

from traiber.graph.centrality import cut_off
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, make_gap
from traiber.ontology.language import gettext_ as _

FEWEST_CUT_OFF = 3  # companies; below, every actor with a single contact would be a finding


def single_points_of_failure(view: View) -> Iterator[Gap]:
    """Actors without whom at least `FEWEST_CUT_OFF` companies have no recorded way to the rest."""
    for kennung, (actors, companies) in cut_off(view.graph, view.network.companies).items():
        if companies >= FEWEST_CUT_OFF:
            name = view.actor(kennung).label
            yield make_gap(
                view,
                "single_point_of_failure",
                (kennung,),
                observed=actors,
                companies_affected=companies,
                reason=_reason(name, companies, actors - companies),
                action=_("Arrange a second way in for those who hang on {actor} alone.").format(actor=name),
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
