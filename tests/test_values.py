"""Cell values become terms; expected values by hand from XSD's canonical forms."""

from datetime import date, datetime

import pytest

from traiber.data.values import PARSERS, BadValueError, parse_date, parse_number, split_values, to_text

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    "value",
    [
        "2025-12-31",
        "31.12.2025",
        date(2025, 12, 31),
        datetime(2025, 12, 31),
        "2025-12-31 00:00:00",
        " 31.12.2025 ",
    ],
)
def test_a_day_is_read_from_every_usual_form(value: object) -> None:
    assert parse_date(value) == date(2025, 12, 31)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["01.02.03", "1/2/2003", "12-11-10", "31.02.2025", "bald", "", 45000])
def test_an_ambiguous_or_impossible_day_is_refused_with_a_remedy(value: object) -> None:
    with pytest.raises(BadValueError) as caught:
        parse_date(value)  # type: ignore[arg-type]
    assert "2025-12-31" in caught.value.remedy


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3", "3"),
        ("3,50", "3.5"),
        ("3.5", "3.5"),
        ("1.234,5", "1234.5"),
        (2.0, "2"),
        (0.25, "0.25"),
        ("+7", "7"),
        (12, "12"),
        ("-0,5", "-0.5"),
    ],
)
def test_numbers_are_read_with_comma_or_point(value: str | float, expected: str) -> None:
    assert parse_number(value) == expected


@pytest.mark.parametrize("value", ["1.234", "zwölf", "1,2,3", True, float("nan"), "1e5", "٣"])
def test_a_number_that_may_mean_two_things_or_none_is_refused(value: object) -> None:
    with pytest.raises(BadValueError):
        parse_number(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("boolean", "Ja", f'"true"^^<{XSD}boolean>'),
        ("boolean", False, f'"false"^^<{XSD}boolean>'),
        ("survey", "nein", f'"false"^^<{XSD}boolean>'),
        ("survey", "1", f'"true"^^<{XSD}boolean>'),
        ("survey", "01.03.2025", f'"2025-03-01"^^<{XSD}date>'),
        ("moment", "2023-09-07", f'"2023-09-07T00:00:00"^^<{XSD}dateTime>'),
        ("year", 2018.0, f'"2018"^^<{XSD}gYear>'),
        ("integer", 4.0, f'"4"^^<{XSD}integer>'),
        ("decimal", "217,41", f'"217.41"^^<{XSD}decimal>'),
        ("nuts", "dea1a", "<http://data.europa.eu/nuts/code/DEA1A>"),
        ("url", "https://traiber.nrw", "<https://traiber.nrw>"),
        (
            "point",
            "51,2563; 7,1482",
            '"POINT(7.1482 51.2563)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
        ),
        ("text", 5120.0, '"5120"'),
    ],
)
def test_each_type_gives_its_term(type_: str, value: object, expected: str) -> None:
    assert PARSERS[type_](value) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "www.traiber.nrw"),
        ("point", "91, 7"),
        ("year", "23"),
        ("integer", "1,5"),
        ("boolean", "vielleicht"),
        ("nuts", "Wuppertal"),
    ],
)
def test_what_a_type_does_not_admit_is_refused(type_: str, value: str) -> None:
    with pytest.raises(BadValueError):
        PARSERS[type_](value)


def test_texts_lose_outer_blanks_and_are_composed() -> None:
    assert to_text("  Wu\u0308lfrath\u00a0") == "Wülfrath"


def test_several_values_are_split_at_semicolons_and_bars() -> None:
    assert split_values("a; b|c;;") == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["letzten Sommer", "Mai 2024"])
def test_what_is_no_survey_is_told_that_a_date_is_possible(text: str) -> None:
    with pytest.raises(BadValueError, match="nor a date"):
        PARSERS["survey"](text)
