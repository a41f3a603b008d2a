"""Who takes part in the example: how many, in which district, under which name and Kennung."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from traiber.data.example.names import (
    DISTRICT_LIMIT,
    invent_companies,
    invent_districts,
    invent_towns,
    number_repeated,
)
from traiber.data.example.sheets import mint_keys, stream

Ints = npt.NDArray[np.int64]

SMALLEST = 200
NEIGHBOURS = 2  # neighbouring networks; each has one district of its own, after the own ones
NO_CHAMBER = 2  # the district without a chamber

# Share of the multipliers and what they are called; a place takes the braces' place.
MULTIPLIER_TYPES = {
    "business_development": (9, "Wirtschaftsförderung {}"),
    "chamber": (6, "Gewerbekammer {}"),
    "union": (5, "Gewerkschaft Fahrzeugbau {}"),
    "employers_association": (4, "Arbeitgeberverband {} e. V."),
    "university": (4, "Hochschule {}"),
    "training_provider": (6, "Bildungswerk {} gGmbH"),
    "employment_agency": (4, "Arbeitsagentur {}"),
}
# An association is typed `other`: the type `association` would make it a multiplier.
_LOCAL_TYPES = {
    "municipality": "Stadt {}",
    "research_institute": "Institut für Fahrzeugforschung {}",
    "other": "Branchenverein {} e. V.",
}
_PARTNER_TYPES = {
    "research_institute": "Forschungszentrum {}",
    "consultancy": "Beratungshaus {} GmbH",
    "state_agency": "Strukturagentur {}",
    "municipality": "Gemeinde {}",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of the example in their order; `seat` counts districts from 0.

    The own network covers the districts before `own_districts`, the last of them being the hinge.
    """

    kennung: list[str]
    name: list[str]
    type: list[str]
    seat: Ints
    town: Ints  # 0..3 within the district
    product: list[str | None]  # what a company makes
    multipliers: range
    companies: range
    locals: range  # municipalities, institutes and associations of the own area
    partners: tuple[range, ...]  # per neighbouring network
    districts: list[str]
    own_districts: int
    office: int = 0

    @property
    def hinge(self) -> int:
        """The district in which the own network meets its neighbours."""
        return self.own_districts - 1

    def active_in(self, multiplier: int) -> tuple[int, ...]:
        """The districts that a multiplier works in, its seat first.

        Business development and employment agencies stay at home; chambers pass over the
        district that is to have none.
        """
        seat, kind = int(self.seat[multiplier]), self.type[multiplier]
        width = {"business_development": 1, "employment_agency": 1, "university": 3}.get(kind, 2)
        around = [(seat + step) % self.own_districts for step in range(width)]
        return tuple(d for d in around if kind != "chamber" or d != NO_CHAMBER)


def cast_actors(seed: int, actors: int) -> Cast:
    """The actors of an example of this size; ValueError below `SMALLEST`."""
    if actors < SMALLEST:
        raise ValueError(f"an example needs at least {SMALLEST} actors, not {actors}")
    rng = stream(seed, "actors")
    own = min(DISTRICT_LIMIT - NEIGHBOURS, max(5, actors // 66))
    types = _multiplier_types(round(38 * min(actors, 330) / 330 + 0.04 * max(0, actors - 330)))
    others = round(51 * actors / 330)
    partners = [round(others * share) for share in (0.24, 0.18)]
    locals_ = others - sum(partners)
    companies = actors - 1 - len(types) - others
    company_names, products = invent_companies(companies, rng)
    local_types = [list(_LOCAL_TYPES)[i % 3] for i in range(locals_)]
    partner_types = [list(_PARTNER_TYPES)[i % 4] for i in range(sum(partners))]
    company_types = np.where(rng.random(companies) < 0.6, "supplier", "company").tolist()
    all_types = ["network_office", *types, *company_types, *local_types, *partner_types]
    seat = np.concatenate(
        [
            [0],
            _multiplier_seats(types, own),
            _company_seats(companies, own, rng),
            np.arange(locals_) % own,
            np.repeat([own, own + 1], partners),
        ]
    )
    town = _towns(all_types, seat.tolist(), rng)
    names = _place_names(all_types, seat.tolist(), town.tolist(), own)
    first = 1 + len(types)
    names[first : first + companies] = company_names
    last = first + companies + locals_
    return Cast(
        kennung=mint_keys("actors", actors, seed),
        name=number_repeated(names),
        type=all_types,
        seat=seat,
        town=town,
        product=[None] * first + list(products) + [None] * others,
        multipliers=range(1, first),
        companies=range(first, first + companies),
        locals=range(first + companies, last),
        partners=(range(last, last + partners[0]), range(last + partners[0], actors)),
        districts=invent_districts(own + NEIGHBOURS),
        own_districts=own,
    )


def _multiplier_types(count: int) -> list[str]:
    shares = np.array([share for share, _ in MULTIPLIER_TYPES.values()], dtype=float)
    ends = np.rint(np.cumsum(shares) / shares.sum() * count).astype(np.int64)
    return np.repeat(list(MULTIPLIER_TYPES), np.diff(ends, prepend=0)).tolist()


def _multiplier_seats(types: list[str], own: int) -> list[int]:
    """The districts in turn, so that none goes without; chambers leave one out."""
    seats, turn = [], 0
    for kind in types:
        if kind == "chamber" and turn % own == NO_CHAMBER:
            turn += 1
        seats.append(turn % own)
        turn += 1
    return seats


def _company_seats(count: int, own: int, rng: np.random.Generator) -> Ints:
    """Fewer companies from district to district, as 1 / (4 + number)."""
    weights = 1 / (4 + np.arange(own))
    return rng.choice(own, size=count, p=weights / weights.sum())


def _towns(types: list[str], seats: list[int], rng: np.random.Generator) -> Ints:
    """Companies anywhere; of the other types the first in the town of the seat, then the next."""
    drawn = rng.integers(4, size=len(types))
    used: dict[tuple[str, int], int] = {}
    for at, (kind, seat) in enumerate(zip(types, seats, strict=True)):
        if kind not in ("company", "supplier"):
            turn = used.get((kind, seat), 0)
            drawn[at] = turn % 4
            used[kind, seat] = turn + 1
    return drawn


def _place_names(types: list[str], seats: list[int], towns: list[int], own: int) -> list[str]:
    patterns = {kind: pattern for kind, (_, pattern) in MULTIPLIER_TYPES.items()}
    local = {**patterns, **_LOCAL_TYPES, "network_office": "Geschäftsstelle Musterregion Mobil"}
    names = []
    for kind, seat, town in zip(types, seats, towns, strict=True):
        pattern = (_PARTNER_TYPES if seat >= own else local).get(kind, "")
        names.append(pattern.format(invent_towns(seat)[town]))
    return names
