"""Words one SHACL constraint as one SPARQL SELECT whose rows are its violations.

A query binds `?focus` and, where the violation is about one value, `?value`. It is worded for
oxigraph, which joins the inside of a NOT EXISTS anew for each row but computes that of a MINUS once:
what a node or value lacks goes into a MINUS, and counting is done by GROUP BY.

Source of the semantics: W3C, Shapes Constraint Language (SHACL), 20 July 2017, section 4 and 5.
"""

from rdflib import URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from traiber.ontology.compiler.nodes import ON_NODES, PER_VALUE, QUERIES
from traiber.ontology.compiler.scope import Scope, Step, UnsupportedConstraint
from traiber.ontology.compiler.values import FAULTS

__all__ = ["Scope", "Step", "UnsupportedConstraint", "compile_parameter", "compile_probe", "component_of"]


def compile_parameter(scope: Scope, parameter: URIRef, value: Node) -> str | None:
    """The query for one parameter (`sh:maxCount 1`) of a shape; None where it demands nothing.

    Raises `UnsupportedConstraint` for a parameter outside the supported subset.
    """
    if parameter in FAULTS:
        faults = FAULTS[parameter](scope, value)
        return f"SELECT ?focus ?value WHERE {{ {scope.values} {faults} }}"
    if parameter not in QUERIES or (not scope.path and parameter not in ON_NODES):
        raise scope.refuse(f"sh:{parameter.removeprefix(str(SH))}")
    return QUERIES[parameter](scope, value)


def compile_probe(scope: Scope, parameter: URIRef, value: Node) -> str | None:
    """A cheaper query that has a row wherever `compile_parameter`'s has one; None where there is none.

    It leaves out the target class, so that the engine reads one index and needs no join, and so that
    all classes with the same demand on a path share it.
    """
    if not scope.path or not (parameter in FAULTS or parameter in PER_VALUE):
        return None
    query = compile_parameter(scope.anywhere, parameter, value)
    return f"{query} LIMIT 1" if query else None


def component_of(parameter: URIRef) -> str:
    """The CURIE of the constraint component that a parameter belongs to.

    >>> component_of(SH["in"])
    'sh:InConstraintComponent'
    """
    if parameter == SH.sparql:
        return "sh:SPARQLConstraintComponent"
    name = parameter.removeprefix(str(SH))
    return f"sh:{name[0].upper()}{name[1:]}ConstraintComponent"
