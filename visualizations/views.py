"""How results are shown to people: which columns, under which headers, with which words below."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from traiber.graph.library import Query
from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, day, meta_of, number
from traiber.graph.store import Term
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.ontology.prefixes import compress

GAP_KINDS = (
    "uncovered",
    "stale",
    "fragile",
    "no_data",
    "under_connected_multiplier",
    "under_connected_company",
    "region_without_actor",
    "network_without_bridge",
    "single_point_of_failure",
)


def multipliers_view(result: Result, network: Network, shown: int | None) -> Grid:
    """The ranking of the multipliers, best first; at most `shown` rows, if given, and then only those
    with a recorded way to a company."""
    reaching = [row for row in result.rows if shown is None or row["reach_2"]]
    rows = tuple(
        (
            row["rank"],
            row["label"],
            pick(network.types.get(row["type"] or "", {})) or "–",
            number(row["fair_share"]),
            row["reach_1"],
            row["reach_2"],
            row["exclusive"],
        )
        for row in reaching[:shown]
    )
    headers = (
        _("Rank"),
        _("Multiplier"),
        _("Type"),
        _("Fair share"),
        _("Reach"),
        _("Second hand"),
        _("Exclusive"),
    )
    idle = len(result.rows) - len(reaching)
    silent = ngettext_(
        "{n} multiplier without a recorded way to a company is not listed (--all lists it).",
        "{n} multipliers without a recorded way to a company are not listed (--all lists them).",
        idle,
    ).format(n=idle)
    meaning = _(
        "Fair share: companies reached, each shared among all multipliers who know it. "
        "Reach: companies in recorded contact. Second hand: with one more multiplier between. "
        "Exclusive: companies that only this multiplier reaches."
    )
    lines = (
        _more(len(reaching) - len(rows)),
        silent if idle else "",
        meaning,
        _office_line(),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("Multipliers by their share of the companies reached"), _lines(*lines))


def gaps_view(result: Result, network: Network, shown: int | None) -> Grid:
    """The gaps with reason and what to do, most companies affected first, at most `shown` rows."""
    names = gap_names()
    rows = tuple(
        (
            names.get(row["kind"], row["kind"]),
            _subject(row, network),
            row["companies_affected"],
            f"{row['reason']}\n→ {row['action']}",
        )
        for row in result.rows[:shown]
    )
    headers = (_("Gap"), _("Where"), _("Companies"), _("Why, and what to do"))
    counts: dict[str, int] = {}
    for row in result.rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    summary = ", ".join(f"{names.get(kind, kind)} {counts[kind]}" for kind in GAP_KINDS if kind in counts)
    by_kind = _("By kind: {summary}.").format(summary=summary or "–")
    lines = (_more(len(result.rows) - len(rows)), by_kind, _office_line(), meta_line(result.meta))
    return Grid(headers, rows, _("Gaps, most companies affected first"), _lines(*lines))


def pairs_view(title: str, pairs: Sequence[tuple[str, Value]], caption: str = "") -> Grid:
    """A list of names and values, such as a profile."""
    return Grid((_("What"), _("Value")), tuple(pairs), title, caption)


def query_view(
    question: Query, columns: Sequence[str], rows: Sequence[Sequence[Term | None]], network: Network
) -> Grid:
    """The answer of a query; addresses that stand beside their label are left out, others shortened."""
    kept = [at for at, column in enumerate(columns) if f"{column}Label" not in columns]
    headers = tuple(pick(question.columns.get(columns[at], {})) or columns[at] for at in kept)
    shown = tuple(tuple(_cell(row[at]) for at in kept) for row in rows)
    counted = ngettext_("{n} row", "{n} rows", len(rows)).format(n=len(rows))
    lines = (counted, pick(question.descriptions), meta_line(meta_of(network)))
    return Grid(headers, shown, pick(question.titles), _lines(*lines))


def library_view(result: Result) -> Grid:
    """The shipped queries with what they answer and their parameters."""
    rows = tuple((row["name"], row["title"], row["parameters"]) for row in result.rows)
    caption = _("Run one with: traiber query NAME PARAMETER=VALUE")
    return Grid((_("Name"), _("Answers"), _("Parameters")), rows, _("Shipped queries"), caption)


def status_view(result: Result, build: str | None, warnings: int) -> Grid:
    """Counts by kind of thing and how much is not known, with the build they come from."""
    names = _thing_names()
    rows = tuple((names[row["kind"]], row["count"], row["without_data"]) for row in result.rows)
    built = (
        ngettext_("Build {name}, {n} warning.", "Build {name}, {n} warnings.", warnings).format(
            name=build, n=warnings
        )
        if build
        else _("The shipped network.")
    )
    return Grid(
        (_("What"), _("Recorded"), _("Of these without data")),
        rows,
        _("State of {network}").format(network=result.meta.network),
        f"{built}\n{meta_line(result.meta)}",
    )


def meta_line(meta: Meta) -> str:
    """What every table states: network, data date, size, share without data, settings."""
    stated = day(meta.data_date) if meta.data_date else _("unknown")
    share = "–" if meta.no_data_share is None else f"{number(100 * meta.no_data_share)} %"
    line = _(
        "{network}, data of {date}, level {access}: {actors} actors, {companies} companies, "
        "{multipliers} multipliers, {ties} contacts recorded; no data on {share} of the actors."
    ).format(
        network=meta.network,
        date=stated,
        access=access_name(meta.access),
        actors=meta.actors,
        companies=meta.companies,
        multipliers=meta.multipliers,
        ties=meta.ties,
        share=share,
    )
    day_seen = meta.settings.get("as_of")
    if isinstance(day_seen, date) and day_seen != meta.data_date:
        seen = _("Seen from {day}.").format(day=day(day_seen))
        line = f"{line} {seen}"
    return f"{fictional_line()} {line}" if meta.fictional else line


def fictional_line() -> str:
    """The words that mark a fictional network in every output."""
    return _("FICTIONAL EXAMPLE, all names invented.")


def access_name(access: str) -> str:
    """The name of an access level."""
    return {"public": _("public"), "internal": _("internal"), "personal": _("personal")}[access]


def _more(rows: int) -> str:
    return (
        ngettext_("{n} more row: use --all.", "{n} more rows: use --all.", rows).format(n=rows)
        if rows > 0
        else ""
    )


def _office_line() -> str:
    return _("The network's office is left out of all paths.")


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _subject(row: Mapping[str, Any], network: Network) -> str:
    actors = [network.by_kennung[key].label for key in row["actors"] if key in network.by_kennung]
    regions = [pick(network.regions[key].labels) for key in row["regions"] if key in network.regions]
    bodies = [pick(network.bodies[key].labels) for key in row["networks"] if key in network.bodies]
    names = actors if 0 < len(actors) <= 2 else bodies or regions or actors
    if len(names) > 2:
        return _("{name} and {n} others").format(name=names[0], n=len(names) - 1)
    return ", ".join(names) or "–"


def gap_names() -> Mapping[str, str]:
    """The names of the kinds of gaps."""
    return {
        "uncovered": _("uncovered"),
        "stale": _("stale"),
        "fragile": _("hangs on one partner"),
        "no_data": _("no data"),
        "under_connected_multiplier": _("under-connected multiplier"),
        "under_connected_company": _("under-connected company"),
        "region_without_actor": _("region without actor"),
        "network_without_bridge": _("network without bridge"),
        "single_point_of_failure": _("single point of failure"),
    }


def gap_heading(kind: str) -> str:
    """The name of a kind of gap where it begins a line."""
    name = gap_names().get(kind, kind)
    return name[:1].upper() + name[1:]


def _cell(term: Term | None) -> Value:
    if term is None:
        return None
    return compress(term.value) if term.kind == "iri" else term.value


def _thing_names() -> Mapping[str, str]:
    return {
        "actors": _("Actors"),
        "companies": _("of these companies"),
        "ties": _("Ties"),
        "memberships": _("Memberships"),
        "events": _("Events"),
        "attendance": _("Attendances"),
        "action_fields": _("Action fields"),
        "needs": _("Needs"),
        "offers": _("Offers"),
        "measures": _("Measures"),
        "networks": _("Networks"),
        "regions": _("Regions"),
        "sources": _("Sources"),
        "imports": _("Imported sheets"),
    }
