"""The land of the example: districts with seat points, their group, and the hinge."""

from math import cos, radians, sin, sqrt

from traiber.data.example.actors import district_key
from traiber.data.example.cast import Cast
from traiber.data.example.names import invent_towns
from traiber.data.example.sheets import DATA_DATE, STUDY, mint_keys, sheet, stream
from traiber.data.table import Cell, Table

REGION = "Musterregion"
OWN, BRIDGED, UNBRIDGED = mint_keys("networks", 3)

_CENTRE = (51.2, 7.2)  # real land lies there: only the distances between the seats mean something
_GOLDEN_ANGLE = 137.508
_SPACING = 0.13  # degrees of latitude


def tabulate_regions(seed: int, cast: Cast) -> Table:
    """The group of the own districts, then the districts, those of the neighbours last."""
    rng = stream(seed, "regions")
    count = len(cast.districts)
    areas: list[Cell] = [round(float(area), 1) for area in rng.uniform(150, 900, size=count)]
    people: list[Cell] = [int(number) for number in rng.integers(1100, 4200, size=count) * 100]
    own = [REGION] * cast.own_districts + [None] * (count - cast.own_districts)
    return sheet(
        "regions",
        count + 1,
        id=[None, *(district_key(district) for district in range(count))],
        name=[REGION, *cast.districts],
        level=["region_group", *["district"] * count],
        part_of=[None, *own],
        area=[None, *areas],
        population=[None, *people],
        population_date=[None, *[DATA_DATE.replace(year=2024)] * count],
        seat=[None, *(invent_towns(district)[0] for district in range(count))],
        point=[None, *(_seat_point(cast, district) for district in range(count))],
        source=STUDY,
        note="Fiktives Beispiel: Namen, Zahlen und Lage sind erfunden, auch wo die Karte echte Orte zeigt.",
    )


def _seat_point(cast: Cast, district: int) -> str:
    """Own districts on a spiral from the centre; the neighbours beyond the hinge, 60 degrees apart."""
    beyond = district - cast.own_districts
    at = min(district, cast.hinge)
    turn, distance = at * _GOLDEN_ANGLE, _SPACING * sqrt(at)
    if beyond >= 0:
        turn, distance = turn + 60 * beyond - 30, distance + 1.5 * _SPACING
    latitude = _CENTRE[0] + distance * cos(radians(turn))
    longitude = _CENTRE[1] + distance * sin(radians(turn)) / cos(radians(_CENTRE[0]))
    return f"{latitude:.4f}, {longitude:.4f}"


def tabulate_networks(cast: Cast) -> Table:
    """The own network and two neighbours; all three cover the hinge district."""
    own = "; ".join(district_key(district) for district in range(cast.own_districts))
    hinge = district_key(cast.hinge)
    areas = [own, *(f"{hinge}; {district_key(cast.own_districts + k)}" for k in range(2))]
    return sheet(
        "networks",
        3,
        id=[OWN, BRIDGED, UNBRIDGED],
        name=["Musterregion Mobil", "Nordwind Antrieb", "Südhang Fahrwerk"],
        covers=list(areas),
        neighbour_of=[f"{BRIDGED}; {UNBRIDGED}", OWN, OWN],
        drivers=["digitalisation; globalisation; ecology; mobility_products", "ecology", "digitalisation"],
        initiated_by=["employers_association; union", None, None],
        funded_by=["Fiktives Förderprogramm", None, None],
        funding=[1_200_000, None, None],
        valid_from=DATA_DATE.replace(year=2022, month=7, day=1),
        homepage=["https://example.org/musterregion", None, None],
        fictional=True,
        description="Fiktives Beispiel: dieses Netzwerk ist erfunden.",
        source=STUDY,
    )


def tabulate_region_roles(cast: Cast) -> Table:
    """The role of each own district, the hinge with what it links to."""
    own = range(cast.own_districts)
    return sheet(
        "region_roles",
        cast.own_districts,
        region=[district_key(district) for district in own],
        network=OWN,
        role=["hinge" if district == cast.hinge else "core" for district in own],
        links_to=[f"{BRIDGED}; {UNBRIDGED}" if district == cast.hinge else None for district in own],
        source=STUDY,
    )
