"""The shapes as compiled to SPARQL, held against pySHACL, the reference implementation of SHACL.

Each case says, from the text of the W3C recommendation, which findings an edit of a faultless
graph must bring. All cases share one graph: each edits a copy of one node of the faultless graph.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import pyoxigraph
import pyshacl
import pytest
from rdflib import OWL, RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from traiber.ontology.compiler import UnsupportedConstraint
from traiber.ontology.errors import TraiberError
from traiber.ontology.prefixes import PREFIXES, TR_NAMESPACE, compress
from traiber.ontology.shapes import Violation, compile_shapes, find_violations

PREAMBLE = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + (
    "@prefix ex: <https://example.org/> .\n"
)
CODE = re.compile(r"\bcodes:(\w+)/([\w.-]+)")

BASE = """
ex:company a tr:Actor , tr:Company ; tr:kennung "C" ; skos:prefLabel "Müller & Söhne GmbH"@de ;
    org:classification codes:ActorType/company ; tr:seatIn ex:region ; tr:activeIn ex:region ;
    tr:sizeClass codes:SizeClass/10-49 ; tr:driveDependence codes:DriveDependence/high ;
    legal:companyActivity codes:EconomicActivity/29.32 ; tr:surveyed "2025-01-31"^^xsd:date ;
    tr:isMultiplier false ; tr:isOffice false ; foaf:homepage <https://example.org/home> ;
    adms:identifier <https://example.org/company/lei> ; locn:address <https://example.org/company/address> ;
    skos:altLabel "Müller"@de ; dcterms:description "Zulieferer"@de , "Supplier"@en ;
    dcterms:source ex:source ; tr:confidence codes:Confidence/confirmed ;
    dcterms:accessRights codes:AccessLevel/public .
<https://example.org/company/lei> a adms:Identifier ; skos:notation "LEI1" .
<https://example.org/company/address> a locn:Address ; locn:postCode "42103" .
ex:chamber a tr:Actor , tr:SocialPartner ; tr:kennung "K" ; skos:prefLabel "Kammer"@de , "Chamber"@en ;
    org:classification codes:ActorType/chamber ; tr:surveyed true .
ex:town a tr:Actor , tr:PublicActor ; tr:kennung "T" ; skos:prefLabel "Stadt"@de ;
    org:classification codes:ActorType/municipality .
ex:school a tr:Actor , tr:EducationActor ; tr:kennung "S" ; skos:prefLabel "Schule"@de ;
    org:classification codes:ActorType/school .
ex:network a tr:TransformationNetwork ; skos:prefLabel "Netz"@de ; skos:altLabel "Netzwerk"@de ;
    tr:covers ex:region ; tr:driver codes:Driver/electrification ;
    tr:initiatedBy codes:ActorType/chamber ; tr:fundingEuro 7100000.5 ; tr:fictional true ;
    tr:validFrom "2022-07-01"^^xsd:date ; tr:validTo "2025-07-01"^^xsd:date .
ex:north a tr:TransformationNetwork ; skos:prefLabel "Nord"@de ; tr:covers ex:union ;
    tr:neighbourOf ex:south .
ex:south a tr:TransformationNetwork ; skos:prefLabel "Süd"@de ; tr:covers ex:union ;
    tr:neighbourOf ex:north .
ex:committee a tr:Committee ; skos:prefLabel "Gremium"@de ; org:unitOf ex:network ;
    tr:represents codes:ActorType/chamber ; dcterms:type codes:CommitteeKind/committee .
ex:consortium a tr:Consortium ; skos:prefLabel "Konsortium"@de ; org:unitOf ex:network .
ex:region-role a tr:RegionRole ; tr:region ex:region ; tr:network ex:network ;
    tr:regionRole codes:RegionRoleKind/hinge ; tr:linksTo ex:north ; tr:validFrom "2023-01-01"^^xsd:date .
ex:membership a tr:Participation ; org:member ex:chamber ; org:organization ex:network ;
    org:role codes:MembershipRole/member ; dcterms:source ex:source ; tr:validTo "2024-01-01"^^xsd:date .
ex:tie a tr:Tie ; tr:kennung "1" ; tr:participant ex:company , ex:chamber ; tr:from ex:chamber ;
    tr:to ex:company ; tr:tieType codes:TieType/consulting ; tr:strength 3 ;
    tr:lastContact "2025-02-03"^^xsd:date ; tr:frequency codes:Frequency/weekly ;
    tr:reportedBy codes:Reporter/crm ; tr:confidence codes:Confidence/confirmed ; dcterms:source ex:source ;
    tr:validFrom "2024-01-01"^^xsd:date ; tr:validTo "2024-01-02"^^xsd:date .
codes:TieType/consulting tr:directed true .
ex:event a tr:Event , tr:Workshop ; skos:prefLabel "Werkstatt"@de ;
    prov:startedAtTime "2025-03-01T00:00:00"^^xsd:dateTime ;
    prov:endedAtTime "2025-03-01T00:00:00"^^xsd:dateTime ; dcterms:type codes:EventKind/workshop ;
    tr:partOfNetwork ex:network ; tr:hostedIn ex:region ; tr:ofCommittee ex:committee ;
    tr:actionField ex:field .
ex:pilot a tr:PilotProject ; skos:prefLabel "Versuch"@de ; tr:pilotCompany ex:company ;
    prov:startedAtTime "2025-03-01T00:00:00"^^xsd:dateTime .
ex:interview a tr:ExpertInterview ; skos:prefLabel "Gespräch"@de ;
    prov:startedAtTime "2023-03-01T00:00:00"^^xsd:dateTime .
ex:study a tr:Study ; skos:prefLabel "Studie"@de ; prov:startedAtTime "2023-03-01T00:00:00"^^xsd:dateTime .
ex:attendance a tr:Attendance ; prov:agent ex:company ; tr:activity ex:event ;
    prov:hadRole codes:AttendanceRole/speaker ; dcterms:source ex:source .
ex:field a tr:ActionField ; skos:prefLabel "Fachkräfte"@de ; skos:notation "F1" ; skos:definition "Wer"@de ;
    skos:inScheme ex:strategy ; skos:closeMatch ex:other-field ; skos:broader ex:other-field ;
    tr:coordinatedBy ex:chamber .
