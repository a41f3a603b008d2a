"""The best team by integer programming, and prices of contacts that bound every other team."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import Floats, Ints, places_in_runs
from traiber.graph.clean import Node
from traiber.graph.teams.instance import Instance

if TYPE_CHECKING:
    from scipy import sparse

NODE_LIMIT = 2_000  # of the branch-and-bound tree; a limit in seconds would make results differ by machine


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best team that was found, and a bound that no team exceeds; equal if it is proven to be best."""

    members: tuple[int, ...]  # places of players
    bound: float


@dataclass(frozen=True, slots=True)
class Prices:
    """What no team covers more than: `base` and the prices of its members.

    Lagrange relaxation of the linear programme: any prices give a bound, those of the dual solution
    the least.
    """

    base: float
    players: Floats

    def bound(self, size: int, whole: bool) -> float:
        """What no team of this size covers more than, rounded down where coverage is a whole number."""
        value = self.base + float(np.sort(self.players)[::-1][:size].sum())
        return float(np.floor(value + 1e-6)) if whole else value


def solve(instance: Instance[Node], size: int, depth: int, among: Ints) -> Optimum:
    """The team of at most `size` of these players that covers most, by integer programming (HiGHS).

    Maximise the sum of worth[c] z[c]; z[c] <= sum of y[m] over the players of c, sum of y <= size,
    y binary, 0 <= z <= 1. For double cover, z[c] <= that sum without its greatest term, written as one
    row per term, which is tighter than half the sum and leaves z whole by itself.
    """
    from scipy import optimize

    links, counted = _links(instance, depth, among)
    worth = instance.worth[counted]
    groups, players = len(counted), len(among)
    if not groups:
        return Optimum((), 0.0)
    members = np.repeat([0.0, 1.0], [groups, players])[None, :]
    limits = [optimize.LinearConstraint(links, ub=0), optimize.LinearConstraint(members, ub=size)]
    found = optimize.milp(
        c=np.concatenate([-worth, np.zeros(players)]),
        constraints=limits,
        integrality=np.repeat([0, 1], [groups, players]),
        bounds=optimize.Bounds(0, 1),
        options={"node_limit": NODE_LIMIT, "mip_rel_gap": 0},
    )
    bound = instance.reachable(depth)
    if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
        bound = min(bound, -float(found.mip_dual_bound))
    if instance.is_whole:
        bound = float(np.floor(bound + 1e-6))
    chosen = () if found.x is None else tuple(among[np.flatnonzero(found.x[groups:] > 0.5)].tolist())
    return Optimum(chosen, bound)


def prices(instance: Instance[Node], size: int, depth: int) -> Prices:
    """The prices of the dual of the linear programme over all players.

    With a dual value u for every row of the links, a team T covers at most the sum over groups of
    max(0, worth - u of the rows of the group) plus the sum over T of what its rows cost.
    """
    from scipy import optimize

    links, counted = _links(instance, depth, np.arange(len(instance)))
    worth = instance.worth[counted]
    groups, players = len(counted), len(instance)
    if not groups:
        return Prices(0.0, np.zeros(players))
    found = optimize.linprog(
        c=np.concatenate([-worth, np.zeros(players)]),
        A_ub=_with_size(links, groups, players),
        b_ub=np.concatenate([np.zeros(links.shape[0]), [size]]),
        bounds=(0, 1),
        method="highs",
    )
    duals = np.zeros(links.shape[0])
    if found.success:
        duals = np.maximum(0, -np.asarray(found.ineqlin.marginals)[:-1])
    spent = links.T @ duals
    return Prices(float(np.maximum(0, worth - spent[:groups]).sum()), -spent[groups:])


def _links(instance: Instance[Node], depth: int, among: Ints) -> "tuple[sparse.csr_array, Ints]":
    """The rows z - sum of y <= 0, columns z then y, and the groups that these players can cover."""
    from scipy import sparse

    starts, owners = instance.contacts
    column = np.full(len(instance), -1)
    column[among] = np.arange(len(among))
    group = np.repeat(np.arange(len(instance.worth)), np.diff(starts))
    usable = column[owners] >= 0
    group, player = group[usable], column[owners[usable]]
    breadth = np.bincount(group, minlength=len(instance.worth))
    counted = np.flatnonzero(breadth >= depth)
    inside = breadth[group] >= depth
    group, player, breadth = np.searchsorted(counted, group[inside]), player[inside], breadth[counted]
    rows = np.arange(len(counted))
    if depth == 2:
        rows = np.arange(int(breadth.sum()))  # one row per group and player left out
        first = np.cumsum(breadth) - breadth
        size = breadth[group]
        at = np.repeat(first[group], size) + places_in_runs(size)
        left_out = np.repeat(np.arange(len(group)), size) == at
        owner, row_group = np.repeat(player, size)[~left_out], np.repeat(np.arange(len(counted)), breadth)
        entries, columns = at[~left_out], owner
    else:
        entries, columns, row_group = group, player, rows
    shape = (len(rows), len(counted) + len(among))
    values = np.concatenate([np.ones(len(rows)), -np.ones(len(entries))])
    places = (np.concatenate([rows, entries]), np.concatenate([row_group, columns + len(counted)]))
    return sparse.csr_array((values, places), shape=shape), counted


def _with_size(links: "sparse.csr_array", groups: int, players: int) -> "sparse.csr_array":
    from scipy import sparse

    row = np.repeat([0.0, 1.0], [groups, players])[None, :]
    return sparse.csr_array(sparse.vstack([links, sparse.csr_array(row)]))
