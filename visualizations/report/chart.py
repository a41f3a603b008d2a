"""The bar chart of the fair shares, as SVG."""

from collections.abc import Sequence
from html import escape

from traiber.graph.results import number
from traiber.visualizations.report.naming import Row, shortened


def bar_chart(rows: Sequence[Row], label: str) -> str:
    """An SVG of the fair shares, one bar each, with the exclusive companies as its first part.

    `rows` are those of `rank_multipliers`, at least one with a share above 0; widths are in
    proportion to the greatest share. `label` describes the picture to those who do not see it.
    """
    step, left, width = 26, 300, 370
    greatest = max(row["fair_share"] for row in rows)
    height = step * len(rows)
    parts = [
        _bar(row, step * place, left, width * row["fair_share"] / greatest, width / greatest)
        for place, row in enumerate(rows)
    ]
    axis = f'<line x1="{left}" y1="0" x2="{left}" y2="{height}"/>'
    frame = f'<svg class="chart" viewBox="0 0 720 {height}" role="img" aria-label="{escape(label)}">'
    return f"{frame}{''.join(parts)}{axis}</svg>"


def _bar(row: Row, top: int, left: int, length: float, unit: float) -> str:
    own = row["exclusive"] * unit
    return (
        '<g><title>{title}</title><text x="{end}" y="{base}" text-anchor="end">{name}</text>'
        '<rect class="shared" x="{left}" y="{top}" width="{length:.1f}" height="16"/>'
        '<rect class="exclusive" x="{left}" y="{top}" width="{own:.1f}" height="16"/>'
        '<text class="amount" x="{after:.1f}" y="{base}">{amount}</text></g>'
    ).format(
        title=escape(row["label"]),
        name=escape(shortened(row["label"], 42)),
        amount=number(row["fair_share"]),
        left=left,
        end=left - 10,
        top=top + 5,
        base=top + 18,
        length=length,
        own=own,
        after=left + length + 8,
    )
