"""The recommended introductions of a network as rows: who, through whom, what it gains, and why."""

from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.contacts import usable_contacts
from traiber.graph.coverage import observed, oldest_fresh_date
from traiber.graph.introductions.cases import traits_of
from traiber.graph.introductions.finding import Case
from traiber.graph.introductions.model import Rules, Weights
from traiber.graph.naming import region_name
from traiber.graph.results import Result, day, meta_of, number
from traiber.graph.ties import UNKNOWN, Ties
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from traiber.graph.events.attendance import Attendance
    from traiber.graph.introductions.finding import Proposals
    from traiber.graph.introductions.model import Introduction, Traits
    from traiber.graph.network import Network

COLUMNS = (
    "rank",
    "multiplier",
    "company",
    "introducer",
    "gain",
    "coverage_before",
    "coverage_after",
    "feasibility",
    "reason",
    "kind",
    "multiplier_label",
    "company_label",
    "introducer_label",
    "region",
    "fields",
    "gain_parts",
    "score",
    "affinity",
    "priority",
    "chosen",
    "last_contact_multiplier",
    "last_contact_company",
)
FOR_ONE = 10  # proposals for a company that is asked for by name


@dataclass(frozen=True, slots=True)
class Focus:
    """For whom introductions are asked; empty sets mean everyone."""

    multipliers: Set[str] = frozenset()
    companies: Set[str] = frozenset()
    regions: Set[str] = frozenset()  # of the companies


def introduction_table(
    network: "Network",
    *,
    focus: Focus | None = None,
    rules: Rules | None = None,
    weights: Weights | None = None,
    attendance: "Attendance[str, str] | None" = None,
    limit: int | None = None,
    chosen_only: bool = False,
) -> Result:
    """The introductions by priority, with the settings and what the choice as a whole is worth.

    The rows `chosen` are those to make: the best set in which no multiplier has more new contacts than
    the rules say. The others are the best of those beyond it, for whoever wants to choose otherwise;
    `chosen_only` leaves them out. Of companies asked for by name, those with the greatest score come first.

    Coverage is the number of companies in recorded contact with a multiplier. Companies of which nothing
    is recorded are left out (that they have no multiplier is not known), and so is who wishes no
    introductions, as a target and as an introducer. `attendance`: who was at which event.
    """
    focus, weights = focus or Focus(), weights or Weights()
    rules = rules or Rules()
    if focus.companies:  # who is asked for by name gets more than one proposal
        rules = replace(rules, per_company=max(rules.per_company, FOR_ONE))
    traits = traits_of(network, attendance)
    proposals = _propose(network, focus, rules, weights, traits)
    found = [p for p in proposals.introductions if p.chosen or not chosen_only]
    if focus.companies:
        found.sort(key=lambda p: (-p.score, -p.affinity, p.multiplier, p.company))
    found = found[:limit]
    words = _Words.of(network, traits, rules, found)
    rows = [_row(rank, proposal, words) for rank, proposal in enumerate(found, 1)]
    settings = {f"points_{name}": points for name, points in asdict(weights).items()} | asdict(rules)
    return Result(meta_of(network, **settings, **_quality(proposals)), rows, COLUMNS)


def _propose(
    network: "Network", focus: Focus, rules: Rules, weights: Weights, traits: "Traits[str]"
) -> "Proposals[str]":
    contacts = usable_contacts(network)
    offices = [actor.kennung for actor in network.actors if actor.office]
    closed = [actor.kennung for actor in network.actors if actor.no_introductions]
    case = Case.of(contacts, network.multipliers, network.companies, offices, closed, traits, weights, rules)
    targets = network.companies & observed(network)
    if focus.companies:
        targets &= focus.companies
    if focus.regions:
        targets &= {a.kennung for a in network.actors if a.region in focus.regions}
    players = network.multipliers & focus.multipliers if focus.multipliers else network.multipliers
    return case.propose(contacts.flags(players), contacts.flags(targets))


