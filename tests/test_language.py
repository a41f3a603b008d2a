"""German and English: the catalogue is complete and sound, and each reader gets the right language."""

import ast
import gettext
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from traiber.ontology.language import (
    current_language,
    detect_language,
    gettext_,
    ngettext_,
    pick,
    set_language,
)

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [str(ROOT / name) for name in ("data", "graph", "ontology", "visualizations", "cli.py")]
CLICK = list(click.__path__)
LOOK_UPS = {"_": 1, "gettext_": 1, "ngettext_": 2}  # how many of the arguments are texts

SAME_IN_BOTH = {"Code", "Name", "Region"}  # all other texts differ
ENDINGS = ".,:;?!…)"

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)\w")
ENGLISH = re.compile(
    r"usage|options|commands|show|this|that|message|exit|error|try|help|the|a|and|or|of|for|with|without|from"
    r"|is|are|be|not|no|by|which|file|path|directory|default|required|write|list|run|language|network"
    r"|example|missing|invalid",
    re.IGNORECASE,
)
HELP = """
import click
from traiber.cli import main
context = click.Context(main, info_name="traiber")
print(main.get_help(context))
for name, command in main.commands.items():
    print(command.get_help(click.Context(command, info_name=name, parent=context)))
"""


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The language of this process as it was before."""
    before = current_language()
    yield
    set_language(before)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All texts of the sources and of click, extracted like `make catalogue` does it."""
    file = tmp_path_factory.mktemp("catalogue") / "traiber.pot"
    keywords = ["-k", "_", "-k", "gettext_", "-k", "ngettext_:1,2"]
    options = ["--quiet", "extract", "-F", str(ROOT / "pyproject.toml"), *keywords, "-o", str(file)]
    CommandLineInterface().run(["pybabel", *options, *SOURCES, *CLICK])
    with file.open("rb") as content:
        return read_po(content)


@pytest.fixture(scope="module")
def german() -> Catalog:
    with (ROOT / "ontology/locale/de/LC_MESSAGES/traiber.po").open("rb") as content:
        return read_po(content, locale="de", abort_invalid=True)


@pytest.fixture(scope="module")
def pairs(german: Catalog) -> list[tuple[str, str]]:
    """English and German side by side, singular and plural each."""
    return [
        pair
        for message in german
        if message.id
        for pair in zip(forms(message.id), forms(message.string), strict=True)
    ]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    return {forms(message.id) for message in catalogue if message.id}


def looked_up() -> Iterator[tuple[Path, ast.Call, tuple[ast.expr, ...]]]:
    """Every call in the sources that looks a text up, with the arguments that are texts."""
    files = [
        file
        for source in map(Path, SOURCES)
        for file in ([source] if source.is_file() else source.rglob("*.py"))
    ]
    for file in sorted(files):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LOOK_UPS:
                yield file, node, tuple(node.args[: LOOK_UPS[node.func.id]])


def traiber(language: str, *arguments: str) -> str:
    """What a command line says, with the language in the environment."""
    environment = {**os.environ, "TRAIBER_LANG": language, "COLUMNS": "100", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-P", *arguments], env=environment, capture_output=True, encoding="utf-8"
    )
    return done.stdout + done.stderr


def english_words(text: str) -> set[str]:
    """The English words of a help text; names of options, choices and placeholders in capitals are none."""
    prose = re.sub(r"--?[a-z-]+|\[[^\]\s]*\]", " ", text)
    return {word for word in re.findall(r"\w+", prose) if not word.isupper() and ENGLISH.fullmatch(word)}


def test_every_text_of_the_sources_and_of_click_has_a_german_one(template: Catalog, german: Catalog) -> None:
    translated = {forms(one.id) for one in german if one.id and all(map(str.strip, forms(one.string)))}
    assert len(ids(template)) > 300
    assert ids(template) - translated == set(), "run `make catalogue` and translate"


def test_extraction_sees_every_text_that_is_looked_up(template: Catalog) -> None:
    """The calls are found here with the ast module; Babel misses those inside f-strings before 3.12."""
    known, missed = ids(template), []
    for file, call, arguments in looked_up():
        texts = tuple(one.value for one in arguments if isinstance(one, ast.Constant))
        if texts not in known:
            missed.append(f"{file.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)}")
    assert missed == []


def test_no_german_text_is_marked_as_doubtful(german: Catalog) -> None:
    assert [message.id for message in german if message.id and message.fuzzy] == []


def test_both_languages_have_the_same_placeholders(pairs: list[tuple[str, str]]) -> None:
    found = [(en, de) for en, de in pairs if set(PLACEHOLDER.findall(en)) != set(PLACEHOLDER.findall(de))]
    assert found == []


def test_every_german_text_can_be_filled_in(pairs: list[tuple[str, str]]) -> None:
    """The standard library's own parser of format strings raises ValueError for an unpaired brace."""
    for _english, text in pairs:
        list(string.Formatter().parse(text))


def test_german_differs_from_english_but_for_a_few_words(pairs: list[tuple[str, str]]) -> None:
    assert {en for en, de in pairs if en == de} <= SAME_IN_BOTH


def test_both_languages_have_the_same_space_around_a_text(pairs: list[tuple[str, str]]) -> None:
    def margins(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert [(en, de) for en, de in pairs if margins(en) != margins(de)] == []


def test_both_languages_end_a_text_with_the_same_mark(pairs: list[tuple[str, str]]) -> None:
    def mark(text: str) -> str:
        return text[-1:] if text[-1:] in ENDINGS else ""

    assert [(en, de) for en, de in pairs if mark(en) != mark(de)] == []


def test_the_catalogue_names_no_mail_address_and_nothing_unfilled(german: Catalog) -> None:
    header = dict(german.mime_headers)
    assert not any("@" in text or "VERSION" in text or "FULL NAME" in text for text in header.values())
    assert "ORGANIZATION" not in german.header_comment
    assert header["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("is not known in {sheets}.", "steht nicht im Blatt {sheets}."),
        ("Did you mean '{name}'?", "Meinten Sie '{name}'?"),
        ("No contact recorded", "Kein Kontakt erfasst"),
    ],
)
def test_texts_that_others_rely_on_keep_their_wording(english: str, text: str) -> None:
    set_language("de")
    assert gettext_(english) == text


