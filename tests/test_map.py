"""The interactive map, opened in a real browser that has no network."""

import csv
import io
import json
import random
import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any
from xml.etree import ElementTree

import pytest

from traiber.visualizations.map import VIS_NETWORK, VIS_NETWORK_SHA256, build_network, render_map, vis_network
from traiber.visualizations.page_text import TEXTS
from traiber.visualizations.palette import DARK_GROUND, LIGHT_GROUND, MARKS, OTHER, SHAPES, choose_marks
from traiber.visualizations.scene import Edge, Node, Scene

STATE = "document.documentElement.mapState"
KINDS = {
    "company": {"de": "Unternehmen", "en": "Company"},
    "chamber": {"de": "Kammer", "en": "Chamber"},
    "network": {"de": "Netzwerk", "en": "Network"},
}
RELATIONS = {
    "contact": {"de": "Kontakt", "en": "Contact"},
    "cooperation": {"de": "Kooperation", "en": "Cooperation"},
}
REGIONS = {
    "wuppertal": {"de": "Wuppertal", "en": "Wuppertal"},
    "solingen": {"de": "Solingen", "en": "Solingen"},
}
FIELDS = {"skills": {"de": "Qualifizierung", "en": "Skills"}, "digital": {"de": "Digitales", "en": "Digital"}}
BODIES = {"b1": {"de": "Arbeitskreis Eins", "en": "Working group one"}}
MEASURES = {"betweenness": {"de": "Vermittlung", "en": "Brokerage"}}
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(2)>'`${alert(3)}",
    "<!--<script>alert(4)</script>",
    "javascript:alert(5)",
    "\u202eenroF\u2028\u2029 & &lt;b&gt;",
    "x" * 300,
    "",
    "=1+1\t\r\n;\u0001",
)


def small_scene() -> Scene:
    """Five actors of three kinds, two parallel ties, one isolated actor, gaps in every field."""
    nodes = (
        Node("a", "Müller & Söhne GmbH", "company", "wuppertal", ("skills",), ("b1",), {"betweenness": 2.5},
             (({"de": "Ort", "en": "Town"}, {"de": "Elberfeld", "en": "Elberfeld (town)"}),),
             ("Erhebung 2025", "https://example.org/quelle"), "https://example.org/a"),
        Node("b", "Größe AG", "company", "wuppertal", ("skills", "digital"), (), {"betweenness": 0.0}),
        Node("c", "Industrie- und Handelskammer", "chamber", "solingen", ("digital",), ("b1",)),
        Node("d", "Netz Eins", "network", "solingen", (), (), {"betweenness": None}),
        Node("e", "Öhler KG", "company"),
    )  # fmt: skip
    edges = (
        Edge("a", "b", "contact", 3, date(2025, 3, 12), ("Gespräch",)),
        Edge("b", "a", "cooperation"),
        Edge("a", "c", "contact"),
        Edge("c", "d", "cooperation", 5),
    )
    title = {"de": "Probekarte", "en": "Sample map"}
    return Scene(
        title, nodes, edges, date(2025, 11, 3), True, "public", KINDS, RELATIONS, REGIONS, FIELDS, BODIES,
        MEASURES, 0.25,
    )  # fmt: skip


