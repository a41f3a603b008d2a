"""The recommended introductions as a table."""

from collections.abc import Mapping
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.tables.common import joined, meta_line, more_rows
from traiber.visualizations.tables.explain import Meaning, explained


def introductions_view(result: Result, shown: int | None, plan: bool = True) -> Grid:
    """Who should meet whom through whom, by priority; only those chosen if `plan`; at most `shown` rows."""
    listed = [row for row in result.rows if row["chosen"] or not plan]
    rows = tuple(
        (
            row["rank"] if row["chosen"] else f"({row['rank']})",
            f"{row['multiplier_label']}\n↔ {row['company_label']}\n{through(row)}",
            number(row["gain"]),
            _percent(row["feasibility"]),
            row["reason"],
        )
        for row in listed[:shown]
    )
    headers = (_("Rank"), _("Introduce"), _("Gain"), _("Chance"), _("Why"))
    lines = (
        "" if rows else _("Nothing to propose: no new contact gains anything, or nothing is recorded here."),
        more_rows(len(listed) - len(rows)),
        _beyond(result, plan),
        _("Gain: points for what the contact changes. Chance: how likely the way through can be used."),
        _coverage(result.meta),
        _capacity(result.meta),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("Recommended introductions"), joined(*lines))


def introductions_sheet(result: Result, _network: Network) -> Grid:
    """All introductions for a workbook, one column for each thing said."""
    view = introductions_view(result, None)
    rows = tuple(
        (
            row["rank"],
            row["multiplier_label"],
            row["company_label"],
            row["introducer_label"] or _("the office"),
            round(row["gain"], 2),
            round(row["feasibility"], 2),
            row["reason"],
            row["multiplier"],
            row["company"],
            row["introducer"],
        )
        for row in result.rows
    )
    headers = (
        _("Rank"),
        _("Multiplier"),
        _("Company"),
        _("Through"),
        _("Gain"),
        _("Chance"),
        _("Why"),
        _("ID of the multiplier"),
        _("ID of the company"),
        _("ID of the introducer"),
    )
    return Grid(headers, rows, view.title, view.caption)


def introductions_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the columns of the introductions mean."""
    companies, points = _("companies"), _("points")
    meanings = (
        Meaning(
            "gain",
            _("Gain"),
            _(
                "The sum of what the contact changes, with the points of the settings: a company without a "
                "multiplier gets one; a company that hangs on one multiplier, or on old "
                "contacts, gets another; "
                "it gets an offer in a field that it needs and that none of its multipliers "
                "offers; first contact "
                "between two regions; multiplier or company has far fewer contacts than "
                "comparable ones: the share of what is missing that this contact adds (each "
                "counts). Stated for this one contact, added to the network as it is recorded."
            ),
            points,
        ),
        chance_meaning(),
        Meaning(
            "coverage_before",
            _("Coverage before"),
            _("Companies in recorded contact with a multiplier."),
            companies,
        ),
        Meaning("coverage_after", _("Coverage after"), _("The same with this contact."), companies),
        Meaning(
            "score",
            _("Score"),
            _("Gain x chance."),
            points,
        ),
        Meaning(
            "priority",
            _("Priority"),
            _(
                "The order of the list: cube root of the score, times the affinity. For a company asked for "
                "by name: the score, and the affinity among equals."
            ),
            _("contacts"),
        ),
        Meaning(
            "chosen",
            _("Chosen"),
            _(
                "Whether the proposal belongs to the best set in which no multiplier has more new contacts "
                "than the settings allow. The others are the next candidates, in case one of these cannot "
                "be used."
            ),
            _("yes/no"),
        ),
        Meaning(
            "affinity",
            _("Affinity"),
            _(
                "How many contacts are to be expected between two such actors that are not recorded: "
                "by type, size class and region, the contacts that each should have, common "
                "acquaintances and events. For a company without a multiplier the likeliest proposal "
                "counts as the likeliest of all."
            ),
            _("contacts"),
            "Karrer & Newman 2011; Kovács et al. 2019",
        ),
    )
    settings = {
        "per_multiplier": _("new contacts of a multiplier at most"),
        "via_companies": _("companies may introduce"),
        "direct": _("chance of a call by the office"),
        "points_uncovered": _("points for a first multiplier"),
        "points_robust": _("for a second one"),
        "points_field": _("for a field"),
        "points_bridge": _("for a bridge"),
        "points_shortfall": _("for closing a whole shortfall"),
        "least_missing": _("contacts missing from which on it is a shortfall"),
        "half_life_days": _("half-life of a contact in days"),
        "stale_after_days": _("days after which a contact is old"),
    }
    return explained(_("What the columns of the introductions mean"), meanings, settings, meta)


def through(row: Mapping[str, Any]) -> str:
    """Who brings the two together, in brackets."""
    if row["introducer"] is None:
        return _("(the office calls)")
    return _("(through {introducer})").format(introducer=row["introducer_label"])


def _coverage(meta: Meta) -> str:
    after = meta.settings.get("coverage_with_all")
    if after is None:
        return ""
    return _("With all of them, {after} instead of {before} companies have a multiplier.").format(
        after=after, before=meta.settings["coverage"]
    )


def _capacity(meta: Meta) -> str:
    text = _("At most {number} new contacts per multiplier.").format(number=meta.settings["per_multiplier"])
    best, greedy, bound = (meta.settings[f"value_{name}"] for name in ("of_choice", "of_greedy", "at_most"))
    if not best:
        return text
    if best == bound:
        better = _(
            "No other choice is better as a whole; the best one again and again would have {share} of it."
        ).format(share=_percent(greedy / best))
    else:
        better = _("The choice as a whole has at least {share} of the best one.").format(
            share=_percent(best / bound)
        )
    if not meta.settings["all_pairs_compared"]:
        among = _("Of {pairs} possible pairs the {candidates} most promising were compared; among these:")
        text += " " + among.format(**meta.settings)
    return f"{text} {better}"


def _beyond(result: Result, plan: bool) -> str:
    beyond = sum(not row["chosen"] for row in result.rows)
    if not beyond:
        return ""
    if plan:
        return _(
            "Ranks left out are beyond what a multiplier or company can take on; --all shows them in "
            "brackets."
        )
    return _("Ranks in brackets are beyond what a multiplier or company can take on.")


def _percent(share: float) -> str:
    return f"{number(100 * share, 0)} %"


def chance_meaning() -> Meaning:
    """What the chance of an introduction means, to a company or across a bridge."""
    return Meaning(
        "feasibility",
        _("Chance"),
        _(
            "The probability that the two contacts of the one in between can be used: product of both, by "
            "strength and age. Old contacts are no way. Where nobody knows both, the low value of the "
            "settings."
        ),
        "0–100 %",
        "Burt 2000",
    )
