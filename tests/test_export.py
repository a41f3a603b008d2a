"""The way back: what leaves the graph as tables, RDF or GraphML says what went in.

Two datasets are equal if their canonical hashes are (RDFC-1.0, W3C 2024); single expected cells are
written by hand from the table that was read.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from made import statements_by_level

from traiber.data.batch import Batch
from traiber.data.build import content_graphs
from traiber.data.example import generate
from traiber.data.exchange import write_graphml, write_rdf
from traiber.data.export import export_tables
from traiber.data.files import FileExistsAlreadyError, UnwritableError
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet, read_bytes, read_table
from traiber.data.registry import Registry
from traiber.data.table import Table
from traiber.data.workbook import load_workbook
from traiber.data.workspace import shipped_network
from traiber.data.writers import write_csv_folder, write_grid, write_workbook
from traiber.graph.network import Actor, Network, Region, Settings, Tie
from traiber.graph.results import Result, meta_of
from traiber.graph.store import Store, canonical_hash, memory_store
from traiber.graph.tabular import Grid
from traiber.ontology import language

BASE = "https://example.org/id/"
HOSTILE = (
    "=1+1",
    "+49 202 1",
    "-x",
    "@a",
    "'=1+1",
    "''-2",
    '=cmd|"/c calc"!A1',
    "a\tb",
    'say "x"',
    "one\ntwo",
    "one\r\ntwo",
    "00123",
    "12E4567",
    "1/2",
    "TRUE",
    "_x000D_",
    "\x01\x0b",
    "Wu\u0308lfrath",
    "Wülfrath",
    "a; b | c, d",
    "–5",
    "-",
    "\ufeffBOM",
    "😀",
)


@pytest.fixture(params=["de", "en"], autouse=True)
def _language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test in both languages; the labels come from the code lists, not from the catalogue."""
    monkeypatch.setattr(language, "_language", request.param)
    return str(request.param)


def map_csv(*, base: str = BASE, home: str | None = None, extend: bool = False, **files: str) -> Batch:
    sheets = [sheet for name, text in files.items() for sheet in read_bytes(f"{name}.csv", text.encode())]
    return checked(sheets, base, home, extend)


def checked(sheets: list[RawSheet], base: str, home: str | None, extend: bool = False) -> Batch:
    batch = map_sheets(sheets, base, Registry(), home, extend)
    assert [str(error) for error in batch.errors] == []
    return batch


def store_of(batch: Batch, base: str = BASE) -> Store:
    graphs = {
        f"{base}graph/{level}/{run}": ["".join(f"{s} .\n" for s in statements).encode()]
        for (level, run), statements in batch.graphs.items()
    }
    return memory_store(graphs)


def hash_of(batch: Batch) -> str:
    return canonical_hash(content_graphs(batch))


def assert_comes_back(batch: Batch, folder: Path, base: str = BASE, home: str | None = None) -> None:
    """CSV and workbook give the same statements when they are read again without new codes."""
    tables = export_tables(store_of(batch, base), base)
    spoken = language.current_language()
    files = write_csv_folder(tables, folder / "csv", spoken)
    write_workbook(tables, folder / "all.xlsx", spoken)
    for paths in (files, [folder / "all.xlsx"]):
        again = checked([sheet for path in paths for sheet in read_table(path)], base, home)
        assert statements_by_level(again) == statements_by_level(batch)
        assert hash_of(again) == hash_of(batch)


def only(table: Table) -> dict[str, object]:
    """The filled cells of the one row of a table."""
    (record,) = table.records()
    return {key: value for key, value in record.items() if value is not None}


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def to_csv(table: Table) -> str:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(table.columns)
    yes_no = {True: "ja", False: "nein"}
    writer.writerows([yes_no[v] if isinstance(v, bool) else v for v in row] for row in table.rows)
    return output.getvalue()


@pytest.fixture(scope="module")
def example() -> Batch:
    files = {key: to_csv(table) for key, table in generate().items()}
    return map_csv(base=BASE, home="Musterregion Mobil", **files)


