"""How unevenly the companies reached rest on the multipliers."""

from collections.abc import Iterable

import numpy as np


def top_share(shares: Iterable[float], count: int) -> float | None:
    """The part of the whole that the greatest so many carry, 0..1; None if the whole is 0.

    With fair shares: the part of the covered companies that rests on the top one or top three.
    Raises ValueError for a count that is negative and for shares that are negative, infinite or no numbers.

    Source: concentration ratio of industrial economics; section M14 of the methods.

    >>> top_share([6, 3, 1], 1)
    0.6
    """
    values = _sorted(shares)
    if count < 0:
        raise ValueError(f"the number of shares must be 0 or more, not {count!r}")
    whole = values.sum()
    return float(values[max(0, len(values) - count) :].sum() / whole) if whole else None


def gini(shares: Iterable[float]) -> float | None:
    """Gini coefficient: 0 if all shares are equal, (n - 1) / n if one of n carries all; None if all are 0.

    G = sum over the shares x_i in ascending order of (2i - n - 1) x_i / (n * sum of x). Raises ValueError
    for shares that are negative, infinite or no numbers.

    Source: Gini (1912), Variabilità e mutabilità.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1])
    (0.0, 0.75)
    """
    values = _sorted(shares)
    ranks = 2 * np.arange(1, len(values) + 1) - len(values) - 1
    whole = values.sum()
    return float(ranks @ values / (len(values) * whole)) if whole else None


def _sorted(shares: Iterable[float]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    values = np.sort(np.array(list(shares), dtype=np.float64))
    if not ((values >= 0) & (values < np.inf)).all():
        raise ValueError("shares must be numbers from 0, and finite")
    return values
