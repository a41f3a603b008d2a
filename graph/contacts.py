"""The recorded contacts as a graph where a question needs others than `network.adjacency` has.

Two ways to treat old contacts differ on purpose. Where the question is what remains or who is reached,
they are left out (`contacts_with`). Where it is whether a contact would be a new one, they stay, and
only no way may lead over them (`usable_contacts`): an old contact is renewed, not introduced.
"""

from collections.abc import Set
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency
from traiber.graph.coverage import oldest_fresh_date
from traiber.graph.ties import Ties

if TYPE_CHECKING:
    from datetime import date

    from traiber.graph.network import Network


def contacts_with(
    network: "Network", offices: Set[str] = frozenset(), since: "date | None" = None
) -> Adjacency[str]:
    """The contacts as `network.adjacency`, and with these offices.

    With `since`, without contacts that are known to be older.
    """
    if since is None and not offices:
        return network.adjacency
    nodes = sorted(a.kennung for a in network.actors if not a.office or a.kennung in offices)
    ties = Ties.of(network.ties)
    sources, targets = ties.places_in(nodes)
    inside = (sources >= 0) & (targets >= 0) & ~ties.older_than(since)
    return Adjacency.of(nodes, sources[inside], targets[inside], network.probabilities()[inside])


def usable_contacts(network: "Network") -> Adjacency[str]:
    """The contacts with the office, as a clean graph; one that is known to be stale has the weight 0.

    A weight is the probability that the contact can be used. Of parallel ties only the fresh ones count.
    """
    nodes = sorted(actor.kennung for actor in network.actors)
    ties = Ties.of(network.ties)
    sources, targets = ties.places_in(nodes)
    inside = (sources >= 0) & (targets >= 0)
    weights = np.where(ties.older_than(oldest_fresh_date(network)), 0.0, network.probabilities())
    return Adjacency.of(nodes, sources[inside], targets[inside], weights[inside])
