"""Events as tables: who meets without a contact, what comes of meeting, who comes how often."""

from collections.abc import Mapping, Sequence
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, day, number
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.visualizations.tables.common import joined, meta_line, more_rows
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.sheet import sheet_view

EVENT_KINDS = ("pairs", "events", "types", "actors")


def events_view(kind: str, result: Result, network: Network, shown: int | None) -> Grid:
    """One of the four tables of `EVENT_KINDS`; at most `shown` rows, if given."""
    view = {"pairs": _pairs, "events": _events, "types": _types, "actors": _actors}[kind]
    title, words, headers, rows = view(result, network)
    lines = (more_rows(len(rows) - len(rows[:shown])), words, meta_line(result.meta))
    return Grid(headers, tuple(rows[:shown]), title, joined(*lines))


def events_sheet(kind: str, result: Result, network: Network) -> Grid:
    """One of the tables for a workbook, with all rows and columns."""
    pairs = {
        "pairs": _("Pairs"),
        "contacts": _("In contact"),
        "share": _("Share"),
        "share_low": _("Share from"),
        "share_high": _("Share to"),
    }
    names = {
        "pairs": {
            "label": _("Actor"),
            "other_label": _("Met"),
            "shared": _("Together"),
            "expected": _("By chance"),
            "weight": _("Weight"),
            "p": _("p-value"),
            "q": _("Rate of false discoveries"),
            "above_chance": _("More than chance"),
            "reason": _("Reason"),
            "actor": _("ID"),
            "other": _("Other ID"),
        },
        "events": {
            "date": _("Date"),
            "label": _("Event"),
            "region": _("Region"),
            "actors": _("Actors"),
            **pairs,
            "event": _("ID"),
        },
        "actors": {
            "label": _("Actor"),
            "type": _("Type"),
            "region": _("Region"),
            "events": _("Events"),
            "met": _("Met"),
            "contacts": _("In contact"),
            "without_contact": _("Of these without contact"),
            "actor": _("ID"),
        },
    }
    view = events_view(kind, result, network, None)
    if kind != "types":
        return sheet_view(view, result, names[kind], network)
    sheet = sheet_view(view, result, pairs, network)
    rows = tuple((shown[0], *row) for shown, row in zip(view.rows, sheet.rows, strict=True))
    return Grid((_("Type"), *sheet.headers), rows, sheet.title, sheet.caption)


Parts = tuple[str, str, tuple[str, ...], list[tuple[Value, ...]]]


def _pairs(result: Result, _network: Network) -> Parts:
    rows: list[tuple[Value, ...]] = [
        (
            row["label"],
            row["other_label"],
            row["shared"],
            number(row["expected"], 2),
            "–" if row["above_chance"] is None else _("yes") if row["above_chance"] else _("no"),
        )
        for row in result.rows
    ]
    words = _(
        "Pairs that met twice or more and have no contact recorded. By chance: events that they would "
        "share if guests came at random, each as often and each event as full as recorded."
    )
    headers = (_("Actor"), _("Met"), _("Together"), _("By chance"), _("More than chance"))
    title = _("Who meets often, with no contact recorded")
    return title, joined(_above_chance(result.rows), words), headers, rows


def _above_chance(rows: Sequence[Mapping[str, Any]]) -> str:
    """How many pairs met more often than chance would have it."""
    if not rows:
        return ""
    if rows[0]["above_chance"] is None:
        return _("Fewer than 30 guests in all: too few to compare with chance.")
    sure = sum(row["above_chance"] for row in rows)
    if not sure:
        return _(
            "None of these pairs met more often than chance would have it: who comes often meets many. "
            "Do not read more into the list than an occasion to ask."
        )
    return ngettext_(
        "{n} pair met more often than chance would have it.",
        "{n} pairs met more often than chance would have it; they come first.",
        sure,
    ).format(n=sure)