def test_the_real_network_comes_back_from_csv_and_workbook(tmp_path: Path) -> None:
    workspace = shipped_network()
    base, home = workspace.configuration.base, workspace.configuration.network
    assert_comes_back(checked(workspace.read_sources(), base, home), tmp_path, base, home)


def test_the_example_comes_back_from_csv_and_workbook(example: Batch, tmp_path: Path) -> None:
    assert set(statements_by_level(example)) == {"public", "internal", "personal"}
    assert_comes_back(example, tmp_path, home="Musterregion Mobil")


def test_hostile_texts_come_back_as_names_references_and_values(tmp_path: Path) -> None:
    names = [text for text in HOSTILE if text not in ("-", "Wu\u0308lfrath")]
    actors = "Typ;Name;Ort;Weitere Namen;Beschreibung;Anmerkung\n" + "".join(
        f"Kammer;{quoted(name)};{quoted(name)};{quoted(f'x{at}; {name}')};{quoted(name)};{quoted(name)}\n"
        for at, name in enumerate(names)
    )
    keys = [name for name in names if not set(name) & set(";|")]
    ties = "Art;Von;Nach\n" + "".join(f"Kontakt;{quoted(a)};{quoted(b)}\n" for a, b in pairwise(keys))
    batch = map_csv(actors=actors, ties=ties)
    assert batch.counts == {"actors": len(names), "ties": len(keys) - 1}
    assert_comes_back(batch, tmp_path)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_thousand_random_texts_come_back_and_none_is_a_formula(kind: str, tmp_path: Path) -> None:
    random = Random(6)
    signs = "=+-@'\t\r\n\";,|#_x0D ÄäßÜ\u0308a1:/\\😀"
    drawn = ("".join(random.choices(signs, k=random.randint(1, 9))).strip() for _ in range(1500))
    texts = [text for text in drawn if text][:1000]
    table = Table("persons", ("id", "name"), [(f"p{at}", text) for at, text in enumerate(texts)])
    if kind == "csv":
        (path,) = write_csv_folder({"persons": table}, tmp_path, "de")
        cells = list(
            csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True), delimiter=";")
        )
        assert not [row for row in cells if row[1][:1] in tuple("=+-@\t\r") and row[1] != "-"]
    else:
        path = tmp_path / "persons.xlsx"
        write_workbook({"persons": table}, path, "de")
        assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    (sheet,) = read_table(path)
    read = [row[1] for row in sheet.rows]
    assert len(read) == 1000
    assert read == texts


def test_every_column_type_comes_back_as_the_cell_that_was_read(tmp_path: Path) -> None:
    batch = map_csv(
        networks="Kennung;Name;Fördersumme (Euro);Fiktiv;Gültig ab;Webseite\n"
        "n1;Netz;-0,125;nein;31.12.2025;https://a.example/x?y=1\n",
        regions="AGS;Name;Ebene;NUTS-3;Bevölkerung;Lage des Sitzes\n"
        "01001;Flensburg;kreisfreie Stadt;DEF01;0;54,78, -0.00001\n",
        actors="Kennung;Name;Typ;Erhoben;PLZ;Rolle;LEI;Handelsregister\n"
        "a1;Amt;Kommune;2024-02-29;01234;-;;-\n",
        events="Kennung;Titel;Datum\ne1;Treffen;07.09.2023\n",
    )
    tables = export_tables(store_of(batch), BASE)
    german = language.current_language() == "de"
    assert only(tables["networks"]) == {
        "id": "n1",
        "name": "Netz",
        "funding": -0.125,
        "fictional": False,
        "valid_from": date(2025, 12, 31),
        "homepage": "https://a.example/x?y=1",
    }
    assert only(tables["regions"]) == {
        "id": "01001",
        "name": "Flensburg",
        "level": "kreisfreie Stadt" if german else "Independent city",
        "nuts": "DEF01",
        "population": 0,
        "point": "54.78, -0.00001",
    }
    actor = only(tables["actors"])
    assert actor.pop("type") == ("Kommune" if german else "Municipality")
    assert actor == {
        "id": "a1",
        "name": "Amt",
        "role": "-",
        "surveyed": date(2024, 2, 29),
        "postcode": "01234",
        "register": "-",
    }
    event = only(tables["events"])
    assert event["date"] == date(2023, 9, 7)
    assert_comes_back(batch, tmp_path)


