"""The query library: shipped and own SPARQL queries with a title, typed parameters and columns.

A query says in comments at its head what it answers:

    # title@de: …                              # title@en: …
    # description@de: …                        # description@en: …
    # question: 22
    # param NAME TYPE [= default]: German label | English label
    # column NAME: German header | English header

Parameters are bound as RDF terms, never written into the text. The engine binds only variables
that the query selects, so each parameter stands in the SELECT clause (and in that of every nested
SELECT that uses it); a parameter without a value is an unbound variable. A parameter `day` of
type date without a value is the day that the network is looked at. Selected columns that are
not declared are not handed over. A column `xLabel` beside a column `x` is a German label, which is
replaced by the label in the current language where there is one.
"""

from traiber.graph.library.answer import Rows, query_result, run_query
from traiber.graph.library.catalogue import UnknownQueryError, find_query, library_result, load_queries
from traiber.graph.library.head import THINGS, TYPES, HeaderError, Labels, Parameter, Query, parse_query
from traiber.graph.library.parameters import ParameterError, parse_arguments, resolve_parameter

__all__ = [
    "THINGS",
    "TYPES",
    "HeaderError",
    "Labels",
    "Parameter",
    "ParameterError",
    "Query",
    "Rows",
    "UnknownQueryError",
    "find_query",
    "library_result",
    "load_queries",
    "parse_arguments",
    "parse_query",
    "query_result",
    "resolve_parameter",
    "run_query",
]
