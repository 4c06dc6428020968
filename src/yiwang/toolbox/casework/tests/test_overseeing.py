"""What is late is seen, said why, urged, and becomes somebody's task: once for each step it is late at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as people
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import overseeing, rules
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.organisations.testing import seated

from .test_moves import _monday, applied, cast, give  # noqa: F401  fixtures

DUE = date(2026, 3, 30)  # twenty working days after the second of March


@pytest.fixture
def late(cast):  # noqa: F811
    """A case that was accepted on the second of March and stands at the inspection."""
    number = applied(cast)
    give(cast.liu, number, "accept")
    return cast, number


def seen(viewer) -> casework.Late:
    with security.viewing(viewer):
        return casework.late(viewer)


def test_it_is_soon_then_late_with_the_reason_and_since_when(late):
    cast, number = late  # noqa: F811
    assert seen(cast.duan).lines == []
    with clock.frozen("2026-03-25"):
        found = seen(cast.duan)
        assert (found.late, found.soon, found.lines[0].light) == (0, 1, "green")
    with clock.frozen("2026-03-31"):
        found = seen(cast.duan)
        (line,) = found.lines
        assert (found.late, found.soon) == (1, 0) and found.steps == [("试办：核查", 1)]
        assert (line.number, line.days_left, line.light, line.due_on) == (number, -1, "red", DUE)
        assert line.since.astimezone(clock.CHINA).date() == date(2026, 3, 2) and line.why == [
            "这一环节已经 21 个工作日"
        ]


def test_nobody_is_late_while_days_are_not_counted(late):
    cast, number = late  # noqa: F811
    give(cast.pu, number, "pause", reason="听证", kind="hearing")
    give(cast.ma, number, "pause", reason="听证", kind="hearing")
    with clock.frozen("2026-05-20"):
        assert seen(cast.duan).lines == [] and casework.oversee_late() == 0


def test_another_county_sees_none_of_it(late):
    cast, number = late  # noqa: F811
    other = seated("leader", "远", cast.yang.agency, "supervisor")
    with clock.frozen("2026-03-31"):
        assert seen(other).late == 0
        with pytest.raises(NotFound):
            casework.urge(other, number, says="快", key="o")


def test_a_late_case_becomes_a_task_of_who_leads_once_at_each_step(late, monkeypatch):
    cast, number = late  # noqa: F811
    assert casework.oversee_late() == 0
    with clock.frozen("2026-03-31"):
        assert (casework.oversee_late(), casework.oversee_late()) == (1, 0)
        people.enter(security.SYSTEM)
        task = Task.objects.get(kind="oversee")
        assert (task.role, task.state) == ("approver", "open"), "nobody supervises there"
        give(cast.pu, number, "pass")
        give(cast.ma, number, "pass")
        people.enter(security.SYSTEM)
        assert Task.objects.get(kind="oversee").state == "dropped", "it went on"
        assert casework.oversee_late() == 1, "and is late at the next step too"
        with security.viewing(cast.duan):
            (line,), _ = casework.worklist(cast.duan)
            assert line.asked == "督办"
            (asked,) = casework.asked_of(cast.duan, casework.case_view(cast.duan, number))
        with pytest.raises(casework.AnswerMissing, match="原因"):
            casework.answer(cast.duan, number, asked.pk, vote="", says=" ", key="s0")
        casework.answer(cast.duan, number, asked.pk, vote="", says="核查人休假，今天办完", key="s1")
        assert casework.oversee_late() == 0, "answered is answered"
        give(cast.duan, number, "grant")


def test_where_somebody_supervises_it_is_his(late):
    cast, _ = late  # noqa: F811
    seated("overseer", "督", cast.liu.agency, "supervisor")
    with clock.frozen("2026-03-31"):
        casework.oversee_late()
    people.enter(security.SYSTEM)
    assert Task.objects.get(kind="oversee").role == "supervisor"


def test_without_the_mark_it_would_be_asked_every_time(late, monkeypatch):
    """The guard removed."""
    everything = Task.objects.filter(kind="main", state="open", case__due_on__lt=date(2027, 1, 1))
    monkeypatch.setattr(overseeing, "_unseen", lambda: everything.all())
    with clock.frozen("2026-03-31"):
        assert (casework.oversee_late(), casework.oversee_late()) == (1, 1)


def test_who_has_it_is_urged_until_he_has_read_it(late):
    cast, number = late  # noqa: F811
    casework.urge(cast.duan, number, says="请在周三前核查", key="u1")
    with pytest.raises(casework.CannotAsk, match="还没有看"):
        casework.urge(cast.duan, number, says="快", key="u2")
    with pytest.raises(casework.WhyMissing):
        casework.urge(cast.duan, number, says=" ", key="u3")
    with security.viewing(cast.pu):
        (line,), _ = casework.worklist(cast.pu)
        (asked,) = casework.asked_of(cast.pu, casework.case_view(cast.pu, number))
        assert (line.asked, asked.asks) == ("催办", "请在周三前核查")
    casework.answer(cast.pu, number, asked.pk, vote="", says="", key="u4")
    casework.urge(cast.duan, number, says="还没办", key="u5")
    with pytest.raises(Refused):
        casework.urge(cast.liu, number, says="快", key="u6")
    people.enter(security.SYSTEM)
    assert Case.objects.get(number=number).due_on == DUE, "the clock does not notice"


@given(st.integers(0, 400), st.lists(st.sampled_from(["sent_back", "paused", "urged"]), max_size=8), st.integers(0, 30))
def test_reasons_count_what_happened(days, told, extended):
    says = "，".join(rules.reasons(days, ["柏"], told, extended))
    assert (f"{days} 个工作日" in says) is (days > 0) and "在等柏回复" in says
    assert (f"驳回过 {told.count('sent_back')} 次" in says) is ("sent_back" in told)
    assert (f"延长过 {extended} 天" in says) is (extended > 0)


def test_a_page_costs_the_same_for_one_as_for_many(late, django_assert_max_num_queries):
    cast, number = late  # noqa: F811
    people.enter(security.SYSTEM)
    first = Case.objects.get(number=number)
    for place in range(12):
        fields = {one.attname: getattr(first, one.attname) for one in Case._meta.concrete_fields}
        fields |= {"number": f"X{place}", "due_on": DUE - timedelta(days=place), "draft": None}
        fields.pop("id")
        Case.objects.create(**fields)
    with clock.frozen("2026-03-31"), security.viewing(cast.duan), django_assert_max_num_queries(10):
        assert len(casework.late(cast.duan).lines) == 13
