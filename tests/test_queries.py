"""The query library: what it answers on a small network made by hand, and that nothing can be slipped in.

Expected rows are read off the tables of `small_tables` by hand; on the real network they are counted
by hand in the shipped CSV files; on the example they are the weak spots that its generator planted.
"""

import string
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from traiber.data.example import generate_with_truth
from traiber.data.table import Cell, Table
from traiber.graph.library import (
    THINGS,
    TYPES,
    HeaderError,
    Parameter,
    ParameterError,
    UnknownQueryError,
    find_query,
    library_result,
    load_queries,
    parse_arguments,
    parse_query,
    query_result,
    resolve_parameter,
    run_query,
)
from traiber.graph.projection import Frame, project_network
from traiber.graph.store import QueryError, Store, Term
from traiber.ontology.codes import load_codes
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import set_language

NAMES = sorted(load_queries())
BASE = "https://example.org/id/"
HOSTILE = (
    "' OR 1=1",
    '" . } DROP ALL #1',
    '"} INSERT DATA { <a:a> <a:b> 1 } #2',
    "\\u0022 } UNION { ?s ?p ?o } #3",
    "<urn:x> . ?s ?p ?o",
    "?actor",
    "${jndi:ldap://x}",
    "{{7*7}}",
    '\\" ; DELETE WHERE { ?s ?p ?o } #4',
    "SERVICE <http://127.0.0.1/> { ?a ?b ?c }",
    "'''triple'''",
    '"""x"""@de',
    "*/ SELECT * /*",
    "%22%20UNION",
    "\\",
    "]) FILTER(true) #5",
    "1) || (true",
    "^^xsd:integer",
    "<script>alert(1)</script>",
    ".*+?^$(){}[]",
)

Row = tuple[str | None, ...]


def text_of(cell: Term | None) -> str | None:
    """The lexical form of a cell, None for an empty one."""
    return cell.value if cell else None


@pytest.fixture(autouse=True)
def german() -> None:
    """All tests of this file in German."""
    set_language("de")


def table(sheet: str, columns: str, *rows: tuple[Cell, ...]) -> Table:
    """A table from its columns in one text; short rows are filled up with empty cells."""
    names = tuple(columns.split())
    return Table(sheet, names, [(*row, *[None] * (len(names) - len(row))) for row in rows])


