"""Regional networks with known weak spots: drawn by seed and style, with the truth about what is planted.

A network is handed over in two forms with the same content: as `Network`, and as the plain CSV set
(`write_tables`). Who draws it knows the truth, who reads it does not: nothing in either form names a
weak spot. Styles differ in how much actors of one kind differ, how much stays in the own district, how
many multipliers of a type there are and how much of the ties a weak actor lacks.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from traiber.graph.network import Actor, Body, Network, Region, Settings, Tie

TODAY = date(2025, 6, 30)
OWN, CLOSE, NARROW, FAR = "Eigennetz", "Nachbarnetz Nord", "Nachbarnetz West", "Nachbarnetz Ost"
DISTRICTS = {
    "05124": "Wuppertal",
    "05122": "Solingen",
    "05120": "Remscheid",
    "05374": "Oberbergischer Kreis",
    "05378": "Rheinisch-Bergischer Kreis",
}
TYPES = (
    "chamber",
    "employment_agency",
    "business_development",
    "union",
    "training_provider",
    "university",
    "association",
)
SIZES = ("<10", "10-49", "50-249", ">=250")
FIELDS = tuple(f"F{n}" for n in range(1, 8))
UNOFFERED, UNREACHED, THIN = "F8", "F9", "F10"  # fields with one planted hole each
MOST_STALE_DAYS, FRESH_DAYS = 1600, 640
FEWEST_DEMAND = 5
FEWEST_HANGING = 3

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Style:
    """How a network differs from others; the planted weak spots are the same in kind."""

    name: str
    multipliers: int = 38
    companies: int = 280
    spread: float = 0.15  # coefficient of variation among actors of one kind; 0: all alike
    home: float = 6.0  # how much likelier a company of the own district is
    contacts: float = 24.0  # expected companies per multiplier
    lost: tuple[float, float] = (0.55, 0.75)  # share of its ties that a weak multiplier lacks
    between_companies: float = 0.7  # ties per company
    sizes: tuple[float, float, float, float] = (0.35, 0.8, 2.0, 4.5)  # relative rates by size class
    weak: int = 5


STYLES = (
    Style("typical"),
    Style("even", multipliers=56, companies=260, spread=0.0, home=15.0, contacts=20.0, lost=(0.5, 0.75)),
    Style("heavy", spread=0.35, home=2.5, contacts=26.0, lost=(0.7, 0.85)),
    Style("few peers", multipliers=30, companies=290, spread=0.1, home=8.0, contacts=28.0),
    Style("sparse", multipliers=45, spread=0.15, home=4.0, contacts=18.0, between_companies=0.2),
)


@dataclass(frozen=True)
class Truth:
    """What is planted, and what follows from it by definition; actors by id."""

    uncovered: frozenset[str]
    stale: frozenset[str]
    no_data: frozenset[str]
    weak_multipliers: frozenset[str]
    weak_companies: frozenset[str]
    hidden: frozenset[Pair]  # ties removed from weak actors, (multiplier, company): true introductions
    holes: dict[str, frozenset[Pair]]  # kind -> (district, field)
    hanging: dict[str, int]  # actor -> companies cut off without it, at least FEWEST_HANGING
    planted_hanging: frozenset[str]  # those of `hanging` that were planted
    bridgeless: frozenset[frozenset[str]]  # pairs of districts without a tie between multipliers
    means: dict[str, float]  # contacts across the two roles that an actor of this kind has
    bridge: str  # the only own actor in contact with NARROW


@dataclass
class Draft:
    """A network while it is drawn: multipliers and companies by position, contacts as sets."""

    style: Style
    rng: np.random.Generator
    actors: dict[str, dict[str, object]] = field(default_factory=dict)
    ties: dict[Pair, str] = field(default_factory=dict)  # sorted pair -> kind
    near: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    old: set[Pair] = field(default_factory=set)
    means: dict[str, float] = field(default_factory=dict)  # contacts that an actor of this kind has

    def add(self, kennung: str, **given: object) -> str:
        """A new actor."""
        self.actors[kennung] = given
        return kennung

    def tie(self, a: str, b: str, kind: str = "contact") -> None:
        """A contact, unless there is one."""
        if a != b:
            self.ties.setdefault(pair(a, b), kind)
            self.near[a].add(b)
            self.near[b].add(a)

    def untie(self, a: str, b: str) -> None:
        """No contact any more."""
        self.ties.pop(pair(a, b), None)
        self.near[a].discard(b)
        self.near[b].discard(a)

    def ones(self, role: str) -> list[str]:
        """Own actors with this role, in order."""
        return [k for k, a in self.actors.items() if a["role"] == role and a["network"] == OWN]

    def partners(self, kennung: str, role: str | None = None) -> list[str]:
        """With whom the actor is in contact, those of the role only if one is given; sorted."""
        return sorted(k for k in self.near[kennung] if role in (None, self.actors[k]["role"]))


def pair(a: str, b: str) -> Pair:
    """The two ends in order."""
    return (a, b) if a < b else (b, a)


def draw(style: Style = STYLES[0], seed: int = 1) -> tuple[Network, Truth]:
    """A network of this style and what is wrong with it."""
    draft = Draft(style, np.random.default_rng([seed, *map(ord, style.name)]))
    _people(draft)
    _contacts(draft)
    _offers_and_needs(draft)
    bridgeless = _part_districts(draft)
    hubs = _hang(draft)
    spare = _shuffled(draft, [k for k in draft.ones("company") if "hub" not in draft.actors[k]])
    uncovered, stale, silent = spare[:10], spare[10:22], spare[22:37]
    reserved = {*spare[:37], *(k for k, a in draft.actors.items() if "hub" in a)}
    weak, hidden = _weaken_multipliers(draft, set(hubs), reserved)
    weak_companies = _weaken_companies(draft, reserved, set(weak), hidden)
    mute = [k for k in _shuffled(draft, draft.ones("multiplier")) if k not in weak and k not in hubs][:3]
    _leave_holes(draft, reserved | set(weak_companies), {*hubs, *weak, *mute})
    _strip(draft, uncovered)
    for kennung in (*silent[:8], *mute):  # nothing recorded; of the others, others report contacts
        for other in draft.partners(kennung):
            draft.untie(kennung, other)
    for kennung in (*silent, *mute):
        draft.actors[kennung]["surveyed"] = "no"
    _repair(draft, uncovered, [*silent, *mute], set(weak_companies), weak, hubs)
    for kennung in stale:
        draft.old |= {pair(kennung, m) for m in draft.partners(kennung, "multiplier")}
    bridge = _neighbours(draft, [*mute, *weak])
    network = _network(draft)
    no_data = frozenset((*silent, *mute))
    hanging = _hanging(draft)
    truth = Truth(
        uncovered=frozenset(uncovered),
        stale=frozenset(stale),
        no_data=no_data,
        weak_multipliers=frozenset(weak),
        weak_companies=frozenset(weak_companies),
        hidden=frozenset(hidden - {(m, c) for a, b in draft.ties for m, c in ((a, b), (b, a))}),
        holes=_holes(draft),
        hanging={k: n for k, n in hanging.items() if n >= FEWEST_HANGING},
        planted_hanging=frozenset(hubs),
        bridgeless=bridgeless,
        means=draft.means,
        bridge=bridge,
    )
    return network, truth


# ---- who there is, and who knows whom


def _people(draft: Draft) -> None:
    style, rng = draft.style, draft.rng
    districts = list(DISTRICTS)
    for n in range(2):
        draft.add(f"O{n + 1}", role="office", type="network_office", region=districts[0], network=OWN)
    share = rng.dirichlet(np.full(len(TYPES), 12.0))
    for n in range(style.multipliers):
        kind = TYPES[int(rng.choice(len(TYPES), p=share))]
        draft.add(f"M{n + 1:03}", role="multiplier", type=kind, region=districts[n % 5], network=OWN)
    seats = rng.choice(5, style.companies, p=rng.dirichlet(np.full(5, 20.0)))
    sizes = rng.choice(4, style.companies, p=[0.3, 0.4, 0.22, 0.08])
    for n in range(style.companies):
        draft.add(
            f"U{n + 1:03}",
            role="company",
            type="supplier" if rng.random() < 0.5 else "company",
            region=districts[int(seats[n])],
            size=SIZES[int(sizes[n])],
            network=OWN,
        )
    for actor in draft.actors.values():
        days = int(rng.integers(20, 600))
        actor["surveyed"] = "yes" if rng.random() < 0.7 else (TODAY - timedelta(days=days)).isoformat()


def _contacts(draft: Draft) -> None:
    """Contacts by type x district x size; a multiplier's number is its kind's times its own luck."""
    style, rng = draft.style, draft.rng
    companies, multipliers = draft.ones("company"), draft.ones("multiplier")
    by_type: dict[str, float] = dict(
        zip(TYPES, rng.permutation(np.geomspace(0.3, 2.0, len(TYPES))), strict=True)
    )
    by_district: dict[str, float] = dict(zip(DISTRICTS, np.exp(rng.normal(0, 0.25, 5)), strict=True))
    by_both = {(t, d): float(np.exp(rng.normal(0, 0.1))) for t in TYPES for d in DISTRICTS}
    size_rate = dict(zip(SIZES, style.sizes, strict=True))
    luck = _luck(rng, style.spread, len(companies))
    rate = np.array([size_rate[str(draft.actors[c]["size"])] for c in companies]) * luck
    seat = np.array([str(draft.actors[c]["region"]) for c in companies])
    scale = style.contacts / np.mean([by_type[str(draft.actors[m]["type"])] for m in multipliers])
    for m, own in zip(multipliers, _luck(rng, style.spread, len(multipliers)), strict=True):
        kind, region = str(draft.actors[m]["type"]), str(draft.actors[m]["region"])
        draft.means[m] = float(scale) * by_type[kind] * by_district[region] * by_both[kind, region]
        weights = rate * np.where(seat == region, style.home, 1.0)
        number = min(int(rng.poisson(draft.means[m] * own)), len(companies) // 2)
        for at in rng.choice(len(companies), number, replace=False, p=weights / weights.sum()):
            draft.tie(m, companies[int(at)])
        for c, share in zip(companies, weights / luck / (weights / luck).sum(), strict=True):
            draft.means[c] = draft.means.get(c, 0.0) + draft.means[m] * float(share)
    _among(draft, multipliers, 3.5, 2.5)
    _among(draft, companies, style.between_companies, 8.0, "supply")
    for kennung in (*multipliers, *companies):
        if rng.random() < 0.9:
            draft.tie("O1", kennung)


def _among(draft: Draft, ones: Sequence[str], per_actor: float, home: float, kind: str = "contact") -> None:
    seat = np.array([str(draft.actors[k]["region"]) for k in ones])
    for at, kennung in enumerate(ones):
        weights = np.where(seat == seat[at], home, 1.0)
        weights[at] = 0
        number = int(draft.rng.poisson(per_actor))
        for other in draft.rng.choice(len(ones), number, replace=False, p=weights / weights.sum()):
            draft.tie(kennung, ones[int(other)], kind)


def _luck(rng: np.random.Generator, spread: float, n: int) -> np.ndarray:
    if spread == 0:
        return np.ones(n)
    return rng.gamma(1 / spread**2, spread**2, n)


def _offers_and_needs(draft: Draft) -> None:
    """Every common field is offered in every district, so that only what is planted is a hole."""
    rng = draft.rng
    multipliers = draft.ones("multiplier")
    for m in multipliers:
        draft.actors[m]["fields"] = set(rng.choice(FIELDS, int(rng.integers(2, 5)), replace=False).tolist())
    for district in DISTRICTS:
        there = [m for m in multipliers if draft.actors[m]["region"] == district]
        for at, name in enumerate(FIELDS):
            draft.actors[there[at % len(there)]]["fields"] |= {name}  # type: ignore[operator]
    for c in draft.ones("company"):
        number = int(rng.integers(0, 4))
        draft.actors[c]["fields"] = set(rng.choice(FIELDS, number, replace=False).tolist())


# ---- what is planted


def _part_districts(draft: Draft) -> frozenset[frozenset[str]]:
    """Two districts whose multipliers lose all ties with each other."""
    a, b = (str(d) for d in draft.rng.choice(list(DISTRICTS), 2, replace=False))
    multipliers = set(draft.ones("multiplier"))
    for one, other in list(draft.ties):
        ends = {str(draft.actors[one]["region"]), str(draft.actors[other]["region"])}
        if one in multipliers and other in multipliers and ends == {a, b}:
            draft.untie(one, other)
    return frozenset({frozenset({a, b})})


def _hang(draft: Draft) -> list[str]:
    """Three multipliers on whom alone 4, 5 and 7 companies hang; and the companies know nobody else."""
    hubs = _shuffled(draft, draft.ones("multiplier"))[:3]
    spare = iter(_shuffled(draft, draft.ones("company")))
    for hub, number in zip(hubs, (4, 5, 7), strict=True):
        for _ in range(number):
            company = next(spare)
            for other in draft.partners(company):
                if not other.startswith("O"):
                    draft.untie(company, other)
            draft.tie(hub, company)
            draft.actors[company]["hub"] = hub
    return hubs


def _weaken_multipliers(draft: Draft, spared: set[str], reserved: set[str]) -> tuple[list[str], set[Pair]]:
    """Multipliers of different levels lose most of their companies, never one that has no other left."""
    able = [m for m in draft.ones("multiplier") if m not in spared and draft.means[m] >= 16]
    weak = _shuffled(draft, able)[: draft.style.weak]
    hidden: set[Pair] = set()
    for m in weak:
        known = draft.partners(m, "company")
        number = round(len(known) * float(draft.rng.uniform(*draft.style.lost)))
        free = [c for c in _shuffled(draft, known) if c not in reserved]
        free.sort(key=lambda c: len(draft.partners(c, "multiplier")) <= 2)
        for company in free[:number]:
            draft.untie(m, company)
            hidden.add((m, company))
    return weak, hidden


def _weaken_companies(draft: Draft, reserved: set[str], weak: set[str], hidden: set[Pair]) -> list[str]:
    """Some of the companies of which most contacts are expected keep one; no weak multiplier loses any."""
    able = [c for c in _shuffled(draft, draft.ones("company")) if c not in reserved]
    able.sort(key=lambda c: -draft.means[c])
    chosen = _shuffled(draft, able[:28])[:8]
    for company in chosen:
        known = [m for m in _shuffled(draft, draft.partners(company, "multiplier")) if m not in weak]
        for m in known[1 if weak.isdisjoint(draft.partners(company)) else 0 :]:
            draft.untie(m, company)
            hidden.add((m, company))
        for other in draft.partners(company, "company")[1:]:
            draft.untie(company, other)
    return chosen


def _leave_holes(draft: Draft, reserved: set[str], avoided: set[str]) -> None:
    """One district and field each: nobody offers; offered, but no contact; one of nine reached."""
    districts = _shuffled(draft, DISTRICTS)
    for district, name in zip(districts, (UNOFFERED, UNREACHED, THIN), strict=False):
        there = [
            c for c in draft.ones("company") if draft.actors[c]["region"] == district and c not in reserved
        ]
        there = sorted(there, key=lambda c: -len(draft.partners(c, "multiplier")))[:9]
        if name == UNREACHED:
            there = there[:7]
        for c in there:
            draft.actors[c]["fields"] |= {name}  # type: ignore[operator]
        if name == UNOFFERED:
            continue
        able = [m for m in draft.ones("multiplier") if m not in avoided]
        offering = [m for m in able if draft.actors[m]["region"] == district][-1]
        draft.actors[offering]["fields"] |= {name}  # type: ignore[operator]
        for c in there:
            draft.untie(offering, c)
        if name == THIN:
            draft.tie(offering, there[0])


def _strip(draft: Draft, companies: Iterable[str]) -> None:
    for company in companies:
        for m in draft.partners(company, "multiplier"):
            draft.untie(m, company)


def _repair(
    draft: Draft,
    uncovered: Sequence[str],
    silent: Sequence[str],
    weak_companies: set[str],
    weak: Sequence[str],
    hubs: Sequence[str],
) -> None:
    """All others get two multipliers (a weak company one), so that nothing is wrong by accident."""
    untouchable = {*silent, *weak, *hubs}
    offering = {m for m in draft.ones("multiplier") if {UNREACHED, THIN} & set(draft.actors[m]["fields"])}  # type: ignore[call-overload]
    helpers = [m for m in draft.ones("multiplier") if m not in untouchable | offering]
    for c in draft.ones("company"):
        if c in uncovered or c in silent or "hub" in draft.actors[c]:
            continue
        known = [m for m in draft.partners(c, "multiplier") if m not in silent]
        enough = 1 if c in weak_companies else 2
        near = [m for m in helpers if draft.actors[m]["region"] == draft.actors[c]["region"]]
        for m in _shuffled(draft, [m for m in near or helpers if m not in known]):
            if len(known) >= enough:
                break
            draft.tie(m, c)
            known.append(m)
    for m in draft.ones("multiplier"):
        if m not in silent and len(draft.partners(m, "multiplier")) < 2:
            near = [o for o in helpers if draft.actors[o]["region"] == draft.actors[m]["region"]]
            for other in _shuffled(draft, [o for o in near if o != m])[:2]:
                draft.tie(m, other)


def _neighbours(draft: Draft, avoided: Sequence[str]) -> str:
    """CLOSE with four bridges, NARROW with one, FAR with none."""
    own = [m for m in _shuffled(draft, draft.ones("multiplier")) if m not in avoided]
    for name, letter, bridges in ((CLOSE, "N", own[:4]), (NARROW, "W", own[4:5]), (FAR, "E", [])):
        there = [
            draft.add(
                f"{letter}{n}",
                role="multiplier",
                type=TYPES[n],
                region=None,
                network=name,
                surveyed="yes",
                fields=set(),
            )
            for n in range(5)
        ]
        for at, m in enumerate(bridges):
            draft.tie(m, there[at])
        for at in range(1, 5):
            draft.tie(there[0], there[at])
    return own[4]


# ---- what follows by definition


def _holes(draft: Draft) -> dict[str, frozenset[Pair]]:
    """All cells with at least five companies in need, by the definitions alone (section G3)."""
    multipliers = [k for k, a in draft.actors.items() if a["role"] == "multiplier"]
    offering = {
        f: {m for m in multipliers if f in draft.actors[m]["fields"]}  # type: ignore[operator]
        for f in (*FIELDS, UNOFFERED, UNREACHED, THIN)
    }
    found: dict[str, set[Pair]] = {"no_offer": set(), "offer_without_contact": set(), "thin": set()}
    for district in DISTRICTS:
        for name, providers in offering.items():
            demand = [
                c
                for c in draft.ones("company")
                if draft.actors[c]["region"] == district and name in draft.actors[c]["fields"]  # type: ignore[operator]
            ]
            if len(demand) < FEWEST_DEMAND:
                continue
            reached = {c: providers.intersection(draft.partners(c)) for c in demand}
            served = sum(bool(ms) for ms in reached.values())
            if not any(draft.actors[m]["region"] == district for m in providers):
                found["no_offer"].add((district, name))
            elif served == 0:
                found["offer_without_contact"].add((district, name))
            elif (served + 1) / (len(demand) + 2) < 0.25 or len(set().union(*reached.values())) == 1:
                found["thin"].add((district, name))
    return {kind: frozenset(cells) for kind, cells in found.items()}


def _hanging(draft: Draft) -> dict[str, int]:
    """For every actor, the companies that hang on it, by taking it out (networkx)."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(k for k, a in draft.actors.items() if a["role"] != "office")
    graph.add_edges_from((a, b) for a, b in draft.ties if a in graph and b in graph)
    found = {}
    for node in nx.articulation_points(graph):
        component = nx.node_connected_component(graph, node) - {node}
        parts = sorted(
            nx.connected_components(graph.subgraph(component)),
            key=lambda part: (len(part), sum(draft.actors[k]["role"] == "company" for k in part)),
        )
        found[node] = sum(draft.actors[k]["role"] == "company" for part in parts[:-1] for k in part)
    return found


