"""Needs of companies and offers of multipliers, with one district and field left without offer."""

from collections.abc import Iterable

import numpy as np

from traiber.data.example.actors import district_key
from traiber.data.example.cast import Cast
from traiber.data.example.plan import HOLE_DISTRICT, HOLE_FIELD, Coverage, Plan
from traiber.data.example.sheets import FICTIONAL, REPORTS, SURVEY, dates_before, sheet, stream
from traiber.data.example.strategy import FIELDS
from traiber.data.table import Cell, Table

_HOLE = FIELDS.index(HOLE_FIELD)
_HOLE_NEEDS = 8  # companies of the district that voice the need that nobody meets, at least
_TITLES = (
    "Fachkräftesprechstunde",
    "Lehrgang im Betrieb",
    "Antriebsberatung",
    "Geschäftsmodellwerkstatt",
    "Digitalcheck",
    "Stoffstromberatung",
    "Netzwerktreffen",
    "Flächenservice",
)


def tabulate_needs(seed: int, cast: Cast, plan: Plan) -> Table:
    """Three of four surveyed companies voice one need or two; internal as the sheet says."""
    rng = stream(seed, "needs")
    seen = np.isin(plan.coverage, (Coverage.UNSEEN, Coverage.UNASKED), invert=True)
    surveyed = np.flatnonzero(seen) + cast.companies.start
    there = surveyed[cast.seat[surveyed] == HOLE_DISTRICT]
    voiced = surveyed[rng.random(len(surveyed)) < 0.75]
    companies = np.concatenate([there[:_HOLE_NEEDS], np.repeat(voiced, rng.integers(1, 3, size=len(voiced)))])
    first = rng.choice(len(FIELDS), len(companies), p=_field_shares())
    first[:_HOLE_NEEDS] = _HOLE
    second = (first + rng.integers(1, len(FIELDS), size=len(first))) % len(FIELDS)
    fields = [
        f"{FIELDS[one]}; {FIELDS[other]}" if both else FIELDS[one]
        for one, other, both in zip(
            first.tolist(), second.tolist(), rng.random(len(first)) < 0.3, strict=True
        )
    ]
    _, once = np.unique(companies * len(FIELDS) + first, return_index=True)
    kept = np.sort(once).tolist()
    at = companies[kept].tolist()
    return sheet(
        "needs",
        len(kept),
        company=[cast.kennung[company] for company in at],
        field=[fields[k] for k in kept],
        severity=[int(value) for value in rng.integers(1, 6, size=len(kept))],
        date=dates_before(rng.integers(30, 600, size=len(kept)).tolist()),
        description=f"{FICTIONAL}: dieser Bedarf ist erfunden.",
        source=SURVEY,
        access="internal",
    )


def _field_shares() -> list[float]:
    """Early fields are needed more often: shares as 10, 9, … 3 of 52."""
    weights = [10 - k for k in range(len(FIELDS))]
    return [weight / sum(weights) for weight in weights]


def tabulate_offers(seed: int, cast: Cast) -> Table:
    """Two to four fields per multiplier, then one more wherever a district would lack a field.

    Only in `HOLE_DISTRICT` nobody who sits or works there offers `HOLE_FIELD`, and no offer for
    that field holds there.
    """
    pairs = _offered(seed, cast)
    return sheet(
        "offers",
        len(pairs),
        provider=[cast.kennung[at] for at, _ in pairs],
        title=[_TITLES[field] for _, field in pairs],
        field=[FIELDS[field] for _, field in pairs],
        region=[_holds_in(cast, at, field) for at, field in pairs],
        description=f"{FICTIONAL}: dieses Angebot ist erfunden.",
        source=REPORTS,
    )


def _offered(seed: int, cast: Cast) -> list[tuple[int, int]]:
    rng = stream(seed, "offers")
    pairs: dict[tuple[int, int], None] = {}
    for at in cast.multipliers:
        for field in sorted(rng.choice(len(FIELDS), int(rng.integers(2, 5)), replace=False).tolist()):
            if not _leaves_hole(cast, at, field):
                pairs[at, field] = None
    present = {(int(cast.seat[at]), field) for at, field in pairs}
    for at in _one_per_district(cast):
        for field in range(len(FIELDS)):
            if (int(cast.seat[at]), field) not in present and not _leaves_hole(cast, at, field):
                pairs[at, field] = None
    return sorted(pairs)


def _leaves_hole(cast: Cast, at: int, field: int) -> bool:
    return field == _HOLE and HOLE_DISTRICT in cast.active_in(at)


def _one_per_district(cast: Cast) -> Iterable[int]:
    """The first multiplier of every district."""
    firsts: dict[int, int] = {}
    for at in cast.multipliers:
        if cast.seat[at] != HOLE_DISTRICT and HOLE_DISTRICT in cast.active_in(at):
            continue
        firsts.setdefault(int(cast.seat[at]), at)
    return firsts.values()


def _holds_in(cast: Cast, at: int, field: int) -> Cell:
    """Where the provider works; every seventh offer holds everywhere, but none for the hole."""
    if field != _HOLE and (at + field) % 7 == 0:
        return None
    return "; ".join(district_key(district) for district in cast.active_in(at))
