"""Neighbour networks without a way to the own one, and those that hang on one actor (section G4)."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import adjacency_of
from traiber.graph.clean import Node
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import day
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Flags
    from traiber.graph.network import Body

STEPS = 3  # within which a company has a way to a neighbour network


def neighbour_gaps(view: View) -> Iterator[Gap]:
    """Neighbour networks that share neither a member nor a contact with the own one, or hang on one actor.

    `hinge`: kappa is the smallest set of actors whose loss separates both networks (Menger: the number of
    disjoint paths); 0 is `network_without_bridge`, 1 a single point of failure, 2 or more acceptable.
    """
    bodies = view.network.bodies
    home = bodies.get(view.network.home or "")
    if home is None:
        return
    others = home.neighbours or sorted(k for k, body in bodies.items() if body.kind == "network")
    for key in others:
        if key in bodies and key != home.key:
            members = _members(view, key)
            own = _members(view, home.key)
            own = own if own.any() else ~members
            cut = smallest_cut(view.arrays, _labels(view, own), _labels(view, members))
            if not cut:
                yield _without_bridge(view, home, bodies[key], int(members.sum()))
            elif len(cut) == 1:
                at = view.arrays.positions[next(iter(cut))]
                yield _hinge(view, home, bodies[key], own, members, at)


def smallest_cut(graph: "AnyGraph[Node]", own: Iterable[Node], others: Iterable[Node]) -> frozenset[Node]:
    """A smallest set of actors without whom no way leads from the own to the other network.

    An actor of both networks is a way by itself. Ways through anybody count; the members themselves may
    be in the set. Its size kappa is the number of ways that share no actor (Menger); empty if there is no
    way. Of several smallest sets the one nearest to the own network.

    Source: greatest flow through actors of capacity 1, Ford & Fulkerson (1956), Canadian Journal of
    Mathematics 8:399.

    >>> import networkx as nx
    >>> ways = nx.Graph([("a", "bridge"), ("b", "bridge"), ("bridge", "x"), ("bridge", "y")])
    >>> smallest_cut(ways, ["a", "b"], ["x", "y"])
    frozenset({'bridge'})
    """
    from scipy import sparse
    from scipy.sparse import csgraph

    arrays = adjacency_of(graph, weight=None)
    inner, outer = arrays.flags(own), arrays.flags(others)
    rows, ends = arrays.rows, arrays.ends
    crossing = ~outer[rows] & ~inner[ends]  # no way needs to come back, or to go on once it has arrived
    used = np.unique(np.concatenate([rows[crossing], ends[crossing], np.flatnonzero(inner & outer)]))
    place = np.full(len(arrays), -1)
    place[used] = np.arange(len(used))
    n = len(used)
    source, sink = 2 * n, 2 * n + 1
    starts, arrivals = np.flatnonzero(inner[used]), np.flatnonzero(outer[used])
    tails = (np.arange(n), n + place[rows[crossing]], np.full(len(starts), source), n + arrivals)
    heads = (n + np.arange(n), place[ends[crossing]], starts, np.full(len(arrivals), sink))
    limits = np.full(sum(map(len, tails)), n + 1, dtype=np.int32)
    limits[:n] = 1  # from the entrance of an actor to its exit
    size = (2 * n + 2, 2 * n + 2)
    capacity = sparse.csr_matrix((limits, (np.concatenate(tails), np.concatenate(heads))), shape=size)
    left = sparse.csr_matrix(capacity - csgraph.maximum_flow(capacity, source, sink).flow)
    left.eliminate_zeros()
    reached = np.zeros(2 * n + 2, dtype=bool)
    reached[csgraph.breadth_first_order(left, source, return_predecessors=False)] = True
    return frozenset(arrays.nodes[at] for at in used[reached[:n] & ~reached[n : 2 * n]].tolist())


def _members(view: View, key: str) -> "Flags":
    """Who belongs to the network or to a committee or consortium of it."""
    keys = view.network.bodies_of(key)
    return np.array([not keys.isdisjoint(actor.memberships) for actor in view.actors], dtype=bool)


def _labels(view: View, flags: "Flags") -> list[str]:
    return [view.arrays.nodes[at] for at in np.flatnonzero(flags).tolist()]


def _within(view: View, members: "Flags", without: int | None = None) -> "Flags":
    """The companies with a way of at most `STEPS` ties to a member, not through the actor left out."""
    reached = members.copy()
    passing = np.ones(len(view.arrays), dtype=bool)
    if without is not None:
        passing[without] = reached[without] = False
    for _step in range(STEPS):
        front = np.zeros(len(view.arrays), dtype=bool)
        front[view.arrays.rows[reached[view.arrays.ends]]] = True
        reached = (reached | front) & passing
    return reached & view.companies & ~members


def _hinge(view: View, home: "Body", other: "Body", own: "Flags", members: "Flags", cut: int) -> Gap:
    actor = view.actors[cut]
    shared = tuple(sorted(set(home.covers) & set(other.covers)))
    near, left = _within(view, members), _within(view, members, cut)
    entries = [entry for entry in view.entries(cut) if members[view.arrays.ends[entry]] and view.days[entry]]
    latest = max((view.latest(entry) for entry in entries), default=None)
    needed = {f for at in np.flatnonzero(near & own).tolist() for f in view.actors[at].needs}
    lacking = sorted(view.field(key) for key in needed - actor.offers)
    names = {
        "actor": actor.label,
        "type": view.type(actor.type) or _("type not recorded"),
        "region": view.region(actor.region),
        "home": pick(home.labels) or home.key,
        "network": pick(other.labels) or other.key,
        "near": int(near.sum()),
        "steps": STEPS,
        "lost": int((near & ~left).sum()),
        "fields": ", ".join(lacking[:3]) + (" …" if len(lacking) > 3 else ""),
    }
    parts = [
        _("All ways from {home} to {network} lead through {actor} ({type}, {region}).").format(**names),
        _("Last contact there: {day}.").format(day=day(latest)) if latest else "",
        _("{near} companies are within {steps} steps of {network}, {lost} of them through it alone.").format(
            **names
        ),
        _("Needed, but not offered by it: {fields}.").format(**names) if lacking and actor.offers else "",
    ]
    return make_gap(
        view,
        "hinge",
        (actor.kennung,),
        regions=shared or ((actor.region,) if actor.region else ()),
        fields=(),
        networks=(other.key,),
        observed=1,
        companies_affected=int((near & ~left & own).sum()),
        reason=" ".join(part for part in parts if part),
        action=_("Win a second actor as a bridge to {network} beside {actor}.").format(**names),
        certainty=_sure_of_members(view, int(members.sum())),
    )


def _sure_of_members(view: View, members: int) -> str:
    step = Certainty.LIKELY if members >= 3 else Certainty.HINT
    return step.but(view.silent_share >= TOO_MANY_SILENT).because(
        ngettext_(
            "{n} member of the other network recorded", "{n} members of the other network recorded", members
        ).format(n=members)
    )


def _without_bridge(view: View, home: "Body", other: "Body", members: int) -> Gap:
    shared = tuple(sorted(set(home.covers) & set(other.covers)))
    names = {
        "home": pick(home.labels),
        "network": pick(other.labels),
        "number": members,
        "regions": view.regions(shared),
    }
    if members:
        reason = _(
            "No actor recorded that belongs to both {home} and {network}, and, the office aside, no contact "
            "recorded between the two (members of {network} recorded: {number})."
        )
    else:
        reason = _("No member of {network} is recorded, so no bridge from {home} can be seen.")
    if shared:
        action = _(
            "Record who works in both networks; if nobody does, win a bridge to {network} in {regions}."
        )
    else:
        action = _(
            "Record who works in both networks; if nobody does, win an actor as a bridge to {network}."
        )
    return make_gap(
        view,
        "network_without_bridge",
        regions=shared,
        networks=(other.key,),
        observed=0,
        companies_affected=sum(actor.company and not actor.area.isdisjoint(shared) for actor in view.actors),
        reason=reason.format(**names),
        action=action.format(**names),
        certainty=_sure_of_members(view, members),
    )
