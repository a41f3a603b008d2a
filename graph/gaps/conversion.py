"""Multipliers who meet companies of their region at events without a contact coming of it (section G1)."""

from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.events.conversion import in_contact
from traiber.graph.gaps.view import View

if TYPE_CHECKING:
    from traiber.graph.arrays import Flags, Ints
    from traiber.graph.events.attendance import Attendance

FEWEST_MET = 3  # companies of the own region


def unconverted(view: View, attendance: "Attendance[str, str] | None") -> dict[int, int]:
    """For every multiplier who met at least `FEWEST_MET` companies of its regions at events and has no
    recorded contact with any of them: how many it met, by place.

    To have been at the same event is an opportunity, not a tie. Empty without events.
    """
    if not attendance:
        return {}
    met, positions = attendance.meetings, view.arrays.positions
    places = np.array([positions.get(guest, -1) for guest in attendance.actors], dtype=np.int64)
    one = places[np.concatenate([met.first, met.second])]
    other = places[np.concatenate([met.second, met.first])]
    tied = np.tile(in_contact(attendance, view.arrays), 2)
    wanted = (one >= 0) & (other >= 0) & view.multipliers[one] & view.companies[other]
    one, other, tied = one[wanted], other[wanted], tied[wanted]
    near = _near(view, one, other)
    number = np.bincount(one[near], minlength=len(view.arrays))
    contacts = np.bincount(one[near & tied], minlength=len(view.arrays))
    found = np.flatnonzero((number >= FEWEST_MET) & (contacts == 0)).tolist()
    return {at: int(number[at]) for at in found}


def _near(view: View, multipliers: "Ints", companies: "Ints") -> "Flags":
    """Whether each of these companies sits where its multiplier sits or works; not if its seat is unknown."""
    codes: dict[str | None, int] = {None: -1}
    seats = np.array([codes.setdefault(actor.region, len(codes)) for actor in view.actors], dtype=np.int64)
    base = len(codes)
    areas = [
        at * base + codes[key]
        for at in np.unique(multipliers).tolist()
        for key in view.actors[at].area
        if key in codes
    ]
    seat = seats[companies]
    near: Flags = (seat >= 0) & np.isin(multipliers * base + seat, areas)
    return near