def test_numbers_beyond_the_precision_of_a_float_come_back(tmp_path: Path) -> None:
    batch = map_csv(
        networks="Kennung;Name;Fördersumme (Euro)\nn1;Netz;1234567890123456,25\nn2;Nutz;0,0000001\n",
        regions="AGS;Name;Bevölkerung\n01001;Flensburg;12345678901234567890\n",
    )
    tables = export_tables(store_of(batch), BASE)
    assert tables["networks"].column("funding") == ["1234567890123456,25", "0,0000001"]
    assert_comes_back(batch, tmp_path)


def test_days_before_the_spreadsheets_calendar_come_back(tmp_path: Path) -> None:
    batch = map_csv(
        sources="Kürzel;Titel;Veröffentlicht\ns1;Alt;1871-01-18\ns2;Nie;1900-02-28\ns3;Neu;1900-03-01\n"
    )
    assert_comes_back(batch, tmp_path)


def test_rows_are_named_by_name_unless_only_the_id_tells_them_apart(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Kennung;Name;Typ\na1;Kammer;Kammer\na2;Kammer;Kammer\na3;Werk; Unternehmen\na4;Eins; Kammer\n"
        "a5;a4;Kammer\na6;A; B;\n".replace("a6;A; B;\n", 'a6;"A; B";Kammer\n'),
        networks="Kennung;Name\nn1;Werk\n",
        memberships="Mitglied;Gehört zu\na1;n1\na2;n1\na3;n1\nEins;a3\na5;n1\na6;n1\n",
    )
    table = export_tables(store_of(batch), BASE)["memberships"]
    assert sorted(map(str, table.column("member"))) == ["Eins", "Werk", "a1", "a2", "a5", "a6"]
    # an actor that is called like a network is meant by its ID only
    assert sorted(map(str, table.column("organization"))) == ["Werk"] * 5 + ["a3"]
    assert_comes_back(batch, tmp_path)


def test_several_values_are_sorted_and_come_back(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Kennung;Name;Typ;Weitere Namen;Quelle\n"
        'a1;Amt;"Kommune; Kammer";"z; b | a";"Zweite; Erste"\na2;Ohne;Kammer;"-; -";-\n',
        networks="Name\nNetz\n",
        memberships='Mitglied;Gehört zu;Rolle;Quelle\na1;Netz;"Strategiepartner; Mitglied";"y; x"\n',
    )
    rows = list(export_tables(store_of(batch), BASE)["actors"].records())
    assert [row["alt_names"] for row in rows] == ["a; b; z", "-; -"]
    assert [row["source"] for row in rows] == ["Erste; Zweite", "-"]
    assert_comes_back(batch, tmp_path)


def test_directed_ties_keep_from_and_to_and_undirected_ones_their_two_ends(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Kennung;Name;Typ\na1;Eins;Kammer\na2;Zwei;Kammer\n",
        ties="Kennung;Von;Nach;Art;Gemeldet von\nt1;Zwei;Eins;Förderung;crm\n"
        "t2;Zwei;Eins;;a1\nt3;Eins;Eins;;\n",
    )
    rows = list(export_tables(store_of(batch), BASE)["ties"].records())
    assert [(row["source_actor"], row["target_actor"]) for row in rows] == [
        ("Zwei", "Eins"),
        ("Eins", "Zwei"),
        ("Eins", "Eins"),
    ]
    assert rows[1]["reported_by"] == "Eins"
    assert_comes_back(batch, tmp_path)


