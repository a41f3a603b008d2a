"""The workspace's own codes count like the shipped ones: in suggestions, in lists and by their names."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.data.build import build, check
from traiber.data.workspace import find_workspace

LISTS = "Liste;Code;Bezeichnung\nAkteurstyp;circus;Wanderzirkus\nBeziehungsart;lends;leiht Zelte\n"
TIES = "Von;Nach;Art\nAlfa;Beta;leiht Zelte\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two actors and a contact of an own kind."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "traiber.toml").write_text('network = "Netz"\nlanguage = "de"\n', encoding="utf-8")
    _write(tmp_path, "Akteure", "Name;Typ\nAlfa;Wanderzirkus\nBeta;Unternehmen\n")
    _write(tmp_path, "Beziehungen", TIES)
    _write(tmp_path, "Listen", LISTS)
    return tmp_path


def _write(folder: Path, name: str, text: str) -> None:
    (folder / "sources" / f"{name}.csv").write_text(text, encoding="utf-8")


def test_an_own_code_is_suggested_and_listed(folder: Path) -> None:
    _write(folder, "Akteure", "Name;Typ\nAlfa;Wanderzirkuss\nBeta;Quux\n")
    slip, other = check(find_workspace(folder)).errors
    assert (slip.code, slip.suggestion) == ("E204", "Wanderzirkus")
    assert other.code == "E204" and "Wanderzirkus" in other.remedy


def test_the_profile_of_an_actor_has_the_name_of_an_own_kind_of_contact(folder: Path) -> None:
    build(find_workspace(folder))
    shown = CliRunner().invoke(main, ["actor", "Alfa", "-w", str(folder)]).stdout
    assert "Beta (leiht Zelte," in shown and "Wanderzirkus" in shown and "lends" not in shown
