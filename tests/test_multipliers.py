"""The ranking of the multipliers: all its columns, totals, tables and words; values calculated by hand.

The example of test_results.py: m has A, B alone and C with n and p; n has C, D; o has E; p has C, D; q
nothing. m-n and n-o know each other; the office knows m, q and the company F. All contacts have the
probability .6 (neither strength nor age is recorded), but m-A is recorded twice: 1 - .4 * .4 = .84.
"""

from dataclasses import replace
from unittest.mock import ANY

import pytest
from test_results import company, example, multiplier, network

from traiber.graph.gaps import gap_table
from traiber.graph.multipliers import COLUMNS, rank_multipliers
from traiber.graph.network import Network, Region, Tie
from traiber.graph.profile import Profile
from traiber.graph.uncertainty import RankInterval, intervals_of, tell_ranks
from traiber.ontology.language import set_language
from traiber.visualizations.report import render_report
from traiber.visualizations.tables.certainty import certainty_view
from traiber.visualizations.tables.multipliers import (
    multipliers_explained,
    multipliers_sheet,
    multipliers_view,
)
from traiber.visualizations.tables.profiles import profile_view
from traiber.visualizations.terminal import render_grid


@pytest.fixture(params=["de", "en"])
def language(request):
    """Each of the two languages."""
    set_language(request.param)
    yield request.param
    set_language("en")


def by_actor(given: Network) -> dict[str, dict]:
    return {row["actor"]: row for row in rank_multipliers(given).rows}


def two_districts() -> Network:
    """m (north) with A (north), B and C (south), who do not know each other; B also with n (south)."""
    actors = [
        multiplier("m"),
        multiplier("n"),
        *(company(kennung, region="05124" if kennung == "A" else "05913") for kennung in "ABC"),
    ]
    given = network(actors, "m-A m-B m-C n-B")
    return replace(given, regions={"05124": Region("05124", {"de": "Wuppertal"})})


def test_strength_counts_the_best_way_to_each_company():
    """m: A .84, B .6, C .6, D over n .36, E over n and o .216."""
    assert by_actor(example())["m"]["strength_reach"] == pytest.approx(2.616)


def test_the_weighted_share_divides_the_expected_contact():
    """m: A .84, B .6, a third of 1 - .4^3 of C; D is shared by n and p: half of 1 - .4^2 each."""
    rows = by_actor(example())
    assert rows["m"]["weighted_share"] == pytest.approx(0.84 + 0.6 + 0.312)
    assert rows["n"]["weighted_share"] == rows["p"]["weighted_share"] == pytest.approx(0.312 + 0.42)


def test_critical_are_the_companies_that_the_office_reaches_through_one_multiplier_only():
    """The office starts at m, q and F. All of A to E hang on m; D and, over o, E on n too."""
    critical = {actor: row["critical_reach"] for actor, row in by_actor(example()).items()}
    assert critical == {"m": 5, "n": 2, "o": 1, "p": 0, "q": 0}


def test_without_an_office_nobody_is_critical_and_none_says_so():
    given = example()
    without = network([actor for actor in given.actors if not actor.office], "m-A")
    assert by_actor(without)["m"]["critical_reach"] is None


def test_roles_between_types_and_the_rest_of_the_profile():
    """m, a chamber: A, B, C are companies that do not know each other (3 pairs), n is a chamber that knows
    C but not A, B (2 pairs). Of its 4 contacts with one tie among them 3.5 are effective."""
    row = by_actor(example())["m"]
    assert row["brokerage_types"] == {
        "coordinator": 0,
        "itinerant": 3,
        "representative": 1,
        "gatekeeper": 1,
        "liaison": 0,
    }
    assert row["efficiency"] == 0.875
    assert row["load"] == pytest.approx(7 / 15)


def test_the_totals_say_on_how_few_the_companies_rest():
    """Shares 7/3, 1, 5/6, 5/6, 0 of 5: top three 25/6; Gini (-2 * 5/6 + 2 * 1 + 4 * 7/3) / (5 * 5)."""
    assert rank_multipliers(example()).meta.totals == {
        "without_data": 0,
        "covered": 5,
        "top_one_share": pytest.approx(7 / 15),
        "top_three_share": pytest.approx(5 / 6),
        "gini": pytest.approx(29 / 75),
        "betweenness_searched": 4,
        "betweenness_sources": 4,
        "betweenness_error": 0,
    }


