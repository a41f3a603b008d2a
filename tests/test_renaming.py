"""A row that looks renamed (W221): the words that tell who it is count, not those that say what it does."""

import sys
from pathlib import Path

import pytest

from traiber.data.build import build, check
from traiber.data.duplicates.names import parse_name
from traiber.data.renaming import Likeness
from traiber.data.suggestion import nearest
from traiber.data.workspace import find_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from bench_renames import measure

RENAMED = [
    ("Adler Werke GmbH", "Adler Technik GmbH"),
    ("Fa. Adler", "Adler Technik GmbH"),
    ("Firma Adler GmbH", "Adler Technik GmbH & Co. KG"),
    ("Bauer Metallbau", "Bauer Stahlbau AG"),
    ("Müller GmbH", "Mueller Maschinenbau GmbH"),
    ("Huber Metallbau", "Huber & Schmitz Metallbau"),
    ("Gebr. Lindner OHG", "Lindner Holding GmbH"),
    ("Coroplast Fritz Müller", "Coroplast Group"),
    ("Zimmermann Dreherei", "Zimmerman Dreherei"),
    ("WiFö Solingen", "Wirtschaftsförderung Solingen GmbH & Co. KG"),
]
OTHERS = [
    ("Metallbau Huber", "Metallbau Schmitz"),
    ("Metallbau", "Metallbau Schmitz"),
    ("Huber & Söhne", "Schmitz & Söhne"),
    ("Gebrüder Huber Gießerei", "Gebrüder Schmitz Gießerei"),
    ("Karl Huber", "Karl Schmitz"),
    ("Sparkasse Solingen", "Volkshochschule Solingen"),
    ("Stadtwerke Solingen", "Stadtwerke Remscheid"),
    ("IHK Wuppertal", "HWK Wuppertal"),
    ("Solinger Stahlhandel Huber", "Solinger Stahlhandel Vogt"),
]


@pytest.mark.parametrize(
    ("old", "new", "is_alike"), [*((*p, True) for p in RENAMED), *((*p, False) for p in OTHERS)]
)
def test_a_renamed_row_is_told_from_another_company_of_its_trade(
    old: str, new: str, is_alike: bool, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text("", encoding="utf-8")
    text = "Name;Typ;Kreis\nKammer;Kammer;Solingen\n{};Unternehmen;Solingen\n"
    for name in (old, new):
        (tmp_path / "sources" / "actors.csv").write_text(text.format(name), encoding="utf-8")
        if name == old:
            build(find_workspace(tmp_path))
    found = [f for f in check(find_workspace(tmp_path)).findings if f.code == "W221"]
    assert [f.value for f in found] == [new] * is_alike
    assert (Likeness.learn([]).of(new, old) > 0) == is_alike


def test_a_like_name_in_another_district_is_no_rename(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text("", encoding="utf-8")
    text = "Name;Typ;Kreis\nKammer;Kammer;Solingen\n{};Unternehmen;{}\n"
    (tmp_path / "sources" / "actors.csv").write_text(text.format("Adler Werke", "Solingen"), encoding="utf-8")
    build(find_workspace(tmp_path))
    (tmp_path / "sources" / "actors.csv").write_text(
        text.format("Adler Technik", "Remscheid"), encoding="utf-8"
    )
    assert not [f for f in check(find_workspace(tmp_path)).findings if f.code == "W221"]


@pytest.mark.parametrize(
    "form",
    [
        "GmbH",
        "GmbH & Co. KGaA",
        "PartG mbB",
        "e.V.",
        "e. K.",
        "eGbR",
        "Gesellschaft mit beschränkter Haftung",
    ],
)
def test_suggestions_renames_and_duplicates_know_the_same_legal_forms(form: str) -> None:
    assert nearest(f"Quendelix {form}", ["Quandelix", f"Zelter {form}"]) == "Quandelix"
    assert Likeness.learn([]).of(f"Quendelix {form}", "Quendelix") == 1
    assert parse_name(f"Quendelix {form}").words == ("quendelix",)


@pytest.mark.parametrize("size", [50, 2_000])
def test_of_planted_renames_95_percent_are_found_and_95_percent_of_the_warnings_are_right(size: int) -> None:
    """96 renames of eight kinds among 204 that left and came; 108 share a trade or a first name only."""
    recall, precision = measure(size, seed=2024)
    assert recall >= 0.95 and precision >= 0.95
