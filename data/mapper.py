"""Recognised tables become statements: one pass over each column, each distinct value read once."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from traiber import __version__
from traiber.data.batch import Batch
from traiber.data.collector import paused
from traiber.data.completion import Converted, complete_keys
from traiber.data.conflicts import settle_conflicts
from traiber.data.departures import TOMBSTONES
from traiber.data.duplicates.merging import Merges, merge_actors
from traiber.data.emission import Rows, statements_of
from traiber.data.findings import Cell, Finding
from traiber.data.foreign import NOTHING_FOREIGN, ForeignGraph
from traiber.data.identities import Identities, identify
from traiber.data.intake import SourceTable, recognise
from traiber.data.keys import digest
from traiber.data.known_none import known_nones
from traiber.data.levels import row_levels
from traiber.data.namesakes import find_namesakes, warn_of
from traiber.data.readers import RawSheet
from traiber.data.registry import Registry
from traiber.data.resolution import Resolver
from traiber.data.values import Raw
from traiber.data.workbook import Column, load_workbook
from traiber.graph.access import LEVELS
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed

COPIED = ("source", "access")  # cells that shorthand rows share with the row that they come from


@dataclass(frozen=True, slots=True)
class Settings:
    """What the workspace's settings file adds to the tables."""

    file: str = "traiber.toml"
    sha256: str = ""
    office: tuple[str, ...] = ()  # names or IDs

    def as_table(self) -> SourceTable:
        """A table without rows, as the place where the settings stand."""
        return SourceTable(load_workbook()["networks"], self.file, "", self.sha256, [], {}, {})


NO_SETTINGS = Settings()


@dataclass(slots=True)
class _State:
    """What the steps of one mapping run share."""

    base: str
    resolver: Resolver
    batch: Batch
    merges: Merges
    levels: dict[str, str] = field(default_factory=dict)  # actor -> its most public access level
    run_rows: Counter[tuple[str, str]] = field(default_factory=Counter)  # (level, run) -> rows


@paused()
def map_sheets(
    sheets: Iterable[RawSheet],
    base: str,
    registry: Registry,
    home: str | None = None,
    extend_codes: bool = False,
    settings: Settings = NO_SETTINGS,
    foreign: ForeignGraph = NOTHING_FOREIGN,
) -> Batch:
    """The statements of raw sheets, all findings collected.

    `base` begins the IRI of every thing; `home` names the home network; `extend_codes` lets unknown
    codes, regions and action fields become new ones with a warning; `settings` are those of the
    workspace's traiber.toml; `foreign` is what RDF files say beside the tables. The registry gains what
    is minted.
    """
    tables, findings = recognise(sheets, home)
    identities = Identities(base, registry)
    keys, found = identify(tables, identities)
    merges, decided = merge_actors(tables, keys, identities)
    foreign.learn(identities)
    resolver = Resolver(identities, extend_codes)
    decided.extend(warn_of(find_namesakes(tables, keys, merges.different)))
    batch = Batch(findings=[*findings, *found, *decided], assigned=identities.assigned)
    if tombstones := list(identities.departures.tombstones(base)):
        batch.graphs[TOMBSTONES].extend(tombstones)
    state = _State(base, resolver, batch, merges)
    for table, row_keys in zip(tables, keys, strict=True):
        if table.sheet.key == "lists":
            resolver.learn_codes(table, row_keys)
    origin = settings.as_table()
    if home and not identities.find(["networks"], home):
        resolver.create("networks", home, origin, 0, "", level="public")
    _map_tables(state, list(zip(tables, keys, strict=True)))
    _add_foreign(state, foreign)
    for table in tables:
        batch.counts[table.sheet.key] += len(table)
    while extra := resolver.take_additions():
        _map_tables(state, extra)
    _name_offices(state, settings, origin)
    _count_rows(state)
    batch.findings.extend(resolver.findings)
    batch.drop_repeated_faults()
    distinct = dict.fromkeys(batch.findings)  # a name that stands once may be meant several times
    batch.findings = sorted(distinct, key=lambda one: (one.severity, one.cell, one.code, one.value))
    return batch


def _map_tables(state: _State, tables: Iterable[tuple[SourceTable, Sequence[str]]]) -> None:
    converted = []
    for table, keys in tables:
        levels = _levels(state, table)
        columns = [c for c in table.sheet.columns if c.type not in ("id", "shorthand") and c.key != "access"]
        terms = {column.key: _convert(state, table, column, levels) for column in columns}
        terms |= known_nones(table)
        converted.append(Converted(table, list(keys), levels, terms))
    state.batch.findings.extend(state.merges.combine(converted))
    state.batch.take_conflicts(settle_conflicts(converted))
    state.batch.findings.extend(complete_keys(converted))
    for one in converted:
        _emit(state, one)


