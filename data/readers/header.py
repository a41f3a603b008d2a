"""The header of a sheet: found by the names of known columns, cleaned, and what stands around it."""

from collections.abc import Iterator, Sequence
from functools import cache

from traiber.data.findings import Cell, Finding, column_letters
from traiber.data.readers.layout import Area, Layout, within
from traiber.data.readers.sheet import RawSheet
from traiber.data.readers.workbooks import Grid
from traiber.data.values import Raw, to_text
from traiber.data.workbook import find_sheet, load_workbook
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

SEARCHED = 10  # rows at the top in which the header may stand
SURE = 2  # known columns that make a row a header
UNLISTED = ("lists",)  # sheets that are usually hidden


def to_sheet(file: str, grid: Grid, digest: str) -> RawSheet | None:
    """The sheet with its header; None where no cell holds a value.

    The header is the first row that holds a value, unless a row among the first ten names known
    columns and that one does not. The values of merged cells are repeated in each of them.
    """
    rows = grid.rows
    filled = [at for at, row in enumerate(rows) if row]
    if not filled:
        return None
    start = _header_row(grid, filled)
    findings = [*grid.findings, *_above(file, grid, filled, start)]
    header = tuple(" ".join(to_text(value).split()) for value in rows[start])
    while header and not header[-1]:
        header = header[:-1]
    findings += _spread(file, grid, start, len(header))
    width = len(header)
    kept: list[Sequence[Raw]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if row and not (number == start + 2 and _is_help(row)):
            kept.append(row if len(row) >= width else [*row, *[None] * (width - len(row))])
            numbers.append(number)
    findings += _hidden(file, grid, header, numbers)
    return RawSheet(file, grid.name, digest, header, start + 1, kept, numbers, tuple(findings))


def known_columns(row: Sequence[Raw], sheet: str) -> int:
    """How many columns a row names: of the sheet of that name, else of the one that it fits best."""
    names = {normalise(to_text(value)) for value in row if isinstance(value, str)}
    if found := find_sheet(sheet):
        return len(names & _names_by_sheet()[found.key])
    return max(len(names & known) for known in _names_by_sheet().values())


@cache
def _names_by_sheet() -> dict[str, frozenset[str]]:
    return {
        sheet.key: frozenset(
            normalise(name)
            for column in sheet.columns
            for name in (column.key, *column.labels.values(), *column.aliases)
        )
        for sheet in load_workbook().values()
    }


def _header_row(grid: Grid, filled: Sequence[int]) -> int:
    first = filled[0]
    known = known_columns(grid.rows[first], grid.name)
    if known >= SURE:
        return first
    candidates = [at for at in filled if at < first + SEARCHED]
    best = max(candidates, key=lambda at: (known_columns(grid.rows[at], grid.name), -at))
    return best if known_columns(grid.rows[best], grid.name) >= SURE else first


def _above(file: str, grid: Grid, filled: Sequence[int], start: int) -> Iterator[Finding]:
    """One warning for all that stands above the header."""
    rows = [at for at in filled if at < start]
    if not rows:
        return
    column, text = next((at, to_text(v)) for at, v in enumerate(grid.rows[rows[0]], 1) if v is not None)
    rule = ngettext_(
        "stands above the header in row {row} and was not read.",
        "and what follows, {n} rows, stand above the header in row {row} and were not read.",
        len(rows),
    ).format(n=len(rows), row=start + 1)
    yield Finding("W104", Cell(file, grid.name, rows[0] + 1, column), text, rule, severity="warning")


def _spread(file: str, grid: Grid, start: int, width: int) -> Iterator[Finding]:
    """Repeat the value of merged cells below the header in each of them; one warning for the sheet."""
    spread: list[Area] = []
    room = len(grid.rows) * width  # areas that lie over each other cost no more than the sheet
    for area in grid.layout.merged:
        if area.top <= start + 1 or area.top > len(grid.rows) or area.left > len(grid.rows[area.top - 1]):
            continue
        value = grid.rows[area.top - 1][area.left - 1]
        below = range(area.top, min(area.bottom, len(grid.rows)) + 1)
        right = min(area.right, max(width, area.left))
        room -= len(below) * (right - area.left + 1)
        if value is None or room < 0:
            continue
        for number in below:
            row = grid.rows[number - 1]  # an empty one comes to life by this
            row.extend([None] * (right - len(row)))
            row[area.left - 1 : right] = [value] * (right - area.left + 1)
        spread.append(area)
    if spread:
        names = [f"{column_letters(a.left)}{a.top}:{column_letters(a.right)}{a.bottom}" for a in spread[:3]]
        more = [_("and {n} more").format(n=len(spread) - 3)] if len(spread) > 3 else []
        yield Finding(
            "W105",
            Cell(file, grid.name, spread[0].top, spread[0].left),
            ", ".join([*names, *more]),
            _("is merged; the value was read for each of these cells."),
            _("Please check that this is meant, or undo the merging."),
            severity="warning",
        )


def _hidden(file: str, grid: Grid, header: Sequence[str], numbers: Sequence[int]) -> Iterator[Finding]:
    """One warning for the hidden rows and columns of a sheet, one for a hidden sheet."""
    layout: Layout = grid.layout
    rows = within(numbers, layout.hidden_rows) if layout.hidden_rows else []
    columns = within([at for at, name in enumerate(header, 1) if name], layout.hidden_columns)
    parts = []
    if rows:
        text = ngettext_("{n} hidden row ({row})", "{n} hidden rows (first: {row})", len(rows))
        parts.append(text.format(n=len(rows), row=rows[0]))
    if columns:
        text = ngettext_("{n} hidden column ({names})", "{n} hidden columns ({names})", len(columns))
        names = ", ".join(header[at - 1] for at in columns[:5])
        parts.append(text.format(n=len(columns), names=names))
    if parts:
        cell = Cell(file, grid.name, rows[0] if rows else 0)
        rule = _("The sheet has {what}; what is hidden was read, too.").format(what=_(" and ").join(parts))
        remedy = _("Please delete what is not meant to be read.")
        yield Finding("W106", cell, "", rule, remedy, severity="warning")
    known = find_sheet(grid.name)
    if layout.is_hidden and known and known.key not in UNLISTED:
        rule = _("The sheet is hidden and was read like the others.")
        remedy = _("Please delete what is not meant to be read.")
        yield Finding("W107", Cell(file, grid.name), "", rule, remedy, severity="warning")


def _is_help(row: Sequence[Raw]) -> bool:
    first = next((value for value in row if value is not None), None)
    if not isinstance(first, str) or not first.startswith("#"):
        return False
    texts = {value.removeprefix("#").strip() for value in row if isinstance(value, str)}
    return not texts.isdisjoint(_help_texts())


@cache
def _help_texts() -> frozenset[str]:
    columns = (column for sheet in load_workbook().values() for column in sheet.columns)
    return frozenset(text.strip() for column in columns for text in column.help.values())
