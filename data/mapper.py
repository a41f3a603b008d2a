"""Recognised tables become statements: one pass over each column, each distinct value parsed once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from traiber import __version__
from traiber.data.derivations import DERIVATIONS
from traiber.data.findings import Cell, Finding
from traiber.data.identities import Identities, Registry, digest, identify
from traiber.data.intake import SourceTable, recognise
from traiber.data.readers import RawSheet
from traiber.data.resolution import Resolver
from traiber.data.values import KNOWN_NONE, Raw, to_text
from traiber.data.workbook import Column
from traiber.graph.access import LEVELS
from traiber.ontology.codes import load_codes
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed
from traiber.ontology.prefixes import expand
from traiber.ontology.vocabulary import superclasses

Graphs = dict[tuple[str, str], list[str]]  # (access level, run) -> statements without the full stop


@dataclass(slots=True)
class Batch:
    """What tables say: statements by access level and run, what is wrong, and where each row stands."""

    graphs: Graphs = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)
    rows: dict[str, tuple[SourceTable, int]] = field(default_factory=dict)  # IRI -> first row
    counts: Counter[str] = field(default_factory=Counter)  # sheet -> rows

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the batch from being written."""
        return [finding for finding in self.findings if finding.severity == "error"]

    def summary(self) -> str:
        """How many rows were read, and how many errors and warnings there are."""
        errors, rows = len(self.errors), sum(self.counts.values())
        text = _("{rows} rows read: {errors} errors, {warnings} warnings.")
        return text.format(rows=rows, errors=errors, warnings=len(self.findings) - errors)

    def name(self, subject: str) -> str:
        """What the row calls a thing; empty where it has no name or no row."""
        known = self.rows.get(subject)
        if known is None:
            return ""
        table, row = known
        return next((to_text(table.cells[key][row]) for key in ("name", "title") if key in table.cells), "")

    def cell(self, subject: str, property_: str | None) -> tuple[Cell, str] | None:
        """Where the value of a property of a thing stands and what it is; None for things of no row."""
        known = self.rows.get(subject)
        if known is None:
            return None
        table, row = known
        for column in table.sheet.columns:
            if (
                property_
                and column.predicate
                and expand(column.predicate) == expand(property_)
                and column.key in table.cells
            ):
                return table.cell(column.key, row), to_text(table.cells[column.key][row])
        return table.cell("", row), ""


@dataclass(slots=True)
class _State:
    """The state of one mapping run."""

    base: str
    resolver: Resolver
    batch: Batch


def map_sheets(
    sheets: Iterable[RawSheet],
    base: str,
    registry: Registry,
    home: str | None = None,
    extend_codes: bool = False,
) -> Batch:
    """The statements of raw sheets, all findings collected.

    `base` begins the IRI of every thing; `home` names the home network; `extend_codes` lets unknown
    codes, regions and action fields become new ones with a warning. The registry gains what is minted.
    """
    tables, findings = recognise(sheets, home)
    identities = Identities(base, registry)
    keys, found = identify(tables, identities)
    resolver = Resolver(identities, extend_codes)
    batch = Batch(findings=[*findings, *found])
    state = _State(base, resolver, batch)
    for table, row_keys in zip(tables, keys, strict=True):
        if table.sheet.key == "lists":
            resolver.learn_codes(table, row_keys)
    if home and tables and not identities.find(["networks"], home):
        resolver.create("networks", home, tables[0], 0, "")
    for table, row_keys in zip(tables, keys, strict=True):
        _map_table(state, table, row_keys)
        batch.counts[table.sheet.key] += len(table)
    while extra := resolver.take_additions():
        for table, row_keys in extra:
            _map_table(state, table, row_keys)
    batch.findings.extend(resolver.findings)
    batch.findings.sort(key=lambda finding: (finding.severity, finding.cell, finding.code, finding.value))
    return batch


