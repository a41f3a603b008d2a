"""The network as all kinds of gaps need it, and how a finding is made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.coverage import observed, oldest_fresh_date, up_to_date
from traiber.graph.gaps.certainty import Certainty, by_rate, chance
from traiber.graph.gaps.clientele import Clientele
from traiber.graph.gaps.model import WEIGHTS, Gap
from traiber.graph.naming import region_name
from traiber.graph.ties import Ties
from traiber.graph.uncertainty.responses import poor_responses
from traiber.graph.uncertainty.small_numbers import FEWEST_NODES
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Ints
    from traiber.graph.network import Actor, Network

TOO_MANY_SILENT = 0.3  # share without data from which a finding about a group is less sure


@dataclass(frozen=True, eq=False)
class View:
    """The contacts as arrays, in the order of kennungen, so that the order of rows is no matter.

    Flags and numbers are by the places of the actors in `arrays`; the office is not among them.
    """

    network: "Network"

    @cached_property
    def arrays(self) -> "Adjacency[str]":
        """The contacts without the office."""
        return self.network.adjacency

    @cached_property
    def actors(self) -> "tuple[Actor, ...]":
        """The actors by place."""
        return tuple(self.network.by_kennung[kennung] for kennung in self.arrays.nodes)

    @cached_property
    def companies(self) -> "Flags":
        """Who is a company."""
        return np.array([actor.company for actor in self.actors], dtype=bool)

    @cached_property
    def multipliers(self) -> "Flags":
        """Who is a multiplier."""
        return np.array([actor.multiplier for actor in self.actors], dtype=bool)

    @cached_property
    def observed(self) -> "Flags":
        """Of whom something is recorded (section G0)."""
        return self.arrays.flags(observed(self.network))

    @cached_property
    def fresh(self) -> "Flags":
        """Of whom something is recorded that is not too old for a comparison."""
        return self.arrays.flags(up_to_date(self.network))

    @cached_property
    def own(self) -> "Flags":
        """Who does not belong to other networks only: of these, contacts are recorded from one side."""
        nets, home = self.network.networks, self.network.home

        def is_own(actor: "Actor") -> bool:
            networks = {nets[key] for key in actor.memberships if key in nets}
            return not networks or home is None or home in networks

        return np.array([is_own(actor) for actor in self.actors], dtype=bool)

    @cached_property
    def partners(self) -> "Ints":
        """The number of multipliers in contact with each actor."""
        hits = self.multipliers[self.arrays.ends]
        return np.bincount(self.arrays.rows[hits], minlength=len(self.arrays))

    @cached_property
    def clients(self) -> "Ints":
        """The number of companies in contact with each actor."""
        hits = self.companies[self.arrays.ends]
        return np.bincount(self.arrays.rows[hits], minlength=len(self.arrays))

    @cached_property
    def clientele(self) -> Clientele:
        """The companies that each observed multiplier knows, by region."""
        seats = [actor.region for actor in self.actors]
        return Clientele.of(self.arrays, self.multipliers & self.observed, self.companies, seats)

    @cached_property
    def days(self) -> "Ints":
        """For every entry of the arrays, the ordinal of the latest contact; 0 where no date is recorded."""
        ties = Ties.of(self.network.ties)
        (sources, targets), latest = ties.places_in(self.arrays.nodes), ties.last_contacts
        inside = (sources >= 0) & (targets >= 0) & (sources != targets)
        if not inside.any():
            return np.zeros(len(self.arrays.ends), dtype=np.int64)
        keys = self._pairs(sources[inside], targets[inside])
        order = np.lexsort((latest[inside], keys))
        last = np.flatnonzero(np.append(np.diff(keys[order]), 1))
        wanted = self._pairs(self.arrays.rows, self.arrays.ends)
        return np.asarray(latest[inside][order][last][np.searchsorted(keys[order][last], wanted)])

    def _pairs(self, one: "Ints", other: "Ints") -> "Ints":
        """A number for every pair of actors, in either order."""
        return np.asarray(np.minimum(one, other) * len(self.arrays) + np.maximum(one, other))

    @cached_property
    def old(self) -> "Flags":
        """For every entry of the arrays, whether the latest contact is known to be too long ago."""
        oldest = oldest_fresh_date(self.network)
        return (self.days > 0) & (self.days < (oldest.toordinal() if oldest else 0))

    @property
    def stale_contacts(self) -> "Iterable[tuple[str, str]]":
        """The contacts of companies with multipliers that are known to be too long ago."""
        wanted = self.old & self.companies[self.arrays.rows] & self.multipliers[self.arrays.ends]
        nodes = self.arrays.nodes
        ends = zip(self.arrays.rows[wanted].tolist(), self.arrays.ends[wanted].tolist(), strict=True)
        return [(nodes[company], nodes[multiplier]) for company, multiplier in ends]

    @cached_property
    def poor_responses(self) -> Mapping[str, float]:
        """By kennung, the response rate of those in whose type or region too few were surveyed."""
        return poor_responses(self.network)

    @cached_property
    def silent_share(self) -> float:
        """The share of the own multipliers of whom nothing is recorded, 0..1."""
        own = self.multipliers & self.own
        return float((own & ~self.observed).sum() / own.sum()) if own.any() else 0.0

    @cached_property
    def silence(self) -> Mapping[tuple[str | None, bool], float]:
        """By type and whether multiplier: the share of the own actors without data."""
        total: dict[tuple[str | None, bool], int] = {}
        silent: dict[tuple[str | None, bool], int] = {}
        for at in np.flatnonzero(self.own).tolist():
            key = (self.actors[at].type, self.actors[at].multiplier)
            total[key] = total.get(key, 0) + 1
            silent[key] = silent.get(key, 0) + (not self.observed[at])
        return {key: silent[key] / total[key] for key in total}

    def latest(self, entry: int) -> date:
        """The day of the latest contact of an entry that has one."""
        return date.fromordinal(int(self.days[entry]))

    def entries(self, at: int) -> range:
        """The entries of the actor at this place."""
        return range(int(self.arrays.starts[at]), int(self.arrays.starts[at + 1]))

    def actor(self, kennung: str) -> "Actor":
        """The actor with this key."""
        return self.network.by_kennung[kennung]

    def names(self, kennungen: Iterable[str]) -> str:
        """The actors' names, with commas."""
        return ", ".join(self.actor(kennung).label for kennung in kennungen)

    def region(self, key: str | None) -> str:
        """The name of a region in the current language, or its key; a phrase for none."""
        return region_name(self.network, key)

    def regions(self, keys: Iterable[str]) -> str:
        """The names of regions, with commas."""
        return ", ".join(self.region(key) for key in keys)

    def field(self, key: str) -> str:
        """The name of an action field in the current language, or its key."""
        return pick(self.network.fields.get(key, {})) or key

    def type(self, key: str | None) -> str:
        """The name of an actor type in the current language, or its key."""
        return pick(self.network.types.get(key or "", {})) or key or ""


