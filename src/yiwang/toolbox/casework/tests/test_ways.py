"""Other shapes of flow: on the spot, with the clock stopped by a step, waiting for elsewhere, taken back afterwards."""

from __future__ import annotations

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import messages, moving, rules
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Stop
from yiwang.toolbox.forms import api as forms

from .test_moves import FORM, applied, give, status

EXAM = forms.Form.model_validate({
    "title": "考试结果",
    "sections": [{"key": "exam", "title": "考试", "fields": [
        {"key": "score", "title": "分数", "type": "number"}, {"key": "passed", "title": "是否合格", "type": "yes_no"}]}],
})  # fmt: skip
FLOW = Flow.model_validate({
    "title": "别样", "limit": "licence_decision", "words": {"granted": "准予登记"},
    "specials": [{"key": "review", "title": "专家评审", "days": 30}],
    "steps": [
        {"key": "intake", "title": "受理", "by": "clerk", "verdicts": [
            {"key": "now", "title": "当场准予", "effect": "grant", "to": "check", "enrols": "test/shop"},
            {"key": "accept", "title": "受理", "effect": "accept", "to": "review"}]},
        {"key": "review", "title": "专家评审", "by": "examiner", "stops": "review", "verdicts": [
            {"key": "reviewed", "title": "评审完成", "to": "exam"}]},
        {"key": "exam", "title": "考试", "by": "system", "waits": True, "form": "test/exam", "verdicts": [
            {"key": "passed", "title": "合格", "when": "exam.passed = TRUE", "effect": "grant", "to": "check"},
            {"key": "failed", "title": "不合格", "when": "exam.passed = FALSE AND exam.score < 60", "effect": "refuse",
             "needs": ["reason"], "to": "check", "unless": "分数和结论对不上"}]},
        {"key": "check", "title": "事后核查", "by": "clerk", "verdicts": [
            {"key": "kept", "title": "承诺属实", "effect": "finish"},
            {"key": "broken", "title": "承诺不实", "effect": "revoke", "needs": ["reason"]}]},
    ],
})  # fmt: skip


def shop(facts):
    return {"name": facts["answers"]["name"], "identifier": "92530102MA6K000012", "facts": {"trade": "餐饮"}}


@pytest.fixture
def cast(db):
    with (
        casework.flows.plus(**{"test/flow": FLOW}),
        forms.forms.plus(**{"test/form": FORM, "test/exam": EXAM}),
        functions.plus(**{"test/shop": shop}),
    ):
        yield testing.cast()


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen("2026-03-02"):
        yield


def waiting_for_the_exam(cast) -> str:
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.duan if "examiner" in cast.duan.roles else examiner(cast), number, "reviewed")
    return number


def examiner(cast):
    return next(
        one for one in vars(cast).values() if "examiner" in getattr(one, "roles", ()) and one.agency == cast.liu.agency
    )


def result(number, key="m1", **facts):
    return casework.receive(security.SYSTEM, number, "exam", facts, key=key)


def test_what_is_granted_on_the_spot_was_accepted_that_day(cast):
    number = applied(cast)
    give(cast.liu, number, "now")
    case = Case.objects.get(number=number)
    assert case.status == "decided" and case.accepted_on == case.decided_on
    with security.viewing(cast.wang):
        assert casework.case_view(cast.wang, number).outcome == "准予登记"


def test_who_registers_a_shop_acts_for_it_at_once(cast):
    give(cast.liu, applied(cast), "now")
    testing.enter(security.SYSTEM)
    firm = security.Party.objects.get(kind="firm", name="翠湖小吃")
    mandate = security.Mandate.objects.get(principal=firm)
    assert (mandate.user_id, mandate.kind) == (cast.wang.user, "representative")
    user = security.User.objects.get(pk=cast.wang.user)
    assert security.actor_as(user, f"for:{mandate.pk}").party == firm.pk


def test_a_code_is_given_once(cast):
    give(cast.liu, applied(cast), "now")
    second = applied(cast, key="k2")
    with pytest.raises(casework.CannotEnrol):
        give(cast.liu, second, "now")
    assert status(second) == "submitted"


