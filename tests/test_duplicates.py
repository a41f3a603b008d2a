"""Actors that may be one: names, scores, proposals, decisions and merges.

Expected values are written by hand from the rows of each test, unless a test says otherwise. The
invented companies are those of `benchmarks/invented_companies.py`, which knows none of the declared words.
"""

import json
import os
import sys
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from traiber.cli import main
from traiber.data.batch import Batch
from traiber.data.build import build, check, content_graphs, open_build
from traiber.data.duplicates.blocking import LARGEST_BLOCK, candidate_pairs
from traiber.data.duplicates.ledger import DecisionError, remember
from traiber.data.duplicates.names import parse_name
from traiber.data.duplicates.pairs import THRESHOLD, find_pairs
from traiber.data.duplicates.proposals import proposals_csv, propose, write_proposals
from traiber.data.duplicates.records import Records, read_records
from traiber.data.duplicates.scoring import Score, Scorer
from traiber.data.export import export_tables
from traiber.data.findings import Finding
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet, UnreadableFileError, read_bytes, read_table
from traiber.data.registry import Registry
from traiber.data.workspace import Workspace, find_workspace, shipped_network
from traiber.data.writers import write_csv_folder, write_workbook
from traiber.graph.store import Store, canonical_hash, memory_store
from traiber.ontology.language import set_language

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from invented_companies import found_pairs, invent, true_pairs

BASE = "https://example.org/id/"


def sheets(**tables: str) -> list[RawSheet]:
    return [sheet for name, text in tables.items() for sheet in read_bytes(f"{name}.csv", text.encode())]


def imported(**tables: str) -> Batch:
    return map_sheets(sheets(**tables), BASE, Registry())


def recorded(**tables: str) -> Records:
    return read_records(sheets(**tables), BASE, Registry(), None, "internal")


def statements(batch: Batch) -> set[tuple[str, str]]:
    return {
        (level, line.replace(BASE, ""))
        for (level, run), lines in batch.graphs.items()
        if run != "imports"
        for line in lines
    }


def about(batch: Batch, subject: str) -> set[str]:
    """The statements about a thing as "property value", shortened."""
    start = f"<{subject}> "
    return {line.removeprefix(start) for _level, line in statements(batch) if line.startswith(start)}


def texts(batch: Batch, subject: str, name: str) -> list[str]:
    """The values of a property, by the last part of its name."""
    found = (line.split("> ", 1) for line in about(batch, subject))
    return sorted(value.strip('<>"').replace('"@de', "") for key, value in found if key.endswith(name))


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def score(one: str, other: str, header: str = "Name;Typ;Kreis;Ort;PLZ;Webseite;LEI", **tables: str) -> Score:
    """The score of two actors, each given as the row of a table."""
    records = recorded(actors=f"{header}\n{one}\n{other}\n", **tables)
    scorer = Scorer.learn(records.actors, records.places)
    first, second = records.actors
    if first.name != one.split(";")[0]:
        first, second = second, first
    return scorer.score(first, second)


def kinds(found: Score) -> set[str]:
    return {part.kind for part in found.parts}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller Stahlbau GmbH & Co. KG", "MUELLER STAHLBAU"),
        ("Müller & Söhne KG", "Mueller und Soehne e.K."),
        ("Müller & Söhne", "Müller + Söhne"),
        ("Groß Federn G.m.b.H.", "Gross Federn Gesellschaft mit beschränkter Haftung"),
        ("Ideenwerk UG (haftungsbeschränkt)", "Ideenwerk UG"),
        ("Lernhaus gGmbH", "Lernhaus gemeinnützige GmbH"),
        ("Kolben KGaA", "Kolben GmbH & Co. KGaA"),
        ("Turnkreis e.V.", "Turnkreis e. V."),
        ("Welle SE", "Welle Aktiengesellschaft"),
        ("IHK Musterstadt", "Industrie- und Handelskammer zu Musterstadt"),
        ("WiFö Musterstadt", "Wirtschaftsförderungsgesellschaft Musterstadt mbH"),
        ("AGV Metall Nord", "Arbeitgeberverband Metall Nord e.V."),
        ("DGB Nord", "Deutscher Gewerkschaftsbund Nord"),
        ("FH Musterstadt", "Hochschule Musterstadt"),
        ("Uni Musterstadt", "Universität Musterstadt"),
        ("Gebr. Adler", "Gebrüder Adler GmbH"),
        ("Haus Lindenstr.", "Haus Lindenstraße"),
        ("Stahlbau Müller", "Müller, Stahlbau"),
        ("Wu\u0308lfing Guss", "Wülfing Guss"),
        ("StahlWerkzeuge Adler", "Stahl Werkzeuge Adler"),
    ],
)
def test_two_ways_of_writing_a_name_have_one_key(one: str, other: str) -> None:
    assert parse_name(one).key == parse_name(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller GmbH", "Möller GmbH"),
        ("IHK Nord", "HWK Nord"),
        ("Werk 1", "Werk 2"),
        ("Universität Musterstadt", "Hochschule Musterstadt"),
        ("Müller", "Müller & Müller"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert parse_name(one).key != parse_name(other).key


def test_a_name_that_is_nothing_but_a_legal_form_is_kept() -> None:
    assert parse_name("AG").key == "ag"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adler Stahlbau GmbH;Unternehmen;Solingen", "Adler Stahlbau GmbH;Unternehmen;Wuppertal"),
        ("Müller GmbH;Unternehmen;Solingen", "Müller Maschinenbau GmbH;Unternehmen;Solingen"),
        ("IG Metall Velbert;Gewerkschaft;", "IG Metall NRW;Gewerkschaft;"),
        ("IHK Mittleres Ruhrgebiet;Kammer;", "Bergische IHK;Kammer;"),
        ("Wirtschaftsförderung Solingen;Kammer;", "Wirtschaftsförderung Remscheid;Kammer;"),
        ("Adler Guss;Unternehmen;Solingen", "Adler Guss Niederlassung Haan;Unternehmen;Kreis Mettmann"),
        ("Adler Guss;Unternehmen;Solingen", "Adler Guss Holding;Unternehmen;Solingen"),
        ("Adler Guss Werk 1;Unternehmen;Solingen", "Adler Guss Werk 2;Unternehmen;Solingen"),
        ("Adler Guss Solingen;Unternehmen;", "Adler Guss;Unternehmen;Remscheid"),
    ],
)
def test_what_only_resembles_is_not_proposed(one: str, other: str) -> None:
    assert score(one, other, "Name;Typ;Kreis").value < THRESHOLD


