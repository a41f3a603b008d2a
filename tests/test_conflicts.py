"""Two staff, two workbooks: what agrees merges, what contradicts is named with both cells."""

from itertools import permutations
from pathlib import Path

import pytest

from traiber.data.batch import Batch
from traiber.data.build import check
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet, read_bytes
from traiber.data.registry import Registry
from traiber.data.table import Table
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook

BASE = "https://example.org/id/"
HEADER = "Kennung;Name;Typ;Kreis;Ort;Größenklasse\n"


def sheets(**tables: str) -> list[RawSheet]:
    """Each keyword is FILE__SHEET."""
    return [
        RawSheet(f"{name.partition('__')[0]}.xlsx", sheet.name, *[getattr(sheet, key) for key in REST])
        for name, text in tables.items()
        for sheet in read_bytes(f"{name.partition('__')[2]}.csv", text.encode())
    ]


REST = ("sha256", "header", "header_row", "rows", "numbers")


def read(raw: list[RawSheet], registry: Registry | None = None) -> Batch:
    return map_sheets(raw, BASE, registry or Registry())


def conflicts(batch: Batch) -> list[tuple[str, str, str, str]]:
    return [(f.code, str(f.cell), f.value, f.rule) for f in batch.errors]


def public(batch: Batch) -> set[str]:
    return {line for (_level, run), lines in batch.graphs.items() if run != "imports" for line in lines}


def test_different_values_under_one_id_name_both_cells_and_both_values() -> None:
    batch = read(
        sheets(
            anna__actors=HEADER + "a1;Werk;Unternehmen;Wuppertal;Barmen;10-49\n",
            berta__actors=HEADER + "a1;Werk;Unternehmen;Solingen;;10-49\n",
        )
    )
    assert conflicts(batch) == [
        (
            "E241",
            "berta.xlsx, actors!D2",
            "Solingen",
            "differs from anna.xlsx, actors!D2 ('Wuppertal'), though both rows have the same ID.",
        )
    ]
    assert batch.errors[0].remedy


def test_the_order_in_which_files_are_read_does_not_matter() -> None:
    files = sheets(
        anna__actors=HEADER + "a1;Werk;Unternehmen;Wuppertal;Barmen;10-49\n",
        berta__actors=HEADER + "a1;Werk;Unternehmen;Solingen;Mitte;<10\n",
        carla__actors=HEADER + "a1;Werk;Unternehmen;Remscheid;Barmen;<10\n",
    )
    found = {tuple(conflicts(read(list(order)))) for order in permutations(files)}
    assert len(found) == 1
    (rows,) = found
    assert [(cell, value) for _code, cell, value, _rule in rows] == [
        ("berta.xlsx, actors!D2", "Solingen"),
        ("berta.xlsx, actors!E2", "Mitte"),
        ("berta.xlsx, actors!F2", "<10"),
        ("carla.xlsx, actors!D2", "Remscheid"),
        ("carla.xlsx, actors!F2", "<10"),
    ]


def test_equal_and_complementary_cells_merge_however_they_are_written() -> None:
    """The seat by name, by official key and in capitals; town and size from one file each."""
    merged = read(
        sheets(
            anna__actors=HEADER + "a1;Werk;Unternehmen;Wuppertal;;10-49\n",
            berta__actors=HEADER + "a1;WERK;company;05124;Barmen;\n",
            carla__ties="Kennung;Von;Nach;Letzter Kontakt;Stärke\nt1;a1;a2;2025-01-05;3\n",
            dora__ties="Kennung;Von;Nach;Letzter Kontakt;Stärke\nt1;a1;a2;05.01.2025;3,0\n",
            emil__actors=HEADER + "a2;Kammer;Kammer;;;\n",
        )
    )
    assert conflicts(merged) == []
    one = read(
        sheets(
            anna__actors=HEADER + "a1;Werk;Unternehmen;Wuppertal;Barmen;10-49\na2;Kammer;Kammer;;;\n",
            carla__ties="Kennung;Von;Nach;Letzter Kontakt;Stärke\nt1;a1;a2;2025-01-05;3\n",
        )
    )
    spelling = f'<{BASE}org/a1> <http://www.w3.org/2004/02/skos/core#prefLabel> "WERK"@de'
    assert public(merged) - {spelling} == public(one)


def test_several_values_of_a_column_that_admits_them_are_no_conflict() -> None:
    batch = read(
        sheets(
            anna__actors="Kennung;Name;Typ;Aktiv in;Quelle\na1;Werk;Unternehmen;Wuppertal;q1\n",
            berta__actors="Kennung;Name;Typ;Aktiv in;Quelle\na1;Werk;Kammer;Solingen;q2\n",
        )
    )
    assert conflicts(batch) == []


def test_a_value_against_known_to_be_none_is_a_conflict_in_any_column() -> None:
    batch = read(
        sheets(
            anna__measures="Kennung;Name;Handlungsfelder;Verantwortlich\nm1;Kurs;f1;-\n",
            berta__measures="Kennung;Name;Handlungsfelder;Verantwortlich\nm1;Kurs;f1;a1\n",
            carla__actors="Kennung;Name;Typ\na1;Kammer;Kammer\n",
            dora__action_fields="Kennung;Name\nf1;Feld\n",
        )
    )
    assert [(code, cell, value) for code, cell, value, _rule in conflicts(batch)] == [
        ("E241", "berta.xlsx, measures!D2", "a1")
    ]


