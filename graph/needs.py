"""Needs and offers: what is not offered in reach, what is offered to nobody, and the way between."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.contacts import usable_contacts
from traiber.graph.projection import holds
from traiber.graph.results import Result, meta_of, number
from traiber.graph.rows import read_rows
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags
    from traiber.graph.network import Network
    from traiber.graph.store import Store

KINDS = (
    "need_without_offer",
    "need_out_of_reach",
    "need_with_way",
    "offer_without_need",
    "offer_without_taker",
    "rating",
    "measure_without_responsible",
    "weakness_without_measure",
)
COLUMNS = (
    "kind",
    "company",
    "provider",
    "via",
    "field",
    "region",
    "severity",
    "group",
    "number",
    "value",
    "label",
    "reason",
)
FEWEST_RATINGS = 3  # below, a person could be recognised


@dataclass(frozen=True, slots=True)
class Need:
    """What a company needs, in one field."""

    company: str
    field: str
    regions: frozenset[str] = frozenset()  # where; empty: not recorded
    severity: int | None = None  # 1 .. 5


@dataclass(frozen=True, slots=True)
class Offer:
    """What an actor offers, in one field."""

    provider: str
    field: str
    regions: frozenset[str] = frozenset()  # where it holds; empty: everywhere
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A need and how near an offer is: in contact, one multiplier between, out of reach, or none there is."""

    need: Need
    offered: int  # providers whose offer holds there
    is_met: bool = False  # the company is in contact with one of them
    provider: str | None = None  # the best one with one multiplier between
    via: str | None = None
    probability: float | None = None  # that both contacts can be used


def match_needs(
    graph: "Adjacency[str]",
    needs: Iterable[Need],
    offers: Iterable[Offer],
    multipliers: Set[str],
    wider: Mapping[str, Set[str]] | None = None,
) -> list[Match]:
    """How near every need is to an offer in its field that holds in its region, in the order of the needs.

    An offer holds in a region if it names the region, a wider one (`wider`: region -> all that it is part
    of) or none; for a need without region every offer of the field holds. In contact: a tie, however old.
    Way: company - multiplier - provider with the greatest product of the ties' probabilities; a tie of
    weight 0 (stale) is none; equal ones: the first multiplier, then provider in the order of the graph.
    """
    by_field: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        by_field[offer.field].append(offer)
    relays = graph.flags(multipliers)
    providers: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
    flags: dict[tuple[str, frozenset[str]], Flags] = {}
    matches = []
    for need in needs:
        key = (need.field, need.regions)
        if key not in providers:
            area = need.regions.union(*((wider or {}).get(region, ()) for region in need.regions))
            providers[key] = frozenset(o.provider for o in by_field[need.field] if _holds_in(o, need, area))
            flags[key] = graph.flags(providers[key])
        matches.append(_match(graph, need, len(providers[key] - {need.company}), flags[key], relays))
    return matches


def _holds_in(offer: Offer, need: Need, area: Set[str]) -> bool:
    return not offer.regions or not need.regions or not offer.regions.isdisjoint(area)


def _match(graph: "Adjacency[str]", need: Need, offered: int, providers: "Flags", relays: "Flags") -> Match:
    at = graph.positions.get(need.company)
    if at is None or not offered:
        return Match(need, offered)
    own = slice(graph.starts[at], graph.starts[at + 1])
    near, weights = graph.ends[own], graph.weights[own]
    if providers[near].any():
        return Match(need, offered, is_met=True)
    best = Match(need, offered)
    for x, first in zip(near[relays[near]].tolist(), weights[relays[near]].tolist(), strict=True):
        onward = slice(graph.starts[x], graph.starts[x + 1])
        values = np.where(providers[graph.ends[onward]], graph.weights[onward], 0.0)
        values[graph.ends[onward] == at] = 0
        place = int(values.argmax())
        if (probability := first * float(values[place])) > (best.probability or 0.0):
            provider = graph.nodes[graph.ends[onward][place]]
            best = Match(need, offered, False, provider, graph.nodes[x], probability)
    return best


