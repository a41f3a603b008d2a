"""Order, splitting and the way back change nothing; no text of the staff is lost or computed.

Graphs are compared by their canonical hash (RDFC-1.0, W3C 2024). Second tools for texts: openpyxl
tells formulas from texts, LibreOffice computes the workbook and writes what it shows.
"""

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook as open_workbook

from traiber.data.batch import Batch
from traiber.data.build import content_graphs
from traiber.data.export import export_tables
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet, read_table
from traiber.data.registry import Registry
from traiber.data.table import Table
from traiber.data.values import to_text
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.data.workspace import shipped_network
from traiber.data.writers import write_csv_folder, write_workbook
from traiber.graph.store import Store, canonical_hash, memory_store
from traiber.ontology.codes import load_codes
from traiber.ontology.language import set_language
from traiber.ontology.prefixes import expand

# A decision on duplicates changes what other rows mean; tests/test_duplicates.py has its round trip.
SHEETS = [sheet for sheet in load_workbook().values() if sheet.key != "duplicates"]
BASE = "https://example.org/id/"
ROWS = 4  # of each sheet
FREE_TEXT = ("text", "label")
QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# ---- Hostile texts

STARTS = (
    "",
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "'",
    "''",
    "'=",
    '"',
    ";",
    "|",
    "#",
    "\\",
    "–",
    " ",
    "\u00a0",
    "\ufeff",
)
CORES = (
    "1+1",
    'cmd|"/c calc"!A1',
    'HYPERLINK("http://x.example","x")',
    "_x000D_ _x005F_x000A_",
    "a\x00b\x01\x0b\x0c\x1b\x7f",
    "half \ud800 of \udfff a sign",
    "\u202eevitaN\u202c \u200f\u200b\u2066x\u2069",
    "😀 👩‍👩‍👧 🇩🇪",
    "Wu\u0308lfrath Cafe\u0301 \u212b \ufb01",
    "'; DROP TABLE actors; --",
    '" } ; DELETE WHERE { ?s ?p ?o } #',
    "<script>alert(1)</script>&amp;<![CDATA[x]]>",
    "one\ntwo\r\nthree\rfour\vfive\u2028six\u0085seven",
    "a\tb;c|d,e",
    '"quoted" and \'quoted\' \\" \\n \\u0041',
    "00123",
    "12E4567",
    "1/2",
    "01.02.2003",
    "TRUE",
    "1.234,5",
    "%s %d {0} ${x} `x`",
    "../../etc/passwd C:\\x\\y.txt CON",
    "=1+1 #NV",
    "NULL null None nan",
)
ENDS = ("", " ", "\t", "\n", '"', ";", "'")


def hostile_texts() -> list[str]:
    """A thousand different ones: every core with every beginning, three ends in turn, and long ones."""
    made = [
        f"{start}{core}{end}"
        for core in CORES
        for at, start in enumerate(STARTS)
        for end in (ENDS[at % len(ENDS)], ENDS[(at + 3) % len(ENDS)])
    ]
    long = ["x" * 32_767, "=" + "ü" * 32_000, "-", '"' * 999, "\n".join("zeile" for _ in range(500))]
    draw = random.Random(7)
    signs = "=+-@'\t\r\n\";,|#_x0D ÄäßÜ\u0308a1:/\\😀\x02\u200f"
    drawn = ("".join(draw.choices(signs, k=draw.randint(1, 12))) for _ in range(1000))
    return list(dict.fromkeys([*long, *made, *drawn]))[:1000]


HOSTILE = hostile_texts()


def test_there_are_a_thousand_different_hostile_texts() -> None:
    assert len(set(HOSTILE)) == 1000
    begun = {text[0] for text in HOSTILE}
    assert set("=+-@\t\r'\";|#") <= begun


