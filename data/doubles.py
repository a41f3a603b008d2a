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
    first: dict[tuple[str, str], list[tuple[SourceTable, int, str]]] = {}
    for table, ids, found in zip(tables, stated, keys, strict=True):
        for row, (own, key) in enumerate(zip(ids, found, strict=True)):
            if not key:
                continue
            others = first.setdefault((table.sheet.key, key), [])
            # two rows with an ID are compared elsewhere, by what identifies them
            unlike = [(other, at) for other, at, its in others if not (own and its)]
            if unlike and _same_name(table, row, unlike[0]):
                yield from _compare(table, row, unlike)
            others.append((table, row, own))


def _same_name(table: SourceTable, row: int, place: tuple[SourceTable, int]) -> bool:
    """Whether two rows of actors have one name; those that only share another mark are told apart."""
    other, at = place
    names = (normalise(to_text(t.column("name")[r])) for t, r in ((table, row), (other, at)))
    return table.sheet.key != "actors" or len(set(names)) == 1


def _compare(table: SourceTable, row: int, others: Sequence[tuple[SourceTable, int]]) -> Iterable[Finding]:
    for other, at in others:
        for column in (c for c in table.sheet.columns if not c.multiple):
            one, two = (normalise(to_text(t.column(column.key)[r])) for t, r in ((other, at), (table, row)))
            if one and two and one != two and column.key not in (*NOT_ABOUT_THE_THING, "id"):
                text = _(
                    "differs from {cell}, though both rows have the same name and at least one has no ID."
                )
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