def small_tables() -> list[Table]:
    """Nine actors in three districts, two networks, and of everything else as much as there are questions."""
    return [
        table("sources", "id title url", ("s1", "Jahresbericht", "https://example.org/report")),
        table(
            "regions",
            "id name part_of",
            ("99001", "Amselgrund"),
            ("99002", "Buchental"),
            ("99003", "Drosselheide"),
            ("99004", "Erlenau", "Verbund"),
            (None, "Verbund"),
        ),
        table(
            "actors",
            "name type role seat active_in surveyed drive_dependence confidence",
            ("Alfa GmbH", "company", None, "Amselgrund", None, "ja", "high"),
            ("Beta AG", "company", None, "Buchental", None, "nein", "high"),
            ("Gamma KG", "company", None, "Amselgrund", None, "ja", "low"),
            ("Delta SE", "company", None, "Amselgrund", None, "nein", "high"),
            ("Kammer", "chamber", "multiplier", "Amselgrund"),
            ("Agentur", "employment_agency", "multiplier", None, "Buchental", None, None, "vermutet"),
            ("Hochschule", "university", "-", "Buchental"),
            ("Verein e.V.", "association", "multiplier"),
            ("Büro", "network_office", "office", "Amselgrund"),
            ("ALFA", "other", None, "Buchental"),
        ),
        table(
            "ties",
            "source_actor target_actor kind last_contact valid_to source confidence reported_by",
            ("Kammer", "Alfa GmbH", "contact", "2025-05-01", None, "s1", "bestätigt", "Kammer"),
            ("Kammer", "Gamma KG", "advises", "2024-01-15", None, "s1", "vermutet"),
            ("Agentur", "Gamma KG", "contact"),
            ("Büro", "Alfa GmbH", "contact", "2025-06-01"),
            ("Kammer", "Hochschule", "cooperation", "2024-12-01", "2025-01-01"),
            ("Hochschule", "Alfa GmbH", "cooperation", "2025-03-01"),
        ),
        table(
            "networks",
            "name covers neighbour_of",
            ("Netz", "Amselgrund; Buchental; Drosselheide", "Nachbar"),
            ("Nachbar", "Drosselheide"),
        ),
        table("region_roles", "region network role links_to", ("Buchental", "Netz", "hinge", "Nachbar")),
        table(
            "committees",
            "name kind network",
            ("Beirat", "committee", "Netz"),
            ("Bund", "consortium", "Nachbar"),
        ),
        table(
            "memberships",
            "member organization role valid_from",
            ("Kammer", "Netz", "member"),
            ("Kammer", "Beirat", "lead", "2025-01-01"),
            ("Verein e.V.", "Netz", "member"),
            ("Verein e.V.", "Bund", "partner"),
            ("Hochschule", "Nachbar", "member"),
            ("Beta AG", "Verein e.V.", "member"),
        ),
        table(
            "strategies",
            "id name name_en kind version previous aligned_with",
            ("st1", "Strategie 1", "Strategy 1", "strategy", "1.0", None, "Leitbild"),
            ("st2", "Strategie 2", "Strategy 2", "strategy", "2.0", "st1"),
            ("lb", "Leitbild", None, "vision"),
        ),
        table(
            "action_fields",
            "id name name_en state close_match coordinator",
            ("F1", "Antrieb", "Drives", "st1", None, "Kammer"),
            ("F2", "Bildung", None, "st1"),
            ("G1", "Antrieb neu", "New drives", "st2", "F1"),
            ("G2", "Recycling", "Recycling", "st2", None, "-"),
        ),
        table(
            "needs",
            "company field severity region",
            ("Alfa GmbH", "G1", 4),
            ("Beta AG", "G2", 2),
            ("Gamma KG", "G2", 5, "Drosselheide"),
            ("Gamma KG", "F2", 1),
            ("Alfa GmbH", "G2", 3, "Erlenau"),
        ),
        table(
            "offers",
            "provider title field region valid_to",
            ("Kammer", "Antriebsberatung", "G1", "Amselgrund", "2025-01-01"),
            ("Agentur", "Kreislauf", "G2", "Buchental"),
            ("Hochschule", "Kurse", "F2"),
            ("Verein e.V.", "Kreislauf im Verbund", "G2", "Verbund"),
        ),
        table(
            "events",
            "title kind date",
            ("Auftakt", "event", "2024-03-01"),
            ("Werkstatt", "workshop", "2024-06-01"),
            ("Abschluss", "event", "2024-09-01"),
            ("Gespräch 1", "interview", "2024-10-01"),
            ("Gespräch 2", "interview", "2024-10-02"),
            ("Gespräch 3", "interview", "2024-10-03"),
        ),
        table(
            "attendance",
            "event actor",
            *(
                (event, actor)
                for event in ("Auftakt", "Werkstatt", "Abschluss")
                for actor in ("Hochschule", "Kammer")
            ),
            ("Auftakt", "Alfa GmbH"),
            ("Werkstatt", "Alfa GmbH"),
        ),
        table(
            "ratings",
            "field interview rater_group value",
            ("G1", "Gespräch 1", "chambers", 5),
            ("G1", "Gespräch 2", "chambers", 4),
            ("G1", "Gespräch 3", "chambers", 3),
            ("G1", "Gespräch 1", "unions", 1),
            ("G1", "Gespräch 2", "unions", 1),
        ),
        table(
            "measures",
            "name field responsible status strategy supports",
            ("Beratung", "G1", "Kammer", "running", "st2", "Leitbild"),
            ("Kreislauf", "G2", "-", "planned", "st2"),
            ("Offen", "G2", None, "planned", "st1"),
        ),
        table(
            "swot",
            "region kind text leads_to",
            ("Amselgrund", "weakness", "Wenig Beratung", "G1"),
            ("Buchental", "weakness", "Alte Netze", "F2"),
            ("Buchental", "weakness", "Wenig Platz"),
            ("Buchental", "strength", "Gute Lage", "F2"),
        ),
        table(
            "indicators",
            "region indicator dimension year value unit benchmark",
            ("Amselgrund", "unemployment_rate", "labour_market", 2023, 5.5, "percent"),
            ("Amselgrund", "unemployment_rate", "labour_market", 2023, 7, "percent", "NRW"),
            ("Amselgrund", "unemployment_rate", "labour_market", 2022, 4, "percent", "BW"),
        ),
        table(
            "pilots",
            "title company region field date end",
            ("Erprobung", "Alfa GmbH", "Buchental", "G1", "2025-01-01", "2025-12-31"),
            ("Ohne Ort",),
        ),
        table(
            "persons",
            "name actor post",
            ("Erika Muster", "Kammer", "Leitung"),
            ("Max Muster", "Verein e.V.", "Vorstand"),
        ),
    ]


@pytest.fixture(scope="module")
def small_store(store_of: Callable[..., Store]) -> Store:
    """The network of `small_tables`."""
    return store_of(small_tables(), BASE, "Netz")


def ask(store: Store, name: str, columns: str, **arguments: str) -> list[Row]:
    """The values of these columns of a shipped query."""
    found, rows = run_query(store, load_queries()[name], arguments)
    places = [found.index(column) for column in columns.split()]
    return [tuple(text_of(row[at]) for at in places) for row in rows]


