"""docs/asvs.md says of every requirement how it stands, and says nothing that is not so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from .asvs import LEVEL_1, LEVEL_2

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/asvs.md"
STATES = ("held", "partly", "not yet", "does not apply")
ROW = re.compile(
    r"^\| V(?P<id>[\d.]+) \| (?P<level>\d) \| (?P<asks>[^|]+) \| (?P<state>[^|]+) \| (?P<where>[^|]*)"
    r" \| (?P<tests>[^|]*) \|$"
)
CODE = re.compile(r"`([^`]+)`")
PLACES = ("docs/", "tests/", "tools/", "requirements/", "pyproject.toml", "Makefile")
LONGEST = 12  # words in which we say what is asked: our own, not the standard's


@dataclass(frozen=True)
class Row:
    id: str
    level: str
    asks: str
    state: str
    where: str
    tests: str

    @property
    def paths(self) -> list[str]:
        return [one for one in CODE.findall(self.where) if "/" in one and not one.startswith("/") or one == "kernel"]


def rows(text: str) -> list[Row]:
    return [Row(**found.groupdict()) for line in text.splitlines() if (found := ROW.match(line))]


def exists(path: str) -> bool:
    return ((ROOT if path.startswith(PLACES) else ROOT / "src/yiwang") / path).exists()


@cache
def names_of_tests() -> frozenset[str]:
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("src/**/tests/*.py")]
    return frozenset(re.findall(r"def (test_\w+)", "\n".join(file.read_text() for file in files)))


def faults(text: str) -> list[str]:
    found, seen = [], rows(text)
    numbers = Counter(row.id for row in seen)
    for level, wanted in (("1", LEVEL_1), ("2", LEVEL_2)):
        here = {row.id for row in seen if row.level == level}
        found += [f"{one} of level {level} is missing" for one in wanted if one not in here]
        found += [f"{one} is not of level {level}" for one in here - set(wanted)]
    found += [f"{one} is there {times} times" for one, times in numbers.items() if times > 1]
    for row in seen:
        named = CODE.findall(row.tests)
        found += [f"{row.id}: no path {path}" for path in row.paths if not exists(path)]
        found += [f"{row.id}: no test {one}" for one in named if one not in names_of_tests()]
        if row.state not in STATES:
            found.append(f"{row.id}: {row.state} is no state")
        if row.state == "held" and not named:
            found.append(f"{row.id}: held by no test")
        if row.state != "held" and not row.where:
            found.append(f"{row.id}: does not say why")
        if len(row.asks.split()) > LONGEST:
            found.append(f"{row.id}: says too much")
    return found + [f"{state}: {said} said, {true} true" for state, said, true in sums(text, seen) if said != true]


def sums(text: str, seen: list[Row]) -> list[tuple[str, int, int]]:
    counted = Counter(row.state for row in seen)
    said = dict(re.findall(r"^\| (held|partly|not yet|does not apply|all) \| (\d+) \|$", text, re.M))
    return [(one, int(said.get(one, -1)), len(seen) if one == "all" else counted[one]) for one in (*STATES, "all")]


def test_every_requirement_is_there_once_and_what_is_said_is_so():
    assert len(LEVEL_1) == 70 and len(LEVEL_2) == 183
    assert faults(PAGE.read_text()) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"\| V1\.1\.1 .*\n", "", "1.1.1 of level 2 is missing"),
        (r"(\| V1\.1\.1 .*\n)", r"\1\1", "1.1.1 is there 2 times"),
        (r"infrastructure/outgoing`", "infrastructure/planted`", "no path infrastructure/planted"),
        (r"test_redirections_are_not_followed", "test_planted", "no test test_planted"),
        (r"\| held \| \d+ \|", "| held | 253 |", "held: 253 said"),
        (r"(\| V15\.3\.2 .*) \| [^|]+ \|\n", r"\1 |  |" + "\n", "15.3.2: held by no test"),
        (r"(\| V1\.2\.6 \| 2 \| [^|]+ \| [^|]+ \|) [^|]+ \|", r"\1  |", "1.2.6: does not say why"),
    ],
)
def test_a_planted_untruth_is_found(old, new, says):
    text = PAGE.read_text()
    planted = re.sub(old, new, text)
    assert planted != text
    assert any(says in fault for fault in faults(planted)), faults(planted)
