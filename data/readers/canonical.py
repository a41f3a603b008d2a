"""OpenDocument content in one spelling: that of the spreadsheet programs.

XML says one thing in many ways: other namespace prefixes, single quotes, blanks around the sign,
character references, another encoding. The reading library and the searches of data/readers know one
of them only. What is spelled otherwise is read by an XML parser and written again.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from traiber.data.readers.archive import damaged

MOST_REWRITTEN = 20_000_000  # bytes; the parser takes seconds for so many, and programs write them as usual

_ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_PREFIXES = {
    **{_ODF.format(name): name for name in ("office", "table", "text", "style", "form", "presentation")},
    _ODF.format("drawing"): "draw",
    _ODF.format("datastyle"): "number",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_SHEETS = frozenset({"office", "table", "text", "calcext"})  # whose elements and attributes are searched for
_UNUSUAL = tuple(  # each begins with what the search finds fast
    map(
        re.compile,
        (
            rb"<table:[^<>]*?\s(?:table|office|calcext):[\w-]++(?:\s++=|=\s|=')",
            rb'="[^"<>]*+>',
            rb"</table:[\w-]++\s",
            rb'-repeated="(?![0-9]{1,9}")',
            rb'-spanned="(?![0-9]{1,9}")',
            rb'office:value-type="(?!(?:string|float|percentage|currency|date|time|boolean|void)")',
            rb'-value="[^"<>&]*+&',
            rb'office:value="[^"<>&]*+&',
            rb"<!",
        ),
    )
)
_COUNT = re.compile(r"\s*\+?0*([0-9]{1,9})\s*")
_SEPARATOR = " "


def to_canonical(file: str, content: bytes) -> bytes:
    """The content of a workbook as spreadsheet programs spell it; unchanged where it is spelled so.

    Raises `UnreadableFileError` for what is not well-formed (the reading library would look for the end
    of a table for ever), has a document type, or is unusual and too large to be written again.
    """
    try:
        if _is_usual(file, content):
            return content
        if len(content) > MOST_REWRITTEN:
            raise damaged(file)
        return _Rewriter(file).rewrite(content)
    except (expat.ExpatError, LookupError, ValueError):
        raise damaged(file) from None


def _is_usual(file: str, content: bytes) -> bool:
    """Whether encoding, prefixes and attributes are spelled as usual; one pass of the parser in C."""
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    is_usual = True

    def declare_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
        nonlocal is_usual
        is_usual &= encoding is None or encoding.lower() in ("utf-8", "us-ascii")

    def declare(prefix: str | None, uri: str | None) -> None:
        nonlocal is_usual
        usual = _PREFIXES.get(uri or "", "")
        is_usual &= prefix == usual if usual in _SHEETS else prefix not in _SHEETS

    def refuse_document_type(*_declared: object) -> None:
        raise damaged(file)

    parser.XmlDeclHandler = declare_encoding
    parser.StartNamespaceDeclHandler = declare
    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.Parse(content, True)
    return is_usual and not any(pattern.search(content) for pattern in _UNUSUAL)


class _Rewriter:
    """Elements and texts of the known namespaces; attributes of others are left out."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._parts: list[str] = []

    def rewrite(self, content: bytes) -> bytes:
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda text: self._parts.append(escape(text))
        parser.Parse(content, True)
        return "".join(self._parts).encode("utf-8")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        written = [self._attribute(key, value) for key, value in attributes.items()]
        declared = "" if self._parts else "".join(f' xmlns:{p}="{uri}"' for uri, p in _PREFIXES.items())
        self._parts.append(f"<{_name(name)}{declared}{''.join(written)}>")

    def _end(self, name: str) -> None:
        self._parts.append(f"</{_name(name)}>")

    def _attribute(self, key: str, value: str) -> str:
        uri, _separator, local = key.rpartition(_SEPARATOR)
        if uri not in _PREFIXES:
            return ""
        if local.endswith(("-repeated", "-spanned")):
            found = _COUNT.fullmatch(value)
            if found is None:
                raise damaged(self._file)
            value = found[1]
        elif local.endswith("value-type"):
            value = value.strip()
        quoted = quoteattr(value, {'"': "&quot;"})
        return f" {_PREFIXES[uri]}:{local}={quoted}"


def _name(name: str) -> str:
    uri, _separator, local = name.rpartition(_SEPARATOR)
    return f"{_PREFIXES.get(uri, 'other')}:{local}"
