"""Actors whose loss would cut companies off from the rest of the network (section G5)."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from traiber.graph.arrays import Node
from traiber.graph.centrality import cut_off
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import percent
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph

FEWEST_CUT_OFF = 2  # companies; below, every actor with a single contact would be a finding


def single_points_of_failure(
    graph: "AnyGraph[Node]", companies: Iterable[Node], fewest: int = FEWEST_CUT_OFF
) -> dict[Node, tuple[int, int]]:
    """The articulation points with impact: actors without whom companies have no way to the rest.

    For each the (actors, companies) cut off from the largest remaining part of its component, the actor
    itself not counted; only where at least `fewest` companies are, for most articulation points have no
    impact. Unit: actors and companies; empty without any. Weights are not read. Raises ValueError for
    unhashable labels.

    Source: Hopcroft & Tarjan (1973), Communications of the ACM 16:372; section G5 of the methods.

    >>> import networkx as nx
    >>> ring = nx.cycle_graph(["chamber", "agency", "C", "union"])
    >>> ring.add_edges_from([("chamber", "A"), ("chamber", "B"), ("agency", "D")])
    >>> single_points_of_failure(ring, "ABCD")
    {'chamber': (2, 2)}
    """
    return {actor: lost for actor, lost in cut_off(graph, companies).items() if lost[1] >= fewest}


def single_point_gaps(view: View) -> Iterator[Gap]:
    """Actors without whom at least `FEWEST_CUT_OFF` companies have no recorded way to the rest.

    The score is the number of companies cut off, and less than one more for the other actors.
    """
    found = single_points_of_failure(view.arrays, [a.kennung for a in view.actors if a.company])
    for kennung, (actors, companies) in found.items():
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