def _map_table(state: _State, table: SourceTable, keys: Sequence[str]) -> None:
    levels = _levels(state, table)
    terms = {
        column.key: _convert(state, table, column, levels)
        for column in table.sheet.columns
        if column.type not in ("id", "shorthand") and column.key != "access"
    }
    row_keys = _complete(table, keys, terms)
    subjects = [state.resolver.identities.subject(table.sheet.path, key) for key in row_keys]
    run = digest([table.sha256, table.name])
    out: list[list[str]] = [state.batch.graphs[level, run] for level in levels]
    _describe_run(state, table, run, levels)
    _emit_types(table, subjects, terms, out)
    for column in table.sheet.columns:
        if column.key in terms and not column.derived:
            _emit_column(table, column, subjects, terms[column.key], out)
    _emit_keys(table, subjects, row_keys, out)
    for row, notes in enumerate(table.notes):
        out[row].extend(f"{subjects[row]} {term('skos:note')} {literal(note)}" for note in notes)
    directed = frozenset(f"<{code.iri}>" for code in load_codes()["TieType"].codes if code.directed)
    if table.sheet.key in DERIVATIONS:
        for row, statement in DERIVATIONS[table.sheet.key](subjects, row_keys, terms, directed):
            out[row].append(statement)
    for row, subject in enumerate(subjects):
        state.batch.rows.setdefault(subject[1:-1], (table, row))


def _levels(state: _State, table: SourceTable) -> list[str]:
    column = table.sheet.column("access")
    notations = {f"<{code.iri}>": code.notation for code in load_codes()["AccessLevel"].codes}
    if "access" not in table.cells:
        return [table.sheet.access] * len(table)
    terms = _convert(state, table, column, ["personal"] * len(table))
    levels = [notations.get(found[0], "personal") if found else table.sheet.access for found in terms]
    lowest = LEVELS.index("personal") if table.sheet.access == "personal" else 0
    return [LEVELS[max(LEVELS.index(level), lowest)] for level in levels]


def _convert(
    state: _State, table: SourceTable, column: Column, levels: Sequence[str]
) -> list[tuple[str, ...]]:
    """The terms of a column, row by row; errors are reported once per cell."""
    values = table.cells.get(column.key)
    if values is None:
        if column.default is None:
            return [()] * len(table)
        values = [None] * len(table)
    memo: dict[tuple[type, Raw], tuple[str, ...] | Finding] = {}
    result: list[tuple[str, ...]] = []
    for row, value in enumerate(values):
        key = (value.__class__, value)
        found = memo.get(key)
        if found is None:
            found = memo[key] = state.resolver.terms(table, column, value, row)
        if isinstance(found, Finding):
            state.batch.findings.append(state.resolver.at(found, table.cell(column.key, row)))
            result.append(())
        else:
            result.append(found)
    state.resolver.note_levels(column, result, levels)
    return result


def _complete(table: SourceTable, keys: Sequence[str], terms: dict[str, list[tuple[str, ...]]]) -> list[str]:
    """The key of each row; where no ID is stated, a digest of what identifies the row.

    Rows with the same identity are told apart by their order among equals, sorted by content, so
    that shuffled rows get the same keys.
    """
    open_rows = [row for row, key in enumerate(keys) if not key]
    if not open_rows:
        return list(keys)
    by_identity: dict[str, list[tuple[str, int]]] = defaultdict(list)
    identity = [terms[key] for key in table.sheet.identity]
    everything = [terms[key] for key in sorted(terms)]
    for row in open_rows:
        found = digest("\x1e".join(column[row]) for column in identity)
        content = digest("\x1e".join(column[row]) for column in everything)
        by_identity[found].append((content, row))
    completed = list(keys)
    for found, rows in by_identity.items():
        for count, (_content, row) in enumerate(sorted(rows)):
            completed[row] = found if count == 0 else f"{found}-{count + 1}"
    return completed


def _emit_types(
    table: SourceTable, subjects: Sequence[str], terms: dict[str, list[tuple[str, ...]]], out: list[list[str]]
) -> None:
    type_ = term("rdf:type")
    sheet = table.sheet
    fixed = [term(class_) for class_ in (sheet.class_, *superclasses(sheet.class_))]
    for row, subject in enumerate(subjects):
        out[row].extend(f"{subject} {type_} {class_}" for class_ in fixed)
    for column in sheet.columns:
        if column.class_from and column.codes:
            classes = _classes_by_code(column.codes, column.class_from)
            for row, found in enumerate(terms[column.key]):
                out[row].extend(
                    f"{subjects[row]} {type_} {class_}" for code in found for class_ in classes.get(code, ())
                )


