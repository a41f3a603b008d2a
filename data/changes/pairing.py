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
    while found := _find_renamed(gone, new):
        pairs += found
        paired = {id(row) for pair in found for row in pair}
        gone, new = ([row for row in rows if id(row) not in paired] for rows in (gone, new))
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


def _find_renamed(gone: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Rows without ID that differ in one identifying cell or in none; each row once at most."""
    old, now = _by_partial_identity(gone), _by_partial_identity(new)
    found: list[Pair] = []
    paired: set[int] = set()
    for key in sorted(old.keys() & now.keys()):
        (one, *more), (other, *others) = old[key], now[key]
        if not more and not others and not paired & {id(one), id(other)} and _alike(one, other):
            found.append((one, other))
            paired |= {id(one), id(other)}
    return found


def _by_partial_identity(rows: Iterable[Row]) -> dict[tuple[int, str, tuple[str, ...]], list[Row]]:
    found: dict[tuple[int, str, tuple[str, ...]], list[Row]] = defaultdict(list)
    for row in rows:
        if row.has_given_key:
            for at, rest in row.partial_identities():
                found[at, row.sheet.key, rest].append(row)
    return dict(found)


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
