"""For how many companies in direct contact a multiplier is needed."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from traiber.graph.clean import Contacts, Node, distinct
from traiber.graph.coverage import known_multipliers


def fair_share(
    graph: Contacts[Node], multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, float]:
    """Companies that each multiplier accounts for: S(m) = sum of 1 / |N_M(c)| over its companies c.

    N_M(c) are the multipliers in contact with c. Unit: companies; exclusive <= S <= R_1, and the
    sum over all multipliers is the number of companies in contact with any. It is the Shapley
    value of the game "companies in contact with a member of the set": if the multipliers joined
    in random order, S(m) companies on average would hear of the network through m first. Computed
    in fractions, so that equal shares are equal numbers. Without companies, ties or multipliers:
    0 or an empty dict. Raises ValueError for unhashable labels.

    Source: game 1 of Michalak et al. (2013), Journal of Artificial Intelligence Research 46:607,
    with multipliers as players and companies as targets.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("chamber", "B"), ("union", "B")])
    >>> fair_share(contacts, ["chamber", "union"], ["A", "B"])
    {'chamber': 1.5, 'union': 0.5}
    """
    known = known_multipliers(graph, players := distinct(multipliers), companies)
    terms: dict[Node, Counter[int]] = {node: Counter() for node in players}
    for partners in known.values():
        for node in partners:
            terms[node][len(partners)] += 1
    return {node: _total(counter) for node, counter in terms.items()}


def exclusive(
    graph: Contacts[Node], multipliers: Iterable[Node], companies: Iterable[Node]
) -> dict[Node, int]:
    """Companies in contact with this multiplier only: X(m) = |{c : N_M(c) = {m}}|.

    Unit: companies, from 0 to R_1: lose m, lose these. Without companies, ties or multipliers: 0
    or an empty dict. Raises ValueError for unhashable labels.

    Source: loss of coverage under removal; related to the exclusivity of Hamilton, Hileman &
    Bodin (2020), Social Networks 61:1.

    >>> import networkx as nx
    >>> contacts = nx.Graph([("chamber", "A"), ("chamber", "B"), ("union", "B")])
    >>> exclusive(contacts, ["chamber", "union"], ["A", "B"])
    {'chamber': 1, 'union': 0}
    """
    result = dict.fromkeys(distinct(multipliers), 0)
    for partners in known_multipliers(graph, result, companies).values():
        if len(partners) == 1:
            result[next(iter(partners))] += 1
    return result


def _total(counter: Counter[int]) -> float:
    return float(sum((Fraction(count, size) for size, count in counter.items()), Fraction()))
