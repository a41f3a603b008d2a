"""The network as all kinds of gaps need it, and how a finding is made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from traiber.graph.coverage import known_multipliers, observed
from traiber.graph.gaps.model import WEIGHTS, Gap
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

if TYPE_CHECKING:
    import networkx as nx

    from traiber.graph.network import Actor, Network


@dataclass(frozen=True, slots=True)
class View:
    """The network as all kinds of gaps need it; the graph is sorted so that row order is no matter."""

    network: "Network"
    graph: "nx.Graph[str]"
    observed: frozenset[str]
    known: Mapping[str, frozenset[str]]  # multipliers of every observed company

    @classmethod
    def of(cls, network: "Network") -> "View":
        """The view of a network."""
        import networkx as nx

        contacts = network.graph()
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(contacts))
        edges = ((min(a, b), max(a, b), tie) for a, b, tie in contacts.edges(data=True))
        graph.add_edges_from(sorted(edges, key=lambda edge: edge[:2]))
        seen = observed(network)
        known = known_multipliers(graph, network.multipliers, sorted(network.companies & seen))
        return cls(network, graph, seen, known)

    def actor(self, kennung: str) -> "Actor":
        """The actor with this key."""
        return self.network.by_kennung[kennung]

    def names(self, kennungen: Iterable[str]) -> str:
        """The actors' names, with commas."""
        return ", ".join(self.actor(kennung).label for kennung in kennungen)

    def region(self, key: str | None) -> str:
        """The name of a region in the current language, or its key; a phrase for none."""
        if key is None:
            return _("no region recorded")
        region = self.network.regions.get(key)
        return pick(region.labels) if region else key

    def regions(self, keys: Iterable[str]) -> str:
        """The names of regions, with commas."""
        return ", ".join(self.region(key) for key in keys)


def make_gap(view: View, kind: str, actors: tuple[str, ...] = (), **given: Any) -> Gap:
    """A gap with the score of its kind and, unless given, the regions and fields of its actors."""
    known = [view.actor(kennung) for kennung in actors]
    given.setdefault("regions", tuple(sorted({a.region for a in known if a.region is not None})))
    given.setdefault("fields", tuple(sorted({key for a in known for key in a.needs | a.offers})))
    for text in ("reason", "action"):  # a name may end with a full stop itself: "e.V."
        given[text] = given[text].replace("..", ".")
    score = WEIGHTS[kind] * given.get("companies_affected", 0)
    return Gap(kind, actors, score=score, **given)


def area_of(actor: "Actor") -> frozenset[str]:
    """The regions in which the actor sits or works."""
    return actor.active_in | ({actor.region} if actor.region is not None else frozenset())
