"""Tables in the terminal: 100 columns wide, whole words, nothing clipped."""

import shutil
import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from traiber.graph.tabular import Grid

WIDTH = 100
WIDEST_OTHER = 24  # the column with most text gets what the others leave
LONGEST_WORD = 22  # columns are at least as wide as their longest word, up to this


def render_grid(grid: Grid, width: int | None = None) -> str:
    """The table as text with title and caption; numbers to the right, long texts wrapped.

    `width` is that of the terminal, 100 where the output is no terminal.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    lengths = [sum(len(str(row[at] or "")) for row in grid.rows) for at in range(len(grid.headers))]
    widest = lengths.index(max(lengths)) if lengths else 0
    for at, header in enumerate(grid.headers):
        cells = [str(row[at]) for row in grid.rows if row[at] is not None]
        numeric = bool(cells) and all(_is_number(cell) for cell in cells)
        longest_word = max((len(word) for text in (header, *cells) for word in text.split()), default=1)
        table.add_column(
            escape(header),
            justify="right" if numeric else "left",
            min_width=min(longest_word, LONGEST_WORD),
            max_width=max(longest_word, 10) if numeric else None if at == widest else WIDEST_OTHER,
            overflow="fold",
        )
    for row in grid.rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console = Console(width=width or _width(), color_system=None, force_terminal=False)
    with console.capture() as capture:
        if grid.title:
            console.print(Text(grid.title, style="bold"))
        if grid.rows:
            console.print(table)
        if grid.caption:
            console.print(Text(grid.caption, style="dim"))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _is_number(text: str) -> bool:
    digits = text.replace(".", "").replace(",", "").removesuffix(" %").lstrip("-")
    return digits.isdigit() or text in ("", "–")


def _width() -> int:
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
