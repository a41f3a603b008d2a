"""The team that reaches most companies as a table, for all companies or per district and action field."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, number, percent
from traiber.graph.tabular import Grid
from traiber.graph.teams.table import Scope
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.needs import without_needs
from traiber.visualizations.tables.sheet import sheet_view

Row = Mapping[str, Any]


def team_view(result: Result, network: Network, shown: int | None) -> Grid:
    """The members in the order of what they add, or one row per region or field."""
    settings = result.meta.settings
    about_needs = settings["by"] == "field" or settings["field"] is not None
    if not result.rows and about_needs and not any(actor.needs for actor in network.actors):
        title = without_needs(result.meta.access)
        return Grid((), (), title, joined(office_line(result.meta), meta_line(result.meta)))
    if settings["by"] and result.rows:
        return _division_view(result, network, shown)
    if not result.rows:
        title = _("No companies{scope} are recorded.").format(scope=_scope(settings, network))
        return Grid((), (), title, joined(office_line(result.meta), meta_line(result.meta)))
    first = result.rows[0]
    if first["actor"] is None:
        return Grid((), (), first["reason"], joined(office_line(result.meta), meta_line(result.meta)))
    members = [row for row in result.rows if row["actor"] is not None]
    rows = tuple(
        (
            row["place"],
            row["label"],
            pick(network.types.get(row["type"] or "", {})) or "–",
            number(row["gain"]),
            number(row["reach"]),
            number(row["covered"]),
        )
        for row in members[:shown]
    )
    headers = (_("Place"), _("Multiplier"), _("Type"), _("Adds"), _("Reach"), _("Reached so far"))
    lines = (
        more_rows(len(members) - len(rows)),
        *_notes(first, len(members), settings),
        office_line(result.meta),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _title(first, len(members), settings, network), joined(*lines))


def team_sheet(result: Result, network: Network) -> Grid:
    """All members for a workbook, one a row; with a division the region or field before them."""
    by, view = result.meta.settings.get("by"), team_view(result, network, None)
    names = {
        "place": _("Place"),
        "label": _("Multiplier"),
        "type": _("Type"),
        "gain": _("Adds"),
        "reach": _("Reach"),
        "covered": _("Reached so far"),
        "actor": _("ID"),
    }
    if not by:
        members = [row for row in result.rows if row["actor"] is not None]
        return sheet_view(view, Result(result.meta, members, result.columns), names, network)
    fields = {key: pick(labels) for key, labels in network.fields.items()}
    rows = [{**row, "field": fields.get(row["field"]) or row["field"]} for row in result.rows]
    part = {by: _("Seat") if by == "region" else _("Field"), "companies": _("Companies")}
    whole = {"team_covered": _("Reached"), "share": _("Share")}
    return sheet_view(view, Result(result.meta, rows, result.columns), part | whole | names, network)


def _title(row: Row, members: int, settings: Mapping[str, Any], network: Network) -> str:
    if settings["depth"] == 2:
        text = ngettext_(
            "{covered} of {companies} companies{scope} know two members of this team of {n} ({share})",
            "{covered} of {companies} companies{scope} know two members of this team of {n} ({share})",
            members,
        )
    else:
        text = ngettext_(
            "This multiplier reaches {covered} of {companies} companies{scope} ({share})",
            "These {n} multipliers reach {covered} of {companies} companies{scope} ({share})",
            members,
        )
    return text.format(
        n=members,
        covered=number(row["team_covered"]),
        companies=number(row["companies"]),
        share=percent(row["share"], 1),
        scope=_scope(settings, network),
    )


def _notes(row: Row, members: int, settings: Mapping[str, Any]) -> Iterator[str]:
    if members == row["candidates"]:
        yield _everybody(members, settings["size"])
    else:
        yield _certainty(row)
        if row["naive_covered"] < row["team_covered"]:
            yield _(
                "The {n} with the greatest reach, taken without regard to each other, would get {naive}."
            ).format(n=members, naive=number(row["naive_covered"]))
        elif members > 1:
            yield _("The {n} with the greatest reach get as many here.").format(n=members)
    if settings["depth"] == 2:
        yield _("{once} companies know at least one member.").format(once=number(row["once"]))
    elif members > 1:
        yield _("Double cover: {twice} of these companies know at least two members.").format(
            twice=number(row["twice"])
        )
    if members < row["candidates"]:
        yield _("All multipliers together would get {reachable}.").format(reachable=number(row["reachable"]))
    if row["no_data"]:
        yield _silent(row["no_data"], row["no_data_reached"])


def _silent(companies: int, reached: int) -> str:
    """Of how many companies it cannot be said whether the team reaches them."""
    text = ngettext_(
        "{n} company was not surveyed or has nothing recorded.",
        "{n} companies were not surveyed or have nothing recorded.",
        companies,
    ).format(n=companies)
    if not reached:
        rest = _("Whether the team reaches more than is recorded cannot be said there.")
    elif reached == companies:
        rest = _("It counts as reached all the same, as others reported the contact.")
        if companies > 1:
            rest = _("They count as reached all the same, as others reported the contact.")
    else:
        rest = ngettext_(
            "{n} of them counts as reached, as others reported the contact; of the others it cannot be said.",
            "{n} of them count as reached, as others reported the contact; of the others it cannot be said.",
            reached,
        ).format(n=reached)
    return f"{text} {rest}"


def _everybody(members: int, size: int) -> str:
    """That there is no choice, because all who know a company are members."""
    if members < size:
        return ngettext_(
            "Only {n} multiplier has a recorded contact with these companies.",
            "Only {n} multipliers have a recorded contact with these companies.",
            members,
        ).format(n=members)
    return ngettext_(
        "No other multiplier has a recorded contact with these companies: there is no choice.",
        "These are all {n} multipliers with a recorded contact with these companies: there is no choice.",
        members,
    ).format(n=members)


def _certainty(row: Row) -> str:
    if not row["exact"]:
        least = row["guarantee"]
        text = _("Too large to compute exactly: chosen step by step; no team gets more than {bound}.")
        if least is not None:
            text = _(
                "Too large to compute exactly: chosen step by step, which is at least {least} percent of the "
                "best; no team gets more than {bound}."
            )
        return text.format(bound=number(row["bound"]), least=number(100 * (least or 0), 0))
    teams = row["optimal_teams"]
    if teams is None or not row["all_counted"]:
        return _("No team of this size gets more; at least {n} are as good.").format(n=max(teams or 1, 1))
    if teams == 1:
        return _("No other team of this size gets as many.")
    return _("No team of this size gets more, and {n} are as good; this one has the widest members.").format(
        n=teams
    )


def _division_view(result: Result, network: Network, shown: int | None) -> Grid:
    """One row per region or field with its team."""
    by = result.meta.settings["by"]
    labels = (
        {key: region.labels for key, region in network.regions.items()} if by == "region" else network.fields
    )
    groups = [list(rows) for _key, rows in groupby(result.rows, key=lambda row: row[by])]
    rows = tuple(
        (
            pick(labels.get(members[0][by], {})) or members[0][by],
            number(members[0]["companies"]),
            _names(members),
            "–" if members[0]["team_covered"] is None else number(members[0]["team_covered"]),
            "–" if members[0]["share"] is None else percent(members[0]["share"]),
            _number_of_teams(members[0]),
        )
        for members in groups[:shown]
    )
    name = _("Seat") if by == "region" else _("Field")
    headers = (name, _("Companies"), _("Members"), _("Reached"), _("Share"), _("Equally good"))
    size, scope = result.meta.settings["size"], _scope(result.meta.settings, network)
    if by == "region":
        title = _("For each region: the best team of {n} for its companies{scope}")
    else:
        title = _("For each action field: the best team of {n} for the companies{scope} with a need there")
    double = result.meta.settings["depth"] == 2
    lines = (
        more_rows(len(groups) - len(rows)),
        _without_seat(result.meta.settings, network) if by == "region" else "",
        _("After each name: companies that it adds. Equally good: teams that reach as many."),
        _("Reached here means: in contact with two members.") if double else "",
        office_line(result.meta),
        meta_line(result.meta),
    )
    return Grid(headers, rows, title.format(n=size, scope=scope), joined(*lines))


def _without_seat(settings: Mapping[str, Any], network: Network) -> str:
    """How many companies are in no row, for want of a region; empty for none."""
    scope = Scope(field=settings["field"]).companies(network)
    homeless = sum(network.by_kennung[key].region is None for key in scope)
    return _("Companies in no row, as no seat is recorded: {n}.").format(n=homeless) if homeless else ""


def _names(members: list[dict[str, Any]]) -> str:
    if members[0]["actor"] is None:
        silent = members[0]["no_data"] == members[0]["companies"]
        return _("no data") if silent else _("no contact recorded")
    return "\n".join(f"{row['label']} (+{number(row['gain'])})" for row in members)


def _number_of_teams(row: Row) -> str:
    if row["actor"] is None or row["optimal_teams"] is None:
        return "–"
    return f"{row['optimal_teams']}" if row["all_counted"] else f"≥ {row['optimal_teams']}"


def _scope(settings: Mapping[str, Any], network: Network) -> str:
    """Which companies are meant, as it follows the word "companies"."""
    region: str = settings.get("region") or ""
    field: str = settings.get("field") or ""
    place = pick(network.regions[region].labels) if region in network.regions else region
    subject = pick(network.fields.get(field, {})) or field
    if region and field:
        return _(" with their seat in {region} and a need in {field}").format(region=place, field=subject)
    if region:
        return _(" with their seat in {region}").format(region=place)
    return _(" with a need in {field}").format(field=subject) if field else ""


def team_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the columns of the team mean."""
    companies = _("companies")
    meanings = (
        Meaning(
            "team_covered",
            _("Reached"),
            _("Companies in recorded contact, not too old, with at least one member (with --double: two)."),
            companies,
            "Church & ReVelle 1974",
        ),
        Meaning(
            "gain",
            _("Adds"),
            _("Companies that this member adds to those that the members above it reach; sums to Reached."),
            companies,
        ),
        Meaning(
            "reach",
            _("Reach"),
            _("Companies in recorded contact, not too old, whoever else knows them."),
            companies,
        ),
        Meaning("covered", _("Reached so far"), _("The sum of what the members so far add."), companies),
        Meaning(
            "optimal_teams",
            _("Equally good"),
            _("Teams of this size that reach as many, this one included: how free you are to choose."),
            _("teams"),
        ),
        Meaning(
            "bound",
            _("No team gets more"),
            _("Equal to Reached where the team is proven to be best (integer programming); else a bound."),
            companies,
            "Leskovec et al. 2007",
        ),
        Meaning(
            "naive_covered",
            _("Greatest reach"),
            _("What the multipliers with the greatest reach get together; they may know the same companies."),
            companies,
        ),
        Meaning(
            "greedy_covered",
            _("Step by step"),
            _("What one gets by always taking the member that adds most; at least the share `guarantee`."),
            companies,
            "Nemhauser, Wolsey & Fisher 1978",
        ),
        Meaning(
            "twice",
            _("Double cover"),
            _("Companies in contact with at least two members, so that one may drop out."),
            companies,
        ),
        Meaning(
            "no_data",
            _("No data"),
            _(
                "Companies that were not surveyed or of whom nothing is recorded; whether the team knows "
                "more of them than is recorded cannot be said."
            ),
            companies,
        ),
        Meaning(
            "no_data_reached",
            _("No data, reached"),
            _("Of these, the companies that the team reaches all the same: others reported the contact."),
            companies,
        ),
        Meaning(
            "candidates",
            _("Candidates"),
            _("Multipliers with a contact that counts, with one of these companies."),
            _("multipliers"),
        ),
    )
    settings = {
        "size": _("members"),
        "depth": _("contacts that a company needs to count"),
        "exact_contacts": _("contacts up to which the team is computed exactly"),
    }
    return explained(_("What the columns of the team mean"), meanings, settings, meta)