def _emit(state: _State, one: Converted) -> None:
    table = one.table
    subjects = state.resolver.identities.subjects(table.sheet.path, one.keys)
    run = digest([table.sha256, table.file, table.name])
    rows = Rows(table.sheet, subjects, one.keys, one.terms, table.notes)
    for level in sorted(set(one.levels)):
        places = [place for place, own in enumerate(one.levels) if own == level]
        lines = state.batch.graphs[level, run]
        for statements in statements_of(rows if len(places) == len(subjects) else rows.at(places)):
            lines.extend(statements)
        state.run_rows[level, run] += len(places) * table.own_rows
    _describe_run(state, table, run, one.levels)
    state.batch.place(table, subjects)
    if table.sheet.key != "actors":
        return
    for subject, level in zip(subjects, one.levels, strict=True):
        known = state.levels.setdefault(subject, level)
        if known != level:
            state.levels[subject] = min(level, known, key=LEVELS.index)


def _levels(state: _State, table: SourceTable) -> list[str]:
    """The access level of each row; what is no level is reported."""
    if "access" in table.cells:
        _convert(state, table, table.sheet.column("access"), ["personal"] * len(table))
    return row_levels(table)


def _convert(
    state: _State, table: SourceTable, column: Column, levels: Sequence[str]
) -> list[tuple[str, ...]]:
    """The terms of a column, row by row; each distinct value is read once, errors reported for each cell."""
    values = table.cells.get(column.key)
    if values is None:
        if column.default is None:
            return [()] * len(table)
        values = [None] * len(table)
    resolve = state.resolver.reader(table, column)
    read: dict[Hashable, tuple[str, ...]] = {}
    wrong: dict[Hashable, Finding] = {}
    result: list[tuple[str, ...]] = []
    for row, value in enumerate(values):
        cell = value if value is None or value.__class__ is str else _distinct(value)
        terms = read.get(cell)
        if terms is None:
            found = resolve(value, row)
            if isinstance(found, Finding):
                wrong[cell], found = found, ()
            terms = read[cell] = found
        result.append(terms)
    if wrong and (table.own_rows or column.key not in COPIED):
        for row, value in enumerate(values):
            if known := wrong.get(_distinct(value)):
                finding = state.resolver.at(known, table.cell(column.key, row))
                state.batch.findings.append(finding)
    state.resolver.note_levels(table, column, result, levels, chain.from_iterable(read.values()))
    return result


def _distinct(value: Raw) -> Hashable:
    """The value such that only those of one kind are equal: 1, 1.0 and True are three."""
    return value if value is None or isinstance(value, str) else (type(value), value)


def _describe_run(state: _State, table: SourceTable, run: str, levels: Sequence[str]) -> None:
    for level in sorted(set(levels)):
        run_iri = iri(f"{state.base}run/{level}/{run}")
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
                f"{run_iri} {term('tr:toolVersion')} {literal(__version__)}",
            )
        )


def _count_rows(state: _State) -> None:
    """How many rows of each run a level holds; what other levels hold is not told."""
    for (level, run), rows in sorted(state.run_rows.items()):
        count = typed(str(rows), "xsd:integer")
        statement = f"{iri(f'{state.base}run/{level}/{run}')} {term('tr:rowCount')} {count}"
        state.batch.graphs[level, "imports"].append(statement)


def _add_foreign(state: _State, foreign: ForeignGraph) -> None:
    """What RDF files say, with a run of its own for each file, graph and level."""
    for origin, level, statements, things in foreign.runs():
        run = digest([origin.sha256, origin.name])
        _describe_run(state, origin, run, [level])
        state.batch.graphs[level, run].extend(statements)
        state.run_rows[level, run] += things
    for level, statement in foreign.account_of_imports():
        state.batch.graphs[level, "imports"].append(statement)
    for sheet, key, level, origin in foreign.mentions():
        state.resolver.bring_in(sheet, key, origin, level)
    state.batch.counts.update(sheet.key for sheet in foreign.sheets.values())
    state.batch.places = foreign.places()
    state.batch.findings.extend(foreign.findings)


def _name_offices(state: _State, settings: Settings, origin: SourceTable) -> None:
    """Mark the office that the settings name; a name that means no single actor is a warning."""
    run = digest([settings.sha256, ""])
    office = f"{term('tr:isOffice')} {typed('true', 'xsd:boolean')}"
    for name in settings.office:
        found = state.resolver.identities.find(["actors"], name)
        if len(found) == 1:
            subject = next(iter(found))
            level = state.levels.get(subject, "personal")
            _describe_run(state, origin, run, [level])
            state.run_rows[level, run] += 0
            state.batch.graphs[level, run].append(f"{subject} {office}")
            continue
        rule = _("means no actor, or more than one.")
        remedy = _("Please write the name or ID of an actor in the setting office.")
        cell = Cell(settings.file, "")
        state.batch.findings.append(Finding("W204", cell, name, rule, remedy, severity="warning"))
