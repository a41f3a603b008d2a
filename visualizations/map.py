"""The interactive map: one HTML file that asks the network for nothing.

pyvis holds the network and brings vis-network along; the page is ours, because pyvis' own page
loads from the internet, runs markup in names and drops parallel ties.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from pyvis.network import Network

from traiber.visualizations.layout import layout_positions
from traiber.visualizations.page_data import page_data
from traiber.visualizations.scene import Scene

VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"
VIS_NETWORK_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
SCRIPTS = ("data", "shapes", "view", "labels", "filters", "search", "panel", "table", "export", "start")
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "interaction": {
        "hover": True,
        "multiselect": False,
        "dragNodes": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 60000,
    },
    "nodes": {"shape": "custom", "chosen": False},
}


class NetMap(Network):  # type: ignore[misc]  # untyped base class
    """A pyvis network that adds in constant time, keeps parallel ties and never makes a page.

    pyvis looks through all nodes or ties at each addition and drops a second tie of a pair.
    """

    def __init__(self) -> None:
        """Start empty, with the options of the page and without physics."""
        super().__init__(directed=False, cdn_resources="in_line")
        self.options = OPTIONS

    def add_node(self, n_id: str, label: str | None = None, **options: Any) -> None:
        """Add a dot; a second dot of the same id is an error, never dropped in silence."""
        if n_id in self.node_map:
            raise ValueError(f"node {n_id!r} was added twice")
        node = {"id": n_id, "label": n_id if label is None else label, **options}
        self.nodes.append(node)
        self.node_ids.append(n_id)
        self.node_map[n_id] = node

    def add_edge(self, source: str, to: str, **options: Any) -> None:
        """Add a tie between two dots that exist, also beside one that they already have."""
        for end in (source, to):
            if end not in self.node_map:
                raise ValueError(f"tie {source!r} - {to!r}: there is no node {end!r}")
        self.edges.append({"from": source, "to": to, **options})

    def generate_html(self, *_args: Any, **_options: Any) -> str:
        """Refused: pyvis' page loads from the internet; `render_map` makes ours."""
        raise NotImplementedError("use render_map")


def build_network(scene: Scene, positions: Mapping[str, tuple[float, float]]) -> NetMap:
    """The scene as a pyvis network, nodes and ties sorted, every node at its position."""
    network = NetMap()
    for node in sorted(scene.nodes, key=lambda node: node.id):
        x, y = positions[node.id]
        network.add_node(node.id, label=node.label, x=x, y=y)
    for edge in sorted(scene.edges, key=repr):
        network.add_edge(edge.source, edge.target, edge=edge)
    return network


def render_map(
    scene: Scene,
    language: str = "de",
    positions: Mapping[str, tuple[float, float]] | None = None,
    licence: str | None = None,
) -> str:
    """The whole page as text, to be written as UTF-8; the same scene gives the same bytes.

    `language` is the one the page opens with ("de" or "en"); readers can switch. Positions that
    are not given are computed by `layout_positions`. `licence` is shown in the footer, "keine
    Angabe" without one.
    """
    if positions is None or any(node.id not in positions for node in scene.nodes):
        positions = layout_positions(scene, fixed=positions)
    network = build_network(scene, positions)
    data = _json(page_data(scene, network.nodes, network.edges, network.options, language, licence))
    style = _page("map.css")
    program = '"use strict";\n(() => {\n' + "\n".join(_page(f"{name}.js") for name in SCRIPTS) + "})();\n"
    drawing = vis_network()
    return Template(_page("map.html")).substitute(
        language=language,
        title=escape(scene.title.get(language) or next(iter(scene.title.values()), "")),
        policy=_policy(style, drawing, program),
        style=style,
        data=data,
        drawing=drawing,
        program=program,
    )


def vis_network() -> str:
    """The script of vis-network 9.1.2 of the installed pyvis, line ends as browsers read them.

    Browsers hash a script for the content security policy after turning CR LF into LF.
    """
    text = files("pyvis").joinpath(VIS_NETWORK).read_text(encoding="utf-8")
    if "</script" in text.lower():
        raise ValueError("vis-network contains an end tag and cannot stand inside a page")
    return text


def _page(name: str) -> str:
    return files("traiber.visualizations").joinpath("page", name).read_text(encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    """JSON that no markup can end: < > & and line separators as escapes, lone surrogates replaced."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace").decode("utf-8")


def _policy(style: str, *scripts: str) -> str:
    """Only what the page itself contains may run; nothing may be loaded or sent."""
    hashes = " ".join(_source_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_source_hash(style)}; img-src data: blob:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
