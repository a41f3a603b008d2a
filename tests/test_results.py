"""Results, their meta data and the ranking of multipliers; values calculated by hand."""

import json
from dataclasses import replace
from datetime import date

import pytest

from traiber.graph import results
from traiber.graph.multipliers import COLUMNS, rank_multipliers
from traiber.graph.network import Actor, Network, Settings, Tie
from traiber.graph.results import Result, meta_of, no_data_share, number


def network(actors: list[Actor], ties: str, **given) -> Network:
    """A network with ties written as "a-b a-c"."""
    pairs = [tie.split("-") for tie in ties.split()]
    own = {"name": "Müller & Söhne", "home": None, "data_date": date(2024, 1, 31), "fictional": True}
    return Network(actors=tuple(actors), ties=tuple(Tie(a, b) for a, b in pairs), **(own | given))


def multiplier(kennung: str, **given) -> Actor:
    return Actor(kennung, kennung.upper(), type="chamber", region="05124", multiplier=True, **given)


def company(kennung: str, **given) -> Actor:
    return Actor(kennung, kennung.upper(), type="company", company=True, **given)


def example() -> Network:
    """m: A, B alone, C with n; n: C, D; o: E; p: C, D too; q nothing; m-n and n-o know each other.

    C is shared by m, n, p and D by n, p. The office knows everybody.
    """
    actors = [multiplier(k) for k in "qponm"] + [company(k) for k in "ABCDEF"]
    actors.append(Actor("office", "Büro", office=True, multiplier=True))
    ties = "m-A m-B m-C n-C n-D p-C p-D o-E m-n n-o office-m office-F office-q A-A m-A"
    return network(actors, ties)


def test_multipliers_are_ranked_by_their_fair_share():
    """m = 1 + 1 + 1/3, o = 1, n = p = 1/3 + 1/2, q = 0."""
    rows = rank_multipliers(example()).rows
    assert [(row["actor"], row["rank"]) for row in rows] == [("m", 1), ("o", 2), ("n", 3), ("p", 3), ("q", 5)]
    assert [row["fair_share"] for row in rows] == pytest.approx([7 / 3, 1, 5 / 6, 5 / 6, 0])


def test_the_fair_shares_add_up_to_the_companies_in_contact():
    """A, B, C, D, E; F knows the office only."""
    assert sum(row["fair_share"] for row in rank_multipliers(example()).rows) == pytest.approx(5)


def test_a_profile_has_every_column_of_the_contract_in_order():
    contract = (
        "actor label type region reach_1 reach_2 decayed_reach fair_share exclusive betweenness constraint "
        "effective_size brokerage participation rank rank_low rank_high reason"
    )
    assert " ".join(column for column in COLUMNS if column in contract.split()) == contract
    assert all(tuple(row) == COLUMNS for row in rank_multipliers(example()).rows)


def test_a_profile_carries_the_measures():
    """m, without the office: neighbours A, B, C, n with the tie C-n, so effective size 4 - 2/4 = 3.5.

    Constraint of m: A, B (1/4)^2 each; C and n know each other: C has 3 ties, n 4 (m, C, D, o), so
    C: (1/4 + 1/4 * 1/4)^2, n: (1/4 + 1/4 * 1/3)^2. Betweenness of m: n, o, p each to A and B = 6,
    all of them over m alone (p over C).
    """
    row = rank_multipliers(example()).rows[0]
    assert (row["actor"], row["label"], row["type"], row["region"]) == ("m", "M", "chamber", "05124")
    assert (row["reach_1"], row["reach_2"], row["decayed_reach"], row["exclusive"]) == (3, 4, 3.75, 2)
    assert row["effective_size"] == 3.5
    assert row["constraint"] == pytest.approx(2 / 16 + (5 / 16) ** 2 + (1 / 3) ** 2)
    assert row["betweenness"] == 6
    assert row["participation"] is row["rank_low"] is row["rank_high"] is None  # districts of n alone known


def test_a_profile_explains_itself():
    rows = rank_multipliers(example()).rows
    assert rows[0]["reason"] == (
        "Fair share 2.3 of 5 companies in contact with a multiplier: direct contact with 3, "
        "of these 2 with no other multiplier; 1 more at second hand. "
        "Lies on the shortest way between 6 pairs of another multiplier and a company."
    )
    assert rows[-1]["reason"] == "No contact with a company recorded, neither direct nor at second hand."


