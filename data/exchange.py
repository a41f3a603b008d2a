"""The graph in the formats of other programs: RDF for triple stores, GraphML for network programs."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from traiber.data.files import write_bytes
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.store import Store
from traiber.ontology.language import pick

if TYPE_CHECKING:
    import networkx as nx

Attributes = dict[str, str | int | bool]

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_rdf(store: Store, base: str, path: Path, format_: str) -> None:
    """Write all statements of a store: `ttl` merges its graphs, `nq` and `jsonld` keep them apart.

    What the store was opened with is what is written; the access level was decided then. The same
    statements give the same bytes. The file is replaced; raises `UnwritableError`.
    """
    output = io.BytesIO()
    graphs = [graph for graph in store.graphs() if graph.startswith(base)]
    store.write_graphs(output, format_, graphs)
    write_bytes(path, output.getvalue(), force=True)


def write_graphml(network: Network, path: Path) -> None:
    """Write actors and ties for Gephi, Cytoscape, yEd and others.

    An undirected multigraph: parallel ties stay apart. Nodes have `label`, `type`, `region` and
    `roles`, edges `kind`, `strength` (1..5) and `last_contact`; what is not recorded is absent. The
    graph says with `fictional` whether the network is invented. Raises `UnwritableError`.
    """
    import networkx as nx

    output = io.BytesIO()
    # the writer that needs no lxml, so that all machines give the same bytes
    nx.write_graphml_xml(_to_graph(network), output)
    write_bytes(path, output.getvalue(), force=True)


def _to_graph(network: Network) -> "nx.MultiGraph[str]":
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiGraph(
        name=_text(network.name), fictional=network.fictional, access=network.settings.access
    )
    if network.data_date:
        graph.graph["data_date"] = network.data_date.isoformat()
    for actor in sorted(network.actors, key=lambda actor: actor.kennung):
        graph.add_node(_text(actor.kennung), **_actor_attributes(network, actor))
    known = network.by_kennung
    for tie in sorted(network.ties, key=_tie_order):
        if tie.source in known and tie.target in known:
            graph.add_edge(_text(tie.source), _text(tie.target), **_tie_attributes(tie))
    return graph


def _actor_attributes(network: Network, actor: Actor) -> Attributes:
    roles = {"company": actor.company, "multiplier": actor.multiplier, "office": actor.office}
    found: Attributes = {
        "label": _text(actor.label),
        "roles": "; ".join(r for r, holds in roles.items() if holds),
    }
    if actor.type:
        found["type"] = _text(pick(network.types.get(actor.type, {})) or actor.type)
    if actor.region:
        region = network.regions.get(actor.region)
        found["region"] = _text(pick(region.labels) if region else actor.region)
    return found


def _tie_attributes(tie: Tie) -> Attributes:
    found: Attributes = {"kind": _text(tie.kind)}
    if tie.strength is not None:
        found["strength"] = tie.strength
    if tie.last_contact:
        found["last_contact"] = tie.last_contact.isoformat()
    return found


def _tie_order(tie: Tie) -> tuple[str, str, str, str, int]:
    return (tie.source, tie.target, tie.kind, str(tie.last_contact or ""), tie.strength or 0)


def _text(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
