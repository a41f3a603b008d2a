"""What a set of tables says, what is wrong with it, and where each thing stands."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from traiber.data.actors import Assignment
from traiber.data.findings import Cell, Finding, count_errors, count_warnings
from traiber.data.intake import SourceTable
from traiber.data.values import shown, to_text
from traiber.graph.store import Store
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import term
from traiber.ontology.prefixes import compress

STANDS_IN = {"tr:participant": "tr:from"}  # a derived property -> the one of a column that it comes from

Graphs = dict[tuple[str, str], list[str]]  # (access level, run) -> statements without the full stop


@dataclass(slots=True)
class Batch:
    """What tables say: statements by access level and run, what is wrong, and where each row stands."""

    graphs: Graphs = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)  # sheet -> rows
    files: dict[str, str] = field(default_factory=dict)  # file -> SHA-256 of what was read
    assigned: list[Assignment] = field(default_factory=list)  # rows of actors that state no Kennung
    # (IRI, value) -> where a foreign file says so; the value "" stands for the thing itself
    places: dict[tuple[str, str], Cell] = field(default_factory=dict)
    store: Store | None = None  # all of it, where it was validated in memory

    _placed: list[tuple[SourceTable, Sequence[str]]] = field(default_factory=list)
    _rows: dict[str, list[tuple[SourceTable, int]]] | None = None

    def place(self, table: SourceTable, subjects: Sequence[str]) -> None:
        """Say which things, in N-Triples, the rows of a table are about."""
        self._placed.append((table, subjects))
        self._rows = None

    @property
    def rows(self) -> Mapping[str, list[tuple[SourceTable, int]]]:
        """The rows of each thing by its IRI; put together when first asked for."""
        if self._rows is None:
            self._rows = {}
            for table, subjects in self._placed:
                for row, subject in enumerate(subjects):
                    self._rows.setdefault(subject[1:-1], []).append((table, row))
        return self._rows

    def subjects(self) -> Set[str]:
        """The IRIs of all that is in the sources, of actors too that were merged into another."""
        replaced = f" {term('dcterms:isReplacedBy')} "
        merged = (
            line.partition(" ")[0][1:-1]
            for lines in self.graphs.values()
            for line in lines
            if replaced in line
        )
        return {*self.rows, *(subject for subject, _value in self.places), *merged}

    def assigned_in_doubt(self) -> list[str]:
        """The Kennungen minted for rows that may be actors who seem gone (W221)."""
        return [one.kennung for one in self.assigned if one.doubtful]

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the batch from being written."""
        return [finding for finding in self.findings if finding.severity == "error"]

    def take_conflicts(self, conflicts: list[Finding]) -> None:
        """Add what rows say against each other; that such a row repeats another is no longer said."""
        rows = {replace(finding.cell, column=0) for finding in conflicts}
        kept = [finding for finding in self.findings if finding.code != "W202" or finding.cell not in rows]
        self.findings = [*kept, *conflicts]

    def summary(self) -> str:
        """How many rows were read, and how many errors and warnings there are."""
        errors = len(self.errors)
        return _("{rows} rows read: {errors}, {warnings}.").format(
            rows=sum(self.counts.values()),
            errors=count_errors(errors),
            warnings=count_warnings(len(self.findings) - errors),
        )

    def name(self, subject: str) -> str:
        """What the row calls a thing; empty where it has no name or no row."""
        for table, row in self.rows.get(subject, ()):
            for key in ("name", "title"):
                if key in table.cells:
                    return to_text(table.cells[key][row])
        return ""

    def has_column(self, subject: str, path: str | None) -> bool:
        """Whether a property of a thing is that of one column of its sheet, which it may leave empty."""
        columns = (c for table, _row in self.rows.get(subject, ()) for c in table.sheet.columns)
        return any(path and column.predicate in (path, compress(path)) for column in columns)

    def drop_repeated_faults(self) -> None:
        """What a cell without a usable value was refused for, once more, is no longer said."""
        unusable = {finding.cell for finding in self.findings if finding.code in ("E106", "E207")}
        self.findings = [
            finding
            for finding in self.findings
            if finding.cell not in unusable or finding.code in ("E106", "E207")
        ]

    def cell(self, subject: str, path: str | None, value: str | None = None) -> tuple[Cell, str] | None:
        """Where the value of a property of a thing stands and what it is; None for what is nowhere.

        Of a path of several properties the last one counts; a node that hangs on a row, such as its
        address, stands where the row stands. Of several cells that may be meant, the one with that
        value, else the last one that is filled. What a foreign file says stands on the line where
        the thing begins.
        """
        place = self.places.get((subject, value or ""))

        rows = self.rows.get(subject) or self.rows.get(subject.rpartition("/")[0])
        if not rows:
            place = place or self.places.get((subject, ""))
            return (place, compress(subject)) if place else None
        wanted = path if (path or "").startswith("http") else (path or "").rpartition("/")[2]
        wanted = STANDS_IN.get(wanted or "", wanted)
        found = [
            (table.cell(column.key, row), table.cells[column.key][row])
            for table, row in rows
            for column in table.sheet.columns
            if wanted and column.predicate in (wanted, compress(wanted)) and column.key in table.cells
        ]
        table, row = rows[0]
        exact = [cell for cell in found if value is not None and to_text(cell[1]) == value]
        if place and value and not exact:
            return place, compress(value)
        filled = [cell for cell in found if to_text(cell[1])]
        where, what = next(iter([*exact, *filled[::-1], *found]), (table.cell("", row), None))
        return where, shown(what)