def _quality(proposals: "Proposals[str]") -> dict[str, object]:
    found = [proposal for proposal in proposals.introductions if proposal.chosen]
    newly = {proposal.company for proposal in found if proposal.parts["uncovered"]}
    return {
        "pairs": proposals.pairs,
        "all_pairs_compared": proposals.whole,
        "candidates": proposals.candidates,
        "chosen": len(found),
        "value_of_choice": proposals.value,
        "value_of_greedy": proposals.greedy,
        "value_at_most": proposals.bound,
        "coverage": found[0].coverage_before if found else None,
        "coverage_with_all": found[0].coverage_before + len(newly) if found else None,
    }


@dataclass(frozen=True, slots=True)
class _Words:
    """What the sentences need: names, dates of contacts, numbers of contacts."""

    network: "Network"
    traits: "Traits[str]"
    days: Mapping[tuple[str, str], date]
    partners: Mapping[str, tuple[str, ...]]  # multipliers of the companies that are proposed
    clients: Mapping[str, int]  # companies of every multiplier
    least_missing: float

    @classmethod
    def of(
        cls, network: "Network", traits: "Traits[str]", rules: Rules, found: "list[Introduction[str]]"
    ) -> "_Words":
        """All that is needed for these proposals."""
        days = _latest(
            network,
            {
                _pair(proposal.introducer, end)
                for proposal in found
                if proposal.introducer is not None
                for end in (proposal.multiplier, proposal.company)
            },
        )
        graph = network.adjacency
        players, targets = graph.flags(network.multipliers), graph.flags(network.companies)
        partners = {}
        for company in {proposal.company for proposal in found}:
            near = graph.neighbours(graph.positions[company])
            partners[company] = tuple(graph.nodes[at] for at in near[players[near]].tolist())
        counts = np.bincount(graph.rows[players[graph.rows] & targets[graph.ends]], minlength=len(graph))
        clients = dict(zip(graph.nodes, counts.tolist(), strict=True))
        return cls(network, traits, days, partners, clients, rules.least_missing)

    def missing(self, kennung: str) -> float:
        """Contacts that comparable actors have more; 0 if those are too few to be named."""
        missing = self.traits.missing.get(kennung, 0.0)
        sure = self.traits.sure.get(kennung, 1.0)
        return missing if missing * sure >= self.least_missing else 0.0

    def label(self, kennung: str) -> str:
        """The name of an actor."""
        return self.network.by_kennung[kennung].label

    def region(self, kennung: str) -> str:
        """The name of the region of an actor's seat."""
        return region_name(self.network, self.network.by_kennung[kennung].region)

    def fields(self, proposal: "Introduction[str]") -> tuple[str, ...]:
        """Keys of the fields that the multiplier would bring and none of the company's multipliers offers."""
        if not proposal.parts["field"]:
            return ()
        known = self.network.by_kennung
        offered = set().union(*(known[m].offers for m in self.partners[proposal.company]))
        return tuple(sorted(known[proposal.company].needs & known[proposal.multiplier].offers - offered))


def _latest(network: "Network", wanted: Set[tuple[str, str]]) -> dict[tuple[str, str], date]:
    """The latest day of a contact of these pairs that is not stale, as far as one is recorded."""
    ties, oldest = Ties.of(network.ties), oldest_fresh_date(network)
    named = set(chain(*wanted))
    near = np.array([actor in named for actor in ties.actors], dtype=bool)
    fresh = (ties.last_contacts != UNKNOWN) & ~ties.older_than(oldest)
    dated = np.flatnonzero(near[ties.sources] & near[ties.targets] & fresh)
    days: dict[tuple[str, str], int] = {}
    for at in dated[np.argsort(ties.last_contacts[dated], kind="stable")].tolist():
        ends = _pair(ties.actors[ties.sources[at]], ties.actors[ties.targets[at]])
        if ends in wanted:
            days[ends] = int(ties.last_contacts[at])  # the latest comes last
    return {ends: date.fromordinal(day) for ends, day in days.items()}


