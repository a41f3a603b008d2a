"""Terms in N-Triples, the form in which all statements travel to the store."""

import re
import unicodedata
from functools import cache
from ipaddress import IPv6Address

from traiber.ontology.prefixes import expand

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_SURROGATES = re.compile("[\ud800-\udfff]")
# RFC 3987: beside these, the ASCII that an IRI may hold, and one `#`
_ALLOWED = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14)
)
_NOT_IN_IRI = re.compile(
    f"[^{_ALLOWED}!$&'()*+,;=:@/?#%A-Za-z0-9._~-]|[\U000e0000-\U000e0fff]|%(?![0-9A-Fa-f]{{2}})"
)
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_HOST = re.compile(r"(?:[^@\[\]:]*@)?(?:\[([0-9A-Fa-f:.]+)\]|[^@\[\]:]*)(?::[0-9]*)?")
_NOT_IN_HOST = re.compile(r"[@\[\]:]")


def iri(text: str) -> str:
    """An IRI in angle brackets, NFC; characters that no IRI may hold are percent-encoded (RFC 3987).

    Signs that divide a host stay where they do so, as in `[::1]:80`, and are encoded elsewhere.

    >>> iri("https://example.org/a b"), iri("https://example.org/100%")
    ('<https://example.org/a%20b>', '<https://example.org/100%25>')
    """
    normal = unicodedata.normalize("NFC", text)
    found = _AUTHORITY.match(normal)
    start, rest = (_authority(found), normal[found.end() :]) if found else ("", normal)
    before, mark, fragment = _NOT_IN_IRI.sub(_percent, rest).partition("#")
    return f"<{start}{before}{mark}{fragment.replace('#', '%23')}>"


def _authority(found: re.Match[str]) -> str:
    """Scheme and host; a host that is none keeps none of the signs that divide one."""
    host = _HOST.fullmatch(found[1])
    if host and host[1] and _is_ipv6(host[1]):
        return found.group()
    text = found[1] if host and not host[1] else _NOT_IN_HOST.sub(_percent, found[1])
    return found.group()[: found.start(1)] + _NOT_IN_IRI.sub(_percent, text)


def _is_ipv6(text: str) -> bool:
    try:
        return bool(IPv6Address(text))
    except ValueError:
        return False


@cache
def term(curie: str) -> str:
    """The IRI of a CURIE in angle brackets; kept, because the same few are needed for every cell.

    >>> term("tr:Actor")
    '<https://w3id.org/traiber/ns#Actor>'
    """
    return iri(expand(curie))


def literal(text: str, language: str | None = None) -> str:
    r"""A plain or language-tagged string; halves of characters (surrogates) become U+FFFD.

    >>> literal('the "hinge"', "en")
    '"the \\"hinge\\""@en'
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        escaped = text  # most are; line ends and surrogates are not printable
    else:
        escaped = _SURROGATES.sub("\ufffd", text.translate(_ESCAPES))
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def typed(text: str, datatype: str) -> str:
    """A literal with a datatype.

    >>> typed("3", "xsd:integer")
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return f"{literal(text)}^^{term(datatype)}"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in _SURROGATES.sub("\ufffd", match.group()).encode("utf-8"))