def large_scene(count: int, ties: int) -> Scene:
    """Actors with long names, a centre, ten details' worth of text and `ties` ties."""
    chance = random.Random(count)
    words = ("Präzisionstechnik", "Kunststoffe", "Antriebe", "Gießerei", "Oberflächen", "Federn")
    nodes = tuple(
        Node(
            f"https://w3id.org/traiber/id/org/{number:07}",
            f"{chance.choice(words)} {chance.choice(words)} {number} GmbH & Co. KG",
            chance.choice(list(KINDS)),
            chance.choice([None, *REGIONS]),
            tuple(key for key in FIELDS if chance.random() < 0.4),
            measures={"betweenness": round(chance.random(), 5)},
            details=(
                ({"de": "Beschreibung"}, {"de": f"Stellt {chance.choice(words)} her, Nummer {number}."}),
            ),
            sources=(f"https://example.org/register/{number}",),
            homepage=f"https://example.org/{number}",
        )
        for number in range(count)
    )
    edges = tuple(
        Edge(
            nodes[int(count * chance.random() ** 2)].id,
            nodes[chance.randrange(count)].id,
            chance.choice(list(RELATIONS)),
            chance.choice([None, 1, 5]),
            date(2025, 1 + chance.randrange(12), 1),
        )
        for _ in range(ties)
    )
    title = {"de": "Große Karte", "en": "Large map"}
    return Scene(
        title, nodes, edges, None, False, "internal", KINDS, RELATIONS, REGIONS, FIELDS, {}, MEASURES
    )


@pytest.fixture
def opened(page: Any) -> Any:
    """The small scene in a browser, in German."""
    page.open(render_map(small_scene()))
    return page


def assert_quiet(page: Any) -> None:
    assert page.requests == []
    assert page.errors == []
    assert page.violations == []
    assert page.dialogs == []


def choose(tab: Any, key: str) -> None:
    """Click a filter row that may be scrolled out of sight or folded in."""
    tab.evaluate("(key) => document.querySelector(`[data-key='${key}']`).click()", key)


def visible(tab: Any) -> set[str]:
    return set(tab.evaluate(f"{STATE}.visibleNodes()"))


def count_of(tab: Any, key: str) -> str:
    row = "document.querySelector(`[data-key='${key}']`).closest('label')"
    return str(tab.evaluate(f"(key) => {row}.querySelector('.number').textContent", key))


# The model and the bytes


def test_vis_network_is_the_audited_file_of_the_installed_pyvis() -> None:
    file = files("pyvis").joinpath(VIS_NETWORK)
    assert sha256(file.read_bytes()).hexdigest() == VIS_NETWORK_SHA256
    assert "vis-network" in vis_network()


def test_parallel_ties_stay_apart_in_the_network() -> None:
    network = build_network(small_scene(), {id_: (0.0, 0.0) for id_ in "abcde"})
    assert [(tie["from"], tie["to"]) for tie in network.edges] == [
        ("a", "b"),
        ("a", "c"),
        ("b", "a"),
        ("c", "d"),
    ]
    assert network.get_nodes() == ["a", "b", "c", "d", "e"]


def test_a_node_given_twice_and_a_tie_to_nobody_are_errors() -> None:
    network = build_network(small_scene(), {id_: (0.0, 0.0) for id_ in "abcde"})
    with pytest.raises(ValueError, match="added twice"):
        network.add_node("a")
    with pytest.raises(ValueError, match="no node 'z'"):
        network.add_edge("a", "z")


def test_pyvis_own_page_is_refused_because_it_loads_from_the_internet(tmp_path: Path) -> None:
    network = build_network(small_scene(), {id_: (0.0, 0.0) for id_ in "abcde"})
    for write in (network.generate_html, network.write_html, network.save_graph, network.show):
        with pytest.raises(NotImplementedError):
            write(str(tmp_path / "x.html"))
    assert list(tmp_path.iterdir()) == []


def test_the_same_scene_gives_the_same_bytes_in_any_order_of_rows() -> None:
    scene = small_scene()
    shuffled = replace(scene, nodes=scene.nodes[::-1], edges=scene.edges[::-1])
    assert render_map(scene) == render_map(scene) == render_map(shuffled)


def test_given_positions_are_kept() -> None:
    positions = {id_: (100.0 * number, 7.0) for number, id_ in enumerate("abcde")}
    assert '"x":[0.0,100.0,200.0,300.0,400.0]' in render_map(small_scene(), positions=positions)


def test_a_thousand_nodes_stay_below_1_1_megabytes() -> None:
    assert len(render_map(large_scene(1000, 3000)).encode("utf-8")) < 1_100_000


