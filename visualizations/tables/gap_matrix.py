"""Regions by action fields as a table: covered, gap or no data, with the counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result
from traiber.graph.tabular import Grid
from traiber.graph.uncertainty.small_numbers import significant
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.visualizations.tables.common import joined, meta_line
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.gaps import gap_names

MOST_COLUMNS = 7  # that fit into 100 columns of text
_SHORT = 6  # characters of a key that can stand for itself
MARKS = {"covered": "+", "gap": "!", "no_data": "·"}  # in every code page of Windows


def matrix_view(result: Result, network: Network) -> Grid:
    """One row per region and one column per field, or the other way round if there are too many fields.

    If there are too many of both, the gaps alone, one per row. The legend below names the columns.
    """
    regions = list(dict.fromkeys(row["region"] for row in result.rows))
    fields = list(dict.fromkeys(row["field"] for row in result.rows))
    named = {key: _region(network, key) for key in regions}
    known = {key: pick(network.fields.get(key, {})) or key for key in fields}
    cells = {(row["region"], row["field"]): _cell(row) for row in result.rows}
    if len(fields) <= MOST_COLUMNS:
        table = [[named[r], *(cells[r, f] for f in fields)] for r in regions]
        return _grid(result, _("Region"), table, _short(fields, "F"), known)
    if len(regions) <= MOST_COLUMNS:
        table = [[known[f], *(cells[r, f] for r in regions)] for f in fields]
        return _grid(result, _("Action field"), table, _short(regions, "R"), named)
    rows = tuple(
        (named[row["region"]], known[row["field"]], row["demand"], row["supply"], row["served"])
        for row in result.rows
        if row["state"] == "gap"
    )
    headers = (_("Region"), _("Action field"), _("Need"), _("Offers"), _("Served"))
    return Grid(headers, rows, _("Regions and action fields with a gap"), meta_line(result.meta))


def matrix_sheet(result: Result, network: Network) -> Grid:
    """Every region and action field for a workbook: a row each, with its state and numbers."""
    states = {"covered": _("covered"), "gap": _("gap"), "no_data": _("no data")}
    kinds, view = gap_names(), matrix_view(result, network)
    rows = tuple(
        (
            _region(network, row["region"]),
            pick(network.fields.get(row["field"], {})) or row["field"],
            states[row["state"]],
            kinds.get(row["kind"]),
            row["demand"],
            row["supply"],
            row["served"],
            None if row["expected"] is None else round(row["expected"], 1),
            None if row["p"] is None else significant(row["p"]),
        )
        for row in result.rows
    )
    headers = (
        _("Region"),
        _("Action field"),
        _("State"),
        _("Gap"),
        _("Need"),
        _("Offers"),
        _("Served"),
        _("Expected"),
        _("p-value"),
    )
    return Grid(headers, rows, view.title, meta_line(result.meta))


def matrix_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the cells of the matrix mean."""
    companies, multipliers = _("companies"), _("multipliers")
    meanings = (
        Meaning(
            "state",
            "+ ! ·",
            _(
                "+ covered; ! gap: nobody offers, nobody is reached, or thinly served; · no data: fewer "
                "companies "
                "with a recorded need than can be judged. No need recorded is no gap."
            ),
        ),
        Meaning("demand", _("Need"), _("Companies that sit in the region and need the field."), companies),
        Meaning(
            "supply",
            _("Offers"),
            _("Multipliers that sit or work in the region and offer the field."),
            multipliers,
        ),
        Meaning(
            "served",
            _("Served"),
            _(
                "Of the companies in need, those in recorded contact with any multiplier that offers the "
                "field."
            ),
            companies,
        ),
        Meaning(
            "expected",
            _("Expected"),
            _(
                "Served as region and field let expect: need x share of the row x share of the column / "
                "share of all."
            ),
            companies,
        ),
        Meaning("p", "p", _("Probability of so few served by chance, lower tail of a Poisson distribution.")),
    )
    settings = {
        "fewest_demand": _("companies in need at least, per region and field"),
        "thin_share": _("a field is thin below this share served"),
    }
    return explained(_("What the cells of the matrix mean"), meanings, settings, meta)


def _grid(
    result: Result,
    first: str,
    table: Sequence[Sequence[str]],
    codes: Mapping[str, str],
    names: Mapping[str, str],
) -> Grid:
    legend = "; ".join(f"{code} {names[key]}" for key, code in codes.items() if code != names[key])
    meaning = _(
        "+ covered, ! gap, · no data (fewer than {fewest} companies in need). The numbers: companies in need "
        "/ multipliers that offer there / companies in contact with one that offers."
    ).format(fewest=result.meta.settings["fewest_demand"])
    rows = tuple(tuple(row) for row in table)
    caption = joined(meaning, f"{legend}." if legend else "", meta_line(result.meta))
    return Grid((first, *codes.values()), rows, _("Needs and offers by region and action field"), caption)


def _short(keys: Sequence[str], letter: str) -> dict[str, str]:
    """Keys that are short stand for themselves; else all are numbered."""
    if all(len(key) <= _SHORT for key in keys) and letter == "F":
        return {key: key for key in keys}
    return {key: f"{letter}{at}" for at, key in enumerate(keys, 1)}


def _cell(row: Mapping[str, Any]) -> str:
    if row["demand"] == 0 and row["supply"] == 0:
        return MARKS["no_data"]
    return f"{MARKS[row['state']]} {row['demand']}/{row['supply']}/{row['served']}"


def _region(network: Network, key: str) -> str:
    return (pick(network.regions[key].labels) if key in network.regions else "") or key
