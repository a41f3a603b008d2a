"""The likely pairs of a batch, best first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from traiber.data.duplicates.actors import Actor
from traiber.data.duplicates.blocking import candidate_pairs
from traiber.data.duplicates.places import Places
from traiber.data.duplicates.scoring import Score, Scorer

THRESHOLD = 0.8
PREFILTER = 50.0  # of 100: names that are less alike as texts are not compared word by word
CHUNK = 200_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors that may be one: `one` would be merged into `other`, of which more is recorded."""

    one: Actor
    other: Actor
    score: Score


def find_pairs(
    actors: Iterable[Actor],
    places: Places,
    threshold: float = THRESHOLD,
    decided: AbstractSet[frozenset[str]] = frozenset(),
    namesakes: AbstractSet[frozenset[str]] = frozenset(),
) -> list[Pair]:
    """The pairs with a score of at least `threshold`, the highest first; decided ones (keys) are left out.

    `namesakes` are pairs of keys that are proposed whatever their score.
    """
    ordered = sorted(actors, key=lambda actor: (actor.name, actor.key))
    scorer = Scorer.learn(ordered, places)
    found = []
    places_of = {actor.key: at for at, actor in enumerate(ordered)}
    known = [sorted(places_of[key] for key in pair) for pair in namesakes if pair <= places_of.keys()]
    for first, second in sorted({*_likely(ordered, scorer), *((one, other) for one, other in known)}):
        one, other = sorted((ordered[first], ordered[second]), key=_rank)
        if frozenset((one.key, other.key)) not in decided:
            score = scorer.score(one, other)
            if score.value >= threshold or frozenset((one.key, other.key)) in namesakes:
                found.append(Pair(one, other, score))
    found.sort(
        key=lambda pair: (
            -round(pair.score.value, 3),
            pair.other.name,
            pair.one.name,
            pair.one.key,
            pair.other.key,
        )
    )
    return found


def _rank(actor: Actor) -> tuple[int, str, str]:
    return actor.filled, actor.name, actor.key


def _likely(ordered: Sequence[Actor], scorer: Scorer) -> list[tuple[int, int]]:
    """The candidates whose names are alike as texts, or that share an address or number."""
    from rapidfuzz import fuzz
    from rapidfuzz.process import cpdist

    names = [
        (at, name)
        for at, actor in enumerate(ordered)
        for known in scorer.names[actor.key]
        for name in (known, *scorer.without_places(known))
    ]
    strong: dict[str, list[int]] = defaultdict(list)
    for at, actor in enumerate(ordered):
        for key in (*actor.hosts, *(f"{kind} {number}" for kind, number in actor.numbers.items())):
            strong[key].append(at)
    pairs = candidate_pairs(names, strong)
    single = [len(scorer.names[actor.key]) == 1 for actor in ordered]
    keys = [scorer.names[actor.key][0].key for actor in ordered]
    kept: list[tuple[int, int]] = []
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK].tolist()
        ratios = cpdist([keys[a] for a, _b in chunk], [keys[b] for _a, b in chunk], scorer=fuzz.ratio)
        kept += [
            (a, b)
            for (a, b), ratio in zip(chunk, ratios.tolist(), strict=True)
            if ratio >= PREFILTER
            or not (single[a] and single[b])
            or bool(ordered[a].numbers and ordered[b].numbers)
        ]
    return kept
