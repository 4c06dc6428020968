"""Who may give what, and when an appointment is looked at again: the rules alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.toolbox.organisations import rules

ROLES = sorted(rules.BUSINESS | {"matters_checker", "personnel", "administrator", "auditor", "unheard_of"})
TODAY = date(2026, 3, 2)


def ask(roles: str, wanted: str, *, agency: int = 1, holder: int = 2, held: str = "", powers=None) -> str:
    by = rules.Granter(1, frozenset(roles.split()), frozenset({1, 11}))
    return rules.problem(by, rules.Place(agency, frozenset(wanted.split())), holder, set(held.split()), str, powers)


@pytest.mark.parametrize(
    ("roles", "wanted", "more", "says"),
    [
        ("personnel", "clerk examiner", {}, ""),
        ("personnel", "clerk", {"agency": 11}, ""),
        ("personnel", "clerk", {"agency": 111}, "只能办本机构和直接下级"),
        ("personnel", "personnel", {}, "不能给出“personnel”"),
        ("personnel", "administrator", {}, "不能给出“administrator”"),
        ("personnel", "clerk auditor", {}, "不能给出“auditor”"),
        ("personnel", "clerk", {"holder": 1}, "不能给自己"),
        ("administrator", "administrator", {"agency": 999}, ""),
        ("administrator", "clerk", {"holder": 1}, "不能给自己"),
        ("administrator", "auditor", {"held": "administrator"}, "不能由同一个人担任"),
        ("administrator", "personnel", {"held": "auditor"}, "不能由同一个人担任"),
        ("administrator", "auditor administrator", {}, "不能由同一个人担任"),
        ("clerk", "clerk", {}, "不能给出“clerk”"),
        ("approver", "clerk", {}, "不能给出“clerk”"),
        ("approver", "clerk", {"powers": rules.CONFIRMS}, ""),
        ("approver", "administrator", {"powers": rules.CONFIRMS}, "不能给出"),
        ("administrator", "unheard_of", {}, "不能给出"),
    ],
)
def test_who_may_give_what(roles, wanted, more, says):
    found = ask(roles, wanted, **more)
    assert says in found and bool(says) == bool(found)


@given(
    st.frozensets(st.sampled_from(ROLES)), st.frozensets(st.sampled_from(ROLES), min_size=1), st.integers(1, 3),
    st.frozensets(st.sampled_from(ROLES)),
)  # fmt: skip
def test_nobody_gives_himself_anything_and_nothing_beyond_what_is_written(roles, wanted, holder, held):
    by = rules.Granter(1, roles, frozenset({1}))
    if rules.problem(by, rules.Place(1, wanted), holder, held, str) == "":
        assert holder != 1
        assert all(any(one in rules.GRANTS.get(role, ()) for role in roles) for one in wanted)
        assert not any(pair <= (held | wanted) and pair & wanted for pair in rules.APART)


@given(st.integers(0, 2000), st.integers(1, 400), st.integers(1, 60), st.lists(st.integers(1, 90), max_size=40))
def test_nothing_ends_that_was_not_told_that_long_before(age, every, notice, pauses):
    """Whatever nights the round was missed: what ends was told at least `notice` days before, and the day told is kept."""
    since, today = TODAY - timedelta(days=age), TODAY
    by, told = None, None
    for pause in [0, *pauses]:
        today += timedelta(days=pause)
        found = rules.review(since, by, told, today, every, notice)
        if found.do == "set":
            assert found.by >= today + timedelta(days=notice)
            by = found.by
        elif found.do == "tell":
            assert found.by >= today + timedelta(days=notice)
            by, told = found.by, today
        elif found.do == "end":
            assert told is not None and (today - told).days >= notice and today >= by
            return
        else:
            assert found.by == by


def test_the_days_of_a_review_by_hand():
    def at(day, by=None, told=None):
        return rules.review(date(2026, 1, 1), by, told, day, 180, 30)

    assert at(date(2026, 3, 2)) == rules.Review("set", date(2026, 6, 30))
    assert at(date(2026, 12, 1)) == rules.Review("set", date(2026, 12, 31))
    assert at(date(2026, 5, 30), date(2026, 6, 30)) == rules.Review("", date(2026, 6, 30))
    assert at(date(2026, 5, 31), date(2026, 6, 30)) == rules.Review("tell", date(2026, 6, 30))
    assert at(date(2026, 6, 20), date(2026, 6, 30)) == rules.Review("tell", date(2026, 7, 20))
    assert at(date(2026, 6, 29), date(2026, 6, 30), date(2026, 5, 31)).do == ""
    assert at(date(2026, 6, 30), date(2026, 6, 30), date(2026, 5, 31)).do == "end"


def test_a_term_is_one_of_the_future():
    assert rules.term_problem(TODAY, None, TODAY) == ""
    assert rules.term_problem(TODAY, TODAY, TODAY) == ""
    assert "早于今天" in rules.term_problem(TODAY - timedelta(days=1), None, TODAY)
    assert "最后一天" in rules.term_problem(TODAY, TODAY - timedelta(days=1), TODAY)
    assert rules.last_day(rules.until(TODAY)) == TODAY
    assert rules.until(None) is rules.last_day(None) is None
