"""Which pairs are worth comparing: those that share a key, never all of them.

Keys of a name (Peter Christen, "Data Matching", 2012, chapter 4): all its words in alphabetical order; each
word that few names have; each pair of words and
of their beginnings; the whole name with one letter left out (two names one slip
apart share one of these: Mor and Fraenkel, 1982); its neighbours in alphabetical order, read forwards and
backwards. Keys that many names share, such as "Wirtschaftsförderung", give only neighbouring pairs.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from traiber.data.duplicates.names import Name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

LARGEST_BLOCK = 24  # names with one key that are all compared with each other
WINDOW = 4  # neighbours compared in larger blocks and in the alphabetical order
MOST_WORDS = 7
BEGINNING = 3  # letters of abbreviated words that are sure to be there


def candidate_pairs(names: Sequence[tuple[int, Name]], others: Mapping[str, Sequence[int]]) -> "Numbers":
    """Pairs of actors (numbers, the smaller first) that share a key, as sorted rows of two.

    `names` are names with the number of their actor, `others` further keys (such as a homepage) with
    the numbers of the actors that have them.
    """
    texts = [name.key for _actor, name in names]
    order = np.argsort(np.argsort(np.array(texts, dtype=object), kind="stable"), kind="stable")
    keys, rows = _keys(names)
    pairs = [
        _pairs_in_blocks(keys, rows, order),
        _neighbours(np.argsort(order)),
        _neighbours(np.array(sorted(range(len(texts)), key=lambda at: texts[at][::-1]), dtype=np.int64)),
    ]
    actors = np.array([actor for actor, _name in names], dtype=np.int64)
    found = [actors[pair] for pair in pairs if len(pair)]
    found += [_own_pairs(sorted(set(numbers))) for _key, numbers in sorted(others.items())]
    return _unique(np.concatenate(found)) if found else np.empty((0, 2), dtype=np.int64)


def _keys(names: Sequence[tuple[int, Name]]) -> tuple["Numbers", "Numbers"]:
    keys: list[int] = []
    rows: list[int] = []
    for row, (_actor, name) in enumerate(names):
        found = list(_keys_of(name))
        keys += found
        rows += [row] * len(found)
    return np.array(keys, dtype=np.int64), np.array(rows, dtype=np.int64)


def _keys_of(name: Name) -> Iterator[int]:
    """The keys of a name as checksums: two names with one by chance are compared for nothing, no more."""
    words = [word.rstrip(".").encode() for word in name.words][:MOST_WORDS]
    kept = sorted(set(words))
    yield from (crc32(word) for word in kept)
    yield from (crc32(b"2" + one + b" " + other) for one, other in combinations(kept, 2))
    begun = sorted({word[:BEGINNING] for word in kept})
    yield from (crc32(b"4" + one + b" " + other) for one, other in combinations(begun, 2))
    whole = b"".join(words)
    yield crc32(b"3" + whole)
    yield from (crc32(b"3" + whole[:at] + whole[at + 1 :]) for at in range(len(whole)))


def _pairs_in_blocks(keys: "Numbers", rows: "Numbers", order: "Numbers") -> "Numbers":
    """All pairs of a small block, the neighbouring ones of a large one."""
    if not len(keys):
        return np.empty((0, 2), dtype=np.int64)
    sorted_at = np.lexsort((order[rows], keys))
    keys, rows = keys[sorted_at], rows[sorted_at]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    sizes = np.diff(np.r_[starts, len(keys)])
    position = np.arange(len(keys)) - np.repeat(starts, sizes)
    left = np.repeat(sizes, sizes) - position - 1  # members of the block that follow
    reach = np.where(np.repeat(sizes, sizes) <= LARGEST_BLOCK, left, np.minimum(left, WINDOW))
    found = []
    for step in range(1, int(reach.max(initial=0)) + 1):
        at = np.flatnonzero(reach >= step)
        found.append(_unique(np.stack((rows[at], rows[at + step]), axis=1)))
    return _unique(np.concatenate(found)) if found else np.empty((0, 2), dtype=np.int64)


def _neighbours(ordered: "Numbers") -> "Numbers":
    steps = range(1, min(WINDOW, len(ordered) - 1) + 1)
    found = [np.stack((ordered[:-step], ordered[step:]), axis=1) for step in steps]
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)


def _own_pairs(numbers: Sequence[int]) -> "Numbers":
    """The pairs of actors with one key of another kind; of many only the neighbouring ones."""
    reach = len(numbers) if len(numbers) <= LARGEST_BLOCK else WINDOW + 1
    found = [(one, other) for at, one in enumerate(numbers) for other in numbers[at + 1 : at + reach]]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _unique(pairs: "Numbers") -> "Numbers":
    """The rows once, sorted, the smaller number first; an actor is no pair with itself."""
    pairs = np.sort(pairs, axis=1)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    size = int(pairs.max(initial=0)) + 1
    packed = np.unique(pairs[:, 0] * size + pairs[:, 1])
    return np.stack((packed // size, packed % size), axis=1)