ex:other-field a tr:ActionField ; skos:prefLabel "Qualifizierung"@de .
ex:need a tr:Need ; tr:neededBy ex:company ; tr:actionField ex:field ; tr:severity 5 ;
    tr:forRegion ex:region ; dcterms:date "2025-04-01"^^xsd:date ; dcterms:description "Leute"@de ;
    dcterms:source ex:source .
ex:offer a tr:Offer ; tr:offeredBy ex:chamber ; tr:actionField ex:field , ex:other-field ;
    skos:prefLabel "Kurs"@de , "Course"@en ; tr:forRegion ex:region ; dcterms:source ex:source .
ex:rating a tr:RelevanceRating ; tr:actionField ex:field ; tr:interview ex:interview ; tr:ratingValue 1 ;
    tr:raterGroup codes:RaterGroup/chambers .
ex:bundle a tr:MeasureBundle ; skos:prefLabel "Bündel"@de ; tr:addresses ex:field ;
    tr:status codes:MeasureStatus/planned .
ex:measure a tr:Measure ; skos:prefLabel "Maßnahme"@de ; tr:addresses ex:field ; tr:responsible ex:chamber ;
    tr:status codes:MeasureStatus/planned ; tr:due "2026-01-01"^^xsd:date ; dcterms:isPartOf ex:bundle ;
    tr:partOfStrategy ex:strategy ; tr:supports ex:vision ; dcterms:type codes:MeasureKind/measure .
ex:strategy a tr:Strategy , skos:ConceptScheme ; skos:prefLabel "Strategie"@de ; tr:version "1.0" ;
    dcterms:issued "2023-12-14"^^xsd:date ; tr:partOfNetwork ex:network ; prov:wasRevisionOf ex:vision ;
    tr:alignedWith ex:vision ; tr:heldBy ex:chamber ; tr:bundleCount 27 ;
    dcterms:type codes:StrategyKind/strategy .
ex:vision a tr:GuidingVision ; skos:prefLabel "Leitbild"@de ; tr:version "1" ;
    dcterms:issued "2023-12-14"^^xsd:date .
ex:swot a tr:SwotStatement ; tr:region ex:region ; tr:swotKind codes:SwotKind/S ; tr:leadsTo ex:field ;
    dcterms:description "Viele Betriebe"@de ; dcterms:source ex:source .
ex:indicator a tr:IndicatorValue ; tr:region ex:region ; tr:indicator codes:Indicator/jobs ;
    tr:dimension codes:Dimension/economy ; tr:year "2021"^^xsd:gYear ; tr:value 1.5 ;
    tr:unit codes:Unit/percent ; tr:benchmarkArea codes:BenchmarkArea/NRW ; qb:dataSet ex:study ;
    dcterms:source ex:source .
ex:region a tr:Region ; skos:prefLabel "Wuppertal"@de ; skos:altLabel "W"@de ; tr:ags "05124" ;
    dcterms:type codes:RegionLevel/district ; skos:exactMatch <http://data.europa.eu/nuts/code/DEA1A> ;
    dcterms:isPartOf ex:union ; tr:areaKm2 168.39 ; tr:population 354382 ;
    tr:populationDate "2018-12-31"^^xsd:date ; tr:seatName "Wuppertal" ;
    geo:hasGeometry <https://example.org/region/seat> .
<https://example.org/region/seat> a geo:Geometry ; geo:asWKT "POINT(7.14816 51.25627)"^^geo:wktLiteral .
ex:union a tr:Region ; skos:prefLabel "Städtedreieck"@de .
ex:source a tr:Source ; skos:prefLabel "Bericht"@de ; foaf:page <https://example.org/page> ;
    dcterms:issued "2023-12-14"^^xsd:date ; dcterms:date "2024-12-14"^^xsd:date .
ex:person a tr:Person , foaf:Person ; foaf:name "Ada Beispiel" ; tr:contactFor ex:chamber ;
    tr:post "Referentin, 2. Stock" ; dcterms:accessRights codes:AccessLevel/personal .
ex:duplicate a tr:DuplicateDecision ; tr:compares ex:town ; tr:comparesWith ex:chamber ;
    tr:duplicateDecision codes:DuplicateDecision/different .
ex:run a tr:ImportRun ; tr:fileName "netz.xlsx" ; tr:sheetName "Akteure" ; tr:rowCount 3 ;
    tr:toolVersion "0.1" ; tr:sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" .
ex:blank-identifier a adms:Identifier ; skos:notation "" .
ex:odd-address a locn:Address ; locn:postCode "4103" .
ex:swapped geo:asWKT "POINT(51.25627 7.14816)"^^geo:wktLiteral .
ex:beyond geo:asWKT "POINT(7.1 91.5)"^^geo:wktLiteral .
ex:text geo:asWKT "POINT(7.14816 51.25627)" .
"""

# Edits of a node: "+" adds statements, "=" replaces the values of their predicates, "-" removes all
# values of the predicates; "|" stands between edits. Behind "->" stand the findings, all about that
# node: path ("." for the node itself), component, and "warning" where it is not a violation. An indented line
# continues the one before.
CASES = """
- ex:duplicate tr:duplicateDecision -> tr:duplicateDecision MinCount
+ ex:duplicate tr:duplicateDecision codes:DuplicateDecision/same -> tr:duplicateDecision MaxCount
= ex:duplicate tr:duplicateDecision codes:SizeClass/10-49 -> tr:duplicateDecision SPARQL
+ ex:duplicate tr:compares ex:chamber ; tr:comparesWith ex:town ->
  tr:compares MaxCount, tr:comparesWith MaxCount
