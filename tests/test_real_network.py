"""The shipped real network: its tables, and the statements of the article of 2023-08-23 as queries.

Expected values are retyped by hand from the facts that the tables were typed from (sources in
docs/sources.md) and from the article; totals are added by hand.
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any, Protocol

import pytest

from traiber.ontology.codes import resolve

FOLDER = files("traiber.data") / "traiber_nrw"
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".csv"))
KEYS = [name.removesuffix(".csv") for name in FILES]
WORKBOOK = tomllib.loads((files("traiber.data") / "workbook.toml").read_text(encoding="utf-8"))
COMMON = WORKBOOK["common"][0]["columns"]
SHEETS = {sheet["key"]: sheet for sheet in WORKBOOK["sheet"]}
COLUMNS = {key: {c["de"]: c for c in [*sheet["columns"], *COMMON]} for key, sheet in SHEETS.items()}

# AGS, NUTS-3, name, km2, population 2018-12-31, seat, latitude, longitude
PROJECT_AREA = """
05124|DEA1A|Wuppertal|168.39|354382|Wuppertal|51.25627|7.14816
05122|DEA19|Solingen|89.54|159360|Solingen|51.17343|7.08450
05120|DEA18|Remscheid|74.52|110994|Remscheid|51.17983|7.19250
05111|DEA11|Düsseldorf|217.41|619294|Düsseldorf|51.22319|6.77927
05158|DEA1C|Kreis Mettmann|407.22|485684|Mettmann|51.25040|6.97536
05162|DEA1D|Rhein-Kreis Neuss|576.28|451007|Neuss|51.19807|6.68504
05954|DEA56|Ennepe-Ruhr-Kreis|409.64|324296|Schwelm|51.28635|7.29388
05374|DEA2A|Oberbergischer Kreis|918.85|272471|Gummersbach|51.02608|7.56473
"""
PROJECT = [line.split("|") for line in PROJECT_AREA.split("\n") if line]
SOUTH_WESTPHALIA = {
    ("05962", "DEA58", "Märkischer Kreis"),
    ("05966", "DEA59", "Kreis Olpe"),
    ("05970", "DEA5A", "Kreis Siegen-Wittgenstein"),
    ("05958", "DEA57", "Hochsauerlandkreis"),
    ("05974", "DEA5B", "Kreis Soest"),
}
STRATEGY_PARTNERS = """
Agentur für Arbeit Mettmann · Agentur für Arbeit Solingen-Wuppertal
Arbeitgeberverband Remscheid und Bergisches Land e.V. · automotiveland.nrw e.V.
Bergische IHK Wuppertal-Solingen-Remscheid · Bergische Struktur- und Wirtschaftsförderungsgesellschaft mbH
Bergische Universität Wuppertal · BZI · CHECK! Schülerforschungszentrum Solingen · DGB NRW · GLW Velbert
Hochschule Bochum AKIS Ruhr · IG Metall Ennepe-Ruhr-Wupper · IG Metall NRW · IG Metall Velbert
IHK Mittleres Ruhrgebiet · Kompetenzzentrum Frau und Beruf Bergisches Städtedreieck
NRW.Global Business GmbH · pro Person GmbH · Regionalmanagement Düsseldorf-Kreis Mettmann
Stadt Heiligenhaus · TechCenter Solingen · VBU e.V. · Wirtschaftsförderung Düsseldorf
Wirtschaftsförderung Kreis Mettmann · Wirtschaftsförderung Oberbergischer Kreis
Wirtschaftsförderung Remscheid · Wirtschaftsförderung Solingen · Wirtschaftsförderung Velbert
Wirtschaftsförderung Wuppertal · WKW Unternehmens-Akademie GmbH
"""
CONSORTIUM = {
    "Bergische Universität Wuppertal",
    "Heinrich-Heine-Universität Düsseldorf",
    "Hochschule Bochum (Campus Velbert/Heiligenhaus)",
    "GLW Velbert",
    "automotiveland.nrw e.V.",
}
THEMES = {
    "Allgemeine Geschäftsmodellentwicklung",
    "Fachkräftesicherung",
    "Regionale Netzwerkarbeit",
    "Regionale Standortattraktivität",
}


class Store(Protocol):
    """What the tests need of the fixture `real_store`."""

    def select(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT query, as plain lexical forms by variable."""


@cache
def text_of(name: str) -> str:
    """The content of a file of the shipped network, with its byte order mark."""
    return (FOLDER / name).read_text(encoding="utf-8")


