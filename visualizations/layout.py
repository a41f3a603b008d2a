"""Where every dot of a map stands: computed once, the same for the same network."""

from collections.abc import Mapping
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from traiber.visualizations.packing import pack_boxes
from traiber.visualizations.scene import Scene

Positions = dict[str, tuple[float, float]]
Points = NDArray[np.float64]  # one row (x, y) a node
Pairs = NDArray[np.int64]  # one row (a, b) a tie

SPACING = 44.0  # map units between two dots at the closest
MARGIN = 1.6 * SPACING  # between two components
PIVOTS = 40
ROUNDS = 120


def layout_positions(
    scene: Scene, seed: int = 7, fixed: Mapping[str, tuple[float, float]] | None = None
) -> Positions:
    """A position for every node of the scene, in map units, y downwards, rounded to whole numbers.

    Each connected component is laid out alone: a PivotMDS start (Brandes and Pich 2007) keeps
    graph distances, then forces with logarithmic attraction (Noack 2007, LinLog) pull groups
    together, with repulsion from the centres of grid cells so that the cost grows like n**1.5.
    Components are packed side by side, isolated nodes stand in a grid strip below. The order of
    nodes and edges does not matter; the same seed gives the same numbers.

    Nodes in `fixed` keep their place; a node tied to them is put beside its neighbours, the
    others stand below. An empty scene gives an empty mapping.
    """
    ids = sorted(node.id for node in scene.nodes)
    index = {id_: number for number, id_ in enumerate(ids)}
    neighbours = _neighbours(scene, index)
    held = {index[id_]: point for id_, point in (fixed or {}).items() if id_ in index}
    placed = _beside_neighbours(neighbours, held) if held else {}
    rest = [number for number in range(len(ids)) if number not in placed]
    points = _packed(rest, neighbours, seed)
    shift = _below(placed, points)
    placed.update({number: (x + shift[0], y + shift[1]) for number, (x, y) in points.items()})
    return {id_: held.get(number) or _rounded(placed[number]) for number, id_ in enumerate(ids)}


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return float(round(point[0])), float(round(point[1]))


def _neighbours(scene: Scene, index: Mapping[str, int]) -> list[list[int]]:
    sets: list[set[int]] = [set() for _ in index]
    for edge in scene.edges:
        a, b = index[edge.source], index[edge.target]
        if a != b:
            sets[a].add(b)
            sets[b].add(a)
    return [sorted(near) for near in sets]


def _components(nodes: list[int], neighbours: list[list[int]]) -> list[list[int]]:
    allowed, seen, found = set(nodes), set[int](), []
    for start in nodes:
        if start in seen:
            continue
        seen.add(start)
        component = [start]
        for node in component:
            fresh = [near for near in neighbours[node] if near in allowed and near not in seen]
            seen.update(fresh)
            component.extend(fresh)
        found.append(sorted(component))
    return sorted(found, key=lambda component: (-len(component), component[0]))


def _packed(nodes: list[int], neighbours: list[list[int]], seed: int) -> dict[int, tuple[float, float]]:
    components = _components(nodes, neighbours)
    groups = [component for component in components if len(component) > 1]
    drawings = [_component_points(component, neighbours, seed) for component in groups]
    sizes = [_extent(points) for points in drawings]
    corners, width, height = pack_boxes(sizes, MARGIN)
    result: dict[int, tuple[float, float]] = {}
    for component, points, (left, top) in zip(groups, drawings, corners, strict=True):
        origin = points.min(axis=0)
        for node, (x, y) in zip(component, (points - origin).tolist(), strict=True):
            result[node] = (x + left, y + top)
    result.update(_strip([c[0] for c in components if len(c) == 1], width, height))
    return result


def _extent(points: Points) -> tuple[float, float]:
    width, height = (points.max(axis=0) - points.min(axis=0)).tolist()
    return width, height


