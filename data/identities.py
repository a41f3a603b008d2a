"""Who is who: the IRI of each row, and the row that a name or ID in another sheet means."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from traiber.data.additions import shipped_rows
from traiber.data.doubles import find_doubles
from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.kennung import is_valid
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.keys import digest
from traiber.data.registry import Registry
from traiber.data.suggestion import nearest
from traiber.data.values import KNOWN_NONE, BadValueError, Raw, split_values, to_text
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
    if text in (KNOWN_NONE, "–"):
        raise BadValueError(_("is no ID."), _("Please clear the cell."))
    if text.startswith("#") or any(sign in text for sign in " ;|\t\n"):
        raise BadValueError(
            _("is no ID."),
            _("An ID has no blanks, semicolons or bars and begins without #. Please shorten it."),
        )
    return text


def identify(tables: Iterable[SourceTable], identities: Identities) -> tuple[list[list[str]], list[Finding]]:
    """The key of each row of each table ("" where it follows from other cells), and what is wrong.

    Named things without an ID get a lasting one: actors a minted Kennung, all others a digest of
    their identifying texts. Rows without an ID that would get the same one must agree in all cells
    that both fill; otherwise they are two things and need IDs.
    """
    tables = list(tables)
    findings: list[Finding] = []
    stated = [_stated_ids(table, findings) for table in tables]
    keys = [_derived_ids(table, ids) for table, ids in zip(tables, stated, strict=True)]
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key in NAMED and table.sheet.key != "actors":
            _index_names(table, found, identities)
    _name_actors(tables, keys, identities)
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key == "actors":
            _index_names(table, found, identities)
    findings.extend(_clashes(tables, stated))
    findings.extend(find_doubles(tables, stated, keys))
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


def _derived_ids(table: SourceTable, stated: list[str]) -> list[str]:
    """The stated IDs, completed for named things other than actors."""
    sheet = table.sheet
    if sheet.key not in NAMED or sheet.key == "actors":
        return list(stated)
    columns = [table.column(key) for key in sheet.identity]
    return [
        key or digest(normalise(to_text(column[row])) for column in columns) for row, key in enumerate(stated)
    ]


def _name_actors(tables: list[SourceTable], keys: list[list[str]], identities: Identities) -> None:
    """Give the actors without an ID their Kennungen, all at once."""
    taken = {key for found in keys for key in found if key} | set(identities.registry.ids.values())
    places: list[tuple[str, str]] = []
    rows: list[tuple[list[str], int]] = []
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key == "actors":
            names, seats = table.column("name"), table.column("seat")
            for row in (row for row, key in enumerate(found) if not key):
                places.append((normalise(to_text(names[row])), _region_key(to_text(seats[row]), identities)))
                rows.append((found, row))
    for (found, row), kennung in zip(rows, identities.registry.kennungen(places, taken), strict=True):
        found[row] = kennung


def _region_key(text: str, identities: Identities) -> str:
    """One key for a region, whether its name, an abbreviation or its AGS was written."""
    found = identities.find(["regions"], text)
    if len(found) == 1:
        return next(iter(found))[1:-1].rpartition("/")[2]
    shipped = shipped_rows().get("regions", {}).get(normalise(text))
    return str(shipped[0]["id"]) if shipped else normalise(text)


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