def needs_table(network: "Network", store: "Store", kinds: Set[str] = frozenset()) -> Result:
    """Needs and offers, ratings, open measures and weaknesses as rows by kind; only these kinds, if any.

    Reads what the store's level admits: at the public level needs and ratings are missing as a rule.
    There the number of needs is None, because none shown does not mean none recorded. A need is a company
    and an action field; `statements` counts the records, each of which may name several fields.
    Ratings are shown for groups of at least three, the number of others is stated only.
    """
    needs, offers = _needs(network, store), _offers(network, store)
    withheld = not needs and network.settings.access == "public"
    matches = match_needs(
        usable_contacts(network), needs, offers, network.multipliers, _wider(store) if needs else {}
    )
    ratings = _ratings(store)
    said = _Said(network)
    rows = [
        *said.needs(matches),
        *said.offers(offers, needs, matches, _wider(store) if offers else {}),
        *said.ratings(ratings),
        *said.measures(read_rows(store, "measures_open")),
        *said.weaknesses(read_rows(store, "weaknesses")),
    ]
    rows = [row for row in rows if not kinds or row["kind"] in kinds]
    rows.sort(key=lambda row: KINDS.index(row["kind"]))  # stable: within a kind as they are
    settings = {
        "needs": None if withheld else len(needs),
        "statements": None if withheld else len({row["need"] for row in read_rows(store, "needs_voiced")}),
        "offers": len(offers),
        "needs_met": None if withheld else sum(match.is_met for match in matches),
        "fewest_ratings": FEWEST_RATINGS,
        "ratings_withheld": sum(ratings_ < FEWEST_RATINGS for *_name, ratings_, _mean in ratings),
    }
    return Result(meta_of(network, **settings), [_full(row) for row in rows], COLUMNS)


def _full(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: row.get(column) for column in COLUMNS}


def _needs(network: "Network", store: "Store") -> list[Need]:
    """The needs; one without a region is one of the region of the company's seat."""
    regions: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    severities: dict[tuple[str, str, str], int] = {}
    for row in read_rows(store, "needs_voiced"):
        key = (row["kennung"], row["field"], row["need"])
        regions[key] |= {row["region"]} if "region" in row else set()
        if "severity" in row:
            severities[key] = int(row["severity"])
    found: dict[tuple[str, str], Need] = {}
    for key, stated in regions.items():
        company, field, _need = key
        actor = network.by_kennung.get(company)
        seat = {actor.region} if actor is not None and actor.region is not None else set()
        known = found.get((company, field), Need(company, field))
        urgent = [value for value in (known.severity, severities.get(key)) if value is not None]
        area = known.regions | frozenset(stated or seat)
        found[company, field] = Need(company, field, area, max(urgent, default=None))
    return list(found.values())


def _offers(network: "Network", store: "Store") -> list[Offer]:
    """The offers that hold at the date of the settings."""
    found: dict[tuple[str, str, str], Offer] = {}
    for row in read_rows(store, "offers_made"):
        if holds(row, network.settings.as_of):
            key = (row["kennung"], row["field"], row["offer"])
            known = found.get(key, Offer(row["kennung"], row["field"], title=row.get("title")))
            regions = known.regions | ({row["region"]} if "region" in row else frozenset())
            found[key] = Offer(known.provider, known.field, regions, known.title)
    return list(found.values())


def _wider(store: "Store") -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(store, "wider_regions"):
        found[row["region"]].add(row["wider"])
    return dict(found)


