"""The access level of a row."""

from traiber.data.intake import SourceTable
from traiber.data.values import Raw, to_text
from traiber.graph.access import LEVELS
from traiber.ontology.codes import resolve


def row_levels(table: SourceTable) -> list[str]:
    """The access level of each row: what the row states, else that of its sheet.

    What is no level, such as a dash or a mistyped word, protects the row as far as possible. Rows that a
    short form stands for, and those of a sheet about persons, are never more public than their sheet.
    """
    is_strict = not table.own_rows or table.sheet.access == LEVELS[-1]
    lowest = LEVELS.index(table.sheet.access) if is_strict else 0
    known: dict[Raw, str] = {}
    for value in table.column("access"):
        if value not in known:
            level = stated_level(value) or table.sheet.access
            known[value] = LEVELS[max(LEVELS.index(level), lowest)]
    return [known[value] for value in table.column("access")]


def stated_level(value: Raw) -> str:
    """The level that a cell states; empty for an empty cell, the most protected one for what is no level.

    >>> stated_level("intern"), stated_level(None), stated_level("-"), stated_level("geheim!")
    ('internal', '', 'personal', 'personal')
    """
    text = to_text(value)
    if not text.strip(";| "):
        return ""
    code = resolve("AccessLevel", text)
    return code.notation if code else LEVELS[-1]
