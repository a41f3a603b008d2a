"""RDF of others against the bare engine: reading and mapping a file against parsing it.

The input is the fictional example as N-Quads and as Turtle without its levels, as a partner would send it.
Prints ratios of medians of interleaved runs in this process. Usage: bench_foreign.py [ACTORS [RUNS]]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph

from traiber.data.build import check
from traiber.data.example import generate, settings
from traiber.data.foreign import ForeignFile, read_foreign
from traiber.data.mapper import map_sheets
from traiber.data.registry import Registry
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook

HERE = "https://example.org/here/"
FORMATS = {"nq": pyoxigraph.RdfFormat.N_QUADS, "ttl": pyoxigraph.RdfFormat.TURTLE}


def main(actors: int = 2_000, runs: int = 5) -> None:
    """Time both formats."""
    statements = example(actors)
    quads = "".join(f"{line} <https://partner.example/graph> .\n" for line in statements).encode()
    triples = "".join(f"{line} .\n" for line in statements).encode()
    turtle = pyoxigraph.serialize(
        pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_TRIPLES), format=pyoxigraph.RdfFormat.TURTLE
    )
    for ending, content in (("nq", quads), ("ttl", turtle or b"")):
        file = ForeignFile(f"partner.{ending}", content)
        median = interleaved(
            {
                "bare parse": lambda file=file, ending=ending: bare_parse(file.content, ending),
                "read": lambda file=file: read_foreign([file], HERE),
                "read and map": lambda file=file: map_sheets(
                    [], HERE, Registry(), foreign=read_foreign([file], HERE)
                ),
            },
            runs,
        )
        found = len(bare_parse(content, ending))
        print(f"{ending}: {found} statements, {len(content) / 1e6:.1f} MB, medians of {runs} runs")
        for step, value in median.items():
            print(f"{step:20} {value:7.2f} s  {value / median['bare parse']:6.1f} x bare parse")


def example(actors: int) -> list[str]:
    """The statements of the fictional example at all levels, each once, without the account of imports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        (folder / "traiber.toml").write_text(settings(), encoding="utf-8")
        write_workbook(generate(actors=actors), folder / "sources" / "example.xlsx", "de")
        graphs = check(find_workspace(folder)).graphs
    return sorted({line for (_level, run), lines in graphs.items() if run != "imports" for line in lines})


def bare_parse(content: bytes, ending: str) -> list[pyoxigraph.Quad]:
    """What the engine alone needs to make a list of statements."""
    return list(pyoxigraph.parse(content, FORMATS[ending]))


def interleaved(steps: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """The median wall time of each step in seconds; the steps take turns, after one round unmeasured."""
    taken: dict[str, list[float]] = {step: [] for step in steps}
    for run in range(runs + 1):
        for step, work in steps.items():
            start = time.perf_counter()
            work()
            if run:
                taken[step].append(time.perf_counter() - start)
    return {step: statistics.median(values) for step, values in taken.items()}


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