def against_chance(p: float | None, rate: float | None, fewer: bool = False) -> dict[str, Any]:
    """The p-value of a finding against a null model, and how sure it is, by its false discovery rate.

    `fewer` takes one step of certainty away. Without p-value, as in a network of fewer than 30 actors
    (section 5 of the methods), a finding is a hint.
    """
    if p is None or rate is None:
        few = _("fewer than {n} actors, too few for a comparison with chance").format(n=FEWEST_NODES)
        return {"p": None, "certainty": Certainty.HINT.because(few)}
    return {"p": p, "certainty": by_rate(rate).but(fewer).because(chance(rate))}


def make_gap(view: View, kind: str, actors: tuple[str, ...] = (), **given: Any) -> Gap:
    """A gap with, unless given, the score of its kind and the regions and fields of its actors."""
    known = [view.actor(kennung) for kennung in actors]
    given.setdefault("regions", tuple(sorted({a.region for a in known if a.region is not None})))
    given.setdefault("fields", tuple(sorted({key for a in known for key in a.needs | a.offers})))
    given.setdefault("score", WEIGHTS[kind] * given.get("companies_affected", 0))
    for text in ("reason", "action"):  # a name may end with a full stop itself: "e.V."
        given[text] = given[text].replace("..", ".")
    return Gap(kind, actors, **given)
