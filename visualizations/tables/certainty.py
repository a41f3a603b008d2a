"""How sure the figures are, as tables: who was asked, whom to ask next, which ranks are sure."""

from collections.abc import Mapping
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.visualizations.tables.common import joined, meta_line, more_rows, without_data_line
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.sheet import sheet_view

CERTAINTY_KINDS = ("responses", "interviews", "ranks")


def certainty_view(kind: str, result: Result, network: Network, shown: int | None) -> Grid:
    """One of the three tables of `CERTAINTY_KINDS`; at most `shown` rows, if given."""
    view = {"responses": _responses, "interviews": _interviews, "ranks": _ranks}[kind]
    return view(result, network, shown)


def certainty_sheet(kind: str, result: Result, network: Network) -> Grid:
    """One of the tables for a workbook, with all rows and columns."""
    if kind == "responses":
        view = certainty_view(kind, result, network, None)
        rates = [None if row["rate"] is None else round(row["rate"], 3) for row in result.rows]
        shown = tuple((*row[:3], rate, row[4]) for row, rate in zip(view.rows, rates, strict=True))
        return Grid(view.headers, shown, view.title, view.caption)
    actor = {"label": _("Actor"), "type": _("Type"), "region": _("Region")}
    names = {
        "interviews": actor
        | {
            "contacts": _("Recorded"),
            "expected_contacts": _("More expected"),
            "expected_moves": _("Places moved"),
            "reason": _("Reason"),
            "actor": _("ID"),
        },
        "ranks": {"rank": _("Rank"), "rank_low": _("Rank from"), "rank_high": _("Rank to")}
        | actor
        | {
            "fair_share": _("Fair share"),
            "p_top_five": _("Top five"),
            "same_as": _("Not told from"),
            "any_low": _("Any measure: rank from"),
            "any_high": _("Any measure: rank to"),
            "actor": _("ID"),
        },
    }
    return sheet_view(certainty_view(kind, result, network, None), result, names[kind], network)


def rank_text(rank: int, low: int | None, high: int | None) -> str:
    """A rank with its interval: 3 (2–5); the rank alone where the interval says no more.

    >>> rank_text(3, 2, 5), rank_text(1, 1, 1), rank_text(4, None, None)
    ('3 (2–5)', '1', '4')
    """
    return f"{rank} ({low}–{high})" if low and high and low < high else str(rank)


def _responses(result: Result, network: Network, _shown: int | None) -> Grid:
    rows = tuple(
        (
            _group_name(row, network),
            row["actors"],
            row["surveyed"],
            "–" if row["rate"] is None else f"{number(100 * row['rate'], 0)} %",
            _("yes") if row["enough"] else _("no"),
        )
        for row in result.rows
    )
    headers = (_("Group"), _("Actors"), _("Surveyed"), _("Rate"), _("Enough"))
    words = _(
        "Multipliers and companies, without the office. Enough: 70 % or more; below, few contacts may be "
        "few answers, so under-connection and brokerage are not to be read off that group. No rate for "
        "fewer than 5."
    )
    return Grid(headers, rows, _("Who has been surveyed"), joined(words, meta_line(result.meta)))


def _interviews(result: Result, network: Network, shown: int | None) -> Grid:
    rows = tuple(
        (
            row["label"],
            _region(network, row["region"]),
            row["contacts"],
            number(row["expected_contacts"], 2),
            number(row["expected_moves"], 2),
        )
        for row in result.rows[:shown]
    )
    headers = (_("Actor"), _("Region"), _("Recorded"), _("More expected"), _("Places moved"))
    words = _(
        "Recorded: contacts between multipliers and companies. More expected: contacts that an interview "
        "would probably add. Places moved: in the ranking of the multipliers, on average."
    )
    lines = (more_rows(len(result.rows) - len(rows)), words, meta_line(result.meta))
    return Grid(headers, rows, _("Whom to ask next"), joined(*lines))