CASES: list[tuple[str, dict[str, str], str, list[Row]]] = [
    (
        "few-ties",
        {},
        "actorLabel ties surveyed",
        [
            ("ALFA", "0", None),
            ("Beta AG", "0", "false"),
            ("Delta SE", "0", "false"),
            ("Verein e.V.", "0", None),
            ("Agentur", "1", None),
            ("Büro", "1", None),
        ],
    ),
    ("few-ties", {"fewer_than": "1", "region": "buchental"}, "actorLabel", [("ALFA",), ("Beta AG",)]),
    (
        "few-ties",
        {"day": "01.02.2025", "region": "99002"},
        "actorLabel ties seatLabel",
        [("ALFA", "0", "Buchental"), ("Beta AG", "0", "Buchental"), ("Hochschule", "1", "Buchental")],
    ),
    (
        "regions-without-actor",
        {},
        "networkLabel regionLabel actors active",
        [
            ("Nachbar", "Drosselheide", "0", "0"),
            ("Netz", "Drosselheide", "0", "0"),
            ("Netz", "Buchental", "4", "0"),
        ],
    ),
    ("regions-without-actor", {"network": "Nachbar"}, "regionLabel", [("Drosselheide",)]),
    (
        "links-to-neighbours",
        {"network": "Netz"},
        "neighbourLabel actorLabel partnerLabel",
        [("Nachbar", "Kammer", "Hochschule"), ("Nachbar", "Verein e.V.", None)],
    ),
    (
        "links-to-neighbours",
        {"neighbour": "Netz"},
        "actorLabel partnerLabel",
        [("Hochschule", "Kammer"), ("Verein e.V.", None)],
    ),
    (
        "hinge-actors",
        {},
        "networkLabel regionLabel actorLabel memberOfLabel",
        [
            ("Netz", "Buchental", "ALFA", None),
            ("Netz", "Buchental", "Agentur", None),
            ("Netz", "Buchental", "Beta AG", None),
            ("Netz", "Buchental", "Hochschule", "Nachbar"),
        ],
    ),
    ("hinge-actors", {"network": "Nachbar"}, "actorLabel", []),
    (
        "fields-without-coordinator",
        {},
        "strategyLabel fieldLabel expressly",
        [
            ("Strategie 1", "Bildung", "false"),
            ("Strategie 2", "Antrieb neu", "false"),
            ("Strategie 2", "Recycling", "true"),
        ],
    ),
    ("fields-without-coordinator", {"strategy": "st1"}, "fieldLabel", [("Bildung",)]),
    (
        "needs-without-offer",
        {},
        "regionLabel fieldLabel companyLabel severity",
        [("Drosselheide", "Recycling", "Gamma KG", "5")],
    ),
    (
        "needs-without-offer",
        {"day": "2025-06-01"},
        "regionLabel fieldLabel companyLabel",
        [("Amselgrund", "Antrieb neu", "Alfa GmbH"), ("Drosselheide", "Recycling", "Gamma KG")],
    ),
    ("needs-without-offer", {"day": "2025-06-01", "field": "G1"}, "companyLabel", [("Alfa GmbH",)]),
    ("needs-without-offer", {"region": "Amselgrund"}, "companyLabel", []),
    ("attended-without-measure", {}, "actorLabel events", [("Hochschule", "3")]),
    (
        "attended-without-measure",
        {"at_least": "2"},
        "actorLabel events",
        [("Hochschule", "3"), ("Alfa GmbH", "2")],
    ),
    (
        "only-contact",
        {},
        "actorLabel companyLabel others",
        [("Kammer", "Alfa GmbH", "1"), ("Verein e.V.", "Beta AG", "0")],
    ),
    ("only-contact", {"actor": "Kammer"}, "companyLabel", [("Alfa GmbH",)]),
    ("only-contact", {"actor": "Agentur"}, "companyLabel", []),
    (
        "ratings",
        {},
        "fieldLabel groupLabel ratings mean",
        [("Antrieb neu", "Kammern", "3", "4")],
    ),
    ("ratings", {"field": "G2"}, "groupLabel", []),
    (
        "measures-without-responsible",
        {},
        "measureLabel statusLabel expressly",
        [("Kreislauf", "geplant", "true"), ("Offen", "geplant", "false")],
    ),
    ("measures-without-responsible", {"strategy": "Strategie 1"}, "measureLabel", [("Offen",)]),
    (
        "measures-for-vision",
        {"vision": "Leitbild"},
        "visionLabel measureLabel strategyLabel",
        [("Leitbild", "Beratung", None), ("Leitbild", "Offen", "Strategie 1")],
    ),
    (
        "dependent-companies-without-tie",
        {},
        "companyLabel seatLabel surveyed",
        [("Delta SE", "Amselgrund", "false")],
    ),
    ("dependent-companies-without-tie", {"region": "Buchental"}, "companyLabel", []),
    (
        "strategy-changes",
        {"older": "st1", "newer": "st2"},
        "olderLabel newerLabel oldFieldLabel newFieldLabel",
        [
            ("Strategie 1", "Strategie 2", None, "Recycling"),
            ("Strategie 1", "Strategie 2", "Antrieb", "Antrieb neu"),
            ("Strategie 1", "Strategie 2", "Bildung", None),
        ],
    ),
    ("strategy-changes", {"older": "st2"}, "oldFieldLabel", []),
    (
        "indicator-comparison",
        {},
        "regionLabel indicatorLabel year value unitLabel areaLabel areaValue difference",
        [("Amselgrund", "Arbeitslosenquote", "2023", "5.5", "Prozent", "Nordrhein-Westfalen", "7", "-1.5")],
    ),
    ("indicator-comparison", {"region": "Buchental"}, "value", []),
    (
        "pilots",
        {},
        "placeLabel topicLabel pilotLabel start end",
        [
            (None, None, "Ohne Ort", None, None),
            ("Buchental", "Antrieb neu", "Erprobung", "2025-01-01", "2025-12-31"),
        ],
    ),
    ("pilots", {"day": "2026-01-01"}, "pilotLabel", [("Ohne Ort",)]),
    ("pilots", {"region": "Buchental"}, "pilotLabel", [("Erprobung",)]),
    ("pilots", {"field": "G2"}, "pilotLabel", []),
    (
        "several-memberships",
        {},
        "actorLabel bodies bodyLabel roleLabel",
        [
            ("Kammer", "2", "Beirat", "Leitung"),
            ("Kammer", "2", "Netz", "Mitglied"),
            ("Verein e.V.", "2", "Bund", "Partner"),
            ("Verein e.V.", "2", "Netz", "Mitglied"),
        ],
    ),
    (
        "several-memberships",
        {"day": "2024-06-01"},
        "actorLabel bodyLabel",
        [("Verein e.V.", "Bund"), ("Verein e.V.", "Netz")],
    ),
    ("several-memberships", {"actor": "Kammer"}, "bodyLabel", [("Beirat",), ("Netz",)]),
    (
        "weaknesses-without-measure",
        {},
        "regionLabel text fieldLabel",
        [("Buchental", "Alte Netze", "Bildung"), ("Buchental", "Wenig Platz", None)],
    ),
    ("weaknesses-without-measure", {"region": "Amselgrund"}, "text", []),
    ("search", {"text": "NEUER BEGRIFF"}, "value", []),
    ("search", {"text": "jahresBERICHT"}, "thingLabel value", [("Jahresbericht", "Jahresbericht")]),
]


