"""A stall without a licence, from the file to the archive; and what the law does not let through."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from yiwang.applications.packs.market.enforcement import rules
from yiwang.applications.packs.testing import give, held
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework

WANG = casework.Concerned("person", "530102199003070016", "王小吃")
ACT = {"source": "日常检查", "cause": "无证经营食品", "place": "翠湖南路 1 号", "ended_on": "2026-10-30",
       "found_on": "2026-10-30", "harm": False, "facts": "现场有 12 份米线"}  # fmt: skip
FOUND = {"card": True, "asked": "问：有没有证？答：没有", "found": "没有许可证，卖米线", "goods": "500", "circumstances": [],
         "penalty": "罚款", "fine": "75000", "confiscate": False}  # fmt: skip
CLEAR = {"competent": "有", "clear": True}


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield testing.cast()


def opened(cast, key="k", **change):
    return casework.open_own(cast.pu, casework.Own("enforcement/case", WANG, {**ACT, **change}), key=key)


def investigated(cast, number, **change):
    said = {**FOUND, **change}
    give(cast.pu, number, "report", facts=said)
    give(cast.ma, number, "report", facts=said)


def notified(cast, key="k", **change):
    number = opened(cast, key)
    give(cast.duan, number, "accept")
    investigated(cast, number, **change)
    give(cast.he, number, "pass", facts=CLEAR)
    give(cast.pu, number, "sent")
    return number


def speak(cast, number, verdict, reason=""):
    with security.viewing(cast.wang):
        revision = casework.case_view(cast.wang, number).case.revision
    return casework.speak(
        cast.wang, number, casework.Opinion(verdict, revision, reason=reason), key=f"{number}{revision}"
    )


def page(by, path, **post):
    browser = Client()
    browser.force_login(security.User.objects.get(pk=by.user))
    return browser.post(path, post) if post else browser.get(path)


def test_from_the_file_to_the_archive(cast):
    number = notified(cast)
    notice = held(cast.wang, number)["notice"]
    assert "75000 元" in notice.data["penalty"] and "听证" in notice.data["rights"]
    assert speak(cast, number, "defend", "已经在办证") == "accepted"
    give(cast.he, number, "kept", reason="复核过，不改变认定")
    give(cast.duan, number, "punish")
    paper = held(cast.wang, number)["decision"]
    assert "已经复核" in paper.data["heard"] and "百分之3" in paper.data["pay"]
    give(cast.liu, number, "served", facts={"how": "当场交付", "served_on": "2026-11-02", "proof": []})
    assert give(cast.liu, number, "close") == "closed"
    testing.enter(security.SYSTEM)
    case = casework.Case.objects.get(number=number)
    assert (case.limit["days"], case.limit["unit"], case.due_on.isoformat()) == (90, "natural", "2027-01-31")


def test_what_the_law_does_not_allow_is_not_proposed(cast, monkeypatch):
    number = opened(cast)
    give(cast.duan, number, "accept")
    with pytest.raises(casework.NotSo, match="不在法律规定的范围"):
        give(cast.pu, number, "report", facts={**FOUND, "fine": "30000"})
    with pytest.raises(casework.NotSo, match="集体讨论"):
        give(cast.pu, number, "report", facts={**FOUND, "fine": "95000"})
    monkeypatch.setattr(rules, "draft", lambda *_: {"ok": True, "discuss": False, "says": ""})
    assert give(cast.pu, number, "report", facts={**FOUND, "fine": "30000"}) == "signed"


def test_a_deviation_goes_through_collective_discussion_first(cast):
    number = opened(cast)
    give(cast.duan, number, "accept")
    investigated(cast, number, fine="95000", deviation="影响很坏")
    with pytest.raises(casework.NotSo, match="集体讨论"):
        give(cast.he, number, "pass", facts=CLEAR)
    give(cast.he, number, "discuss", facts=CLEAR)
    give(cast.duan, number, "agreed", facts={"present": "三人", "said": "同意", "agreed": True})
    give(cast.pu, number, "sent")


def test_what_is_too_old_is_not_filed(cast):
    number = opened(cast, ended_on="2024-01-02", found_on="2026-10-30")
    with pytest.raises(casework.NotSo, match="第三十六条"):
        give(cast.duan, number, "accept")
    assert give(cast.duan, number, "decline", reason="超过二年") == "closed"
    with pytest.raises(NotFound), security.viewing(cast.wang):
        casework.case_view(cast.wang, number)


def test_who_did_not_pass_review_is_not_notified(cast):
    number = opened(cast)
    give(cast.duan, number, "accept")
    investigated(cast, number)
    with pytest.raises(casework.NotSo, match="审核意见没有通过"):
        give(cast.he, number, "pass", facts={**CLEAR, "clear": False})


def test_the_same_act_is_not_fined_twice(cast):
    first = notified(cast)
    speak(cast, first, "agree")
    give(cast.duan, first, "punish")
    second = notified(cast, "second")
    speak(cast, second, "agree")
    with pytest.raises(casework.NotSo, match=first):
        give(cast.duan, second, "punish")
    give(cast.duan, second, "spare", reason="同一个行为已经罚过")


def test_a_hearing_is_held_when_asked_for_with_seven_days_notice(cast):
    number = notified(cast)
    speak(cast, number, "hearing")
    with pytest.raises(casework.NotSo, match="2026-11-11"):
        give(cast.he, number, "notice", facts={"held_on": "2026-11-10", "place": "三楼会议室"})
    give(cast.he, number, "notice", facts={"held_on": "2026-11-11", "place": "三楼会议室"})
    assert "2026年11月11日" in held(cast.wang, number)["hearing"].data["held_on"]
    give(cast.he, number, "held", facts={"host": "何", "said": "各方说了"})
    assert give(cast.duan, number, "punish") == "decided"


def test_against_a_warning_there_is_a_defence_but_no_hearing(cast):
    number = notified(cast, penalty="警告", fine="")
    with pytest.raises(casework.NotSo, match="第六十三条"):
        speak(cast, number, "hearing")
    assert speak(cast, number, "defend", "已经改了") == "accepted"


def test_a_defence_never_makes_it_heavier(cast):
    number = notified(cast)
    speak(cast, number, "defend", "已经在办证")
    give(cast.he, number, "anew", reason="再查一次")
    with pytest.raises(casework.NotSo, match="第四十五条"):
        give(cast.pu, number, "report", facts={**FOUND, "fine": "80000"})
    investigated(cast, number, fine="70000")


def test_the_party_answers_on_his_own_page(cast):
    number = notified(cast)
    mine = reverse("my-case", args=[number])
    shown = page(cast.wang, mine).content.decode()
    assert "现在等您说" in shown and "我要求听证" in shown and "11月9日" in shown and "撤回申请" not in shown
    assert "期限内没有提出" not in shown and "征求领取方式" not in shown
    with security.viewing(cast.wang):
        revision = casework.case_view(cast.wang, number).case.revision
    nothing = page(cast.wang, reverse("my-speak", args=[number]), revision=revision)
    assert nothing.status_code == 422 or "请先选一项" in nothing.content.decode()
    page(cast.wang, reverse("my-speak", args=[number]), verdict="defend", reason="已经改了", revision=revision)
    assert "当事人陈述、申辩" in page(cast.wang, mine).content.decode()
    assert page(cast.li, mine).status_code == 404


def test_the_door_stands_on_the_desk_and_keeps_what_was_typed(cast):
    assert "行政处罚" in page(cast.pu, reverse("desk-open")).content.decode()
    assert "没有可以立案的" in page(cast.liu, reverse("desk-open")).content.decode()
    there = reverse("desk-open-one", args=["enforcement", "case"])
    assert page(cast.liu, there).status_code == 404
    assert "证件号码" in page(cast.pu, there).content.decode()
    typed = {"key": "abc", "concerned-kind": "person", "concerned-identifier": WANG.identifier, "concerned-name": WANG.name,
             "source": "日常检查", "cause": "无照经营", "place": "翠湖南路 1 号", "facts": "没有执照"}  # fmt: skip
    wrong = page(cast.pu, there, **typed)
    assert wrong.status_code == 422 and "翠湖南路 1 号" in wrong.content.decode()
    for name, parts in {"ended_on": (2026, 10, 30), "found_on": (2026, 10, 30)}.items():
        typed |= {f"{name}.{part}": str(value) for part, value in zip(("year", "month", "day"), parts, strict=True)}
    right = page(cast.pu, there, **typed, harm="no")
    assert right.status_code == 302 and right["Location"].endswith("said=opened")
    decide = page(cast.duan, right["Location"])
    assert "立案审批" in decide.content.decode()


def test_the_inspector_sees_what_the_law_comes_to_before_he_writes_anything(cast):
    number = opened(cast)
    give(cast.duan, number, "accept")
    shown = page(cast.pu, reverse("desk-case", args=[number])).content.decode()
    assert "50000 元到 100000 元" in shown and "食品安全法第一百二十二条第一款" in shown
    give(cast.pu, number, "report", facts=FOUND)
    assert "65000 元到 85000 元" in page(cast.ma, reverse("desk-case", args=[number])).content.decode()
    with security.viewing(cast.liu):
        assert casework.shows(casework.case_view(cast.liu, number)) == []
