"""Importing a workbook against the raw engines: reading alone, and a bare bulk load of the same statements.

Prints ratios of medians of interleaved runs in this process. Usage: bench_import.py [ACTORS [RUNS]]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pyoxigraph
import python_calamine

from traiber.data.build import build, check
from traiber.data.example import generate, settings
from traiber.data.mapper import map_sheets
from traiber.data.readers import read_table
from traiber.data.registry import Registry
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook


def seconds(work: Callable[[], object]) -> float:
    """The wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_load(lines: bytes) -> None:
    """What the engine alone needs on disk."""
    with tempfile.TemporaryDirectory() as folder:
        store = pyoxigraph.Store(folder)
        store.bulk_load(lines, pyoxigraph.RdfFormat.N_QUADS)
        store.flush()
        del store


def bare_read(workbook: Path) -> None:
    """What the reading library alone needs for the cells as Python lists."""
    engine = python_calamine.CalamineWorkbook.from_path(workbook)
    for name in engine.sheet_names:
        engine.get_sheet_by_name(name).to_python(skip_empty_area=False)


def write_wide(path: Path) -> None:
    """A workbook of 50,000 rows of 20 columns."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Akteure")
    sheet.append(["Name", "Typ", "Kreis", "Erhoben", *(f"Spalte {n}" for n in range(16))])
    day = date(2025, 1, 1)
    for row in range(50_000):
        sheet.append([f"Firma {row}", "Unternehmen", "Solingen", day, None, row, row / 7, *"abcdefghijklm"])
    made.save(path)


def main(actors: int = 2_000, runs: int = 3) -> None:
    """Write an example workspace and time its steps."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        (folder / "traiber.toml").write_text(settings(), encoding="utf-8")
        workbook = folder / "sources" / "example.xlsx"
        write_workbook(generate(actors=actors), workbook, "de")
        workspace = find_workspace(folder)
        base, home = workspace.configuration.base, workspace.configuration.network
        batch = check(workspace)
        quads = "".join(
            f"{statement} <{base}graph/{level}/{run}> .\n"
            for (level, run), statements in batch.graphs.items()
            for statement in statements
        ).encode()
        wide = folder / "wide.xlsx"
        write_wide(wide)
        steps: dict[str, Callable[[], object]] = {
            "50,000 x 20 cells, reading library": lambda: bare_read(wide),
            "50,000 x 20 cells, read": lambda: read_table(wide),
            "read": lambda: read_table(workbook),
            "read and map": lambda: map_sheets(read_table(workbook), base, Registry(), home),
            "bare bulk load": lambda: bare_load(quads),
            "build (read, map, load, validate)": lambda: build(workspace),
        }
        taken: dict[str, list[float]] = {step: [] for step in steps}
        for _run in range(runs):
            for step, work in steps.items():
                taken[step].append(seconds(work))
        median = {step: statistics.median(values) for step, values in taken.items()}
        rows, lines = sum(batch.counts.values()), quads.count(b"\n")
        print(f"{actors} actors, {rows} rows, {lines} statements, medians of {runs} runs")
        for step, value in median.items():
            print(f"{step:36} {value:7.2f} s")
        read, bare = median["50,000 x 20 cells, read"], median["50,000 x 20 cells, reading library"]
        print(f"read / reading library: {read / bare:.2f}")
        print(f"read and map / read: {median['read and map'] / median['read']:.2f} (goal 2)")
        whole = median["build (read, map, load, validate)"]
        print(f"build / bare bulk load: {whole / median['bare bulk load']:.2f} (goal 3)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
