"""The clean graph as arrays: one form that all measures compute on, from 10 actors to 100,000."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import numpy as np

from traiber.graph.clean import distinct

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray
    from scipy import sparse

    AnyGraph: TypeAlias = "nx.Graph[Node] | Adjacency[Node]"

Node = TypeVar("Node", bound=Hashable)
Ints: TypeAlias = "NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True, eq=False)
class Adjacency(Generic[Node]):
    """An undirected simple graph as compressed rows: every tie once in the row of each of its ends.

    The neighbours of node i stand in `ends[starts[i]:starts[i + 1]]`, ascending, and their weights at
    the same places. A weight is the probability 0..1 that the contact can be used; 1 where none is
    recorded. Loops and parallel ties are gone, isolated nodes are kept.
    """

    nodes: tuple[Node, ...]
    starts: Ints  # (n + 1,)
    ends: Ints  # (2 * ties,)
    weights: Floats  # (2 * ties,)

    @classmethod
    def of(
        cls, nodes: Iterable[Node], sources: "Ints", targets: "Ints", weights: "Floats | None" = None
    ) -> "Adjacency[Node]":
        """The graph of these ties, given by the positions of their ends in `nodes`.

        Loops are dropped. Parallel ties become one with the noisy-or of their weights,
        p = 1 - product of (1 - p_e): the probability that at least one of them can be used.
        """
        labels = tuple(nodes)
        if weights is None:
            weights = np.ones(len(sources))
        low, high = np.minimum(sources, targets), np.maximum(sources, targets)
        keys = (low * len(labels) + high)[low != high]
        order = np.argsort(keys, kind="stable")
        keys, found = keys[order], weights[low != high][order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        if len(first) < len(keys):
            found = np.where(
                np.diff(first, append=len(keys)) > 1, 1 - np.multiply.reduceat(1 - found, first), found[first]
            )
        low, high = np.divmod(keys[first], max(len(labels), 1))
        rows, ends = np.concatenate([low, high]), np.concatenate([high, low])
        order = np.lexsort((ends, rows))
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(labels)))])
        return cls(labels, starts, ends[order], np.concatenate([found, found])[order])

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def ties(self) -> int:
        """The number of ties."""
        return len(self.ends) // 2

    @cached_property
    def positions(self) -> Mapping[Node, int]:
        """The place of each node."""
        return {node: at for at, node in enumerate(self.nodes)}

    @cached_property
    def degrees(self) -> Ints:
        """The number of neighbours of each node."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Ints:
        """The node in whose row each entry of `ends` stands."""
        return np.repeat(np.arange(len(self)), self.degrees)

    def neighbours(self, at: int) -> Ints:
        """The places of the neighbours of the node at this place, ascending."""
        return self.ends[self.starts[at] : self.starts[at + 1]]

    def where(self, labels: Iterable[Node]) -> Ints:
        """The places of these nodes, once each in the order given; labels unknown to the graph are left out.

        Raises ValueError if one of the labels cannot be a node.
        """
        positions = self.positions
        return np.array(
            [positions[label] for label in distinct(labels) if label in positions], dtype=np.int64
        )

    def flags(self, labels: Iterable[Node]) -> Flags:
        """Whether each node is among these labels."""
        flags = np.zeros(len(self), dtype=bool)
        flags[self.where(labels)] = True
        return flags

    def numbers(self, groups: Mapping[Node, Hashable]) -> Ints:
        """The group of each node as a number, in the order of first appearance; -1 where it is not known.

        Raises ValueError if a group is not hashable.
        """
        numbers: dict[Hashable, int] = {}
        found = (groups.get(node) for node in self.nodes)
        try:
            known = [-1 if group is None else numbers.setdefault(group, len(numbers)) for group in found]
        except TypeError as error:
            text = "groups must be hashable values, such as the key of a region"
            raise ValueError(f"{text}: {error}") from error
        return np.array(known, dtype=np.int64)

    def restricted(self, kept: Flags) -> "Adjacency[Node]":
        """The graph on the nodes that are kept, in the same order."""
        places = np.cumsum(kept) - 1
        inside = kept[self.rows] & kept[self.ends]
        counts = np.bincount(places[self.rows[inside]], minlength=int(kept.sum()))
        return Adjacency(
            tuple(node for node, stays in zip(self.nodes, kept.tolist(), strict=True) if stays),
            np.concatenate([[0], np.cumsum(counts)]),
            places[self.ends[inside]],
            self.weights[inside],
        )

    def matrix(self, values: "Floats | None" = None) -> "sparse.csr_array":
        """The adjacency matrix, symmetric, with 1 for every tie or with the values given per entry."""
        from scipy import sparse

        data = np.ones(len(self.ends)) if values is None else values
        return sparse.csr_array((data, self.ends, self.starts), shape=(len(self), len(self)))


def places_in_runs(sizes: Ints) -> Ints:
    """0, 1, … up to each size, one run after the other: the place of every entry in its run.

    >>> places_in_runs(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def places_among_equals(keys: Ints) -> Ints:
    """The place of every entry in its run of equal keys, from 0; keys are -1 or more.

    >>> places_among_equals(np.array([7, 7, 3, 7])).tolist()
    [0, 1, 0, 0]
    """
    starts = np.flatnonzero(np.diff(keys, prepend=-2))
    return places_in_runs(np.diff(starts, append=len(keys)))


def adjacency_of(graph: "AnyGraph[Node]", weight: str | None = None) -> Adjacency[Node]:
    """The clean graph of any networkx graph: no loops, parallel ties or directions.

    By default no weights are read, as for all measures that only ask who is tied to whom: an attribute
    of that name may be anything, such as a number of meetings. `weight` names the attribute of the
    edges with the probability that the contact can be used; 1 where an edge has none. An `Adjacency` is
    returned as it is. Raises ValueError for a weight that is no number from 0 to 1. The given graph is
    not changed.

    >>> import networkx as nx
    >>> raw = nx.MultiDiGraph()
    >>> raw.add_weighted_edges_from([("a", "b", 0.5), ("b", "a", 0.5), ("a", "a", 1)])
    >>> arrays = adjacency_of(raw, "weight")
    >>> arrays.ties, arrays.weights.tolist()
    (1, [0.75, 0.75])
    """
    if isinstance(graph, Adjacency):
        return graph
    nodes = tuple(graph)
    positions = {node: at for at, node in enumerate(nodes)}
    ends = ((positions[a], positions[b]) for a, b in graph.edges())
    sources, targets = np.array(list(ends), dtype=np.int64).reshape(-1, 2).T
    if weight is None:
        return Adjacency.of(nodes, sources, targets)
    weights = [value for _, _, value in graph.edges(data=weight, default=1)]
    return Adjacency.of(nodes, sources, targets, _probabilities(weights))


def _probabilities(values: Sequence[Any]) -> Floats:
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the weight of a tie must be a number from 0 to 1: {error}") from error
    if wrong := numbers[~((numbers >= 0) & (numbers <= 1))].tolist():
        raise ValueError(f"the weight of a tie is the probability of its use, 0 to 1, not {wrong[0]!r}")
    return numbers
