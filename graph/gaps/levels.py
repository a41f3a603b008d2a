"""How well each company is covered: by nobody, by old contacts only, by one multiplier, by several."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.clean import distinct

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags


class Level(IntEnum):
    """Coverage of a company by multipliers, from worst to best."""

    NONE = 0
    STALE = 1
    FRAGILE = 2
    ROBUST = 3


def coverage_levels(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    stale: Iterable[tuple[Node, Node]] = (),
) -> dict[Node, Level]:
    """Coverage level 0..3 of each company: the first that holds.

    - 0 none: no multiplier among its neighbours;
    - 1 stale: the contacts with all of them are too old;
    - 2 fragile: exactly one multiplier;
    - 3 robust: two or more.

    `stale`: the pairs, in either order, whose last contact is too old; a contact without a date is not.
    Level 0 says that no contact is recorded: give only companies whose contacts would be. A company
    unknown to the graph has level 0, one that is itself a multiplier does not cover itself; no companies
    give an empty dict. Weights are not read. Raises ValueError for unhashable labels.

    Source: section G2 of the methods.

    >>> import networkx as nx
    >>> graph = nx.Graph([("chamber", "A"), ("chamber", "B"), ("agency", "B"), ("agency", "C")])
    >>> levels = coverage_levels(graph, ["chamber", "agency"], "ABCD", stale=[("C", "agency")])
    >>> {company: level.value for company, level in levels.items()}
    {'A': 2, 'B': 3, 'C': 1, 'D': 0}
    """
    arrays = adjacency_of(graph, weight=None)
    known = arrays.flags(multipliers)[arrays.ends]
    old = known & _entries(arrays, stale)
    partners, aged = (np.bincount(arrays.rows[hits], minlength=len(arrays)) for hits in (known, old))
    levels = np.select([partners == 0, aged == partners, partners == 1], [0, 1, 2], 3).tolist()
    places = arrays.positions
    return {
        company: Level(levels[places[company]]) if company in places else Level.NONE
        for company in distinct(companies)
    }


def _entries(arrays: Adjacency[Node], pairs: Iterable[tuple[Node, Node]]) -> "Flags":
    """Whether each entry of the arrays is one of these ties."""
    places, size = arrays.positions, len(arrays)
    ends = [
        (places[one], places[other]) for one, other in distinct(pairs) if one in places and other in places
    ]
    one, other = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    keys = np.concatenate([one * size + other, other * size + one])
    return np.asarray(np.isin(arrays.rows * size + arrays.ends, keys))
