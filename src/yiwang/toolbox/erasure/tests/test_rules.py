"""What goes and what stays: limits by the calendar, and that nothing goes which anything keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.toolbox.erasure import rules
from yiwang.toolbox.erasure.rules import Limit, Line

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("since", "value", "unit", "last"),
    [
        (date(2016, 2, 29), 1, "年", date(2017, 2, 28)),
        (date(2016, 2, 29), 4, "年", date(2020, 2, 29)),
        (date(2026, 8, 31), 6, "月", date(2027, 2, 28)),
        (date(2026, 11, 24), 30, "年", date(2056, 11, 24)),
        (date(2026, 12, 31), 2, "月", date(2027, 2, 28)),
        (date(2026, 11, 24), 180, "天", date(2027, 5, 23)),
    ],
)
def test_limits_end_by_the_calendar(since, value, unit, last):
    assert rules.until(since, Limit(value, unit, "", True)) == last


@given(since=DAYS, years=st.integers(1, 60), today=DAYS)
def test_on_its_last_day_it_is_still_kept_and_on_the_next_it_may_go(since, years, today):
    limit = Limit(years, "年", "某法", True)
    last = rules.until(since, limit)
    assert rules.fate(False, since, limit, last) == ("kept", last)
    assert rules.fate(False, since, limit, last + timedelta(days=1)) == ("goes", None)
    assert (rules.fate(False, since, limit, today)[0] == "goes") == (today > last)


@given(since=st.none() | DAYS, years=st.integers(1, 60), today=DAYS, busy=st.booleans())
def test_what_is_under_way_or_not_verified_never_goes(since, years, today, busy):
    assert rules.fate(True, since, Limit(years, "年", "", True), today)[0] == "busy"
    assert rules.fate(busy, since, Limit(years, "年", "", False), today)[0] != "goes"


def test_a_limit_that_never_began_to_run_keeps():
    assert rules.fate(False, None, Limit(10, "年", "", True), date(2026, 1, 1))[0] == "busy"


HOWS = st.sampled_from(["goes", "busy", "kept", "unverified", "last"])
LINES = st.lists(
    st.builds(Line, st.sampled_from(["a", "b", "account"]), st.just("x"), HOWS, st.integers(0, 3)), max_size=8
)


@given(lines=LINES, chosen=st.frozensets(st.sampled_from(["a", "b", "account"])))
def test_an_account_goes_only_when_nothing_else_stays(lines, chosen):
    if rules.whole(lines, chosen, "account"):
        assert "account" in chosen
        assert all(one.how == "goes" for one in lines if one.count)
        assert {one.group for one in lines if one.count} <= chosen
    for group in rules.may_go(lines, "account"):
        assert any(one.group == group and one.how == "goes" and one.count for one in lines)


@given(LINES)
def test_putting_lines_together_loses_none(lines):
    assert sum(one.count for one in rules.together(lines)) == sum(one.count for one in lines)


def test_nobody_does_two_steps():
    assert rules.why_not_check(1, 1) and rules.why_not_approve(1, 1, 2) and rules.why_not_approve(2, 1, 2)
    assert not (rules.why_not_check(2, 1) or rules.why_not_approve(3, 1, 2))
