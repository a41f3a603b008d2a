"""The case that a network makes: contacts that can be used, what is recorded of the actors, who is left out."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency
from traiber.graph.coverage import is_stale, observed, oldest_fresh_date, up_to_date
from traiber.graph.expectation import Expectation, expectations
from traiber.graph.introductions.model import Traits

if TYPE_CHECKING:
    from traiber.graph.network import Network

UNLIKELY = 0.05
LEAST_MISSING = 1.0


def usable_contacts(network: "Network") -> "Adjacency[str]":
    """The contacts with the office, as a clean graph; one that is known to be stale has the weight 0.

    A weight is the probability that the contact can be used. Of parallel ties only the fresh ones count.
    """
    oldest = oldest_fresh_date(network)
    nodes = sorted(actor.kennung for actor in network.actors)
    places = {kennung: at for at, kennung in enumerate(nodes)}
    ends = [(places.get(tie.source, -1), places.get(tie.target, -1)) for tie in network.ties]
    pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)
    fresh = np.array([not is_stale(tie.last_contact, oldest) for tie in network.ties], dtype=bool)
    inside = (pairs >= 0).all(axis=1)
    weights = np.where(fresh, network.probabilities(), 0.0)
    sources, targets = pairs[inside].T
    return Adjacency.of(nodes, sources, targets, weights[inside])


def traits_of(network: "Network", events: Mapping[str, frozenset[str]] | None = None) -> "Traits[str]":
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
        events=events or {},
    )


def missing_contacts(network: "Network") -> dict[str, float]:
    """How many contacts fewer than comparable actors: of those whose number is unlikely (p <= `UNLIKELY`).

    Multipliers are compared by type and region, companies by type, size class and region (see
    `expectation.expectations`); only actors with recent data.
    """
    current = up_to_date(network)
    graph = network.adjacency
    degrees = dict(zip(graph.nodes, graph.degrees.tolist(), strict=True))
    result: dict[str, float] = {}
    for members in (network.multipliers, network.companies - network.multipliers):
        contacts = {kennung: degrees[kennung] for kennung in sorted(members & current)}
        groups: dict[str, Hashable] = {}
        for kennung in contacts:
            actor = network.by_kennung[kennung]
            if actor.type is not None:
                groups[kennung] = (actor.type, actor.size_class if actor.company else None)
        regions = {kennung: network.by_kennung[kennung].region for kennung in contacts}
        found = expectations(contacts, groups, regions)
        result |= {k: e.expected - e.observed for k, e in found.items() if _is_short(e)}
    return result


def _is_short(found: Expectation) -> bool:
    return found.p <= UNLIKELY and found.expected - found.observed >= LEAST_MISSING
