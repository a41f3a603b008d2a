"""Suggestions for what people call an actor or a district, and for several values in one cell."""

from pathlib import Path

import pytest

from traiber.data.build import check
from traiber.data.findings import Finding
from traiber.data.workspace import find_workspace

ACTORS = (
    "Name;Typ;Kreis\n"
    "Handwerkskammer Düsseldorf;Kammer;Düsseldorf\n"
    "Wirtschaftsförderung Solingen GmbH;Unternehmen;Solingen\n"
    "Agentur für Arbeit Solingen;Unternehmen;Solingen\n"
    "IHK Wuppertal-Solingen-Remscheid;Kammer;Wuppertal\n"
    "Netzbüro;Unternehmen;Solingen\n"
    "Leer GmbH;Unternehmen;Solingen\n"
)


def _only_error(folder: Path, actors: str = ACTORS, ties: str = "") -> Finding:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "traiber.toml").write_text('network = "Netz"\nlanguage = "en"\n', encoding="utf-8")
    (folder / "sources" / "Akteure.csv").write_text(actors, encoding="utf-8")
    (folder / "sources" / "Beziehungen.csv").write_text(f"Von;Nach\n{ties}", encoding="utf-8")
    (found,) = check(find_workspace(folder)).errors
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HWK Düsseldorf", "Handwerkskammer Düsseldorf"),
        ("Wifö Solingen", "Wirtschaftsförderung Solingen GmbH"),
        ("Arbeitsagentur Solingen", "Agentur für Arbeit Solingen"),
        ("Industrie- und Handelskammer Wuppertal", "IHK Wuppertal-Solingen-Remscheid"),
    ],
)
def test_an_actor_in_other_words_is_suggested(tmp_path: Path, written: str, meant: str) -> None:
    found = _only_error(tmp_path, ties=f"Netzbüro;{written}\n")
    assert (found.code, found.suggestion) == ("E205", meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rhein-Berg", "Rheinisch-Bergischer Kreis"),
        ("RBK", "Rheinisch-Bergischer Kreis"),
        ("Ratingen", "Kreis Mettmann"),
        ("Gummersbach", "Oberbergischer Kreis"),
        ("Cologne", "Köln"),
    ],
)
def test_a_district_is_suggested_for_its_nicknames_and_towns(
    tmp_path: Path, written: str, meant: str
) -> None:
    actors = "Name;Typ;Kreis\nAlfa;Unternehmen;" + written + "\n"
    (tmp_path / "sources").mkdir()
    regions = "AGS;Name\n05378;Rheinisch-Bergischer Kreis\n"
    (tmp_path / "sources" / "Regionen.csv").write_text(regions, encoding="utf-8")
    assert _only_error(tmp_path, actors).suggestion == meant


def test_several_values_where_one_is_possible_are_called_that(tmp_path: Path) -> None:
    found = _only_error(tmp_path, ties='Handwerkskammer Düsseldorf;"Netzbüro; Leer GmbH"\n')
    assert (found.code, found.rule) == ("E205", "holds several values; only one is allowed here.")


def test_several_size_classes_are_called_that(tmp_path: Path) -> None:
    actors = 'Name;Typ;Größenklasse\nAlfa;Unternehmen;"10-49; 50-249"\n'
    found = _only_error(tmp_path, actors)
    assert (found.code, found.rule) == ("E204", "holds several values; only one is allowed here.")
