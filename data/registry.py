"""The actors that this workspace knows: by which marks each one is recognised, and its Kennung.

A small text file of the workspace; with the workbooks it is the only lasting state. It holds
organisations only, never persons. Of an actor whose row was deleted the Kennung stays for ever, so
that it is never given to another one; of its name, LEI and register number only digests stay. They
are enough to recognise the actor when it comes back, and a reference to it, and hold no text.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from traiber.data.commercial_register import register_key
from traiber.data.kennung import is_valid
from traiber.data.keys import digest
from traiber.ontology.codes import normalise
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

OLD_HEADER = ("name", "seat", "kennung")
GONE = "yes"


class RegistryError(TraiberError):
    """A registry that is damaged; nothing is minted over it."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        """Keep the file, the line (0: the file as a whole) and what is wrong."""
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        """File, line, reason and the way out."""
        where = _("{file}, line {line}").format(file=self.path, line=self.line) if self.line else self.path
        remedy = _("No ID was minted. Please restore the file from a backup, or correct it there.")
        return f"{where}: {self.reason} {remedy}"


class Marks(NamedTuple):
    """What a row says about who it is; empty where it does not say.

    `seat` is the key of a region, `lei` has the right check digits, all others are as written.
    """

    name: str = ""
    seat: str = ""
    lei: str = ""
    register: str = ""
    postcode: str = ""
    homepage: str = ""


def combine(marks: Iterable[Marks]) -> Marks:
    """What several rows say about one actor: of each mark the first in the alphabet."""
    said = list(marks)
    if len(said) == 1:
        return said[0]
    return Marks(*(min(filter(None, texts), default="") for texts in zip(*said, strict=True)))


class Entry(NamedTuple):
    """A known actor; where it is `gone`, its marks are those of `forget`."""

    kennung: str
    marks: Marks
    gone: bool = False


def compared(marks: Marks) -> Marks:
    """The marks in the form in which they are compared; a register number without court is none.

    >>> compared(Marks(name="Muster  GmbH", register="AG Olpe HRB 7"))
    Marks(name='muster gmbh', seat='', lei='', register='olpe hrb 7', postcode='', homepage='')
    """
    register = register_key(marks.register) if marks.register else ""
    return Marks(normalise(marks.name), marks.seat, marks.lei, register, marks.postcode, marks.homepage)


def forget(marks: Marks) -> Marks:
    """What stays of an actor that is gone: digests of name, LEI and register number, and the seat.

    >>> forget(Marks(name="Muster GmbH", seat="05966", postcode="57462"))
    Marks(name='b2261b175c7f196d', seat='05966', lei='', register='', postcode='', homepage='')
    """
    plain = compared(marks)
    return Marks(
        name=digest([plain.name]),
        seat=plain.seat,
        lei=digest([plain.lei]) if plain.lei else "",
        register=digest([plain.register]) if plain.register else "",
    )


@dataclass(slots=True)
class Registry:
    """Kennung -> actor; `present` are those of the tables that were read last."""

    entries: dict[str, Entry] = field(default_factory=dict)
    present: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def ids(self) -> dict[tuple[str, str], str]:
        """Normalised name and seat -> Kennung, of the actors that are not gone."""
        return {
            (normalise(entry.marks.name), entry.marks.seat): kennung
            for kennung, entry in sorted(self.entries.items())
            if not entry.gone
        }

    def learn(self, actors: Mapping[str, Marks]) -> None:
        """Take in the actors of all tables; who is missing among them is only marked by `retire`."""
        self.entries |= {kennung: Entry(kennung, marks) for kennung, marks in actors.items()}
        self.present = frozenset(actors)

    def missing(self) -> list[str]:
        """The Kennungen of the known actors that are in no table, sorted."""
        return sorted(self.entries.keys() - self.present)

    def forget_doubtful(self, kennungen: Iterable[str]) -> None:
        """Take back Kennungen of rows that may be known actors: only a build settles who they are."""
        for kennung in kennungen:
            self.entries.pop(kennung, None)

    def retire(self) -> None:
        """Mark those who are in no table as gone, and forget their texts.

        An ID that staff chose may be a name and is never minted: it is forgotten altogether.
        """
        for kennung in self.missing():
            entry = self.entries[kennung]
            if not is_valid(kennung):
                del self.entries[kennung]
            elif not entry.gone:
                self.entries[kennung] = Entry(kennung, forget(entry.marks), gone=True)

    def meet(self, kennungen: Iterable[str]) -> None:
        """Count actors as present that stand in files of others, not in the tables."""
        self.present |= self.entries.keys() & set(kennungen)

    @classmethod
    def read(cls, path: Path) -> "Registry":
        """The registry of a file; empty where there is none.

        Raises `RegistryError` for a file that is not whole. Files of three columns, as traiber wrote
        them at first, are read too.
        """
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return cls()
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise RegistryError(path, line, _("The file is not in UTF-8.")) from None
        except OSError as error:
            reason = _("The file cannot be read ({reason}).").format(reason=error.strerror)
            raise RegistryError(path, 0, reason) from None
        return cls(_parse(path, text))

    def to_csv(self) -> str:
        """The file's text, sorted by name."""
        output = io.StringIO()
        writer = csv.DictWriter(output, _HEADER, lineterminator="\n")
        writer.writeheader()
        rows = [_row(entry) for entry in self.entries.values()]
        writer.writerows(sorted(rows, key=lambda row: (row["gone"], *(row[key] for key in _HEADER))))
        return output.getvalue()


_HEADER = (*OLD_HEADER, *(mark for mark in Marks._fields if mark not in OLD_HEADER), "gone")


def _row(entry: Entry) -> dict[str, str]:
    return {**entry.marks._asdict(), "kennung": entry.kennung, "gone": GONE if entry.gone else ""}


def _parse(path: Path, text: str) -> dict[str, Entry]:
    """The entries of a file's text, each line looked at."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    start = 1
    try:
        header = next(reader, [])
        if tuple(header) not in (_HEADER, OLD_HEADER):
            reason = _("The first line must be '{header}'.").format(header=",".join(_HEADER))
            raise RegistryError(path, 1, reason)
        for cells in reader:
            start = reader.line_num
            entry = _entry(path, start, header, cells)
            if entry.kennung in lines:
                reason = _("The Kennung {kennung} stands in line {line} already.")
                raise RegistryError(
                    path, start, reason.format(kennung=entry.kennung, line=lines[entry.kennung])
                )
            lines[entry.kennung] = start
            entries[entry.kennung] = entry
    except csv.Error:
        reason = _("The line cannot be split into cells; is it cut off?")
        raise RegistryError(path, reader.line_num, reason) from None
    if not text.endswith(("\n", "\r")):
        raise RegistryError(path, reader.line_num, _("The line is cut off."))
    return entries


def _entry(path: Path, line: int, header: list[str], cells: list[str]) -> Entry:
    if len(cells) != len(header):
        reason = _("The line has {n} cells instead of {expected}.")
        raise RegistryError(path, line, reason.format(n=len(cells), expected=len(header)))
    row = dict(zip(header, cells, strict=True))
    kennung, gone = row.pop("kennung"), row.pop("gone", "")
    if not kennung or gone not in ("", GONE):
        reason = _("The line lacks its Kennung.") if not kennung else _("'{value}' is neither yes nor empty.")
        raise RegistryError(path, line, reason.format(value=gone))
    return Entry(kennung, Marks(**row), bool(gone))