def test_making_the_page_takes_linear_time() -> None:
    """Ten times the nodes may take at most thirty times as long; pyvis itself takes a hundred."""

    def seconds(count: int) -> float:
        scene = large_scene(count, 3 * count)
        positions = {node.id: (0.0, 0.0) for node in scene.nodes}
        best = float("inf")
        for _ in range(3):
            start = perf_counter()
            render_map(scene, positions=positions)
            best = min(best, perf_counter() - start)
        return best

    assert seconds(5000) < 30 * seconds(500)


def test_the_policy_names_hashes_only() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', render_map(small_scene()))
    assert policy
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]


def test_a_half_surrogate_and_a_number_that_is_none_still_give_a_page() -> None:
    scene = small_scene()
    odd = replace(scene.nodes[0], label="kaputt \ud800", measures={"betweenness": float("nan")})
    html = render_map(replace(scene, nodes=(odd, *scene.nodes[1:])))
    html.encode("utf-8")
    assert '"kaputt ?"' in html
    assert "NaN" not in html.split('id="data">')[1].split("</script>")[0]


def test_every_text_of_the_page_has_both_languages() -> None:
    assert all(set(labels) == {"de", "en"} and all(labels.values()) for labels in TEXTS.values())


def test_every_text_that_the_page_asks_for_exists() -> None:
    scripts = Path(__file__).parents[1] / "visualizations" / "page"
    asked = {
        key
        for file in scripts.glob("*.js")
        for key in re.findall(r'\btext\("(\w+)"\)', file.read_text("utf-8"))
    }
    assert asked - set(TEXTS) == set()
    assert len(asked) > 40


# Colours and shapes


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mark", [*MARKS, OTHER], ids=lambda mark: mark.shape)
def test_every_mark_stands_out_from_the_ground_by_3_to_1(mark: Any) -> None:
    """WCAG 2.2, success criterion 1.4.11 for graphics."""
    assert contrast(mark.light, LIGHT_GROUND) >= 3
    assert contrast(mark.dark, DARK_GROUND) >= 3


def test_every_kind_differs_in_shape_so_that_colour_is_never_needed() -> None:
    shapes = [mark.shape for mark in (*MARKS, OTHER)]
    assert len(set(shapes)) == len(shapes) == 11
    assert set(shapes) == set(SHAPES)


def test_beyond_ten_kinds_the_least_important_share_one_mark() -> None:
    kinds = [f"k{number:02}" for number in range(13)]
    marks = choose_marks(kinds, reversed(kinds))
    assert [kind for kind, mark in marks.items() if mark is OTHER] == ["k10", "k11", "k12"]
    assert len({mark.shape for mark in marks.values()}) == 11


# In the browser


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("count", [1, 330])
def test_the_page_asks_for_nothing_and_complains_about_nothing(page: Any, language: str, count: int) -> None:
    tab = page.open(render_map(large_scene(count, 3 * count), language))
    tab.click("#theme")
    tab.click("#show-table")
    tab.click("#show-map")
    tab.keyboard.press("f")
    assert_quiet(page)
    assert tab.get_attribute("html", "lang") == language


def test_a_scene_without_nodes_opens(page: Any) -> None:
    tab = page.open(render_map(replace(small_scene(), nodes=(), edges=())))
    assert tab.inner_text("#count").startswith("0 von 0")
    assert_quiet(page)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_of_the_data_becomes_markup(page: Any, text: str) -> None:
    labels = {"de": text, "en": text}
    node = Node(text, text, text, text, (text,), (text,), {text: 1.0}, ((labels, labels),), (text,), text)
    edges = (Edge(text, "b", text, 1, None, (text,)), Edge("b", text, text))
    known = {text: labels}
    scene = Scene(
        labels,
        (node, Node("b", text, "k")),
        edges,
        None,
        True,
        text,
        known,
        known,
        known,
        known,
        known,
        known,
    )
    tab = page.open(render_map(scene))
    for action in ("#show-table", "#language", "#show-map", "#theme"):
        tab.click(action)
    tab.fill("#search", text[:40] or "b")
    tab.keyboard.press("Enter")
    tab.evaluate("(id) => location.hash = new URLSearchParams({ s: id })", text)
    tab.wait_for_selector("#panel:not([hidden])")
    tab.wait_for_timeout(100)
    assert tab.locator("img, iframe, object, svg[onload]").count() == 0
    assert tab.locator("script").count() == 3
    assert tab.locator("a[href^='javascript']").count() == 0
    assert tab.locator("#panel h2").inner_text().strip() != ""
    ElementTree.fromstring(tab.evaluate(f"{STATE}.svg()").encode("utf-8"))
    assert_quiet(page)