def as_kept(text: str) -> str:
    """The documented normalisation: NFC, no-break space as space, no outer blanks, halves as U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in to_text(text))


def values_of(column: Column, text: str) -> list[str]:
    """The single values that a cell with this text says, split as the help of the column says."""
    kept = as_kept(text)
    if column.by_line:
        parts = kept.splitlines()
    elif column.multiple:
        parts = kept.replace("|", ";").split(";")
    else:
        parts = [kept]
    return [part.strip() for part in parts if part.strip()]


# ---- Rows of all sheets


def raw(sheet: Sheet, rows: Sequence[dict[str, object]], file: str = "") -> RawSheet:
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    cells = [tuple(row.get(key) for key in keys) for row in rows]
    name = file or f"{sheet.key}.csv"
    return RawSheet(name, sheet.key, name, keys, 1, list(cells), list(range(2, len(rows) + 2)))  # type: ignore[arg-type]


def random_rows(draw: random.Random) -> dict[str, list[dict[str, object]]]:
    """Rows of all sheets that refer to each other; a third of what may be empty is, some are dashes."""
    named = {sheet.key: [f"{sheet.key}-{at}" for at in range(ROWS)] for sheet in SHEETS}
    named["lists"] = [f"own{at}" for at in range(ROWS)]
    return {sheet.key: [random_row(draw, sheet, at, named) for at in range(ROWS)] for sheet in SHEETS}


def random_row(draw: random.Random, sheet: Sheet, at: int, named: dict[str, list[str]]) -> dict[str, object]:
    row: dict[str, object] = {}
    for column in sheet.columns:
        chance = draw.random()
        if column.type == "id":
            row["id"] = named[sheet.key][at]
        elif column.type == "shorthand" or (not column.required and chance < 0.3):
            row[column.key] = None
        elif not (column.required or column.inverse or column.key == "access") and chance < 0.4:
            row[column.key] = "-"  # where no other row can say otherwise
        else:
            row[column.key] = random_value(draw, sheet, column, at, named)
    return row


def random_value(
    draw: random.Random, sheet: Sheet, column: Column, at: int, named: dict[str, list[str]]
) -> object:
    def one() -> str:
        match column.type:
            case "ref" | "source":
                return draw.choice(named[draw.choice(column.ref)])
            case "code":
                return draw.choice(load_codes()[column.codes or ""].codes).notation
            case "choice":
                return draw.choice(column.choices).key
            case _:
                return (
                    as_kept(draw.choice(HOSTILE))
                    .strip("-–#;| \n")[:200]
                    .translate(dict.fromkeys(map(ord, "|;\0")))
                    or "x"
                )

    match column.type:
        case "date" | "moment":
            return f"20{draw.randint(10, 24)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        case "survey":
            return draw.choice(["ja", "nein", "2024-02-29"])
        case "year":
            return str(draw.randint(1950, 2030))
        case "integer":
            return str(draw.randint(0, 10**9))
        case "decimal":
            return f"{draw.randint(-(10**6), 10**6)},{draw.randint(0, 999):03}"
        case "boolean":
            return draw.choice(["ja", "nein"])
        case "url":
            return f"https://example.org/{draw.randint(0, 99)}?a=b&c=ü"
        case "point":
            return f"{draw.randint(-89, 89)}.{draw.randint(0, 9999999):07}, {draw.randint(-179, 179)}.5"
        case "nuts":
            return f"DE{draw.choice('ABC')}{draw.randint(10, 99)}"
        case "scheme":
            return draw.choice(list(load_codes()))
        case "lei":  # 18 digits and what makes the whole leave 1 when divided by 97 (ISO/IEC 7064)
            return f"{at:018}{98 - int(f'{at:018}00') % 97:02}"
    if column.multiple or column.by_line:
        separator = "\n" if column.by_line else "; "
        found = [one().replace("\n", " ") for _ in range(draw.randint(1, 3))]
        return separator.join(dict.fromkeys(found))
    if column.type == "label" and column.required:
        return f"{one()} {sheet.key} {at}"  # the same name twice is another test
    return one()


def mapped(sheets: Iterable[RawSheet], home: str | None = None, registry: Registry | None = None) -> Batch:
    batch = map_sheets(sheets, BASE, registry or Registry(), home)
    assert [str(error) for error in batch.errors] == []
    return batch


def hash_of(batch: Batch) -> str:
    return canonical_hash(content_graphs(batch))


def store_of(batch: Batch) -> Store:
    graphs = {
        f"{BASE}graph/{level}/{run}": ["".join(f"{line} .\n" for line in lines).encode()]
        for (level, run), lines in batch.graphs.items()
    }
    return memory_store(graphs)


def statements(batch: Batch) -> set[tuple[str, str]]:
    return {
        (level, line) for (level, run), lines in batch.graphs.items() if run != "imports" for line in lines
    }


# ---- Order and distribution


@QUICK
@given(st.integers(0, 2**32))
def test_order_of_rows_sheets_and_columns_and_splitting_give_one_graph(seed: int) -> None:
    """One workbook, the same shuffled, and the same in several files, with one registry of Kennungen."""
    draw = random.Random(seed)
    rows = random_rows(draw)
    for key in ("ties",):  # without an ID: what identifies a row does not depend on order
        for row in rows[key]:
            row.pop("id", None) if key == "ties" else None
    registry = Registry()
    whole = mapped([raw(load_workbook()[key], found) for key, found in rows.items()], registry=registry)
    shuffled = [(load_workbook()[key], draw.sample(found, len(found))) for key, found in rows.items()]
    draw.shuffle(shuffled)
    again = mapped([raw(sheet, found) for sheet, found in shuffled], registry=registry)
    assert statements(again) == statements(whole)
    split = []
    for sheet, found in shuffled:
        parts: dict[str, list[dict[str, object]]] = {}
        for row in found:
            keys = draw.sample(list(row), len(row))
            parts.setdefault(f"part{draw.randint(1, 3)}.csv", []).append({key: row[key] for key in keys})
        split += [raw(sheet, part, file) for file, part in parts.items()]
    merged = mapped(split, registry=registry)
    assert statements(merged) == statements(whole)
    assert hash_of(merged) == hash_of(again) == hash_of(whole)


# ---- Workbook, graph, workbook, graph


@QUICK
@given(st.integers(0, 2**32), st.sampled_from(["de", "en"]))
def test_generated_rows_of_all_sheets_come_back(
    tmp_path_factory: pytest.TempPathFactory, seed: int, language: str
) -> None:
    set_language(language)
    rows = random_rows(random.Random(seed))
    batch = mapped([raw(load_workbook()[key], found) for key, found in rows.items()])
    assert_comes_back(batch, tmp_path_factory.mktemp("back"), language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_real_network_comes_back_and_again(language: str, tmp_path: Path) -> None:
    """The fictional one comes back in tests/test_export.py."""
    set_language(language)
    workspace = shipped_network()
    home = workspace.configuration.network
    assert_comes_back(mapped(workspace.read_sources(), home), tmp_path, language, home)


def assert_comes_back(batch: Batch, folder: Path, language: str, home: str | None = None) -> None:
    """Through CSV and xlsx: the same statements, the same hash; a second export has the same bytes."""
    tables = export_tables(store_of(batch), BASE)
    files = write_csv_folder(tables, folder / "csv", language)
    write_workbook(tables, folder / "all.xlsx", language)
    before = hash_of(batch)
    for paths in (files, [folder / "all.xlsx"]):
        again = mapped((sheet for path in paths for sheet in read_table(path)), home)
        assert statements(again) ^ statements(batch) == set()
        assert hash_of(again) == before
        write_workbook(export_tables(store_of(again), BASE), folder / "again.xlsx", language)
        assert (folder / "again.xlsx").read_bytes() == (folder / "all.xlsx").read_bytes()


# ---- A thousand hostile texts in every column of free text


def free_columns(sheet: Sheet) -> list[Column]:
    return [column for column in sheet.columns if column.type in FREE_TEXT]


FREE_SHEETS = [pytest.param(sheet, id=sheet.key) for sheet in SHEETS if free_columns(sheet)]
FIXED = {
    "actors": {"id": "ref1", "name": "Akteur", "type": "Kommune"},
    "events": {"id": "ref1", "title": "Treffen"},
    "action_fields": {"id": "ref1", "name": "Feld"},
    "networks": {"id": "ref1", "name": "Netz"},
    "regions": {"id": "99999", "name": "Kreis"},
}


def hostile_rows(sheet: Sheet) -> list[dict[str, object]]:
    """A thousand rows; each text in every column of free text, dashes aside where one is required."""
    rows = []
    for at, text in enumerate(HOSTILE):
        row: dict[str, object] = {}
        for column in sheet.columns:
            if column.type in FREE_TEXT:
                empty = to_text(text) in ("-", "–", "") or not values_of(column, text)
                row[column.key] = f"name {at}" if column.required and empty else text
            elif column.type == "id":
                row["id"] = f"row{at}"
            elif column.required:
                row[column.key] = required_value(sheet, column, at)
        rows.append(row)
    return rows


def required_value(sheet: Sheet, column: Column, at: int) -> str:
    match column.type:
        case "ref":
            return FIXED[column.ref[0]]["id"]
        case "code":
            codes = load_codes()[column.codes or ""].codes
            return codes[at % len(codes)].notation
        case "scheme":
            return "ActorType"
        case "year":
            return str(1000 + at)
        case _:
            return str(at)


@pytest.fixture(scope="module", params=FREE_SHEETS)
def hostile(request: pytest.FixtureRequest) -> tuple[Sheet, Batch]:
    """A sheet with the thousand texts in all its columns of free text, and what the graph says."""
    sheet: Sheet = request.param
    fixed = [raw(load_workbook()[key], [dict(row)]) for key, row in FIXED.items() if key != sheet.key]
    own = hostile_rows(sheet)
    if sheet.key in FIXED:
        own.append(dict(FIXED[sheet.key]))
    return sheet, mapped([raw(sheet, own), *fixed])


def test_every_free_text_is_in_the_graph_as_it_was_written(hostile: tuple[Sheet, Batch]) -> None:
    sheet, batch = hostile
    store = store_of(batch)
    for column in free_columns(sheet):
        _columns, found = store.table(
            "SELECT DISTINCT ?o ?p { GRAPH ?g { ?s ?p ?o } FILTER(isLiteral(?o)) }",
            {"p": f"<{expand(column.predicate or '')}>"},
        )
        kept = {value[0].value for value in found if value[0]}
        expected = {
            part for text in HOSTILE if to_text(text) not in ("-", "–") for part in values_of(column, text)
        }
        assert expected - kept == set(), column.key


def test_every_free_text_survives_csv_and_workbook(hostile: tuple[Sheet, Batch], tmp_path: Path) -> None:
    """Every other sheet in English; rows that are the same in every cell are one."""
    sheet, batch = hostile
    language = ("de", "en")[list(load_workbook()).index(sheet.key) % 2]
    set_language(language)
    tables = export_tables(store_of(batch), BASE)
    table = tables[sheet.key]
    notes = {tuple(values_of(sheet.column("note"), text)) for text in HOSTILE}
    assert len(table) >= (1000 if "id" in table.columns else len(notes))
    written = write_csv_folder(tables, tmp_path / "csv", language)
    path = tmp_path / "all.xlsx"
    write_workbook(tables, path, language)
    for paths in (written, [path]):
        again = mapped(one for file in paths for one in read_table(file))
        assert statements(again) ^ statements(batch) == set()
        assert hash_of(again) == hash_of(batch)
    assert formulas(path) == []
    assert computed(tmp_path / "csv" / f"{sheet.key}.csv") == []


def formulas(path: Path) -> list[str]:
    """Cells that openpyxl takes for a formula or an error."""
    return [
        f"{sheet.title}: {cell.value}"
        for sheet in open_workbook(path, read_only=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type in ("f", "e")
    ]


def computed(path: Path) -> list[str]:
    """Cells of a CSV file that a spreadsheet would compute; a dash and a number are what they are."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    return [
        cell
        for cell in cells
        if cell[:1] in tuple("=+-@\t\r\n") and cell != "-" and not cell.lstrip("-").replace(",", "").isdigit()
    ]


# ---- What an office program makes of it


def as_shown(text: str) -> str:
    """A text without what LibreOffice changes in its own CSV: kinds of line break, control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or sign >= " ").strip("\n")


def test_an_office_program_computes_nothing_and_shows_every_text(
    office: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """LibreOffice recalculates the workbook of a thousand texts and writes its cells as CSV."""
    texts = [as_kept(text) for text in HOSTILE]
    table = Table("persons", ("id", "name"), [(f"p{at}", text) for at, text in enumerate(texts) if text])
    write_workbook({"persons": table}, tmp_path / "persons.xlsx", "de")
    saved = office(
        tmp_path / "persons.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    )
    with saved.open(encoding="utf-8-sig", newline="") as file:
        shown = {row[0]: row[1] for row in csv.reader(file)}
    expected = {str(row[0]): str(row[1]) for row in table.rows}
    different = [
        (key, text, shown.get(key))
        for key, text in expected.items()
        if as_shown(shown.get(key, "")) != as_shown(text)
    ]
    assert different == []
    assert len(expected) > 950
