"""What introductions need of a network: traits and missing contacts."""

from typing import TYPE_CHECKING

from traiber.graph.gaps.shortfall import LARGEST_P, compared, of_companies, of_multipliers
from traiber.graph.gaps.view import View
from traiber.graph.introductions.model import Traits

if TYPE_CHECKING:
    from traiber.graph.events.attendance import Attendance
    from traiber.graph.network import Network


def traits_of(network: "Network", attendance: "Attendance[str, str] | None" = None) -> "Traits[str]":
    """What is recorded of the actors of a network."""
    actors = [actor for actor in network.actors if not actor.office]
    lacking = missing_contacts(network)
    return Traits(
        regions={a.kennung: a.region for a in actors if a.region is not None},
        areas={a.kennung: a.active_in for a in actors if a.active_in},
        types={a.kennung: a.type for a in actors if a.type is not None},
        sizes={a.kennung: a.size_class for a in actors if a.size_class is not None},
        needs={a.kennung: a.needs for a in actors if a.needs},
        offers={a.kennung: a.offers for a in actors if a.offers},
        missing={kennung: missing for kennung, (missing, _sure) in lacking.items()},
        sure={kennung: sure for kennung, (_missing, sure) in lacking.items()},
        attendance=attendance,
    )


def missing_contacts(network: "Network") -> dict[str, tuple[float, float]]:
    """How many contacts across the two roles are recorded fewer than expected, and how sure that is, 0..1.

    Expected - recorded, and 1 - p / `LARGEST_P` for p = P(K <= recorded), where both are above 0:
    multipliers and their companies, companies and their multipliers. Compared as the gaps compare
    (`graph.gaps.shortfall`), so that both say the same of an actor.
    """
    view = View(network)
    only = view.companies & ~view.multipliers
    found = [
        *of_multipliers(view, compared(view, view.multipliers), view.clients),
        *of_companies(view, compared(view, only), view.partners),
    ]
    return {
        view.actors[item.at].kennung: (item.expected - item.observed, 1 - item.p / LARGEST_P)
        for item in found
        if item.p < LARGEST_P and item.expected > item.observed
    }
