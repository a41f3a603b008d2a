"""traiber: a knowledge graph of a regional transformation network, with analysis and maps."""

__version__ = "0.1.0"
