"""The names by which exported cells refer to other rows and to codes."""

import re
from collections import defaultdict
from collections.abc import Iterable

from traiber.data.export.things import Thing
from traiber.data.identities import NAMED, Identities
from traiber.data.registry import Registry
from traiber.data.workbook import Column
from traiber.ontology.codes import load_codes, normalise, resolve, resolve_scheme
from traiber.ontology.language import pick
from traiber.ontology.prefixes import expand

_DIGEST = re.compile(r"[0-9a-f]{16}")


class Names:
    """What a cell calls other rows and codes, so that reading finds exactly them again."""

    def __init__(self, base: str, things: Iterable[Thing]) -> None:
        """Learn the names of all rows as the import does."""
        self._base = base
        self._known = Identities(base, Registry())
        self._own_codes = Identities(base, Registry())
        self._texts: dict[str, list[str]] = defaultdict(list)  # IRI -> names, the best first
        self._rows: dict[tuple[str, tuple[str, ...]], str] = {}
        self._codes: dict[tuple[str, str], str] = {}
        for thing in things:
            if thing.sheet.key in NAMED:
                self._learn(thing)

    def _learn(self, thing: Thing) -> None:
        sheet, subject = thing.sheet, thing.subject
        labels = [
            (column, term.value)
            for column in sheet.columns
            if column.type in ("label", "nuts") and column.key not in ("definition", "description")
            for term in thing.objects(column, expand(column.predicate or ""))
        ]
        texts = [text.removeprefix(expand("nuts:")) for _column, text in labels]
        for text in (thing.key, *texts):
            self._known.add_name(sheet.key, text, subject)
        preferred = {c.language: text for c, text in labels if c.predicate == "skos:prefLabel" and c.language}
        short = sheet.key == "sources" and not _DIGEST.fullmatch(thing.key)
        first = (thing.key, pick(preferred)) if short else (pick(preferred), thing.key)
        self._texts[subject] += [*first, *texts]
        if sheet.key == "lists":
            notation = thing.key.rpartition("/")[2]
            self._texts[subject] += [notation]
            for scheme in thing.texts("skos:inScheme"):
                for text in (notation, *preferred.values()):
                    self._own_codes.add_name(scheme, text, subject)

    def calls(self, iri: str, text: str) -> bool:
        """Whether a text is one of the names of a row or its ID."""
        return normalise(text) in map(normalise, self._texts.get(iri, ()))

    def row(self, iri: str, column: Column) -> str:
        """The name of a row of the sheets that a column refers to, or its ID; or a code of the column."""
        key = (iri, column.ref)
        if key not in self._rows:
            self._rows[key] = self._find_row(iri, column)
        return self._rows[key]

    def _find_row(self, iri: str, column: Column) -> str:
        for text in self._texts.get(iri, ()):
            if _is_plain(text) and self._known.find(column.ref, text) == {iri}:
                return text
        if column.codes and iri.startswith(load_codes()[column.codes].iri + "/"):
            taken = self._known.names
            return self._code(column.codes, iri, {n for sheet in column.ref for n in taken.get(sheet, ())})
        return iri.removeprefix(self._base).partition("/")[2] if iri.startswith(self._base) else iri

    def code(self, scheme: str, iri: str) -> str:
        """The label of a code in the current language where it means only this code, else its notation."""
        key = (scheme, iri)
        if key not in self._codes:
            self._codes[key] = self._code(scheme, iri, set())
        return self._codes[key]

    def _code(self, scheme: str, iri: str, taken: set[str]) -> str:
        shipped = next((code for code in load_codes()[scheme].codes if code.iri == iri), None)
        if shipped is None:
            owner = load_codes()[scheme].iri
            for text in self._texts.get(iri, ()):
                if (
                    _is_plain(text)
                    and not resolve(scheme, text)
                    and self._own_codes.find([owner], text) == {iri}
                ):
                    return text
            return iri.rpartition("/")[2]
        candidates = (pick(shipped.labels), shipped.notation, *shipped.labels.values(), *shipped.names)
        for text in candidates:
            if _is_plain(text) and resolve(scheme, text) == shipped and text.casefold() not in taken:
                return text
        return shipped.notation

    def scheme(self, iri: str) -> str:
        """The label of a code list where it means only this list, else its key."""
        found = next((code_list for code_list in load_codes().values() if code_list.iri == iri), None)
        if found is None:
            return iri
        label = pick(found.labels)
        return label if resolve_scheme(label) == found else found.key


def _is_plain(text: str) -> bool:
    """Whether a cell may hold the text as one value: no separators, no dash, no help line."""
    return bool(text) and not any(sign in text for sign in ";|") and text not in ("-", "–") and text[0] != "#"
