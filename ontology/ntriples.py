"""Terms in N-Triples, the form in which all statements travel to the store."""

import re
import unicodedata

from traiber.ontology.prefixes import expand

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def iri(text: str) -> str:
    """An IRI in angle brackets, NFC; characters that no IRI may hold are percent-encoded.

    >>> iri("https://example.org/a b")
    '<https://example.org/a%20b>'
    """
    normal = unicodedata.normalize("NFC", text)
    return f"<{_NOT_IN_IRI.sub(_percent, normal)}>"


def term(curie: str) -> str:
    """The IRI of a CURIE in angle brackets.

    >>> term("tr:Actor")
    '<https://w3id.org/traiber/ns#Actor>'
    """
    return iri(expand(curie))


def literal(text: str, language: str | None = None) -> str:
    r"""A plain or language-tagged string.

    >>> literal('the "hinge"', "en")
    '"the \\"hinge\\""@en'
    """
    escaped = text.translate(_ESCAPES)
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def typed(text: str, datatype: str) -> str:
    """A literal with a datatype.

    >>> typed("3", "xsd:integer")
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return f"{literal(text)}^^{term(datatype)}"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8"))
