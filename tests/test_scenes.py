"""The scene of the network map, on a small network made by hand; expected values are read off its tables."""

from collections.abc import Callable
from datetime import date

import pytest

from traiber.data.table import Cell, Table
from traiber.graph.network import Settings
from traiber.graph.projection import Frame, project_network
from traiber.graph.store import Store
from traiber.visualizations.scene import Scene
from traiber.visualizations.scenes import network_scene

BASE = "https://example.org/id/"


def table(sheet: str, columns: str, *rows: tuple[Cell, ...]) -> Table:
    """A table from its columns in one text; short rows are filled up with empty cells."""
    names = tuple(columns.split())
    return Table(sheet, names, [(*row, *[None] * (len(names) - len(row))) for row in rows])


@pytest.fixture(scope="module")
def store(store_of: Callable[..., Store]) -> Store:
    """Two companies, a chamber, an office; one membership and one tie end on 2021-01-01."""
    tables = [
        table("sources", "id title", ("old", "Alte Liste"), ("new", "Neue Liste")),
        table(
            "actors",
            "id name type alt_names size_class description town",
            ("A1", "Werk", "company", "Werkstatt; Werke", "<10", "Baut Teile.", "Elberfeld"),
            ("B2", "Hütte", "company"),
            ("C3", "Kammer", "chamber"),
            ("D4", "Büro", "network_office"),
        ),
        table(
            "ties",
            "source_actor target_actor kind valid_to",
            ("Kammer", "Werk", "contact"),
            ("Kammer", "Hütte", "contact", "2021-01-01"),
            ("Büro", "Werk", "contact"),
        ),
        table("networks", "id name", ("N1", "Netz")),
        table("committees", "id name kind network", ("K1", "Beirat", "committee", "Netz")),
        table(
            "memberships",
            "member organization role valid_from valid_to source",
            ("Werk", "Netz", "member", None, "2021-01-01", "old"),
            ("Werk", "Netz", "lead", "2021-01-01", None, "new"),
            ("Hütte", "Beirat", "member", None, "2021-01-01"),
            ("Büro", "Netz"),
        ),
    ]
    return store_of(tables, BASE, "Netz")


def scene_on(store: Store, day: date | None) -> Scene:
    return network_scene(project_network(store, Frame("Netz", settings=Settings(as_of=day))), store)


def lines(scene: Scene, relation: str) -> list[tuple[str, str]]:
    """The ends of the edges of one kind by label, each end and all edges sorted."""
    labels = {node.id: node.label for node in scene.nodes}
    edges = [edge for edge in scene.edges if edge.relation == relation]
    ends = [sorted((labels[edge.source], labels[edge.target])) for edge in edges]
    return sorted((one, other) for one, other in ends)


def test_a_map_shows_only_what_holds_on_its_day(store: Store) -> None:
    before, after = scene_on(store, date(2020, 12, 31)), scene_on(store, date(2021, 1, 1))
    assert lines(before, "membership") == [("Beirat", "Hütte"), ("Büro", "Netz"), ("Netz", "Werk")]
    assert lines(after, "membership") == [("Büro", "Netz"), ("Netz", "Werk")]
    assert lines(before, "contact") == [("Hütte", "Kammer"), ("Kammer", "Werk")]
    assert lines(after, "contact") == [("Kammer", "Werk")]
    assert lines(after, "unit") == [("Beirat", "Netz")]


@pytest.mark.parametrize(
    ("day", "titles"),
    [
        (date(2020, 12, 31), ("Alte Liste",)),
        (date(2021, 1, 1), ("Neue Liste",)),
        (None, ("Alte Liste", "Neue Liste")),
    ],
)
def test_a_line_names_the_sources_of_what_holds_and_is_drawn_once(
    store: Store, day: date | None, titles: tuple[str, ...]
) -> None:
    """Two memberships with different roles and periods are one line between the same two dots."""
    scene = scene_on(store, day)
    found = [edge.sources for edge in scene.edges if (edge.source, edge.relation) == ("A1", "membership")]
    assert found == [titles]


def test_contacts_of_the_office_are_left_out_but_not_the_office(store: Store) -> None:
    scene = scene_on(store, None)
    assert "Büro" in {node.label for node in scene.nodes}
    assert lines(scene, "contact") == [("Hütte", "Kammer"), ("Kammer", "Werk")]


def test_kinds_come_in_the_order_of_importance(store: Store) -> None:
    """Companies, what they share, types that multiply, then all others by name where equally many."""
    kinds = scene_on(store, None).kinds
    assert list(kinds) == ["company", "network", "chamber", "committee", "network_office"]
    assert kinds["committee"] == {"de": "Gremium", "en": "Committee"}


def test_details_are_told_in_both_languages(store: Store) -> None:
    """Codes in the reader's language, texts as they were written."""
    (werk,) = (node for node in scene_on(store, None).nodes if node.label == "Werk")
    told = {name["en"]: (name["de"], value["de"], value["en"]) for name, value in werk.details}
    assert told == {
        "Type": ("Typ", "Unternehmen", "Company"),
        "Other names": ("Weitere Namen", "Werke; Werkstatt", "Werke; Werkstatt"),
        "Town": ("Ort", "Elberfeld", "Elberfeld"),
        "Size class": ("Größenklasse", "unter 10 Beschäftigte", "Fewer than 10 employees"),
        "Description": ("Beschreibung", "Baut Teile.", "Baut Teile."),
    }
