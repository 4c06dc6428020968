"""Every guard of the pack holds because something would be noticed: each mistake here is planted, and found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yiwang.toolbox.packs.api import packcheck

PACKS = Path(__file__).parents[3]
OWN = "livelihood/public_hygiene"


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
        ("rules.py", "if kind in FREE:", "if kind in FOOD:", "PACK012"),
        ("rules.py", '"不合格" if visits > 1', '"不合格" if visits > 0', "PACK012"),
        ("rules.py", "<= today)]", "< today)]", "PACK012"),
        ("rules.py", "12 * years) - timedelta(days=1)", "12 * years)", "PACK012"),
        ("flows/licence.yaml", "AND NOT broken", "AND NOT broke", "FLOW009"),
        ("flows/licence.yaml", "effect: revoke\n        needs: [reason]", "effect: revoke", "FLOW005"),
        ("flows/licence.yaml", "not_by: [examine, inspect]", "not_by: [examine, visit]", "FLOW002"),
        ("matters/licence.yaml", 'result_type: "10"', 'result_type: "30"', "MATTER006"),
    ],
)
def test_what_is_broken_is_found(copy, path, was, now, found):
    file = copy / OWN / path
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    assert found in {problem.id for problem in packcheck(copy)}
