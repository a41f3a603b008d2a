"""What a set of tables says, what is wrong with it, and where each thing stands."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from traiber.data.findings import Cell, Finding, count_errors, count_warnings
from traiber.data.intake import SourceTable
from traiber.data.values import to_text
from traiber.ontology.language import gettext_ as _
from traiber.ontology.prefixes import compress

STANDS_IN = {"tr:participant": "tr:from"}  # a derived property -> the one of a column that it comes from

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
        errors = len(self.errors)
        return _("{rows} rows read: {errors}, {warnings}.").format(
            rows=sum(self.counts.values()),
            errors=count_errors(errors),
            warnings=count_warnings(len(self.findings) - errors),
        )

    def name(self, subject: str) -> str:
        """What the row calls a thing; empty where it has no name or no row."""
        known = self.rows.get(subject)
        if known is None:
            return ""
        table, row = known
        return next((to_text(table.cells[key][row]) for key in ("name", "title") if key in table.cells), "")

    def cell(self, subject: str, path: str | None) -> tuple[Cell, str] | None:
        """Where the value of a property of a thing stands and what it is; None for things of no row.

        Of a path of several properties the last one counts; a node that hangs on a row, such as its
        address, stands where the row stands.
        """
        known = self.rows.get(subject) or self.rows.get(subject.rpartition("/")[0])
        if known is None:
            return None
        table, row = known
        wanted = (path or "").rpartition("/")[2] if not (path or "").startswith("http") else path
        wanted = STANDS_IN.get(wanted or "", wanted)
        for column in table.sheet.columns:
            if wanted and column.predicate in (wanted, compress(wanted)) and column.key in table.cells:
                return table.cell(column.key, row), to_text(table.cells[column.key][row])
        return table.cell("", row), ""
