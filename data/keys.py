"""Short keys of texts."""

import hashlib
import re
from collections.abc import Iterable

from traiber.data.values import BadValueError, Raw, parse_date, to_text
from traiber.ontology.codes import normalise

_DIGEST = re.compile(r"[0-9a-f]{16}(-[0-9]+)?")


def digest(parts: Iterable[str]) -> str:
    """A key of several texts: 64 bits in hexadecimal, the same wherever the texts are the same.

    >>> digest(["Wuppertal", ""])
    'b7129f04bb19b654'
    """
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8"), digest_size=8).hexdigest()


def identifying_text(type_: str, value: Raw) -> str:
    """What a cell of a column of this type says in a key: a day in ISO form, however it is written.

    >>> {identifying_text("moment", text) for text in ("2025-02-03", "03.02.2025", "3.2.2025")}
    {'2025-02-03'}
    >>> identifying_text("moment", "Frühjahr"), identifying_text("label", " Müller  GmbH ")
    ('frühjahr', 'müller gmbh')
    """
    if type_ in ("date", "moment"):
        try:
            return parse_date(value).isoformat()
        except BadValueError:
            pass
    return normalise(to_text(value))


def is_digest(key: str) -> bool:
    """Whether a key is a digest, perhaps numbered: it follows from cells and changes with them.

    >>> is_digest(digest(["Name"])), is_digest("C1")
    (True, False)
    """
    return bool(_DIGEST.fullmatch(key))
