"""The empty workbook that staff fill in: a page that explains it, all sheets, hidden lists behind them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from traiber.data.findings import column_letters
from traiber.data.table import Cell
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.data.writers import YES_NO, ColumnLayout, SheetLayout, write_sheets
from traiber.ontology.codes import load_codes, resolve
from traiber.ontology.language import LANGUAGES

README_NAMES: Mapping[str, str] = {"de": "LIESMICH", "en": "README"}
LISTS_NAMES: Mapping[str, str] = {"de": "Auswahl (ignore)", "en": "Choices (ignore)"}

_README: Mapping[str, tuple[str, ...]] = {
    "de": (
        "Eine Zeile ist eine Organisation, ein Kontakt, eine Veranstaltung und so weiter. Fangen Sie mit "
        "den Blättern Akteure und Beziehungen an. Blätter und Spalten, die Sie nicht brauchen, bleiben leer.",
        "Gelbe Spalten sind Pflicht. Blaue Spalten sind freiwillig. Graue Spalten füllt traiber aus, bitte "
        "nicht ändern. Die graue Zeile unter der Kopfzeile erklärt die Spalte und wird nicht eingelesen.",
        "Eine leere Zelle heißt: nicht bekannt. Ein Minuszeichen (-) heißt: ausdrücklich keines, etwa eine "
        "Maßnahme, für die niemand verantwortlich ist.",
        "Mehrere Werte in einer Zelle trennen Sie mit einem Semikolon, etwa: Solingen; Wuppertal",
        "Auf andere Zeilen verweisen Sie mit ihrem Namen oder, wenn es ihn zweimal gibt, mit der Kennung.",
        "Ein Datum schreiben Sie als 31.12.2025 oder 2025-12-31.",
        "Auswahllisten enthalten die üblichen Werte. Eigene Werte tragen Sie im Blatt Listen ein.",
        "Schreiben Sie zu jeder Angabe, woher sie stammt (Spalte Quelle). Eine Quelle steht im Blatt Quellen "
        "oder als Text oder Adresse in der Zelle.",
        "Datenschutz: Tragen Sie Organisationen ein, keine Privatpersonen, keine privaten Rufnummern oder "
        "Adressen und nichts, was Menschen über sich vertraulich gesagt haben. Das Blatt Kontaktpersonen ist "
        "für Name und dienstliche Funktion da und verlässt das Haus nicht.",
        "Vertraulichkeit: öffentlich heißt, die Zeile darf in Karten und Berichte für Dritte. Intern bleibt "
        "im Team. Ohne Angabe gilt, was im jeweiligen Blatt üblich ist: Bedarfe und Bewertungen sind intern.",
        "Blätter, deren Name auf (ignore) endet, werden nicht eingelesen.",
    ),
    "en": (
        "A row is an organisation, a contact, an event and so on. Begin with the sheets Actors and Ties. "
        "Sheets and columns that you do not need stay empty.",
        "Yellow columns are required. Blue columns are optional. Grey columns are filled in by traiber; "
        "please do not change them. The grey line below the header explains the column and is not read.",
        "An empty cell means: not known. A minus sign (-) means: expressly none, such as a measure that "
        "nobody is responsible for.",
        "Separate several values in one cell with a semicolon, such as: Solingen; Wuppertal",
        "Refer to other rows by their name. Where two rows have that name, write the ID.",
        "Write a date as 31.12.2025 or 2025-12-31.",
        "The drop-downs hold the usual values. Enter your own values in the sheet Lists.",
        "State where each row comes from (column Source): a key from the sheet Sources, text or an address.",
        "Privacy: enter organisations, no private persons, no private telephone numbers or addresses and "
        "nothing that people said about themselves in confidence. The sheet Contact persons is for name and "
        "post only and does not leave the house.",
        "Access: public means that the row may appear in maps and reports for others. Internal stays in the "
        "team. Without a statement the usual level of the sheet holds: needs and ratings are internal.",
        "Sheets whose name ends in (ignore) are not read.",
    ),
}
_TITLES: Mapping[str, str] = {"de": "So füllen Sie diese Mappe aus", "en": "How to fill in this workbook"}

_SAMPLE_NOTES: Mapping[str, str] = {"de": "Beispiel, bitte löschen", "en": "sample, please delete"}

# Invented organisations; codes and roles by key.
_SAMPLES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "actors": (
        {"name": "Beispielkammer Musterstadt", "type": "chamber", "role": "multiplier"},
        {"name": "Beispielguss GmbH", "type": "company"},
    ),
    "ties": (
        {
            "source_actor": "Beispielkammer Musterstadt",
            "target_actor": "Beispielguss GmbH",
            "strength": "3",
            "last_contact": "2025-03-31",
        },
    ),
}

_REQUIRED: Mapping[str, str] = {"de": "Pflicht", "en": "required"}
_LOCKED: Mapping[str, str] = {"de": "füllt traiber aus", "en": "is filled in by traiber"}
_UNUSUAL: Mapping[str, str] = {
    "de": "Das ist keiner der üblichen Werte. Trotzdem behalten?",
    "en": "This is none of the usual values. Keep it anyway?",
}

_WIDTHS: Mapping[str, float] = {"id": 12, "name": 34, "title": 34, "description": 44, "text": 44}


def write_template(path: Path, language: str, sample_rows: bool = False) -> None:
    """Write the workbook for filling in, in German or English; the same call gives the same bytes.

    With `sample_rows` two invented actors and a tie between them show what a row looks like.
    Reading the workbook without them gives no row and no finding. Raises `UnwritableError`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    lists = _lists(language)
    ranges = {
        key: f"'{LISTS_NAMES[language]}'!${column_letters(at)}$2:${column_letters(at)}${len(values) + 1}"
        for at, (key, values) in enumerate(lists.items(), 1)
    }
    readme = SheetLayout(
        README_NAMES[language],
        [ColumnLayout(_TITLES[language], 110)],
        [(text,) for text in _README[language]],
        wrapped=True,
    )
    sheets = [_to_layout(sheet, language, ranges, sample_rows) for sheet in load_workbook().values()]
    hidden = SheetLayout(
        LISTS_NAMES[language],
        [ColumnLayout(key, 24) for key in lists],
        list(zip_longest(*lists.values())),
        hidden=True,
    )
    write_sheets([readme, *sheets, hidden], path, language)


