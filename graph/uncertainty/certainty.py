"""What a network's records allow to say: who was asked, whom to ask next, which ranks are sure."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from traiber.graph.coverage import observed
from traiber.graph.results import Meta, Result, meta_of, number
from traiber.graph.uncertainty.contacts import contacts_of, fair_shares
from traiber.graph.uncertainty.distinction import shared_ranks
from traiber.graph.uncertainty.inclusion import inclusion_interval
from traiber.graph.uncertainty.intervals import BETA, REPLICATES, RankInterval, rank_intervals, ranked
from traiber.graph.uncertainty.interviews import interviews
from traiber.graph.uncertainty.responses import is_surveyed, response_rates, share_missing
from traiber.graph.uncertainty.small_numbers import may_standardise, significant
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

if TYPE_CHECKING:
    from traiber.graph.network import Network

RESPONSES = ("kind", "group", "actors", "surveyed", "rate", "enough")
INTERVIEWS = ("actor", "label", "type", "region", "contacts", "expected_contacts", "expected_moves", "reason")
RANKS = (
    "actor", "label", "type", "region", "fair_share", "rank", "rank_low", "rank_high", "p_top_five",
    "any_low", "any_high", "same_as",
)  # fmt: skip


class Sides(NamedTuple):
    """What the functions of this package need to know of a network."""

    multipliers: list[str]
    companies: list[str]
    types: Mapping[str, Hashable]
    regions: Mapping[str, Hashable]


def sides_of(network: "Network") -> Sides:
    """Multipliers and companies by kennung, and type and region of every actor."""
    return Sides(
        sorted(network.multipliers),
        sorted(network.companies),
        {actor.kennung: actor.type for actor in network.actors},
        {actor.kennung: actor.region for actor in network.actors},
    )


def intervals_of(network: "Network") -> dict[str, RankInterval]:
    """The rank interval of each multiplier by kennung, with the network's share of missing contacts.

    More of it is missing with multipliers that were not asked (`rank_intervals`). Ranked are those that
    are `observed`; the others are not among the keys.
    """
    return rank_intervals(
        network.adjacency,
        *_ranked_sides(network),
        alpha=share_missing(network),
        asked=[actor.kennung for actor in network.actors if is_surveyed(network, actor)],
    )


def _ranked_sides(network: "Network") -> Sides:
    """The sides with those multipliers alone that have data."""
    sides, known = sides_of(network), observed(network)
    return sides._replace(multipliers=[kennung for kennung in sides.multipliers if kennung in known])


def certainty_meta(kind: str, network: "Network") -> Meta:
    """The meta data of one of the tables ("responses", "interviews", "ranks") without computing it."""
    settings: dict[str, object] = {}
    if kind != "responses":
        settings |= {"alpha": share_missing(network), "replicates": REPLICATES}
    if kind == "ranks":
        settings["beta"] = BETA
    return meta_of(network, **settings)


def tell_responses(network: "Network") -> Result:
    """Response rates of all, by type and by region; a group of fewer than five has counts and no rate."""
    rows = [
        {
            "kind": found.kind,
            "group": found.group,
            "actors": found.actors,
            "surveyed": found.surveyed,
            "rate": significant(found.rate) if may_standardise(found.actors) else None,
            "enough": found.enough,
        }
        for found in response_rates(network)
    ]
    return Result(certainty_meta("responses", network), rows, RESPONSES)


def tell_interviews(network: "Network") -> Result:
    """Multipliers and companies that were not surveyed, those whose answer would move most places first."""
    alpha, sides = share_missing(network), sides_of(network)
    asked = {*sides.multipliers, *sides.companies}
    unasked = sorted(a.kennung for a in network.actors if a.kennung in asked and not is_surveyed(network, a))
    found = interviews(
        network.adjacency,
        sides.multipliers,
        sides.companies,
        [kennung for kennung in unasked if not network.by_kennung[kennung].office],
        sides.types,
        sides.regions,
        alpha=alpha,
    )
    known = _recorded(network, sides)
    rows: list[dict[str, Any]] = []
    for kennung, gain in found.items():
        row = _of(network, kennung) | {
            "contacts": known.get(kennung, 0),
            "expected_contacts": significant(gain.contacts),
            "expected_moves": significant(gain.moves),
        }
        rows.append(row | {"reason": _why(row)})
    return Result(certainty_meta("interviews", network), rows, INTERVIEWS)


def tell_ranks(network: "Network") -> Result:
    """All multipliers by fair share, with the interval of their rank and whom they cannot be told from.

    Ranked are those with data (`observed`); the others come last and have no figures.

    `any_low` and `any_high` bound the rank by any index of centrality (`inclusion_interval`);
    `same_as` holds the ranks from which this one cannot be told apart, best and worst, its own among
    them, and is None where it can be told from its neighbours.
    """
    sides = _ranked_sides(network)
    known, players, _companies = contacts_of(network.adjacency, sides.multipliers, sides.companies)
    shares = fair_shares(known)
    ranks = dict(zip(players, ranked(shares[None])[0].tolist(), strict=True)) if players else {}
    bands, anyhow = intervals_of(network), inclusion_interval(network.adjacency, sides.multipliers)
    alike = shared_ranks(ranks, bands)
    rows = [
        _of(network, kennung)
        | {
            "fair_share": share,
            "rank": ranks[kennung],
            "rank_low": bands[kennung].low,
            "rank_high": bands[kennung].high,
            "p_top_five": bands[kennung].top_five,
            "any_low": anyhow[kennung][0],
            "any_high": anyhow[kennung][1],
            "same_as": alike.get(kennung),
        }
        for kennung, share in zip(players, shares.tolist(), strict=True)
    ]
    rows.sort(key=lambda row: (row["rank"], row["actor"]))
    silent = sorted(network.multipliers - set(sides.multipliers))
    rows += [dict.fromkeys(RANKS) | _of(network, kennung) for kennung in silent]
    return Result(certainty_meta("ranks", network), rows, RANKS)


def _of(network: "Network", kennung: str) -> dict[str, Any]:
    actor = network.by_kennung[kennung]
    return {"actor": kennung, "label": actor.label, "type": actor.type, "region": actor.region}


def _recorded(network: "Network", sides: Sides) -> dict[str, int]:
    """How many of the other side each multiplier and company is in contact with."""
    known, players, targets = contacts_of(network.adjacency, sides.multipliers, sides.companies)
    counts = dict(zip(targets, known.per_company.tolist(), strict=True))
    for kennung, count in zip(players, known.per_multiplier.tolist(), strict=True):
        counts[kennung] = counts.get(kennung, 0) + count
    return counts


def _why(row: Mapping[str, Any]) -> str:
    recorded = ngettext_(
        "Not asked yet; {n} contact is recorded.",
        "Not asked yet; {n} contacts are recorded.",
        row["contacts"],
    ).format(n=row["contacts"])
    expected = _("An interview would probably bring {contacts} more and move multipliers by {moves} places.")
    return f"{recorded} " + expected.format(
        contacts=number(row["expected_contacts"], 2), moves=number(row["expected_moves"], 2)
    )
