"""What reading gives: sheets as they stand in their file, and files that cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from traiber.data.findings import Cell, Finding
from traiber.data.values import Raw
from traiber.ontology.errors import TraiberError


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as it stands in its file: the header and the rows below it.

    `rows[i]` stands in row `numbers[i]` of the file; rows are as long as the header or longer.
    `findings` are what reading noticed. A file of which nothing was read is a sheet without header.
    """

    file: str
    name: str
    sha256: str
    header: tuple[str, ...]
    header_row: int
    rows: list[Sequence[Raw]]
    numbers: list[int]
    findings: tuple[Finding, ...] = ()


class UnreadableFileError(TraiberError):
    """A file that is no table that we can read."""

    code = "E104"

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        """Keep the file's name, the reason and what to do."""
        super().__init__(file, reason, remedy)
        self.file, self.reason, self.remedy = file, reason, remedy

    def __str__(self) -> str:
        """The file, the reason and the remedy."""
        return f"{self.file}: {self.reason} {self.remedy}"


def without_rows(file: str, finding: Finding, digest: str = "") -> RawSheet:
    """A file of which nothing was read, for the reason that the finding names."""
    return RawSheet(file, "", digest, (), 0, [], [], (finding,))


def unreadable(error: UnreadableFileError) -> RawSheet:
    """A file that cannot be read, as a sheet with that error."""
    return without_rows(error.file, Finding(error.code, Cell(error.file, ""), "", error.reason, error.remedy))
