"""How likely one organisation bears two names one after the other: by the words that tell it from others.

Companies keep a surname or a brand and change what stands beside it: Adler Werke become Adler Technik.
Two companies of one trade share the trade: Metallbau Huber and Metallbau Schmitz. So words for trades,
kinds of organisations, kinship and places count little, and a word the less, the more names hold it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from traiber.data.additions import shipped_rows
from traiber.data.duplicates.comparison import Weights, align
from traiber.data.duplicates.names import parse_name
from traiber.data.duplicates.places import Places
from traiber.data.duplicates.terms import load_terms

ALIKE = 0.6  # of the words of the shorter name, by weight
LITTLE = 0.15  # the weight of a word that says what and not who
TELLING = 0.5  # so much must match, unless nearly all of both names does
WHOLE = 0.8

# Ends of folded words for what is made or done, with those of the words that stand alone.
_TRADES = (
    *("bau", "bauten", "technik", "technologie", "tronik", "mechanik", "hydraulik", "pneumatik", "optik"),
    *(
        "elektrik",
        "elektro",
        "sensorik",
        "robotik",
        "galvanik",
        "logistik",
        "keramik",
        "automation",
        "automobil",
    ),
    *("werk", "werke", "fabrik", "industrie", "betrieb", "betriebe", "manufaktur", "labor", "atelier"),
    *("erei", "schmiede", "guss", "druck", "stahl", "metall", "metalle", "blech", "draht", "draehte"),
    *(
        "holz",
        "glas",
        "kunststoff",
        "kunststoffe",
        "gummi",
        "textil",
        "textilien",
        "papier",
        "chemie",
        "lacke",
    ),
    *(
        "teile",
        "federn",
        "schrauben",
        "armaturen",
        "beschlaege",
        "dichtungen",
        "lager",
        "getriebe",
        "antriebe",
    ),
    *("maschinen", "werkzeuge", "geraete", "anlagen", "apparate", "pumpen", "motoren", "fahrzeuge", "moebel"),
    *(
        "produkte",
        "waren",
        "verpackung",
        "verpackungen",
        "system",
        "systeme",
        "loesungen",
        "software",
        "daten",
    ),
    *(
        "bearbeitung",
        "verarbeitung",
        "behandlung",
        "veredelung",
        "fertigung",
        "montage",
        "planung",
        "beratung",
    ),
    *("entwicklung", "forschung", "bildung", "schulung", "pruefung", "reinigung", "entsorgung", "zerspanung"),
    *(
        "handel",
        "grosshandel",
        "vertrieb",
        "spedition",
        "transporte",
        "service",
        "services",
        "dienst",
        "dienste",
    ),
    *("dienstleistung", "dienstleistungen", "energie", "umwelt", "medien", "design", "marketing", "pflege"),
)
_KINSHIP = (
    "soehne",
    "toechter",
    "gebrueder",
    "erben",
    "nachfolger",
    "nachf",
    "partner",
    "cie",
    "witwe",
    "familie",
)


@dataclass(slots=True)
class Likeness:
    """Compares names; `weights` tell how rare each word is."""

    weights: Weights
    _words: dict[str, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def learn(cls, names: Iterable[str]) -> "Likeness":
        """From all names that are known."""
        return cls(Weights.learn(map(parse_name, names)))

    def words(self, name: str) -> Mapping[str, float]:
        """The words of a name without its legal form, each with its weight (0 to 1)."""
        found = self._words.get(name)
        if found is None:
            found = self._words[name] = {word: self._weight(word) for word in parse_name(name).words}
        return found

    def telling(self, name: str) -> list[str]:
        """The words that tell the organisation from others; all of them where none does."""
        found = self.words(name)
        return [word for word, weight in found.items() if weight >= TELLING] or list(found)

    def of(self, one: str, other: str) -> float:
        """The weight of the words that both names have, of all words of the shorter one: 0 to 1.

        0 where they share too little to be one organisation.

        >>> likeness = Likeness.learn(["Adler Werke", "Adler Technik GmbH", "Adler Immobilien Huber"])
        >>> round(likeness.of("Adler Werke", "Adler Technik GmbH"), 2)
        0.85
        >>> likeness.of("Metallbau Huber", "Metallbau Schmitz")
        0.0
        """
        first, second = self.words(one), self.words(other)
        alignment = align(list(first), list(second), self.weights)
        matched = sum(found * min(_sum(a, first), _sum(b, second)) for a, b, found in alignment.matched)
        sums = sorted((sum(first.values()), sum(second.values())))
        if not matched or matched < ALIKE * sums[0] or (matched < TELLING and matched < WHOLE * sums[1]):
            return 0.0
        return matched / sums[0]

    def _weight(self, word: str) -> float:
        bare = word.rstrip(".")
        return LITTLE if _says_what(bare) else self.weights.of(word)


def _sum(words: str, weights: Mapping[str, float]) -> float:
    """The weight of words that are matched together."""
    return sum(weights[word] for word in words.split(" "))


def _says_what(word: str) -> bool:
    terms = load_terms()
    return (
        word in terms.general
        or word in terms.units
        or word in _KINSHIP
        or word.endswith(_TRADES)
        or _places().place_of(word) != ""
    )


@cache
def _places() -> Places:
    """The shipped districts and the declared parts of towns."""
    names = (name for _cells, known in shipped_rows().get("regions", {}).values() for name in known)
    return Places.learn(((name, "") for name in names if not name.isdigit()), ())
