"""Short keys of texts."""

import hashlib
import re
from collections.abc import Iterable

_DIGEST = re.compile(r"[0-9a-f]{16}(-[0-9]+)?")


def digest(parts: Iterable[str]) -> str:
    """A key of several texts: 64 bits in hexadecimal, the same wherever the texts are the same.

    >>> digest(["Wuppertal", ""])
    'b7129f04bb19b654'
    """
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8"), digest_size=8).hexdigest()


def is_digest(key: str) -> bool:
    """Whether a key is a digest, perhaps numbered: it follows from cells and changes with them.

    >>> is_digest(digest(["Name"])), is_digest("C1")
    (True, False)
    """
    return bool(_DIGEST.fullmatch(key))
