"""The profile of every multiplier, ranked by its fair share of the companies in contact."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from traiber.graph.arrays import Adjacency
from traiber.graph.centrality import (
    Betweenness,
    best_path_reach,
    brokerage,
    constraint,
    critical_reach,
    effective_size,
    efficiency,
    estimate_betweenness,
    exclusive,
    fair_share,
    gini,
    participation,
    reach_and_decay,
    top_share,
    weighted_fair_share,
)
from traiber.graph.coverage import observed
from traiber.graph.results import Meta, Result, meta_of, number
from traiber.graph.ties import Ties
from traiber.graph.uncertainty import RankInterval, greyed_out, share_missing, shared_ranks
from traiber.graph.uncertainty.intervals import BETA, REPLICATES
from traiber.graph.uncertainty.small_numbers import may_spread
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.network import Actor, Network

COLUMNS = (
    "actor", "label", "type", "region", "reach_1", "reach_2", "decayed_reach", "fair_share", "exclusive",
    "betweenness", "constraint", "effective_size", "brokerage", "participation",
    "strength_reach", "weighted_share", "critical_reach", "efficiency", "brokerage_types", "load",
    "betweenness_error", "greyed_out", "rank", "rank_low", "rank_high", "p_top_five", "same_as", "reason",
)  # fmt: skip

DELTA = 0.5
HORIZON = 3
MOST_STEPS = 500_000_000  # ties times multipliers searched for betweenness: some seconds
FEWEST_SAMPLES = 256
DIGITS = 9  # what is added up in another order differs in later ones

Measures = Mapping[str, Mapping[str, Any]]


def rank_multipliers(network: "Network", intervals: Mapping[str, RankInterval] | None = None) -> Result:
    """All multipliers but the office, greatest fair share first; those without data last.

    Of a multiplier that is not `observed` all figures are None, as no data is not zero. It has no rank
    and takes no place from others; totals and shares are among the ranked ones. It still relays, and a
    company that it is recorded to know is exclusive to nobody else.

    Equal shares share a rank (1, 2, 2, 4); the order among them is reach_1, then kennung. `intervals`
    gives the rank interval of each multiplier (`intervals_of`); from them come the chance of the top five
    and, as best and worst rank, whom it cannot be told from (None: nobody). Without it all are None.
    Undefined numbers are None: constraint, effective size and efficiency of an isolate, participation
    with fewer than three contacts of a known district, brokerage of a multiplier without a district (or
    type), load if no company is in contact, and critical reach if no office is known. Betweenness is
    exact up to 500 million steps and else estimated from a sample, with
    its standard error in `betweenness_error` (None if exact). `greyed_out`: too few of its type or region
    were surveyed, so that few contacts between others may be few answers and betweenness, brokerage,
    constraint and participation are not to be read off it. Without multipliers there are no rows.

    The totals of the meta data: the multipliers `without_data`, the `covered` companies, the share of
    them that rests on the top one and the top three, the Gini coefficient of the fair shares, and from
    how many multipliers betweenness was followed, with the median relative error of its ten greatest
    values (0 if exact).
    """
    known = observed(network)
    measures, between = _measures(network, sorted(network.multipliers & known))
    greyed = greyed_out(network)
    shares = measures["fair_share"]
    covered = round(sum(shares.values()))
    rows = [_row(network, kennung, measures, covered) for kennung in shares]
    rows.sort(key=lambda row: (-row["fair_share"], -row["reach_1"], row["actor"]))
    for place, row in enumerate(rows):
        row["greyed_out"] = row["actor"] in greyed
        tied = place > 0 and rows[place - 1]["fair_share"] == row["fair_share"]
        row["rank"] = rows[place - 1]["rank"] if tied else place + 1
    silent = [_without_data(network, kennung) for kennung in sorted(network.multipliers - known)]
    totals = _totals(covered, len(silent), measures, between)
    meta = replace(ranking_meta(network, intervals is not None), totals=totals)
    if intervals is not None:
        alike = shared_ranks({row["actor"]: row["rank"] for row in rows}, intervals)
        for row in rows:
            if interval := intervals.get(row["actor"]):
                row["rank_low"], row["rank_high"], row["p_top_five"] = interval
            row["same_as"] = alike.get(row["actor"])
    return Result(meta, rows + silent, COLUMNS)


def ranking_meta(network: "Network", intervals: bool) -> Meta:
    """The meta data of the ranking without its totals: nothing is computed for them."""
    uncertain = {"alpha": share_missing(network), "beta": BETA, "replicates": REPLICATES}
    return meta_of(network, delta=DELTA, horizon=HORIZON, **(uncertain if intervals else {}))


def _measures(network: "Network", multipliers: Sequence[str]) -> tuple[Measures, Betweenness[str]]:
    """Every measure of these multipliers, by column and kennung; the others relay too."""
    arrays, everybody = network.adjacency, sorted(network.multipliers)
    given = multipliers, sorted(network.companies)
    relays = everybody if network.settings.relays == "multipliers" else arrays.nodes
    districts = {actor.kennung: actor.region for actor in network.actors}
    types = {actor.kennung: actor.type for actor in network.actors}
    reached, decay = reach_and_decay(arrays, *given, DELTA, HORIZON, relays)
    shares = fair_share(arrays, *given)
    covered = sum(shares.values())
    located = np.array([districts[kennung] is not None for kennung in arrays.nodes], dtype=bool)
    placed = np.bincount(arrays.rows[located[arrays.ends]], minlength=len(arrays))
    samples = max(FEWEST_SAMPLES, MOST_STEPS // max(1, len(arrays.ends)))
    between = estimate_betweenness(arrays, *given, samples)
    return {
        "reach_1": reached[1],
        "reach_2": reached[2],
        "decayed_reach": decay,
        "fair_share": shares,
        "exclusive": exclusive(arrays, everybody, given[1]),
        "betweenness": between.values,
        "constraint": constraint(arrays, multipliers),
        "effective_size": effective_size(arrays, multipliers),
        "brokerage": brokerage(arrays, districts, multipliers),
        "participation": {
            kennung: value
            for kennung, value in participation(arrays, districts, multipliers).items()
            if may_spread(int(placed[arrays.positions[kennung]]))
        },
        "strength_reach": best_path_reach(arrays, *given, HORIZON, relays),
        "weighted_share": weighted_fair_share(arrays, *given),
        "critical_reach": _critical_reach(network, relays),
        "efficiency": efficiency(arrays, multipliers),
        "brokerage_types": brokerage(arrays, types, multipliers),
        "load": {kennung: share / covered for kennung, share in shares.items()} if covered else {},
        "betweenness_error": {} if between.exact else between.errors,
    }, between


def _critical_reach(network: "Network", relays: Sequence[str]) -> Mapping[str, int]:
    """Critical reach from the office, which is one starting point; empty if no office is known."""
    offices = {actor.kennung for actor in network.actors if actor.office}
    if not offices:
        return {}
    arrays, ties = network.adjacency, Ties.of(network.ties)
    office = np.array([kennung in offices for kennung in ties.actors], dtype=bool)
    places = np.array([arrays.positions.get(kennung, -1) for kennung in ties.actors], dtype=np.int64)
    one_end = office[ties.sources] != office[ties.targets]
    others = np.where(office[ties.sources], ties.targets, ties.sources)[one_end]
    first = np.setdiff1d(places[others], [-1])
    with_office: Adjacency[str | None] = Adjacency.of(
        (*arrays.nodes, None),
        np.concatenate([arrays.rows, np.full(len(first), len(arrays))]),
        np.concatenate([arrays.ends, first]),
    )
    found = critical_reach(with_office, None, sorted(network.companies), relays)
    return {kennung: count for kennung, count in found.items() if kennung is not None}


def _without_data(network: "Network", kennung: str) -> dict[str, Any]:
    """The row of a multiplier of whom nothing is recorded."""
    actor = network.by_kennung[kennung]
    told = {"actor": kennung, "label": actor.label, "type": actor.type, "region": actor.region}
    return dict.fromkeys(COLUMNS) | told | {"reason": _no_data(actor)}


def _no_data(actor: "Actor") -> str:
    """Why there are no figures."""
    if actor.surveyed is False:
        return _("No data: not surveyed; what others say of it does not count.")
    return _("No data: not surveyed, nothing recorded.")


def _row(network: "Network", kennung: str, measures: Measures, covered: int) -> dict[str, Any]:
    actor = network.by_kennung[kennung]
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {column: _rounded(values.get(kennung)) for column, values in measures.items()}
    row |= {"actor": kennung, "label": actor.label, "type": actor.type, "region": actor.region}
    return row | {"fair_share": measures["fair_share"][kennung], "reason": _reason(row, covered)}


def _rounded(value: object) -> object:
    return round(value, DIGITS) if isinstance(value, float) else value


def _totals(covered: int, silent: int, measures: Measures, between: Betweenness[str]) -> dict[str, Any]:
    shares = list(measures["fair_share"].values())
    totals = {
        "without_data": silent,
        "covered": covered,
        "top_one_share": top_share(shares, 1),
        "top_three_share": top_share(shares, 3),
        "gini": gini(shares),
        "betweenness_searched": between.searched,
        "betweenness_sources": between.sources,
        "betweenness_error": between.relative_error(),
    }
    return {name: _rounded(value) for name, value in totals.items()}


def _reason(row: Mapping[str, Any], covered: int) -> str:
    if not row["reach_2"]:
        return _("No contact with a company recorded, neither direct nor at second hand.")
    share = _(
        "Fair share {share} of {covered} companies in contact with a multiplier: direct contact with "
        "{direct}, of these {exclusive} with no other multiplier; {further} more at second hand."
    ).format(
        share=number(row["fair_share"]),
        covered=covered,
        direct=row["reach_1"],
        exclusive=row["exclusive"],
        further=row["reach_2"] - row["reach_1"],
    )
    return " ".join(part for part in (share, _bridge(row), _role(row["brokerage"])) if part)


def _bridge(row: Mapping[str, Any]) -> str:
    """In how many pairs the multiplier lies between; empty for none."""
    if not row["betweenness"]:
        return ""
    if row["betweenness_error"] is None:
        text = _("Lies on the shortest way between {pairs} pairs of another multiplier and a company.")
    else:
        text = _(
            "Lies on the shortest way between about {pairs} pairs of another multiplier and a company "
            "(from a sample, ± {error})."
        )
    return text.format(
        pairs=number(row["betweenness"], 0 if row["betweenness"] >= 10 else 1),
        error=number(row["betweenness_error"] or 0, 0),
    )


def _role(roles: Mapping[str, float] | None) -> str:
    """The most frequent role of a multiplier between districts, in words; empty for none."""
    pairs = sum(roles.values()) if roles else 0
    if not roles or not pairs:
        return ""
    cases = (
        (
            roles["coordinator"],
            _(
                "Connects {pairs} pairs of contacts who do not know each other; in {part} of them both are "
                "from its own district."
            ),
        ),
        (
            roles["representative"] + roles["gatekeeper"],
            _(
                "Connects {pairs} pairs of contacts who do not know each other; in {part} of them only one "
                "is from its own district."
            ),
        ),
        (
            roles["itinerant"],
            _(
                "Connects {pairs} pairs of contacts who do not know each other; in {part} of them both are "
                "from one other district."
            ),
        ),
        (
            roles["liaison"],
            _(
                "Connects {pairs} pairs of contacts who do not know each other; in {part} of them they are "
                "from two other districts."
            ),
        ),
    )
    part, text = max(cases, key=lambda case: case[0])
    return text.format(part=number(part, 0), pairs=number(pairs, 0))