@pytest.mark.parametrize(("name", "arguments", "columns", "expected"), CASES)
def test_a_query_gives_the_rows_that_the_tables_say(
    small_store: Store, name: str, arguments: dict[str, str], columns: str, expected: list[Row]
) -> None:
    assert ask(small_store, name, columns, **arguments) == expected


def test_every_multiplier_type_but_those_recorded_is_missing(small_store: Store) -> None:
    """In Buchental a university has its seat and an employment agency works."""
    usual = {code for code in load_codes()["ActorType"].codes if code.typical_role == "multiplier"}
    expected = {
        code.labels["de"] for code in usual if code.notation not in ("university", "employment_agency")
    }
    rows = ask(
        small_store, "missing-actor-types", "regionLabel typeLabel", network="Netz", region="Buchental"
    )
    assert len(rows) == len(expected) == 9
    assert set(rows) == {("Buchental", label) for label in expected}


def ends(rows: Iterable[Row]) -> set[frozenset[str | None]]:
    """The two actors of each row; which comes first depends on random IDs."""
    return {frozenset(row[:2]) for row in rows}


def test_ties_without_contact_for_a_year_are_unconfirmed_unless_they_ended(small_store: Store) -> None:
    """Counted from the latest contact, 2025-06-01; the one between Kammer and Hochschule has ended."""
    columns = "oneLabel otherLabel kindLabel contact"
    old = {frozenset(("Kammer", "Gamma KG")), frozenset(("Agentur", "Gamma KG"))}
    rows = ask(small_store, "unconfirmed-ties", columns)
    assert ends(rows) == old
    assert [row[2:] for row in rows] == [("Kontakt", None), ("Beratung", "2024-01-15")]
    recent = {frozenset(("Kammer", "Alfa GmbH")), frozenset(("Hochschule", "Alfa GmbH"))}
    assert ends(ask(small_store, "unconfirmed-ties", columns, months="1")) == old | recent
    later = ask(small_store, "unconfirmed-ties", columns, months="1", day="2025-07-01")
    assert ends(later) == old | recent | {frozenset(("Büro", "Alfa GmbH"))}


def test_only_what_is_marked_as_conjecture_rests_on_conjecture(small_store: Store) -> None:
    rows = ask(small_store, "conjecture-only", "kind name sourceLabel")
    tie = {"Kammer – Gamma KG", "Gamma KG – Kammer"}
    assert [(row[0].partition("#")[2], row[2]) for row in rows if row[0]] == [
        ("Actor", None),
        ("Tie", "Jahresbericht"),
    ]
    assert rows[0][1] == "Agentur" and rows[1][1] in tie


def test_a_tie_names_its_source_and_who_reported_it(small_store: Store) -> None:
    columns = "oneLabel otherLabel sourceLabel page confidenceLabel reporterLabel"
    rows = ask(small_store, "sources-of-tie", columns, actor="Kammer")
    by_pair = {frozenset(row[:2]): row[2:] for row in rows}
    assert by_pair == {
        frozenset(("Kammer", "Alfa GmbH")): (
            "Jahresbericht",
            "https://example.org/report",
            "bestätigt",
            "Kammer",
        ),
        frozenset(("Kammer", "Gamma KG")): (
            "Jahresbericht",
            "https://example.org/report",
            "vermutet",
            None,
        ),
        frozenset(("Kammer", "Hochschule")): (None, None, None, None),
    }
    assert len(ask(small_store, "sources-of-tie", "tie")) == 6
    ((tie,),) = ask(small_store, "sources-of-tie", "tie", actor="Agentur")
    assert tie is not None
    assert ends(ask(small_store, "sources-of-tie", "oneLabel otherLabel", tie=tie)) == {
        frozenset(("Agentur", "Gamma KG"))
    }


def test_the_same_name_in_another_spelling_is_a_likely_duplicate(small_store: Store) -> None:
    rows = ask(small_store, "likely-duplicates", "oneLabel otherLabel")
    assert len(rows) == 1 and ends(rows) == {frozenset(("Alfa GmbH", "ALFA"))}


def test_of_three_actors_with_one_name_every_pair_is_listed_once(store_of: Callable[..., Store]) -> None:
    """Three pairs of three; the fourth actor shares a further name with one of them."""
    columns = "name alt_names type"
    rows = [("Alfa GmbH", None, "company"), ("ALFA", "Rad", "other"), ("Alfa AG", None, "other")]
    store = store_of([table("actors", columns, *rows, ("Rad e.V.", None, "other"))], BASE, "Netz")
    found = ask(store, "likely-duplicates", "oneLabel otherLabel")
    pairs = [("Alfa GmbH", "ALFA"), ("Alfa GmbH", "Alfa AG"), ("ALFA", "Alfa AG"), ("ALFA", "Rad e.V.")]
    assert len(found) == 4 and ends(found) == {frozenset(pair) for pair in pairs}


