"""Who may read what: three levels, decided when a dataset is put together, never by filtering later."""

LEVELS = ("public", "internal", "personal")


def admitted(access: str) -> tuple[str, ...]:
    """The levels that a reader with this level may read; ValueError for an unknown one.

    >>> admitted("internal")
    ('public', 'internal')
    """
    return LEVELS[: LEVELS.index(access) + 1]
