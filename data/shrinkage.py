"""A guard against building from sources of which a part is missing."""

from collections.abc import Mapping, Sequence

from traiber.data.workbook import load_workbook
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

FEWEST_ROWS = 10  # of fewer rows a fifth is gone too soon


class ShrinkageError(TraiberError):
    """Sources with far fewer rows than the current build has."""

    def __init__(self, sheet: str, before: int, now: int, missing: Sequence[str] = ()) -> None:
        """Keep the sheet ("" for all together), its rows before and now, and the files that are gone."""
        super().__init__(sheet, before, now, missing)
        self.sheet, self.before, self.now, self.missing = sheet, before, now, tuple(missing)

    def __str__(self) -> str:
        """Which sheet, how many rows before and now, the likely cause and the two ways out."""
        sheet = load_workbook()[self.sheet].label if self.sheet else _("All sheets together")
        if self.now:
            text = _("{sheet}: {now} rows instead of {before} in the current build; nothing was written.")
        else:
            text = _("{sheet}: no rows at all instead of {before} in the current build; nothing was written.")
        cause = (
            _("These files are no longer there: {files}.").format(files=", ".join(self.missing))
            if self.missing
            else _("Was a sheet or a file moved, renamed, filtered or cut?")
        )
        way_out = _("Please put them back, or run 'traiber build --force' if so many rows are to go.")
        return f"{text.format(sheet=sheet, now=self.now, before=self.before)} {cause} {way_out}"


def find_shrinkage(
    before: Mapping[str, int], now: Mapping[str, int], percent: int
) -> tuple[str, int, int] | None:
    """The sheet that lost most, with its rows before and now; "" for all sheets together.

    A sheet counts if it had ten rows or more and more than `percent` of them are gone (0..100). The
    whole is looked at last. None where nothing shrank that much; 100 percent allows everything.

    >>> find_shrinkage({"actors": 10, "ties": 9}, {"actors": 8}, 20)
    ('', 19, 8)
    >>> find_shrinkage({"actors": 10}, {"actors": 8}, 20) is None
    True
    """
    sheets = [(sheet, rows, now.get(sheet, 0)) for sheet, rows in sorted(before.items())]
    shrunk = [found for found in sheets if _shrank(found[1], found[2], percent)]
    if shrunk:
        return max(shrunk, key=lambda found: (found[1] - found[2]) / found[1])
    total = ("", sum(before.values()), sum(now.values()))
    return total if _shrank(total[1], total[2], percent) else None


def _shrank(before: int, now: int, percent: int) -> bool:
    return before >= FEWEST_ROWS and (before - now) * 100 > before * percent
