"""Tables as text: CSV that no spreadsheet executes, and Markdown."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

Value = str | int | float | None

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to show: headers, rows of texts and numbers, and what to say above and below it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""
    caption: str = ""


def guard_formula(text: str) -> str:
    """The text so that a spreadsheet shows it instead of computing it (OWASP, CSV injection).

    A text that begins with apostrophes and a sign gets one more, so that `unguard_formula` undoes it.

    >>> guard_formula("=1+1"), guard_formula("-5 Grad"), guard_formula("Müller & Söhne")
    ("'=1+1", "'-5 Grad", 'Müller & Söhne')
    """
    return f"'{text}" if is_formula(text) else text


def unguard_formula(text: str) -> str:
    """The text that `guard_formula` was given.

    >>> unguard_formula("'=1+1"), unguard_formula("''=1+1"), unguard_formula("'n Tach")
    ('=1+1', "'=1+1", "'n Tach")
    """
    return text[1:] if text.startswith("'") and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a text begins with a sign that makes a spreadsheet compute it, apostrophes aside."""
    return bool(_FORMULA.match(text))


def to_csv(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The rows as CSV (RFC 4180, line feed); texts are guarded, numbers stay numbers, None is empty."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([guard_formula(v) if isinstance(v, str) else v for v in row] for row in rows)
    return output.getvalue()


def to_markdown(grid: Grid) -> str:
    """The table in Markdown; bars and line breaks in cells are kept harmless."""
    lines = [grid.headers, ["---"] * len(grid.headers), *grid.rows]
    body = "\n".join("| " + " | ".join(_markdown_cell(cell) for cell in line) + " |" for line in lines)
    return (
        "\n\n".join(part for part in (grid.title and f"**{grid.title}**", body, grid.caption) if part) + "\n"
    )


def _markdown_cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split()).replace("|", "\\|")
