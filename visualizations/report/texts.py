"""What the page says whatever the data are, and the settings that its numbers depend on."""

from collections.abc import Mapping

from traiber.graph.results import Meta, number
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.report.naming import data_day
from traiber.visualizations.tables.common import access_name


def fixed_texts() -> Mapping[str, str]:
    """Headings, table heads and the like, by their name in the page."""
    return {
        "report": _("Network report"),
        "figures": _("Key figures"),
        "multipliers": _("Multipliers"),
        "chart": _("Fair share of the companies in contact, in companies"),
        "exclusive_part": _("in contact with this multiplier only"),
        "shared_part": _("part of the companies shared with other multipliers"),
        "rank": _("Rank"),
        "multiplier": _("Multiplier"),
        "fair_share": _("Fair share"),
        "reach": _("Reach"),
        "second_hand": _("Second hand"),
        "exclusive": _("Exclusive"),
        "gaps": _("Gaps"),
        "gaps_lead": _(
            "What is missing or at risk according to the records, most important first. "
            "Every finding says why it is listed and what could be done."
        ),
        "no_gaps": _("No gap was found in what is recorded."),
        "kind": _("Kind"),
        "findings": _("Findings"),
        "affected": _("Companies affected"),
        "where": _("Where"),
        "why": _("Why"),
        "action": _("What to do"),
        "coverage": _("Coverage by district"),
        "no_districts": _("No districts are recorded."),
        "district": _("District"),
        "actors": _("Actors"),
        "companies": _("Companies with their seat here"),
        "seat": _("Seat here"),
        "active": _("Also active"),
        "all": _("All"),
        "with_contact": _("In contact"),
        "without_contact": _("No contact recorded"),
        "no_data": _("No data"),
        "meaning": _("What these numbers mean"),
        "settings": _("Data and settings"),
    }


def list_definitions(meta: Meta) -> tuple[tuple[str, str], ...]:
    """The terms of the page, each with what it means."""
    days = meta.settings.get("stale_after_days", "–")
    return (
        (
            _("No contact recorded"),
            _("Nothing more: a contact may exist that nobody wrote down. It never means that there is none."),
        ),
        (
            _("In contact"),
            _("Companies with at least one recorded contact with a multiplier, however old it is."),
        ),
        (
            _("No data"),
            _(
                "The actor was recorded as not surveyed, or was neither surveyed in the last {days} days nor "
                "has a recorded contact. Such actors are not counted as gaps of any other kind."
            ).format(days=days),
        ),
        (
            _("Multiplier"),
            _("An organisation through which many companies can be reached, such as a chamber or a union."),
        ),
        (
            _("Reach"),
            _("Companies with which the multiplier has a recorded contact, whoever else knows them."),
        ),
        (
            _("Second hand"),
            _(
                "Companies reached directly or through one other multiplier. Companies and the office are "
                "no stations in between."
            ),
        ),
        (
            _("Fair share"),
            _(
                "Each company counts as 1 and is divided equally among all multipliers in contact with it; "
                "the fair share is the sum of a multiplier's parts. All fair shares add up to the companies "
                "in contact. Source: Shapley value of coverage (Michalak et al. 2013, Journal of Artificial "
                "Intelligence Research 46, p. 607, game 1, with multipliers as players and companies as "
                "targets)."
            ),
        ),
        (
            _("Exclusive"),
            _("Companies in contact with this multiplier and no other: whoever loses it loses these."),
        ),
        (
            _("Companies affected"),
            _(
                "Companies that a finding concerns. Kinds of gaps are sorted by these, weighted by how much "
                "is at stake (from 1 for no data to 3 for uncovered)."
            ),
        ),
    )


def list_settings(meta: Meta, gaps: Meta) -> tuple[tuple[str, str], ...]:
    """The settings of both results, each with its value."""
    given = {**meta.settings, **gaps.settings}
    through = _("multipliers only") if given.get("relays") == "multipliers" else _("all actors")
    rows: list[tuple[str, object]] = [
        (_("Data of"), data_day(meta)),
        (_("State on"), given.get("as_of")),
        (_("Access level"), access_name(meta.access)),
        (_("A contact is stale after"), _("{n} days").format(n=given.get("stale_after_days"))),
        (_("Paths lead through"), through),
        (_("The network's office"), _office(meta)),
    ]
    if "least_shortfall" in given:
        rows.append((_("Under-connected: least shortfall of contacts"), number(given["least_shortfall"])))
    if "false_discovery_rate" in given:
        rows.append((_("Under-connected: false discovery rate"), number(given["false_discovery_rate"], 2)))
    return tuple((name, _("unknown") if value is None else str(value)) for name, value in rows)


def _office(meta: Meta) -> str:
    if not meta.office:
        return _("none is recorded")
    return _("left out") if meta.settings.get("office_left_out") else _("counted")
