"""Between whom an actor mediates who do not know each other: the five roles of Gould and Fernandez."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.centrality.participation import group_numbers
from traiber.graph.centrality.structural_holes import batches
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from scipy import sparse

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
    graph does not know, has None. All nodes by default. Raises ValueError for unhashable labels.
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
    known = group_numbers(whole, groups) >= 0
    arrays = whole.restricted(known)
    sources, targets = (np.ones(len(arrays), dtype=bool),) * 2
    if between is not None:
        sources, targets = (whole.flags(labels)[known] for labels in between)
    places = arrays.where(wanted)
    counts = _roles(arrays, group_numbers(arrays, groups), places, sources, targets)
    counts *= 1 if between is not None else 0.5
    found = {
        arrays.nodes[at]: dict(zip(ROLES, roles, strict=True))
        for at, roles in zip(places.tolist(), counts.tolist(), strict=True)
    }
    return {node: found.get(node) for node in wanted}


def _roles(
    arrays: Adjacency[Node], group: "Ints", places: "Ints", sources: "Flags", targets: "Flags"
) -> "Floats":
    """Ordered open triads of each place, one column per role: all pairs of contacts less the closed ones."""
    same = group[arrays.rows] == group[arrays.ends]
    into, out = sources[arrays.ends], targets[arrays.ends]
    near, far = _some(arrays, same), _some(arrays, ~same)
    near_in, far_in = _some(arrays, same & into), _some(arrays, ~same & into)
    near_out, far_out = _some(arrays, same & out), _some(arrays, ~same & out)
    counts = _pairs(arrays, group, into, out)[places]
    done = 0
    for part in batches(arrays, places):
        across = far_in[part] @ far
        closed = (
            (near_in[part] @ near).multiply(near_out[part]),
            (far_in[part] @ near).multiply(far_out[part]),
            (near_in[part] @ far).multiply(far_out[part]),
            across.multiply(near_out[part]),
            across.multiply(far_out[part]),
        )
        counts[done : done + len(part)] -= np.column_stack([matrix.sum(axis=1) for matrix in closed])
        done += len(part)
    return counts


def _some(arrays: Adjacency[Node], kept: "Flags") -> "sparse.csr_array":
    """The adjacency matrix of the ties kept."""
    from scipy import sparse

    counts = np.bincount(arrays.rows[kept], minlength=len(arrays))
    starts = np.concatenate([[0], np.cumsum(counts)])
    return sparse.csr_array((np.ones(starts[-1]), arrays.ends[kept], starts), shape=(len(arrays),) * 2)


def _pairs(arrays: Adjacency[Node], group: "Ints", into: "Flags", out: "Flags") -> "Floats":
    """Ordered pairs of different contacts of each node, tied or not, one column per role."""
    width = group.max(initial=0) + 1
    cells, cell = np.unique(arrays.rows * width + group[arrays.ends], return_inverse=True)
    rows, theirs = np.divmod(cells, width)
    home = theirs == group[rows]
    first, last, both = (_sums(cell, flags, len(cells)) for flags in (into, out, into & out))

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


def _sums(cells: "Ints", values: "Floats | Flags", count: int) -> "Floats":
    return np.asarray(np.bincount(cells, weights=values, minlength=count), dtype=np.float64)
