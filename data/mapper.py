"""Recognised tables become statements: one pass over each column, each distinct value parsed once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from traiber import __version__
from traiber.data.batch import Batch
from traiber.data.completion import Converted, complete_keys
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
        resolver.create("networks", home, tables[0], 0, "", level="public")
    _map_tables(state, list(zip(tables, keys, strict=True)))
    for table in tables:
        batch.counts[table.sheet.key] += len(table)
    while extra := resolver.take_additions():
        _map_tables(state, extra)
    batch.findings.extend(resolver.findings)
    batch.findings.sort(key=lambda finding: (finding.severity, finding.cell, finding.code, finding.value))
    return batch


def _map_tables(state: _State, tables: Iterable[tuple[SourceTable, Sequence[str]]]) -> None:
    converted = []
    for table, keys in tables:
        levels = _levels(state, table)
        columns = [c for c in table.sheet.columns if c.type not in ("id", "shorthand") and c.key != "access"]
        terms = {column.key: _convert(state, table, column, levels) for column in columns}
        converted.append(Converted(table, list(keys), levels, terms))
    state.batch.findings.extend(complete_keys(converted))
    for one in converted:
        _emit(state, one)


def _emit(state: _State, one: Converted) -> None:
    table, terms = one.table, one.terms
    subjects = [state.resolver.identities.subject(table.sheet.path, key) for key in one.keys]
    run = digest([table.sha256, table.name])
    out: list[list[str]] = [state.batch.graphs[level, run] for level in one.levels]
    _describe_run(state, table, run, one.levels)
    emit_types(table, subjects, terms, out)
    for column in table.sheet.columns:
        if column.key in terms and not column.derived:
            emit_column(table, column, subjects, terms[column.key], out)
    emit_keys(table, subjects, one.keys, out)
    for row, notes in enumerate(table.notes):
        out[row].extend(f"{subjects[row]} {term('skos:note')} {literal(note)}" for note in notes)
    if table.sheet.key in DERIVATIONS:
        for row, statement in DERIVATIONS[table.sheet.key](subjects, one.keys, terms, _directed()):
            out[row].append(statement)
    for row, subject in enumerate(subjects):
        state.batch.rows.setdefault(subject[1:-1], (table, row))


@cache
def _directed() -> frozenset[str]:
    return frozenset(f"<{code.iri}>" for code in load_codes()["TieType"].codes if code.directed)


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
