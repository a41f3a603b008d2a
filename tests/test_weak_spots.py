"""The generator of networks with known weak spots: both forms say the same, and what is planted is there."""

from dataclasses import replace
from pathlib import Path

import pytest
from weak_spots import OWN, STYLES, Style, draw, write_tables

from traiber.data.build import build, open_build
from traiber.data.workspace import find_workspace
from traiber.graph.network import Network


def imported(given: Network, folder: Path) -> Network:
    """The network as the workspace reads its tables."""
    from traiber.data.workspace import frame_of
    from traiber.graph.projection import project_network

    write_tables(given, folder / "sources")
    settings = f'network = "{OWN}"\ncodes = "extend"\ndata_date = {given.data_date}\n'
    (folder / "traiber.toml").write_text(settings, encoding="utf-8")
    workspace = find_workspace(folder)
    build(workspace)
    return project_network(open_build(workspace, "internal"), frame_of(workspace.configuration, "internal"))


def test_the_tables_say_what_the_network_says(tmp_path: Path) -> None:
    """All that an analysis looks at; keys of networks are minted by the import."""
    made, _truth = draw(STYLES[0], seed=3)
    read = imported(made, tmp_path)
    ids = {actor.label: actor.kennung for actor in read.actors}
    regions = {"05378": next(k for k, r in read.regions.items() if r.labels["de"].startswith("Rheinisch"))}
    own = {
        ids[actor.label]: replace(
            actor,
            kennung=ids[actor.label],
            region=regions.get(actor.region or "", actor.region),
            memberships=frozenset(),
        )
        for actor in made.actors
    }
    assert own == {actor.kennung: replace(actor, memberships=frozenset()) for actor in read.actors}
    labels = {actor.kennung: actor.label for actor in made.actors}
    expected = {
        (*sorted((ids[labels[t.source]], ids[labels[t.target]])), t.strength, t.last_contact)
        for t in made.ties
    }
    assert {(*sorted((t.source, t.target)), t.strength, t.last_contact) for t in read.ties} == expected


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_everything_is_planted_in_every_style(style: Style) -> None:
    network, truth = draw(style, seed=11)
    assert 300 <= len(network.actors) <= 360
    assert (len(truth.uncovered), len(truth.stale), len(truth.no_data)) == (10, 12, 18)
    assert (len(truth.weak_multipliers), len(truth.weak_companies)) == (5, 8)
    assert all(truth.holes.values())
    assert truth.planted_hanging <= truth.hanging.keys()
    ends = {frozenset((tie.source, tie.target)) for tie in network.ties}
    assert truth.hidden and not any(frozenset(pair) in ends for pair in truth.hidden)


def test_the_same_seed_draws_the_same_network_and_another_one_another() -> None:
    first, again, other = draw(seed=5), draw(seed=5), draw(seed=6)
    assert first == again
    assert first[0].ties != other[0].ties
