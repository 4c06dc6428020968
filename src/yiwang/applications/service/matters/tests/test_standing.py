"""Which edition counts on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.matters.standing import earliest, in_force, may_check, never_was, standing

TODAY = date(2026, 11, 23)
PROVINCE = (530000_000000, 539999_999999)


@dataclass(frozen=True)
class One:
    number: int
    effective_on: date
    withdrawn_on: date | None = None


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


def test_the_latest_that_took_effect_counts():
    first, second = One(1, day(-10)), One(2, day(5))
    assert in_force([first, second], day(-11)) == ("none", None)
    assert in_force([first, second], TODAY) == ("in_force", first)
    assert in_force([second, first], day(5)) == ("in_force", second)
    assert [standing(one, [first, second], TODAY) for one in (first, second)] == ["in_force", "waiting"]
    assert [standing(one, [first, second], day(5)) for one in (first, second)] == ["superseded", "in_force"]


def test_withdrawn_means_nothing_counts_until_the_next():
    first, second, third = One(1, day(-10)), One(2, day(-5), day(0)), One(3, day(3))
    assert in_force([first, second, third], day(-1)) == ("in_force", second)
    assert in_force([first, second, third], day(0)) == ("withdrawn", second)
    assert in_force([first, second, third], day(3)) == ("in_force", third)


def test_withdrawn_before_it_took_effect_it_never_was():
    first, second = One(1, day(-10)), One(2, day(5), day(1))
    assert never_was(second)
    assert in_force([first, second], day(9)) == ("in_force", first)
    assert standing(second, [first, second], TODAY) == "withdrawn"


def test_the_next_comes_neither_in_the_past_nor_before_one_announced():
    assert earliest([One(1, day(-10))], TODAY) == TODAY
    assert earliest([One(1, day(-10)), One(2, day(5))], TODAY) == day(5)
    assert earliest([One(1, day(-10)), One(2, day(5), day(1))], TODAY) == TODAY


def test_who_checks_sits_above():
    wuhua = 530102_000000
    assert may_check(PROVINCE, wuhua, PROVINCE)
    assert may_check(PROVINCE, 530000_000000, PROVINCE)
    assert may_check((530100_000000, 530199_999999), wuhua, PROVINCE)
    assert not may_check((530102_000000, 530102_999999), wuhua, PROVINCE)
    assert not may_check((532900_000000, 532999_999999), wuhua, PROVINCE)


@given(st.lists(st.tuples(st.integers(-9, 9), st.none() | st.integers(-9, 9)), max_size=5), st.integers(-12, 12))
def test_at_most_one_counts_and_it_has_begun_and_not_ended(given_editions, after):
    editions = [
        One(n, day(begins), None if ends is None else day(ends)) for n, (begins, ends) in enumerate(given_editions, 1)
    ]
    found, one = in_force(editions, day(after))
    standings = [standing(each, editions, day(after)) for each in editions]
    assert standings.count("in_force") == (found == "in_force")
    if found == "in_force":
        assert one.effective_on <= day(after) and (one.withdrawn_on is None or one.withdrawn_on > day(after))
