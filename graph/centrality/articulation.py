"""What hangs on one actor alone, by articulation points."""

from collections.abc import Container, Iterable, Iterator

from traiber.graph.clean import Contacts, Neighbours, Node, distinct, neighbours_of

Size = tuple[int, int]  # actors, companies among them


def cut_off(graph: Contacts[Node], companies: Iterable[Node]) -> dict[Node, tuple[int, int]]:
    """What the loss of an actor cuts off: (actors, companies), for every articulation point.

    Cut off is what no longer hangs together with the largest remaining part of the component (the
    one with more companies, if equal); the actor itself does not count. Unit: actors and companies.
    Actors whose loss cuts nothing off are left out: empty for an empty graph or one without
    such points. One depth-first search, so that time grows with the ties only.

    Source: Hopcroft & Tarjan (1973), Communications of the ACM 16:372; section G5 of the methods.

    >>> import networkx as nx
    >>> cut_off(nx.path_graph(["A", "B", "chamber", "agency", "union"]), ["A", "B"])
    {'B': (1, 1), 'chamber': (2, 0), 'agency': (1, 0)}
    """
    neighbours, targets = neighbours_of(graph), frozenset(distinct(companies))
    lost: dict[Node, Size] = {}
    for parents in _search_trees(neighbours):
        lost.update(_cut_off_below(parents, neighbours, targets))
    return {node: lost[node] for node in neighbours if node in lost}


def _search_trees(neighbours: Neighbours[Node]) -> Iterator[dict[Node, Node]]:
    """Yield a depth-first tree per component: every node with its parent, in order of discovery."""
    seen: set[Node] = set()
    for root in neighbours:
        if root in seen:
            continue
        parents, stack = {root: root}, [(root, iter(neighbours[root]))]
        while stack:
            node, ways = stack[-1]
            other = next((way for way in ways if way not in parents), None)
            if other is None:
                stack.pop()
            else:
                parents[other] = node
                stack.append((other, iter(neighbours[other])))
        seen |= parents.keys()
        yield parents


def _cut_off_below(
    parents: dict[Node, Node], neighbours: Neighbours[Node], targets: Container[Node]
) -> Iterator[tuple[Node, Size]]:
    """Yield the articulation points of a component with what is cut off.

    A subtree hangs on its node alone if no tie leads from it to an earlier node (lowpoint).
    """
    found = {node: i for i, node in enumerate(parents)}
    lowest: dict[Node, int] = {}
    below: dict[Node, Size] = {}
    whole = _sum((1, int(node in targets)) for node in parents)
    for node in reversed(parents):
        children = [other for other in neighbours[node] if parents[other] == node]
        back = (found[other] for other in neighbours[node] if other != parents[node])
        lowest[node] = min([found[node], *back, *(lowest[child] for child in children)])
        own = (1, int(node in targets))
        below[node] = _sum([own, *(below[child] for child in children)])
        cut = [below[child] for child in children if lowest[child] >= found[node]]
        held = _sum([own, *cut])
        parts = [part for part in (*cut, (whole[0] - held[0], whole[1] - held[1])) if part[0]]
        if len(parts) > 1:
            yield node, _sum(sorted(parts)[:-1])


def _sum(sizes: Iterable[Size]) -> Size:
    pairs = list(sizes)
    return sum(actors for actors, _ in pairs), sum(companies for _, companies in pairs)
