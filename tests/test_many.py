"""The same act on many cases: each done once, each told of, none lost with another."""

from __future__ import annotations

import re

import pytest

from tests.test_bad_input import text
from tests.test_lists import at, cast  # noqa: F401  the fixture
from yiwang.applications.collaboration.desk import many
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import rules
from yiwang.toolbox.casework.definition import Step, Verdict
from yiwang.toolbox.casework.models import Case, Entry, Task
from yiwang.toolbox.casework.tests.test_moves import applied, give
from yiwang.toolbox.organisations.testing import seated


@pytest.fixture
def three(cast) -> list[str]:  # noqa: F811
    return [applied(cast, key=key) for key in "abc"]


def chosen(by, numbers) -> list[many.Chosen]:
    with security.viewing(by):
        found = casework.picked(by, numbers)
    return [many.Chosen(one.number, one.revision, tuple(one.unread)) for one in found]


def entries(verb: str) -> int:
    testing.enter(security.SYSTEM)
    return Entry.objects.filter(verb=verb).count()


def test_many_are_accepted_each_once_and_a_second_press_changes_nothing(cast, three):  # noqa: F811
    picked, order = chosen(cast.liu, three), many.Order("verdict", verdict="accept")
    first = many.carry_out(cast.liu, order, picked, "k")
    assert [(one.number, one.done, one.says) for one in first] == [(number, True, "办理中") for number in three]
    assert many.carry_out(cast.liu, order, picked, "k") == first
    assert entries("accepted") == 3


def test_what_cannot_be_done_is_told_in_words_and_the_others_are_done(cast, three):  # noqa: F811
    picked = chosen(cast.liu, three)
    give(cast.liu, three[1], "decline", reason="地址不对")
    told = many.carry_out(cast.liu, many.Order("verdict", verdict="accept"), picked, "k")
    assert [one.done for one in told] == [True, False, True]
    assert told[1].says and "刷新" in told[1].says or "不能再" in told[1].says or "办过" in told[1].says


def test_one_that_breaks_takes_no_other_with_it(cast, three, monkeypatch):  # noqa: F811
    real = casework.decide

    def breaks(by, number, *rest, **more):
        if number == three[1]:
            raise RuntimeError("boom")
        return real(by, number, *rest, **more)

    monkeypatch.setattr("yiwang.toolbox.casework.api.decide", breaks)
    told = many.carry_out(cast.liu, many.Order("verdict", verdict="accept"), chosen(cast.liu, three), "k")
    assert [one.done for one in told] == [True, False, True] and "没有动" in told[1].says
    assert entries("accepted") == 2


def test_what_needs_judgement_is_not_given_to_many(cast, three):  # noqa: F811
    told = many.carry_out(
        cast.liu, many.Order("verdict", verdict="decline", reason="都不行"), chosen(cast.liu, three), "k"
    )
    assert not any(one.done for one in told) and all("成批" in one.says for one in told)
    assert entries("declined") == 0


def test_without_the_rule_many_would_be_declined_at_once(cast, three, monkeypatch):  # noqa: F811
    """Planted fault."""
    monkeypatch.setattr(rules, "not_alike", lambda step, verdict: "")
    many.carry_out(cast.liu, many.Order("verdict", verdict="decline", reason="都不行"), chosen(cast.liu, three), "k")
    assert entries("declined") == 3


@pytest.mark.parametrize(("verdict", "form", "alike"), [
    ({"effect": "accept"}, "", True), ({"effect": "forward"}, "", True), ({"effect": "finish"}, "", True),
    ({"effect": "forward", "needs": ["reason"]}, "", True), ({"effect": "forward", "tone": "bad"}, "", False),
    ({"effect": "forward"}, "record", False), ({"effect": "grant"}, "", False), ({"effect": "refuse"}, "", False),
    ({"effect": "supplement"}, "", False), ({"effect": "pause"}, "", False), ({"effect": "revoke"}, "", False),
    ({"effect": "decline"}, "", False), ({"effect": "forward", "needs": ["items"]}, "", False),
    ({"effect": "finish", "enrols": "x"}, "", False),
])  # fmt: skip
def test_which_verdicts_may_be_given_to_many(verdict, form, alike):
    one = Verdict.model_validate({"key": "v", "title": "意见", **verdict})
    step = Step(key="s", title="环节", by="clerk", form=form, verdicts=(one,))
    assert (rules.not_alike(step, one) == "") == alike


