"""The network report: its numbers, its words and its safety, read back from the page it makes."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from traiber.graph.gaps import gap_table
from traiber.graph.multipliers import rank_multipliers
from traiber.graph.network import Actor, Body, Network, Region, Tie
from traiber.graph.results import number
from traiber.ontology.language import set_language
from traiber.visualizations.report import SHOWN_GAPS, SHOWN_MULTIPLIERS, bar_chart, render_report

TODAY = date(2025, 6, 30)
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(2)>'`${alert(3)}",
    "</style><script>alert(4)</script>",
    "</title><script>alert(5)</script>",
    "--><iframe src=https://example.org></iframe>",
    '"; } @import url("https://example.org/x.css"); @page { @top-left { content: "',
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(6)",
    "\u202eenroF\u2028\u2029 & &lt;b&gt; \x00\x01",
    "x" * 300,
    "\ud800 lone surrogate",
    "Müller & Söhne GmbH",
)
WITHOUT_END_TAG = {"meta", "col", "rect", "line", "br", "img"}


class Page(HTMLParser):
    """The page as a browser reads it: elements, their attributes, and the text of the table cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.text = ""
        self._rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in WITHOUT_END_TAG:
            self._open.append(tag)
        if tag == "table":
            name = dict(attrs)["class"] or ""
            self._rows = self.tables.setdefault(name, [])
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END_TAG:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self.text += data
        if "td" in self._open or "th" in self._open:
            self._rows[-1][-1] += data

    @property
    def closed(self) -> bool:
        return not self._open


def company(kennung: str, **given: Any) -> Actor:
    return Actor(kennung, f"Company {kennung}", "company", company=True, **given)


def multiplier(kennung: str, **given: Any) -> Actor:
    return Actor(kennung, f"Multiplier {kennung}", "chamber", multiplier=True, **given)


def network(actors: list[Actor], ties: list[Tie], **given: Any) -> Network:
    own: dict[str, Any] = {
        "name": "Sample network",
        "home": "home",
        "data_date": TODAY,
        "fictional": False,
        "regions": {
            "r1": Region("r1", {"de": "Wuppertal"}),
            "r2": Region("r2", {"de": "Solingen"}),
            "r3": Region("r3", {"de": "Remscheid"}),
            "r9": Region("r9", {"de": "Aachen"}),
        },
        "bodies": {"home": Body("home", {"de": "Sample network"}, "network", covers=("r1", "r2", "r3"))},
        "types": {"chamber": {"de": "Kammer", "en": "Chamber"}, "company": {"de": "Unternehmen"}},
    }
    return Network(actors=tuple(actors), ties=tuple(ties), **(own | given))


def sample() -> Network:
    """Four multipliers, of whom three reach twelve companies; three more companies, an office.

    m1 knows c01 to c12, m2 c07 to c12, m3 c10 to c12: shares 6 + 3/2 + 3/3 = 8.5, 3/2 + 3/3 = 2.5
    and 1, exclusive 6, 0 and 0. Companies c01 to c12 sit in r1, c13 (surveyed) and c14 (not
    surveyed, but known to c01) in r2, c15 (nothing recorded) nowhere, m4 in r9; r3 is empty.
    """
    companies = [company(f"c{place:02}", region="r1") for place in range(1, 13)]
    actors = [
        multiplier("m1", region="r1"),
        multiplier("m2", region="r1", active_in=frozenset({"r1", "r2"})),
        multiplier("m3", region="r1"),
        multiplier("m4", region="r9"),
        *companies,
        company("c13", region="r2", surveyed=True),
        company("c14", region="r2", surveyed=False),
        company("c15"),
        Actor("office", "Office", office=True, region="r1"),
    ]
    known = {"m1": companies, "m2": companies[6:], "m3": companies[9:]}
    ties = [Tie(m, c.kennung, last_contact=date(2025, 3, 1)) for m, group in known.items() for c in group]
    return network(actors, [*ties, Tie("c01", "c14"), Tie("office", "m4")])


def hostile() -> Network:
    """The sample with a hostile text in the place of every name there is."""
    names = iter(HOSTILE * 10)
    given = sample()
    return replace(
        given,
        name="</style></title><script>alert(7)</script>" + HOSTILE[5],
        actors=tuple(replace(actor, label=next(names)) for actor in given.actors),
        regions={key: Region(key, {"de": next(names)}) for key in given.regions},
        bodies={key: replace(body, labels={"de": next(names)}) for key, body in given.bodies.items()},
        types={key: {"en": next(names)} for key in given.types},
    )


