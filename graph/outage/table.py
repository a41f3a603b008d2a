"""An outage as rows: each loss with its reason and what to do about it, most companies affected first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from traiber.graph.contacts import contacts_with
from traiber.graph.coverage import known_multipliers, oldest_fresh_date
from traiber.graph.fragmentation import mean_steps
from traiber.graph.naming import region_name
from traiber.graph.outage.backup import CAPACITY, Backup, Placement, Traits, back_up
from traiber.graph.outage.leaving import NAMES_SHOWN, shortened
from traiber.graph.outage.losses import Outage, outage
from traiber.graph.results import Result, meta_of
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from traiber.graph.network import Actor, Network

COLUMNS = (
    "kind", "actors", "label", "regions", "fields", "networks", "companies", "companies_affected",
    "host", "backup", "effort", "introducer", "reason", "action",
)  # fmt: skip
KINDS = (
    "handover",
    "cut_off",
    "cell_emptied",
    "field_emptied",
    "bridge_lost",
    "no_host",
    "weakened",
    "company_lost",
)
MOST_PAIRS = 10_000_000  # of multipliers and actors, for the mean number of steps

Cell = tuple[str | None, str]  # region (None: anywhere), field
Found = Outage[str, Cell, str]


def outage_table(
    network: "Network", leaving: Iterable[str], capacity: int = CAPACITY, named: str = ""
) -> Result:
    """What is lost if these actors leave, most companies affected first, then by kind and name.

    `named` says in words who they are; without it they are listed.

    The office is part of the graph only if it leaves; then it counts as a partner, because the question
    is who remains in contact without it. Companies in contact with it alone are counted as `office_only`,
    not in `covered_before`, which like everywhere counts multipliers:
    lost = covered_before + office_only - covered_after. Networks are compared with all their committees
    and consortia.
    Raises ValueError as `back_up` does.
    """
    gone = frozenset(leaving)
    view = _View.of(network, gone, capacity)
    rows = [
        *view.handovers(),
        *view.cut_off(),
        *view.emptied(),
        *view.lost_bridges(),
        *view.without_host(),
        *view.weakened(),
        *view.lost_companies(),
    ]
    for row in rows:
        for text in ("reason", "action"):  # a name may end with a full stop itself: "e.V."
            row[text] = row[text].replace("..", ".")
    rows.sort(
        key=lambda row: (-row["companies_affected"], KINDS.index(row["kind"]), row["label"], row["actors"])
    )
    found = view.found
    settings = {
        "leaving": sorted(gone),
        "named": named or shortened([network.by_kennung[key].label for key in sorted(gone)]),
        "office_left_out": not any(network.by_kennung[key].office for key in gone),
        "office_contacts": view.office_contacts(),
        "office_only": view.office_only(),
        "steps_before": view.steps(frozenset()),
        "steps_after": view.steps(gone),
        "capacity": capacity,
        "backup_exact": view.backup.exact,
        "backup_effort": sum(place.effort for place in view.backup.chosen),
        "staying": len(network.actors) - len(gone),
        "companies_staying": len(network.companies - gone),
        "lost": len(found.lost),
        "weakened": len(found.weakened),
        "covered_before": found.covered_before - view.office_only(),
        "covered_after": found.covered_after,
        "fragmentation_before": found.fragmentation_before,
        "fragmentation_after": found.fragmentation_after,
    }
    return Result(meta_of(network, **settings), rows, COLUMNS)


def seat_of(actor: "Actor") -> frozenset[str]:
    """The region in which the actor sits, if one is recorded."""
    return frozenset() if actor.region is None else frozenset({actor.region})


@dataclass(frozen=True, slots=True)
class _View:
    network: "Network"
    gone: frozenset[str]
    found: Found
    backup: Backup[str]

    @classmethod
    def of(cls, network: "Network", gone: frozenset[str], capacity: int) -> "_View":
        offices = {key for key in gone if network.by_kennung[key].office}
        arrays = contacts_with(network, offices)
        players = network.multipliers | offices
        reach = {key: len(arrays.neighbours(arrays.positions[key])) for key in players}
        order = sorted(players, key=lambda key: (-reach[key], key))
        companies = sorted(network.companies)
        found: Found = outage(arrays, gone, order, companies, _offers(network, players), _networks(network))
        traits = Traits(
            regions={a.kennung: a.area if a.kennung in players else seat_of(a) for a in network.actors},
            needs={a.kennung: a.needs for a in network.actors},
            offers={a.kennung: a.offers for a in network.actors},
        )
        recent = contacts_with(network, offices, oldest_fresh_date(network))
        closed = [a.kennung for a in network.actors if a.no_introductions]
        backup = back_up(recent, found.lost, gone, order, companies, traits, capacity, closed)
        return cls(network, gone, found, backup)

    @property
    def offices(self) -> frozenset[str]:
        """The offices that leave."""
        return frozenset(key for key in self.gone if self.network.by_kennung[key].office)

    def office_contacts(self) -> int:
        """How many of those who stay are in recorded contact with an office that leaves."""
        if not self.offices:
            return 0
        arrays = contacts_with(self.network, self.offices)
        found = {int(at) for key in self.offices for at in arrays.neighbours(arrays.positions[key])}
        return sum(arrays.nodes[at] not in self.gone for at in found)

    def office_only(self) -> int:
        """Companies that stay, in contact with an office that leaves and with no multiplier."""
        if not self.offices:
            return 0
        staying = self.network.companies - self.gone
        known = known_multipliers(self.network.adjacency, self.network.multipliers, staying)
        return self.found.covered_before - sum(map(bool, known.values()))

    def steps(self, without: frozenset[str]) -> float | None:
        """The mean steps between multipliers that stay; None if the office stays or they are too many."""
        if not self.offices:
            return None
        staying = self.network.multipliers - self.gone
        if len(staying) * len(self.network.actors) > MOST_PAIRS:
            return None
        return mean_steps(contacts_with(self.network, self.offices), sorted(staying), without)

    def handovers(self) -> Iterator[dict[str, Any]]:
        """Who is to take over which companies, by the cheapest set of new contacts."""
        hosts: dict[str, list[Placement[str]]] = {}
        for place in self.backup.chosen:
            hosts.setdefault(place.multiplier, []).append(place)
        for host, places in hosts.items():
            companies = tuple(place.company for place in places)
            reason = ngettext_(
                "Best placed for {n} company that would lose its last contact: {evidence}.",
                "Best placed for {n} companies that would lose their last contact: {evidence}.",
                len(places),
            ).format(n=len(places), evidence=self._evidence_of_all(places))
            action = _("First of all, introduce {host} to {companies}.").format(
                host=self._name(host), companies=self._names(companies)
            )
            effort = sum(place.effort for place in places)
            yield self._row(
                "handover", (host,), reason, action, companies, host=host, backup=host, effort=effort
            )

    def cut_off(self) -> Iterator[dict[str, Any]]:
        """What no longer hangs together with the rest: groups, and all who stand alone in one row."""
        alone = tuple(part[0] for part in self.found.parts if len(part) == 1)
        groups = [part for part in self.found.parts if len(part) > 1]
        for part in (*groups, *([alone] if alone else [])):
            companies = tuple(key for key in part if self.network.by_kennung[key].company)
            if part is alone:
                reason = ngettext_(
                    "{n} actor would have no recorded contact at all: {names}.",
                    "{n} actors would have no recorded contact at all: {names}.",
                    len(part),
                )
            else:
                reason = _("{n} actors would only be in contact with each other: {names}.")
            action = _("Arrange a second way into the network for them.")
            names = self._names(part)
            yield self._row("cut_off", part, reason.format(n=len(part), names=names), action, companies)

    def emptied(self) -> Iterator[dict[str, Any]]:
        """Fields, and cells of region and field with a need, in which nobody would offer anything."""
        needing: dict[Cell, list[str]] = {}
        for key in sorted(self.network.companies - self.gone):
            actor = self.network.by_kennung[key]
            for cell in {(region, field) for field in actor.needs for region in (None, actor.region)}:
                needing.setdefault(cell, []).append(key)
        for (region, field), offering in self.found.emptied.items():
            companies = tuple(needing.get((region, field), ()))
            names = {
                "names": self._names(offering),
                "field": pick(self.network.fields.get(field, {})) or field,
                "region": self._region(region),
                "n": len(companies),
            }
            if region is None:
                reason = _("{field} is offered by {names} only; companies with a need: {n}.")
                if not needing:
                    reason = _("{field} is offered by {names} only.")
                action = _("Win another partner for {field}.")
                kind = "field_emptied"
            elif companies:
                reason = _(
                    "{field} is offered in {region} by {names} only; companies with a need there: {n}."
                )
                action = _("Win another partner for {field} in {region}.")
                kind = "cell_emptied"
            else:
                continue
            row = self._row(kind, offering, reason.format(**names), action.format(**names), companies)
            yield row | {
                "regions": [region] if region else [],
                "fields": [field],
                "label": self._cell(region, field),
            }

    def lost_bridges(self) -> Iterator[dict[str, Any]]:
        """Pairs of networks that only those who leave connect."""
        groups = _networks(self.network)
        for pair, actors in self.found.bridges.items():
            names = [pick(self.network.bodies[key].labels) or key for key in pair]
            outer = groups[pair[1] if pair[0] == self.network.home else pair[0]] - self.gone
            companies = tuple(sorted(key for key in outer if self.network.by_kennung[key].company))
            reason = _(
                "{a} and {b} would have no common member and no contact recorded; now through {names}."
            )
            action = _("Win a second bridge between {a} and {b}.")
            told = {"a": names[0], "b": names[1], "names": self._names(actors)}
            row = self._row("bridge_lost", actors, reason.format(**told), action.format(**told), companies)
            yield row | {"networks": list(pair), "label": " – ".join(names)}

    def without_host(self) -> Iterator[dict[str, Any]]:
        """Companies for which no multiplier that stays has a place left."""
        if companies := self.backup.without:
            reason = ngettext_(
                "No multiplier that stays has room for {n} company: {names}.",
                "No multiplier that stays has room for {n} companies: {names}.",
                len(companies),
            ).format(n=len(companies), names=self._names(companies))
            action = _("Win another multiplier, or allow more new contacts each (--capacity).")
            yield self._row("no_host", companies, reason, action, companies)

    def weakened(self) -> Iterator[dict[str, Any]]:
        """Companies that would depend on a single multiplier, in one row."""
        if companies := self.found.weakened:
            reason = ngettext_(
                "{n} company would be left with a single multiplier: {names}.",
                "{n} companies would be left with a single multiplier each: {names}.",
                len(companies),
            ).format(n=len(companies), names=self._names(companies))
            action = _("Introduce them to a second multiplier that stays.")
            if closed := [key for key in companies if self.network.by_kennung[key].no_introductions]:
                action = f"{action} " + _("Not those who wish no introductions: {names}.").format(
                    names=self._names(closed, len(closed))
                )
            yield self._row("weakened", companies, reason, action, companies)

    def lost_companies(self) -> Iterator[dict[str, Any]]:
        """Every company that would lose its last contact, and who is best placed to take it over."""
        best = {place.company: place for place in self.backup.best}
        chosen = {place.company: place.multiplier for place in self.backup.chosen}
        for company, partners in self.found.lost.items():
            reason = ngettext_(
                "The only partner in recorded contact is {names}.",
                "The only partners in recorded contact are {names}.",
                len(partners),
            ).format(names=self._names(partners))
            place = best.get(company)
            if self.network.by_kennung[company].no_introductions:
                action = _("{company} wishes no introductions: ask it how to stay in contact.").format(
                    company=self._name(company)
                )
                yield self._row("company_lost", (company,), reason, action, (company,))
                continue
            if place is None:
                action = _("Nobody who stays can take over {company}.").format(company=self._name(company))
                yield self._row("company_lost", (company,), reason, action, (company,))
                continue
            action = _("Best placed to take over: {host} ({evidence}).").format(
                host=self._name(place.multiplier), evidence=self._evidence(place)
            )
            yield self._row(
                "company_lost",
                (company,),
                reason,
                action,
                (company,),
                host=place.multiplier,
                backup=chosen.get(company),
                effort=place.effort,
                introducer=place.introducer,
            )

    def _evidence(self, place: Placement[str]) -> str:
        """What speaks for a multiplier, as parts of a sentence."""
        found = []
        if place.introducer is None:
            found.append(_("nobody recorded who knows both"))
        elif place.introducer_leaves:
            found.append(
                _("{name} knows both and can introduce them before").format(name=self._name(place.introducer))
            )
        else:
            found.append(_("{name} knows both").format(name=self._name(place.introducer)))
        if place.same_region:
            region = self._region(self.network.by_kennung[place.company].region)
            found.append(_("works in {region}").format(region=region))
        if place.fields:
            fields = (pick(self.network.fields.get(key, {})) or key for key in place.fields)
            found.append(_("offers {fields}").format(fields=", ".join(fields)))
        return "; ".join(found)

    def _evidence_of_all(self, places: list[Placement[str]]) -> str:
        """How many of the companies each advantage holds for."""
        counts = (
            (_("common contact {n}"), sum(place.introducer is not None for place in places)),
            (_("same region {n}"), sum(place.same_region for place in places)),
            (_("offers what is needed {n}"), sum(bool(place.fields) for place in places)),
        )
        found = [text.format(n=number) for text, number in counts if number]
        return ", ".join(found) or _("no common contact, region or field recorded")

    def _row(
        self,
        kind: str,
        actors: tuple[str, ...],
        reason: str,
        action: str,
        companies: tuple[str, ...],
        **given: Any,
    ) -> dict[str, Any]:
        known = [self.network.by_kennung[key] for key in actors]
        return dict.fromkeys(COLUMNS) | {
            "kind": kind,
            "actors": list(actors),
            "label": self._names(actors[:1]) if len(actors) == 1 else self._names(actors, 1),
            "regions": sorted({actor.region for actor in known if actor.region is not None}),
            "fields": [],
            "networks": [],
            "companies": list(companies),
            "companies_affected": len(companies),
            "reason": reason,
            "action": action,
            **given,
        }

    def _name(self, key: str) -> str:
        return self.network.by_kennung[key].label

    def _names(self, keys: Iterable[str], shown: int = NAMES_SHOWN) -> str:
        return shortened([self._name(key) for key in keys], shown)

    def _region(self, key: str | None) -> str:
        return region_name(self.network, key)

    def _cell(self, region: str | None, field: str) -> str:
        name = pick(self.network.fields.get(field, {})) or field
        return name if region is None else f"{self._region(region)} × {name}"


def _offers(network: "Network", players: Iterable[str]) -> dict[Cell, set[str]]:
    """Who offers something, by field and by region and field."""
    offers: dict[Cell, set[str]] = {}
    for key in sorted(players):
        actor = network.by_kennung[key]
        for field in sorted(actor.offers):
            for region in (None, *sorted(actor.area)):
                offers.setdefault((region, field), set()).add(key)
    return offers


def _networks(network: "Network") -> dict[str, set[str]]:
    """The recorded members of every network, with those of its bodies."""
    of_body = network.networks
    members: dict[str, set[str]] = {b.key: set() for b in network.bodies.values() if b.kind == "network"}
    for actor in network.actors:
        for key in actor.memberships:
            if of_body.get(key) in members:
                members[of_body[key]].add(actor.kennung)
    return members
