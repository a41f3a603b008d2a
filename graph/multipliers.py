"""The profile of every multiplier, ranked by its fair share of the companies in contact."""

from collections.abc import Iterable, Mapping, Set
from math import fsum
from typing import TYPE_CHECKING, Any

from traiber.graph.centrality import decayed_reach, exclusive, fair_share, reach
from traiber.graph.clean import Contacts, Neighbours, Node, clean, neighbours_of
from traiber.graph.results import Result, meta_of, number
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.network import Network

COLUMNS = (
    "actor", "label", "type", "region", "reach_1", "reach_2", "decayed_reach", "fair_share", "exclusive",
    "betweenness", "constraint", "effective_size", "brokerage", "participation",
    "rank", "rank_low", "rank_high", "reason",
)  # fmt: skip

MOST_ACTORS = 2_000  # beyond, networkx takes too long for betweenness
DELTA = 0.5
HORIZON = 3

Values = Mapping[str, float | None]


def rank_multipliers(network: "Network") -> Result:
    """All multipliers but the office, greatest fair share first.

    Equal shares share a rank (1, 2, 2, 4); the order among them is reach_1, then kennung.
    Undefined numbers are None: constraint and effective size of an isolate, betweenness beyond
    2,000 actors, and brokerage, participation and the rank interval for now.
    Without multipliers there are no rows.
    """
    profiles = _profiles(network)
    covered = round(sum(profile["fair_share"] for profile in profiles.values()))
    rows = [_row(network, kennung, profile, covered) for kennung, profile in profiles.items()]
    rows.sort(key=lambda row: (-row["fair_share"], -row["reach_1"], row["actor"]))
    for place, row in enumerate(rows):
        tied = place > 0 and rows[place - 1]["fair_share"] == row["fair_share"]
        row["rank"] = rows[place - 1]["rank"] if tied else place + 1
    return Result(meta_of(network, delta=DELTA, horizon=HORIZON), rows, COLUMNS)


def betweenness(graph: Contacts[str], multipliers: list[str], companies: list[str]) -> Values:
    """B(v) = sum over multipliers m and companies c, both other than v, of sigma_mc(v) / sigma_mc.

    The pairs between which v lies on a shortest path of any actors, shared where there are
    several paths. Unit: pairs, from 0; an isolate has 0. networkx halves the value of undirected
    graphs even where sources and targets differ (its issue 3481), so it is doubled here.

    Source: Brandes (2008), Social Networks 30:136.

    >>> import networkx as nx
    >>> betweenness(nx.path_graph(["chamber", "agency", "A"]), ["chamber", "agency"], ["A"])["agency"]
    1.0
    """
    import networkx as nx

    halved = nx.betweenness_centrality_subset(clean(graph), sources=multipliers, targets=companies)
    return {node: round(2 * value, 9) for node, value in halved.items()}


def structural_holes(graph: Contacts[Node], nodes: Iterable[Node]) -> dict[Node, tuple[float, float]]:
    """Constraint and effective size of these nodes; an isolate has neither and is left out.

    Constraint c_i = sum over contacts j of (p_ij + sum over common contacts q of p_iq p_qj)^2 with
    p_ij = 1 / k_i for k_i contacts: range (0, 9/8], low where the contacts do not know each other.
    Effective size k - 2t/k, range 1..k, for t ties among the k contacts. Both on the clean graph;
    networkx has the same formulas (the tests compare) but takes seconds for 2,000 actors.

    Source: Burt (1992), Structural Holes; Borgatti (1997), Connections 20:35.

    >>> import networkx as nx
    >>> structural_holes(nx.path_graph(["A", "chamber", "B"]), ["chamber"])
    {'chamber': (0.5, 2.0)}
    """
    neighbours = neighbours_of(graph)
    known = {node: neighbours[node].keys() for node in nodes if neighbours.get(node)}
    return {node: _hole(contacts, neighbours) for node, contacts in known.items()}


def _hole(contacts: Set[Node], neighbours: Neighbours[Node]) -> tuple[float, float]:
    common = {j: contacts & neighbours[j].keys() for j in contacts}
    invested = [1 + fsum(1 / len(neighbours[q]) for q in common[j]) for j in contacts]
    ends = sum(map(len, common.values()))  # every tie among the contacts counts twice
    k = len(contacts)
    return fsum((share / k) ** 2 for share in invested), k - ends / k


def _profiles(network: "Network") -> dict[str, dict[str, Any]]:
    graph = clean(network.graph())
    multipliers, companies = sorted(network.multipliers), sorted(network.companies)
    relays = None if network.settings.relays == "multipliers" else list(graph)
    holes = structural_holes(graph, multipliers)
    measures: dict[str, Values] = {
        "reach_1": reach(graph, multipliers, companies),
        "reach_2": reach(graph, multipliers, companies, k=2, relays=relays),
        "decayed_reach": decayed_reach(graph, multipliers, companies, DELTA, HORIZON, relays),
        "fair_share": fair_share(graph, multipliers, companies),
        "exclusive": exclusive(graph, multipliers, companies),
        "betweenness": betweenness(graph, multipliers, companies) if len(graph) <= MOST_ACTORS else {},
        "constraint": {node: constraint for node, (constraint, _size) in holes.items()},
        "effective_size": {node: size for node, (_constraint, size) in holes.items()},
    }
    return {
        kennung: {name: values.get(kennung) for name, values in measures.items()} for kennung in multipliers
    }


def _row(network: "Network", kennung: str, profile: dict[str, Any], covered: int) -> dict[str, Any]:
    actor = network.by_kennung[kennung]
    row = dict.fromkeys(COLUMNS) | profile
    row |= {"actor": kennung, "label": actor.label, "type": actor.type, "region": actor.region}
    return row | {"reason": _reason(profile, covered)}


def _reason(profile: Mapping[str, Any], covered: int) -> str:
    if not profile["reach_2"]:
        return _("No contact with a company recorded, neither direct nor at second hand.")
    return _(
        "Fair share {share} of {covered} companies in contact with a multiplier: direct contact with "
        "{direct}, of these {exclusive} with no other multiplier; {further} more at second hand."
    ).format(
        share=number(profile["fair_share"]),
        covered=covered,
        direct=profile["reach_1"],
        exclusive=profile["exclusive"],
        further=profile["reach_2"] - profile["reach_1"],
    )
