"""Every kind of error that staff make is found at its cell, with what to do; nothing is lost or written."""

import copy
import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from planted import BOOK, KINDS, Book, Kind, Place, at

from traiber.data.build import check
from traiber.data.example import settings
from traiber.data.findings import Finding
from traiber.data.workbook import load_workbook
from traiber.data.workspace import Workspace, find_workspace
from traiber.data.writers import ColumnLayout, SheetLayout, write_sheets
from traiber.data.writers.cells import csv_cell
from traiber.ontology.language import set_language

LANGUAGES = ("de", "en")
FILE = "musterregion.xlsx"
RUNS = [(kind, format_) for kind in KINDS for format_ in kind.formats]


@dataclass(frozen=True)
class Outcome:
    """What `check` said in both languages about one planted error, and what it did to the folder."""

    kind: Kind
    format_: str
    expected: list[tuple[str, str, str, str]]  # code, file, sheet, cell
    findings: Mapping[str, list[Finding]]
    rows_read: int
    rows_there: int
    untouched: bool

    @property
    def addresses(self) -> list[tuple[str, str, str, str]]:
        """Where the findings are."""
        return sorted((f.code, f.cell.file, f.cell.sheet, f.cell.place) for f in self.findings["en"])

    @property
    def suggested(self) -> tuple[str, ...]:
        """The suggestions at the planted cell, in German and in English."""
        code, wanted = self.kind.code_in(self.format_), self.expected[0]
        return tuple(
            next((f.suggestion for f in self.findings[language] if f.code == code == wanted[0]), "")
            for language in LANGUAGES
        )


def write(book: Book, format_: str, folder: Path) -> Workspace:
    """A workspace with these tables, with German headers in a workbook and English ones in CSV files."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    (folder / "traiber.toml").write_text(settings(), encoding="utf-8")
    if format_ == "xlsx":
        layouts = [
            SheetLayout(title(key), [ColumnLayout(h) for h in headers(key, grid)], grid[1:])
            for key, grid in book.items()
        ]
        write_sheets(layouts, sources / FILE, "de")
    else:
        for key, grid in book.items():
            output = io.StringIO()
            writer = csv.writer(output, delimiter=";")
            writer.writerows([[csv_cell(v, "de") for v in row] for row in grid])
            (sources / f"{key}.csv").write_text(output.getvalue(), encoding="utf-8", newline="")
    return find_workspace(folder)


def title(key: str) -> str:
    sheet = load_workbook().get(key)
    return sheet.labels["de"] if sheet else key


def headers(key: str, grid: list[list[object]]) -> list[str]:
    sheet = load_workbook().get(key)
    known = {column.key: column.labels["de"] for column in sheet.columns} if sheet else {}
    return [known.get(str(header), str(header)) for header in grid[0]]


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(kind: Kind, format_: str, folder: Path) -> Outcome:
    """Plant one error, check in both languages; a traceback ends the test."""
    book = copy.deepcopy(BOOK)
    kind.plant(book)
    workspace = write(book, format_, folder)
    before = fingerprint(folder)
    batches = {}
    for language in LANGUAGES:
        set_language(language)
        batches[language] = check(workspace)
    set_language("en")
    read = [
        key for key in book if key in BOOK and kind.code != "E212"
    ]  # E212: nothing is read, which is said
    places = [(kind.code_in(format_), kind.place), *kind.also]
    return Outcome(
        kind,
        format_,
        [address(code, place, book, format_) for code, place in places],
        {language: batch.findings for language, batch in batches.items()},
        sum(batches["en"].counts[key] for key in read),
        sum(len(book[key]) - 1 for key in read),
        before == fingerprint(folder),
    )


def address(code: str, place: Place, book: Book, format_: str) -> tuple[str, str, str, str]:
    """Where a finding should be: a CSV file is its own sheet, and a file that is unknown has none."""
    if format_ == "xlsx":
        return (code, FILE, title(place.sheet), at(book, place))
    return (code, f"{place.sheet}.csv", "" if code == "E101" else place.sheet, at(book, place))


OutcomeOf = Callable[[Kind, str], Outcome]


@pytest.fixture(scope="module")
def outcome_of(tmp_path_factory: pytest.TempPathFactory) -> OutcomeOf:
    """A function that plants an error in a format, once however often it is asked."""
    known: dict[tuple[str, str], Outcome] = {}

    def get(kind: Kind, format_: str) -> Outcome:
        if (kind.name, format_) not in known:
            known[kind.name, format_] = run(kind, format_, tmp_path_factory.mktemp("kind"))
        return known[kind.name, format_]

    return get


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_without_an_error_nothing_is_found(format_: str, tmp_path: Path) -> None:
    workspace = write(copy.deepcopy(BOOK), format_, tmp_path / "ws")
    batch = check(workspace)
    assert [str(finding) for finding in batch.findings] == []
    assert sum(batch.counts.values()) == sum(len(grid) - 1 for grid in BOOK.values())


@pytest.mark.parametrize(("kind", "format_"), RUNS, ids=lambda v: getattr(v, "name", v))
def test_planted_error_is_found_at_its_cell_with_what_to_do(
    kind: Kind, format_: str, outcome_of: OutcomeOf
) -> None:
    outcome = outcome_of(kind, format_)
    assert outcome.addresses == sorted(outcome.expected), [str(f) for f in outcome.findings["en"]]
    assert outcome.untouched
    assert outcome.rows_read == outcome.rows_there
    if kind.suggestion is None:
        assert outcome.suggested == ("", "")
    for german, english in zip(outcome.findings["de"], outcome.findings["en"], strict=True):
        assert german.rule and english.rule and german.rule != english.rule
        assert german.remedy != english.remedy or not german.remedy
        assert german.remedy or ";" in german.rule or "bitte" in german.rule.lower()


def test_the_kinds_are_many_and_different() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 60


def test_all_are_found_at_the_right_place_and_most_get_the_right_suggestion(
    outcome_of: OutcomeOf,
) -> None:
    """The marks of the issue: found 100 %, address right 100 %, suggestion right in 80 % at least,
    no traceback (it would have ended the run), no row lost, nothing written."""
    outcomes = [outcome_of(kind, format_) for kind, format_ in RUNS]
    total = len(RUNS)
    found = sum(outcome.expected[0] in outcome.addresses for outcome in outcomes)
    placed = sum(outcome.addresses == sorted(outcome.expected) for outcome in outcomes)
    kept = sum(outcome.rows_read == outcome.rows_there for outcome in outcomes)
    untouched = sum(outcome.untouched for outcome in outcomes)
    assert (found, placed, kept, untouched) == (total, total, total, total)
    with_suggestion = [outcome for outcome in outcomes if outcome.kind.suggestion]
    right = [outcome for outcome in with_suggestion if outcome.suggested == outcome.kind.suggestion]
    assert len({outcome.kind.name for outcome in with_suggestion}) >= 30
    assert len(right) >= 0.8 * len(with_suggestion)
