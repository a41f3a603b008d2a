"""Building the sheets of the example: the date of its data, its sources, columns of equal length."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from traiber.data.kennung import mint
from traiber.data.table import Cell, Table

DATA_DATE = date(2025, 6, 30)
FICTIONAL = "Fiktives Beispiel"

REGISTER = "fiktiv-register"
CRM = "fiktiv-crm"
SURVEY = "fiktiv-erhebung"
REPORTS = "fiktiv-meldungen"
ATTENDANCE = "fiktiv-teilnahme"
INTERVIEWS = "fiktiv-interviews"
STRATEGY = "fiktiv-strategie"
STUDY = "fiktiv-studie"

_SOURCES = (
    (REGISTER, "Stammdaten der Musterregion", date(2025, 1, 15)),
    (CRM, "Kontaktverwaltung der Geschäftsstelle", date(2025, 6, 30)),
    (SURVEY, "Erhebung bei Unternehmen", date(2025, 4, 30)),
    (REPORTS, "Meldungen der Multiplikator:innen", date(2025, 5, 31)),
    (ATTENDANCE, "Teilnahmelisten der Veranstaltungen", date(2025, 6, 25)),
    (INTERVIEWS, "Interviews mit dem Steuerungskreis", date(2024, 11, 29)),
    (STRATEGY, "Strategie und Leitbild der Musterregion", date(2025, 2, 28)),
    (STUDY, "Regionalstudie der Musterregion", date(2024, 3, 22)),
)


def stream(seed: int, topic: str) -> np.random.Generator:
    """Random numbers for one topic, so that a change of one leaves the others as they are."""
    return np.random.default_rng([seed, *topic.encode()])


def mint_keys(topic: str, count: int, seed: int = 0) -> list[str]:
    """Different Kennungen; a greater count only adds some at the end."""
    rng = stream(seed, topic)
    taken: dict[str, None] = {}
    for _ in range(count):
        taken[mint(taken.keys(), lambda below: int(rng.integers(below)))] = None
    return list(taken)


def sheet(key: str, size: int, **columns: Sequence[Cell] | Cell) -> Table:
    """A table of `size` rows from its columns; a single value stands in every row.

    Raises ValueError where a list has another length.

    >>> sheet("needs", 2, severity=[1, 5], source="fiktiv-crm").rows
    [(1, 'fiktiv-crm'), (5, 'fiktiv-crm')]
    """
    lists = [value if isinstance(value, list) else [value] * size for value in columns.values()]
    if any(len(values) != size for values in lists):
        raise ValueError(f"every column of {key} must have {size} values")
    return Table(key, tuple(columns), list(zip(*lists, strict=True)))


def listing(key: str, columns: str, rows: Iterable[tuple[Cell, ...]], source: str) -> Table:
    """A table from rows written out, for columns named in one text, all from one source.

    >>> listing("swot", "region text", [("99001", "Viele Betriebe")], "fiktiv-studie").rows
    [('99001', 'Viele Betriebe', 'fiktiv-studie')]
    """
    return Table(key, (*columns.split(), "source"), [(*row, source) for row in rows])


def dates_before(ages: Sequence[int]) -> list[Cell]:
    """The days that lie so many days before the date of the data; a negative age is unknown.

    >>> dates_before([0, 30, -1])
    [datetime.date(2025, 6, 30), datetime.date(2025, 5, 31), None]
    """
    days = np.datetime64(DATA_DATE) - np.maximum(np.asarray(ages, dtype=np.int64), 0)
    known = np.asarray(ages) >= 0
    return [day if sure else None for day, sure in zip(days.tolist(), known.tolist(), strict=True)]


def tabulate_sources() -> Table:
    """The sheet of sources, every one a "Fiktives Beispiel"."""
    rows = [
        (key, f"{FICTIONAL}: {title}", FICTIONAL, issued, DATA_DATE, None) for key, title, issued in _SOURCES
    ]
    return Table("sources", ("id", "title", "publisher", "issued", "accessed", "url"), list(rows))