PAYLOADS = [
    before + tag + after
    for before, after in (
        ("", ""),
        ("</script>", ""),
        ('"', '"'),
        ("'>", "<'"),
        ("-->", "<!--"),
        ("]]>", "\u2028"),
    )
    for tag in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>parent.alert(1)</script>'>",
        "<a href=javascript:alert(1)>x</a>",
        "<link rel=stylesheet href=https://example.org/x.css>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "{{constructor.constructor('alert(1)')()}}",
    )
]


def test_sixty_payloads_in_every_field_do_nothing(page: Any) -> None:
    """Threat T5: 60 payloads in 12 fields of nodes, ties and code lists."""
    assert len(PAYLOADS) == 60
    both = {text: {"de": text, "en": text} for text in PAYLOADS}
    nodes = tuple(
        Node(
            text, text, text, text, (text,), (text,), {text: 1.0}, ((both[text], both[text]),), (text,), text
        )
        for text in PAYLOADS
    )
    edges = tuple(Edge(PAYLOADS[0], text, text, 1, None, (text,)) for text in PAYLOADS)
    scene = Scene(both[PAYLOADS[1]], nodes, edges, None, True, "public", both, both, both, both, both, both)
    tab = page.open(render_map(scene))
    for text in PAYLOADS[:12]:
        tab.evaluate("(id) => location.hash = new URLSearchParams({ s: id })", text)
    for action in ("#show-table", "#language", "#show-map"):
        tab.click(action)
    for call in ("svg", "csvNodes", "csvTies"):
        assert len(tab.evaluate(f"{STATE}.{call}()")) > 1000
    tab.wait_for_timeout(200)
    assert (
        tab.locator("img, iframe, object, embed, base, a[href^='javascript' i], a[href^='data' i]").count()
        == 0
    )
    assert tab.locator("#panel h2").count() == 1
    assert_quiet(page)


def test_only_web_addresses_become_links(page: Any) -> None:
    scene = small_scene()
    nodes = (replace(scene.nodes[0], homepage="javascript:alert(1)"), *scene.nodes[1:])
    tab = page.open(render_map(replace(scene, nodes=nodes)), "#s=a")
    assert tab.locator("#panel a").evaluate_all("all => all.map((a) => a.href)") == [
        "https://example.org/quelle"
    ]
    assert "javascript:alert(1)" in tab.inner_text("#panel")


def test_labels_of_the_opening_view_do_not_overlap(page: Any) -> None:
    tab = page.open(render_map(large_scene(330, 990)))
    boxes = tab.evaluate(f"{STATE}.labels()")
    assert 10 <= len(boxes) <= 70
    for one, other in combinations(boxes, 2):
        assert (
            one["right"] <= other["left"]
            or other["right"] <= one["left"]
            or one["bottom"] <= other["top"]
            or other["bottom"] <= one["top"]
        ), (one["text"], other["text"])


def test_the_most_connected_actor_is_labelled_first(page: Any) -> None:
    scene = large_scene(330, 990)
    ends = [end for edge in scene.edges for end in {edge.source, edge.target}]
    hub = max(sorted(set(ends)), key=ends.count)
    tab = page.open(render_map(scene))
    assert tab.evaluate(f"{STATE}.labels()")[0]["id"] == hub