def test_an_isolated_multiplier_has_zero_and_no_structural_holes():
    row = rank_multipliers(example()).rows[-1]
    assert (row["actor"], row["reach_1"], row["fair_share"], row["betweenness"]) == ("q", 0, 0, 0)
    assert row["constraint"] is row["effective_size"] is None


def test_the_order_of_rows_in_the_tables_changes_no_byte():
    given = example()
    turned = replace(given, actors=given.actors[::-1], ties=given.ties[::-1])
    assert rank_multipliers(turned).to_json() == rank_multipliers(given).to_json()


def test_companies_relay_if_the_settings_let_all_actors_relay():
    """A hangs on B, B on m: at second hand for m only if B passes the contact on."""
    given = network([multiplier("m"), company("A"), company("B")], "m-B B-A")
    assert rank_multipliers(given).rows[0]["reach_2"] == 1
    everyone = replace(given, settings=Settings(relays="all"))
    assert rank_multipliers(everyone).rows[0]["reach_2"] == 2


def test_an_empty_network_has_no_rows_and_no_share():
    result = rank_multipliers(network([], ""))
    assert result.rows == []
    assert result.meta.no_data_share is None
    assert list(result.frame().columns) == list(COLUMNS)


def test_meta_data_count_what_is_recorded():
    """5 multipliers, 6 companies and the office; 15 rows of ties, a loop and a repeated one among them."""
    meta = meta_of(example(), team=5)
    assert (meta.actors, meta.companies, meta.multipliers, meta.ties) == (12, 6, 5, 15)
    assert (meta.data_date, meta.network, meta.fictional, meta.access) == (
        date(2024, 1, 31),
        "Müller & Söhne",
        True,
        "internal",
    )
    assert meta.settings == {
        "as_of": None,
        "half_life_days": 365,
        "stale_after_days": 730,
        "relays": "multipliers",
        "office_left_out": True,
        "team": 5,
    }


def test_no_data_means_neither_survey_nor_contact():
    """A tied, B surveyed, C nothing, D "not surveyed" though tied: 2 of 4; the office does not count."""
    actors = [company("A"), company("B", surveyed=True), company("C"), company("D", surveyed=False)]
    actors.append(Actor("office", "Büro", office=True))
    assert no_data_share(network(actors, "A-D")) == 0.5


def test_json_follows_the_contract():
    content = json.loads(rank_multipliers(example()).to_json())
    assert list(content) == ["meta", "rows"]
    assert set(content["meta"]) >= {
        "data_date", "actors", "companies", "multipliers", "ties", "no_data_share", "settings"
    }  # fmt: skip
    assert content["meta"]["data_date"] == "2024-01-31"
    assert content["meta"]["no_data_share"] == 0
    assert list(content["rows"][0]) == list(COLUMNS)


def test_json_has_null_for_undefined_numbers_sorted_sets_iso_dates_and_umlauts():
    row = {"b": {"y", "x"}, "a": float("nan"), "c": (1, float("inf")), "d": date(2024, 2, 29), "e": "Müller"}
    text = Result(meta_of(network([], "")), [row], ("a", "b", "c", "d", "e", "f")).to_json()
    assert json.loads(text)["rows"] == [
        {"a": None, "b": ["x", "y"], "c": [1, None], "d": "2024-02-29", "e": "Müller", "f": None}
    ]
    assert "Müller" in text


def test_a_frame_has_the_columns_in_order():
    frame = rank_multipliers(example()).frame()
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["actor"]) == ["m", "o", "n", "p", "q"]
    assert frame["constraint"].isna().tolist() == [False, False, False, False, True]


def test_numbers_are_written_as_the_language_writes_them(monkeypatch):
    assert (number(14.24), number(3.0), number(0.125, 2), number(-0.04)) == ("14.2", "3", "0.12", "0")
    monkeypatch.setattr(results, "current_language", lambda: "de")
    assert (number(14.24), number(20.0)) == ("14,2", "20")
