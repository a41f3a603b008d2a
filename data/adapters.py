"""What Kumu, Gephi and Excel write otherwise than we do, column by column."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from traiber.data.findings import Cell, Finding
from traiber.data.readers import RawSheet
from traiber.data.values import BadValueError, Raw, parse_number, to_text
from traiber.data.workbook import Column, Sheet
from traiber.ontology.codes import load_codes, normalise
from traiber.ontology.language import current_language, ngettext_
from traiber.ontology.language import gettext_ as _

DIRECTIONS = frozenset({"directed", "undirected", "mutual", "gerichtet", "ungerichtet"})
FOREIGN_NAME = "label"  # the header above names in Kumu and Gephi; ours is Name
WEIGHTS = frozenset({"weight", "gewicht"})
UNKNOWN_TYPE = "unknown"
STRENGTHS = frozenset({"1", "2", "3", "4", "5"})

_POINT_ZERO = re.compile(r"([0-9]+)\.0+")


@dataclass(slots=True)
class Adapted:
    """The cells of a table as the mapping wants them, what became a note, and what to say of it."""

    cells: dict[str, list[Raw]]
    notes: list[list[str]]
    findings: list[Finding] = field(default_factory=list)


def adapt(
    raw: RawSheet,
    sheet: Sheet,
    positions: Mapping[str, int],
    cells: dict[str, list[Raw]],
    notes: list[list[str]],
) -> Adapted:
    """Adapt a table; nothing is lost, and each change is said once."""
    adapted = Adapted(cells, notes)
    for column in sheet.columns:
        if column.digits and column.key in cells:
            _restore_zeros(raw, column, positions[column.key], adapted)
    if sheet.key == "actors":
        _state_unknown_types(raw, positions, adapted)
    if sheet.key == "ties":
        _note_directions(raw, positions, adapted)
        _note_weights(raw, positions, adapted)
    return adapted


def _restore_zeros(raw: RawSheet, column: Column, at: int, adapted: Adapted) -> None:
    """The zero that spreadsheets take from the front of postcodes and official keys."""
    values = adapted.cells[column.key]
    restored: list[int] = []
    distinct = set(values)
    whole = {value for value in distinct if isinstance(value, str) and _is_whole(value, column.digits)}
    if distinct <= {*whole, None}:
        return
    for row, value in enumerate(values):
        if value is None or isinstance(value, bool) or value in whole:
            continue
        text = to_text(value)
        if found := _POINT_ZERO.fullmatch(text):
            values[row] = text = found[1]
        if text.isascii() and text.isdigit() and len(text) + 1 in column.digits:
            values[row] = f"0{text}"
            restored.append(row)
    if restored:
        rule = ngettext_(
            "lacks its leading zero; it was read as {value}.",
            "lacks its leading zero, as do {more} more in this column; they were read as {value} and so on.",
            len(restored),
        ).format(value=values[restored[0]], more=len(restored) - 1)
        remedy = _("Please format the column as text.")
        first = to_text(raw.rows[restored[0]][at - 1])
        adapted.findings.append(_warning("W116", raw, restored[0], at, first, rule, remedy))


def _is_whole(text: str, digits: Sequence[int]) -> bool:
    """Whether a text is surely no number that lacks its zero; most are not."""
    is_number = text.isascii() and text.isdigit()
    return len(text) + 1 not in digits if is_number else not text[:1].isdigit()


def _state_unknown_types(raw: RawSheet, positions: Mapping[str, int], adapted: Adapted) -> None:
    """In tables of Kumu and Gephi the type of an actor may be missing; it is unknown then."""
    if "name" not in positions or normalise(raw.header[positions["name"] - 1]) != FOREIGN_NAME:
        return
    types = adapted.cells.get("type", [None] * len(raw.rows))
    missing = [row for row, value in enumerate(types) if not to_text(value)]
    if not missing:
        return
    adapted.cells["type"] = [value if to_text(value) else UNKNOWN_TYPE for value in types]
    label = next(c for c in load_codes()["ActorType"].codes if c.notation == UNKNOWN_TYPE)
    rule = ngettext_(
        "{n} actor has no type and was read as '{type}'.",
        "{n} actors have no type and were read as '{type}'.",
        len(missing),
    ).format(n=len(missing), type=label.labels[current_language()])
    remedy = _("Please add a column with the types of the actors.")
    adapted.findings.append(_warning("W112", raw, missing[0], positions.get("type", 0), "", rule, remedy))


def _note_directions(raw: RawSheet, positions: Mapping[str, int], adapted: Adapted) -> None:
    """`Directed` and `Undirected` in Gephi's column Type say nothing about the kind of a tie."""
    rule = _("tells the direction of a tie, not its kind; it is kept as a note ({n} rows).")
    _set_aside("W113", raw, "kind", positions, adapted, rule, lambda texts: [t in DIRECTIONS for t in texts])


def _note_weights(raw: RawSheet, positions: Mapping[str, int], adapted: Adapted) -> None:
    """Weights that are no strengths from 1 to 5 have a scale of their own, all of them then."""
    at = positions.get("strength")
    if at is None or normalise(raw.header[at - 1]) not in WEIGHTS:
        return
    rule = _("is no strength from 1 to 5; the weights have another scale and are kept as notes ({n} rows).")

    def is_other_scale(texts: Sequence[str]) -> list[bool]:
        other = any(text and not _is_strength(text) for text in texts)
        return [other and bool(text) for text in texts]

    _set_aside("W117", raw, "strength", positions, adapted, rule, is_other_scale)


def _set_aside(
    code: str,
    raw: RawSheet,
    key: str,
    positions: Mapping[str, int],
    adapted: Adapted,
    rule: str,
    which: Callable[[Sequence[str]], Sequence[bool]],
) -> None:
    """Turn some cells of a column into notes; one warning, at the first that made it so."""
    if key not in positions:
        return
    at = positions[key]
    values = adapted.cells[key]
    texts = [to_text(value) for value in values]
    chosen = [row for row, aside in enumerate(which([normalise(text) for text in texts])) if aside]
    if not chosen:
        return
    adapted.cells[key] = list(values)
    for row in chosen:
        adapted.cells[key][row] = None
        adapted.notes[row].append(f"{raw.header[at - 1]}: {texts[row]}{_way(raw, positions, key, row)}")
    first = next((row for row in chosen if not _is_strength(texts[row])), chosen[0])
    adapted.findings.append(_warning(code, raw, first, at, texts[first], rule.format(n=len(chosen)), ""))


def _is_strength(text: str) -> bool:
    try:
        return parse_number(text) in STRENGTHS
    except BadValueError:
        return False


def _way(raw: RawSheet, positions: Mapping[str, int], key: str, row: int) -> str:
    """From whom to whom a tie leads, for a note on its direction."""
    ends = [
        to_text(raw.rows[row][positions[end] - 1])
        for end in ("source_actor", "target_actor")
        if end in positions
    ]
    return f" ({' → '.join(ends)})" if key == "kind" and len(ends) == 2 else ""


def _warning(code: str, raw: RawSheet, row: int, at: int, value: str, rule: str, remedy: str) -> Finding:
    cell = Cell(raw.file, raw.name, raw.numbers[row], at)
    return Finding(code, cell, value, rule, remedy, severity="warning")
