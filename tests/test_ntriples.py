"""Terms that we write are terms that the engine reads: pyoxigraph's strict parser is the second tool."""

import random

import pyoxigraph as ox
import pytest

from traiber.data.values import PARSERS, BadValueError
from traiber.ontology.ntriples import iri, literal

HOSTILE = [
    *map(
        chr, [*range(0x180), 0xD800, 0xDFFF, 0xE000, 0xF8FF, 0xFDD0, 0xFDEF, 0xFEFF, 0xFFF0, 0xFFFD, 0xFFFE]
    ),
    *map(chr, [0xFFFF, 0x1FFFE, 0x1FFFF, 0xE0001, 0xE0FFF, 0xE1000, 0xF0000, 0xFFFFE, 0x10FFFD, 0x10FFFF]),
    *(
        "%",
        "%4",
        "%zz",
        "%41",
        "100%",
        "[a]",
        "a#b#c",
        "##",
        "//",
        "?a?b",
        "\u2028",
        "u\u0308",
        "\\u0041",
        "<>",
    ),
]


def parsed(term: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    line = f"<urn:s> <urn:p> {term} .".encode()
    (quad,) = ox.parse(line, ox.RdfFormat.N_TRIPLES)
    return quad.triple.object


@pytest.mark.parametrize(
    "start",
    [
        "https://example.org/",
        "https://example.org/?q=",
        "https://[::1]/#",
        "urn:x:",
        "https://",
        "https://example.org:",
    ],
)
def test_an_iri_is_valid_whatever_it_ends_with(start: str) -> None:
    """Each character alone, and 300 mixtures of them from a fixed seed."""
    chance = random.Random(1)
    mixtures = ["".join(chance.choices(HOSTILE, k=6)) for _number in range(300)]
    for end in [*HOSTILE, *mixtures]:
        assert isinstance(parsed(iri(f"{start}{end}b")), ox.NamedNode), repr(end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/[a]", "https://example.org/%5Ba%5D"),
        ("https://[::1]/[a]#b#c", "https://[::1]/%5Ba%5D#b%23c"),
        ("https://müller.de/ü", "https://müller.de/ü"),
    ],
)
def test_only_what_no_iri_may_hold_is_encoded(text: str, expected: str) -> None:
    """By hand from RFC 3987, section 2.2."""
    assert iri(text) == f"<{expected}>"


def test_a_literal_is_valid_whatever_it_says() -> None:
    """Halves of characters become the replacement character; all others come back."""
    for text in HOSTILE:
        found = parsed(literal(f"a{text}b"))
        assert isinstance(found, ox.Literal)
        expected = "\ufffd" if 0xD800 <= ord(text[0]) <= 0xDFFF else text
        assert found.value == f"a{expected}b"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org:abc/",
        "https://example.org:99999/",
        "https://",
        "https:///x",
        "https://[::1/",
        "https://[v1.x]/",
        "https://ex[a]/",
        "https://a:b:c/",
        "https://a@b@c/",
        "https://?q",
        "https://x[::1]/",
        "https://[1:2]/",
    ],
)
def test_an_address_without_a_proper_host_is_refused(address: str) -> None:
    with pytest.raises(BadValueError):
        PARSERS["url"](address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/100%",
        "https://example.org/[a]",
        "https://müller.de:8080/?q=[1]#a",
        "http://[::1]/",
    ],
)
def test_an_address_with_odd_signs_behind_the_host_is_taken(address: str) -> None:
    assert isinstance(parsed(PARSERS["url"](address)), ox.NamedNode)