def test_fields_are_followed_from_state_to_state_and_never_back(store_of: Callable[..., Store]) -> None:
    """F1 and F2 become G1; only F2 becomes G2: F1 and G2 have a successor's predecessor in common, no more.

    F3 names its successor itself, and so G3 and H3 are matched in both ways of writing. H1 goes back
    to G1 and so to F1 and F2, K1 over two states.
    """
    states = table(
        "strategies",
        "id name kind version previous",
        *(
            (f"st{n}", f"Stand {n}", "strategy", f"{n}.0", f"st{n - 1}" if n > 1 else None)
            for n in range(1, 5)
        ),
    )
    matches = {
        "F1": None, "F2": None, "F3": "G3",
        "G1": "F1; F2", "G2": "F2", "G3": None,
        "H1": "G1", "H3": "G3",
        "K1": "H1",
    }  # fmt: skip
    fields = [(key, key, f"st{'_FGHK'.index(key[0])}", match) for key, match in matches.items()]
    store = store_of([states, table("action_fields", "id name state close_match", *fields)], BASE, "Netz")

    def changes(older: str, newer: str) -> list[Row]:
        return ask(store, "strategy-changes", "oldFieldLabel newFieldLabel", older=older, newer=newer)

    assert changes("st1", "st2") == [("F1", "G1"), ("F2", "G1"), ("F2", "G2"), ("F3", "G3")]
    assert changes("st1", "st3") == [("F1", "H1"), ("F2", "H1"), ("F3", "H3")]
    assert changes("st1", "st4") == [("F1", "K1"), ("F2", "K1"), ("F3", None)]
    assert changes("st2", "st3") == [("G1", "H1"), ("G2", None), ("G3", "H3")]
    assert changes("st3", "st4") == [("H1", "K1"), ("H3", None)]


@pytest.fixture(scope="module")
def period_store(store_of: Callable[..., Store]) -> Store:
    """Everything that the chamber is part of ended on 2021-01-01, when the agency's tie began."""
    ended = "2021-01-01"
    return store_of(
        [
            table("regions", "id name", ("99001", "Amselgrund"), ("99002", "Buchental")),
            table(
                "actors",
                "name type role seat drive_dependence",
                ("Werk", "company", None, "Amselgrund", "high"),
                ("Hütte", "company", None, "Buchental", "high"),
                ("Kammer", "chamber", "multiplier", "Amselgrund"),
                ("Agentur", "employment_agency", "multiplier", "Buchental"),
                ("Verein", "association", "multiplier"),
            ),
            table(
                "ties",
                "source_actor target_actor kind valid_from valid_to",
                ("Kammer", "Werk", "contact", None, ended),
                ("Kammer", "Agentur", "cooperation", None, ended),
                ("Agentur", "Werk", "contact", ended),
            ),
            table(
                "networks",
                "name covers neighbour_of",
                ("Netz", "Amselgrund; Buchental", "Nachbar"),
                ("Nachbar",),
            ),
            table("region_roles", "region network role links_to", ("Buchental", "Netz", "hinge", "Nachbar")),
            table("committees", "name kind network", ("Beirat", "committee", "Netz")),
            table(
                "memberships",
                "member organization valid_to",
                ("Kammer", "Netz"),
                ("Kammer", "Beirat", ended),
                ("Agentur", "Nachbar", ended),
                ("Hütte", "Verein", ended),
            ),
        ],
        BASE,
        "Netz",
    )


PERIODS: list[tuple[str, str, list[Row], list[Row]]] = [
    ("regions-without-actor", "regionLabel", [("Buchental",)], [("Amselgrund",), ("Buchental",)]),
    (
        "hinge-actors",
        "actorLabel memberOfLabel",
        [("Agentur", "Nachbar"), ("Hütte", None)],
        [("Agentur", None), ("Hütte", None)],
    ),
    ("links-to-neighbours", "actorLabel partnerLabel", [("Agentur", "Kammer"), ("Kammer", "Agentur")], []),
    (
        "only-contact",
        "actorLabel companyLabel others",
        [("Kammer", "Werk", "0"), ("Verein", "Hütte", "0")],
        [("Agentur", "Werk", "0")],
    ),
    (
        "few-ties",
        "actorLabel ties",
        [("Hütte", "0"), ("Verein", "0"), ("Agentur", "1"), ("Werk", "1")],
        [("Hütte", "0"), ("Kammer", "0"), ("Verein", "0"), ("Agentur", "1"), ("Werk", "1")],
    ),
    ("dependent-companies-without-tie", "companyLabel", [], [("Hütte",)]),
    ("several-memberships", "actorLabel bodyLabel", [("Kammer", "Beirat"), ("Kammer", "Netz")], []),
]


@pytest.mark.parametrize(("name", "columns", "before", "after"), PERIODS)
def test_ties_and_memberships_count_from_their_first_day_until_before_their_last(
    period_store: Store, name: str, columns: str, before: list[Row], after: list[Row]
) -> None:
    """Half-open periods: on 2021-01-01 what ends then has ended, what begins then holds."""
    assert ask(period_store, name, columns, day="2020-12-31") == before
    assert ask(period_store, name, columns, day="2021-01-01") == after


def test_a_tie_that_has_not_begun_is_not_unconfirmed(period_store: Store) -> None:
    old = ends(ask(period_store, "unconfirmed-ties", "oneLabel otherLabel", day="2020-12-31"))
    assert old == {frozenset(("Kammer", "Werk")), frozenset(("Kammer", "Agentur"))}
    new = ends(ask(period_store, "unconfirmed-ties", "oneLabel otherLabel", day="2021-01-01"))
    assert new == {frozenset(("Agentur", "Werk"))}