= ex:duplicate tr:compares ex:field ; tr:comparesWith ex:field -> tr:compares Class, tr:comparesWith Class
- ex:duplicate tr:comparesWith -> tr:comparesWith MinCount
= ex:town tr:kennung "" -> tr:kennung MinLength
- ex:town tr:kennung -> tr:kennung MinCount
- ex:town org:classification -> org:classification MinCount
+ ex:town org:classification codes:SizeClass/10-49 -> org:classification SPARQL
+ ex:town org:classification "Kommune" -> org:classification SPARQL
+ ex:town tr:seatIn ex:region , ex:union -> tr:seatIn MaxCount
+ ex:town tr:seatIn ex:field ; tr:activeIn "Wuppertal" -> tr:seatIn Class, tr:activeIn Class
+ ex:town tr:isMultiplier true , "ja" -> tr:isMultiplier MaxCount, tr:isMultiplier Datatype
+ ex:town tr:isOffice true , "ja" -> tr:isOffice MaxCount, tr:isOffice Datatype
+ ex:town tr:noIntroductions true , "ja" -> tr:noIntroductions MaxCount, tr:noIntroductions Datatype
+ ex:town tr:surveyed "2025-01-31"^^xsd:date ->
+ ex:town tr:surveyed "2025-02-30"^^xsd:date -> tr:surveyed Or
+ ex:town tr:surveyed false , "ja" -> tr:surveyed Or, tr:surveyed MaxCount
+ ex:town legal:companyActivity ex:nothing -> legal:companyActivity SPARQL
+ ex:town tr:sizeClass ex:nothing , codes:SizeClass/10-49 -> tr:sizeClass MaxCount, tr:sizeClass SPARQL
+ ex:town tr:driveDependence 3 , 4 -> tr:driveDependence MaxCount, tr:driveDependence SPARQL
+ ex:town adms:identifier ex:nothing -> adms:identifier Class
+ ex:town adms:identifier ex:blank-identifier -> adms:identifier/skos:notation MinLength
+ ex:town locn:address ex:odd-address -> locn:address/locn:postCode Pattern warning
+ ex:town org:linkedTo ex:chamber ->
+ ex:town tr:knownNone org:linkedTo ->
+ ex:town org:linkedTo ex:chamber ; tr:knownNone org:linkedTo -> org:linkedTo SPARQL warning
+ ex:town skos:altLabel "Stadt" -> skos:altLabel Datatype
- ex:company rdf:type | + ex:company a tr:Company -> . Class
- ex:town rdf:type | + ex:town a tr:PublicActor -> . Class
- ex:chamber rdf:type | + ex:chamber a tr:SocialPartner -> . Class
- ex:school rdf:type | + ex:school a tr:EducationActor -> . Class

- ex:network tr:covers -> tr:covers MinCount warning
+ ex:network tr:covers ex:chamber -> tr:covers Class
+ ex:network tr:neighbourOf ex:north -> tr:neighbourOf SPARQL
+ ex:network tr:neighbourOf ex:network -> tr:neighbourOf SPARQL
+ ex:network tr:neighbourOf ex:chamber -> tr:neighbourOf Class, tr:neighbourOf SPARQL
+ ex:network tr:driver ex:nothing ; tr:initiatedBy ex:nothing -> tr:driver SPARQL, tr:initiatedBy SPARQL
= ex:network tr:fundingEuro -0.5 -> tr:fundingEuro MinInclusive
= ex:network tr:fundingEuro 1.5 , 2 -> tr:fundingEuro Datatype, tr:fundingEuro MaxCount
= ex:network tr:fictional true , 1 -> tr:fictional Datatype, tr:fictional MaxCount
+ ex:network skos:altLabel ex:network -> skos:altLabel Datatype

- ex:region-role tr:network , tr:regionRole -> tr:network MinCount, tr:regionRole MinCount
+ ex:region-role tr:network ex:chamber -> tr:network Class, tr:network MaxCount
+ ex:region-role tr:regionRole ex:chamber -> tr:regionRole SPARQL, tr:regionRole MaxCount
+ ex:region-role tr:linksTo ex:chamber -> tr:linksTo Class

- ex:membership org:member , org:organization , org:role -> org:member MinCount, org:organization
  MinCount, org:role MinCount
+ ex:membership org:member ex:network -> org:member Class, org:member MaxCount, org:member Disjoint
= ex:membership org:organization ex:chamber -> org:member Disjoint
= ex:membership org:organization ex:town ->
= ex:membership org:organization ex:consortium ->
+ ex:membership org:organization ex:region -> org:organization Or, org:organization MaxCount
+ ex:membership org:role ex:nothing -> org:role SPARQL

- ex:tie tr:participant , tr:from , tr:to -> tr:participant MinCount, . SPARQL
= ex:tie tr:participant ex:chamber -> tr:participant MinCount, tr:to SPARQL
+ ex:tie tr:participant ex:town -> tr:participant MaxCount
= ex:tie tr:participant ex:chamber , ex:person | - ex:tie tr:to -> tr:participant Class, . SPARQL
= ex:tie tr:participant ex:chamber , ex:company , ex:region -> tr:participant Class, tr:participant MaxCount
- ex:tie tr:from -> . SPARQL
= ex:tie tr:tieType codes:TieType/contact | - ex:tie tr:from , tr:to ->
= ex:tie tr:from ex:company -> tr:from Disjoint
= ex:tie tr:from ex:town -> tr:from SPARQL
+ ex:tie tr:from ex:town -> tr:from MaxCount, tr:from SPARQL
+ ex:tie tr:to ex:town -> tr:to MaxCount, tr:to SPARQL
- ex:tie tr:tieType -> tr:tieType MinCount
+ ex:tie tr:tieType ex:nothing -> tr:tieType MaxCount, tr:tieType SPARQL
= ex:tie tr:strength 0 -> tr:strength MinInclusive
= ex:tie tr:strength 6 -> tr:strength MaxInclusive
= ex:tie tr:strength 1 , 5 -> tr:strength MaxCount
= ex:tie tr:strength 2.5 -> tr:strength Datatype
= ex:tie tr:strength "eng" -> tr:strength Datatype, tr:strength MinInclusive, tr:strength MaxInclusive
= ex:tie tr:lastContact "2025-02-30"^^xsd:date -> tr:lastContact Datatype, tr:lastContact MinInclusive warning
= ex:tie tr:lastContact "2025-02-03" , "gestern" -> tr:lastContact Datatype, tr:lastContact MaxCount,
    tr:lastContact MinInclusive warning
= ex:tie tr:lastContact "2025-02-03T10:00:00"^^xsd:dateTime -> tr:lastContact Datatype,
    tr:lastContact MinInclusive warning
= ex:tie tr:lastContact "1989-12-31"^^xsd:date -> tr:lastContact MinInclusive warning
= ex:tie tr:lastContact "1990-01-01"^^xsd:date ->
+ ex:tie tr:frequency ex:nothing -> tr:frequency MaxCount, tr:frequency SPARQL
+ ex:tie tr:reportedBy ex:company -> tr:reportedBy MaxCount
= ex:tie tr:reportedBy ex:company ->
= ex:tie tr:reportedBy ex:region -> tr:reportedBy SPARQL
- ex:tie tr:confidence -> tr:confidence MinCount warning

