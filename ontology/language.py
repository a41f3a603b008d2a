"""German and English for everything that staff read.

Code carries English texts; `locale/de/LC_MESSAGES/traiber.po` carries the German ones. The
language is process-wide: a command speaks one language from its first to its last word.
"""

import gettext
from collections.abc import Mapping
from importlib.resources import as_file, files

LANGUAGES = ("de", "en")

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
            _catalogue = gettext.translation("traiber", folder, ["de"])
    else:
        _catalogue = gettext.NullTranslations()
    _language = language


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
