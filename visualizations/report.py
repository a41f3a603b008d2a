"""The network report: one printable HTML page without scripts that asks the network for nothing."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from traiber.graph.coverage import known_multipliers, observed
from traiber.graph.gaps import WEIGHTS
from traiber.graph.network import Actor, Network
from traiber.graph.results import Meta, Result, number
from traiber.ontology.codes import normalise
from traiber.ontology.language import LANGUAGES, ngettext_, pick
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.views import access_name, fictional_line, gap_names

SHOWN_MULTIPLIERS = 15
SHOWN_BARS = 10
SHOWN_GAPS = 10
SHOWN_NAMES = 60
FEWEST_RANKED = 3  # multipliers with companies; fewer are listed, not ranked
FEWEST_COVERED = 10  # companies in contact; below, rankings say little

# Kinds whose findings never name a company twice, so that the companies affected add up.
_DISJOINT = frozenset({"uncovered", "stale", "fragile", "no_data", "under_connected_company"})

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure with what it counts."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Multipliers:
    """The section on multipliers: only those with a company in contact have rows."""

    rows: Sequence[Row]
    ranked: bool
    chart: str  # SVG, or nothing
    lines: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind; `action` is set where all of them ask for the same."""

    kind: str
    name: str
    meaning: str
    count: int
    affected: str
    rows: Sequence[Row]
    more: str
    action: str
    numbered: bool  # whether the rows differ in the companies they affect


