"""How likely a recorded contact can be used today: by its strength and its age."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from traiber.graph.arrays import Floats

# 1 (loose) .. 5 (very close); a proposal: the scale 0.3, 0.6, 0.9 of the methods with the steps between.
SCALE: Mapping[int, float] = {1: 0.3, 2: 0.45, 3: 0.6, 4: 0.75, 5: 0.9}
UNKNOWN = 0.6  # the middle of the scale, for a contact whose strength is not recorded


def tie_probabilities(
    strengths: Sequence[int | None], ages: Sequence[int | None], half_life_days: int = 365
) -> "Floats":
    """The probability that each contact can be used: p = s * 2^(-age / half-life).

    s is the strength on `SCALE` (the middle, 0.6, where none is recorded); an age in days counts from 0
    and does nothing where it is not recorded, since nothing says that the contact is old. Range 0..0.9.
    Both the scale and the half-life are proposals and settings.

    Source: decay of ties over time, Burt (2000), Social Networks 22:1; section 1 of the methods.

    >>> tie_probabilities([5, None, 1], [0, 365, None]).tolist()
    [0.9, 0.3, 0.3]
    """
    scale = np.array([np.nan, *SCALE.values()])
    known = np.array([0 if value is None else value for value in strengths], dtype=np.int64)
    start = np.where(known == 0, UNKNOWN, scale[known])
    age = np.array([0 if value is None else max(0, value) for value in ages], dtype=np.float64)
    return start * 0.5 ** (age / half_life_days)