def test_parallel_ties_are_drawn_side_by_side(opened: Any) -> None:
    """Opposite bends of opposite directions would coincide; the two must bow to different sides."""
    ties = opened.tab.evaluate(f"{STATE}.visibleTies()")
    parallel = {(tie[0], tie[1]): tie[3] for tie in ties if {tie[0], tie[1]} == {"a", "b"}}
    assert parallel == {("a", "b"): -0.5, ("b", "a"): -0.5}
    assert [tie[3] for tie in ties if "c" in tie[:2]] == [0, 0]


@pytest.mark.parametrize("query", ["muell", "müll", "mull", "MÜLLER soehne", "sohne"])
def test_search_finds_umlauts_however_they_are_typed(opened: Any, query: str) -> None:
    opened.tab.fill("#search", query)
    assert opened.tab.locator("#hits .name").all_inner_texts() == ["Müller & Söhne GmbH"]


def test_search_finds_sharp_s_and_says_when_there_is_nothing(opened: Any) -> None:
    opened.tab.fill("#search", "groesse")
    assert opened.tab.locator("#hits .name").all_inner_texts() == ["Größe AG"]
    opened.tab.fill("#search", "xyz")
    assert opened.tab.inner_text("#hits") == "Kein Eintrag gefunden."


def test_search_is_used_with_the_keyboard_alone(opened: Any) -> None:
    tab = opened.tab
    tab.keyboard.press("/")
    tab.keyboard.type("e")
    names = tab.locator("#hits .name").all_inner_texts()
    tab.keyboard.press("ArrowDown")
    assert tab.get_attribute("#search", "aria-activedescendant") == "hit-1"
    tab.keyboard.press("Enter")
    assert tab.inner_text("#panel h2") == names[1]
    tab.keyboard.press("Escape")
    assert tab.locator("#panel").is_hidden()


def test_filters_join_values_by_or_and_groups_by_and(opened: Any) -> None:
    tab = opened.tab
    assert tab.inner_text("#count").startswith("5 von 5")
    choose(tab, "regions:wuppertal")
    assert visible(tab) == {"a", "b"}
    assert tab.inner_text("#count").startswith("2 von 5")
    choose(tab, "regions:solingen")
    assert visible(tab) == {"a", "b", "c", "d"}
    choose(tab, "fields:digital")
    assert visible(tab) == {"b", "c"}
    choose(tab, "kinds:chamber")
    assert visible(tab) == {"c"}
    tab.click("#reset")
    assert visible(tab) == set("abcde")


def test_counts_say_what_a_value_would_show_given_the_other_groups(opened: Any) -> None:
    tab = opened.tab
    assert [count_of(tab, f"kinds:{kind}") for kind in KINDS] == ["3", "1", "1"]
    choose(tab, "fields:digital")
    assert [count_of(tab, f"kinds:{kind}") for kind in KINDS] == ["1", "1", "0"]
    assert [count_of(tab, f"fields:{key}") for key in ("skills", "digital", "")] == ["2", "2", "2"]


def test_missing_values_are_an_entry_of_their_own(opened: Any) -> None:
    choose(opened.tab, "regions:")
    assert visible(opened.tab) == {"e"}
    opened.tab.click("#reset")
    choose(opened.tab, "bodies:")
    assert visible(opened.tab) == {"b", "d", "e"}
    assert opened.tab.locator("[data-group=regions] .name.none").inner_text() == "ohne Angabe"


def test_a_chosen_relation_keeps_its_ties_and_their_ends(opened: Any) -> None:
    choose(opened.tab, "relations:cooperation")
    assert visible(opened.tab) == {"a", "b", "c", "d"}
    ties = opened.tab.evaluate(f"{STATE}.visibleTies()")
    assert sorted(tie[:3] for tie in ties) == [["b", "a", "cooperation"], ["c", "d", "cooperation"]]


