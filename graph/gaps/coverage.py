"""Companies without, with one and with only old contacts with multipliers, and actors without data."""

from collections.abc import Iterator

import numpy as np

from traiber.graph.coverage import ways_in
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.levels import Level, coverage_levels
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import day, percent
from traiber.ontology.language import gettext_ as _


def coverage_gaps(view: View) -> Iterator[Gap]:
    """For every observed company, the first that holds: uncovered, stale or fragile; else nothing."""
    nodes, judged = view.arrays.nodes, np.flatnonzero(view.companies & view.observed).tolist()
    levels = coverage_levels(
        view.arrays, view.network.multipliers, [nodes[at] for at in judged], view.stale_contacts
    )
    bare = [company for company, level in levels.items() if level is Level.NONE]
    ways = ways_in(view.arrays, sorted(view.network.multipliers), bare)
    for at, (company, level) in zip(judged, levels.items(), strict=True):
        if level is Level.NONE:
            yield _uncovered(view, at, ways[company])
        elif level is Level.STALE:
            yield _stale(view, at)
        elif level is Level.FRAGILE:
            yield _fragile(view, at)


def no_data_gaps(view: View) -> Iterator[Gap]:
    """One gap per region (or none recorded) with actors of whom nothing can be said."""
    regions: dict[tuple[str | None, bool], list[int]] = {}
    for at, actor in enumerate(view.actors):
        regions.setdefault((actor.region, "tr:seatIn" in actor.known_none), []).append(at)
    for (key, has_none), members in regions.items():
        silent = [at for at in members if not view.observed[at]]
        if silent:
            companies = sum(view.actors[at].company for at in silent)
            yield make_gap(
                view,
                "no_data",
                tuple(view.arrays.nodes[at] for at in silent),
                fields=(),
                observed=len(members) - len(silent),
                companies_affected=companies,
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
                certainty=Certainty.SURE.because(_("counted; it says nothing about their contacts")),
            )


def seen(view: View, at: int) -> str:
    """How sure it is that a company has no other contact than those recorded."""
    actor = view.actors[at]
    many = view.silent_share >= TOO_MANY_SILENT
    silent = (
        _("{share} of the multipliers without data").format(share=percent(view.silent_share))
        if view.silent_share > 0
        else ""
    )
    if "org:linkedTo" in actor.known_none:
        return Certainty.SURE.but(many).because(_("asked, and known to have none"), silent)
    if actor.surveyed_on is not None:
        when = _("surveyed on {day}").format(day=day(actor.surveyed_on))
        return Certainty.SURE.but(many).because(when, silent)
    if actor.surveyed:
        return Certainty.SURE.but(many).because(_("surveyed"), silent)
    return Certainty.LIKELY.but(many).because(_("not surveyed, but other records of it exist"), silent)


def _uncovered(view: View, at: int, way: tuple[str, ...]) -> Gap:
    company = view.actors[at]
    names = [view.actor(kennung).label for kennung in way]
    if "org:linkedTo" in company.known_none and not way:
        reason = _("Asked, and known to have no contact; so there is no way in through other actors.")
        action = _("Arrange a first contact of {company} with a multiplier (region: {region}).")
    elif way:
        reason = _("No contact recorded with any multiplier; nearest way in: through {via} to {multiplier}.")
        action = _("Ask {introducer} to introduce {company} to {multiplier}.")
    else:
        reason = _("No contact recorded with any multiplier, and no way in through other actors.")
        action = _("Arrange a first contact of {company} with a multiplier (region: {region}).")
    words = {
        "company": company.label,
        "multiplier": ", ".join(names[-1:]),
        "via": ", ".join(names[1:-1]),
        "introducer": ", ".join(names[-2:-1]),
        "region": view.region(company.region),
    }
    return make_gap(
        view,
        "uncovered",
        (company.kennung,),
        observed=0,
        companies_affected=1,
        reason=reason.format(**words),
        action=action.format(**words),
        certainty=seen(view, at),
    )


def _stale(view: View, at: int) -> Gap:
    company = view.actors[at]
    entries = [entry for entry in view.entries(at) if view.multipliers[view.arrays.ends[entry]]]
    entry = max(entries, key=lambda entry: view.days[entry])
    latest, multiplier = view.latest(entry), view.actors[view.arrays.ends[entry]]
    later = company.surveyed_on is not None and company.surveyed_on > latest
    if later and company.surveyed_on is not None:
        certainty = Certainty.SURE.because(
            _("surveyed on {day}, without a later one").format(day=day(company.surveyed_on))
        )
    else:
        certainty = Certainty.LIKELY.because(_("a later contact may not be recorded"))
    return make_gap(
        view,
        "stale",
        (company.kennung,),
        observed=len(entries),
        companies_affected=1,
        reason=_(
            "Last contact with a multiplier recorded on {day} ({multiplier}), longer ago than {window} days."
        ).format(
            day=day(latest),
            multiplier=multiplier.label,
            window=view.network.settings.stale_after_days,
        ),
        action=_("Ask {multiplier} to renew the contact with {company}, or record a later one.").format(
            multiplier=multiplier.label, company=company.label
        ),
        certainty=certainty,
    )


def _fragile(view: View, at: int) -> Gap:
    company = view.actors[at]
    others = view.arrays.neighbours(at)
    multiplier = view.actors[others[view.multipliers[others]][0]]
    names = {"multiplier": multiplier.label, "company": company.label}
    return make_gap(
        view,
        "fragile",
        (company.kennung,),
        observed=1,
        companies_affected=1,
        reason=_("Contact recorded with one multiplier only: {multiplier}.").format(**names),
        action=_("Introduce {company} to a second multiplier beside {multiplier}.").format(**names),
        certainty=seen(view, at),
    )
