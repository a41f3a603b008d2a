"""Recommended introductions: which multiplier should meet which company, through whom, for what gain.

Score = gain x feasibility (section 4 of the methods); in the order of priority, its cube root times the
affinity. No prediction of ties: what gains nothing is no proposal, however likely it is.
"""

from traiber.graph.introductions.asking import hinges_of, read_focus
from traiber.graph.introductions.bridges import bridge_table
from traiber.graph.introductions.finding import find_introductions
from traiber.graph.introductions.model import Introduction, Rules, Traits, Weights
from traiber.graph.introductions.table import COLUMNS, Focus, introduction_table

__all__ = [
    "COLUMNS",
    "Focus",
    "Introduction",
    "Rules",
    "Traits",
    "Weights",
    "bridge_table",
    "find_introductions",
    "hinges_of",
    "introduction_table",
    "read_focus",
]
