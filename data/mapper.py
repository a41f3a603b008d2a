"""Recognised tables become statements: one pass over each column, each distinct value parsed once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traiber import __version__
from traiber.data.batch import Batch
from traiber.data.derivations import DERIVATIONS
from traiber.data.emission import emit_column, emit_keys, emit_types
from traiber.data.findings import Finding
from traiber.data.identities import Identities, Registry, digest, identify
from traiber.data.intake import SourceTable, recognise
from traiber.data.readers import RawSheet
from traiber.data.resolution import Resolver
from traiber.data.values import Raw
from traiber.data.workbook import Column
from traiber.graph.access import LEVELS
from traiber.ontology.codes import load_codes
from traiber.ontology.ntriples import iri, literal, term, typed


@dataclass(slots=True)
class _State:
    """What the steps of one mapping run share."""

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
    emit_types(table, subjects, terms, out)
    for column in table.sheet.columns:
        if column.key in terms and not column.derived:
            emit_column(table, column, subjects, terms[column.key], out)
    emit_keys(table, subjects, row_keys, out)
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