def test_access_is_stated_only_where_it_is_not_the_sheets_own(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Kennung;Name;Typ;Vertraulichkeit\na1;Eins;Unternehmen;\na2;Zwei;Unternehmen;intern\n",
        action_fields="Kennung;Name\nf1;Feld\n",
        needs="Kennung;Unternehmen;Handlungsfelder;Vertraulichkeit\nb1;a1;f1;\nb2;a1;f1;öffentlich\n",
        persons="Kennung;Name;Akteur;Vertraulichkeit\np1;Alex Beispiel;a1;öffentlich\n",
    )
    tables = export_tables(store_of(batch), BASE)
    words = {"de": ("intern", "öffentlich"), "en": ("Internal", "Public")}[language.current_language()]
    assert tables["actors"].column("access") == [None, words[0]]
    assert tables["needs"].column("access") == [None, words[1]]
    assert tables["persons"].column("access") == [None]
    assert_comes_back(batch, tmp_path)


def test_a_thing_at_two_levels_is_a_row_of_each(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Kennung;Name;Typ;Ort;Vertraulichkeit\na1;Eins;Kammer;;\na1;Eins;Kammer;Solingen;intern\n",
        networks="Kennung;Name;Benachbart mit;Vertraulichkeit\nn1;Netz;n2;\nn2;Nutz;;intern\n",
    )
    tables = export_tables(store_of(batch), BASE)
    assert tables["actors"].column("town") == [None, "Solingen"]
    assert tables["networks"].column("neighbour_of") == ["Nutz", None]
    assert_comes_back(batch, tmp_path)


def test_two_values_of_a_column_that_admits_one_become_two_rows_that_reading_refuses(
    tmp_path: Path,
) -> None:
    """Tables cannot bring this about, statements from elsewhere can: nothing is lost on the way out, and
    on the way in a person has to choose, told both cells."""
    one = {
        "actors": "Kennung;Name;Typ;Größenklasse;Rolle\na1;Werk;Kammer;<10;Multiplikator\n",
        "ties": "Kennung;Von;Nach;Gültig ab;Stärke\nt1;a1;a1;2020-01-01;3\n",
    }
    other = {
        "actors": one["actors"].replace("<10;Multiplikator", "-;-"),
        "ties": one["ties"].replace(";3", ";4"),
    }
    merged = Batch()
    for batch in (map_csv(**one), map_csv(**other)):
        for key, lines in batch.graphs.items():
            merged.graphs[key] += lines
    tables = export_tables(store_of(merged), BASE)
    assert [row["strength"] for row in tables["ties"].records()] == [3, 4]
    assert len(tables["actors"]) == 2
    (tmp_path / "csv").mkdir()
    paths = write_csv_folder(tables, tmp_path / "csv", language.current_language())
    again = map_sheets([sheet for path in paths for sheet in read_table(path)], BASE, Registry())
    assert [(error.code, error.cell.sheet, error.cell.row) for error in again.errors] == [
        ("E241", "actors", 3),
        ("E241", "actors", 3),
        ("E241", "ties", 3),
    ]


def test_what_a_mention_brought_in_comes_back(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Name;Typ;Kreis;Netzwerk;Handlungsfelder;Quelle;Extra\n"
        'Werk;Neue Art;Solingen;own;Neues Feld;https://a.example/1;"x; y | z"\n',
        home="Heimnetz",
        extend=True,
    )
    tables = export_tables(store_of(batch), BASE)
    assert only(tables["lists"])["id"] == "ActorType/neue_art"
    assert only(tables["memberships"])["organization"] == "Heimnetz"
    assert tables["actors"].column("note") == ["Extra: x; y | z"]
    assert "Solingen" in tables["regions"].column("name")
    assert_comes_back(batch, tmp_path, home="Heimnetz")


