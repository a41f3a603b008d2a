"""Every analysis as a workbook: one thing a cell, numbers as numbers; read with openpyxl."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from traiber.cli import main
from traiber.data.build import build
from traiber.data.demo import write_demo_sources
from traiber.ontology.language import set_language

COMMANDS = [
    ("multipliers",),
    ("gaps",),
    ("gaps", "--matrix"),
    ("introductions",),
    ("introductions", "--bridges"),
    ("needs",),
    ("team", "4"),
    ("team", "3", "--by", "region"),
    ("outage", "--consortium"),
    ("certainty", "--kind", "responses"),
    ("certainty", "--kind", "interviews"),
    ("certainty", "--kind", "ranks"),
    ("events", "--kind", "pairs"),
    ("events", "--kind", "types"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _real, made = write_demo_sources(tmp_path_factory.mktemp("demo") / "d", False)
    build(made, False)
    assert made.folder is not None
    return made.folder


def run(folder: Path, *arguments: str, language: str = "en") -> Result:
    set_language(language)
    given = [*arguments, "-w", str(folder), "--access", "internal", "--lang", language]
    answer = CliRunner().invoke(main, given)
    assert answer.exit_code == 0, answer.output
    return answer


def sheets(folder: Path, target: Path, *arguments: str, language: str = "en") -> "openpyxl.Workbook":
    run(folder, *arguments, "--format", "xlsx", "-o", str(target), language=language)
    return openpyxl.load_workbook(target)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_cell_holds_several_things_and_every_row_is_there(
    folder: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    sheet = sheets(folder, tmp_path / "a.xlsx", *arguments).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert len(set(header)) == len(header) and all(header)
    texts = [value for row in rows for value in row if isinstance(value, str)]
    assert not [text for text in texts if "\n" in text or "→" in text or text.rstrip(" %").isdigit()]
    assert len(rows) == len(json.loads(run(folder, *arguments, "--format", "json").stdout)["rows"])
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
    assert not sheet.merged_cells.ranges


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "Gap|Where|Companies|How sure|Why|What to do|Recorded|Expected|p-value|Based on"),
        ("de", "Lücke|Wo|Unternehmen|Wie sicher|Warum|Was zu tun ist|Erfasst|Erwartet|p-Wert"),
    ],
)
def test_the_workbook_of_gaps_has_a_column_for_each_figure_of_the_json(
    folder: Path, tmp_path: Path, language: str, header: str
) -> None:
    workbook = sheets(folder, tmp_path / "a.xlsx", "gaps", language=language)
    rows = list(workbook.worksheets[0].iter_rows(values_only=True))
    names = header.split("|")
    assert list(rows[0][: len(names)]) == names
    found = json.loads(run(folder, "gaps", "--format", "json", language=language).stdout)["rows"]
    for row, gap in zip(rows[1:], found, strict=True):
        assert (row[2], row[4], row[5]) == (gap["companies_affected"], gap["reason"], gap["action"])
        assert f"{row[3]}: {row[9]}" == gap["certainty"]
        assert row[6] == (None if gap["observed"] is None else pytest.approx(gap["observed"], abs=5e-4))
        assert row[8] == (None if gap["p"] is None else pytest.approx(gap["p"], rel=0.06))
        assert all(key in row[14].split(", ") for key in gap["actors"]) if gap["actors"] else row[14] is None
        assert row[15] == pytest.approx(gap["score"], abs=5e-4)


def test_sentences_wrap_within_their_column_and_the_second_sheet_names_the_data_date(
    folder: Path, tmp_path: Path
) -> None:
    workbook = sheets(folder, tmp_path / "a.xlsx", "gaps", language="de")
    sheet, basis = workbook.worksheets
    assert sheet["E2"].alignment.wrap_text and sheet["E2"].alignment.vertical == "top"
    assert max(dimension.width for dimension in sheet.column_dimensions.values()) <= 50
    assert sheet.row_dimensions[2].height >= 15 * (len(sheet["E2"].value) // 60)
    said = dict(basis.iter_rows(min_row=2, values_only=True))
    assert said["Datenstand"].date().isoformat() == "2025-06-30"
    assert said["Zugriffsstufe"] == "internal" and said["Akteure"] > 0


def test_the_matrix_has_a_row_for_each_region_and_field_with_its_counts(folder: Path, tmp_path: Path) -> None:
    rows = list(
        sheets(folder, tmp_path / "a.xlsx", "gaps", "--matrix").worksheets[0].iter_rows(values_only=True)
    )
    found = json.loads(run(folder, "gaps", "--matrix", "--format", "json").stdout)["rows"]
    assert [row[4:7] for row in rows[1:]] == [(c["demand"], c["supply"], c["served"]) for c in found]
    assert {row[2] for row in rows[1:]} <= {"covered", "gap", "no data"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("gaps", "--all"),
        ("needs", "--all"),
        ("events", "--all"),
        ("outage", "--consortium", "--office", "--all"),
        ("team", "3", "--by", "field"),
        ("team", "3", "--region", "Kreis Hähermark", "--field", "Neue Antriebe"),
    ],
    ids=" ".join,
)
def test_german_sentences_need_no_article_before_regions_and_fields(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    """It is "im Kreis" and "an Neuen Antrieben": names stand in brackets or behind Region, Handlungsfeld."""
    said = " ".join(run(folder, *arguments, "--format", "md", language="de").stdout.split())
    for broken in (
        "in Kreis",
        "an Neue",
        "für Neue",
        "bieten Neue",
        "bietet Neue",
        "mitgezählt",
        "von Konsortium",
    ):
        context = [
            said[max(0, at - 40) : at + 40] for at in range(len(said)) if said.startswith(f" {broken}", at)
        ]
        assert context == [], broken
