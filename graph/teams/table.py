"""The best team for all companies, those of a district or action field, or of each of them, as rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from traiber.graph.coverage import observed
from traiber.graph.results import Meta, Result, meta_of, number
from traiber.graph.teams.team import EXACT_CONTACTS, Team, best_team
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency
    from traiber.graph.network import Network

COLUMNS = (
    "kind", "region", "field", "place", "actor", "label", "type", "gain", "reach", "covered",
    "team_covered", "once", "twice", "companies", "no_data", "no_data_reached", "share", "reachable",
    "candidates", "optimal_teams", "all_counted", "exact", "bound", "naive", "naive_covered",
    "greedy_covered", "guarantee", "reason",
)  # fmt: skip

FIGURES = (  # of the reach of a team, that cannot be said without data
    "team_covered", "once", "twice", "share", "reachable", "optimal_teams", "bound", "naive_covered",
    "greedy_covered", "guarantee",
)  # fmt: skip

Division = Literal["region", "field"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom the team is to reach: companies with their seat in a region and a need in an action field."""

    region: str | None = None  # key
    field: str | None = None  # key

    def companies(self, network: "Network") -> list[str]:
        """The companies meant, by kennung."""
        return sorted(
            actor.kennung
            for actor in network.actors
            if actor.company
            and self.region in (None, actor.region)
            and (self.field is None or self.field in actor.needs)
        )


def team_table(
    network: "Network", size: int, depth: int = 1, scope: Scope = Scope(), by: Division | None = None
) -> Result:
    """One row per member of the team; with `by`, a team for every region or field of the companies.

    The contacts that count are those of the ranking, so that both tell the same reach.

    Equally good teams: the one whose members reach more companies each, then by kennung. Teams by
    region or field are in the order of companies, most first. Companies that nobody reaches have one
    row without a member; without companies there are no rows. Raises ValueError as `best_team` does.

    `no_data` counts the companies that were not surveyed or of whom nothing is recorded, and
    `no_data_reached` those of them that the team reaches all the same, because others reported the
    contact. Where nothing is recorded of any of the companies and nobody reaches one, the figures are
    None: no data is not zero. `candidates` are the multipliers with a contact that counts.
    """
    rows: list[dict[str, Any]] = []
    known, arrays = observed(network), network.adjacency
    for part, companies in _parts(network, scope, by):
        team, candidates = _team(network, arrays, companies, size, depth)
        silent = [company for company in companies if company not in known]
        told = {
            "no_data": len(silent),
            "no_data_reached": _reached(arrays, team, silent),
            "candidates": candidates,
        }
        rows += _rows(network, part, team, told)
    return Result(team_meta(network, size, depth, scope, by), rows, COLUMNS)


def team_meta(
    network: "Network", size: int | None, depth: int, scope: Scope, by: Division | None = None
) -> Meta:
    """The meta data of a team without computing it; without a size, none is named."""
    settings = {"depth": depth, "region": scope.region, "field": scope.field, "by": by}
    if size is not None:
        settings = {"size": size, **settings}
    return meta_of(network, **settings, exact_contacts=EXACT_CONTACTS)


def _parts(network: "Network", scope: Scope, by: Division | None) -> list[tuple[Scope, list[str]]]:
    """Whom a team is wanted for, with the companies, most first; nobody without companies."""
    parts: dict[Scope, list[str]] = {}
    for key in scope.companies(network):
        actor = network.by_kennung[key]
        if by == "region":
            found = [Scope(actor.region, scope.field)] if actor.region is not None else []
        else:
            found = [scope] if by is None else [Scope(scope.region, field) for field in actor.needs]
        for part in found:
            parts.setdefault(part, []).append(key)
    order = sorted(parts, key=lambda part: (-len(parts[part]), part.region or "", part.field or ""))
    return [(part, parts[part]) for part in order]


def _team(
    network: "Network", arrays: "Adjacency[str]", companies: list[str], size: int, depth: int
) -> tuple[Team[str], int]:
    """The best team, and how many multipliers could be members at all."""
    wanted = arrays.flags(companies)
    reach = {
        key: int(wanted[arrays.neighbours(arrays.positions[key])].sum())
        for key in sorted(network.multipliers)
    }
    order = sorted(reach, key=lambda key: (-reach[key], key))
    return best_team(arrays, order, companies, size, depth), sum(map(bool, reach.values()))


def _reached(arrays: "Adjacency[str]", team: Team[str], companies: list[str]) -> int:
    """How many of these companies are in contact with enough members."""
    members = arrays.flags(team.members)
    places = (arrays.positions[company] for company in companies if company in arrays.positions)
    return sum(int(members[arrays.neighbours(at)].sum()) >= team.depth for at in places)


def _rows(
    network: "Network", scope: Scope, team: Team[str], told: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    shared = dict.fromkeys(COLUMNS) | {
        "kind": "team",
        "region": scope.region,
        "field": scope.field,
        "team_covered": team.covered,
        "once": team.once,
        "twice": team.twice,
        "companies": team.companies,
        "share": team.covered / team.companies,
        "reachable": team.reachable,
        "optimal_teams": team.optimal_teams,
        "all_counted": team.all_counted,
        "exact": team.exact,
        "bound": team.bound,
        "naive": list(team.naive),
        "naive_covered": team.naive_covered,
        "greedy_covered": team.greedy_covered,
        "guarantee": team.guarantee,
        **told,
    }
    if not team.members:
        if told["no_data"] == team.companies:
            shared |= dict.fromkeys(FIGURES)
        yield shared | {"reason": _no_team(network, int(team.companies), told["no_data"])}
    covered: float = 0
    for place, (key, gain, reach) in enumerate(zip(team.members, team.gains, team.reaches, strict=True), 1):
        covered += gain
        actor = network.by_kennung[key]
        yield shared | {
            "place": place,
            "actor": key,
            "label": actor.label,
            "type": actor.type,
            "gain": gain,
            "reach": reach,
            "covered": covered,
            "reason": _reason(team, gain, reach, covered),
        }


def _no_team(network: "Network", companies: int, silent: int) -> str:
    """Why there is no team."""
    if not network.multipliers:
        return _("No multipliers are recorded, so there is no team.")
    if silent == companies:
        return ngettext_(
            "Nothing is recorded of this company, so which team reaches it cannot be said.",
            "Nothing is recorded of these {n} companies, so which team reaches them cannot be said.",
            companies,
        ).format(n=companies)
    return _("No contact of a multiplier with any of these companies recorded that is not too old.")


def _reason(team: Team[str], gain: float, reach: float, covered: float) -> str:
    contact = ngettext_(
        "In recorded contact with {n} company.", "In recorded contact with {n} companies.", int(reach)
    ).format(n=number(reach))
    if team.depth == 2:
        text = _("Adds {gain} of the {total} that two members know.")
    else:
        text = _("Adds {gain} of the {total} that the team reaches.")
    added = text.format(gain=number(gain), total=number(team.covered))
    return f"{contact} {added}"
