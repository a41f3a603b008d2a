"""What a query must not hold before the engine sees it: calls to other servers, and nesting that kills it.

The engine follows `SERVICE` without a switch to turn that off, and overruns its stack on deep nesting.
It reads without words' limits (`1SERVICEex:a` is a call) and takes `<` for a comparison where an
address does not fit, so that whatever may be read in two ways is refused too.
"""

import re

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

MAX_LENGTH = 64 * 1024  # bytes of UTF-8
MAX_NESTING = 100
MAX_PARTS = 1_000  # brackets and operators; long chains of them nest inside the engine

_ESCAPE = (
    r"\\(?:[tbnrf\"'\\]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|U(?:0000(?![dD][89a-fA-F])|000[1-9a-fA-F]|0010)[0-9a-fA-F]{4})"
)
_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<skip> [ \t\r\n,;]+ | \#[^\r\n]* )
    | (?P<long> \"\"\"(?:\"{{0,2}}(?:[^\"\\]|{_ESCAPE}))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*''' )
    | (?P<short> \"(?:[^\"\\\r\n]|{_ESCAPE})*\" | '(?:[^'\\\r\n]|{_ESCAPE})*' )
    | (?P<iri> <[^<>\"{{}}|^`\x00-\x20]*> )
    | (?P<variable> [?$]\w+ )
    | (?P<name> (?P<prefix>[\w.\-]*) : (?:(?:[\w:]|{_LOCAL})(?:[\w\-:]|{_LOCAL}|\.+(?=[\w\-:%\\]))*)? )
    | (?P<word> \w+ )
    | (?P<open> [(\[{{] )
    | (?P<close> [)\]}}] )
    | (?P<operator> [+\-*/|&!^.] )
    | (?P<stray> [\"'\\] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = re.compile("SERVICE|LOAD|FROM", re.IGNORECASE)
_FULL_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_DOUBTFUL = re.compile(r"[#'()\[\]]")


class RefusedQueryError(TraiberError):
    """A query that is not run; the text says why."""


def check_query(text: str) -> None:
    """Refuse a query that would leave the store or crash the engine.

    Raises `RefusedQueryError` for the keywords SERVICE, LOAD and FROM, more than 64 KiB, brackets
    nested deeper than 100, more than 1,000 brackets and operators, and text that can be read in two
    ways. Comments, addresses, strings, variables and the local part of prefixed names may say anything.
    """
    if len(text.encode("utf-8", "replace")) > MAX_LENGTH:
        raise RefusedQueryError(_("The query is longer than {limit} KiB.").format(limit=MAX_LENGTH // 1024))
    depth = parts = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind in ("skip", "variable", "long", "short", "other"):
            continue
        if kind in ("open", "close", "operator"):
            depth = max(0, depth + (kind == "open") - (kind == "close"))
            parts += kind != "close"
            if depth > MAX_NESTING or parts > MAX_PARTS:
                raise RefusedQueryError(_too_large(depth))
        else:
            _check_token(text, token)


def _too_large(depth: int) -> str:
    if depth > MAX_NESTING:
        return _("The query nests brackets deeper than {limit}.").format(limit=MAX_NESTING)
    return _("The query has more than {limit} brackets and operators.").format(limit=MAX_PARTS)


def _check_token(text: str, token: re.Match[str]) -> None:
    kind, found = token.lastgroup, token.group()
    if kind in ("word", "name"):
        word = token.group("prefix") if kind == "name" else found
        if forbidden := _FORBIDDEN.search(word):
            raise RefusedQueryError(
                _("The query holds {word}: only the data of this build can be asked.").format(
                    word=forbidden.group().upper()
                )
            )
    elif kind == "stray":
        raise RefusedQueryError(
            _("The query is not valid SPARQL: a quotation mark or backslash at position {position}.").format(
                position=_position(text, token.start())
            )
        )
    elif _is_doubtful(found):
        raise RefusedQueryError(
            _(
                "The query can be read in two ways at position {position}. Please put blanks around "
                "comparisons and write addresses in full."
            ).format(position=_position(text, token.start()))
        )


def _is_doubtful(address: str) -> bool:
    """Whether the engine may take an address for a comparison, in which a comment or a text begins.

    After `http:` a comparison cannot go on with two slashes.
    """
    return "\\" in address or (not _FULL_IRI.match(address) and _DOUBTFUL.search(address) is not None)


def _position(text: str, at: int) -> str:
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"
