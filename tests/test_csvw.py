"""The CSV folder and its description agree, for machines too (CSV on the Web, W3C 2015).

The second tool is the package csvw: it parses every cell by its datatype and checks keys. It finds a
column by a title without a language only, so the copy that it reads has that of the file.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW

from traiber.data.example import generate, settings
from traiber.data.handover import write_export
from traiber.data.readers import find_others
from traiber.data.table import Table
from traiber.data.workbook import load_workbook
from traiber.data.workspace import frame_of, parse_settings, shipped_network
from traiber.graph.projection import project_network
from traiber.graph.store import Store
from traiber.ontology.codes import load_codes
from traiber.ontology.language import set_language
from traiber.ontology.prefixes import PREFIXES

StoreOf = Callable[..., Store]


@pytest.fixture(params=["real", "example", "odd"])
def store(request: pytest.FixtureRequest, store_of: StoreOf, real_store: Store) -> Store:
    if request.param == "real":
        return real_store
    chosen = parse_settings(settings(), "traiber.toml")
    if request.param == "example":
        return store_of(generate().values(), chosen.base, chosen.network)
    return store_of(odd_tables(), chosen.base, "Musterregion Mobil")


def odd_tables() -> Iterable[Table]:
    """Values that are easy to describe wrongly."""
    networks = ("id", "name", "funding", "valid_from", "fictional", "drivers")
    yield Table(
        "networks",
        networks,
        [
            ("n1", "=1+1", "-12345678901234567890,5", "-", "ja", "-"),
            ("n2", "Netz", "0,5", "2024-01-01", "nein", None),
        ],
    )
    yield Table("regions", ("id", "name", "area", "population"), [("01001", "Flensburg", "-", 0)])
    rows = [("a1", "Amt", "Kommune", "ja"), ("a2", "Amt", "Kammer", "2024-02-29"), ("a3", "x", "Verein", "-")]
    yield Table("actors", ("id", "name", "type", "surveyed"), rows)
    yield Table("events", ("title", "date", "note"), [("Treffen", "-", "one\ntwo; three\n-")])
    yield Table("ties", ("source_actor", "target_actor", "strength"), [("a1", "a2", 3), ("x", "a1", "-")])


@pytest.fixture(params=["de", "en"])
def folder(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Path:
    set_language(request.param)
    configuration = shipped_network().configuration
    graphs = [graph for graph in store.graphs() if "/graph/" in graph]
    base = graphs[0].partition("graph/")[0]
    network = project_network(store, frame_of(configuration, "personal"))
    write_export("csv", store, network, base, tmp_path / request.param, force=False)
    return tmp_path / request.param


def metadata(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    return read


def rows(folder: Path, url: str) -> list[list[str]]:
    with (folder / url).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def faults(folder: Path) -> list[str]:
    described = metadata(folder)
    for table in described["tables"]:
        for column in table["tableSchema"]["columns"]:
            column["titles"] = column["titles"][folder.name][0]
    copy = folder / "copy.json"
    copy.write_text(json.dumps(described), encoding="utf-8")
    try:
        found = CSVW(str(copy), validate=True, strict=False)  # not strict: a foreign key may be empty
        return [] if found.is_valid else [str(warning.message) for warning in found.warnings]
    except ValueError as error:
        return [str(error)]


def test_a_validator_finds_nothing(folder: Path) -> None:
    assert faults(folder) == []


def test_the_validator_would_find_a_wrong_date_and_a_key_that_stands_twice(folder: Path) -> None:
    """The test above could fail."""
    described = metadata(folder)
    (networks,) = (t for t in described["tables"] if t["url"] == "networks.csv")
    at = [column["name"] for column in networks["tableSchema"]["columns"]].index("valid_from")
    header, first, *rest = rows(folder, "networks.csv")
    for damaged in (
        [header, [*first[:at], "31.12.2025", *first[at + 1 :]], *rest],
        [header, first, first, *rest],
    ):
        with (folder / "networks.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(damaged)
        assert faults(folder) != []


def test_every_table_is_described_column_by_column(folder: Path) -> None:
    described = metadata(folder)
    assert {table["url"] for table in described["tables"]} == {path.name for path in folder.glob("*.csv")}
    for table in described["tables"]:
        sheet = load_workbook()[table["url"].removesuffix(".csv")]
        columns = table["tableSchema"]["columns"]
        assert [c["titles"][folder.name] for c in columns] == [[h] for h in rows(folder, table["url"])[0]]
        for described_column in columns:
            column = sheet.column(described_column["name"])
            assert described_column["titles"] == {"de": [column.labels["de"]], "en": [column.labels["en"]]}
            texts = {text["@language"]: text["@value"] for text in described_column["dc:description"]}
            assert texts == column.help
            assert re.fullmatch(
                r"[A-Za-z0-9][A-Za-z0-9_]*", described_column["name"]
            )  # a name of section 5.6
            assert ("separator" in described_column) == (column.multiple or column.by_line)
            if column.codes:
                assert described_column["dc:conformsTo"] == {"@id": load_codes()[column.codes].iri}
            if column.predicate and column.type != "id":
                prefix, _colon, name = column.predicate.partition(":")
                assert described_column["propertyUrl"] == PREFIXES[prefix] + name


def test_required_keys_and_foreign_keys_hold(folder: Path) -> None:
    """Counted here cell by cell, a second implementation of what csvw checks."""
    described = metadata(folder)
    cells = {
        table["url"]: {
            column["name"]: [row[at] for row in rows(folder, table["url"])[1:]]
            for at, column in enumerate(table["tableSchema"]["columns"])
        }
        for table in described["tables"]
    }
    foreign = 0
    for table in described["tables"]:
        own, schema = cells[table["url"]], table["tableSchema"]
        for column in schema["columns"]:
            assert not column.get("required") or "" not in own[column["name"]]
        if key := schema.get("primaryKey"):
            assert len(set(own[key])) == len(own[key])
        for one in schema.get("foreignKeys", ()):
            foreign += 1
            reference = one["reference"]
            target = cells[reference["resource"]][reference["columnReference"]]
            assert {
                target.count(value) for value in own[one["columnReference"]] if value not in ("", "-")
            } == {1}
    assert foreign


def test_level_date_source_and_dialect_are_said(folder: Path) -> None:
    described = metadata(folder)
    assert described["dialect"]["delimiter"] == ";"
    assert described["dialect"]["encoding"] == "utf-8"
    assert described["dc:accessRights"] == {"@id": "https://w3id.org/traiber/codes/AccessLevel/personal"}
    assert described["dc:date"]["@type"] == "xsd:date"
    assert "sources.csv" in described["dc:rights"][0]["@value"]
    assert isinstance(described["https://w3id.org/traiber/ns#fictional"], bool)


def test_a_number_that_no_float_holds_makes_its_column_text(store_of: StoreOf, tmp_path: Path) -> None:
    set_language("de")
    base = "https://example.org/id/"
    store = store_of(odd_tables(), base, "Netz")
    network = project_network(store, frame_of(shipped_network().configuration, "personal"))
    write_export("csv", store, network, base, tmp_path / "de", force=False)
    (table,) = (t for t in metadata(tmp_path / "de")["tables"] if t["url"] == "networks.csv")
    types = {column["name"]: column["datatype"] for column in table["tableSchema"]["columns"]}
    assert types["funding"] == "string"
    assert types["valid_from"] == {"base": "date", "format": "yyyy-MM-dd"}


def test_an_export_copied_to_the_sources_gives_no_warning(folder: Path) -> None:
    assert find_others(folder) == []
