"""Companies without, with one and with only old contacts with multipliers, and actors without data."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from traiber.graph.coverage import is_stale, oldest_fresh_date, ways_in
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, make_gap
from traiber.graph.results import day
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from datetime import date


def coverage_gaps(view: View) -> Iterator[Gap]:
    """For every observed company, the first that holds: uncovered, stale or fragile; else nothing."""
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


def no_data_gaps(view: View) -> Iterator[Gap]:
    """One gap per region (or none recorded) with actors of whom nothing can be said."""
    regions: dict[tuple[str | None, bool], list[str]] = {}
    for kennung in view.graph:
        actor = view.actor(kennung)
        regions.setdefault((actor.region, "tr:seatIn" in actor.known_none), []).append(kennung)
    for (key, has_none), members in regions.items():
        silent = tuple(kennung for kennung in members if kennung not in view.observed)
        if silent:
            yield make_gap(
                view,
                "no_data",
                silent,
                fields=(),
                observed=len(members) - len(silent),
                companies_affected=sum(view.actor(kennung).company for kennung in silent),
                reason=_(
                    "No data on {number} of {total} actors ({region}): not surveyed, or no contact recorded."
                ).format(
                    number=len(silent),
                    total=len(members),
                    region=_("no seat in any region") if has_none and key is None else view.region(key),
                ),
                action=_(
                    "Survey them or record their contacts; until then nothing can be said about gaps there."
                ),
            )


def _uncovered(view: View, company: str, way: tuple[str, ...]) -> Gap:
    if "org:linkedTo" in view.actor(company).known_none and not way:
        reason = _("Asked, and known to have no contact; so there is no way in through other actors.")
        action = _("Arrange a first contact of {company} with a multiplier (region: {region}).")
    elif way:
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
    return make_gap(
        view,
        "uncovered",
        (company,),
        observed=0,
        companies_affected=1,
        reason=reason.format(**names),
        action=action.format(**names),
    )


def _stale(view: View, company: str, days: "Mapping[str, date]") -> Gap:
    latest = max(days, key=lambda partner: days[partner])
    return make_gap(
        view,
        "stale",
        (company,),
        observed=len(days),
        companies_affected=1,
        reason=_(
            "Last contact with a multiplier recorded on {day} ({multiplier}), longer ago than {window} days."
        ).format(
            day=day(days[latest]),
            multiplier=view.actor(latest).label,
            window=view.network.settings.stale_after_days,
        ),
        action=_("Ask {multiplier} to renew the contact with {company}, or record a later one.").format(
            multiplier=view.actor(latest).label, company=view.actor(company).label
        ),
    )


def _fragile(view: View, company: str, partner: str) -> Gap:
    names = {"multiplier": view.actor(partner).label, "company": view.actor(company).label}
    return make_gap(
        view,
        "fragile",
        (company,),
        observed=1,
        companies_affected=1,
        reason=_("Contact recorded with one multiplier only: {multiplier}.").format(**names),
        action=_("Introduce {company} to a second multiplier beside {multiplier}.").format(**names),
    )
