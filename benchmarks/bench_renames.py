"""Warnings that a row looks renamed (W221): planted renames among companies that left and that came.

Prints the share of the renames that is found, by kind, the share of the warnings that is right, and false
alarms about pairs that were planted to share a trade or a first name only. Nothing but the name and the
district is known, and there are eight districts. A small network, in which no word is frequent, comes first.

Usage: bench_renames.py [SIZE [SEED]]
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable

from invented_companies import FIRST, TOWNS, TRADES, Company, invent

from traiber.data.departures import Arrival, find_departures
from traiber.data.findings import Cell
from traiber.data.registry import Entry, Marks, Registry


def surname_of(company: Company) -> str:
    """What is left without trade, first name and kinship."""
    left_out = {*TRADES, *FIRST, "Gebrüder", "Söhne", "&"}
    return " ".join(word for word in company.name.split() if word not in left_out)


def slip(name: str) -> str:
    """Two neighbours in the middle swapped."""
    at = len(name) // 2
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def renamings(rng: random.Random) -> dict[str, Callable[[str, str], tuple[str, str]]]:
    """Kind -> the name before and after, from a surname or brand and a trade."""
    return {
        "another trade": lambda name, trade: (f"{name} {trade}", f"{name} {rng.choice(TRADES)}"),
        "Firma dropped, a trade added": lambda name, trade: (f"Firma {name}", f"{name} {trade} GmbH"),
        "Fa. dropped, a trade added": lambda name, trade: (f"Fa. {name}", f"{name} {trade} GmbH"),
        "Werke became a trade": lambda name, trade: (f"{name} Werke GmbH", f"{name} {trade} GmbH"),
        "sons joined": lambda name, trade: (f"{name} {trade}", f"{name} & Söhne {trade}"),
        "the trade dropped": lambda name, trade: (f"{trade} {name} KG", f"{name} GmbH"),
        "a partner joined": lambda name, trade: (f"{name} {trade}", f"{name} & Krumbholz {trade}"),
        "another legal form, a slip": lambda name, trade: (f"{name} {trade} KG", f"{slip(name)} {trade} AG"),
    }


def main(size: int = 2_000, seed: int = 2024) -> None:
    """A small network, then one of the given size."""
    measure(50, seed)
    measure(size, seed)


def measure(size: int, seed: int) -> tuple[float, float]:
    """Plant, look, count; recall and precision."""
    rng = random.Random(seed)
    companies = invent(size, seed)
    names = sorted({name for company in invent(3_000, seed) if len(name := surname_of(company)) > 3})
    rng.shuffle(names)
    before: dict[str, Entry] = {}
    arrivals: list[Arrival] = []
    truth: dict[tuple[str, str], str] = {}
    decoys: dict[tuple[str, str], str] = {}

    def plant(old: str, new: str, kind: str, planted: dict[tuple[str, str], str]) -> None:
        seat = rng.choice(sorted(TOWNS))
        gone, came = f"old{len(before)}", f"new{len(arrivals)}"
        before[gone] = Entry(gone, Marks(name=old, seat=seat))
        arrivals.append(Arrival(came, Marks(name=new, seat=seat), Cell("a.csv", "a", len(arrivals) + 2)))
        planted[gone, came] = kind

    for _round in range(12):
        for kind, rename in renamings(rng).items():
            plant(*rename(names.pop(), rng.choice(TRADES)), kind, truth)
        for _again in range(3):
            trade, first = rng.choice(TRADES), rng.choice(FIRST)
            plant(f"{trade} {names.pop()}", f"{trade} {names.pop()}", "one trade", decoys)
            plant(f"{first} {names.pop()} KG", f"{first} {names.pop()} GmbH", "one first name", decoys)
            plant(trade, f"{trade} {names.pop()}", "nothing but a trade", decoys)
    registry = Registry()
    registry.entries.update(before)
    for number, company in enumerate(companies):  # who stays; their names tell which words are frequent
        entry = Entry(f"stays{number}", Marks(name=company.full_name, seat=company.region))
        registry.entries[entry.kennung] = before[entry.kennung] = entry
        registry.present |= {entry.kennung}
    start = time.perf_counter()
    found, findings = find_departures(before, registry, arrivals)
    taken = time.perf_counter() - start
    came = {arrival.cell: arrival.kennung for arrival in arrivals}
    pairs = {(finding.suggestion, came[finding.cell]) for finding in findings}
    right = pairs & truth.keys()
    print(f"{len(companies)} companies stay, {len(arrivals)} left and {len(arrivals)} came, seed {seed}")
    print(f"recall    {len(right) / len(truth):.3f}  ({len(right)} of {len(truth)} planted renames)")
    print(f"precision {len(right) / max(len(pairs), 1):.3f}  ({len(right)} of {len(pairs)} warnings)")
    for kind, number in Counter(truth.values()).items():
        hits = sum(truth[pair] == kind for pair in right)
        print(f"  {kind:30} {hits:3} of {number}")
    for kind, number in Counter(decoys.values()).items():
        alarms = sum(decoys.get(pair) == kind for pair in pairs)
        print(f"  false alarms, {kind:19} {alarms:3} of {number}")
    print(f"time      {taken:.2f} s for {len(found.vanished)} that left")
    return len(right) / len(truth), len(right) / max(len(pairs), 1)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