def test_an_empty_cell_with_a_default_yields_to_what_another_file_states() -> None:
    batch = read(
        sheets(
            anna__events="Kennung;Titel;Datum;Art\ne1;Treffen;2025-01-02;Workshop\n",
            berta__events="Kennung;Titel;Datum;Art\ne1;Treffen;2025-01-02;\n",
        )
    )
    assert conflicts(batch) == []
    kinds = {line.rpartition("/")[2] for line in public(batch) if "terms/type>" in line}
    assert kinds == {"workshop>"}


def test_rows_without_id_of_one_name_and_seat_conflict_too() -> None:
    batch = read(
        sheets(
            anna__actors=HEADER + ";Werk;Unternehmen;Wuppertal;Barmen;\n",
            berta__actors=HEADER + ";Werk;Unternehmen;Wuppertal;Elberfeld;\n",
        )
    )
    ((code, cell, value, rule),) = conflicts(batch)
    assert (code, cell, value) == ("E208", "berta.xlsx, actors!E2", "Elberfeld")
    assert "anna.xlsx, actors!E2 ('Barmen')" in rule


def test_a_row_without_id_is_the_one_with_the_id_of_that_name_and_seat() -> None:
    tables = {
        "anna__actors": HEADER + "a1;Werk;Unternehmen;Wuppertal;Barmen;\n",
        "berta__actors": HEADER + ";Werk;Unternehmen;05124;;10-49\n",
    }
    batch = read(sheets(**tables))
    assert conflicts(batch) == []
    assert len({line.split()[0] for line in public(batch) if "/org/" in line.split()[0]} - {"a1"}) >= 1
    assert {line for line in public(batch) if "ns#kennung" in line and "/org/" in line} == {
        f'<{BASE}org/a1> <https://w3id.org/traiber/ns#kennung> "a1"'
    }
    tables["berta__actors"] = HEADER + ";Werk;Unternehmen;05124;Elberfeld;\n"
    assert [code for code, *_rest in conflicts(read(sheets(**tables)))] == ["E241"]


def test_different_names_under_one_id_are_two_things_and_not_compared_further() -> None:
    batch = read(
        sheets(
            anna__actors=HEADER + "a1;Werk;Unternehmen;Wuppertal;Barmen;\n",
            berta__actors=HEADER + "a1;Hütte;Unternehmen;Solingen;Mitte;\n",
        )
    )
    assert [code for code, *_rest in conflicts(batch)] == ["E241"]


@pytest.mark.parametrize("split", [False, True])
def test_two_workbooks_of_two_staff_are_one_network(tmp_path: Path, split: bool) -> None:
    """Each has other actors, and both know the chamber; ties lead from one workbook into the other."""
    columns = ("id", "name", "type", "town")
    chamber = ("a1", "Kammer", "Kammer", None)
    anna = Table("actors", columns, [chamber, ("a2", "Werk", "Unternehmen", "Barmen")])
    berta = Table("actors", columns, [(*chamber[:3], "Mitte"), ("a3", "Hütte", "Unternehmen", None)])
    ties = ("source_actor", "target_actor", "strength")
    first = Table("ties", ties, [("a1", "a3", 3)])
    second = Table("ties", ties, [("Kammer", "Werk", 2)])
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    if split:
        write_workbook({"actors": anna, "ties": first}, tmp_path / "sources" / "anna.xlsx", "de")
        write_workbook({"actors": berta, "ties": second}, tmp_path / "sources" / "berta.xlsx", "en")
    else:
        rows = [(*chamber[:3], "Mitte"), *anna.rows[1:], *berta.rows[1:]]
        together = {
            "actors": Table("actors", columns, rows),
            "ties": Table("ties", ties, [*first.rows, *second.rows]),
        }
        write_workbook(together, tmp_path / "sources" / "all.xlsx", "de")
    batch = check(find_workspace(tmp_path))
    assert conflicts(batch) == []
    texts = " ".join(public(batch))
    assert all(text in texts for text in ('"Barmen"', '"Mitte"', '"Hütte"@de'))
    assert len({line for line in public(batch) if "#strength>" in line}) == 2
    assert len({line for line in public(batch) if "locn#postName>" in line}) == 2


@pytest.mark.parametrize("merged_in", ["anna", "dora"])
def test_a_merge_hides_no_conflict_of_the_actor_that_stays(merged_in: str) -> None:
    """Alt goes into Werk, whose own two rows contradict each other, wherever the row of Alt stands."""
    tables = {
        "berta__actors": HEADER + "a1;Werk;Unternehmen;Wuppertal;Barmen;\n",
        "carla__actors": HEADER + "a1;Werk;Unternehmen;Wuppertal;Elberfeld;\n",
        f"{merged_in}__actors": HEADER + "a9;Werk Alt;Unternehmen;Wuppertal;;\n",
        "emil__duplicates": "Akteur;Anderer Akteur;Entscheidung\na9;a1;dieselbe Organisation\n",
    }
    found = conflicts(read(sheets(**tables)))
    assert [(code, cell, value) for code, cell, value, _rule in found] == [
        ("E241", "carla.xlsx, actors!E2", "Elberfeld")
    ]


def test_an_id_in_another_way_of_writing_means_its_row_in_short_forms_too() -> None:
    """O is read as 0 (Crockford): the row's network is that of the actor with the ID as minted."""
    raw = sheets(anna__actors="Kennung;Name;Typ;Netzwerk\n00000o1-1;Werk;Unternehmen;Netz\n")
    assert conflicts(read(raw)) == []