# ---- the two forms


def _network(draft: Draft) -> Network:
    keys = {OWN: "own", CLOSE: "north", NARROW: "west", FAR: "east"}
    ties = []
    for (a, b), kind in sorted(draft.ties.items()):
        is_old = (a, b) in draft.old
        days = int(draft.rng.integers(760, MOST_STALE_DAYS) if is_old else draft.rng.integers(5, FRESH_DAYS))
        strength = int(draft.rng.integers(1, 6))
        ties.append(Tie(a, b, kind, strength, TODAY - timedelta(days=days)))
    return Network(
        name=OWN,
        home="own",
        data_date=TODAY,
        fictional=True,
        actors=tuple(_actor(k, a, keys) for k, a in draft.actors.items()),
        ties=tuple(ties),
        regions={key: Region(key, {"de": name, "en": name}) for key, name in DISTRICTS.items()},
        bodies={key: Body(key, {"de": name, "en": name}, "network") for name, key in keys.items()},
        fields={f: {"de": f, "en": f} for f in (*FIELDS, UNOFFERED, UNREACHED, THIN)},
        types={t: {"de": t, "en": t} for t in (*TYPES, "company", "supplier", "network_office")},
        settings=Settings(as_of=TODAY),
    )


def _actor(kennung: str, given: dict[str, object], keys: dict[str, str]) -> Actor:
    said = str(given["surveyed"])
    names = frozenset(map(str, given.get("fields", ())))  # type: ignore[call-overload]
    return Actor(
        kennung=kennung,
        label=f"{given['type']} {kennung}",
        type=str(given["type"]),
        region=given["region"],  # type: ignore[arg-type]
        company=given["role"] == "company",
        multiplier=given["role"] == "multiplier",
        office=given["role"] == "office",
        surveyed=said != "no",
        surveyed_on=date.fromisoformat(said) if said[:1].isdigit() else None,
        size_class=given.get("size"),  # type: ignore[arg-type]
        needs=names if given["role"] == "company" else frozenset(),
        offers=names if given["role"] == "multiplier" else frozenset(),
        memberships=frozenset({keys[str(given["network"])]}),
    )


