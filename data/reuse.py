"""IDs that stand beside another organisation than the one that they were given to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from traiber.data.findings import Finding
from traiber.data.intake import SourceTable
from traiber.data.keys import digest
from traiber.data.registry import Entry, Marks, compared, forget
from traiber.data.renaming import Likeness
from traiber.data.values import split_values, to_text
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _

NAMES = ("name", "name_en", "alt_names", "hidden_names")


def find_reuse(
    rows: Sequence[tuple[SourceTable, int]],
    stated: Sequence[str],
    marks: Sequence[Marks],
    before: Mapping[str, Entry],
) -> Iterator[Finding]:
    """Stated IDs of `before` whose rows share no name, LEI or register number with their actor.

    An ID of a deleted actor is an error: it is never given twice. That of an actor of the last build is
    a warning where name, seat and homepage speak of another organisation; a renamed one keeps its ID.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, kennung in enumerate(stated):
        if kennung in before and not _is_same(before[kennung], marks[at], rows[at]):
            places[kennung].append(at)
    if not places:
        return
    counts = {kennung: 0 for kennung in places}
    for kennung in stated:
        if kennung in counts:
            counts[kennung] += 1
    likeness = Likeness.learn(one.name for one in marks)
    for kennung, found in places.items():
        entry, (table, row) = before[kennung], rows[found[0]]
        if len(found) < counts[kennung]:
            continue  # another row with the ID is about the actor
        if entry.gone:
            rule = _("was the ID of an organisation of another name that was deleted; no ID is given twice.")
            remedy = _(
                "Please empty the cell; the row gets an ID of its own. "
                "If it is that organisation, add its former name to the other names."
            )
            yield Finding("E225", table.cell("id", row), kennung, rule, remedy)
        elif _is_other(entry.marks, marks[found[0]], likeness):
            rule = _("was the ID of '{name}' in the last build; this row looks like another organisation.")
            remedy = _("If it is another one, please empty the cell; the row gets an ID of its own.")
            rule = rule.format(name=entry.marks.name)
            yield Finding("W224", table.cell("id", row), kennung, rule, remedy, severity="warning")


def _is_same(entry: Entry, marks: Marks, place: tuple[SourceTable, int]) -> bool:
    """Whether a row shares a name, LEI or register number with a known actor, whose texts may be gone."""
    if entry.marks == marks:
        return True
    table, row = place
    cells = [to_text(table.column(key)[row]) for key in NAMES]
    names = {normalise(name) for cell in cells for name in (cell, *split_values(cell))} - {""}
    old, new = (entry.marks, forget(marks)) if entry.gone else (compared(entry.marks), compared(marks))
    said = {digest([name]) for name in names} if entry.gone else names
    return old.name in said or any(
        one and one == other for one, other in ((old.lei, new.lei), (old.register, new.register))
    )


def _is_other(old: Marks, new: Marks, likeness: Likeness) -> bool:
    """Whether two names have no telling word in common, and the seats differ while no homepage is shared."""
    moved = bool(old.seat) and bool(new.seat) and old.seat != new.seat
    home = bool(old.homepage) and old.homepage.casefold().rstrip("/") == new.homepage.casefold().rstrip("/")
    return moved and not home and likeness.of(old.name, new.name) == 0
