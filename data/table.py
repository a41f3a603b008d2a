"""A sheet of the workbook as plain values, before it is read into the graph or written to a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

Cell = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet, in the order of `columns`.

    `sheet` and `columns` are the keys that workbook.toml declares. A cell is a Python value;
    `None` is unknown, `"-"` is known to be none, several values are one text joined by "; ".
    """

    sheet: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def column(self, key: str) -> list[Cell]:
        """The values of one column, row by row; ValueError where the table lacks it.

        >>> Table("regions", ("id", "name"), [("99001", "Kreis Amselgrund")]).column("name")
        ['Kreis Amselgrund']
        """
        at = self.columns.index(key)
        return [row[at] for row in self.rows]

    def records(self) -> Iterator[dict[str, Cell]]:
        """The rows as mappings from column key to value."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)
