"""The code lists as `codes.toml` states them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from traiber.ontology.language import LANGUAGES
from traiber.ontology.prefixes import CODES_NAMESPACE

Labels = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list, a SKOS concept.

    `classes` maps a property that names a class (`tr:actorClass`) to the class (`tr:Company`);
    `order` counts from 0 within the list; `typical_role` is `multiplier`, `company` or `office`.
    """

    scheme: str
    notation: str
    iri: str
    labels: Labels = field(hash=False)
    definitions: Labels = field(hash=False)
    order: int
    alt_labels: tuple[tuple[str, str], ...] = ()  # (language, text)
    hidden_labels: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict, hash=False)
    typical_role: str | None = None
    directed: bool | None = None
    broader: str | None = None  # notation
    close_match: str | None = None  # CURIE

    @property
    def names(self) -> tuple[str, ...]:
        """Everything else that people type for this code: alternative and hidden labels."""
        return (*(text for _, text in self.alt_labels), *self.hidden_labels)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list, a SKOS concept scheme, with its codes in the order of the file."""

    key: str
    iri: str
    labels: Labels = field(hash=False)
    definitions: Labels = field(hash=False)
    aliases: tuple[str, ...]
    codes: tuple[Code, ...]


@cache
def load_codes() -> Mapping[str, CodeList]:
    """All shipped code lists by key, sorted by key; read once.

    >>> [code.notation for code in load_codes()["SizeClass"].codes]
    ['<10', '10-49', '50-249', '>=250']
    """
    text = (files("traiber.ontology") / "codes.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return MappingProxyType({key: _to_code_list(key, tables[key]) for key in sorted(tables)})


def _to_code_list(key: str, table: Mapping[str, Any]) -> CodeList:
    return CodeList(
        key=key,
        iri=CODES_NAMESPACE + key,
        labels=_by_language(table, ""),
        definitions=_by_language(table, "definition_"),
        aliases=tuple(table.get("aliases", ())),
        codes=tuple(
            _to_code(key, entry, order, table.get("class_from")) for order, entry in enumerate(table["code"])
        ),
    )


def _to_code(scheme: str, entry: Mapping[str, Any], order: int, class_from: str | None) -> Code:
    return Code(
        scheme=scheme,
        notation=entry["code"],
        iri=f"{CODES_NAMESPACE}{scheme}/{entry.get('iri', entry['code'])}",
        labels=_by_language(entry, ""),
        definitions=_by_language(entry, "definition_"),
        order=order,
        alt_labels=tuple((lang, text) for lang in LANGUAGES for text in entry.get(f"alt_{lang}", ())),
        hidden_labels=tuple(entry.get("hidden", ())),
        classes={class_from: entry["class"]} if class_from and "class" in entry else {},
        typical_role=entry.get("typical_role"),
        directed=entry.get("directed"),
        broader=entry.get("broader"),
        close_match=entry.get("close_match"),
    )


def _by_language(table: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {lang: table[prefix + lang] for lang in LANGUAGES if prefix + lang in table}
