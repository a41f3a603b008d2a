"""The empty workbook that staff fill in: a page that explains it, all sheets, hidden lists behind them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from traiber.data.additions import shipped_rows
from traiber.data.findings import column_letters
from traiber.data.table import Cell
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.data.writers import LAST_ROW, YES_NO, ColumnLayout, Formula, SheetLayout, write_sheets
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
_WARNINGS: Mapping[str, Mapping[str, str]] = {  # each before a value that is kept all the same
    "choice": {
        "de": "Das ist keiner der üblichen Werte. Trotzdem behalten?",
        "en": "This is none of the usual values. Keep it anyway?",
    },
    "name": {
        "de": "Diesen Namen gibt es im Blatt {sheet} noch nicht. "
        "Ist es eine Kennung, oder kommt er noch dazu? Dann bitte behalten.",
        "en": "The sheet {sheet} does not have this name yet. Is it an ID, or will you add it there? "
        "Then please keep it.",
    },
    "date": {
        "de": "Das ist kein Datum. Bitte schreiben Sie es als 31.12.2025. Trotzdem behalten?",
        "en": "This is no date. Please write it as 2025-12-31. Keep it anyway?",
    },
    "locked": {
        "de": "Die Kennung vergibt traiber. Nur behalten, wenn die Zeile schon eine Kennung hat.",
        "en": "IDs are assigned by traiber. Keep it only if the row has an ID already.",
    },
}
_FIRST_ROW = 3  # below header and help line
_OWN_REGIONS = 300  # rows of the sheet that the drop-downs of regions take in
_LISTED = ("code", "choice", "scheme", "boolean", "ref")
_OFFERED = ("regions",)  # shipped rows that every network may need

_WIDTHS: Mapping[str, float] = {"id": 12, "name": 34, "title": 34, "description": 44, "text": 44}


def write_template(path: Path, language: str, sample_rows: bool = False) -> None:
    """Write the workbook for filling in, in German or English; the same call gives the same bytes.

    With `sample_rows` two invented actors and a tie between them show what a row looks like.
    Reading the workbook without them gives no row and no finding. Raises `UnwritableError`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    lists = _lists(language)
    names = {key: _list_name(key) for key in lists}
    formulas = {
        names[key]: _list_range(at, values, language) for at, (key, values) in enumerate(lists.items(), 1)
    }
    for sheet in load_workbook().values():
        if label := _label_column(sheet):
            names[f"of {sheet.key}"] = _list_name(f"of {sheet.key}")
            formulas[_list_name(f"of {sheet.key}")] = _name_range(sheet, label, language)
    readme = SheetLayout(
        README_NAMES[language],
        [ColumnLayout(_TITLES[language], 100)],
        [(text,) for text in _README[language]],
        wrapped=True,
    )
    sheets = [_to_layout(sheet, language, names, sample_rows) for sheet in load_workbook().values()]
    hidden = SheetLayout(
        LISTS_NAMES[language],
        [ColumnLayout(key, 24) for key in lists],
        list(zip_longest(*lists.values())),
        hidden=True,
    )
    write_sheets([readme, *sheets, hidden], path, language, formulas)


def _list_name(key: str) -> str:
    """The name of a list of values within the workbook."""
    return f"traiber_{key.replace(' ', '_')}"


def _list_range(at: int, values: Sequence[Cell | Formula], language: str) -> str:
    """The cells of a list of values; where some of them are computed, only as far as they are filled."""
    column = f"${column_letters(at)}$"
    cells = f"'{LISTS_NAMES[language]}'!{column}2:{column}{len(values) + 1}"
    if not any(isinstance(value, Formula) for value in values):
        return cells
    start = cells.partition(":")[0]
    return f'OFFSET({start},0,0,COUNTIF({cells},"?*"),1)'


def _name_range(sheet: Sheet, column: Column, language: str) -> str:
    """The names in a sheet, as far as it is filled: empty cells in a list would let every value pass."""
    letter = f"${column_letters(sheet.columns.index(column) + 1)}$"
    start = f"'{sheet.labels[language]}'!{letter}{_FIRST_ROW}"
    return f"OFFSET({start},0,0,MAX(1,COUNTA({start}:{letter}{LAST_ROW})),1)"


