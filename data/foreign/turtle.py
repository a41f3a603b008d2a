"""Where subjects stand in a text of RDF: a scanner, not a parser."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from urllib.parse import urljoin

# Comments, the four kinds of text, IRIs. Possessive: linear in the text.
_CLOSED = r"""\#[^\n]*+
    |\"\"\"(?:[^"\\]++|\\.|"(?!""))*+(?:\"\"\")?
    |'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?
    |"(?:[^"\\\n]++|\\.)*+"?
    |'(?:[^'\\\n]++|\\.)*+'?
    |<[^<>"{}|^`\s]*+>"""
# those, brackets, signs, names
_TOKEN = re.compile(rf"{_CLOSED}|<<|>>|[()\[\]{{}};,]|[^\s()\[\]{{}};,<>\"'\#]++", re.VERBOSE | re.DOTALL)
# the next bracket, or none up to the end: all else is passed over in one step
BRACKET = re.compile(
    rf"(?:{_CLOSED}|[^()\[\]{{}}<>\"'\#]++|<(?!<)|>(?!>))*+(<<|>>|[()\[\]{{}}]|\Z)", re.VERBOSE | re.DOTALL
)
_ABOUT = {
    "jsonld": re.compile(r'"@id"\s*+:\s*+"([^"\\]*+)"'),
    "rdf": re.compile(r"""\brdf:about\s*+=\s*+["']([^"']*+)["']"""),
}
_LINE = re.compile(r"^[ \t]*+(?:<([^<>\s]*+)>|(_:[^\s<>\"]++))", re.MULTILINE)  # of N-Triples: one statement
_DIRECTIVES = frozenset({"@prefix", "prefix", "@base", "base", "@version", "version", "graph"})


def subject_lines(text: str, format_: str) -> dict[str, int]:
    """The line on which each IRI (or blank node label) first stands as a subject.

    >>> subject_lines('@prefix e: <http://e/> .\\ne:a e:p "x. y" ;\\n e:q e:b .\\ne:b e:p 1 .', "ttl")
    {'http://e/a': 2, 'http://e/b': 4}
    """
    breaks = [found.start() for found in re.finditer("\n", text)]
    lines: dict[str, int] = {}
    if format_ in _ABOUT:
        found_subjects = _named(text, format_)
    elif format_ in ("nt", "nq"):
        found_subjects = ((found[1] or found[2], found.start()) for found in _LINE.finditer(text))
    else:
        found_subjects = _subjects(text)
    for name, at in found_subjects:
        if name not in lines:
            lines[name] = bisect_right(breaks, at) + 1
    return lines


def _named(text: str, format_: str) -> Iterator[tuple[str, int]]:
    for found in _ABOUT[format_].finditer(text):
        yield found[1], found.start()


def _subjects(text: str) -> Iterator[tuple[str, int]]:
    prefixes: dict[str, str] = {}
    base, depth, first = "", 0, True
    directive: list[str] = []
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token[0] == "#":
            continue
        ends = token not in (".", "") and token[-1] == "." and token[0] not in "<\"'"
        name = token.removesuffix(".") if ends else token
        if first and name.casefold() in _DIRECTIVES:
            directive = [name.casefold()] if name.casefold() != "graph" else []
            continue
        if directive:
            directive.append(name)
            kind = directive[0].removeprefix("@")
            if len(directive) == (3 if kind == "prefix" else 2):
                if kind == "prefix":
                    prefixes[directive[1]] = urljoin(base, directive[2][1:-1])
                elif kind == "base":
                    base = directive[1][1:-1]
                directive = []
            continue
        if name in ("(", "["):
            depth += 1
            first = False
        elif name in (")", "]"):
            depth -= 1
        elif name in ("{", "}", ".") and depth <= 0:
            depth, first = 0, True
        elif first and depth <= 0:
            first = False
            yield _resolve(name, prefixes, base), found.start()
        if ends and depth <= 0:
            first = True


def _resolve(name: str, prefixes: dict[str, str], base: str) -> str:
    if name.startswith("<"):
        return urljoin(base, name[1:-1]) if base else name[1:-1]
    prefix, _colon, local = name.partition(":")
    return name if prefix == "_" else prefixes.get(f"{prefix}:", f"{prefix}:") + local.replace("\\", "")