def test_without_companies_in_contact_there_is_no_load():
    result = rank_multipliers(network([multiplier("m"), company("A")], ""))
    assert result.rows[0]["load"] is None
    assert (result.meta.totals["covered"], result.meta.totals["gini"]) == (0, None)
    assert "%" not in multipliers_view(result, None).caption.split("\n")[0]


def test_large_networks_draw_multipliers_for_betweenness_and_say_so(monkeypatch, language):
    monkeypatch.setattr("traiber.graph.multipliers.MOST_STEPS", 1)
    monkeypatch.setattr("traiber.graph.multipliers.FEWEST_SAMPLES", 2)
    result = rank_multipliers(example())
    assert result.to_json() == rank_multipliers(example()).to_json()
    totals = result.meta.totals
    assert (totals["betweenness_searched"], totals["betweenness_sources"]) == (2, 4)
    assert all(row["betweenness_error"] is not None for row in result.rows)
    assert {"de": "aus 2 von 4", "en": "from 2 of 4"}[language] in multipliers_view(result, None).caption
    estimated = next(row for row in result.rows if row["betweenness"])
    assert "±" in estimated["reason"]


def test_intervals_of_the_ranks_are_taken_in(language):
    result = rank_multipliers(example(), {"m": RankInterval(1, 2, 0.9), "n": RankInterval(2, 4, None)})
    ranks = {row["actor"]: (row["rank_low"], row["rank_high"]) for row in result.rows}
    assert ranks == {"m": (1, 2), "n": (2, 4), "o": (None, None), "p": (None, None), "q": (None, None)}
    assert [row[0] for row in multipliers_view(result, None).rows] == ["1 (1–2)", 2, "3 (2–4)", 3, 5]


def test_the_reason_names_the_role_between_districts_in_words(language):
    """A-B and A-C: one of the two from the district of m; B-C: both from the other."""
    reason = by_actor(two_districts())["m"]["reason"]
    expected = {
        "de": "Verbindet 3 Paare von Kontakten, die einander nicht kennen; bei 2 davon ist nur einer aus dem "
        "eigenen Kreis.",
        "en": "Connects 3 pairs of contacts who do not know each other; in 2 of them only one is from its "
        "own district.",
    }
    assert reason.endswith(expected[language])


def test_every_column_is_explained_in_both_languages(language):
    result, grid = multipliers_explained(rank_multipliers(example()).meta)
    explained = {row["column"] for row in result.rows}
    assert explained | {"actor", "label", "type", "region"} == set(COLUMNS)
    assert all(row["meaning"] for row in result.rows)
    assert len({row["name"] for row in result.rows}) == len(result.rows)
    assert max(map(len, render_grid(grid).splitlines())) <= 100


def test_the_table_fits_100_columns_with_long_names_and_intervals(language):
    given = example()
    long = "Wirtschaftsförderungsgesellschaft Märkischer Kreis & Hochsauerland mbH"
    named = replace(given, actors=tuple(replace(actor, label=long) for actor in given.actors))
    result = rank_multipliers(named, dict.fromkeys("mnopq", RankInterval(10, 38, 0.5)))
    rows = [row | {"betweenness": 123456.0, "fair_share": 1234.5, "reach_2": 12345} for row in result.rows]
    lines = render_grid(multipliers_view(replace(result, rows=rows), None)).splitlines()
    assert max(map(len, lines)) <= 100
    assert {"de": "Brücke", "en": "Bridge"}[language] in "".join(lines[:5])
    assert "123456" in "".join(lines)


def test_the_workbook_has_numbers_and_names_of_districts(language):
    given = two_districts()
    result = rank_multipliers(given)
    sheet = multipliers_sheet(result, given)
    first = dict(zip(sheet.headers, sheet.rows[0], strict=True))
    share, district = {"de": ("Anteil an der Abdeckung", "Kreis"), "en": ("Fair share", "District")}[language]
    assert (first[share], first[district]) == (2.5, "Wuppertal")
    assert len(sheet.headers) == len(set(sheet.headers)) == 20
    with_intervals = multipliers_sheet(rank_multipliers(given, {"m": RankInterval(1, 2, 0.9)}), given)
    assert len(with_intervals.headers) == 23


