"""Every guard of the pack holds because something would be noticed: each mistake here is planted, and found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yiwang.toolbox.packs.api import packcheck

PACKS = Path(__file__).parents[3]
OWN = "organs/licensing_letters"


@pytest.fixture
def copy(tmp_path):
    """This pack and the letters it needs, where they may be broken."""
    for name in {OWN, "organs/licensing_letters"}:
        shutil.copytree(PACKS / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    return tmp_path


def test_nothing_is_wrong_with_the_pack(copy):
    assert packcheck(copy) == []


@pytest.mark.parametrize(
    ("path", "was", "now", "found"),
    [
        ("rules.py", 'startswith("准予")', 'startswith("不予")', "PACK012"),
        ("rules.py", "own and facts", "facts", "PACK012"),
        ("documents/declined.yaml", "{basis}", "{ground}", "DOCUMENT001"),
        ("documents/refused.typ", "data.heading", "data.headline", "DOCUMENT002"),
    ],
)
def test_what_is_broken_is_found(copy, path, was, now, found):
    file = copy / OWN / path
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    assert found in {problem.id for problem in packcheck(copy)}
