"""Regions and action fields that one multiplier carries nearly alone (section G7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import percent
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Ints

FEWEST_COVERED = 5  # companies; below, no shares
LARGEST_SHARE = 0.5  # of the covered companies of a region or field
LARGEST_SHARE_OF_ALL = 0.15
_MANY = 20  # covered companies from which a share is more than a hint


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """How the covered companies of a group spread over their multipliers, by fair share."""

    covered: int
    top: int  # place of the multiplier with the greatest fair share
    share: float  # of the top one
    share_of_three: float
    multipliers: int
    known: int  # companies of the group in contact with the top one


def concentrations(view: View) -> Iterator[Gap]:
    """The whole network, regions and fields in which one multiplier carries too much.

    Carried is the fair share S(m), sum of 1 / number of multipliers over its companies; more than
    `LARGEST_SHARE_OF_ALL` of all covered companies, or `LARGEST_SHARE` of those of a region or field
    (of a field: those in need, and multipliers who offer it). Groups with fewer than
    `FEWEST_COVERED` covered companies are not judged. Affected are the companies of the group that
    the multiplier knows.
    """
    everyone = np.ones(len(view.actors), dtype=bool)
    load = load_of(view, view.companies, everyone)
    if load and load.share > LARGEST_SHARE_OF_ALL and load.multipliers > 1 / LARGEST_SHARE_OF_ALL:
        yield _concentration(view, load, _("the whole network"))
    seats = np.array([a.region or "" for a in view.actors])
    for region in sorted({a.region for a in view.actors if a.company and a.region is not None}):
        load = load_of(view, view.companies & (seats == region), everyone)
        if load and load.share > LARGEST_SHARE:
            yield _concentration(view, load, view.region(region), regions=(region,))
    for field in sorted({key for a in view.actors if a.company for key in a.needs}):
        needing = np.array([a.company and field in a.needs for a in view.actors], dtype=bool)
        offering = np.array([a.multiplier and field in a.offers for a in view.actors], dtype=bool)
        load = load_of(view, needing, offering)
        if load and load.share > LARGEST_SHARE:
            yield _concentration(view, load, view.field(field), fields=(field,))


def load_of(view: View, companies: "Flags", multipliers: "Flags") -> Load | None:
    """The load of these companies on these multipliers; None with fewer than `FEWEST_COVERED` covered."""
    arrays = view.arrays
    hits = companies[arrays.rows] & (multipliers & view.multipliers)[arrays.ends]
    rows, ends = arrays.rows[hits], arrays.ends[hits]
    partners: Ints = np.bincount(rows, minlength=len(arrays))
    covered = int((partners > 0).sum())
    if covered < FEWEST_COVERED:
        return None
    carried = np.bincount(ends, weights=1 / partners[rows], minlength=len(arrays)).round(9)
    first = np.lexsort((np.arange(len(arrays)), -carried))[:3]
    return Load(
        covered,
        int(first[0]),
        float(carried[first[0]]) / covered,
        float(carried[first].sum()) / covered,
        int((carried > 0).sum()),
        int((ends == first[0]).sum()),
    )


def _concentration(
    view: View, load: Load, where: str, regions: tuple[str, ...] = (), fields: tuple[str, ...] = ()
) -> Gap:
    actor = view.actors[load.top]
    silent = view.silent_share
    names = {
        "actor": actor.label,
        "where": where,
        "share": percent(load.share),
        "three": percent(load.share_of_three),
        "covered": load.covered,
        "multipliers": load.multipliers,
    }
    certainty = Certainty.SURE if load.covered >= _MANY else Certainty.LIKELY
    return make_gap(
        view,
        "concentration",
        (actor.kennung,),
        regions=regions,
        fields=fields,
        observed=load.share,
        expected=1 / load.multipliers,
        companies_affected=load.known,
        score=load.share,
        reason=_(
            "{actor} carries {share} of the {covered} companies reached ({where}), the first three "
            "{three}, of {multipliers} multipliers in all."
        ).format(**names),
        action=_("Spread the load: introduce companies of {actor} to a second multiplier ({where}).").format(
            **names
        ),
        certainty=certainty.but(silent >= TOO_MANY_SILENT).because(
            _("{covered} companies counted").format(**names),
            _("{share} of the multipliers without data").format(share=percent(silent)) if silent else "",
        ),
    )
