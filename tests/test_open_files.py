"""A workbook that somebody has open is a warning with the name; it is read as it was saved last."""

from pathlib import Path

import pytest

from traiber.data.build import check
from traiber.data.open_files import open_files, owner_in_libreoffice, owner_in_office
from traiber.data.table import Table
from traiber.data.workspace import find_workspace
from traiber.data.writers import write_workbook


def office_mark(name: str, wide_at: int, size: int) -> bytes:
    """A lock file as Word (54, 162 bytes) and Excel (55, 165 bytes) write it."""
    narrow = name.encode("cp1252", errors="replace")
    head = bytes([len(name)]) + narrow.ljust(wide_at - 1)
    wide = len(name).to_bytes(2, "little") + name.encode("utf-16-le")
    return (head + wide).ljust(size, b" ")


@pytest.mark.parametrize(("wide_at", "size"), [(54, 162), (55, 165)])
@pytest.mark.parametrize("name", ["Erika Muster", "Jürgen Groß-Öhler", "Ł. Żak", "A", "x" * 44])
def test_the_owner_is_read_from_both_forms_of_office(name: str, wide_at: int, size: int) -> None:
    assert owner_in_office(office_mark(name, wide_at, size)) == name


def test_an_old_or_damaged_mark_gives_what_it_holds() -> None:
    assert owner_in_office(b"\x06J\xfcrgen" + b" " * 20) == "Jürgen"
    assert owner_in_office(b"") == ""
    assert owner_in_office(b"\x00" * 165) == ""
    assert owner_in_libreoffice("Jürgen Groß,jg,PC-7,24.11.2026 10:00,file:///x;".encode()) == "Jürgen Groß"
    assert owner_in_libreoffice(b"") == ""


def test_a_workbook_open_in_excel_is_read_with_a_warning_that_names_the_person(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    (sources / "team").mkdir(parents=True)
    (tmp_path / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")
    table = Table("actors", ("name", "type"), [("Kammer", "Kammer")])
    write_workbook({"actors": table}, sources / "team" / "netz.xlsx", "de")
    (sources / "team" / "~$netz.xlsx").write_bytes(office_mark("Erika Muster", 55, 165))
    batch = check(find_workspace(tmp_path))
    assert batch.counts["actors"] == 1
    warnings = [finding for finding in batch.findings if finding.code == "W241"]
    assert [(str(w.cell), "Erika Muster" in w.rule, "~$netz.xlsx" in w.remedy) for w in warnings] == [
        ("team/netz.xlsx", True, True)
    ]


def test_marks_of_libreoffice_count_too_and_all_are_sorted(tmp_path: Path) -> None:
    (tmp_path / ".~lock.b.ods#").write_text(",erika,PC-7,24.11.2026 10:00,file:///x;", encoding="utf-8")
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    assert [(f.cell.file, "erika" in f.rule) for f in open_files(tmp_path)] == [
        ("a.xlsx", False),
        ("b.ods", True),
    ]
