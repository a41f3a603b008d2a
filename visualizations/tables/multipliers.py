"""The ranking of the multipliers as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, number, percent
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.visualizations.tables.certainty import rank_text
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line, without_data_line
from traiber.visualizations.tables.explain import Meaning, explained

# Columns of the workbook. Roles are many numbers each, and stand in JSON and CSV only.
SHEET = (
    "rank", "rank_low", "rank_high", "p_top_five", "label", "type", "region", "fair_share", "reach_1",
    "reach_2", "exclusive", "betweenness", "betweenness_error", "greyed_out", "load", "weighted_share",
    "decayed_reach", "strength_reach", "critical_reach", "participation", "effective_size", "efficiency",
    "constraint", "reason", "actor",
)  # fmt: skip
GREYED_OUT = " *"
EMPTY = (
    "rank_low",
    "rank_high",
    "p_top_five",
    "betweenness_error",
    "greyed_out",
)  # left out where no row has a value


def multipliers_view(result: Result, shown: int | None) -> Grid:
    """The ranking of the multipliers, best first; at most `shown` rows, if given, and then only those
    with a recorded way to a company. Those without data come last."""
    ranked = [row for row in result.rows if row["rank"] is not None]
    reaching = result.rows if shown is None else [row for row in ranked if row["reach_2"]]
    rows = tuple(
        (
            _place(row),
            row["label"],
            *_figures(row),
        )
        for row in reaching[:shown]
    )
    headers = (
        _("Rank"),
        _("Multiplier"),
        _("Fair share"),
        _("Reach"),
        _("Second hand"),
        _("Exclusive"),
        _("Bridge"),
    )
    idle = max(len(ranked) - len(reaching), 0)
    silent = ngettext_(
        "{n} multiplier without a recorded way to a company is not listed (--all lists it).",
        "{n} multipliers without a recorded way to a company are not listed (--all lists them).",
        idle,
    ).format(n=idle)
    meaning = _(
        "Fair share: companies reached, each shared among all multipliers who know it. "
        "Reach: companies in recorded contact. Second hand: with one more multiplier between. "
        "Exclusive: companies that only this multiplier reaches. "
        "Bridge: pairs of another multiplier and a company on whose shortest ways it lies. "
        "More figures and what they mean: --explain."
    )
    lines = (
        more_rows(len(reaching) - len(rows)),
        silent if idle else "",
        without_data_line(len(result.rows) - len(ranked)),
        _sure(result.meta.settings),
        _load(result.meta.totals),
        _sampled(result.meta.totals),
        _greyed(result),
        meaning,
        office_line(result.meta),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("Multipliers by their share of the companies reached"), joined(*lines))


def multipliers_sheet(result: Result, network: Network) -> Grid:
    """All multipliers with all figures as numbers, for a workbook."""
    meanings = {meaning.column: meaning for meaning in _meanings()}
    names = {"label": _("Multiplier"), "type": _("Type"), "region": _("District"), "actor": _("ID")}
    columns = [column for column in SHEET if column not in EMPTY or any(row[column] for row in result.rows)]
    headers = [names.get(column) or meanings[column].name for column in columns]
    regions = {key: region.labels for key, region in network.regions.items()}

    def cell(column: str, value: Any) -> str | int | float | None:
        if column == "type":
            return pick(network.types.get(value or "", {})) or None
        if column == "region":
            return pick(regions.get(value or "", {})) or value
        if column == "greyed_out":
            return None if value is None else _("yes") if value else _("no")
        return round(value, 3) if isinstance(value, float) else value

    rows = tuple(tuple(cell(column, row[column]) for column in columns) for row in result.rows)
    view = multipliers_view(result, None)
    return Grid(tuple(headers), rows, view.title, view.caption)


def multipliers_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the columns of the ranking mean."""
    settings = {
        "as_of": _("day"),
        "relays": _("who passes contacts on"),
        "half_life_days": _("half-life of a contact in days"),
        "delta": _("weight of every further step"),
        "horizon": _("most steps"),
        "office_left_out": _("office left out"),
        "alpha": _("share of contacts taken to be missing"),
        "beta": _("share of contacts taken to be wrong"),
        "replicates": _("replicates"),
    }
    relays = _("multipliers only") if meta.settings.get("relays") == "multipliers" else _("all actors")
    told = replace(meta, settings={**meta.settings, "relays": relays})
    result, grid = explained(_("What the columns of the ranking mean"), tuple(_meanings()), settings, told)
    return replace(result, meta=meta), grid


