"""The Legal Entity Identifier: 18 letters and digits and two check digits (ISO 17442).

The check digits are those of ISO/IEC 7064, MOD 97-10: with A = 10 to Z = 35 written out, the whole
number leaves 1 when divided by 97. Every wrong digit or letter and every swap of two digits or two
letters that are neighbours is found, and nearly every other slip.
"""

import re

_FORM = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


def normalise_lei(text: str) -> str:
    """The text as an LEI is written, in capitals and without blanks and hyphens.

    >>> normalise_lei("5067 00ge 1g29 325q x363 ")
    '506700GE1G29325QX363'
    """
    return re.sub(r"[\s\-]", "", text).upper()


def is_lei(text: str) -> bool:
    """Whether a normalised text is an LEI with the right check digits.

    The first is the example of the Global LEI Foundation for itself (gleif.org).

    >>> is_lei("506700GE1G29325QX363"), is_lei("506700GE1G29325QX336"), is_lei("")
    (True, False, False)
    """
    return _FORM.fullmatch(text) is not None and int("".join(str(int(c, 36)) for c in text)) % 97 == 1
