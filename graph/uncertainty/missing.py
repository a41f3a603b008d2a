"""Which contacts are probably missing: a model fitted to the recorded ones, to draw from.

Ties that are missing are not spread evenly: a multiplier with many recorded contacts has many
unrecorded ones. So the rates of type and region are corrected by each one's own record, and this
the less, the more alike its peers are (see docs/decisions.md for what happens without).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.uncertainty.contacts import Contacts
from traiber.graph.uncertainty.small_numbers import FEWEST_PEERS

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Floats, Ints

Stratum = tuple[Hashable, Hashable]  # type and region of an actor

SHAPES = (0.5, 20.0)  # peers are taken to be no less and no more alike than that
BORROWED = 5.0  # contacts that a group borrows from its region where its shares are estimated
LEAST = 0.5  # contacts that a group without any is taken to have
LEAST_MISSING = 0.1  # of the contacts of those who were asked
MOST_MISSING = 0.9
ROUNDS = 4  # of drawing anew what is recorded already; then it is left out


@dataclass(frozen=True, eq=False)
class Rates:
    """Each one's rate of contacts, recorded or not, known up to a gamma distribution."""

    shape: "Floats"
    scale: "Floats"

    @property
    def mean(self) -> "Floats":
        """The expected rates."""
        return self.shape * self.scale


@dataclass(frozen=True, eq=False)
class MissingContacts:
    """How many contacts of each multiplier are missing, and with whom."""

    known: Contacts
    lost: "Floats"  # share of each multiplier's contacts that is missing
    rates: Rates
    group: "Ints"  # of each multiplier, by type and region
    target: "Ints"  # group of each company
    shares: "Floats"  # of the contacts of a group of multipliers, by group of companies
    weights: "Floats"  # of each company within its group; they sum to 1

    def draw(self, rng: np.random.Generator, replicates: int) -> Contacts:
        """The missing contacts in so many replicates side by side, none of them recorded or doubled.

        The rate of a multiplier is drawn from its gamma distribution, the number of its missing
        contacts is Poisson with the share that is `lost` of the rate; a company comes from the
        group's shares, and within the group by its weight.
        """
        known = self.known
        counts = rng.poisson(
            self.lost * rng.gamma(self.rates.shape, self.rates.scale, (replicates, known.multipliers))
        )
        pending = np.repeat(np.arange(counts.size), counts.ravel())
        recorded, found = np.sort(known.keys), np.empty(0, dtype=np.int64)
        for _round in range(ROUNDS if known.companies else 0):
            multiplier = pending % known.multipliers
            company = self._choose(rng, self.group[multiplier])
            keys = pending * known.companies + company
            taken = _contains(recorded, multiplier * known.companies + company) | _contains(found, keys)
            fresh = ~taken
            fresh[fresh] = _first_of_each(keys[fresh])
            found = np.sort(np.concatenate([found, keys[fresh]]))
            pending = pending[~fresh]
        at, company = np.divmod(found, max(known.companies, 1))
        company += at // max(known.multipliers, 1) * known.companies
        return Contacts(at, company, replicates * known.multipliers, replicates * known.companies)

    def _choose(self, rng: np.random.Generator, group: "Ints") -> "Ints":
        """A company for each multiplier of these groups: first its group, then which of them."""
        target = _drawn(rng, self.shares, group)
        order = np.argsort(self.target, kind="stable")
        steps = np.cumsum(self.weights[order])  # each group ends at a whole number
        at = np.searchsorted(steps, target + rng.random(len(target)), side="right")
        first = np.searchsorted(self.target[order], target)
        last = np.searchsorted(self.target[order], target, side="right") - 1
        return order[np.clip(at, first, last)]


def fit_missing(
    known: Contacts,
    multipliers: Sequence[Stratum],
    companies: Sequence[Stratum],
    alpha: float,
    asked: "Flags | None" = None,
) -> MissingContacts:
    """The model for a share `alpha` of all contacts that is missing; the strata tell type and region.

    `asked` flags the multipliers that were surveyed; of the others more is missing (`missing_shares`).
    """
    group, target = numbered(multipliers), numbered(companies)
    flags = np.ones(known.multipliers, dtype=bool) if asked is None else asked
    lost = np.where(flags, *missing_shares(known, flags, alpha))
    weights = fit_rates(known.per_company, companies).mean
    return MissingContacts(
        known,
        lost,
        fit_rates(known.per_multiplier, multipliers, 1 - lost),
        group,
        target,
        _shares(known, group, numbered([region for _type, region in multipliers]), target),
        weights / np.bincount(target, weights=weights)[target],
    )


