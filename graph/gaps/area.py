"""Regions of the network in which nobody is recorded."""

from collections.abc import Iterator

from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, make_gap
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick


def regions_without_actor(view: View) -> Iterator[Gap]:
    """Regions of the own network in which nobody sits or works."""
    home = view.network.bodies.get(view.network.home or "")
    if home is None:
        return
    present = {key for actor in view.actors for key in actor.area}
    unplaced = sum(not actor.area for actor in view.actors)
    for key in home.covers:
        if key not in present:
            names = {"region": view.region(key), "network": pick(home.labels)}
            yield make_gap(
                view,
                "region_without_actor",
                regions=(key,),
                observed=0,
                reason=_(
                    "No actor recorded that sits in {region} or works there, though it is part of {network}."
                ).format(**names),
                action=_("Look for a first partner in {region}, or record who works there.").format(**names),
                certainty=Certainty.SURE.but(unplaced > 0).because(
                    ngettext_(
                        "{n} actor without a recorded region",
                        "{n} actors without a recorded region",
                        unplaced,
                    ).format(n=unplaced)
                    if unplaced
                    else _("counted")
                ),
            )
