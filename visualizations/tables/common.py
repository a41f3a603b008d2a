"""What every table states about its data, and the words that all tables share."""

from datetime import date

from traiber.graph.results import Meta, day, percent
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_


def meta_line(meta: Meta) -> str:
    """What every table states: network, data date, size, share without data, settings."""
    stated = day(meta.data_date) if meta.data_date else _("unknown")
    share = "–" if meta.no_data_share is None else percent(meta.no_data_share, 1)
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


def office_line() -> str:
    """That the office is no part of any path."""
    return _("The network's office is left out of all paths.")


def joined(*lines: str) -> str:
    """The lines that say something, one below the other."""
    return "\n".join(line for line in lines if line)
