"""What is lost if actors leave: last contacts, ways to the rest, offers, bridges between networks."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from traiber.graph.arrays import Adjacency, Flags, adjacency_of
from traiber.graph.clean import Node, distinct
from traiber.graph.fragmentation import components, fragmentation_of

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph

Cell = TypeVar("Cell", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outage(Generic[Node, Cell, Group]):
    """The losses; actors that leave are themselves never counted as lost."""

    leaving: tuple[Node, ...]  # known to the graph, in its order
    lost: Mapping[
        Node, tuple[Node, ...]
    ]  # company -> the multipliers, all leaving, that it was in contact with
    weakened: tuple[Node, ...]  # companies left with one multiplier of several
    covered_before: int  # companies, of those that stay, in contact with a multiplier
    covered_after: int
    parts: tuple[tuple[Node, ...], ...]  # cut off from the main component, most companies first
    emptied: Mapping[Cell, tuple[Node, ...]]  # cell -> those who offered there, all leaving
    bridges: Mapping[tuple[Group, Group], tuple[Node, ...]]  # pair -> those leaving who bridged it
    fragmentation_before: float | None  # share of pairs of those who stay without a way to each other, 0..1
    fragmentation_after: float | None


def outage(
    graph: "AnyGraph[Node]",
    leaving: Iterable[Node],
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    offers: Mapping[Cell, Iterable[Node]] | None = None,
    groups: Mapping[Group, Iterable[Node]] | None = None,
) -> Outage[Node, Cell, Group]:
    """What is lost if these actors leave, all at once.

    - `lost`: companies in contact with multipliers before and with none after (M5 for a set);
    - `parts`: what hung together with the main component before, and does not after. The main
      component is the one with most actors (then companies, then the first); after, the greatest piece
      of it, if that is more than one actor;
    - `emptied`: cells (such as district x action field) in which all who offer something leave;
    - `bridges`: pairs of groups (such as networks) with a common member or a tie before, none after;
    - fragmentation: F of Borgatti (2006), pairs without a way, both times among those who stay, so that
      the loss of an actor without contacts does not look like a gain: it never falls.

    Leaving actors unknown to the graph do nothing. Nobody leaving, no companies, an empty graph:
    nothing is lost. Raises ValueError for unhashable labels.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("ihk", "A"), ("ihk", "B"), ("hwk", "B"), ("ihk", "hwk")])
    >>> found = outage(contacts, ["ihk"], ["ihk", "hwk"], ["A", "B"])
    >>> found.lost, found.weakened, found.parts
    ({'A': ('ihk',)}, ('B',), (('A',),))
    """
    arrays = adjacency_of(graph)
    gone = arrays.flags(leaving)
    players, targets = arrays.flags(multipliers), arrays.flags(companies)
    staying = targets & ~gone
    before = _known(arrays, players)
    after = _known(arrays, players & ~gone)
    lost = staying & (before > 0) & (after == 0)
    return Outage(
        leaving=_labels(arrays, gone),
        lost={
            arrays.nodes[at]: _labels_at(arrays, [n for n in arrays.neighbours(at).tolist() if players[n]])
            for at in np.flatnonzero(lost).tolist()
        },
        weakened=_labels(arrays, staying & (before > 1) & (after == 1)),
        covered_before=int((staying & (before > 0)).sum()),
        covered_after=int((staying & (after > 0)).sum()),
        parts=_parts(arrays, gone, targets),
        emptied=_emptied(arrays, gone, offers or {}),
        bridges=_bridges(arrays, gone, groups or {}),
        fragmentation_before=fragmentation_of(components(arrays)[~gone]),
        fragmentation_after=fragmentation_of(components(arrays.restricted(~gone))),
    )


def _known(arrays: Adjacency[Node], players: Flags) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The number of these multipliers that each actor is in contact with."""
    return np.bincount(arrays.rows[players[arrays.ends]], minlength=len(arrays))


def _parts(arrays: Adjacency[Node], gone: Flags, companies: Flags) -> tuple[tuple[Node, ...], ...]:
    if not len(arrays) or gone.all():
        return ()
    whole = components(arrays)
    main = _by_size(whole, companies)[0]
    in_main = whole == main
    if not (in_main & gone).any():
        return ()
    kept = ~gone
    pieces = components(arrays.restricted(kept))
    places = np.flatnonzero(kept)
    inside = in_main[places]
    order = _by_size(pieces[inside], companies[places[inside]]) if inside.any() else []
    hanging = np.bincount(pieces)[order[:1]] > 1  # one actor alone is nothing to hang together with
    cut = [places[(pieces == piece) & inside] for piece in (order[1:] if hanging.all() else order)]
    ranked = sorted(cut, key=lambda part: (-int(companies[part].sum()), -len(part), int(part[0])))
    return tuple(_labels_at(arrays, part.tolist()) for part in ranked)


def _by_size(labels: "np.ndarray[tuple[int], np.dtype[np.int64]]", companies: Flags) -> list[int]:
    """The components that occur, most actors first, then most companies, then the first."""
    actors, targets = np.bincount(labels), np.bincount(labels, weights=companies)
    found = np.flatnonzero(actors)
    order: list[int] = found[np.lexsort((found, -targets[found], -actors[found]))].tolist()
    return order


def _emptied(
    arrays: Adjacency[Node], gone: Flags, offers: Mapping[Cell, Iterable[Node]]
) -> dict[Cell, tuple[Node, ...]]:
    found = {}
    for cell, nodes in offers.items():
        places = np.sort(arrays.where(nodes))
        if len(places) and gone[places].all():
            found[cell] = _labels_at(arrays, places.tolist())
    return found


def _bridges(
    arrays: Adjacency[Node], gone: Flags, groups: Mapping[Group, Iterable[Node]]
) -> dict[tuple[Group, Group], tuple[Node, ...]]:
    members = {group: arrays.flags(distinct(nodes)) for group, nodes in groups.items()}
    found = {}
    for (a, one), (b, other) in combinations(members.items(), 2):
        both = one & other
        across = (one[arrays.rows] & other[arrays.ends]) | (other[arrays.rows] & one[arrays.ends])
        kept = ~gone[arrays.rows] & ~gone[arrays.ends]
        if (both.any() or across.any()) and not (both & ~gone).any() and not (across & kept).any():
            ends = np.zeros(len(arrays), dtype=bool)
            ends[arrays.rows[across]] = True
            found[a, b] = _labels(arrays, (ends | both) & gone)
    return found


def _labels(arrays: Adjacency[Node], flags: Flags) -> tuple[Node, ...]:
    return _labels_at(arrays, np.flatnonzero(flags).tolist())


def _labels_at(arrays: Adjacency[Node], places: Sequence[int]) -> tuple[Node, ...]:
    return tuple(arrays.nodes[at] for at in places)