def small() -> Network:
    """One multiplier in contact with two companies, another without."""
    actors = [multiplier("m1"), multiplier("m2"), company("a", region="r1"), company("b")]
    return network(actors, [Tie("m1", "a"), Tie("m1", "b")])


def render(given: Network, language: str = "en") -> str:
    return render_report(given, rank_multipliers(given), gap_table(given), language)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r'<dt>([^<]+)</dt><dd class="value">([^<]*)</dd>', page))


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_the_key_figures_are_those_of_the_result() -> None:
    """Counted by hand from the sample; without data are c14 and c15 of 19, the office left out."""
    meta = rank_multipliers(sample()).meta
    assert (meta.actors, meta.companies, meta.multipliers, meta.ties) == (20, 15, 4, 23)
    assert meta.no_data_share == pytest.approx(2 / 19)
    assert figures(render(sample())) == {
        "Actors": "20",
        "Companies": "15",
        "Multipliers": "4",
        "Contacts recorded": "23",
        "Companies in contact": "12 of 15",
        "Actors without data": "10.5 %",
    }


def test_the_ranking_shows_the_rows_of_the_result_with_their_reasons() -> None:
    rows = Page(render(sample())).tables["ranking"][1:]
    result = rank_multipliers(sample()).rows
    expected: list[list[str]] = []
    for row in result[:3]:
        expected += [
            [
                str(row["rank"]), f"{row['label']} Chamber, Wuppertal", number(row["fair_share"]),
                str(row["reach_1"]), str(row["reach_2"]), str(row["exclusive"]),
            ],
            [row["reason"]],
        ]  # fmt: skip
    assert rows == expected
    assert [row[2] for row in rows[::2]] == ["8.5", "2.5", "1"]  # by hand, see the sample


def test_multipliers_without_a_company_have_no_rank_but_are_named() -> None:
    page = Page(render(sample()))
    assert "Multiplier m4" not in str(page.tables["ranking"])
    assert "No contact with a company is recorded for 1 multiplier, not ranked: Multiplier m4" in page.text


def test_the_first_fifteen_multipliers_are_shown_and_the_others_counted() -> None:
    """17 multipliers with one company each."""
    actors = [f(f"{n:02}{kind}") for n in range(17) for f, kind in ((multiplier, "m"), (company, "c"))]
    page = Page(render(network(actors, [Tie(f"{n:02}m", f"{n:02}c") for n in range(17)])))
    assert len(page.tables["ranking"]) == 1 + 2 * SHOWN_MULTIPLIERS
    assert "2 more multipliers with companies in contact; the whole list: traiber multipliers" in page.text


def test_every_kind_of_gap_has_its_count_its_rows_and_their_reasons() -> None:
    given = sample()
    rows = gap_table(given).rows
    page = Page(render(given))
    counted = {line[0].lower(): int(line[1]) for line in page.tables["overview"][1:]}
    kinds = [row["kind"] for row in rows]
    assert counted == {
        "uncovered": kinds.count("uncovered"),
        "single point of failure": kinds.count("single_point_of_failure"),
        "hangs on one partner": kinds.count("fragile"),
        "no data": kinds.count("no_data"),
        "load on one multiplier": kinds.count("concentration"),
        "region without actor": kinds.count("region_without_actor"),
    }
    assert sum(counted.values()) == len(rows)
    assert all(row["reason"] in page.text and row["action"] in page.text for row in rows)


def test_gaps_are_sorted_by_weight_times_companies() -> None:
    """By hand: m1 cuts off 7 companies x 2 and is known to 12 of its region, six fragile x 1, one uncovered
    x 3, two without data x 1."""
    page = Page(render(sample()))
    assert [line[0] + " " + line[2] for line in page.tables["overview"][1:]] == [
        "Single point of failure 7",
        "Load on one multiplier 12",
        "Hangs on one partner 6",
        "Uncovered 1",
        "No data 2",
        "Region without actor 0",
    ]


def test_ten_findings_of_a_kind_are_shown_and_the_others_counted() -> None:
    """12 fragile companies of one multiplier."""
    actors = [multiplier("m"), *(company(f"c{n:02}") for n in range(12))]
    given = network(actors, [Tie("m", f"c{n:02}") for n in range(12)], home=None)
    page = Page(render(given))
    fragile = [row for row in page.tables["findings"] if "one multiplier only" in str(row)]
    assert len(fragile) == SHOWN_GAPS
    assert "2 more findings; the whole list: traiber gaps --all." in page.text


