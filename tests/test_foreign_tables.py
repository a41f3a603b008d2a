"""Tables of other programs import as they are: Kumu, Gephi, plain CSV, and a square matrix.

The headers are those that the programs write: Kumu's import templates (Elements: Label, Type, Tags;
Connections: From, To, Type, Strength), Gephi's export of the data laboratory (Id, Label, timeset;
Source, Target, Type, Id, Label, timeset, Weight). Workbooks are written with openpyxl.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from made import workbook

from traiber.data.batch import Batch
from traiber.data.build import check
from traiber.data.findings import Finding
from traiber.data.workspace import find_workspace

Check = Callable[..., Batch]
Rows = list[list[object]]

KUMU_ELEMENTS = (
    "Label,Type,Tags,Description\n"
    'Musterkammer,Chamber,"wichtig|Beirat",Eine Kammer\n'
    "Alfa GmbH,Company,,\n"
    "Beta AG,,,\n"
)
KUMU_CONNECTIONS = "From,To,Type,Strength\nMusterkammer,Alfa GmbH,advises,3\nAlfa GmbH,Beta AG,,\n"
GEPHI_NODES = "Id,Label,timeset\nn0,Musterkammer,\nn1,Alfa GmbH,\nn2,Beta AG,\n"
GEPHI_EDGES = "Source,Target,Type,Id,Label,timeset,Weight\nn0,n1,Directed,e0,,,1.0\nn1,n2,Undirected,e1,,,3\n"


@pytest.fixture
def check_files(tmp_path: Path) -> Check:
    """A function that checks a workspace of these files; contents are texts, bytes or sheets."""

    def run(files: dict[str, str | bytes | dict[str, Rows]], settings: str = "") -> Batch:
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "traiber.toml").write_text(f'network = "Netz"\n{settings}', encoding="utf-8")
        for name, content in files.items():
            data = workbook(content) if isinstance(content, dict) else content
            encoded = data.encode("utf-8") if isinstance(data, str) else data
            (tmp_path / "sources" / name).write_bytes(encoded)
        return check(find_workspace(tmp_path))

    return run


def rows_of(text: str) -> Rows:
    return [[cell or None for cell in line.split(",")] for line in text.replace('"', "").splitlines()]


def coded(batch: Batch, *codes: str) -> list[Finding]:
    return [found for found in batch.findings if found.code in codes]


def statements(batch: Batch, part: str) -> list[str]:
    lines = (line for (_level, run), found in batch.graphs.items() if run != "imports" for line in found)
    return sorted(line for line in lines if part in line)


def ties(batch: Batch) -> set[tuple[str, str, str]]:
    """From, to and strength of each tie, as the tables say it."""
    found = set()
    for rows in batch.rows.values():
        for table, row in rows:
            if table.sheet.key == "ties":
                found.add(
                    tuple(str(table.column(key)[row]) for key in ("source_actor", "target_actor", "strength"))
                )
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("elements", "connections", "is_guess"),
    [
        ("elements.csv", "connections.csv", False),
        ("nodes.csv", "edges.csv", False),
        ("Kumu export elements.csv", "kumu_connections (2).csv", True),
        ("Sheet1.csv", "export.csv", True),
    ],
)
def test_tables_of_kumu_are_read_whatever_their_files_are_called(
    check_files: Check, elements: str, connections: str, is_guess: bool
) -> None:
    batch = check_files({elements: KUMU_ELEMENTS, connections: KUMU_CONNECTIONS})
    assert batch.errors == []
    assert batch.counts["actors"] == 3 and batch.counts["ties"] == 2
    assert ties(batch) == {("Musterkammer", "Alfa GmbH", "3"), ("Alfa GmbH", "Beta AG", "None")}
    assert len(statements(batch, '"Tags: wichtig|Beirat"')) == 1
    guessed = {found.cell.file for found in coded(batch, "W110")}
    assert guessed == ({elements, connections} if is_guess else set())


def test_a_workbook_of_kumu_is_read_with_both_sheets(check_files: Check) -> None:
    sheets = {"Elements": rows_of(KUMU_ELEMENTS), "Connections": rows_of(KUMU_CONNECTIONS)}
    batch = check_files({"Kumu export.xlsx": sheets})
    assert batch.errors == [] and coded(batch, "W110") == []
    assert batch.counts["actors"] == 3 and batch.counts["ties"] == 2


def test_an_actor_without_a_type_is_of_unknown_type_and_that_is_said_once(check_files: Check) -> None:
    batch = check_files({"elements.csv": KUMU_ELEMENTS, "connections.csv": KUMU_CONNECTIONS})
    (found,) = coded(batch, "W112")
    assert str(found.cell) == "elements.csv, elements!B4" and "1 actor" in found.rule
    assert len(statements(batch, "ActorType/unknown>")) == 1


def test_tables_of_gephi_import_without_types_and_their_direction_is_no_kind(check_files: Check) -> None:
    batch = check_files({"nodes.csv": GEPHI_NODES, "edges.csv": GEPHI_EDGES})
    assert batch.errors == []
    assert batch.counts["actors"] == 3 and batch.counts["ties"] == 2
    assert len(statements(batch, "ActorType/unknown>")) == 3
    assert len(statements(batch, "TieType/contact>")) == 2
    assert [(f.code, str(f.cell)) for f in coded(batch, "W112", "W113", "W117")] == [
        ("W113", "edges.csv, edges!C2"),
        ("W112", "nodes.csv, nodes, row 2"),
    ]
    assert len(statements(batch, '"Type: Directed (n0 → n1)"')) == 1
    assert len(statements(batch, "tr:strength")) == 0 and len(statements(batch, "ns#strength")) == 2


def test_a_type_column_of_our_own_is_still_required(check_files: Check) -> None:
    batch = check_files({"actors.csv": "id,name\nA,Alfa GmbH\n"})
    assert [(f.code, f.value) for f in batch.errors] == [("E102", "Type")]


@pytest.mark.parametrize("weights", [("1", "7"), ("0.5", "2"), ("2.5", "3"), ("0", "1"), ("-1", "2")])
def test_weights_on_another_scale_are_notes_and_no_strengths(
    check_files: Check, weights: tuple[str, str]
) -> None:
    edges = f"Source,Target,Weight\nn0,n1,{weights[0]}\nn1,n2,{weights[1]}\n"
    batch = check_files({"nodes.csv": GEPHI_NODES, "edges.csv": edges})
    assert batch.errors == []
    assert statements(batch, "ns#strength") == []
    assert len(statements(batch, '"Weight: ')) == 2
    (found,) = coded(batch, "W117")
    assert found.value in weights and "2 rows" in found.rule


def test_weights_from_1_to_5_are_strengths(check_files: Check) -> None:
    edges = "Source,Target,Weight\nn0,n1,1.0\nn1,n2,5\n"
    batch = check_files({"nodes.csv": GEPHI_NODES, "edges.csv": edges})
    assert batch.errors == [] and coded(batch, "W117") == []
    assert len(statements(batch, "ns#strength")) == 2


def test_a_strength_beyond_5_in_our_own_column_stays_an_error(check_files: Check) -> None:
    ties = "source,target,strength\nn0,n1,7\n"
    batch = check_files({"nodes.csv": GEPHI_NODES, "edges.csv": ties})
    assert [(f.code, str(f.cell)) for f in batch.errors] == [("E301", "edges.csv, edges!C2")]


def test_own_code_lists_hold_for_foreign_tables_too(check_files: Check) -> None:
    elements = "Label,Type\nAlfa,Wanderzirkus\nBeta,Company\n"
    connections = "From,To,Type\nAlfa,Beta,leiht Zelte\n"
    files = {"elements.csv": elements, "connections.csv": connections}
    unknown = check_files(dict(files))
    assert [(f.code, f.value) for f in unknown.errors] == [("E204", "leiht Zelte"), ("E204", "Wanderzirkus")]
    listed = "Liste;Code;Bezeichnung\nAkteurstyp;circus;Wanderzirkus\nBeziehungsart;lends;leiht Zelte\n"
    known = check_files({**files, "Listen.csv": listed})
    assert known.errors == []
    assert len(statements(known, "org#classification> <")) == 2


def test_a_file_whose_name_says_nothing_and_whose_headers_fit_nothing_is_an_error(check_files: Check) -> None:
    batch = check_files({"export.csv": "Farbe,Form\nrot,rund\n"})
    assert [(f.code, f.value) for f in batch.errors] == [("E101", "export")]


def test_headers_alone_are_enough_where_the_name_says_nothing(check_files: Check) -> None:
    actors: Rows = [["Name", "Typ", "Kreis", "PLZ"], ["Alfa GmbH", "Unternehmen", "Solingen", "42651"]]
    batch = check_files({"netz.xlsx": {"Tabelle1": actors}})
    assert batch.errors == [] and batch.counts["actors"] == 1
    (found,) = coded(batch, "W110")
    assert (str(found.cell), found.suggestion) == ("netz.xlsx, Tabelle1", "Actors")


@pytest.mark.parametrize("name", ["Akteure (2)", "Akteure 2025", "Tabelle1", "Neue Firmen"])
def test_a_second_sheet_with_the_headers_of_the_first_is_read_and_that_is_said(
    check_files: Check, name: str
) -> None:
    first: Rows = [["Name", "Typ", "Kreis"], ["Alfa GmbH", "Unternehmen", "Solingen"]]
    second: Rows = [["Name", "Typ", "Kreis"], ["Beta AG", "Unternehmen", "Remscheid"]]
    batch = check_files({"netz.xlsx": {"Akteure": first, name: second}})
    assert batch.errors == [] and batch.counts["actors"] == 2
    (found,) = coded(batch, "W110")
    assert (found.value, found.suggestion) == (name, "Actors")


def test_a_second_sheet_of_ties_is_read_even_with_two_columns(check_files: Check) -> None:
    actors: Rows = [["Name", "Typ"], ["Alfa GmbH", "Unternehmen"], ["Beta AG", "Unternehmen"]]
    ties: Rows = [["Von", "Nach"], ["Alfa GmbH", "Beta AG"]]
    book = {"Akteure": actors, "Beziehungen": ties, "Beziehungen (2)": [ties[0], ["Beta AG", "Alfa"]]}
    batch = check_files({"netz.xlsx": book})
    assert [(f.code, f.cell.sheet) for f in batch.errors] == [("E205", "Beziehungen (2)")]


def test_a_sheet_to_ignore_and_one_of_notes_are_not_read(check_files: Check) -> None:
    actors: Rows = [["Name", "Typ", "Kreis"], ["Alfa GmbH", "Unternehmen", "Solingen"]]
    notes: Rows = [["Wer", "Was", "Name"], ["Ich", "anrufen", "Alfa GmbH"]]
    batch = check_files(
        {"netz.xlsx": {"Akteure": actors, "Akteure 2024 (ignore)": actors, "Akteure ToDo": notes}}
    )
    assert batch.errors == [] and batch.counts["actors"] == 1
    assert [f.value for f in coded(batch, "W101")] == ["Akteure ToDo"]


ACTORS = "id,name,type\nA,Alfa GmbH,company\nB,Beta AG,company\nC,Musterkammer,chamber\n"
MATRIX: Rows = [
    [None, "Alfa GmbH", "Beta AG", "Musterkammer"],
    ["Alfa GmbH", None, 1, "x"],
    ["Beta AG", 0, None, None],
    ["Musterkammer", "X", 1, None],
]


@pytest.mark.parametrize("corner", [None, "Wer nennt wen", "Name"])
@pytest.mark.parametrize("name", ["Tabelle1", "Matrix 2025", "Beziehungen"])
def test_a_square_matrix_becomes_contacts_that_the_actors_of_its_rows_report(
    check_files: Check, corner: str | None, name: str
) -> None:
    rows = [[corner, *MATRIX[0][1:]], *MATRIX[1:]]
    batch = check_files({"actors.csv": ACTORS, "netz.xlsx": {name: rows}})
    assert batch.errors == []
    assert ties(batch) == {
        ("Alfa GmbH", "Beta AG", "None"),
        ("Alfa GmbH", "Musterkammer", "None"),
        ("Musterkammer", "Alfa GmbH", "None"),
        ("Musterkammer", "Beta AG", "None"),
    }
    assert len(statements(batch, "ns#reportedBy> <https://w3id.org/traiber/id/org/A>")) == 2
    assert len(statements(batch, "ns#reportedBy> <https://w3id.org/traiber/id/org/C>")) == 2
    assert len(statements(batch, "TieType/contact>")) == 4
    (found,) = coded(batch, "W114")
    assert "4 contacts" in found.rule


def test_strengths_in_a_matrix_are_kept_and_a_lone_1_is_a_yes(check_files: Check) -> None:
    rows = [list(row) for row in MATRIX]
    rows[1][2] = 4
    batch = check_files({"actors.csv": ACTORS, "netz.xlsx": {"Matrix": rows}})
    assert batch.errors == []
    assert ("Alfa GmbH", "Beta AG", "4") in ties(batch)
    assert ("Musterkammer", "Beta AG", "1") in ties(batch)
    assert len(statements(batch, "ns#strength")) == 2


def test_a_matrix_as_csv_with_a_title_is_read_and_the_title_reported(check_files: Check) -> None:
    text = (
        "Befragung 2025;;;\n;Alfa GmbH;Beta AG;Musterkammer\nAlfa GmbH;;1;\nBeta AG;1;;x\nMusterkammer;;;\n"
    )
    batch = check_files({"actors.csv": ACTORS, "nennungen.csv": text})
    assert batch.errors == []
    assert ties(batch) == {
        ("Alfa GmbH", "Beta AG", "None"),
        ("Beta AG", "Alfa GmbH", "None"),
        ("Beta AG", "Musterkammer", "None"),
    }
    assert [(f.value, str(f.cell)) for f in coded(batch, "W104")] == [
        ("Befragung 2025", "nennungen.csv, nennungen!A1")
    ]


def test_what_is_wrong_in_a_matrix_is_said_at_its_cell(check_files: Check) -> None:
    rows: Rows = [
        ["", "Alfa GmbH", "Betta AG", "Musterkammer", None],
        ["Alfa GmbH", "x", 1, "vielleicht", None],
        ["Betta AG", 1, None, 9, None],
        ["Musterkammer", 1, 1, "x", 1],
    ]
    batch = check_files({"actors.csv": ACTORS, "netz.xlsx": {"Matrix": rows}})
    found = [(f.code, str(f.cell).partition("!")[2], f.value, f.suggestion) for f in batch.errors]
    assert found == [
        ("E205", "C1", "Betta AG", "Beta AG"),
        ("E108", "D2", "vielleicht", ""),
        ("E205", "A3", "Betta AG", "Beta AG"),
        ("E108", "D3", "9", ""),
        ("E108", "E4", "1", ""),
    ]
    (diagonal,) = coded(batch, "W115")
    assert "2 cells" in diagonal.rule and str(diagonal.cell).endswith("!B2")


def test_a_table_with_known_headers_is_no_matrix(check_files: Check) -> None:
    rows: Rows = [["Von", "Nach", "Stärke"], ["A", "B", 1], ["B", "C", 2]]
    batch = check_files({"actors.csv": ACTORS, "netz.xlsx": {"Beziehungen": rows}})
    assert batch.errors == [] and batch.counts["ties"] == 2 and coded(batch, "W114") == []


def test_a_table_of_persons_and_events_is_no_matrix(check_files: Check) -> None:
    rows: Rows = [[None, "Auftakt", "Abschluss"], ["Alfa GmbH", "x", "x"], ["Beta AG", None, "x"]]
    batch = check_files({"actors.csv": ACTORS, "netz.xlsx": {"Anwesenheit": rows}})
    assert [(f.code, f.value) for f in batch.errors] == [("E101", "Anwesenheit")]
