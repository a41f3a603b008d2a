"""A square matrix: who names whom.

The first row and the first column hold names of actors. A filled cell says that the actor of the row
names that of the column: `x` or `1`, or a strength from 1 to 5. Each becomes a contact that the actor
of the row has reported; A naming B and B naming A are two statements. `0`, `-` and empty cells say
nothing: no contact named is not "no contact".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from traiber.data.findings import Cell, Finding
from traiber.data.readers import RawSheet, known_columns
from traiber.data.values import NO, YES, Raw, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

SEARCHED = 10  # rows at the top in which the names may stand
SHARED = 0.6  # of the names of the shorter side that stand on both sides
FITTING = 0.5  # of the filled cells that must look like entries of a matrix
STRENGTHS = ("1", "2", "3", "4", "5")
NOTHING = frozenset({"", "-", "–"}) | NO


@dataclass(frozen=True, slots=True)
class Naming:
    """One filled cell of a matrix; `strength` is None where the matrix only says yes or no."""

    source: str
    target: str
    strength: int | None
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a matrix says, and what is wrong with its cells; `header_row` holds the names of its columns."""

    header_row: int
    namings: tuple[Naming, ...]
    findings: tuple[Finding, ...]


def read_matrix(raw: RawSheet) -> Matrix | None:
    """The matrix of a sheet; None where the sheet has not the shape of one."""
    width = max((len(row) for row in raw.rows[:SEARCHED]), default=0)
    if known_columns(raw.header, raw.name) > 1 or not 1 < len(raw.rows) <= SEARCHED + width / SHARED:
        return None
    lines: list[tuple[int, Sequence[Raw]]] = [(raw.header_row, raw.header)]
    lines += zip(raw.numbers[:SEARCHED], raw.rows[:SEARCHED], strict=True)
    for at, (number, header) in enumerate(lines):
        rows = list(zip(raw.numbers[at:], raw.rows[at:], strict=True))
        if _is_square(header, [row for _number, row in rows]):
            return _to_matrix(raw, number, [to_text(value) for value in header], rows)
    return None


def _is_square(header: Sequence[Raw], rows: Sequence[Sequence[Raw]]) -> bool:
    across = [normalise(to_text(value)) for value in header[1:]]
    down = [normalise(to_text(row[0])) for row in rows if row]
    columns, lines = {name for name in across if name}, {name for name in down if name}
    if min(len(columns), len(lines)) < 2 or len(columns) < len([name for name in across if name]):
        return False
    if len(columns & lines) < max(2, SHARED * min(len(columns), len(lines))):
        return False
    filled = [normalise(text) for row in rows for value in row[1:] if (text := to_text(value))]
    fitting = sum(text in YES or text in NOTHING or text in STRENGTHS for text in filled)
    return fitting >= FITTING * len(filled)


def _to_matrix(
    raw: RawSheet, header_row: int, header: Sequence[str], rows: Sequence[tuple[int, Sequence[Raw]]]
) -> Matrix:
    namings: list[Naming] = []
    findings = [_title(raw, header_row)] if header_row > raw.header_row else []
    diagonal: list[Cell] = []
    for number, row in rows:
        source = to_text(row[0])
        for at, value in enumerate(row[1:], 1):
            text = normalise(to_text(value))
            if text in NOTHING:
                continue
            cell = Cell(raw.file, raw.name, number, at + 1)
            target = header[at] if at < len(header) else ""
            if not source or not target:
                findings.append(
                    _nameless(cell, to_text(value), Cell(raw.file, raw.name, number, 1), bool(source))
                )
            elif normalise(source) == normalise(target):
                diagonal.append(cell)
            elif text in STRENGTHS:
                namings.append(Naming(source, target, int(text), number, at + 1))
            elif text in YES:
                namings.append(Naming(source, target, None, number, at + 1))
            else:
                findings.append(_no_entry(cell, to_text(value)))
    if all(naming.strength in (1, None) for naming in namings):  # 1 is a yes where nothing is stronger
        namings = [replace(naming, strength=None) for naming in namings]
    if diagonal:
        findings.append(_on_diagonal(diagonal))
    findings.append(_as_matrix(raw, header_row, len(namings)))
    return Matrix(header_row, tuple(namings), tuple(findings))


def _title(raw: RawSheet, header_row: int) -> Finding:
    at, text = next((at, name) for at, name in enumerate(raw.header, 1) if name)
    rule = _("stands above the names in row {row} and was not read.").format(row=header_row)
    return Finding("W104", Cell(raw.file, raw.name, raw.header_row, at), text, rule, severity="warning")


def _no_entry(cell: Cell, value: str) -> Finding:
    rule = _("is no entry of a matrix of who names whom.")
    return Finding("E108", cell, value, rule, _("Please write x, or a strength from 1 to 5, or nothing."))


def _nameless(cell: Cell, value: str, first: Cell, has_source: bool) -> Finding:
    rule = _("stands in a column without a name.") if has_source else _("stands in a row without a name.")
    return Finding("E108", cell, value, rule, _("Please add the name of the actor or clear the cell."))


def _on_diagonal(cells: Sequence[Cell]) -> Finding:
    rule = ngettext_(
        "{n} cell names an actor as its own contact and was not read.",
        "{n} cells name an actor as its own contact and were not read.",
        len(cells),
    ).format(n=len(cells))
    return Finding("W115", cells[0], "", rule, severity="warning")


def _as_matrix(raw: RawSheet, header_row: int, count: int) -> Finding:
    rule = ngettext_(
        "The sheet was read as a matrix of who names whom: {n} contact, reported by the row's actor.",
        "The sheet was read as a matrix of who names whom: {n} contacts, reported by the rows' actors.",
        count,
    ).format(n=count)
    return Finding("W114", Cell(raw.file, raw.name, header_row), "", rule, severity="warning")