- ex:event prov:startedAtTime -> prov:startedAtTime MinCount
- ex:pilot prov:startedAtTime -> prov:startedAtTime MinCount warning
- ex:interview prov:startedAtTime -> prov:startedAtTime MinCount warning
- ex:study prov:startedAtTime -> prov:startedAtTime MinCount warning
= ex:event prov:endedAtTime "2025-02-28T00:00:00"^^xsd:dateTime -> prov:startedAtTime LessThanOrEquals
- ex:event rdf:type | + ex:event a tr:Workshop -> . Class
+ ex:pilot tr:pilotCompany ex:chamber -> tr:pilotCompany Class warning
+ ex:pilot tr:pilotCompany ex:person -> tr:pilotCompany Class, tr:pilotCompany Class warning

- ex:attendance prov:agent , tr:activity -> prov:agent MinCount, tr:activity MinCount
= ex:attendance prov:agent ex:person -> prov:agent Class
+ ex:attendance prov:agent ex:chamber -> prov:agent MaxCount
= ex:attendance tr:activity ex:pilot ->
= ex:attendance tr:activity ex:committee -> tr:activity Or
+ ex:attendance tr:activity ex:study -> tr:activity MaxCount
+ ex:attendance prov:hadRole ex:nothing -> prov:hadRole MaxCount, prov:hadRole SPARQL

+ ex:field skos:notation "F2" ; skos:closeMatch "F3" -> skos:notation MaxCount, skos:closeMatch NodeKind
+ ex:field skos:definition "Was"@de , "Wie" -> skos:definition UniqueLang, skos:definition Datatype
+ ex:field skos:inScheme ex:chamber ; skos:broader ex:chamber -> skos:inScheme Class, skos:broader Class
+ ex:field tr:coordinatedBy ex:person -> tr:coordinatedBy Class

= ex:need tr:neededBy ex:chamber -> tr:neededBy Class
+ ex:need tr:neededBy ex:chamber -> tr:neededBy Class, tr:neededBy MaxCount
- ex:need tr:neededBy -> tr:neededBy MinCount
= ex:need tr:severity 0 , 7 -> tr:severity MinInclusive, tr:severity MaxInclusive, tr:severity MaxCount
= ex:need tr:severity "hoch" -> tr:severity Datatype, tr:severity MinInclusive, tr:severity MaxInclusive
+ ex:need dcterms:date 2025 -> dcterms:date Datatype, dcterms:date MaxCount
- ex:offer tr:offeredBy -> tr:offeredBy MinCount
+ ex:offer tr:offeredBy ex:person -> tr:offeredBy Class, tr:offeredBy MaxCount
+ ex:offer skos:prefLabel "Lehrgang"@de , "Kurs" -> skos:prefLabel UniqueLang, skos:prefLabel Datatype
- ex:offer skos:prefLabel ->
- ex:rating tr:actionField , tr:interview -> tr:actionField MinCount, tr:interview MinCount
- ex:rating tr:ratingValue , tr:raterGroup -> tr:ratingValue MinCount, tr:raterGroup MinCount
+ ex:rating tr:actionField ex:region ; tr:interview ex:event -> tr:actionField Class, tr:actionField
  MaxCount, tr:interview Class, tr:interview MaxCount
= ex:rating tr:ratingValue 0 , 6 -> tr:ratingValue MinInclusive, tr:ratingValue MaxInclusive,
  tr:ratingValue MaxCount
= ex:rating tr:ratingValue 4.5 -> tr:ratingValue Datatype
= ex:rating tr:raterGroup ex:person -> tr:raterGroup SPARQL, . SPARQL
+ ex:rating tr:raterGroup ex:nothing -> tr:raterGroup MaxCount, tr:raterGroup SPARQL
+ ex:rating prov:wasAttributedTo ex:person -> . SPARQL

- ex:strategy tr:version , dcterms:issued -> tr:version MinCount warning, dcterms:issued MinCount warning
- ex:vision tr:version , dcterms:issued -> tr:version MinCount warning, dcterms:issued MinCount warning

- ex:swot dcterms:description , tr:swotKind -> dcterms:description MinCount, tr:swotKind MinCount
+ ex:swot tr:swotKind ex:nothing ; tr:leadsTo ex:region -> tr:swotKind MaxCount, tr:swotKind SPARQL,
  tr:leadsTo Class
- ex:indicator tr:indicator , tr:dimension -> tr:indicator MinCount, tr:dimension MinCount
- ex:indicator tr:year , tr:value , tr:unit -> tr:year MinCount, tr:value MinCount, tr:unit MinCount
+ ex:indicator tr:indicator ex:nothing -> tr:indicator MaxCount, tr:indicator SPARQL
+ ex:indicator tr:dimension ex:nothing -> tr:dimension MaxCount, tr:dimension SPARQL
+ ex:indicator tr:unit ex:nothing -> tr:unit MaxCount, tr:unit SPARQL
+ ex:indicator tr:benchmarkArea ex:nothing -> tr:benchmarkArea MaxCount, tr:benchmarkArea SPARQL
+ ex:indicator tr:year 2022 -> tr:year MaxCount, tr:year Datatype
+ ex:indicator tr:value "viel" -> tr:value MaxCount, tr:value Datatype
+ ex:indicator qb:dataSet ex:event -> qb:dataSet MaxCount, qb:dataSet Class

= ex:region tr:ags "5124" -> tr:ags Pattern warning
= ex:region tr:ags "05" , "05124000" -> tr:ags MaxCount
+ ex:region skos:altLabel "W-tal" -> skos:altLabel Datatype
= ex:region tr:ags 51240 -> tr:ags Datatype
+ ex:region skos:exactMatch <http://data.europa.eu/nuts/code/DEA18> -> skos:exactMatch SPARQL
+ ex:region skos:exactMatch <https://www.wikidata.org/entity/Q2107> ->
+ ex:region skos:exactMatch "DEA1A" -> skos:exactMatch NodeKind
+ ex:region dcterms:type ex:nothing -> dcterms:type MaxCount, dcterms:type SPARQL
+ ex:region dcterms:isPartOf ex:network -> dcterms:isPartOf Class
= ex:region tr:areaKm2 0 -> tr:areaKm2 MinExclusive, tr:areaKm2 Datatype
+ ex:region tr:areaKm2 170 -> tr:areaKm2 MaxCount, tr:areaKm2 Datatype
= ex:region tr:population -1 -> tr:population MinInclusive, tr:population MinExclusive warning
= ex:region tr:population 0 -> tr:population MinExclusive warning
+ ex:region dcterms:isPartOf ex:region -> dcterms:isPartOf SPARQL
= ex:bundle dcterms:isPartOf ex:bundle -> dcterms:isPartOf SPARQL
= ex:measure dcterms:isPartOf ex:measure -> dcterms:isPartOf SPARQL, dcterms:isPartOf Class
+ ex:region tr:population 354382.5 -> tr:population MaxCount, tr:population Datatype
+ ex:region tr:populationDate "2018" -> tr:populationDate MaxCount, tr:populationDate Datatype
+ ex:region tr:seatName "Elberfeld"@de -> tr:seatName MaxCount, tr:seatName Datatype
+ ex:region geo:hasGeometry ex:swapped -> geo:hasGeometry MaxCount, geo:hasGeometry/geo:asWKT Pattern warning
= ex:region geo:hasGeometry ex:beyond -> geo:hasGeometry/geo:asWKT Pattern, geo:hasGeometry/geo:asWKT
  Pattern warning
