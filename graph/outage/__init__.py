"""What would be lost if actors left, and which new contacts would prevent it."""

from traiber.graph.outage.backup import CAPACITY, Backup, Placement, Traits, back_up
from traiber.graph.outage.losses import Outage, outage

__all__ = ["CAPACITY", "Backup", "Outage", "Placement", "Traits", "back_up", "outage"]
