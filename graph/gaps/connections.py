"""Multipliers and companies with far fewer recorded contacts than comparable ones (section G1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import log10
from typing import TYPE_CHECKING

from traiber.graph.expectation import FEWEST_PEERS
from traiber.graph.gaps.certainty import Certainty, by_rate, chance
from traiber.graph.gaps.conversion import unconverted
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.placement import in_wrong_places
from traiber.graph.gaps.shortfall import Shortfall, compared, is_gap, of_companies, of_multipliers, rated
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import number, percent
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

if TYPE_CHECKING:
    from traiber.graph.events.attendance import Attendance

FALSE_DISCOVERY_RATE = 0.1  # up to here likely, above a hint
MOST_HINTS = 30  # of one kind: in a large network chance alone gives thousands


def under_connected_multipliers(
    view: View, attendance: "Attendance[str, str] | None" = None
) -> Iterator[Gap]:
    """Multipliers with too few contacts in all or with companies, or with too few where they work.

    With `attendance` also those who meet companies at events, but have no contact with any of them.

    The evidence is that of the two counts which is less likely by chance. Affected are the companies
    that are missing: expected less recorded contacts with companies. The score adds the evidence of
    both counts: minus the logarithms of their p-values. Where too few of its type or region were
    surveyed, a finding is a hint whatever its evidence; with fewer than five of its kind to compare
    with it is a hint without a p-value.
    """
    return (_doubted(view, gap) for gap in _multipliers(view, attendance))


def _multipliers(view: View, attendance: "Attendance[str, str] | None") -> Iterator[Gap]:
    places = compared(view, view.multipliers)
    in_all = of_multipliers(view, places, view.arrays.degrees)
    clients = of_multipliers(view, places, view.clients)
    both = rated([*in_all, *clients])
    met = unconverted(view, attendance)
    pairs = {
        whole.at: (whole, part) for whole, part in zip(both[: len(in_all)], both[len(in_all) :], strict=True)
    }
    least = (min(filter(is_gap, pair), key=lambda i: i.p, default=None) for pair in pairs.values())
    scores = {
        at: -log10(max(whole.p, 1e-300)) - log10(max(part.p, 1e-300)) for at, (whole, part) in pairs.items()
    }
    flagged = set()
    for found in _worth_reading([item for item in least if item], scores):
        flagged.add(found.at)
        part = pairs[found.at][1]
        gap = _too_few(
            view,
            "under_connected_multiplier",
            found,
            _("Ask {actor} which companies it knows and record them; plan introductions for the rest."),
            max(0, round(part.expected - part.observed)),
            scores[found.at],
            found is part,
        )
        yield replace(gap, reason=f"{gap.reason} {_met(met[found.at])}") if found.at in met else gap
    elsewhere = list(in_wrong_places(view, [at for at in places if at not in flagged]))
    yield from elsewhere
    flagged |= {view.arrays.positions[gap.actors[0]] for gap in elsewhere}
    yield from (_unconverted(view, at, met[at]) for at in places if at in met and at not in flagged)


def under_connected_companies(view: View) -> Iterator[Gap]:
    """Companies with too few contacts, compared with those of the same type, size and region.

    The score is the number of contacts missing times the probability of having more. Where too few of
    its type or region were surveyed, a finding is a hint whatever its evidence.
    """
    gaps = list(filter(is_gap, of_companies(view, compared(view, view.companies), view.arrays.degrees)))
    scores = {item.at: (item.expected - item.observed) * (1 - item.p) for item in gaps}
    for found in _worth_reading(gaps, scores):
        gap = _too_few(
            view,
            "under_connected_company",
            found,
            _("Ask {actor} about its contacts and record them; invite it to the next event."),
            1,
            scores[found.at],
        )
        yield _doubted(view, gap)


def _worth_reading(gaps: Sequence[Shortfall], scores: Mapping[int, float]) -> list[Shortfall]:
    """All that are likely, and of the hints the `MOST_HINTS` with the greatest score."""
    hints = [item for item in gaps if item.rate > FALSE_DISCOVERY_RATE]
    shown = sorted(hints, key=lambda item: (-scores[item.at], item.at))[:MOST_HINTS]
    return [*(item for item in gaps if item.rate <= FALSE_DISCOVERY_RATE), *shown]


def _too_few(
    view: View,
    kind: str,
    found: Shortfall,
    action: str,
    affected: int,
    score: float,
    with_companies: bool = False,
) -> Gap:
    actor = view.actors[found.at]
    size = (actor.size_class or "") if kind == "under_connected_company" else ""
    region = view.region(actor.region) if actor.region and (found.compared or found.same_region) else ""
    words = {
        "observed": found.observed,
        "expected": number(found.expected),
        "peers": found.compared or found.peers,
        "traits": ", ".join(trait for trait in (view.type(actor.type), size, region) if trait),
    }
    if with_companies:
        reason = ngettext_(
            "{observed} contact with companies recorded, {expected} expected by comparison with {peers} "
            "others ({traits}).",
            "{observed} contacts with companies recorded, {expected} expected by comparison with {peers} "
            "others ({traits}).",
            found.observed,
        )
    elif found.compared:
        reason = ngettext_(
            "{observed} contact recorded, {expected} expected of its kind ({traits}), by comparison with "
            "{peers} others.",
            "{observed} contacts recorded, {expected} expected of its kind ({traits}), by comparison with "
            "{peers} others.",
            found.observed,
        )
    else:
        reason = ngettext_(
            "{observed} contact recorded, {expected} expected by comparison with {peers} others ({traits}).",
            "{observed} contacts recorded, {expected} expected by comparison with {peers} others ({traits}).",
            found.observed,
        )
    return make_gap(
        view,
        kind,
        (actor.kennung,),
        observed=found.observed,
        expected=found.expected,
        p=found.p if found.peers >= FEWEST_PEERS else None,
        companies_affected=affected,
        score=score,
        reason=reason.format(**words),
        action=action.format(actor=actor.label),
        certainty=_how_sure(view, found),
    )


def _how_sure(view: View, found: Shortfall) -> str:
    actor = view.actors[found.at]
    silent = view.silence.get((actor.type, actor.multiplier), 0.0)
    few = found.peers < FEWEST_PEERS
    step = Certainty.HINT if few else by_rate(found.rate)
    return step.but(silent >= TOO_MANY_SILENT).because(
        ngettext_("{n} other of its kind", "{n} others of its kind", found.peers).format(n=found.peers),
        _("{share} of them without data").format(share=percent(silent)) if silent else "",
        "" if few else chance(found.rate),
    )


def _doubted(view: View, gap: Gap) -> Gap:
    """The finding as a hint if few contacts of its actor may be few answers."""
    rate = view.poor_responses.get(gap.actors[0])
    if rate is None:
        return gap
    return replace(
        gap, certainty=Certainty.HINT.because(_("response rate {share}").format(share=percent(rate)))
    )


def _unconverted(view: View, at: int, companies: int) -> Gap:
    actor = view.actors[at]
    return make_gap(
        view,
        "under_connected_multiplier",
        (actor.kennung,),
        observed=0,
        companies_affected=companies,
        score=0.0,
        reason=_met(companies),
        action=_("Ask {actor} whom it has met and record it; follow up on the last event.").format(
            actor=actor.label
        ),
        certainty=Certainty.HINT.because(_("attendance is an opportunity, not a contact")),
    )


def _met(companies: int) -> str:
    return _(
        "Met {n} companies of its region at events, but no contact with any of them is recorded."
    ).format(n=companies)
