"""Regions of the network in which nobody is recorded, and neighbour networks without a bridge."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, area_of, make_gap
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

if TYPE_CHECKING:
    from traiber.graph.network import Body


def regions_without_actor(view: View) -> Iterator[Gap]:
    """Regions of the own network in which nobody sits or works."""
    home = view.network.bodies.get(view.network.home or "")
    if home is None:
        return
    present = {key for kennung in view.graph for key in area_of(view.actor(kennung))}
    for key in home.covers:
        if key not in present:
            names = {"region": view.region(key), "network": pick(home.labels)}
            yield make_gap(
                view,
                "region_without_actor",
                regions=(key,),
                observed=0,
                reason=_(
                    "No actor recorded that sits in {region} or works there, though it is part of {network}."
                ).format(**names),
                action=_("Look for a first partner in {region}, or record who works there.").format(**names),
            )


def networks_without_bridge(view: View) -> Iterator[Gap]:
    """Neighbour networks that share neither a member nor a contact with the own network."""
    bodies = view.network.bodies
    home = bodies.get(view.network.home or "")
    if home is None:
        return
    others = home.neighbours or sorted(k for k, body in bodies.items() if body.kind == "network")
    for key in others:
        if key in bodies and key != home.key:
            members = _members(view, key)
            own = _members(view, home.key) or frozenset(view.graph) - members
            if own.isdisjoint(members.union(*(view.graph[member] for member in members))):
                yield _without_bridge(view, home, bodies[key], len(members))


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
        companies_affected=sum(
            view.actor(k).company and not area_of(view.actor(k)).isdisjoint(shared) for k in view.graph
        ),
        reason=reason.format(**names),
        action=action.format(**names),
    )


def _members(view: View, key: str) -> frozenset[str]:
    """The actors that belong to the network or to a committee or consortium of it."""
    keys = {key} | {body.key for body in view.network.bodies.values() if body.network == key}
    return frozenset(k for k in view.graph if not keys.isdisjoint(view.actor(k).memberships))
