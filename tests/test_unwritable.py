"""Places that cannot be written give one sentence and exit code 1, never a traceback."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from traiber.cli import main
from traiber.data.files import UnwritableError, write_bytes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "FILE"
    path.write_text("kept", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ["map", "-o", "FILE/x.html"],
        ["init", "FILE/x"],
        ["init", "FILE"],
        ["export", "csv", "-o", "FILE", "--force"],
        ["export", "csv", "-o", "FILE/x"],
        ["export", "ttl", "-o", "FILE/x.ttl"],
        ["export", "xlsx", "-o", "FOLDER", "--force"],
        ["gaps", "--format", "csv", "-o", "FILE/x.csv"],
    ],
)
def test_a_file_in_the_way_of_a_folder_is_said_in_one_sentence(file: Path, arguments: list[str]) -> None:
    (file.parent / "FOLDER").mkdir()
    places = [
        part.replace("FILE", str(file)).replace("FOLDER", str(file.parent / "FOLDER")) for part in arguments
    ]
    result = CliRunner().invoke(main, [*places, "--lang", "en"])
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.output
    assert "cannot be written" in result.stderr and len(result.stderr.splitlines()) == 1
    assert file.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in file.parent.iterdir()) == ["FILE", "FOLDER"]


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnwritableError):
        write_bytes(tmp_path / "folder", b"x", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
