"""What of an actor tells whether it is the same as another."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as its rows describe it; unknown texts are "".

    `names` begins with the name by which it is shown; `region` is the key of its seat.
    """

    key: str
    names: tuple[str, ...]
    region: str = ""
    region_name: str = ""
    town: str = ""  # folded, see `place_word`
    town_name: str = ""
    postcode: str = ""
    hosts: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)  # "lei", "register" -> number
    filled: int = 0  # cells with a value

    @property
    def name(self) -> str:
        """The name by which it is shown."""
        return self.names[0]
