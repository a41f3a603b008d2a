"""Teams of multipliers: which few reach most companies together, and whose loss tears most apart."""

from traiber.graph.teams.key_players import KeyPlayers, key_players
from traiber.graph.teams.team import EXACT_CONTACTS, Team, best_team

__all__ = ["EXACT_CONTACTS", "KeyPlayers", "Team", "best_team", "key_players"]