def test_filters_without_a_match_say_so(opened: Any) -> None:
    choose(opened.tab, "regions:")
    choose(opened.tab, "fields:skills")
    assert opened.tab.inner_text("#notice") == "Kein Eintrag passt zu allen Filtern."


def test_the_state_stands_in_the_address_and_comes_back(page: Any) -> None:
    html = render_map(small_scene())
    tab = page.open(html)
    choose(tab, "regions:solingen")
    choose(tab, "bodies:")
    tab.select_option("#size", "betweenness")
    tab.click("#language")
    fragment = tab.evaluate("location.hash")
    tab = page.open(html, fragment)
    assert visible(tab) == {"d"}
    assert tab.input_value("#size") == "betweenness"
    assert tab.inner_text("#count").startswith("1 of 5")
    assert_quiet(page)


def test_an_address_that_names_unknown_things_is_ignored(page: Any) -> None:
    tab = page.open(render_map(small_scene()), "#k=nobody&r=%E2%28&s=zz&z=size&v=x&l=fr")
    assert visible(tab) == set("abcde")
    assert_quiet(page)


def test_the_panel_shows_all_fields_sources_and_neighbours(opened: Any) -> None:
    opened.tab.evaluate("location.hash = 's=a'")
    panel = opened.tab.locator("#panel:not([hidden])")
    shown = panel.inner_text()
    wanted = (
        "Müller & Söhne GmbH",
        "Unternehmen",
        "Wuppertal",
        "Qualifizierung",
        "Arbeitskreis Eins",
        "Elberfeld",
    )
    for part in (*wanted, "2,5", "Erhebung 2025", "example.org/quelle", "Größe AG", "Gespräch"):
        assert part in shown
    assert "Kontakt · Stärke 3 · letzter Kontakt 12.03.2025" in shown
    assert panel.locator(".tie").count() == 3
    panel.get_by_role("button", name="Größe AG").click()
    assert opened.tab.inner_text("#panel h2") == "Größe AG"


def test_a_click_on_a_dot_opens_its_panel_and_beside_it_closes(opened: Any) -> None:
    x, y = opened.tab.evaluate(f"{STATE}.spot('d')")
    opened.tab.mouse.click(x, y)
    opened.tab.wait_for_selector("#panel:not([hidden])")
    assert opened.tab.inner_text("#panel h2") == "Netz Eins"
    box = opened.tab.locator("#canvas").bounding_box()
    opened.tab.mouse.click(box["x"] + 6, box["y"] + 6)
    opened.tab.wait_for_selector("#panel", state="hidden")


def test_the_language_changes_everywhere_at_once(opened: Any) -> None:
    tab = opened.tab
    tab.evaluate("location.hash = 's=a'")
    tab.wait_for_selector("#panel:not([hidden])")
    tab.click("#language")
    assert tab.title() == tab.inner_text("#title") == "Sample map"
    assert tab.get_attribute("html", "lang") == "en"
    shown = tab.inner_text("body")
    for part in (
        "5 of 5",
        "Company",
        "Fictional example",
        "Data as of: 3 Nov 2025",
        "Elberfeld (town)",
        "District",
    ):
        assert part in shown
    assert "ohne Angabe" not in shown


def test_keys_zoom_move_and_fit(opened: Any) -> None:
    tab = opened.tab
    start = tab.evaluate(f"{STATE}.camera()")
    tab.focus("#canvas")
    tab.keyboard.press("+")
    tab.keyboard.press("ArrowRight")
    moved = tab.evaluate(f"{STATE}.camera()")
    assert moved["scale"] == pytest.approx(1.3 * start["scale"])
    assert moved["x"] == pytest.approx(start["x"] + 80 / moved["scale"])
    tab.keyboard.press("f")
    assert tab.evaluate(f"{STATE}.camera()") == pytest.approx(start)


