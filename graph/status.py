"""What a store holds at a glance: counts by class, data date, and the share of what is not known."""

from traiber.graph.coverage import observed
from traiber.graph.network import Network
from traiber.graph.results import Result, meta_of
from traiber.graph.rows import read_rows
from traiber.graph.store import Store
from traiber.graph.ties import Ties


def describe_network(network: Network, store: Store) -> Result:
    """One row per kind of thing: `kind`, `count`, and for actors and companies `without_data`.

    The settings say what the analyses make of it: `contacts` are the ties that hold on the day and the
    memberships in associations (`membership_contacts`); `needs_by_field` are pairs of an actor and an
    action field, while the row `needs` counts statements, each of which may name several fields.
    """
    known = observed(network)
    rows: list[dict[str, object]] = []
    for row in read_rows(store, "counts"):
        without = None
        if row["kind"] == "actors":
            without = sum(not a.office and a.kennung not in known for a in network.actors)
        if row["kind"] == "companies":
            without = len(network.companies - known)
        rows.append({"kind": row["kind"], "count": int(row["count"]), "without_data": without})
    settings = {
        "contacts": len(network.ties),
        "membership_contacts": _memberships(Ties.of(network.ties)),
        "needs_by_field": sum(len(actor.needs) for actor in network.actors),
    }
    return Result(meta_of(network, **settings), rows, ("kind", "count", "without_data"))


def _memberships(ties: Ties) -> int:
    """How many contacts are memberships in associations."""
    names = [place for place, name in enumerate(ties.kind_names) if name == "membership"]
    return int(sum((ties.kinds == place).sum() for place in names))
