"""Who or what is meant by a name that somebody types."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from traiber.graph.rows import read_rows
from traiber.ontology.codes import normalise
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

if TYPE_CHECKING:
    from traiber.graph.network import Labels, Network
    from traiber.graph.store import Store

Key = TypeVar("Key", bound=Hashable)
Names = Mapping[Key, Iterable[str]]  # key -> its names, the main one first

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
CANDIDATES_SHOWN = 8
ALL_SHOWN = 20  # so many things are all named to somebody whose text is like none of them
LEAST_LIKENESS = 75


class UnknownNameError(TraiberError):
    """A name that nothing, or more than one thing, goes by."""

    def __init__(
        self, name: str, candidates: tuple[str, ...], ambiguous: bool, known: tuple[str, ...] = ()
    ) -> None:
        """Keep the name, what may be meant, and, if nothing is like it and they are few, all there are."""
        super().__init__(name, candidates, ambiguous, known)
        self.name, self.candidates, self.ambiguous, self.known = name, candidates, ambiguous, known

    def __str__(self) -> str:
        """Say whether the name is unknown or not clear, and name what may be meant."""
        if self.ambiguous:
            text = _("'{name}' is not clear. Please name one of: {names}.")
        elif self.candidates:
            text = _("'{name}' is not known. Did you mean: {names}?")
        elif self.known:
            text = _("'{name}' is not known. There are: {names}.")
        else:
            text = _("'{name}' is not known.")
        return text.format(name=self.name, names="; ".join(self.candidates or self.known))


def find_named(names: "Names[Key]", text: str) -> Key:
    """The key of the thing that a text means: its key or a whole name, else the only one that holds it.

    Case and repeated spaces do not matter, and umlauts may be written out (Kreis Haehermark). Raises
    `UnknownNameError` with the candidates if several have the name, else with the nearest names, or with
    all if none is near and there are at most 20.

    >>> find_named({"05124": ["Wuppertal"], "05374": ["Oberbergischer Kreis"]}, "oberberg")
    '05374'
    """
    wanted = fold(text)
    known = {key: (str(key), *labels) for key, labels in names.items()}
    whole = [key for key, labels in known.items() if wanted in map(fold, labels)]
    part = [key for key, labels in known.items() if any(wanted in fold(label) for label in labels[1:])]
    for found in (whole, part if wanted else []):
        if len(found) == 1:
            return found[0]
        if found:
            several = sorted(_shown(known[key]) for key in found)[:CANDIDATES_SHOWN]
            raise UnknownNameError(text, tuple(several), ambiguous=True)
    near = _nearest(wanted, known)
    few = sorted(labels[1] for labels in known.values() if len(labels) > 1) if len(known) <= ALL_SHOWN else []
    raise UnknownNameError(text, near, ambiguous=False, known=() if near else tuple(few))


def fold(text: str) -> str:
    """The form in which typed names are compared: as `normalise`, with umlauts written out.

    >>> fold("Kreis  HÄHERMARK")
    'kreis haehermark'
    """
    return normalise(text).translate(_FOLDED)


def actor_names(network: "Network", store: "Store") -> dict[str, list[str]]:
    """All names of every actor, its label first."""
    names = {actor.kennung: [actor.label] for actor in network.actors}
    for row in read_rows(store, "details"):
        if row["detail"] == "other_names" and row["key"] in names:
            names[row["key"]].append(row["value"])
    return names


def label_names(labels: "Mapping[str, Labels]") -> dict[str, list[str]]:
    """The labels of things in all languages, German first."""
    return {key: [text for _language, text in sorted(texts.items())] for key, texts in labels.items()}


def region_name(network: "Network", key: str | None) -> str:
    """The name of a region in the current language, or its key; a phrase for none."""
    if key is None:
        return _("no region recorded")
    region = network.regions.get(key)
    return (pick(region.labels) or key) if region else key


def _nearest(wanted: str, known: Mapping[Key, tuple[str, ...]]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    labels = [(key, fold(label)) for key, texts in known.items() for label in texts[1:]]
    near = process.extract(
        wanted, [label for _key, label in labels], scorer=fuzz.WRatio, score_cutoff=LEAST_LIKENESS
    )
    keys = dict.fromkeys(labels[at][0] for _label, _score, at in near)
    return tuple(known[key][1] for key in list(keys)[:3])


def _shown(names: tuple[str, ...]) -> str:
    return f"{names[1]} ({names[0]})" if len(names) > 1 else names[0]
