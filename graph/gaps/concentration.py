"""Regions and action fields that one multiplier carries nearly alone (section G7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

import numpy as np

from traiber.graph.arrays import Node, adjacency_of
from traiber.graph.gaps.certainty import Certainty
from traiber.graph.gaps.model import Gap
from traiber.graph.gaps.view import TOO_MANY_SILENT, View, make_gap
from traiber.graph.results import percent
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Ints

FEWEST_COVERED = 5  # companies; below, no shares
LARGEST_SHARE = 0.5  # of the covered companies of a region or field
LARGEST_SHARE_OF_ALL = 0.15
_MANY = 20  # covered companies from which a share is more than a hint


@dataclass(frozen=True, slots=True)
class Concentration(Generic[Node]):
    """How the covered companies of a group spread over their multipliers, by fair share."""

    covered: int
    top: Node  # the multiplier with the greatest fair share
    share: float  # of the top one
    share_of_three: float
    multipliers: int
    known: int  # companies of the group in contact with the top one


def concentration(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    fewest: int = FEWEST_COVERED,
) -> Concentration[Node] | None:
    """How the companies spread over the multipliers that cover them, by fair share.

    Every covered company counts 1, divided equally among the multipliers in contact with it:
    S(m) = sum of 1 / |N_M(c)| over the companies c of m, the Shapley value of coverage. Shares are
    S(m) / covered, in (0, 1]; equal shares: the multiplier that comes first in the graph. None with
    fewer than `fewest` covered companies. Weights are not read. Raises ValueError for unhashable labels.

    Source: Shapley (1953); section G7 of the methods.

    >>> import networkx as nx
    >>> graph = nx.Graph([("chamber", company) for company in "ABCD"] + [("agency", "D"), ("agency", "E")])
    >>> found = concentration(graph, ["chamber", "agency"], "ABCDE")
    >>> found.top, found.share, found.multipliers
    ('chamber', 0.7, 2)
    """
    arrays = adjacency_of(graph, weight=None)
    hits = arrays.flags(companies)[arrays.rows] & arrays.flags(multipliers)[arrays.ends]
    rows, ends = arrays.rows[hits], arrays.ends[hits]
    partners: Ints = np.bincount(rows, minlength=len(arrays))
    covered = int((partners > 0).sum())
    if covered < max(fewest, 1):
        return None
    carried = np.bincount(ends, weights=1 / partners[rows], minlength=len(arrays)).round(9)
    first = np.lexsort((np.arange(len(arrays)), -carried))[:3]
    return Concentration(
        covered,
        arrays.nodes[first[0]],
        float(carried[first[0]]) / covered,
        float(carried[first].sum()) / covered,
        int((carried > 0).sum()),
        int((ends == first[0]).sum()),
    )


def concentration_gaps(view: View) -> Iterator[Gap]:
    """The whole network, regions and fields in which one multiplier carries too much.

    Carried is the fair share; more than `LARGEST_SHARE_OF_ALL` of all covered companies, or
    `LARGEST_SHARE` of those of a region or field (of a field: those in need, and multipliers who offer
    it). Groups with fewer than `FEWEST_COVERED` covered companies are not judged. Affected are the
    companies of the group that the multiplier knows.
    """
    companies = [a for a in view.actors if a.company]
    everyone = view.network.multipliers
    load = concentration(view.arrays, everyone, [a.kennung for a in companies])
    if load and load.share > LARGEST_SHARE_OF_ALL and load.multipliers > 1 / LARGEST_SHARE_OF_ALL:
        yield _concentration(view, load, _("the whole network"))
    seated: dict[str, list[str]] = {}
    needing: dict[str, list[str]] = {}
    for actor in companies:
        if actor.region is not None:
            seated.setdefault(actor.region, []).append(actor.kennung)
        for field in actor.needs:
            needing.setdefault(field, []).append(actor.kennung)
    for region in sorted(seated):
        load = concentration(view.arrays, everyone, seated[region])
        if load and load.share > LARGEST_SHARE:
            yield _concentration(view, load, view.region(region), regions=(region,))
    for field in sorted(needing):
        offering = [a.kennung for a in view.actors if a.multiplier and field in a.offers]
        load = concentration(view.arrays, offering, needing[field])
        if load and load.share > LARGEST_SHARE:
            yield _concentration(view, load, view.field(field), fields=(field,))


def _concentration(
    view: View,
    load: Concentration[str],
    where: str,
    regions: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
) -> Gap:
    actor = view.actor(load.top)
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