@pytest.mark.parametrize(
    ("one", "other", "kind", "points"),
    [
        ("Adler Guss;Kammer;Solingen;;;;", "Adler Guss GmbH;Kammer;Solingen;;;;", "same_region", 0.05),
        ("Adler Guss;Kammer;Solingen;;;;", "Adler Guss GmbH;Kammer;05124;;;;", "other_region", -0.35),
        ("Adler Guss;Kammer;;Elberfeld;;;", "Adler Guss GmbH;Kammer;;Wuppertal;;;", "same_town", 0.1),
        ("Adler Guss;Kammer;;Solingen-Ohligs;;;", "Adler GmbH Guss;Kammer;;Ohligs;;;", "same_town", 0.1),
        ("Adler Guss;Kammer;;Haan;;;", "Adler Guss GmbH;Kammer;;Erkrath;;;", "other_town", -0.1),
        ("Adler Guss;Kammer;;;42697;;", "Adler Guss GmbH;Kammer;;;42697;;", "same_postcode", 0.1),
        (
            "Adler Guss;Kammer;;;;https://www.adler.example;",
            "Adler Guss AG;Kammer;;;;https://adler.example/x;",
            "same_host",
            0.15,
        ),
        ("Adler;Kammer;;;;;529900AB", "Falke;Kammer;;;;;5299-00AB", "same_number", 0.5),
        ("Adler;Kammer;;;;;529900AB", "Adler AG;Kammer;;;;;529900CD", "other_number", -0.4),
        ("Adler Guss AG;Kammer;;;;;", "Adler Guss KG;Kammer;;;;;", "other_form", -0.02),
    ],
)
def test_each_part_has_its_points(one: str, other: str, kind: str, points: float) -> None:
    found = [part.points for part in score(one, other).parts if part.kind == kind]
    assert found == [points]


def test_the_value_is_the_sum_of_the_parts_within_0_and_1() -> None:
    one = "Adler Guss AG;Kammer;Solingen;;;;"
    found = score(one, "Adler Guss KG;Kammer;Solingen;;;;")
    assert found.value == pytest.approx(0.9 - 0.02 + 0.05)
    assert score(one, "Falke Federn;Kammer;Remscheid;;;;").value == 0
    everything = "Kammer;Solingen;Ohligs;42697;https://a.example;1"
    assert score(f"Adler Guss AG;{everything}", f"Adler Guss;{everything}").value == 1


def test_a_slip_of_the_pen_costs_little_and_another_word_much() -> None:
    right, slip, other = "Adlerhorst Federn;Kammer", "Adlerhrost Federn;Kammer", "Falkenhorst Federn;Kammer"
    near, far = score(right, slip, "Name;Typ").value, score(right, other, "Name;Typ").value
    assert near >= THRESHOLD > 0.6 > far


def test_other_names_and_search_names_count_and_the_reason_names_them() -> None:
    header = "Name;Typ;Weitere Namen;Suchnamen"
    found = score("Bergwerk Adler;Kammer;BWA Guss;", "Neue Zeche;Kammer;;BWA-Guss GmbH", header)
    assert found.value == pytest.approx(0.9)
    (part,) = found.parts
    assert (part.kind, part.texts) == ("same_words_by", ("BWA Guss", "BWA-Guss GmbH"))


def test_a_region_that_the_town_tells_counts_as_seat() -> None:
    """The third row tells that Haan lies in Kreis Mettmann."""
    records = recorded(
        actors="Name;Typ;Kreis;Ort\nAdler Guss;Kammer;;Haan\nAdler Guss KG;Kammer;Solingen;\n"
        "X;Kammer;Kreis Mettmann;Haan\n"
    )
    assert find_pairs(records.actors, records.places) == []


def test_no_pair_of_the_shipped_network_is_proposed() -> None:
    """49 organisations, none of them twice: four units of IG Metall, seven Wirtschaftsförderungen."""
    proposals = propose(shipped_network(), "internal")
    assert len(proposals.records.actors) == 49
    assert [row["reason"] for row in proposals.rows()] == []


@pytest.mark.parametrize("seed", [11, 12])
def test_of_2000_invented_companies_19_in_20_duplicates_are_found_and_9_in_10_proposals_are_right(
    seed: int,
) -> None:
    rows = invent(2_000, seed)
    truth, found = true_pairs(rows), set(found_pairs(rows, THRESHOLD))
    assert len(rows) == 2_000 and len(truth) > 300
    assert len(found & truth) / len(truth) >= 0.95
    assert len(found & truth) / len(found) >= 0.9


def test_many_actors_of_one_name_do_not_become_all_pairs() -> None:
    """1,000 names with one common word: all pairs would be 499,500."""
    names = [(at, parse_name(f"Wirtschaftsförderung {chr(97 + at % 26)}{at}x")) for at in range(1_000)]
    pairs = candidate_pairs(names, {"host": range(1_000)})
    assert len(pairs) < 1_000 * LARGEST_BLOCK
    assert all(one < other for one, other in pairs.tolist())


