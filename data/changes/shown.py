"""A list of changes on the screen and as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from traiber.data.changes.model import KINDS, ChangeList, Kind, RowChange
from traiber.data.findings import Cell, column_letters, shorten
from traiber.data.listing import SHOWN
from traiber.data.workbook import load_workbook
from traiber.graph.access import admitted
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

WIDEST_TEXT = 60


def to_grids(changes: ChangeList, access: str, shown: int = SHOWN) -> list[Grid]:
    """A table for each kind of change that there is, at most `shown` lines each.

    One of counts alone where nothing was built before. What the access level does not admit is counted,
    at the public level not even that.
    """
    changes = _known_at(changes, access)
    if changes.build is None:
        return [_counts(changes)]
    if not changes.counts:
        return [Grid((), (), _("No change since the current build."))]
    return [grid for make in (_new, _changed, _gone) for grid in make(changes, access, shown)]


def changes_json(changes: ChangeList, access: str) -> str:
    """All changes that the access level admits as `{"meta": {…}, "rows": […]}`.

    Counts are of all levels, at the public level of that one alone, and without the build's name, which
    is a hash over all.
    """
    changes = _known_at(changes, access)
    rows = _admitted(changes.rows, access)
    totals: dict[str, object] = {kind: changes.total(kind) for kind in KINDS}
    meta = {
        "build": changes.build if access != "public" else None,
        **totals,
        "sheets": {sheet: {kind: c.get(kind, 0) for kind in KINDS} for sheet, c in changes.counts.items()},
        "access": access,
        "left_out": len(changes.rows) - len(rows),
    }
    content = {"meta": meta, "rows": [_record(row) for row in rows]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _known_at(changes: ChangeList, access: str) -> ChangeList:
    """The changes that a level may know of: a public file does not tell how many rows are above it."""
    if access != "public":
        return changes
    rows = tuple(_admitted(changes.rows, access))
    counts: dict[str, Counter[Kind]] = {}
    for row in rows:
        counts.setdefault(row.sheet, Counter())[row.kind] += 1
    return replace(changes, counts=counts, rows=rows)


def _record(row: RowChange) -> dict[str, object]:
    cells = [
        {
            "column": cell.column,
            "header": load_workbook()[row.sheet].column(cell.column).label,
            "before": cell.before or None,
            "now": cell.now or None,
            **_place(cell.cell),
        }
        for cell in row.cells
    ]
    known = {"kind": row.kind, "sheet": row.sheet, "name": row.name, "id": row.id or None}
    return {**known, **_place(row.cell), "cells": cells}


def _place(cell: Cell | None) -> dict[str, object]:
    if cell is None:
        return {}
    address = f"{column_letters(cell.column)}{cell.row}" if cell.column else None
    return {"file": cell.file, "table": cell.sheet, "row": cell.row or None, "cell": address}


def _admitted(rows: Sequence[RowChange], access: str) -> list[RowChange]:
    return [row for row in rows if row.level in admitted(access)]


def _counts(changes: ChangeList) -> Grid:
    rows = tuple((_label(sheet), counts.get("new", 0)) for sheet, counts in changes.counts.items())
    return Grid((_("Sheet"), _("Rows")), rows, _("Nothing has been built yet: all rows are new."))


def _new(changes: ChangeList, access: str, shown: int) -> Iterator[Grid]:
    rows = [row for row in changes.rows if row.kind == "new"]
    lines = [(_label(r.sheet), shorten(r.name, WIDEST_TEXT), _text(r.cell)) for r in _admitted(rows, access)]
    title = ngettext_("New: {n} row", "New: {n} rows", len(rows)).format(n=len(rows))
    yield from _grid((_("Sheet"), _("Row"), _("Place")), lines, title, rows, access, shown)


def _changed(changes: ChangeList, access: str, shown: int) -> Iterator[Grid]:
    rows = [row for row in changes.rows if row.kind == "changed"]
    lines = [
        (
            shorten(row.name, WIDEST_TEXT),
            load_workbook()[row.sheet].column(cell.column).label,
            f"{_shown(cell.before)} → {_shown(cell.now)}",
            _text(cell.cell),
        )
        for row in _admitted(rows, access)
        for cell in row.cells
    ]
    title = ngettext_("Changed: {n} row", "Changed: {n} rows", len(rows)).format(n=len(rows))
    headers = (_("Row"), _("Column"), _("Before → now"), _("Place"))
    yield from _grid(headers, lines, title, rows, access, shown)


def _gone(changes: ChangeList, access: str, shown: int) -> Iterator[Grid]:
    rows = [row for row in changes.rows if row.kind == "gone"]
    lines = [(_label(row.sheet), shorten(row.name, WIDEST_TEXT), row.id) for row in _admitted(rows, access)]
    title = ngettext_("Gone: {n} row", "Gone: {n} rows", len(rows)).format(n=len(rows))
    yield from _grid((_("Sheet"), _("Row"), _("ID")), lines, title, rows, access, shown)


def _grid(
    headers: tuple[str, ...],
    lines: Sequence[tuple[Value, ...]],
    title: str,
    rows: Sequence[RowChange],
    access: str,
    shown: int,
) -> Iterator[Grid]:
    if not rows:
        return
    more, hidden = len(lines) - shown, len(rows) - len(_admitted(rows, access))
    notes = []
    if more > 0:
        notes.append(ngettext_("… and {n} more.", "… and {n} more.", more).format(n=more))
    if hidden:
        text = ngettext_(
            "{n} row is of a higher access level; see --access.",
            "{n} rows are of a higher access level; see --access.",
            hidden,
        )
        notes.append(text.format(n=hidden))
    yield Grid(headers, tuple(lines[:shown]), title, "\n".join(notes))


def _shown(text: str) -> str:
    return shorten(text, WIDEST_TEXT) or _("(empty)")


def _label(sheet: str) -> str:
    return load_workbook()[sheet].label


def _text(cell: Cell | None) -> str:
    return "" if cell is None else str(cell)
