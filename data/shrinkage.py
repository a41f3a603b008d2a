"""A guard against building from sources of which a part is missing."""

from collections.abc import Container, Mapping, Sequence, Set
from typing import NamedTuple

from traiber.data.workbook import load_workbook
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

FEWEST_ROWS = 10  # of fewer rows a fifth is gone too soon
NAMED = 5  # sheets or files; the others are counted


class Shrunk(NamedTuple):
    """A sheet ("" for all together) and how many rows it has before and now."""

    sheet: str
    before: int
    now: int

    @property
    def lost(self) -> float:
        """The share of the rows that are gone, 0 to 1."""
        return (self.before - self.now) / self.before

    @property
    def label(self) -> str:
        """The name of the sheet as staff know it."""
        return load_workbook()[self.sheet].label if self.sheet else _("All sheets together")


class ShrinkageError(TraiberError):
    """Sources with far fewer rows than the current build has."""

    def __init__(self, shrunk: Sequence[Shrunk], missing: Sequence[str] = ()) -> None:
        """Keep the sheets, of which there is at least one, and the files that are gone."""
        super().__init__(shrunk, missing)
        self.shrunk, self.missing = tuple(shrunk), tuple(missing)

    def __str__(self) -> str:
        """Which sheets, how many rows before and now, the likely cause and the two ways out."""
        cause = (
            _("These files are no longer there: {files}.").format(files=_first(self.missing))
            if self.missing
            else _("Was a sheet or a file moved, renamed, filtered or cut?")
        )
        way_out = _("Please put them back, or run 'traiber build --force' if so many rows are to go.")
        return f"{self._loss()} {cause} {way_out}"

    def _loss(self) -> str:
        first = self.shrunk[0]
        if len(self.shrunk) > 1:
            text = _(
                "{n} sheets have far fewer rows than in the current build; nothing was written: {sheets}."
            )
            each = _("{sheet} ({now} instead of {before})")
            sheets = [each.format(sheet=s.label, now=s.now, before=s.before) for s in self.shrunk]
            return text.format(n=len(sheets), sheets=_first(sheets))
        if first.now:
            text = _("{sheet}: {now} rows instead of {before} in the current build; nothing was written.")
        else:
            text = _("{sheet}: no rows at all instead of {before} in the current build; nothing was written.")
        return text.format(sheet=first.label, now=first.now, before=first.before)


class ReplacedRowsError(ShrinkageError):
    """Sources in which many of the current build's rows are gone, although their number is not."""

    def __init__(self, replaced: Shrunk) -> None:
        """Keep the sheet, its rows with an ID before, and how many of those are still there."""
        super().__init__([replaced])

    def __str__(self) -> str:
        """The sheet, how many rows are gone, the likely cause and the two ways out."""
        found = self.shrunk[0]
        loss = _(
            "{n} of {before} rows of the sheet {sheet} are gone and others stand in their place;"
            " nothing was written."
        ).format(n=found.before - found.now, before=found.before, sheet=found.label)
        cause = _("Is it another table, or were IDs deleted?")
        way_out = _("Please put them back, or run 'traiber build --force' if so many rows are to go.")
        return f"{loss} {cause} {way_out}"


def _first(names: Sequence[str]) -> str:
    """At most `NAMED` names and how many more there are."""
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return shown
    return _("{names} and {n} more").format(names=shown, n=more)


def find_shrinkage(before: Mapping[str, int], now: Mapping[str, int], percent: int) -> tuple[Shrunk, ...]:
    """The sheets that lost many rows, the greatest share first; else all sheets together, if they did.

    A sheet counts if it had ten rows or more and more than `percent` of them are gone (0..100). Empty
    where nothing shrank that much; 100 percent allows everything.

    >>> find_shrinkage({"actors": 10, "ties": 9}, {"actors": 8}, 20)
    (Shrunk(sheet='', before=19, now=8),)
    >>> find_shrinkage({"actors": 10}, {"actors": 8}, 20)
    ()
    """
    sheets = (Shrunk(sheet, rows, now.get(sheet, 0)) for sheet, rows in sorted(before.items()))
    shrunk = [found for found in sheets if _shrank(found, percent)]
    total = Shrunk("", sum(before.values()), sum(now.values()))
    return tuple(sorted(shrunk, key=lambda found: -found.lost) or [total] * _shrank(total, percent))


def find_replaced(before: Mapping[str, Set[str]], now: Container[str], percent: int) -> tuple[Shrunk, ...]:
    """The sheets of whose things more than `percent` are no longer there, the greatest share first.

    `before` are the things of each sheet that have an ID, `now` is everything that there is.

    >>> find_replaced({"actors": set("abcdefghij")}, set("abcdefgxyz"), 20)
    (Shrunk(sheet='actors', before=10, now=7),)
    """
    sheets = (
        Shrunk(sheet, len(things), sum(one in now for one in things))
        for sheet, things in sorted(before.items())
    )
    return tuple(sorted((one for one in sheets if _shrank(one, percent)), key=lambda one: -one.lost))


def _shrank(found: Shrunk, percent: int) -> bool:
    return found.before >= FEWEST_ROWS and (found.before - found.now) * 100 > found.before * percent
