"""Given to a colleague, given back, sent back, taken back: whatever the order, a case is with somebody who can act, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import DomainError, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as people
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import handing, rules
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Entry, Task
from yiwang.toolbox.organisations import api as organisations
from yiwang.toolbox.organisations.testing import seated

from .test_moves import _monday, applied, cast, give  # noqa: F401  fixtures

LOOP = Flow.model_validate({
    "title": "来回", "limit": "licence_decision",
    "steps": [
        {"key": "write", "title": "拟办", "by": "clerk", "verdicts": [{"key": "on", "title": "送核", "to": "check"}]},
        {"key": "check", "title": "审核", "by": "examiner", "verdicts": [
            {"key": "accept", "title": "受理", "effect": "accept", "to": "sign"},
            {"key": "more", "title": "送签", "to": "sign"}]},
        {"key": "sign", "title": "签发", "by": "approver", "verdicts": [
            {"key": "again", "title": "再审", "to": "check"}, {"key": "end", "title": "办结", "effect": "finish"}]},
    ],
})  # fmt: skip
ROLE = {"liu": "clerk", "bai": "clerk", "he": "examiner", "shen": "examiner", "duan": "approver"}
NEEDS = {"write": "clerk", "check": "examiner", "sign": "approver"}
LEADS = {"write": {"on": "check"}, "check": {"accept": "sign", "more": "sign"}, "sign": {"again": "check", "end": ""}}


@pytest.fixture
def desk(cast):  # noqa: F811
    """Two clerks, two examiners and an approver at one agency, and the flow they pass work around in."""
    with casework.flows.plus(**{"test/loop": LOOP}):
        yield cast, {
            "liu": cast.liu, "he": cast.he, "duan": cast.duan,
            "bai": seated("bai", "柏", cast.liu.agency, "clerk"),
            "shen": seated("shen", "沈", cast.liu.agency, "examiner"),
        }  # fmt: skip


@dataclass
class Model:
    """What the moves mean, said once more and without the engine."""

    step: str = "write"
    accepted: bool = False
    over: bool = False
    named: str = ""
    doers: dict[str, str] = field(default_factory=dict)
    forwarded: tuple[str, str] = ("", "")

    def may(self, who: str) -> bool:
        return not self.over and ROLE[who] == NEEDS[self.step] and self.named in ("", who)

    def verdict(self, who: str, what: str) -> bool:
        if not self.may(who) or what not in LEADS[self.step] or (what == "accept" and self.accepted):
            return False
        self.doers[self.step] = who
        self.forwarded = (who, self.step) if what in ("on", "more", "again") else ("", "")
        self.accepted = self.accepted or what == "accept"
        self.step, self.over, self.named = LEADS[self.step][what] or self.step, what == "end", ""
        return True

    def hand(self, who: str, to: str) -> bool:
        if not self.may(who) or to == who or ROLE[to] != NEEDS[self.step]:
            return False
        self.named, self.forwarded = to, ("", "")
        return True

    def put(self, who: str, _: str) -> bool:
        if self.over or not self.named or who not in (self.named, "duan"):
            return False
        self.named, self.forwarded = "", ("", "")
        return True

    def back(self, who: str, to: str) -> bool:
        if not self.may(who) or to not in self.doers or to == self.step:
            return False
        self.step, self.named, self.forwarded = to, self.doers[to], ("", "")
        return True

    def undo(self, who: str, _: str) -> bool:
        if self.over or self.forwarded[0] != who:
            return False
        self.step, self.named, self.forwarded = self.forwarded[1], who, ("", "")
        return True


WHO = st.sampled_from(sorted(ROLE))
COMMANDS = st.one_of(
    st.tuples(st.just("verdict"), WHO, st.sampled_from(["on", "more", "accept", "again", "end"])),
    st.tuples(st.just("hand"), WHO, WHO),
    st.tuples(st.just("back"), WHO, st.sampled_from(sorted(NEEDS))),
    st.tuples(st.sampled_from(["put", "undo"]), WHO, st.just("")),
)
KEYS = count()


def move(by, number, what, arg) -> None:
    key, seen = f"m{next(KEYS)}", row(number).revision
    said = {"reason": "换人", "revision": seen, "key": key}
    match what:
        case "verdict":
            casework.decide(by, number, casework.Opinion(arg, seen), key=key)
        case "hand":
            casework.hand_over(by, number, to=arg, **said)
        case "put":
            casework.put_back(by, number, **said)
        case "back":
            casework.send_back(by, number, to=arg, **said)
        case "undo":
            casework.take_back(by, number, **said)


def row(number: str) -> Case:
    people.enter(security.SYSTEM)
    return Case.objects.get(number=number)


def tried(by, number, what, arg) -> bool:
    try:
        move(by, number, what, arg)
    except DomainError:
        return False
    return True


def stands(number: str) -> tuple[str, bool, bool, str]:
    """Where it is, whether accepted and over, whose by name; and that there is one task for it, or none when over."""
    case = row(number)
    tasks = list(Task.objects.filter(case=case, state="open").select_related("assignee"))
    assert [one.step for one in tasks] == ([] if case.status == "closed" else [case.step])
    named = tasks[0].assignee.username if tasks and tasks[0].assignee else ""
    return case.step, case.accepted_on is not None, case.status == "closed", named


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COMMANDS, min_size=4, max_size=30))
def test_after_any_moves_a_case_stands_where_the_model_says_with_one_task(desk, commands):
    cast, staff = desk  # noqa: F811
    number, model = applied(cast, key=f"a{next(KEYS)}", flow="test/loop"), Model()
    for what, who, arg in commands:
        before = row(number).revision
        may = getattr(model, what)(who, arg)
        assert tried(staff[who], number, what, arg) is may, (what, who, arg)
        assert row(number).revision == before + may, "what is refused changes nothing, what is done counts once"
        assert stands(number) == (model.step, model.accepted, model.over, model.named)


def test_the_model_and_the_draws_reach_every_move(desk):
    """Or agreeing would be easy."""
    cast, staff = desk  # noqa: F811
    number = applied(cast, flow="test/loop")
    way = [("liu", "hand", "bai"), ("bai", "put", ""), ("liu", "verdict", "on"), ("liu", "undo", ""), ("liu", "verdict", "on"),
           ("he", "back", "write"), ("liu", "verdict", "on"), ("shen", "verdict", "accept"), ("duan", "back", "check"),
           ("shen", "verdict", "more"), ("duan", "verdict", "end")]  # fmt: skip
    model = Model()
    for who, what, arg in way:
        assert getattr(model, what)(who, arg) and tried(staff[who], number, what, arg), (who, what, arg)
    assert stands(number)[2]
    verbs = set(Entry.objects.filter(case__number=number).values_list("verb", flat=True))
    assert {"handed_over", "put_back", "taken_back", "sent_back", "finished"} <= verbs
    assert not Entry.objects.filter(case__number=number, verb__in=["handed_over", "sent_back"], public=True).exists()


def test_what_nobody_can_act_on_any_more_is_not_sent_back_to(cast):  # noqa: F811
    """Once accepted, nothing is offered at intake: a case sent there would stay for good."""
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    assert [one.key for one in back(cast.duan, number)] == ["inspect"]
    with pytest.raises(casework.CannotFollow):
        move(cast.duan, number, "back", "intake")


def test_without_the_look_ahead_a_case_could_be_stuck(cast, monkeypatch):  # noqa: F811
    """The guard removed."""
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    monkeypatch.setattr(rules, "leads_out", lambda *_: True)
    move(cast.duan, number, "back", "intake")
    people.enter(security.SYSTEM)
    with security.viewing(cast.liu):
        assert not casework.case_view(cast.liu, number).offered


def back(by, number):
    people.enter(security.SYSTEM)
    with security.viewing(by):
        return casework.steps_back(casework.case_view(by, number))


def test_two_who_sign_together_do_not_hand_over_and_sign_anew_when_it_comes_back(cast):  # noqa: F811
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    with pytest.raises(casework.CannotHand, match="几个人签字"):
        move(cast.ma, number, "hand", "pu")
    give(cast.ma, number, "pass")
    move(cast.duan, number, "back", "inspect")
    assert stands(number)[3] == "", "two are asked, so no one of them by name"
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    assert stands(number)[0] == "decide"


def test_whom_the_law_bars_is_not_handed_the_task(desk, monkeypatch):
    cast, staff = desk  # noqa: F811
    text = LOOP.model_dump(mode="json")
    text["steps"][1] |= {"by": "clerk", "not_by": ["write"]}
    with casework.flows.plus(**{"test/barred": Flow.model_validate(text)}):
        number = applied(cast, flow="test/barred")
        move(staff["liu"], number, "verdict", "on")
        with pytest.raises(casework.CannotHand, match="办过“拟办”"):
            move(staff["bai"], number, "hand", "liu")
        monkeypatch.setattr(handing, "barred_by", lambda *_: "")
        move(staff["bai"], number, "hand", "liu")  # the guard removed
        with pytest.raises(casework.SamePerson):
            move(staff["liu"], number, "verdict", "more")


def test_what_was_given_to_who_has_left_is_free_again(desk, monkeypatch):
    cast, staff = desk  # noqa: F811
    number = applied(cast, flow="test/loop")
    move(staff["liu"], number, "hand", "bai")
    assert casework.release_left() == 0
    people.enter(security.SYSTEM)
    security.Appointment.objects.filter(user=staff["bai"].user).update(until=date(2026, 3, 1))
    with pytest.raises(Refused, match="已经交给别人"):
        move(staff["liu"], number, "verdict", "on")
    with monkeypatch.context() as removed:
        removed.setattr(organisations, "holds", lambda *_: True)
        assert casework.release_left() == 0, "the guard removed, it would wait for him for good"
    assert (casework.release_left(), stands(number)[3]) == (1, "")
    move(staff["liu"], number, "verdict", "on")


def test_what_somebody_has_begun_is_not_taken_from_under_him(desk):
    cast, staff = desk  # noqa: F811
    number = applied(cast, flow="test/loop")
    move(staff["liu"], number, "verdict", "on")
    with security.acting(staff["he"], casework.KEEP_DRAFT, security.Ref("case", number)) as record:
        casework.keep_draft(record, number, {"reason": "正在看"})
    with pytest.raises(casework.CannotFollow):
        move(staff["liu"], number, "undo", "")


def test_every_move_says_why(desk):
    cast, staff = desk  # noqa: F811
    number = applied(cast, flow="test/loop")
    with pytest.raises(casework.WhyMissing):
        casework.hand_over(staff["liu"], number, to="bai", reason=" ", revision=row(number).revision, key="w")
    with pytest.raises(casework.Changed):
        casework.hand_over(staff["liu"], number, to="bai", reason="忙", revision=99, key="w2")
