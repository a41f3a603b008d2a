"""How alike two names are: words matched one to one, rare words counting more than frequent ones.

Sum over the matched words of weight times likeness, divided by the weight of all words (a soft form of the
weighted Jaccard index; inverse document frequency as in Karen Spärck Jones, "A statistical interpretation of
term specificity", 1972; likeness of words by optimal string alignment).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from traiber.data.duplicates.names import Name
from traiber.data.duplicates.terms import load_terms

SMALLEST_CORPUS = 500  # below it, how often a word occurs says little
LEAST_WEIGHT = 0.15
GENERAL_WEIGHT = 0.3
ABBREVIATED = 0.95
INITIAL = 0.85
ACRONYM = 0.8
ANOTHER_WORD = 0.5  # what is left of the likeness of two words that are both in use
IN_USE = 3  # a slip of the pen rarely occurs as often
OTHER_INITIAL = 0.05  # people rarely mistype the first letter

_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Weights:
    """How much each word of names counts, 0.15 to 1: log(n / occurrences) / log(n)."""

    counts: Mapping[str, int]
    size: int
    _memo: dict[str, float] = field(default_factory=dict)
    _alike: dict[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def learn(cls, names: Iterable[Name]) -> "Weights":
        """From all names of a batch."""
        counts: Counter[str] = Counter()
        size = 0
        for name in names:
            counts.update({word.rstrip(".") for word in name.words})
            size += 1
        return cls(counts, max(size, SMALLEST_CORPUS))

    def of(self, word: str) -> float:
        """The weight of a word."""
        found = self._memo.get(word)
        if found is None:
            bare = word.rstrip(".")
            found = math.log(self.size / max(1, self.counts.get(bare, 1))) / math.log(self.size)
            found = max(found, LEAST_WEIGHT)
            if bare in load_terms().general:
                found = min(found, GENERAL_WEIGHT)
            self._memo[word] = found
        return found

    def likeness(self, one: str, other: str) -> float:
        """See `likeness`; kept, because the same words meet again and again."""
        found = self._alike.get((one, other))
        if found is None:
            found = self._alike[one, other] = likeness(one, other, self)
        return found

    def in_use(self, word: str) -> bool:
        """Whether a word occurs too often to be a slip."""
        return self.counts.get(word.rstrip("."), 0) >= IN_USE


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which words of two names correspond: pairs with their likeness, and those of one side only."""

    matched: tuple[tuple[str, str, float], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


def align(one: Sequence[str], other: Sequence[str], weights: Weights) -> Alignment:
    """Match the words of two names: equal ones, likely ones, what was written apart or as initials."""
    rest = list(other)
    matched: list[tuple[str, str, float]] = []
    left: list[str] = []
    for word in one:
        if word in rest:
            rest.remove(word)
            matched.append((word, word, 1.0))
        else:
            left.append(word)
    if len(left) != len(rest):
        _match_joined(left, rest, matched)
    if left and rest:
        _match_like(left, rest, matched, weights)
    if left and rest:
        _match_joined(left, rest, matched)
    if left and rest:
        _match_acronym(left, rest, one, other, matched)
    return Alignment(tuple(matched), tuple(left), tuple(rest))


def _match_like(
    left: list[str], rest: list[str], matched: list[tuple[str, str, float]], weights: Weights
) -> None:
    likely = sorted(
        ((-found, a, b) for a in left for b in rest if (found := weights.likeness(a, b)) > 0),
    )
    for found, a, b in likely:
        if a in left and b in rest:
            left.remove(a)
            rest.remove(b)
            matched.append((a, b, -found))


def likeness(one: str, other: str, weights: Weights) -> float:
    """How alike two different words are, 0 (other words) to 1: abbreviations, else slips of the pen."""
    a, b = one.rstrip("."), other.rstrip(".")
    if a == b:
        return 1.0
    shorter, longer = (one, b) if len(a) < len(b) else (other, a)
    bare = shorter.rstrip(".")
    if (shorter.endswith(".") or len(bare) == 1) and longer.startswith(bare):
        return ABBREVIATED if len(bare) > 1 else INITIAL
    if _DIGIT.search(a) or _DIGIT.search(b):
        return 0.0
    length = max(len(a), len(b))
    allowed = 0 if length < 4 else 1 if length < 7 else 2 if length < 12 else 3
    distance = OSA.distance(a, b, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    found = 1 - distance / length - (OTHER_INITIAL if a[0] != b[0] else 0)
    return found * ANOTHER_WORD if weights.in_use(one) and weights.in_use(other) else found


def _match_joined(left: list[str], rest: list[str], matched: list[tuple[str, str, float]]) -> None:
    """What one name writes apart and the other as one word: "Metall Bau", "Metallbau"."""
    a, b = ("".join(word.rstrip(".") for word in words) for words in (left, rest))
    if left and rest and len(left) + len(rest) > 2 and OSA.normalized_similarity(a, b) >= 0.9:
        matched.append((" ".join(left), " ".join(rest), OSA.normalized_similarity(a, b)))
        left.clear()
        rest.clear()


def _match_acronym(
    left: list[str],
    rest: list[str],
    one: Sequence[str],
    other: Sequence[str],
    matched: list[tuple[str, str, float]],
) -> None:
    """The first letters of the words of the other name, such as BSW."""
    for short, long, whole in ((left, rest, other), (rest, left, one)):
        initials = "".join(word[0] for word in long)
        if (
            len(short) == 1
            and len(long) >= 3
            and short[0].rstrip(".") == initials
            and len(long) == len(whole)
        ):
            matched.append((" ".join(left), " ".join(rest), ACRONYM))
            left.clear()
            rest.clear()
            return


def weigh(alignment: Alignment, weights: Weights) -> float:
    """The likeness of two names by their words, 0 to 1; 0 where nothing matches."""
    gained = total = 0.0
    for one, other, found in alignment.matched:
        weight = min(_weight(one, weights), _weight(other, weights))
        gained += weight * found
        total += weight
    total += sum(weights.of(word) for word in (*alignment.left, *alignment.right))
    return gained / total if total else 0.0


def _weight(words: str, weights: Weights) -> float:
    return sum(weights.of(word) for word in words.split(" "))
