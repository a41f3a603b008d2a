"""Between whom an actor mediates who do not know each other: the five roles of Gould and Fernandez."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.centrality.triangles import triangles
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags, Floats, Ints

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")


def brokerage(
    graph: "AnyGraph[Node]",
    groups: Mapping[Node, Hashable],
    nodes: Iterable[Node] | None = None,
    between: tuple[Iterable[Node], Iterable[Node]] | None = None,
) -> dict[Node, dict[str, float] | None]:
    """Open triads a - b - c that each node b brokers, by the groups A, B, C of the three.

    - coordinator: all three in one group (A = B = C);
    - itinerant (consultant): a and c in one group, b in another (A = C, not B);
    - representative: b speaks for its own group to another (A = B, not C);
    - gatekeeper: b lets another group into its own (B = C, not A);
    - liaison: all three in different groups.

    A triad is open if a and c are not tied. Contacts have no direction, so each triad is read both ways
    and each reading counts one half: representative and gatekeeper are equal, and the roles add up to
    the number of open triads around b. Unit: pairs of contacts, from 0; an isolate has 0 everywhere.

    `between` = (sources, targets) counts only triads from a source to a target, such as multipliers and
    companies; then the direction is known, each triad counts one, and the last two roles differ.

    `groups` names the group of each node (any hashable value; None or missing: not known). Triads with
    a node of no known group are left out, since their role is not known; such a node, and one that the
    graph does not know, has None. All nodes by default. Raises ValueError for unhashable labels and
    groups.
    No z-scores: their null model knows size and density only, and takes homophily for brokerage.

    Source: Gould & Fernandez (1989), Sociological Methodology 19:89; section M9 of the methods.

    >>> import networkx as nx
    >>> star = nx.star_graph(["chamber", "A", "B", "C"])
    >>> north = dict.fromkeys(["chamber", "A", "B"], "north") | {"C": "south"}
    >>> brokerage(star, north, ["chamber"])["chamber"]
    {'coordinator': 1.0, 'itinerant': 0.0, 'representative': 1.0, 'gatekeeper': 1.0, 'liaison': 0.0}
    """
    whole = adjacency_of(graph, weight=None)
    wanted = whole.nodes if nodes is None else distinct(nodes)
    known = whole.numbers(groups) >= 0
    arrays = whole.restricted(known)
    sources, targets = (np.ones(len(arrays), dtype=bool),) * 2
    if between is not None:
        sources, targets = (whole.flags(labels)[known] for labels in between)
    group = arrays.numbers(groups)
    counts = _pairs(arrays, group, sources, targets) - _closed(arrays, group, sources, targets)
    counts *= 1 if between is not None else 0.5
    places = arrays.where(wanted)
    found = {
        arrays.nodes[at]: dict(zip(ROLES, roles, strict=True))
        for at, roles in zip(places.tolist(), counts[places].tolist(), strict=True)
    }
    return {node: found.get(node) for node in wanted}


def _pairs(arrays: Adjacency[Node], group: "Ints", sources: "Flags", targets: "Flags") -> "Floats":
    """Ordered pairs of different contacts of each node, tied or not, one column per role."""
    width = group.max(initial=0) + 1
    cells, cell = np.unique(arrays.rows * width + group[arrays.ends], return_inverse=True)
    rows, theirs = np.divmod(cells, width)
    home = theirs == group[rows]
    first, last, both = (
        _sums(cell, flags[arrays.ends], len(cells)) for flags in (sources, targets, sources & targets)
    )

    def total(values: "Floats", kept: "Flags") -> "Floats":
        return _sums(rows[kept], values[kept], len(arrays))

    return np.column_stack(
        [
            total(first * last - both, home),
            total(first * last - both, ~home),
            total(first, home) * total(last, ~home),
            total(first, ~home) * total(last, home),
            total(first, ~home) * total(last, ~home) - total(first * last, ~home),
        ]
    )


def _closed(arrays: Adjacency[Node], group: "Ints", sources: "Flags", targets: "Flags") -> "Floats":
    """Ordered pairs of contacts of each node who are tied to each other, one column per role."""
    counts = np.zeros((len(arrays), len(ROLES)))
    for corners in triangles(arrays):
        for a, b, c in permutations(corners):
            kept = sources[a] & targets[c]
            cells = b[kept] * len(ROLES) + _role(group[a[kept]], group[b[kept]], group[c[kept]])
            counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)
    return counts


def _role(a: "Ints", b: "Ints", c: "Ints") -> "Ints":
    """The place in `ROLES` of b, by the groups of the three."""
    return np.select([(a == b) & (b == c), a == c, a == b, b == c], range(4), 4)


def _sums(cells: "Ints", values: "Floats | Flags", count: int) -> "Floats":
    return np.asarray(np.bincount(cells, weights=values, minlength=count), dtype=np.float64)