def test_own_codes_come_back(tmp_path: Path) -> None:
    batch = map_csv(
        lists="Liste;Code;Bezeichnung;Bezeichnung (englisch)\n"
        "Akteurstyp;makerspace;Offene Werkstatt;Makerspace\nAkteurstyp;ihk2;Kammer;\n",
        actors="Kennung;Name;Typ\na1;Eins;makerspace\na2;Zwei;ihk2\na3;Drei;Kammer\n",
    )
    types = export_tables(store_of(batch), BASE)["actors"].column("type")
    # the second one is called like a shipped code, so only its own key means it
    assert types[1] == "ihk2"
    assert_comes_back(batch, tmp_path)


def test_rows_without_id_keep_their_keys_in_any_order(tmp_path: Path) -> None:
    batch = map_csv(
        actors="Kennung;Name;Typ\na1;Eins;Kammer\n",
        networks="Kennung;Name\nn1;Netz\n",
        memberships="Mitglied;Gehört zu;Quelle\n" + "".join(f"a1;n1;q{at}\n" for at in range(12, 0, -1)),
    )
    assert_comes_back(batch, tmp_path)


def test_an_export_of_an_empty_store_has_all_sheets_without_rows() -> None:
    tables = export_tables(memory_store({}), BASE)
    assert list(tables) == list(load_workbook())
    assert {len(table) for table in tables.values()} == {0}


def test_a_csv_folder_has_one_file_for_each_sheet_with_rows(tmp_path: Path) -> None:
    tables = {
        "regions": Table("regions", ("id", "name", "area"), [("05111", "Düsseldorf", 217.41)]),
        "swot": Table("swot", ("id",), []),
    }
    paths = write_csv_folder(tables, tmp_path / "new", "de")
    assert (
        [path.name for path in paths]
        == ["regions.csv"]
        == [path.name for path in (tmp_path / "new").iterdir()]
    )
    assert paths[0].read_bytes() == "\ufeffAGS;Name;Fläche (km²)\r\n05111;Düsseldorf;217,41\r\n".encode()


def test_numbers_stay_numbers_and_texts_that_look_like_formulas_are_guarded(tmp_path: Path) -> None:
    table = Table("networks", ("name", "funding"), [("-5 Grad", -5), ("+1", -0.5), ("-", None), ("'@x", 1)])
    (path,) = write_csv_folder({"networks": table}, tmp_path, "en")
    assert path.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "'-5 Grad;-5",
        "'+1;-0,5",
        "-;",
        "''@x;1",
    ]


def test_the_same_tables_give_the_same_bytes_of_a_workbook(tmp_path: Path, example: Batch) -> None:
    tables = export_tables(store_of(example), BASE)
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tables, tmp_path / name, "de")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_a_workbook_holds_texts_dates_and_numbers_as_such(tmp_path: Path) -> None:
    import openpyxl

    columns = ("id", "name", "population", "population_date", "area")
    table = Table("regions", columns, [("05111", "=1+1", 619294, date(2018, 12, 31), 217.41)])
    write_workbook({"regions": table}, tmp_path / "a.xlsx", "de")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Regionen"]
    assert [cell.value for cell in sheet[1]] == [
        "AGS",
        "Name",
        "Bevölkerung",
        "Bevölkerung am",
        "Fläche (km²)",
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "d", "n"]
    assert sheet["B2"].quotePrefix and sheet["A1"].font.bold and sheet.freeze_panes == "A2"


def test_a_text_too_long_for_a_workbook_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(UnwritableError):
        write_workbook({"swot": Table("swot", ("id", "text"), [("s1", "x" * 32_768)])}, path, "de")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("a.xlsx", b"old")]


