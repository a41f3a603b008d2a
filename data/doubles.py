"""Named rows without an ID that stand for one thing, although they may be two."""

from collections.abc import Iterable, Sequence

from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.values import to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

NOT_ABOUT_THE_THING = ("source", "confidence", "access", "note")


def find_doubles(
    tables: Sequence[SourceTable], stated: Sequence[Sequence[str]], keys: Sequence[Sequence[str]]
) -> Iterable[Finding]:
    """What to say of rows that have the same derived key.

    A cell for one value that both rows fill differently is an error: two things need two IDs. Rows
    that agree are one thing; within one sheet that earns a warning.
    """
    first: dict[tuple[str, str], list[tuple[SourceTable, int]]] = {}
    for table, ids, found in zip(tables, stated, keys, strict=True):
        for row, (own, key) in enumerate(zip(ids, found, strict=True)):
            if own or not key:
                continue
            others = first.setdefault((table.sheet.key, key), [])
            if others:
                yield from _compare(table, row, others)
            others.append((table, row))


def _compare(table: SourceTable, row: int, others: Sequence[tuple[SourceTable, int]]) -> Iterable[Finding]:
    for other, at in others:
        for column in (c for c in table.sheet.columns if not c.multiple):
            one, two = (normalise(to_text(t.column(column.key)[r])) for t, r in ((other, at), (table, row)))
            if one and two and one != two and column.key not in NOT_ABOUT_THE_THING:
                text = _("differs from {cell}, though both rows have the same name and no ID.")
                yield Finding(
                    "E208",
                    table.cell(column.key, row),
                    to_text(table.column(column.key)[row]),
                    text.format(cell=other.cell(column.key, at)),
                    _("If these are two, give each an ID; if it is one, correct a cell."),
                )
                return
    other, at = others[0]
    if other.file == table.file and other.name == table.name:
        rule = _("is about the same as {cell}; both became one.").format(cell=other.cell("", at))
        yield Finding(
            "W202", table.cell("", row), "", rule, _("Please delete one of them."), severity="warning"
        )
