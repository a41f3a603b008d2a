"""What the store holds, and lists of names and values, as tables."""

from collections.abc import Iterator, Mapping, Sequence

from traiber.graph.results import Result
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_
from traiber.visualizations.tables.common import joined, meta_line
from traiber.visualizations.tables.needs import without_needs


def status_view(result: Result, build: str | None, warnings: int) -> Grid:
    """Counts by kind of thing and how much is not known, with the build they come from."""
    names = _thing_names()
    rows = tuple((names[row["kind"]], row["count"], row["without_data"]) for row in result.rows)
    built = (
        ngettext_("Build {name}, {n} warning.", "Build {name}, {n} warnings.", warnings).format(
            name=build, n=warnings
        )
        if build
        else _("The shipped network.")
    )
    return Grid(
        (_("What"), _("Recorded"), _("Of these without data")),
        rows,
        _("State of {network}").format(network=result.meta.network),
        joined(built, *_counted(result), meta_line(result.meta)),
    )


def _counted(result: Result) -> Iterator[str]:
    """How the figures of the analyses come about, where they differ from the counts of records."""
    settings, counts = result.meta.settings, {row["kind"]: row["count"] for row in result.rows}
    if members := settings["membership_contacts"]:
        yield _(
            "Contacts in the analyses: {contacts}. Ties that hold on the day: {ties}; memberships in "
            "associations, which know their members: {n}."
        ).format(contacts=settings["contacts"], ties=settings["contacts"] - members, n=members)
    elif settings["contacts"] != counts.get("ties", 0):
        yield _("Ties that hold on the day: {n}.").format(n=settings["contacts"])
    needs, pairs = counts.get("needs", 0), settings["needs_by_field"]
    if not needs:
        yield without_needs(result.meta.access)
    elif pairs != needs:
        yield _(
            "Needs: {n} statements; {pairs} if each action field counts by itself, as in 'traiber needs'."
        ).format(n=needs, pairs=pairs)


def pairs_view(title: str, pairs: Sequence[tuple[str, Value]], caption: str = "") -> Grid:
    """A list of names and values, such as a profile."""
    return Grid((_("What"), _("Value")), tuple(pairs), title, caption)


def _thing_names() -> Mapping[str, str]:
    return {
        "actors": _("Actors"),
        "companies": _("of these companies"),
        "ties": _("Ties"),
        "memberships": _("Memberships"),
        "events": _("Events"),
        "attendance": _("Attendances"),
        "action_fields": _("Action fields"),
        "needs": _("Needs"),
        "offers": _("Offers"),
        "measures": _("Measures"),
        "networks": _("Networks"),
        "regions": _("Regions"),
        "sources": _("Sources"),
        "imports": _("Imported sheets"),
    }
