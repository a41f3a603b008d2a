"""How long `traiber --help` takes, against a click program that does nothing else.

Whole processes, from start to exit. The two take turns, so that a busy moment of the machine
hits both; the medians are compared. Target: the ratio stays below 2.
"""

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 25
TARGET = 2.0

BARE = '''\
import click


@click.group()
def main():
    """A bare program."""


if __name__ == "__main__":
    main()
'''


def seconds(command: list[str]) -> float:
    """The duration of one process; an error if it fails."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def measure(commands: dict[str, list[str]]) -> dict[str, float]:
    """The median duration of each command in seconds, in runs that take turns, after one to warm up."""
    durations: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(RUNS + 1):
        for name, command in commands.items():
            duration = seconds(command)
            if run > 0:
                durations[name].append(duration)
    return {name: median(values) for name, values in durations.items()}


def main() -> None:
    """Print both medians and their ratio."""
    traiber = Path(sysconfig.get_path("scripts")) / "traiber"
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        medians = measure(
            {
                "bare click program": [sys.executable, str(bare), "--help"],
                "traiber --help": [str(traiber), "--help"],
            }
        )
    for name, value in medians.items():
        print(f"{name:<20} {value * 1000:6.1f} ms  (median of {RUNS})")
    ratio = medians["traiber --help"] / medians["bare click program"]
    print(f"{'ratio':<20} {ratio:6.2f}     (target: below {TARGET:g})")


if __name__ == "__main__":
    main()