def _lists(language: str) -> dict[str, Sequence[Cell]]:
    """The values of all drop-downs by what they are for."""
    lists: dict[str, Sequence[Cell]] = {
        key: [code.labels[language] for code in code_list.codes] for key, code_list in load_codes().items()
    }
    lists["scheme"] = [code_list.labels[language] for code_list in load_codes().values()]
    lists["boolean"] = YES_NO[language]
    for sheet in load_workbook().values():
        for column in sheet.columns:
            if column.type == "choice":
                names = [choice.names[_label_at(language)] for choice in column.choices]
                lists[f"{sheet.key} {column.key}"] = names
    return lists


def _to_layout(sheet: Sheet, language: str, ranges: Mapping[str, str], sample_rows: bool) -> SheetLayout:
    columns = [_to_column(sheet, column, language, ranges) for column in sheet.columns]
    samples = _SAMPLES.get(sheet.key, ()) if sample_rows else ()
    rows = [tuple(_sample(sheet, column, row, language) for column in sheet.columns) for row in samples]
    return SheetLayout(sheet.labels[language], columns, rows)


def _sample(sheet: Sheet, column: Column, row: Mapping[str, str], language: str) -> Cell:
    value = _SAMPLE_NOTES[language] if column.key == "note" else row.get(column.key)
    if value is None:
        return None
    if column.type == "code":
        code = resolve(column.codes or "", value)
        return code.labels[language] if code else value
    if column.type == "choice":
        return next(choice.names[_label_at(language)] for choice in column.choices if choice.key == value)
    if column.type == "date":
        return date.fromisoformat(value)
    return int(value) if column.type == "integer" else value


def _label_at(language: str) -> int:
    """Where the label in a language stands among the names of a choice, which begin with its key."""
    return 1 + LANGUAGES.index(language)


def _to_column(sheet: Sheet, column: Column, language: str, ranges: Mapping[str, str]) -> ColumnLayout:
    label = column.labels[language]
    choices = ranges.get(_list_of(sheet, column), "")
    kind = {"date": "date", "moment": "date", "text": "text", "id": "text", "lei": "text"}.get(
        column.type, ""
    )
    locked = column.type == "id" and not column.required
    notes = [column.help[language], *[_REQUIRED[language]] * column.required, *[_LOCKED[language]] * locked]
    one_of_list = bool(choices) and not column.multiple
    return ColumnLayout(
        header=label,
        width=_WIDTHS.get(column.key, max(16, len(label) + 4)),
        help=column.help[language],
        required=column.required,
        locked=locked,
        kind=kind,
        choices=choices,
        comment="\n".join(notes),
        warning=_UNUSUAL[language] if one_of_list or kind == "date" else "",
    )


def _list_of(sheet: Sheet, column: Column) -> str:
    if column.type == "code":
        return column.codes or ""
    return f"{sheet.key} {column.key}" if column.type == "choice" else column.type