def test_nothing_comes_of_nothing() -> None:
    assert len(candidate_pairs([], {})) == 0
    records = recorded(actors="Name;Typ\n")
    assert find_pairs(records.actors, records.places) == []


def test_the_order_of_rows_does_not_matter_to_proposals() -> None:
    rows = [
        "Adler Guss;Kammer;Solingen\n",
        "Adler Guß GmbH;Kammer;\n",
        "Falke;Kammer;\n",
        "Falke AG;Kammer;\n",
    ]
    found = set()
    for order in permutations(rows):
        records = recorded(actors="Name;Typ;Kreis\n" + "".join(order))
        pairs = find_pairs(records.actors, records.places)
        found.add(tuple((pair.one.name, pair.other.name, pair.score.parts) for pair in pairs))
    assert len(found) == 1
    # of the first pair, the row of which more is recorded would stay
    assert [names[:2] for names in next(iter(found))] == [
        ("Adler Guß GmbH", "Adler Guss"),
        ("Falke", "Falke AG"),
    ]


def test_proposals_up_to_a_level_know_nothing_of_higher_ones() -> None:
    text = "Name;Typ;Vertraulichkeit\nAdler Guss;Kammer;\nAdler Guss GmbH;Kammer;intern\n"
    found = {}
    for access in ("public", "internal"):
        records = read_records(sheets(actors=text), BASE, Registry(), None, access)
        found[access] = len(find_pairs(records.actors, records.places))
    assert found == {"public": 0, "internal": 1}


# Decisions and merges

ACTORS = (
    "Kennung;Name;Typ;Kreis;Weitere Namen;PLZ;Ort;Quelle\n"
    "a1;Muster GmbH;Unternehmen;Wuppertal;M;42103;;q1\n"
    "a2;Muster Gesellschaft;Unternehmen;Solingen;MG;;Ohligs;q2\n"
    "a3;Kammer;Kammer;;;;;\n"
)
DECISION = "Akteur;Anderer Akteur;Entscheidung\n"


def test_the_same_become_one_with_the_id_of_the_second() -> None:
    batch = imported(
        actors=ACTORS,
        ties="Von;Nach\nKammer;Muster Gesellschaft\n",
        duplicates=f"{DECISION}Muster Gesellschaft;Muster GmbH;dieselbe\n",
    )
    assert batch.errors == []
    assert texts(batch, "org/a1", "prefLabel") == ["Muster GmbH"]
    assert texts(batch, "org/a1", "altLabel") == ["M", "MG", "Muster Gesellschaft"]
    assert len(texts(batch, "org/a1", "source")) == 2
    assert texts(batch, "org/a1", "linkedTo") == ["org/a3"]
    assert batch.counts["actors"] == 3


def test_the_replaced_id_stays_as_a_pointer_that_is_no_actor() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a2;a1;same\n")
    assert about(batch, "org/a2") == {"<http://purl.org/dc/terms/isReplacedBy> <org/a1>"}
    assert not any("org/a2" in line and "isReplacedBy" not in line for _level, line in statements(batch))


def test_cells_that_are_overruled_are_named_with_both_addresses() -> None:
    """The postcode and town of an address belong together: half of one and half of the other is none."""
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a2;a1;same\n")
    found = {str(f.cell): (f.value, f.rule) for f in batch.findings if f.code == "W231"}
    assert set(found) == {"actors.csv, actors!D3", "actors.csv, actors!G3"}
    assert found["actors.csv, actors!D3"][0] == "Solingen"
    assert "'Wuppertal' in actors.csv, actors!D2" in found["actors.csv, actors!D3"][1]
    assert texts(batch, "org/a1", "seatIn") == ["region/05124"]
    assert texts(batch, "org/a1/address", "postCode") == ["42103"]
    assert texts(batch, "org/a1/address", "postName") == []


def test_what_the_row_that_stays_leaves_open_comes_from_the_other() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a1;a3;same\n")
    assert texts(batch, "org/a3", "seatIn") == ["region/05124"]
    assert len(texts(batch, "org/a3", "classification")) == 2
    assert not [f for f in batch.findings if f.code == "W231"]


def test_known_none_of_one_row_and_a_value_of_the_other_contradict() -> None:
    text = "Kennung;Name;Typ;Webseite\na1;Eins;Kammer;-\na2;Zwei;Kammer;https://a.example\n"
    batch = imported(actors=text, duplicates=f"{DECISION}a2;a1;same\n")
    assert codes(batch.findings).count("W231") == 1
    assert texts(batch, "org/a1", "homepage") == []
    assert len(texts(batch, "org/a1", "knownNone")) == 1


def test_chains_end_at_the_last_whatever_the_order_of_rows() -> None:
    rows = ["a1;a2;same\n", "a2;a3;same\n", "a1;a3;same\n"]
    actor_rows = ACTORS.splitlines(keepends=True)
    found = set()
    for order in permutations(rows):
        for flip in (1, -1):
            batch = imported(
                actors=actor_rows[0] + "".join(actor_rows[1:][::flip]), duplicates=DECISION + "".join(order)
            )
            assert batch.errors == []
            found.add(frozenset(statements(batch)))
    assert len(found) == 1
    lines = {line for _level, line in next(iter(found)) if "isReplacedBy" in line}
    assert lines == {f"<org/{one}> <http://purl.org/dc/terms/isReplacedBy> <org/a3>" for one in ("a1", "a2")}
    # of two merged rows the one that is fewer steps away from the last counts, here both are one step away
    assert texts(imported(actors=ACTORS, duplicates=DECISION + "".join(rows[:2])), "org/a3", "seatIn") == [
        "region/05122"
    ]


