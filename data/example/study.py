"""The regional study of the example: strengths and weaknesses, and indicators with comparisons."""

from collections.abc import Iterator

from traiber.data.example.actors import district_key
from traiber.data.example.cast import Cast
from traiber.data.example.sheets import STUDY, listing, mint_keys, stream
from traiber.data.table import Cell, Table

STUDY_EVENT = mint_keys("study", 1)[0]

_STATEMENTS = (
    (0, "strength", "Viele Zulieferer mit eigener Entwicklung.", "HF2-4"),
    (0, "weakness", "Wenige Betriebe mit elektrischen Antrieben.", "HF2-3"),
    (1, "weakness", "Kaum Beratung zu neuen Antrieben vor Ort.", "HF2-3"),
    (1, "opportunity", "Freie Gewerbeflächen an der Autobahn.", "HF2-8"),
    (2, "strength", "Kurze Wege zwischen Schulen und Betrieben.", "HF2-1"),
    (2, "threat", "Viele Beschäftigte gehen bald in Rente.", "HF2-1; HF2-2"),
    (3, "weakness", "Die Betriebe kennen einander wenig.", "HF2-7"),
    (3, "threat", "Abhängigkeit von wenigen Abnehmern.", None),
    (4, "opportunity", "Nähe zu zwei Nachbarnetzwerken.", "HF2-7"),
    (4, "weakness", "Langsame Netze in den Tälern.", "HF2-5"),
)
_INDICATORS = (  # what, in which dimension, in which unit, lowest and highest figure
    ("gdp_per_employee", "economy", "euro_per_person", 62_000, 88_000),
    ("supplier_employment_share", "economy", "percent", 4, 14),
    ("unemployment_rate", "labour_market", "percent", 3, 9),
    ("rd_share", "research", "percent", 0, 3),
    ("broadband_share", "infrastructure", "percent", 60, 96),
    ("disposable_income", "social", "euro_per_person", 20_000, 27_000),
)
_YEAR = 2023


def tabulate_swot(cast: Cast) -> Table:
    """Ten statements about the first districts."""
    rows: list[tuple[Cell, ...]] = [(district_key(district), *rest) for district, *rest in _STATEMENTS]
    return listing("swot", "region kind text leads_to", rows, STUDY)


def tabulate_indicators(seed: int, cast: Cast) -> Table:
    """Six invented figures per own district, and the same of the three areas of comparison."""
    columns = "region indicator dimension year value unit benchmark study"
    return listing("indicators", columns, _figures(seed, cast), STUDY)


def _figures(seed: int, cast: Cast) -> Iterator[tuple[Cell, ...]]:
    rng = stream(seed, "indicators")
    for code, dimension, unit, low, high in _INDICATORS:
        compared: list[tuple[int, str | None]] = [(d, None) for d in range(cast.own_districts)]
        compared += [(0, area) for area in ("NRW", "BW", "BY")]
        for district, area in compared:
            value = round(float(rng.uniform(low, high)), 1)
            yield district_key(district), code, dimension, _YEAR, value, unit, area, STUDY_EVENT
