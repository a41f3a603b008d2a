"""What may be said of few: the rules that keep tables from reading meaning into noise. All proposals."""

from math import floor, log10

FEWEST_PEERS = 5  # a smaller group has counts, no z-score, no percentile, no share
FEWEST_TIES = 3  # with fewer, no participation and no comparison by constraint
FEWEST_NODES = 30  # in a smaller network, no p-value from a null model
DIGITS = 2


def may_standardise(group: int) -> bool:
    """Whether a group of this size may have z-scores, percentiles and shares."""
    return group >= FEWEST_PEERS


def may_spread(ties: int) -> bool:
    """Whether an actor with so many ties may be compared by participation and constraint."""
    return ties >= FEWEST_TIES


def may_test(nodes: int) -> bool:
    """Whether a network of this size may have p-values from a null model."""
    return nodes >= FEWEST_NODES


def significant(value: float, digits: int = DIGITS) -> float:
    """The value with so many significant digits; 0 stays 0.

    >>> significant(0.04567), significant(123.4), significant(0)
    (0.046, 120.0, 0.0)
    """
    return round(value, digits - 1 - floor(log10(abs(value)))) + 0.0 if value else 0.0
