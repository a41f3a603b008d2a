"""RDF that others wrote: read under limits, completed as the mapper completes a row, levels kept."""

from traiber.data.foreign.files import ENDINGS, ForeignFile, find_rdf, read_rdf
from traiber.data.foreign.graph import NOTHING_FOREIGN, ForeignGraph, read_foreign

__all__ = [
    "ENDINGS",
    "NOTHING_FOREIGN",
    "ForeignFile",
    "ForeignGraph",
    "find_rdf",
    "read_foreign",
    "read_rdf",
]
