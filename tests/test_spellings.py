"""OpenDocument content in other spellings of the same XML is read as LibreOffice reads it, and as safely."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Convert
from test_bombs import packed

from traiber.data.id_column import write_ids
from traiber.data.readers import RawSheet, TooLargeError, UnreadableFileError, read_bytes, read_table
from traiber.data.workspace import find_workspace

ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
NAMESPACES = "".join(f' xmlns:{name}="{ODF.format(name)}"' for name in ("office", "table", "text"))


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


ROWS = (
    f"<table:table-row>{text_cell('Kennung')}{text_cell('Name')}{text_cell('Typ')}{text_cell('Quelle')}"
    "</table:table-row>"
    f"<table:table-row>{text_cell('')}{text_cell('Müller &amp; Söhne')}{text_cell('Unternehmen')}"
    '<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
    "</table:table-row>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    f"<table:table-row>{text_cell('')}{text_cell('IHK')}{text_cell('Kammer')}"
    '<table:table-cell office:value-type="percentage" office:value="0.455"><text:p>45 %</text:p>'
    "</table:table-cell></table:table-row>"
)


def content(rows: str = ROWS) -> str:
    return (
        f"<office:document-content{NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Akteure">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def renamed(text: str) -> str:
    """Prefixes of one's own for all namespaces but one, which is the default."""
    text = re.sub(r"(</?)office:", r"\1", text).replace(" office:", " o:")
    text = re.sub(r"(</?|\s)table:", r"\1t:", text)
    text = re.sub(r"(</?|\s)text:", r"\1x:", text)
    text = text.replace("xmlns:table=", "xmlns:t=").replace("xmlns:text=", "xmlns:x=")
    return text.replace(" xmlns:office=", f' xmlns="{ODF.format("office")}" xmlns:o=')


def with_decoy(text: str) -> str:
    """The usual prefix stands for something else."""
    text = text.replace("table:", "t:").replace("opendocument:xmlns:t:", "opendocument:xmlns:table:")
    text = text.replace(" xmlns:table=", ' xmlns:table="urn:example" xmlns:t=')
    lure = '<table:table table:name="Beziehungen"><table:table-row/></table:table>'
    return text.replace("<office:spreadsheet>", f"<office:spreadsheet>{lure}")


UNUSUAL: dict[str, Callable[[str], str]] = {
    "single quotes": lambda text: text.replace('"', "'"),
    "blanks around the sign": lambda text: re.sub(r'(\s[\w:-]+)="', r'\1 =\n "', text),
    "line ends between attributes": lambda text: re.sub(r"\s([\w:-]+=)", r"\n\t\1", text),
    "blanks in end tags": lambda text: re.sub(r"(</[\w:-]+)>", r"\1 >", text),
    "attributes in another order": lambda text: re.sub(
        r'( office:value-type="\w+")( office:value="[0-9.]+")', r"\2\1", text
    ),
    "foreign attributes with a > in them": lambda text: text.replace(
        "<table:table-row ", '<table:table-row xmlns:my="urn:example" my:note="a>b" '
    ),
    "character references": lambda text: (
        text.replace('"float"', '"&#102;loat"')
        .replace('value="12"', 'value="&#x31;2"')
        .replace("ü", "&#252;")
    ),
    "numbers with blanks and zeros": lambda text: text.replace('repeated="2"', 'repeated=" 0002 "'),
    "sections of characters": lambda text: text.replace("IHK", "<![CDATA[IHK]]>"),
    "comments": lambda text: text.replace(
        "<table:table-row>", "<!-- <table:table-row> --><table:table-row>"
    ).replace("IHK", "I<!-- x -->HK"),
    "other prefixes": renamed,
    "a usual prefix for something else": with_decoy,
    "cells apart from their end": lambda text: text.replace(
        "<table:table-cell/>", "<table:table-cell></table:table-cell>"
    ),
    "groups of rows": lambda text: text.replace(
        "<table:table-row ", "<table:table-row-group><table:table-row "
    ).replace(
        "<table:table-cell/></table:table-row>",
        "<table:table-cell/></table:table-row></table:table-row-group>",
    ),
}


def ods(text: str, encoding: str = "UTF-8") -> bytes:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<?xml version='1.0' encoding='{encoding}'?>{text}".encode(encoding),
            "META-INF/manifest.xml": manifest,
        }
    )


def read(data: bytes) -> RawSheet:
    (sheet,) = read_bytes("netz.ods", data)
    return sheet


