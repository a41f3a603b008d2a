"""The team of multipliers that is in contact with most companies."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import index
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import adjacency_of
from traiber.graph.clean import Node
from traiber.graph.teams.exact import Prices, prices, solve
from traiber.graph.teams.greedy import Greedy, exchanged, greedy_team
from traiber.graph.teams.instance import Instance, total_worth
from traiber.graph.teams.optima import EFFORT, Optima, count_optima

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph

EXACT_CONTACTS = 50_000  # of players with groups of companies; beyond, greedy with its bound


@dataclass(frozen=True, slots=True)
class Team(Generic[Node]):
    """The best team found, how sure that is, and what to compare it with.

    Unit: companies, or their weight. `covered` counts companies in contact with at least `depth`
    members.
    """

    members: tuple[Node, ...]  # who adds most comes first
    gains: tuple[float, ...]  # what each member adds to those before it; sums to `covered`
    reaches: tuple[float, ...]  # companies in contact with each member, whoever else knows them
    depth: int
    covered: float
    once: float  # in contact with at least one member
    twice: float  # with at least two
    reachable: float  # what all multipliers together cover
    companies: float  # all companies given
    exact: bool  # proven to be best
    bound: float  # no team of this size covers more; equal to `covered` if exact
    optimal_teams: int | None  # of this size that cover as much; None if not exact
    all_counted: bool  # False: at least so many
    naive: tuple[Node, ...]  # the multipliers with the greatest reach
    naive_covered: float
    greedy_covered: float
    guarantee: float | None  # least share of the best that greedy covers; None for double cover


def best_team(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    size: int,
    depth: int = 1,
    weight: Mapping[Node, float] | None = None,
    exact_contacts: int = EXACT_CONTACTS,
    effort: int = EFFORT,
) -> Team[Node]:
    """The `size` multipliers that are in contact with most companies: maximum coverage.

    Maximise the number (or, with `weight`, the weight) of companies in contact with at least `depth`
    members: 1 covers once, 2 twice, so that one member may drop out. Only multipliers in contact with
    one of the companies at all can be members; if there are fewer than `size`, all of them are.
    Without companies or multipliers the team is empty and covers 0. An actor that is both does not
    cover itself.

    Up to `exact_contacts` contacts (for double cover, pairs of contacts with the same company) solved
    exactly, after merging companies that the same multipliers know: greedy choice and exchanges of
    members give a team, the bound of the linear programme or a search with that bound prove or better
    it, and where the search ends too early, integer programming does, for single cover without the
    multipliers whose companies another one knows too. Beyond that, or if its tree grows past its limit,
    the team is the best one found, and `bound` says how much better another one could be at most. Of
    equally good teams it is the first, comparing the places of the members in the order given; they are
    counted by branch and bound. `effort` limits each search.

    Raises ValueError for a size that is no whole number from 1 on, a depth other than 1 and 2, a
    weight that is no number from 0 on, and for unhashable labels.

    Source: Church & ReVelle (1974), Papers of the Regional Science Association 32:101; section M8 of
    the methods.

    >>> import networkx as nx
    >>> ties = [("ihk", "A"), ("ihk", "B"), ("ihk", "C"), ("hwk", "A"), ("hwk", "B"), ("union", "D")]
    >>> team = best_team(nx.Graph(ties), ["ihk", "hwk", "union"], "ABCDE", 2)
    >>> team.members, team.gains, team.covered, team.optimal_teams, team.naive_covered
    (('ihk', 'union'), (3, 1), 4, 1, 3)
    """
    wanted = checked_size(size)
    if depth not in (1, 2):
        raise ValueError(f"depth must be 1 (cover once) or 2 (cover twice), not {depth!r}")
    arrays = adjacency_of(graph)
    targets = list(companies)
    instance = Instance.of(arrays, multipliers, targets, weight)
    wanted = min(wanted, len(instance))
    greedy = greedy_team(instance, wanted, depth)
    small = int((instance.breadth**depth).sum()) <= exact_contacts
    priced = prices(instance, wanted, depth) if small else None
    found, bound = _search(instance, greedy, wanted, depth, priced, effort)
    best = instance.covered(found, depth)
    exact = bound <= best + instance.slack(best)
    optima: Optima | None = None
    if exact and priced:
        optima = count_optima(instance, wanted, depth, best, priced, effort)
    members = optima.first if optima and optima.first is not None else _filled(found, wanted, len(instance))
    counted = (max(optima.number, 1), optima.is_complete) if optima else (None, False)
    naive = np.lexsort((np.arange(len(instance)), -instance.reach))[:wanted].tolist()
    order = greedy_team(instance, wanted, depth, np.array(sorted(members), dtype=np.int64)).members
    gains = np.diff([0, *(instance.covered(order[: n + 1], depth) for n in range(len(order)))])
    tidy: Callable[[float], float] = round if weight is None else float
    return Team(
        members=tuple(instance.players[at] for at in order),
        gains=tuple(map(tidy, gains.tolist())),
        reaches=tuple(tidy(float(instance.reach[at])) for at in order),
        depth=depth,
        covered=tidy(best),
        once=tidy(instance.covered(order, 1)),
        twice=tidy(instance.covered(order, 2)),
        reachable=tidy(instance.reachable(depth)),
        companies=tidy(total_worth(targets, weight)),
        exact=exact,
        bound=tidy(best if exact else bound),
        optimal_teams=counted[0],
        all_counted=counted[1],
        naive=tuple(instance.players[at] for at in naive),
        naive_covered=tidy(instance.covered(naive, depth)),
        greedy_covered=tidy(instance.covered(greedy.members, depth)),
        guarantee=1 - (1 - 1 / wanted) ** wanted if wanted and depth == 1 else None,
    )


def _search(
    instance: Instance[Node], greedy: Greedy, size: int, depth: int, priced: Prices | None, effort: int
) -> tuple[tuple[int, ...], float]:
    """The best team found, and a bound that no team exceeds; without prices, greedy and exchanges."""
    found = exchanged(instance, greedy.members, depth)
    if priced is None:
        return found, greedy.bound
    bound = min(greedy.bound, priced.bound(size, instance.is_whole))
    if instance.is_whole:
        found, bound = _improved(instance, found, bound, size, depth, priced, effort)
    best = instance.covered(found, depth)
    if bound <= best:
        return found, bound
    among = np.flatnonzero(instance.undominated()) if depth == 1 else np.arange(len(instance))
    solution = solve(instance, size, depth, among)
    if instance.covered(solution.members, depth) > best:
        found = solution.members
    return found, min(bound, solution.bound)


def _improved(
    instance: Instance[Node],
    team: tuple[int, ...],
    bound: float,
    size: int,
    depth: int,
    priced: Prices,
    effort: int,
) -> tuple[tuple[int, ...], float]:
    """The team as long as a search finds one that covers a company more; proven where it ends in time."""
    best = instance.covered(team, depth)
    while best < bound:
        better = count_optima(instance, size, depth, best + 1, priced, effort)
        if better.first is None:
            return team, best if better.is_complete else bound
        team, best = better.first, instance.covered(better.first, depth)
    return team, bound


def _filled(team: Iterable[int], size: int, players: int) -> list[int]:
    """The team with the first of the others, up to this size."""
    members = dict.fromkeys(team)
    others = (at for at in range(players) if at not in members)
    return [*members, *(at for at, _place in zip(others, range(size - len(members)), strict=False))]


def checked_size(size: int) -> int:
    """The size, if it is a whole number from 1 on; else ValueError."""
    try:
        number = index(size)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"size must be a whole number of members, 1 or more, not {size!r}")
    return number
