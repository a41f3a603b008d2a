"""Likely duplicates as people see them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from traiber.graph.results import number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_


def proposals_view(
    rows: Sequence[Mapping[str, Any]], actors: int, threshold: float, access: str, shown: int | None
) -> Grid:
    """The likely pairs with score and reasons, the likeliest first, at most `shown` of them.

    `access` is the level that they were found at.
    """
    headers = (_("Score"), _("Actor"), _("Other actor (would stay)"), _("What speaks for it, and against"))
    cells = tuple(
        (number(row["score"], 2), _placed(row, "actor"), _placed(row, "other"), row["reason"])
        for row in rows[:shown]
    )
    more = len(rows) - len(cells)
    lines = (
        ngettext_("… and {n} more (--all lists it).", "… and {n} more (--all lists them).", more).format(
            n=more
        )
        if more
        else "",
        ngettext_("{n} likely pair", "{n} likely pairs", len(rows)).format(n=len(rows))
        + " "
        + _("among {actors} actors, score {threshold} or more.").format(
            actors=actors, threshold=number(threshold, 2)
        ),
        *(_ways(access) if rows else ()),
    )
    return Grid(headers, cells, _("Likely duplicates"), "\n".join(line for line in lines if line))


def _placed(row: Mapping[str, Any], key: str) -> str:
    region = row[f"{key}_region"]
    return f"{row[key]}\n({region})" if region else str(row[key])


def _ways(access: str) -> Iterator[str]:
    """How a person decides."""
    yield _("Nothing is merged by itself. You decide in a sheet or by commands (B stays):")
    file = _("proposals.xlsx")
    yield f"  traiber duplicates --format xlsx -o sources/{file} --access {access}"
    yield '  traiber duplicates --same "A" "B"'
    yield '  traiber duplicates --different "A" "B"'