@pytest.mark.parametrize("name", UNUSUAL)
def test_another_spelling_is_read_as_the_usual_one(name: str) -> None:
    spelled = UNUSUAL[name](content())
    assert spelled != content()
    usual, found = read(ods(content())), read(ods(spelled))
    assert usual.rows == [[None, "Müller & Söhne", "Unternehmen", 12.0], [None, "IHK", "Kammer", "45.5 %"]]
    assert (found.name, found.header, found.rows, found.numbers) == (
        usual.name,
        usual.header,
        usual.rows,
        usual.numbers,
    )
    assert found.findings == usual.findings == ()


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_another_encoding_is_read_or_refused_with_a_remedy(encoding: str) -> None:
    try:
        found = read(ods(content(), encoding))
    except UnreadableFileError as error:
        assert encoding == "utf-16" and "save it again" in error.remedy
    else:
        assert encoding != "utf-16" and found.rows == read(ods(content())).rows


@pytest.mark.parametrize("name", UNUSUAL)
def test_ids_are_written_into_another_spelling(name: str, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text("", encoding="utf-8")
    path = tmp_path / "sources" / "netz.ods"
    path.write_bytes(ods(UNUSUAL[name](content().replace("Quelle", "Notiz"))))
    (done,) = write_ids(find_workspace(tmp_path)).done
    assert done.area == "A2:A5"
    rows = read(path.read_bytes()).rows
    assert [row[1] for row in rows] == ["Müller & Söhne", "IHK"] and all(row[0] for row in rows)


BOMB = (
    f"<table:table-row>{text_cell('Name')}</table:table-row>"
    f'<table:table-row table:number-rows-repeated="1048576">{text_cell("A")}</table:table-row>'
)


@pytest.mark.parametrize(
    "spell",
    [
        UNUSUAL["single quotes"],
        UNUSUAL["blanks around the sign"],
        UNUSUAL["line ends between attributes"],
        UNUSUAL["foreign attributes with a > in them"],
        renamed,
        with_decoy,
        lambda text: text.replace('"1048576"', '"&#49;048576"'),
        lambda text: text.replace('"1048576"', '"0000000001048576"'),
        lambda text: text.replace('"1048576"', '" 1048576"'),
        lambda text: text.replace("<table:table ", "<table:table\n"),
        lambda text: text.replace("<table:table-row ", '<table:table-row table:style-name="a>b" '),
    ],
)
def test_another_spelling_hides_no_bomb(spell: Callable[[str], str]) -> None:
    spelled = spell(content(BOMB))
    assert spelled != content(BOMB)
    with pytest.raises(TooLargeError, match="1048577 rows"):
        read(ods(spelled))


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: "<!-- " + " " * 70_000 + "--><!DOCTYPE x [<!ENTITY a 'ha'>]>" + text,
        lambda text: text.replace('"2"', '"zwei"'),
        lambda text: text.replace('"2"', '"99999999999"'),
        lambda text: text.replace("<table:table-cell/>", "<my:cell/>"),
        lambda text: text.replace("</table:table>", "<!-- x -->" + " " * 21_000_000 + "</table:table>"),
    ],
    ids=["document type", "no number", "a number too great", "no namespace", "unusual and large"],
)
def test_what_cannot_be_read_safely_is_refused_with_a_remedy(spell: Callable[[str], str]) -> None:
    with pytest.raises(UnreadableFileError, match="save it again"):
        read(ods(spell(content())))


def test_rows_behind_a_group_are_merged_and_hidden_where_they_stand() -> None:
    """A group is no row: the merged cell of row 3 reaches to row 4."""
    merged = text_cell("B", ' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    rows = (
        f"<table:table-row>{text_cell('Name')}{text_cell('Typ')}</table:table-row><table:table-row-group>"
        f"<table:table-row>{text_cell('A')}{text_cell('Kammer')}</table:table-row></table:table-row-group>"
        f"<table:table-row>{merged}{text_cell('Kammer')}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{text_cell('Kammer')}</table:table-row>"
    )
    assert read(ods(content(rows))).rows == [["A", "Kammer"], ["B", "Kammer"], ["B", "Kammer"]]


@pytest.mark.parametrize("name", ["other prefixes", "character references", "single quotes"])
def test_libreoffice_reads_the_same(name: str, tmp_path: Path, office: Convert) -> None:
    (tmp_path / "netz.ods").write_bytes(ods(UNUSUAL[name](content())))
    (sheet,) = read_table(office(tmp_path / "netz.ods", "csv"))
    assert [row[1:3] for row in sheet.rows] == [row[1:3] for row in read(ods(content())).rows]
    assert sheet.numbers == [2, 5]
