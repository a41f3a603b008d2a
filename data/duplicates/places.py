"""Towns, their parts and districts, as far as the batch, the shipped regions and terms.toml know them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from traiber.data.duplicates.terms import fold, load_terms, words

_KINDS = frozenset({"kreis", "stadt", "landkreis", "gemeinde", "kreisfreie", "region"})


@dataclass(slots=True)
class Places:
    """Which words of names are places, and which of them lie in which.

    `regions` is the region (its key) of a place's word, where known.
    """

    regions: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)  # the regions that are towns themselves
    towns: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)  # memo: word -> the place that it names

    @classmethod
    def learn(cls, regions: Iterable[tuple[str, str]], towns: Iterable[tuple[str, str]]) -> "Places":
        """From names of regions with their key, and from towns with the key of the region ("" if unknown)."""
        places = cls()
        for name, key in regions:
            if (word := place_word(name)) and " " not in word:
                places.regions.setdefault(word, key)
                if not _KINDS & set(words(name)) and "kreis" not in fold(name):
                    places.named.setdefault(word, key)
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for town, region in towns:
            if word := place_word(town).partition(" ")[0]:
                places.towns.add(word)
                if region:
                    seen[word][region] += 1
        for word, counted in seen.items():
            places.regions.setdefault(word, min(counted, key=lambda key: (-counted[key], key)))
        places.towns.update(places.regions)
        parts = load_terms().parts_of_towns
        places.towns.update(parts.values())
        return places

    def place_of(self, word: str) -> str:
        """The town or district that a word of a name means, also as "Solinger"; "" for other words."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._find(word)
        return found

    def _find(self, word: str) -> str:
        bare = word.rstrip(".")
        parts = load_terms().parts_of_towns
        for candidate in (bare, bare.removesuffix("er"), f"{bare.removesuffix('er')}en"):
            if candidate in self.towns or candidate in parts:
                return candidate
        return ""

    def within(self, place: str, other: str) -> bool:
        """Whether two different words may name one place: a part and its town, or two spellings of one."""
        parts = load_terms().parts_of_towns
        return parts.get(place) == other or parts.get(other) == place

    def region_of(self, place: str) -> str:
        """The key of the region in which a place lies; "" where unknown."""
        found = self.regions.get(place)
        return (
            found if found is not None else self.regions.get(load_terms().parts_of_towns.get(place, ""), "")
        )

    def region_of_town(self, town: str) -> str:
        """The key of the region of a town, as far as one of its words tells it."""
        return next((found for word in town.split() if (found := self.region_of(word))), "")

    def lies_in(self, place: str, region: str, town: str) -> bool:
        """Whether a place may be that of an actor with this seat and this town (words, "" for unknown)."""
        written = town.split()
        region = region or self.region_of_town(town)
        return (
            (bool(region) and self.region_of(place) == region)
            or place in written
            or any(self.within(place, word) for word in written)
        )

    def same_town(self, one: str, other: str, region: str = "") -> bool:
        """Whether two towns may be one: equal, one named more closely, or a part and its town.

        In a `region` that is a town itself, every other place is a part of it.
        """
        first, second = one.split(), other.split()
        if region and any(self.named.get(word) == region for word in (*first, *second)):
            return True
        return bool(set(first) & set(second)) or any(self.within(a, b) for a in first for b in second)


def place_word(text: str) -> str:
    """A place without the word for its kind, folded.

    >>> place_word("Kreis Mettmann"), place_word("Wuppertal-Elberfeld")
    ('mettmann', 'wuppertal elberfeld')
    """
    return " ".join(word for found in words(text) if (word := found.rstrip(".")) not in _KINDS)