def test_no_day_is_counted_while_experts_review(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    case = Case.objects.get(number=number)
    assert case.due_on is None and case.stops.filter(ended_on=None).count() == 1
    with clock.frozen("2026-03-16"):
        give(examiner(cast), number, "reviewed")
        case.refresh_from_db()
    assert case.stops.filter(ended_on=None).count() == 0
    assert case.due_on.isoformat() == "2026-04-14"  # 30 March moved by the eleven working days of the review


def test_without_the_stop_the_clock_would_run(cast, monkeypatch):
    monkeypatch.setattr(moving, "_stop", lambda *_: None)
    number = applied(cast)
    give(cast.liu, number, "accept")
    assert Case.objects.get(number=number).due_on.isoformat() == "2026-03-30"


def test_a_message_moves_the_case_that_waits_for_it(cast):
    number = waiting_for_the_exam(cast)
    assert result(number, score=88, passed=True) == "decided"
    assert result(number, score=88, passed=True) == "decided"  # the same message again changes nothing
    case = Case.objects.get(number=number)
    assert case.outcome == "granted" and case.entries.filter(verb="granted").count() == 1


def test_nobody_at_a_desk_acts_for_who_is_waited_for(cast):
    number = waiting_for_the_exam(cast)
    with pytest.raises(Refused):
        give(cast.liu, number, "passed")
    with security.viewing(cast.liu):
        assert "等别处的消息" in casework.case_view(cast.liu, number).why_not


def test_a_message_that_fits_nothing_changes_nothing(cast):
    number = waiting_for_the_exam(cast)
    with pytest.raises(casework.NotSo, match="对不上"):
        result(number, score=75, passed=False)
    with pytest.raises(casework.MessageUnclear):
        result(number, key="m2", score="很多", passed=True)
    with pytest.raises(casework.MessageUnclear, match="colour"):
        result(number, key="m3", score=75, passed=True, colour="red")
    assert status(number) == "accepted"


def test_a_message_for_another_step_is_sent_back(cast):
    number = applied(cast)
    with pytest.raises(casework.NotWaiting):
        result(number, score=88, passed=True)


def test_an_unknown_field_would_be_lost_without_the_check(cast, monkeypatch):
    monkeypatch.setattr(messages, "_checked", lambda _step, facts: dict(facts))
    assert result(waiting_for_the_exam(cast), score=75, passed=True, colour="red") == "decided"


def test_a_broken_commitment_takes_back_what_was_granted(cast):
    number = applied(cast)
    give(cast.liu, number, "now")
    with pytest.raises(casework.ReasonMissing):
        give(cast.liu, number, "broken")
    give(cast.liu, number, "broken", reason="现场没有消毒设施，与承诺不符")
    with security.viewing(cast.wang):
        view = casework.case_view(cast.wang, number)
    assert (view.status, view.outcome) == ("已办结", "已撤销")


def test_nothing_is_taken_back_before_it_was_granted(cast):
    number = applied(cast)
    Case.objects.filter(number=number).update(step="check")
    case = Case.objects.get(number=number)
    offered = casework.Flow.model_validate(FLOW.model_dump()).step("check")
    assert [one.key for one in rules.offered(offered, case.status)] == ["kept"]


def test_the_guide_it_was_applied_for_under_sets_the_promise(cast):
    number = applied(cast, edition="530102:7", promise_days=3)
    give(cast.liu, number, "accept")
    case = Case.objects.get(number=number)
    assert case.edition == "530102:7" and case.limit["promise"] == 3


def test_a_clerk_hands_in_for_who_stands_at_the_window(cast):
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, "test/form").pk
    what = casework.Application(
        matter="test/matter", title="试办", flow="test/flow", line="market", division=testing.WUHUA, form="test/form",
        version=version, answers={"name": "窗口小吃", "phone": "15400000001"}, party=cast.li.party, party_shown="李*",
        channel="window",
    )  # fmt: skip
    number = casework.take_in(cast.liu, what, key="w")
    with security.viewing(cast.li):
        assert casework.case_view(cast.li, number).case.channel == "window"
    with pytest.raises(Refused):
        casework.take_in(cast.wang, what, key="w2")


def test_work_between_agencies_has_no_applicant(cast):
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, "test/form").pk
    what = casework.Application(
        matter="test/matter", title="更正", flow="test/flow", line="market", division=testing.WUHUA, form="test/form",
        version=version, answers={"name": "一条上报记录"}, party=None, party_shown="",
    )  # fmt: skip
    with security.acting(security.SYSTEM, messages.RECEIVE) as record:
        number = casework.open_case(record, what).number
    with security.viewing(cast.liu):
        assert casework.case_view(cast.liu, number).case.party_id is None
    with security.viewing(cast.wang):
        assert not casework.cases_of(cast.wang)
    assert not Stop.objects.exists()
