"""Sub-cases: opened once, each at its own agency; the whole goes on exactly when they are settled, and never hangs."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import ending, parts, rules, subcases, versions
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.events import CaseMoved, SubCasesUnwanted, SubCasesWanted
from yiwang.toolbox.casework.models import Case, Entry, SubCase, Task
from yiwang.toolbox.forms import api as forms

from .test_moves import FORM, applied, give

REVIEW = {
    "title": "部门意见", "limit": "licence_decision", "steps": [
        {"key": "look", "title": "审查", "by": "clerk", "verdicts": [
            {"key": "grant", "title": "同意", "effect": "grant", "to": "done"},
            {"key": "refuse", "title": "不同意", "effect": "refuse", "to": "done", "needs": ["reason"]},
            {"key": "pause", "title": "评审", "effect": "pause", "needs": ["reason", "kind"]}]},
        {"key": "done", "title": "归档", "by": "clerk", "verdicts": [{"key": "end", "title": "办结", "effect": "finish"}]}],
    "specials": [{"key": "expert", "title": "专家评审", "days": 20}],
}  # fmt: skip
OWN = Flow.model_validate({**REVIEW, "steps": [
    {"key": "take", "title": "受理", "by": "clerk", "verdicts": [
        {"key": "accept", "title": "受理", "effect": "accept", "to": "look"},
        {"key": "decline", "title": "不予受理", "effect": "decline", "needs": ["reason"]}]}, *REVIEW["steps"]]})  # fmt: skip


TOLD: list[object] = []
HEAR = {
    SubCasesWanted: subcases.open_sub_cases, SubCasesUnwanted: subcases.end_sub_cases, CaseMoved: subcases.follow_sub_case,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _outbox(monkeypatch):
    """What is announced waits until `deliver_all`, as with the worker; each is told twice, as after a crash."""
    TOLD.clear()
    monkeypatch.setattr(security.Record, "emit", lambda self, happened: TOLD.append(happened))


def deliver_all() -> None:
    while TOLD:
        happened, key = TOLD.pop(0), str(uuid4())
        for _ in range(2):
            HEAR[type(happened)](happened, key)


def whole(opens, join="all", share=100) -> Flow:
    return Flow.model_validate({
        "title": "一件事", "limit": "licence_decision", "extension": "licence_extension", "steps": [
            {"key": "intake", "title": "统一受理", "by": "clerk", "verdicts": [
                {"key": "accept", "title": "受理", "effect": "accept", "to": "parts"}]},
            {"key": "parts", "title": "分头办理", "by": "system", "opens": opens, "join": join, "share": share, "verdicts": [
                {"key": "good", "title": "都办好了", "when": "parts.passed", "effect": "grant", "to": "hand"},
                {"key": "bad", "title": "没有都办成", "to": "look"}]},
            {"key": "look", "title": "处理", "by": "approver", "verdicts": [
                {"key": "again", "title": "再办一次", "to": "parts"},
                {"key": "refuse", "title": "不予许可", "effect": "refuse", "needs": ["reason"], "to": "hand"}]},
            {"key": "hand", "title": "送达", "by": "clerk", "verdicts": [{"key": "end", "title": "办结", "effect": "finish"}]},
        ]})  # fmt: skip


def part(key, **more):
    return {"key": key, "title": f"部门{key}", "flow": "test/review", "line": "market", **more}


THREE = [part("a"), part("b"), part("c", after=["a"])]


@pytest.fixture
def cast(db):
    flows = {f"test/{join}": whole(THREE, join, 50) for join in ("all", "any", "share", "veto")}
    flows |= {"test/review": Flow.model_validate(REVIEW), "test/own": OWN, "test/flow": whole(THREE),
              "test/shared": whole([part("a", shared=True), part("b", shared=True)])}  # fmt: skip
    with casework.flows.plus(**flows), forms.forms.plus(**{"test/form": FORM}):
        yield testing.cast()


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen("2026-03-02"):
        yield


def begun(cast, flow="test/flow", key="k") -> str:
    number = applied(cast, key=key, flow=flow)
    give(cast.liu, number, "accept")
    deliver_all()
    return number


def row(number, key) -> SubCase:
    testing.enter(security.SYSTEM)
    return SubCase.objects.select_related("child").get(case__number=number, key=key, stands=True)


def settle(cast, number, key, how):
    """`how` as its own people would: refused with a reason, granted, ended by who leads, taken back by the citizen."""
    child = row(number, key).number
    if how == "ended":
        with security.viewing(cast.duan):
            revision = Case.objects.get(number=child).revision
        ending.terminate(cast.duan, child, reason="没有对象了", revision=revision, key=None)
    elif how == "withdrawn":
        casework.withdraw(cast.wang, child, reason="不办了", key=f"w{child}")
    else:
        give(cast.liu, child, {"granted": "grant", "refused": "refuse"}[how], reason="理由")
    deliver_all()


def stands(number) -> str:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number).step


def test_each_part_is_a_case_of_its_own_and_the_whole_waits(cast):
    number = begun(cast)
    assert [(one.key, one.state) for one in SubCase.objects.order_by("key")] == [
        ("a", "open"),
        ("b", "open"),
        ("c", "planned"),
    ]
    child = row(number, "a").child
    assert (child.part_of, child.title, child.party_id) == (number, "部门a：试办", cast.wang.party)
    assert stands(number) == "parts"
    with security.viewing(cast.liu):
        assert casework.case_view(cast.liu, number).offered == []


def test_a_part_that_needs_another_opens_once_that_is_granted(cast):
    number = begun(cast)
    settle(cast, number, "b", "granted")
    assert row(number, "c").state == "planned"
    settle(cast, number, "a", "granted")
    assert row(number, "c").state == "open"
    settle(cast, number, "c", "granted")
    assert (stands(number), Case.objects.get(number=number).outcome) == ("hand", "granted")


def test_what_needs_what_was_refused_is_not_done(cast):
    number = begun(cast)
    settle(cast, number, "a", "refused")
    assert (row(number, "c").state, row(number, "c").outcome) == ("done", "moot")
    settle(cast, number, "b", "granted")
    assert stands(number) == "look"


def test_tried_again_what_was_granted_stands_and_only_the_rest_is_opened_anew(cast):
    number = begun(cast)
    settle(cast, number, "b", "granted")
    first = row(number, "b").number
    settle(cast, number, "a", "refused")
    give(cast.duan, number, "again")
    deliver_all()
    assert row(number, "b").number == first and row(number, "a").state == "open"
    for key in ("a", "c"):
        settle(cast, number, key, "granted")
    assert stands(number) == "hand"
    assert Case.objects.filter(part_of=number).count() == 4


def test_an_event_told_twice_opens_and_joins_once(cast):
    number = begun(cast)
    for _ in range(2):
        subcases.open_sub_cases(SubCasesWanted(number, "parts"), "again")
    testing.enter(security.SYSTEM)
    assert Case.objects.filter(part_of=number).count() == 2
    settle(cast, number, "a", "granted")
    before = Entry.objects.filter(case__number=number).count()
    moved = CaseMoved("", row(number, "a").number, "granted", "", "", "", part_of=number)
    for key in ("x", "x", "y"):
        subcases.follow_sub_case(moved, key)
    testing.enter(security.SYSTEM)
    assert Entry.objects.filter(case__number=number).count() == before
    assert Case.objects.filter(part_of=number).count() == 3


def test_whoever_takes_the_whole_back_takes_back_its_parts(cast):
    number = begun(cast)
    settle(cast, number, "b", "granted")
    casework.withdraw(cast.wang, number, reason="不办了", key="w")
    deliver_all()
    assert {one.key: one.outcome for one in SubCase.objects.all()} == {"a": "ended", "b": "granted", "c": "moot"}
    ended = Case.objects.get(number=row(number, "a").number)
    assert (ended.status, ended.outcome) == ("closed", "ended")
    assert Task.objects.filter(state="open").exclude(case__number=row(number, "b").number).count() == 0


def test_one_no_ends_a_veto_and_the_rest_with_it(cast):
    number = begun(cast, "test/veto")
    settle(cast, number, "b", "refused")
    assert stands(number) == "look"
    assert row(number, "a").outcome == "ended"


def test_where_no_agency_is_the_part_says_so_and_the_whole_still_goes_on(cast):
    flow = whole([part("a"), part("b", line="nobody")])
    with casework.flows.plus(**{"test/none": flow}):
        number = begun(cast, "test/none")
        assert (row(number, "b").outcome, "单位" in row(number, "b").says) == ("failed", True)
        settle(cast, number, "a", "granted")
        assert stands(number) == "look"


def test_who_leads_neither_agency_sees_nothing_of_either(cast):
    number = begun(cast)
    with pytest.raises(NotFound), security.viewing(cast.yang):
        casework.case_view(cast.yang, number)
    testing.enter(cast.yang)
    assert SubCase.objects.count() == 0


# one limit for the whole


def test_parts_share_the_time_of_the_whole(cast):
    number = applied(cast, flow="test/shared")
    give(cast.liu, number, "accept")
    with clock.frozen("2026-03-09"):
        deliver_all()
        testing.enter(security.SYSTEM)
        whole_, a = Case.objects.get(number=number), row(number, "a").child
        assert (a.accepted_on, a.due_on, a.status) == (whole_.accepted_on, whole_.due_on, "accepted")


def test_a_special_procedure_of_one_part_moves_its_day_and_the_wholes_and_nobody_elses(cast):
    number = begun(cast, "test/shared")
    due = Case.objects.get(number=number).due_on
    give(cast.liu, row(number, "a").number, "pause", reason="请专家", kind="expert")
    deliver_all()
    assert Case.objects.get(number=number).due_on is None and row(number, "a").stopped
    with clock.frozen("2026-03-13"):
        revision = row(number, "a").child.revision
        casework.resume(cast.duan, row(number, "a").number, reason="评审完了", revision=revision, key="r")
        deliver_all()
    a, b = row(number, "a").child.due_on, row(number, "b").child.due_on
    assert b == due and Case.objects.get(number=number).due_on == a > due


DAYS = st.integers(0, 60).map(lambda n: date(2026, 3, 2) + timedelta(days=n))


@given(DAYS, st.lists(st.tuples(st.one_of(st.none(), DAYS), st.booleans()), max_size=6))
def test_the_whole_is_due_when_its_last_part_is(own, days):
    found = rules.whole_due(own, days)
    if any(stopped for _, stopped in days):
        assert found is None
    else:
        assert found in [own, *(day for day, _ in days)]
        assert all(day <= found for day in [own, *(day for day, _ in days if day)])


# after any order of endings


HOWS = ("granted", "refused", "ended", "withdrawn")


def expected(join: str, done: dict[str, str]) -> bool:
    """Is it settled? By hand: everything that could still come is tried."""
    if done.get("a", "granted") != "granted":
        done = {**done, "c": "moot"}
    missing = [key for key in "abc" if key not in done]

    def yes(outcomes):
        many = sum(one == "granted" for one in outcomes.values())
        return many >= {"all": 3, "any": 1, "share": 2, "veto": 3}[join]

    if join == "all" and missing:
        return False
    ways = {
        yes({**done, **dict(zip(missing, way, strict=True))})
        for way in product(("granted", "refused"), repeat=len(missing))
    }
    return len(ways) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
          phases=[Phase.explicit, Phase.generate])  # fmt: skip
@given(
    st.sampled_from(["all", "any", "share", "veto"]),
    st.permutations("abc"),
    st.lists(st.sampled_from(HOWS), min_size=3),
)
def test_in_whatever_order_parts_end_the_whole_goes_on_exactly_when_it_is_settled(cast, join, order, hows):
    number = begun(cast, f"test/{join}", key=f"{join}{order}{hows}{Case.objects.count()}")
    done: dict[str, str] = {}
    waiting = list(order)
    while stands(number) == "parts":
        key = next(one for one in waiting if row(number, one).state == "open")  # or it hangs
        waiting.remove(key)
        how = hows[len(done) % len(hows)]
        assert not expected(join, done)
        settle(cast, number, key, how)
        done[key] = how
    assert expected(join, done)
    testing.enter(security.SYSTEM)
    left = Task.objects.filter(case__part_of=number, state="open").exclude(case__outcome="granted")
    assert [one.case.outcome for one in left if one.case.outcome != "refused"] == []


def test_without_the_mirror_the_whole_would_wait_for_ever(cast, monkeypatch):
    monkeypatch.setattr(subcases, "_mirror", lambda row: None)
    number = begun(cast)
    for key in ("a", "b"):
        settle(cast, number, key, "refused")
    assert stands(number) == "parts"


def test_without_a_standing_row_a_second_visit_would_double_what_was_granted(cast, monkeypatch):
    monkeypatch.setattr(rules, "GOOD", ())
    number = begun(cast)
    settle(cast, number, "b", "granted")
    settle(cast, number, "a", "refused")
    give(cast.duan, number, "again")
    deliver_all()
    testing.enter(security.SYSTEM)
    assert Case.objects.filter(part_of=number, title__startswith="部门b").count() == 2


# of another pack's matter


SHOP = forms.Form.model_validate({"title": "别的事", "sections": [{"key": "it", "title": "它", "fields": [
    {"key": "shop", "title": "店名"}, {"key": "kind", "title": "种类", "type": "choice",
     "options": [{"value": "new", "title": "新办"}, {"value": "old", "title": "变更"}]}]}]})  # fmt: skip
ROWS = forms.Form.model_validate({"title": "试填", "sections": [
    {"key": "shop", "title": "门店", "fields": [{"key": "name", "title": "店名"}]},
    {"key": "people", "title": "人", "repeat": {"min": 1, "max": 5, "item": "人"},
     "fields": [{"key": "who", "title": "姓名"}]}]})  # fmt: skip


def terms(name):
    known = casework.Terms("别的事", "test/own", "market", "test/shop", "",
                           lambda answers: "太长了" if len(answers["shop"]) > 9 else "",
                           lambda division, day: ("T1@2", 3, ""))  # fmt: skip
    return known if name == "other/matter" else None


@pytest.fixture
def others(cast):
    opens = [{"key": "one", "title": "别的事", "matter": "other/matter", "gives": {"shop": "name"}, "sets": {"kind": "new"}},
             {"key": "all", "title": "每人一件", "matter": "other/matter", "each": "people", "gives": {"shop": "row.who"},
              "sets": {"kind": "new"}}]  # fmt: skip
    with (
        casework.flows.plus(**{"test/others": whole(opens)}),
        forms.forms.plus(**{"test/shop": SHOP, "test/rows": ROWS}),
        parts.terms.plus(test=terms),
    ):
        yield cast


def filed(cast, answers) -> str:
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, "test/rows").pk
    number = applied(cast, key=str(answers), flow="test/others", form="test/rows", version=version, answers=answers)
    give(cast.liu, number, "accept")
    deliver_all()
    return number


def test_a_matter_of_another_pack_gets_its_answers_from_the_whole_one_for_each_row(others):
    number = filed(others, {"name": "翠湖小吃", "people": [{"who": "王一"}, {"who": "王二"}]})
    made = Case.objects.filter(part_of=number).order_by("pk")
    assert [one.answers for one in made] == [{"shop": name, "kind": "new"} for name in ("翠湖小吃", "王一", "王二")]
    assert {(one.edition, one.promise_days, one.status) for one in made} == {("T1@2", 3, "submitted")}
    assert [one.title for one in SubCase.objects.order_by("place")] == ["别的事", "每人一件（1/2）", "每人一件（2/2）"]


def test_answers_its_own_rule_or_form_does_not_take_open_nothing_and_say_why(others):
    number = filed(others, {"name": "名字长得不得了的一家小吃店", "people": [{}]})
    assert row(number, "one").says == "太长了"
    assert "要的信息不够" in row(number, "all:1").says
    assert stands(number) == "look"


def test_a_case_waiting_for_its_parts_is_not_moved_to_a_version_that_opens_others():
    here, there, at = whole(THREE).steps[1], whole(THREE[:2]).steps[1], versions.Stands("parts", "accepted")
    assert "子办件" in versions._half_done(here, there, at) and not versions._half_done(here, here, at)


def test_a_part_goes_to_the_agency_above_or_says_that_there_is_none(cast):
    flow = whole([part("near"), part("up", above=1), part("beyond", above=2)])
    with casework.flows.plus(**{"test/up": flow}):
        number = begun(cast, "test/up")
        assert row(number, "near").child.agency_id == cast.liu.agency
        assert row(number, "up").child.agency_id == cast.luo.agency
        failed = row(number, "beyond")
        assert (failed.outcome, failed.child) == ("failed", None) and "上一级" in failed.says


def test_a_part_is_taken_by_rule_on_the_day_it_is_opened_where_its_first_step_says_so(cast):
    steps = [{"key": "got", "title": "收到", "by": "clerk", "auto": True, "verdicts": [
        {"key": "take", "title": "收到", "effect": "accept", "to": "look"}]}, *REVIEW["steps"]]  # fmt: skip
    by_rule = Flow.model_validate({**REVIEW, "steps": steps})
    with casework.flows.plus(**{"test/taken": by_rule, "test/whole": whole([part("a", flow="test/taken")])}):
        child = row(begun(cast, "test/whole"), "a").child
        assert (child.status, child.step, child.accepted_on) == ("accepted", "look", date(2026, 3, 2))


def test_only_a_flow_of_its_own_goes_above_or_without_a_name():
    for strange in ({"above": 1}, {"unnamed": "hidden"}, {"unnamed": "hidden", "withholds": ["name"]}):
        with pytest.raises(ValueError, match="写了 matter"):
            casework.Opens.model_validate({"key": "a", "title": "部门", "matter": "x/y", **strange})
    with pytest.raises(ValueError, match="要写 unnamed"):
        casework.Opens.model_validate(part("a", withholds=["name"]))
