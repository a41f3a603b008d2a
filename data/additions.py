"""Rows that no sheet of the batch holds but that a cell mentions."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from traiber.data.intake import SourceTable, recognise
from traiber.data.keys import digest
from traiber.data.readers import read_bytes
from traiber.data.values import Raw, split_values, to_text
from traiber.data.workbook import load_workbook
from traiber.ontology.codes import normalise

SHIPPED = ("regions", "action_fields", "sources")  # known everywhere; a mention brings the row in
LEFT_OUT = ("state", "close_match", "broader", "coordinator")  # would bring in half of the real network

ShippedRow = tuple[dict[str, Raw], tuple[str, ...]]  # cells by column, all names


@dataclass(slots=True)
class Addition:
    """A row that no sheet holds but a cell mentions: a new source, code or region, or a shipped one."""

    sheet: str
    key: str
    cells: dict[str, Raw]
    table: SourceTable  # where it was first mentioned
    row: int
    column: str
    level: str = "personal"
    done: bool = False


def to_table(addition: Addition) -> SourceTable:
    """The row as a table of its own, standing where it was first mentioned."""
    origin = addition.table
    cells = {key: [value] for key, value in addition.cells.items() if key != "id"}
    cells["access"] = [addition.level]
    at = origin.positions.get(addition.column, 0)
    return SourceTable(
        load_workbook()[addition.sheet],
        origin.file,
        origin.name,
        origin.sha256,
        [origin.numbers[addition.row]] if origin.numbers else [0],
        cells,
        dict.fromkeys(cells, at),
        [[]],
        own_rows=False,
    )


@cache
def shipped_rows() -> dict[str, dict[str, ShippedRow]]:
    """The shipped regions, action fields and sources by sheet and normalised name; read once."""
    folder = files("traiber.data") / "traiber_nrw"
    raw = [
        sheet
        for name in SHIPPED
        for sheet in read_bytes(f"{name}.csv", (folder / f"{name}.csv").read_bytes())
    ]
    tables, _findings = recognise(raw)
    known: dict[str, dict[str, ShippedRow]] = {}
    for table in tables:
        kept = [c for c in table.sheet.columns if c.key in table.cells and c.key not in LEFT_OUT]
        names_of = [
            c.key
            for c in kept
            if c.type in ("label", "nuts", "id") and c.key not in ("definition", "description")
        ]
        for row in range(len(table)):
            cells = {c.key: table.cells[c.key][row] for c in kept if table.cells[c.key][row] is not None}
            cells.setdefault("id", digest([normalise(to_text(cells.get("name")))]))
            names = tuple(n for key in names_of for n in split_values(to_text(cells.get(key))))
            for name in names:
                known.setdefault(table.sheet.key, {}).setdefault(normalise(name), (cells, names))
    return known