def test_a_public_export_holds_nothing_of_the_other_levels(example: Batch, tmp_path: Path) -> None:
    public = Batch()
    public.graphs.update({key: lines for key, lines in example.graphs.items() if key[0] == "public"})
    everything = export_tables(store_of(example), BASE)
    secrets = {str(name) for name in everything["persons"].column("name")}
    tables = export_tables(store_of(public), BASE)
    assert secrets and not len(tables["persons"]) and not len(tables["needs"])
    for path in write_csv_folder(tables, tmp_path, "de"):
        text = path.read_text(encoding="utf-8-sig")
        assert not [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("format_", ["ttl", "nq", "jsonld"])
def test_rdf_holds_all_statements_and_is_the_same_each_time(format_: str, tmp_path: Path) -> None:
    from rdflib import Dataset, Graph

    workspace = shipped_network()
    base = workspace.configuration.base
    batch = checked(workspace.read_sources(), base, workspace.configuration.network)
    store = store_of(batch, base)
    for name in ("a", "b"):
        write_rdf(store, base, tmp_path / name, format_)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    told = {statement for lines in batch.graphs.values() for statement in lines}
    parser = {"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld"}[format_]
    graph = Graph() if format_ == "ttl" else Dataset()
    graph.parse(tmp_path / "a", format=parser)
    assert len(set(triples(graph))) == len(told)


def triples(graph: object) -> Iterator[tuple[object, object, object]]:
    """The statements of an rdflib graph or dataset without their graph (rdflib is the second tool here)."""
    quads = graph.quads() if hasattr(graph, "quads") else graph
    for found in quads:  # type: ignore[attr-defined]
        yield found[:3]


@pytest.fixture
def network() -> Network:
    return Network(
        name="Netz",
        home="n1",
        data_date=date(2025, 6, 30),
        fictional=True,
        actors=(
            Actor("B2", "Büro & <Amt>\x01", type="chamber", region="05111", multiplier=True, office=True),
            Actor("A1", "Werk", company=True),
        ),
        ties=(
            Tie("B2", "A1", "contact", 3, date(2025, 3, 31)),
            Tie("A1", "B2", "contact"),
            Tie("A1", "C3"),
        ),
        regions={"05111": Region("05111", {"de": "Düsseldorf"})},
        types={"chamber": {"de": "Kammer", "en": "Chamber"}},
        settings=Settings(access="public"),
    )


def test_graphml_keeps_parallel_ties_and_says_that_a_network_is_fictional(
    network: Network, tmp_path: Path
) -> None:
    import networkx as nx

    for name in ("a", "b"):
        write_graphml(network, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    graph = nx.read_graphml(tmp_path / "a", force_multigraph=True)
    assert graph.graph["fictional"] is True and graph.graph["access"] == "public"
    spoken = {"de": "Kammer", "en": "Chamber"}[language.current_language()]
    assert dict(graph.nodes(data=True)) == {
        "A1": {"label": "Werk", "roles": "company"},
        "B2": {
            "label": "Büro & <Amt>\ufffd",
            "roles": "multiplier; office",
            "type": spoken,
            "region": "Düsseldorf",
        },
    }
    edges = [data for _a, _b, data in graph.edges(data=True)]
    assert [{k: v for k, v in data.items() if k != "id"} for data in edges] == [
        {"kind": "contact"},
        {"kind": "contact", "strength": 3, "last_contact": "2025-03-31"},
    ]
    assert ElementTree.parse(tmp_path / "a").getroot().tag.endswith("graphml")


def test_a_result_in_a_workbook_says_what_it_depends_on(network: Network, tmp_path: Path) -> None:
    grid = Grid(("Name", "Wert"), (("=Werk", 1.5), ("Amt", None)), "Titel", "Stand heute")
    result = Result(meta_of(network, limit=3), [], ())
    write_grid(tmp_path / "a.xlsx", grid, result)
    table, basis = read_table(tmp_path / "a.xlsx")
    assert table.rows == [["=Werk", 1.5], ["Amt", None]]
    assert ["network", "Netz"] in basis.rows and ["fictional example", "ja"] in [
        [key, {"yes": "ja"}.get(str(value), value)] for key, value in basis.rows
    ]
    with pytest.raises(FileExistsAlreadyError):
        write_grid(tmp_path / "a.xlsx", grid, result)
