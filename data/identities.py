"""Who is who: the IRI of each row, and the row that a name or ID in another sheet means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from traiber.data.actors import Assignment, name_actors
from traiber.data.additions import shipped_rows
from traiber.data.departures import Departures
from traiber.data.doubles import find_doubles
from traiber.data.findings import Cell, Finding, shorten
from traiber.data.intake import Owner, SourceTable
from traiber.data.keys import digest, identifying_text
from traiber.data.registry import Registry
from traiber.data.stated_ids import KnownIds, stated_ids
from traiber.data.suggestion import nearest
from traiber.data.values import shown, split_values, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri

MOST_SUGGESTIONS = 500  # more unknown names than that have one cause, which no name repairs
NAMED = frozenset(
    [
        "actors",
        "events",
        "action_fields",
        "measures",
        "committees",
        "networks",
        "regions",
        "strategies",
        "pilots",
        "sources",
        "lists",
    ]
)

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # what stands in an IRI as it is


@dataclass(slots=True)
class Identities:
    """The things of one batch by sheet and name."""

    base: str
    registry: Registry
    names: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # sheet -> name -> subjects
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)  # sheet -> name -> as written
    assigned: list[Assignment] = field(default_factory=list)
    departures: Departures = field(default_factory=Departures)
    fresh: dict[str, Cell] = field(default_factory=dict)  # actors whose ID is kept nowhere yet, and a row
    asked: set[str] = field(default_factory=set)  # texts that suggestions were looked for

    def subject(self, path: str, key: str) -> str:
        """The IRI of a thing in N-Triples."""
        return iri(f"{self.base}{path}/{key}")

    def subjects(self, path: str, keys: Iterable[str]) -> list[str]:
        """The IRIs of several things of one sheet."""
        start = iri(f"{self.base}{path}/")[:-1]
        return [f"{start}{key}>" if _PLAIN.fullmatch(key) else self.subject(path, key) for key in keys]

    def find(self, sheets: Iterable[str], text: str) -> set[str]:
        """The things of these sheets with this ID or name; the first sheet that knows it counts."""
        wanted = normalise(text)
        for sheet in sheets:
            found = self.names.get(sheet, {}).get(wanted)
            if found:
                return found
        return set()

    def ambiguous(self, subjects: Iterable[str]) -> tuple[str, str]:
        """Rule and remedy for a name that means several things: by their IDs, or cells where no ID is kept.

        An ID that neither a table nor a build holds is another one next time.
        """
        found = sorted(subjects)
        fresh = [str(self.fresh[one]) for one in found if one in self.fresh]
        kept = [one[1:-1].rpartition("/")[2] for one in found if one not in self.fresh]
        rule = _("is the name of several rows ({ids}).").format(ids=", ".join((*kept, *sorted(fresh))))
        if not fresh:
            return rule, _("Please write the ID instead.")
        return rule, _("Please give each row an ID of its own and write it here, or make the names distinct.")

    def suggest(self, sheets: Iterable[str], text: str) -> str:
        """The known name that is nearest to a text; empty where none is near.

        Each takes a look at every name, so after `MOST_SUGGESTIONS` different texts there are none.
        """
        if text not in self.asked and len(self.asked) >= MOST_SUGGESTIONS:
            return ""
        self.asked.add(text)
        return nearest(text, (name for sheet in sheets for name in self.spoken.get(sheet, {}).values()))

    def add_name(self, sheet: str, name: str, subject: str) -> None:
        """Let a name mean a thing."""
        self.add_names(sheet, [(name, subject)])

    def add_names(self, sheet: str, meanings: Iterable[tuple[str, str]]) -> None:
        """Let names mean things; a name may mean several."""
        names, spoken = self.names.setdefault(sheet, {}), self.spoken.setdefault(sheet, {})
        for name, subject in meanings:
            key = normalise(name)
            known = names.get(key)
            if known is not None:
                known.add(subject)
            elif key:
                names[key] = {subject}
                spoken[key] = name


def identify(tables: Iterable[SourceTable], identities: Identities) -> tuple[list[list[str]], list[Finding]]:
    """The key of each row of each table ("" where it follows from other cells), and what is wrong.

    Named things without an ID get a lasting one: actors a minted Kennung, all others a digest of
    their identifying texts. Rows without an ID that would get the same one must agree in all cells
    that both fill; otherwise they are two things and need IDs.
    """
    tables = list(tables)
    findings: list[Finding] = []
    known = KnownIds((table for table in tables if table.sheet.key == "actors"), identities.registry)
    stated = [stated_ids(table, findings, known if table.sheet.key == "actors" else None) for table in tables]
    keys = [_derived_ids(table, ids) for table, ids in zip(tables, stated, strict=True)]
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key in NAMED and table.sheet.key != "actors":
            _index_names(table, found, identities)
    findings.extend(_name_actors(tables, keys, identities))
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key == "actors":
            _index_names(table, found, identities)
    of_table = {id(table): found for table, found in zip(tables, keys, strict=True)}
    for table in tables:
        if table.owner:
            _name_owners(table, table.owner, of_table[id(table.owner.table)], identities)
    findings.extend(_clashes(tables, stated))
    findings.extend(find_doubles(tables, stated, keys))
    return keys, findings


def _name_owners(table: SourceTable, owner: Owner, keys: list[str], identities: Identities) -> None:
    """Let shorthand rows name the row they stand in by its key where its ID or name does not mean it alone.

    Such as an ID that is mistyped or was turned into a number: what is wrong is told at the ID.
    """
    sheet, names = owner.table.sheet, table.cells[owner.column]
    known, subjects = identities.names.get(sheet.key, {}), identities.subjects(sheet.path, keys)
    for row, at in enumerate(owner.rows):
        key, text = keys[at], to_text(names[row])
        if key and text != key:
            meant = known.get(normalise(text), ())
            if len(meant) != 1 or subjects[at] not in meant:
                names[row] = key


def _derived_ids(table: SourceTable, stated: list[str]) -> list[str]:
    """The stated IDs, completed for named things other than actors."""
    sheet = table.sheet
    if sheet.key not in NAMED or sheet.key == "actors":
        return list(stated)
    types = {column.key: column.type for column in sheet.columns}
    columns = [(types.get(key, ""), table.column(key)) for key in sheet.identity]
    return [
        key or digest(identifying_text(type_, cells[row]) for type_, cells in columns)
        for row, key in enumerate(stated)
    ]


def _name_actors(tables: list[SourceTable], keys: list[list[str]], identities: Identities) -> list[Finding]:
    """Give the actors without an ID their Kennungen, all at once."""
    taken = {key for found in keys for key in found if key}
    actors = [
        (table, found) for table, found in zip(tables, keys, strict=True) if table.sheet.key == "actors"
    ]
    regions = cache(lambda text: region_key(text, identities))
    identities.departures, assigned, findings = name_actors(actors, identities.registry, taken, regions)
    identities.assigned.extend(assigned)
    for one in assigned:
        if one.fresh:
            cell = one.table.cell("name", one.row)
            identities.fresh.setdefault(identities.subject("org", one.kennung), cell)
    return findings


def region_key(text: str, identities: Identities) -> str:
    """One key for a region, whether its name, an abbreviation or its AGS was written."""
    found = identities.find(["regions"], text)
    if len(found) == 1:
        return next(iter(found))[1:-1].rpartition("/")[2]
    shipped = shipped_rows().get("regions", {}).get(normalise(text))
    return str(shipped[0]["id"]) if shipped else normalise(text)


def _index_names(table: SourceTable, keys: list[str], identities: Identities) -> None:
    sheet = table.sheet
    labels = [
        c
        for c in sheet.columns
        if c.type in ("label", "nuts") and c.key in table.cells and c.key not in ("definition", "description")
    ]
    subjects = identities.subjects(sheet.path, keys)
    identities.add_names(sheet.key, zip(keys, subjects, strict=True))
    for column in labels:
        cells = zip(map(to_text, table.cells[column.key]), subjects, strict=True)
        names = ((n, s) for text, s in cells for n in split_values(text)) if column.multiple else cells
        identities.add_names(sheet.key, names)


def _clashes(tables: list[SourceTable], stated: list[list[str]]) -> list[Finding]:
    """Two rows of a sheet with one ID that are not about the same."""
    first: dict[str, dict[str, tuple[SourceTable, int]]] = {}  # sheet -> ID -> row
    findings = []
    for table, ids in zip(tables, stated, strict=True):
        known = first.setdefault(table.sheet.key, {})
        for row, key in enumerate(ids):
            if key not in known:
                known[key] = table, row
            elif key and not same_thing(*known[key], table, row):
                findings.append(_clash(key, *known[key], table, row))
    return findings


def _clash(key: str, other: SourceTable, at: int, table: SourceTable, row: int) -> Finding:
    """One ID for two names: of two sheets one may know the old name only, within one a cell was copied."""
    if table.sheet.key in NAMED and (other.file, other.name) != (table.file, table.name):
        column = table.sheet.identity[0]
        name = shown(other.column(column)[at])
        rule = _("differs from {cell} ('{value}'), though both rows have the same ID.")
        remedy = _(
            "If it was renamed, please write the same name in both rows. "
            "If these are two, give one of them another ID."
        )
        return Finding(
            "E241",
            table.cell(column, row),
            shown(table.column(column)[row]),
            rule.format(cell=other.cell(column, at), value=shorten(name)),
            remedy,
        )
    text = _("is already the ID of another row ({cell}).").format(cell=other.cell("id", at))
    return Finding("E202", table.cell("id", row), key, text, _("Please empty the cell that was copied."))


def same_thing(one: SourceTable, at: int, other: SourceTable, row: int) -> bool:
    """Whether two rows of a sheet are about the same, as far as their identifying cells say."""
    return _identity(one, at) == _identity(other, row)


def _identity(table: SourceTable, row: int) -> list[str]:
    """What a row is about: the name of a named thing, all identifying cells of others."""
    columns = table.sheet.identity[:1] if table.sheet.key in NAMED else table.sheet.identity
    types = {column.key: column.type for column in table.sheet.columns}
    return [identifying_text(types.get(key, ""), table.column(key)[row]) for key in columns]
