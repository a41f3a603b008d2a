"""Percentages as a reader sees them."""

from decimal import Decimal

_MOST_DIGITS = 30  # 1E999990 is eight characters in a file, and a million written out


def percent(share: bytes) -> str:
    """The share in percent, without the sign.

    Raises ArithmeticError or ValueError for what is no number, or none that anybody writes out.

    >>> percent(b"0.455"), percent(b"1")
    ('45.5', '100')
    """
    value = Decimal(share.decode())
    if not value.is_finite() or abs(value.adjusted()) >= _MOST_DIGITS:
        raise ValueError(share)
    return format((value * 100).normalize(), "f")
