"""The sheet of actors: office, multipliers, companies and the others around them."""

import numpy as np

from traiber.data.example.cast import Cast
from traiber.data.example.names import PRODUCTS, invent_towns
from traiber.data.example.plan import Coverage, Plan
from traiber.data.example.sheets import FICTIONAL, REGISTER, SURVEY, dates_before, sheet, stream
from traiber.data.table import Cell, Table

_SIZES = ("<10", "10-49", "50-249", ">=250")
_DEPENDENCE = ("low", "medium", "high", None)


def district_key(district: int) -> str:
    """The invented AGS of a district; no state of Germany has the number 99.

    >>> district_key(0)
    '99001'
    """
    return f"99{district + 1:03d}"


def tabulate_actors(seed: int, cast: Cast, plan: Plan) -> Table:
    """One row per actor, in the order of the cast."""
    rng = stream(seed, "particulars")
    count, companies = len(cast.kennung), cast.companies
    seats, towns = cast.seat.tolist(), cast.town.tolist()
    names = [invent_towns(district) for district in range(len(cast.districts))]
    return sheet(
        "actors",
        count,
        id=list(cast.kennung),
        name=list(cast.name),
        type=list(cast.type),
        role=[_role(cast, at) for at in range(count)],
        seat=[district_key(seat) for seat in seats],
        active_in=[_active_in(cast, at) for at in range(count)],
        postcode=[f"00{seat + 1:02d}{town + 1}" for seat, town in zip(seats, towns, strict=True)],
        town=[names[seat][town] for seat, town in zip(seats, towns, strict=True)],
        activity=[PRODUCTS[product] if product else None for product in cast.product],
        size_class=_of_companies(
            cast, [_SIZES[k] for k in rng.choice(4, len(companies), p=(0.25, 0.4, 0.27, 0.08))]
        ),
        drive_dependence=_of_companies(cast, _dependence(cast, plan, rng)),
        surveyed=_surveyed(cast, plan, rng),
        homepage=[
            f"https://example.org/musterregion/{cast.kennung[at]}" if at <= cast.multipliers[-1] else None
            for at in range(count)
        ],
        description=[_describe(product) for product in cast.product],
        source=[SURVEY if at in companies else REGISTER for at in range(count)],
        confidence="confirmed",
    )


def _role(cast: Cast, at: int) -> str | None:
    if at == cast.office:
        return "office"
    if at in cast.multipliers:
        return "multiplier"
    return "company" if at in cast.companies else None


def _active_in(cast: Cast, at: int) -> str | None:
    if at == cast.office:
        return "; ".join(district_key(district) for district in range(cast.own_districts))
    if at in cast.multipliers:
        return "; ".join(district_key(district) for district in cast.active_in(at))
    return None


def _of_companies(cast: Cast, values: list[str | None] | list[str]) -> list[Cell]:
    before = cast.companies.start
    return [*[None] * before, *values, *[None] * (len(cast.kennung) - cast.companies.stop)]


def _dependence(cast: Cast, plan: Plan, rng: np.random.Generator) -> list[str | None]:
    """Drawn; the isolated companies depend on the combustion engine, which makes them urgent."""
    drawn = rng.choice(4, len(cast.companies), p=(0.25, 0.4, 0.3, 0.05))
    drawn[[at - cast.companies.start for at in plan.isolated]] = _DEPENDENCE.index("high")
    return [_DEPENDENCE[k] for k in drawn]


def _surveyed(cast: Cast, plan: Plan, rng: np.random.Generator) -> list[Cell]:
    """Multipliers and companies on a day of the last 20 months; "no" or empty where planned."""
    days = dates_before(rng.integers(20, 600, size=len(cast.kennung)).tolist())
    values: list[Cell] = [None] * len(cast.kennung)
    for at in cast.multipliers:
        values[at] = days[at]
    unseen = (Coverage.UNSEEN, Coverage.UNASKED)
    for at, coverage in zip(cast.companies, plan.coverage.tolist(), strict=True):
        values[at] = (False if at % 2 else None) if coverage in unseen else days[at]
        if coverage == Coverage.ROBUST and at % 8 == 0:
            values[at] = True
    return values


def _describe(product: str | None) -> str:
    if product is None:
        return f"{FICTIONAL}: diese Organisation ist erfunden."
    return f"{FICTIONAL}: dieses Unternehmen ist erfunden. Erzeugnisse: {product}."
