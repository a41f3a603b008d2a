"""Every code of a finding is explained in docs/messages.md, in German and in English."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = re.compile(r'"([EW][1-9][0-9]{2})"')  # as the sources write it
ROW = re.compile(r"^\| ([EW][0-9]{3}) \| (.+) \| (.+) \|$", re.MULTILINE)


def codes_of_the_sources() -> set[str]:
    folders = ("data", "graph", "ontology", "visualizations")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


def explained(language: str) -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    return ROW.findall(text.partition(f"## {language}\n")[2].partition("\n## ")[0])


@pytest.mark.parametrize("language", ["Deutsch", "English"])
def test_every_code_has_a_row_with_its_meaning_and_remedy(language: str) -> None:
    """A missing code and one that no longer exists are both named."""
    rows = explained(language)
    codes = [code for code, _meaning, _remedy in rows]
    assert sorted(codes) == codes and len(set(codes)) == len(codes)
    assert set(codes) ^ codes_of_the_sources() == set()


def test_german_and_english_rows_differ() -> None:
    for german, english in zip(explained("Deutsch"), explained("English"), strict=True):
        assert german[0] == english[0]
        assert german[1] != english[1] and german[2] != english[2]
