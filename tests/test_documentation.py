"""The pages of the ontology and of the sheets are complete, stand alone and read well."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib.namespace import OWL, RDF

from traiber.cli import main as traiber
from traiber.data.sheets import describe_sheets, render_sheets
from traiber.data.sheets import main as write_sheets_page
from traiber.data.workbook import load_workbook
from traiber.ontology.codes import load_codes
from traiber.ontology.documentation import main, read_ontology, render_ontology
from traiber.ontology.language import set_language
from traiber.ontology.prefixes import TR_NAMESPACE

VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """What a test wants to know of a page: its elements, and whether they are nested well."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]


@pytest.fixture(scope="module", params=["de", "en"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render_ontology(request.param))


def test_every_class_and_property_has_an_anchor_of_its_name(page: Page) -> None:
    graph = read_ontology()
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    own = {
        str(t) for kind in kinds for t in graph.subjects(RDF.type, kind) if str(t).startswith(TR_NAMESPACE)
    }
    assert len(own) > 100
    assert {term.removeprefix(TR_NAMESPACE) for term in own} <= set(page.values("id"))


def test_every_text_of_the_ontology_and_of_the_code_lists_is_shown(page: Page) -> None:
    shown = [label for each in load_codes().values() for label in each.labels.values()]
    for code_list in load_codes().values():
        for code in code_list.codes:
            shown += [code.notation, *code.labels.values(), *code.definitions.values()]
            shown += [text for _, text in code.alt_labels]
    shown += [
        str(o) for s, _, o in read_ontology() if str(s).startswith(TR_NAMESPACE) and hasattr(o, "language")
    ]
    assert [text for text in shown if text not in page.text and "://" not in text] == []


def test_every_code_has_an_anchor(page: Page) -> None:
    wanted = {
        f"codes-{c.scheme}-{c.iri.rsplit('/', 1)[1]}" for each in load_codes().values() for c in each.codes
    }
    assert wanted <= set(page.values("id"))


def test_elements_are_closed_in_order_and_anchors_are_unique(page: Page) -> None:
    assert page.open == []
    assert len(page.values("id")) == len(set(page.values("id")))


def test_links_within_the_page_lead_somewhere(page: Page) -> None:
    inner = {href[1:] for href in page.values("href") if href.startswith("#")}
    assert inner - set(page.values("id")) == set()


def test_links_to_other_vocabularies_are_whole_addresses(page: Page) -> None:
    outer = [href for href in page.values("href") if not href.startswith("#")]
    assert outer
    assert [href for href in outer if not re.match(r"https?://[a-z0-9.]+/", href)] == []


def test_the_page_loads_nothing_and_runs_nothing(page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed"}
    assert page.values("src") == []
    assert "url(" not in page.text
    assert "@import" not in page.text
    policy = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") and tag == "meta"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("de", "Ontologie regionaler Transformationsnetzwerke"),
        ("en", "Ontology of regional transformation networks"),
    ],
)
def test_the_chosen_language_is_shown_first(language: str, title: str) -> None:
    text = render_ontology(language)
    assert f'<html lang="{language}">' in text
    assert f"<title>{title}</title>" in text
    assert re.findall(r'id="show-(\w+)" checked', text) == [language]


def test_classes_are_in_the_alphabet_of_the_language() -> None:
    """Hand-written: Öffentlicher Akteur stands among the words with O, not after Z."""
    german = [
        tag["id"] for name, tag in Page(render_ontology("de")).tags if name == "article" and "id" in tag
    ]
    english = [
        tag["id"] for name, tag in Page(render_ontology("en")).tags if name == "article" and "id" in tag
    ]
    assert german.index("Participation") < german.index("PublicActor") < german.index("PilotProject")
    assert english.index("ActionField") == 0


def test_signs_with_a_meaning_in_html_are_escaped() -> None:
    assert "<code title=" in render_ontology("de")
    assert ">&lt;10</code>" in render_ontology("de")


def test_two_calls_give_the_same_page() -> None:
    assert render_ontology("de") == render_ontology("de")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        render_ontology("fr")


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    main([str(tmp_path / "ontology.html"), "--language", "en"])
    assert (tmp_path / "ontology.html").read_bytes() == render_ontology("en").encode("utf-8")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_stands_out_from_its_ground_in_light_and_dark() -> None:
    """WCAG 2.2, success criterion 1.4.3: a contrast of 4.5 to 1 at least."""
    themes = re.findall(r"--ground: .*?}", render_ontology("de"), re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme))
        for ink in ("ink", "soft", "link"):
            for ground in ("ground", "card", "mark"):
                light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


# ---- The page of all sheets and columns


@pytest.fixture(params=["de", "en"])
def spoken(request: pytest.FixtureRequest) -> str:
    set_language(request.param)
    return str(request.param)


def test_every_sheet_and_column_is_explained(spoken: str) -> None:
    """Compared with workbook.toml sheet by sheet and column by column."""
    page = Page(render_sheets())
    described = {sheet.key: sheet for sheet in describe_sheets()}
    assert list(described) == list(load_workbook())
    for key, sheet in load_workbook().items():
        assert sheet.labels[spoken] in page.text
        assert sheet.help[spoken] in page.text
        assert [column.header for column in described[key].columns] == [
            column.labels[spoken] for column in sheet.columns
        ]
        for column, shown in zip(sheet.columns, described[key].columns, strict=True):
            assert shown.help == column.help[spoken]
            assert shown.help in page.text
            known = {shown.header.casefold(), *shown.names.casefold().split(", ")}
            named = (column.key, *column.labels.values(), *column.aliases)
            assert {part for name in named for part in name.casefold().split(", ")} <= known
            assert shown.becomes == (column.predicate or "")


def test_every_value_of_a_list_is_shown(spoken: str) -> None:
    text = Page(render_sheets()).text
    used = {c.codes for s in load_workbook().values() for c in s.columns if c.codes and not c.ref}
    labels = [code.labels[spoken] for scheme in used for code in load_codes()[scheme].codes]
    assert [label for label in labels if label not in text] == []


def test_links_lead_to_sheets_and_nothing_is_loaded(spoken: str) -> None:
    page = Page(render_sheets())
    assert {href.removeprefix("#") for href in page.values("href")} <= set(page.values("id"))
    assert page.open == []
    assert page.values("src") == []
    assert not {tag for tag, _attributes in page.tags} & {"script", "link", "img", "iframe"}


def test_the_command_and_make_docs_write_the_same_page(spoken: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(traiber, ["sheets", "--lang", spoken, "-o", str(tmp_path / "a.html")])
    assert result.exit_code == 0, result.output
    write_sheets_page([str(tmp_path / "b.html"), "--language", spoken])
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert result.stdout.strip() == str(tmp_path / "a.html")