def _row(rank: int, proposal: "Introduction[str]", words: _Words) -> dict[str, Any]:
    x, fields = proposal.introducer, words.fields(proposal)
    return {
        "rank": rank,
        "multiplier": proposal.multiplier,
        "company": proposal.company,
        "introducer": x,
        "gain": proposal.gain,
        "coverage_before": proposal.coverage_before,
        "coverage_after": proposal.coverage_after,
        "feasibility": proposal.feasibility,
        "reason": " ".join([_way(proposal, words), *_gains(proposal, words, fields)]).replace("..", "."),
        "kind": proposal.kind,
        "multiplier_label": words.label(proposal.multiplier),
        "company_label": words.label(proposal.company),
        "introducer_label": None if x is None else words.label(x),
        "region": words.network.by_kennung[proposal.company].region,
        "fields": fields,
        "gain_parts": {name: points for name, points in proposal.parts.items() if points},
        "score": proposal.score,
        "affinity": proposal.affinity,
        "priority": proposal.priority,
        "chosen": proposal.chosen,
        "last_contact_multiplier": None if x is None else words.days.get(_pair(x, proposal.multiplier)),
        "last_contact_company": None if x is None else words.days.get(_pair(x, proposal.company)),
    }


def _way(proposal: "Introduction[str]", words: _Words) -> str:
    names = {"multiplier": words.label(proposal.multiplier), "company": words.label(proposal.company)}
    if proposal.introducer is None:
        return _(
            "Nobody is recorded who could introduce {multiplier} to {company}; the office would have to call."
        ).format(**names)
    return _("{introducer} knows {company} ({day}) and {multiplier} ({other_day}).").format(
        **names,
        introducer=words.label(proposal.introducer),
        day=_last(words.days.get(_pair(proposal.introducer, proposal.company))),
        other_day=_last(words.days.get(_pair(proposal.introducer, proposal.multiplier))),
    )


def _last(seen: date | None) -> str:
    return _("last on {day}").format(day=day(seen)) if seen else _("day not recorded")


def _gains(proposal: "Introduction[str]", words: _Words, fields: tuple[str, ...]) -> list[str]:
    parts, m, c = proposal.parts, proposal.multiplier, proposal.company
    names = {"multiplier": words.label(m), "company": words.label(c)}
    said = []
    if parts["uncovered"]:
        said.append(_("{company} has no contact with a multiplier recorded.").format(**names))
    if parts["robust"]:
        said.append(_second_way(c, words).format(**names, other=words.label(words.partners[c][0])))
    if fields:
        known = (pick(words.network.fields.get(key, {})) or key for key in fields)
        said.append(
            _(
                "{multiplier} offers {fields}; {company} needs that, and it is not offered by any multiplier "
                "recorded for {company}."
            ).format(**names, fields=", ".join(known))
        )
    if parts["bridge"]:
        said.append(
            _("It would be the first contact between multipliers of {one} and companies of {other}.").format(
                one=words.region(m), other=words.region(c)
            )
        )
    if parts["shortfall"]:
        said += [_shortfall(end, words) for end in (m, c) if words.missing(end)]
    return said


def _shortfall(kennung: str, words: _Words) -> str:
    missing, name = words.missing(kennung), words.label(kennung)
    if words.network.by_kennung[kennung].multiplier:
        known = words.clients[kennung]
        text = ngettext_(
            "{name} has {number} company on record; comparable actors have about {expected}.",
            "{name} has {number} companies on record; comparable actors have about {expected}.",
            known,
        )
    else:
        known = len(words.partners.get(kennung, ()))
        text = ngettext_(
            "{name} has {number} multiplier on record; comparable actors have about {expected}.",
            "{name} has {number} multipliers on record; comparable actors have about {expected}.",
            known,
        )
    return text.format(name=name, number=known, expected=number(known + missing))


def _second_way(company: str, words: _Words) -> str:
    if len(words.partners[company]) == 1:
        return _("So far {company} hangs on {other} alone.")
    return _("All contacts of {company} with multipliers are old.")


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
