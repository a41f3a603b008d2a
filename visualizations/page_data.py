"""A scene as the compact JSON object that the page of a map reads.

Nodes and ties are columns and numbers instead of ids, repeated texts stand once in a list: a
map of 1,000 nodes and 3,000 ties stays near 1 MB, half of it vis-network.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from traiber.visualizations.page_text import TEXTS
from traiber.visualizations.palette import OTHER, SHAPES, choose_marks
from traiber.visualizations.scene import Edge, Labels, Node, Scene


def page_data(
    scene: Scene,
    drawn: Sequence[Mapping[str, Any]],
    ties: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any],
    language: str,
    licence: str | None,
) -> dict[str, Any]:
    """All that the page shows; `drawn` gives the order and place of the nodes, `ties` the edges."""
    by_id = {node.id: node for node in scene.nodes}
    nodes = [by_id[dot["id"]] for dot in drawn]
    texts = _Texts()
    kinds = _kinds(scene)
    return {
        "language": language,
        "title": dict(scene.title),
        "date": scene.data_date.isoformat() if scene.data_date else None,
        "fictional": scene.fictional,
        "access": scene.access,
        "share": scene.no_data_share,
        "licence": licence,
        "options": options,
        "texts": TEXTS,
        "shapes": SHAPES,
        "kinds": kinds,
        "relations": _entries(scene.relations, (edge.relation for edge in scene.edges)),
        "regions": _entries(scene.regions, (node.region for node in nodes if node.region is not None)),
        "fields": _entries(scene.fields, (key for node in nodes for key in node.fields)),
        "bodies": _entries(scene.bodies, (key for node in nodes for key in node.memberships)),
        "measures": _entries(scene.measures, (key for node in nodes for key in node.measures)),
        "nodes": _node_columns(scene, nodes, texts)
        | {"x": [d["x"] for d in drawn], "y": [d["y"] for d in drawn]},
        "ties": _tie_columns(scene, nodes, [tie["edge"] for tie in ties], texts),
        "pool": texts.pool,
    }


class _Texts:
    """Texts and label pairs kept once, named by their number."""

    def __init__(self) -> None:
        self.pool: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number(self, text: str) -> int:
        return self._number(text, text)

    def labels(self, labels: Labels) -> int:
        return self._number(tuple(sorted(labels.items())), dict(sorted(labels.items())))

    def _number(self, key: Any, value: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.pool)
            self.pool.append(value)
        return self._numbers[key]


def _keys(known: Mapping[str, Labels], used: Iterable[str]) -> list[str]:
    """The used keys in the order of the scene; keys without a label last."""
    present = set(used)
    return [key for key in known if key in present] + sorted(present - set(known))


def _entries(known: Mapping[str, Labels], used: Iterable[str]) -> list[dict[str, Any]]:
    return [{"key": key, "label": dict(known.get(key, {"de": key}))} for key in _keys(known, used)]


def _kinds(scene: Scene) -> list[dict[str, Any]]:
    marks = choose_marks(list(scene.kinds), (node.kind for node in scene.nodes))
    entries = [
        {
            "key": kind,
            "label": dict(scene.kinds.get(kind, {"de": kind})),
            "light": mark.light,
            "dark": mark.dark,
            "shape": mark.shape,
            "other": mark is OTHER,
        }
        for kind, mark in marks.items()
    ]
    return sorted(entries, key=lambda entry: bool(entry["other"]))


def _numbering(known: Mapping[str, Labels], used: Iterable[str]) -> Callable[[str], int]:
    return {key: number for number, key in enumerate(_keys(known, used))}.__getitem__


def _node_columns(scene: Scene, nodes: Sequence[Node], texts: _Texts) -> dict[str, Any]:
    kind = {entry["key"]: number for number, entry in enumerate(_kinds(scene))}
    region = _numbering(scene.regions, (node.region for node in nodes if node.region is not None))
    field = _numbering(scene.fields, (key for node in nodes for key in node.fields))
    body = _numbering(scene.bodies, (key for node in nodes for key in node.memberships))
    measures = _keys(scene.measures, (key for node in nodes for key in node.measures))
    return {
        "id": [node.id for node in nodes],
        "label": [node.label for node in nodes],
        "kind": [kind[node.kind] for node in nodes],
        "region": [-1 if node.region is None else region(node.region) for node in nodes],
        "fields": [[field(key) for key in node.fields] for node in nodes],
        "bodies": [[body(key) for key in node.memberships] for node in nodes],
        "measures": [[_finite(node.measures.get(key)) for node in nodes] for key in measures],
        "measured": [bool(node.measures) for node in nodes],
        "details": [[texts.labels(part) for row in node.details for part in row] for node in nodes],
        "sources": [[texts.number(source) for source in node.sources] for node in nodes],
        "homepage": [node.homepage for node in nodes],
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _tie_columns(scene: Scene, nodes: Sequence[Node], edges: Sequence[Edge], texts: _Texts) -> dict[str, Any]:
    place = {node.id: number for number, node in enumerate(nodes)}
    relation = _numbering(scene.relations, (edge.relation for edge in scene.edges))
    return {
        "from": [place[edge.source] for edge in edges],
        "to": [place[edge.target] for edge in edges],
        "relation": [relation(edge.relation) for edge in edges],
        "strength": [edge.strength for edge in edges],
        "date": [edge.last_contact.isoformat() if edge.last_contact else None for edge in edges],
        "sources": [[texts.number(source) for source in edge.sources] for edge in edges],
    }
