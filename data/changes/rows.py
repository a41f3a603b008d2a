"""The rows of a store as staff read them, and where two of them differ."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from traiber.data.export import cells_by_column
from traiber.data.export.cells import terms_of
from traiber.data.export.naming import Names
from traiber.data.export.things import Thing, read_things
from traiber.data.identities import NAMED
from traiber.data.kennung import is_valid
from traiber.data.values import KNOWN_NONE, to_text
from traiber.data.workbook import Column, Sheet
from traiber.graph.store import Store

ENDS = ("source_actor", "target_actor")
_DERIVED_KEY = re.compile(r"([0-9a-f]{16})(-[0-9]+)?")


@dataclass(slots=True)
class Row:
    """A thing as a row of its sheet, with the names by which its cells refer to others."""

    thing: Thing
    names: Names
    is_turned: bool = False  # the ends of a tie without direction the other way round
    _texts: dict[str, str] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.thing.sheet

    @property
    def stem(self) -> str:
        """The key without the number that tells apart rows with one identity."""
        found = _DERIVED_KEY.fullmatch(self.thing.key)
        return found[1] if found else self.thing.key

    @property
    def own_id(self) -> str:
        """The key, if it stands in the row or is a Kennung; "" for one that follows from other cells."""
        return "" if _DERIVED_KEY.fullmatch(self.thing.key) else self.thing.key

    @property
    def has_given_key(self) -> bool:
        """Whether the key was derived or minted by us, not chosen by a person."""
        return not self.own_id or (self.sheet.key == "actors" and is_valid(self.thing.key))

    def texts(self) -> Mapping[str, str]:
        """The filled cells by column, each as one text, without the key."""
        if not self._texts:
            for column, cells in cells_by_column(self.thing, self.names):
                if cells and column.type != "id":
                    self._texts[column.key] = " / ".join(to_text(cell) for cell in cells)
            first, second = (self._texts.get(end, "") for end in ENDS)
            if self.has_loose_ends and (first > second) != self.is_turned:
                self._texts.update(zip(ENDS, (second, first), strict=True))
        return self._texts

    @property
    def has_loose_ends(self) -> bool:
        """Whether it is a tie without direction, whose ends are in the order of their names."""
        return self.sheet.key == "ties" and not self.thing.texts("tr:from")

    def turn(self) -> None:
        """Show the ends of a tie without direction the other way round."""
        self.is_turned = not self.is_turned
        self._texts.clear()

    def identity(self) -> tuple[str, ...]:
        """The cells that identify the row where it has no ID."""
        return tuple(self.texts().get(key, "") for key in self.sheet.identity)

    def partial_identities(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The identifying cells without each one of them, and which it is; loose ends are one place."""
        identity = self.identity()
        for at, _text in enumerate(identity):
            rest = (*identity[:at], *identity[at + 1 :])
            if any(rest) or not rest:
                yield 0 if self.has_loose_ends and at == 1 else at, rest

    def name(self) -> str:
        """What staff call the row: its name, or what identifies it."""
        identity = self.identity()
        return identity[0] if self.sheet.key in NAMED else ", ".join(text for text in identity if text)


def read_rows(store: Store, base: str) -> Iterator[Row]:
    """All rows of a store."""
    things = [thing for found in read_things(store, base).values() for thing in found]
    names = Names(base, things)
    return (Row(thing, names) for thing in things)


def differences(before: Row, now: Row) -> list[Column]:
    """The columns in which two rows say something else.

    A reference to the same thing is the same, though its name may have changed or become ambiguous.
    """
    if before.has_loose_ends and now.has_loose_ends:
        _align(before, now)
    if before.thing.properties == now.thing.properties and before.thing.parts == now.thing.parts:
        return [] if before.thing.level == now.thing.level else [now.sheet.column("access")]
    return [column for column in now.sheet.columns if _differs(before, now, column)]


def _align(before: Row, now: Row) -> None:
    """Turn the earlier row so that the ends that are the same stand in the same column."""
    first, second = (before.texts().get(end) for end in ENDS)
    start, end = (now.texts().get(end) for end in ENDS)
    if (first, second) != (start, end) and (first == end or second == start):
        before.turn()


def _differs(before: Row, now: Row, column: Column) -> bool:
    old, new = (row.texts().get(column.key, "") for row in (before, now))
    if old == new or column.type == "id":
        return False
    if KNOWN_NONE in (old, new) or not column.ref or column.derived:
        return True
    return terms_of(before.thing, column) != terms_of(now.thing, column)
