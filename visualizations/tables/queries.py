"""Answers of queries and the list of queries as tables."""

from collections.abc import Sequence

from traiber.graph.library import Query
from traiber.graph.network import Network
from traiber.graph.results import Result, meta_of
from traiber.graph.store import Term
from traiber.graph.tabular import Grid, Value
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.ontology.prefixes import compress
from traiber.visualizations.tables.common import joined, meta_line


def query_view(
    question: Query, columns: Sequence[str], rows: Sequence[Sequence[Term | None]], network: Network
) -> Grid:
    """The answer of a query; addresses that stand beside their label are left out, others shortened."""
    kept = [at for at, column in enumerate(columns) if f"{column}Label" not in columns]
    headers = tuple(pick(question.columns.get(columns[at], {})) or columns[at] for at in kept)
    shown = tuple(tuple(_cell(row[at]) for at in kept) for row in rows)
    counted = ngettext_("{n} row", "{n} rows", len(rows)).format(n=len(rows))
    lines = (counted, pick(question.descriptions), meta_line(meta_of(network)))
    return Grid(headers, shown, pick(question.titles), joined(*lines))


def library_view(result: Result) -> Grid:
    """The shipped queries with what they answer and their parameters."""
    rows = tuple((row["name"], row["title"], row["parameters"]) for row in result.rows)
    caption = _("Run one with: traiber query NAME PARAMETER=VALUE")
    return Grid((_("Name"), _("Answers"), _("Parameters")), rows, _("Shipped queries"), caption)


def _cell(term: Term | None) -> Value:
    if term is None:
        return None
    return compress(term.value) if term.kind == "iri" else term.value
