"""How likely a recorded contact can be used today: by its strength and its age."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats, Ints

# 1 (loose) .. 5 (very close); a proposal: the scale 0.3, 0.6, 0.9 of the methods with the steps between.
SCALE: Mapping[int, float] = {1: 0.3, 2: 0.45, 3: 0.6, 4: 0.75, 5: 0.9}
UNKNOWN = 0.6  # the middle of the scale, for a contact whose strength is not recorded


def tie_probabilities(
    strengths: "Sequence[int | None] | Ints",
    ages: "Sequence[float | None] | Ints | Floats",
    half_life_days: int = 365,
) -> "Floats":
    """The probability that each contact can be used: p = s * 2^(-age / half-life).

    s is the strength on `SCALE` (the middle, 0.6, for None and 0: none is recorded); an age in days counts
    from 0 and does nothing where it is not recorded: nothing says that the contact is old. Range 0..0.9.
    Both the scale and the half-life are proposals and settings.

    Source: decay of ties over time, Burt (2000), Social Networks 22:1; section 1 of the methods.

    >>> tie_probabilities([5, None, 1], [0, 365, None]).tolist()
    [0.9, 0.3, 0.3]
    """
    scale = np.array([np.nan, *SCALE.values()])
    known = _filled(strengths).astype(np.int64)
    start = np.where(known == 0, UNKNOWN, scale[known])
    return start * 0.5 ** (np.maximum(_filled(ages), 0) / half_life_days)


def _filled(values: "Sequence[float | None] | Ints | Floats") -> "Floats":
    if isinstance(values, np.ndarray):
        return values.astype(np.float64)
    return np.array([0 if value is None else value for value in values], dtype=np.float64)
