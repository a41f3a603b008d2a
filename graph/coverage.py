"""Which companies are in contact with a multiplier, and of whom that can be said at all."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from traiber.graph.arrays import Adjacency, Node, adjacency_of
from traiber.graph.clean import distinct
from traiber.graph.ties import Ties

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Ints
    from traiber.graph.network import Actor, Network


CONTACTS = frozenset({"org:linkedTo", "org:memberOf"})  # what is recorded under them is a contact


def known_multipliers(
    graph: "AnyGraph[Node]", multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, frozenset[Node]]:
    """N_M(c): the multipliers in contact with each company, empty where none is recorded.

    A company unknown to the graph has none; a company that is itself a multiplier is not its own.
    Raises ValueError for unhashable labels.

    >>> import networkx as nx
    >>> known_multipliers(nx.Graph([("chamber", "A")]), ["chamber"], ["A", "B"])
    {'A': frozenset({'chamber'}), 'B': frozenset()}
    """
    arrays = adjacency_of(graph, weight=None)
    nodes, players = arrays.nodes, arrays.flags(multipliers)
    result = dict.fromkeys(distinct(companies), frozenset[Node]())
    for place in arrays.where(result).tolist():
        known = arrays.neighbours(place)
        result[nodes[place]] = frozenset(nodes[at] for at in known[players[known]].tolist())
    return result


def ways_in(
    graph: "AnyGraph[Node]", multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, tuple[Node, ...]]:
    """A shortest path from each company to another actor that is a multiplier, through any actors.

    From the company to the multiplier, both included; empty if no way is recorded. This is where
    an introduction can start, not coverage. Equally short ways: that to the multiplier given first.
    One breadth-first search from all multipliers at once: every actor belongs to its nearest one, and
    from a company that is a multiplier itself the shortest way crosses from its own actors to those of
    another one. Time grows with the ties. Raises ValueError for unhashable labels.

    >>> import networkx as nx
    >>> ways_in(nx.path_graph(["A", "B", "chamber"]), ["chamber"], ["A"])
    {'A': ('A', 'B', 'chamber')}
    """
    arrays, goals = adjacency_of(graph, weight=None), distinct(multipliers)
    search = _nearest(arrays, arrays.where(goals))
    crossings = _crossings(arrays, search)
    result = dict.fromkeys(distinct(companies), tuple[Node, ...]())
    for at in arrays.where(result).tolist():
        company = arrays.nodes[at]
        if company in goals:
            entry = crossings.get(at)
            way = []
            if entry is not None:
                own, other = int(arrays.rows[entry]), int(arrays.ends[entry])
                way = [*reversed(_follow(own, search.step)), *_follow(other, search.step)]
        else:
            way = _follow(at, search.step)
        result[company] = tuple(arrays.nodes[passed] for passed in way)
    return result


def observed(network: "Network") -> frozenset[str]:
    """The actors of whom something is recorded: for these, and only these, no tie means no contact.

    - "not surveyed" is recorded: no data, whatever others report about the actor;
    - surveyed within the window (`stale_after_days`; a survey without a date counts): observed, so
      that a surveyed company without a tie is a finding;
    - known to have no contacts, or to belong to no network or association ("-", which is not the same
      as an empty cell): observed, as one with a recorded contact of that kind is;
    - else: observed if any tie is recorded, however old, with the office too; without one, no data.

    The office is never part of it. Section G0 of the methods.
    """
    return _recorded(network, None)


def up_to_date(network: "Network") -> frozenset[str]:
    """The observed actors with a survey or a tie that is not known to be older than the window.

    Only these are compared with their peers: old records say nothing about too few contacts now. Nor
    do the contacts of those who were not asked, where others were: in a network that records surveys,
    only surveyed actors and those known to have no contact are compared.
    """
    fresh = _recorded(network, oldest_fresh_date(network))
    asked = {a.kennung for a in network.actors if a.surveyed or a.surveyed_on is not None}
    if not asked:
        return fresh
    return fresh & (asked | {a.kennung for a in network.actors if _is_known_to_have_none(a)})


def oldest_fresh_date(network: "Network") -> date | None:
    """The first day that is not stale; none if neither `as_of` nor a data date is known."""
    today = network.settings.as_of or network.data_date
    return today - timedelta(days=network.settings.stale_after_days) if today else None


def is_stale(day: date | None, oldest: date | None) -> bool:
    """Whether the day is known to lie before the oldest fresh one; an unknown age is not stale."""
    return day is not None and oldest is not None and day < oldest


class _Search(NamedTuple):
    """For every node with a way to a goal: how to get to the nearest, the first given of equally near."""

    step: "Ints"  # next node on the way; a goal is its own, -1 without a way
    goal: "Ints"  # the place of the goal in the order given, -1 without a way
    steps: "Ints"  # the length of the way


def _nearest(arrays: Adjacency[Node], goals: "Ints") -> _Search:
    """A breadth-first search from all goals at once."""
    step, goal = np.full(len(arrays), -1), np.full(len(arrays), -1)
    steps = np.zeros(len(arrays), dtype=np.int64)
    step[goals], goal[goals] = goals, np.arange(len(goals))
    found, length = goals, 0
    while len(found):
        length += 1
        counts = arrays.degrees[found]
        before = np.repeat(found, counts)
        after = np.concatenate([arrays.neighbours(at) for at in found.tolist()])
        new = np.flatnonzero(step[after] < 0)
        first = new[np.sort(np.unique(after[new], return_index=True)[1])]
        found = after[first]
        step[found], goal[found], steps[found] = before[first], goal[before[first]], length
    return _Search(step, goal, steps)


def _crossings(arrays: Adjacency[Node], search: _Search) -> dict[int, int]:
    """For each goal, by its place in the graph, the tie over which its shortest way to another one leads.

    The tie leads from a node nearest to the goal to one nearest to another; it is an entry of the arrays.
    """
    own, other = search.goal[arrays.rows], search.goal[arrays.ends]
    ties = np.flatnonzero(own != other)  # where one end has a way to a goal, so has the other
    length = search.steps[arrays.rows[ties]] + search.steps[arrays.ends[ties]]
    ties = ties[np.lexsort((other[ties], length, own[ties]))]
    goals, first = np.unique(own[ties], return_index=True)
    place = {
        int(search.goal[at]): at for at in np.flatnonzero(search.step == np.arange(len(arrays))).tolist()
    }
    return {place[goal]: int(ties[at]) for goal, at in zip(goals.tolist(), first.tolist(), strict=True)}


def _follow(start: int, step: "Ints") -> list[int]:
    if step[start] < 0:
        return []
    path = [start]
    while step[path[-1]] != path[-1]:
        path.append(int(step[path[-1]]))
    return path


def _recorded(network: "Network", since: date | None) -> frozenset[str]:
    """Who has a survey within the window or a tie that is not known to be older than this day."""
    oldest = oldest_fresh_date(network)
    tied = _tied(network, since)
    return frozenset(
        actor.kennung
        for actor in network.actors
        if not actor.office
        and actor.surveyed is not False
        and (actor.kennung in tied or _is_surveyed(actor, oldest) or _is_known_to_have_none(actor))
    )


def _tied(network: "Network", since: date | None) -> set[str]:
    """Who has a tie to another actor, the office included, that is not known to be older than this day."""
    ties = Ties.of(network.ties)
    kept = (ties.sources != ties.targets) & ~ties.older_than(since)
    ends = np.union1d(ties.sources[kept], ties.targets[kept])
    return {ties.actors[at] for at in ends.tolist()}


def _is_known_to_have_none(actor: "Actor") -> bool:
    return not CONTACTS.isdisjoint(actor.known_none)


def _is_surveyed(actor: "Actor", oldest: date | None) -> bool:
    known = actor.surveyed is True or actor.surveyed_on is not None
    return known and not is_stale(actor.surveyed_on, oldest)
