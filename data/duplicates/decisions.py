"""What people decided about pairs of actors, read from the sheets of duplicates."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from traiber.data.findings import Cell, Finding
from traiber.data.identities import Identities
from traiber.data.intake import SourceTable
from traiber.data.kennung import is_valid
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.keys import digest
from traiber.data.values import to_text
from traiber.ontology.codes import normalise, resolve
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

SHEET = "duplicates"
UNNAMED = ("", "-", "–")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decided row: the actors as IRIs in N-Triples, and where it stands."""

    one: str
    other: str
    same: bool
    table: SourceTable = field(compare=False)
    row: int
    replaced_id: str = ""  # of `one`, where the actors are the same

    @property
    def cell(self) -> Cell:
        """The cell of the first actor, or of its ID where it has no row any more."""
        filled = self.table.column("actor")[self.row] is not None
        return self.table.cell("actor" if filled else "replaced_id", self.row)


def _as_id(text: str) -> str:
    """An ID as its row would state it: a Kennung in capitals, any other as it is."""
    kennung = normalise_kennung(text)
    return kennung if is_valid(kennung) else text


def open_pairs(
    tables: Iterable[SourceTable], identities: Identities, different: AbstractSet[frozenset[str]]
) -> Iterator[Finding]:
    """A warning for each sheet with pairs that nobody has decided about, in that sheet or elsewhere.

    `identities` know already who was merged into whom; `different` are the IRIs of actors told apart. A pair
    with a name that means nobody, or several, is open.
    """
    for table in tables:
        rows = [
            row
            for row, decision in enumerate(table.column("decision"))
            if not to_text(decision) and not _is_settled(table, row, identities, different)
        ]
        if rows:
            rule = ngettext_(
                "{n} pair has no decision yet and changes nothing.",
                "{n} pairs have no decision yet and change nothing.",
                len(rows),
            ).format(n=len(rows))
            yield Finding("W233", table.cell("decision", rows[0]), "", rule, severity="warning")


def _is_settled(
    table: SourceTable, row: int, identities: Identities, different: AbstractSet[frozenset[str]]
) -> bool:
    one, other = (
        identities.find(["actors"], to_text(table.column(column)[row])) for column in ("actor", "other")
    )
    if len(one) == len(other) == 1:
        return one == other or frozenset(one | other) in different
    return one == other and frozenset(one) in different  # two actors of one name


def unknown_actor(identities: Identities, text: str) -> tuple[str, str, str]:
    """Rule, remedy and suggestion for a text that means no actor, or none any more."""
    if departed := identities.departures.explain(text):
        return departed.rule, departed.remedy, departed.suggestion
    near = identities.suggest(["actors"], text)
    if near:
        return _("is no known actor."), _("Did you mean '{name}'?").format(name=near), near
    remedy = _("Please correct the name, or write the ID of a deleted row in the column Replaced ID.")
    return _("is no known actor."), remedy, ""


