"""Recommended introductions: which multiplier should meet which company, who brings them together, what it gains.

Score = gain x feasibility (section 4 of the methods). Not a prediction of ties: what would arise anyway
gains nothing.
"""

from traiber.graph.introductions.finding import find_introductions
from traiber.graph.introductions.model import Introduction, Rules, Traits, Weights

__all__ = ["Introduction", "Rules", "Traits", "Weights", "find_introductions"]
