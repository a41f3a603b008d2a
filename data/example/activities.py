"""Events with attendance, pilot projects, interviews with ratings."""

from datetime import date

import numpy as np

from traiber.data.example.actors import district_key
from traiber.data.example.bodies import STEERING
from traiber.data.example.cast import Cast, Ints
from traiber.data.example.land import OWN
from traiber.data.example.names import invent_towns
from traiber.data.example.plan import Coverage, Plan
from traiber.data.example.pool import Pool, mostly_near
from traiber.data.example.sheets import (
    ATTENDANCE,
    DATA_DATE,
    FICTIONAL,
    INTERVIEWS,
    STUDY,
    dates_before,
    listing,
    mint_keys,
    sheet,
    stream,
)
from traiber.data.example.strategy import FIELDS
from traiber.data.example.study import STUDY_EVENT
from traiber.data.table import Cell, Table

_NAMES = ("Netzwerktreffen", "Werkstatt", "Unternehmensabend", "Werkstatt", "Fachforum")
_TEXT = f"{FICTIONAL}: dieser Termin ist erfunden."
_RATERS = (2, 1, 0, 3, 5, 3, 6, 5, 5, 4, 3, 2)  # interviewed groups: positions in `_GROUPS`
_GROUPS = (
    "business_development",
    "chambers",
    "unions",
    "employers_associations",
    "social_partners",
    "education",
    "employment_agencies",
)
_RATED_BY = (12, 12, 9, 7, 5, 3, 2, 1)  # interviews that rate each field, at most
_PILOTS = (
    ("Leichtere Halterungen", 2),
    ("Späne im Kreislauf", 5),
    ("Papierlose Rüstung", 4),
    ("Vom Auspuff zum Batteriekasten", 2),
    ("Schichtpläne gemeinsam", 0),
)


def count_events(cast: Cast) -> int:
    """40 events, one for 50 actors in large examples."""
    return max(40, len(cast.kennung) // 50)


def tabulate_events(seed: int, cast: Cast) -> Table:
    """The events in the order of their days, then the study and the interviews."""
    rng = stream(seed, "events")
    count = count_events(cast)
    days = dates_before(np.sort(rng.integers(5, 840, size=count))[::-1].tolist())
    keys, interviews = mint_keys("events", count), mint_keys("interviews", len(_RATERS))
    rows: list[tuple[Cell, ...]] = []
    for number, (day, host) in enumerate(zip(days, _hosts(cast).tolist(), strict=True)):
        name = _NAMES[number % len(_NAMES)]
        title = f"{number + 1}. {name} {invent_towns(host)[0]}"
        kind = "workshop" if name == "Werkstatt" else "event"
        committee = STEERING if number % 20 == 6 else None
        fields = "; ".join(FIELDS[(number * 3 + k) % len(FIELDS)] for k in range(1 + number % 2))
        rows.append((keys[number], title, kind, day, None, committee, district_key(host), fields))
    start, end = date(2023, 6, 1), date(2024, 3, 22)
    rows.append((STUDY_EVENT, "Regionalstudie Musterregion", "study", start, end, None, None, None))
    for number in range(len(_RATERS)):
        day = DATA_DATE.replace(year=2024, month=9 + number // 5, day=2 + number)
        title = f"{number + 1}. Interview zu den Handlungsfeldern"
        rows.append((interviews[number], title, "interview", day, None, None, None, None))
    columns = "id title kind date end committee region field network description"
    return listing("events", columns, [(*row, OWN, _TEXT) for row in rows], ATTENDANCE)


def _hosts(cast: Cast) -> Ints:
    """The districts in turn."""
    return np.arange(count_events(cast)) % cast.own_districts


def tabulate_attendance(seed: int, cast: Cast, plan: Plan) -> Table:
    """Eight to 34 guests per event, mostly from its district; the first listed is the host.

    Of the uncovered companies only those planned were there, at three events each; none of those
    without data.
    """
    rng = stream(seed, "attendance")
    events = np.repeat(np.arange(count_events(cast)), rng.integers(8, 35, size=count_events(cast)))
    near = mostly_near(_hosts(cast)[events], 0.6, cast.own_districts, rng)
    guests = _pool(cast, plan).draw(near, rng)
    attending = np.repeat(np.array(plan.attending, dtype=np.int64), 3)
    chosen = np.concatenate([rng.choice(count_events(cast), 3, replace=False) for _ in plan.attending])
    neighbours = np.array(cast.partners[0][:3], dtype=np.int64)
    events = np.concatenate([events, chosen, np.arange(len(neighbours))])
    guests = np.concatenate([guests, attending, neighbours])
    keys = np.unique(events * len(cast.kennung) + guests)
    events, guests = np.divmod(keys, len(cast.kennung))
    ids = mint_keys("events", count_events(cast))
    return sheet(
        "attendance",
        len(keys),
        event=[ids[number] for number in events.tolist()],
        actor=[cast.kennung[at] for at in guests.tolist()],
        role=_roles(events, rng),
        source=ATTENDANCE,
    )


def _pool(cast: Cast, plan: Plan) -> Pool:
    """Who comes: a multiplier is as likely as three companies of its district."""
    left_out = dict.fromkeys(plan.companies(cast, Coverage.UNCOVERED, Coverage.UNSEEN))
    companies = [at for at in cast.companies if at not in left_out]
    members = [*cast.multipliers, *companies, *cast.locals]
    weights = [3.0] * len(cast.multipliers) + [1.0] * (len(companies) + len(cast.locals))
    return Pool(members, cast.seat[members], weights)


def _roles(events: Ints, rng: np.random.Generator) -> list[Cell]:
    """The guest with the lowest number is the host; of the others one in twelve speaks."""
    first = np.concatenate([[True], events[1:] != events[:-1]])
    speaks = rng.random(len(events)) < 1 / 12
    return [
        "host" if leads else "speaker" if talks else "participant"
        for leads, talks in zip(first.tolist(), speaks.tolist(), strict=True)
    ]


def tabulate_ratings(seed: int) -> Table:
    """Ratings of the current fields; three fields are rated in fewer than four interviews."""
    rng = stream(seed, "ratings")
    interviews = mint_keys("interviews", len(_RATERS))
    rows: list[tuple[Cell, ...]] = [
        (field, interviews[number], _GROUPS[_RATERS[number]], int(rng.integers(1, 6)), "internal")
        for field, times in zip(FIELDS, _RATED_BY, strict=True)
        for number in range(times)
    ]
    return listing("ratings", "field interview rater_group value access", rows, INTERVIEWS)


def tabulate_pilots(cast: Cast, plan: Plan) -> Table:
    """Five pilot projects, each with two companies of which at least one has contacts."""
    robust = plan.companies(cast, Coverage.ROBUST)
    keys = mint_keys("pilots", len(_PILOTS))
    rows: list[tuple[Cell, ...]] = []
    for k, (title, field) in enumerate(_PILOTS):
        pair = "; ".join(cast.kennung[at] for at in robust[2 * k : 2 * k + 2])
        region = district_key(int(cast.seat[robust[2 * k]]))
        start = date(2024, 2 + k, 1)
        end = date(2025, 1 + k, 28) if k % 2 else None
        rows.append((keys[k], title, pair, OWN, region, FIELDS[field], start, end, _TEXT))
    columns = "id title company network region field date end description"
    return listing("pilots", columns, rows, STUDY)
