"""For whom introductions are asked, and which regions the store says link to neighbours."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from traiber.graph.introductions.table import Focus
from traiber.graph.naming import UnknownNameError, actor_names, find_named, label_names
from traiber.graph.projection import holds
from traiber.graph.rows import read_rows
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

if TYPE_CHECKING:
    from traiber.graph.network import Network
    from traiber.graph.store import Store


class UnknownRegionError(TraiberError):
    """A name that no recorded region goes by."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        """Keep the name and the regions that there are."""
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        """Name the regions that there are."""
        text = _("'{name}' is no region in which companies are recorded. There are: {names}.")
        return text.format(name=self.name, names=", ".join(self.known) or "–")


class WrongRoleError(TraiberError):
    """An actor that is asked for in a role that it does not have."""

    def __init__(self, name: str, role: str) -> None:
        """Keep the name and the role, "company" or "multiplier"."""
        super().__init__(name, role)
        self.name, self.role = name, role

    def __str__(self) -> str:
        """Say which option to use."""
        if self.role == "company":
            return _("'{name}' is not recorded as a company. Did you mean --multiplier?").format(
                name=self.name
            )
        return _("'{name}' is not recorded as a multiplier. Did you mean --company?").format(name=self.name)


def read_focus(
    network: "Network",
    store: "Store",
    companies: Iterable[str] = (),
    multipliers: Iterable[str] = (),
    regions: Iterable[str] = (),
) -> Focus:
    """The actors and regions that these names mean.

    Raises `UnknownNameError` (nobody or several go by a name), `WrongRoleError`, `UnknownRegionError`.
    """
    companies, multipliers = tuple(companies), tuple(multipliers)
    names = actor_names(network, store) if companies or multipliers else {}
    return Focus(
        frozenset(_of_role(names, name, network.multipliers, "multiplier") for name in multipliers),
        frozenset(_of_role(names, name, network.companies, "company") for name in companies),
        frozenset(_region(network, name) for name in regions),
    )


def _of_role(names: dict[str, list[str]], name: str, members: frozenset[str], role: str) -> str:
    """The actor of this role that is meant, else the one of any role, which is then an error."""
    own = {kennung: known for kennung, known in names.items() if kennung in members}
    try:
        return find_named(own, name)
    except UnknownNameError:
        found = find_named(names, name)
        if found in members:
            raise
        raise WrongRoleError(names[found][0], role) from None


def _region(network: "Network", name: str) -> str:
    seats = {actor.region for actor in network.actors if actor.company and actor.region is not None}
    regions = network.regions
    labels = label_names({key: regions[key].labels if key in regions else {} for key in seats})
    try:
        return find_named(labels, name)
    except UnknownNameError:
        known = (pick(regions[key].labels) if key in regions else key for key in seats)
        raise UnknownRegionError(name, tuple(sorted(known))) from None


def hinges_of(network: "Network", store: "Store") -> dict[str, frozenset[str]]:
    """The hinge regions of the home network by the neighbour that they link to; of all, if none is named."""
    home = network.bodies.get(network.home or "")
    found: dict[str, set[str]] = {}
    for row in read_rows(store, "hinges"):
        if home is not None and row["network"] == home.key and holds(row, network.settings.as_of):
            for key in (row["neighbour"],) if "neighbour" in row else home.neighbours:
                found.setdefault(key, set()).add(row["region"])
    return {key: frozenset(regions) for key, regions in found.items()}
