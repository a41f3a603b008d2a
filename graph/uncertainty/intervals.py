"""Between which ranks a multiplier probably lies, if some contacts are missing and some recorded wrongly."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from traiber.graph.arrays import adjacency_of
from traiber.graph.clean import Node, distinct
from traiber.graph.uncertainty.contacts import Contacts, Measure, canonical, contacts_of, fair_shares
from traiber.graph.uncertainty.missing import MissingContacts, Stratum, fit_missing

if TYPE_CHECKING:
    from traiber.graph.arrays import AnyGraph, Floats, Ints

REPLICATES = 200
ALPHA = 0.1  # at least this share of the contacts is taken to be missing
BETA = 0.02
COVERAGE = (0.05, 0.95)
TOP = 5
PORTION = 4_000_000  # contacts measured at once


class RankInterval(NamedTuple):
    """The ranks between which a multiplier lies in 90 % of the replicates; its shown rank is among them.

    Equal multipliers take all places that they share: the first is `low`, the last `high`. The chances
    of the top five sum to 5 (to the number of multipliers if there are fewer).
    """

    low: int  # the better end
    high: int
    top_five: float | None  # share of the replicates in which it is one of them; None if nothing is recorded


def rank_intervals(
    graph: "AnyGraph[Node]",
    multipliers: Iterable[Node],
    companies: Iterable[Node],
    groups: Mapping[Node, Hashable] | None = None,
    regions: Mapping[Node, Hashable] | None = None,
    measure: Measure = fair_shares,
    replicates: int = REPLICATES,
    alpha: float = ALPHA,
    beta: float = BETA,
    seed: int = 0,
    asked: Iterable[Node] | None = None,
) -> dict[Node, RankInterval]:
    """The 5-95 % interval of each multiplier's rank, and how often it is among the top five.

    In each replicate every contact is deleted with probability `beta`, as recorded wrongly, and
    missing ones are added so that they are a share `alpha` of all (`MissingContacts`); then the
    measure ranks anew, equal values sharing a rank. `groups` tells the type of each actor,
    `regions` its region; without them all are peers. `measure` values each multiplier from its
    contacts with companies: `fair_shares`, `reaches` or `exclusives`. `asked` are those that were
    surveyed: of multipliers that were not, more is missing (`missing_shares`); without it all are
    alike.

    The interval holds the true rank of about nine in ten multipliers where contacts are missing at
    random with this alpha, and where three in ten multipliers were not asked and lack most of their
    contacts, if `asked` says who was (the tests simulate both). Without any contact: 1 to the number of
    multipliers, and no top five. Same seed, same result, in whatever order graph, multipliers and
    companies are given: draws follow the labels (`canonical`). Raises ValueError for alpha or beta
    outside of 0..1 (alpha 1 excluded) and for less than one replicate.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", company) for company in "ABCDEFGHIJ"] + [("union", "A")])
    >>> rank_intervals(contacts, ["chamber", "union"], "ABCDEFGHIJ")["chamber"]
    RankInterval(low=1, high=1, top_five=1.0)
    """
    if not (0 <= alpha < 1 and 0 <= beta <= 1 and replicates >= 1):
        raise ValueError("alpha must be in [0, 1), beta in [0, 1], and there must be a replicate")
    arrays = adjacency_of(graph)
    given = distinct(multipliers)
    known, players, targets = contacts_of(arrays, canonical(given), canonical(companies))
    if not len(known):
        return {node: RankInterval(1, len(players), None) for node in given}
    surveyed = distinct(players if asked is None else asked)
    flags = np.array([node in surveyed for node in players], dtype=bool)
    sides = strata_of(players, groups, regions), strata_of(targets, groups, regions)
    model = fit_missing(known, *sides, alpha, flags)
    rng = np.random.default_rng(seed)
    values = [measure(drawn) for drawn in perturbed(model, rng, replicates, beta)]
    first, last = places(np.concatenate(values).reshape(replicates, len(players)))
    own_first, own_last = places(measure(known)[None])
    low = np.minimum(np.quantile(first, COVERAGE[0], axis=0, method="lower"), own_first[0])
    high = np.maximum(np.quantile(last, COVERAGE[1], axis=0, method="higher"), own_last[0])
    top = np.clip((TOP + 1 - first) / (last + 1 - first), 0, 1).mean(axis=0)
    found = {
        node: RankInterval(*interval)
        for node, *interval in zip(players, low.tolist(), high.tolist(), top.tolist(), strict=True)
    }
    return {node: found[node] for node in given}


def perturbed(
    model: MissingContacts, rng: np.random.Generator, replicates: int, beta: float
) -> Iterator[Contacts]:
    """The replicates, some at once side by side: recorded contacts that stay, and missing ones."""
    known = model.known
    size = len(known) + known.multipliers + known.companies
    most = max(1, PORTION // max(size, 1))
    for start in range(0, replicates, most):
        count = min(most, replicates - start)
        replicate, tie = np.nonzero(rng.random((count, len(known))) >= beta)
        missing = model.draw(rng, count)
        yield Contacts(
            np.concatenate([replicate * known.multipliers + known.multiplier[tie], missing.multiplier]),
            np.concatenate([replicate * known.companies + known.company[tie], missing.company]),
            missing.multipliers,
            missing.companies,
        )


def places(values: "Floats") -> "tuple[Ints, Ints]":
    """The first and the last place that each value of a row has, with those equal to it.

    >>> [place.tolist() for place in places(np.array([[5.0, 7.0, 5.0, 1.0]]))]
    [[[2, 1, 2, 4]], [[3, 1, 3, 4]]]
    """
    return ranked(values), values.shape[1] + 1 - ranked(-values)


def ranked(values: "Floats") -> "Ints":
    """The ranks in each row, the greatest first; equal values (to 9 digits) share one: 1, 2, 2, 4.

    >>> ranked(np.array([[5.0, 7.0, 5.0, 1.0]])).tolist()
    [[2, 1, 2, 4]]
    """
    downwards = -np.round(values, 9)
    order = np.argsort(downwards, axis=1, kind="stable")
    ordered = np.take_along_axis(downwards, order, axis=1)
    begun = np.arange(1, values.shape[1] + 1) * (np.diff(ordered, axis=1, prepend=-np.inf) > 0)
    ranks = np.empty(values.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(begun, axis=1), axis=1)
    return ranks


def strata_of(
    nodes: Sequence[Node],
    groups: Mapping[Node, Hashable] | None,
    regions: Mapping[Node, Hashable] | None,
) -> list[Stratum]:
    """Type and region of each node, None where not known."""
    return [((groups or {}).get(node), (regions or {}).get(node)) for node in nodes]
