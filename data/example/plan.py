"""Which weak spots the example is to have, and the account of them that a test compares with."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from traiber.data.example.cast import Cast, Ints
from traiber.data.example.sheets import stream

HOLE_DISTRICT = 1  # where nobody offers anything for the field below
HOLE_FIELD = "HF2-3"
NO_COMMITTEE = 3  # the district that no member of the steering committee sits in
WEAK_TYPES = ("business_development", "chamber", "training_provider")
CUT_OFF = 20  # companies that hang on one multiplier; more where its district has more


class Coverage(IntEnum):
    """What contacts to multipliers a company is to have."""

    UNCOVERED = 0  # surveyed, none
    FRAGILE = 1  # surveyed, exactly one, within the last 730 days
    STALE = 2  # surveyed, two or more, all of them older
    ROBUST = 3  # surveyed, two or more within the last 730 days
    UNSEEN = 4  # not surveyed, no record of any kind
    UNASKED = 5  # not surveyed, two or more recorded


@dataclass(frozen=True, slots=True)
class Planted:
    """The weak spots of one example, by Kennung, AGS and key; each list is complete.

    `uncovered`: surveyed companies without a contact to a multiplier, of which `isolated` have
    no contact at all and `attending` were at three events each. `fragile`: surveyed companies
    with exactly one multiplier, of which `cut_off` have only `cut_point` and nobody else. `stale`:
    surveyed companies whose contacts to multipliers are all older than 730 days. `not_surveyed`:
    companies not asked, of which `no_data` are without any record. `under_connected`: multipliers
    with fewer than a quarter of the companies usual for their type. Then districts and networks
    where something is missing, and measures without anybody responsible.
    """

    uncovered: tuple[str, ...]
    isolated: tuple[str, ...]
    attending: tuple[str, ...]
    fragile: tuple[str, ...]
    cut_point: str
    cut_off: tuple[str, ...]
    stale: tuple[str, ...]
    not_surveyed: tuple[str, ...]
    no_data: tuple[str, ...]
    under_connected: tuple[str, ...]
    cells_without_offer: tuple[tuple[str, str], ...]  # district and action field
    districts_without_chamber: tuple[str, ...]
    districts_without_committee_seat: tuple[str, ...]
    unbridged_network: str
    measures_with_nobody: tuple[str, ...]  # the cell says "-"
    measures_with_unknown: tuple[str, ...]  # the cell is empty


@dataclass(frozen=True, slots=True)
class Plan:
    """The weak spots by position in the cast; `coverage` is per company, in their order."""

    coverage: Ints
    isolated: tuple[int, ...]
    attending: tuple[int, ...]
    cut_point: int
    cut_off: tuple[int, ...]
    weak: tuple[int, ...]

    def companies(self, cast: Cast, *kinds: Coverage) -> list[int]:
        """The companies of these kinds, as positions in the cast."""
        return (np.flatnonzero(np.isin(self.coverage, kinds)) + cast.companies.start).tolist()


def plan_weak_spots(seed: int, cast: Cast) -> Plan:
    """Choose who is weak: of 240 companies 14 uncovered, 34 fragile, 18 stale, 29 not surveyed."""
    rng = stream(seed, "plan")
    count = len(cast.companies)
    coverage = np.full(count, Coverage.ROBUST, dtype=np.int64)
    order = rng.permutation(count)
    start = 0
    for kind, share in (
        (Coverage.UNCOVERED, 14),
        (Coverage.FRAGILE, 34),
        (Coverage.STALE, 18),
        (Coverage.UNSEEN, 20),
        (Coverage.UNASKED, 9),
    ):
        end = start + round(share * count / 240)
        coverage[order[start:end]] = kind
        start = end
    return _choose_actors(cast, coverage)


def _choose_actors(cast: Cast, coverage: Ints) -> Plan:
    uncovered = (np.flatnonzero(coverage == Coverage.UNCOVERED) + cast.companies.start).tolist()
    fragile = (np.flatnonzero(coverage == Coverage.FRAGILE) + cast.companies.start).tolist()
    cut_point = cast.multipliers.start
    near = [company for company in fragile if cast.seat[company] == cast.seat[cut_point]]
    far = [company for company in fragile if cast.seat[company] != cast.seat[cut_point]]
    hanging = min(round(len(fragile) * 0.6), max(CUT_OFF, len(near)))
    weak = tuple(_last_of_type(cast, kind) for kind in WEAK_TYPES)
    return Plan(
        coverage=coverage,
        isolated=tuple(uncovered[: len(uncovered) * 2 // 7]),
        attending=tuple(uncovered[-(len(uncovered) * 5 // 14) :]),
        cut_point=cut_point,
        cut_off=tuple(sorted([*near, *far][:hanging])),
        weak=weak,
    )


def _last_of_type(cast: Cast, kind: str) -> int:
    return max(at for at in cast.multipliers if cast.type[at] == kind)
