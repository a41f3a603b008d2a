"""Positions of a map: the same every time, apart, and quick enough."""

import random
import subprocess
import sys
from dataclasses import replace
from math import hypot, inf
from time import perf_counter

import pytest

from traiber.visualizations.layout import SPACING, layout_positions
from traiber.visualizations.packing import pack_boxes
from traiber.visualizations.scene import Edge, Node, Scene


def scene_of(count: int, ties: list[tuple[int, int]]) -> Scene:
    nodes = tuple(Node(f"n{number:05}", f"Knoten {number}", "company") for number in range(count))
    edges = tuple(Edge(f"n{a:05}", f"n{b:05}", "contact") for a, b in ties)
    return Scene({"de": "Karte"}, nodes, edges, None, True, "public", {}, {})


def groups(count: int, size: int, seed: int = 1) -> Scene:
    """`count` nodes in groups of `size`, each group connected, no tie between groups."""
    chance = random.Random(seed)
    ties = [(node, chance.randrange(node - node % size, node)) for node in range(count) if node % size]
    ties += [(node, node - node % size + chance.randrange(size)) for node in range(count) for _ in range(2)]
    return scene_of(count, [(a, min(b, count - 1)) for a, b in ties])


def box(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def closest(positions: dict[str, tuple[float, float]]) -> float:
    points = list(positions.values())
    return min(
        (hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(points) for b in points[:i]),
        default=inf,
    )


def test_an_empty_scene_has_no_positions() -> None:
    assert layout_positions(scene_of(0, [])) == {}


@pytest.mark.parametrize(("count", "ties"), [(1, []), (2, [(0, 1)]), (3, [(0, 1), (1, 2)]), (4, [(0, 0)])])
def test_small_scenes_have_one_place_a_node(count: int, ties: list[tuple[int, int]]) -> None:
    positions = layout_positions(scene_of(count, ties))
    assert len(positions) == len(set(positions.values())) == count


def test_positions_are_whole_numbers() -> None:
    positions = layout_positions(groups(60, 20))
    assert all(value == int(value) for point in positions.values() for value in point)


def test_order_of_nodes_and_edges_does_not_matter() -> None:
    scene = groups(120, 40)
    shuffled = replace(scene, nodes=scene.nodes[::-1], edges=scene.edges[::-1])
    assert layout_positions(shuffled) == layout_positions(scene)


def test_a_second_process_computes_the_same() -> None:
    program = (
        "from traiber.visualizations.layout import layout_positions as layout;"
        "from traiber.visualizations.scene import *;"
        "nodes = tuple(Node(str(i), '', 'k') for i in range(90));"
        "edges = tuple(Edge(str(i), str(i * i % 80), 'r') for i in range(80));"
        "print(layout(Scene({}, nodes, edges, None, True, 'public', {}, {})))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert runs[0].startswith("{'0': (")


def test_another_seed_gives_another_picture() -> None:
    scene = groups(60, 60)
    assert layout_positions(scene, seed=1) != layout_positions(scene, seed=2)


def test_boxes_of_components_do_not_overlap() -> None:
    scene = groups(150, 15)
    positions = layout_positions(scene)
    boxes = [
        box([positions[f"n{node:05}"] for node in range(start, start + 15)]) for start in range(0, 150, 15)
    ]
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:number]:
            apart = right < other[0] or other[2] < left or bottom < other[1] or other[3] < top
            assert apart, (number, other)


def test_isolated_nodes_stand_in_a_strip_below_all_others() -> None:
    positions = layout_positions(scene_of(40, [(node, (node + 1) % 20) for node in range(20)]))
    tied = [positions[f"n{node:05}"][1] for node in range(20)]
    alone = [positions[f"n{node:05}"][1] for node in range(20, 40)]
    assert min(alone) > max(tied)


def test_dots_keep_nearly_the_full_distance() -> None:
    assert closest(layout_positions(groups(300, 300))) > 0.6 * SPACING


def test_a_chain_is_drawn_in_its_order() -> None:
    """PivotMDS keeps hop distances, so the ends of a path are its farthest pair."""
    positions = layout_positions(scene_of(7, [(node, node + 1) for node in range(6)]))
    points = [positions[f"n{node:05}"] for node in range(7)]
    lengths = {
        (a, b): hypot(points[a][0] - points[b][0], points[a][1] - points[b][1])
        for a in range(7)
        for b in range(a)
    }
    assert max(lengths, key=lengths.__getitem__) == (6, 0)


def test_tied_nodes_stand_closer_than_others() -> None:
    """Two cliques of 12 with one bridge: every clique is tighter than the way between them."""
    cliques = [(a, b) for start in (0, 12) for a in range(start, start + 12) for b in range(start, a)]
    positions = layout_positions(scene_of(24, [*cliques, (0, 12)]))
    middle = [
        [sum(positions[f"n{node:05}"][axis] for node in range(start, start + 12)) / 12 for axis in (0, 1)]
        for start in (0, 12)
    ]
    for node in range(24):
        x, y = positions[f"n{node:05}"]
        own, far = (hypot(x - m[0], y - m[1]) for m in (middle if node < 12 else middle[::-1]))
        assert own < far


def test_fixed_nodes_stay_and_newcomers_stand_beside_their_neighbours() -> None:
    scene = scene_of(6, [(0, 1), (1, 2), (4, 5)])
    fixed = {"n00000": (1000.0, 500.0), "n00001": (1200.5, 500.0)}
    positions = layout_positions(scene, fixed=fixed)
    assert positions["n00000"] == (1000.0, 500.0)
    assert positions["n00001"] == (1200.5, 500.0)
    assert hypot(positions["n00002"][0] - 1200.5, positions["n00002"][1] - 500) < 3 * SPACING
    assert min(positions[f"n{node:05}"][1] for node in (3, 4, 5)) > 500
    assert layout_positions(scene, fixed=positions) == positions


def test_cost_grows_much_slower_than_the_square() -> None:
    """Four times the nodes may cost at most ten times the time (a square would be sixteen)."""

    def seconds(count: int) -> float:
        scene, best = groups(count, count), inf
        for _ in range(3):
            start = perf_counter()
            layout_positions(scene)
            best = min(best, perf_counter() - start)
        return best

    assert seconds(1200) < 10 * seconds(300)


def test_boxes_are_packed_without_overlap_in_the_shape_of_a_screen() -> None:
    sizes = [(float(10 + 7 * number % 30), float(5 + 11 * number % 20)) for number in range(40)]
    corners, width, height = pack_boxes(sizes, margin=1)
    assert 0.8 < width / height < 3
    for number, ((x, y), (w, h)) in enumerate(zip(corners, sizes, strict=True)):
        assert x + w <= width and y + h <= height
        for (left, top), (wide, high) in zip(corners[:number], sizes[:number], strict=True):
            assert x + w <= left or left + wide <= x or y + h <= top or top + high <= y


def test_no_boxes_have_no_size() -> None:
    assert pack_boxes([], margin=1) == ([], 0.0, 0.0)
