"""The ranking of the multipliers as a table."""

from traiber.graph.network import Network
from traiber.graph.results import Meta, Result, number
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_, pick
from traiber.visualizations.tables.common import joined, meta_line, more_rows, office_line
from traiber.visualizations.tables.explain import Meaning, explained


def multipliers_view(result: Result, network: Network, shown: int | None) -> Grid:
    """The ranking of the multipliers, best first; at most `shown` rows, if given, and then only those
    with a recorded way to a company."""
    reaching = [row for row in result.rows if shown is None or row["reach_2"]]
    rows = tuple(
        (
            row["rank"],
            row["label"],
            pick(network.types.get(row["type"] or "", {})) or "–",
            number(row["fair_share"]),
            row["reach_1"],
            row["reach_2"],
            row["exclusive"],
        )
        for row in reaching[:shown]
    )
    headers = (
        _("Rank"),
        _("Multiplier"),
        _("Type"),
        _("Fair share"),
        _("Reach"),
        _("Second hand"),
        _("Exclusive"),
    )
    idle = len(result.rows) - len(reaching)
    silent = ngettext_(
        "{n} multiplier without a recorded way to a company is not listed (--all lists it).",
        "{n} multipliers without a recorded way to a company are not listed (--all lists them).",
        idle,
    ).format(n=idle)
    meaning = _(
        "Fair share: companies reached, each shared among all multipliers who know it. "
        "Reach: companies in recorded contact. Second hand: with one more multiplier between. "
        "Exclusive: companies that only this multiplier reaches."
    )
    lines = (
        more_rows(len(reaching) - len(rows)),
        silent if idle else "",
        meaning,
        office_line(),
        meta_line(result.meta),
    )
    return Grid(headers, rows, _("Multipliers by their share of the companies reached"), joined(*lines))


def multipliers_explained(meta: Meta) -> tuple[Result, Grid]:
    """What the columns of the ranking mean."""
    companies = _("companies")
    meanings = (
        Meaning(
            "fair_share",
            _("Fair share"),
            _(
                "Companies reached, each shared among all multipliers who know it. The sum over all "
                "multipliers is the number of companies in contact with any."
            ),
            companies,
            "Shapley; Michalak et al. 2013",
        ),
        Meaning("reach_1", _("Reach"), _("Companies in recorded contact."), companies, "Borgatti 2006"),
        Meaning(
            "reach_2",
            _("Second hand"),
            _("Companies in contact directly or with one more multiplier between."),
            companies,
            "Borgatti 2006",
        ),
        Meaning("exclusive", _("Exclusive"), _("Companies that only this multiplier reaches."), companies),
    )
    settings = {"half_life_days": _("half-life of a contact in days"), "relays": _("who passes contacts on")}
    return explained(_("What the columns of the ranking mean"), meanings, settings, meta)
