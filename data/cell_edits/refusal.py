"""Why a cell cannot be written in place."""

from traiber.data.findings import column_letters
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _


class UneditableError(TraiberError):
    """A file or cell that cannot be changed without a risk for the rest."""

    def __init__(self, reason: str, row: int = 0, column: int = 0) -> None:
        """Keep the reason, and the cell where one is to blame."""
        super().__init__(reason, row, column)
        self.reason, self.row, self.column = reason, row, column

    def __str__(self) -> str:
        """The cell and the reason."""
        return f"{column_letters(self.column)}{self.row}: {self.reason}" if self.row else self.reason


def formula(row: int, column: int) -> UneditableError:
    """A cell with a formula."""
    return UneditableError(_("The cell holds a formula; please clear it."), row, column)


def merged(row: int, column: int) -> UneditableError:
    """A cell that another one covers."""
    return UneditableError(_("The cell is part of a merged one; please split it."), row, column)


def unknown_form() -> UneditableError:
    """A file that is built in a way that is not understood."""
    return UneditableError(_("The file is built in an unusual way; please save it anew and try again."))
