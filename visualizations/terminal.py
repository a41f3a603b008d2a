"""Tables in the terminal: 100 columns wide, whole words, nothing clipped."""

import re
import shutil
import sys
from dataclasses import dataclass
from textwrap import fill

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from traiber.graph.tabular import Grid

WIDTH = 100
WIDEST_OTHER = 24  # the column with most text gets what the others leave
SHORT_HEADER = 8  # headers of numbers break where they are longer
LONGEST_WORD = 22  # columns are at least as wide as their longest word, up to this

_LONG_WORD = re.compile(rf"(?<!\S)[^\s/]{{{WIDEST_OTHER + 1},}}(?!\S)")


def render_grid(grid: Grid, width: int | None = None) -> str:
    """The table as text with title and caption; numbers to the right, long texts wrapped.

    `width` is that of the terminal, 100 where the output is no terminal.
    """
    width = width or _width()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    columns = [_measure(grid, at) for at in range(len(grid.headers))]
    fits = sum(column.wanted + 3 for column in columns) <= width
    widest = max(columns, key=lambda column: column.text, default=None)
    for header, column in zip(grid.headers, columns, strict=True):
        least = column.longest_word if column is columns[0] else min(column.longest_word, LONGEST_WORD)
        limit = column.wanted if column.numeric else max(WIDEST_OTHER, least)
        table.add_column(
            escape(header),
            justify="right" if column.numeric else "left",
            min_width=least,
            max_width=None if column is widest or (fits and not column.numeric) else limit,
            overflow="fold",
        )
    narrow = [not (fits or column is widest or column is columns[0]) for column in columns]
    for row in grid.rows:
        texts = ("" if value is None else str(value) for value in row)
        table.add_row(*(Text(_apart(t) if n else t) for t, n in zip(texts, narrow, strict=True)))
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        if grid.title:
            console.print(Text(grid.title, style="bold"))
        if grid.rows:
            console.print(table)
        if grid.caption:
            console.print(Text(grid.caption, style="dim"))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """What the width of a column depends on, in characters."""

    numeric: bool
    text: int  # in all cells
    longest_line: int
    longest_word: int

    @property
    def wanted(self) -> int:
        """The width at which nothing but the header of numbers breaks."""
        return max(self.longest_word, SHORT_HEADER) if self.numeric else self.longest_line


def _measure(grid: Grid, at: int) -> _Column:
    cells = [str(row[at]) for row in grid.rows if row[at] is not None]
    lines = [grid.headers[at], *(line for cell in cells for line in cell.splitlines())]
    return _Column(
        numeric=bool(cells) and all(_is_number(cell) for cell in cells),
        text=sum(map(len, cells)),
        longest_line=max(map(len, lines)),
        longest_word=max((len(word) for line in lines for word in line.split()), default=1),
    )


def _apart(text: str) -> str:
    """The text with breaks after hyphens of words that no narrow column can hold, addresses left whole."""
    return _LONG_WORD.sub(lambda found: fill(found[0], WIDEST_OTHER, break_long_words=False), text)


def _is_number(text: str) -> bool:
    digits = text.replace(".", "").replace(",", "").removesuffix(" %").lstrip("-")
    return digits.isdigit() or text in ("", "–")


def _width() -> int:
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