def urged(cast, three) -> int:  # noqa: F811
    """Urge all, let who has them read it, press again."""
    supervisor = seated("zhao", "赵", cast.liu.agency, "supervisor")
    picked, order = chosen(supervisor, three), many.Order("urge", reason="今天办完")
    key = uuid7().hex
    many.carry_out(supervisor, order, picked, key)
    read = many.carry_out(cast.liu, many.Order("read"), chosen(cast.liu, three), uuid7().hex)
    assert all(one.done for one in read)
    many.carry_out(supervisor, order, picked, key)
    testing.enter(security.SYSTEM)
    return Task.objects.filter(kind="urge").count()


def test_pressed_again_nobody_is_urged_twice(cast, three):  # noqa: F811
    assert urged(cast, three) == 3


def test_without_a_key_for_each_case_everybody_would_be(cast, three, monkeypatch):  # noqa: F811
    """Planted fault."""
    monkeypatch.setattr(many, "key_of", lambda _key, _number: None)
    assert urged(cast, three) == 6


def test_with_one_key_for_all_only_the_first_would_be_done(cast, three, monkeypatch):  # noqa: F811
    """Planted fault."""
    monkeypatch.setattr(many, "key_of", lambda key, _number: key)
    told = many.carry_out(cast.liu, many.Order("take"), chosen(cast.liu, three), "k")
    assert [one.done for one in told] == [True, False, False]


def test_taken_and_handed_over(cast, three):  # noqa: F811
    bai = seated("bai", "柏", cast.liu.agency, "clerk")
    assert all(one.done for one in many.carry_out(cast.liu, many.Order("take"), chosen(cast.liu, three), "k"))
    testing.enter(security.SYSTEM)
    assert set(Task.objects.values_list("assignee", flat=True)) == {cast.liu.user}
    refused = many.carry_out(bai, many.Order("take"), chosen(bai, three), "k2")
    assert not any(one.done for one in refused) and "交给别人" in refused[0].says
    order = many.Order("hand", to="bai", reason="休假")
    assert all(one.done for one in many.carry_out(cast.liu, order, chosen(cast.liu, three), "k3"))
    testing.enter(security.SYSTEM)
    assert set(Task.objects.values_list("assignee", flat=True)) == {bai.user}


def test_what_is_out_of_reach_is_neither_shown_nor_done(cast, three):  # noqa: F811
    assert chosen(cast.yang, three) == []
    forged = [many.Chosen(number, 1) for number in three]
    for act in (many.Order("verdict", verdict="accept"), many.Order("take"), many.Order("hand", to="liu", reason="x")):
        told = many.carry_out(cast.yang, act, forged, uuid7().hex)
        assert not any(one.done for one in told)
    assert entries("accepted") == 0


def test_by_the_pages_without_a_script(cast, three):  # noqa: F811
    desk = at(cast.liu)
    listed = desk.get("/desk/").content.decode()
    assert all(f'name="case" value="{number}"' in listed for number in three)
    page = desk.post("/desk/many/", {"case": three, "query": "view=mine"})
    assert "一起办 3 件" in text(page) and "受理（3 件可以）" in text(page) and "不予受理" not in text(page)
    fields = re.findall(r'name="case" value="([^"]+)"', page.content.decode())
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]
    asked = {"case": fields, "key": key, "query": "view=mine"}
    assert desk.post("/desk/many/do/", {**asked, "act": "verdict"}).status_code == 422
    assert desk.post("/desk/many/do/", {**asked, "act": "hand", "to": "bai"}).status_code == 422
    told = desk.post("/desk/many/do/", {**asked, "act": "verdict", "verdict": "accept"})
    assert "办了 3 件" in text(told)
    assert text(desk.post("/desk/many/do/", {**asked, "act": "verdict", "verdict": "accept"})) == text(told)
    assert desk.post("/desk/many/", {"query": "view=mine"})["Location"] == "/desk/?view=mine&said=nothing"
    for odd in (["\0:x"], [":::"], ["1:2:3"], ["x" * 900]):
        assert desk.post("/desk/many/do/", {"case": odd, "act": "take"}).status_code in (200, 422)
    testing.enter(security.SYSTEM)
    assert set(Case.objects.values_list("status", flat=True)) == {"accepted"}


def test_at_most_two_hundred(cast, three, monkeypatch):  # noqa: F811
    monkeypatch.setattr(many, "MOST", 2)
    page = at(cast.liu).post("/desk/many/", {"case": three})
    assert "一起办 2 件" in text(page) and "后面 1 件没有选进来" in text(page)