def test_a_circle_is_an_error_that_names_its_cells() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a1;a2;same\na2;a3;same\na3;a1;same\n")
    (error,) = batch.errors
    assert error.code == "E235"
    assert all(f"duplicates!A{row}" in error.rule for row in (2, 3, 4))


def test_one_actor_merged_into_two_is_an_error_that_names_both_cells() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a1;a2;same\na1;a3;same\n")
    (error,) = batch.errors
    assert error.code == "E236"
    assert "duplicates!B2" in error.rule and "duplicates!B3" in error.rule


def test_an_unknown_actor_is_an_error_at_its_cell_with_a_suggestion() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}Muster GmbH;Kamer;same\n")
    (error,) = batch.errors
    assert (error.code, str(error.cell), error.suggestion) == (
        "E231",
        "duplicates.csv, duplicates!B2",
        "Kammer",
    )


def test_an_unknown_decision_is_an_error_even_where_lists_grow() -> None:
    text = f"{DECISION}a1;a2;vieleicht\n"
    batch = map_sheets(sheets(actors=ACTORS, duplicates=text), BASE, Registry(), None, extend_codes=True)
    (error,) = batch.errors
    assert (error.code, str(error.cell)) == ("E204", "duplicates.csv, duplicates!C2")


def test_the_same_and_different_at_once_contradict() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a1;a2;same\na2;a1;different\n")
    (error,) = batch.errors
    assert error.code == "E237" and str(error.cell).endswith("A3") and "duplicates!A2" in error.rule


def test_pairs_without_a_decision_change_nothing_and_are_counted_once() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a1;a2;\na2;a3;\n")
    assert batch.errors == []
    (warning,) = [f for f in batch.findings if f.code == "W233"]
    assert warning.rule.startswith("2 pairs")
    assert statements(batch) == statements(imported(actors=ACTORS))


@pytest.mark.parametrize(
    ("decided", "open_"),
    [
        ("a1;a2;same\n", 2),  # a1 and a2 are one now
        ("a2;a1;different\n", 2),
        ("a1;a2;same\na2;a3;different\n", 1),  # what holds for a2 holds for a1
        ("a1;a2;same\na2;a3;same\na4;a1;same\n", 0),
        ("a4;a3;different\n", 3),  # none of these pairs
    ],
)
def test_only_pairs_that_nobody_decided_about_in_another_sheet_either_are_counted(
    decided: str, open_: int
) -> None:
    four = f"{ACTORS}a4;Vierte;Kammer\n"
    batch = imported(
        actors=four, duplicates=f"{DECISION}a1;a2;\na1;a3;\na4;a1;\n", Dubletten=f"{DECISION}{decided}"
    )
    assert batch.errors == []
    counted = [finding.rule.split()[0] for finding in batch.findings if finding.code == "W233"]
    assert counted == [str(open_)] * bool(open_)


def test_a_pair_of_a_row_that_was_merged_and_deleted_is_not_open() -> None:
    kept = "".join(line for line in ACTORS.splitlines(keepends=True) if not line.startswith("a2;"))
    batch = imported(
        actors=kept,
        duplicates="Akteur;Anderer Akteur;Entscheidung\nMuster Gesellschaft;Muster GmbH;\n",
        Dubletten="Akteur;Ersetzte Kennung;Anderer Akteur;Entscheidung\n"
        "Muster Gesellschaft;a2;Muster GmbH;same\n",
    )
    assert (batch.errors, [f.code for f in batch.findings if f.code == "W233"]) == ([], [])


def test_a_decision_about_one_actor_changes_nothing_and_says_so() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}M;Muster GmbH;same\n")
    assert batch.errors == [] and "W232" in codes(batch.findings)
    assert not [line for _level, line in statements(batch) if "isReplacedBy" in line]


def test_two_of_one_name_in_two_districts_can_be_told_apart_by_that_name() -> None:
    text = "Name;Typ;Kreis\nSchmidt GmbH;Unternehmen;Wuppertal\nSchmidt GmbH;Unternehmen;Solingen\n"
    decided = f"{DECISION}Schmidt GmbH;Schmidt GmbH;verschiedene\n"
    batch = imported(actors=text, duplicates=decided)
    assert batch.errors == []
    assert len([line for _l, line in statements(batch) if line.startswith("<duplicate/")]) >= 4
    records = recorded(
        actors=text.replace("Solingen", "Wuppertal-").replace("Wuppertal-", ""), duplicates=decided
    )
    assert find_pairs(records.actors, records.places, 0.5, records.merges.different) == []


def test_one_row_cannot_be_different_from_itself_and_the_remedy_is_an_id() -> None:
    text = "Name;Typ;Kreis\nSchmidt GmbH;Unternehmen;Wuppertal\n"
    batch = imported(actors=text, duplicates=f"{DECISION}Schmidt GmbH;Schmidt GmbH;verschiedene\n")
    (error,) = batch.errors
    assert error.code == "E234" and "ID" in error.remedy


def test_a_name_of_several_rows_needs_the_id() -> None:
    text = "Name;Typ;Kreis\nSchmidt;Kammer;Wuppertal\nSchmidt;Kammer;Solingen\nAdler;Kammer;\n"
    batch = imported(actors=text, duplicates=f"{DECISION}Adler;Schmidt;same\n")
    (error,) = batch.errors
    assert (error.code, str(error.cell)) == ("E232", "duplicates.csv, duplicates!B2")