= ex:region geo:hasGeometry ex:text -> geo:hasGeometry/geo:asWKT Datatype

= ex:source skos:prefLabel "Bericht"@de , "Beitrag"@de -> skos:prefLabel UniqueLang
- ex:source skos:prefLabel ->
- ex:source foaf:page ->
- ex:source foaf:page , skos:prefLabel -> . SPARQL
+ ex:source foaf:page "www.example.org" -> foaf:page NodeKind, foaf:page Pattern
+ ex:source dcterms:issued "2023" ; dcterms:date "2023" -> dcterms:issued Datatype, dcterms:issued
  MaxCount, dcterms:date Datatype, dcterms:date MaxCount
- ex:person foaf:name , tr:contactFor -> foaf:name MinCount, tr:contactFor MinCount
+ ex:person foaf:name "Ada"@de -> foaf:name MaxCount, foaf:name Datatype
= ex:person foaf:name "Ada, ada@example.org" ; tr:post "Tel. 0202 / 43 90" -> foaf:name SPARQL, tr:post SPARQL
= ex:person tr:post 7 -> tr:post Datatype
+ ex:person tr:contactFor ex:network -> tr:contactFor Class
+ ex:person foaf:phone <tel:+492020000000> -> foaf:phone Closed
+ ex:person skos:note "Telefon: 0202 0000000" -> skos:note Closed
= ex:person dcterms:accessRights codes:AccessLevel/public -> dcterms:accessRights In
- ex:run tr:fileName , tr:sha256 -> tr:fileName MinCount, tr:sha256 MinCount
+ ex:run tr:fileName 1 ; tr:sheetName 1 ; tr:toolVersion 1 -> tr:fileName Datatype, tr:fileName MaxCount,
  tr:sheetName Datatype, tr:sheetName MaxCount, tr:toolVersion Datatype, tr:toolVersion MaxCount
