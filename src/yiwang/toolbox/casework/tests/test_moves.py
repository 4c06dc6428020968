"""A case from the first click to the end, and every way it can end."""

from __future__ import annotations

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import deciding, keeping
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Entry, Task
from yiwang.toolbox.forms import api as forms

FLOW = Flow.model_validate({
    "title": "试办", "limit": "licence_decision", "promise": "licence_hearing_request", "extension": "licence_extension",
    "specials": [{"key": "hearing", "title": "听证", "days": 20}],
    "steps": [
        {"key": "intake", "title": "受理", "by": "clerk", "limit": "licence_supplement_notice", "late": "deemed_accepted",
         "verdicts": [
            {"key": "accept", "title": "受理", "effect": "accept", "to": "inspect"},
            {"key": "supplement", "title": "要求补正", "effect": "supplement", "needs": ["reason", "items"]},
            {"key": "decline", "title": "不予受理", "effect": "decline", "needs": ["reason"]}]},
        {"key": "inspect", "title": "核查", "by": "inspector", "people": 2, "verdicts": [
            {"key": "pass", "title": "合格", "to": "decide"},
            {"key": "pause", "title": "听证", "effect": "pause", "needs": ["reason", "kind"]}]},
        {"key": "decide", "title": "决定", "by": "approver", "not_by": ["inspect"], "verdicts": [
            {"key": "grant", "title": "准予", "effect": "grant", "to": "deliver"},
            {"key": "refuse", "title": "不予许可", "effect": "refuse", "needs": ["reason"], "to": "deliver"}]},
        {"key": "deliver", "title": "送达", "by": "clerk", "verdicts": [
            {"key": "finish", "title": "办结", "effect": "finish"}]},
    ],
})  # fmt: skip
FORM = forms.Form.model_validate({
    "title": "试填",
    "sections": [{"key": "shop", "title": "门店", "fields": [
        {"key": "name", "title": "店名"}, {"key": "phone", "title": "手机", "type": "mobile"}]}],
})  # fmt: skip


@pytest.fixture
def cast(db):
    with casework.flows.plus(**{"test/flow": FLOW}), forms.forms.plus(**{"test/form": FORM}):
        yield testing.cast()


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen("2026-03-02"):
        yield


def applied(cast, key="k", **changes) -> str:
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, "test/form").pk
    facts = {
        "matter": "test/matter", "title": "试办", "flow": "test/flow", "line": "market", "division": testing.WUHUA,
        "form": "test/form", "version": version, "answers": {"name": "翠湖小吃", "phone": "15400000001"},
        "party": cast.wang.party, "party_shown": "王*吃", **changes,
    }  # fmt: skip
    return casework.submit(cast.wang, casework.Application(**facts), key=key)


def give(by, number, verdict, **more) -> str:
    seen = Case.objects.get(number=number).revision
    opinion = casework.Opinion(verdict, more.pop("revision", seen), **more)
    return casework.decide(by, number, opinion, key=f"{by.user}{verdict}{seen}{number}")


def status(number: str) -> str:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number).status


