"""Every guard of the pack holds because something would be noticed: each mistake here is planted, and found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yiwang.toolbox.packs.api import packcheck

PACKS = Path(__file__).parents[3]
OWN = "market/individual_business"


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
        ("rules.py", "if word in brand]\n    wrong +=", "if word in ()]\n    wrong +=", "PACK012"),
        ("rules.py", "today < months_after(", "today <= months_after(", "PACK012"),
        ("rules.py", "if CATALOGUE[item] and item not in FILED]", "]", "PACK012"),
        ("rules.py", "checkdigits.organisation(organisation)}", "0}", "PACK012"),
        ("flows/register.yaml", "enrols: individual_business/firm", "enrols: individual_business/shop", "FLOW006"),
        ("flows/register.yaml", "intake.unique", "intake.single", "FLOW009"),
        ("forms/apply.yaml", "when: formed =", "when: form =", "FORM002"),
        ("matters/register.yaml", "promise: individual_business/promise", "promise: licence_decision", "MATTER006"),
    ],
)
def test_what_is_broken_is_found(copy, path, was, now, found):
    file = copy / OWN / path
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    assert found in {problem.id for problem in packcheck(copy)}
