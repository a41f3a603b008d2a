"""An actor's profile for people: one line per statement, dates and names instead of keys."""

from collections.abc import Iterable, Iterator

from traiber.graph.network import Actor, Network, Tie
from traiber.graph.profile import Profile, partner
from traiber.graph.results import day, meta_of, number
from traiber.graph.tabular import Grid, Value
from traiber.ontology.codes import load_codes
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.visualizations.tables.common import meta_line
from traiber.visualizations.tables.gaps import gap_heading
from traiber.visualizations.tables.status import pairs_view

CONTACTS_SHOWN = 15


def profile_view(profile: Profile, network: Network) -> Grid:
    """The profile as names and values; what is not recorded is left out."""
    pairs = [
        *_identity(profile, network),
        *_activity(profile, network),
        *_standing(profile),
        *_contacts(profile, network),
        *((gap_heading(gap.kind), gap.reason) for gap in profile.gaps),
        *_listed(_("Sources"), profile.sources),
    ]
    return pairs_view(profile.actor.label, pairs, meta_line(meta_of(network)))


def _identity(profile: Profile, network: Network) -> Iterator[tuple[str, Value]]:
    actor = profile.actor
    yield _("ID"), actor.kennung
    yield from _listed(_("Other names"), profile.other_names)
    yield _("Type"), pick(network.types.get(actor.type or "", {})) or _("not recorded")
    yield _("Role"), ", ".join(_roles(actor)) or _("not recorded")
    yield _("Seat"), _region(network, actor.region) or _("not recorded")
    yield from _listed(_("Active in"), sorted(_region(network, key) for key in actor.active_in))


def _roles(actor: Actor) -> Iterator[str]:
    if actor.multiplier:
        yield _("multiplier")
    if actor.company:
        yield _("company")
    if actor.office:
        yield _("office")


def _activity(profile: Profile, network: Network) -> Iterator[tuple[str, Value]]:
    actor = profile.actor
    bodies = (pick(network.bodies[key].labels) for key in actor.memberships if key in network.bodies)
    clubs = (network.by_kennung[key].label for key in actor.memberships if key in network.by_kennung)
    yield from _listed(_("Belongs to"), sorted((*bodies, *clubs)))
    yield from _listed(_("Needs in"), _fields(network, actor.needs))
    yield from _listed(_("Offers in"), _fields(network, actor.offers))
    yield from _listed(_("Responsible for"), profile.measures)


def _standing(profile: Profile) -> Iterator[tuple[str, Value]]:
    row = profile.standing
    if row is None:
        return
    if row["rank"] is None:
        yield _("As multiplier"), str(row["reason"])
        return
    fair_share = row["fair_share"]
    text = _("rank {rank}, fair share {share}, reach {reach}, exclusive {exclusive}")
    yield (
        _("As multiplier"),
        text.format(
            rank=row["rank"],
            share=number(fair_share) if isinstance(fair_share, float) else "–",
            reach=row["reach_1"],
            exclusive=row["exclusive"],
        ),
    )


def _contacts(profile: Profile, network: Network) -> Iterator[tuple[str, Value]]:
    ties = profile.contacts
    yield _("Contacts recorded"), len(ties)
    for tie in ties[:CONTACTS_SHOWN]:
        other = network.by_kennung.get(partner(tie, profile.actor.kennung))
        if other:
            yield _("Contact"), f"{other.label} ({', '.join(_tie_details(tie))})"
    if len(ties) > CONTACTS_SHOWN:
        yield "", _("and {n} more").format(n=len(ties) - CONTACTS_SHOWN)


def _tie_details(tie: Tie) -> Iterator[str]:
    kinds = {code.notation: code.labels for code in load_codes()["TieType"].codes}
    yield pick(kinds.get(tie.kind, {})) or tie.kind
    if tie.strength is not None:
        yield _("strength {n} of 5").format(n=tie.strength)
    yield (
        _("last {date}").format(date=day(tie.last_contact)) if tie.last_contact else _("date not recorded")
    )


def _fields(network: Network, keys: Iterable[str]) -> list[str]:
    return sorted(pick(network.fields.get(key, {})) or key for key in keys)


def _region(network: Network, key: str | None) -> str:
    return pick(network.regions[key].labels) if key and key in network.regions else ""


def _listed(name: str, values: Iterable[str]) -> Iterator[tuple[str, Value]]:
    text = "; ".join(value for value in values if value)
    if text:
        yield name, text
