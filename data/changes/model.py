"""A list of changes as values: which rows are new, changed or gone, and cell by cell how."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from traiber.data.findings import Cell
from traiber.ontology.language import gettext_ as _

Kind = Literal["new", "changed", "gone"]

KINDS: tuple[Kind, ...] = ("new", "changed", "gone")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that says something else: its column, the texts before and now ("" is empty), and where."""

    column: str  # key
    before: str
    now: str
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is new, changed or gone; `cells` are those of a changed one."""

    kind: Kind
    sheet: str  # key
    name: str
    id: str  # "" for rows that have none of their own
    level: str
    cell: Cell | None = None  # where a new or changed row stands
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeList:
    """All changes against a build; against none, everything is new and only counted."""

    build: str | None
    counts: Mapping[str, Mapping[Kind, int]]  # sheet -> kind -> rows; sheets without changes are absent
    rows: tuple[RowChange, ...] = ()

    def total(self, kind: Kind) -> int:
        """The number of rows of a kind in all sheets."""
        return sum(counts.get(kind, 0) for counts in self.counts.values())

    def summary(self) -> str:
        """The numbers in one line.

        >>> ChangeList("b", {"ties": {"new": 3, "gone": 1}}).summary()
        '3 new, 0 changed, 1 gone'
        """
        if not any(self.total(kind) for kind in KINDS):
            return _("no change")
        numbers: dict[str, int] = {kind: self.total(kind) for kind in KINDS}
        return _("{new} new, {changed} changed, {gone} gone").format(**numbers)