def test_a_merged_row_may_be_deleted_where_its_id_is_stated() -> None:
    decided = "Akteur;Ersetzte Kennung;Anderer Akteur;Entscheidung\nMuster Gesellschaft;a2;Muster GmbH;same\n"
    kept = "".join(line for line in ACTORS.splitlines(keepends=True) if not line.startswith("a2;"))
    batch = imported(
        actors=kept, ties="Von;Nach\nKammer;a2\nKammer;Muster Gesellschaft\n", duplicates=decided
    )
    assert batch.errors == []
    assert about(batch, "org/a2") == {"<http://purl.org/dc/terms/isReplacedBy> <org/a1>"}
    assert texts(batch, "org/a1", "linkedTo") == ["org/a3"]


def test_a_replaced_id_beside_the_name_of_a_third_actor_is_an_error() -> None:
    decided = "Akteur;Ersetzte Kennung;Anderer Akteur;Entscheidung\nKammer;a2;Muster GmbH;same\n"
    (error,) = imported(actors=ACTORS, duplicates=decided).errors
    assert (error.code, error.value) == ("E233", "Kammer")


def test_a_public_row_merged_into_an_internal_actor_becomes_internal() -> None:
    text = "Kennung;Name;Typ;Vertraulichkeit\na1;Geheim;Kammer;intern\na2;Offen;Kammer;\n"
    batch = imported(actors=text, duplicates=f"{DECISION}a2;a1;same\n")
    assert "W234" in codes(batch.findings)
    assert not [line for level, line in statements(batch) if level == "public" and "org/" in line]


def test_decisions_are_internal_unless_stated() -> None:
    batch = imported(actors=ACTORS, duplicates=f"{DECISION}a2;a1;same\n")
    assert {level for level, line in statements(batch) if "duplicate/" in line or "isReplacedBy" in line} == {
        "internal"
    }


def store_of(batch: Batch) -> Store:
    return memory_store(
        {
            f"{BASE}graph/{level}/{run}": ["".join(f"{s} .\n" for s in lines).encode()]
            for (level, run), lines in batch.graphs.items()
        }
    )


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("levels", [("", ""), ("", "intern"), ("intern", "")])
def test_merged_actors_and_decisions_come_back_from_csv_and_workbook(
    levels: tuple[str, str], language: str, tmp_path: Path
) -> None:
    set_language(language)
    one, two = levels
    batch = imported(
        actors="Kennung;Name;Typ;Kreis;Vertraulichkeit;Weitere Namen;Anmerkung\n"
        f'a1;Muster GmbH;Unternehmen;Wuppertal;{one};-;n1\na2;"A; B";Kammer;Solingen;{two};x;n2\n'
        "a3;Kammer;Kammer;;;;\na4;Kammer;Kammer;Solingen;;;\n",
        ties='Von;Nach\na3;a2\na3;"A; B"\n',
        duplicates="Akteur;Anderer Akteur;Entscheidung;Wert;Begründung;Anmerkung\n"
        "a2;Muster GmbH;dieselbe;0,91;ähnlich;n\na3;a4;verschiedene;;;\n",
    )
    assert batch.errors == []
    tables = export_tables(store_of(batch), BASE)
    files = write_csv_folder(tables, tmp_path / "csv", language)
    write_workbook(tables, tmp_path / "all.xlsx", language)
    for paths in (files, [tmp_path / "all.xlsx"]):
        again = map_sheets([s for path in paths for s in read_table(path)], BASE, Registry())
        assert [str(error) for error in again.errors] == []
        assert statements(again) == statements(batch)
        assert canonical_hash(content_graphs(again)) == canonical_hash(content_graphs(batch))


# The command line


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    (tmp_path / "sources" / "Akteure.csv").write_text(
        "Name;Typ;Kreis\nAdler & Söhne Guss GmbH;Unternehmen;Solingen\nAdler u. Soehne Guss;Unternehmen;\n"
        "Falke Federn;Unternehmen;\nFalke Federn KG;Unternehmen;Wuppertal\nKammer;Kammer;\n",
        encoding="utf-8",
    )
    return find_workspace(tmp_path)


def run(workspace: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["duplicates", "-w", str(workspace.folder), *arguments])


def source(workspace: Workspace, name: str) -> Path:
    assert workspace.folder is not None
    return workspace.folder / "sources" / name


def test_the_command_shows_score_and_reasons_within_100_columns(workspace: Workspace) -> None:
    result = run(workspace)
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "Adler u. Soehne" in line)
    assert row.split()[0] == "0.9" and "names equal but for legal form" in row
    assert "spelling (+0.9)" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "2 likely pairs among 5 actors, score 0.8 or more." in result.stdout


def test_json_holds_each_part_and_they_add_up(workspace: Workspace) -> None:
    found = json.loads(run(workspace, "--format", "json").stdout)
    assert found["meta"] == {"actors": 5, "threshold": 0.8, "access": "internal"}
    first = found["rows"][0]
    assert first["score"] == pytest.approx(sum(part["points"] for part in first["parts"]))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_workbook_filled_in_and_put_into_the_sources_is_what_was_decided(
    language: str, workspace: Workspace
) -> None:
    path = source(workspace, "proposals.xlsx")
    assert run(workspace, "--lang", language, "--format", "xlsx", "-o", str(path)).exit_code == 0
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    assert sheet.title == {"de": "Dubletten", "en": "Duplicates"}[language]
    (rule,) = sheet.data_validations.dataValidation
    choices = rule.formula1.strip('"').split(",")
    header = [cell.value for cell in sheet[1]]
    column = header.index({"de": "Entscheidung", "en": "Decision"}[language]) + 1
    assert sheet.max_row == 4
    for row, choice in zip((3, 4), choices, strict=True):
        sheet.cell(row, column).value = choice
    workbook.save(path)
    assert propose(workspace, "internal").pairs == []
    result = CliRunner().invoke(main, ["build", "-w", str(workspace.folder)])
    assert result.exit_code == 0, result.output
    shown = CliRunner().invoke(main, ["actor", "Adler u. Soehne Guss", "-w", str(workspace.folder)]).stdout
    assert shown.startswith("Adler & Söhne Guss GmbH")