def test_the_help_of_all_commands_is_german_by_default_and_english_on_request() -> None:
    texts = traiber("de", "-c", HELP)
    assert [
        word for word in ("Aufruf:", "Optionen:", "Befehle:", "Zeigt diese Hilfe an.") if word not in texts
    ] == []
    assert english_words(texts) == set()
    assert {"Usage", "Options", "Commands", "Show", "this"} <= english_words(traiber("en", "-c", HELP))


def test_the_german_list_of_commands_is_nowhere_cut_short() -> None:
    described = traiber("de", "-m", "traiber", "--help").partition("Befehle:")[2]
    assert described.count("\n") > 10
    assert "..." not in described


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch"], "Fehler: Den Befehl 'nosuch' gibt es nicht."),
        (["gaps", "--nosuch"], "Fehler: Die Option '--nosuch' gibt es nicht."),
        (["actor"], "Fehler: Es fehlt das Argument 'NAME'."),
        (["gaps", "--lang", "fr"], "Fehler: Ungültiger Wert für '--lang': 'fr' ist keines von 'de', 'en'."),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_german(arguments: list[str], sentence: str) -> None:
    text = traiber("de", "-m", "traiber", *arguments)
    assert text.splitlines()[-1] == sentence
    assert text.startswith("Aufruf: ")
    assert english_words(text) == set()


def test_texts_of_traiber_and_of_click_change_with_the_language() -> None:
    labels = {"de": "Kammer", "en": "chamber"}
    for language, office, rows, usage, label in (
        ("de", "Geschäftsstelle", "2 Zeilen", "Aufruf:", "Kammer"),
        ("en", "office", "2 rows", "Usage:", "chamber"),
        ("de", "Geschäftsstelle", "2 Zeilen", "Aufruf:", "Kammer"),
    ):
        set_language(language)
        assert (current_language(), gettext_("office"), pick(labels)) == (language, office, label)
        assert ngettext_("{n} row", "{n} rows", 2).format(n=2) == rows
        assert gettext.gettext("Usage:") == usage


def test_singular_and_plural_follow_the_number() -> None:
    set_language("de")
    assert [ngettext_("{n} row", "{n} rows", n).format(n=n) for n in (0, 1, 2)] == [
        "0 Zeilen",
        "1 Zeile",
        "2 Zeilen",
    ]


def test_a_text_without_translation_stays_as_it_is() -> None:
    set_language("de")
    assert gettext_("no such text") == "no such text"


def test_only_german_and_english_can_be_chosen() -> None:
    set_language("en")
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")
    assert current_language() == "en"


def test_a_label_in_no_chosen_language_is_given_in_another() -> None:
    set_language("en")
    assert (pick({"de": "Kammer"}), pick({"fr": "chambre"}), pick({})) == ("Kammer", "chambre", "")


@pytest.mark.parametrize(
    ("arguments", "variable", "settings", "expected"),
    [
        (["gaps", "--lang", "en"], "de", 'language = "de"', "en"),
        (["gaps", "--lang=en"], "de", 'language = "de"', "en"),
        (["gaps", "--lang", "fr"], "en", None, "en"),
        (["gaps", "--lang"], "en", None, "en"),
        (["actor", "en"], "de", None, "de"),
        (["gaps"], "en", 'language = "de"', "en"),
        (["gaps"], "fr", 'language = "en"', "en"),
        (["gaps"], None, 'language = "en"', "en"),
        (["gaps"], None, 'network = "Netz"', "de"),
        (["gaps"], None, 'language = "fr"', "de"),
        (["gaps"], None, "language = ", "de"),
        (["gaps"], None, None, "de"),
        ([], None, None, "de"),
    ],
)
def test_the_option_goes_before_the_variable_before_the_workspace_before_german(
    arguments: list[str],
    variable: str | None,
    settings: str | None,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if settings is not None:
        (tmp_path / "traiber.toml").write_text(settings, encoding="utf-8")
    if variable is None:
        monkeypatch.delenv("TRAIBER_LANG", raising=False)
    else:
        monkeypatch.setenv("TRAIBER_LANG", variable)
    below = tmp_path / "sources"
    below.mkdir()
    monkeypatch.chdir(below)
    assert detect_language(arguments) == expected


@pytest.mark.parametrize("option", ["-w", "--workspace"])
def test_a_named_workspace_decides_and_not_the_one_around(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, language in (("here", "de"), ("there", "en")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "traiber.toml").write_text(f'language = "{language}"', encoding="utf-8")
    monkeypatch.delenv("TRAIBER_LANG", raising=False)
    monkeypatch.chdir(tmp_path / "here")
    assert detect_language(["gaps", option, str(tmp_path / "there")]) == "en"
    assert detect_language(["gaps", option, str(tmp_path / "nowhere")]) == "de"


def test_defaults_are_called_vorgabe_and_levels_as_they_are_typed() -> None:
    po = (Path(__file__).parents[1] / "ontology/locale/de/LC_MESSAGES/traiber.po").read_text(encoding="utf-8")
    assert "[Standard: " not in po
    assert po.count("[Vorgabe: internal auf dem Bildschirm, public in Dateien]") == 2