def test_without_a_day_a_query_is_asked_for_the_day_of_the_network(period_store: Store) -> None:
    query = load_queries()["dependent-companies-without-tie"]
    day = date(2021, 1, 1)
    assert len(run_query(period_store, query, {}, day)[1]) == 1
    assert run_query(period_store, query, {"day": ""}, day) == run_query(period_store, query, {}, day)
    assert run_query(period_store, query, {"day": "2020-12-31"}, day)[1] == []
    assert run_query(period_store, query, {})[1] == []  # no day at all: all periods
    undated = load_queries()["profile"]
    assert run_query(period_store, undated, {}, day) == run_query(period_store, undated, {})


def test_the_office_is_neither_a_contact_nor_a_multiplier(store_of: Callable[..., Store]) -> None:
    """Offices by role and by type, both of another type that usually multiplies."""
    store = store_of(
        [
            table("regions", "id name", ("99001", "Amselgrund")),
            table(
                "actors",
                "name type role seat",
                ("Werk", "company"),
                ("Hütte", "company"),
                ("Kammer", "chamber"),
                ("Stab", "association", "office", "Amselgrund"),
                ("Büro", "network_office; university", None, "Amselgrund"),
            ),
            table(
                "ties",
                "source_actor target_actor kind",
                *(
                    (office, company, "contact")
                    for office in ("Stab", "Büro")
                    for company in ("Werk", "Hütte")
                ),
                ("Kammer", "Hütte", "contact"),
            ),
            table("networks", "name covers", ("Netz", "Amselgrund")),
        ],
        BASE,
        "Netz",
    )
    rows = ask(store, "only-contact", "actorLabel companyLabel others")
    assert rows == [("Kammer", "Hütte", "0")]
    missing = {row[0] for row in ask(store, "missing-actor-types", "typeLabel")}
    usual = [code for code in load_codes()["ActorType"].codes if code.typical_role == "multiplier"]
    assert missing == {code.labels["de"] for code in usual}


def test_a_person_is_told_everything_and_only_at_the_personal_level(
    small_store: Store, store_of: Callable[..., Store]
) -> None:
    """Name, organisation and post of the row, its class and key, and the file that they came from."""
    rows = ask(small_store, "held-on-person", "property value valueLabel file", person="erika muster")
    local = {(row[0] or "").replace("#", "/").rpartition("/")[2]: row[1:] for row in rows}
    assert set(local) == {"type", "name", "contactFor", "post", "kennung"}
    assert local["name"][0] == "Erika Muster" and local["post"][0] == "Leitung"
    assert local["contactFor"][1] == "Kammer"
    assert {row[3] for row in rows} == {"persons.csv: persons"}
    assert {row[0] for row in ask(small_store, "held-on-person", "personName")} == {
        "Erika Muster",
        "Max Muster",
    }
    internal = store_of(small_tables(), BASE, "Netz", "internal")
    assert ask(internal, "held-on-person", "value") == []


