"""A case an agency opens itself: whom it concerns learns of it when he is told, then speaks in it, and may be silent."""

from __future__ import annotations

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import deciding, moving, own, queries, speaking
from yiwang.toolbox.casework.definition import Flow, Step
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.forms import api as forms

from .test_moves import FORM, give, status

WANG = casework.Concerned("person", "530102199003070016", "王小吃")
FLOW = Flow.model_validate({
    "title": "查处", "limit": "licence_decision", "opened_by": ["inspector"], "opens": "test/form", "lines": ["market"],
    "kin": True,
    "steps": [
        {"key": "file", "title": "立案审批", "by": "approver", "not_by": ["filed"], "verdicts": [
            {"key": "accept", "title": "立案", "effect": "accept", "to": "notify", "judged": "test/once"},
            {"key": "decline", "title": "不立案", "effect": "decline", "needs": ["reason"]}]},
        {"key": "notify", "title": "告知", "by": "inspector", "verdicts": [
            {"key": "sent", "title": "已告知", "tells": True, "to": "heard"}]},
        {"key": "heard", "title": "陈述申辩", "by": "party", "limit": "licence_hearing_request", "lapse": "silent",
         "public": "等您说", "verdicts": [
            {"key": "say", "title": "陈述申辩", "needs": ["reason"], "to": "decide"},
            {"key": "silent", "title": "没有意见", "to": "decide"}]},
        {"key": "decide", "title": "决定", "by": "approver", "verdicts": [
            {"key": "done", "title": "办结", "effect": "finish"}]},
    ],
})  # fmt: skip


def once(facts):
    return {"ok": not facts["kin"], "says": f"已经有 {len(facts['kin'])} 件"}


@pytest.fixture
def cast(db):
    with (
        clock.frozen("2026-03-02"),
        casework.flows.plus(**{"test/own": FLOW}),
        forms.forms.plus(**{"test/form": FORM}),
        functions.plus(**{"test/once": once}),
    ):
        yield testing.cast()


def opened(by, concerned=WANG, key="k"):
    what = casework.Own("test/own", concerned, {"name": "翠湖小吃", "phone": "15400000001"})
    return casework.open_own(by, what, key=key)


def seen(by, number):
    with security.viewing(by):
        return casework.case_view(by, number)


def told(cast):
    number = opened(cast.pu)
    give(cast.duan, number, "accept")
    give(cast.pu, number, "sent")
    return number


def word(verdict, number, reason=""):
    testing.enter(security.SYSTEM)
    return casework.Opinion(verdict, Case.objects.get(number=number).revision, reason=reason)


def test_an_official_of_the_role_opens_it_at_his_own_agency(cast):
    number = opened(cast.pu)
    testing.enter(security.SYSTEM)
    case = Case.objects.get(number=number)
    assert (case.agency_id, case.party_id, case.concerns_id, case.step) == (
        cast.pu.agency,
        None,
        cast.wang.party,
        "file",
    )
    assert opened(cast.pu) == number and "15400000001" not in str(case.answers)


def test_who_has_not_the_role_opens_nothing(cast, monkeypatch):
    assert own.to_open(cast.liu) == [] and "test/own" in dict(own.to_open(cast.pu))
    with pytest.raises(Refused, match="立案"):
        opened(cast.liu)
    with pytest.raises(Refused):
        opened(cast.wang)
    monkeypatch.setattr(own, "_may", lambda *_: True)
    assert opened(cast.liu)


def test_a_flow_nobody_declared_as_openable_is_not_found(cast):
    with (
        casework.flows.plus(**{"test/plain": FLOW.model_copy(update={"opened_by": (), "opens": ""})}),
        pytest.raises(NotFound),
    ):
        casework.open_own(cast.pu, casework.Own("test/plain", WANG, {}), key="x")


def test_a_number_that_bears_another_name_is_not_taken_and_an_unknown_one_is_registered_sealed(cast):
    with pytest.raises(casework.NotThatParty, match="另一个名字"):
        opened(cast.pu, casework.Concerned("person", WANG.identifier, "李四"))
    with pytest.raises(casework.NotThatParty, match="姓名"):
        opened(cast.pu, casework.Concerned("person", WANG.identifier, " "))
    number = opened(cast.pu, casework.Concerned("firm", "92530102MA6K0A0L56", "五华区某店"), key="new")
    testing.enter(security.SYSTEM)
    party = Case.objects.get(number=number).concerns
    assert party.kind == "firm" and b"92530102MA6K0A0L56" not in bytes(party.identifier_sealed)


