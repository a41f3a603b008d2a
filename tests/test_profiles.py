"""An actor's profile: no data is not zero, ranks have intervals, gaps say how sure they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.graph.network import Actor, Network
from traiber.graph.profile import Profile, profile_actor, profile_result
from traiber.graph.projection import Frame, project_network
from traiber.graph.store import Store
from traiber.ontology.language import set_language
from traiber.visualizations.tables.profiles import profile_view

TODAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def network(example_store: Store) -> Network:
    """The fictional example."""
    return project_network(example_store, Frame("Musterregion Mobil", data_date=TODAY))


def shown(profile: Profile, network: Network, contacts: int | None = 15) -> dict[str, str]:
    """The rows of a profile by name; of several with a name the last."""
    return {str(row[0]): str(row[1]) for row in profile_view(profile, network, contacts).rows}


def unlike(network: Network, kennung: str, ties: bool = True, **given: object) -> Network:
    """The network, but with other values of one actor, and without its ties."""
    actors = tuple(replace(a, **given) if a.kennung == kennung else a for a in network.actors)
    kept = [tie for tie in network.ties if ties or kennung not in (tie.source, tie.target)]
    return replace(network, actors=actors, ties=kept)


def first_multiplier(network: Network) -> Actor:
    return network.by_kennung[min(network.multipliers)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_multiplier_without_data_has_no_figures_and_says_so_itself(network, example_store, language):
    set_language(language)
    actor = first_multiplier(network)
    for given, ties in (({"surveyed": False, "surveyed_on": None}, True), ({"surveyed": None}, False)):
        silent = unlike(network, actor.kennung, ties, **({"surveyed_on": None} | given))
        profile = profile_actor(silent, example_store, actor.kennung)
        rows = shown(profile, silent)
        told = rows["Als Multiplikator" if language == "de" else "As multiplier"]
        assert not any(character.isdigit() for character in told)
        own = rows["Keine Daten" if language == "de" else "No data"]
        assert actor.region and "von" not in own.split() and " of 3" not in own
        kept = {row["what"]: row["value"] for row in profile_result(profile, silent).rows}
        assert "rank" not in kept and "reach_1" not in kept and kept["no_data"] == own


def test_whether_and_when_an_actor_was_surveyed_is_a_row(network, example_store):
    kennung = first_multiplier(network).kennung
    for surveyed, on, said in (
        (True, date(2024, 5, 1), "on 2024-05-01"),
        (True, None, "yes, date not recorded"),
        (False, None, "no"),
        (None, None, "not recorded"),
    ):
        given = unlike(network, kennung, surveyed=surveyed, surveyed_on=on)
        assert shown(profile_actor(given, example_store, kennung), given)["Surveyed"] == said


def test_the_own_lack_of_data_is_said_in_large_regions_too_and_never_that_of_others(network, example_store):
    """The planted companies of whom nothing is recorded sit in regions with more than five of them."""
    from traiber.graph.gaps import find_gaps

    many = [gap for gap in find_gaps(network) if gap.kind == "no_data" and len(gap.actors) > 5]
    assert many
    profile = profile_actor(network, example_store, many[0].actors[0])
    assert shown(profile, network)["No data"].startswith("Nothing can be said of its contacts")
    assert not any(gap.kind == "no_data" for gap in profile.gaps)


def test_a_rank_stands_with_its_interval_as_in_the_ranking(network, example_store):
    from traiber.graph.multipliers import rank_multipliers
    from traiber.graph.uncertainty import intervals_of

    rows = rank_multipliers(network, intervals_of(network)).rows
    row = next(row for row in rows if row["rank_low"] is not None and row["rank_low"] < row["rank_high"])
    profile = profile_actor(network, example_store, row["actor"])
    assert f"({row['rank_low']}–{row['rank_high']})" in shown(profile, network)["As multiplier"]


def test_every_gap_says_how_sure_it_is(network, example_store):
    actor = next(key for key in sorted(network.companies) if profile_actor(network, example_store, key).gaps)
    profile = profile_actor(network, example_store, actor)
    texts = [str(row[1]) for row in profile_view(profile, network).rows]
    for gap in profile.gaps:
        assert gap.certainty and f"{gap.reason}\n({gap.certainty})" in texts
    kept = [row.get("certainty") for row in profile_result(profile, network).rows]
    assert [text for text in kept if text] == [gap.certainty for gap in profile.gaps]


def test_contacts_that_are_not_shown_are_counted_with_a_way_to_see_them(network, example_store):
    key = max(sorted(network.multipliers), key=lambda key: len(network.adjacency.neighbours(
        network.adjacency.positions[key])))  # fmt: skip
    profile = profile_actor(network, example_store, key)
    rows = shown(profile, network)
    assert rows[""] == f"and {len(profile.contacts) - 15} more: use --all"
    every = [row for row in profile_view(profile, network, None).rows if row[0] == "Contact"]
    assert len(every) == len(profile.contacts)


@pytest.fixture
def in_shipped_network(tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield


def test_two_actors_of_one_name_are_told_apart_by_their_ids(network, example_store):
    from traiber.graph.naming import UnknownNameError

    one, other = sorted(network.multipliers)[:2]
    twins = unlike(unlike(network, one, label="Äpfel GmbH"), other, label="Äpfel GmbH")
    with pytest.raises(UnknownNameError, match=rf"Äpfel GmbH \({one}\); Äpfel GmbH \({other}\)"):
        profile_actor(twins, example_store, "Aepfel")
    single = unlike(network, one, label="Äpfel GmbH")
    assert profile_actor(single, example_store, "Aepfel").actor.kennung == one


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_shipped_profiles_fit_the_screen(in_shipped_network, language):
    result = CliRunner().invoke(main, ["actor", "bsw", "--lang", language], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    assert max(map(len, result.output.splitlines())) <= 100
    assert ("Erhoben" if language == "de" else "Surveyed") in result.output
