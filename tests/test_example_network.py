"""The fictional example: its counts by hand, its planted weak spots by plain loops over the tables."""

import csv
import hashlib
import os
import statistics
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from traiber.data.example import DATA_DATE, Planted, generate, generate_with_truth, settings
from traiber.data.example.cast import cast_actors
from traiber.data.example.names import PRODUCTS, invent_companies, invent_districts, invent_towns
from traiber.data.example.pool import Pool
from traiber.data.example.sheets import sheet
from traiber.data.kennung import is_misread, is_valid
from traiber.data.table import Table

Tables = dict[str, Table]
SIZES = (200, 330, 3_500)


@pytest.fixture(scope="module", params=SIZES)
def example(request: pytest.FixtureRequest) -> tuple[Tables, Planted]:
    """An example smaller than usual, the usual one, and one with all 53 districts."""
    return generate_with_truth(actors=request.param)


@pytest.fixture(scope="module")
def usual() -> tuple[Tables, Planted]:
    """The example of the usual size."""
    return generate_with_truth()


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    """The sheets of workbook.toml by key, each with its own and the common columns by key."""
    workbook = tomllib.loads((files("traiber.data") / "workbook.toml").read_text(encoding="utf-8"))
    common = [column for group in workbook["common"] for column in group["columns"]]
    return {
        one["key"]: {**one, "columns": {c["key"]: c for c in [*one["columns"], *common]}}
        for one in workbook["sheet"]
    }


def parts(cell: object) -> list[str]:
    """The values in a cell; none in an empty one and in one that says "none"."""
    return [] if cell in (None, "-") else str(cell).split("; ")


def by_role(tables: Tables, role: str) -> list[str]:
    return [str(row["id"]) for row in tables["actors"].records() if row["role"] == role]


def pairs(tables: Tables) -> Iterator[tuple[str, str, Any]]:
    """Every tie in both directions, with the day of the last contact."""
    for row in tables["ties"].records():
        a, b = str(row["source_actor"]), str(row["target_actor"])
        yield a, b, row["last_contact"]
        yield b, a, row["last_contact"]


def contacts(tables: Tables, role: str) -> dict[str, dict[str, list[Any]]]:
    """For each actor its contacts of one role, each with the days recorded."""
    wanted = set(by_role(tables, role))
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for a, b, day in pairs(tables):
        if b in wanted:
            found[a][b].append(day)
    return found


def column_of(tables: Tables, key: str, column: str) -> dict[str, Any]:
    return dict(zip(map(str, tables[key].column("id")), tables[key].column(column), strict=True))


# What there is


def test_330_actors_are_240_companies_38_multipliers_one_office_and_51_others(
    usual: tuple[Tables, Planted],
) -> None:
    tables, _ = usual
    roles = Counter(tables["actors"].column("role"))
    assert roles == {"company": 240, "multiplier": 38, "office": 1, None: 51}


def test_38_multipliers_are_of_seven_types(usual: tuple[Tables, Planted]) -> None:
    actors = usual[0]["actors"].records()
    # shares 9 : 6 : 5 : 4 : 4 : 6 : 4 of 38
    assert Counter(row["type"] for row in actors if row["role"] == "multiplier") == {
        "business_development": 9,
        "chamber": 6,
        "union": 5,
        "employers_association": 4,
        "university": 4,
        "training_provider": 6,
        "employment_agency": 4,
    }


def test_five_districts_are_the_own_area_and_all_three_networks_meet_in_the_hinge(
    usual: tuple[Tables, Planted],
) -> None:
    tables, _ = usual
    assert Counter(tables["regions"].column("level")) == {"region_group": 1, "district": 7}
    own, *neighbours = (parts(row["covers"]) for row in tables["networks"].records())
    roles = {row["region"]: row["role"] for row in tables["region_roles"].records()}
    assert own == ["99001", "99002", "99003", "99004", "99005"]
    assert [area[0] for area in neighbours] == ["99005", "99005"]
    assert roles == {region: "hinge" if region == "99005" else "core" for region in own}
    assert tables["networks"].column("fictional") == [True, True, True]


