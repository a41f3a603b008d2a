"""Who leaves: named actors, the office, all members of a body, the consortium."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from traiber.graph.naming import actor_names, find_named, label_names
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from traiber.graph.network import Network
    from traiber.graph.store import Store

NAMES_SHOWN = 5


class NobodyLeavesError(TraiberError):
    """A group that nobody is recorded to belong to."""

    def __init__(self, name: str) -> None:
        """Keep the name of the group."""
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        """Say that nobody is recorded and where that is done."""
        text = _("Nobody is recorded in: {name}. Please record the members in the sheet of memberships.")
        return text.format(name=self.name)


class NoOfficeError(TraiberError):
    """A network whose office is not recorded."""

    def __str__(self) -> str:
        """Say how to record it."""
        return _("No office is recorded. Please name it in traiber.toml under 'office'.")


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves, and how that is said."""

    actors: frozenset[str]
    named: str


def who_leaves(
    network: "Network",
    store: "Store",
    names: Iterable[str] = (),
    office: bool = False,
    consortium: bool = False,
    bodies: Iterable[str] = (),
) -> Leaving:
    """The actors of these names, the office, the members of the consortium and of bodies of these names.

    Raises `UnknownNameError` for a name that is not known or not clear, and the errors of the
    functions below.
    """
    found: dict[str, list[str]] = {}
    if names := list(names):
        known = actor_names(network, store)
        for key in [find_named(known, name) for name in names]:
            found[network.by_kennung[key].label] = [key]
    if office:
        for key in office_of(network):
            found[network.by_kennung[key].label] = [key]
    if consortium:
        members = consortium_of(network)
        found[_all_members(_("the consortium of {network}").format(network=network.name), members)] = members
    labels = label_names({key: body.labels for key, body in network.bodies.items()})
    for key in [find_named(labels, name) for name in bodies]:
        members = members_of(network, key)
        found[_all_members(pick(network.bodies[key].labels) or key, members)] = members
    actors = frozenset(key for members in found.values() for key in members)
    return Leaving(actors, shortened(list(found)))


def shortened(names: list[str], shown: int = NAMES_SHOWN) -> str:
    """The first names, and how many more there are."""
    if len(names) <= shown:
        return ", ".join(names)
    more = ngettext_("{n} other", "{n} others", len(names) - shown).format(n=len(names) - shown)
    return _("{names} and {more}").format(names=", ".join(names[:shown]), more=more)


def _all_members(name: str, members: list[str]) -> str:
    return ngettext_("{n} member of {name}", "all {n} members of {name}", len(members)).format(
        n=len(members), name=name
    )


def office_of(network: "Network") -> list[str]:
    """The office; raises `NoOfficeError` where none is recorded."""
    found = sorted(actor.kennung for actor in network.actors if actor.office)
    if not found:
        raise NoOfficeError
    return found


def members_of(network: "Network", body: str) -> list[str]:
    """The members of a network, committee or consortium, of a network also those of its bodies.

    Raises `NobodyLeavesError` if there are none.
    """
    keys = network.bodies_of(body)
    members = sorted(actor.kennung for actor in network.actors if not keys.isdisjoint(actor.memberships))
    if not members:
        raise NobodyLeavesError(pick(network.bodies[body].labels) or body)
    return members


def consortium_of(network: "Network") -> list[str]:
    """The members of the consortium of the own network; raises `NobodyLeavesError` if there are none."""
    own = [
        b.key for b in network.bodies.values() if b.kind == "consortium" and network.home in (None, b.network)
    ]
    members = {actor.kennung for actor in network.actors if not actor.memberships.isdisjoint(own)}
    if not members:
        raise NobodyLeavesError(_("the consortium of {network}").format(network=network.name))
    return sorted(members)
