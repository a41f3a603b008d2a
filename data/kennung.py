"""The Kennung of an actor: six random characters and a check character, minted once.

Alphabet and check symbol are those of Crockford's base 32 (Douglas Crockford, "Base 32",
https://www.crockford.com/base32.html): the letters I, L, O and U do not occur, and the check
symbol is the number modulo 37. Five of the 37 remainders stand for symbols outside the alphabet;
numbers that leave one of those are not used. 37 is a prime above 32, so every wrong character and
every swap of two neighbours leaves another remainder and is found.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from collections.abc import Set as AbstractSet

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = ALPHABET + "*~$=U"
LENGTH = 7
NUMBERS = 32**6  # 30 bits

_WELL_FORMED = re.compile(f"[{ALPHABET}]+")
_DIGITS = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")  # as `int` reads base 32
_LOOKALIKES = str.maketrans("ILO", "110", "- ")
_MISREAD = re.compile(r"\d+(E\d+)?|\d*[A-Z]{3}\d+")


def check_character(six: str) -> str:
    """The check symbol of six characters, possibly one outside of `ALPHABET`.

    Raises ValueError unless `six` is six characters of `ALPHABET`.

    >>> check_character("000001"), check_character("00000Z"), check_character("000010")
    ('1', 'Z', '*')
    """
    if len(six) != LENGTH - 1 or not _WELL_FORMED.fullmatch(six):
        raise ValueError(f"six characters of {ALPHABET} expected, not {six!r}")
    return CHECK_SYMBOLS[int(six.translate(_DIGITS), 32) % 37]


def is_valid(kennung: str) -> bool:
    """Whether the text is a Kennung exactly as minted: capitals, no separators, check correct.

    What people typed goes through `normalise` first.

    >>> is_valid("0000011"), is_valid("0000012"), is_valid("000001I")
    (True, False, False)
    """
    well_formed = len(kennung) == LENGTH and _WELL_FORMED.fullmatch(kennung)
    return bool(well_formed) and check_character(kennung[:-1]) == kennung[-1]


def normalise(text: str) -> str:
    """The text as a Kennung would be written; whether it is one, `is_valid` says.

    Capitals, I and L read as 1, O as 0, without hyphens and spaces (all as in Crockford).

    >>> normalise(" ooo-oil1 ")
    '0000111'
    """
    return text.upper().translate(_LOOKALIKES)


def from_number(number: int) -> str | None:
    """The Kennung of a number from 0 to 2**30 - 1; None where its check symbol is no letter or digit.

    Raises ValueError for numbers outside of that range.

    >>> from_number(1), from_number(32)
    ('0000011', None)
    """
    if not 0 <= number < NUMBERS:
        raise ValueError(f"a number from 0 to {NUMBERS - 1} expected, not {number}")
    if number % 37 >= len(ALPHABET):
        return None
    digits = [ALPHABET[(number >> shift) & 31] for shift in range(25, -1, -5)]
    return "".join(digits) + ALPHABET[number % 37]


def is_misread(kennung: str) -> bool:
    """Whether a spreadsheet may take the text for a number or a date, such as 12E4567 or 12MAR20.

    >>> is_misread("12E4567"), is_misread("0012345"), is_misread("12MAR20"), is_misread("7K3M9QX")
    (True, True, True, False)
    """
    return _MISREAD.fullmatch(kennung) is not None


def mint(taken: AbstractSet[str], random: Callable[[int], int] = secrets.randbelow) -> str:
    """A new Kennung that is not among `taken` and that no spreadsheet misreads.

    `random(n)` gives a number from 0 to n - 1. The caller adds the result to what is taken.

    >>> numbers = iter([32, 1, 712345682])
    >>> mint(set(), lambda below: next(numbers))
    'N7B22J0'
    """
    while True:
        kennung = from_number(random(NUMBERS))
        if kennung is not None and kennung not in taken and not is_misread(kennung):
            return kennung


def derive(address: str, taken: AbstractSet[str]) -> str:
    """The Kennung that follows from an address, so that nothing has to remember it.

    The first from there on that is not among `taken` and that no spreadsheet misreads.

    >>> derive("https://example.org/werk", set()) == derive("https://example.org/werk", set())
    True
    """
    number = int.from_bytes(hashlib.blake2b(address.encode("utf-8"), digest_size=8).digest(), "big")
    while True:
        number = (number + 1) % NUMBERS
        kennung = from_number(number)
        if kennung is not None and kennung not in taken and not is_misread(kennung):
            return kennung