+ ex:run tr:sha256 "abc" -> tr:sha256 MaxCount, tr:sha256 Pattern
+ ex:run tr:rowCount -1 , "drei" -> tr:rowCount MaxCount, tr:rowCount Datatype, tr:rowCount MinInclusive
"""

# Cases about columns that several sheets share, once for each node.
SHARED = (
    (
        "company network committee consortium region-role membership tie event pilot interview study "
        "attendance field need offer rating bundle measure strategy vision swot indicator region source "
        "duplicate",
        '+ {} tr:kennung 7 , "Z" ; dcterms:source "Bericht" -> '
        "tr:kennung Datatype, tr:kennung MaxCount, dcterms:source NodeKind\n"
        "+ {} tr:confidence ex:x , ex:y ; dcterms:accessRights ex:x , ex:y -> tr:confidence MaxCount, "
        "tr:confidence SPARQL, dcterms:accessRights MaxCount, dcterms:accessRights SPARQL",
    ),
    (
        "person",
        '+ {} tr:kennung 7 , "Z" ; dcterms:source "Bericht" -> '
        "tr:kennung Datatype, tr:kennung MaxCount, dcterms:source NodeKind\n"
        "+ {} tr:confidence ex:x , ex:y ; dcterms:accessRights ex:x , ex:y -> tr:confidence MaxCount, "
        "tr:confidence SPARQL, dcterms:accessRights MaxCount, dcterms:accessRights SPARQL, "
        "dcterms:accessRights In",
    ),
    (
        "town network committee consortium event pilot interview study field bundle measure strategy "
        "vision region",
        "- {} skos:prefLabel -> skos:prefLabel MinCount\n"
        '= {} skos:prefLabel "" , "a"@de , "b"@DE -> '
        "skos:prefLabel Datatype, skos:prefLabel MinLength, skos:prefLabel UniqueLang",
    ),
    (
        "town network committee consortium event pilot interview study need offer bundle measure "
        "strategy vision swot",
        '= {} dcterms:description "x" , "a"@de , "b"@de -> '
        "dcterms:description Datatype, dcterms:description UniqueLang",
    ),
    (
        "network region-role membership tie offer",
        '= {} tr:validFrom "2025-01-02"^^xsd:date ; tr:validTo "2025-01-02"^^xsd:date -> '
        "tr:validFrom LessThan\n"
        '= {} tr:validFrom "x" , "y" ; tr:validTo 1 , 2 -> tr:validFrom LessThan, tr:validFrom Datatype, '
        "tr:validFrom MaxCount, tr:validTo Datatype, tr:validTo MaxCount, tr:validFrom MinInclusive warning\n"
        '= {} tr:validFrom "1949-12-31"^^xsd:date -> tr:validFrom MinInclusive warning',
    ),
    (
        "membership tie attendance need offer swot indicator",
        "- {} dcterms:source -> dcterms:source MinCount warning",
    ),
    (
        "town network",
        '+ {} foaf:homepage "www.example.org" -> foaf:homepage NodeKind, foaf:homepage Pattern',
    ),
    (
        "committee consortium",
        "- {} org:unitOf -> org:unitOf MinCount\n"
        "+ {} org:unitOf ex:chamber ; tr:represents ex:nothing -> org:unitOf Class, org:unitOf MaxCount, "
        "tr:represents SPARQL\n"
        "+ {} dcterms:type ex:x , ex:y -> dcterms:type MaxCount, dcterms:type SPARQL",
    ),
    ("event pilot interview study need offer", "+ {} tr:actionField ex:chamber -> tr:actionField Class"),
    (
        "need offer",
        "- {} tr:actionField -> tr:actionField MinCount\n+ {} tr:forRegion ex:chamber -> tr:forRegion Class",
    ),
    (
        "region-role swot indicator",
        "- {} tr:region -> tr:region MinCount\n"
        "+ {} tr:region ex:chamber -> tr:region Class, tr:region MaxCount",
    ),
    (
        "event pilot interview study strategy vision",
        "+ {} tr:partOfNetwork ex:x , ex:y -> tr:partOfNetwork Class, tr:partOfNetwork MaxCount",
    ),
    (
        "event pilot interview study",
        '= {} prov:startedAtTime "x" , "y" ; prov:endedAtTime 1 , 2 -> prov:startedAtTime Datatype, '
        "prov:startedAtTime MaxCount, prov:startedAtTime LessThanOrEquals, prov:endedAtTime Datatype, "
        "prov:endedAtTime MaxCount, prov:startedAtTime MinInclusive warning\n"
        '= {} prov:startedAtTime "1989-12-31T00:00:00"^^xsd:dateTime -> '
        "prov:startedAtTime MinInclusive warning\n"
        "+ {} dcterms:type ex:x , ex:y ; tr:hostedIn ex:x , ex:y ; tr:ofCommittee ex:x , ex:y -> "
        "dcterms:type SPARQL, dcterms:type MaxCount, tr:hostedIn Class, tr:hostedIn MaxCount, "
        "tr:ofCommittee Or, tr:ofCommittee MaxCount",
    ),
    (
        "bundle measure",
        "- {} tr:addresses , tr:status -> tr:addresses MinCount, tr:status MinCount\n"
        "+ {} tr:addresses ex:x ; tr:status ex:x ; tr:responsible ex:person ; dcterms:type ex:x , ex:y -> "
        "tr:addresses Class, tr:status MaxCount, tr:status SPARQL, tr:responsible Class, "
        "dcterms:type MaxCount, dcterms:type SPARQL\n"
        '+ {} tr:due "bald" , "nie" ; dcterms:isPartOf ex:x , ex:y ; tr:partOfStrategy ex:vision ; '
        "tr:supports ex:strategy -> tr:due Datatype, tr:due MaxCount, dcterms:isPartOf Class, "
        "dcterms:isPartOf MaxCount, tr:partOfStrategy Class, tr:supports Class",
    ),
    (
        "strategy vision",
        '+ {} dcterms:type ex:x , ex:y ; dcterms:issued "2023" ; tr:version 2 -> dcterms:type MaxCount, '
        "dcterms:type SPARQL, dcterms:issued MaxCount, dcterms:issued Datatype, tr:version MaxCount, "
        "tr:version Datatype\n"
        "+ {} prov:wasRevisionOf ex:x ; tr:alignedWith ex:x ; tr:heldBy ex:x ; tr:bundleCount -1 , 2.5 -> "
        "prov:wasRevisionOf Or, tr:alignedWith Or, tr:heldBy Class, tr:bundleCount MaxCount, "
        "tr:bundleCount MinInclusive, tr:bundleCount Datatype",
    ),
)


Finding = tuple[str | None, str, str]  # path, component, severity


@dataclass(frozen=True, slots=True)
class Case:
    """An edit of a node, and the findings that it must bring."""

    text: str
    node: str
    edits: tuple[str, ...]
    expected: frozenset[Finding]


def _read_case(text: str) -> Case:
    edits, _arrow, findings = text.partition("->")
    expected = frozenset(_read_finding(finding) for finding in findings.split(",") if finding.strip())
    return Case(text, edits.split()[1], tuple(edit.strip() for edit in edits.split("|")), expected)


def _read_finding(text: str) -> Finding:
    path, component, *severity = text.split()
    return (None if path == "." else path), component, (severity or ["violation"])[0]


def _all_cases() -> Iterator[Case]:
    yield from (_read_case(line) for line in CASES.replace("\n  ", " ").splitlines() if line)
    for nodes, lines in SHARED:
        for node in nodes.split():
            yield from (_read_case(line.replace("{}", f"ex:{node}")) for line in lines.splitlines())


ALL_CASES = tuple(_all_cases())


def _read(turtle: str) -> Graph:
    codes = CODE.sub(lambda match: f"<{PREFIXES['codes']}{match[1]}/{match[2]}>", turtle)
    return Graph().parse(data=PREAMBLE + codes, format="turtle")


def _base() -> Graph:
    """The faultless graph, each code of it in its scheme."""
    codes = sorted(set(CODE.findall(BASE + CASES)))
    schemes = (f"codes:{scheme}/{code} skos:inScheme codes:{scheme} ." for scheme, code in codes)
    return _read(BASE + "\n".join(schemes))


def _edit(graph: Graph, edit: str) -> None:
    operator, statement = edit.split(maxsplit=1)
    if operator == "-":
        subject, predicates = statement.split(maxsplit=1)
        statement = " ; ".join(f"{predicate} 0" for predicate in predicates.split(" , "))
        statement = f"{subject} {statement}"
    triples = list(_read(f"{statement} ."))
    if operator != "+":
        for node, predicate, _value in triples:
            graph.remove((node, predicate, None))
    if operator != "-":
        for triple in triples:
            graph.add(triple)


def _copied(graph: Graph, case: Case, number: int) -> Graph:
    """The statements of a case's node, about a copy of it, after the edits."""
    copy = Graph()
    (node,) = _read(f"{case.node} a {case.node} .").subjects()
    for triple in graph.triples((node, None, None)):
        copy.add(triple)
    for edit in case.edits:
        _edit(copy, edit)
    name = URIRef(f"{node}-case{number}")
    renamed = Graph()
    for subject, predicate, value in copy:
        renamed.add((name if subject == node else subject, predicate, name if value == node else value))
    return renamed


Row = tuple[str, str | None, str, str, str | None]


def _compiled_rows(violations: Iterable[Violation]) -> set[Row]:
    """Focus, path, component, severity and value of violations."""
    return {
        (
            v.focus,
            v.path,
            v.constraint.component,
            v.constraint.severity,
            None if v.constraint.component == "sh:ClosedConstraintComponent" else v.value,
        )
        for v in violations
    }


def _find(data: Graph, shapes: str | None = None) -> list[Violation]:
    return find_violations(compile_shapes(shapes), _select_on(data))


