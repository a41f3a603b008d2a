"""What is planted, told by Kennung and key once all is cast."""

from collections.abc import Iterable

from traiber.data.example.actors import district_key
from traiber.data.example.bodies import steering_members
from traiber.data.example.cast import Cast
from traiber.data.example.land import UNBRIDGED
from traiber.data.example.plan import HOLE_DISTRICT, HOLE_FIELD, Coverage, Plan, Planted
from traiber.data.table import Table


def tell_truth(cast: Cast, plan: Plan, measures: Table) -> Planted:
    """The weak spots of the plan, in the order of the actors, districts and measures."""

    def named(positions: Iterable[int]) -> tuple[str, ...]:
        return tuple(cast.kennung[at] for at in positions)

    chambers = [at for at in cast.multipliers if cast.type[at] == "chamber"]
    with_chamber = {district for at in chambers for district in cast.active_in(at)}
    seated = {int(cast.seat[at]) for at in steering_members(cast)}
    own = range(cast.own_districts)
    responsible = [(str(row["id"]), row["responsible"]) for row in measures.records()]
    return Planted(
        uncovered=named(plan.companies(cast, Coverage.UNCOVERED)),
        isolated=named(plan.isolated),
        attending=named(plan.attending),
        fragile=named(plan.companies(cast, Coverage.FRAGILE)),
        cut_point=cast.kennung[plan.cut_point],
        cut_off=named(plan.cut_off),
        stale=named(plan.companies(cast, Coverage.STALE)),
        not_surveyed=named(plan.companies(cast, Coverage.UNSEEN, Coverage.UNASKED)),
        no_data=named(plan.companies(cast, Coverage.UNSEEN)),
        under_connected=named(plan.weak),
        cells_without_offer=((district_key(HOLE_DISTRICT), HOLE_FIELD),),
        districts_without_chamber=tuple(district_key(d) for d in own if d not in with_chamber),
        districts_without_committee_seat=tuple(district_key(d) for d in own if d not in seated),
        unbridged_network=UNBRIDGED,
        measures_with_nobody=tuple(key for key, who in responsible if who == "-"),
        measures_with_unknown=tuple(key for key, who in responsible if who is None),
    )
