"""The rules of term, scope and tries."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yiwang.toolbox.identity import rules

TODAY = date(2026, 3, 2)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(since=DAYS, length=st.integers(0, 3000), longest=st.integers(1, 2000))
def test_a_term_that_may_be_given_holds_on_each_of_its_days_and_on_no_other(since, length, longest):
    last = since + timedelta(days=length)
    if rules.term_problem(since, last, since, longest):
        assert length >= longest
        return
    assert length < longest
    until = rules.until(last)
    states = [rules.state(since, until, False, since + timedelta(days=day)) for day in (-1, 0, length, length + 1)]
    assert states == ["to come", "in force", "in force", "over"]


@given(since=DAYS, last=st.none() | DAYS, today=DAYS)
def test_no_term_is_without_end_before_today_or_backwards(since, last, today):
    allowed = not rules.term_problem(since, last, today, 10**6)
    assert allowed == (last is not None and today <= since <= last)


@given(since=DAYS, last=DAYS, today=DAYS)
def test_what_was_ended_holds_on_no_day(since, last, today):
    assert rules.state(since, rules.until(last), True, today) == "ended"


@given(last=DAYS)
def test_the_last_day_is_said_as_it_was_typed(last):
    assert rules.last_day(rules.until(last)) == last


@given(scope=st.frozensets(st.sampled_from("abcd")), matter=st.sampled_from("abcde"))
def test_an_empty_scope_is_all_and_any_other_only_what_it_names(scope, matter):
    assert rules.covers(scope, matter) == (matter in scope or not scope)


@given(failed=st.integers(0, 100), most=st.integers(0, 20))
def test_tries_run_out_and_never_below_nothing(failed, most):
    left = rules.tries_left(failed, most)
    assert left >= 0
    assert (left == 0) == (failed >= most)


WHOLE = ("身份证", ["photo", "address"], "授 2026-1", "腿脚不便，不会用手机")


def test_a_record_that_is_whole_lacks_nothing():
    assert rules.seen_problem(*WHOLE) == ""


def test_every_part_of_the_record_is_asked_for():
    for place, (instead, word) in enumerate([
        ("借书证", "出示"), (["photo"], "至少选 2 项"), ("  ", "编号"), ("懒", "为什么不能自己办"),
    ]):  # fmt: skip
        parts = [*WHOLE[:place], instead, *WHOLE[place + 1 :]]
        assert word in rules.seen_problem(*parts)


def test_the_same_fact_twice_is_one_fact():
    assert "至少选 2 项" in rules.seen_problem("身份证", ["photo", "photo", "invented"], *WHOLE[2:])
