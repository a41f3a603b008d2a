"""How usual a contact between two actors is, by comparison with the contacts that are recorded."""

from typing import TYPE_CHECKING

import numpy as np

from traiber.graph.arrays import places_in_runs
from traiber.graph.events.attendance import events_together
from traiber.graph.introductions.gain import missing_of

if TYPE_CHECKING:
    from traiber.graph.arrays import Adjacency, Flags, Floats, Ints
    from traiber.graph.introductions.model import Node, Traits

RECORDED = 0.98  # of the ties of an actor with as many as comparable ones; a proposal
MOST_SHARED = 60_000_000
PAIRS_AT_ONCE = 1_000_000


def places_of(graph: "Adjacency[Node]", traits: "Traits[Node]") -> "tuple[Ints, Ints, Ints]":
    """Code of the region of every node, and (node, code) of all regions in which each sits or works."""
    numbers: dict[object, int] = {}
    seats = np.full(len(graph), -1, dtype=np.int64)
    where, what = [], []
    for at, node in enumerate(graph.nodes):
        region = traits.regions.get(node)
        area = set(traits.areas.get(node, ()))
        if region is not None:
            seats[at] = numbers.setdefault(region, len(numbers))
            area.add(region)
        for key in sorted(area, key=str):
            where.append(at)
            what.append(numbers.setdefault(key, len(numbers)))
    return seats, np.array(where, dtype=np.int64), np.array(what, dtype=np.int64)