@dataclass(frozen=True, slots=True)
class District:
    """Counts of a region: actors by seat and by activity, companies by what is known of them."""

    label: str
    counts: tuple[int, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Districts:
    """The coverage of all regions."""

    rows: Sequence[District]
    total: District
    notes: Sequence[str] = field(default_factory=tuple)


def render_report(network: Network, multipliers: Result, gaps: Result, language: str) -> str:
    """The whole page as text, to be written as UTF-8; equal results give the same bytes.

    `multipliers` comes from `rank_multipliers` and `gaps` from `gap_table`, both of this network.
    The texts are in the current language, which the caller has set; `language` ("de" or "en")
    declares it to the browser, ValueError for any other. Small networks get sentences in the place
    of charts and ranks, empty ones a page that says so.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    meta = multipliers.meta
    style = _page("report.css") + _running_lines(meta)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    districts = _districts(network)
    page = environment.from_string(_page("report.html.jinja")).render(
        language=language,
        policy=_policy(style),
        style=style,
        title=_title(meta.network),
        name=meta.network,
        facts=((_("Data of"), _date(meta)), (_("Access level"), access_name(meta.access))),
        fictional=fictional_line() if meta.fictional else "",
        figures=_figures(meta, multipliers.rows, districts.total),
        thin=_thin_line(meta, multipliers.rows),
        multipliers=_multipliers(network, multipliers.rows),
        groups=_groups(network, gaps.rows),
        districts=districts,
        definitions=_definitions(meta),
        settings=_settings(meta, gaps.meta),
        text=_texts(),
    )
    # A lone surrogate cannot be written as UTF-8.
    return (page.rstrip() + "\n").encode("utf-8", "replace").decode("utf-8")


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
        name=escape(_shortened(row["label"], 42)),
        amount=number(row["fair_share"]),
        left=left,
        end=left - 10,
        top=top + 5,
        base=top + 18,
        length=length,
        own=own,
        after=left + length + 8,
    )


def _shortened(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _figures(meta: Meta, rows: Sequence[Row], total: District) -> tuple[Figure, ...]:
    share = "–" if meta.no_data_share is None else f"{number(100 * meta.no_data_share)} %"
    without = total.counts[4]
    return (
        Figure(_("Actors"), str(meta.actors), _("organisations recorded")),
        Figure(
            _("Companies"),
            str(meta.companies),
            _("no contact recorded with a multiplier: {n}").format(n=without),
        ),
        Figure(_("Multipliers"), str(meta.multipliers), _("without the network's office")),
        Figure(_("Contacts recorded"), str(meta.ties), _("among all actors, each record counted")),
        Figure(
            _("Companies in contact"),
            _("{n} of {total}").format(n=_covered(rows), total=meta.companies),
            _("contact recorded with at least one multiplier"),
        ),
        Figure(_("Actors without data"), share, _("not surveyed, or no contact recorded")),
    )


def _covered(rows: Iterable[Row]) -> int:
    """The companies in contact with a multiplier: what the fair shares add up to."""
    return round(sum(float(row["fair_share"]) for row in rows))


def _thin_line(meta: Meta, rows: Sequence[Row]) -> str:
    """A plain warning where hardly any contacts are recorded, else nothing."""
    if _covered(rows) >= FEWEST_COVERED and sum(row["fair_share"] > 0 for row in rows) >= FEWEST_RANKED:
        return ""
    contacts = ngettext_(
        "Hardly any contacts are recorded: {ties} contact among {actors} actors.",
        "Hardly any contacts are recorded: {ties} contacts among {actors} actors.",
        meta.ties,
    ).format(ties=meta.ties, actors=meta.actors)
    companies = ngettext_(
        "Contact with a multiplier is recorded for {covered} of {companies} company.",
        "Contact with a multiplier is recorded for {covered} of {companies} companies.",
        meta.companies,
    ).format(companies=meta.companies, covered=_covered(rows))
    caution = _("Rankings and gaps therefore say little yet; they show first of all what is still to record.")
    return " ".join(part for part in (contacts, companies if meta.companies else "", caution) if part)


def _multipliers(network: Network, rows: Sequence[Row]) -> Multipliers:
    reached = [row for row in rows if row["fair_share"] > 0]
    silent = [row for row in rows if not row["fair_share"] > 0]
    ranked = len(reached) >= FEWEST_RANKED
    shown = [_multiplier_row(network, row) for row in reached[:SHOWN_MULTIPLIERS]]
    chart = bar_chart(reached[:SHOWN_BARS], _("Bar chart of the fair shares")) if ranked else ""
    return Multipliers(
        shown,
        ranked,
        chart,
        _multiplier_lines(rows, reached, ranked),
        _multiplier_notes(len(reached) - len(shown), silent),
    )


def _multiplier_row(network: Network, row: Row) -> dict[str, Any]:
    kind = pick(network.types.get(row["type"] or "", {}))
    region = _region(network, row["region"]) if row["region"] is not None else ""
    return {
        "rank": row["rank"],
        "label": row["label"],
        "about": ", ".join(part for part in (kind, region) if part),
        "reason": row["reason"],
        "fair_share": number(row["fair_share"]),
        "reach": row["reach_1"],
        "second_hand": row["reach_2"],
        "exclusive": row["exclusive"],
    }


def _multiplier_lines(rows: Sequence[Row], reached: Sequence[Row], ranked: bool) -> tuple[str, ...]:
    if not rows:
        return (_("No multiplier is recorded."),)
    if not reached:
        return (_("No contact between a multiplier and a company is recorded, so there is nothing to rank."),)
    lead = _("Multipliers with a recorded contact with a company: {n} of {all}.").format(
        n=len(reached), all=len(rows)
    )
    if not ranked:
        return (lead, _("That is too few for a ranking; they are listed with what is recorded."))
    return (
        lead,
        _(
            "They are sorted by their fair share of the companies in contact: whoever shares a company with "
            "others is credited with a part of it. Small differences mean little, as a few contacts that "
            "were not recorded can change neighbouring ranks."
        ),
    )


def _multiplier_notes(more: int, silent: Sequence[Row]) -> tuple[str, ...]:
    notes = []
    if more > 0:
        notes.append(
            ngettext_(
                "{n} more multiplier with companies in contact; the whole list: traiber multipliers --all.",
                "{n} more multipliers with companies in contact; the whole list: traiber multipliers --all.",
                more,
            ).format(n=more)
        )
    if silent:
        names = sorted((row["label"] for row in silent), key=lambda name: (normalise(name), name))
        shown = "; ".join(_shortened(name, 80) for name in names[:SHOWN_NAMES])
        if len(names) > SHOWN_NAMES:
            shown = _("{names} and {n} more").format(names=shown, n=len(names) - SHOWN_NAMES)
        notes.append(
            ngettext_(
                "No contact with a company is recorded for {n} multiplier, not ranked: {names}",
                "No contact with a company is recorded for {n} multipliers, not ranked, in alphabetical "
                "order: {names}",
                len(silent),
            ).format(n=len(silent), names=shown)
        )
    return tuple(notes)


def _groups(network: Network, rows: Sequence[Row]) -> list[Group]:
    """The findings by kind: greatest weight of companies affected first, then by weight of the kind."""
    kinds: dict[str, list[Row]] = {kind: [] for kind in WEIGHTS}
    for row in rows:
        kinds.setdefault(row["kind"], []).append(row)
    found = [(kind, members) for kind, members in kinds.items() if members]
    found.sort(key=lambda item: -WEIGHTS.get(item[0], 1.0) * _companies(*item))
    return [_group(network, kind, members) for kind, members in found]


def _companies(kind: str, rows: Sequence[Row]) -> int:
    """Companies affected by a kind; where findings overlap, those of the greatest finding."""
    affected = [int(row["companies_affected"]) for row in rows]
    return sum(affected) if kind in _DISJOINT else max(affected, default=0)


def _group(network: Network, kind: str, rows: Sequence[Row]) -> Group:
    actions = {row["action"] for row in rows}
    affected = _companies(kind, rows)
    overlapping = kind not in _DISJOINT and len(rows) > 1 and affected > 0
    name = gap_names().get(kind, kind)
    return Group(
        kind,
        name[:1].upper() + name[1:],
        _meanings(network.settings.stale_after_days).get(kind, ""),
        len(rows),
        _("up to {n} each").format(n=affected) if overlapping else str(affected),
        [_gap_row(network, row) for row in rows[:SHOWN_GAPS]],
        _more_findings(len(rows) - SHOWN_GAPS),
        rows[0]["action"] if len(actions) == 1 and len(rows) > 1 else "",
        len({row["companies_affected"] for row in rows}) > 1,
    )


def _more_findings(more: int) -> str:
    if more <= 0:
        return ""
    return ngettext_(
        "{n} more finding; the whole list: traiber gaps --all.",
        "{n} more findings; the whole list: traiber gaps --all.",
        more,
    ).format(n=more)


def _gap_row(network: Network, row: Row) -> dict[str, Any]:
    actors = [network.by_kennung[key].label for key in row["actors"] if key in network.by_kennung]
    regions = ", ".join(_region(network, key) for key in row["regions"])
    bodies = ", ".join(pick(network.bodies[key].labels) for key in row["networks"] if key in network.bodies)
    about_region = row["kind"] in ("no_data", "region_without_actor")
    subject = "" if about_region else bodies or ", ".join(actors)
    return {
        "where": subject or regions or _("no region recorded"),
        "region": regions if subject else "",
        "reason": row["reason"],
        "action": row["action"],
        "affected": row["companies_affected"],
    }


def _meanings(days: int) -> Mapping[str, str]:
    return {
        "uncovered": _("Companies of whom something is recorded, but no contact with any multiplier."),
        "stale": _(
            "Companies whose recorded contacts with multipliers are all older than {days} days."
        ).format(days=days),
        "single_point_of_failure": _(
            "Actors without whom at least three companies would have no recorded way to the rest."
        ),
        "network_without_bridge": _("Neighbour networks to which no recorded actor is a bridge."),
        "fragile": _("Companies with a recorded contact with exactly one multiplier."),
        "under_connected_multiplier": _(
            "Multipliers with far fewer recorded contacts than comparable ones; to be checked with them."
        ),
        "under_connected_company": _(
            "Companies with far fewer recorded contacts than comparable ones; to be checked with them."
        ),
        "region_without_actor": _("Districts of the network in which no actor is recorded."),
        "no_data": _("Actors of whom nothing can be said: they are missing data, not missing contacts."),
    }


def _districts(network: Network) -> Districts:
    """Actors and companies by region, those of the network's area first; the office is left out."""
    actors = [actor for actor in network.actors if not actor.office]
    companies = sorted(actor.kennung for actor in actors if actor.company)
    known = known_multipliers(network.graph(), network.multipliers, companies)
    seen = observed(network)
    home = network.bodies.get(network.home or "")
    area = set(home.covers) if home else set()
    regions = area.union(*({actor.region or ""} | actor.active_in for actor in actors)) - {""}
    order = sorted(regions, key=lambda key: (key not in area, normalise(_region(network, key)), key))
    rows = [_district(_region(network, key), key, actors, known, seen, key in area) for key in order]
    if any(actor.region is None for actor in actors):
        rows.append(_district(_("no region recorded"), None, actors, known, seen, False))
    sums = [sum(row.counts[column] for row in rows) for column in range(6)]
    total = District(_("Total"), (sums[0], _travelling(actors), *sums[2:]))
    return Districts(rows, total, _district_notes(known, seen, area))


def _district(
    label: str,
    key: str | None,
    actors: Sequence[Actor],
    known: Mapping[str, frozenset[str]],
    seen: frozenset[str],
    inside: bool,
) -> District:
    seated = [actor for actor in actors if actor.region == key]
    active = sum(key in actor.active_in for actor in actors if actor.region != key)
    companies = [actor.kennung for actor in seated if actor.company]
    contact = sum(bool(known[company]) for company in companies)
    without = sum(not known[company] and company in seen for company in companies)
    counts = (len(seated), active, len(companies), contact, without, len(companies) - contact - without)
    return District(label, counts, _("no actor recorded") if inside and not seated and not active else "")


def _travelling(actors: Iterable[Actor]) -> int:
    """Actors that are active in a region other than that of their seat, each counted once."""
    return sum(bool(actor.active_in - {actor.region}) for actor in actors)


def _district_notes(
    known: Mapping[str, frozenset[str]], seen: frozenset[str], area: set[str]
) -> tuple[str, ...]:
    notes = [
        _(
            "Also active: actors with their seat elsewhere or without a recorded one; an actor active in "
            "several districts counts in each, in the total once. The network's office is left out."
        )
    ]
    if area:
        notes.append(_("The districts of the network come first, the seats of further actors below."))
    unsurveyed = sum(bool(partners) and company not in seen for company, partners in known.items())
    if unsurveyed:
        notes.append(
            ngettext_(
                "{n} company with a recorded contact is also recorded as not surveyed; the gaps and the "
                "share without data count it among those without data.",
                "{n} companies with a recorded contact are also recorded as not surveyed; the gaps and the "
                "share without data count them among those without data.",
                unsurveyed,
            ).format(n=unsurveyed)
        )
    return tuple(notes)


def _region(network: Network, key: str) -> str:
    region = network.regions.get(key)
    return (pick(region.labels) if region else "") or key


def _definitions(meta: Meta) -> tuple[tuple[str, str], ...]:
    days = meta.settings.get("stale_after_days", "–")
    return (
        (
            _("No contact recorded"),
            _("Nothing more: a contact may exist that nobody wrote down. It never means that there is none."),
        ),
        (
            _("In contact"),
            _("Companies with at least one recorded contact with a multiplier, however old it is."),
        ),
        (
            _("No data"),
            _(
                "The actor was recorded as not surveyed, or was neither surveyed in the last {days} days nor "
                "has a recorded contact. Such actors are not counted as gaps of any other kind."
            ).format(days=days),
        ),
        (
            _("Multiplier"),
            _("An organisation through which many companies can be reached, such as a chamber or a union."),
        ),
        (
            _("Reach"),
            _("Companies with which the multiplier has a recorded contact, whoever else knows them."),
        ),
        (
            _("Second hand"),
            _(
                "Companies reached directly or through one other multiplier. Companies and the office are "
                "no stations in between."
            ),
        ),
        (
            _("Fair share"),
            _(
                "Each company counts as 1 and is divided equally among all multipliers in contact with it; "
                "the fair share is the sum of a multiplier's parts. All fair shares add up to the companies "
                "in contact. Source: Shapley value of coverage (Michalak et al. 2013, Journal of Artificial "
                "Intelligence Research 46, p. 607, game 1, with multipliers as players and companies as "
                "targets)."
            ),
        ),
        (
            _("Exclusive"),
            _("Companies in contact with this multiplier and no other: whoever loses it loses these."),
        ),
        (
            _("Companies affected"),
            _(
                "Companies that a finding concerns. Kinds of gaps are sorted by these, weighted by how much "
                "is at stake (from 1 for no data to 3 for uncovered)."
            ),
        ),
    )


def _settings(meta: Meta, gaps: Meta) -> tuple[tuple[str, str], ...]:
    given = {**meta.settings, **gaps.settings}
    through = _("multipliers only") if given.get("relays") == "multipliers" else _("all actors")
    rows: list[tuple[str, object]] = [
        (_("Data of"), _date(meta)),
        (_("State on"), given.get("as_of")),
        (_("Access level"), access_name(meta.access)),
        (_("A contact is stale after"), _("{n} days").format(n=given.get("stale_after_days"))),
        (_("Paths lead through"), through),
        (_("The network's office"), _("left out") if given.get("office_left_out") else _("counted")),
    ]
    if "least_shortfall" in given:
        rows.append((_("Under-connected: least shortfall of contacts"), number(given["least_shortfall"])))
    if "false_discovery_rate" in given:
        rows.append((_("Under-connected: false discovery rate"), number(given["false_discovery_rate"], 2)))
    return tuple((name, _("unknown") if value is None else str(value)) for name, value in rows)


def _texts() -> Mapping[str, str]:
    return {
        "report": _("Network report"),
        "figures": _("Key figures"),
        "multipliers": _("Multipliers"),
        "chart": _("Fair share of the companies in contact, in companies"),
        "exclusive_part": _("in contact with this multiplier only"),
        "shared_part": _("part of the companies shared with other multipliers"),
        "rank": _("Rank"),
        "multiplier": _("Multiplier"),
        "fair_share": _("Fair share"),
        "reach": _("Reach"),
        "second_hand": _("Second hand"),
        "exclusive": _("Exclusive"),
        "gaps": _("Gaps"),
        "gaps_lead": _(
            "What is missing or at risk according to the records, most important first. "
            "Every finding says why it is listed and what could be done."
        ),
        "no_gaps": _("No gap was found in what is recorded."),
        "kind": _("Kind"),
        "findings": _("Findings"),
        "affected": _("Companies affected"),
        "where": _("Where"),
        "why": _("Why"),
        "action": _("What to do"),
        "coverage": _("Coverage by district"),
        "no_districts": _("No districts are recorded."),
        "district": _("District"),
        "actors": _("Actors"),
        "companies": _("Companies with their seat here"),
        "seat": _("Seat here"),
        "active": _("Also active"),
        "all": _("All"),
        "with_contact": _("In contact"),
        "without_contact": _("No contact recorded"),
        "no_data": _("No data"),
        "meaning": _("What these numbers mean"),
        "settings": _("Data and settings"),
    }


def _running_lines(meta: Meta) -> str:
    """What is printed on the margin of every page: network, data date, settings, page number."""
    days = _("stale after {n} days").format(n=meta.settings.get("stale_after_days", "–"))
    parts = (
        _("Data of {date}").format(date=_date(meta)),
        _("level {access}").format(access=access_name(meta.access)),
        days,
        _("without the network's office"),
    )
    head = _title(_shortened(meta.network, 60))
    word = _css_string(_("Page"))
    page = f"{word} ' ' counter(page) ' / ' counter(pages)"
    look = "font: 7.5pt system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif; color: #556070;"
    return (
        "@page { size: A4; margin: 19mm 16mm 18mm;\n"
        f"  @top-left {{ content: {_css_string(head)}; white-space: nowrap; {look} }}\n"
        f"  @top-right {{ content: {_css_string(fictional_line() if meta.fictional else '')}; {look} }}\n"
        f"  @bottom-left {{ content: {_css_string(' · '.join(parts))}; white-space: nowrap; {look} }}\n"
        f"  @bottom-right {{ content: {page}; {look} }}\n"
        "}\n@page :first { @top-left { content: ''; } @top-right { content: ''; } }\n"
    )


def _css_string(text: str) -> str:
    """A CSS string in which everything but plain letters and digits is an escape, so that nothing ends it.

    >>> _css_string("a</style>")
    '"a\\\\3c \\\\2f style\\\\3e "'
    """
    plain = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(plain)}"'


def _title(name: str) -> str:
    return _("Network report: {name}").format(name=name)


def _date(meta: Meta) -> str:
    return meta.data_date.isoformat() if meta.data_date else _("unknown")


def _page(name: str) -> str:
    return files("traiber.visualizations").joinpath("page", name).read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Nothing may run, be loaded or be sent; only this very style applies."""
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
