"""The list of gaps as a table, and what its kinds and columns mean."""

from collections.abc import Mapping
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result
from traiber.graph.tabular import Grid, Value
from traiber.graph.uncertainty.small_numbers import significant
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line
from traiber.visualizations.tables.explain import Meaning, explained
from traiber.visualizations.tables.sheet import listed

GAP_KINDS = (
    "uncovered",
    "stale",
    "fragile",
    "no_data",
    "under_connected_multiplier",
    "under_connected_company",
    "no_offer",
    "offer_without_contact",
    "thin",
    "missing_bridge",
    "hinge",
    "network_without_bridge",
    "single_point_of_failure",
    "overlap",
    "concentration",
    "region_without_actor",
)


def gaps_view(result: Result, network: Network, shown: int | None) -> Grid:
    """The gaps with reason, action and certainty, most companies affected first, at most `shown` rows."""
    names = gap_names()
    rows = tuple(
        (
            names.get(row["kind"], row["kind"]),
            _subject(row, network),
            row["companies_affected"],
            f"{row['reason']}\n→ {row['action']}\n({row['certainty']})",
        )
        for row in result.rows[:shown]
    )
    headers = (_("Gap"), _("Where"), _("Companies"), _("Why, and what to do"))
    counts: dict[str, int] = {}
    for row in result.rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    summary = ", ".join(f"{names.get(kind, kind)} {counts[kind]}" for kind in GAP_KINDS if kind in counts)
    by_kind = _("By kind: {summary}.").format(summary=summary or "–")
    lines = (
        more_rows(len(result.rows) - len(rows)),
        by_kind,
        office_line(result.meta),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("Gaps, most companies affected first"), joined(*lines))


def gaps_sheet(result: Result, network: Network) -> Grid:
    """All gaps for a workbook: one column for each thing said, numbers as numbers."""
    names, view = gap_names(), gaps_view(result, network, None)
    steps = {"observed": 3, "expected": 1}
    rows: list[tuple[Value, ...]] = []
    for row in result.rows:
        step, _sign, basis = row["certainty"].partition(": ")
        actors, regions, fields, networks = _places(row, network)
        observed, expected = (
            None if row[name] is None else round(row[name], digits) for name, digits in steps.items()
        )
        if row["kind"] == "concentration":
            expected = round(row["expected"], 3)
        rows.append(
            (
                names.get(row["kind"], row["kind"]),
                _subject(row, network),
                row["companies_affected"],
                step,
                row["reason"],
                row["action"],
                observed,
                expected,
                None if row["p"] is None else significant(row["p"]),
                basis or None,
                *map(listed, (actors, regions, fields, networks, row["actors"])),
                round(row["score"], 3),
            )
        )
    headers = (
        _("Gap"),
        _("Where"),
        _("Companies"),
        _("How sure"),
        _("Why"),
        _("What to do"),
        _("Recorded"),
        _("Expected"),
        _("p-value"),
        _("Based on"),
        _("Actors"),
        _("Regions"),
        _("Action fields"),
        _("Networks"),
        _("IDs"),
        _("Score"),
    )
    return Grid(headers, tuple(rows), view.title, view.caption)


def gap_names() -> Mapping[str, str]:
    """The names of the kinds of gaps."""
    return {
        "uncovered": _("uncovered"),
        "stale": _("stale"),
        "fragile": _("hangs on one partner"),
        "no_data": _("no data"),
        "under_connected_multiplier": _("under-connected multiplier"),
        "under_connected_company": _("under-connected company"),
        "no_offer": _("field without offer"),
        "offer_without_contact": _("offer without contact"),
        "thin": _("thinly served field"),
        "missing_bridge": _("missing bridge"),
        "hinge": _("single hinge"),
        "network_without_bridge": _("network without bridge"),
        "single_point_of_failure": _("single point of failure"),
        "overlap": _("overlap, no contact"),
        "concentration": _("load on one multiplier"),
        "region_without_actor": _("region without actor"),
    }


