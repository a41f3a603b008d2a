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


def render_grid(grid: Grid, width: int | None = None) -> str:
    """The table as text with title and caption; numbers to the right, long texts wrapped.

    `width` is that of the terminal, 100 where the output is no terminal.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for at, header in enumerate(grid.headers):
        numbers = all(isinstance(row[at], int | float | None) or _is_number(row[at]) for row in grid.rows)
        longest = max([len(header), *(len(str(row[at] or "")) for row in grid.rows)])
        table.add_column(
            escape(header),
            justify="right" if numbers and grid.rows else "left",
            no_wrap=longest <= 12,
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


def _is_number(value: object) -> bool:
    text = str(value).replace(".", "").replace(",", "").replace(" %", "").lstrip("-")
    return text.isdigit() or value in ("", "–")


def _width() -> int:
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