def write_tables(network: Network, folder: Path, seed: int = 1) -> None:
    """The network as the plain CSV set with English headers, and events with attendance."""
    rng = np.random.default_rng(seed)
    actors: list[dict[str, object]] = [
        {
            "id": a.kennung,
            "name": a.label,
            "type": a.type,
            "role": "office" if a.office else "company" if a.company else "multiplier",
            "network": ";".join(network.bodies[key].labels["de"] for key in a.memberships),
            "region": network.regions[a.region].labels["de"] if a.region else "",
            "size_class": a.size_class or "",
            "fields": ";".join(sorted(a.needs | a.offers)),
            "surveyed": "no" if a.surveyed is False else a.surveyed_on or "yes",
        }
        for a in network.actors
    ]
    relations: list[dict[str, object]] = [
        {
            "id": f"R{at}",
            "source": tie.source,
            "target": tie.target,
            "kind": tie.kind,
            "strength": tie.strength,
            "last_contact": tie.last_contact,
            "reported_by": "crm",
        }
        for at, tie in enumerate(network.ties, 1)
    ]
    held: list[dict[str, object]] = [
        {"id": f"E{n}", "title": f"Treffen {n}", "date": TODAY - timedelta(days=20 * n), "region": name}
        for n, name in enumerate(list(DISTRICTS.values()) * 4, 1)
    ]
    events = [event | {"field": str(rng.choice(FIELDS))} for event in held]
    guests = [a.kennung for a in network.actors if not a.office and a.surveyed is not False]
    attendance: list[dict[str, object]] = [
        {"event_id": event["id"], "actor_id": guest}
        for event in events
        for guest in sorted(rng.choice(guests, 14, replace=False).tolist())
    ]
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[dict[str, object]]] = {
        "actors": actors,
        "relations": relations,
        "events": events,
        "attendance": attendance,
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _shuffled(draft: Draft, ones: Iterable[str]) -> list[str]:
    return [str(k) for k in draft.rng.permutation(sorted(ones))]
