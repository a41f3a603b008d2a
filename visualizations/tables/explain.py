"""What each column of a table means: unit, range, how it is computed, under which settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from traiber.graph.results import Meta, Result, day, number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.tables.common import meta_line

COLUMNS = ("column", "name", "unit", "meaning", "source")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column says, in words that need no glossary."""

    column: str  # as in JSON and CSV
    name: str  # as in the table
    meaning: str
    unit: str = ""
    source: str = ""  # paper or section


def explained(
    title: str, meanings: Sequence[Meaning], settings: Mapping[str, str], meta: Meta
) -> tuple[Result, Grid]:
    """The meanings as rows for programs and as a table for people, with the settings of the result below.

    `settings` names the settings by their key in `meta.settings`; settings without a name are left out.
    """
    records = [{column: getattr(entry, column) for column in COLUMNS} for entry in meanings]
    rows = tuple((entry.name, entry.unit or "–", _sentence(entry)) for entry in meanings)
    stated = "; ".join(
        f"{name}: {_value(meta.settings[key])}" for key, name in settings.items() if key in meta.settings
    )
    lines = [_("Settings: {settings}.").format(settings=stated)] if stated else []
    grid = Grid((_("Column"), _("Unit"), _("Meaning")), rows, title, "\n".join([*lines, meta_line(meta)]))
    return Result(meta, records, COLUMNS), grid


def _sentence(entry: Meaning) -> str:
    if not entry.source:
        return entry.meaning
    return _("{meaning} (Source: {source})").format(meaning=entry.meaning, source=entry.source)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value)
    return number(value, 3) if isinstance(value, int | float) else str(value)
