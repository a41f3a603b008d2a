"""Finding planted duplicates among invented German companies, against comparing all pairs of names.

Prints precision, recall and time; the time of all pairs is that of rapidfuzz's `cdist` over a sample of rows,
extrapolated to half of the square, in the same run. Usage: bench_duplicates.py [SIZE [LARGE [SEED]]]
"""

import sys
import time
from collections.abc import Callable

from invented_companies import found_pairs, invent, true_pairs
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from traiber.data.duplicates.pairs import THRESHOLD

SAMPLE = 500


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """The wall time and the processor time of one call."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def main(size: int = 20_000, large: int = 100_000, seed: int = 2024) -> None:
    """Measure one list for quality and time, a larger one for time."""
    rows = invent(size, seed)
    truth = true_pairs(rows)
    found: set[tuple[int, int]] = set()
    ours = seconds(lambda: found.update(found_pairs(rows, THRESHOLD)))
    right = len(found & truth)
    print(f"{size} names, {len(truth)} planted pairs, {len(found)} proposed at {THRESHOLD}, seed {seed}")
    print(f"recall    {right / len(truth):.3f} (goal 0.95)")
    print(f"precision {right / len(found):.3f} (goal 0.90)")
    names = [company.full_name for company in rows]
    sample = seconds(lambda: cdist(names[:SAMPLE], names, scorer=fuzz.token_sort_ratio, workers=1))
    everything = sample[1] * size / SAMPLE / 2
    print(f"blocking, scoring      {ours[0]:6.1f} s (processor {ours[1]:.1f} s; goal 30 s)")
    print(f"cdist, all pairs       {everything:6.1f} s processor, extrapolated from {SAMPLE} rows")
    print(f"ours / all pairs       {ours[1] / everything:6.2f}")
    many = invent(large, seed)
    taken = seconds(lambda: sum(1 for _pair in found_pairs(many, THRESHOLD)))
    print(f"{large} names           {taken[0]:6.1f} s (processor {taken[1]:.1f} s)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