def test_weak_spots_have_the_planned_numbers(usual: tuple[Tables, Planted]) -> None:
    truth = usual[1]
    counted = (truth.uncovered, truth.isolated, truth.attending, truth.fragile, truth.cut_off, truth.stale)
    # 60 % of 34 fragile companies are 20
    assert [len(spots) for spots in counted] == [14, 4, 5, 34, 20, 18]
    assert (len(truth.not_surveyed), len(truth.no_data)) == (29, 20)  # 12 % and 8 % of 240
    assert truth.districts_without_chamber == ("99003",)
    assert truth.districts_without_committee_seat == ("99004",)
    assert truth.cells_without_offer == (("99002", "HF2-3"),)


def test_activities_have_the_planned_numbers(usual: tuple[Tables, Planted]) -> None:
    tables, _ = usual
    kinds = Counter(tables["events"].column("kind"))
    assert kinds["event"] + kinds["workshop"] == 40
    assert (kinds["interview"], kinds["study"]) == (12, 1)
    assert Counter(tables["action_fields"].column("state")) == {"strategie-1": 5, "strategie-2": 8}
    assert Counter(tables["measures"].column("kind")) == {"bundle": 4, "measure": 16}
    assert Counter(tables["strategies"].column("kind")) == {"strategy": 3, "vision": 1}
    assert (len(tables["persons"]), len(tables["pilots"]), len(tables["committees"])) == (6, 5, 5)


def test_fields_of_the_current_state_match_fields_of_the_former(usual: tuple[Tables, Planted]) -> None:
    fields = usual[0]["action_fields"]
    states = column_of(usual[0], "action_fields", "state")
    matches = [(row["state"], row["close_match"]) for row in fields.records() if row["close_match"]]
    assert len(matches) == 7
    assert all(state == "strategie-2" and states[str(to)] == "strategie-1" for state, to in matches)


def test_some_fields_have_three_ratings_and_some_fewer(usual: tuple[Tables, Planted]) -> None:
    counts = Counter(usual[0]["ratings"].column("field"))
    assert sorted(counts.values()) == [1, 2, 3, 5, 7, 9, 12, 12]


# What fits the declared workbook


def test_every_column_is_declared_and_every_required_cell_is_filled(
    example: tuple[Tables, Planted], declared: Mapping[str, Any]
) -> None:
    for key, table in example[0].items():
        columns = declared[key]["columns"]
        assert set(table.columns) <= set(columns), key
        required = {name for name, column in columns.items() if column.get("required")}
        assert required <= set(table.columns), key
        assert all(row[name] is not None for row in table.records() for name in required), key


def test_every_code_is_one_of_the_shipped_lists(
    example: tuple[Tables, Planted], declared: Mapping[str, Any]
) -> None:
    lists = tomllib.loads((files("traiber.ontology") / "codes.toml").read_text(encoding="utf-8"))
    for key, table in example[0].items():
        for name in table.columns:
            column = declared[key]["columns"][name]
            if column["type"] == "code":
                known = {code["code"] for code in lists[column["codes"]]["code"]}
                used = {part for cell in table.column(name) for part in parts(cell)}
                assert used <= known, (key, name)
            elif column["type"] == "choice":
                known = {choice["key"] for choice in column["choices"]}
                assert {part for cell in table.column(name) for part in parts(cell)} <= known


def test_every_reference_names_a_row(example: tuple[Tables, Planted], declared: Mapping[str, Any]) -> None:
    tables = example[0]
    named = {
        key: {str(cell) for name in ("id", "name") if name in table.columns for cell in table.column(name)}
        for key, table in tables.items()
    }
    named["ties"] = set()
    for key, table in tables.items():
        for name in table.columns:
            column = declared[key]["columns"][name]
            if column["type"] in ("ref", "source"):
                there = set().union(*(named[target] for target in column["ref"]))
                there |= {"crm"} if column.get("codes") == "Reporter" else set()
                missing = {part for cell in table.column(name) for part in parts(cell)} - there
                assert not missing, (key, name)


