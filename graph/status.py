"""What a store holds at a glance: counts by class, data date, and the share of what is not known."""

from traiber.graph.coverage import observed
from traiber.graph.network import Network
from traiber.graph.results import Result, meta_of
from traiber.graph.rows import read_rows
from traiber.graph.store import Store


def describe_network(network: Network, store: Store) -> Result:
    """One row per kind of thing: `kind`, `count`, and for actors and companies `without_data`."""
    known = observed(network)
    rows: list[dict[str, object]] = []
    for row in read_rows(store, "counts"):
        without = None
        if row["kind"] == "actors":
            without = sum(not a.office and a.kennung not in known for a in network.actors)
        if row["kind"] == "companies":
            without = len(network.companies - known)
        rows.append({"kind": row["kind"], "count": int(row["count"]), "without_data": without})
    return Result(meta_of(network), rows, ("kind", "count", "without_data"))
