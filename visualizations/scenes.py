"""The scene of the network map: actors, the bodies and measures they share, and what joins them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from traiber.graph.multipliers import rank_multipliers
from traiber.graph.network import Actor, Network, Tie
from traiber.graph.projection import holds
from traiber.graph.results import no_data_share
from traiber.graph.rows import read_rows
from traiber.graph.store import Row, Store
from traiber.ontology.codes import load_codes
from traiber.visualizations.scene import Edge, Labels, Node, Scene

SIZES: Mapping[str, Labels] = {
    "reach_1": {"de": "Reichweite (direkt)", "en": "Reach (direct)"},
    "reach_2": {"de": "Reichweite (über zwei Ecken)", "en": "Reach (second hand)"},
    "fair_share": {"de": "Anteil an der Abdeckung", "en": "Fair share of coverage"},
    "exclusive": {"de": "Nur über diesen Partner erreichbar", "en": "Exclusive companies"},
}
KINDS: Mapping[str, Labels] = {
    "network": {"de": "Netzwerk", "en": "Network"},
    "committee": {"de": "Gremium", "en": "Committee"},
    "consortium": {"de": "Konsortium", "en": "Consortium"},
    "measure": {"de": "Maßnahme", "en": "Measure"},
    "unknown": {"de": "Typ ohne Angabe", "en": "Type not stated"},
}
SHARED = ("network", "consortium", "measure")  # kinds with a colour of their own whatever their number
RELATIONS: Mapping[str, Labels] = {
    "membership": {"de": "Mitgliedschaft", "en": "Membership"},
    "unit": {"de": "Teil von", "en": "Part of"},
    "neighbour": {"de": "Benachbart", "en": "Neighbour"},
    "responsible": {"de": "Verantwortlich", "en": "Responsible"},
}
DETAILS: Mapping[str, Labels] = {
    "type": {"de": "Typ", "en": "Type"},
    "other_names": {"de": "Weitere Namen", "en": "Other names"},
    "town": {"de": "Ort", "en": "Town"},
    "active_in": {"de": "Aktiv in", "en": "Active in"},
    "size_class": {"de": "Größenklasse", "en": "Size class"},
    "drive_dependence": {"de": "Abhängigkeit vom Verbrenner", "en": "Drive dependence"},
    "status": {"de": "Status", "en": "Status"},
    "description": {"de": "Beschreibung", "en": "Description"},
    "note": {"de": "Anmerkung", "en": "Note"},
}


def network_scene(network: Network, store: Store) -> Scene:
    """The map of the whole network at the access level of the store.

    Contacts of the network's office are left out: it is tied to nearly everyone, and its lines
    would hide all others.
    """
    details = _details(store)
    sizes = {row["actor"]: row for row in rank_multipliers(network).rows}
    nodes = (
        *(_actor_node(actor, details, sizes.get(actor.kennung)) for actor in network.actors),
        *_body_nodes(network, details),
        *_measure_nodes(store, details),
    )
    known = {node.id for node in nodes}
    edges = [edge for edge in _edges(network, store) if {edge.source, edge.target} <= known]
    ties = {edge.relation for edge in edges}
    return Scene(
        title={language: network.name for language in ("de", "en")},
        nodes=nodes,
        edges=tuple(edges),
        data_date=network.data_date,
        fictional=network.fictional,
        access=network.settings.access,
        kinds=_kinds(network, nodes),
        relations={key: labels for key, labels in _relations().items() if key in ties},
        regions={key: region.labels for key, region in network.regions.items()},
        fields=network.fields,
        bodies=_bodies(network),
        measures=SIZES,
        no_data_share=no_data_share(network),
    )


def _bodies(network: Network) -> dict[str, Labels]:
    """Everything that an actor may be a member of: networks, committees, and associations."""
    joined = {key for actor in network.actors for key in actor.memberships}
    clubs = {key: network.by_kennung[key].label for key in joined if key in network.by_kennung}
    return {
        **{key: body.labels for key, body in network.bodies.items()},
        **{key: {"de": label, "en": label} for key, label in sorted(clubs.items())},
    }


def _kinds(network: Network, nodes: Iterable[Node]) -> dict[str, Labels]:
    """The kinds in use in the order of importance: the first ones get colours of their own.

    Companies, then what they share, then the types that typically multiply, then all others; the
    most frequent first.
    """
    codes = {code.notation: code for code in load_codes()["ActorType"].codes}
    shipped = {key: code.labels for key, code in codes.items()}
    labels: dict[str, Labels] = {**shipped, **network.types, **KINDS}
    counts = Counter(node.kind for node in nodes)

    def importance(kind: str) -> tuple[int, int, str]:
        role = codes[kind].typical_role if kind in codes else None
        group = 0 if role == "company" else 1 if kind in SHARED else 2 if role == "multiplier" else 3
        return group, -counts[kind], kind

    return {kind: labels.get(kind, {"de": kind}) for kind in sorted(counts, key=importance)}


def _relations() -> dict[str, Labels]:
    ties = {code.notation: code.labels for code in load_codes()["TieType"].codes}
    return {**ties, **RELATIONS}


def _actor_node(actor: Actor, details: "_Details", row: Mapping[str, object] | None) -> Node:
    found = details[actor.kennung]
    measures = {name: _number(row[name]) for name in SIZES} if row else {}
    return Node(
        id=actor.kennung,
        label=actor.label,
        kind=actor.type or "unknown",
        region=actor.region,
        fields=tuple(sorted(actor.needs | actor.offers)),
        memberships=tuple(sorted(actor.memberships)),
        measures=measures,
        details=_panel(found),
        sources=tuple(value for value, _language in found.get("source", ())),
        homepage=next((value for value, _language in found.get("homepage", ())), None),
    )


def _body_nodes(network: Network, details: "_Details") -> Iterable[Node]:
    for body in network.bodies.values():
        found = details[body.key]
        yield Node(
            id=body.key,
            label=body.labels.get("de") or next(iter(body.labels.values()), body.key),
            kind=body.kind,
            memberships=(body.network,) if body.network else (body.key,),
            details=_panel(found),
            sources=tuple(value for value, _language in found.get("source", ())),
            homepage=next((value for value, _language in found.get("homepage", ())), None),
        )


def _measure_nodes(store: Store, details: "_Details") -> Iterable[Node]:
    fields: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for row in read_rows(store, "measures"):
        labels[row["key"]] = row["label"]
        if "field" in row:
            fields[row["key"]].append(row["field"])
    for key, label in labels.items():
        found = details[key]
        sources = tuple(value for value, _language in found.get("source", ()))
        yield Node(key, label, "measure", fields=tuple(fields[key]), details=_panel(found), sources=sources)


def _edges(network: Network, store: Store) -> Iterable[Edge]:
    day = network.settings.as_of
    titles: dict[tuple[frozenset[str], str], dict[str, None]] = defaultdict(dict)
    for row in read_rows(store, "relation_sources"):
        if holds(row, day):
            titles[frozenset((row["source"], row["target"])), row["relation"]][row["title"]] = None
    sources = {key: tuple(found) for key, found in titles.items()}
    office = {actor.kennung for actor in network.actors if actor.office}
    for tie in network.ties:
        if tie.kind != "membership" and not {tie.source, tie.target} & office:
            yield _tie_edge(tie, sources.get((frozenset((tie.source, tie.target)), "contact"), ()))
    rows = [row for row in read_rows(store, "relations") if holds(row, day)]
    for source, target, relation in dict.fromkeys((r["source"], r["target"], r["relation"]) for r in rows):
        found = sources.get((frozenset((source, target)), relation), ())
        yield Edge(source, target, relation, sources=found)


def _tie_edge(tie: Tie, sources: tuple[str, ...]) -> Edge:
    return Edge(tie.source, tie.target, tie.kind, tie.strength, tie.last_contact, sources)


_Details = Mapping[str, Mapping[str, list[tuple[str, str]]]]  # key -> detail -> (value, language)


def _details(store: Store) -> _Details:
    found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    rows: list[Row] = read_rows(store, "details")
    for row in rows:
        entry = (row["value"], row.get("language", ""))
        if entry not in found[row["key"]][row["detail"]]:
            found[row["key"]][row["detail"]].append(entry)
    return found


def _panel(found: Mapping[str, list[tuple[str, str]]]) -> tuple[tuple[Labels, Labels], ...]:
    """The rows of the details panel; codes in both languages, all else as it was written."""
    rows = []
    for detail, label in DETAILS.items():
        if values := found.get(detail):
            texts = {
                language: "; ".join(
                    dict.fromkeys(
                        v for v, own in values if own in (language, "") or not _has(values, language)
                    )
                )
                for language in ("de", "en")
            }
            rows.append((label, texts))
    return tuple(rows)


def _has(values: Iterable[tuple[str, str]], language: str) -> bool:
    return any(own == language for _value, own in values)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
