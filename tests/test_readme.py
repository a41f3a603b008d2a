"""What the README shows is what the commands print."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from traiber.cli import main

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```console\n\$ traiber (.+)\n((?:.*\n)*?)```")
EXAMPLES = [
    pytest.param(command, shown, id=f"{name}: {command}")
    for name in ("README.md", "LIESMICH.md")
    for command, shown in BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after `make demo`."""
    folder = tmp_path_factory.mktemp("readme")
    assert CliRunner().invoke(main, ["demo", str(folder / "demo")]).exit_code == 0
    return folder


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_every_line_shown_is_printed_in_this_order(
    command: str, shown: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code == 0, result.output
    printed = iter(result.stdout.replace("\\", "/").splitlines())
    missing = [line for line in shown.splitlines() if line not in printed]
    assert missing == []


def test_both_readmes_show_the_same_commands() -> None:
    """The most used ones, and `init`."""
    english, german = (
        [re.sub(r" --lang \w+", "", command).split()[0] for command, _shown in BLOCK.findall(text)]
        for text in ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "LIESMICH.md"))
    )
    assert english == german == [
        "gaps", "multipliers", "introductions", "outage", "actor", "query", "map", "init",
    ]  # fmt: skip


def test_the_python_example_gives_what_its_comment_says() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n((?:.*\n)*?)```", text)
    assert code is not None
    body, _newline, last = code.group(1).rstrip().rpartition("\n")
    expression, _hash, expected = last.partition("#")
    namespace: dict[str, object] = {}
    exec(body, namespace)  # the README's own code
    assert eval(expression, namespace) == eval(expected)
