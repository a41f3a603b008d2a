"""The known actor that a name means in other words: HWK Düsseldorf for Handwerkskammer Düsseldorf."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from traiber.data.duplicates.names import parse_name


@dataclass(slots=True)
class SameNames:
    """Names by the words that tell them from others, with abbreviations written in one way."""

    _names: dict[frozenset[str], list[str]] = field(default_factory=dict)
    _read: int = 0

    def find(self, text: str, names: Iterable[str]) -> str:
        """The name with the same words, else the only one that has all of them; "" for none or several.

        >>> SameNames().find("HWK Düsseldorf", ["Handwerkskammer Düsseldorf", "Düsseldorf Messe"])
        'Handwerkskammer Düsseldorf'
        >>> SameNames().find("Arbeitsagentur Solingen", ["Agentur für Arbeit Solingen - Wuppertal"])
        'Agentur für Arbeit Solingen - Wuppertal'
        >>> SameNames().find("Quux", ["Quuux GmbH"])
        ''
        """
        known = list(names)
        if len(known) != self._read:
            self._names, self._read = {}, len(known)
            for name in known:
                self._names.setdefault(_words(name), []).append(name)
        wanted = _words(text)
        if same := self._names.get(wanted):
            return same[0] if len(same) == 1 else ""
        if len(wanted) < 2:
            return ""
        wider = [name for words, found in self._names.items() if wanted < words for name in found]
        return wider[0] if len(wider) == 1 else ""


def _words(name: str) -> frozenset[str]:
    return frozenset(word.rstrip(".") for word in parse_name(name).words)