def _strip(isolated: list[int], width: float, height: float) -> dict[int, tuple[float, float]]:
    if not isolated:
        return {}
    columns = max(int(width // SPACING) + 1, ceil(sqrt(2 * len(isolated))))
    columns = min(columns, len(isolated))
    left = (width - (columns - 1) * SPACING) / 2
    top = height + 2 * MARGIN if height else 0.0
    return {
        node: (left + SPACING * (place % columns), top + SPACING * (place // columns))
        for place, node in enumerate(isolated)
    }


def _beside_neighbours(
    neighbours: list[list[int]], held: Mapping[int, tuple[float, float]]
) -> dict[int, tuple[float, float]]:
    """The held nodes and all that hang on them; newcomers on a sunflower around their neighbours."""
    placed = dict(held)
    queue = sorted(held)
    for node in queue:
        for newcomer in (near for near in neighbours[node] if near not in placed):
            known = [placed[near] for near in neighbours[newcomer] if near in placed]
            place = len(queue) - len(held) + 1
            radius, angle = SPACING * sqrt(1 + place % 12), 2.399963 * place  # the golden angle
            x = sum(point[0] for point in known) / len(known) + radius * float(np.cos(angle))
            y = sum(point[1] for point in known) / len(known) + radius * float(np.sin(angle))
            placed[newcomer] = (x, y)
            queue.append(newcomer)
    return placed


def _below(
    placed: Mapping[int, tuple[float, float]], points: Mapping[int, tuple[float, float]]
) -> tuple[float, float]:
    if not points:
        return 0.0, 0.0
    if not placed:
        middle = np.array(list(points.values())).mean(axis=0)
        return -float(middle[0]), -float(middle[1])
    top = max(y for _, y in placed.values()) + 2 * MARGIN - min(y for _, y in points.values())
    return min(x for x, _ in placed.values()) - min(x for x, _ in points.values()), top


def _component_points(component: list[int], neighbours: list[list[int]], seed: int) -> Points:
    """One connected component around its middle, wider than high."""
    local = {node: number for number, node in enumerate(component)}
    near = [[local[other] for other in neighbours[node] if other in local] for node in component]
    if len(component) == 2:
        return np.array([[0.0, 0.0], [2 * SPACING, 0.0]])
    ties = np.array([(a, b) for a, row in enumerate(near) for b in row if a < b], dtype=np.int64)
    points = _with_forces(_pivot_mds(near, seed), ties)
    points = _lying(_evened(points))
    return _apart(points * _scale(points), SPACING)


def _pivot_mds(near: list[list[int]], seed: int) -> Points:
    """Two axes that keep the hop distances to far-apart pivots, spread to about one unit a node."""
    pivot, nearest, columns = 0, np.full(len(near), np.inf), []
    for _ in range(min(PIVOTS, len(near))):
        hops = _hops(near, pivot)
        columns.append(hops)
        nearest = np.minimum(nearest, hops)
        pivot = int(nearest.argmax())
    squared = np.column_stack(columns) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, -2:] if len(values) > 1 else np.column_stack([vectors, vectors])
    points = centred @ axes
    points *= sqrt(len(near)) / max(float(np.abs(points).max()), 1e-9)
    noise = np.random.default_rng(seed).normal(scale=0.15, size=points.shape)  # parts equal twins
    return np.asarray(points + noise, dtype=np.float64)


def _hops(near: list[list[int]], start: int) -> Points:
    hops = [-1] * len(near)
    hops[start] = 0
    queue = [start]
    for node in queue:
        for other in near[node]:
            if hops[other] < 0:
                hops[other] = hops[node] + 1
                queue.append(other)
    return np.array(hops, dtype=np.float64)


def _with_forces(points: Points, ties: Pairs) -> Points:
    """Attraction log(1 + d) along ties, repulsion mass/d, steps shrinking to nothing."""
    count = len(points)
    mass: Points = 1.0 + np.bincount(ties.ravel(), minlength=count).astype(np.float64)
    strength = 0.35 * sqrt(count) / float(mass.mean())
    rounds = int(ROUNDS * min(1.0, sqrt(1500 / count)))
    for step in range(rounds):
        force = strength * _repulsion(points, mass) - 0.02 * mass[:, None] * points / sqrt(count)
        delta = points[ties[:, 1]] - points[ties[:, 0]]
        length = np.hypot(delta[:, 0], delta[:, 1])[:, None] + 1e-9
        pull = delta / length * np.log1p(length) * 2.0
        for axis in (0, 1):
            force[:, axis] += np.bincount(ties[:, 0], pull[:, axis], count)
            force[:, axis] -= np.bincount(ties[:, 1], pull[:, axis], count)
        size = np.hypot(force[:, 0], force[:, 1])[:, None] + 1e-9
        limit = 0.12 * sqrt(count) * (1 - step / rounds) ** 1.5
        points = points + force / size * np.minimum(size, limit)
    return points


def _repulsion(points: Points, mass: Points) -> Points:
    """Push of all others, taken from the mass centres of the occupied cells of a grid."""
    side = min(24, max(6, int(1.5 * len(points) ** 0.35)))
    low, high = points.min(axis=0), points.max(axis=0)
    cell = np.minimum(((points - low) / (high - low + 1e-9) * side).astype(np.int64), side - 1)
    occupied, key = np.unique(cell[:, 0] * side + cell[:, 1], return_inverse=True)
    weight = np.bincount(key, mass, len(occupied))
    centre_x, centre_y = (np.bincount(key, mass * points[:, axis]) / weight for axis in (0, 1))
    push, dy = np.subtract.outer(points[:, 0], centre_x), np.subtract.outer(points[:, 1], centre_y)
    push *= push
    dy *= dy
    push += dy
    push += 0.1
    np.divide(weight, push, out=push)  # mass / d**2, in place because this is most of the time spent
    total = push.sum(axis=1)
    away = (points[:, 0] * total - push @ centre_x, points[:, 1] * total - push @ centre_y)
    return np.asarray(np.column_stack(away) * (mass / sqrt(len(points)))[:, None], dtype=np.float64)


def _evened(points: Points) -> Points:
    """Radii drawn half way to an evenly filled disc, so that a far leaf does not shrink the rest."""
    centred = points - np.median(points, axis=0)
    radius = np.hypot(centred[:, 0], centred[:, 1]) + 1e-9
    rank = np.empty(len(points))
    rank[np.argsort(radius, kind="stable")] = np.arange(1, len(points) + 1)
    wanted = float(np.quantile(radius, 0.9)) * np.sqrt(rank / len(points))
    return np.asarray(centred * ((0.45 * radius + 0.55 * wanted) / radius)[:, None], dtype=np.float64)


def _lying(points: Points) -> Points:
    """Turned so that the longest axis lies across, and stretched towards the shape of a screen."""
    x, y = (points - points.mean(axis=0)).T
    angle = 0.5 * np.arctan2(2 * (x * y).mean(), (x * x).mean() - (y * y).mean())
    turned = np.column_stack([x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)])
    width, height = np.ptp(turned, axis=0).tolist()
    stretch = min(max(sqrt(1.6 * height / max(width, 1e-9)), 1.0), 1.25)
    return np.asarray(turned * np.array([stretch, 1 / stretch]), dtype=np.float64)


def _scale(points: Points) -> float:
    """Room for every dot; a chain is no longer than its ties need."""
    width, height = np.ptp(points, axis=0).tolist()
    count, side = len(points), max(width, height, 1e-9)
    filled = sqrt(count / max(width * height, 1e-3 * side * side))
    return float(1.6 * SPACING * min(filled, (count - 1) / side))


def _apart(points: Points, distance: float) -> Points:
    """Pushed until no two dots are closer than the distance, or 60 rounds have passed."""
    for _ in range(60):
        a, b = _close_pairs(points, distance)
        delta = points[a] - points[b]
        length = np.hypot(delta[:, 0], delta[:, 1])
        close = length < distance - 0.5
        if not close.any():
            break
        a, b, delta, length = a[close], b[close], delta[close], length[close]
        push = delta / (length + 1e-9)[:, None] * (0.3 * (distance - length) + 0.2)[:, None]
        moved = [
            np.bincount(a, push[:, axis], len(points)) - np.bincount(b, push[:, axis], len(points))
            for axis in (0, 1)
        ]
        points = points + np.column_stack(moved)
    return points


def _close_pairs(points: Points, distance: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Index pairs in the same or in touching cells; a superset of all closer than the distance."""
    cell = np.floor((points - points.min(axis=0)) / distance).astype(np.int64)
    stride = int(cell[:, 1].max()) + 3
    key = cell[:, 0] * stride + cell[:, 1]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    firsts, seconds = [], []
    for offset in (0, 1, stride - 1, stride, stride + 1):
        low = np.searchsorted(ordered, key + offset, "left")
        count = np.searchsorted(ordered, key + offset, "right") - low
        first = np.repeat(np.arange(len(points)), count)
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        second = order[np.repeat(low, count) + within]
        keep = first < second if offset == 0 else np.ones(len(first), dtype=bool)
        firsts.append(first[keep])
        seconds.append(second[keep])
    return np.concatenate(firsts), np.concatenate(seconds)