def test_coverage_by_district_adds_up_and_names_districts_without_actors() -> None:
    """Counted by hand: seats, also active, companies, in contact, no contact recorded, no data."""
    rows = Page(render(sample())).tables["districts"][2:]
    assert [[spaced(row[0]), *map(int, row[1:])] for row in rows] == [
        ["Remscheid no actor recorded", 0, 0, 0, 0, 0, 0],
        ["Solingen", 2, 1, 2, 0, 1, 1],
        ["Wuppertal", 15, 0, 12, 12, 0, 0],
        ["Aachen", 1, 0, 0, 0, 0, 0],
        ["no region recorded", 1, 0, 1, 0, 0, 1],
        ["Total", 19, 1, 15, 12, 1, 2],
    ]


def test_a_company_in_contact_though_not_surveyed_is_explained() -> None:
    given = sample()
    page = render(replace(given, ties=(*given.ties, Tie("m1", "c14"))))
    assert "1 company with a recorded contact is also recorded as not surveyed" in page
    assert "is also recorded as not surveyed" not in render(given)


def test_a_small_network_gets_plain_words_in_the_place_of_chart_and_ranks() -> None:
    html = render(small())
    page = Page(html)
    assert "Hardly any contacts are recorded: 2 contacts among 4 actors." in page.text
    assert "Contact with a multiplier is recorded for 2 of 2 companies." in page.text
    assert "That is too few for a ranking" in page.text
    assert 'class="chart"' not in html
    assert page.tables["ranking"][0][0] == "Multiplier"


def test_a_well_recorded_network_is_not_called_thin() -> None:
    assert "Hardly any" not in render(sample())


@pytest.mark.parametrize("actors", [[], [company("a")], [multiplier("m")]])
def test_networks_with_next_to_nothing_make_a_page(actors: list[Actor]) -> None:
    page = Page(render(network(actors, [], home=None, bodies={}, data_date=None)))
    assert page.closed
    assert "ranking" not in page.tables
    assert "Data of unknown" in spaced(page.text)


def test_the_bars_are_in_proportion_and_their_first_part_is_exclusive() -> None:
    """Shares 8.5, 2.5, 1 of 370 units: 370, 108.8, 43.5; 6 of 8.5 exclusive: 261.2."""
    chart = bar_chart(rank_multipliers(sample()).rows[:3], "label")
    widths = re.findall(r'class="(\w+)" x="300" y="\d+" width="([\d.]+)"', chart)
    assert widths == [
        ("shared", "370.0"), ("exclusive", "261.2"), ("shared", "108.8"),
        ("exclusive", "0.0"), ("shared", "43.5"), ("exclusive", "0.0"),
    ]  # fmt: skip


def test_long_names_are_shortened_in_the_chart_only() -> None:
    given = sample()
    first = replace(given.actors[0], label="Long " * 30)
    html = render(replace(given, actors=(first, *given.actors[1:])))
    (name,) = re.findall(r'text-anchor="end">(Long[^<]*)</text>', html)
    assert name.endswith("…") and len(name) <= 42
    assert "Long " * 29 in "".join(Page(html).tables["ranking"][1])


@pytest.mark.parametrize("fictional", [True, False])
def test_a_fictional_network_says_so_on_the_page_and_on_every_printed_one(fictional: bool) -> None:
    html = render(replace(sample(), fictional=fictional))
    assert ("FICTIONAL EXAMPLE, all names invented." in Page(html).text) is fictional
    assert (r"FICTIONAL\20 EXAMPLE" in html) is fictional


def test_data_date_and_settings_are_stated_on_the_page_and_in_the_printed_footer() -> None:
    html = render(sample())
    assert "Data of 2025-06-30" in spaced(Page(html).text)
    assert "730 days" in Page(html).text
    footer = html.partition("@bottom-left { content: ")[2].partition(";")[0]
    read = re.sub(r"\\([0-9a-f]+) ", lambda escape: chr(int(escape[1], 16)), footer)
    assert (
        read == '"Data of 2025-06-30 · level internal · stale after 730 days · without the network\'s office"'
    )


