"""Who is who: the IRI of each row, and the row that a name or ID in another sheet means."""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.kennung import is_valid, mint
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.suggestion import nearest
from traiber.data.values import BadValueError, Raw, split_values, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri

NAMED = frozenset(
    [
        "actors",
        "events",
        "action_fields",
        "measures",
        "committees",
        "networks",
        "regions",
        "strategies",
        "pilots",
        "sources",
        "lists",
    ]
)


@dataclass(slots=True)
class Registry:
    """The Kennungen that were minted for rows without one: (name, seat) -> Kennung.

    A small text file of the workspace; with the workbooks it is the only lasting state.
    """

    ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def kennung(self, name: str, seat: str, taken: set[str]) -> str:
        """The Kennung for a name and seat, minted at the first call."""
        key = (normalise(name), normalise(seat))
        if key not in self.ids:
            self.ids[key] = mint(taken)
            taken.add(self.ids[key])
        return self.ids[key]

    @classmethod
    def read(cls, path: Path) -> "Registry":
        """The registry of a file; empty where there is none."""
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            return cls({(row["name"], row["seat"]): row["kennung"] for row in csv.DictReader(file)})

    def to_csv(self) -> str:
        """The file's text, sorted."""
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(("name", "seat", "kennung"))
        writer.writerows((*key, kennung) for key, kennung in sorted(self.ids.items()))
        return output.getvalue()


@dataclass(slots=True)
class Identities:
    """The things of one batch by sheet and name."""

    base: str
    registry: Registry
    names: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # sheet -> name -> subjects
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)  # sheet -> name -> as written

    def subject(self, path: str, key: str) -> str:
        """The IRI of a thing in N-Triples."""
        return iri(f"{self.base}{path}/{key}")

    def find(self, sheets: Iterable[str], text: str) -> set[str]:
        """The things of these sheets with this ID or name; the first sheet that knows it counts."""
        wanted = normalise(text)
        for sheet in sheets:
            found = self.names.get(sheet, {}).get(wanted)
            if found:
                return found
        return set()

    def suggest(self, sheets: Iterable[str], text: str) -> str:
        """The known name that is nearest to a text; empty where none is near."""
        return nearest(text, (name for sheet in sheets for name in self.spoken.get(sheet, {}).values()))

    def add_name(self, sheet: str, name: str, subject: str) -> None:
        """Let a name mean a thing."""
        key = normalise(name)
        if key:
            self.names.setdefault(sheet, {}).setdefault(key, set()).add(subject)
            self.spoken.setdefault(sheet, {}).setdefault(key, name)


def parse_id(value: Raw, header: str) -> str:
    """The ID that a cell states; raises `BadValueError` for a mistyped Kennung or an unusable text.

    What has the form of a Kennung under the header "Kennung" must have the right check character;
    any other text without blanks is somebody else's ID and is taken as it is.
    """
    text = to_text(value)
    kennung = normalise_kennung(text)
    if is_valid(kennung):
        return kennung
    looks_minted = (
        len(kennung) == 7 and kennung.isalnum() and not text.islower() and normalise(header) == "kennung"
    )
    if looks_minted:
        raise BadValueError(
            _("has a wrong check character."), _("Please copy the ID again or empty the cell.")
        )
    if text.startswith("#") or any(sign in text for sign in " ;|\t\n"):
        raise BadValueError(
            _("is no ID."),
            _("An ID has no blanks, semicolons or bars and begins without #. Please shorten it."),
        )
    return text


def digest(parts: Iterable[str]) -> str:
    """A short key of texts: 64 bits in hexadecimal."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8"), digest_size=8).hexdigest()


def identify(tables: Iterable[SourceTable], identities: Identities) -> tuple[list[list[str]], list[Finding]]:
    """The key of each row of each table ("" where it follows from other cells), and what is wrong.

    Named things without an ID get a lasting one: actors a minted Kennung, all others a digest of
    their identifying texts.
    """
    tables = list(tables)
    findings: list[Finding] = []
    stated = [_stated_ids(table, findings) for table in tables]
    taken = {key for keys in stated for key in keys if key} | set(identities.registry.ids.values())
    keys = [
        [key or _derived_id(table, row, identities, taken) for row, key in enumerate(ids)]
        for table, ids in zip(tables, stated, strict=True)
    ]
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key in NAMED:
            _index_names(table, found, identities)
    findings.extend(_clashes(tables, stated))
    return keys, findings


def _stated_ids(table: SourceTable, findings: list[Finding]) -> list[str]:
    ids: list[str] = []
    header = table.sheet.column("id").labels["de"] if "id" in table.cells else ""
    for row, value in enumerate(table.column("id")):
        try:
            ids.append("" if value is None else parse_id(value, header))
        except BadValueError as error:
            ids.append("")
            findings.append(Finding("E201", table.cell("id", row), to_text(value), error.rule, error.remedy))
    return ids


def _derived_id(table: SourceTable, row: int, identities: Identities, taken: set[str]) -> str:
    sheet = table.sheet
    if sheet.key not in NAMED:
        return ""
    texts = [normalise(to_text(table.column(key)[row])) for key in sheet.identity]
    if sheet.key == "actors":
        return identities.registry.kennung(texts[0], texts[1], taken)
    return digest(texts)


def _index_names(table: SourceTable, keys: list[str], identities: Identities) -> None:
    sheet = table.sheet
    labels = [
        c
        for c in sheet.columns
        if c.type in ("label", "nuts") and c.key in table.cells and c.key not in ("definition", "description")
    ]
    for row, key in enumerate(keys):
        subject = identities.subject(sheet.path, key)
        identities.add_name(sheet.key, key, subject)
        for column in labels:
            text = to_text(table.cells[column.key][row])
            for name in split_values(text) if column.multiple else [text]:
                identities.add_name(sheet.key, name, subject)


def _clashes(tables: list[SourceTable], stated: list[list[str]]) -> list[Finding]:
    """Two rows of a sheet with one ID that are not about the same."""
    first: dict[tuple[str, str], tuple[SourceTable, int]] = {}
    findings = []
    for table, ids in zip(tables, stated, strict=True):
        for row, key in enumerate(ids):
            if not key:
                continue
            other, at = first.setdefault((table.sheet.key, key), (table, row))
            if _identity(other, at) != _identity(table, row):
                text = _("is already the ID of another row ({cell}).").format(cell=other.cell("id", at))
                remedy = _("Please empty the cell that was copied.")
                findings.append(Finding("E202", table.cell("id", row), key, text, remedy))
    return findings


def _identity(table: SourceTable, row: int) -> list[str]:
    """What a row is about: the name of a named thing, all identifying cells of others."""
    columns = table.sheet.identity[:1] if table.sheet.key in NAMED else table.sheet.identity
    return [normalise(to_text(table.column(key)[row])) for key in columns]
