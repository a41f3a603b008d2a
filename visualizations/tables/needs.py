"""Needs and offers as a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from traiber.graph.needs import KINDS
from traiber.graph.results import Meta, Result
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_
from traiber.visualizations.tables.common import joined, meta_line, more_rows
from traiber.visualizations.tables.explain import Meaning, explained


def needs_view(result: Result, shown: int | None) -> Grid:
    """One row per statement, by kind; at most `shown` rows of each kind."""
    names, counts, rows = need_names(), dict.fromkeys(KINDS, 0), []
    for row in result.rows:
        counts[row["kind"]] += 1
        if shown is None or counts[row["kind"]] <= shown:
            rows.append((names[row["kind"]], row["label"], row["reason"]))
    summary = ", ".join(f"{names[kind]} {number}" for kind, number in counts.items() if number)
    settings = result.meta.settings
    withheld = settings["ratings_withheld"]
    lines = (
        more_rows(len(result.rows) - len(rows)),
        _("By kind: {summary}.").format(summary=summary or "–"),
        *_met(settings),
        "" if settings["needs"] else without_needs(result.meta.access),
        ngettext_(
            "{n} mean of fewer than three ratings is withheld, so that nobody can be recognised.",
            "{n} means of fewer than three ratings are withheld, so that nobody can be recognised.",
            withheld,
        ).format(n=withheld)
        if withheld
        else "",
        meta_line(result.meta),
    )
    headers = (_("Kind"), _("Who or what"), _("Why"))
    return Grid(headers, tuple(rows), _("Needs, offers and what is open"), joined(*lines))


def _met(settings: Mapping[str, Any]) -> Iterator[str]:
    """How many needs are met, and what that means."""
    if not settings["needs"]:
        return
    yield _(
        "Needs (a company and an action field each): {needs}; statements recorded: {n}; met: {met}, as the "
        "company is in contact with an actor that offers it there."
    ).format(needs=settings["needs"], n=settings["statements"], met=settings["needs_met"])
    yield _(
        "There: the offer names the region of the need (else of the company's seat), one around it or none. "
        "The cells of 'gaps' are wider: a company is served by any multiplier that offers the field, "
        "wherever the offer holds."
    )


def without_needs(access: str) -> str:
    """Why a result knows of no needs at this level; without any they may be withheld, not zero."""
    if access == "public":
        return _("Needs are internal and not part of this level (--access internal).")
    return _("No needs are recorded.")


def need_names() -> dict[str, str]:
    """The names of the kinds."""
    return {
        "need_without_offer": _("need without offer"),
        "need_out_of_reach": _("need out of reach"),
        "need_with_way": _("need with a way"),
        "offer_without_need": _("offer without need"),
        "offer_without_taker": _("offer without taker"),
        "rating": _("rating"),
        "measure_without_responsible": _("measure without responsible"),
        "weakness_without_measure": _("weakness without measure"),
    }


def needs_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the kinds of rows mean."""
    said = {
        "need_without_offer": _(
            "Nobody is recorded who offers the field in the region of the need, or everywhere."
        ),
        "need_out_of_reach": _(
            "The field is offered there, but not by a contact of the company, nor by one of a "
            "multiplier that it knows."
        ),
        "need_with_way": _(
            "A multiplier knows both the company and somebody who offers the field there. Old "
            "contacts are no way."
        ),
        "offer_without_need": _("No company is recorded that needs the field where the offer holds."),
        "offer_without_taker": _(
            "Companies need the field there, but none of them is in contact with the provider."
        ),
        "rating": _(
            "Mean relevance of an action field in interviews, 1 to 5, by group; only from three ratings on."
        ),
        "measure_without_responsible": _("Nobody is recorded as responsible, or expressly nobody is."),
        "weakness_without_measure": _("A weakness of the SWOT that leads to no action field with a measure."),
    }
    names = need_names()
    meanings = [Meaning(kind, names[kind], text) for kind, text in said.items()]
    settings = {
        "fewest_ratings": _("fewest ratings that are shown"),
        "stale_after_days": _("days after which a contact is old"),
        "half_life_days": _("half-life of a contact in days"),
    }
    return explained(_("What the kinds of rows mean"), meanings, settings, meta)