def test_a_csv_of_proposals_can_be_put_into_the_sources_as_it_is(workspace: Workspace) -> None:
    path = source(workspace, "Dubletten.csv")
    result = run(workspace, "--lang", "de", "--format", "csv", "-o", str(path))
    assert result.exit_code == 0 and "traiber build" in result.stderr
    before = propose(workspace, "internal")
    assert len(before.pairs) == 2 and [f.code for f in before.records.findings] == ["W233"]
    text = path.read_text(encoding="utf-8-sig")
    lines = [line.replace(";;", ";verschieden;", 1) for line in text.splitlines()]
    path.write_text("\n".join([text.splitlines()[0], *lines[1:]]), encoding="utf-8")
    assert propose(workspace, "internal").pairs == []


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("sources/vorschlag.xlsx", "Now fill in the column Decision, then run 'traiber build'."),
        ("sources/Dubletten.csv", "Now fill in the column Decision, then run 'traiber build'."),
        ("out/vorschlag.xlsx", "Now fill in the column Decision, put the file into {sources}, then run"),
        (
            "sources/vorschlag.csv",
            "Now fill in the column Decision, move the file to {sources}{sep}Dubletten.csv,",
        ),
        (
            "out/Dubletten.csv",
            "Now fill in the column Decision, move the file to {sources}{sep}Dubletten.csv,",
        ),
    ],
)
def test_the_next_step_depends_on_where_the_file_lies(file: str, sentence: str, workspace: Workspace) -> None:
    assert workspace.folder is not None
    ending = file.rpartition(".")[2]
    result = run(workspace, "--lang", "en", "--format", ending, "-o", str(workspace.folder / file))
    assert result.stderr.startswith(sentence.format(sources=workspace.folder / "sources", sep=os.sep))
    assert result.exit_code == 0


def test_a_file_without_proposals_asks_for_nothing(workspace: Workspace, tmp_path: Path) -> None:
    result = run(workspace, "--threshold", "1", "--format", "xlsx", "-o", str(tmp_path / "none.xlsx"))
    assert result.stderr == "0 likely pairs among 5 actors, score 1 or more.\n"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_decisions_among_the_sources_are_not_overwritten_by_force(ending: str, workspace: Workspace) -> None:
    """New proposals do not repeat what was decided, so the decisions would be gone."""
    path = source(workspace, f"Dubletten.{ending}")
    arguments = ("--lang", "en", "--format", ending, "-o", str(path), "--force")
    assert [run(workspace, *arguments).exit_code for _run in range(2)] == [0, 0]  # nothing decided yet
    if ending == "csv":
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(text.replace(";;", ";different;", 1), encoding="utf-8")
    else:
        workbook = openpyxl.load_workbook(path)
        workbook.worksheets[0]["C3"].value = "different"
        workbook.save(path)
    before = path.read_bytes()
    result = run(workspace, *arguments)
    assert (result.exit_code, path.read_bytes()) == (1, before)
    assert result.stderr == f"{path} holds 1 decision, which would be lost. Please name another file.\n"


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_text_of_a_proposal_is_cut_off_by_the_next_column(
    language: str, workspace: Workspace, tmp_path: Path
) -> None:
    long = "Industrie- und Handelskammer Adlerstadt-Falkenberg"
    with source(workspace, "Akteure.csv").open("a", encoding="utf-8") as file:
        file.write(f"{long};Kammer;Solingen\nIHK Adlerstadt Falkenberg;Kammer;Solingen\n")
    path = tmp_path / "proposals.xlsx"
    run(workspace, "--lang", language, "--format", "xlsx", "-o", str(path))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    texts = {column[0].column_letter: [str(cell.value or "") for cell in column] for column in sheet.columns}
    assert long in texts["A"] + texts["B"]
    for letter, (header, help_, *cells) in texts.items():
        width = sheet.column_dimensions[letter].width
        longest_word = max(map(len, help_.split()))
        assert width > max(len(header), longest_word, *map(len, cells)), letter


