"""The elements of an XML text and where each begins and ends, so that parts can be replaced."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from traiber.data.cell_edits.refusal import unknown_form

_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding=["']([^"']+)["']""")
_SEPARATOR = " "


@dataclass(slots=True)
class Element:
    """An element: local name, attributes by local name, and its bytes from `start` to `end`.

    `inner` is where its content begins and `outer` where it ends; both equal `end` where the element
    is written as `<name/>`.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int = 0
    outer: int = 0
    end: int = 0
    children: list["Element"] = field(default_factory=list)


def read_elements(text: bytes, kept: frozenset[str], deep: frozenset[str]) -> tuple[Element, dict[str, str]]:
    """The tree of the elements whose local names are `kept`, and the prefix of each namespace.

    All direct children of `deep` elements are kept too. Raises `UneditableError` for a text that is
    not UTF-8 or no XML.
    """
    found = _ENCODING.match(text.removeprefix(b"\xef\xbb\xbf"))
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or (found and found[1].lower() not in (b"utf-8", b"us-ascii")):
        raise unknown_form()
    root = Element("", {}, 0, end=len(text))
    stack: list[Element | None] = [root]
    owners = [root]
    prefixes: dict[str, str] = {}
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(_SEPARATOR)[2]
        parent = stack[-1]
        if local not in kept and (parent is None or parent.name not in deep):
            stack.append(None)
            return
        at = parser.CurrentByteIndex
        plain = {key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()}
        element = Element(local, plain, at, inner=_tag_end(text, at))
        owners[-1].children.append(element)
        owners.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        element = stack.pop()
        if element is None:
            return
        owners.pop()
        if text[element.inner - 2 : element.inner] == b"/>":
            element.outer = element.end = element.inner
        else:
            element.outer = parser.CurrentByteIndex
            element.end = text.index(b">", element.outer) + 1

    def declare(prefix: str | None, uri: str | None) -> None:
        prefixes.setdefault(uri or "", f"{prefix}:" if prefix else "")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartNamespaceDeclHandler = declare
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        raise unknown_form() from None
    return root, prefixes


def _tag_end(text: bytes, start: int) -> int:
    """The position behind the `>` of a start tag; a `>` within an attribute does not count."""
    found = _TAG.match(text, start)
    if found is None:
        raise unknown_form()
    return found.end()


def tag_name(text: bytes, element: Element) -> str:
    """The name of an element with its prefix, as written."""
    found = re.match(rb"<([^\s/>]+)", text[element.start : element.inner])
    return found[1].decode() if found else element.name


def start_tag(text: bytes, element: Element, changes: Mapping[str, str | None], empty: bool = False) -> str:
    """The start tag with attributes changed, added or (None) left out; names are as written."""
    raw = text[element.start : element.inner].decode()
    attributes = {name: unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(raw)}
    attributes |= {name: value for name, value in changes.items() if value is not None}
    written = (
        f" {name}={quoteattr(value)}"
        for name, value in attributes.items()
        if changes.get(name, value) is not None
    )
    return f"<{tag_name(text, element)}{''.join(written)}{'/>' if empty else '>'}"


def splice(text: bytes, replacements: Iterable[tuple[int, int, str]]) -> bytes:
    """The text with the spans from start to end replaced; spans do not overlap."""
    parts: list[bytes] = []
    at = 0
    for start, end, new in sorted(replacements, key=lambda one: one[:2]):
        parts += [text[at:start], new.encode()]
        at = end
    return b"".join([*parts, text[at:]])


__all__ = ["Element", "escape", "read_elements", "splice", "start_tag", "tag_name"]
