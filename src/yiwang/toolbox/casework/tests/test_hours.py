"""A step whose limit is counted in hours: by the wall clock, through nights and holidays, late by the minute."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.kernel.dated import Dated
from yiwang.kernel.section import Declared
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import clockwork, keeping, sections
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.forms import api as forms

from .test_moves import FORM, applied, give

TWO_HOURS = Dated("紧急事项转出", {date(2020, 1, 1): standards.Value(2, "小时", "测试", "测试", "read")})
URGENT = Flow.model_validate({
    "title": "紧急", "limit": "licence_decision", "steps": [
        {"key": "sort", "title": "分办", "by": "clerk", "limit": "test/two_hours", "late": "escalate", "escalates": "approver",
         "verdicts": [{"key": "on", "title": "转出", "effect": "accept", "to": "do"}]},
        {"key": "do", "title": "处置", "by": "examiner", "verdicts": [{"key": "end", "title": "办结", "effect": "finish"}]},
    ]})  # fmt: skip
FRIDAY = "2026-02-27T23:10"


@pytest.fixture
def cast(db):
    with (
        standards.parameters.plus(**{"test/two_hours": TWO_HOURS}), casework.flows.plus(**{"test/urgent": URGENT}),
        forms.forms.plus(**{"test/form": FORM}),
    ):  # fmt: skip
        yield testing.cast()


def row(number) -> Case:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number)


def test_it_runs_through_the_night_and_the_weekend(cast):
    with clock.frozen(FRIDAY):
        number = applied(cast, flow="test/urgent")
    task = Task.objects.get(case=row(number))
    assert task.due_at.astimezone(clock.CHINA).isoformat()[:16] == "2026-02-28T01:10"
    assert row(number).urgent_on == date(2026, 2, 28), "a Saturday"


@pytest.mark.parametrize(("at", "light", "whose"), [("01:09", "yellow", "clerk"), ("01:11", "red", "approver")])
def test_late_by_the_minute_it_goes_up(cast, at, light, whose):
    with clock.frozen(FRIDAY):
        number = applied(cast, flow="test/urgent")
    with clock.frozen(f"2026-02-28T{at}"):
        case = row(number)
        assert clockwork.light_of(case, clockwork.days_left(case.urgent_on)) == light
        keeping.keep_clocks()
        testing.enter(security.SYSTEM)
        assert Task.objects.get(case__number=number, state="open").role == whose


def test_counted_by_days_it_would_be_late_only_tomorrow(cast, monkeypatch):
    """Planted fault: hours forgotten."""
    from django.db.models import Q

    monkeypatch.setattr(clockwork, "past", lambda: Q(due_on__lt=clock.today()))
    with pytest.raises(AssertionError):
        test_late_by_the_minute_it_goes_up(cast, "01:11", "red", "approver")


def test_the_next_step_has_no_hour(cast):
    with clock.frozen(FRIDAY):
        number = applied(cast, flow="test/urgent")
        give(cast.liu, number, "on")
    assert row(number).urgent_at is None and row(number).urgent_on == row(number).due_on


def test_a_whole_case_is_not_counted_in_hours():
    with standards.parameters.plus(**{"test/two_hours": TWO_HOURS}):
        wrong = URGENT.model_copy(update={"limit": "test/two_hours"})
        declared = Declared("test", "urgent", wrong, Path("flows/urgent.yaml"))
        assert "FLOW017" in {one.id for one in sections.check(declared, {"forms": {}})}
        declared = Declared("test", "urgent", URGENT, Path("flows/urgent.yaml"))
        assert "FLOW017" not in {one.id for one in sections.check(declared, {"forms": {}})}


@given(st.datetimes(), st.integers(0, 500))
def test_the_end_is_that_many_hours_on(begin, hours):
    begin = begin.replace(tzinfo=clock.CHINA)
    limit = Dated("时限", {date(1, 1, 1): standards.Value(hours, "小时", "测试", "测试", "read")})
    try:
        wanted = begin + timedelta(hours=hours)
    except OverflowError:
        return
    with standards.parameters.plus(**{"test/two_hours": limit}):
        ends = clockwork.step_ends(URGENT.steps[0], begin.date(), begin)
    assert (ends.day, ends.at) == (wanted.date(), wanted)
