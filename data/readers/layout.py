"""What a sheet shows besides its values: merged cells, hidden rows and columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field

UNSTORED = "\ue000"  # begins the text of a formula whose result the file does not hold


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle of cells; rows and columns count from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Layout:
    """What is merged or hidden in a sheet; rows and columns as ranges of numbers from 1."""

    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    is_hidden: bool = False
    has_unstored: bool = False  # some texts begin with UNSTORED


def within(numbers: Iterable[int], ranges: list[range]) -> list[int]:
    """The numbers that lie in one of the ranges.

    >>> within([2, 5, 9], [range(4, 6), range(9, 10)])
    [5, 9]
    """
    single = {one.start for one in ranges if len(one) == 1}
    wide = [one for one in ranges if len(one) > 1]
    return [number for number in numbers if number in single or any(number in one for one in wide)]