@pytest.mark.parametrize("made", [sample, small, hostile])
def test_the_same_results_give_the_same_bytes(made: Callable[[], Network]) -> None:
    assert render(made()).encode() == render(made()).encode()


def test_names_cannot_become_markup() -> None:
    """The elements are those of the same page with harmless names, and none of them can run."""
    page = Page(render(hostile()))
    assert page.closed
    assert set(page.tags) == set(Page(render(sample())).tags)
    assert not {"script", "img", "iframe", "object", "link", "base", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert page.tags.count("style") == 1
    for name in (HOSTILE[0], HOSTILE[2], HOSTILE[6], "Müller & Söhne GmbH"):
        assert name in page.text


def test_names_cannot_become_style() -> None:
    style = render(hostile()).partition("<style>")[2].partition("</style>")[0]
    assert "@import" not in style and "example.org" not in style and "url(" not in style
    assert style.count("@page") == 2


@pytest.mark.parametrize("made", [sample, hostile])
def test_the_page_refers_to_nothing_but_itself(made: Callable[[], Network]) -> None:
    page = Page(render(made()))
    addresses = [value for _, name, value in page.attributes if name in ("src", "href", "xlink:href")]
    assert addresses and all(re.fullmatch(r"#gap-[a-z_]+", address) for address in addresses)
    targets = {value for _, name, value in page.attributes if name == "id"}
    assert {address[1:] for address in addresses} <= targets


def test_the_policy_allows_this_style_and_nothing_else() -> None:
    html = render(sample())
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = [value for tag, name, value in Page(html).attributes if name == "content" and "src" in value]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
    assert "script-src" not in policy and "unsafe" not in policy


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language must be one of"):
        render(sample(), "fr")


def test_the_page_speaks_german() -> None:
    """No heading or label of the English page is left; names and numbers are read apart from these."""
    label = re.compile(r"<(?:h[23]|dt|figcaption|th scope=\"col(?:group)?\")[^>]*>([^<]+)<")
    english = {text for made in (sample, small) for text in label.findall(render(made()))}
    set_language("de")
    html = render(small(), "de")
    assert '<html lang="de">' in html
    assert "Es sind kaum Kontakte erfasst" in html and "2 Unternehmen" in html
    german = {text for made in (sample, small) for text in label.findall(render(made(), "de"))}
    assert len(german) > 30
    assert english & german == set()
    assert figures(render(sample(), "de"))["Akteure ohne Daten"] == "10,5 %"


def test_both_languages_have_the_same_elements_and_numbers() -> None:
    english = Page(render(sample(), "en"))
    set_language("de")
    german = Page(render(sample(), "de"))
    assert german.tags == english.tags
    assert german.tables["districts"][-1][1:] == english.tables["districts"][-1][1:]


@pytest.mark.parametrize("made", [sample, small, hostile])
def test_a_browser_shows_the_page_without_a_request_a_dialog_or_a_violation(
    page: Any, made: Callable[[], Network]
) -> None:
    file: Path = page.folder / "report.html"
    file.write_text(render(made()), encoding="utf-8")
    page.tab.goto(file.as_uri())
    page.tab.wait_for_load_state("load")
    assert (page.requests, page.errors, page.dialogs, page.violations) == ([], [], [], [])
    assert page.tab.evaluate("document.scripts.length + document.images.length") == 0
    assert page.tab.evaluate("getComputedStyle(document.querySelector('.figures')).display") == "grid"


@pytest.mark.parametrize("width", [360, 700, 1280])
def test_no_width_of_screen_makes_the_page_scroll_sideways(page: Any, width: int) -> None:
    file: Path = page.folder / "report.html"
    file.write_text(render(hostile()), encoding="utf-8")
    page.tab.set_viewport_size({"width": width, "height": 800})
    page.tab.goto(file.as_uri())
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= width


def test_no_table_is_cut_off_on_a4(page: Any) -> None:
    """178 mm between the margins are 672 CSS pixels."""
    file: Path = page.folder / "report.html"
    file.write_text(render(hostile()), encoding="utf-8")
    page.tab.set_viewport_size({"width": 672, "height": 900})
    page.tab.emulate_media(media="print")
    page.tab.goto(file.as_uri())
    widths = page.tab.evaluate("[...document.querySelectorAll('table, svg, dl, p')].map(e => e.scrollWidth)")
    assert widths and max(widths) <= 672
    assert page.tab.pdf(prefer_css_page_size=True).startswith(b"%PDF")
