"""Where the network has gaps: every finding with its evidence, its reach and what to do about it.

The kinds and thresholds are those of sections G0 to G5 of the methods; the thresholds are
proposals. A missing record is never a missing contact: actors of whom nothing is recorded are
findings of the kind `no_data` and of no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from traiber.graph.centrality import cut_off
from traiber.graph.coverage import (
    is_stale,
    known_multipliers,
    observed,
    oldest_fresh_date,
    up_to_date,
    ways_in,
)
from traiber.graph.expectation import Expectation, under_connected
from traiber.graph.results import Result, meta_of, number
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from datetime import date

    import networkx as nx

    from traiber.graph.network import Actor, Body, Network

FALSE_DISCOVERY_RATE = 0.1
LEAST_SHORTFALL = 3.0
FEWEST_CUT_OFF = 3  # companies; below, every actor with a single contact would be a finding

# How much one affected company weighs, by kind; also the order of kinds that weigh the same.
WEIGHTS = {
    "uncovered": 3.0,
    "stale": 2.0,
    "single_point_of_failure": 2.0,
    "network_without_bridge": 2.0,
    "fragile": 1.0,
    "under_connected_multiplier": 1.0,
    "under_connected_company": 1.0,
    "region_without_actor": 1.0,
    "no_data": 1.0,
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding; `score` is the weight of its kind times the companies affected."""

    kind: str
    actors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    observed: float | None = None
    expected: float | None = None
    p: float | None = None
    companies_affected: int = 0
    reason: str = ""
    action: str = ""
    score: float = 0.0


COLUMNS = tuple(field.name for field in fields(Gap))


def find_gaps(network: "Network") -> list[Gap]:
    """All gaps, most companies affected first, then by score, kind, region and kennung.

    One row per company for `uncovered`, `stale` and `fragile` (the first that holds), per region
    for `no_data` and `region_without_actor`, per actor or neighbour network for the others. An
    empty network has no gaps.
    """
    view = _View.of(network)
    found = (
        *_coverage_gaps(view),
        *_no_data_gaps(view),
        *_under_connected_multipliers(view),
        *_under_connected_companies(view),
        *_single_points_of_failure(view),
        *_regions_without_actor(view),
        *_networks_without_bridge(view),
    )
    return sorted(found, key=_order)


def gap_table(network: "Network", kinds: Set[str] = frozenset()) -> Result:
    """The gaps as rows with the meta data of the network; only of these kinds, if any are given."""
    settings = {"false_discovery_rate": FALSE_DISCOVERY_RATE, "least_shortfall": LEAST_SHORTFALL}
    rows = [asdict(gap) for gap in find_gaps(network) if not kinds or gap.kind in kinds]
    return Result(meta_of(network, **settings), rows, COLUMNS)


@dataclass(frozen=True, slots=True)
class _View:
    """The network as all kinds of gaps need it; the graph is sorted so that row order is no matter."""

    network: "Network"
    graph: "nx.Graph[str]"
    observed: frozenset[str]
    known: Mapping[str, frozenset[str]]  # multipliers of every observed company

    @classmethod
    def of(cls, network: "Network") -> "_View":
        import networkx as nx

        contacts = network.graph()
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(contacts))
        edges = ((min(a, b), max(a, b), tie) for a, b, tie in contacts.edges(data=True))
        graph.add_edges_from(sorted(edges, key=lambda edge: edge[:2]))
        seen = observed(network)
        known = known_multipliers(graph, network.multipliers, sorted(network.companies & seen))
        return cls(network, graph, seen, known)

    def actor(self, kennung: str) -> "Actor":
        return self.network.by_kennung[kennung]

    def names(self, kennungen: Iterable[str]) -> str:
        return ", ".join(self.actor(kennung).label for kennung in kennungen)

    def region(self, key: str | None) -> str:
        if key is None:
            return _("no region recorded")
        region = self.network.regions.get(key)
        return pick(region.labels) if region else key

    def regions(self, keys: Iterable[str]) -> str:
        return ", ".join(self.region(key) for key in keys)


def _gap(view: _View, kind: str, actors: tuple[str, ...] = (), **given: Any) -> Gap:
    """A gap with the score of its kind and, unless given, the regions and fields of its actors."""
    known = [view.actor(kennung) for kennung in actors]
    given.setdefault("regions", tuple(sorted({a.region for a in known if a.region is not None})))
    given.setdefault("fields", tuple(sorted({key for a in known for key in a.needs | a.offers})))
    for text in ("reason", "action"):  # a name may end with a full stop itself: "e.V."
        given[text] = given[text].replace("..", ".")
    score = WEIGHTS[kind] * given.get("companies_affected", 0)
    return Gap(kind, actors, score=score, **given)


