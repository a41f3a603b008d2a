"""Whom to ask next: whose answer would probably change the ranking most."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from traiber.graph.arrays import adjacency_of, places_in_runs
from traiber.graph.clean import Node, distinct
from traiber.graph.uncertainty.contacts import Contacts, canonical, contacts_of, fair_shares
from traiber.graph.uncertainty.intervals import ALPHA, REPLICATES, strata_of
from traiber.graph.uncertainty.missing import fit_missing

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Floats, Ints


class Interview(NamedTuple):
    """What asking an actor would probably bring to light."""

    contacts: float  # expected number of contacts that are not recorded yet
    moves: float  # expected places in the ranking that multipliers move by


def interviews(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    unasked: Iterable[Node],
    groups: Mapping[Node, Hashable] | None = None,
    regions: Mapping[Node, Hashable] | None = None,
    replicates: int = REPLICATES,
    alpha: float = ALPHA,
    seed: int = 0,
) -> dict[Node, Interview]:
    """What an interview with each of the unasked actors would bring, most moved places first.

    The missing contacts are drawn as for `rank_intervals`. For each unasked actor those of its own
    are added to the recorded ones, all others left out: the new contacts, and by how many places
    the multipliers whose fair share changes move past the others, equal ones by half, are averaged
    over the replicates. Units: contacts, places. Equal: more contacts, then the order given. Actors
    that are neither multiplier nor company are left out. Same seed, same
    result, in whatever order graph, multipliers and companies are given.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", company) for company in "ABCD"] + [("union", "A")])
    >>> list(interviews(contacts, ["chamber", "union"], "ABCD", ["union"], alpha=0.5))
    ['union']
    """
    arrays = adjacency_of(graph)
    known, players, targets = contacts_of(arrays, canonical(multipliers), canonical(companies))
    model = fit_missing(
        known, strata_of(players, groups, regions), strata_of(targets, groups, regions), alpha
    )
    missing = model.draw(np.random.default_rng(seed), replicates)
    replicate, player = np.divmod(missing.multiplier, max(len(players), 1))
    target = missing.company % max(len(targets), 1)
    wanted = list(distinct(unasked))
    totals = np.zeros((2, len(wanted)))
    for at, labels in ((player, players), (target, targets)):
        numbers = {node: number for number, node in enumerate(wanted)}
        asked = np.array([numbers.get(node, -1) for node in labels], dtype=np.int64)[at]
        own = asked >= 0
        scenario = asked[own] * replicates + replicate[own]
        totals[0] += np.bincount(asked[own], minlength=len(wanted))
        moved, places = _moves(known, scenario, player[own], target[own])
        totals[1] += np.bincount(moved // replicates, weights=places, minlength=len(wanted))
    contacts, moves = totals / replicates
    either = {*players, *targets}
    order = np.lexsort((np.arange(len(wanted)), -contacts, -moves)).tolist()
    return {
        wanted[at]: Interview(float(contacts[at]), float(moves[at])) for at in order if wanted[at] in either
    }


def _moves(known: Contacts, scenario: "Ints", multiplier: "Ints", company: "Ints") -> "tuple[Ints, Floats]":
    """Scenarios, and the places that multipliers move by if the new contacts of each are added.

    A new contact of a company with n multipliers makes all its shares 1 / (n + new) instead of 1 / n.
    """
    places, at, new = np.unique(scenario * known.companies + company, return_inverse=True, return_counts=True)
    old = known.per_company[places % known.companies]
    owner, partner = _partners(known, places % known.companies)
    affected = np.concatenate([scenario, places[owner] // known.companies])
    player = np.concatenate([multiplier, partner])
    change = np.concatenate([1 / (old + new)[at], 1 / (old + new)[owner] - 1 / old[owner]])
    changed, at = np.unique(affected * known.multipliers + player, return_inverse=True)
    gain = np.bincount(at, weights=change, minlength=len(changed))
    shares = np.round(fair_shares(known), 9)
    before = shares[changed % known.multipliers]
    after = np.round(before + gain, 9)
    moved = _ahead(shares, after, before) - _ahead(shares, before, before)
    return changed // known.multipliers, np.abs(moved)


def _ahead(shares: "Floats", values: "Floats", own: "Floats") -> "Floats":
    """How many of the others are ahead of each value, equal ones by half; `own` is what each had itself."""
    ascending = np.sort(shares)
    greater = len(shares) - np.searchsorted(ascending, values, side="right") - (own > values)
    not_less = len(shares) - np.searchsorted(ascending, values, side="left") - (own >= values)
    return (greater + not_less) / 2


def _partners(known: Contacts, companies: "Ints") -> "tuple[Ints, Ints]":
    """The multipliers that know each of these companies, each with the place of the company in the list."""
    counts = known.per_company
    owner = np.repeat(np.arange(len(companies)), counts[companies])
    first = np.cumsum(counts) - counts
    order = np.argsort(known.company, kind="stable")
    return owner, known.multiplier[order][first[companies][owner] + places_in_runs(counts[companies])]
