"""Names for blank nodes that depend on what is said of them, not on labels or the order of lines.

Each node is coloured by the statements around it, again and again until no colour splits any more
(colour refinement). Where nodes of one connected part stay alike, one of them is set apart and the
rest refined again; parts that are the same from end to end are numbered. Choosing among nodes that
are each other's image changes nothing; trees, and all graphs that refinement tells apart, therefore
get the same names in any order. RDFC-1.0 (W3C, 2024) would also settle the few graphs that remain,
but its time is factorial in nodes that are alike: nine of them take half a minute.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from traiber.data.keys import digest
from traiber.graph.store import Statement, Term

MOST_WORK = 1_000_000  # statements looked at again because nodes are alike; some seconds

_Part = Sequence[Statement]


class TooAlikeError(ValueError):
    """Blank nodes that are alike and so many that telling them apart takes too long."""


def name_blank_nodes(statements: Iterable[Statement]) -> dict[str, str]:
    """A short key for the label of each blank node; raises `TooAlikeError`.

    >>> node, knows, one = Term("blank", "_:x"), Term("iri", "urn:knows"), Term("literal", "1")
    >>> sorted(name_blank_nodes([(node, knows, one, "")])) == ["_:x"]
    True
    """
    named: list[tuple[list[str], dict[str, str]]] = []
    budget = [MOST_WORK]
    for part in _parts(statements):
        colours = _settle(part, budget)
        named.append((sorted(_line(statement, colours) for statement in part), colours))
    seen: Counter[str] = Counter()
    keys: dict[str, str] = {}
    for content, colours in named:
        whole = digest(content)
        seen[whole] += 1
        for label, colour in colours.items():
            keys[label] = digest([whole, colour, str(seen[whole])])
    return keys


def _parts(statements: Iterable[Statement]) -> Iterator[_Part]:
    """The statements about blank nodes, those of connected nodes together."""
    leader: dict[str, str] = {}

    def find(label: str) -> str:
        while leader.setdefault(label, label) != label:
            leader[label] = leader[leader[label]]
            label = leader[label]
        return label

    about = [statement for statement in statements if _labels(statement)]
    for statement in about:
        labels = _labels(statement)
        for label in labels:
            leader[find(label)] = find(labels[0])
    parts: dict[str, list[Statement]] = defaultdict(list)
    for statement in about:
        parts[find(_labels(statement)[0])].append(statement)
    return iter(parts.values())


def _settle(part: _Part, budget: list[int]) -> dict[str, str]:
    """A colour of its own for each node of one part."""
    colours = _refine(part, {label: "" for statement in part for label in _labels(statement)})
    while alike := sorted(colour for colour, count in Counter(colours.values()).items() if count > 1):
        budget[0] -= len(part)
        if budget[0] < 0:
            raise TooAlikeError
        chosen = next(label for label, colour in colours.items() if colour == alike[0])
        colours = _refine(part, {**colours, chosen: digest([colours[chosen], "first"])})
    return colours


def _refine(part: _Part, colours: dict[str, str]) -> dict[str, str]:
    count = 0
    while count < (count := len(set(colours.values()))):
        around: dict[str, list[str]] = {label: [] for label in colours}
        for statement in part:
            for label in set(_labels(statement)):
                around[label].append(_line(statement, colours, label))
        colours = {label: digest([colours[label], *sorted(lines)]) for label, lines in around.items()}
    return colours


def _labels(statement: Statement) -> list[str]:
    return [term.value for term in (statement[0], statement[2]) if term.kind == "blank"]


def _line(statement: Statement, colours: dict[str, str], own: str = "") -> str:
    """A statement with colours in the place of labels; the node at hand is marked."""
    subject, predicate, object_, graph = statement
    return "\x1e".join((_show(subject, colours, own), predicate.value, _show(object_, colours, own), graph))


def _show(term: Term, colours: dict[str, str], own: str) -> str:
    if term.kind == "blank":
        return "_:self" if term.value == own else f"_:{colours[term.value]}"
    return "\x1d".join((term.kind, term.value, term.datatype or "", term.language or ""))
