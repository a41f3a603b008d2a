"""What every table states about its data, and the words that all tables share."""

from datetime import date

from traiber.graph.results import Meta, day, percent
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_


def meta_line(meta: Meta) -> str:
    """What every table states: network, data date, size, share without data, settings."""
    dated = _("date of the data not recorded")
    if meta.data_date:
        dated = _("data of {date}").format(date=day(meta.data_date))
    share = "–" if meta.no_data_share is None else percent(meta.no_data_share, 1)
    line = _(
        "{network}, {dated}, level {access}. Actors: {actors}, companies: {companies}, "
        "multipliers: {multipliers}, contacts recorded: {ties}, actors without data: {share}."
    ).format(
        network=meta.network,
        dated=dated,
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
    if meta.later_contacts:
        later = ngettext_(
            "{n} contact was last recorded after that day; it counts, as its beginning is not recorded.",
            "{n} contacts were last recorded after that day; they count, as their beginning is not recorded.",
            meta.later_contacts,
        ).format(n=meta.later_contacts)
        line = f"{line} {later}"
    return f"{fictional_line()} {line}" if meta.fictional else line


def fictional_line() -> str:
    """The words that mark a fictional network in every output."""
    return _("FICTIONAL EXAMPLE, all names invented.")


def access_name(access: str) -> str:
    """The name of an access level."""
    return {"public": _("public"), "internal": _("internal"), "personal": _("personal")}[access]


def more_rows(rows: int) -> str:
    """How many rows are not shown, and how to see them; empty if all are."""
    return (
        ngettext_("{n} more row: use --all.", "{n} more rows: use --all.", rows).format(n=rows)
        if rows > 0
        else ""
    )


def without_data_line(multipliers: int) -> str:
    """How many multipliers have no data, and so no figures and no rank; empty for none."""
    if not multipliers:
        return ""
    return ngettext_(
        "{n} multiplier without data has no rank: not surveyed, or nothing recorded. No data is not zero.",
        "{n} multipliers without data have no rank: not surveyed, or nothing recorded. No data is not zero.",
        multipliers,
    ).format(n=multipliers)


def office_line(meta: Meta) -> str:
    """That the office is no part of any path; empty where none is recorded."""
    return _("The network's office is left out of all paths.") if meta.office else ""


def joined(*lines: str) -> str:
    """The lines that say something, one below the other."""
    return "\n".join(line for line in lines if line)
