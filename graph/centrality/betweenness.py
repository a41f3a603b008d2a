"""Between how many multipliers and companies an actor lies on the shortest ways."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import index
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of

if TYPE_CHECKING:
    from scipy import sparse

    from traiber.graph.arrays import AnyGraph, Flags, Floats, Ints

CELLS = 1_000_000  # actors times searches that are held at a time: 8 MB an array


@dataclass(frozen=True, slots=True)
class Betweenness(Generic[Node]):
    """Values of all actors, and how sure they are."""

    values: dict[Node, float]
    errors: dict[Node, float]  # standard error of each value, 0 where all sources were searched
    searched: int  # multipliers from which the ways were followed
    sources: int  # multipliers with a contact

    @property
    def exact(self) -> bool:
        """Whether the ways from all multipliers were followed."""
        return self.searched == self.sources

    def relative_error(self, top: int = 10) -> float | None:
        """The median of error / value among the greatest values; None if no value is above 0."""
        first = sorted(self.values, key=lambda node: -self.values[node])[:top]
        shares = [self.errors[node] / self.values[node] for node in first if self.values[node] > 0]
        return float(np.median(shares)) if shares else None


def intermediary_betweenness(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    samples: int | None = None,
    seed: int = 0,
) -> dict[Node, float]:
    """B(v) = sum over multipliers m and companies c, both other than v, of sigma_mc(v) / sigma_mc.

    sigma_mc is the number of shortest paths between m and c through any actors, sigma_mc(v) that of
    those on which v lies. Unit: pairs, for every node of the graph, from 0; an isolate has 0, and so
    have all without companies or multipliers. The sum over all v is that of d(m, c) - 1 over the pairs
    with a way. Each pair counts once: networkx and igraph halve the value of undirected graphs even
    where the ends are of two kinds (networkx issue 3481).

    `samples` and `seed`: see `estimate_betweenness`, which states the error as well. Raises ValueError
    for unhashable labels and for samples that are no whole number above 1.

    Source: Brandes (2008), Social Networks 30:136, on pairs of two kinds.

    >>> import networkx as nx
    >>> intermediary_betweenness(nx.path_graph(["chamber", "agency", "A"]), ["chamber", "agency"], ["A"])
    {'chamber': 0.0, 'agency': 1.0, 'A': 0.0}
    """
    return estimate_betweenness(graph, multipliers, companies, samples, seed).values


def estimate_betweenness(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    samples: int | None = None,
    seed: int = 0,
) -> Betweenness[Node]:
    """Intermediary betweenness with its standard error.

    Without `samples`, or with as many as there are multipliers with a contact, the value is exact. Else
    the ways are followed from so many multipliers, drawn at random without repetition, and the mean of
    what each contributes is scaled up: B = N * mean, standard error N * s / sqrt(n) * sqrt(1 - n / N)
    for n of N multipliers and s the standard deviation of the contributions. The same seed gives the
    same draw. The expected value is the exact one. The error is estimated from the same draw: where few
    multipliers contribute nearly all of an actor's value, most draws miss them, and value and error are
    both too small (skewed contributions); an error of 0 beside a value of 0 says only that nobody drawn
    needed the actor.

    Breadth-first from many multipliers at once: what a step adds is a product of a sparse matrix (rows
    of the actors that can be reached next) with the numbers of paths, one column per search; back from
    the farthest level in the same way. Time grows with the ties times the multipliers searched.

    Source: Brandes (2001), Journal of Mathematical Sociology 25:163; for sampling, Brandes & Pich
    (2007), International Journal of Bifurcation and Chaos 17:2303, with the finite population correction.
    """
    arrays = adjacency_of(graph, weight=None)
    targets = arrays.flags(companies)
    starts = np.sort(arrays.where(multipliers))
    starts = starts[arrays.degrees[starts] > 0]
    drawn = _draw(starts, samples, seed)
    total, squares = np.zeros(len(arrays)), np.zeros(len(arrays))
    matrix = arrays.matrix()
    width = max(1, CELLS // max(1, len(arrays)))
    for first in range(0, len(drawn), width):
        part = drawn[first : first + width]
        given = _dependencies(arrays, matrix, part, targets)
        total += given.sum(axis=1)
        squares += (given**2).sum(axis=1)
    scale = len(starts) / max(1, len(drawn))
    errors = np.zeros(len(arrays))
    if len(drawn) < len(starts):
        spread = np.maximum(0, squares - total**2 / len(drawn)) / (len(drawn) - 1)
        errors = np.sqrt(spread / len(drawn) * (1 - len(drawn) / len(starts))) * len(starts)
    return Betweenness(
        dict(zip(arrays.nodes, (total * scale).tolist(), strict=True)),
        dict(zip(arrays.nodes, errors.tolist(), strict=True)),
        len(drawn),
        len(starts),
    )


def _draw(starts: "Ints", samples: int | None, seed: int) -> "Ints":
    if samples is None:
        return starts
    try:
        wanted = index(samples)
    except TypeError:
        wanted = 0
    if wanted < 2:
        raise ValueError(f"samples must be a whole number of multipliers, 2 or more, not {samples!r}")
    if wanted >= len(starts):
        return starts
    return np.sort(np.random.default_rng(seed).choice(starts, wanted, replace=False))


def _dependencies(
    arrays: Adjacency[Node], matrix: "sparse.csr_array", sources: "Ints", targets: "Flags"
) -> "Floats":
    """Per node and source, the sum over the targets of the share of shortest paths through the node."""
    columns = np.arange(len(sources))
    level = np.full((len(arrays), len(sources)), -1, dtype=np.int32)
    paths = np.zeros((len(arrays), len(sources)))
    level[sources, columns], paths[sources, columns] = 0, 1
    work = paths.copy()
    reached = [np.unique(sources)]
    while len(reached[-1]):
        near = _neighbours(arrays, reached[-1])
        found = matrix[near] @ work
        work[reached[-1]] = 0
        found[level[near] >= 0] = 0
        active = np.flatnonzero(found.any(axis=1))
        near, found = near[active], found[active]
        paths[near] += found
        level[near] = np.where(found > 0, len(reached), level[near])
        work[near] = found
        reached.append(near)
    given = np.zeros((len(arrays), len(sources)))
    for depth in range(len(reached) - 2, 0, -1):
        here, above = reached[depth], reached[depth - 1]
        at = level[here] == depth
        work[here] = np.divide(
            targets[here, None] + given[here], paths[here], where=at, out=np.zeros(at.shape)
        )
        handed = matrix[above] @ work
        given[above] += np.where(level[above] == depth - 1, paths[above] * handed, 0)
        work[here] = 0
    given[sources, columns] = 0
    return given


def _neighbours(arrays: Adjacency[Node], places: "Ints") -> "Ints":
    """The places of all that are tied to one of these."""
    inside = np.zeros(len(arrays), dtype=bool)
    inside[places] = True
    near = np.zeros(len(arrays), dtype=bool)
    near[arrays.ends[inside[arrays.rows]]] = True
    return np.flatnonzero(near)
