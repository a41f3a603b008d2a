"""The sheet of ties: every contact with its kind, strength, date, reporter and source."""

from collections.abc import Sequence

import numpy as np

from traiber.data.example.cast import Cast, Ints
from traiber.data.example.contacts import (
    UNKNOWN,
    Contacts,
    join,
    meet_around,
    meet_companies,
    meet_neighbours,
    multiplier_pool,
)
from traiber.data.example.plan import Plan
from traiber.data.example.sheets import CRM, REPORTS, dates_before, sheet, stream
from traiber.data.table import Cell, Table

_COMPANY_KINDS = (
    ("contact", 0.45),
    ("advises", 0.27),
    ("informs", 0.14),
    ("project", 0.08),
    ("trains", 0.06),
)
_OTHER_KINDS = (("contact", 0.5), ("cooperation", 0.3), ("refers", 0.12), ("project", 0.08))
_SUPPLY_KINDS = (("supplies", 0.7), ("cooperation", 0.2), ("project", 0.1))
_FREQUENCIES = (("weekly", 0.05), ("monthly", 0.2), ("quarterly", 0.3), ("yearly", 0.15), (None, 0.3))
_CONFIDENCES = (("confirmed", 0.6), ("reported", 0.32), ("conjectured", 0.08))
_TWICE = 0.02  # of the contacts are recorded a second time, as a project


def tabulate_ties(seed: int, cast: Cast, plan: Plan) -> Table:
    """One row per recorded contact; about one in fifty pairs also has a row as a project."""
    rng = stream(seed, "ties")
    pool = multiplier_pool(seed, cast, plan)
    with_companies = meet_companies(seed, cast, plan, pool)
    around = join(meet_around(seed, cast, plan, pool), meet_neighbours(seed, cast)).without_repeats()
    kinds = _draw(_COMPANY_KINDS, len(with_companies.age), rng)
    supply = np.isin(around.source, cast.companies) & np.isin(around.target, cast.companies)
    other, supplied = (_draw(choice, len(supply), rng) for choice in (_OTHER_KINDS, _SUPPLY_KINDS))
    kinds += [b if both else a for a, b, both in zip(other, supplied, supply.tolist(), strict=True)]
    contacts = join(with_companies, around)
    again = np.flatnonzero((rng.random(len(kinds)) < _TWICE) & (np.array(kinds) != "project"))
    second = Contacts(contacts.source[again], contacts.target[again], contacts.age[again])
    return _tabulate(cast, join(contacts, second), [*kinds, *["project"] * len(again)], rng)


def _tabulate(cast: Cast, contacts: Contacts, kinds: list[Cell], rng: np.random.Generator) -> Table:
    count = len(kinds)
    by_multiplier = np.isin(contacts.source, cast.multipliers) & (rng.random(count) < 0.6)
    reporters = zip(by_multiplier.tolist(), contacts.source.tolist(), strict=True)
    return sheet(
        "ties",
        count,
        source_actor=[cast.kennung[at] for at in contacts.source.tolist()],
        target_actor=[cast.kennung[at] for at in contacts.target.tolist()],
        kind=kinds,
        strength=_strengths(contacts.age, rng),
        last_contact=dates_before(contacts.age.tolist()),
        frequency=_draw(_FREQUENCIES, count, rng),
        reported_by=[cast.kennung[at] if own else "crm" for own, at in reporters],
        source=[REPORTS if own else CRM for own in by_multiplier.tolist()],
        confidence=_draw(_CONFIDENCES, count, rng),
    )


def _draw(choices: Sequence[tuple[Cell, float]], count: int, rng: np.random.Generator) -> list[Cell]:
    values = [value for value, _ in choices]
    return [values[k] for k in rng.choice(len(values), count, p=[share for _, share in choices]).tolist()]


def _strengths(ages: Ints, rng: np.random.Generator) -> list[Cell]:
    """From 1 to 5, around 3.4 for contacts of the last year and 2.2 for others; 5 % unknown."""
    recent = (ages != UNKNOWN) & (ages < 365)
    drawn = 1 + rng.binomial(4, np.where(recent, 0.6, 0.3))
    unknown = rng.random(len(ages)) < 0.05
    return [None if empty else value for value, empty in zip(drawn.tolist(), unknown.tolist(), strict=True)]