def test_a_profile_tells_everything_about_its_actor(small_store: Store) -> None:
    """Read off the rows with "Agentur": itself, one tie, one offer."""
    rows = ask(small_store, "profile", "property value valueLabel day", actor="AGENTUR")
    told = {((row[0] or "").replace("#", "/").rpartition("/")[2], row[2] or row[1]) for row in rows}
    kennung = {value for name, value in told if name == "kennung"}
    assert len(kennung) == 1
    assert told == {
        ("prefLabel", "Agentur"),
        ("classification", "Arbeitsagentur"),
        ("isMultiplier", "true"),
        ("activeIn", "Buchental"),
        ("confidence", "vermutet"),
        ("kennung", kennung.pop()),
        ("participant", "Gamma KG"),
        ("offeredBy", "Recycling"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_query_says_in_both_languages_what_it_answers(name: str) -> None:
    query = load_queries()[name]
    texts = [query.titles, query.descriptions, *query.columns.values()]
    texts += [parameter.labels for parameter in query.parameters]
    assert all(set(text) == {"de", "en"} and all(text.values()) for text in texts)
    assert "Leer:" in query.descriptions["de"] and "Empty:" in query.descriptions["en"]
    assert set(name) <= set(string.ascii_lowercase + "-")
    assert all(parameter.type in TYPES for parameter in query.parameters)


def test_every_competency_question_has_one_query() -> None:
    numbers = [query.number for query in load_queries().values() if query.number is not None]
    assert sorted(numbers) == list(range(1, 25))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("network", ["real_store", "example_store"])
def test_every_query_runs_and_gives_its_columns_twice_alike(
    name: str, network: str, request: pytest.FixtureRequest
) -> None:
    """On the real and on the example network; every declared column is selected."""
    store: Store = request.getfixturevalue(network)
    query = load_queries()[name]
    columns, rows = run_query(store, query, {})
    assert set(columns) == set(query.columns) and len(set(columns)) == len(columns)
    assert (columns, rows) == run_query(store, query, {})
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", NAMES)
def test_a_bound_parameter_picks_its_rows_of_the_unbound_query(name: str, example_store: Store) -> None:
    """Bound terms reach nested SELECTs and NOT EXISTS: the answer is the whole one, filtered."""
    query = load_queries()[name]
    defaults = {p.name: resolve_parameter(example_store, p, p.default) for p in query.parameters if p.default}
    columns, rows = example_store.table(query.text, defaults)
    for parameter in (p for p in query.parameters if p.type in THINGS):
        at = columns.index(parameter.name)
        for value in sorted({value for row in rows if (value := text_of(row[at]))})[:3]:
            bound = example_store.table(query.text, {**defaults, parameter.name: f"<{value}>"})[1]
            assert bound == [row for row in rows if text_of(row[at]) == value]


# The real network and the example


def test_three_actors_of_the_real_network_belong_to_two_bodies(real_store: Store) -> None:
    """Counted in memberships.csv: of 52 rows, three members occur twice, no one more often."""
    rows = ask(real_store, "several-memberships", "actorLabel bodies bodyLabel roleLabel")
    assert rows == [
        (name, "2", body, role)
        for name, role_in_consortium in (
            ("Bergische Universität Wuppertal", "Leitung"),
            ("GLW Velbert", "Partner"),
            ("automotiveland.nrw e.V.", "Partner"),
        )
        for body, role in (
            ("Konsortium von TrAIBeR.NRW", role_in_consortium),
            ("TrAIBeR.NRW", "Strategiepartner"),
        )
    ]


def test_rhein_kreis_neuss_has_no_actor_and_oberberg_one(real_store: Store) -> None:
    """By seat and area of activity in actors.csv; no member of the steering committee is named."""
    rows = ask(real_store, "regions-without-actor", "regionLabel actors active", network="traiber.nrw")
    assert len(rows) == 8
    assert [row for row in rows if row[1] == "0"] == [("Rhein-Kreis Neuss", "0", "0")]
    assert ("Oberbergischer Kreis", "1", "0") in rows


def test_the_planted_weak_spots_are_found(example_store: Store) -> None:
    """As the generator of the example accounts for them."""
    _tables, truth = generate_with_truth()
    ids = {
        row["actor"]: row["id"] for row in example_store.select("SELECT ?actor ?id { ?actor tr:kennung ?id }")
    }

    def found(name: str, column: str, **arguments: str) -> list[str]:
        return sorted(ids[value] for (value,) in ask(example_store, name, column, **arguments) if value)

    home = "Musterregion Mobil"
    assert found("regions-without-actor", "region", network=home) == list(
        truth.districts_without_committee_seat
    )
    hole = set(ask(example_store, "needs-without-offer", "regionLabel fieldLabel"))
    assert len(hole) == 1
    ((district, field),) = truth.cells_without_offer
    assert (
        set(ask(example_store, "needs-without-offer", "regionLabel fieldLabel", region=district, field=field))
        == hole
    )
    assert set(truth.isolated) <= set(found("few-ties", "actor", fewer_than="1"))
    assert set(truth.attending) <= set(found("attended-without-measure", "actor"))
    assert sorted(truth.fragile) == found("only-contact", "company")
    assert sorted(truth.cut_off) == found("only-contact", "company", actor=truth.cut_point)
    nobody = ask(example_store, "measures-without-responsible", "measure expressly")
    expected = dict.fromkeys(truth.measures_with_nobody, "true") | dict.fromkeys(
        truth.measures_with_unknown, "false"
    )
    assert {ids[measure]: said for measure, said in nobody if measure} == expected


# Parameters


@pytest.fixture(scope="module")
def hostile_store(store_of: Callable[..., Store]) -> Store:
    """One actor per hostile string, named so."""
    actors = table("actors", "name type", *((text, "other") for text in HOSTILE))
    return store_of([actors], BASE, "Netz")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_is_only_ever_compared(hostile_store: Store, text: str) -> None:
    """As text it finds its literal match, as an actor's name that actor, elsewhere it is refused."""
    before = len(hostile_store)
    for query in load_queries().values():
        for parameter in query.parameters:
            if parameter.type == "text":
                names = {row[0] for row in ask(hostile_store, query.name, "value", **{parameter.name: text})}
                found = {name for name in HOSTILE if text.casefold() in name.casefold()}
                assert names == (set() if query.name == "measure-values" else found)
            elif parameter.type == "actor":
                columns, rows = run_query(hostile_store, query, {parameter.name: text})
                at = columns.index("actorLabel") if "actorLabel" in columns else None
                assert {text_of(row[at]) for row in rows if at is not None} <= {text, None}
            else:
                with pytest.raises(ParameterError):
                    run_query(hostile_store, query, {parameter.name: text})
    assert {row[0] for row in ask(hostile_store, "profile", "actorLabel", actor=text)} == {text}
    assert len(hostile_store) == before


def region() -> Parameter:
    return Parameter("region", "region", None, {})


@pytest.mark.parametrize("text", ["99001", "Amselgrund", " amselgrund ", "AMSELGRUND"])
def test_a_region_is_found_by_key_and_by_name(small_store: Store, text: str) -> None:
    assert resolve_parameter(small_store, region(), text) == f"<{BASE}region/99001>"


def test_an_unknown_thing_is_refused_with_the_nearest_known_one(small_store: Store) -> None:
    with pytest.raises(ParameterError) as caught:
        resolve_parameter(small_store, region(), "Amselgund")
    assert caught.value.parameter == "region" and caught.value.nearest == "Amselgrund"
    assert "Amselgund" in str(caught.value) and "Amselgrund" in str(caught.value)
    with pytest.raises(ParameterError) as far:
        resolve_parameter(small_store, region(), "zzz")
    assert far.value.nearest is None


def test_a_name_that_two_things_have_is_refused_with_their_ids(real_store: Store) -> None:
    """Two strategy states of the real network have a field "Fachkräfte (quantitativ)"."""
    field = Parameter("field", "field", None, {})
    with pytest.raises(ParameterError, match="S1-fachkraefte-quantitativ, S2-fachkraefte-quantitativ"):
        resolve_parameter(real_store, field, "Fachkräfte (quantitativ)")
    assert resolve_parameter(real_store, field, "S1-fachkraefte-quantitativ").endswith(
        "/field/S1-fachkraefte-quantitativ>"
    )


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("integer", " 12 ", '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("date", "31.12.2025", '"2025-12-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", "2025-12-31", '"2025-12-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("text", 'a "b"\n\\', '"a \\"b\\"\\n\\\\"'),
    ],
)
def test_plain_values_become_typed_terms(small_store: Store, kind: str, text: str, term: str) -> None:
    assert resolve_parameter(small_store, Parameter("p", kind, None, {}), text) == term


@pytest.mark.parametrize(
    ("kind", "text"), [("integer", "1.5"), ("integer", "zwei"), ("date", "01.02.03"), ("date", "2025-02-30")]
)
def test_a_value_of_the_wrong_form_is_refused(small_store: Store, kind: str, text: str) -> None:
    with pytest.raises(ParameterError):
        resolve_parameter(small_store, Parameter("p", kind, None, {}), text)


def test_arguments_are_name_and_value_and_known() -> None:
    query = load_queries()["few-ties"]
    assert parse_arguments(query, ["fewer_than=3", "region=a=b"]) == {"fewer_than": "3", "region": "a=b"}
    with pytest.raises(ParameterError):
        parse_arguments(query, ["3"])
    with pytest.raises(ParameterError) as caught:
        parse_arguments(query, ["regoin=x"])
    assert caught.value.nearest == "region"


def test_an_unknown_argument_is_refused(small_store: Store) -> None:
    with pytest.raises(ParameterError):
        run_query(small_store, load_queries()["ratings"], {"feld": "G1"})


# Own queries


OWN = """
# title@de: Eigene
# title@en: Own
# a remark
# param place region: Kreis | region
# column name: Akteur | Actor
SELECT ?name ?place WHERE { ?actor tr:seatIn ?place ; skos:prefLabel ?name } ORDER BY ?name
"""


def test_an_own_query_may_declare_what_shipped_ones_do(small_store: Store) -> None:
    query = parse_query("own", OWN)
    assert query.titles == {"de": "Eigene", "en": "Own"} and query.number is None
    assert query.parameters == (Parameter("place", "region", None, {"de": "Kreis", "en": "region"}),)
    columns, rows = run_query(small_store, query, {"place": "Buchental"})
    assert columns == ("name",)
    assert [row[0].value for row in rows if row[0]] == ["ALFA", "Beta AG", "Hochschule"]


def test_a_query_without_a_head_is_called_by_its_name_and_shows_all_columns(small_store: Store) -> None:
    query = parse_query("count", "SELECT (COUNT(*) AS ?n) ?x WHERE { ?x a tr:Tie } GROUP BY ?x")
    assert query.titles == {"de": "count", "en": "count"}
    columns, rows = run_query(small_store, query, {})
    assert columns == ("n", "x") and len(rows) == 6


@pytest.mark.parametrize(
    "line", ["# param place", "# param place kreis: Kreis | region", "# column name", "# param a b c: d"]
)
def test_a_declaration_that_cannot_be_read_is_an_error(line: str) -> None:
    with pytest.raises(HeaderError) as caught:
        parse_query("own", f"{line}\nSELECT * {{}}")
    assert line in str(caught.value)


def test_a_parameter_that_is_not_selected_is_an_error_and_not_ignored(small_store: Store) -> None:
    query = parse_query("own", OWN.replace("?name ?place WHERE", "?name WHERE"))
    with pytest.raises(QueryError):
        run_query(small_store, query, {"place": "Buchental"})


def test_a_query_is_found_by_name_by_file_and_from_a_pipe(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("own") / "own.rq"
    file.write_text(OWN, encoding="utf-8")
    assert find_query("profile") is load_queries()["profile"]
    assert find_query(str(file)) == find_query("own", lambda: OWN) == parse_query("own", OWN)
    with pytest.raises(UnknownQueryError) as caught:
        find_query("profil")
    assert caught.value.nearest == "profile" and isinstance(caught.value, TraiberError)


def test_labels_are_english_where_there_are_any(small_store: Store) -> None:
    """A field without an English name keeps its German one."""
    set_language("en")
    assert ask(small_store, "fields-without-coordinator", "strategyLabel fieldLabel") == [
        ("Strategy 1", "Bildung"),
        ("Strategy 2", "New drives"),
        ("Strategy 2", "Recycling"),
    ]
    assert ask(small_store, "ratings", "groupLabel") == [("Chambers",)]


def test_a_result_carries_numbers_truth_values_and_the_meta_data(small_store: Store) -> None:
    network = project_network(small_store, Frame("Netz"))
    query = load_queries()["few-ties"]
    columns, rows = run_query(small_store, query, {"fewer_than": "1"})
    result = query_result(network, query, columns, rows)
    assert result.columns == columns and result.meta.network == "Netz"
    by_name = {row["actorLabel"]: row for row in result.rows}
    assert by_name["Delta SE"]["ties"] == 0 and by_name["Delta SE"]["surveyed"] is False
    assert by_name["ALFA"]["surveyed"] is None


def test_the_library_lists_every_query_with_its_parameters() -> None:
    rows = {row["name"]: row for row in library_result().rows}
    assert sorted(rows) == NAMES
    assert rows["few-ties"]["title"] == "Akteure mit wenigen erfassten Beziehungen"
    assert rows["few-ties"]["parameters"].startswith(
        "fewer_than = 2 (weniger als so viele Beziehungen), region"
    )
