"""What the store holds, and lists of names and values, as tables."""

from collections.abc import Mapping, Sequence

from traiber.graph.results import Result
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_
from traiber.visualizations.tables.common import meta_line


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
        f"{built}\n{meta_line(result.meta)}",
    )


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