def test_the_whole_way(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    assert give(cast.pu, number, "pass") == "signed"
    assert give(cast.ma, number, "pass") == "accepted"
    give(cast.duan, number, "grant")
    assert give(cast.liu, number, "finish") == "closed"

    with security.viewing(cast.wang):
        view = casework.case_view(cast.wang, number)
    assert (view.outcome, view.status) == ("准予许可", "已办结")
    assert [entry.verb for entry in reversed(view.entries)] == ["submitted", "accepted", "granted", "finished"]


def test_a_second_click_gets_the_same_number(cast):
    assert applied(cast) == applied(cast)
    assert Case.objects.count() == 1


def test_the_phone_does_not_lie_in_the_table(cast):
    number = applied(cast)
    case = Case.objects.get(number=number)
    assert "phone" not in case.answers and b"15400000001" not in bytes(case.sealed)


def test_the_law_of_the_acceptance_day_sets_the_limit(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    case = Case.objects.get(number=number)
    assert (case.accepted_on.isoformat(), case.due_on.isoformat()) == ("2026-03-02", "2026-03-30")
    assert case.limit["days"] == 20 and case.limit["how"] == "read"
    assert case.promised_on.isoformat() == "2026-03-09"


def test_an_officer_of_another_county_finds_nothing(cast):
    number = applied(cast)
    with pytest.raises(NotFound):
        give(cast.yang, number, "accept")
    with pytest.raises(NotFound), security.viewing(cast.yang):
        casework.case_view(cast.yang, number)


def test_without_the_boundary_he_would_find_it(cast, monkeypatch):
    """Planted fault: the filter is what hides the case; behind it the row-level boundary hides it again."""
    number = applied(cast)
    monkeypatch.setattr(security, "visible", lambda rows, *_a, **_k: rows)
    with pytest.raises(NotFound), security.viewing(cast.yang):
        casework.case_view(cast.yang, number)
    with security.viewing(security.SYSTEM):
        assert casework.case_view(cast.yang, number).number == number


def test_who_has_another_role_is_told_whose_step_it_is(cast):
    number = applied(cast)
    with pytest.raises(Refused, match="由五华区市场监督管理局的窗口受理办理"):
        give(cast.he, number, "accept")
    assert status(number) == "submitted"


def test_the_province_sees_and_does_not_decide(cast):
    number = applied(cast)
    with security.viewing(cast.luo):
        assert casework.case_view(cast.luo, number).offered == []
    with pytest.raises(Refused):
        give(cast.luo, number, "accept")


def test_a_stale_page_changes_nothing_and_says_who_was_quicker(cast):
    number = applied(cast)
    give(cast.liu, number, "supplement", reason="缺租赁合同", items=["lease"])
    casework.resubmit(cast.wang, number, answers=None, files=[], key="r")
    with pytest.raises(casework.Changed, match="申请人"):
        give(cast.liu, number, "accept", revision=0)


def test_one_officer_alone_is_not_two(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    with pytest.raises(casework.AlreadySigned):
        give(cast.pu, number, "pass")
    assert Task.objects.get(case__number=number, state="open").step == "inspect"


def test_without_the_signatures_one_would_do(cast, monkeypatch):
    monkeypatch.setattr(deciding.rules, "signatures_missing", lambda *_: 0)
    number = applied(cast)
    give(cast.liu, number, "accept")
    assert give(cast.pu, number, "pass") == "accepted"


def test_who_inspected_does_not_decide(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    testing.enter(security.SYSTEM)
    Task.objects.filter(case__number=number, step="inspect").update(done_by=cast.duan.user)
    with pytest.raises(casework.SamePerson, match="核查"):
        give(cast.duan, number, "grant")


def test_supplement_tells_everything_once(cast):
    number = applied(cast)
    with pytest.raises(casework.ReasonMissing):
        give(cast.liu, number, "supplement", items=["lease"])
    with pytest.raises(casework.ItemsMissing):
        give(cast.liu, number, "supplement", reason="缺")
    give(cast.liu, number, "supplement", reason="缺租赁合同", items=["lease"])
    casework.resubmit(cast.wang, number, answers=None, files=[], key="r")
    with pytest.raises(casework.ToldAnew, match="plan"):
        give(cast.liu, number, "supplement", reason="还缺平面图", items=["plan"])


def test_a_refusal_needs_its_reason(cast):
    number = applied(cast)
    with pytest.raises(casework.ReasonMissing):
        give(cast.liu, number, "decline")
    give(cast.liu, number, "decline", reason="只卖预包装食品，办备案即可")
    assert Case.objects.get(number=number).outcome == "declined"


def test_a_special_procedure_stops_the_clock_and_moves_the_last_day(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pause", reason="申请人要求听证", kind="hearing")
    give(cast.ma, number, "pause", reason="申请人要求听证", kind="hearing")
    case = Case.objects.get(number=number)
    assert (case.status, case.due_on) == ("paused", None)
    with clock.frozen("2026-03-09"):
        casework.resume(cast.he, number, reason="听证结束", revision=case.revision, key="x")
    case.refresh_from_db()
    assert case.due_on.isoformat() == "2026-04-07"  # five working days later; 清明 04-04…06 is off


def test_a_limit_is_extended_once_by_the_head(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    revision = Case.objects.get(number=number).revision
    with pytest.raises(Refused):
        casework.extend(cast.he, number, reason="案情复杂", revision=revision, key="e0")
    casework.extend(cast.duan, number, reason="案情复杂", revision=revision, key="e1")
    assert Case.objects.get(number=number).due_on.isoformat() == "2026-04-14"
    with pytest.raises(casework.CannotFollow, match="已经延长过一次"):
        casework.extend(cast.duan, number, reason="还要", revision=revision + 1, key="e2")


def test_what_is_only_remembered_extends_nothing(cast, monkeypatch):
    number = applied(cast)
    give(cast.liu, number, "accept")
    remembered = {"key": "x", "days": 10, "unit": "working", "ground": "某办法", "how": "remembered"}
    monkeypatch.setattr("yiwang.toolbox.casework.leading.clockwork.limit_on", lambda *_: remembered)
    with pytest.raises(casework.NotInForce, match="待核实"):
        casework.extend(cast.duan, number, reason="案情复杂", revision=1, key="e")


def test_silence_past_the_limit_accepts_from_the_day_of_receipt(cast):
    number = applied(cast)
    with clock.frozen("2026-03-09"):
        assert casework.keep_clocks() == 0  # the fifth working day is still the agency's
    with clock.frozen("2026-03-10"):
        assert casework.keep_clocks() == 1
        assert casework.keep_clocks() == 0
    case = Case.objects.get(number=number)
    assert (case.status, case.accepted_on.isoformat(), case.step) == ("accepted", "2026-03-02", "inspect")


@pytest.mark.parametrize("stage", ["submitted", "supplementing", "accepted"])
def test_an_applicant_takes_it_back_before_the_decision(cast, stage):
    number = applied(cast)
    if stage == "supplementing":
        give(cast.liu, number, "supplement", reason="缺", items=["lease"])
    elif stage == "accepted":
        give(cast.liu, number, "accept")
    casework.withdraw(cast.wang, number, reason="不开了", key="w")
    assert Case.objects.get(number=number).outcome == "withdrawn"
    assert not Task.objects.filter(case__number=number, state="open").exists()


def test_not_after_it(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    give(cast.duan, number, "grant")
    with pytest.raises(casework.CannotFollow):
        casework.withdraw(cast.wang, number, reason="", key="w")


def test_another_citizen_cannot_take_it_back(cast):
    number = applied(cast)
    with pytest.raises(NotFound):
        casework.withdraw(cast.li, number, reason="", key="w")


def test_a_running_case_keeps_its_version(cast):
    number = applied(cast)
    changed = FLOW.model_copy(update={"title": "改过的"})
    with casework.flows.only(**{"test/flow": changed}):
        second = applied(cast, key="k2", answers={"name": "另一家", "phone": "15400000001"})
        with security.viewing(cast.liu):
            assert casework.case_view(cast.liu, number).flow.title == "试办"
            assert casework.case_view(cast.liu, second).flow.title == "改过的"


def test_a_new_calendar_moves_open_limits_and_says_so(cast):
    number = applied(cast)
    with clock.frozen("2026-12-25"):
        give(cast.liu, number, "accept")
    case = Case.objects.get(number=number)
    assert case.due_provisional
    before = case.due_on
    day = standards.CalendarDay
    standards.CalendarYear.objects.create(year=2027, announced=True, source="试")
    day.objects.bulk_create([day(day=f"2027-01-{n:02d}", year_id=2027, kind="off", name="元旦") for n in (1, 4, 5)])
    keeping.reckon_open_limits(standards.CalendarAnnounced(2027), "calendar-2027")
    keeping.reckon_open_limits(standards.CalendarAnnounced(2027), "calendar-2027")
    testing.enter(security.SYSTEM)
    case.refresh_from_db()
    assert case.due_on > before and not case.due_provisional
    assert Entry.objects.filter(case=case, verb="recomputed").count() == 1


def test_the_worklist_shows_what_waits_for_this_role(cast):
    number = applied(cast)
    with security.viewing(cast.liu):
        lines, total = casework.worklist(cast.liu)
    assert ([line.number for line in lines], total) == ([number], 1)
    for other in (cast.he, cast.yang):
        with security.viewing(other):
            assert casework.worklist(other) == ([], 0)
    with security.viewing(cast.luo):
        assert casework.worklist(cast.luo, view="reach")[1] == 1


def test_a_broken_function_leaves_nothing_behind(cast, monkeypatch):
    """An error in mid-step: the whole step is undone, the case stands where it stood."""
    number = applied(cast)

    def broken(_facts):
        raise ValueError("boom")

    bad = FLOW.model_dump()
    bad["steps"][0]["verdicts"][0]["issues"] = [{"document": "x/y", "data": "x/broken"}]
    with functions.plus(**{"x/broken": broken}), casework.flows.only(**{"test/flow": Flow.model_validate(bad)}):
        second = applied(cast, key="k3", answers={"name": "坏", "phone": "15400000001"})
        with pytest.raises(ValueError, match="boom"):
            give(cast.liu, second, "accept")
    assert status(second) == status(number) == "submitted"
