"""All foreign files of a workspace as one graph, ready to be joined with what the tables say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from traiber.data.collector import paused
from traiber.data.findings import Cell, Finding
from traiber.data.foreign.alignment import align
from traiber.data.foreign.completion import classes_of, inferred, with_languages
from traiber.data.foreign.files import ForeignFile
from traiber.data.foreign.levels import own_graph, with_levels
from traiber.data.foreign.reading import Fact, read_file
from traiber.data.foreign.terms import unknown_terms
from traiber.data.identities import NAMED, Identities
from traiber.data.intake import SourceTable
from traiber.data.kennung import derive
from traiber.data.keys import digest
from traiber.data.workbook import Sheet, load_workbook, sheet_of
from traiber.graph.store import Term
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal
from traiber.ontology.prefixes import compress, expand

Run = tuple[SourceTable, str, list[str], int]  # file and graph, access level, statements, things

_KENNUNG = expand("tr:kennung")
_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]*))?")
_LABELS = tuple(map(expand, ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "foaf:name")))


@dataclass(slots=True)
class ForeignGraph:
    """What foreign files say.

    `sheets` tells of each subject which sheet it would be a row of, `account` holds the account of
    imports that our own exports carry, with its levels.
    """

    base: str = ""
    facts: list[Fact] = field(default_factory=list)
    account: list[Fact] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)  # (file, subject) -> line

    def learn(self, identities: Identities) -> None:
        """Give each named thing a key, and let rows refer to it by key, name or address.

        A name that a row of the tables has means that row alone.
        """
        if not self.sheets:
            return
        keys: dict[str, tuple[str, Fact]] = {}
        names: dict[str, list[str]] = defaultdict(list)
        for fact in self.facts:
            if fact.subject in self.sheets:
                if fact.predicate == _KENNUNG:
                    keys.setdefault(fact.subject, (fact.object.value, fact))
                elif fact.predicate in _LABELS:
                    names[fact.subject].append(fact.object.value)
        self._check_keys(keys, identities)
        minted = self._mint(keys, identities)
        self.facts += minted
        keys.update((fact.subject, (fact.object.value, fact)) for fact in minted)
        here = {keys[s][0] for s, sheet in self.sheets.items() if sheet.key == "actors" and s in keys}
        identities.registry.meet(here)
        identities.departures.take_back(here)
        known = {sheet: frozenset(found) for sheet, found in identities.names.items()}
        for subject, sheet in self.sheets.items():
            if sheet.key in NAMED:
                for name in (keys[subject][0], subject, *names[subject]):
                    if normalise(name) not in known.get(sheet.key, ()):
                        identities.add_name(sheet.key, name, iri(subject))

    def _check_keys(self, keys: dict[str, tuple[str, Fact]], identities: Identities) -> None:
        """Two things of one kind with one Kennung would be one in every analysis."""
        owners: dict[tuple[str, str], str] = {}
        for subject, (key, fact) in keys.items():
            sheet = self.sheets[subject].key
            rows = identities.find([sheet], key) if sheet in NAMED else set()
            row = next((one[1:-1] for one in rows if one[1:-1].rpartition("/")[2] == key), subject)
            other = owners.setdefault((sheet, key), row)
            if other != subject:
                rule = _("has the same ID {key} as {other}.").format(key=key, other=compress(other))
                remedy = _("Please remove one of them, or use one address for both.")
                cell = self._cell(fact.file.file, subject)
                self.findings.append(Finding("E128", cell, compress(subject), rule, remedy))

    def _mint(self, keys: dict[str, tuple[str, Fact]], identities: Identities) -> list[Fact]:
        """Keys for things without one: actors a Kennung from their address, others its last segment."""
        first: dict[str, Fact] = {}
        for fact in self.facts:
            if fact.subject in self.sheets and fact.subject not in keys:
                first.setdefault(fact.subject, fact)
        named = {s: f for s, f in first.items() if _has_key(self.sheets[s])}
        actors = sorted(subject for subject in named if self.sheets[subject].key == "actors")
        actors = [subject for subject in actors if not subject.startswith(f"{self.base}org/")]
        taken = {key for key, _fact in keys.values()} | identities.registry.entries.keys()
        taken |= {
            one[1:-1].rpartition("/")[2] for s in identities.names.get("actors", {}).values() for one in s
        }
        minted: dict[str, str] = {}
        for subject in actors:
            minted[subject] = derive(subject, taken)
            taken.add(minted[subject])
        used = {(self.sheets[subject].key, key) for subject, (key, _fact) in keys.items()}
        for subject in sorted(set(named) - set(actors)):
            sheet = self.sheets[subject]
            own = subject.removeprefix(f"{self.base}{sheet.path}/")
            key = own if own != subject else subject.rstrip("/#").replace("#", "/").rpartition("/")[2]
            if own == subject and ((sheet.key, key) in used or identities.find([sheet.key], key) or not key):
                key = digest([subject])
            used.add((sheet.key, key))
            minted[subject] = key
        return [
            Fact(
                s,
                _KENNUNG,
                Term("literal", key, expand("xsd:string")),
                named[s].graph,
                named[s].file,
                named[s].level,
            )
            for s, key in minted.items()
        ]

    def runs(self) -> Iterator[Run]:
        """The statements by file, graph and level: each is an import run of its own."""
        grouped: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            own = own_graph(self.base, fact.graph)
            grouped[fact.file.file, "" if own else fact.graph, fact.level].append(fact)
        for (_file, graph, level), facts in sorted(grouped.items(), key=lambda item: item[0]):
            statements = dict.fromkeys(_statement(fact) for fact in facts)
            things = {fact.subject for fact in facts if fact.subject in self.sheets}
            yield _origin(facts[0].file, graph), level, list(statements), len(things)

    def account_of_imports(self) -> Iterator[tuple[str, str]]:
        """The account of the imports that an export of ours carries: access level and statement."""
        yield from ((fact.level, _statement(fact)) for fact in self.account)
        for file, graph in dict.fromkeys((fact.file, fact.graph) for fact in self.facts):
            if own := own_graph(self.base, graph):
                here = iri(f"{self.base}graph/{own[0]}/{digest([file.sha256, ''])}")
                yield own[0], f"{here} {iri(expand('prov:wasDerivedFrom'))} {iri(graph)}"

    def mentions(self) -> Iterator[tuple[str, str, str, SourceTable]]:
        """What facts refer to by an address of ours but do not describe: sheet, key, level, place."""
        paths = {sheet.path: key for key, sheet in load_workbook().items() if key in NAMED}
        for fact in self.facts:
            value = fact.object.value
            if fact.object.kind == "iri" and value.startswith(self.base) and value not in self.sheets:
                path, _slash, key = value.removeprefix(self.base).partition("/")
                if path in paths:
                    yield paths[path], key, fact.level, _origin(fact.file, "")

    def places(self) -> dict[tuple[str, str], Cell]:
        """Where a subject stands, for ("subject", ""), and where a value of it does."""
        found: dict[tuple[str, str], Cell] = {}
        cells: dict[tuple[str, str], Cell] = {}
        for subject, _predicate, object_, _graph, file, _level in self.facts:
            cell = cells.get((file.file, subject))
            if cell is None:
                cell = cells[file.file, subject] = self._cell(file.file, subject)
                known = found.get((subject, ""))
                if known is None or not known.row:
                    found[subject, ""] = cell
            elif not cell.row and not found[subject, ""].row:
                found[subject, ""] = cell
            found.setdefault((subject, object_.value), cell)
        self._place_nodes(found)
        return found

    def _place_nodes(self, found: dict[tuple[str, str], Cell]) -> None:
        """A node without a line of its own stands where the thing stands that refers to it."""
        nodes = f"{self.base}node/"
        for subject, _predicate, object_, _graph, _file, _level in self.facts:
            if object_.kind == "iri" and object_.value.startswith(nodes):
                node = (object_.value, "")
                if node in found and not found[node].row:
                    found[node] = found[subject, ""]

    def _cell(self, file: str, subject: str) -> Cell:
        return Cell(file, "", self.lines.get((file, subject), 0))


NOTHING_FOREIGN = ForeignGraph()


@paused()
def read_foreign(files: Iterable[ForeignFile], base: str) -> ForeignGraph:
    """Read all files; what is wrong with them is in the findings, and such a file says nothing.

    The account of imports in our own exports is told
    apart from what they say: it describes runs and graphs, not the network.
    """
    read: list[Fact] = []
    findings: list[Finding] = []
    lines: dict[tuple[str, str], int] = {}
    for file in files:
        reading = read_file(file, base)
        read += reading.facts
        findings += reading.findings
        lines.update({(file.file, subject): line for subject, line in reading.lines.items()})
    about_imports = tuple(f"{base}{part}/" for part in ("graph", "run"))
    account = [fact for fact in read if fact.subject.startswith(about_imports)]
    facts = with_languages(fact for fact in read if not fact.subject.startswith(about_imports))
    aligned, told = align(facts, classes_of(facts), base)
    facts += with_languages(aligned)
    classes = classes_of(facts)
    facts = with_levels(facts, classes, base)
    facts += list(inferred(facts, classes))
    sheets = {subject: sheet for subject, found in classes_of(facts).items() if (sheet := sheet_of(found))}
    graph = ForeignGraph(base, facts, [_of_level(fact, base) for fact in account], sheets, findings, lines)
    graph.findings += told
    graph.findings += unknown_terms(facts, graph.places)
    return graph


def _of_level(fact: Fact, base: str) -> Fact:
    """The account stands at the level of the run that it is about."""
    level = fact.subject.removeprefix(base).split("/")[1]
    own = own_graph(base, f"{base}graph/{level}/imports")
    return Fact(
        fact.subject, fact.predicate, fact.object, fact.graph, fact.file, own[0] if own else "personal"
    )


def _origin(file: ForeignFile, graph: str) -> SourceTable:
    """A table without rows, as the place where statements stand."""
    return SourceTable(load_workbook()["networks"], file.file, graph, file.sha256, [], {}, {})


def _has_key(sheet: Sheet) -> bool:
    return any(column.type == "id" for column in sheet.columns)


def _statement(fact: Fact) -> str:
    return f"{_iri(fact.subject)} {_iri(fact.predicate)} {_object(fact.object)}"


def _object(term: Term) -> str:
    if term.kind == "iri":
        return _iri(term.value)
    if term.language:
        return literal(term.value, term.language)
    if term.datatype in (None, expand("xsd:string")):
        return literal(term.value)
    return f"{literal(_same_number(term))}^^{_iri(term.datatype or '')}"


def _same_number(term: Term) -> str:
    """A decimal number as those of tables are written (12.0): one number, one spelling."""
    found = _DECIMAL.fullmatch(term.value) if term.datatype == expand("xsd:decimal") else None
    if not found:
        return term.value
    sign, whole, rest = found.groups("")
    return f"{sign.replace('+', '')}{whole.lstrip('0') or '0'}.{rest.rstrip('0') or '0'}"


@cache
def _iri(text: str) -> str:
    return iri(text)