def test_several_values_stand_only_where_the_workbook_allows_them(
    example: tuple[Tables, Planted], declared: Mapping[str, Any]
) -> None:
    for key, table in example[0].items():
        for name in table.columns:
            if not declared[key]["columns"][name].get("multiple"):
                assert not any(isinstance(cell, str) and ";" in cell for cell in table.column(name)), name


def test_identity_columns_tell_all_rows_apart(
    example: tuple[Tables, Planted], declared: Mapping[str, Any]
) -> None:
    for key, table in example[0].items():
        identity = [name for name in declared[key]["identity"] if name in table.columns]
        rows = [tuple(row[name] for name in identity) for row in table.records()]
        assert len(set(rows)) == len(rows), key


def test_cells_have_the_python_type_of_their_column(
    example: tuple[Tables, Planted], declared: Mapping[str, Any]
) -> None:
    expected = {"date": date, "moment": date, "integer": int, "year": int, "boolean": bool}
    for key, table in example[0].items():
        for name in table.columns:
            kind = declared[key]["columns"][name]["type"]
            allowed: Any = {"decimal": (int, float), "survey": (bool, date)}.get(
                kind, expected.get(kind, str)
            )
            assert all(cell is None or isinstance(cell, allowed) for cell in table.column(name)), (key, name)


def test_kennungen_are_valid_different_and_never_misread(
    example: tuple[Tables, Planted], declared: Mapping[str, Any]
) -> None:
    short = {"regions", "action_fields", "strategies", "sources"}
    for key, table in example[0].items():
        if "id" in table.columns and key not in short:
            ids = [str(cell) for cell in table.column("id")]
            assert len(set(ids)) == len(ids)
            assert all(is_valid(kennung) and not is_misread(kennung) for kennung in ids), key


def test_strength_is_1_to_5_and_no_contact_lies_after_the_date_of_the_data(
    example: tuple[Tables, Planted],
) -> None:
    ties = example[0]["ties"]
    assert {*ties.column("strength")} == {None, 1, 2, 3, 4, 5}
    days = [day for day in ties.column("last_contact") if isinstance(day, date)]
    assert len(days) < len(ties)
    assert max(days) < DATA_DATE
    assert all(row["source_actor"] != row["target_actor"] for row in ties.records())


# That all of it is invented


def test_every_source_says_that_it_is_a_fictional_example(example: tuple[Tables, Planted]) -> None:
    tables = example[0]
    titles = column_of(tables, "sources", "title")
    assert all(str(title).startswith("Fiktives Beispiel") for title in titles.values())
    for key, table in tables.items():
        if key != "sources":
            assert {str(cell) for cell in table.column("source")} <= set(titles), key


def test_descriptions_say_that_it_is_fictional(example: tuple[Tables, Planted]) -> None:
    tables = example[0]
    described = [key for key, table in tables.items() if "description" in table.columns]
    assert "actors" in described
    for key in described:
        assert all("Fiktives Beispiel" in str(cell) for cell in tables[key].column("description"))


def test_names_of_actors_are_all_different(example: tuple[Tables, Planted]) -> None:
    names = example[0]["actors"].column("name")
    assert len(set(names)) == len(names)


def test_no_name_is_that_of_a_real_organisation_or_place_that_is_shipped(
    usual: tuple[Tables, Planted],
) -> None:
    real: set[str] = set()
    folder = files("traiber.data") / "traiber_nrw"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".csv"):
            rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
            for row in rows:
                for header in ("Name", "Weitere Namen", "Titel", "Verwaltungssitz"):
                    real.update(part.strip().casefold() for part in (row.get(header) or "").split(";"))
    real.discard("")
    assert {"atlas", "wuppertal"} <= real
    invented = {
        str(cell).casefold()
        for table in usual[0].values()
        for name in ("name", "title", "town", "seat")
        if name in table.columns
        for cell in table.column(name)
    }
    assert sorted(invented & real) == []


def test_place_names_are_all_different() -> None:
    assert len(set(invent_districts(55))) == 55
    assert len({town for district in range(55) for town in invent_towns(district)}) == 220
    with pytest.raises(ValueError, match="55"):
        invent_districts(56)