def test_all_dots_are_inside_the_opening_view(page: Any) -> None:
    scene = large_scene(330, 990)
    tab = page.open(render_map(scene))
    box = tab.locator("#canvas").bounding_box()
    for node in scene.nodes:
        x, y = tab.evaluate(f"(id) => {STATE}.spot(id)", node.id)
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]


def test_the_table_has_all_rows_and_sorts_with_gaps_last(opened: Any) -> None:
    tab = opened.tab
    tab.click("#show-table")
    assert tab.locator("#table tbody tr").count() == 5
    header = tab.locator("#table thead button", has_text="Vermittlung")
    values = "#table tbody td:last-child"
    header.click()
    assert tab.locator(values).all_inner_texts() == ["2,5", "0", "–", "–", "–"]
    header.click()
    assert tab.locator(values).all_inner_texts() == ["0", "2,5", "–", "–", "–"]
    assert tab.locator("#table [aria-sort]").get_attribute("aria-sort") == "ascending"


def test_dark_mode_follows_the_system_and_the_button(page: Any) -> None:
    page.tab.emulate_media(color_scheme="dark")
    tab = page.open(render_map(small_scene()))
    assert tab.get_attribute("html", "data-theme") == "dark"
    tab.click("#theme")
    assert tab.get_attribute("html", "data-theme") == "light"


@pytest.mark.parametrize(
    ("language", "banner"),
    [
        ("de", "Fiktives Beispiel – alle Namen erfunden"),
        ("en", "Fictional example – all names invented"),
    ],
)
def test_a_fictional_scene_says_so_on_screen_and_in_exports(page: Any, language: str, banner: str) -> None:
    tab = page.open(render_map(small_scene(), language))
    assert tab.locator("#fictional").is_visible()
    assert tab.inner_text("#fictional") == banner
    assert banner in tab.evaluate(f"{STATE}.svg()")


def test_a_true_scene_has_no_such_banner(page: Any) -> None:
    tab = page.open(render_map(replace(small_scene(), fictional=False)))
    assert tab.locator("#fictional").is_hidden()


def test_the_footer_says_where_the_map_comes_from(page: Any) -> None:
    tab = page.open(render_map(replace(small_scene(), access="internal"), licence="CC BY 4.0"))
    footer = tab.inner_text("#footer")
    for part in ("Datenstand: 03.11.2025", "intern – nicht weitergeben", "25 %", "CC BY 4.0", "PivotMDS"):
        assert part in footer.replace("\u00a0", " ")


def test_what_is_unknown_is_said_to_be_unknown(page: Any) -> None:
    scene = replace(small_scene(), data_date=None, no_data_share=None)
    footer = page.open(render_map(scene)).inner_text("#footer")
    assert "Datenstand: keine Angabe" in footer
    assert "Angaben, die fehlen: keine Angabe" in footer
    assert "Lizenz der Daten: keine Angabe" in footer


# Exports


def test_the_svg_is_xml_with_text_that_stays_text(opened: Any) -> None:
    root = ElementTree.fromstring(opened.tab.evaluate(f"{STATE}.svg()").encode("utf-8"))
    texts = " ".join(part.strip() for part in root.itertext() if part.strip())
    for part in ("Probekarte", "Müller & Söhne", "Datenstand: 03.11.2025", "Unternehmen"):
        assert part in texts
    assert len(root.findall(".//{*}path")) == 4
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_csv_opens_in_a_german_spreadsheet_and_holds_no_formula(page: Any) -> None:
    scene = small_scene()
    formulas = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", 'a;"b"')
    nodes = tuple(
        replace(node, label="x", homepage=text) for node, text in zip(scene.nodes, formulas, strict=False)
    )
    tab = page.open(render_map(replace(scene, nodes=nodes)))
    text = tab.evaluate(f"{STATE}.csvNodes()")
    assert text.startswith("\ufeffID;Name;")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))
    assert [row["Webseite"] for row in rows] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx"]
    assert [row["Vermittlung"] for row in rows] == ["2,5", "0", "", "", ""]


