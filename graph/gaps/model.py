"""A finding of the network's gaps: its kind, its evidence, its reach and what to do about it."""

from dataclasses import dataclass, fields

# How much one affected company weighs, by kind; also the order of kinds that affect as many.
WEIGHTS = {
    "uncovered": 3.0,
    "stale": 2.0,
    "single_point_of_failure": 2.0,
    "network_without_bridge": 2.0,
    "hinge": 2.0,
    "no_offer": 2.0,
    "offer_without_contact": 2.0,
    "thin": 1.0,
    "fragile": 1.0,
    "under_connected_multiplier": 1.0,
    "under_connected_company": 1.0,
    "missing_bridge": 1.0,
    "concentration": 1.0,
    "overlap": 1.0,
    "region_without_actor": 1.0,
    "no_data": 1.0,
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding.

    `observed` against `expected` is the evidence, `p` the probability of so little (of so much, for
    `overlap`) by chance; `score` orders the findings of one kind by the strength of their evidence: it
    is the weight of the kind times the companies affected unless the kind says otherwise.
    """

    kind: str
    actors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    observed: float | None = None
    expected: float | None = None
    p: float | None = None
    companies_affected: int = 0
    reason: str = ""
    action: str = ""
    score: float = 0.0
    certainty: str = ""  # sure, likely or hint, and why


COLUMNS = tuple(field.name for field in fields(Gap))