class Affinity:
    """How many ties are to be expected between two actors that are not recorded, from those that are.

    Multipliers of type t and companies of size s, near (the company sits where the multiplier sits or
    works) or not, have omega = ties / sum of k_m k_c over such pairs. A pair has the rate
    omega * (k_m + missing_m) * (k_c + missing_c): the degree-corrected block model (Karrer & Newman 2011),
    with the degrees that the two would have if they were like comparable ones. Of it the share
    1 - `RECORDED` * (k_m / (k_m + missing_m)) * (k_c / (k_c + missing_c)) is not recorded; the rest is
    what is known already.
    """

    def __init__(
        self, graph: "Adjacency[Node]", multipliers: "Flags", companies: "Flags", traits: "Traits[Node]"
    ) -> None:
        """Count the contacts of multipliers with companies."""
        self.graph, self.multipliers, self.companies = graph, multipliers, companies
        self.traits = traits
        covering = companies[graph.rows] & multipliers[graph.ends]
        self.c, self.m = graph.rows[covering], graph.ends[covering]
        n = len(graph)
        self.of_company = np.bincount(self.c, minlength=n).astype(np.float64)
        self.of_multiplier = np.bincount(self.m, minlength=n).astype(np.float64)
        _missing, missing = missing_of(graph, traits)
        # Nobody is expected to have none: half a contact stands for what is not seen.
        self.full_multiplier = np.maximum(self.of_multiplier + missing, 0.5)
        self.full_company = np.maximum(self.of_company + missing, 0.5)
        self.known_multiplier = self.of_multiplier / self.full_multiplier
        self.known_company = self.of_company / self.full_company
        self.types, self.sizes = graph.numbers(traits.types) + 1, graph.numbers(traits.sizes) + 1
        self.seats, where, what = places_of(graph, traits)
        self.area = where, what
        self.inside = np.unique(where * (n + 1) + what)
        self._rates = self._count()

    def near(self, multipliers: "Ints", companies: "Ints") -> "Flags":
        """Whether each company sits where the multiplier sits or works; not if its seat is unknown."""
        if not len(self.inside):
            return np.zeros(len(multipliers), dtype=bool)
        keys = multipliers * (len(self.graph) + 1) + self.seats[companies]
        found = np.minimum(np.searchsorted(self.inside, keys), len(self.inside) - 1)
        return np.asarray((self.inside[found] == keys) & (self.seats[companies] >= 0))

    def expected(self, multipliers: "Ints", companies: "Ints") -> "Floats":
        """The expected number of ties of each pair that are not recorded, 0 or more."""
        m, c = multipliers, companies
        rate = self._rates[self._block(m, c)] * self.full_multiplier[m] * self.full_company[c]
        return rate * (1 - RECORDED * self.known_multiplier[m] * self.known_company[c])

    def refined(self, multipliers: "Ints", companies: "Ints") -> "Floats":
        """The same x (1 + three-step paths, L3) x (1 + events that both attended)."""
        expected = self.expected(multipliers, companies) * (1 + self.three_steps(multipliers, companies))
        attendance = self.traits.attendance
        if attendance is None:
            return expected
        return expected * (1 + events_together(attendance, self.graph.nodes, multipliers, companies))

    def _block(self, multipliers: "Ints", companies: "Ints") -> "Ints":
        sizes = int(self.sizes.max(initial=0)) + 1
        near = self.near(multipliers, companies).astype(np.int64)
        return (self.types[multipliers] * sizes + self.sizes[companies]) * 2 + near

    def _count(self) -> "Floats":
        n, sizes = len(self.graph), int(self.sizes.max(initial=0)) + 1
        blocks = (int(self.types.max(initial=0)) + 1) * sizes * 2
        ties = np.bincount(self._block(self.m, self.c), minlength=blocks).astype(np.float64)
        pairs = np.zeros((blocks // 2, 2))
        regions = int(max(self.seats.max(initial=-1), 0)) + 1
        weight = np.zeros((sizes, regions + 1))  # degrees of companies by size and seat; the last: unknown
        at = np.flatnonzero(self.companies)
        np.add.at(
            weight,
            (self.sizes[at], np.where(self.seats[at] < 0, regions, self.seats[at])),
            self.of_company[at],
        )
        total = weight.sum(axis=1)
        nodes, places = np.divmod(self.inside, n + 1)
        inside = self.multipliers[nodes] & (places < regions)
        reached = np.zeros((n, sizes))
        np.add.at(reached, nodes[inside], weight[:, places[inside]].T)
        for m_type in range(blocks // 2 // sizes):
            of_type = self.multipliers & (self.types == m_type)
            degrees = self.of_multiplier[of_type]
            near = degrees @ reached[of_type]
            pairs[m_type * sizes : (m_type + 1) * sizes, 1] = near
            pairs[m_type * sizes : (m_type + 1) * sizes, 0] = degrees.sum() * total - near
        expected = pairs.reshape(-1)
        usual = len(self.m) / expected.sum() if len(self.m) else 1.0
        # One tie at the usual rate is added everywhere, so that a small block says little.
        return np.asarray((ties + 1) * usual / (expected * usual + 1))

    def three_steps(self, multipliers: "Ints", companies: "Ints") -> "Floats":
        """L3 of each pair: sum of 1 / sqrt(k_u k_v) over the paths m - company u - multiplier v - c.

        0 everywhere if there are more than `MOST_SHARED` pairs of multipliers with a company in common.
        """
        from scipy import sparse

        n = len(self.graph)
        result = np.zeros(len(multipliers))
        if (self.of_company**2).sum() > MOST_SHARED or not len(self.m):
            return result
        shared = sparse.csr_array((self.of_company[self.c] ** -0.5, (self.m, self.c)), shape=(n, n))
        other = sparse.csr_array((np.ones(len(self.m)), (self.c, self.m)), shape=(n, n))
        common = (shared @ other).tocoo()
        keys = common.row.astype(np.int64) * n + common.col
        order = np.argsort(keys)
        keys, values = keys[order], common.data[order]
        starts = np.searchsorted(self.c, np.arange(n + 1))  # entries are in the order of companies
        for start in range(0, len(multipliers), PAIRS_AT_ONCE):
            m, c = (ends[start : start + PAIRS_AT_ONCE] for ends in (multipliers, companies))
            number = starts[c + 1] - starts[c]
            pair = np.repeat(np.arange(len(m)), number)
            between = self.m[starts[c][pair] + places_in_runs(number)]
            wanted = m[pair] * n + between
            found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            value = np.where(keys[found] == wanted, values[found], 0.0)
            paths = value * self.of_multiplier[between] ** -0.5
            result[start : start + len(m)] = np.bincount(pair, weights=paths, minlength=len(m))
        return result
