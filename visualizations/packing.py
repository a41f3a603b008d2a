"""Boxes side by side without overlap, in about the shape of a screen."""

from collections.abc import Sequence
from math import sqrt

Size = tuple[float, float]


def pack_boxes(sizes: Sequence[Size], margin: float, ratio: float = 1.6) -> tuple[list[Size], float, float]:
    """The left upper corner of every box, in the given order, and the width and height of all.

    Boxes come in rows: as many as fit into a width that gives about the ratio width : height.
    No boxes give no corners and a size of 0.

    >>> pack_boxes([(4, 2), (1, 1)], margin=1, ratio=3)
    ([(0.0, 0.0), (5.0, 0.0)], 6.0, 2.0)
    """
    if not sizes:
        return [], 0.0, 0.0
    area = sum((width + margin) * (height + margin) for width, height in sizes)
    limit = max(max(width for width, _ in sizes) * 1.2, sqrt(area * ratio))
    corners: list[Size] = []
    left = top = row = widest = 0.0
    column: tuple[float, float, float] | None = None  # left, next top, width: boxes stacked in a row
    for width, height in sizes:
        if column and column[1] + height <= top + row and width <= column[2]:
            corners.append((column[0], column[1]))
            column = (column[0], column[1] + height + margin, column[2])
            continue
        if left > 0 and left + width > limit:
            left, top, row = 0.0, top + row + margin, 0.0
        corners.append((left, top))
        column = (left, top + height + margin, width)
        left, row = left + width + margin, max(row, height)
        widest = max(widest, left - margin)
    return corners, widest, top + row