@dataclass(slots=True)
class Reader:
    """Reads the rows of the sheets of duplicates; `keys` is the key of each actor by its IRI."""

    identities: Identities
    keys: Mapping[str, str]
    retired: dict[str, str] = field(default_factory=dict)  # normalised ID -> IRI of an actor without a row
    findings: list[Finding] = field(default_factory=list)

    def read(self, tables: Iterable[SourceTable]) -> tuple[list[Decision], dict[int, list[int]]]:
        """The decisions, and the rows that decide nothing by the `id` of their table."""
        tables = [table for table in tables if table.sheet.key == SHEET]
        for table in tables:
            for value in table.column("replaced_id"):
                if (text := to_text(value)) not in UNNAMED:
                    self.retired[normalise(text)] = self.identities.subject("org", _as_id(text))
        found: list[Decision] = []
        idle: dict[int, list[int]] = {}
        for table in tables:
            for row in range(len(table)):
                decision = to_text(table.column("decision")[row])
                if not decision:
                    idle.setdefault(id(table), []).append(row)
                elif code := resolve("DuplicateDecision", decision):
                    made = self._read_row(table, row, code.notation == "same")
                    if made is None:
                        idle.setdefault(id(table), []).append(row)
                    else:
                        found.append(made)
        return found, idle

    def _read_row(self, table: SourceTable, row: int, same: bool) -> Decision | None:
        texts = {key: to_text(table.column(key)[row]) for key in ("actor", "other", "replaced_id")}
        texts = {key: "" if text in UNNAMED else text for key, text in texts.items()}
        if not same and texts["actor"] and normalise(texts["actor"]) == normalise(texts["other"]):
            alike = sorted(self.identities.find(["actors"], texts["actor"]))
            if len(alike) == 2:  # two actors of one name
                return Decision(alike[0], alike[1], same, table, row)
        if same and not texts["replaced_id"]:
            texts["replaced_id"] = self._departed(texts["actor"])
        other = self._find(table, row, "other", texts["other"])
        if same and texts["replaced_id"]:
            one: str | None = self._replaced(table, row, texts, other)
        else:
            one = self._find(table, row, "actor", texts["actor"])
        if one is None or other is None:
            return None
        if one == other and not same:
            rule = _("and '{other}' mean one row, so they cannot be different.").format(other=texts["other"])
            remedy = _("If these are two, give each row an ID (column ID) and write the IDs here.")
            self._wrong("E234", table, row, "actor", texts["actor"], rule, remedy)
            return None
        return Decision(one, other, same, table, row, _as_id(texts["replaced_id"]) or self.keys.get(one, ""))

    def _replaced(
        self, table: SourceTable, row: int, texts: Mapping[str, str], other: str | None
    ) -> str | None:
        """The actor with the replaced ID; a name beside it must mean the same one, or none any more."""
        one = self.identities.subject("org", _as_id(texts["replaced_id"]))
        named = self.identities.find(["actors"], texts["actor"]) if texts["actor"] else set()
        if named and not named & {one, other}:
            rule = _("is another actor than that with the replaced ID {id}.").format(id=texts["replaced_id"])
            self._wrong(
                "E233", table, row, "actor", texts["actor"], rule, _("Please empty one of the two cells.")
            )
            return None
        return one

    def _find(self, table: SourceTable, row: int, column: str, text: str) -> str | None:
        """The actor that a cell means."""
        found = self.identities.find(["actors"], text) if text else set()
        if not found and normalise(text) in self.retired:
            return self.retired[normalise(text)]
        if kennung := self._departed(text):
            return self.identities.subject("org", kennung)
        if len(found) == 1:
            return next(iter(found))
        if not text:
            rule = _("A decision is about two actors, but the cell is empty.")
            self._wrong("E231", table, row, column, "", rule, _("Please fill the cell."))
        elif found:
            self._wrong("E232", table, row, column, text, *self.identities.ambiguous(found))
        else:
            self._wrong("E231", table, row, column, text, *unknown_actor(self.identities, text))
        return None

    def _departed(self, text: str) -> str:
        """The minted Kennung of the one actor of an earlier build that a text means; "" for none or several.

        A Kennung is kept for ever, so a decision holds after its row was deleted. An ID that staff chose is
        forgotten with its actor.
        """
        wanted, departures = normalise(text), self.identities.departures
        if not wanted or wanted in self.retired or self.identities.find(["actors"], text):
            return ""
        found = {k for k, marks in departures.vanished.items() if wanted in map(normalise, (k, marks.name))}
        names = (wanted, digest([wanted]))
        found |= {k for k, name in departures.gone.items() if normalise(k) == wanted or name in names}
        return next(iter(found)) if len(found) == 1 and all(map(is_valid, found)) else ""

    def _wrong(
        self,
        code: str,
        table: SourceTable,
        row: int,
        column: str,
        value: str,
        rule: str,
        remedy: str,
        near: str = "",
    ) -> None:
        self.findings.append(Finding(code, table.cell(column, row), value, rule, remedy, near))
