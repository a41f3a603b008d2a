"""Who belongs where: committees, memberships of networks and associations, contact persons."""

from datetime import date

import numpy as np

from traiber.data.example.cast import MULTIPLIER_TYPES, Cast
from traiber.data.example.contacts import bridge_actors
from traiber.data.example.land import BRIDGED, OWN, UNBRIDGED
from traiber.data.example.names import PEOPLE
from traiber.data.example.plan import NO_COMMITTEE, Coverage, Plan
from traiber.data.example.sheets import CRM, FICTIONAL, REGISTER, STRATEGY, listing, mint_keys, sheet, stream
from traiber.data.table import Cell, Table

STEERING, CONSORTIUM, SKILLS_GROUP, BUSINESS_GROUP, NEIGHBOURS_BOARD = mint_keys("committees", 5)

_FOUNDED = date(2022, 7, 1)
_LARGEST_COMMITTEE = 24


def tabulate_committees() -> Table:
    """The steering committee, the consortium, two working groups and one body of a neighbour."""
    represents = "; ".join(MULTIPLIER_TYPES)
    text = f"{FICTIONAL}: dieses Gremium ist erfunden."
    rows: tuple[tuple[Cell, ...], ...] = (
        (STEERING, "Steuerungskreis Musterregion Mobil", "committee", OWN, represents, text),
        (CONSORTIUM, "Konsortium Musterregion Mobil", "consortium", OWN, None, text),
        (SKILLS_GROUP, "Arbeitsgruppe Fachkräfte", "committee", OWN, None, text),
        (BUSINESS_GROUP, "Arbeitsgruppe Geschäftsmodelle", "committee", OWN, None, text),
        (NEIGHBOURS_BOARD, "Beirat Nordwind Antrieb", "committee", BRIDGED, None, text),
    )
    return listing("committees", "id name kind network represents description", rows, STRATEGY)


def steering_members(cast: Cast) -> list[int]:
    """Multipliers in turn, at most 24, none from the district that is to have no seat."""
    able = [at for at in cast.multipliers if cast.seat[at] != NO_COMMITTEE]
    step = max(1, round(len(able) / _LARGEST_COMMITTEE))
    return able[::step][:_LARGEST_COMMITTEE]


def tabulate_memberships(seed: int, cast: Cast, plan: Plan) -> Table:
    """Members of networks, of committees and of the associations of the own area."""
    rng = stream(seed, "memberships")
    rows = [*_network_rows(cast, plan, rng), *_committee_rows(cast), *_association_rows(cast, plan, rng)]
    return Table("memberships", ("member", "organization", "role", "valid_from", "source"), rows)


def _network_rows(cast: Cast, plan: Plan, rng: np.random.Generator) -> list[tuple[Cell, ...]]:
    """All multipliers, locals and a third of the robust companies; partners; one member of two."""
    robust = plan.companies(cast, Coverage.ROBUST)
    joined = sorted(rng.choice(robust, len(robust) // 3, replace=False).tolist())
    own = [*cast.multipliers, *joined, *cast.locals]
    pairs = [(cast.office, OWN, "lead"), *((at, OWN, "member") for at in own)]
    for network, partners in zip((BRIDGED, UNBRIDGED), cast.partners, strict=True):
        pairs += [(at, network, "partner") for at in partners]
    pairs.append((bridge_actors(cast)[0], BRIDGED, "guest"))
    return [(cast.kennung[at], network, role, _FOUNDED, REGISTER) for at, network, role in pairs]


def _committee_rows(cast: Cast) -> list[tuple[Cell, ...]]:
    steering = steering_members(cast)
    first = {kind: next(at for at in cast.multipliers if cast.type[at] == kind) for kind in MULTIPLIER_TYPES}
    consortium = [first["university"], first["chamber"], first["employers_association"], first["union"]]
    pairs = [(at, STEERING, "member") for at in steering]
    pairs += [(at, CONSORTIUM, "partner" if k else "lead") for k, at in enumerate(consortium)]
    pairs += [(at, SKILLS_GROUP, "member") for at in steering[1::3]]
    pairs += [(at, BUSINESS_GROUP, "member") for at in steering[::3]]
    pairs += [(at, NEIGHBOURS_BOARD, "member") for at in cast.partners[0][:5]]
    return [(cast.kennung[at], body, role, None, STRATEGY) for at, body, role in pairs]


def _association_rows(cast: Cast, plan: Plan, rng: np.random.Generator) -> list[tuple[Cell, ...]]:
    """Two companies of every association, of those that have contacts anyway."""
    associations = [at for at in cast.locals if cast.type[at] == "other"]
    robust = plan.companies(cast, Coverage.ROBUST)
    members = rng.choice(robust, 2 * len(associations), replace=False).tolist()
    return [
        (cast.kennung[member], cast.kennung[associations[k // 2]], "member", None, REGISTER)
        for k, member in enumerate(members)
    ]


def tabulate_persons(cast: Cast) -> Table:
    """Six invented contact persons of the office and the first multipliers, personal."""
    actors = [cast.office, *cast.multipliers[: len(PEOPLE) - 1]]
    return sheet(
        "persons",
        len(PEOPLE),
        name=list(PEOPLE),
        actor=[cast.kennung[at] for at in actors],
        post=["Leitung der Geschäftsstelle", *["Ansprechperson für Unternehmen"] * (len(PEOPLE) - 1)],
        source=CRM,
        access="personal",
    )
