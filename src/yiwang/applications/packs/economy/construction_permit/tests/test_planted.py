"""Every guard of the pack holds because something would be noticed: each mistake here is planted, and found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yiwang.toolbox.packs.api import packcheck

PACKS = Path(__file__).parents[3]
OWN = "economy/construction_permit"


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
        ("rules.py", "investment <= most", "investment < most", "PACK012"),
        ("rules.py", "today <= last", "today < last", "PACK012"),
        ("rules.py", "len(extensions) > most or", "", "PACK012"),
        ("rules.py", "codes[WORKS] & codes[SUPERVISION]", "codes[WORKS] & codes[DESIGN]", "PACK012"),
        ("rules.py", "resumed >= year", "resumed > year", "PACK012"),
        ("flows/permit.yaml", "start.last_day < :day", "start.last < :day", "FLOW009"),
        ("flows/permit.yaml", "to: start_last", "to: start_again", "FLOW004"),
        ("flows/permit.yaml", "not_by: [examine]", "not_by: [review]", "FLOW002"),
    ],
)
def test_what_is_broken_is_found(copy, path, was, now, found):
    file = copy / OWN / path
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    assert found in {problem.id for problem in packcheck(copy)}