def _events(result: Result, _network: Network) -> Parts:
    rows: list[tuple[Value, ...]] = [
        (
            day(row["date"]) if row["date"] else "–",
            row["label"],
            row["actors"],
            row["pairs"],
            row["contacts"],
            _share(row),
        )
        for row in result.rows
    ]
    headers = (_("Date"), _("Event"), _("Actors"), _("Pairs"), _("In contact"), _("Share"))
    return _("Events, and how many of those who met are in contact"), _conversion_words(), headers, rows


def _types(result: Result, network: Network) -> Parts:
    names = {"met": _("All pairs that met"), "apart": _("All pairs that never met")}
    rows: list[tuple[Value, ...]] = [
        (
            names.get(row["kind"]) or pick(network.types.get(row["type"], {})) or row["type"],
            row["pairs"],
            row["contacts"],
            _share(row),
        )
        for row in result.rows
    ]
    headers = (_("Type"), _("Pairs"), _("In contact"), _("Share"))
    return _("What comes of meeting, by type of actor"), _conversion_words(), headers, rows


def _actors(result: Result, network: Network) -> Parts:
    rows: list[tuple[Value, ...]] = [
        (
            row["label"],
            pick(network.types.get(row["type"] or "", {})) or "–",
            row["events"],
            row["met"],
            row["without_contact"],
        )
        for row in result.rows
    ]
    headers = (_("Actor"), _("Type"), _("Events"), _("Met"), _("Of these without contact"))
    words = _("Met: actors at the same events. Without contact: no contact recorded with them.")
    return _("Who comes how often"), words, headers, rows


def _conversion_words() -> str:
    return _(
        "Pairs: two actors at the same event. In contact: a contact is recorded, from before or after. "
        "Share: with its 90 % interval in brackets; none for fewer than 5 pairs."
    )


def _share(row: Mapping[str, Any]) -> str:
    if row["share"] is None:
        return "–"
    share, low, high = (number(100 * row[name], 1) for name in ("share", "share_low", "share_high"))
    return f"{share} % ({low}–{high})"


def events_explained(kind: str, meta: Meta) -> tuple[Result, Grid]:
    """What the columns of one of the tables mean."""
    pairs = _("pairs")
    shares = (
        Meaning("pairs", _("Pairs"), _("Every two actors at the same event, once."), pairs),
        Meaning("contacts", _("In contact"), _("Of these, pairs with a recorded contact."), pairs),
        Meaning(
            "share",
            _("Share"),
            _(
                "In contact divided by pairs, with an interval (90 %) that takes the pairs as independent; "
                "none for fewer than 5 pairs."
            ),
            "0–1",
            "Wilson 1927",
        ),
    )
    meanings = {
        "pairs": (
            Meaning("shared", _("Together"), _("Events that both attended."), _("events")),
            Meaning(
                "weight",
                _("Weight (in JSON and CSV)"),
                _("Sum of 1 / (guests - 1) over these events: a large event counts little."),
                _("meetings"),
                "Newman 2001",
            ),
            Meaning("expected", _("By chance"), _("Events that chance would have them share."), _("events")),
            Meaning(
                "above_chance",
                _("More than chance"),
                _(
                    "Whether they share more events than if guests came at random, each actor as often and "
                    "each event as full as recorded, corrected for the number of pairs."
                ),
                "",
                "Neal 2014; Benjamini & Hochberg 1995",
            ),
        ),
        "events": (Meaning("actors", _("Actors"), _("Organisations at the event."), _("actors")), *shares),
        "types": shares,
        "actors": (
            Meaning("events", _("Events"), _("Events that the organisation attended."), _("events")),
            Meaning("met", _("Met"), _("Actors that were at one of these events too."), _("actors")),
            Meaning(
                "without_contact",
                _("Of these without contact"),
                _("Of these, actors with no contact recorded."),
                _("actors"),
            ),
        ),
    }
    settings = {
        "least_shared": _("events together at least"),
        "false_discoveries": _("rate of false discoveries"),
    }
    return explained(_("What the columns about events mean"), meanings[kind], settings, meta)
