"""Named rows of one sheet without an ID that stand for one thing."""

from collections.abc import Iterable, Sequence

from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.ontology.language import gettext_ as _


def find_doubles(
    tables: Sequence[SourceTable], stated: Sequence[Sequence[str]], keys: Sequence[Sequence[str]]
) -> Iterable[Finding]:
    """A warning for each row that repeats one of its sheet; data/conflicts.py compares the cells."""
    first: dict[tuple[str, str, str, str], tuple[SourceTable, int, str]] = {}
    for table, ids, found in zip(tables, stated, keys, strict=True):
        if len(set(found)) == len(found):
            continue
        for row, (own, key) in enumerate(zip(ids, found, strict=True)):
            if not key:
                continue
            here = (table.sheet.key, key, table.file, table.name)
            other, at, its = first.setdefault(here, (table, row, own))
            if (other, at) != (table, row) and not (own and its):
                rule = _("is about the same as {cell}; both became one.").format(cell=other.cell("", at))
                remedy = _("Please delete one of them.")
                yield Finding("W202", table.cell("", row), "", rule, remedy, severity="warning")
