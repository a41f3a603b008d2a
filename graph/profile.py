"""One actor's profile: everything that is recorded of it, and what the analyses say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from traiber.graph.coverage import observed
from traiber.graph.events import read_gatherings
from traiber.graph.gaps import Gap, find_gaps
from traiber.graph.multipliers import rank_multipliers
from traiber.graph.naming import actor_names, find_named
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.results import Result, meta_of
from traiber.graph.rows import read_rows
from traiber.graph.store import Store
from traiber.graph.uncertainty import intervals_of
from traiber.ontology.language import gettext_ as _

STANDING = ("rank", "rank_low", "rank_high", "fair_share", "reach_1", "reach_2", "exclusive")
MOST_ACTORS = 5  # a gap of more says nothing about this one
MOST_TIES = 20_000  # beyond, one profile is not worth drawing the whole network 200 times for its rank


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one actor."""

    actor: Actor
    other_names: tuple[str, ...]
    contacts: tuple[Tie, ...]  # strongest and latest first
    measures: tuple[str, ...]  # labels of the measures it is responsible for
    sources: tuple[str, ...]
    standing: dict[str, Any] | None  # its row among the multipliers
    has_data: bool  # False: nothing can be said of its contacts, see `observed`; the office always has
    gaps: tuple[Gap, ...]  # that name it, among at most five actors; missing data are not among them
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # names of kinds of contacts

    @property
    def no_data(self) -> str:
        """Why nothing can be said of its contacts; empty if something can."""
        if self.has_data:
            return ""
        if self.actor.surveyed is False:
            return _(
                "Nothing can be said of its contacts: it was not surveyed; what others report is not all."
            )
        return _("Nothing can be said of its contacts: no survey and no contact recorded.")


def profile_actor(network: Network, store: Store, name: str) -> Profile:
    """The profile of the actor with this name or kennung; raises `UnknownNameError`."""
    details = [row for row in read_rows(store, "details") if row["key"] in network.by_kennung]
    actor = network.by_kennung[find_named(actor_names(network, store), name)]
    mine = [row for row in details if row["key"] == actor.kennung]
    measures = {row["key"]: row["label"] for row in read_rows(store, "measures")}
    responsible = [
        measures[row["target"]]
        for row in read_rows(store, "relations")
        if row["source"] == actor.kennung and row["relation"] == "responsible"
    ]
    gaps = find_gaps(network, attendance=read_gatherings(store, network).attendance)
    ties = [tie for tie in network.ties if actor.kennung in (tie.source, tie.target)]
    standing = None
    if actor.kennung in network.multipliers:
        intervals = intervals_of(network) if len(network.ties) <= MOST_TIES else None
        rows = rank_multipliers(network, intervals).rows
        standing = next(row for row in rows if row["actor"] == actor.kennung)
    return Profile(
        actor=actor,
        other_names=tuple(row["value"] for row in mine if row["detail"] == "other_names"),
        contacts=tuple(sorted(ties, key=lambda tie: _order(tie, network, actor.kennung))),
        measures=tuple(sorted(responsible)),
        sources=tuple(dict.fromkeys(row["value"] for row in mine if row["detail"] == "source")),
        standing=standing,
        has_data=actor.office or actor.kennung in observed(network),
        gaps=tuple(
            gap
            for gap in gaps
            if gap.kind != "no_data" and actor.kennung in gap.actors and len(gap.actors) <= MOST_ACTORS
        ),
        kinds=_kinds(store),
    )


def _kinds(store: Store) -> dict[str, dict[str, str]]:
    """The names of the kinds of contacts by language, the workspace's own kinds too."""
    names: dict[str, dict[str, str]] = {}
    for row in read_rows(store, "tie_kinds"):
        names.setdefault(row["kind"], {}).setdefault(row["language"], row["label"])
    return names


def partner(tie: Tie, kennung: str) -> str:
    """The other end of a tie."""
    return tie.target if tie.source == kennung else tie.source


def _order(tie: Tie, network: Network, kennung: str) -> tuple[int, int, str]:
    other = network.by_kennung.get(partner(tie, kennung))
    latest = -tie.last_contact.toordinal() if tie.last_contact else 0
    return (-(tie.strength or 0), latest, other.label if other else "")


def profile_result(profile: Profile, network: Network) -> Result:
    """The profile as one row per statement: `what`, `value`, `actor` where it names one, `certainty` of gaps.

    An actor without data has no figures as a multiplier, but the row `no_data`.
    """
    actor = profile.actor
    standing = profile.standing if profile.has_data else None
    rows: list[dict[str, object]] = [
        {"what": name, "value": value, "actor": None}
        for name, value in (
            ("actor", actor.kennung),
            ("label", actor.label),
            *(("other_name", name) for name in profile.other_names),
            ("type", actor.type),
            ("region", actor.region),
            *(("active_in", region) for region in sorted(actor.active_in)),
            ("multiplier", actor.multiplier),
            ("company", actor.company),
            ("office", actor.office),
            ("surveyed", actor.surveyed),
            ("surveyed_on", actor.surveyed_on),
            *([("no_data", profile.no_data)] if profile.no_data else []),
            *(("membership", body) for body in sorted(actor.memberships)),
            *(("need", field) for field in sorted(actor.needs)),
            *(("offer", field) for field in sorted(actor.offers)),
            *(("measure", measure) for measure in profile.measures),
            *((name, value) for name, value in (standing or {}).items() if name in STANDING),
        )
    ]
    for tie in profile.contacts:
        rows.append({"what": "contact", "value": tie.last_contact, "actor": partner(tie, actor.kennung)})
    rows += [
        {"what": gap.kind, "value": gap.reason, "actor": None, "certainty": gap.certainty}
        for gap in profile.gaps
    ]
    rows += [{"what": "source", "value": source, "actor": None} for source in profile.sources]
    return Result(meta_of(network), rows, ("what", "value", "actor", "certainty"))
