"""When a document counts as served, and from when days run."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.toolbox.notices import rules
from yiwang.toolbox.notices.rules import METHODS, RECEIPT, Method, Rule, Served, runs_from, served
from yiwang.toolbox.notices.serving import rule_of

SENT = date(2026, 3, 2)
ZERO = Rule(0, "参照某法", "remembered")
THIRTY = Rule(30, "参照某法", "remembered")


@pytest.mark.parametrize(
    ("method", "rule", "received_on", "day", "ground"),
    [
        ("electronic", ZERO, None, SENT, "参照某法"),
        ("electronic", ZERO, date(2026, 3, 9), SENT, "参照某法"),
        ("post", ZERO, None, None, ""),
        ("post", ZERO, date(2026, 3, 6), date(2026, 3, 6), "参照某法"),
        ("pickup", ZERO, None, None, ""),
        ("pickup", ZERO, date(2026, 3, 3), date(2026, 3, 3), "参照某法"),
        ("public_notice", THIRTY, None, date(2026, 4, 1), "参照某法"),
        ("public_notice", THIRTY, date(2026, 3, 10), date(2026, 3, 10), RECEIPT),
        ("public_notice", THIRTY, date(2026, 5, 1), date(2026, 4, 1), "参照某法"),
    ],
)
def test_the_day_of_service(method, rule, received_on, day, ground):
    found = served(method, rule, SENT, received_on)

    assert (found.day if found else None, found.ground if found else "") == (day, ground)


@pytest.mark.parametrize("method", get_args(Method))
def test_every_way_has_its_dated_rule_marked_as_remembered(method):
    assert method in METHODS
    rule = rule_of(method, SENT)
    assert rule.how == "remembered"
    assert "民事诉讼法" in rule.ground
    assert rule.days == (30 if method == "public_notice" else 0)


def test_an_older_notice_follows_the_older_law():
    assert rule_of("public_notice", date(2021, 12, 31)).days == 60


DAYS = st.dates(date(2022, 1, 1), date(2035, 1, 1))


@given(st.sampled_from(get_args(Method)), DAYS, st.none() | DAYS)
def test_a_remembered_rule_never_starts_a_limit(method, sent_on, received_on):
    """Days for review run from the receipt and from nothing else, as long as the law was not read."""
    counted = served(method, rule_of(method, sent_on), sent_on, received_on)

    assert runs_from(counted, received_on) == received_on


def test_a_rule_that_was_read_does():
    assert runs_from(Served(SENT, "某法", "read"), None) == SENT


def test_the_guard_is_how_sure_the_rule_is(monkeypatch):
    """Planted fault: taken as read, the fiction would start the citizen's days without his knowing."""
    sure = Rule(THIRTY.days, THIRTY.ground, "read")
    assert runs_from(served("public_notice", THIRTY, SENT), None) is None
    assert rules.runs_from(served("public_notice", sure, SENT), None) == date(2026, 4, 1)