def _order(gap: Gap) -> tuple[Any, ...]:
    kind = list(WEIGHTS).index(gap.kind)
    return (-gap.companies_affected, -gap.score, kind, gap.regions, gap.networks, gap.actors)


def _coverage_gaps(view: _View) -> Iterator[Gap]:
    oldest = oldest_fresh_date(view.network)
    uncovered = [company for company, partners in view.known.items() if not partners]
    ways = ways_in(view.graph, sorted(view.network.multipliers), uncovered)
    for company, partners in view.known.items():
        days = {partner: view.graph[company][partner].get("last_contact") for partner in sorted(partners)}
        old = {partner: day for partner, day in days.items() if day is not None and is_stale(day, oldest)}
        if not partners:
            yield _uncovered(view, company, ways[company])
        elif len(old) == len(partners):
            yield _stale(view, company, old)
        elif len(partners) == 1:
            yield _fragile(view, company, next(iter(partners)))


def _uncovered(view: _View, company: str, way: tuple[str, ...]) -> Gap:
    if way:
        reason = _("No contact recorded with any multiplier; nearest way in: through {via} to {multiplier}.")
        action = _("Ask {introducer} to introduce {company} to {multiplier}.")
    else:
        reason = _("No contact recorded with any multiplier, and no way in through other actors.")
        action = _("Arrange a first contact of {company} with a multiplier (region: {region}).")
    names = {
        "company": view.actor(company).label,
        "multiplier": view.names(way[-1:]),
        "via": view.names(way[1:-1]),
        "introducer": view.names(way[-2:-1]),
        "region": view.region(view.actor(company).region),
    }
    return _gap(
        view,
        "uncovered",
        (company,),
        observed=0,
        companies_affected=1,
        reason=reason.format(**names),
        action=action.format(**names),
    )


def _stale(view: _View, company: str, days: "Mapping[str, date]") -> Gap:
    latest = max(days, key=lambda partner: days[partner])
    return _gap(
        view,
        "stale",
        (company,),
        observed=len(days),
        companies_affected=1,
        reason=_(
            "Last contact with a multiplier recorded on {day} ({multiplier}), longer ago than {window} days."
        ).format(
            day=days[latest].isoformat(),
            multiplier=view.actor(latest).label,
            window=view.network.settings.stale_after_days,
        ),
        action=_("Ask {multiplier} to renew the contact with {company}, or record a later one.").format(
            multiplier=view.actor(latest).label, company=view.actor(company).label
        ),
    )


def _fragile(view: _View, company: str, partner: str) -> Gap:
    names = {"multiplier": view.actor(partner).label, "company": view.actor(company).label}
    return _gap(
        view,
        "fragile",
        (company,),
        observed=1,
        companies_affected=1,
        reason=_("Contact recorded with one multiplier only: {multiplier}.").format(**names),
        action=_("Introduce {company} to a second multiplier beside {multiplier}.").format(**names),
    )


def _no_data_gaps(view: _View) -> Iterator[Gap]:
    regions: dict[str | None, list[str]] = {}
    for kennung in view.graph:
        regions.setdefault(view.actor(kennung).region, []).append(kennung)
    for key, members in regions.items():
        silent = tuple(kennung for kennung in members if kennung not in view.observed)
        if silent:
            yield _gap(
                view,
                "no_data",
                silent,
                fields=(),
                observed=len(members) - len(silent),
                companies_affected=sum(view.actor(kennung).company for kennung in silent),
                reason=_(
                    "No data on {number} of {total} actors ({region}): not surveyed, or no contact recorded."
                ).format(number=len(silent), total=len(members), region=view.region(key)),
                action=_(
                    "Survey them or record their contacts; until then nothing can be said about gaps there."
                ),
            )


def _under_connected_multipliers(view: _View) -> Iterator[Gap]:
    thin = {company for company, partners in view.known.items() if len(partners) < 2}
    multipliers = sorted(view.network.multipliers & up_to_date(view.network))
    groups = {kennung: (view.actor(kennung).type,) for kennung in multipliers}
    for kennung, found in _too_few_contacts(view, groups):
        area = _area(view.actor(kennung))
        near = {company for company in thin - {kennung} if view.actor(company).region in area}
        affected = {company for company in near if kennung not in view.known[company]}
        action = _("Ask {actor} which companies it knows and record them; plan introductions for the rest.")
        yield _under_connected(view, "under_connected_multiplier", kennung, found, len(affected), action)


