"""How large a table may be: bombs are refused before they go off."""

from dataclasses import dataclass

from traiber.data.readers.sheet import UnreadableFileError
from traiber.ontology.language import gettext_ as _

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest table that is read; each field is a setting of traiber.toml.

    Sizes in megabytes (10^6 bytes) of the file and of all that is packed in it; rows and columns of
    one sheet that hold a value.
    """

    max_file_mb: int = 20
    max_unpacked_mb: int = 200
    max_rows: int = 100_000
    max_columns: int = 100


DEFAULT_LIMITS = Limits()


class TooLargeError(UnreadableFileError):
    """A file beyond a limit; nothing of it was read."""

    code = "E105"

    def __init__(self, file: str, reason: str, setting: str) -> None:
        """Keep file, reason and the setting that holds the limit."""
        remedy = _("Please make the table smaller, or raise {setting} in traiber.toml.")
        super().__init__(file, reason, remedy.format(setting=setting))


def check_file_size(file: str, size: int, limits: Limits) -> None:
    """Refuse a file of too many bytes; raises `TooLargeError`."""
    if size > limits.max_file_mb * MEGABYTE:
        reason = _("The file has {size} MB; at most {limit} MB are read.")
        raise TooLargeError(
            file, reason.format(size=_megabytes(size), limit=limits.max_file_mb), "max_file_mb"
        )


def check_unpacked_size(file: str, size: int, limits: Limits) -> None:
    """Refuse a file that unpacks to too many bytes; raises `TooLargeError`."""
    if size > limits.max_unpacked_mb * MEGABYTE:
        reason = _("The file unpacks to {size} MB; at most {limit} MB are read.")
        raise TooLargeError(
            file, reason.format(size=_megabytes(size), limit=limits.max_unpacked_mb), "max_unpacked_mb"
        )


def check_rows(file: str, sheet: str, rows: int, limits: Limits) -> None:
    """Refuse a sheet of too many rows; raises `TooLargeError`."""
    if rows > limits.max_rows:
        reason = _("The sheet {sheet} has {rows} rows or more; at most {limit} are read.")
        raise TooLargeError(file, reason.format(sheet=sheet, rows=rows, limit=limits.max_rows), "max_rows")


def check_columns(file: str, sheet: str, columns: int, limits: Limits) -> None:
    """Refuse a sheet of too many columns; raises `TooLargeError`."""
    if columns > limits.max_columns:
        reason = _("The sheet {sheet} has {columns} columns or more; at most {limit} are read.")
        raise TooLargeError(
            file, reason.format(sheet=sheet, columns=columns, limit=limits.max_columns), "max_columns"
        )


def _megabytes(size: int) -> str:
    """Megabytes, rounded up: what is beyond a limit is never shown as the limit.

    >>> _megabytes(200_000_001), _megabytes(21_000_000)
    ('200.1', '21')
    """
    return f"{-(-size * 10 // MEGABYTE) / 10:.1f}".removesuffix(".0")
