"""Two stores compared row by row and cell by cell."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from traiber.data.batch import Batch
from traiber.data.changes.model import KINDS, CellChange, ChangeList, Kind, RowChange
from traiber.data.changes.pairing import pair_rows
from traiber.data.changes.rows import ENDS, Row, differences, read_rows
from traiber.data.findings import Cell
from traiber.data.values import to_text
from traiber.data.workbook import load_workbook
from traiber.graph.access import LEVELS
from traiber.graph.store import Store


def compare(
    before: Store | None, now: Store, base: str, build: str | None = None, batch: Batch | None = None
) -> ChangeList:
    """What is new, changed and gone in a store against another one; None is no store at all.

    `base` begins the IRIs of both, `build` names the first one, `batch` knows where the second one's
    cells stand. The order of rows, their distribution over files and the files' names do not matter;
    rows that only a mention brought in (a source, a region) count like others. Linear in the
    statements of both; rows are sorted by sheet, kind and place.
    """
    rows = list(read_rows(now, base))
    if before is None:
        return ChangeList(None, _count(("new", row.sheet.key) for row in rows))
    for row in rows:
        _turn_as_written(row, batch)
    pairs, gone, new = pair_rows(read_rows(before, base), rows)
    found = [
        *(_to_change("new", row, batch) for row in new),
        *(_to_change("gone", row, None) for row in gone),
        *(change for pair in pairs if (change := _changed(*pair, batch))),
    ]
    sheets = list(load_workbook())
    found.sort(
        key=lambda change: (
            sheets.index(change.sheet),
            KINDS.index(change.kind),
            change.cell or Cell("", ""),
            change.name,
            change.id,
            change.level,
            [(cell.column, cell.before, cell.now) for cell in change.cells],
        )
    )
    return ChangeList(build, _count((change.kind, change.sheet) for change in found), tuple(found))


def _count(found: Iterable[tuple[Kind, str]]) -> dict[str, Counter[Kind]]:
    counts: dict[str, Counter[Kind]] = defaultdict(Counter)
    for kind, sheet in found:
        counts[sheet][kind] += 1
    return {sheet: counts[sheet] for sheet in load_workbook() if sheet in counts}


def _changed(before: Row, now: Row, batch: Batch | None) -> RowChange | None:
    cells = tuple(
        CellChange(
            column.key,
            before.texts().get(column.key, ""),
            now.texts().get(column.key, ""),
            _address(batch, now, column.key),
        )
        for column in differences(before, now)
    )
    if not cells:
        return None
    change = _to_change("changed", now, batch, cells, known=before.own_id)
    # both values are shown, so whoever sees one must be admitted to the other
    return replace(change, level=max(before.thing.level, now.thing.level, key=LEVELS.index))


def _to_change(
    kind: Kind, row: Row, batch: Batch | None, cells: tuple[CellChange, ...] = (), known: str = ""
) -> RowChange:
    """A row as a change; the ID of a new one only if a person wrote it, since others are drawn anew."""
    own = row.own_id if kind == "gone" else known or _stated_id(batch, row)
    return RowChange(kind, row.sheet.key, row.name(), own, row.thing.level, _address(batch, row, ""), cells)


def _stated_id(batch: Batch | None, row: Row) -> str:
    places = batch.rows.get(row.thing.subject, ()) if batch else ()
    return next((row.thing.key for table, at in places if to_text(table.column("id")[at])), "")


def _turn_as_written(row: Row, batch: Batch | None) -> None:
    """Show the ends of a tie without direction in the order in which they are written."""
    if not row.has_loose_ends or not (places := batch.rows.get(row.thing.subject, ()) if batch else ()):
        return
    table, at = min(places, key=lambda place: place[0].cell("", place[1]))
    start, column = to_text(table.column(ENDS[0])[at]), row.sheet.column(ENDS[0])
    called = [end for end in row.thing.texts("tr:participant") if row.names.calls(end, start)]
    if called and row.texts()[ENDS[0]] != row.names.row(called[0], column):
        row.turn()


def _address(batch: Batch | None, row: Row, column: str) -> Cell | None:
    """Where a cell stands: of several rows about one thing the one that fills it, else the first."""
    places = batch.rows.get(row.thing.subject, ()) if batch else ()
    ordered = sorted(places, key=lambda place: place[0].cell(column, place[1]))
    having = [place for place in ordered if column in place[0].cells]
    filled = [(table, at) for table, at in having if to_text(table.cells[column][at])]
    return next((table.cell(column, at) for table, at in (*filled, *having, *ordered)), None)