def _ratings(store: "Store") -> list[tuple[str, str, str, int, float]]:
    """(field, group, its name, number, mean) of every group and field."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for row in read_rows(store, "ratings"):
        names[row["group"]][row["language"]] = row["label"]
        found[row["field"], row["group"]] = (int(row["ratings"]), float(row["mean"]))
    return [(f, group, pick(names[group]), n, mean) for (f, group), (n, mean) in found.items()]


class _Said:
    """The rows with their sentences."""

    def __init__(self, network: "Network") -> None:
        """Keep the network for its names."""
        self.network = network

    def needs(self, matches: Sequence[Match]) -> Iterator[dict[str, Any]]:
        """The needs that are not met: without offer, out of reach, with a way; the most urgent first."""
        for match in sorted(matches, key=lambda m: (-(m.need.severity or 0), m.need.company, m.need.field)):
            need = match.need
            if match.is_met:
                continue
            names = {
                "company": self.label(need.company),
                "field": self.field(need.field),
                "region": self.regions(need.regions),
                "provider": self.label(match.provider),
                "via": self.label(match.via),
            }
            kind, text = self._need_text(match)
            yield {
                "kind": kind,
                "company": need.company,
                "provider": match.provider,
                "via": match.via,
                "field": need.field,
                "region": "; ".join(sorted(need.regions)) or None,
                "severity": need.severity,
                "number": match.offered,
                "value": match.probability,
                "label": names["company"],
                "reason": text.format(**names, n=match.offered),
            }

    def _need_text(self, match: Match) -> tuple[str, str]:
        if not match.offered:
            return "need_without_offer", _("No offer recorded for {field} that holds in {region}.")
        if match.provider is None:
            return "need_out_of_reach", ngettext_(
                "{n} actor offers {field} there, but no multiplier is recorded that knows it and {company}.",
                "{n} actors offer {field} there, but no multiplier is recorded that knows one of "
                "them and {company}.",
                match.offered,
            )
        return "need_with_way", _("{provider} offers {field}; {via} knows it and {company}.")

    def offers(
        self,
        offers: Sequence[Offer],
        needs: Sequence[Need],
        matches: Sequence[Match],
        wider: Mapping[str, Set[str]],
    ) -> Iterator[dict[str, Any]]:
        """Offers in fields that nobody needs where they hold, and those that reach none who needs them."""
        graph = self.network.graph()
        by_field: dict[str, list[Need]] = defaultdict(list)
        for need in needs:
            by_field[need.field].append(need)
        for offer in offers if needs else ():  # without needs nothing is known to be unneeded
            there = [
                need
                for need in by_field[offer.field]
                if need.company != offer.provider
                and _holds_in(offer, need, need.regions.union(*(wider.get(r, ()) for r in need.regions)))
            ]
            known = set(graph[offer.provider]) if offer.provider in graph else set()
            if any(need.company in known for need in there):
                continue
            names = {
                "provider": self.label(offer.provider),
                "field": self.field(offer.field),
                "region": self.regions(offer.regions) if offer.regions else _("all regions"),
            }
            if there:
                kind = "offer_without_taker"
                text = ngettext_(
                    "{n} company needs {field} ({region}); no contact with {provider} is recorded.",
                    "{n} companies need {field} ({region}); no contact of any with {provider} is recorded.",
                    len(there),
                )
            else:
                kind, text = "offer_without_need", _("No company is recorded that needs {field} ({region}).")
            yield {
                "kind": kind,
                "provider": offer.provider,
                "field": offer.field,
                "region": "; ".join(sorted(offer.regions)) or None,
                "number": len(there),
                "label": f"{names['provider']}: {offer.title}" if offer.title else names["provider"],
                "reason": text.format(**names, n=len(there)),
            }

    def ratings(self, ratings: Sequence[tuple[str, str, str, int, float]]) -> Iterator[dict[str, Any]]:
        """The mean relevance of each field by group, greatest first; small groups are withheld."""
        shown = [row for row in ratings if row[3] >= FEWEST_RATINGS]
        for key, _group, name, count, mean in sorted(shown, key=lambda row: (-row[4], row[0], row[2])):
            yield {
                "kind": "rating",
                "field": key,
                "group": name,
                "number": count,
                "value": mean,
                "label": self.field(key),
                "reason": _("{group}: mean {mean} of 5 from {n} ratings.").format(
                    group=name, mean=number(mean), n=count
                ),
            }

    def measures(self, rows: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
        """Measures with nobody responsible, those with expressly nobody first."""
        fields: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in rows:
            fields[row["expressly"], row["label"], row["key"]] += [row["field"]] if "field" in row else []
        for (expressly, label, _key), keys in sorted(
            fields.items(), key=lambda item: (item[0][0] != "true", item[0])
        ):
            text = (
                _("Expressly nobody is responsible.")
                if expressly == "true"
                else _("Nobody responsible is recorded.")
            )
            yield {
                "kind": "measure_without_responsible",
                "field": "; ".join(keys) or None,
                "label": label,
                "reason": text,
            }

    def weaknesses(self, rows: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
        """Weaknesses that no measure meets."""
        fields: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in rows:
            fields[row["region"], row["text"], row["weakness"]] += [row["field"]] if "field" in row else []
        for (region, text, _weakness), keys in fields.items():
            names = ", ".join(self.field(key) for key in keys)
            reason = (
                _("No measure recorded for {fields}.") if keys else _("It leads to no action field so far.")
            )
            yield {
                "kind": "weakness_without_measure",
                "field": "; ".join(keys) or None,
                "region": region,
                "label": text,
                "reason": reason.format(fields=names),
            }

    def label(self, kennung: str | None) -> str:
        """The name of an actor; empty for none."""
        actor = self.network.by_kennung.get(kennung or "")
        return actor.label if actor else kennung or ""

    def field(self, key: str) -> str:
        """The name of an action field, or its key."""
        return pick(self.network.fields.get(key, {})) or key

    def regions(self, keys: Set[str]) -> str:
        """The names of regions, with commas."""
        regions = self.network.regions
        names = [pick(regions[key].labels) if key in regions else key for key in sorted(keys)]
        return ", ".join(names) or _("no region recorded")