def _under_connected_companies(view: _View) -> Iterator[Gap]:
    companies = sorted(view.network.companies & up_to_date(view.network))
    groups = {kennung: (view.actor(kennung).type, view.actor(kennung).size_class) for kennung in companies}
    for kennung, found in _too_few_contacts(view, groups):
        action = _("Ask {actor} about its contacts and record them; invite it to the next event.")
        yield _under_connected(view, "under_connected_company", kennung, found, 1, action)


def _too_few_contacts(
    view: _View, groups: Mapping[str, tuple[str | None, ...]]
) -> Iterator[tuple[str, Expectation]]:
    """The actors with far fewer contacts than those of the same group; without a type, no group."""
    contacts = {kennung: view.graph.degree(kennung) for kennung in groups}
    typed = {kennung: group for kennung, group in groups.items() if group[0] is not None}
    regions = {kennung: view.actor(kennung).region for kennung in groups}
    yield from under_connected(contacts, typed, regions, FALSE_DISCOVERY_RATE, LEAST_SHORTFALL).items()


def _under_connected(
    view: _View, kind: str, kennung: str, found: Expectation, affected: int, action: str
) -> Gap:
    actor = view.actor(kennung)
    traits = [pick(view.network.types.get(actor.type or "", {})) or actor.type]
    if kind == "under_connected_company":
        traits.append(actor.size_class)
    if found.same_region:
        traits.append(view.region(actor.region))
    return _gap(
        view,
        kind,
        (kennung,),
        observed=found.observed,
        expected=found.expected,
        p=found.p,
        companies_affected=affected,
        reason=ngettext_(
            "{observed} contact recorded, {expected} expected by comparison with {peers} others ({traits}).",
            "{observed} contacts recorded, {expected} expected by comparison with {peers} others ({traits}).",
            found.observed,
        ).format(
            observed=found.observed,
            expected=number(found.expected),
            peers=found.peers,
            traits=", ".join(trait for trait in traits if trait),
        ),
        action=action.format(actor=actor.label),
    )


def _single_points_of_failure(view: _View) -> Iterator[Gap]:
    for kennung, (actors, companies) in cut_off(view.graph, view.network.companies).items():
        if companies >= FEWEST_CUT_OFF:
            name = view.actor(kennung).label
            yield _gap(
                view,
                "single_point_of_failure",
                (kennung,),
                observed=actors,
                companies_affected=companies,
                reason=_(
                    "Without {actor}, {companies} companies and {others} other actors have no recorded way "
                    "to the rest of the network."
                ).format(actor=name, companies=companies, others=actors - companies),
                action=_("Arrange a second way in for those who hang on {actor} alone.").format(actor=name),
            )


def _regions_without_actor(view: _View) -> Iterator[Gap]:
    home = view.network.bodies.get(view.network.home or "")
    if home is None:
        return
    present = {key for kennung in view.graph for key in _area(view.actor(kennung))}
    for key in home.covers:
        if key not in present:
            names = {"region": view.region(key), "network": pick(home.labels)}
            yield _gap(
                view,
                "region_without_actor",
                regions=(key,),
                observed=0,
                reason=_(
                    "No actor recorded that sits in {region} or works there, though it is part of {network}."
                ).format(**names),
                action=_("Look for a first partner in {region}, or record who works there.").format(**names),
            )


def _networks_without_bridge(view: _View) -> Iterator[Gap]:
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


def _without_bridge(view: _View, home: "Body", other: "Body", members: int) -> Gap:
    shared = tuple(sorted(set(home.covers) & set(other.covers)))
    names = {
        "home": pick(home.labels),
        "network": pick(other.labels),
        "number": members,
        "regions": view.regions(shared),
    }
    if members:
        reason = _(
            "No actor recorded that belongs to both {home} and {network}, and no contact recorded between "
            "the two (members of {network} recorded: {number})."
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
    return _gap(
        view,
        "network_without_bridge",
        regions=shared,
        networks=(other.key,),
        observed=0,
        companies_affected=sum(
            view.actor(k).company and not _area(view.actor(k)).isdisjoint(shared) for k in view.graph
        ),
        reason=reason.format(**names),
        action=action.format(**names),
    )


def _members(view: _View, key: str) -> frozenset[str]:
    """The actors that belong to the network or to a committee or consortium of it."""
    keys = {key} | {body.key for body in view.network.bodies.values() if body.network == key}
    return frozenset(k for k in view.graph if not keys.isdisjoint(view.actor(k).memberships))


def _area(actor: "Actor") -> frozenset[str]:
    """The regions in which the actor sits or works."""
    return actor.active_in | ({actor.region} if actor.region is not None else frozenset())
