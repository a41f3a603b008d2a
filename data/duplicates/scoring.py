"""The score of a pair of actors: points for what speaks for one organisation, and against it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from traiber.data.duplicates.actors import Actor
from traiber.data.duplicates.comparison import Alignment, Weights, align, weigh
from traiber.data.duplicates.names import Name, parse_name
from traiber.data.duplicates.places import Places
from traiber.data.duplicates.terms import load_terms

# Points; those of the name are multiplied by its likeness.
NAME = 0.9
GENERAL_NAME = -0.2  # nothing but words such as "Wirtschaftsförderung" is alike
UNIT = -0.25
NUMBER_IN_NAME = -0.3
PLACES_IN_NAMES = -0.3
PLACE_ELSEWHERE = -0.3
SAME_NUMBER, OTHER_NUMBER = 0.5, -0.4
SAME_HOST, OTHER_HOST = 0.15, -0.05
SAME_POSTCODE, SAME_TOWN, SAME_REGION = 0.1, 0.1, 0.05
OTHER_REGION, OTHER_TOWN = -0.35, -0.1
OTHER_FORM = -0.02

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Part:
    """One reason: its kind, its points, and the texts that it speaks of."""

    kind: str
    points: float
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """How likely two actors are one: the sum of the points of its parts, not below 0 nor above 1."""

    parts: tuple[Part, ...]

    @cached_property
    def value(self) -> float:
        """0 (nothing speaks for it) to 1."""
        return min(1.0, max(0.0, sum(part.points for part in self.parts)))


@dataclass(slots=True)
class Scorer:
    """Scores pairs of actors of one batch, whose names and places it knows."""

    places: Places
    weights: Weights
    names: Mapping[str, tuple[Name, ...]]  # key of an actor -> its names

    @classmethod
    def learn(cls, actors: Iterable[Actor], places: Places) -> "Scorer":
        """From all actors of a batch."""
        names = {actor.key: tuple(parse_name(text) for text in actor.names) for actor in actors}
        return cls(places, Weights.learn(name for found in names.values() for name in found[:1]), names)

    def without_places(self, name: Name) -> list[Name]:
        """The name without the places in it, where it has some and other words too."""
        words = tuple(word for word in name.words if not self.places.place_of(word))
        return [Name(name.text, words, name.legal_form)] if 0 < len(words) < len(name.words) else []

    def score(self, one: Actor, other: Actor) -> Score:
        """The parts of the score of a pair, the name first; the likeliest of their names count."""
        best = max(
            (self._name_parts(a, b, one, other) for a in self.names[one.key] for b in self.names[other.key]),
            key=lambda parts: sum(part.points for part in parts),
        )
        return Score((*best, *_numbers(one, other), *_hosts(one, other), *self._seats(one, other)))

    def _name_parts(self, a: Name, b: Name, one: Actor, other: Actor) -> list[Part]:
        by = "" if (a.text, b.text) == (one.name, other.name) else "_by"  # by other names than those shown
        if a.words == b.words or a.key == b.key:
            kind = "same_name" if a.text == b.text and not by else f"same_words{by}"
            parts = [Part(kind, NAME, (a.text, b.text))]
            alignment = Alignment(tuple((word, word, 1.0) for word in a.words), (), ())
        else:
            first, second, found = self._without_places(a, b, one, other)
            alignment = align(first, second, self.weights)
            points = round(NAME * weigh(alignment, self.weights), 3)
            parts = [Part(f"like_names{by}", points, (a.text, b.text)), *found]
            parts += _differences(alignment)
        general = load_terms().general
        if all(word.rstrip(".") in general for word, _other, _found in alignment.matched):
            parts.append(Part("general", GENERAL_NAME))
        if a.legal_form and b.legal_form and a.legal_form != b.legal_form:
            parts.append(Part("other_form", OTHER_FORM))
        return parts

    def _without_places(
        self, a: Name, b: Name, one: Actor, other: Actor
    ) -> tuple[list[str], list[str], list[Part]]:
        """The words to match: places that only one name has are compared with the seat of the other actor."""
        if not (self._has_place(a.words) or self._has_place(b.words)):
            return list(a.words), list(b.words), []
        first, second = (self._once(name.words) for name in (a, b))
        ours = [word for word in first if word not in second and self.places.place_of(word)]
        theirs = [word for word in second if word not in first and self.places.place_of(word)]
        parts: list[Part] = []
        for word in list(ours):
            place = self.places.place_of(word)
            same = next((w for w in theirs if self._one_place(place, self.places.place_of(w))), None)
            if same is not None:
                first[first.index(word)] = same
                ours.remove(word)
                theirs.remove(same)
        if ours and theirs:
            return first, second, [Part("places_in_names", PLACES_IN_NAMES, (*ours[:1], *theirs[:1]))]
        for words, found, actor in ((first, ours, other), (second, theirs, one)):
            for word in found:
                place = self.places.place_of(word)
                if self.places.lies_in(place, actor.region, actor.town):
                    words.remove(word)
                elif actor.region or actor.town:
                    parts.append(
                        Part("place_elsewhere", PLACE_ELSEWHERE, (word, actor.town_name or actor.region_name))
                    )
        return first, second, parts

    def _has_place(self, words: Sequence[str]) -> bool:
        return any(map(self.places.place_of, words))

    def _once(self, words: Sequence[str]) -> list[str]:
        """The words, a place that is written twice once."""
        return [
            word for at, word in enumerate(words) if word not in words[:at] or not self.places.place_of(word)
        ]

    def _one_place(self, place: str, other: str) -> bool:
        return place == other or self.places.within(place, other)

    def _seats(self, one: Actor, other: Actor) -> list[Part]:
        regions = [actor.region or self.places.region_of_town(actor.town) for actor in (one, other)]
        if all(regions) and regions[0] != regions[1]:
            names = [actor.region_name or actor.town_name for actor in (one, other)]
            return [Part("other_region", OTHER_REGION, tuple(names))]
        if one.postcode and one.postcode == other.postcode:
            return [Part("same_postcode", SAME_POSTCODE, (one.postcode,))]
        if one.town and other.town:
            towns = (one.town_name, other.town_name)
            whole = regions[0] if regions[0] == regions[1] else ""
            if self.places.same_town(one.town, other.town, whole):
                return [Part("same_town", SAME_TOWN, towns)]
            return [Part("other_town", OTHER_TOWN, towns)]
        if regions[0] and regions[0] == regions[1]:
            return [Part("same_region", SAME_REGION, (one.region_name or other.region_name,))]
        return []


def _differences(alignment: Alignment) -> list[Part]:
    """What in the unmatched words speaks against one organisation more than their weight does."""
    parts = []
    if not alignment.left and not alignment.right:
        return []
    units = load_terms().units
    single = [word.rstrip(".") for word in (*alignment.left, *alignment.right)]
    if found := [word for word in single if word in units]:
        parts.append(Part("unit", UNIT, (found[0],)))
    if numbered := [word for word in single if _DIGIT.search(word)]:
        parts.append(Part("number_in_name", NUMBER_IN_NAME, (numbered[0],)))
    return parts


def _numbers(one: Actor, other: Actor) -> list[Part]:
    return [
        Part("same_number", SAME_NUMBER, (kind, number))
        if other.numbers[kind] == number
        else Part("other_number", OTHER_NUMBER, (kind,))
        for kind, number in sorted(one.numbers.items())
        if kind in other.numbers
    ]


def _hosts(one: Actor, other: Actor) -> list[Part]:
    if not one.hosts or not other.hosts:
        return []
    same = sorted(one.hosts & other.hosts)
    return [Part("same_host", SAME_HOST, (same[0],))] if same else [Part("other_host", OTHER_HOST)]