def test_company_names_differ_up_to_108000_and_no_further() -> None:
    names, products = invent_companies(108_000, np.random.default_rng(1))
    assert len(set(names)) == 108_000
    assert set(products) == set(PRODUCTS)
    with pytest.raises(ValueError, match="108000"):
        invent_companies(108_001, np.random.default_rng(1))


def test_postcodes_begin_with_two_zeros_as_no_german_one_does(usual: tuple[Tables, Planted]) -> None:
    assert all(
        len(str(code)) == 5 and str(code)[:2] == "00" for code in usual[0]["actors"].column("postcode")
    )


# The weak spots, found again without the plan


def test_surveyed_companies_fall_into_the_planted_classes(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    met = contacts(tables, "multiplier")
    surveyed = column_of(tables, "actors", "surveyed")
    limit = DATA_DATE - timedelta(days=730)
    classes = defaultdict(list)
    for company in by_role(tables, "company"):
        days = [day for found in met[company].values() for day in found]
        if not surveyed[company]:
            classes["not surveyed"].append(company)
        elif not days:
            classes["uncovered"].append(company)
        elif all(day is not None and day < limit for day in days):
            classes["stale"].append(company)
        elif len(met[company]) == 1:
            classes["fragile"].append(company)
    assert classes == {
        "not surveyed": list(truth.not_surveyed),
        "uncovered": list(truth.uncovered),
        "stale": list(truth.stale),
        "fragile": list(truth.fragile),
    }


def test_robust_companies_have_two_contacts_that_are_not_old(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    met = contacts(tables, "multiplier")
    weak = {*truth.uncovered, *truth.stale, *truth.fragile, *truth.no_data}
    limit = DATA_DATE - timedelta(days=730)
    for company in by_role(tables, "company"):
        if company not in weak:
            fresh = [m for m, days in met[company].items() if any(day and day >= limit for day in days)]
            assert len(fresh) >= 2


def test_isolated_companies_have_no_tie_and_depend_on_the_combustion_engine(
    example: tuple[Tables, Planted],
) -> None:
    tables, truth = example
    tied = {a for a, _, _ in pairs(tables)}
    dependence = column_of(tables, "actors", "drive_dependence")
    assert [company for company in truth.uncovered if company not in tied] == list(truth.isolated)
    assert {dependence[company] for company in truth.isolated} == {"high"}


def test_companies_without_data_occur_in_no_tie_event_or_membership(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    seen = {a for a, _, _ in pairs(tables)}
    seen.update(str(cell) for cell in tables["attendance"].column("actor"))
    seen.update(str(cell) for cell in tables["memberships"].column("member"))
    seen.update(str(cell) for cell in tables["needs"].column("company"))
    assert [company for company in truth.not_surveyed if company not in seen] == list(truth.no_data)


def test_attending_companies_are_the_uncovered_ones_at_three_events(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    visits = Counter(str(cell) for cell in tables["attendance"].column("actor"))
    assert [company for company in truth.uncovered if visits[company]] == list(truth.attending)
    assert {visits[company] for company in truth.attending} == {3}


def test_under_connected_multipliers_have_less_than_a_quarter_of_the_usual_and_no_other_has(
    usual: tuple[Tables, Planted],
) -> None:
    tables, truth = usual
    met = contacts(tables, "company")
    types = column_of(tables, "actors", "type")
    found = []
    for multiplier in by_role(tables, "multiplier"):
        peers = [m for m in by_role(tables, "multiplier") if types[m] == types[multiplier]]
        usual_number = statistics.median(len(met[peer]) for peer in peers)
        if len(met[multiplier]) < usual_number / 4:
            found.append(multiplier)
    assert sorted(found) == sorted(truth.under_connected)
    assert len(found) == 3


def test_cut_point_carries_the_most_exclusive_companies_and_they_have_nobody_else(
    example: tuple[Tables, Planted],
) -> None:
    tables, truth = example
    met = contacts(tables, "multiplier")
    exclusive: dict[str, list[str]] = defaultdict(list)
    for company in truth.fragile:
        exclusive[next(iter(met[company]))].append(company)
    neighbours = defaultdict(set)
    for a, b, _ in pairs(tables):
        neighbours[a].add(b)
    assert max(exclusive, key=lambda multiplier: len(exclusive[multiplier])) == truth.cut_point
    assert set(truth.cut_off) <= set(exclusive[truth.cut_point])
    assert all(neighbours[company] == {truth.cut_point} for company in truth.cut_off)


def test_only_one_field_in_one_district_is_without_offer(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    seats = column_of(tables, "actors", "seat")
    active = column_of(tables, "actors", "active_in")
    districts = [str(region) for region in tables["region_roles"].column("region")]
    supply = set()
    wide: set[tuple[str, str]] = set()
    for row in tables["offers"].records():
        provider, field = str(row["provider"]), str(row["field"])
        supply.add((seats[provider], field))
        wide.update((district, field) for district in parts(active[provider]))
        wide.update((district, field) for district in parts(row["region"]) or districts)
    fields = [f"HF2-{number}" for number in range(1, 9)]
    cells = [(district, field) for district in districts for field in fields]
    assert tuple(cell for cell in cells if cell not in supply) == truth.cells_without_offer
    assert not set(truth.cells_without_offer) & wide


def test_at_least_five_companies_need_what_nobody_offers_there(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    seats = column_of(tables, "actors", "seat")
    ((district, field),) = truth.cells_without_offer
    asking = {
        row["company"]
        for row in tables["needs"].records()
        if field in parts(row["field"]) and seats[str(row["company"])] == district
    }
    assert len(asking) >= 5


def test_districts_without_chamber_and_without_committee_seat_are_named(
    example: tuple[Tables, Planted],
) -> None:
    tables, truth = example
    seats = column_of(tables, "actors", "seat")
    with_chamber = {
        district
        for row in tables["actors"].records()
        if row["type"] == "chamber"
        for district in [str(row["seat"]), *parts(row["active_in"])]
    }
    steering = tables["committees"].column("id")[0]
    seated = {
        seats[str(row["member"])]
        for row in tables["memberships"].records()
        if row["organization"] == steering
    }
    districts = [str(region) for region in tables["region_roles"].column("region")]
    assert tuple(d for d in districts if d not in with_chamber) == truth.districts_without_chamber
    assert tuple(d for d in districts if d not in seated) == truth.districts_without_committee_seat
    assert "99003" in truth.districts_without_chamber
    assert "99004" in truth.districts_without_committee_seat


def test_only_one_neighbouring_network_is_bridged(example: tuple[Tables, Planted]) -> None:
    tables, truth = example
    members: dict[str, set[str]] = defaultdict(set)
    for row in tables["memberships"].records():
        members[str(row["organization"])].add(str(row["member"]))
    own, *neighbours = (str(cell) for cell in tables["networks"].column("id"))
    bridges = {
        network: {a for a, b, _ in pairs(tables) if a in members[own] and b in members[network]}
        | (members[own] & members[network])
        for network in neighbours
    }
    assert [network for network in neighbours if not bridges[network]] == [truth.unbridged_network]
    outside = {b for a, b, _ in pairs(tables) if a in members[truth.unbridged_network]}
    assert outside <= members[truth.unbridged_network]
    assert len(members[truth.unbridged_network]) >= 5


def test_measures_with_nobody_and_with_nothing_known_are_told_apart(usual: tuple[Tables, Planted]) -> None:
    tables, truth = usual
    responsible = column_of(tables, "measures", "responsible")
    assert [key for key, who in responsible.items() if who == "-"] == list(truth.measures_with_nobody)
    assert [key for key, who in responsible.items() if who is None] == list(truth.measures_with_unknown)
    assert (len(truth.measures_with_nobody), len(truth.measures_with_unknown)) == (3, 3)


# How contacts are spread


def test_chambers_and_business_development_know_more_companies_than_unions_and_universities(
    usual: tuple[Tables, Planted],
) -> None:
    tables, truth = usual
    met, types = contacts(tables, "company"), column_of(tables, "actors", "type")
    numbers = defaultdict(list)
    for multiplier in by_role(tables, "multiplier"):
        if multiplier not in truth.under_connected:
            numbers[types[multiplier]].append(len(met[multiplier]))
    medians = {kind: statistics.median(values) for kind, values in numbers.items()}
    many = min(medians["chamber"], medians["business_development"])
    assert many > 1.5 * max(medians["union"], medians["university"])


def test_most_contacts_of_multipliers_with_companies_are_near(example: tuple[Tables, Planted]) -> None:
    tables, _ = example
    seats, active = column_of(tables, "actors", "seat"), column_of(tables, "actors", "active_in")
    met = contacts(tables, "multiplier")
    near = [
        seats[company] in parts(active[multiplier])
        for company in by_role(tables, "company")
        for multiplier in met[company]
    ]
    assert sum(near) / len(near) > 2 / 3


def test_pool_draws_by_weight_within_the_district_and_anywhere_where_it_has_nobody() -> None:
    pool = Pool([10, 11, 12, 13], [0, 0, 2, 2], [1.0, 3.0, 0.0, 5.0])
    rng = np.random.default_rng(1)
    there = Counter(pool.draw(np.zeros(4000, dtype=np.int64), rng).tolist())
    assert there.keys() == {10, 11}
    assert there[11] / 4000 == pytest.approx(0.75, abs=0.03)
    assert set(pool.draw(np.full(500, 2), rng).tolist()) == {13}
    for nobody in (1, 7):
        assert set(pool.draw(np.full(500, nobody), rng).tolist()) == {10, 11, 13}


# Same seed, same tables; any size


def digest(tables: Tables) -> str:
    return hashlib.sha256(repr(tables).encode()).hexdigest()


def test_same_seed_gives_the_same_tables_and_another_seed_others() -> None:
    assert digest(generate()) == digest(generate())
    assert digest(generate(seed=2031)) != digest(generate())


def test_tables_do_not_depend_on_the_hashing_of_the_process() -> None:
    program = (
        "import hashlib; from traiber.data.example import generate;"
        "print(hashlib.sha256(repr(generate()).encode()).hexdigest())"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hashing},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hashing in ("0", "1")
    ]
    assert printed == [digest(generate())] * 2


def test_weak_spots_hold_for_other_seeds() -> None:
    for seed in range(5):
        tables, truth = generate_with_truth(seed)
        met = contacts(tables, "multiplier")
        assert [len(met[company]) for company in truth.uncovered] == [0] * 14
        assert [len(met[company]) for company in truth.fragile] == [1] * 34


def test_10000_actors_have_53_districts_four_percent_multipliers_and_ties_in_proportion() -> None:
    tables = generate(actors=10_000)
    assert len(tables["actors"]) == 10_000
    assert len(tables["region_roles"]) == 53
    # 38 + 4 % of 9,670 beyond the usual 330
    assert len(by_role(tables, "multiplier")) == 425
    assert 2.5 < len(tables["ties"]) / 10_000 < 4


def test_too_few_actors_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 200 actors, not 199"):
        generate(actors=199)


def test_settings_name_the_office_whatever_the_size(usual: tuple[Tables, Planted]) -> None:
    assert tomllib.loads(settings()) == {
        "language": "de",
        "network": "Musterregion Mobil",
        "base": "https://example.org/traiber/id/",
        "data_date": date(2025, 6, 30),
        "fictional": True,
        "office": by_role(usual[0], "office"),
    }
    assert by_role(generate(7, 1_000), "office") == tomllib.loads(settings(7))["office"]


def test_table_of_unequal_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="every column of needs must have 2 values"):
        sheet("needs", 2, severity=[1, 2, 3])


def test_table_gives_columns_and_records_by_key() -> None:
    table = Table("needs", ("company", "severity"), [("A", 1), ("B", None)])
    assert table.column("severity") == [1, None]
    assert list(table.records()) == [{"company": "A", "severity": 1}, {"company": "B", "severity": None}]
    with pytest.raises(ValueError, match="not in tuple"):
        table.column("access")


def test_cast_needs_no_chamber_in_the_district_left_out() -> None:
    cast = cast_actors(2030, 330)
    chambers = [at for at in cast.multipliers if cast.type[at] == "chamber"]
    assert [cast.active_in(at) for at in chambers if cast.seat[at] == 1] == [(1,)]