def test_it_is_not_his_until_he_is_told(cast, monkeypatch):
    number = opened(cast.pu)
    with pytest.raises(NotFound):
        seen(cast.wang, number)
    give(cast.duan, number, "accept")
    monkeypatch.setattr(moving, "_tell", lambda _case: None)
    give(cast.pu, number, "sent")
    with pytest.raises(NotFound):
        seen(cast.wang, number)


def test_once_told_he_sees_it_and_what_went_before_stays_inside(cast):
    number = told(cast)
    view = seen(cast.wang, number)
    assert casework.may_speak(cast.wang, view) and [one.key for one in view.offered] == ["say", "silent"]
    assert "told" in [one.verb for one in view.entries]
    with pytest.raises(NotFound):
        seen(cast.li, number)
    assert not casework.may_withdraw(view)
    with pytest.raises(casework.CannotFollow):
        casework.withdraw(cast.wang, number, reason="", key="w")
    assert status(number) == "accepted"


def test_what_the_officials_gathered_and_what_went_before_is_not_shown_to_him(cast, monkeypatch):
    """A photograph may name who complained; the file is theirs."""
    evidence = casework.Given("evidence", "举报人.jpg", "sha256-x", "image/jpeg", 9, "m1")
    own_ = casework.Own("test/own", WANG, {"name": "翠湖小吃", "phone": "15400000001"}, [evidence])
    number = casework.open_own(cast.pu, own_, key="files")
    give(
        cast.duan,
        number,
        "accept",
        files=[casework.Given("record", "笔录.pdf", "sha256-y", "application/pdf", 9, "m2")],
    )
    with clock.frozen("2026-03-03"):
        give(cast.pu, number, "sent")
    view = seen(cast.wang, number)
    assert view.attachments == [] and [one.verb for one in view.entries] == ["told"]
    assert len(seen(cast.pu, number).attachments) == 2
    monkeypatch.setattr(queries, "_files", lambda case, viewer: list(case.attachments.all()))
    monkeypatch.setattr(queries, "_for_the_party", lambda case, entries: entries.filter(public=True))
    spoilt = seen(cast.wang, number)
    assert len(spoilt.attachments) == 2 and len(spoilt.entries) > 1


def test_his_word_moves_it_on_and_nobody_speaks_for_him(cast):
    number = told(cast)
    assert "等当事人" in seen(cast.pu, number).why_not
    with pytest.raises(Refused):
        give(cast.pu, number, "say", reason="替他说")
    with pytest.raises(NotFound):
        casework.speak(cast.li, number, word("say", number, "我说"), key="s")
    with pytest.raises(casework.WhyMissing):
        casework.speak(cast.wang, number, word("say", number), key="s1")
    assert casework.speak(cast.wang, number, word("say", number, "已经改了"), key="s2") == "accepted"
    view = seen(cast.duan, number)
    assert view.step.key == "decide" and view.entries[0].reason == "已经改了"
    with pytest.raises(casework.CannotFollow):
        casework.speak(cast.wang, number, word("say", number, "再说一次"), key="s3")


def test_silence_goes_on_the_day_after_the_last_and_not_before(cast):
    number = told(cast)
    testing.enter(security.SYSTEM)
    last = Task.objects.get(case__number=number, step="heard").due_on
    with clock.frozen(last.isoformat()):
        assert speaking.lapse() == 0
    with clock.frozen("2026-03-10"):
        assert (last.isoformat(), speaking.lapse(), speaking.lapse()) == ("2026-03-09", 1, 0)
    assert seen(cast.duan, number).step.key == "decide"


def test_the_packs_own_rule_refuses_and_would_not_without_being_asked(cast, monkeypatch):
    told(cast)
    second = opened(cast.pu, key="second")
    with pytest.raises(casework.NotSo, match="已经有 1 件"):
        give(cast.duan, second, "accept")
    monkeypatch.setattr(deciding, "judge", lambda *_: None)
    assert give(cast.duan, second, "accept") == "accepted"


def test_who_opened_it_does_not_approve_it(cast):
    number = opened(cast.pu)
    testing.enter(security.SYSTEM)
    Case.objects.filter(number=number).update(filed_by=cast.duan.user)
    with pytest.raises(casework.SamePerson):
        give(cast.duan, number, "accept")


@pytest.mark.parametrize("change", [{"limit": ""}, {"lapse": ""}, {"lapse": "nothing"}, {"by": "clerk"}])
def test_a_step_that_waits_for_the_party_for_ever_is_not_taken(change):
    with pytest.raises(ValueError, match="当事人"):
        Step.model_validate(FLOW.step("heard").model_dump() | change)
