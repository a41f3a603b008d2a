"""What introductions need of a network: traits and missing contacts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.coverage import up_to_date
from traiber.graph.introductions.model import Traits
from traiber.graph.introductions.peers import usual_contacts

if TYPE_CHECKING:
    from traiber.graph.arrays import Ints
    from traiber.graph.events.attendance import Attendance
    from traiber.graph.network import Network

UNLIKELY = 0.2  # a lower tail from which on a number of contacts says nothing; a proposal


def traits_of(network: "Network", attendance: "Attendance[str, str] | None" = None) -> "Traits[str]":
    """What is recorded of the actors of a network."""
    actors = [actor for actor in network.actors if not actor.office]
    return Traits(
        regions={a.kennung: a.region for a in actors if a.region is not None},
        areas={a.kennung: a.active_in for a in actors if a.active_in},
        types={a.kennung: a.type for a in actors if a.type is not None},
        sizes={a.kennung: a.size_class for a in actors if a.size_class is not None},
        needs={a.kennung: a.needs for a in actors if a.needs},
        offers={a.kennung: a.offers for a in actors if a.offers},
        missing=missing_contacts(network),
        attendance=attendance,
    )


def missing_contacts(network: "Network") -> dict[str, float]:
    """How many contacts across the two roles fewer than comparable actors, weighted by how sure that is.

    (mu - k)(1 - p / `UNLIKELY`) where p < `UNLIKELY` (see `usual_contacts`): multipliers by type and region
    and their companies, companies by size class and region and their multipliers. Only actors with recent
    data: of others nothing is known to be missing.
    """
    current = up_to_date(network)
    graph = network.adjacency
    players, targets = graph.flags(network.multipliers), graph.flags(network.companies)
    result: dict[str, float] = {}
    for inside, others in ((players, targets), (targets & ~players, players)):
        tied = inside[graph.rows] & others[graph.ends]
        counts = np.bincount(graph.rows[tied], minlength=len(graph))
        at = np.flatnonzero(inside & graph.flags(current))
        actors = [network.by_kennung[graph.nodes[place]] for place in at.tolist()]
        kinds = _codes([a.size_class if inside is not players else a.type for a in actors])
        expected, p = usual_contacts(counts[at], kinds, _codes([a.region for a in actors]))
        missing = (expected - counts[at]) * (1 - p / UNLIKELY)
        found = (p < UNLIKELY) & (missing > 0)
        result |= {actors[i].kennung: float(missing[i]) for i in np.flatnonzero(found).tolist()}
    return result


def _codes(values: Sequence[str | None]) -> "Ints":
    codes: dict[str | None, int] = {}
    return np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int64)