def rows(key: str) -> list[dict[str, str]]:
    """The rows of a table by German header."""
    return list(csv.DictReader(StringIO(text_of(f"{key}.csv").removeprefix("\ufeff")), delimiter=";"))


def split(cell: str | None) -> list[str]:
    """The values of a cell with several."""
    return [value.strip() for value in (cell or "").split(";") if value.strip()]


def cells(*types: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Sheet, column and value of every value in a column of one of the types."""
    for key in KEYS:
        for row in rows(key):
            for header, cell in row.items():
                column = COLUMNS[key][header]
                if column["type"] in types:
                    values = split(cell) if column.get("multiple") else [cell] if cell else []
                    yield from ((key, column, value) for value in values)


def id_header(key: str) -> str | None:
    """The header of the column with the ID of the row."""
    return next((de for de, column in COLUMNS[key].items() if column["type"] == "id"), None)


def names_in(key: str) -> Counter[str]:
    """How often every ID and every name occurs in a table."""
    headers = [de for de, column in COLUMNS[key].items() if column["key"] in ("id", "name", "title")]
    return Counter(row[de] for row in rows(key) for de in headers if row.get(de))


def regions_of_actors() -> set[str]:
    """Every region in which an actor has its seat or is active."""
    return {region for actor in rows("actors") for region in [actor["Kreis"], *split(actor["Aktiv in"])]}


# The tables


def test_every_table_is_a_sheet_of_the_workbook_and_none_holds_people_or_private_judgement() -> None:
    """People, contacts, needs, offers, ratings and attendance of real organisations are not shipped."""
    assert set(KEYS) <= set(SHEETS)
    assert not {"persons", "ties", "needs", "offers", "ratings", "attendance"} & set(KEYS)


@pytest.mark.parametrize("name", FILES)
def test_a_table_opens_in_a_german_spreadsheet(name: str) -> None:
    """UTF-8 with byte order mark, semicolons, plain line ends, every row as long as the header."""
    raw = (FOLDER / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    lines = list(csv.reader(StringIO(text_of(name).removeprefix("\ufeff")), delimiter=";"))
    assert {len(line) for line in lines} == {len(lines[0])}


@pytest.mark.parametrize("key", KEYS)
def test_every_header_is_a_german_header_of_its_sheet(key: str) -> None:
    """In the order of the workbook, none twice."""
    header = next(csv.reader(StringIO(text_of(f"{key}.csv").removeprefix("\ufeff")), delimiter=";"))
    assert header == [de for de in COLUMNS[key] if de in header]
    required = {de for de, column in COLUMNS[key].items() if column.get("required")}
    assert required <= set(header)
    assert all(row[de] for row in rows(key) for de in required)


def test_every_kennung_is_unique_and_carries_its_check_character() -> None:
    """The number of the first six characters modulo 37, after Crockford's "Base 32"."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    keys = ["actors", "networks", "committees", "events", "pilots", "measures"]
    kennungen = [row["Kennung"] for key in keys for row in rows(key)]
    assert len(kennungen) == len(set(kennungen)) == 49 + 3 + 4 + 3 + 1 + 5
    for kennung in kennungen:
        assert re.fullmatch(f"[{alphabet}]{{7}}", kennung)
        places = [alphabet.index(character) * 32**power for power, character in enumerate(kennung[5::-1])]
        assert alphabet[sum(places) % 37] == kennung[6]


@pytest.mark.parametrize("key", KEYS)
def test_no_name_and_no_id_occurs_twice_in_a_table(key: str) -> None:
    """Except that fields of different strategy states may have the same name."""
    header = id_header(key)
    ids = [row[header] for row in rows(key) if header and row.get(header)]
    assert len(ids) == len(set(ids))
    if key != "action_fields":
        assert set(names_in(key).values()) <= {1}


def test_every_reference_names_exactly_one_row() -> None:
    """By name or ID, within the sheets that the column may point to."""
    for key, column, value in cells("ref"):
        hits = sum(names_in(target)[value] for target in column["ref"] if target in KEYS)
        assert hits == 1, (key, column["de"], value)


def test_every_code_and_choice_is_a_german_label_of_its_list() -> None:
    """No cell rests on an alias."""
    for key, column, value in cells("code"):
        code = resolve(column["codes"], value)
        assert code is not None and code.labels["de"] == value, (key, column["de"], value)
    for _, column, value in cells("choice"):
        assert value in {choice["de"] for choice in column["choices"]}


def test_every_row_has_a_source_and_every_source_is_used() -> None:
    """Sources by their keys in sources.csv."""
    keys = {row["Kürzel"] for row in rows("sources")}
    for key in KEYS:
        for row in rows(key) if key != "sources" else []:
            assert split(row["Quelle"]) and set(split(row["Quelle"])) <= keys, (key, row)
    assert {value for _, _, value in cells("source")} == keys


def test_dates_are_written_the_iso_way() -> None:
    """So that no reader has to guess the order of day and month."""
    dates = [date.fromisoformat(value) for _, _, value in cells("date", "moment")]
    assert min(dates) == date(2018, 12, 31)  # population
    assert max(dates) == date(2025, 7, 1)  # first day after TrendAuto 2030+


def test_the_settings_name_the_real_network() -> None:
    """A network of the tables, marked as not fictional, with the day of the facts."""
    settings = tomllib.loads(text_of("traiber.toml"))
    assert settings["network"] in {row["Name"] for row in rows("networks")}
    assert settings["language"] == "de" and settings["fictional"] is False and settings["office"] == []
    assert settings["base"] == "https://w3id.org/traiber/id/"
    assert settings["data_date"] == date(2026, 11, 23)


# The facts


def test_regions_equal_the_table_of_facts() -> None:
    """AGS, NUTS-3, area, population, seat and point of the eight regions of the project area."""
    by_name = {row["Name"]: row for row in rows("regions")}
    for ags, nuts, name, km2, population, seat, latitude, longitude in PROJECT:
        row = by_name[name]
        assert (row["AGS"], row["NUTS-3"], row["Bevölkerung"]) == (ags, nuts, population)
        assert row["Fläche (km²)"] == km2.replace(".", ",")
        assert (row["Verwaltungssitz"], row["Lage des Sitzes"]) == (seat, f"{latitude}, {longitude}")
        assert row["Bevölkerung am"] == "2018-12-31"
    others = {(r["AGS"], r["NUTS-3"], r["Name"]) for r in rows("regions") if r["Teil von"] == "Südwestfalen"}
    assert others == SOUTH_WESTPHALIA


def test_area_and_population_add_up_to_the_totals_added_by_hand() -> None:
    """The project area: 2861.85 km2 and 2,777,488 people; the three cities: 332.45 and 624,736."""
    project = {line[2] for line in PROJECT}
    for inside, km2, people in (
        (lambda row: row["Name"] in project, 2861.85, 2_777_488),
        (lambda row: row["Teil von"] == "Bergisches Städtedreieck", 332.45, 624_736),
    ):
        chosen = [row for row in rows("regions") if inside(row)]
        assert sum(float(row["Fläche (km²)"].replace(",", ".")) for row in chosen) == pytest.approx(km2)
        assert sum(int(row["Bevölkerung"]) for row in chosen) == people


def test_rhein_kreis_neuss_is_the_only_region_of_the_project_area_without_an_actor() -> None:
    """By seat and by area of activity; the gap analysis has to name it."""
    assert {line[2] for line in PROJECT} - regions_of_actors() == {"Rhein-Kreis Neuss"}


def test_the_31_organisations_of_strategy_2_are_strategy_partners() -> None:
    """By their names in the list of facts."""
    partners = {row["Mitglied"] for row in rows("memberships") if row["Rolle"] == "Strategiepartner"}
    expected = {name.strip() for name in re.split("[·\n]", STRATEGY_PARTNERS) if name.strip()}
    assert len(expected) == 31
    assert partners == expected


def test_consortia_and_association_have_the_members_that_the_sources_name() -> None:
    """Five partners of TrAIBeR.NRW, seven of ATLAS, five of TrendAuto 2030+, four companies."""
    members = rows("memberships")
    assert {r["Mitglied"] for r in members if r["Gehört zu"] == "Konsortium von TrAIBeR.NRW"} == CONSORTIUM
    assert Counter(row["Gehört zu"] for row in members) == {
        "TrAIBeR.NRW": 31,
        "Konsortium von TrAIBeR.NRW": 5,
        "automotiveland.nrw e.V.": 4,
        "Konsortium von ATLAS": 7,
        "Konsortium von TrendAuto 2030+": 5,
    }
    leads = {row["Mitglied"] for row in members if row["Rolle"] == "Leitung"}
    assert leads == {"Bergische Universität Wuppertal", "TH Köln"}


# The statements of the article of 2023-08-23, numbered as in the list of facts


def values_of(store: Store, query: str) -> list[str]:
    """The values of `?x` of a query about `?net`, the network TrAIBeR.NRW."""
    network = '?net a tr:TransformationNetwork ; skos:prefLabel "TrAIBeR.NRW"@de .'
    return [row["x"] for row in store.select(f"SELECT DISTINCT ?x WHERE {{ {network} {query} }}")]


def test_1_a_network_of_regional_actors_is_built(real_store: Store) -> None:
    """Companies, business development, chambers and regional management bring knowledge and needs."""
    member = "^org:member/org:organization"
    path = f"{member}/({member})?/org:unitOf?"
    kinds = values_of(real_store, f"?actor {path} ?net ; org:classification/skos:notation ?x .")
    assert {"company", "business_development", "chamber", "regional_management"} <= set(kinds)
    (description,) = values_of(real_store, "?net dcterms:description ?x .")
    assert "Wissen" in description and "Bedarfe" in description


def test_2_pilot_projects_analyse_needs_and_potential_of_companies(real_store: Store) -> None:
    """One row for all of them, since the article names neither projects nor companies."""
    pilot = "?p a tr:PilotProject ; tr:partOfNetwork ?net ; dcterms:description ?x ."
    (description,) = values_of(real_store, pilot)
    assert all(word in description for word in ("Bedarfe", "Entwicklungspotenzial", "Unternehmen"))


def test_3_four_drivers_are_named(real_store: Store) -> None:
    """Digitalisation, globalisation, ecological requirements, products for the mobility transition."""
    drivers = values_of(real_store, "?net tr:driver/skos:notation ?x .")
    assert sorted(drivers) == ["digitalisation", "ecology", "globalisation", "mobility_products"]


def test_4_the_area_runs_from_neuss_to_ennepe_ruhr_and_oberberg_is_the_hinge(real_store: Store) -> None:
    """Neuss has the westernmost seat, Ennepe-Ruhr the northernmost; Oberberg links both neighbours."""
    points = real_store.select(
        'SELECT ?name ?wkt WHERE { ?net skos:prefLabel "TrAIBeR.NRW"@de ; tr:covers ?region .'
        " ?region skos:prefLabel ?name ; geo:hasGeometry/geo:asWKT ?wkt }"
    )
    seats = {row["name"]: tuple(map(float, re.findall(r"-?\d+\.?\d*", row["wkt"]))) for row in points}
    assert set(seats) == {line[2] for line in PROJECT}
    assert min(seats, key=lambda name: seats[name][0]) == "Rhein-Kreis Neuss"
    assert max(seats, key=lambda name: seats[name][1]) == "Ennepe-Ruhr-Kreis"
    hinge = '?r a tr:RegionRole ; tr:network ?net ; tr:regionRole/skos:notation "hinge" ;'
    assert values_of(real_store, f"{hinge} tr:region/skos:prefLabel ?x .") == ["Oberbergischer Kreis"]
    linked = f"{hinge} tr:linksTo ?n . ?n tr:neighbourOf ?net ; skos:prefLabel ?x ."
    neighbours = values_of(real_store, linked)
    assert sorted(neighbours) == ["ATLAS", "TrendAuto 2030+"]


def test_5_a_study_describes_the_region_and_compares_it(real_store: Store) -> None:
    """Five dimensions, SWOT and three benchmark areas have codes; IW Consult is among the sources."""
    study = "?s a tr:Study ; tr:partOfNetwork ?net ;"
    assert "IW Consult" in values_of(real_store, f"{study} dcterms:source/dcterms:publisher ?x .")
    (description,) = values_of(real_store, f"{study} dcterms:description ?x .")
    for list_, expected in (
        ("Dimension", {"economy", "labour_market", "research", "infrastructure", "social"}),
        ("SwotKind", {"strength", "weakness", "opportunity", "threat"}),
        ("BenchmarkArea", {"NRW", "BW", "BY"}),
    ):
        codes = f"?c skos:inScheme <https://w3id.org/traiber/codes/{list_}> ; skos:notation ?x ."
        assert set(values_of(real_store, codes)) == expected
    for word in ("Arbeitsmarkt", "Forschung", "Infrastruktur", "soziale", "Schwächen", "Gestaltungsfelder"):
        assert word in description


def test_6_a_steering_committee_accompanies_the_project(real_store: Store) -> None:
    """Social partners are unions and employers' associations; the list has no code of its own."""
    committee = "?c a tr:Committee ; org:unitOf ?net ; tr:represents"
    assert set(values_of(real_store, f"{committee}/skos:notation ?x .")) == {
        "business_development",
        "chamber",
        "union",
        "employers_association",
        "training_provider",
        "employment_agency",
    }
    classes = {iri.partition("#")[2] for iri in values_of(real_store, f"{committee}/tr:actorClass ?x .")}
    assert classes == {"PublicActor", "SocialPartner", "EducationActor"}


def test_7_interviews_rated_the_fields_and_the_members_act_as_multipliers(real_store: Store) -> None:
    """The interviews are the committee's and deal with the four themes; 31 partners are multipliers."""
    interview = "?i a tr:ExpertInterview ; tr:ofCommittee ?c . ?c a tr:Committee ; org:unitOf ?net ."
    assert set(values_of(real_store, f"{interview} ?i tr:actionField/skos:prefLabel ?x .")) == THEMES
    (description,) = values_of(real_store, f"{interview} ?c dcterms:description ?x .")
    assert "Multiplikator:innen" in description and "Bedarfe" in description
    role = '?m org:organization ?net ; org:role/skos:notation "strategy_partner" ; org:member ?x .'
    assert len(values_of(real_store, f"{role} ?x tr:isMultiplier true .")) == 31


def test_8_the_consortium_tests_support_offers(real_store: Store) -> None:
    """A planned measure for which exactly the members of the consortium are responsible."""
    measure = '?o a tr:Measure ; skos:prefLabel "Unterstützungsangebote erproben"@de ;'
    assert values_of(real_store, f"{measure} tr:status/skos:notation ?x .") == ["planned"]
    member = "?k a tr:Consortium ; org:unitOf ?net . ?m org:organization ?k ; org:member ?a ."
    responsible = f"{measure} tr:responsible ?a . {member} ?a skos:prefLabel ?x ."
    assert set(values_of(real_store, responsible)) == CONSORTIUM
    assert len(values_of(real_store, f"{measure} tr:responsible ?x .")) == 5


def test_9_the_interviews_gave_four_themes(real_store: Store) -> None:
    """Business models, skilled workers, regional networking, attractiveness of the location."""
    state = '?s a tr:Strategy ; tr:version "2023-08" ; tr:partOfNetwork ?net .'
    fields = values_of(real_store, f"{state} ?f a tr:ActionField ; skos:inScheme ?s ; skos:prefLabel ?x .")
    assert len(fields) == 4
    assert set(fields) == THEMES


def test_10_the_committee_develops_bundles_in_a_workshop_and_plans_more(real_store: Store) -> None:
    """Internal workshop on 2023-09-07; bundles for the themes and further workshops are planned."""
    workshop = "?w a tr:Workshop ; tr:ofCommittee/org:unitOf ?net ;"
    assert values_of(real_store, f"{workshop} prov:startedAtTime ?x .") == ["2023-09-07T00:00:00"]
    (description,) = values_of(real_store, f"{workshop} dcterms:description ?x .")
    assert "nterner Workshop" in description and "Maßnahmenbündel" in description
    planned = 'tr:status/skos:notation "planned" ;'
    bundle = f"?b a tr:MeasureBundle ; {planned} tr:addresses/skos:prefLabel ?x ."
    assert set(values_of(real_store, bundle)) == THEMES
    measures = values_of(real_store, f"?m a tr:Measure ; {planned} skos:prefLabel ?x .")
    assert "Weitere Workshops des Steuerungsgremiums" in measures


def test_11_a_first_strategy_is_refined_and_meshed_with_local_visions(real_store: Store) -> None:
    """Version 1.0 of 2023-12-14, refined in 2.0; guiding visions have a class but none is named."""
    first = '?s a tr:Strategy ; tr:version "1.0" ; tr:partOfNetwork ?net .'
    assert values_of(real_store, f"{first} ?s dcterms:issued ?x .") == ["2023-12-14"]
    assert values_of(real_store, f"{first} ?later prov:wasRevisionOf ?s ; tr:version ?x .") == ["2.0"]
    (description,) = values_of(real_store, f"{first} ?s dcterms:description ?x .")
    assert "Leitbilder" in description and "Strategien der Partner" in description
    vision = '?c skos:notation "vision" ; tr:strategyClass ?x .'
    assert values_of(real_store, vision) == ["https://w3id.org/traiber/ns#GuidingVision"]
