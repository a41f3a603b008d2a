"""Actors that may be the same: proposals with their reasons, and what people decided about them."""