def _label_column(sheet: Sheet) -> Column | None:
    """The column by which rows of other sheets refer to a row."""
    return next((column for column in sheet.columns if column.key in ("name", "title")), None)


def _lists(language: str) -> dict[str, Sequence[Cell | Formula]]:
    """The values of all drop-downs by what they are for."""
    lists: dict[str, Sequence[Cell | Formula]] = {
        key: [code.labels[language] for code in code_list.codes] for key, code_list in load_codes().items()
    }
    lists["scheme"] = [code_list.labels[language] for code_list in load_codes().values()]
    lists["boolean"] = YES_NO[language]
    for sheet in load_workbook().values():
        for column in sheet.columns:
            if column.type == "choice":
                names = [choice.names[_label_at(language)] for choice in column.choices]
                lists[f"{sheet.key} {column.key}"] = names
    for key in _OFFERED:
        lists[key] = [*_shipped_names(key), *_own_names(load_workbook()[key], language)]
    return lists


def _shipped_names(sheet: str) -> list[str]:
    return sorted({str(row["name"]) for row, _names in shipped_rows()[sheet].values()})


def _own_names(sheet: Sheet, language: str) -> list[Formula]:
    """The names that staff enter in a sheet, as formulas."""
    column = _label_column(sheet)
    if column is None:
        return []
    letter = column_letters(sheet.columns.index(column) + 1)
    cells = (
        f"'{sheet.labels[language]}'!{letter}{row}" for row in range(_FIRST_ROW, _FIRST_ROW + _OWN_REGIONS)
    )
    return [Formula(f'=IF({cell}="","",{cell})') for cell in cells]


def _to_layout(sheet: Sheet, language: str, names: Mapping[str, str], sample_rows: bool) -> SheetLayout:
    columns = [_to_column(sheet, column, language, names) for column in sheet.columns]
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


def _to_column(sheet: Sheet, column: Column, language: str, names: Mapping[str, str]) -> ColumnLayout:
    label = column.labels[language]
    kind = {"date": "date", "moment": "date", "text": "text", "id": "text", "lei": "text"}.get(
        column.type, ""
    )
    locked = _is_assigned(column)
    notes = [column.help[language], *[_REQUIRED[language]] * column.required, *[_LOCKED[language]] * locked]
    return ColumnLayout(
        header=label,
        width=_WIDTHS.get(column.key, max(16, len(label) + 4)),
        help=column.help[language],
        required=column.required,
        locked=locked,
        kind=kind,
        choices=names.get(_list_of(sheet, column), ""),
        comment="\n".join(notes),
        warning=_warning(column, kind, locked, language),
    )


def _warning(column: Column, kind: str, locked: bool, language: str) -> str:
    """What is asked before an unusual value is kept; nothing where several values or other ones are usual."""
    if kind == "date":
        return _WARNINGS["date"][language]
    if locked:
        return _WARNINGS["locked"][language]
    if column.multiple or column.type == "source" or (column.type == "ref" and column.codes):
        return ""
    if column.type == "ref" and len(column.ref) == 1 and column.ref[0] not in _OFFERED:
        sheet = load_workbook()[column.ref[0]].labels[language]
        return _WARNINGS["name"][language].format(sheet=sheet)
    return _WARNINGS["choice"][language] if column.type in _LISTED else ""


def _is_assigned(column: Column) -> bool:
    """Whether the column is for IDs that traiber gives, not for short keys of the staff's own."""
    return (
        column.type == "id"
        and column.predicate == "tr:kennung"
        and "Kürzel"
        not in (
            *column.aliases,
            *column.labels.values(),
        )
    )


def _list_of(sheet: Sheet, column: Column) -> str:
    """Which list feeds the drop-down of a column."""
    match column.type:
        case "code":
            return column.codes or ""
        case "choice":
            return f"{sheet.key} {column.key}"
        case "ref" if len(column.ref) == 1:
            return column.ref[0] if column.ref[0] in _OFFERED else f"of {column.ref[0]}"
        case "source":
            return "of sources"
        case _:
            return column.type
