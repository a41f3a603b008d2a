"""The ontology's namespace for rdflib: closed, so that a typo raises instead of matching nothing."""

# ruff: noqa: N815 - the names are those of the terms

from rdflib import Namespace, URIRef, namespace

from traiber.ontology.prefixes import TR_NAMESPACE


class TR(namespace.DefinedNamespace):
    """All classes and properties of `traiber.ttl`; `TR["from"]` because `from` is a keyword.

    >>> TR.Actor
    rdflib.term.URIRef('https://w3id.org/traiber/ns#Actor')
    >>> TR.Aktor
    Traceback (most recent call last):
        ...
    AttributeError: term 'Aktor' not in namespace 'https://w3id.org/traiber/ns#'
    """

    _fail = True
    _NS = Namespace(TR_NAMESPACE)
    _extras = ["from"]  # noqa: RUF012 - rdflib declares it a list

    ActionField: URIRef
    Actor: URIRef
    Attendance: URIRef
    Committee: URIRef
    Company: URIRef
    Consortium: URIRef
    DuplicateDecision: URIRef
    EducationActor: URIRef
    Event: URIRef
    ExpertInterview: URIRef
    GuidingVision: URIRef
    ImportRun: URIRef
    IndicatorValue: URIRef
    Measure: URIRef
    MeasureBundle: URIRef
    Need: URIRef
    Offer: URIRef
    Participation: URIRef
    Person: URIRef
    PilotProject: URIRef
    PublicActor: URIRef
    Region: URIRef
    RegionRole: URIRef
    RelevanceRating: URIRef
    SocialPartner: URIRef
    Source: URIRef
    Strategy: URIRef
    Study: URIRef
    SwotStatement: URIRef
    Tie: URIRef
    TransformationNetwork: URIRef
    Workshop: URIRef
    actionField: URIRef
    activeIn: URIRef
    activity: URIRef
    actorClass: URIRef
    addresses: URIRef
    ags: URIRef
    alignedWith: URIRef
    areaKm2: URIRef
    benchmarkArea: URIRef
    bundleCount: URIRef
    committeeClass: URIRef
    compares: URIRef
    comparesWith: URIRef
    confidence: URIRef
    contactFor: URIRef
    coordinatedBy: URIRef
    covers: URIRef
    dimension: URIRef
    directed: URIRef
    driveDependence: URIRef
    driver: URIRef
    due: URIRef
    duplicateDecision: URIRef
    eventClass: URIRef
    fictional: URIRef
    fileName: URIRef
    forRegion: URIRef
    frequency: URIRef
    fundedBy: URIRef
    fundingEuro: URIRef
    heldBy: URIRef
    hostedIn: URIRef
    indicator: URIRef
    initiatedBy: URIRef
    interview: URIRef
    isMultiplier: URIRef
    isOffice: URIRef
    kennung: URIRef
    knownNone: URIRef
    lastContact: URIRef
    leadsTo: URIRef
    linksTo: URIRef
    measureClass: URIRef
    neededBy: URIRef
    neighbourOf: URIRef
    network: URIRef
    noIntroductions: URIRef
    ofCommittee: URIRef
    offeredBy: URIRef
    partOfNetwork: URIRef
    partOfStrategy: URIRef
    participant: URIRef
    pilotCompany: URIRef
    population: URIRef
    populationDate: URIRef
    post: URIRef
    raterGroup: URIRef
    ratingValue: URIRef
    reason: URIRef
    region: URIRef
    regionRole: URIRef
    replacedId: URIRef
    reportedBy: URIRef
    represents: URIRef
    responsible: URIRef
    rowCount: URIRef
    seatIn: URIRef
    seatName: URIRef
    severity: URIRef
    sha256: URIRef
    sheetName: URIRef
    similarity: URIRef
    sizeClass: URIRef
    status: URIRef
    strategyClass: URIRef
    strength: URIRef
    supports: URIRef
    surveyed: URIRef
    swotKind: URIRef
    tieType: URIRef
    to: URIRef
    toolVersion: URIRef
    typicalRole: URIRef
    unit: URIRef
    validFrom: URIRef
    validTo: URIRef
    value: URIRef
    version: URIRef
    year: URIRef