def _ranks(result: Result, network: Network, shown: int | None) -> Grid:
    ranked = [row for row in result.rows if row["rank"] is not None]
    listed = result.rows if shown is None else ranked[:shown]
    rows = tuple(
        (
            rank_text(row["rank"], row["rank_low"], row["rank_high"]) if row["rank"] else "–",
            row["label"],
            number(row["fair_share"]) if row["rank"] else _("no data"),
            share_text(row["p_top_five"]),
            "–".join(map(str, dict.fromkeys(row["same_as"] or ()))),
        )
        for row in listed
    )
    headers = (_("Rank"), _("Multiplier"), _("Fair share"), _("Top five"), _("Not told from"))
    words = _(
        "Rank: in brackets the ranks that it probably has if so many of the contacts are missing: {share} %. "
        "Top five: how likely it is one of them. Not told from: ranks whose order is not sure."
    ).format(share=number(100 * result.meta.settings["alpha"], 0))
    anywhere = sum((row["any_low"], row["any_high"]) == (1, len(ranked)) for row in ranked)
    choice = _(
        "{n} of {all} multipliers could have any rank if another measure of centrality were chosen: the "
        "order is a choice of measure."
    ).format(n=anywhere, all=len(ranked))
    lines = (
        more_rows(len(ranked) - len(rows)),
        without_data_line(len(result.rows) - len(ranked)),
        words,
        choice if len(ranked) > 1 else "",
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("How sure the ranking is"), joined(*lines))


def share_text(share: float | None) -> str:
    """A share of replicates in per cent; never none or all, which no number of replicates shows.

    >>> share_text(0.875), share_text(1.0), share_text(0.0), share_text(None)
    ('88 %', '> 99 %', '< 1 %', '–')
    """
    if share is None:
        return "–"
    if not 0.005 <= share < 0.995:
        return "> 99 %" if share > 0.5 else "< 1 %"
    return f"{number(100 * share, 0)} %"


def _group_name(row: Mapping[str, Any], network: Network) -> str:
    if row["kind"] == "all":
        return _("All")
    if row["group"] is None:
        return _("type not recorded") if row["kind"] == "type" else _("region not recorded")
    if row["kind"] == "type":
        return pick(network.types.get(row["group"], {})) or str(row["group"])
    return _region(network, row["group"])


def _region(network: Network, key: str | None) -> str:
    return (pick(network.regions[key].labels) if key in network.regions else key) if key else "–"


def certainty_explained(kind: str, meta: Meta) -> tuple[Result, Grid]:
    """What the columns of one of the tables mean."""
    meanings = {"responses": _response_meanings, "interviews": _interview_meanings, "ranks": _rank_meanings}
    title = {
        "responses": _("What the columns of the response rates mean"),
        "interviews": _("What the columns of the interviews mean"),
        "ranks": _("What the columns of the sure and unsure ranks mean"),
    }
    settings = {
        "alpha": _("share of contacts taken to be missing"),
        "beta": _("share of contacts taken to be wrong"),
        "replicates": _("replicates"),
    }
    return explained(title[kind], meanings[kind](), settings, meta)


def _response_meanings() -> tuple[Meaning, ...]:
    return (
        Meaning("actors", _("Actors"), _("Multipliers and companies of the group."), _("actors")),
        Meaning("surveyed", _("Surveyed"), _("Of these, how many were asked for contacts."), _("actors")),
        Meaning("rate", _("Rate"), _("Surveyed divided by actors; none for fewer than 5 actors."), "0–1"),
        Meaning(
            "enough",
            _("Enough"),
            _("Whether so many were surveyed (70 %) that few contacts may be read as few contacts."),
        ),
    )


def _interview_meanings() -> tuple[Meaning, ...]:
    return (
        Meaning("contacts", _("Recorded"), _("Contacts between multipliers and companies."), _("contacts")),
        Meaning(
            "expected_contacts",
            _("More expected"),
            _("Contacts that are probably missing, by the actor's own record and that of its peers."),
            _("contacts"),
        ),
        Meaning(
            "expected_moves",
            _("Places moved"),
            _(
                "By how many places multipliers would move in the ranking, on average over the replicates, "
                "if these contacts were recorded."
            ),
            _("places"),
        ),
    )


def _rank_meanings() -> tuple[Meaning, ...]:
    return (
        Meaning(
            "rank",
            _("Rank"),
            _(
                "By fair share; in brackets where it lies in nine of ten replicates, in which contacts were "
                "added and deleted by chance."
            ),
            source="Borgatti, Carley & Krackhardt 2006",
        ),
        Meaning(
            "p_top_five", _("Top five"), _("How often it is among the first five of the replicates."), "0–1"
        ),
        Meaning(
            "any_low",
            _("Any measure (in JSON and CSV)"),
            _(
                "Best and worst rank by any index of centrality: whoever has all the contacts of another is "
                "never ranked behind it."
            ),
            source="Schoch & Brandes 2016",
        ),
        Meaning(
            "same_as",
            _("Not told from"),
            _("Neighbours in the ranking of which each has its rank within the brackets of the other."),
        ),
    )
