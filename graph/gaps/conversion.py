"""Multipliers who meet companies of their region at events without a contact coming of it (section G1)."""

from collections.abc import Collection, Mapping

from traiber.graph.gaps.view import View, area_of

FEWEST_MET = 3  # companies of the own region

Attendance = Mapping[str, Collection[str]]  # event -> kennungen of those who were there


def unconverted(view: View, attendance: Attendance) -> dict[int, int]:
    """For every multiplier who met at least `FEWEST_MET` companies of its regions at events and has no
    recorded contact with any of them: how many it met, by place.

    To have been at the same event is an opportunity, not a tie. Empty without events.
    """
    positions = view.arrays.positions
    met: dict[int, set[int]] = {}
    for event in sorted(attendance):
        guests = sorted({positions[guest] for guest in attendance[event] if guest in positions})
        companies = [at for at in guests if view.actors[at].company]
        for at in guests:
            if view.actors[at].multiplier:
                area = area_of(view.actors[at])
                there = {c for c in companies if c != at and view.actors[c].region in area}
                met.setdefault(at, set()).update(there)
    return {
        at: len(companies)
        for at, companies in sorted(met.items())
        if len(companies) >= FEWEST_MET and companies.isdisjoint(view.arrays.neighbours(at).tolist())
    }
