"""What moves by itself or by right: steps a rule takes, silence that goes up or passes, jumps, and an end without a decision."""

from __future__ import annotations

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import ending, moving, rules
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Entry, Task
from yiwang.toolbox.forms import api as forms

from .test_moves import FORM, applied, give


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen("2026-03-02"):
        yield


def stands(number) -> str:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number).step


# by rule


AUTO = Flow.model_validate({
    "title": "自动", "limit": "licence_decision", "steps": [
        {"key": "intake", "title": "受理", "by": "clerk", "verdicts": [
            {"key": "accept", "title": "受理", "effect": "accept", "to": "sort"}]},
        {"key": "sort", "title": "分流", "by": "examiner", "auto": True, "verdicts": [
            {"key": "quick", "title": "免审", "when": "name = '翠湖小吃'", "effect": "grant", "to": "hand"},
            {"key": "slow", "title": "审", "when": "name = '大店'", "to": "check"}]},
        {"key": "check", "title": "审查", "by": "examiner", "limit": "licence_supplement_notice", "late": "escalate",
         "escalates": "approver", "must": True, "verdicts": [
            {"key": "fit", "title": "符合", "to": "ask"}]},
        {"key": "ask", "title": "征求意见", "by": "examiner", "limit": "licence_supplement_notice", "late": "pass",
         "passes": "none", "verdicts": [
            {"key": "none", "title": "没有意见", "to": "sign"}, {"key": "some", "title": "有意见", "to": "check"}]},
        {"key": "sign", "title": "决定", "by": "approver", "verdicts": [
            {"key": "grant", "title": "准予", "effect": "grant", "to": "hand"}]},
        {"key": "hand", "title": "送达", "by": "clerk", "verdicts": [{"key": "end", "title": "办结", "effect": "finish"}]},
    ]})  # fmt: skip


@pytest.fixture
def auto(db):
    with casework.flows.plus(**{"test/auto": AUTO}), forms.forms.plus(**{"test/form": FORM}):
        yield testing.cast()


def named(cast, name) -> str:
    number = applied(cast, key=name, flow="test/auto", answers={"name": name, "phone": "15400000001"})
    give(cast.liu, number, "accept")
    return number


def test_an_automatic_step_is_taken_by_rule_and_nobody_is_named_for_it(auto):
    number = named(auto, "翠湖小吃")
    assert (stands(number), Case.objects.get(number=number).outcome) == ("hand", "granted")
    line = Entry.objects.get(case__number=number, verb="granted")
    assert (line.who, line.user_id) == (moving.BY_RULE, None)
    assert Task.objects.get(case__number=number, step="sort").done_by_id is None


def test_where_no_rule_fits_a_person_does_it(auto):
    number = named(auto, "小店")
    assert stands(number) == "sort"
    testing.enter(security.SYSTEM)
    assert Task.objects.get(case__number=number, state="open").role == "examiner"


def test_no_rule_may_refuse():
    wrong = AUTO.steps[1].model_dump() | {
        "verdicts": [{"key": "no", "title": "不予许可", "effect": "refuse", "needs": ["reason"]}]
    }
    with pytest.raises(ValueError, match="要由人决定"):
        AUTO.steps[1].model_validate(wrong)


def test_automatic_steps_in_a_circle_are_found():
    back = AUTO.steps[1].verdicts[1].model_copy(update={"to": "x"})
    ring = AUTO.model_copy(update={"steps": (AUTO.steps[1].model_copy(update={"key": "x", "verdicts": (back,)}),)})
    assert rules.rings(ring) == ["x"] and rules.rings(AUTO) == []


def test_late_it_goes_up_once(auto):
    number = named(auto, "大店")
    with clock.frozen("2026-03-10"):
        assert casework.keep_clocks() == 1 and casework.keep_clocks() == 0
        testing.enter(security.SYSTEM)
        assert Task.objects.get(case__number=number, state="open").role == "approver"
        assert "转审批" in Entry.objects.get(case__number=number, verb="escalated").says
        give(auto.duan, number, "fit")
    assert stands(number) == "ask"


def test_late_it_passes_by_rule(auto):
    number = named(auto, "大店")
    with clock.frozen("2026-03-10"):
        casework.keep_clocks()
        give(auto.duan, number, "fit")
    with clock.frozen("2026-03-20"):
        assert casework.keep_clocks() == 1 and casework.keep_clocks() == 0
    assert stands(number) == "sign"


# by right


def jump(by, number, to, reason="赶时间"):
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.jump(by, number, to=to, reason=reason, revision=revision, key=None)


def test_who_leads_may_jump_but_not_past_a_must(auto):
    number = named(auto, "小店")
    with pytest.raises(casework.CannotFollow):
        jump(auto.duan, number, "sign")
    assert jump(auto.duan, number, "check") == "审查"
    assert stands(number) == "check"
    testing.enter(security.SYSTEM)
    assert Task.objects.filter(case__number=number, state="open", kind="main").count() == 1


def test_a_must_that_is_not_looked_at_would_be_jumped(auto, monkeypatch):
    number = named(auto, "小店")
    monkeypatch.setattr(rules, "jump_to", lambda flow, *_: list(flow.steps))
    jump(auto.duan, number, "sign")
    assert stands(number) == "sign"


def test_who_does_not_lead_ends_and_jumps_nothing(auto):
    number = named(auto, "小店")
    for act in (
        lambda: jump(auto.liu, number, "check"),
        lambda: ending.terminate(auto.liu, number, reason="x", revision=2, key=None),
    ):
        with pytest.raises(Refused):
            act()
    assert stands(number) == "sort"


def test_a_case_that_ended_is_told_and_nothing_of_it_is_open(auto):
    number = named(auto, "小店")
    with security.viewing(auto.duan):
        revision = casework.case_view(auto.duan, number).case.revision
    with pytest.raises(casework.ReasonMissing):
        casework.terminate(auto.duan, number, reason=" ", revision=revision, key=None)
    casework.terminate(auto.duan, number, reason="申请人已经注销", revision=revision, key="t")
    testing.enter(security.SYSTEM)
    case = Case.objects.get(number=number)
    assert (case.status, case.outcome, case.tasks.filter(state="open").count()) == ("closed", "ended", 0)
    assert Entry.objects.get(case=case, verb="ended").public
