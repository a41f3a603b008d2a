"""Which row of a build is which row of the sources."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from traiber.data.changes.rows import Row, differences

Pair = tuple[Row, Row]  # before, now


def pair_rows(before: Iterable[Row], now: Iterable[Row]) -> tuple[list[Pair], list[Row], list[Row]]:
    """The rows that are on both sides, those that are gone, and those that are new.

    Rows with one key are one. Rows without an ID are found by what identifies them; of several that
    share it, equal ones first, the others in order. Where an identifying cell of a row without ID was
    changed, its key is another one: such a row is taken for the same if on either side it is the only
    one of its sheet left that has all other identifying cells, and if at least half of its further
    cells are the same. Everything else is gone and new.
    """
    pairs: list[Pair] = []
    gone, new = _match(before, now, lambda row: (row.sheet.key, row.stem), pairs)
    for at in range(max((len(row.sheet.identity) for row in (*gone, *new)), default=0)):
        gone, new = _match_renamed(gone, new, at, pairs)
    return pairs, gone, new


def _match(
    before: Iterable[Row], now: Iterable[Row], key_of: Callable[[Row], Hashable], pairs: list[Pair]
) -> tuple[list[Row], list[Row]]:
    old, new = _grouped(before, key_of), _grouped(now, key_of)
    gone = [row for key, rows in old.items() if key not in new for row in rows]
    fresh = [row for key, rows in new.items() if key not in old for row in rows]
    for key in old.keys() & new.keys():
        left, right = _match_group(old[key], new[key], pairs)
        gone += left
        fresh += right
    return gone, fresh


def _match_group(old: list[Row], new: list[Row], pairs: list[Pair]) -> tuple[list[Row], list[Row]]:
    """Pair rows with one key: those that are equal, those of one level, then in order."""
    if len(old) > 1 or len(new) > 1:
        for fits in (_equal, _at_one_level):
            for row in list(new):
                found = next((other for other in old if fits(other, row)), None)
                if found is not None:
                    pairs.append((found, row))
                    old.remove(found)
                    new.remove(row)
    both = min(len(old), len(new))
    pairs += zip(old, new, strict=False)
    return old[both:], new[both:]


def _equal(one: Row, other: Row) -> bool:
    return not differences(one, other)


def _at_one_level(one: Row, other: Row) -> bool:
    return one.thing.level == other.thing.level


def _match_renamed(
    gone: Sequence[Row], new: Sequence[Row], at: int, pairs: list[Pair]
) -> tuple[list[Row], list[Row]]:
    """Pair rows without ID that differ in one identifying cell, the one at `at`, or in none."""

    def others(row: Row) -> Hashable | None:
        identity = row.identity()
        rest = (*identity[:at], *identity[at + 1 :])
        usable = row.has_given_key and at < len(identity) and (any(rest) or not rest)
        return (row.sheet.key, rest) if usable else None

    old, now = _grouped(gone, others), _grouped(new, others)
    found = [
        (old[key][0], now[key][0])
        for key in old
        if key is not None
        and len(old[key]) == len(now.get(key, ())) == 1
        and _alike(old[key][0], now[key][0])
    ]
    pairs += found
    paired = {id(row) for pair in found for row in pair}
    return [row for row in gone if id(row) not in paired], [row for row in new if id(row) not in paired]


def _alike(one: Row, other: Row) -> bool:
    """Whether at least half of the cells that either row fills, and that do not identify it, are equal."""
    identity = one.sheet.identity
    left, right = (
        {key: text for key, text in row.texts().items() if key not in identity} for row in (one, other)
    )
    filled = left.keys() | right.keys()
    same = sum(left.get(key) == right.get(key) for key in filled)
    return 2 * same >= len(filled) and (same > 0 or len(identity) > 1)


def _grouped(rows: Iterable[Row], key_of: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return dict(found)