def _select_on(data: Graph) -> Callable[[str], Iterator[tuple[str, str | None]]]:
    store = pyoxigraph.Store()
    store.load(data.serialize(format="nt").encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)

    def select(query: str) -> Iterator[tuple[str, str | None]]:
        solutions = store.query(query)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        for solution in solutions:
            value = solution[1] if len(solutions.variables) > 1 else None
            yield _text(solution[0]), None if value is None else _text(value)

    return select


def _text(term: object) -> str:
    assert isinstance(term, pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal)
    return "[]" if isinstance(term, pyoxigraph.BlankNode) else term.value


@cache
def _shipped() -> str:
    return (files("traiber.ontology") / "shapes.ttl").read_text(encoding="utf-8")


def _reference_rows(data: Graph, shapes: str | None = None) -> set[Row]:
    """What pySHACL reports, in the form of `_compiled_rows`."""
    rules = Graph().parse(data=shapes or _shipped(), format="turtle")
    _conforms, report, _text = pyshacl.validate(data, shacl_graph=rules, inference="none")
    assert isinstance(report, Graph)
    return {_reference_row(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)}


def _reference_row(report: Graph, result: Node) -> Row:
    focus = report.value(result, SH.focusNode)
    component = compress(str(report.value(result, SH.sourceConstraintComponent)))
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    on_node = component == "sh:SPARQLConstraintComponent" and path is None and value == focus
    return (
        str(focus),
        _reference_path(report, path),
        component,
        str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)).lower(),
        None if value is None or on_node or component.startswith("sh:Closed") else _reference_text(value),
    )


def _reference_text(term: Node) -> str:
    return "[]" if isinstance(term, BNode) else str(term)


def _reference_path(report: Graph, path: Node | None) -> str | None:
    if path is None:
        return None
    if isinstance(path, URIRef):
        return compress(str(path))
    inverse = report.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{compress(str(inverse))}"
    return "/".join(str(_reference_path(report, step)) for step in report.items(path))


@dataclass(frozen=True, slots=True)
class Checked:
    """Both answers about the graph of all cases."""

    violations: list[Violation]
    reference: set[Row]


@pytest.fixture(scope="module")
def checked() -> Checked:
    """The faultless graph with an edited copy for each case, checked by both."""
    base = _base()
    data = _base()
    for number, case in enumerate(ALL_CASES):
        data += _copied(base, case, number)
    return Checked(_find(data), _reference_rows(data))


def test_compiled_shapes_find_what_pyshacl_finds(checked: Checked) -> None:
    """Focus node, path, component, severity and value are the same for all findings."""
    found = _compiled_rows(checked.violations)
    assert len(found) > len(ALL_CASES)
    assert found ^ checked.reference == set()


def test_faultless_graph_has_no_findings(checked: Checked) -> None:
    """A graph with a correct node of each class conforms; pySHACL says the same (see above)."""
    assert [v for v in checked.violations if "-case" not in v.focus] == []


@pytest.mark.parametrize("number", range(len(ALL_CASES)), ids=lambda number: ALL_CASES[number].text)
def test_edit_brings_the_findings_that_the_recommendation_demands(number: int, checked: Checked) -> None:
    """Expected by hand from SHACL, section 4."""
    found = {
        (v.path, v.constraint.component[3:].removesuffix("ConstraintComponent"), v.constraint.severity)
        for v in checked.violations
        if v.focus.endswith(f"-case{number}")
    }
    assert found == ALL_CASES[number].expected


def test_every_shipped_constraint_is_broken_by_some_case(checked: Checked) -> None:
    """No constraint is without an example of what it refuses."""
    broken = {v.constraint for v in checked.violations}
    never = [c for c in compile_shapes() if c not in broken]
    assert [(c.shape, c.target_class, c.path, c.component) for c in never] == []


@pytest.mark.parametrize("seed", range(3))
def test_faults_together_are_found_as_pyshacl_finds_them(seed: int) -> None:
    """Twenty cases drawn at random and applied to one graph, so that they touch each other."""
    data = _base()
    for case in random.Random(seed).sample(ALL_CASES, 20):
        for edit in case.edits:
            _edit(data, edit)
    found = _compiled_rows(_find(data))
    assert len(found) >= 10
    assert found ^ _reference_rows(data) == set()


def test_each_class_of_the_ontology_has_a_shape() -> None:
    """Classes counted in traiber.ttl."""
    ontology = Graph().parse(data=(files("traiber.ontology") / "traiber.ttl").read_text(encoding="utf-8"))
    classes = {str(c) for c in ontology.subjects(RDF.type, OWL.Class) if str(c).startswith(TR_NAMESPACE)}
    assert {compress(c) for c in classes} == {c.target_class for c in compile_shapes()}


def test_each_constraint_speaks_german_and_english_and_names_the_remedy() -> None:
    """A message is one sentence with "bitte" or "please"."""
    for constraint in compile_shapes():
        assert set(constraint.messages) == {"de", "en"}, constraint
        assert "bitte " in constraint.messages["de"] and "please " in constraint.messages["en"], constraint
        assert all(text.endswith(".") for text in constraint.messages.values()), constraint


def test_violations_come_once_and_sorted() -> None:
    """Rows in any order and twice give one list."""
    first, second = compile_shapes()[:2]
    rows: dict[str, list[tuple[str, str | None]]] = {
        first.query: [("b", "2"), ("a", None), ("b", "2")],
        second.query: [("a", "1")],
    }
    found = find_violations((second, first), lambda query: rows.get(query, [("a", None)]))
    assert [(v.focus, v.value, v.constraint) for v in found] == [
        ("a", None, first),
        ("a", "1", second),
        ("b", "2", first),
    ]


def test_a_probe_finds_something_wherever_its_constraint_does() -> None:
    """Forty cases, each alone in its graph: what is found without probes is found with them."""
    broken = 0
    for case in random.Random(1).sample(ALL_CASES, 40):
        data = _base()
        for edit in case.edits:
            _edit(data, edit)
        bare = [replace(constraint, probe=None) for constraint in compile_shapes()]
        select = _select_on(data)
        expected = {(v.constraint.query, v.focus, v.value) for v in find_violations(bare, select)}
        broken += bool(expected)
        assert {(v.constraint.query, v.focus, v.value) for v in _find(data)} == expected
    assert broken >= 20


def test_forbidden_content_about_people_is_not_repeated(checked: Checked) -> None:
    """The finding names the column, not the phone number in it."""
    closed = [v for v in checked.violations if v.constraint.component == "sh:ClosedConstraintComponent"]
    assert {v.value for v in closed} == {"http://xmlns.com/foaf/0.1/phone", f"{PREFIXES['skos']}note"}


