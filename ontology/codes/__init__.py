"""The code lists of `codes.toml`: finding the code that staff mean, and the lists as SKOS."""

from traiber.ontology.codes.lists import Code, CodeList, Labels, load_codes
from traiber.ontology.codes.lookup import name_index, normalise, resolve, resolve_scheme
from traiber.ontology.codes.skos import codes_ntriples

__all__ = [
    "Code",
    "CodeList",
    "Labels",
    "codes_ntriples",
    "load_codes",
    "name_index",
    "normalise",
    "resolve",
    "resolve_scheme",
]
