"""The actors of a batch's tables, each with all that its rows say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from traiber.data.additions import shipped_rows
from traiber.data.duplicates.actors import Actor
from traiber.data.duplicates.merging import Merges, merge_actors
from traiber.data.duplicates.places import Places, place_word
from traiber.data.duplicates.terms import fold, load_terms
from traiber.data.findings import Finding
from traiber.data.identities import Identities, identify, region_key
from traiber.data.intake import SourceTable, recognise
from traiber.data.levels import row_levels
from traiber.data.namesakes import find_namesakes
from traiber.data.readers import RawSheet
from traiber.data.registry import Registry
from traiber.data.values import KNOWN_NONE, split_values, to_text
from traiber.graph.access import admitted

NAMES = ("name", "name_en", "alt_names", "hidden_names")
NUMBERS = ("lei", "register")


@dataclass(frozen=True, slots=True)
class Records:
    """The actors of a batch up to an access level, where they may sit, and what was decided about them."""

    actors: list[Actor]
    places: Places
    merges: Merges
    identities: Identities
    findings: list[Finding]
    namesakes: frozenset[frozenset[str]] = frozenset()  # keys of actors that two tables give one name

    def written(self, actor: Actor) -> str:
        """How a cell names an actor: by its name where that means only it, else by its ID."""
        found = self.identities.find(["actors"], actor.name)
        plain = actor.name not in (KNOWN_NONE, "–") and not actor.name.startswith("#")
        return actor.name if len(found) == 1 and plain else actor.key

    def find(self, text: str) -> list[Actor]:
        """The actors with this name or ID."""
        found = self.identities.find(["actors"], text)
        return [actor for actor in self.actors if self.identities.subject("org", actor.key) in found]


def read_records(
    sheets: Iterable[RawSheet], base: str, registry: Registry, home: str | None, access: str
) -> Records:
    """The actors of raw sheets that a reader of an access level may see, merged ones as one.

    Faults of the tables are left to the import; only those of identities and decisions are kept.
    """
    tables, _found = recognise(sheets, home)
    identities = Identities(base, registry)
    keys, findings = identify(tables, identities)
    merges, decided = merge_actors(tables, keys, identities)
    rows: dict[str, list[tuple[SourceTable, int]]] = defaultdict(list)
    for table, found in zip(tables, keys, strict=True):
        if table.sheet.key == "actors":
            for row, (key, level) in enumerate(zip(found, row_levels(table), strict=True)):
                if level in admitted(access):
                    rows[key].append((table, row))
    regions = _regions(tables, identities)
    actors = [_to_actor(key, _ordered(found, merges), identities) for key, found in sorted(rows.items())]
    actors = [actor for actor in actors if actor.names]
    towns = [(actor.town, actor.region) for actor in actors if actor.town]
    namesakes = frozenset(pair.keys for pair in find_namesakes(tables, keys, merges.different))
    places = Places.learn(regions, towns)
    return Records(actors, places, merges, identities, [*findings, *decided], namesakes)


def _ordered(rows: Sequence[tuple[SourceTable, int]], merges: Merges) -> list[tuple[SourceTable, int]]:
    """Rows of the actor itself before those that were merged into it."""
    return sorted(
        rows,
        key=lambda place: (merges.ranks.get((id(place[0]), place[1]), (0, "")), place[0].cell("", place[1])),
    )


def _regions(tables: Iterable[SourceTable], identities: Identities) -> list[tuple[str, str]]:
    """Names of regions with their key: those of the batch and the shipped ones."""
    names = [
        text
        for table in tables
        if table.sheet.key == "regions"
        for key in ("name", "alt_names")
        for value in table.column(key)
        for text in split_values(to_text(value))
    ]
    names += [name for cells, known in shipped_rows().get("regions", {}).values() for name in known]
    return [(name, region_key(name, identities)) for name in dict.fromkeys(names) if not name.isdigit()]


def _to_actor(key: str, rows: Sequence[tuple[SourceTable, int]], identities: Identities) -> Actor:
    cells: dict[str, list[str]] = defaultdict(list)
    filled = 0
    for table, row in rows:
        for column in table.sheet.columns:
            text = to_text(table.column(column.key)[row])
            if text and text != KNOWN_NONE:
                filled += 1
                cells[column.key] += split_values(text) if column.multiple else [text]
    first: Mapping[str, str] = {column: values[0] for column, values in cells.items() if values}
    names = tuple(dict.fromkeys(name for column in NAMES for name in cells.get(column, ())))
    region = first.get("seat", "")
    return Actor(
        key=key,
        names=names if "name" in first else (),
        region=region_key(region, identities) if region else "",
        region_name=_region_name(region),
        town=place_word(first.get("town", "")),
        town_name=first.get("town", ""),
        postcode=first.get("postcode", ""),
        hosts=frozenset(host for url in cells.get("homepage", ()) if (host := host_of(url))),
        numbers={kind: number for kind in NUMBERS if (number := _plain(first.get(kind, "")))},
        filled=filled,
    )


def _region_name(text: str) -> str:
    shipped = shipped_rows().get("regions", {}).get(fold(text)) if text.isdigit() else None
    return to_text(shipped[0].get("name")) if shipped else text


def _plain(number: str) -> str:
    """An official number as it is compared: letters and digits only."""
    return "".join(sign for sign in fold(number) if sign.isalnum())


def host_of(url: str) -> str:
    """The host of a homepage without "www."; "" for none, and for hosts that many share.

    >>> host_of("https://www.beispiel.example/kontakt"), host_of("https://facebook.com/beispiel")
    ('beispiel.example', '')
    """
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    shared = load_terms().shared_hosts
    return "" if any(host == name or host.endswith(f".{name}") for name in shared) else host
