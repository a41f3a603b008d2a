"""RDF files among the sources, and the limits that they keep before anything parses them.

Parsers of nested input follow it with the machine's stack: JSON-LD of 4,000 levels ends the process
before it can raise. So a scanner counts brackets outside of texts first. Nothing that a file refers
to is fetched: remote contexts of JSON-LD and declarations of XML entities are refused.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traiber.data.findings import Cell, Finding
from traiber.data.foreign.turtle import BRACKET
from traiber.ontology.language import gettext_ as _

ENDINGS: Mapping[str, str] = {
    ".ttl": "ttl",
    ".nt": "nt",
    ".nq": "nq",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".rdf": "rdf",
}
MOST_BYTES = 20_000_000
DEEPEST = 100

_JSON_BRACKET = re.compile(r'(?:"(?:[^"\\]++|\\.)*+"?|[^"\[\]{}]++)*+([\[\]{}]|\Z)', re.DOTALL)
_XML_TOKEN = re.compile(r"""<!--.*?-->|<[^!?](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""", re.DOTALL)
_XML_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)")


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """An RDF file as it lies among the sources; of one that is too large only the beginning."""

    file: str
    content: bytes

    @property
    def format_(self) -> str:
        """The format, as its ending tells: a key of `traiber.graph.store.FORMATS`."""
        return ENDINGS[Path(self.file).suffix.lower()]

    @property
    def sha256(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


class RefusedFileError(ValueError):
    """A file that is not parsed; carries the finding."""

    def __init__(self, code: str, cell: Cell, rule: str, remedy: str) -> None:
        """Keep what is wrong."""
        super().__init__(rule)
        self.finding = Finding(code, cell, "", rule, remedy)


def find_rdf(paths: list[Path]) -> list[Path]:
    """Those of these files whose ending is that of RDF."""
    return [path for path in paths if path.suffix.lower() in ENDINGS]


def read_rdf(path: Path, file: str) -> ForeignFile:
    """A file's content under the name `file`; raises OSError."""
    with path.open("rb") as opened:
        return ForeignFile(file, opened.read(MOST_BYTES + 1))


def checked_text(file: ForeignFile) -> str:
    """The file's text, if it keeps all limits; else `RefusedFileError`."""
    cell = Cell(file.file, "")
    if len(file.content) > MOST_BYTES:
        rule = _("is larger than {n} MB.").format(n=MOST_BYTES // 1_000_000)
        raise RefusedFileError("E122", cell, rule, _("Please split it."))
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise RefusedFileError(
            "E126", Cell(file.file, "", line), _("is not in UTF-8."), _("Please save it as UTF-8.")
        ) from None
    if "\x00" in text:
        raise RefusedFileError("E126", cell, _("is not in UTF-8."), _("Please save it as UTF-8."))
    depth = 0
    for step, at in _steps(text, file.format_):
        depth += step
        if depth > DEEPEST:
            line = text.count("\n", 0, at) + 1
            rule = _("is nested more than {n} levels deep.").format(n=DEEPEST)
            raise RefusedFileError(
                "E123", Cell(file.file, "", line), rule, _("Please give inner nodes addresses of their own.")
            )
    if file.format_ == "rdf" and (found := _XML_DECLARATION.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedFileError(
            "E124",
            Cell(file.file, "", line),
            _("declares XML entities, which are not read."),
            _("Please save it without <!DOCTYPE … >, or as Turtle."),
        )
    return text


def _steps(text: str, format_: str) -> Iterator[tuple[int, int]]:
    """One level deeper (1) or back (-1), with the position in the text."""
    if format_ == "rdf":
        for found in _XML_TOKEN.finditer(text):
            if not found[0].startswith("<!--") and not found[0].endswith("/>"):
                yield -1 if found[0].startswith("</") else 1, found.start()
        return
    for found in (_JSON_BRACKET if format_ == "jsonld" else BRACKET).finditer(text):
        if found[1] in ("(", "[", "{", "<<"):
            yield 1, found.start(1)
        elif found[1]:
            yield -1, found.start(1)


def parse_json(file: ForeignFile, text: str) -> Any:
    """A JSON-LD document; raises `RefusedFileError` for a fault in JSON and for a remote context."""
    try:
        document = json.loads(text)
    except ValueError as error:
        cell = Cell(file.file, "", getattr(error, "lineno", 0))
        rule = _("is no valid JSON ({reason}).").format(reason=getattr(error, "msg", error))
        raise RefusedFileError("E121", cell, rule, _("Please correct the file or export it again.")) from None
    for address in _remote(document):
        found = text.find(json.dumps(address, ensure_ascii=False))
        raise RefusedFileError(
            "E124",
            Cell(file.file, "", text.count("\n", 0, found) + 1 if found >= 0 else 0),
            _("takes its context from {address}, and nothing is fetched.").format(address=address),
            _("Please write the context into the file, or save it as Turtle."),
        )
    return document


def _remote(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _remote(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "@import" and isinstance(value, str):
                yield value
            elif key == "@context":
                yield from (
                    one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
                )
            yield from _remote(value)
