"""Who is who: the same actor keeps its Kennung, two that may be one are told apart or reported."""

from collections.abc import Iterable
from pathlib import Path

from traiber.data.batch import Batch
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
