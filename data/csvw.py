"""The CSV folder described for machines: CSV on the Web, from the one declared mapping.

W3C, "Model for Tabular Data and Metadata on the Web" and "Metadata Vocabulary for Tabular Data"
(Recommendations, 17 December 2015). The file is named `csv-metadata.json`: a validator that is given
one of the tables looks for it beside them. What is said of a table holds for this very table: a key
is a primary or a foreign key only where the values are one.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from traiber import __version__
from traiber.data.table import Table
from traiber.data.values import KNOWN_NONE
from traiber.data.workbook import Column, Sheet, load_workbook
from traiber.data.writers import YES_NO, csv_cell
from traiber.graph.network import Network
from traiber.ontology.codes import load_codes
from traiber.ontology.language import LANGUAGES
from traiber.ontology.prefixes import expand

METADATA_FILE = "csv-metadata.json"

Json = dict[str, Any]
Cells = Sequence[str]  # one column as it stands in the file

_NULLS = ("", KNOWN_NONE)
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PATTERNS: Mapping[str, str] = {
    "date": _DATE,
    "moment": _DATE,
    "year": "-?[0-9]{4,}",
    "integer": "[+-]?[0-9]+",
    "decimal": "[+-]?[0-9]+(,[0-9]+)?",
}
_ABOUT: Mapping[str, tuple[str, str]] = {
    "title": ("Tabellen von {name}", "Tables of {name}"),
    "description": (
        "Eine leere Zelle heißt: nicht bekannt. Ein Minuszeichen (-) heißt: ausdrücklich keines. Ein "
        "Apostroph vor = + - @ am Anfang eines Textes gehört nicht zum Text; es hält Tabellenprogramme vom "
        "Rechnen ab.",
        "An empty cell means: not known. A minus sign (-) means: expressly none. An apostrophe before "
        "= + - @ at the beginning of a text is not part of it; it keeps spreadsheets from computing.",
    ),
    "fictional": (
        "Alle Organisationen und Angaben sind erfunden.",
        "All organisations and statements are invented.",
    ),
    "rights": (
        "Jede Zeile nennt in der Spalte Quelle ihre Quellen; Titel, Adresse und Lizenz stehen in "
        "sources.csv.",
        "Each row names its sources in the column Source; their titles, addresses and licences are in "
        "sources.csv.",
    ),
}


def render_csvw(tables: Mapping[str, Table], network: Network, base: str, language: str) -> str:
    """The metadata of the tables that `write_csv_folder` writes in this language; the same each time.

    Tables without rows are left out, as they are not written. `base` begins the IRI of every row.
    """
    filled = {key: table for key, table in tables.items() if len(table)}
    texts = {key: _texts(table, language) for key, table in filled.items()}
    described: Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "@type": "TableGroup",
        **_about(network),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ";",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\r\n"],
            "header": True,
            "headerRowCount": 1,
        },
        "tables": [_table(load_workbook()[key], texts, base, language) for key in filled],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _texts(table: Table, language: str) -> dict[str, Cells]:
    columns = zip(*table.rows, strict=True)
    return {
        key: [csv_cell(value, language) for value in values]
        for key, values in zip(table.columns, columns, strict=True)
    }


def _about(network: Network) -> Json:
    said: Json = {
        "dc:title": _in_both("title", name=network.name),
        "dc:description": _in_both("description"),
        "dc:accessRights": {"@id": expand(f"codes:AccessLevel/{network.settings.access}")},
        "dc:rights": _in_both("rights"),
        "dc:creator": f"traiber {__version__}",
    }
    if network.data_date:
        said["dc:date"] = {"@value": network.data_date.isoformat(), "@type": "xsd:date"}
    if network.fictional:
        said["rdfs:comment"] = _in_both("fictional")
    said[expand("tr:fictional")] = network.fictional
    return said


def _in_both(key: str, **values: str) -> list[Json]:
    return [
        {"@value": text.format(**values), "@language": language}
        for language, text in zip(LANGUAGES, _ABOUT[key], strict=True)
    ]


def _table(sheet: Sheet, texts: Mapping[str, Mapping[str, Cells]], base: str, language: str) -> Json:
    cells = texts[sheet.key]
    columns = [column for column in sheet.columns if column.key in cells]
    row = f"{base}{sheet.path}/{{+id}}" if "id" in cells else ""
    schema: Json = {"columns": [_column(column, cells[column.key], row, language) for column in columns]}
    if "id" in cells and _is_key(cells["id"]):
        schema["primaryKey"] = "id"
    foreign = [found for column in columns if (found := _foreign_key(column, cells[column.key], texts))]
    if foreign:
        schema["foreignKeys"] = foreign
    if row:
        schema["aboutUrl"] = row
    return {
        "url": f"{sheet.key}.csv",
        "dc:title": [{"@value": sheet.labels[spoken], "@language": spoken} for spoken in LANGUAGES],
        "dc:description": [{"@value": sheet.help[spoken], "@language": spoken} for spoken in LANGUAGES],
        "dc:type": {"@id": expand(sheet.class_)},
        "tableSchema": schema,
    }


def _column(column: Column, cells: Cells, row: str, language: str) -> Json:
    described: Json = {
        "name": column.key,
        "titles": {spoken: [column.labels[spoken]] for spoken in LANGUAGES},
        "dc:description": [{"@value": column.help[spoken], "@language": spoken} for spoken in LANGUAGES],
        "datatype": _datatype(column, cells, language),
    }
    if column.required and all(cells):
        described["required"] = True
        described["null"] = [""]
    else:
        described["null"] = list(_NULLS)
    if column.language and column.type == "label":
        described["lang"] = column.language
    if column.multiple or column.by_line:
        described["separator"] = "\n" if column.by_line else "; "
    if column.predicate and column.type != "id":
        described["propertyUrl"] = expand(column.predicate)
    if column.via and row:
        described["aboutUrl"] = f"{row}/{column.via.suffix}"
    if column.type == "url":
        described["valueUrl"] = f"{{+{column.key}}}"
    if column.type == "nuts":
        described["valueUrl"] = f"{expand('nuts:')}{{{column.key}}}"
    if column.codes:
        described["dc:conformsTo"] = {"@id": load_codes()[column.codes].iri}
    return described


def _datatype(column: Column, cells: Cells, language: str) -> str | Json:
    """The declared type; text where a value of this table does not have it (a number too long)."""
    pattern = _PATTERNS.get(column.type)
    if pattern and all(re.fullmatch(pattern, cell) for cell in cells if cell not in _NULLS):
        return _TYPES[column.type]
    yes_no = "|".join(YES_NO[language])
    if column.type == "boolean":
        return {"base": "boolean", "format": yes_no}
    if column.type == "survey":
        return {"base": "string", "format": f"^({yes_no}|{_DATE})$"}
    return "anyURI" if column.type == "url" else "string"


_TYPES: Mapping[str, str | Json] = {
    "date": {"base": "date", "format": "yyyy-MM-dd"},
    "moment": {"base": "date", "format": "yyyy-MM-dd"},
    "year": "gYear",
    "integer": "integer",
    "decimal": {"base": "decimal", "format": {"decimalChar": ","}},
}


def _is_key(cells: Cells) -> bool:
    return len(set(cells)) == len(cells) and not set(_NULLS) & set(cells)


def _foreign_key(column: Column, cells: Cells, texts: Mapping[str, Mapping[str, Cells]]) -> Json | None:
    """The column of another table that every value of this one means, and means once."""
    values = {cell for cell in cells if cell not in _NULLS}
    if column.type not in ("ref", "source") or column.multiple or not values:
        return None
    for sheet in (sheet for sheet in column.ref if sheet in texts):
        for target in ("id", "name", "title"):
            counts = Counter(texts[sheet].get(target, ()))
            if all(counts[value] == 1 for value in values):
                reference = {"resource": f"{sheet}.csv", "columnReference": target}
                return {"columnReference": column.key, "reference": reference}
    return None
