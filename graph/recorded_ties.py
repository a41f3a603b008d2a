"""All contacts that a store records, with their periods: read once from the store, kept beside the build.

Reading a million contacts takes the engine and Python half a minute, so a build keeps the columns in
a file of its own; without that file (a store in memory, a file that is damaged) the store is asked.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from traiber.graph.rows import scan
from traiber.graph.ties import UNKNOWN, Ties

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from traiber.graph.arrays import Flags, Ints
    from traiber.graph.store import Store

LAST = date.max.toordinal() + 1  # the end of a period whose end is not known


@dataclass(frozen=True, eq=False)
class RecordedTies:
    """Contacts in the order of their addresses, in columns as `Ties` has them, and when they hold."""

    actors: "NDArray[np.str_]"  # kennungen, ascending
    kind_names: "NDArray[np.str_]"
    sources: "Ints"
    targets: "Ints"
    kinds: "Ints"
    strengths: "Ints"
    last_contacts: "Ints"
    starts: "Ints"  # ordinals of days; 0 where none is known
    ends: "Ints"  # the first day on which the contact does not hold any more; LAST where none is known

    @classmethod
    def of(cls, store: "Store") -> "RecordedTies":
        """What the build kept, else what the store says."""
        if store.ties_file is not None:
            with (
                suppress(OSError, EOFError, ValueError, KeyError, BadZipFile),
                np.load(store.ties_file) as columns,
            ):
                return cls(*(columns[field.name] for field in fields(cls)))
        return _read(store)

    def save(self, file: Path) -> None:
        """Write the columns; the same contacts give the same bytes."""
        np.savez_compressed(file, **{field.name: getattr(self, field.name) for field in fields(self)})

    def on(self, day: date | None) -> Ties:
        """The contacts that hold on the day; all if none is given."""
        if day is None:
            return self._ties(np.ones(len(self.sources), dtype=bool))
        return self._ties((self.starts <= day.toordinal()) & (day.toordinal() < self.ends))

    def _ties(self, kept: "Flags") -> Ties:
        columns = (self.sources, self.targets, self.kinds, self.strengths, self.last_contacts)
        return Ties(self.actors.tolist(), self.kind_names.tolist(), *(column[kept] for column in columns))


def _read(store: "Store") -> RecordedTies:
    """One scan per property and columns with a place per contact: joins take ten times as long, and a
    dict per contact gigabytes."""
    kennungen = dict(scan(store, "actors"))
    actors = sorted(kennungen.values())
    positions = {kennung: at for at, kennung in enumerate(actors)}
    places: dict[str, int] = {}
    ends: list[tuple[int, ...]] = []
    for tie, actor in scan(store, "participants"):
        if actor in kennungen:
            at = places.setdefault(tie, len(ends))
            if at == len(ends):
                ends.append((positions[kennungen[actor]],))
            else:
                ends[at] = (*ends[at], positions[kennungen[actor]])
    codes = {concept: notation for concept, notation, _role, _order in scan(store, "concepts")}
    kind_names = sorted({"contact", *codes.values()})
    values = _values(store, places, codes, {name: at for at, name in enumerate(kind_names)})
    kept = np.array([at for _tie, at in sorted(places.items()) if len(ends[at]) == 2], dtype=np.int64)
    pairs = np.array([sorted(ends[at]) for at in kept.tolist()], dtype=np.int64).reshape(-1, 2)
    columns = (np.array(column, dtype=np.int64)[kept] for column in values)
    return RecordedTies(np.array(actors, dtype=np.str_), np.array(kind_names), *pairs.T, *columns)


def _values(
    store: "Store", places: Mapping[str, int], codes: Mapping[str, str], kinds: Mapping[str, int]
) -> Sequence[list[int]]:
    """Kind, strength, last contact, start and end of each contact."""
    to_ordinal = cache(lambda text: date.fromisoformat(text[:10]).toordinal())
    readers: dict[str, tuple[Callable[[str], Any], int]] = {
        "kind": (lambda iri: kinds[codes.get(iri, "contact")], kinds["contact"]),
        "strength": (int, UNKNOWN),
        "contact": (to_ordinal, UNKNOWN),
        "from": (to_ordinal, UNKNOWN),
        "to": (to_ordinal, LAST),
    }
    columns = {name: [unknown] * len(places) for name, (_read, unknown) in readers.items()}
    for query in ("tie_values", "periods"):
        for thing, name, value in scan(store, query):
            if (place := places.get(thing)) is not None:
                columns[name][place] = readers[name][0](value)
    return list(columns.values())
