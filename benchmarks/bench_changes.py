"""The list of changes against the check of the same tables, which it follows.

Prints ratios of medians of interleaved runs in this process. Usage: bench_changes.py [ACTORS [RUNS]]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from traiber.data.build import build, check
from traiber.data.changes import changes_of_sources
from traiber.data.example import generate, settings
from traiber.data.table import Table
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook


def seconds(work: Callable[[], object]) -> float:
    """The wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(actors: int = 2_000, runs: int = 3) -> None:
    """Build an example, change the town of each tenth actor, and time check and list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        (folder / "traiber.toml").write_text(settings(), encoding="utf-8")
        tables = generate(actors=actors)
        write_workbook(tables, folder / "sources" / "example.xlsx", "de")
        workspace = find_workspace(folder)
        build(workspace)
        table = tables["actors"]
        at = table.columns.index("town")
        rows = [
            row if number % 10 else (*row[:at], "Neuenort", *row[at + 1 :])
            for number, row in enumerate(table.rows)
        ]
        changed = {**tables, "actors": Table(table.sheet, table.columns, rows)}
        write_workbook(changed, folder / "sources" / "example.xlsx", "de")
        batch = check(workspace)
        steps: dict[str, Callable[[], object]] = {
            "check": lambda: check(workspace),
            "changes": lambda: changes_of_sources(workspace, batch),
        }
        times: dict[str, list[float]] = {step: [] for step in steps}
        for _run in range(runs):
            for step, work in steps.items():
                times[step].append(seconds(work))
        base = statistics.median(times["check"])
        print(f"{sum(batch.counts.values())} rows; {changes_of_sources(workspace, batch).summary()}")
        for step, found in times.items():
            median = statistics.median(found)
            print(f"{step:10} {median:7.2f} s  {median / base:5.2f} x check")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
