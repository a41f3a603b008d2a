"""What `traiber demo` leaves behind: every row in the store, the same bytes each time, no requests."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from traiber.data.build import open_build
from traiber.data.example import generate
from traiber.data.workspace import find_workspace

COUNTED = {"actors": "tr:Actor", "ties": "tr:Tie", "needs": "tr:Need", "offers": "tr:Offer"}
OUTPUTS = {
    "de": ["bericht.html", "karte.html", "luecken.xlsx", "multiplikatoren.xlsx"],
    "en": ["gaps.xlsx", "map.html", "multipliers.xlsx", "report.html"],
}


def run_demo(folder: Path, language: str, seed: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "traiber", "demo", "--lang", language, str(folder)],
        check=True,
        capture_output=True,
        cwd=folder.parent,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return folder


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The demo in both languages."""
    folder = tmp_path_factory.mktemp("demos")
    return {language: run_demo(folder / language, language, "1") for language in OUTPUTS}


def outputs(folder: Path) -> dict[str, bytes]:
    """Sources and results; the store's files are the engine's own and differ in their numbering."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".traiber" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def test_every_actor_tie_need_and_offer_of_the_tables_is_in_the_store(demos: dict[str, Path]) -> None:
    store = open_build(find_workspace(demos["de"] / "musterregion"), "personal")
    tables = generate()
    found = {
        sheet: int(store.select(f"select (count(distinct ?t) as ?n) {{ ?t a {class_} }}")[0]["n"])
        for sheet, class_ in COUNTED.items()
    }
    assert found == {sheet: len(tables[sheet]) for sheet in COUNTED}


@pytest.mark.parametrize("language", OUTPUTS)
def test_maps_reports_and_tables_of_both_networks_are_written(demos: dict[str, Path], language: str) -> None:
    for network in ("traiber-nrw", "musterregion"):
        assert (
            sorted(path.name for path in (demos[language] / network / "out").iterdir()) == OUTPUTS[language]
        )


def test_two_runs_give_the_same_bytes(demos: dict[str, Path], tmp_path: Path) -> None:
    """Another process with other hashes of strings; build names are hashes of the content too."""
    again = run_demo(tmp_path / "again", "de", "2")
    assert outputs(again) == outputs(demos["de"])
    for network in ("traiber-nrw", "musterregion"):
        names = {
            (folder / network / ".traiber" / "current").read_text(encoding="utf-8")
            for folder in (again, demos["de"])
        }
        assert len(names) == 1


def test_the_fictional_example_is_marked_in_every_output(demos: dict[str, Path]) -> None:
    from python_calamine import CalamineWorkbook

    folder = demos["en"] / "musterregion" / "out"
    assert "Fictional example" in (folder / "map.html").read_text(encoding="utf-8")
    assert "FICTIONAL EXAMPLE" in (folder / "report.html").read_text(encoding="utf-8")
    for name in ("gaps.xlsx", "multipliers.xlsx"):
        workbook = CalamineWorkbook.from_path(folder / name)
        texts = [
            str(v)
            for sheet in workbook.sheet_names
            for row in workbook.get_sheet_by_name(sheet).to_python()
            for v in row
        ]
        assert any("FICTIONAL EXAMPLE" in text for text in texts), name


@pytest.mark.parametrize("language", OUTPUTS)
@pytest.mark.parametrize("network", ["traiber-nrw", "musterregion"])
def test_no_page_asks_the_network_for_anything(
    demos: dict[str, Path], page: Any, network: str, language: str
) -> None:
    out = demos[language] / network / "out"
    for file in sorted(out.glob("*.html")):
        page.tab.goto(file.as_uri())
        page.tab.wait_for_timeout(500)
    assert (page.requests, page.errors, page.violations) == ([], [], [])
