"""From the store to the network: shipped queries, read once, joined by key."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files

from traiber.graph.network import Actor, Body, Labels, Network, Region, Settings, Tie
from traiber.graph.store import Row, Store
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
    memberships = [row for row in read_rows(store, "memberships") if holds(row, day)]
    actors = _actors(store, frame, memberships, _outside(home, bodies))
    fictional = frame.fictional or any(
        _true(r.get("fictional")) for r in read_rows(store, "bodies") if r["key"] == home
    )
    return Network(
        name=_german(bodies[home].labels) if home else frame.network or "",
        home=home,
        data_date=data_date,
        fictional=fictional,
        actors=actors,
        ties=(*_ties(store, day), *_association_ties(memberships)),
        regions=_regions(store, labels),
        bodies=bodies,
        fields=labels["tr:ActionField"],
        types=_by_key(read_rows(store, "types"), "type"),
        settings=replace(frame.settings, as_of=day),
    )


def read_rows(store: Store, name: str) -> list[Row]:
    """The rows of a shipped projection query."""
    query = (files("traiber.graph") / "projections" / f"{name}.rq").read_text(encoding="utf-8")
    return store.select(query)


def holds(row: Row, day: date | None) -> bool:
    """Whether the period [from, to) of a row includes the day; an open end and no day always do."""
    if day is None:
        return True
    return ("from" not in row or _day(row["from"]) <= day) and ("to" not in row or day < _day(row["to"]))


def _actor_names(store: Store) -> dict[str, set[str]]:
    """ID and all names of each actor, normalised."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(store, "actor_names"):
        names[row["kennung"]] |= {normalise(row["kennung"]), normalise(row["name"])}
    return names


def _actors(store: Store, frame: Frame, memberships: Iterable[Row], outside: Outside) -> tuple[Actor, ...]:
    types: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(store, "actor_types"):
        types[row["kennung"]].append(row)
    active = _grouped(read_rows(store, "active_in"), "region")
    needs = _grouped(read_rows(store, "needs"), "field")
    offers = _grouped(read_rows(store, "offers"), "field")
    bodies = _grouped(memberships, "body")
    none = _grouped(read_rows(store, "known_none"), "property")
    names = _actor_names(store)
    office = {normalise(name) for name in frame.office}
    actors: dict[str, Actor] = {}
    for row in read_rows(store, "actors"):
        key = row["kennung"]
        label = row.get("label") or row.get("labelEn") or key
        roles = {found["role"] for found in types[key] if "role" in found}
        company = "company" in row
        typical = not company and "multiplier" in roles and not outside(bodies[key])
        known_none = frozenset(map(compress, none[key]))
        surveyed = row.get("surveyed", "false" if "tr:surveyed" in known_none else "")
        actors[key] = Actor(
            kennung=key,
            label=label,
            type=types[key][0]["type"] if types[key] else None,
            region=row.get("region"),
            company=company,
            multiplier=_true(row["multiplier"]) if "multiplier" in row else typical,
            office=_true(row.get("office")) or "office" in roles or bool(names[key] & office),
            surveyed=None if not surveyed else surveyed != "false",
            surveyed_on=_day(surveyed) if surveyed[:1].isdigit() else None,
            size_class=row.get("size"),
            drive_dependence=row.get("drive"),
            active_in=active[key],
            needs=needs[key],
            offers=offers[key],
            memberships=bodies[key],
            known_none=known_none,
            no_introductions=_true(row.get("closed")),
        )
    return tuple(actors.values())


def _outside(home: str | None, bodies: Mapping[str, Body]) -> Outside:
    """Whether memberships are in other networks only; such an actor is no multiplier by its type alone."""
    networks = {body.key: body.network or body.key for body in bodies.values()}

    def is_outside(memberships: frozenset[str]) -> bool:
        own = {networks[key] for key in memberships if key in networks}
        return bool(own) and home is not None and home not in own

    return is_outside


def _ties(store: Store, day: date | None) -> tuple[Tie, ...]:
    return tuple(
        Tie(
            row["source"],
            row["target"],
            row.get("kind", "contact"),
            int(row["strength"]) if "strength" in row else None,
            _day(row["contact"]) if "contact" in row else None,
        )
        for row in read_rows(store, "ties")
        if holds(row, day)
    )


def _association_ties(memberships: Iterable[Row]) -> tuple[Tie, ...]:
    """An association knows its members: a membership in an actor is a recorded contact."""
    return tuple(Tie(row["kennung"], row["body"], "membership") for row in memberships if "isActor" in row)


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
