"""How sure a ranking is: intervals, what cannot be told apart, who was asked and whom to ask next.

Everything here is section 5 of the methods: contacts that are not recorded may exist, and some that
are recorded may not.
"""

from traiber.graph.uncertainty.certainty import (
    certainty_meta,
    intervals_of,
    tell_interviews,
    tell_ranks,
    tell_responses,
)
from traiber.graph.uncertainty.contacts import exclusives, fair_shares, reaches
from traiber.graph.uncertainty.distinction import not_distinguishable, shared_ranks
from traiber.graph.uncertainty.inclusion import inclusion_interval
from traiber.graph.uncertainty.intervals import RankInterval, rank_intervals
from traiber.graph.uncertainty.interviews import Interview, interviews
from traiber.graph.uncertainty.responses import (
    ResponseRate,
    greyed_out,
    poor_responses,
    response_rates,
    share_missing,
)

__all__ = [
    "Interview",
    "RankInterval",
    "ResponseRate",
    "certainty_meta",
    "exclusives",
    "fair_shares",
    "greyed_out",
    "inclusion_interval",
    "intervals_of",
    "interviews",
    "not_distinguishable",
    "poor_responses",
    "rank_intervals",
    "reaches",
    "response_rates",
    "share_missing",
    "shared_ranks",
    "tell_interviews",
    "tell_ranks",
    "tell_responses",
]
