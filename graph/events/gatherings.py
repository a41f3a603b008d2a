"""The events of a network, and what they tell: who meets often without a contact, what comes of meeting."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.events.attendance import Attendance
from traiber.graph.events.conversion import (
    Conversion,
    conversion_by_event,
    conversion_by_group,
    in_contact,
    overall_conversion,
)
from traiber.graph.events.significance import above_chance, joint_chances
from traiber.graph.network import Labels
from traiber.graph.results import Result, meta_of, number
from traiber.graph.rows import read_rows
from traiber.graph.uncertainty.small_numbers import may_test, significant
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

if TYPE_CHECKING:
    from traiber.graph.network import Network
    from traiber.graph.store import Store

LEAST_SHARED = 2
RATE = 0.1  # of false discoveries among the pairs called above chance

PAIRS = (
    "actor", "label", "other", "other_label", "shared", "weight", "expected", "p", "q", "above_chance",
    "reason",
)  # fmt: skip
EVENTS = (
    "event",
    "label",
    "date",
    "region",
    "actors",
    "pairs",
    "contacts",
    "share",
    "share_low",
    "share_high",
)
TYPES = ("kind", "type", "pairs", "contacts", "share", "share_low", "share_high")
ACTORS = ("actor", "label", "type", "region", "events", "met", "contacts", "without_contact")


@dataclass(frozen=True, slots=True)
class Event:
    """An occasion on which actors came together."""

    key: str
    labels: Labels
    day: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Gatherings:
    """The events of a network and who was there; without the office, up to the day looked from."""

    events: dict[str, Event]
    attendance: Attendance[str, str]


def read_gatherings(store: "Store", network: "Network") -> Gatherings:
    """Events and attendance of organisations as the store has them at the network's date."""
    today = network.settings.as_of
    events: dict[str, Event] = {}
    for row in read_rows(store, "events"):
        known = events.get(row["key"])
        day = date.fromisoformat(row["start"][:10]) if "start" in row else None
        if today and day and day > today:
            continue
        labels = dict(known.labels) if known else {}
        if "label" in row:
            labels.setdefault(row["language"], row["label"])
        events[row["key"]] = Event(row["key"], labels, day, row.get("region"))
    guests = {actor.kennung for actor in network.actors if not actor.office}
    pairs = [
        (row["kennung"], row["event"])
        for row in read_rows(store, "attendance")
        if row["kennung"] in guests and row["event"] in events
    ]
    return Gatherings(
        events, Attendance.of(pairs, sorted({actor for actor, _event in pairs}), sorted(events))
    )


def tell_pairs(network: "Network", gatherings: Gatherings) -> Result:
    """Who met twice or more without a recorded contact: those above chance first, then by p.

    `above_chance`: among all pairs of guests, at a rate of 10 % of false discoveries. `expected` is
    the number of events that chance would have them share. With fewer than 30 guests nothing is tested:
    p, q and `above_chance` are None, and those who share most events come first.
    """
    attendance = gatherings.attendance
    met = attendance.meetings
    p, q = above_chance(attendance)
    chosen = np.flatnonzero((met.shared >= LEAST_SHARED) & ~in_contact(attendance, network.adjacency))
    first, second = (attendance.per_actor[side[chosen]] for side in (met.first, met.second))
    base = len(attendance.events) + 1
    totals, case = np.unique(first * base + second, return_inverse=True)
    expected = joint_chances(attendance, totals // base, totals % base).sum(axis=1)[case]
    rows: list[dict[str, Any]] = []
    is_tested = may_test(len(attendance.actors))
    for at, chance in zip(chosen.tolist(), expected.tolist(), strict=True):
        ends = [attendance.actors[int(side[at])] for side in (met.first, met.second)]
        row = {
            "actor": ends[0],
            "label": network.by_kennung[ends[0]].label,
            "other": ends[1],
            "other_label": network.by_kennung[ends[1]].label,
            "shared": int(met.shared[at]),
            "weight": significant(float(met.weight[at])),
            "expected": significant(chance),
            "p": significant(float(p[at])) if is_tested else None,
            "q": significant(float(q[at])) if is_tested else None,
            "above_chance": bool(q[at] <= RATE) if is_tested else None,
        }
        rows.append(row | {"reason": _why(row)})
    rows.sort(
        key=lambda row: (not row["above_chance"], row["p"] or 0, -row["shared"], row["actor"], row["other"])
    )
    return Result(meta_of(network, least_shared=LEAST_SHARED, false_discoveries=RATE), rows, PAIRS)


def tell_events(network: "Network", gatherings: Gatherings) -> Result:
    """Each event with its guests and how many of their pairs are in contact, the latest first."""
    attendance = gatherings.attendance
    sizes = attendance.sizes
    found = conversion_by_event(attendance, network.adjacency)
    rows = [
        {
            "event": event.key,
            "label": pick(event.labels) or event.key,
            "date": event.day,
            "region": event.region,
            "actors": sizes[event.key],
        }
        | _cells(found[event.key])
        for event in gatherings.events.values()
    ]
    rows.sort(key=lambda row: (-(row["date"] or date.min).toordinal(), row["event"]))
    return Result(meta_of(network), rows, EVENTS)


def tell_types(network: "Network", gatherings: Gatherings) -> Result:
    """The conversion of all that met, of those that did not, and by actor type, most pairs first."""
    attendance = gatherings.attendance
    types = {a.kennung: a.type for a in network.actors if a.type is not None}
    met, apart = overall_conversion(attendance, network.adjacency)
    rows = [{"kind": "met", "type": None} | _cells(met), {"kind": "apart", "type": None} | _cells(apart)]
    groups = conversion_by_group(attendance, network.adjacency, types)
    for key, found in sorted(groups.items(), key=lambda item: (-item[1].pairs, item[0])):
        rows.append({"kind": "type", "type": key} | _cells(found))
    return Result(meta_of(network), rows if len(attendance) else [], TYPES)


def tell_guests(network: "Network", gatherings: Gatherings) -> Result:
    """Each actor with its events, whom it met there and with how many of them no contact is recorded."""
    attendance = gatherings.attendance
    met, tied = attendance.meetings, in_contact(attendance, network.adjacency)
    size = len(attendance.actors)
    partners = np.bincount(met.first, minlength=size) + np.bincount(met.second, minlength=size)
    contacts = np.bincount(met.first[tied], minlength=size) + np.bincount(met.second[tied], minlength=size)
    rows = []
    for at, kennung in enumerate(attendance.actors):
        actor = network.by_kennung[kennung]
        row: dict[str, Any] = {
            "actor": kennung,
            "label": actor.label,
            "type": actor.type,
            "region": actor.region,
        }
        row |= {
            "events": int(attendance.per_actor[at]),
            "met": int(partners[at]),
            "contacts": int(contacts[at]),
        }
        rows.append(row | {"without_contact": row["met"] - row["contacts"]})
    rows.sort(key=lambda row: (-row["events"], -row["without_contact"], row["actor"]))
    return Result(meta_of(network), rows, ACTORS)


def _cells(found: Conversion) -> dict[str, Any]:
    low, high = found.interval or (None, None)
    values = {"share": found.share, "share_low": low, "share_high": high}
    rounded = {name: None if value is None else significant(value) for name, value in values.items()}
    return {"pairs": found.pairs, "contacts": found.contacts} | rounded


def _why(row: dict[str, Any]) -> str:
    text = _("{shared} events together, {expected} expected by chance; no contact recorded.")
    return text.format(shared=row["shared"], expected=number(row["expected"], 2))
