"""Contacts in columns are the contacts one by one, and the file beside a build says what its store says."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traiber.data.build import build, current_build, open_build
from traiber.data.workspace import Workspace, find_workspace
from traiber.graph.recorded_ties import RecordedTies
from traiber.graph.store import ties_file_of
from traiber.graph.ties import Tie, Ties

TIES = st.lists(
    st.builds(
        Tie,
        st.sampled_from("ABCD"),
        st.sampled_from("ABCD"),
        st.sampled_from(["contact", "advice", "membership"]),
        st.none() | st.integers(1, 5),
        st.none() | st.dates(),
    )
)
ACTORS = (
    "Kennung;Name;Typ;Vertraulichkeit\n"
    "K1;Kammer;Kammer;öffentlich\nU1;Eins GmbH;Unternehmen;öffentlich\nU2;Zwei GmbH;Unternehmen;öffentlich\n"
)
CONTACTS = (
    "Von;Nach;Stärke;Letzter Kontakt;Gültig ab;Gültig bis;Vertraulichkeit\n"
    "K1;U1;4;2025-03-01;;;öffentlich\n"
    "K1;U2;;;2024-01-01;2025-01-01;intern\n"
)


@given(TIES)
def test_columns_hold_every_tie_in_its_order(ties: list[Tie]) -> None:
    columns = Ties.of(ties)
    assert list(columns) == ties
    assert len(columns) == len(ties)
    assert columns == tuple(ties)
    assert Ties.of(columns) is columns


@given(TIES, TIES)
def test_ties_followed_by_others_are_both_in_their_order(ties: list[Tie], others: list[Tie]) -> None:
    assert list(Ties.of(ties).followed_by(Ties.of(others))) == [*ties, *others]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('language = "de"\nnetwork = "N"\nbase = "https://example.org/"\n')
    (tmp_path / "sources" / "Akteure.csv").write_text(ACTORS, encoding="utf-8")
    (tmp_path / "sources" / "Beziehungen.csv").write_text(CONTACTS, encoding="utf-8")
    found = find_workspace(tmp_path)
    build(found)
    return found


def ties_file(workspace: Workspace, access: str) -> Path:
    made = current_build(workspace)
    assert made is not None
    return ties_file_of(made.folder / made.levels[access])


def test_the_file_beside_a_build_says_what_the_store_says(workspace: Workspace) -> None:
    store = open_build(workspace, "internal")
    assert store.ties_file is not None
    kept = RecordedTies.of(store)
    store.ties_file = None
    asked = RecordedTies.of(store)
    one, two = Tie("K1", "U1", strength=4, last_contact=date(2025, 3, 1)), Tie("K1", "U2")
    days = {
        None: {one, two},
        date(2024, 12, 31): {one, two},
        date(2025, 1, 1): {one},
        date(2023, 1, 1): {one},
    }
    for day, expected in days.items():
        assert set(kept.on(day)) == set(asked.on(day)) == expected
        assert list(kept.on(day)) == list(asked.on(day))


def test_the_public_file_holds_public_contacts_only(workspace: Workspace) -> None:
    assert [tie.target for tie in RecordedTies.of(open_build(workspace, "public")).on(None)] == ["U1"]
    assert ties_file(workspace, "public") != ties_file(workspace, "internal")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not an archive"])
def test_a_damaged_or_missing_file_costs_time_only(workspace: Workspace, content: bytes) -> None:
    expected = list(RecordedTies.of(open_build(workspace, "internal")).on(None))
    ties_file(workspace, "internal").write_bytes(content)
    assert list(RecordedTies.of(open_build(workspace, "internal")).on(None)) == expected
    ties_file(workspace, "internal").unlink()
    assert list(RecordedTies.of(open_build(workspace, "internal")).on(None)) == expected


def test_the_same_contacts_give_the_same_bytes(workspace: Workspace) -> None:
    before = ties_file(workspace, "internal").read_bytes()
    made = current_build(workspace)
    assert made is not None
    (made.folder / "build.json").unlink()  # damaged, so it is made anew
    build(workspace)
    assert ties_file(workspace, "internal").read_bytes() == before
