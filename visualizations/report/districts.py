"""The section on coverage: actors and companies by region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from traiber.graph.coverage import known_multipliers, observed
from traiber.graph.network import Actor, Network
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_
from traiber.visualizations.report.naming import region_name


@dataclass(frozen=True, slots=True)
class District:
    """Counts of a region: actors by seat and by activity, companies by what is known of them."""

    label: str
    counts: tuple[int, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Districts:
    """The coverage of all regions."""

    rows: Sequence[District]
    total: District
    notes: Sequence[str] = field(default_factory=tuple)


def count_districts(network: Network) -> Districts:
    """Actors and companies by region, those of the network's area first; the office is left out."""
    actors = [actor for actor in network.actors if not actor.office]
    companies = sorted(actor.kennung for actor in actors if actor.company)
    known = known_multipliers(network.graph(), network.multipliers, companies)
    seen = observed(network)
    home = network.bodies.get(network.home or "")
    area = set(home.covers) if home else set()
    regions = area.union(*({actor.region or ""} | actor.active_in for actor in actors)) - {""}
    order = sorted(regions, key=lambda key: (key not in area, normalise(region_name(network, key)), key))
    rows = [_district(region_name(network, key), key, actors, known, seen, key in area) for key in order]
    if any(actor.region is None for actor in actors):
        rows.append(_district(_("no region recorded"), None, actors, known, seen, False))
    sums = [sum(row.counts[column] for row in rows) for column in range(6)]
    total = District(_("Total"), (sums[0], _travelling(actors), *sums[2:]))
    return Districts(rows, total, _district_notes(known, seen, area))


def _district(
    label: str,
    key: str | None,
    actors: Sequence[Actor],
    known: Mapping[str, frozenset[str]],
    seen: frozenset[str],
    inside: bool,
) -> District:
    seated = [actor for actor in actors if actor.region == key]
    active = sum(key in actor.active_in for actor in actors if actor.region != key)
    companies = [actor.kennung for actor in seated if actor.company]
    contact = sum(bool(known[company]) for company in companies)
    without = sum(not known[company] and company in seen for company in companies)
    counts = (len(seated), active, len(companies), contact, without, len(companies) - contact - without)
    return District(label, counts, _("no actor recorded") if inside and not seated and not active else "")


def _travelling(actors: Iterable[Actor]) -> int:
    """Actors that are active in a region other than that of their seat, each counted once."""
    return sum(bool(actor.active_in - {actor.region}) for actor in actors)


def _district_notes(
    known: Mapping[str, frozenset[str]], seen: frozenset[str], area: set[str]
) -> tuple[str, ...]:
    notes = [
        _(
            "Also active: actors with their seat elsewhere or without a recorded one; an actor active in "
            "several districts counts in each, in the total once. The network's office is left out."
        )
    ]
    if area:
        notes.append(_("The districts of the network come first, the seats of further actors below."))
    unsurveyed = sum(bool(partners) and company not in seen for company, partners in known.items())
    if unsurveyed:
        notes.append(
            ngettext_(
                "{n} company with a recorded contact is also recorded as not surveyed; the gaps and the "
                "share without data count it among those without data.",
                "{n} companies with a recorded contact are also recorded as not surveyed; the gaps and the "
                "share without data count them among those without data.",
                unsurveyed,
            ).format(n=unsurveyed)
        )
    return tuple(notes)
