"""Colour and shape of each kind of dot: told apart by either alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import cos, pi, sin, sqrt

Outline = tuple[tuple[float, float], ...]  # corners in units of the radius; empty for a circle

LIGHT_GROUND = "#f6f7f9"
DARK_GROUND = "#10151c"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind is drawn: a colour for each colour scheme, and a shape."""

    light: str
    dark: str
    shape: str


def _polygon(corners: int, radius: float, turn: float = 0.0) -> Outline:
    angles = (2 * pi * (corner / corners + turn) - pi / 2 for corner in range(corners))
    return tuple((round(radius * cos(angle), 3), round(radius * sin(angle), 3)) for angle in angles)


def _star(tips: int, outer: float, inner: float, turn: float = 0.0) -> Outline:
    far, near = _polygon(tips, outer, turn), _polygon(tips, inner, turn + 0.5 / tips)
    return tuple(corner for pair in zip(far, near, strict=True) for corner in pair)


def _cross(turned: bool) -> Outline:
    arm, far = 0.36, 1.12
    half_plus = ((-arm, -far), (arm, -far), (arm, -arm), (far, -arm), (far, arm), (arm, arm))
    plus: Outline = half_plus + tuple((-x, -y) for x, y in half_plus)
    half = sqrt(0.5)
    return tuple((round(half * (x - y), 3), round(half * (x + y), 3)) for x, y in plus) if turned else plus


# Areas are about equal, so that a size means the same in every shape.
SHAPES: dict[str, Outline] = {
    "circle": (),
    "square": ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    "triangle": _polygon(3, 1.4),
    "diamond": _polygon(4, 1.25),
    "triangle-down": _polygon(3, 1.4, 0.5),
    "hexagon": _polygon(6, 1.1),
    "star": _star(5, 1.5, 0.68),
    "plus": _cross(turned=False),
    "pentagon": _polygon(5, 1.15),
    "cross": _cross(turned=True),
    "asterisk": _star(8, 1.2, 0.85),
}

MARKS: tuple[Mark, ...] = (
    Mark("#2f6db3", "#6aa6ee", "circle"),
    Mark("#c8690a", "#f3a24d", "square"),
    Mark("#12897e", "#45c4b4", "triangle"),
    Mark("#8a2a5c", "#dc78ab", "diamond"),
    Mark("#3a90c6", "#a4dbf8", "hexagon"),
    Mark("#7d7b14", "#d0ca5c", "triangle-down"),
    Mark("#3d3591", "#9590f2", "star"),
    Mark("#cd4a62", "#ff8f9d", "pentagon"),
    Mark("#1e6638", "#70c081", "plus"),
    Mark("#9c56bd", "#d09dec", "cross"),
)
OTHER = Mark("#737b87", "#9aa3b0", "asterisk")


def choose_marks(kinds: Sequence[str], used: Iterable[str]) -> dict[str, Mark]:
    """A mark for every used kind, in the order of `kinds`, unknown kinds last.

    The first ten that are used have a mark of their own, so the order of `kinds` is that of
    importance; the rest share `OTHER`, which the legend calls "Weitere". No kinds give an empty
    mapping.

    >>> choose_marks(["chamber", "company"], ["company"])["company"].shape
    'circle'
    """
    present = set(used)
    known = [kind for kind in kinds if kind in present]
    ordered = known + sorted(present - set(known))
    return {kind: mark or OTHER for kind, mark in zip_longest(ordered, MARKS[: len(ordered)])}
