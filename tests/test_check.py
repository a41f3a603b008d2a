"""`check` names sheet, cell, value, rule and remedy, and writes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from traiber.data.build import check
from traiber.data.findings import Finding
from traiber.data.listing import render_findings
from traiber.data.workspace import find_workspace
from traiber.ontology.language import set_language

ACTORS = (
    "id,name,type,role,network,region,size_class,fields,surveyed\n"
    "C1,Müller GmbH,company,company,own,Wuppertal,10-49,Fachkräftesicherung,yes\n"
    "C2,Söhne & Co. KG,company,company,own,Solingen,<10,,2025-03-01\n"
    "M1,Musterkammer,chamber,multiplier,own,Remscheid,,Fachkräftesicherung,\n"
    "M2,Nachbaragentur,employment_agency,multiplier,Nachbarnetz,Solingen,,,\n"
    "O1,Büro,network_office,office,own,Wuppertal,,,\n"
)
RELATIONS = (
    "id,source,target,kind,strength,last_contact,reported_by\n"
    "1,M1,C1,contact,3,2025-01-05,crm\n"
    "2,M1,M2,contact,2,05.02.2025,M1\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[..., Path]:
    """A workspace with the plain CSV set; each file can be replaced."""

    def write(**tables: str | bytes) -> Path:
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "traiber.toml").write_text('network = "Eigennetz"\nlanguage = "de"\n', encoding="utf-8")
        for name, text in {"actors": ACTORS, "relations": RELATIONS, **tables}.items():
            content = text.encode("utf-8") if isinstance(text, str) else text
            (tmp_path / "sources" / f"{name}.csv").write_bytes(content)
        return tmp_path

    return write


def errors_of(folder: Path) -> list[Finding]:
    return check(find_workspace(folder)).errors


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def test_the_plain_csv_set_is_read_as_it_is(workspace: Callable[..., Path]) -> None:
    batch = check(find_workspace(workspace()))
    assert batch.errors == []
    assert batch.counts == {"actors": 5, "ties": 2, "memberships": 5, "needs": 1, "offers": 1}


@pytest.mark.parametrize(
    ("table", "old", "new", "code", "cell", "value", "remedy"),
    [
        ("actors", "own,Wuppertal,10-49", "own,Wupertal,10-49", "E205", "F2", "Wupertal", "Wuppertal"),
        ("actors", "chamber,multiplier", "chamer,multiplier", "E204", "C4", "chamer", "Chamber"),
        (
            "actors",
            "company,company,own,Solingen",
            "company,compnay,own,Solingen",
            "E204",
            "D3",
            "compnay",
            "company",
        ),
        ("actors", "<10,", "5,", "E204", "G3", "5", ""),
        ("actors", "2025-03-01", "01.03.25", "E206", "I3", "01.03.25", ""),
        ("actors", "C2,Söhne", "C1,Söhne", "E202", "A3", "C1", ""),
        ("actors", "M1,Musterkammer", "M1,", "E203", "B4", "", ""),
        ("relations", "M1,M2", "M1,Müler GmbH", "E205", "C3", "Müler GmbH", "Müller GmbH"),
        ("relations", "M1,C1", "M1,M1", "E301", "B2", "M1", ""),
        ("relations", ",3,2025", ",9,2025", "E301", "E2", "9", ""),
        ("relations", ",3,2025", ",drei,2025", "E206", "E2", "drei", ""),
        ("relations", "05.02.2025", "05.02.25", "E206", "F3", "05.02.25", ""),
        ("relations", "M1,C1,contact", "M1,,contact", "E203", "C2", "", ""),
        ("relations", "2,M1,M2", "2 2,M1,M2", "E201", "A3", "2 2", ""),
        ("relations", "crm", "niemand", "E205", "G2", "niemand", ""),
        ("relations", "05.02.2025", "05.02.2999", "E206", "F3", "05.02.2999", ""),
        ("relations", "2025-01-05,crm", "2025-01-05,crm,zu viel", "E103", "H2", "zu viel", ""),
    ],
)
def test_a_planted_error_is_named_with_its_cell(
    workspace: Callable[..., Path],
    table: str,
    old: str,
    new: str,
    code: str,
    cell: str,
    value: str,
    remedy: str,
) -> None:
    good = {"actors": ACTORS, "relations": RELATIONS}[table]
    assert good.count(old) == 1
    folder = workspace(**{table: good.replace(old, new)})
    found = [finding.record() for finding in errors_of(folder)]
    assert [(f["code"], f["sheet"], f["cell"], f["value"]) for f in found] == [(code, table, cell, value)]
    assert found[0]["rule"]
    if remedy:
        assert found[0]["suggestion"] == remedy
    assert not (folder / ".traiber").exists()


def test_all_errors_are_collected_and_at_most_twenty_are_shown(workspace: Callable[..., Path]) -> None:
    rows = "".join(f"{n},M1,Unbekannt {n},contact,3,,\n" for n in range(10, 40))
    findings = errors_of(workspace(relations=RELATIONS + rows))
    assert len(findings) == 30
    shown = render_findings(findings)
    assert shown.count("E205") == 20 and max(map(len, shown.splitlines())) <= 100
    assert shown.splitlines()[-1].startswith("… and 10 more.") and "--mark" in shown.splitlines()[-1]


def test_the_same_message_in_many_rows_is_shown_once_with_its_number(workspace: Callable[..., Path]) -> None:
    rows = "".join(f"{n},M1,Unbekannt,contact,3,,\n" for n in range(10, 510))
    findings = errors_of(workspace(relations=RELATIONS + rows))
    assert len(findings) == 500
    shown = render_findings(findings)
    assert shown.splitlines()[:4] == ["500 ERRORS", "", "relations.csv, relations", shown.splitlines()[3]]
    assert shown.count("E205") == 1 and "(500 rows of this sheet in all)" in " ".join(shown.split())


def test_after_500_unknown_names_all_are_found_but_no_more_get_a_suggestion(
    workspace: Callable[..., Path],
) -> None:
    names = [
        f"Müler GmbH{one}{two}" for one in "abcdefghijklmnopqrstuvwxyz" for two in "abcdefghijklmnopqrstuvwx"
    ]
    rows = "".join(f"{n},M1,{name},contact,3,,\n" for n, name in enumerate(names[:600], 10))
    findings = errors_of(workspace(relations=RELATIONS + rows))
    assert len(findings) == 600
    assert sum(finding.suggestion == "Müller GmbH" for finding in findings) == 500


def test_errors_stand_before_warnings_and_apart_from_them(workspace: Callable[..., Path]) -> None:
    text = ACTORS.replace("surveyed\n", "surveyed,Farbe\n").replace("Remscheid", "Remscheit")
    found = check(find_workspace(workspace(actors=text))).findings
    shown = render_findings([one for one in found if one.code != "W301"])
    assert shown.splitlines() == [
        "1 ERROR",
        "",
        "actors.csv, actors",
        "  F4  E205  'Remscheit' is no known district. Did you mean 'Remscheid' (05120)?",
        "",
        "1 warning",
        "",
        "actors.csv, actors",
        "  J1  W102  'Farbe' is no known column; its values are kept as notes.",
    ]


def test_an_unknown_column_is_kept_as_a_note_and_reported(workspace: Callable[..., Path]) -> None:
    text = ACTORS.replace("surveyed\n", "surveyed,Lieblingsfarbe\n").replace(",yes\n", ",yes,blau\n")
    batch = check(find_workspace(workspace(actors=text)))
    assert batch.errors == []
    assert [(f.code, f.value) for f in batch.findings if f.code == "W102"] == [("W102", "Lieblingsfarbe")]
    assert any('"Lieblingsfarbe: blau"' in line for lines in batch.graphs.values() for line in lines)


def test_an_unknown_table_is_an_error_with_the_nearest_name(workspace: Callable[..., Path]) -> None:
    findings = errors_of(workspace(atcors=ACTORS))
    assert [(f.code, f.suggestion) for f in findings] == [("E101", "Actors")]


def test_an_ambiguous_name_is_refused_with_the_ids(workspace: Callable[..., Path]) -> None:
    text = ACTORS + "C9,Müller GmbH,company,company,own,Solingen,,,\n"
    findings = errors_of(workspace(actors=text, relations=RELATIONS.replace("M1,C1", "M1,Müller GmbH")))
    assert [f.code for f in findings] == ["E205"]
    assert "C1, C9" in findings[0].rule


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_give_the_same_statements(
    workspace: Callable[..., Path], encoding: str, delimiter: str
) -> None:
    plain = check(find_workspace(workspace()))
    content = ACTORS.replace(",", delimiter).encode(encoding)
    other = check(find_workspace(workspace(actors=content)))
    assert other.errors == []
    assert statements(other.graphs) == statements(plain.graphs)


def statements(graphs: dict[tuple[str, str], list[str]]) -> set[tuple[str, str]]:
    return {(level, line) for (level, run), lines in graphs.items() if run != "imports" for line in lines}


def test_messages_are_german_in_german(workspace: Callable[..., Path]) -> None:
    set_language("de")
    text = RELATIONS.replace("M1,M2", "M1,Müler GmbH")
    assert str(errors_of(workspace(relations=text))[0]) == (
        "E205 relations.csv, relations!C3: 'Müler GmbH' steht nicht im Blatt Akteure."
        " Meinten Sie 'Müller GmbH'?"
    )


def test_unknown_codes_become_new_ones_only_where_that_is_allowed(workspace: Callable[..., Path]) -> None:
    folder = workspace(actors=ACTORS.replace("Wuppertal,10-49", "Kreis Amselgrund,10-49"))
    assert [f.code for f in errors_of(folder)] == ["E205"]
    (folder / "traiber.toml").write_text('network = "Eigennetz"\ncodes = "extend"\n', encoding="utf-8")
    batch = check(find_workspace(folder))
    assert batch.errors == []
    assert [f.value for f in batch.findings if f.code == "W201"] == ["Kreis Amselgrund"]


def test_what_does_not_fit_together_is_found_beside_faulty_cells_of_other_rows(
    workspace: Callable[..., Path],
) -> None:
    """A strength off the scale in row 2 and an unknown name in row 3: both at once, nothing that follows."""
    text = RELATIONS.replace(",3,2025", ",9,2025").replace("M1,M2", "M1,Unbekannt")
    found = errors_of(workspace(relations=text))
    assert [(f.code, f.cell.place) for f in found] == [("E205", "C3"), ("E301", "E2")]


def test_two_files_that_differ_about_one_contact_are_named_with_both_cells(
    workspace: Callable[..., Path],
) -> None:
    """The second file repeats the contact of the first with another strength."""
    folder = workspace(relations="source,target,kind,strength\nM1,C1,contact,3\n")
    other = "source,target,kind,strength\nM1,C1,contact,5\nM1,M2,contact,2\n"
    (folder / "sources" / "more").mkdir()
    (folder / "sources" / "more" / "relations.csv").write_text(other, encoding="utf-8")
    batch = check(find_workspace(folder))
    assert batch.errors == [] and batch.counts["ties"] == 3
    (found,) = [finding for finding in batch.findings if finding.code == "W243"]
    assert (str(found.cell), found.value) == ("relations.csv, relations!D2", "3")
    assert "more/relations.csv, relations!D2 ('5')" in found.rule


def test_the_same_sheet_in_two_files_is_two_runs(workspace: Callable[..., Path]) -> None:
    """Two copies of one table: each file is named by a run of its own, and nothing is wrong."""
    folder = workspace()
    (folder / "sources" / "copy").mkdir()
    (folder / "sources" / "copy" / "relations.csv").write_text(RELATIONS, encoding="utf-8")
    assert errors_of(folder) == []
