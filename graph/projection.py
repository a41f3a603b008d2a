"""From the store to the network: shipped queries, read once, joined by key."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from traiber.graph.network import Actor, Body, Labels, Network, Region, Settings
from traiber.graph.recorded_ties import RecordedTies
from traiber.graph.rows import read_rows, scan
from traiber.graph.store import Row, Store
from traiber.graph.ties import Tie, Ties
from traiber.ontology.codes import normalise
from traiber.ontology.prefixes import compress, expand

Outside = Callable[[frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the workspace's settings say about its network."""

    network: str | None = None  # name or key of the home network
    office: tuple[str, ...] = ()  # names or kennungen
    data_date: date | None = None
    fictional: bool = False
    settings: Settings = field(default_factory=Settings)


def project_network(store: Store, frame: Frame) -> Network:
    """The network that a store holds, at the date of the settings (the data date by default).

    Ties and memberships outside of their period at that date are left out; half-open intervals
    [from, to), a missing end means that none is known.
    """
    data_date = frame.data_date or _latest_date(store)
    day = frame.settings.as_of or data_date
    labels, names = _labels(store)
    bodies = _bodies(store, labels)
    home = _home(frame.network, names, bodies)
    kennungen, places = dict(scan(store, "actors")), dict(scan(store, "places"))
    members = _memberships(store, {**kennungen, **places})
    memberships = [found for found in members if found.holds(day)]
    actors = _actors(store, frame, kennungen, places, memberships, _outside(home, bodies))
    fictional = frame.fictional or any(
        _true(r.get("fictional")) for r in read_rows(store, "bodies") if r["key"] == home
    )
    return Network(
        name=_german(bodies[home].labels) if home else frame.network or "",
        home=home,
        data_date=data_date,
        fictional=fictional,
        actors=actors,
        ties=_ties(store, kennungen, memberships, day),
        regions=_regions(store, labels),
        bodies=bodies,
        fields=labels["tr:ActionField"],
        types=_by_key(read_rows(store, "types"), "type"),
        settings=replace(frame.settings, as_of=day),
    )


def holds(row: Row, day: date | None) -> bool:
    """Whether the period [from, to) of a row includes the day; an open end and no day always do."""
    start, end = (_day(row[name]) if name in row else None for name in ("from", "to"))
    return _includes(start, end, day)


def _includes(start: date | None, end: date | None, day: date | None) -> bool:
    return day is None or ((start is None or start <= day) and (end is None or day < end))


@dataclass(slots=True)
class _Membership:
    member: str = ""
    body: str = ""
    start: date | None = None
    end: date | None = None

    def holds(self, day: date | None) -> bool:
        return _includes(self.start, self.end, day)


def _memberships(store: Store, keys: Mapping[str, str]) -> list[_Membership]:
    found: dict[str, _Membership] = defaultdict(_Membership)
    for thing, name, value in scan(store, "membership_values"):
        if name in ("member", "body"):
            setattr(found[thing], name, keys.get(value, ""))
    for thing, name, value in scan(store, "periods"):
        if thing in found:
            setattr(found[thing], {"from": "start", "to": "end"}[name], _day(value))
    known = [membership for membership in found.values() if membership.member and membership.body]
    return sorted(known, key=lambda membership: (membership.member, membership.body))


