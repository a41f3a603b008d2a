"""Which class lies above which: the `tr:` hierarchy that is written out with every thing."""

from collections.abc import Mapping
from types import MappingProxyType

# The ontology's own subclass axioms; a test holds them equal to traiber.ttl, so that reading a
# workbook need not parse it.
_PARENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tr:Company": ("tr:Actor",),
        "tr:EducationActor": ("tr:Actor",),
        "tr:PublicActor": ("tr:Actor",),
        "tr:SocialPartner": ("tr:Actor",),
        "tr:Workshop": ("tr:Event",),
    }
)


def superclasses(curie: str) -> tuple[str, ...]:
    """All classes of the ontology above a class, sorted; empty for a class at the top or unknown.

    Classes of other vocabularies (`org:Organization`) are left out: they follow from the ontology.

    >>> superclasses("tr:Company")
    ('tr:Actor',)
    >>> superclasses("tr:Actor")
    ()
    """
    found: set[str] = set()
    waiting = [curie]
    while waiting:
        new = set(_PARENTS.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return tuple(sorted(found))
