"""What a sheet shows besides its values: merged cells, hidden rows and columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

MOST_DIGITS = 30  # before or after the point of a percentage
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


def to_percent(share: bytes) -> str:
    """What a percent cell shows of its number; raises ValueError or ArithmeticError for what is none.

    Numbers of hundreds of thousands of digits, which no cell shows, are refused: written out, some of them
    would fill the memory.

    >>> to_percent(b"0.455"), to_percent(b"1E2")
    ('45.5', '10000')
    """
    value = (Decimal(share.decode()) * 100).normalize()
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        raise ValueError(share)
    return format(value, "f")


def within(numbers: Iterable[int], ranges: list[range]) -> list[int]:
    """The numbers that lie in one of the ranges.

    >>> within([2, 5, 9], [range(4, 6), range(9, 10)])
    [5, 9]
    """
    single = {one.start for one in ranges if len(one) == 1}
    wide = [one for one in ranges if len(one) > 1]
    return [number for number in numbers if number in single or any(number in one for one in wide)]
