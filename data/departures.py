"""Actors that stood in an earlier build and are in no table any more: their Kennung is never used again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process

from traiber.data.findings import Cell, Finding
from traiber.data.kennung import is_valid
from traiber.data.kennung import normalise as normalise_kennung
from traiber.data.keys import digest
from traiber.data.registry import Entry, Marks, Registry
from traiber.data.values import BadValueError
from traiber.ontology.codes import normalise
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal, term, typed

ALIKE = 80.0  # rapidfuzz WRatio of two names without legal form, of 100
TOMBSTONES = ("internal", "tombstones")  # level and run of their statements
LEGAL_FORMS = frozenset(
    [
        "gmbh",
        "mbh",
        "ggmbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "gbr",
        "ug",
        "eg",
        "se",
        "ev",
        "e.v.",
        "e.k.",
        "co",
        "co.",
        "&",
        "und",
        "firma",
    ]
)


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
    findings = []
    for arrival, kennung in _likely_renamed(found.vanished, arrivals):
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
    vanished: Mapping[str, Marks], arrivals: Iterable[Arrival]
) -> Iterator[tuple[Arrival, str]]:
    """Each new actor with the vanished one that it most probably is, best pairs first, each once.

    One homepage is enough; a like name needs one seat or postcode; one and the same name nothing.
    """
    if not vanished:
        return
    blocks: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for kennung, marks in vanished.items():
        for trait in _traits(marks):
            blocks[trait][kennung] = _core(marks.name)
    pairs: list[tuple[float, str, str, Arrival]] = []
    for arrival in arrivals:
        for trait in _traits(arrival.marks):
            core, surely = _core(arrival.marks.name), trait[0] in ("homepage", "name")
            if (candidates := blocks.get(trait)) and (
                best := process.extractOne(
                    core, candidates, scorer=fuzz.WRatio, score_cutoff=0 if surely else ALIKE
                )
                # one name within the other: Adler and Adler Technik
                or process.extractOne(core, candidates, scorer=fuzz.token_set_ratio, score_cutoff=100)
            ):
                pairs.append((-best[1], best[2], arrival.kennung, arrival))
    used: set[str] = set()
    for _score, kennung, new, arrival in sorted(pairs, key=lambda pair: pair[:3]):
        if not used & {kennung, new}:
            used |= {kennung, new}
            yield arrival, kennung


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


@cache
def _core(name: str) -> str:
    """A name without its legal form; the whole name where nothing else is left."""
    words = normalise(name).split()
    return " ".join(word for word in words if word.strip(",") not in LEGAL_FORMS) or " ".join(words)


def nearest_kennung(text: str, known: Iterable[str]) -> str:
    """The known Kennung that a mistyped one was probably meant to be; empty where none or several are near.

    At most two slips apart: a character wrong, missing or doubled, or two neighbours swapped (OSA).

    >>> nearest_kennung("7K3M9XQ", ["7K3M9QX", "N7B22J0"])
    '7K3M9QX'
    """
    from rapidfuzz.distance import OSA

    found = process.extract(
        normalise_kennung(text), list(known), scorer=OSA.distance, score_cutoff=2, limit=2
    )
    is_clear = len(found) == 1 or (len(found) == 2 and found[0][1] < found[1][1])
    return str(found[0][0]) if is_clear else ""
