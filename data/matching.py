"""Which known actor a row without a Kennung stands for, and the Kennung of those that are new.

What a row says is compared in this order, and the first that finds exactly one actor decides: LEI,
register court and number, name and seat, and last the name alone where the actor's seat was entered
or changed. A weaker mark never overrules two LEIs that differ.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from traiber.data.kennung import mint
from traiber.data.registry import Entry, Marks, Registry, combine, compared, forget

Key = tuple[str, ...]  # what an actor is found by: the kind of mark, and its values

KINDS = ("lei", "register", "place")


@dataclass(slots=True)
class Recognition:
    """Row by row its Kennung, and which Kennungen no table and no registry knew before."""

    kennungen: list[str]
    minted: set[str] = field(default_factory=set)


def recognise_actors(
    rows: Sequence[Marks], stated: Sequence[str], registry: Registry, taken: set[str]
) -> Recognition:
    """The Kennung of each row; `stated[i]` is what the i-th row says itself, or "".

    Rows without a Kennung that share LEI, register number, or name and seat are one actor. The order
    of rows does not matter, except for the random digits of what is minted. `taken` gains what is
    minted; the registry is not changed.
    """
    open_rows = [row for row, kennung in enumerate(stated) if not kennung]
    found = Recognition(list(stated))
    if not open_rows:
        return found
    plain = [compared(marks) for marks in rows]
    groups = [_Group(members, [plain[row] for row in members]) for members in _together(open_rows, plain)]
    known = _Known(registry.entries, _by_kennung(plain, stated))
    for kind in KINDS:
        known.claim(kind, (group for group in groups if not group.kennung))
    known.claim_moved([group for group in groups if not group.kennung], {_key("place", m) for m in plain})
    for group in groups:
        if not group.kennung:
            group.kennung = mint(taken)
            taken.add(group.kennung)
            found.minted.add(group.kennung)
        for row in group.rows:
            found.kennungen[row] = group.kennung
    return found


@dataclass(slots=True)
class _Group:
    """Rows without a Kennung that stand for one actor."""

    rows: list[int]
    marks: list[Marks]
    kennung: str = ""

    def keys(self, kind: str) -> Iterator[Key]:
        return (key for marks in self.marks if (key := _key(kind, marks)))

    def leis(self) -> set[str]:
        return {marks.lei for marks in self.marks if marks.lei}


def _key(kind: str, marks: Marks) -> Key:
    """What marks are found by; empty where there is nothing of this kind."""
    match kind:
        case "place":
            return (kind, marks.name, marks.seat)
        case "name":
            return (kind, marks.name)
        case _:
            value = marks.lei if kind == "lei" else marks.register
            return (kind, value) if value else ()


def _together(rows: Iterable[int], plain: Sequence[Marks]) -> list[list[int]]:
    """The rows in groups that share a mark, in the order of their first rows."""
    leader: dict[int, int] = {}
    first: dict[Key, int] = {}

    def find(row: int) -> int:
        while leader[row] != row:
            row = leader[row]
        return row

    for row in rows:
        leader[row] = row
        for key in filter(None, (_key(kind, plain[row]) for kind in KINDS)):
            one, two = sorted((find(first.setdefault(key, row)), find(row)))
            leader[two] = one
    groups: dict[int, list[int]] = defaultdict(list)
    for row in leader:
        groups[find(row)].append(row)
    return list(groups.values())


def _by_kennung(plain: Sequence[Marks], stated: Sequence[str]) -> dict[str, Marks]:
    rows: dict[str, list[Marks]] = defaultdict(list)
    for marks, kennung in zip(plain, stated, strict=True):
        if kennung:
            rows[kennung].append(marks)
    return {kennung: combine(marks) for kennung, marks in rows.items()}


class _Pool:
    """Actors of one standing, by what they are found by."""

    def __init__(self, marks: Mapping[str, Marks], shared: bool = False, forgotten: bool = False) -> None:
        """`shared`: several groups may be the same one; `forgotten`: the marks are those of `forget`."""
        self.marks, self.shared, self._forgotten = marks, shared, forgotten
        self._index: dict[Key, list[str]] = defaultdict(list)
        for kennung, one in marks.items():
            for key in filter(None, (_key(kind, one) for kind in (*KINDS, "name"))):
                self._index[key].append(kennung)

    def find(self, kind: str, group: _Group) -> set[str]:
        """The actors that share a mark of this kind with a group and contradict no LEI of it."""
        if not self.marks:
            return set()
        sought = _Group(group.rows, [forget(m) for m in group.marks]) if self._forgotten else group
        leis = sought.leis() if kind != "lei" else set()
        found = (kennung for key in sought.keys(kind) for kennung in self._index.get(key, ()))
        return {kennung for kennung in found if not _differ(self.marks[kennung].lei, leis)}


class _Known:
    """The actors of the registry, and those with a Kennung in the tables."""

    def __init__(self, entries: Mapping[str, Entry], stated: Mapping[str, Marks]) -> None:
        others = [entry for kennung, entry in entries.items() if kennung not in stated]
        self._live = _Pool({e.kennung: compared(e.marks) for e in others if not e.gone})
        self._stated = _Pool(stated, shared=True)
        self._gone = _Pool({e.kennung: e.marks for e in others if e.gone}, forgotten=True)
        self._claimed: set[str] = set()

    def claim(self, kind: str, groups: Iterable[_Group]) -> None:
        """Give each group the one actor that has its mark: a stated one, else a live one, else a gone one."""
        for group in groups:
            for pool in (self._stated, self._live, self._gone):
                candidates = pool.find(kind, group)
                if not pool.shared:
                    candidates -= self._claimed
                if len(candidates) == 1:
                    (group.kennung,) = candidates
                    self._claimed |= candidates
                if candidates:
                    break

    def claim_moved(self, groups: Sequence[_Group], places: set[Key]) -> None:
        """Give a group the only actor of its name that nobody stands for, where no other group may be it."""
        names = Counter(key for group in groups for key in set(group.keys("name")))
        for group in groups:
            registers = {marks.register for marks in group.marks if marks.register}
            candidates = {
                kennung
                for kennung in self._live.find("name", group) - self._claimed
                if _key("place", self._live.marks[kennung]) not in places
                and not _differ(self._live.marks[kennung].register, registers)
            }
            if len(candidates) == 1 and all(names[key] == 1 for key in group.keys("name")):
                (group.kennung,) = candidates
                self._claimed |= candidates


def _differ(value: str, others: set[str]) -> bool:
    """Whether both say something, and not the same."""
    return bool(value) and bool(others) and value not in others
