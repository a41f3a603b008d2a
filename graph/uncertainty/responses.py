"""How many of those whose contacts count have been asked, and where these are too few to compare."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from traiber.graph.coverage import is_stale, oldest_fresh_date
from traiber.graph.uncertainty.intervals import ALPHA
from traiber.graph.uncertainty.small_numbers import may_standardise

if TYPE_CHECKING:
    from traiber.graph.network import Actor, Network

ENOUGH = 0.7  # a proposal, as the methods have it
GREATEST_ALPHA = 0.5


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """How many actors of a type or of a region have been surveyed."""

    kind: str  # "type", "region" or "all"
    group: str | None  # key of the type or region; None: all, or not recorded
    actors: int
    surveyed: int

    @property
    def rate(self) -> float:
        """The share that was surveyed, 0..1."""
        return self.surveyed / self.actors

    @property
    def enough(self) -> bool:
        """Whether under-connection and brokerage may be read off this group: 70 % or more."""
        return self.rate >= ENOUGH


def is_surveyed(network: "Network", actor: "Actor") -> bool:
    """Whether the actor was asked for its contacts within the window; unknown counts as no."""
    asked = actor.surveyed is True or actor.surveyed_on is not None
    return asked and not is_stale(actor.surveyed_on, oldest_fresh_date(network))


def response_rates(network: "Network") -> list[ResponseRate]:
    """The rates of all, by type and by region, in the order of their keys; those not recorded last.

    Counted are multipliers and companies, without the office: their contacts are what the measures
    are made of. Without any of them, no rates.
    """
    asked = _asked(network)
    rates = [_rate(network, "all", None, asked)] if asked else []
    for kind in ("type", "region"):
        groups: dict[str | None, list[Actor]] = {}
        for actor in asked:
            groups.setdefault(getattr(actor, kind), []).append(actor)
        order = sorted(groups, key=lambda key: (key is None, key))
        rates += [_rate(network, kind, key, groups[key]) for key in order]
    return rates


def poor_responses(network: "Network") -> dict[str, float]:
    """By kennung, the response rate of those of whose type or region less than 70 % were surveyed.

    The lower of the two rates, 0..1. Few contacts of theirs may be few answers: under-connection (G1)
    and brokerage are not to be read off them. A group of fewer than five has no rate, nor have those whose
    type or region is not recorded. Where no survey of
    anybody is recorded, contacts come from other records and there are no rates: the result is empty.

    Source: section 5 of the methods.
    """
    asked = _asked(network)
    if all(actor.surveyed is None and actor.surveyed_on is None for actor in asked):
        return {}
    poor = {
        (found.kind, found.group): found.rate
        for found in response_rates(network)
        if found.group is not None and not found.enough and may_standardise(found.actors)
    }
    rates = {
        actor.kennung: [
            poor[group] for group in (("type", actor.type), ("region", actor.region)) if group in poor
        ]
        for actor in asked
    }
    return {kennung: min(known) for kennung, known in rates.items() if known}


def greyed_out(network: "Network") -> frozenset[str]:
    """The actors, by kennung, with too few answers in their group (see `poor_responses`)."""
    return frozenset(poor_responses(network))


def share_missing(network: "Network") -> float:
    """Alpha, the share of the contacts that is taken to be missing: 1 - response rate, within 0.1..0.5.

    Nobody answers completely, hence the lower bound; where nearly nobody was asked, the contacts
    come from other records, which the response rate says nothing about, hence the upper bound.
    """
    rates = response_rates(network)
    missed = 1 - rates[0].rate if rates else 0.0
    return round(min(max(missed, ALPHA), GREATEST_ALPHA), 9)


def _asked(network: "Network") -> "list[Actor]":
    return [a for a in network.actors if (a.multiplier or a.company) and not a.office]


def _rate(network: "Network", kind: str, group: str | None, actors: "Iterable[Actor]") -> ResponseRate:
    answers = [is_surveyed(network, actor) for actor in actors]
    return ResponseRate(kind, group, len(answers), sum(answers))
