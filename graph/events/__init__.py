"""Events: actors by events, kept two-mode; being there together is an opportunity, never a contact.

Section M13 of the methods.
"""

from traiber.graph.events.attendance import (
    Attendance,
    Meetings,
    co_attendance,
    events_together,
    shared_events,
)
from traiber.graph.events.conversion import (
    Conversion,
    conversion_by_event,
    conversion_by_group,
    in_contact,
    overall_conversion,
)
from traiber.graph.events.gatherings import (
    Event,
    Gatherings,
    read_gatherings,
    tell_events,
    tell_guests,
    tell_pairs,
    tell_types,
)
from traiber.graph.events.significance import above_chance, expected_attendance
from traiber.graph.expectation import false_discovery_rates

__all__ = [
    "Attendance",
    "Conversion",
    "Event",
    "Gatherings",
    "Meetings",
    "above_chance",
    "co_attendance",
    "conversion_by_event",
    "conversion_by_group",
    "events_together",
    "expected_attendance",
    "false_discovery_rates",
    "in_contact",
    "overall_conversion",
    "read_gatherings",
    "shared_events",
    "tell_events",
    "tell_guests",
    "tell_pairs",
    "tell_types",
]
