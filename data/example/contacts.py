"""The contact model: who is in touch with whom, how closely, how lately.

Companies meet multipliers in proportion to a weight, four of five times in a district where the
multiplier works. The weight is the usual number for the type times a log-normal factor, so that
chambers and business development have many companies and unions and universities few.
"""

from dataclasses import dataclass

import numpy as np

from traiber.data.example.cast import Cast, Ints
from traiber.data.example.plan import Coverage, Plan
from traiber.data.example.pool import Pool, mostly_near
from traiber.data.example.sheets import stream

UNKNOWN = -1  # days since a contact that nobody dated
WEAK_CONTACTS = 2  # companies of a multiplier with too few

_USUAL = {
    "business_development": 24.0,
    "chamber": 26.0,
    "employers_association": 17.0,
    "training_provider": 11.0,
    "employment_agency": 11.0,
    "university": 8.0,
    "union": 7.0,
}


@dataclass(frozen=True, slots=True)
class Contacts:
    """Pairs of actors, by position in the cast, and the days since they last met."""

    source: Ints
    target: Ints
    age: Ints

    def without_repeats(self) -> "Contacts":
        """The first of all contacts between the same two actors; none of an actor with itself."""
        low, high = np.minimum(self.source, self.target), np.maximum(self.source, self.target)
        _, first = np.unique(low * (high.max(initial=0) + 1) + high, return_index=True)
        kept = np.sort(first[low[first] != high[first]])
        return Contacts(self.source[kept], self.target[kept], self.age[kept])


def join(*parts: Contacts) -> Contacts:
    """All contacts of the parts, in their order."""
    return Contacts(
        np.concatenate([part.source for part in parts]),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.age for part in parts]),
    )


def multiplier_pool(seed: int, cast: Cast, plan: Plan) -> Pool:
    """The multipliers that are not weak, at their seat and with 0.4 of the weight around it."""
    rng = stream(seed, "weights")
    factors = np.exp(rng.normal(0, 0.25, size=len(cast.multipliers))).tolist()
    members, districts, weights = [], [], []
    for at, factor in zip(cast.multipliers, factors, strict=True):
        if at in plan.weak:
            continue
        weight = _USUAL[cast.type[at]] * factor * (1.6 if at == plan.cut_point else 1)
        for near, district in enumerate(cast.active_in(at)):
            members.append(at)
            districts.append(district)
            weights.append(weight * (0.4 if near else 1))
    return Pool(members, districts, weights)


def meet_companies(seed: int, cast: Cast, plan: Plan, pool: Pool) -> Contacts:
    """Contacts of multipliers (source) with companies (target), as the plan wants them."""
    rng = stream(seed, "companies")
    fragile = np.array(plan.companies(cast, Coverage.FRAGILE), dtype=np.int64)
    several = np.array(
        plan.companies(cast, Coverage.STALE, Coverage.ROBUST, Coverage.UNASKED), dtype=np.int64
    )
    only = np.where(np.isin(fragile, plan.cut_off), plan.cut_point, _near(cast, pool, fragile, rng))
    first, second = _near(cast, pool, several, rng), _near(cast, pool, several, rng)
    second = np.where(first == second, _next_able(cast, plan)[second], second)
    further = np.repeat(several, rng.poisson(1.4, size=len(several)))
    robust = np.array(plan.companies(cast, Coverage.ROBUST), dtype=np.int64)
    weak = np.repeat(plan.weak, WEAK_CONTACTS)
    sources = np.concatenate([only, first, second, weak, _near(cast, pool, further, rng)])
    targets = np.concatenate(
        [fragile, several, several, rng.choice(robust, len(weak), replace=False), further]
    )
    recent = len(only) + 2 * len(several) + len(weak)
    ages = np.concatenate([_recent(recent, rng), _any_age(len(further), rng)])
    stale = plan.coverage[targets - cast.companies.start] == Coverage.STALE
    ages[stale] = rng.integers(740, 1600, size=int(stale.sum()))
    return Contacts(sources, targets, ages).without_repeats()


