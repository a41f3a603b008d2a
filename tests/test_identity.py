"""Who is who: the same actor keeps its Kennung, two that may be one are told apart or reported."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from made import statements_by_level

from traiber.data.batch import Batch
from traiber.data.kennung import from_number
from traiber.data.mapper import Settings, map_sheets
from traiber.data.readers import RawSheet, read_bytes
from traiber.data.registry import Registry

BASE = "https://example.org/id/"


def sheets(**tables: str) -> list[RawSheet]:
    return [sheet for name, text in tables.items() for sheet in read_bytes(f"{name}.csv", text.encode())]


def read(registry: Registry | None = None, settings: Settings | None = None, **tables: str) -> Batch:
    return map_sheets(sheets(**tables), BASE, registry or Registry(), "Netz", settings=settings or Settings())


def public_text(batch: Batch) -> str:
    found: Iterable[list[str]] = (lines for (level, _run), lines in batch.graphs.items() if level == "public")
    return "\n".join(line for lines in found for line in lines)


def test_an_actor_keeps_its_kennung_when_its_seat_is_entered_or_written_otherwise() -> None:
    registry = Registry()
    for seat in ("", "Wuppertal", "05124", "wuppertal"):
        read(registry, actors=f"Name;Typ;Kreis\nMusterhaus;Kammer;{seat}\n")
    assert len(set(registry.ids.values())) == len(registry.ids) == 1


def test_one_name_in_two_districts_is_two_actors_that_stay_two() -> None:
    registry = Registry()
    read(registry, actors="Name;Typ;Kreis\nMusterhaus;Kammer;Wuppertal\n")
    first = dict(registry.ids)
    batch = read(registry, actors="Name;Typ;Kreis\nMusterhaus;Kammer;Solingen\nMusterhaus;Kammer;Wuppertal\n")
    assert batch.errors == []
    assert len(set(registry.ids.values())) == 2
    assert first.items() <= registry.ids.items()


def test_two_rows_without_an_id_that_differ_in_a_cell_are_an_error_with_both_cells() -> None:
    """Two companies of one name in one town, told apart only by their homepage."""
    text = (
        "Name;Typ;Kreis;Webseite\n"
        "Schmidt GmbH;Unternehmen;Wuppertal;https://a.example\n"
        "Schmidt GmbH;Unternehmen;Wuppertal;https://b.example\n"
    )
    batch = read(
        actors=text.replace("Webseite", "Ort")
        .replace("https://a.example", "Elberfeld")
        .replace("https://b.example", "Barmen")
    )
    (error,) = batch.errors
    assert (error.code, str(error.cell)) == ("E208", "actors.csv, actors!D3")
    assert "actors!D2" in error.rule


def test_two_events_with_one_title_and_day_that_agree_become_one_with_a_warning() -> None:
    batch = read(events="Titel;Datum\nWorkshop;2025-01-02\nWorkshop;2025-01-02\n")
    assert batch.errors == []
    assert [(f.code, str(f.cell)) for f in batch.findings if f.code == "W202"] == [
        ("W202", "events.csv, events, row 3")
    ]


def test_the_same_actor_in_two_workbooks_is_one_where_the_cells_agree() -> None:
    batch = map_sheets(
        [
            *read_bytes("a.xlsx.csv", b""),
            *sheets(actors="Name;Typ;Kreis;Ort\nMusterhaus;Kammer;Wuppertal;\n"),
            *sheets(akteure="Name;Typ;Kreis;Ort\nMusterhaus;Kammer;Wuppertal;Elberfeld\n"),
        ],
        BASE,
        Registry(),
    )
    assert batch.errors == []
    kennungen = {
        line for lines in batch.graphs.values() for line in lines if "ns#kennung" in line and "/org/" in line
    }
    assert len(kennungen) == 1


def test_the_file_of_personal_rows_is_not_named_at_the_public_level() -> None:
    text = "Name;Akteur\nErika Muster;Musterhaus\n"
    batch = read(personalakte="", persons=text, actors="Name;Typ\nMusterhaus;Kammer\n")
    assert batch.errors == []
    assert "persons.csv" not in public_text(batch)


def test_a_source_stands_where_its_most_public_mention_stands() -> None:
    tables = {
        "ties": "Von;Nach;Quelle;Vertraulichkeit\nA;B;Notiz 7;intern\n",
        "actors": "Name;Typ;Quelle\nA;Kammer;Notiz 7\nB;Unternehmen;\n",
    }
    batch = read(**tables)
    assert batch.errors == []
    assert '"Notiz 7"@de' in public_text(batch)
    assert "ties.csv" not in public_text(batch)


def test_row_counts_tell_nothing_of_other_levels() -> None:
    batch = read(actors="Name;Typ;Vertraulichkeit\nA;Kammer;\nB;Kammer;intern\nC;Kammer;intern\n")
    counts = [
        line for line in batch.graphs["public", "imports"] if "rowCount" in line and "run/public/" in line
    ]
    assert sorted(line.split('"')[1] for line in counts) == ["0", "1"]  # home network, sheet


def test_needs_in_short_stay_internal_even_if_their_actor_is_public() -> None:
    text = "Name;Typ;Handlungsfelder;Vertraulichkeit\nA;Unternehmen;Fachkräftesicherung;öffentlich\n"
    batch = read(actors=text)
    assert batch.errors == []
    assert "ns#Need>" not in public_text(batch)


def test_an_office_in_the_settings_is_marked_by_any_of_its_names_or_reported() -> None:
    text = "Name;Weitere Namen;Typ\nNetzwerkbüro GmbH;Büro;Sonstige\n"
    batch = read(settings=Settings(office=("büro",)), actors=text)
    assert "ns#isOffice>" in public_text(batch)
    unknown = read(settings=Settings(office=("Buero",)), actors=text)
    assert [(f.code, f.value) for f in unknown.findings if f.code == "W204"] == [("W204", "Buero")]


def test_the_registry_survives_its_file(tmp_path: Path) -> None:
    registry = Registry()
    read(registry, actors='Name;Typ;Kreis\n"Müller; Söhne";Kammer;Wuppertal\n')
    path = tmp_path / "ids.csv"
    path.write_text(registry.to_csv(), encoding="utf-8")
    assert Registry.read(path) == registry
    assert Registry.read(tmp_path / "nothing.csv") == Registry()


def test_the_order_of_rows_does_not_matter() -> None:
    actors = ["A1;Eins;Kammer\n", "A2;Zwei;Kammer\n", "A3;Drei;Unternehmen\n"]
    ties = ["A1;A2;x\n", "A1;A2;y\n", "A2;A3;x\n"]
    found = []
    for order in (1, -1):
        batch = read(
            actors="ID;Name;Typ\n" + "".join(actors[::order]),
            ties="Von;Nach;Anmerkung\n" + "".join(ties[::order]),
        )
        found.append({line for (_, run), lines in batch.graphs.items() if run != "imports" for line in lines})
    assert found[0] == found[1]
    assert sum("note>" in line for line in found[0]) == 3


# Mistyped IDs and IDs of other systems


KNOWN, TYPO, SWAPPED = "7K3M9QK", "7K3M9QX", "7K39MQK"


def e201(batch: Batch) -> list[tuple[str, str]]:
    return [(error.value, error.suggestion) for error in batch.errors if error.code == "E201"]


@pytest.mark.parametrize("wrong", [TYPO, SWAPPED, "7K3M9Q", "7K3M99QK", "7k3m9qx"])
def test_a_mistyped_kennung_is_an_error_however_many_foreign_ids_stand_beside_it(wrong: str) -> None:
    foreign = [f"C000{number}" for number in range(120, 180)]
    registry = Registry()
    read(registry, actors=f"Kennung;Name;Typ\n{KNOWN};Musterhaus;Kammer\n")
    rows = "".join(f"{kennung};Firma {kennung};Unternehmen\n" for kennung in foreign)
    batch = read(registry, actors=f"Kennung;Name;Typ\n{wrong};Musterhaus;Kammer\n{rows}")
    assert e201(batch) == [(wrong, KNOWN)]


def test_ids_of_another_system_are_taken_where_they_are_few_but_of_one_pattern() -> None:
    own = [from_number(number) for number in range(1_000_000, 9_000_000, 1_000_003)]
    kennungen = [*filter(None, own), "C000121", "C000122", "C000123", "C000124"]
    rows = "".join(f"{kennung};Firma {kennung};Unternehmen\n" for kennung in kennungen)
    assert len(kennungen) > 9
    assert e201(read(actors=f"Kennung;Name;Typ\n{rows}")) == []


def test_a_single_id_of_another_system_gets_a_remedy_that_works() -> None:
    text = "Kennung;Name;Typ\n7K3M9QK;Musterhaus;Kammer\nN7B22J0;Haus;Kammer\nC000123;Firma;Unternehmen\n"
    (error,) = read(actors=text).errors
    assert error.code == "E201" and "crm-C000123" in error.remedy
    assert read(actors=text.replace("C000123", "crm-C000123")).errors == []


# One ID in two workbooks


def test_a_renaming_in_one_of_two_workbooks_is_a_conflict_of_the_names_with_both_cells() -> None:
    old, new = (
        f"Kennung;Name;Typ\n7K3M9QK;{name};Unternehmen\n" for name in ("Adler Werke", "Adler Technik")
    )
    batch = read(akteure=old, organisationen=new)
    (error,) = batch.errors
    assert (error.code, str(error.cell)) == ("E241", "organisationen.csv, organisationen!B2")
    assert "akteure.csv, akteure!B2" in error.rule and "Adler Werke" in error.rule
    assert "same name in both" in error.remedy and "empty" not in error.remedy.casefold()


# A day is a day, however it is written


def test_the_spelling_of_a_day_changes_no_iri_of_an_event_nor_of_what_refers_to_it() -> None:
    graphs = []
    for day in ("2025-02-03", "03.02.2025", "3.2.2025", "2025-02-03 00:00:00"):
        batch = read(
            events=f"Titel;Datum;Art\nGespräch;{day};Interview\n",
            actors="Kennung;Name;Typ\n7K3M9QK;Musterhaus;Kammer\n",
            attendance="Veranstaltung;Akteur\nGespräch;Musterhaus\n",
            action_fields="Kennung;Name\nf1;Laden\n",
            ratings="Handlungsfeld;Interview;Gruppe;Wert\nLaden;Gespräch;Employment agencies;4\n",
        )
        assert batch.errors == []
        graphs.append(statements_by_level(batch))
    assert graphs[0] == graphs[1] == graphs[2] == graphs[3]
    assert any("/event/" in line for lines in graphs[0].values() for line in lines)


def test_two_rows_of_one_tie_with_one_id_may_write_its_day_in_two_ways() -> None:
    actors = "Kennung;Name;Typ\n7K3M9QK;Musterhaus;Kammer\nN7B22J0;Haus;Kammer\n"
    tie = "Kennung;Von;Nach;Gültig ab\nt1;Musterhaus;Haus;"
    batch = read(actors=actors, beziehungen=f"{tie}2025-02-03\n", ties=f"{tie}3.2.2025\n")
    assert batch.errors == []


# Rows whose ID nothing keeps yet


def test_a_name_of_two_rows_without_ids_is_explained_by_their_cells_and_not_by_passing_ids() -> None:
    text = "Kennung;Name;Typ;Kreis\n;Haus;Kammer;Solingen\n;Haus;Kammer;Wuppertal\n7K3M9QK;Werk;Kammer;\n"
    ties = "Von;Nach\nWerk;Haus\n"
    (error,) = read(actors=text, ties=ties).errors
    assert error.code == "E205"
    assert "actors.csv, actors!B2" in error.rule and "actors.csv, actors!B3" in error.rule
    assert "give each row an ID" in error.remedy
    assert error == read(actors=text, ties=ties).errors[0]


def test_a_name_of_two_known_rows_is_explained_by_their_ids() -> None:
    text = "Kennung;Name;Typ;Kreis\n7K3M9QK;Haus;Kammer;Solingen\nN7B22J0;Haus;Kammer;Wuppertal\n"
    (error,) = read(actors=text, events="Titel\nX\n", attendance="Veranstaltung;Akteur\nX;Haus\n").errors
    assert "(7K3M9QK, N7B22J0)" in error.rule and "write the ID" in error.remedy


# Two opinions on one seat


def w244(batch: Batch) -> list[tuple[str, str]]:
    return [(str(one.cell), one.value) for one in batch.findings if one.code == "W244"]


@pytest.mark.parametrize(("seat", "cell"), [("Solingen", "C2"), ("", "C2")])
def test_one_name_with_two_districts_in_two_workbooks_is_warned_of_with_both_cells(
    seat: str, cell: str
) -> None:
    anna, berta = "Name;Typ;Kreis\nHaus;Kammer;Wuppertal\n", f"Name;Typ;Kreis\nHAUS;Kammer;{seat}\n"
    batch = read(akteure=anna, organisationen=berta)
    assert w244(batch) == [(f"organisationen.csv, organisationen!{cell}", seat)]
    (warning,) = (one for one in batch.findings if one.code == "W244")
    assert "akteure.csv, akteure!C2 ('Wuppertal')" in warning.rule


def test_no_warning_of_one_name_where_the_seats_agree_or_both_have_ids_or_people_decided() -> None:
    anna, berta = "Name;Typ;Kreis\nHaus;Kammer;Wuppertal\n", "Name;Typ;Kreis\nHaus;Kammer;Solingen\n"
    assert w244(read(akteure=anna, organisationen=anna)) == []
    header = "Kennung;Name;Typ;Kreis\n"
    with_ids = [f"{header}7K3M9QK;Haus;Kammer;Wuppertal\n", f"{header}N7B22J0;Haus;Kammer;Solingen\n"]
    assert w244(read(akteure=with_ids[0], organisationen=with_ids[1])) == []
    decided = "Akteur;Anderer Akteur;Entscheidung\nHaus;Haus;verschieden\n"
    assert w244(read(akteure=anna, organisationen=berta, dubletten=decided)) == []


# An ID is never given twice


def deleted(name: str = "Adler Werke GmbH") -> Registry:
    registry = Registry()
    read(registry, actors=f"Kennung;Name;Typ;Kreis\n{KNOWN};{name};Unternehmen;Wuppertal\n")
    read(registry, actors="Kennung;Name;Typ\nN7B22J0;Haus;Kammer\n")
    registry.retire()
    return registry


def test_the_id_of_a_deleted_actor_on_another_one_is_an_error() -> None:
    text = f"Kennung;Name;Typ;Kreis\n{KNOWN};Musikschule;Bildung;Solingen\n"
    batch = read(deleted(), actors=text)
    assert [(e.code, str(e.cell), e.value) for e in batch.errors if e.code == "E225"] == [
        ("E225", "actors.csv, actors!A2", KNOWN)
    ]


def test_a_deleted_actor_comes_back_with_its_name_or_with_the_former_one_among_its_others() -> None:
    for name, others in (("Adler Werke GmbH", ""), ("Adler Technik", "AT; Adler Werke GmbH")):
        text = f'Kennung;Name;Weitere Namen;Typ\n{KNOWN};{name};"{others}";Unternehmen\n'
        assert read(deleted(), actors=text).errors == []


def test_an_id_of_the_last_build_on_a_clearly_different_organisation_is_warned_of() -> None:
    registry = Registry()
    read(registry, actors=f"Kennung;Name;Typ;Kreis\n{KNOWN};Adler Werke;Unternehmen;Wuppertal\n")
    known = dict(registry.entries)
    for name, seat, expected in (
        ("Musikschule", "Solingen", ["W224"]),
        ("Musikschule", "Wuppertal", []),
        ("Adler Technik", "Solingen", []),
    ):
        text = f"Kennung;Name;Typ;Kreis\n{KNOWN};{name};Unternehmen;{seat}\n"
        batch = read(Registry(dict(known)), actors=text)
        assert batch.errors == []
        warnings = [one for one in batch.findings if one.code == "W224"]
        assert [one.code for one in warnings] == expected
        assert all("Adler Werke" in one.rule for one in warnings)
