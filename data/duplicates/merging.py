"""Actors that people declared the same become one: one IRI, all references, the cells of both rows."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from traiber.data.completion import Converted
from traiber.data.duplicates.decisions import SHEET, UNNAMED, Decision, Reader, open_pairs, unknown_actor
from traiber.data.findings import Cell, Finding
from traiber.data.identities import Identities
from traiber.data.intake import SourceTable
from traiber.data.levels import row_levels, stated_level
from traiber.data.values import KNOWN_NONE, to_text
from traiber.data.workbook import Column
from traiber.graph.access import LEVELS
from traiber.ontology.language import gettext_ as _

Rank = tuple[int, str]  # steps to the actor that stays, key; (0, "") for its own rows
OWN: Rank = (0, "")

_SEPARATOR = re.compile(r"\s*[;|]\s*")  # of several names in one cell


@dataclass(slots=True)
class Merges:
    """The actors that others are merged into, and the rows of those others."""

    kept: frozenset[str] = frozenset()  # keys
    ranks: Mapping[tuple[int, int], Rank] = field(default_factory=dict)  # (id of table, row) -> rank
    different: frozenset[frozenset[str]] = frozenset()  # keys of actors that people told apart

    def combine(self, tables: Iterable[Converted]) -> list[Finding]:
        """Let the rows of merged actors say what the row that stays leaves open.

        A cell for one value is overruled by that of the row that stays, with a warning; the postcode
        and town of an address belong together. Values of cells for several add up. The name becomes
        another name. Of several merged rows the one that is fewer steps away counts first.
        """
        if not self.kept:
            return []
        rows: dict[str, list[tuple[Rank, Converted, int]]] = defaultdict(list)
        for one in (table for table in tables if table.table.sheet.key == "actors"):
            for row, key in enumerate(one.keys):
                if key in self.kept:
                    rows[key].append((self.ranks.get((id(one.table), row), OWN), one, row))
        findings: list[Finding] = []
        for key in sorted(rows):
            found = sorted(rows[key], key=_order)
            names = next(
                (o.terms["name"][r] for rank, o, r in found if rank == OWN and o.terms["name"][r]), ()
            )
            said = _Said()
            for rank, one, row in found:
                if rank != OWN:
                    findings += said.overrule(one, row)
                    _rename(one, row, names)
                said.learn(one, row)
            if any(rank != OWN for rank, _one, _row in found):
                _forget_no_other_names(found)
        return findings


def _order(entry: tuple[Rank, Converted, int]) -> tuple[Rank, list[tuple[str, ...]], Cell]:
    rank, one, row = entry
    return rank, [one.terms[key][row] for key in sorted(one.terms)], one.table.cell("", row)


def _rename(one: Converted, row: int, names: tuple[str, ...]) -> None:
    """The name of a merged row is another name of the actor that stays; separators in it become commas."""
    formers = (_SEPARATOR.sub(", ", name) for name in one.terms["name"][row])
    others = (*one.terms["alt_names"][row], *formers)
    one.terms["alt_names"][row] = tuple(dict.fromkeys(text for text in others if text not in names))
    one.terms["name"][row] = names


def _forget_no_other_names(rows: Iterable[tuple[Rank, Converted, int]]) -> None:
    """That there is no other name no longer holds where a merged row had one."""
    entries = list(rows)
    if any(text != KNOWN_NONE for _rank, one, row in entries for text in one.terms["alt_names"][row]):
        for _rank, one, row in entries:
            one.terms["alt_names"][row] = tuple(t for t in one.terms["alt_names"][row] if t != KNOWN_NONE)


@dataclass(slots=True)
class _Said:
    """What the rows so far say: column -> values and their cell; for an address, any of its cells."""

    values: dict[str, tuple[tuple[str, ...], Cell, str]] = field(default_factory=dict)
    groups: dict[str, tuple[Cell, str]] = field(default_factory=dict)

    def learn(self, one: Converted, row: int) -> None:
        """Remember what a row says."""
        for column in _columns(one):
            if terms := one.terms[column.key][row]:
                cell, text = one.table.cell(column.key, row), _text(one.table, column.key, row)
                self.values.setdefault(column.key, (terms, cell, text))
                self.groups.setdefault(_group(column), (cell, text))

    def overrule(self, one: Converted, row: int) -> Iterator[Finding]:
        """Take out of a row what contradicts what was said; a warning for each such cell."""
        for column in _columns(one):
            terms = one.terms[column.key][row]
            if not terms or column.key in ("name", "alt_names"):
                continue
            known = self.values.get(column.key)
            group = self.groups.get(_group(column))
            if known is None and group is None:
                continue
            if column.multiple or column.by_line:
                contradicts = known is not None and (KNOWN_NONE in known[0]) != (KNOWN_NONE in terms)
            else:
                contradicts = known is None or known[0] != terms
            if contradicts:
                one.terms[column.key][row] = ()
                at, text = known[1:] if known else group or (Cell("", ""), "")
                rule = _("is overruled by '{value}' in {cell}: the two are one organisation.")
                yield Finding(
                    "W231",
                    one.table.cell(column.key, row),
                    _text(one.table, column.key, row),
                    rule.format(value=text, cell=at),
                    _("Please correct or empty one of the two cells."),
                    severity="warning",
                )


def _columns(one: Converted) -> Iterator[Column]:
    return (column for column in one.table.sheet.columns if column.key in one.terms)


def _group(column: Column) -> str:
    return column.via.suffix if column.via else column.key


def _text(table: SourceTable, column: str, row: int) -> str:
    return to_text(table.column(column)[row])


def merge_actors(
    tables: Sequence[SourceTable], keys: Sequence[list[str]], identities: Identities
) -> tuple[Merges, list[Finding]]:
    """Carry out the decisions: keys and names of merged actors mean the one that stays.

    Rows without a decision are taken out, and so are faulty ones, which are errors; `tables` and
    `keys` change. Without such a sheet nothing is done.
    """
    if not any(table.sheet.key == SHEET for table in tables):
        return Merges(), []
    actors = [
        (table, found) for table, found in zip(tables, keys, strict=True) if table.sheet.key == "actors"
    ]
    key_of = {identities.subject("org", key): key for _table, found in actors for key in found}
    reader = Reader(identities, key_of)
    decisions, idle = reader.read(tables)
    targets, found = _targets(decisions, key_of, identities)
    findings = [*reader.findings, *found, *_contradictions(decisions, targets)]
    for decision in (d for d in decisions if not _has_actors(d, targets, key_of)):
        idle.setdefault(id(decision.table), []).append(decision.row)
        if not decision.same:
            findings.append(_without_row(decision))
    decisions = [decision for decision in decisions if _has_actors(decision, targets, key_of)]
    levels = _levels(actors, identities)
    ranks: dict[tuple[int, int], Rank] = {}
    for table, row_keys in actors:
        for row, key in enumerate(row_keys):
            subject = identities.subject("org", key)
            if subject in targets:
                kept, steps = targets[subject]
                ranks[id(table), row] = (steps, key)
                row_keys[row] = key_of[kept]
                findings.extend(_raise_level(table, row, levels[kept]))
    _point_names(identities, decisions, targets)
    apart = {
        frozenset(targets.get(one, (one, 0))[0] for one in (decision.one, decision.other))
        for decision in decisions
        if not decision.same
    }
    findings.extend(open_pairs((table for table in tables if table.sheet.key == SHEET), identities, apart))
    for table, row_keys in zip(tables, keys, strict=True):
        if table.sheet.key == SHEET:
            _settle(table, [d for d in decisions if d.table is table], targets, identities, key_of)
            _take_out(table, row_keys, idle.get(id(table), []))
    kept_keys = frozenset(key_of[kept] for kept, _steps in targets.values())
    different = frozenset(frozenset(key_of.get(one, "") for one in pair) for pair in apart)
    return Merges(kept_keys, ranks, different), findings


def _targets(
    decisions: Iterable[Decision], key_of: Mapping[str, str], identities: Identities
) -> tuple[dict[str, tuple[str, int]], list[Finding]]:
    """Merged actor -> the actor that stays and the steps to it; circles and forks are errors."""
    steps: dict[str, dict[str, Decision]] = defaultdict(dict)
    findings: list[Finding] = []
    for decision in (d for d in decisions if d.same):
        if decision.one != decision.other:
            steps[decision.one].setdefault(decision.other, decision)
        else:
            findings.append(_no_effect(decision))
    targets: dict[str, tuple[str, int]] = {}
    for one in sorted(steps):
        ends, circle = _follow(one, steps)
        if circle:
            if one == min(d.one for d in circle):
                findings.append(_circle(circle))
        elif len(ends) > 1:
            findings.append(_fork([steps[one][other] for other in sorted(steps[one])]))
        elif ends and (end := next(iter(ends)))[0] in key_of:
            targets[one] = end
        elif ends:
            decision = next(iter(steps[one].values()))
            value = to_text(decision.table.column("other")[decision.row])
            cell = decision.table.cell("other", decision.row)
            findings.append(Finding("E231", cell, value, *unknown_actor(identities, value)))
    return targets, findings


def _follow(
    one: str, steps: Mapping[str, Mapping[str, Decision]]
) -> tuple[set[tuple[str, int]], list[Decision]]:
    """Where the decisions about one end, with the fewest steps to each, or the circle that it is in."""
    distance = {one: 0}
    came: dict[str, Decision] = {}
    waiting = [one]
    for here in waiting:
        for other, decision in sorted(steps.get(here, {}).items()):
            if other == one:
                circle = [decision]
                while here != one:
                    circle.append(came[here])
                    here = came[here].one
                return set(), circle[::-1]
            if other not in distance:
                distance[other] = distance[here] + 1
                came[other] = decision
                waiting.append(other)
    return {(at, far) for at, far in distance.items() if at not in steps}, []


def _no_effect(decision: Decision) -> Finding:
    rule = _("and the other cell mean the same actor already; the row changes nothing.")
    value = to_text(decision.table.column("actor")[decision.row])
    return Finding("W232", decision.cell, value, rule, _("You may delete it."), severity="warning")


def _has_actors(
    decision: Decision, targets: Mapping[str, tuple[str, int]], key_of: Mapping[str, str]
) -> bool:
    """Whether a decision leads to an actor with a row; one that tells two apart, to two."""
    if decision.same:
        return decision.one in targets or decision.one == decision.other
    return all(targets.get(one, (one, 0))[0] in key_of for one in (decision.one, decision.other))


def _without_row(decision: Decision) -> Finding:
    rule = _("tells two actors apart, but the row of one of them was deleted; this row changes nothing.")
    value = to_text(decision.table.column("actor")[decision.row])
    return Finding("W232", decision.cell, value, rule, _("You may delete it."), severity="warning")


def _circle(circle: Sequence[Decision]) -> Finding:
    cells = ", ".join(str(decision.cell) for decision in circle)
    rule = _("goes round in a circle, so that no actor stays ({cells}).").format(cells=cells)
    value = to_text(circle[0].table.column("actor")[circle[0].row])
    return Finding("E235", circle[0].cell, value, rule, _("Please delete one of these rows."))


def _fork(decisions: Sequence[Decision]) -> Finding:
    first, *others = sorted(decisions, key=lambda decision: decision.cell)
    cells = ", ".join(str(decision.table.cell("other", decision.row)) for decision in (first, *others))
    rule = _("would be merged into two different actors ({cells}).").format(cells=cells)
    remedy = _("Please say in a further row which of the two is merged into the other, or correct one.")
    value = to_text(first.table.column("actor")[first.row])
    return Finding("E236", first.cell, value, rule, remedy)


def _contradictions(
    decisions: Sequence[Decision], targets: Mapping[str, tuple[str, int]]
) -> Iterator[Finding]:
    """Actors that one row tells apart and others make one."""
    merged = {decision.one: decision for decision in decisions if decision.same}
    for decision in (d for d in decisions if not d.same):
        one, other = (targets.get(at, (at, 0))[0] for at in (decision.one, decision.other))
        if one == other:
            cause = merged.get(decision.one) or merged[decision.other]
            rule = _("is told apart here, but is the same according to {cell}.").format(cell=cause.cell)
            value = to_text(decision.table.column("actor")[decision.row])
            yield Finding("E237", decision.cell, value, rule, _("Please delete one of the two rows."))


def _levels(actors: Iterable[tuple[SourceTable, Sequence[str]]], identities: Identities) -> dict[str, str]:
    """The most public access level of each actor."""
    levels: dict[str, str] = {}
    for table, keys in actors:
        for key, level in zip(keys, row_levels(table), strict=True):
            subject = identities.subject("org", key)
            levels[subject] = min(level, levels.get(subject, level), key=LEVELS.index)
    return levels


def _raise_level(table: SourceTable, row: int, level: str) -> Iterator[Finding]:
    """A merged row is not more public than the actor that it became part of."""
    own = stated_level(table.column("access")[row]) or table.sheet.access
    if LEVELS.index(own) < LEVELS.index(level):
        if "access" not in table.cells:
            table.cells["access"] = [None] * len(table)
        table.cells["access"][row] = level
        rule = _("is merged into an actor that is not public and is treated like it.")
        cell, value = table.cell("name", row), to_text(table.column("name")[row])
        yield Finding("W234", cell, value, rule, severity="warning")


def _point_names(
    identities: Identities, decisions: Iterable[Decision], targets: Mapping[str, tuple[str, int]]
) -> None:
    """Let names and IDs of merged actors mean the one that stays."""
    names = identities.names.setdefault("actors", {})
    for name, subjects in names.items():
        if any(subject in targets for subject in subjects):
            names[name] = {targets.get(subject, (subject, 0))[0] for subject in subjects}
    for decision in decisions:
        if decision.same and decision.one in targets:
            kept = targets[decision.one][0]
            identities.add_name("actors", decision.replaced_id, kept)
            label = to_text(decision.table.column("actor")[decision.row])
            if label not in UNNAMED and not identities.find(["actors"], label):
                identities.add_name("actors", label, kept)


def _settle(
    table: SourceTable,
    decisions: Iterable[Decision],
    targets: Mapping[str, tuple[str, int]],
    identities: Identities,
    key_of: Mapping[str, str],
) -> None:
    """A merged actor is stated by its ID, since its name means the other one now."""
    for decision in decisions:
        for column in ("actor", "replaced_id"):
            if column not in table.cells:
                table.cells[column] = [None] * len(table)
                table.positions = {**table.positions, column: table.positions.get("actor", 0)}
        row = decision.row
        if decision.same:
            merged = decision.one in targets
            table.cells["actor"][row] = None if merged else table.cells["actor"][row]
            table.cells["replaced_id"][row] = decision.replaced_id if merged else None
            continue
        for column, subject in (("actor", decision.one), ("other", decision.other)):
            if len(identities.find(["actors"], to_text(table.cells[column][row]))) != 1:
                table.cells[column][row] = key_of[targets.get(subject, (subject, 0))[0]]


def _take_out(table: SourceTable, keys: list[str], rows: Iterable[int]) -> None:
    """Without these rows."""
    gone = set(rows)
    kept = [row for row in range(len(table)) if row not in gone]
    table.cells = {key: [values[row] for row in kept] for key, values in table.cells.items()}
    table.numbers = [table.numbers[row] for row in kept]
    table.notes = [table.notes[row] for row in kept if row < len(table.notes)]
    keys[:] = [keys[row] for row in kept]
