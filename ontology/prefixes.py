"""Prefixes of all vocabularies in use: `expand` a CURIE to an IRI, `compress` an IRI to a CURIE."""

from collections.abc import Mapping
from types import MappingProxyType

from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

TR_NAMESPACE = "https://w3id.org/traiber/ns#"
CODES_NAMESPACE = "https://w3id.org/traiber/codes/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "adms": "http://www.w3.org/ns/adms#",
        "codes": CODES_NAMESPACE,
        "cv": "http://data.europa.eu/m8g/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "legal": "http://www.w3.org/ns/legal#",
        "locn": "http://www.w3.org/ns/locn#",
        "nace": "http://data.europa.eu/ux2/nace2/",
        "nuts": "http://data.europa.eu/nuts/code/",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "tr": TR_NAMESPACE,
        "vann": "http://purl.org/vocab/vann/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)


class UnknownPrefixError(TraiberError):
    """A CURIE whose prefix is none of `PREFIXES`."""

    def __init__(self, curie: str) -> None:
        """Keep the CURIE for the message."""
        super().__init__(curie)
        self.curie = curie

    def __str__(self) -> str:
        """Name the CURIE and the prefixes that exist."""
        return _("'{curie}' has no known prefix. Known prefixes: {known}.").format(
            curie=self.curie, known=", ".join(PREFIXES)
        )


def expand(curie: str) -> str:
    """The IRI that a CURIE stands for; an IRI (`https://…`) stays as it is.

    Raises `UnknownPrefixError` for any other text.

    >>> expand("tr:Actor")
    'https://w3id.org/traiber/ns#Actor'
    >>> expand("https://example.org/a")
    'https://example.org/a'
    """
    prefix, colon, name = curie.partition(":")
    if name.startswith("//"):
        return curie
    if not colon or prefix not in PREFIXES:
        raise UnknownPrefixError(curie)
    return PREFIXES[prefix] + name


def compress(iri: str) -> str:
    """The CURIE of an IRI; the IRI itself where no namespace fits, so that `expand` undoes it.

    >>> compress("https://w3id.org/traiber/codes/ActorType/chamber")
    'codes:ActorType/chamber'
    >>> compress("https://example.org/a")
    'https://example.org/a'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
