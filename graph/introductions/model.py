"""What an introduction is, what it may gain, and the rules under which it is proposed."""

from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from traiber.graph.events.attendance import Attendance

Node = TypeVar("Node", bound=Hashable)

PARTS = ("uncovered", "robust", "field", "bridge", "shortfall")


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for what a new contact between a multiplier m and a company c gains.

    The first four are those of section 4 of the methods, the last is a proposal of our own; all are
    settings.
    """

    uncovered: float = 3.0  # c has no contact with a multiplier so far
    robust: float = 1.0  # c hangs on one multiplier, or on old contacts only
    field: float = 2.0  # m offers a field that c needs and that none of c's multipliers offers
    bridge: float = 2.0  # the first contact of a multiplier and a company of these two regions
    shortfall: float = 3.0  # for m and for c each, times the share of its shortfall that the contact closes


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may introduce, how many new contacts one actor gets, and what a call by the office is worth."""

    per_multiplier: int = 5  # new contacts at most, for everyone
    per_company: int = 1  # proposals; as many as contacts are missing for one with far too few
    via_companies: bool = False  # whether a company may introduce its multiplier to another company
    direct: float = 0.1  # feasibility where nobody can introduce and the office has to call
    least_missing: float = 2.0  # contacts missing, times how sure that is, from which on it is a shortfall

    def __post_init__(self) -> None:
        """Refuse limits below 1 and a feasibility that is no probability."""
        if self.per_multiplier < 1 or self.per_company < 1:
            raise ValueError("a limit of introductions must be 1 or more")
        if not 0 <= self.direct <= 1:
            raise ValueError(f"the feasibility of a direct approach must be 0 to 1, not {self.direct}")


@dataclass(frozen=True, slots=True)
class Traits(Generic[Node]):
    """What is recorded of the actors besides their contacts; what is not recorded is left out."""

    regions: Mapping[Node, Hashable] = field(default_factory=dict)  # of the seat
    areas: Mapping[Node, Set[Hashable]] = field(default_factory=dict)  # regions in which a multiplier works
    types: Mapping[Node, Hashable] = field(default_factory=dict)
    sizes: Mapping[Node, Hashable] = field(default_factory=dict)
    needs: Mapping[Node, Set[Hashable]] = field(default_factory=dict)  # action fields
    offers: Mapping[Node, Set[Hashable]] = field(default_factory=dict)
    missing: Mapping[Node, float] = field(default_factory=dict)  # contacts fewer than are expected of it
    sure: Mapping[Node, float] = field(
        default_factory=dict
    )  # 0..1, how surely they are missing; 1 if not given
    attendance: "Attendance[Node, str] | None" = None  # who was at which event


@dataclass(frozen=True, slots=True)
class Introduction(Generic[Node]):
    """A proposal to bring a multiplier and a company together."""

    multiplier: Node
    company: Node
    introducer: Node | None  # None: nobody known to both; the office calls
    kind: str  # "introduction", "office" (the office knows both) or "direct"
    gain: float  # sum of the parts
    parts: Mapping[str, float]  # the points of each of PARTS
    feasibility: float  # probability 0..1 that the way can be used
    affinity: float  # ties that are expected between the two and not recorded
    coverage_before: int  # companies with a multiplier
    coverage_after: int  # the same with this contact
    priority: float  # cube root of the score x affinity, by which proposals are ordered
    chosen: bool = True  # one of the set within the limits; else a candidate beyond it

    @property
    def score(self) -> float:
        """Gain x feasibility."""
        return self.gain * self.feasibility
