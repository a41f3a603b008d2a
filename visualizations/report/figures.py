"""The key figures, and the warning where they rest on hardly any records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traiber.graph.results import Meta, number
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_
from traiber.visualizations.report.districts import District
from traiber.visualizations.report.multipliers import FEWEST_RANKED
from traiber.visualizations.report.naming import Row

FEWEST_COVERED = 10  # companies in contact; below, rankings say little


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure with what it counts."""

    label: str
    value: str
    note: str


def key_figures(meta: Meta, rows: Sequence[Row], total: District) -> tuple[Figure, ...]:
    """The figures on top of the page; `rows` are those of the multipliers, `total` of all districts."""
    share = "–" if meta.no_data_share is None else f"{number(100 * meta.no_data_share)} %"
    without = total.counts[4]
    return (
        Figure(_("Actors"), str(meta.actors), _("organisations recorded")),
        Figure(
            _("Companies"),
            str(meta.companies),
            _("no contact recorded with a multiplier: {n}").format(n=without),
        ),
        Figure(_("Multipliers"), str(meta.multipliers), _("without the network's office")),
        Figure(_("Contacts recorded"), str(meta.ties), _("among all actors, each record counted")),
        Figure(
            _("Companies in contact"),
            _("{n} of {total}").format(n=_covered(rows), total=meta.companies),
            _("contact recorded with at least one multiplier"),
        ),
        Figure(_("Actors without data"), share, _("not surveyed, or no contact recorded")),
    )


def thin_line(meta: Meta, rows: Sequence[Row]) -> str:
    """A plain warning where hardly any contacts are recorded, else nothing."""
    if _covered(rows) >= FEWEST_COVERED and sum(1 for row in rows if row["fair_share"]) >= FEWEST_RANKED:
        return ""
    contacts = ngettext_(
        "Hardly any contacts are recorded: {ties} contact among {actors} actors.",
        "Hardly any contacts are recorded: {ties} contacts among {actors} actors.",
        meta.ties,
    ).format(ties=meta.ties, actors=meta.actors)
    companies = ngettext_(
        "Contact with a multiplier is recorded for {covered} of {companies} company.",
        "Contact with a multiplier is recorded for {covered} of {companies} companies.",
        meta.companies,
    ).format(companies=meta.companies, covered=_covered(rows))
    caution = _("Rankings and gaps therefore say little yet; they show first of all what is still to record.")
    return " ".join(part for part in (contacts, companies if meta.companies else "", caution) if part)


def _covered(rows: Iterable[Row]) -> int:
    """The companies in contact with a multiplier: what the fair shares add up to."""
    return round(sum(float(row["fair_share"] or 0) for row in rows))
