"""Importing against the raw engines: mapping against reading alone, a build against a bare bulk load.

Two inputs: a sheet of 50,000 actors with 20 filled columns each, and the fictional example at a size of about
1,000,000 statements at all three access levels. Prints ratios of medians of interleaved runs in this process,
and the peak of the memory. Other work on the machine slows mapping more than reading, since it makes more in
memory. Usage: bench_import.py [ROWS [ACTORS [RUNS]]]
"""

import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph
from python_calamine import CalamineWorkbook

from traiber.data.build import build, check
from traiber.data.example import generate, settings
from traiber.data.mapper import map_sheets
from traiber.data.readers import read_table
from traiber.data.registry import Registry
from traiber.data.table import Table
from traiber.data.workbook import load_workbook
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook
from traiber.ontology.codes import load_codes

REGIONS = ("Wuppertal", "Solingen", "Remscheid", "Düsseldorf", "Kreis Mettmann", "Oberbergischer Kreis")
BASE = "https://example.org/id/"


def main(rows: int = 50_000, actors: int = 13_500, runs: int = 3) -> None:
    """Time both inputs."""
    with tempfile.TemporaryDirectory() as name:
        read_and_map(Path(name), rows, runs)
        validate_and_store(Path(name), actors, runs)
    print(
        f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (goal: under 2,000)"
    )


def read_and_map(folder: Path, rows: int, runs: int) -> None:
    """A wide sheet: the engine's own reading to lists, ours with all checks, and ours with the mapping."""
    path = folder / "wide.xlsx"
    write_workbook({"actors": wide_sheet(rows)}, path, "de")
    median = interleaved(
        {
            "calamine to lists": lambda: bare_read(path),
            "read": lambda: read_table(path),
            "read and map": lambda: map_sheets(read_table(path), BASE, Registry(), "Netz"),
        },
        runs,
    )
    print(f"{rows} rows x 20 columns, medians of {runs} runs")
    show(median)
    print(f"read and map / read: {median['read and map'] / median['read']:.2f} (goal 2)")
    print(f"read and map / calamine to lists: {median['read and map'] / median['calamine to lists']:.2f}")


def validate_and_store(folder: Path, actors: int, runs: int) -> None:
    """The example, many times its usual size: what a build adds to reading and mapping, and a bare load."""
    (folder / "sources").mkdir()
    (folder / "traiber.toml").write_text(settings(), encoding="utf-8")
    write_workbook(generate(actors=actors), folder / "sources" / "example.xlsx", "de")
    workspace = find_workspace(folder)
    base, home = workspace.configuration.base, workspace.configuration.network
    quads = folder / "example.nq"
    statements = 0
    with quads.open("w", encoding="utf-8", newline="\n") as file:
        for (level, run), lines in check(workspace).graphs.items():
            file.writelines(f"{line} <{base}graph/{level}/{run}> .\n" for line in lines)
            statements += len(lines)
    shutil.rmtree(folder / ".traiber", ignore_errors=True)
    median = interleaved(
        {
            "bare bulk load": lambda: bare_load(quads),
            "read and map": lambda: map_sheets(workspace.read_sources(), base, Registry(), home),
            "build": lambda: build(workspace),
        },
        runs,
    )
    print(f"{actors} actors, {statements} statements, medians of {runs} runs")
    show(median)
    added = (median["build"] - median["read and map"]) / median["bare bulk load"]
    print(f"validate and store / bare bulk load: {added:.2f} (goal 3)")
    print(f"build / bare bulk load: {median['build'] / median['bare bulk load']:.2f}")


def interleaved(steps: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """The median wall time of each step in seconds; the steps take turns."""
    taken: dict[str, list[float]] = {step: [] for step in steps}
    for _run in range(runs):
        for step, work in steps.items():
            start = time.perf_counter()
            work()
            taken[step].append(time.perf_counter() - start)
    return {step: statistics.median(values) for step, values in taken.items()}


def show(median: Mapping[str, float]) -> None:
    """A line for each step."""
    for step, value in median.items():
        print(f"{step:20} {value:7.2f} s")


def bare_read(path: Path) -> list[list[list[object]]]:
    """What the engine alone needs to make lists of all cells."""
    workbook = CalamineWorkbook.from_path(str(path))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def bare_load(quads: Path) -> None:
    """What the engine alone needs on disk."""
    with tempfile.TemporaryDirectory() as folder:
        store = pyoxigraph.Store(folder)
        store.bulk_load(path=quads, format=pyoxigraph.RdfFormat.N_QUADS)
        store.flush()
        del store


def wide_sheet(rows: int) -> Table:
    """Invented actors; eight of the twenty columns hold another value in every row."""
    draw = random.Random(1)
    codes = {key: [code.labels["de"] for code in one.codes] for key, one in load_codes().items()}
    by_column: dict[str, Callable[[int], str | date]] = {
        "id": lambda row: f"K{row}",
        "name": lambda row: f"Musterwerk {row} GmbH",
        "alt_names": lambda row: f"MW {row}",
        "type": lambda row: draw.choice(codes["ActorType"]),
        "role": lambda row: draw.choice(("Multiplikator", "Unternehmen")),
        "seat": lambda row: draw.choice(REGIONS),
        "active_in": lambda row: f"{draw.choice(REGIONS)}; {draw.choice(REGIONS)}",
        "postcode": lambda row: f"4{draw.randrange(1000, 9999)}",
        "town": lambda row: f"Ort {draw.randrange(200)}",
        "activity": lambda row: draw.choice(codes["EconomicActivity"]),
        "size_class": lambda row: draw.choice(codes["SizeClass"]),
        "drive_dependence": lambda row: draw.choice(codes["DriveDependence"]),
        "surveyed": lambda row: date(2024, 1, 1) + timedelta(days=draw.randrange(600)),
        "homepage": lambda row: f"https://werk{row}.example.org",
        "description": lambda row: f"Fertigt Teil {row}",
        "register": lambda row: f"Wuppertal HRB {row}",
        "source": lambda row: f"Quelle {draw.randrange(50)}",
        "confidence": lambda row: draw.choice(codes["Confidence"]),
        "access": lambda row: "öffentlich",
        "note": lambda row: f"Anmerkung {row}",
    }
    columns = tuple(column.key for column in load_workbook()["actors"].columns if column.key in by_column)
    return Table("actors", columns, [tuple(by_column[c](row) for c in columns) for row in range(rows)])


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
