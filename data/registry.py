"""The Kennungen that were minted for actors without one: the same actor keeps the same one."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from traiber.data.kennung import mint

Place = tuple[str, str]  # normalised name, key of the seat or ""


@dataclass(slots=True)
class Registry:
    """Name and seat -> Kennung.

    A small text file of the workspace; with the workbooks it is the only lasting state.
    """

    ids: dict[Place, str] = field(default_factory=dict)

    def kennungen(self, places: Sequence[Place], taken: set[str]) -> list[str]:
        """The Kennung of each actor, minted where there is none yet; `taken` gains it.

        An actor whose seat was entered or changed keeps its Kennung: where a name is known under one
        place only, and no other actor of the batch stands for that place, it is the same actor.
        """
        stated = set(places)
        for place in dict.fromkeys(places):
            if place not in self.ids:
                self.ids[place] = self._moved(place, stated) or mint(taken)
                taken.add(self.ids[place])
        return [self.ids[place] for place in places]

    def _moved(self, place: Place, stated: set[Place]) -> str | None:
        """The Kennung of the only known place with this name that nobody stands for any more."""
        known = [other for other in self.ids if other[0] == place[0] and other not in stated]
        return self.ids.pop(known[0]) if len(known) == 1 else None

    @classmethod
    def read(cls, path: Path) -> "Registry":
        """The registry of a file; empty where there is none."""
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            return cls({(row["name"], row["seat"]): row["kennung"] for row in csv.DictReader(file)})

    def to_csv(self) -> str:
        """The file's text, sorted."""
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(("name", "seat", "kennung"))
        writer.writerows((*place, kennung) for place, kennung in sorted(self.ids.items()))
        return output.getvalue()