def missing_shares(known: Contacts, asked: "Flags", alpha: float) -> tuple[float, float]:
    """The share missing of the contacts of multipliers who were asked, and of those who were not.

    Together it is `alpha`: of K recorded contacts K / (1 - alpha) are true. Of those who were asked
    `LEAST_MISSING` is missing (alpha, if that is less), as nobody answers completely; the rest with
    the others, at most `MOST_MISSING` of theirs, and what is beyond that is missing with those asked too.
    Both are alpha if all or none were asked, as then nobody differs.

    >>> known = Contacts(np.array([0, 0, 1]), np.array([0, 1, 2]), 2, 3)
    >>> found = missing_shares(known, np.array([True, False]), 0.4)
    >>> [round(share, 3) for share in found]  # 5 are true: 2 / .9 of the first, 2.778 of the second
    [0.1, 0.64]
    """
    if asked.all() or not asked.any():
        return alpha, alpha
    total, own = len(known) / (1 - alpha), int(asked[known.multiplier].sum())
    base, other = min(LEAST_MISSING, alpha), len(known) - own
    rest = total - own / (1 - base)
    if other < (1 - MOST_MISSING) * rest:
        rest = other / (1 - MOST_MISSING)
        return (1 - own / (total - rest) if own else base), MOST_MISSING
    return base, max(1 - other / rest, base) if rest > 0 else base


def fit_rates(counts: "Ints", strata: Sequence[Stratum], recorded: "Floats | None" = None) -> Rates:
    """The rate of each one's contacts, between its own count and its peers' mean.

    `recorded` is the share e of each one's contacts that is recorded (all, if not given). Counts are
    Poisson with e times a rate that is Gamma among the peers, with their mean (contacts divided by the
    sum of e) and, by moments, the shape sum of (e mean)^2 / (sum of squared deviations - sum of
    e mean), within `SHAPES`. After k contacts were seen, the rate is Gamma(shape + k) with the scale
    1 / (shape / mean + e): empirical Bayes. Peers share type and region; fewer than five: the type;
    fewer than five again: all.
    """
    seen = np.ones(len(counts)) if recorded is None else recorded
    shape, mean = np.ones(len(counts)), np.full(len(counts), np.nan)
    for keys in (strata, [type_ for type_, _region in strata], [None] * len(strata)):
        group = numbered(keys)
        sizes = np.bincount(group)
        means = np.maximum(np.bincount(group, weights=counts), LEAST) / np.bincount(group, weights=seen)
        expected = seen * means[group]
        spread = np.bincount(group, weights=(counts - expected) ** 2) / np.maximum(sizes - 1, 1)
        chance = np.bincount(group, weights=expected) / np.maximum(sizes, 1)
        square = np.bincount(group, weights=expected**2) / np.maximum(sizes, 1)
        shapes = np.clip(square / np.maximum(spread - chance, 1e-12), *SHAPES)
        wanted = np.isnan(mean) & ((sizes[group] >= FEWEST_PEERS) | (len(sizes) == 1))
        shape[wanted], mean[wanted] = shapes[group][wanted], means[group][wanted]
    return Rates(shape + counts, mean / (shape + mean * seen))


def numbered(keys: Sequence[Hashable]) -> "Ints":
    """Each key's number, counted from 0 in the order of their first appearance."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _shares(known: Contacts, group: "Ints", region: "Ints", target: "Ints") -> "Floats":
    """For each group of multipliers, where its contacts are: as recorded, with some from its region's."""
    if not len(group) or not len(target):
        return np.ones((1, 1))

    def counted(rows: "Ints") -> "Floats":
        shape = (int(rows.max()) + 1, int(target.max()) + 1)
        cells = rows[known.multiplier] * shape[1] + target[known.company]
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(float)

    sizes = np.bincount(target)
    regional = _normalised(counted(region) + BORROWED * sizes / sizes.sum())
    region_of_group = np.zeros(int(group.max()) + 1, dtype=np.int64)
    region_of_group[group] = region
    return _normalised(counted(group) + BORROWED * regional[region_of_group])


def _normalised(table: "Floats") -> "Floats":
    total: Floats = table.sum(axis=1, keepdims=True)
    return table / total


def _drawn(rng: np.random.Generator, shares: "Floats", rows: "Ints") -> "Ints":
    """A column for each of these rows, by the shares of the row."""
    columns = shares.shape[1]
    steps = (np.cumsum(shares, axis=1) + np.arange(len(shares))[:, None]).ravel()
    at: Ints = np.searchsorted(steps, rows + rng.random(len(rows)), side="right") - rows * columns
    return np.clip(at, 0, columns - 1)


def _contains(ascending: "Ints", keys: "Ints") -> "Flags":
    if not len(ascending):
        return np.zeros(len(keys), dtype=bool)
    at = np.minimum(np.searchsorted(ascending, keys), len(ascending) - 1)
    same: Flags = ascending[at] == keys
    return same


def _first_of_each(keys: "Ints") -> "Flags":
    flags = np.zeros(len(keys), dtype=bool)
    flags[np.unique(keys, return_index=True)[1]] = True
    return flags
