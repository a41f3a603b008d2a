"""A dash (known to be none) and an empty cell (unknown) stay two things on the whole way.

Every column of every sheet in which a dash is possible: not a required one, not the ID, not the
access level, and not a short form for rows of other sheets (test_known_none.py).
"""

from pathlib import Path

import pytest

from traiber.data.build import content_graphs
from traiber.data.export import export_tables
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet, read_table
from traiber.data.registry import Registry
from traiber.data.table import Table
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.data.writers import write_csv_folder, write_workbook
from traiber.graph.store import Store, canonical_hash, memory_store
from traiber.ontology.codes import load_codes
from traiber.ontology.language import set_language

BASE = "https://example.org/id/"
# A decision on duplicates changes what other rows mean; tests/test_duplicates.py has its round trip.
SHEETS = [sheet for sheet in load_workbook().values() if sheet.key != "duplicates"]
POSSIBLE = [
    pytest.param(sheet, column, id=f"{sheet.key}-{column.key}")
    for sheet in SHEETS
    for column in sheet.columns
    if not column.required and column.type not in ("id", "shorthand") and column.key != "access"
]
FIXED = {  # what required references lead to
    "actors": {"id": "ref1", "name": "Akteur", "type": "Kommune"},
    "events": {"id": "ref1", "title": "Treffen"},
    "action_fields": {"id": "ref1", "name": "Feld"},
    "networks": {"id": "ref1", "name": "Netz"},
    "regions": {"id": "99999", "name": "Kreis"},
}


def value_of(sheet: Sheet, column: Column, row: int) -> str:
    """A value of a required column."""
    match column.type:
        case "ref":
            return FIXED[column.ref[0]]["id"]
        case "code":
            return load_codes()[column.codes or ""].codes[row % 3].labels["de"]
        case "scheme":
            return "ActorType"
        case "year":
            return str(2001 + row)
        case "integer" | "decimal":
            return str(1 + row)
        case _:
            return f"{column.key}{row}"


def raw(sheet: Sheet, rows: list[dict[str, str]]) -> RawSheet:
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    cells = [tuple(row.get(key) for key in keys) for row in rows]
    return RawSheet(
        f"{sheet.key}.csv", sheet.key, sheet.key, keys, 1, list(cells), list(range(2, len(rows) + 2))
    )


def mapped(sheets: list[RawSheet]) -> tuple[Store, str]:
    batch = map_sheets(sheets, BASE, Registry())
    assert [str(error) for error in batch.errors] == []
    graphs = {
        f"{BASE}graph/{level}/{run}": ["".join(f"{line} .\n" for line in lines).encode()]
        for (level, run), lines in batch.graphs.items()
    }
    return memory_store(graphs), canonical_hash(content_graphs(batch))


def tables_of(sheet: Sheet, column: Column) -> tuple[list[RawSheet], dict[str, str]]:
    """The sheet with a row that has a dash in the column, one in which it is empty; and their marks."""
    rows = []
    for at, dash in enumerate(("-", "")):
        cells = {c.key: value_of(sheet, c, at) for c in sheet.columns if c.required}
        if any(c.key == "id" for c in sheet.columns):
            cells["id"] = f"row{at}"
        rows.append({**cells, column.key: dash} if dash else cells)
        if column.key != "note":
            rows[-1]["note"] = ("dash", "empty")[at]
    fixed = [raw(load_workbook()[key], [cells]) for key, cells in FIXED.items() if key != sheet.key]
    if sheet.key in FIXED:
        rows.append(dict(FIXED[sheet.key]))
    return [raw(sheet, rows), *fixed], {}


def shown(table: Table, sheet: Sheet, column: Column) -> dict[str, list[object]]:
    """What the column holds in the row with the dash and in the other one."""
    if column.key == "note":
        values = [
            record[column.key]
            for record in table.records()
            if str(record.get("id")) != FIXED.get(sheet.key, {}).get("id")
        ]
        return {"dash": [v for v in values if v is not None], "empty": [v for v in values if v is None]}
    return {
        mark: [record[column.key] for record in table.records() if record["note"] == mark]
        for mark in ("dash", "empty")
    }


@pytest.mark.parametrize(("sheet", "column"), POSSIBLE)
def test_a_dash_comes_back_as_a_dash_and_empty_as_empty(sheet: Sheet, column: Column, tmp_path: Path) -> None:
    set_language("de")
    sheets, _marks = tables_of(sheet, column)
    store, before = mapped(sheets)
    tables = export_tables(store, BASE)
    default = load_codes()[column.codes].codes if column.default and column.codes else ()
    unknown = next((code.labels["de"] for code in default if code.notation == column.default), None)
    assert shown(tables[sheet.key], sheet, column) == {"dash": ["-"], "empty": [unknown]}
    write_workbook(tables, tmp_path / "all.xlsx", "de")
    for paths in (write_csv_folder(tables, tmp_path / "csv", "de"), [tmp_path / "all.xlsx"]):
        again, after = mapped([one for path in paths for one in read_table(path)])
        assert after == before
        assert shown(export_tables(again, BASE)[sheet.key], sheet, column) == {
            "dash": ["-"],
            "empty": [unknown],
        }


def test_all_columns_in_which_a_dash_is_possible_are_tried() -> None:
    """Counted in workbook.toml: every sheet, and more than 130 columns."""
    assert {param.values[0] for param in POSSIBLE} == set(SHEETS)
    assert len(POSSIBLE) > 130


@pytest.mark.parametrize("dash", ["-", "–"])
def test_a_dash_is_no_id(dash: str) -> None:
    set_language("en")
    sheet = load_workbook()["actors"]
    batch = map_sheets([raw(sheet, [{"id": dash, "name": "Amt", "type": "Kommune"}])], BASE, Registry())
    assert [(error.code, str(error.cell)) for error in batch.errors] == [("E201", "actors.csv, actors!A2")]
