"""Small networks for the tests of measures: classic ones, random ones, and one to calculate by hand."""

import random
from collections.abc import Callable, Hashable, Mapping
from itertools import combinations

import networkx as nx
from hypothesis import strategies as st

Roles = tuple[nx.Graph, list[Hashable], list[Hashable]]
KINDS = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
MULTIPLIERS = ["ihk", "aa", "ig"]
COMPANIES = ["A", "B", "C", "D", "E", "F"]


def by_hand() -> nx.Graph:
    """Chamber (ihk) - agency (aa) - union (ig); A, B at ihk, B, C at aa, D at ig, E at A; F alone."""
    ties = "ihk-aa aa-ig ihk-A ihk-B aa-B aa-C ig-D A-E"
    graph = nx.Graph(tie.split("-") for tie in ties.split())
    graph.add_node("F")
    return graph


def florentine() -> nx.Graph:
    """The marriages of Padgett & Ansell with Pucci, who is an isolate and missing in networkx."""
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    return graph


CLASSICS: Mapping[str, Callable[[], nx.Graph]] = {
    "karate": nx.karate_club_graph,
    "florentine": florentine,
    "davis": nx.davis_southern_women_graph,
    "kite": nx.krackhardt_kite_graph,
    "miserables": nx.les_miserables_graph,
}


def classic(name: str) -> nx.Graph:
    """A classic network without loops and weights, and with a probability per tie that is always the same."""
    graph = CLASSICS[name]()
    draw = random.Random(name)
    nx.set_edge_attributes(graph, {edge: draw.randint(0, 20) / 20 for edge in graph.edges}, "weight")
    return graph


def roles_of(graph: nx.Graph) -> Roles:
    """Every third node a multiplier, every fourth both, the rest companies."""
    nodes = list(graph)
    multipliers = [node for at, node in enumerate(nodes) if at % 3 == 0]
    return graph, multipliers, [node for at, node in enumerate(nodes) if at % 3 or at % 4 == 0]


def groups_of(graph: nx.Graph) -> dict[Hashable, Hashable]:
    """Three groups by turns; every seventh node has none."""
    return {node: f"group {at % 3}" for at, node in enumerate(graph) if at % 7 != 6}


def random_case(seed: int) -> Roles:
    """A graph of any kind with loops, parallel ties, mixed labels, double roles and unknown actors."""
    draw = random.Random(seed)
    labels = ["a", 1, ("b", 2), "c", 2.5, frozenset({"d"}), "e"][: draw.randint(1, 7)]
    graph = draw.choice(KINDS)()
    graph.add_nodes_from(labels)
    graph.add_edges_from(
        (draw.choice(labels), draw.choice(labels)) for _ in range(draw.randint(0, 2 * len(labels)))
    )
    multipliers = [node for node in [*labels, "unknown"] if draw.random() < 0.5]
    companies = [node for node in [*labels, "missing"] if draw.random() < 0.6]
    return graph, multipliers, companies


def random_network(seed: int) -> Roles:
    """A simple graph of up to eleven nodes with probabilities, roles, double roles and unknown actors."""
    draw = random.Random(seed)
    nodes = list(range(draw.randint(1, 11)))
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    density = draw.choice((0.15, 0.3, 0.6))
    for a, b in combinations(nodes, 2):
        if draw.random() < density:
            graph.add_edge(a, b, weight=draw.choice((0, 0.1, 0.25, 0.5, 0.8, 1)))
    multipliers = [node for node in [*nodes, "unknown"] if draw.random() < 0.5]
    return graph, multipliers, [node for node in [*nodes, "missing"] if draw.random() < 0.6]


@st.composite
def cases(draw: st.DrawFn) -> Roles:
    """A graph of up to nine actors with roles, double roles included."""
    nodes = list(range(draw(st.integers(0, 9))))
    pairs = [(a, b) for a in nodes for b in nodes if a < b]
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else [])
    some = st.lists(st.sampled_from(nodes), unique=True) if nodes else st.just([])
    return graph, draw(some), draw(some)
