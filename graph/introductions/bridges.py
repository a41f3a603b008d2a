"""Bridges to the neighbouring networks: whom of the own network to introduce to whom of a neighbour."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.contacts import usable_contacts
from traiber.graph.introductions.choice import greedy
from traiber.graph.introductions.disjoint import disjoint_ways
from traiber.graph.introductions.model import Rules, Weights
from traiber.graph.introductions.ways import NOBODY, Ways, best_of, two_step_ways
from traiber.graph.results import Result, meta_of
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Ints
    from traiber.graph.network import Actor, Body, Network

COLUMNS = (
    "rank",
    "network",
    "actor",
    "partner",
    "introducer",
    "gain",
    "paths_before",
    "paths_after",
    "companies_before",
    "companies_after",
    "feasibility",
    "reason",
    "actor_label",
    "partner_label",
    "introducer_label",
    "regions",
)
MOST_CALLS = 5  # own and foreign actors each that the office would call for a bridge, per neighbour
Hinges = Mapping[str, Set[str]]  # neighbour network -> regions


@dataclass(frozen=True, slots=True)
class Sides:
    """The own network and a neighbour, by places in the graph of contacts."""

    graph: "Adjacency[str]"
    own: "Flags"
    other: "Flags"
    hinge: "Flags"  # who sits or works in the hinge region; everyone where none is known
    relays: "Flags"
    companies: "Flags"  # of the hinge region
    multipliers: "Flags"
    closed: "Flags"


def bridge_table(
    network: "Network",
    hinges: Hinges | None = None,
    *,
    rules: Rules | None = None,
    weights: Weights | None = None,
    limit: int | None = None,
) -> Result:
    """Who of the own network should meet whom of a neighbour, through whom, and what it gains; best first.

    A bridge gains the points of `Weights.bridge` if it adds a way between the two networks that has no
    actor in common with the others (`disjoint_ways`), and it may bring companies of the hinge region
    within three steps of the neighbour. What does neither is no proposal. Either the own actor or the
    introducer sits or works in the hinge region, if one is recorded (`hinges`, else the regions that
    both networks cover). Each actor is proposed once per neighbour.
    """
    rules, weights = rules or Rules(), weights or Weights()
    bodies = network.bodies
    home = bodies.get(network.home or "")
    rows: list[dict[str, Any]] = []
    if home is not None:
        graph = usable_contacts(network)
        for key in home.neighbours or sorted(k for k, body in bodies.items() if body.kind == "network"):
            if key in bodies and key != home.key:
                regions = frozenset((hinges or {}).get(key, ())) or frozenset(home.covers) & frozenset(
                    bodies[key].covers
                )
                sides = _sides(network, graph, home, key, regions)
                rows += _bridges(network, bodies[key], regions, sides, rules, weights)
    rows.sort(key=lambda row: (-row["gain"], -_new_companies(row), -row["feasibility"], row["network"]))
    for rank, row in enumerate(rows, 1):
        row["rank"] = rank
    settings = {"points_bridge": weights.bridge, "direct": rules.direct}
    return Result(meta_of(network, **settings), rows[:limit], COLUMNS)


def _sides(
    network: "Network", graph: "Adjacency[str]", home: "Body", key: str, regions: frozenset[str]
) -> Sides:
    actors = [network.by_kennung[node] for node in graph.nodes]
    other = _flags(actors, lambda a: not a.office and bool(a.memberships & network.bodies_of(key)))
    own = _flags(actors, lambda a: not a.office and bool(a.memberships & network.bodies_of(home.key)))
    if not own.any():
        own = _flags(actors, lambda a: not a.office) & ~other
    near = _flags(actors, lambda a: not regions or not regions.isdisjoint(a.area))
    company, office = _flags(actors, lambda a: a.company), _flags(actors, lambda a: a.office)
    multiplier = _flags(actors, lambda a: a.multiplier and not a.office)
    closed = _flags(actors, lambda a: a.no_introductions)
    seated = _flags(actors, lambda a: not regions or a.region in regions)
    relays = ~office & ~closed & (multiplier | ~company)
    return Sides(
        graph.restricted(~office),
        *(flags[~office] for flags in (own, other, near, relays, company & seated & own, multiplier, closed)),
    )


def _flags(actors: "list[Actor]", test: Any) -> "Flags":
    return np.array([bool(test(actor)) for actor in actors], dtype=bool)


def _bridges(
    network: "Network", other: "Body", regions: frozenset[str], sides: Sides, rules: Rules, weights: Weights
) -> Iterator[dict[str, Any]]:
    """The proposals for one neighbour."""
    players = sides.own & ~sides.other & sides.multipliers & ~sides.closed
    targets = sides.other & ~sides.own & ~sides.closed & sides.relays
    ways = _ways(sides, players, targets, rules.direct)
    paths = disjoint_ways(sides.graph, sides.own, sides.other)
    adds = paths.adds(ways.multipliers, ways.companies)
    before = _within(sides, sides.other, 3)
    further = np.array(
        [(_reached_from(sides, m) & ~before).sum() for m in ways.multipliers.tolist()], dtype=np.int64
    )
    value = (weights.bridge * adds + further / (1 + further)) * ways.probabilities
    useful = np.flatnonzero(value > 0)
    once = np.ones(len(sides.graph), dtype=np.int64)
    chosen = useful[greedy(value[useful], ways.multipliers[useful], ways.companies[useful], once, once)]
    for at in chosen.tolist():
        row = {
            "network": other.key,
            "actor": sides.graph.nodes[ways.multipliers[at]],
            "partner": sides.graph.nodes[ways.companies[at]],
            "introducer": None if ways.introducers[at] == NOBODY else sides.graph.nodes[ways.introducers[at]],
            "gain": weights.bridge * float(adds[at]),
            "paths_before": paths.number,
            "paths_after": paths.number + int(adds[at]),
            "companies_before": int(before.sum()),
            "companies_after": int(before.sum() + further[at]),
            "feasibility": float(ways.probabilities[at]),
            "regions": tuple(sorted(regions)),
        }
        yield row | _said(network, other, regions, row)


def _ways(sides: Sides, players: "Flags", targets: "Flags", direct: float) -> Ways:
    """Ways of two steps whose own actor or introducer is in the hinge; else calls by the office."""
    found = [
        ways.at(sides.hinge[ways.multipliers] | sides.hinge[ways.introducers])
        for ways in two_step_ways(sides.graph, players, targets, sides.relays, first=np.zeros_like(players))
    ]
    near = targets & sides.hinge
    own = _best_known(sides.graph, players & sides.hinge)
    others = _best_known(sides.graph, near if near.any() else targets)
    m, c = np.repeat(own, len(others)), np.tile(others, len(own))
    ties = sides.graph.rows * len(sides.graph) + sides.graph.ends
    new = ~np.isin(m * len(sides.graph) + c, ties)
    calls = Ways(m[new], c[new], np.full(new.sum(), NOBODY), np.full(new.sum(), direct))
    return best_of(len(sides.graph), *found, calls)


def _best_known(graph: "Adjacency[str]", flags: "Flags") -> "Ints":
    """The actors with most contacts among these, at most `MOST_CALLS`."""
    places = np.flatnonzero(flags)
    return np.asarray(places[np.argsort(-graph.degrees[places], kind="stable")][:MOST_CALLS])


def _within(sides: Sides, start: "Flags", steps: int) -> "Flags":
    """Companies of the hinge at most so many steps away, passed on by multipliers and `start` itself."""
    graph, reached, passing = sides.graph, start.copy(), start.copy()
    for _step in range(steps):
        new = np.zeros(len(graph), dtype=bool)
        new[graph.ends[passing[graph.rows]]] = True
        new &= ~reached
        reached |= new
        passing = new & sides.multipliers
    return np.asarray(reached & sides.companies)


def _reached_from(sides: Sides, place: int) -> "Flags":
    """Companies of the hinge at most two steps from an own multiplier: three from whom it meets."""
    near: Ints = sides.graph.neighbours(place)
    flags = np.zeros(len(sides.graph), dtype=bool)
    flags[near] = True
    for other in near[sides.multipliers[near]].tolist():
        flags[sides.graph.neighbours(other)] = True
    return np.asarray(flags & sides.companies)


def _new_companies(row: Mapping[str, Any]) -> int:
    return int(row["companies_after"] - row["companies_before"])


def _said(
    network: "Network", other: "Body", regions: frozenset[str], row: Mapping[str, Any]
) -> dict[str, Any]:
    labels = {
        f"{name}_label": None if row[name] is None else network.by_kennung[row[name]].label
        for name in ("actor", "partner", "introducer")
    }
    names = {name.removesuffix("_label"): label for name, label in labels.items()}
    names["network"] = pick(other.labels)
    if row["introducer"] is None:
        said = [
            _("Nobody is recorded who knows both {actor} and {partner} ({network}); the office would call.")
        ]
    else:
        said = [_("{introducer} knows both {actor} and {partner} ({network}).")]
    said = [said[0].format(**names)]
    if row["paths_after"] > row["paths_before"]:
        said.append(_paths(int(row["paths_before"]), pick(other.labels)))
    if new := _new_companies(row):
        known = (network.regions.get(key) for key in sorted(regions))
        where = ", ".join(pick(region.labels) for region in known if region)
        said.append(
            ngettext_(
                "{n} further company ({where}) would be at most three steps from {network}.",
                "{n} further companies ({where}) would be at most three steps from {network}.",
                new,
            ).format(n=new, where=where or _("all regions"), network=pick(other.labels))
        )
    return labels | {"reason": " ".join(said).replace("..", ".")}


def _paths(before: int, network: str) -> str:
    if before == 0:
        return _("It would be the first way to {network}.").format(network=network)
    return ngettext_(
        "So far everything hangs on {n} way to {network}; this one would be independent of it.",
        "So far there are {n} ways to {network}; this one would be independent of them.",
        before,
    ).format(n=before, network=network)
