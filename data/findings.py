"""What is wrong or doubtful in the staff's tables: a sentence with cell, value, rule and remedy."""

from dataclasses import dataclass, field
from typing import Literal

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where a value stands; `row` and `column` count from 1, 0 means the sheet or row as a whole.

    Without a sheet, `row` is a line of a text file.
    """

    file: str
    sheet: str
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        """The address as a spreadsheet writes it.

        >>> str(Cell("netz.xlsx", "Beziehungen", 17, 3))
        'netz.xlsx, Beziehungen!C17'
        """
        if self.row and self.column:
            return f"{self.file}, {self.sheet}!{self.place}"
        if self.row and not self.sheet:
            return _("{file}, line {line}").format(file=self.file, line=self.row)
        if self.row:
            return _("{file}, {sheet}, row {row}").format(file=self.file, sheet=self.sheet, row=self.row)
        return f"{self.file}, {self.sheet}" if self.sheet else self.file

    @property
    def place(self) -> str:
        """The address within the sheet; empty for the sheet as a whole.

        >>> Cell("netz.xlsx", "Beziehungen", 17, 3).place
        'C17'
        """
        if self.row and not self.column:
            return _("row {row}").format(row=self.row)
        return f"{column_letters(self.column)}{self.row}" if self.row else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault (`error`) or doubt (`warning`) in a table.

    `code` is stable (`E1..` reading, `E2..` values, `E3..` shapes, `W...` warnings); `rule` is the
    sentence that was broken, `remedy` what to do, `suggestion` the value that was probably meant.
    """

    code: str
    cell: Cell
    value: str
    rule: str
    remedy: str = ""
    suggestion: str = ""
    severity: Literal["error", "warning"] = field(default="error")

    def __str__(self) -> str:
        """Code, address, value, rule and remedy in one line."""
        return f"{self.code} {self.cell}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """Value, rule and remedy in one line, for where the address is told already."""
        colon = ":" if self.rule[:1].isupper() else ""  # a whole sentence, or what is said of the value
        value = f"'{shorten(self.value)}'{colon} " if self.value else ""
        return f"{value}{self.rule} {self.remedy}".rstrip()

    def record(self) -> dict[str, object]:
        """The finding as plain values for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.cell.file,
            "sheet": self.cell.sheet,
            "row": self.cell.row or None,
            "column": column_letters(self.cell.column) or None,
            "cell": self.cell.place if self.cell.column else None,
            "value": self.value,
            "rule": self.rule,
            "remedy": self.remedy,
            "suggestion": self.suggestion or None,
        }


class ImportFailedError(TraiberError):
    """Tables with errors; nothing was written."""

    def __init__(self, findings: list[Finding]) -> None:
        """Keep all findings, warnings too."""
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        """The first findings, errors before warnings, and how many there are."""
        from traiber.data.listing import render_findings

        return render_findings(self.findings)


def count_errors(number: int) -> str:
    """The number of errors in words, such as "1 error"."""
    return ngettext_("{n} error", "{n} errors", number).format(n=number)


def count_warnings(number: int) -> str:
    """The number of warnings in words, such as "2 warnings"."""
    return ngettext_("{n} warning", "{n} warnings", number).format(n=number)


def column_letters(number: int) -> str:
    """The letters of a column that counts from 1; empty for 0.

    >>> column_letters(1), column_letters(27), column_letters(0)
    ('A', 'AA', '')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shorten(text: str, width: int = 80) -> str:
    """The text on one line and not longer than `width`."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"
