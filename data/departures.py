"""Actors that stood in an earlier build and are in no table any more: their Kennung is never used again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from traiber.data.findings import Cell, Finding
from traiber.data.kennung import is_valid
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.keys import digest
from traiber.data.registry import Entry, Marks, Registry
from traiber.data.renaming import Likeness
from traiber.data.values import BadValueError
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed

SLIPS = 80.0  # rapidfuzz ratio of the telling words of two names, of 100; how alike they are is asked then
TOMBSTONES = ("internal", "tombstones")  # level and run of their statements


@dataclass(frozen=True, slots=True)
class Arrival:
    """An actor that no earlier build knew, and the cell that takes its Kennung."""

    kennung: str
    marks: Marks
    cell: Cell


class DepartedError(BadValueError):
    """A reference to an actor that stood in an earlier build."""


@dataclass(slots=True)
class Departures:
    """Who left since the last build, who was renamed, and who left before."""

    vanished: dict[str, Marks] = field(default_factory=dict)  # Kennung -> marks in the last build
    gone: dict[str, str] = field(default_factory=dict)  # Kennung -> digest of the name
    former: dict[str, tuple[str, str]] = field(default_factory=dict)  # former name -> Kennung, name
    heirs: dict[str, str] = field(default_factory=dict)  # Kennung of a vanished -> who it may be now

    def take_back(self, kennungen: Iterable[str]) -> None:
        """Take out actors that turned up elsewhere: in files of others."""
        for kennung in kennungen:
            self.vanished.pop(kennung, None)
            self.gone.pop(kennung, None)

    def explain(self, text: str) -> DepartedError | None:
        """What to say of a reference that means nobody now; None where it meant nobody before."""
        wanted = normalise(text)
        if wanted in self.former:
            kennung, name = self.former[wanted]
            rule = _("is the former name of '{name}' ({kennung}).").format(name=name, kennung=kennung)
            return DepartedError(rule, _("Please write the new name or the ID."), name)
        for kennung, marks in sorted(self.vanished.items()):
            if wanted in (normalise(kennung), normalise(marks.name)):
                return self._vanished(kennung, marks.name, text)
        by_name = digest([wanted])
        for kennung, name in sorted(self.gone.items()):
            if wanted == normalise(kennung) or by_name == name:
                rule = _("stood in an earlier build ({kennung}) and was deleted.").format(kennung=kennung)
                return DepartedError(rule, _remedy())
        return None

    def _vanished(self, kennung: str, name: str, text: str) -> DepartedError:
        rule = _(
            "stood in the last build as '{name}' ({kennung}) and is no longer there: deleted or renamed."
        )
        if text == name:
            rule = _("stood in the last build ({kennung}) and is no longer there: deleted or renamed.")
        heir = self.heirs.get(kennung, "")
        remedy = _remedy()
        if heir:
            remedy = _("If it is '{name}' now, please write {kennung} into the ID of its row.")
        return DepartedError(
            rule.format(name=name, kennung=kennung), remedy.format(name=heir, kennung=kennung), heir
        )

    def tombstones(self, base: str) -> Iterator[str]:
        """What the graph says of them: that the Kennung is not used any more, and not a word more.

        An ID that staff chose may be a name, so only minted ones are spoken of. There is no time: the
        tables do not say when a row was deleted.
        """
        for kennung in sorted(filter(is_valid, {*self.vanished, *self.gone})):
            subject = iri(f"{base}org/{kennung}")
            yield f"{subject} {term('owl:deprecated')} {typed('true', 'xsd:boolean')}"
            yield f"{subject} {term('tr:kennung')} {literal(kennung)}"


def _remedy() -> str:
    return _("Please write its present name, restore its row in the sheet Actors, or remove the reference.")


def find_departures(
    before: Mapping[str, Entry], registry: Registry, arrivals: Sequence[Arrival]
) -> tuple[Departures, list[Finding]]:
    """Compare the registry of the last build with the tables; warn of rows that look renamed.

    `before` are the entries of the last build, the registry has learnt the tables.
    """
    missing = [before[kennung] for kennung in registry.missing() if kennung in before]
    found = Departures(
        vanished={entry.kennung: entry.marks for entry in missing if not entry.gone},
        gone={entry.kennung: entry.marks.name for entry in missing if entry.gone},
    )
    known = registry.present if before else ()
    names = {normalise(registry.entries[kennung].marks.name) for kennung in known}
    for kennung in sorted(registry.present & before.keys()):
        old, new = before[kennung], registry.entries[kennung].marks.name
        if not old.gone and normalise(old.marks.name) not in names:
            found.former[normalise(old.marks.name)] = (kennung, new)
    said = [
        one.marks.name
        for one in (*missing, *(registry.entries[one] for one in sorted(known)))
        if not one.gone
    ]
    findings = []
    for arrival, kennung in _likely_renamed(found.vanished, arrivals, said):
        old_name = found.vanished[kennung].name
        found.heirs[kennung] = arrival.marks.name
        rule = _("is new, while '{name}' ({kennung}) is gone; they look like one.")
        remedy = _("If it is the same organisation, please write {kennung} into the ID of this row.")
        findings.append(
            Finding(
                "W221",
                arrival.cell,
                arrival.marks.name,
                rule.format(name=old_name, kennung=kennung),
                remedy.format(kennung=kennung),
                kennung,
                "warning",
            )
        )
    return found, findings


def _likely_renamed(
    vanished: Mapping[str, Marks], arrivals: Iterable[Arrival], names: Iterable[str]
) -> Iterator[tuple[Arrival, str]]:
    """Each new actor with the vanished one that it most probably is, best pairs first, each once.

    One homepage is enough; a like name needs one seat or postcode; one and the same name nothing.
    """
    arrivals = list(arrivals)
    if not vanished or not arrivals:
        return
    likeness = Likeness.learn(names)
    blocks: dict[tuple[str, str], _Block] = defaultdict(lambda: _Block(likeness))
    for kennung, marks in sorted(vanished.items()):
        for trait in _traits(marks):
            blocks[trait].add(kennung, marks.name)
    pairs: dict[tuple[str, str], tuple[float, Arrival]] = {}
    for arrival in arrivals:
        for trait in _traits(arrival.marks):
            if trait not in blocks:
                continue
            surely = trait[0] in ("homepage", "name")
            for kennung in blocks[trait].names if surely else blocks[trait].near(arrival.marks.name):
                score = likeness.of(arrival.marks.name, vanished[kennung].name) + surely
                known, _same = pairs.get((kennung, arrival.kennung), (0.0, arrival))
                if score > known:
                    pairs[kennung, arrival.kennung] = (score, arrival)
    used: set[str] = set()
    for (kennung, new), (_score, arrival) in sorted(pairs.items(), key=lambda one: (-one[1][0], one[0])):
        if not used & {kennung, new}:
            used |= {kennung, new}
            yield arrival, kennung


@dataclass(slots=True)
class _Block:
    """Vanished actors that share a trait, by the words of their names."""

    likeness: Likeness
    names: dict[str, str] = field(default_factory=dict)  # Kennung -> telling words of its name
    by_word: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kennung: str, name: str) -> None:
        """Take in an actor."""
        words = self.likeness.telling(name)
        self.names[kennung] = " ".join(words)
        for word in words:
            self.by_word[word].append(kennung)

    def near(self, name: str) -> list[str]:
        """Those that have a telling word of the name, or the name but for slips."""
        words = self.likeness.telling(name)
        found = {kennung for word in words for kennung in self.by_word.get(word, ())}
        slips = process.extract(" ".join(words), self.names, scorer=fuzz.ratio, score_cutoff=SLIPS, limit=3)
        return sorted({*found, *(kennung for _name, _score, kennung in slips)})


def _traits(marks: Marks) -> Iterator[tuple[str, str]]:
    homepage = marks.homepage.casefold().rstrip("/")
    for kind, value in (
        ("name", normalise(marks.name)),
        ("homepage", homepage),
        ("seat", marks.seat),
        ("postcode", marks.postcode),
    ):
        if value:
            yield kind, value


def nearest_kennung(text: str, known: Iterable[str], slips: int = 2) -> str:
    """The known Kennung that a mistyped one was probably meant to be; empty where none or several are near.

    At most so many slips apart: a character wrong, missing or doubled, or two neighbours swapped (OSA).

    >>> nearest_kennung("7K3M9XQ", ["7K3M9QX", "N7B22J0"])
    '7K3M9QX'
    """
    from rapidfuzz.distance import OSA

    found = process.extract(
        normalise_kennung(text), list(known), scorer=OSA.distance, score_cutoff=slips, limit=2
    )
    is_clear = len(found) == 1 or (len(found) == 2 and found[0][1] < found[1][1])
    return str(found[0][0]) if is_clear else ""
