"""What the sources say now against what the current build holds: new, changed and gone rows."""

from traiber.data.changes.builds import changes_between, changes_of_sources, readable_build
from traiber.data.changes.comparison import compare
from traiber.data.changes.model import CellChange, ChangeList, RowChange
from traiber.data.changes.shown import changes_json, to_grids

__all__ = [
    "CellChange",
    "ChangeList",
    "RowChange",
    "changes_between",
    "changes_json",
    "changes_of_sources",
    "compare",
    "readable_build",
    "to_grids",
]