def test_csv_holds_what_is_visible(opened: Any) -> None:
    choose(opened.tab, "regions:wuppertal")
    nodes = opened.tab.evaluate(f"{STATE}.csvNodes()").strip().split("\r\n")
    ties = opened.tab.evaluate(f"{STATE}.csvTies()").strip().split("\r\n")
    assert [line.split(";")[1] for line in nodes[1:]] == ["Müller & Söhne GmbH", "Größe AG"]
    assert [line.split(";")[:4] for line in ties[1:]] == [
        ["Müller & Söhne GmbH", "Größe AG", "Kontakt", "3"],
        ["Größe AG", "Müller & Söhne GmbH", "Kooperation", ""],
    ]


@pytest.mark.parametrize(
    ("item", "ending", "start"),
    [
        ("Bild (PNG)", "probekarte-fiktiv.png", b"\x89PNG"),
        ("Vektorgrafik (SVG)", "probekarte-fiktiv.svg", b"<?xml"),
        ("Einträge als CSV", "probekarte-fiktiv.csv", b"\xef\xbb\xbfID;"),
        ("Verbindungen als CSV", "probekarte-fiktiv.ties.csv", b"\xef\xbb\xbfVon;"),
    ],
)
def test_exports_are_saved_from_the_menu(opened: Any, item: str, ending: str, start: bytes) -> None:
    opened.tab.click("#export summary")
    with opened.tab.expect_download() as download:
        opened.tab.get_by_role("button", name=item).click()
    assert download.value.suggested_filename == ending
    assert Path(download.value.path()).read_bytes().startswith(start)
    assert_quiet(opened)


def test_print_shows_title_date_filters_and_the_picture(opened: Any) -> None:
    tab = opened.tab
    choose(tab, "regions:wuppertal")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert tab.inner_text("#print h1") == "Probekarte"
    assert "Datenstand: 03.11.2025 · Kreis: Wuppertal" in tab.inner_text("#print p")
    assert tab.locator("#print canvas").is_visible()
    assert tab.locator("#sidebar").is_hidden()
    assert tab.evaluate("document.querySelector('#print canvas').width") > 1000


def test_the_data_of_the_page_is_json_without_markup() -> None:
    scene = small_scene()
    html = render_map(replace(scene, nodes=(replace(scene.nodes[0], label=HOSTILE[0]), *scene.nodes[1:])))
    data = html.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    assert not set(data) & set("<>&\u2028\u2029")
    assert json.loads(data)["nodes"]["label"][0] == HOSTILE[0]


def test_dragging_moves_the_map_and_never_a_dot(opened: Any) -> None:
    tab = opened.tab
    start = tab.evaluate(f"{STATE}.camera()")
    x, y = tab.evaluate(f"{STATE}.spot('a')")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y + 30, steps=4)
    tab.mouse.up()
    camera = tab.evaluate(f"{STATE}.camera()")
    assert camera["x"] == pytest.approx(start["x"] - 60 / start["scale"])
    assert tab.evaluate(f"{STATE}.spot('a')") == pytest.approx([x + 60, y + 30], abs=1)


def test_measures_are_listed_only_for_those_who_have_any(page: Any) -> None:
    """A company is no multiplier: that it has no reach is not a figure that is missing."""
    scene = replace(
        large_scene(2, 1),
        measures={"reach": {"de": "Reichweite", "en": "Reach"}},
        nodes=tuple(
            replace(node, measures={"reach": None} if at else {})
            for at, node in enumerate(large_scene(2, 1).nodes)
        ),
    )
    tab = page.open(render_map(scene, "de"))
    shown = []
    for node in sorted(scene.nodes, key=lambda node: node.id):
        tab.keyboard.press("/")
        tab.keyboard.type(node.label)
        tab.keyboard.press("Enter")
        tab.wait_for_timeout(200)
        shown.append(tab.locator("dt", has_text="Reichweite").count())
        tab.keyboard.press("Escape")
    assert sorted(shown) == [0, 1]
