"""From the store to the network: dates, periods, roles; expected values from the few rows written here."""

from datetime import date

from traiber.data.build import ntriples_by_graph
from traiber.data.mapper import Settings, map_sheets
from traiber.data.readers import read_bytes
from traiber.data.registry import Registry
from traiber.graph.network import Network
from traiber.graph.network import Settings as AnalysisSettings
from traiber.graph.projection import Frame, project_network
from traiber.graph.store import memory_store
from traiber.ontology.codes import codes_ntriples

BASE = "https://example.org/id/"
ACTORS = (
    "ID;Name;Typ;Rolle;Kreis;Netzwerk\n"
    "M1;Musterkammer;Kammer;;Wuppertal;Netz\n"
    "M2;Nachbarkammer;Kammer;;Solingen;Nachbarnetz\n"
    "M3;Nachbaragentur;Arbeitsagentur;Multiplikator;Solingen;Nachbarnetz\n"
    "C1;Eins GmbH;Unternehmen;;;Netz\n"
    "O1;Büro;Geschäftsstelle;;;Netz\n"
)


def network(as_of: date | None = None, **tables: str) -> Network:
    sheets = [s for name, text in tables.items() for s in read_bytes(f"{name}.csv", text.encode())]
    batch = map_sheets(sheets, BASE, Registry(), "Netz", settings=Settings())
    assert batch.errors == []
    store = memory_store(ntriples_by_graph(batch, BASE, "personal"), [codes_ntriples().encode()])
    return project_network(store, Frame("Netz", settings=AnalysisSettings(as_of=as_of)))


def test_shipped_rows_do_not_date_the_data() -> None:
    """Wuppertal comes with a source of 2018; the tie begins in 2024 and is the only dated record."""
    found = network(actors=ACTORS, ties="Von;Nach;Gültig ab\nM1;C1;2024-01-01\n")
    assert (found.data_date, len(found.ties)) == (date(2024, 1, 1), 1)


def test_without_any_date_every_tie_holds_and_the_data_date_is_unknown() -> None:
    found = network(actors=ACTORS, ties="Von;Nach\nM1;C1\n")
    assert (found.data_date, len(found.ties)) == (None, 1)


def test_a_period_is_half_open() -> None:
    tables = {"actors": ACTORS, "ties": "Von;Nach;Gültig ab;Gültig bis\nM1;C1;2022-01-01;2023-01-01\n"}
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)]
    assert [len(network(day, **tables).ties) for day in days] == [0, 1, 1, 0]


def test_roles_follow_from_types_but_not_for_members_of_other_networks_only() -> None:
    found = network(actors=ACTORS)
    assert found.multipliers == {"M1", "M3"}  # M3 has a recorded role
    assert found.companies == {"C1"}
    assert [actor.kennung for actor in found.actors if actor.office] == ["O1"]


def test_an_office_in_the_settings_is_found_by_any_of_its_names() -> None:
    text = "ID;Name;Weitere Namen;Typ\nX1;Netzwerkbüro GmbH;Büro; Sonstige\n"
    batch = map_sheets(read_bytes("actors.csv", text.encode()), BASE, Registry(), "Netz")
    store = memory_store(ntriples_by_graph(batch, BASE, "personal"), [codes_ntriples().encode()])
    names = ("x1", "BÜRO", "Netzwerkbüro GmbH", "Buero")
    found = [project_network(store, Frame("Netz", office=(name,))).actors[0].office for name in names]
    assert found == [True, True, True, False]


def test_a_membership_in_an_association_is_a_contact_and_one_in_a_network_is_none() -> None:
    found = network(actors=ACTORS, memberships="Mitglied;Gehört zu\nC1;Musterkammer\n")
    assert [(tie.source, tie.target, tie.kind) for tie in found.ties] == [("C1", "M1", "membership")]
