"""Multipliers and companies with far fewer recorded contacts than comparable ones."""

from collections.abc import Iterator, Mapping

from traiber.graph.coverage import up_to_date
from traiber.graph.expectation import Expectation, under_connected
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import View, area_of, make_gap
from traiber.graph.results import number
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

FALSE_DISCOVERY_RATE = 0.1
LEAST_SHORTFALL = 3.0


def under_connected_multipliers(view: View) -> Iterator[Gap]:
    """Multipliers with too few contacts; affected: thinly covered companies near by."""
    thin = {company for company, partners in view.known.items() if len(partners) < 2}
    multipliers = sorted(view.network.multipliers & up_to_date(view.network))
    groups = {kennung: (view.actor(kennung).type,) for kennung in multipliers}
    for kennung, found in _too_few_contacts(view, groups):
        area = area_of(view.actor(kennung))
        near = {company for company in thin - {kennung} if view.actor(company).region in area}
        affected = {company for company in near if kennung not in view.known[company]}
        action = _("Ask {actor} which companies it knows and record them; plan introductions for the rest.")
        yield _under_connected(view, "under_connected_multiplier", kennung, found, len(affected), action)


def under_connected_companies(view: View) -> Iterator[Gap]:
    """Companies with too few contacts, compared with those of the same type and size."""
    companies = sorted(view.network.companies & up_to_date(view.network))
    groups = {kennung: (view.actor(kennung).type, view.actor(kennung).size_class) for kennung in companies}
    for kennung, found in _too_few_contacts(view, groups):
        action = _("Ask {actor} about its contacts and record them; invite it to the next event.")
        yield _under_connected(view, "under_connected_company", kennung, found, 1, action)


def _too_few_contacts(
    view: View, groups: Mapping[str, tuple[str | None, ...]]
) -> Iterator[tuple[str, Expectation]]:
    """The actors with far fewer contacts than those of the same group; without a type, no group."""
    contacts = {kennung: view.graph.degree(kennung) for kennung in groups}
    typed = {kennung: group for kennung, group in groups.items() if group[0] is not None}
    regions = {kennung: view.actor(kennung).region for kennung in groups}
    yield from under_connected(contacts, typed, regions, FALSE_DISCOVERY_RATE, LEAST_SHORTFALL).items()


def _under_connected(
    view: View, kind: str, kennung: str, found: Expectation, affected: int, action: str
) -> Gap:
    actor = view.actor(kennung)
    traits = [pick(view.network.types.get(actor.type or "", {})) or actor.type]
    if kind == "under_connected_company":
        traits.append(actor.size_class)
    if found.same_region:
        traits.append(view.region(actor.region))
    return make_gap(
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