@cache
def _classes_by_code(scheme: str, class_from: str) -> dict[str, tuple[str, ...]]:
    return {
        f"<{code.iri}>": tuple(
            term(c) for c in (code.classes[class_from], *superclasses(code.classes[class_from]))
        )
        for code in load_codes()[scheme].codes
        if class_from in code.classes
    }


def _emit_column(
    table: SourceTable,
    column: Column,
    subjects: Sequence[str],
    terms: list[tuple[str, ...]],
    out: list[list[str]],
) -> None:
    if column.type == "choice":
        _emit_choices(column, subjects, terms, out)
        return
    if column.predicate is None:
        return
    predicate = term(column.predicate)
    inverse = term(column.inverse) if column.inverse else None
    none = f"{term('tr:knownNone')} {predicate}"
    for subject, found, lines in zip(subjects, terms, out, strict=True):
        for value in found:
            if value == KNOWN_NONE:
                lines.append(f"{subject} {none}")
                continue
            owner = subject
            if column.via:
                owner = f"{subject[:-1]}/{column.via.suffix}>"
                lines.append(f"{subject} {term(column.via.property)} {owner}")
                lines.append(f"{owner} {term('rdf:type')} {term(column.via.class_)}")
            lines.append(f"{owner} {predicate} {value}")
            if inverse:
                lines.append(f"{value} {inverse} {owner}")


def _emit_choices(
    column: Column, subjects: Sequence[str], terms: list[tuple[str, ...]], out: list[list[str]]
) -> None:
    statements = {}
    for choice in column.choices:
        value = (
            typed(str(choice.value).lower(), "xsd:boolean")
            if isinstance(choice.value, bool)
            else term(choice.value)
        )
        statements[choice.key] = f"{term(choice.predicate)} {value}"
    denied = f"{term('tr:isMultiplier')} {typed('false', 'xsd:boolean')}"
    for subject, found, lines in zip(subjects, terms, out, strict=True):
        for key in found:
            lines.append(f"{subject} {denied if key == KNOWN_NONE else statements[key]}")


def _emit_keys(
    table: SourceTable, subjects: Sequence[str], keys: Sequence[str], out: list[list[str]]
) -> None:
    column = next((column for column in table.sheet.columns if column.type == "id"), None)
    if column is None or column.predicate is None:
        return
    kennung = term("tr:kennung")
    own = term(column.predicate) if column.predicate == "skos:notation" else None
    for subject, key, lines in zip(subjects, keys, out, strict=True):
        lines.append(f"{subject} {kennung} {literal(key)}")
        if own:
            lines.append(f"{subject} {own} {literal(key.rpartition('/')[2])}")


def _describe_run(state: _State, table: SourceTable, run: str, levels: Sequence[str]) -> None:
    run_iri = iri(f"{state.base}run/{run}")
    for level in sorted(set(levels)):
        graph = iri(f"{state.base}graph/{level}/{run}")
        state.batch.graphs[level, "imports"].extend(
            (
                f"{graph} {term('rdf:type')} {term('dcat:Dataset')}",
                f"{graph} {term('dcterms:title')} {literal(f'{table.file}: {table.name}')}",
                f"{graph} {term('dcterms:accessRights')} {term(f'codes:AccessLevel/{level}')}",
                f"{graph} {term('prov:wasGeneratedBy')} {run_iri}",
                f"{run_iri} {term('rdf:type')} {term('tr:ImportRun')}",
                f"{run_iri} {term('rdf:type')} {term('prov:Activity')}",
                f"{run_iri} {term('tr:fileName')} {literal(table.file)}",
                f"{run_iri} {term('tr:sha256')} {literal(table.sha256)}",
                f"{run_iri} {term('tr:sheetName')} {literal(table.name)}",
                f"{run_iri} {term('tr:rowCount')} {typed(str(table.row_count), 'xsd:integer')}",
                f"{run_iri} {term('tr:toolVersion')} {literal(__version__)}",
            )
        )