def gaps_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the kinds of gaps and the columns of the list mean."""
    settings = {
        "stale_after_days": _("a contact is old after so many days"),
        "least_shortfall": _("contacts missing at least"),
        "largest_p": _("largest p of an under-connected actor"),
        "false_discovery_rate": _("false discovery rate of what is likely"),
        "fewest_demand": _("companies in need at least, per region and field"),
        "thin_share": _("a field is thin below this share served"),
        "fewest_cut_off": _("companies cut off at least"),
        "largest_share_of_all": _("largest share of one multiplier, whole network"),
        "largest_share": _("largest share, per region or field"),
        "rewirings": _("random networks for missing bridges (0: Poisson)"),
    }
    title = _("What the kinds and columns of the list of gaps mean")
    return explained(title, (*_kinds(), *_columns()), settings, meta)


def gap_meanings() -> Mapping[str, str]:
    """What each kind of gap is, in a sentence or two."""
    return {entry.column: entry.meaning for entry in _kinds()}


def _kinds() -> tuple[Meaning, ...]:
    companies, actors = _("companies"), _("contacts")
    texts = {
        "uncovered": (
            companies,
            _("Something is recorded of the company, but no contact with any multiplier."),
            "",
        ),
        "stale": (companies, _("All recorded contacts with multipliers are too long ago."), ""),
        "fragile": (companies, _("Contact recorded with exactly one multiplier."), ""),
        "no_data": (
            _("actors"),
            _(
                "Not surveyed, or nothing recorded: missing data, not missing contacts. Judged by no "
                "other kind."
            ),
            "",
        ),
        "under_connected_multiplier": (
            actors,
            _(
                "Far fewer contacts, in all or with companies, than expected of a multiplier of its type and "
                "region; or enough, but too few where it works; or it meets companies of its region at "
                "events, but no contact with any of them is recorded. Expected by negative binomial "
                "regression (12 multipliers or more) or from the median of at least 5 others of its type."
            ),
            "Cameron & Trivedi 1998; Benjamini & Hochberg 1995",
        ),
        "under_connected_company": (
            actors,
            _(
                "Far fewer contacts than expected of a company of its type, size class and region, by "
                "regression "
                "(60 companies or more) or the product of the means of size and region."
            ),
            "",
        ),
        "no_offer": (
            companies,
            _("Companies of the region need the field; no multiplier that sits or works there offers it."),
            "",
        ),
        "offer_without_contact": (
            companies,
            _("The field is offered in the region, but no company in need knows anyone who offers it."),
            "",
        ),
        "thin": (
            companies,
            _(
                "Few of the companies in need are served, (served + 1) / (need + 2), or all by one "
                "multiplier."
            ),
            "",
        ),
        "missing_bridge": (
            actors,
            _(
                "Far fewer contacts between the multipliers of two regions than their contacts with "
                "other regions "
                "let expect."
            ),
            _("quasi-independence, Bishop et al. 1975"),
        ),
        "hinge": (
            _("actors"),
            _("All ways to a neighbour network lead through one actor (smallest cut kappa = 1)."),
            "Menger; Ford & Fulkerson 1956",
        ),
        "network_without_bridge": (
            _("actors"),
            _("Neither a common member nor a contact with a neighbour network is recorded (kappa = 0)."),
            "",
        ),
        "single_point_of_failure": (
            companies,
            _("Without this actor, companies have no recorded way to the rest of the network."),
            "Hopcroft & Tarjan 1973",
        ),
        "overlap": (
            companies,
            _(
                "Two multipliers know more of the same companies than chance within the regions "
                "explains, but no "
                "contact between them is recorded."
            ),
            _("hypergeometric"),
        ),
        "concentration": (
            _("share"),
            _(
                "One multiplier carries too great a part of the fair shares: of all, of a region or of a "
                "field."
            ),
            "Shapley",
        ),
        "region_without_actor": (
            _("actors"),
            _("Nobody is recorded that sits or works in a region of the network."),
            "",
        ),
    }
    names = gap_names()
    return tuple(
        Meaning(kind, names[kind], texts[kind][1], texts[kind][0], texts[kind][2]) for kind in GAP_KINDS
    )


def _columns() -> tuple[Meaning, ...]:
    return (
        Meaning("kind", _("Gap"), _("The kind of gap, as explained above.")),
        Meaning(
            "actors", _("Where"), _("Whom or what it is about: actors, regions, fields or networks, by key.")
        ),
        Meaning("observed", _("Recorded"), _("What is recorded, in the unit of the kind.")),
        Meaning("expected", _("Expected"), _("What was to be expected; empty where nothing is compared.")),
        Meaning(
            "p",
            "p",
            _(
                "The probability of a deviation at least as great by chance alone, 0 to 1, not corrected for "
                "the number of comparisons; empty where nothing is compared, and in comparisons with random "
                "networks or counts of fewer than 30 actors."
            ),
        ),
        Meaning(
            "companies_affected",
            _("Companies"),
            _(
                "Companies that the gap touches; of under-connected multipliers the companies missing. "
                "Findings "
                "overlap, so the sum has no meaning."
            ),
            _("companies"),
        ),
        Meaning(
            "reason",
            _("Why, and what to do"),
            _("The evidence in words; after the arrow what to do about it."),
        ),
        Meaning(
            "score",
            "score",
            _(
                "Orders the findings of one kind by the strength of their evidence; not comparable "
                "between kinds."
            ),
        ),
        Meaning(
            "certainty",
            _("How sure"),
            _(
                "sure: counted, or chance below 1 %; likely: chance up to 10 %, or data incomplete; "
                "hint: worth a "
                "question, may be chance. With the reason: share of chance findings, number of "
                "comparable actors, share without data. A hint too where fewer than 70 percent of the type "
                "or region were surveyed."
            ),
        ),
    )


def gap_heading(kind: str) -> str:
    """The name of a kind of gap where it begins a line."""
    name = gap_names().get(kind, kind)
    return name[:1].upper() + name[1:]


def _places(row: Mapping[str, Any], network: Network) -> tuple[list[str], ...]:
    """The names of the actors, regions, fields and networks of a finding."""
    return (
        [network.by_kennung[key].label for key in row["actors"] if key in network.by_kennung],
        [_named(network.regions[key].labels, key) for key in row["regions"] if key in network.regions],
        [_named(network.fields.get(key, {}), key) for key in row["fields"]],
        [_named(network.bodies[key].labels, key) for key in row["networks"] if key in network.bodies],
    )


def _subject(row: Mapping[str, Any], network: Network) -> str:
    actors, regions, fields, bodies = _places(row, network)
    if row["kind"] in ("no_offer", "offer_without_contact", "thin"):
        return ": ".join((", ".join(regions), ", ".join(fields)))
    if row["kind"] == "missing_bridge":
        return " – ".join(regions)
    names = actors if 0 < len(actors) <= 2 else bodies or regions or actors
    if len(names) > 2:
        return _("{name} and {n} others").format(name=names[0], n=len(names) - 1)
    return ", ".join(names) or "–"


def _named(labels: Mapping[str, str], key: str) -> str:
    return pick(labels) or key