def _values(store: Store, kennungen: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """By property, what is recorded of each actor; labels by property and language ("label@de")."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for thing, name, value, language in scan(store, "actor_values"):
        if thing in kennungen:
            found[f"{name}@{language}" if name == "label" else name][kennungen[thing]].append(value)
    return found


def _actors(
    store: Store,
    frame: Frame,
    kennungen: Mapping[str, str],
    places: Mapping[str, str],
    memberships: Iterable[_Membership],
    outside: Outside,
) -> tuple[Actor, ...]:
    values = _values(store, kennungen)
    companies = {kennungen[iri] for (iri,) in scan(store, "companies") if iri in kennungen}
    codes = _Codes.of(store)
    needs = _grouped(read_rows(store, "needs"), "field")
    offers = _grouped(read_rows(store, "offers"), "field")
    bodies: dict[str, set[str]] = defaultdict(set)
    for membership in memberships:
        bodies[membership.member].add(membership.body)
    office = {normalise(name) for name in frame.office}

    def first(name: str, key: str) -> str | None:
        return min(values[name][key]) if key in values[name] else None

    def actor(key: str) -> Actor:
        types = codes.ordered(values["type"].get(key, ()))
        roles = {codes.roles[iri] for iri in types if iri in codes.roles}
        own, company = frozenset(bodies.get(key, ())), key in companies
        typical = not company and "multiplier" in roles and not outside(own)
        known_none = frozenset(map(compress, values["known_none"].get(key, ())))
        surveyed = first("surveyed", key) or ("false" if "tr:surveyed" in known_none else "")
        stated = first("multiplier", key)
        return Actor(
            kennung=key,
            label=label(key),
            type=codes.notations[types[0]] if types else None,
            region=places.get(first("region", key) or ""),
            company=company,
            multiplier=_true(stated) if stated is not None else typical,
            office=_true(first("office", key)) or "office" in roles or (bool(office) and is_office(key)),
            surveyed=None if not surveyed else surveyed != "false",
            surveyed_on=_day(surveyed) if surveyed[:1].isdigit() else None,
            size_class=codes.notations.get(first("size", key) or ""),
            drive_dependence=codes.notations.get(first("drive", key) or ""),
            active_in=frozenset(places[iri] for iri in values["active_in"].get(key, ()) if iri in places),
            needs=needs[key],
            offers=offers[key],
            memberships=own,
            known_none=known_none,
            no_introductions=_true(first("no_introductions", key)),
        )

    languages = sorted(name for name in values if name.startswith("label@"))
    languages.sort(key=lambda name: name != "label@de")

    def label(key: str) -> str:
        return next((min(values[name][key]) for name in languages if key in values[name]), key)

    def is_office(key: str) -> bool:
        names = [key, *values["other_name"].get(key, ())]
        names += [text for name in languages for text in values[name].get(key, ())]
        return not office.isdisjoint(map(normalise, names))

    return tuple(actor(key) for key in sorted(kennungen.values()))


@dataclass(frozen=True, slots=True)
class _Codes:
    """Notation, typical role and place in the list of each code, by its address."""

    notations: Mapping[str, str]
    roles: Mapping[str, str]
    places: Mapping[str, int]

    @classmethod
    def of(cls, store: Store) -> "_Codes":
        rows = list(scan(store, "concepts"))
        return cls(
            {iri: notation for iri, notation, _role, _order in rows},
            {iri: role for iri, _notation, role, _order in rows if role},
            {iri: int(order) for iri, _notation, _role, order in rows if order},
        )

    def ordered(self, codes: Iterable[str]) -> list[str]:
        known = (code for code in codes if code in self.notations)
        return sorted(known, key=lambda code: (self.places.get(code, -1), self.notations[code]))


def _outside(home: str | None, bodies: Mapping[str, Body]) -> Outside:
    """Whether memberships are in other networks only; such an actor is no multiplier by its type alone."""
    networks = {body.key: body.network or body.key for body in bodies.values()}

    def is_outside(memberships: frozenset[str]) -> bool:
        own = {networks[key] for key in memberships if key in networks}
        return bool(own) and home is not None and home not in own

    return is_outside


def _ties(
    store: Store, kennungen: Mapping[str, str], memberships: Iterable[_Membership], day: date | None
) -> Ties:
    """The contacts that hold on the day: those recorded, and memberships in associations.

    An association knows its members, so a membership in an actor is a recorded contact.
    """
    actors = set(kennungen.values())
    members = [Tie(found.member, found.body, "membership") for found in memberships if found.body in actors]
    return RecordedTies.of(store).on(day).followed_by(Ties.of(members))


def _labels(store: Store) -> tuple[dict[str, dict[str, Labels]], dict[str, str]]:
    """Labels by class and key, and the key of each body by any of its names."""
    labels: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    names: dict[str, str] = {}
    classes = {
        expand(c): c
        for c in ("tr:TransformationNetwork", "tr:Committee", "tr:Consortium", "tr:Region", "tr:ActionField")
    }
    for row in read_rows(store, "labels"):
        class_ = classes[row["class"]]
        if row["name"] == "label":
            labels[class_][row["key"]].setdefault(row["language"], row["label"])
        if class_ == "tr:TransformationNetwork":
            names.setdefault(normalise(row["label"]), row["key"])
            names.setdefault(normalise(row["key"]), row["key"])
    return {class_: dict(labels[class_]) for class_ in classes.values()}, names


def _bodies(store: Store, labels: Mapping[str, Mapping[str, Labels]]) -> dict[str, Body]:
    named = {
        key: label
        for group in ("tr:TransformationNetwork", "tr:Committee", "tr:Consortium")
        for key, label in labels[group].items()
    }
    covers = _lists(read_rows(store, "body_regions"), "region")
    neighbours = _lists(read_rows(store, "neighbours"), "neighbour")
    return {
        row["key"]: Body(
            row["key"],
            named.get(row["key"], {}),
            row["kind"],
            row.get("network"),
            tuple(covers[row["key"]]),
            tuple(neighbours[row["key"]]),
        )
        for row in read_rows(store, "bodies")
    }


def _regions(store: Store, labels: Mapping[str, Mapping[str, Labels]]) -> dict[str, Region]:
    regions = {}
    for row in read_rows(store, "regions"):
        longitude, latitude = _point(row.get("point"))
        regions[row["key"]] = Region(row["key"], labels["tr:Region"].get(row["key"], {}), latitude, longitude)
    return regions


def _home(name: str | None, names: Mapping[str, str], bodies: Mapping[str, Body]) -> str | None:
    """The home network: as set, else the only one there is."""
    if name is not None:
        return names.get(normalise(name))
    networks = [body.key for body in bodies.values() if body.kind == "network"]
    return networks[0] if len(networks) == 1 else None


def _latest_date(store: Store) -> date | None:
    rows = read_rows(store, "latest_date")
    return _day(rows[0]["latest"]) if rows and "latest" in rows[0] else None


def _lists(rows: Iterable[Row], value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["key"]].append(row[value])
    return found


def _grouped(rows: Iterable[Row], value: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["kennung"]].add(row[value])
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})


def _by_key(rows: Iterable[Row], key: str) -> dict[str, Labels]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        labels[row[key]].setdefault(row["language"], row["label"])
    return dict(labels)


def _german(labels: Labels) -> str:
    return labels.get("de") or next(iter(labels.values()), "")


def _point(wkt: str | None) -> tuple[float | None, float | None]:
    if not wkt or not wkt.startswith("POINT("):
        return None, None
    longitude, latitude = wkt[len("POINT(") : -1].split()
    return float(longitude), float(latitude)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _true(text: str | None) -> bool:
    return text in ("true", "1")