@pytest.mark.parametrize(
    ("language", "file"), [("de", "sources/Dubletten.xlsx"), ("en", "sources/proposals.xlsx")]
)
def test_the_screen_names_the_sheet_and_both_commands(
    language: str, file: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(workspace, "--lang", language).stdout.splitlines()
    lines = [line.strip() for line in shown if line.startswith("  traiber duplicates")]
    assert lines[1:] == ['traiber duplicates --same "A" "B"', 'traiber duplicates --different "A" "B"']
    assert workspace.folder is not None
    monkeypatch.chdir(workspace.folder)
    command = lines[0].removeprefix("traiber ").split()
    assert CliRunner().invoke(main, command).exit_code == 0 and Path(file).is_file()


def test_raised_limits_hold_for_the_table_of_decisions_too(workspace: Workspace) -> None:
    assert workspace.folder is not None
    path = source(workspace, "duplicates.csv")
    notes = [f"Notiz {number}" for number in range(100)]
    header = ";".join(("Akteur", "Anderer Akteur", "Entscheidung", *notes))
    path.write_text(f"{header}\nKammer;Falke Federn;verschiedene;{';'.join(notes)}\n", encoding="utf-8")
    pair = ("Falke Federn", "Falke Federn KG")
    with pytest.raises(UnreadableFileError, match="100 are read"):
        remember(workspace, [pair], [])
    (workspace.folder / "traiber.toml").write_text('network = "Netz"\nmax_columns = 103\n', encoding="utf-8")
    remember(find_workspace(workspace.folder), [pair], [])
    assert path.read_text(encoding="utf-8").splitlines()[-1].startswith("Falke Federn;Falke Federn KG;")


def test_a_file_is_public_unless_stated_and_is_not_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    actors = source(workspace, "Akteure.csv")
    text = actors.read_text(encoding="utf-8").replace("Name;Typ;Kreis", "Name;Typ;Kreis;Vertraulichkeit")
    actors.write_text(
        text.replace("Falke Federn;Unternehmen;", "Falke Federn;Unternehmen;;intern"), encoding="utf-8"
    )
    path = tmp_path / "out.csv"
    assert run(workspace, "--format", "csv", "-o", str(path)).exit_code == 0
    assert "Adler" in path.read_text(encoding="utf-8-sig") and "Falke" not in path.read_text(
        encoding="utf-8-sig"
    )
    assert "Falke" in run(workspace).stdout
    assert run(workspace, "--format", "csv", "-o", str(path)).exit_code == 1


def test_decisions_by_command_are_remembered_and_keep_what_is_there(workspace: Workspace) -> None:
    path = source(workspace, "duplicates.csv")
    assert run(workspace, "--same", "Falke Federn", "Falke Federn KG").exit_code == 0
    first = path.read_bytes()
    result = run(workspace, "--lang", "de", "--different", "Adler u. Soehne Guss", "Adler & Söhne Guss GmbH")
    assert result.exit_code == 0 and result.stdout.strip() == str(path)
    assert path.read_bytes().startswith(first)
    set_language("en")
    proposals = propose(workspace, "internal")
    assert proposals.pairs == [] and len(proposals.records.actors) == 4
    assert run(workspace, "--same", "Falke Federn", "Kammer").exit_code == 1 or path.read_bytes() != first


def test_a_table_that_excel_saved_keeps_its_delimiter_columns_and_encoding(workspace: Workspace) -> None:
    path = source(workspace, "duplicates.csv")
    old = "Entscheidung\tAnderer Akteur\tAkteur\r\nverschiedene\tKammer\tAdler & Söhne Guss GmbH".encode(
        "cp1252"
    )
    path.write_bytes(old)
    remember(workspace, [], [("Adler u. Soehne Guss", "Adler & Söhne Guss GmbH")])
    lines = path.read_bytes().decode("cp1252").splitlines()
    assert path.read_bytes().startswith(old)
    assert lines[2].split("\t")[1:] == ["Adler & Söhne Guss GmbH", "Adler u. Soehne Guss"]
    assert len(propose(workspace, "internal").records.merges.different) == 2


def test_a_title_above_the_decisions_does_not_tell_their_delimiter(workspace: Workspace) -> None:
    path = source(workspace, "duplicates.csv")
    path.write_text("Liste der Dubletten; Stand Mai\nAkteur,Anderer Akteur,Entscheidung\n", encoding="utf-8")
    remember(workspace, [], [("Adler u. Soehne Guss", "Adler & Söhne Guss GmbH")])
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    assert last.split(",")[:2] == ["Adler u. Soehne Guss", "Adler & Söhne Guss GmbH"]


@pytest.mark.parametrize(
    ("same", "sentence"),
    [
        (("Falke Fedren", "Kammer"), "'Falke Fedren' is no known actor. Did you mean 'Falke Federn'?"),
        (("Kammer", "kammer"), "mean the same actor already"),
        (("Adler u. Soehne Guss", "Adler & Söhne Guss GmbH"), "is told apart"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_is_written(
    same: tuple[str, str], sentence: str, workspace: Workspace
) -> None:
    remember(workspace, [], [("Adler & Söhne Guss GmbH", "Adler u. Soehne Guss")])
    path = source(workspace, "duplicates.csv")
    before = path.read_bytes()
    with pytest.raises(DecisionError, match=".*" + sentence.replace("?", r"\?").replace(".", r"\.")):
        remember(workspace, [same], [])
    assert path.read_bytes() == before
    assert run(workspace, "--same", *same).exit_code == 1


def test_without_a_workspace_a_decision_has_no_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["duplicates", "--same", "WKW", "Aptiv"])
    assert result.exit_code == 1 and "There is no workspace here" in result.stderr


def test_proposals_give_the_same_bytes_twice(workspace: Workspace, tmp_path: Path) -> None:
    table = propose(workspace, "internal").to_table()
    assert proposals_csv(table) == proposals_csv(propose(workspace, "internal").to_table())
    for name in ("a.xlsx", "b.xlsx"):
        write_proposals(table, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_decision_about_a_row_that_looks_renamed_does_not_block_the_next_build(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    table = tmp_path / "sources" / "actors.csv"
    text = "Name;Typ;Kreis\nKammer;Kammer;Solingen\nAlpha Metall GmbH;Unternehmen;Solingen\n"
    table.write_text(text, encoding="utf-8")
    workspace = find_workspace(tmp_path)
    build(workspace)
    table.write_text(text.replace("Alpha Metall ", "Alpha Metallbau "), encoding="utf-8")
    remember(workspace, [("Alpha Metallbau GmbH", "Kammer")], [])
    assert [str(error) for error in check(workspace).errors] == []


def without(workspace: Workspace, name: str) -> None:
    """Delete the row of an actor."""
    table = source(workspace, "Akteure.csv")
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith(f"{name};")), encoding="utf-8")


def test_a_decision_in_a_sheet_holds_after_the_merged_row_was_deleted(workspace: Workspace) -> None:
    """The registry knows by its name which Kennung the row had; nobody has to look it up."""
    source(workspace, "Dubletten.csv").write_text(
        "Akteur;Anderer Akteur;Entscheidung\nFalke Federn;Falke Federn KG;dieselbe\n", encoding="utf-8"
    )
    source(workspace, "Beziehungen.csv").write_text("Von;Nach\nKammer;Falke Federn\n", encoding="utf-8")
    build(workspace)
    pointer = "SELECT ?old ?name { ?old dcterms:isReplacedBy ?new . ?new skos:prefLabel ?name }"
    (before,) = open_build(workspace, "internal").select(pointer)
    without(workspace, "Falke Federn")
    for _build in range(3):  # the run that misses the row still knows its name, later ones a digest
        build(workspace)
        assert open_build(workspace, "internal").select(pointer) == [before]
    assert before["name"] == "Falke Federn KG"
    assert len(propose(workspace, "internal").records.actors) == 4


def test_two_told_apart_of_whom_one_was_deleted_do_not_keep_a_build_back(workspace: Workspace) -> None:
    source(workspace, "Dubletten.csv").write_text(
        "Akteur;Anderer Akteur;Entscheidung\nFalke Federn;Falke Federn KG;verschiedene\n", encoding="utf-8"
    )
    build(workspace)
    without(workspace, "Falke Federn")
    for _build in range(2):
        (finding,) = [found for found in build(workspace)[1] if found.code.startswith("W23")]
        assert (finding.code, str(finding.cell)) == ("W232", "Dubletten.csv, Dubletten!A2")


def test_what_two_of_three_are_told_apart_holds_for_the_one_that_both_became(workspace: Workspace) -> None:
    source(workspace, "Dubletten.csv").write_text(
        "Akteur;Anderer Akteur;Entscheidung\nFalke Federn;Kammer;verschiedene\n"
        "Falke Federn;Falke Federn KG;dieselbe\n",
        encoding="utf-8",
    )
    build(workspace)
    without(workspace, "Falke Federn")
    build(workspace)
    records = propose(workspace, "internal").records
    (pair,) = records.merges.different
    assert pair == {actor.key for actor in records.actors if actor.name in ("Kammer", "Falke Federn KG")}


def test_an_actor_that_should_stay_and_was_deleted_is_an_error_that_says_so(workspace: Workspace) -> None:
    source(workspace, "Dubletten.csv").write_text(
        "Akteur;Anderer Akteur;Entscheidung\nFalke Federn;Falke Federn KG;dieselbe\n", encoding="utf-8"
    )
    build(workspace)
    without(workspace, "Falke Federn KG")
    (error,) = check(workspace).errors
    assert (error.code, str(error.cell)) == ("E231", "Dubletten.csv, Dubletten!B2")
    assert "is no longer there: deleted or renamed" in error.rule


# Before the first build


@pytest.fixture
def unbuilt(tmp_path: Path) -> Workspace:
    """Two workbooks of two people who mean one organisation, without IDs, never built."""
    folder = tmp_path / "unbuilt"
    (folder / "sources").mkdir(parents=True)
    (folder / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    for file, seat in (("anna-akteure", "Wuppertal"), ("berta-akteure", "Solingen")):
        text = f"Name;Typ;Kreis\nMusterkammer;Kammer;{seat}\n"
        (folder / "sources" / f"{file}.csv").write_text(text, encoding="utf-8")
    return find_workspace(folder)


def test_one_name_with_two_districts_in_two_workbooks_is_proposed(unbuilt: Workspace) -> None:
    (row,) = propose(unbuilt, "internal").rows()
    assert {row["actor_region"], row["other_region"]} == {"Wuppertal", "Solingen"}
    assert row["score"] < THRESHOLD


@pytest.mark.parametrize(("decision", "actors"), [("dieselbe", 1), ("verschieden", 2)])
def test_proposals_about_one_name_before_the_first_build_can_be_decided_and_built(
    unbuilt: Workspace, decision: str, actors: int
) -> None:
    path = Path(unbuilt.folder or "") / "sources" / "Dubletten.csv"
    text = proposals_csv(propose(unbuilt, "internal").to_table())
    assert text == proposals_csv(propose(unbuilt, "internal").to_table())
    header, row = text.splitlines()
    at = header.split(";").index("Decision")
    cells = row.split(";")
    cells[at] = decision
    path.write_text("\n".join((header, ";".join(cells), "")), encoding="utf-8")
    assert [(f.code, f.value) for f in check(unbuilt).findings if f.code in ("E231", "E232", "W244")] == []
    build(unbuilt)
    kennungen = open_build(unbuilt, "internal").select("SELECT ?a WHERE { ?a a tr:Actor }")
    assert len(kennungen) == actors
    assert propose(unbuilt, "internal").pairs == []


def test_proposals_with_distinct_names_leave_the_registry_alone(unbuilt: Workspace) -> None:
    for file, name in (("anna-akteure", "Müller & Söhne GmbH"), ("berta-akteure", "Mueller und Söhne")):
        text = f"Name;Typ;Kreis\n{name};Unternehmen;Solingen\n"
        (Path(unbuilt.folder or "") / "sources" / f"{file}.csv").write_text(text, encoding="utf-8")
    assert len(propose(unbuilt, "internal").pairs) == 1
    assert not (unbuilt.state / "ids.csv").exists()


def test_a_decision_by_command_about_one_name_of_two_rows_without_ids_names_their_cells(
    unbuilt: Workspace,
) -> None:
    result = run(unbuilt, "--same", "Musterkammer", "Musterkammer")
    assert result.exit_code == 1
    assert "anna-akteure.csv" in result.stderr and "berta-akteure.csv" in result.stderr
    assert "give each row an ID" in " ".join(result.stderr.split())