def meet_around(seed: int, cast: Cast, plan: Plan, pool: Pool) -> Contacts:
    """Contacts of the office, among multipliers, among companies and of the local others."""
    rng = stream(seed, "around")
    multipliers = np.array([at for at in cast.multipliers if at not in plan.weak], dtype=np.int64)
    every = np.array(cast.multipliers, dtype=np.int64)
    robust = np.array(plan.companies(cast, Coverage.ROBUST), dtype=np.int64)
    known = np.concatenate([every, rng.choice(robust, len(robust) // 10, replace=False)])
    ring = Contacts(multipliers, np.roll(multipliers, 1), _recent(len(multipliers), rng))
    asking = np.concatenate([np.repeat(multipliers, 3), plan.weak, np.repeat(np.array(cast.locals), 2)])
    other = _near(cast, pool, asking, rng, 0.5)
    parts = [
        Contacts(np.full(len(known), cast.office), known, _recent(len(known), rng)),
        ring,
        Contacts(asking, other, _any_age(len(asking), rng)),
        _among_companies(cast, plan, rng),
    ]
    return join(*parts).without_repeats()


def meet_neighbours(seed: int, cast: Cast) -> Contacts:
    """Contacts within each neighbouring network, and bridges to the first one only."""
    rng = stream(seed, "neighbours")
    parts = []
    for partners in cast.partners:
        members = np.array(partners, dtype=np.int64)
        others = np.concatenate([np.roll(members, 1), rng.permutation(members)])
        parts.append(Contacts(np.tile(members, 2), others, _recent(2 * len(members), rng)))
    first = np.array(cast.partners[0], dtype=np.int64)
    bridging = np.array(bridge_actors(cast), dtype=np.int64)
    parts.append(Contacts(bridging, rng.choice(first, len(bridging)), _recent(len(bridging), rng)))
    return join(*parts).without_repeats()


def bridge_actors(cast: Cast) -> list[int]:
    """The multipliers of the hinge district that know the first neighbour: at most four."""
    return [at for at in cast.multipliers if cast.seat[at] == cast.hinge][:4]


def _among_companies(cast: Cast, plan: Plan, rng: np.random.Generator) -> Contacts:
    without = [*plan.isolated, *plan.cut_off, *plan.companies(cast, Coverage.UNSEEN)]
    able = np.setdiff1d(cast.companies, without)
    pool = Pool(able, cast.seat[able], None)
    asking = rng.choice(able, size=round(0.75 * len(able)))
    others = pool.draw(mostly_near(cast.seat[asking], 0.6, cast.own_districts, rng), rng)
    lonely = np.setdiff1d(plan.companies(cast, Coverage.UNCOVERED), plan.isolated)
    ways_in = rng.choice(np.array(plan.companies(cast, Coverage.ROBUST)), len(lonely), replace=False)
    asking, others = np.concatenate([asking, lonely]), np.concatenate([others, ways_in])
    return Contacts(asking, others, _any_age(len(asking), rng))


def _near(cast: Cast, pool: Pool, actors: Ints, rng: np.random.Generator, share: float = 0.8) -> Ints:
    return pool.draw(mostly_near(cast.seat[actors], share, cast.own_districts, rng), rng)


def _next_able(cast: Cast, plan: Plan) -> Ints:
    """For each actor by position the next multiplier that is not weak."""
    able = [at for at in cast.multipliers if at not in plan.weak]
    following = np.zeros(cast.multipliers.stop, dtype=np.int64)
    following[able] = np.roll(able, -1)
    return following


def _recent(count: int, rng: np.random.Generator) -> Ints:
    return np.minimum(3 + rng.exponential(200, size=count), 700).astype(np.int64)


def _any_age(count: int, rng: np.random.Generator) -> Ints:
    ages = np.minimum(3 + rng.exponential(420, size=count), 1700).astype(np.int64)
    return np.where(rng.random(count) < 0.08, UNKNOWN, ages)
