"""What would be lost if actors left, as a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from traiber.graph.network import Network
from traiber.graph.outage.leaving import NAMES_SHOWN
from traiber.graph.outage.table import KINDS
from traiber.graph.results import Meta, Result, number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.sheet import listed


def outage_view(result: Result, shown: int | None) -> Grid:
    """The losses with what to do, most companies affected first, at most `shown` rows."""
    names = loss_names()
    rows = tuple(
        (names[row["kind"]], row["label"], row["companies_affected"], f"{row['reason']}\n→ {row['action']}")
        for row in result.rows[:shown]
    )
    headers = (_("Loss"), _("Where"), _("Companies"), _("Why, and what to do"))
    notes = _notes(result.meta, not result.rows) if _is_telling(result.meta) else ()
    lines = (
        more_rows(len(result.rows) - len(rows)),
        *notes,
        _others(result.rows[:shown]),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _title(result.meta), joined(*lines))


def _is_telling(meta: Meta) -> bool:
    """Whether there is anybody who can lose something."""
    return bool(meta.companies and meta.settings["staying"])


def _title(meta: Meta) -> str:
    settings, lost = meta.settings, meta.settings["lost"]
    if not meta.companies:
        return _("No companies are recorded, so that none can lose a contact")
    if not settings["staying"]:
        return _("If {names} left, nobody who is recorded would be left").format(names=settings["named"])
    if not settings["companies_staying"]:
        return _("If {names} left, no company would be left that could lose a contact").format(
            names=settings["named"]
        )
    if settings["office_left_out"]:
        text = ngettext_(
            "If {names} left, {n} company would lose its last recorded contact with a multiplier",
            "If {names} left, {n} companies would lose their last recorded contact with a multiplier",
            lost,
        )
    else:
        text = ngettext_(
            "If {names} left, {n} company would lose its last recorded contact with a multiplier or the "
            "office",
            "If {names} left, {n} companies would lose their last recorded contact with a multiplier or the "
            "office",
            lost,
        )
    return text.format(names=settings["named"], n=lost)


def _others(rows: Sequence[Mapping[str, Any]]) -> str:
    """How to see all names where a row names some and counts the others."""
    longest = max((len(row[name]) for row in rows for name in ("actors", "companies")), default=0)
    return _("Where others are only counted: --format csv lists all by ID.") if longest > NAMES_SHOWN else ""


def outage_sheet(result: Result, network: Network) -> Grid:
    """All losses for a workbook, one column for each thing said."""
    names, view = loss_names(), outage_view(result, None)

    def actor(key: str | None) -> str | None:
        known = network.by_kennung.get(key or "")
        return known.label if known else key

    rows = tuple(
        (
            names[row["kind"]],
            row["label"],
            row["companies_affected"],
            row["reason"],
            row["action"],
            actor(row["backup"]),
            actor(row["introducer"]),
            listed([actor(key) or key for key in row["companies"]]),
            listed(row["actors"]),
        )
        for row in result.rows
    )
    headers = (
        _("Loss"),
        _("Where"),
        _("Companies"),
        _("Why"),
        _("What to do"),
        _("Who could take over"),
        _("Through"),
        _("Companies affected"),
        _("IDs"),
    )
    return Grid(headers, rows, view.title, view.caption)


def loss_names() -> Mapping[str, str]:
    """The names of the kinds of losses."""
    names = (
        _("hand over"),
        _("cut off"),
        _("no offer left in the region"),
        _("no offer left"),
        _("bridge lost"),
        _("nobody to take over"),
        _("left with one partner"),
        _("last contact lost"),
    )
    return dict(zip(KINDS, names, strict=True))


def _notes(meta: Meta, nothing: bool) -> Iterator[str]:
    settings = meta.settings
    yield _(
        "Companies that stay, in contact with a multiplier: {before} before, {after} after; "
        "{weakened} more would depend on a single one."
    ).format(
        before=settings["covered_before"], after=settings["covered_after"], weakened=settings["weakened"]
    )
    if only := settings["office_only"]:
        yield ngettext_(
            "{n} more company is in contact with the office alone, and would have nobody.",
            "{n} more companies are in contact with the office alone, and would have nobody.",
            only,
        ).format(n=only)
    shares = [settings["fragmentation_before"], settings["fragmentation_after"]]
    before, after = ("–" if share is None else f"{number(100 * share)} %" for share in shares)
    yield _(
        "Pairs of actors that stay, without a recorded way to each other: {before} before, {after} after."
    ).format(before=before, after=after)
    if nothing:
        yield _("Nothing that is recorded would be lost.")
    if settings["lost"]:
        text = _(
            "Hand over: the easiest set of new contacts with which no company is lost, "
            "at most {n} per multiplier."
        )
        if not settings["backup_exact"]:
            text = _("Hand over: new contacts with at most {n} per multiplier, the easiest first.")
        yield text.format(n=settings["capacity"])
    if settings["office_left_out"]:
        yield office_line(meta)
    else:
        yield ngettext_(
            "The office is counted as a partner here, although no other analysis does so: "
            "the question is who stays in contact when it is gone. In recorded contact with it: {n} actor.",
            "The office is counted as a partner here, although no other analysis does so: "
            "the question is who stays in contact when it is gone. In recorded contact with it: {n} actors.",
            settings["office_contacts"],
        ).format(n=settings["office_contacts"])
        steps = [settings["steps_before"], settings["steps_after"]]
        if None not in steps:
            yield _(
                "Steps from one multiplier to another on average: {before} now, {after} afterwards."
            ).format(before=number(steps[0], 2), after=number(steps[1], 2))


def outage_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the rows and columns of an outage mean."""
    companies = _("companies")
    names = loss_names()
    meanings = (
        Meaning(
            "companies_affected",
            _("Companies"),
            _("Companies that the loss affects, of those that stay."),
            companies,
        ),
        Meaning(
            "company_lost",
            names["company_lost"],
            _(
                "Every multiplier that the company is in recorded contact with leaves, and the office if it "
                "is asked for."
            ),
            companies,
        ),
        Meaning(
            "handover",
            names["handover"],
            _(
                "Who should get to know which of these companies before: the set of new contacts with the "
                "least effort (assignment problem, exact), each multiplier with at most so many."
            ),
            companies,
            "Jonker & Volgenant 1987",
        ),
        Meaning(
            "effort",
            _("Effort"),
            _(
                "1 for a new contact; 4 more if nobody is recorded who knows both, 1 more if only somebody "
                "who leaves does; 2 more in another region; 1 more if nothing is offered that the company "
                "needs. Contacts that are stale introduce nobody, and who wishes no introductions is left "
                "out. A proposal."
            ),
            _("points"),
        ),
        Meaning(
            "cut_off",
            names["cut_off"],
            _("Actors that hung together with most of the network and would not any more."),
            _("actors"),
        ),
        Meaning(
            "cell_emptied",
            names["cell_emptied"],
            _(
                "A region whose companies have a need in an action field, in which nobody there would offer "
                "anything."
            ),
            companies,
        ),
        Meaning(
            "field_emptied",
            names["field_emptied"],
            _("An action field in which no multiplier would offer anything, wherever."),
            companies,
        ),
        Meaning(
            "bridge_lost",
            names["bridge_lost"],
            _("Two networks that would have no common member and no contact any more."),
            companies,
        ),
        Meaning(
            "office_only",
            _("With the office alone"),
            _("Companies in contact with the office that leaves and with no multiplier; lost, too."),
            companies,
        ),
        Meaning(
            "weakened",
            names["weakened"],
            _("Companies in contact with several multipliers now, and with one afterwards."),
            companies,
        ),
        Meaning(
            "fragmentation_after",
            _("Pairs without a way"),
            _("Share of pairs of actors without a recorded way to each other, among those who stay."),
            "0 … 1",
            "Borgatti 2006",
        ),
    )
    settings = {
        "capacity": _("new contacts per multiplier"),
        "office_left_out": _("office left out"),
    }
    return explained(_("What the rows of an outage mean"), meanings, settings, meta)
