"""What an analysis hands over: rows, and what they depend on."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

from traiber.graph.coverage import observed
from traiber.graph.ties import Ties
from traiber.ontology.language import current_language

if TYPE_CHECKING:
    import pandas as pd

    from traiber.graph.network import Network


@dataclass(frozen=True, slots=True)
class Meta:
    """The data behind a result: stated with every result, so that two can be compared."""

    data_date: date | None
    actors: int  # all recorded, with the office
    companies: int
    multipliers: int  # without the office
    ties: int  # recorded contacts, parallel ones counted each
    no_data_share: float | None  # of the actors without the office, 0..1; None without actors
    network: str
    fictional: bool
    access: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    totals: Mapping[str, Any] = field(default_factory=dict)  # figures of the whole result, if it has some
    office: bool = True  # whether an office is recorded, which paths and degrees leave out
    later_contacts: int = 0  # last recorded after the day looked from: they count as fresh


@dataclass(frozen=True, slots=True)
class Result:
    """Rows with the same columns, best first, and their meta data."""

    meta: Meta
    rows: list[dict[str, Any]]
    columns: tuple[str, ...]

    def to_json(self) -> str:
        """The result as `{"meta": {…}, "rows": […]}`; undefined numbers are null, dates ISO 8601.

        Keys keep the order of `Meta` and `columns`, sets are sorted: equal results, equal text.
        """
        content = {"meta": asdict(self.meta), "rows": [self._cells(row) for row in self.rows]}
        return json.dumps(_plain(content), ensure_ascii=False, indent=2, allow_nan=False)

    def cells(self) -> list[list[Any]]:
        """The rows in the order of the columns, for CSV: collections as texts."""
        rows = (self._cells(row) for row in self.rows)
        return [[_flat(_plain(value)) for value in row.values()] for row in rows]

    def frame(self) -> "pd.DataFrame":
        """The rows as a data frame with the columns in order, without rows too."""
        import pandas as pd

        return pd.DataFrame([self._cells(row) for row in self.rows], columns=list(self.columns))

    def _cells(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {column: row.get(column) for column in self.columns}


def meta_of(network: "Network", **settings: object) -> Meta:
    """The meta data of a result on this network, with the network's settings and the given ones."""
    own = asdict(network.settings)
    access = own.pop("access")
    return Meta(
        data_date=network.data_date,
        actors=len(network.actors),
        companies=len(network.companies),
        multipliers=len(network.multipliers),
        ties=len(network.ties),
        no_data_share=no_data_share(network),
        network=network.name,
        fictional=network.fictional,
        access=access,
        later_contacts=_later(network),
        settings=own | settings,
        office=any(actor.office for actor in network.actors),
    )


def _later(network: "Network") -> int:
    day_seen = network.settings.as_of
    return int((Ties.of(network.ties).last_contacts > day_seen.toordinal()).sum()) if day_seen else 0


def no_data_share(network: "Network") -> float | None:
    """The share of actors of whom nothing is recorded (see `observed`), 0..1, without the office.

    None without actors.
    """
    assessed = sum(not actor.office for actor in network.actors)
    return 1 - len(observed(network)) / assessed if assessed else None


def number(value: float, digits: int = 1) -> str:
    """A number as staff read it: rounded, with the decimal mark of the current language.

    >>> number(14.25), number(3.0)
    ('14.2', '3')
    """
    text = f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0 turns -0.0 into 0.0
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if current_language() == "de" else text


def percent(share: float, digits: int = 0) -> str:
    """A share of 0..1 as staff read it, without decimals unless asked for.

    >>> percent(0.164)
    '16 %'
    """
    return f"{number(100 * share, digits)} %"


def day(value: date) -> str:
    """A day as staff write it in the current language.

    >>> day(date(2025, 6, 30))
    '2025-06-30'
    """
    return value.strftime("%d.%m.%Y") if current_language() == "de" else value.isoformat()


def _plain(value: object) -> object:
    """The value in the types of JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _flat(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