def test_bridge_figures_are_marked_where_too_few_answered():
    """All five chambers surveyed, or without m and n three, 60 %."""
    asked = [replace(a, surveyed=a.multiplier or a.kennung in "ABCD") for a in example().actors]
    enough = replace(example(), actors=tuple(asked))
    assert {row["greyed_out"] for row in rank_multipliers(enough).rows} == {False}
    few = replace(
        enough, actors=tuple(replace(a, surveyed=None if a.kennung in "mnEF" else True) for a in asked)
    )
    result = rank_multipliers(few)
    assert {row["greyed_out"] for row in result.rows} == {True}
    assert '"greyed_out": true' in result.to_json() and '"greyed_out": false' not in result.to_json()
    shown = multipliers_view(result, None)
    assert shown.rows[0][-1] == "6 *"
    assert "*: fewer than 70 percent of its type or region were surveyed" in (shown.caption or "")
    assert multipliers_view(rank_multipliers(enough), None).rows[0][-1] == "6"
    assert "70 percent" not in (multipliers_view(rank_multipliers(enough), None).caption or "")
    headers = multipliers_sheet(result, few).headers
    assert (
        "Few answers" in headers
        and "Few answers" not in multipliers_sheet(rank_multipliers(enough), enough).headers
    )


def with_silent() -> Network:
    """The example with r, of whom nothing is recorded, and s, "not surveyed" though A and F name it."""
    given = example()
    silent = (multiplier("s", surveyed=False), multiplier("r"))
    return replace(given, actors=(*given.actors, *silent), ties=(*given.ties, Tie("A", "s"), Tie("F", "s")))


def test_without_data_there_are_no_figures_and_no_rank(language):
    """The others keep the ranks and totals of the example; only A is no longer exclusive to m."""
    result, before = rank_multipliers(with_silent()), rank_multipliers(example())
    told = ("actor", "label", "type", "region", "reason")
    assert [row["actor"] for row in result.rows] == ["m", "o", "n", "p", "q", "r", "s"]
    for row in result.rows[-2:]:
        assert {row[column] for column in COLUMNS if column not in told} == {None}
    first = {
        "de": "Keine Daten: nicht befragt, nichts erfasst.",
        "en": "No data: not surveyed, nothing recorded.",
    }
    assert result.rows[-2]["reason"] == first[language] != result.rows[-1]["reason"]
    columns = ("rank", "fair_share", "reach_1", "load")
    assert [[row[c] for c in columns] for row in result.rows[:-2]] == [
        [row[c] for c in columns] for row in before.rows
    ]
    assert result.meta.totals == before.meta.totals | {"without_data": 2, "betweenness_sources": ANY}
    assert [row["exclusive"] for row in result.rows[:-2]] == [1, 1, 0, 0, 0]


def test_tables_say_how_many_are_without_data(language):
    given = with_silent()
    result = rank_multipliers(given, intervals_of(given))
    words = {"de": "2 Multiplikatoren ohne Daten", "en": "2 multipliers without data"}[language]
    cell = {"de": "keine Daten", "en": "no data"}[language]
    whole, short = multipliers_view(result, None), multipliers_view(result, 3)
    assert [row[0] for row in whole.rows[-2:]] == ["–", "–"] and whole.rows[-1][2] == cell
    assert "S" not in {row[1] for row in short.rows}
    assert all(words in (view.caption or "") for view in (whole, short))
    assert max(map(len, render_grid(whole).splitlines())) <= 100
    sheet = multipliers_sheet(result, given)
    last = dict(zip(sheet.headers, sheet.rows[-1], strict=True))
    assert [value for value in last.values() if value is not None and not isinstance(value, str)] == []
    ranks = tell_ranks(given)
    view = certainty_view("ranks", ranks, given, None)
    assert view.rows[-1][2] == cell and words in (view.caption or "")
    assert [row["rank"] for row in ranks.rows] == [1, 2, 3, 3, 5, None, None]
    assert max(row["rank_high"] for row in ranks.rows[:5]) <= 5
    page = render_report(given, result, gap_table(given), language)
    assert words in page


def test_a_profile_says_that_there_are_no_data(language):
    given = with_silent()
    row = next(row for row in rank_multipliers(given).rows if row["actor"] == "r")
    profile = Profile(given.by_kennung["r"], (), (), (), (), row, has_data=False, gaps=())
    told = {row[0]: row[1] for row in profile_view(profile, given).rows}
    name, reason = {
        "de": ("Als Multiplikator", "Keine Daten: nicht befragt, nichts erfasst."),
        "en": ("As multiplier", "No data: not surveyed, nothing recorded."),
    }[language]
    assert told[name] == reason


def test_two_contacts_are_no_spread():
    """m has contacts in three places of known districts, n in one: only m's spread is told."""
    rows = by_actor(two_districts())
    assert rows["m"]["participation"] == pytest.approx(2 / 3)
    fewer = replace(two_districts(), ties=two_districts().ties[1:])
    assert by_actor(fewer)["m"]["participation"] is None