# ---- The parts of SHACL that shapes.ttl does not use

DATA = """
ex:a a ex:Thing ; ex:p 1 , 5 , "fünf"@de , "five"@en-GB ; ex:q 5 ; ex:next ex:b , ex:c .
ex:b a ex:Thing ; ex:p "a" , "B" , ex:a , [] ; ex:q "abc" ; ex:next ex:c .
ex:c a ex:Thing , ex:Good ; ex:q "A\\\\b\\"c" , "x"@fr ; ex:r 1 , 2 ; ex:s 2 , 3 .
"""

PARTS = """
sh:path ex:q ; sh:hasValue 5
sh:path ( ex:next ex:q ) ; sh:hasValue "abc"
sh:path [ sh:inversePath ex:next ] ; sh:hasValue ex:b
sh:path [ sh:inversePath ex:next ] ; sh:minCount 1
sh:path [ sh:inversePath ex:next ] ; sh:maxCount 1
sh:path ( [ sh:inversePath ex:next ] ex:q ) ; sh:minCount 2
sh:path ( ex:next ex:next ) ; sh:minCount 1
sh:path ex:next ; sh:minCount 0 ; sh:uniqueLang false
sh:path ex:next ; sh:minCount 2
sh:path ex:next ; sh:maxCount 0
sh:path ( ex:next ex:next ) ; sh:class ex:Good
sh:path ex:next ; sh:class ex:Good
sh:path ex:p ; sh:nodeKind sh:Literal
sh:path ex:p ; sh:nodeKind sh:BlankNode
sh:path ex:p ; sh:nodeKind sh:BlankNodeOrIRI
sh:path ex:p ; sh:nodeKind sh:BlankNodeOrLiteral
sh:path ex:p ; sh:nodeKind sh:IRIOrLiteral
sh:path ex:p ; sh:in ( 1 "a" ex:a "fünf"@de )
sh:path ex:p ; sh:in ()
sh:path ex:p ; sh:minLength 2 ; sh:maxLength 4
sh:path ex:p ; sh:minExclusive 1 ; sh:maxExclusive 5
sh:path ex:p ; sh:languageIn ( "de" "en" )
sh:path ex:q ; sh:pattern "^a" ; sh:flags "i"
sh:path ex:q ; sh:pattern "\\\\\\\\b\\"" ; sh:severity sh:Info
sh:path ex:p ; sh:or ( [ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ] [ sh:class ex:Good ] )
sh:path ex:p ; sh:disjoint ex:q
sh:path ex:p ; sh:equals ex:q
sh:path ex:r ; sh:equals ex:s
sh:path ex:r ; sh:lessThan ex:s
sh:path ex:r ; sh:lessThanOrEquals ex:s
sh:path ex:q ; sh:datatype xsd:anyURI
sh:path ex:q ; sh:maxCount 0 ; sh:deactivated true
"""


def _shape(parts: str) -> str:
    return f"{PREAMBLE}ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; {parts} ."


@pytest.mark.parametrize("part", PARTS.strip().splitlines())
def test_part_of_shacl_means_what_pyshacl_means(part: str) -> None:
    """Each supported part that no shipped shape uses, on a small graph."""
    shapes = _shape(f'sh:property [ {part} ; sh:message "no" ]')
    assert _compiled_rows(_find(_read(DATA), shapes)) == _reference_rows(_read(DATA), shapes)


def test_constraints_on_the_node_itself_mean_what_pyshacl_means() -> None:
    """A node shape may constrain its focus nodes without a path, and target a path's shape at once."""
    shapes = _shape('sh:class ex:Good ; sh:pattern "c$" ; sh:nodeKind sh:IRI ; sh:message "no"') + (
        "ex:Next a sh:PropertyShape ; sh:targetClass ex:Good ; sh:path ex:q ; sh:maxCount 1 ."
    )
    found = _compiled_rows(_find(_read(DATA), shapes))
    assert len(found) == 5
    assert found == _reference_rows(_read(DATA), shapes)


@pytest.mark.parametrize(
    ("parts", "component"),
    [
        ("sh:not [ sh:class ex:Good ]", "sh:not"),
        ("sh:and ( [ sh:class ex:Good ] )", "sh:and"),
        ("sh:xone ( [ sh:class ex:Good ] )", "sh:xone"),
        ("sh:node ex:Other", "sh:node"),
        ("sh:hasValue ex:a", "sh:hasValue"),
        ("sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ]", "sh:property"),
        ("sh:property [ sh:path ex:p ; sh:qualifiedValueShape [] ]", "sh:qualifiedValueShape"),
        ("sh:property [ sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:minCount 1 ]", "sh:path"),
        ("sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:minCount 1 ]", "sh:path"),
        ("sh:property [ sh:minCount 1 ]", "sh:property without sh:path"),
        ("sh:property [ sh:path ex:p ; sh:or ( [ sh:minCount 1 ] ) ]", "sh:or"),
        ('sh:property [ sh:path ex:p ; sh:pattern "a(?=b)" ]', "sh:pattern"),
        ("sh:property [ sh:path ex:p ; sh:datatype xsd:duration ]", "sh:datatype"),
        ("sh:sparql [ sh:ask 'ASK { $this ex:p 1 }' ]", "sh:sparql"),
        ("sh:sparql [ sh:select 'SELECT $this ?path WHERE { $this ?path 1 }' ]", "sh:sparql"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { { SELECT $this WHERE {} } }' ]", "sh:sparql"),
        ("sh:rule []", "sh:rule"),
        ("sh:targetNode ex:a", "sh:targetNode"),
        ("sh:targetSubjectsOf ex:p", "sh:targetSubjectsOf"),
    ],
)
def test_unsupported_part_is_refused_by_name(parts: str, component: str) -> None:
    """Nothing is passed over in silence: the error names the shape and what it does not know."""
    with pytest.raises(UnsupportedConstraint) as caught:
        compile_shapes(_shape(parts))
    assert caught.value.shape == "https://example.org/Shape"
    assert caught.value.component.startswith(component)
    assert isinstance(caught.value, TraiberError) and component in str(caught.value)


def test_entailment_is_refused() -> None:
    """A shapes graph that counts on inference would find less without it."""
    text = PREAMBLE + "<> sh:entailment <http://www.w3.org/ns/entailment/RDFS> ."
    with pytest.raises(UnsupportedConstraint, match="sh:entailment"):
        compile_shapes(text)