def _figures(row: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The figures of a row on the screen, or that there are none."""
    if row["rank"] is None:
        return (_("no data"), "–", "–", "–", "–")
    bridge = number(row["betweenness"], 0) + (GREYED_OUT if row["greyed_out"] else "")
    return (number(row["fair_share"]), row["reach_1"], row["reach_2"], row["exclusive"], bridge)


def _place(row: Mapping[str, Any]) -> str | int:
    """The rank with its interval, if that is known; a dash without data."""
    if row["rank"] is None:
        return "–"
    known = row["rank_low"] is not None
    return rank_text(row["rank"], row["rank_low"], row["rank_high"]) if known else int(row["rank"])


def _sure(settings: Mapping[str, Any]) -> str:
    """What the brackets beside the ranks mean, if there are any."""
    if "alpha" not in settings:
        return ""
    return _(
        "In brackets: the ranks that it probably has if so many of the contacts are missing: {share} %. "
        "More on that: traiber certainty."
    ).format(share=number(100 * settings["alpha"], 0))


def _greyed(result: Result) -> str:
    """What the sign beside bridge figures means, if there is any."""
    if not any(row["greyed_out"] for row in result.rows):
        return ""
    return _(
        "*: fewer than 70 percent of its type or region were surveyed, so the bridge may come from missing "
        "answers. More on that: traiber certainty."
    )


def _load(totals: Mapping[str, Any]) -> str:
    """On how few multipliers the companies rest."""
    if totals.get("top_one_share") is None:
        return ""
    return _(
        "{covered} companies are in contact with a multiplier. {one} of them rest on the first of the "
        "list, {three} on the first three (Gini {gini}: 0 all alike, 1 all on one)."
    ).format(
        covered=totals["covered"],
        one=percent(totals["top_one_share"]),
        three=percent(totals["top_three_share"]),
        gini=number(totals["gini"], 2),
    )


def _sampled(totals: Mapping[str, Any]) -> str:
    """How sure the bridge figures are, if they come from a sample."""
    searched, sources, error = (
        totals.get(f"betweenness_{name}") for name in ("searched", "sources", "error")
    )
    if searched == sources or error is None:
        return ""
    return _(
        "Bridge is estimated from {searched} of {sources} multipliers, drawn at random; "
        "standard error of the greatest values about {error}."
    ).format(searched=searched, sources=sources, error=percent(error))


def _meanings() -> Iterator[Meaning]:
    yield from _reaching()
    yield from _bridging()
    yield from _standing()


def _reaching() -> Iterator[Meaning]:
    """The columns about companies."""
    companies = _("companies")
    yield Meaning(
        "fair_share",
        _("Fair share"),
        _(
            "Companies in contact, each shared among all multipliers who know it. The sum over all "
            "multipliers is the number of companies in contact with any. From exclusive to reach."
        ),
        companies,
        "Shapley; Michalak et al. 2013",
    )
    yield Meaning(
        "reach_1",
        _("Reach"),
        _("Companies in recorded contact. From 0 to all companies."),
        companies,
        "Borgatti 2006",
    )
    yield Meaning(
        "reach_2",
        _("Second hand"),
        _("Companies in contact directly or with one more multiplier between. From reach to all companies."),
        companies,
        "Borgatti 2006",
    )
    yield Meaning(
        "exclusive",
        _("Exclusive"),
        _("Companies in contact with no other multiplier: without this one, nobody knows them. From 0."),
        companies,
        "Hamilton et al. 2020",
    )
    yield Meaning(
        "decayed_reach",
        _("Decayed reach"),
        _("Companies within the most steps; every further step counts only the set weight. From reach."),
        companies,
        "Jackson & Wolinsky 1996",
    )
    yield Meaning(
        "strength_reach",
        _("Reach by strength"),
        _(
            "Companies within the most steps, each counted by the probability that all contacts on the "
            "best way to it can be used: by their strength, halved with every half-life. From 0."
        ),
        companies,
        "Burt 2000",
    )
    yield Meaning(
        "weighted_share",
        _("Fair share by strength"),
        _(
            "The fair share where a contact counts by the probability that it can be used. The sum over "
            "all multipliers is the number of companies to be expected in usable contact. From 0."
        ),
        companies,
        "Shapley; Owen 1972",
    )
    yield Meaning(
        "critical_reach",
        _("Critical reach"),
        _(
            "Companies to which the office finds a way through this multiplier only, by any number of "
            "multipliers. From 0; empty if no office is recorded."
        ),
        companies,
        "Lengauer & Tarjan 1979",
    )
    yield Meaning(
        "load",
        _("Load"),
        _(
            "Fair share as a part of all companies in contact with a multiplier. From 0 to 1; above 0.15 a "
            "risk."
        ),
        _("part of 1"),
    )


def _bridging() -> Iterator[Meaning]:
    """The columns about who lies between whom."""
    pairs, contacts = _("pairs"), _("contacts")
    yield Meaning(
        "betweenness",
        _("Bridge"),
        _(
            "Pairs of another multiplier and a company on whose shortest ways it lies, through any actors; "
            "several ways of a pair share the pair. From 0. Large networks: estimated from a sample."
        ),
        pairs,
        "Brandes 2008",
    )
    yield Meaning(
        "betweenness_error",
        _("Error of bridge"),
        _("Standard error of the estimate; empty if bridge was counted exactly."),
        pairs,
        "Brandes & Pich 2007",
    )
    yield Meaning(
        "greyed_out",
        _("Few answers"),
        _(
            "Fewer than 70 percent of its type or region were surveyed (groups of five or more): bridge, "
            "roles, spread and constraint may come from missing answers. Not set where no survey is recorded."
        ),
        "",
        "Stork & Richards 1992",
    )
    yield Meaning(
        "brokerage",
        _("Roles between districts"),
        _(
            "Pairs of its contacts who do not know each other, by districts: coordinator all three in one; "
            "itinerant the two in one other; representative and gatekeeper one of the two in its own (half "
            "each, as contacts have no direction); liaison three districts. From 0. Whoever has no "
            "recorded district is left out."
        ),
        pairs,
        "Gould & Fernandez 1989",
    )
    yield Meaning(
        "brokerage_types",
        _("Roles between types"),
        _("The same by type of actor: whom among associations, agencies, companies … it connects."),
        pairs,
        "Gould & Fernandez 1989",
    )
    yield Meaning(
        "participation",
        _("Spread over districts"),
        _(
            "Probability that two of its contacts sit in different districts. 0 all in one, 1 all in "
            "different ones; empty with fewer than three contacts of a recorded district."
        ),
        _("probability"),
        "Guimera & Amaral 2005; Simpson 1949",
    )
    yield Meaning(
        "constraint",
        _("Constraint"),
        _(
            "How much its contacts know each other and so repeat each other. Near 0 free, 1 a single "
            "contact, at most 1.125; empty without contacts. Compare within one type only."
        ),
        _("index"),
        "Burt 1992",
    )
    yield Meaning(
        "effective_size",
        _("Effective size"),
        _("Contacts less those who repeat each other. From 1 to the number of contacts; empty without any."),
        contacts,
        "Burt 1992; Borgatti 1997",
    )
    yield Meaning(
        "efficiency",
        _("Efficiency"),
        _("Effective size per contact. Up to 1, if no two contacts know each other; empty without any."),
        _("part of 1"),
        "Burt 1992",
    )


def _standing() -> Iterator[Meaning]:
    """The columns about the place in the list."""
    yield Meaning(
        "rank",
        _("Rank"),
        _(
            "Place by fair share; equal shares share a place (1, 2, 2, 4). Empty without data, as are all "
            "figures."
        ),
        _("place"),
    )
    yield Meaning(
        "rank_low",
        _("Rank from"),
        _("Best place that is plausible if contacts are missing from the data; empty if not estimated."),
        _("place"),
        "Borgatti, Carley & Krackhardt 2006",
    )
    yield Meaning(
        "rank_high",
        _("Rank to"),
        _("Last place that is plausible if contacts are missing from the data; empty if not estimated."),
        _("place"),
    )
    yield Meaning(
        "p_top_five",
        _("Top five"),
        _("How often it is among the first five of the replicates."),
        _("part of 1"),
    )
    yield Meaning(
        "same_as",
        _("Not told from"),
        _("Neighbours in the ranking of which each has its rank within the brackets of the other."),
    )
    yield Meaning("reason", _("Reason"), _("The main figures in a sentence."))
