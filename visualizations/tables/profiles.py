"""An actor's profile for people: one line per statement, dates and names instead of keys."""

from collections.abc import Iterable, Iterator, Mapping

from traiber.graph.gaps import Gap
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.profile import Profile, partner
from traiber.graph.results import day, meta_of, number
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.visualizations.tables.certainty import rank_text
from traiber.visualizations.tables.common import meta_line
from traiber.visualizations.tables.gaps import gap_heading
from traiber.visualizations.tables.status import pairs_view

CONTACTS_SHOWN = 15


def profile_view(profile: Profile, network: Network, shown: int | None = CONTACTS_SHOWN) -> Grid:
    """The profile as names and values, at most `shown` contacts; what is not recorded is left out."""
    pairs = [
        *_identity(profile, network),
        *_activity(profile, network),
        *_survey(profile),
        *_standing(profile),
        *_contacts(profile, network, shown),
        *((gap_heading(gap.kind), _gap(gap)) for gap in profile.gaps),
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


def _survey(profile: Profile) -> Iterator[tuple[str, Value]]:
    """Whether the actor was asked, and that nothing can be said of its contacts, if so."""
    actor = profile.actor
    if actor.office:
        return
    if actor.surveyed_on is not None:
        text = _("on {day}").format(day=day(actor.surveyed_on))
    elif actor.surveyed is None:
        text = _("not recorded")
    else:
        text = _("yes, date not recorded") if actor.surveyed else _("no")
    yield _("Surveyed"), text
    if profile.no_data:
        yield _("No data"), profile.no_data


def _standing(profile: Profile) -> Iterator[tuple[str, Value]]:
    """The figures of a multiplier; none without data, because no data is not zero."""
    row = profile.standing
    if row is None:
        return
    fair_share, low, high = row["fair_share"], row["rank_low"], row["rank_high"]
    if row["rank"] is None:
        yield _("As multiplier"), row["reason"]
        return
    text = _("rank {rank}, fair share {share}, reach {reach}, exclusive {exclusive}")
    yield (
        _("As multiplier"),
        text.format(
            rank=rank_text(row["rank"], low, high),
            share=number(fair_share) if isinstance(fair_share, float) else "–",
            reach=row["reach_1"],
            exclusive=row["exclusive"],
        ),
    )


def _gap(gap: Gap) -> str:
    return f"{gap.reason}\n({gap.certainty})" if gap.certainty else gap.reason


def _contacts(profile: Profile, network: Network, shown: int | None) -> Iterator[tuple[str, Value]]:
    ties = profile.contacts
    yield _("Contacts recorded"), len(ties)
    for tie in ties[:shown]:
        other = network.by_kennung.get(partner(tie, profile.actor.kennung))
        if other:
            yield _("Contact"), f"{other.label} ({', '.join(_tie_details(tie, profile.kinds))})"
    if shown is not None and len(ties) > shown:
        yield "", _("and {n} more: use --all").format(n=len(ties) - shown)


def _tie_details(tie: Tie, kinds: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
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
