"""German and English for everything that staff read.

Code carries English texts; `locale/de/LC_MESSAGES/traiber.po` carries the German ones. The
language is process-wide: a command speaks one language from its first to its last word.
"""

import gettext
import os
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

LANGUAGES = ("de", "en")

DOMAIN = "traiber"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> None:
    """Choose the language of all later texts.

    >>> set_language("de")
    >>> current_language()
    'de'
    >>> set_language("en")
    """
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    if language == "de":
        with as_file(files("traiber.ontology") / "locale") as folder:
            _catalogue = gettext.translation(DOMAIN, folder, ["de"])
            gettext.bindtextdomain(DOMAIN, str(folder))
        gettext.textdomain(DOMAIN)  # click asks the default domain for its own words
    else:
        _catalogue = gettext.NullTranslations()
    os.environ["LANGUAGE"] = language
    _language = language


def detect_language(arguments: Sequence[str]) -> str:
    """The language of a command line, before it is parsed.

    `--lang`, else the variable TRAIBER_LANG, else what the workspace's traiber.toml says, else
    German.

    >>> detect_language(["gaps", "--lang", "en"])
    'en'
    """
    for before, argument in zip(("", *arguments), arguments, strict=False):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else argument
        if (before == "--lang" or value != argument) and value in LANGUAGES:
            return value
    stated = os.environ.get("TRAIBER_LANG", "")
    return stated if stated in LANGUAGES else _workspace_language(arguments)


def _workspace_language(arguments: Sequence[str]) -> str:
    named = [after for flag, after in pairwise(arguments) if flag in ("-w", "--workspace")]
    here = Path.cwd()
    folders = [Path(named[0])] if named else [here, *here.parents]
    settings = next((f / "traiber.toml" for f in folders if (f / "traiber.toml").is_file()), None)
    if settings is None:
        return "de"
    import tomllib

    try:
        language = tomllib.loads(settings.read_text(encoding="utf-8-sig")).get("language", "de")
    except (OSError, ValueError):
        return "de"  # the command itself reports what is wrong with the file
    return language if language in LANGUAGES else "de"


def current_language() -> str:
    """The language chosen last, `en` at start."""
    return _language


def gettext_(text: str) -> str:
    """The text in the current language; the text itself where there is no translation."""
    return _catalogue.gettext(text)


def ngettext_(singular: str, plural: str, number: int) -> str:
    """The text for this number in the current language."""
    return _catalogue.ngettext(singular, plural, number)


def pick(labels: Mapping[str, str]) -> str:
    """The label in the current language, else in any other, German first.

    >>> pick({"de": "Kammer"})
    'Kammer'
    """
    for language in (_language, *LANGUAGES):
        if language in labels:
            return labels[language]
    return next(iter(labels.values()), "")
