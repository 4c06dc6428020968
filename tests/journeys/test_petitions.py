"""信访: told on a phone, passed on, answered, reviewed and changed one level up; and a second telling of it put into the first."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from tests.journeys.test_every_matter import decide, hand_in
from tests.journeys.test_food_licence import WUHUA
from tests.journeys.test_newborn import once, part
from tests.journeys.walker import Walker, photo

pytestmark = [pytest.mark.journey, pytest.mark.slow]
TOLD = {
    "kind": "申诉求决", "way": "没有", "county": WUHUA, "place": "翠湖东路 1 号", "about": "翠湖市场", "accused": "市场监管",
    "facts": "十月起摊位费涨了一倍，没有公示。问过管理处，说是统一定的，没有给收费的依据。",
    "wants": "公开收费依据，退还多收的摊位费",
    "proof": photo("收据.jpg"), "hidden": "no", "address": "云南省昆明市五华区翠湖东路 1 号", "mobile": "15400000001",
}  # fmt: skip
SORTED = {"classed": "申诉求决", "organ": "市场监管"}
FOUND = {
    "heard": "11 月 12 日在市场管理处听取信访人陈述，核对了六份收据", "found": "摊位费自 10 月 1 日起上调，收费标准没有公示",
    "basis": "价格法第十三条第一款", "opinion": "不予支持", "answer": "收费由协议约定，责令公示，不退已收的费用",
}  # fmt: skip
ABOVE = {
    "found": "协议没有约定上调的幅度，上调没有事先告知", "basis": "价格法第十三条第二款", "result": "变更",
    "answer": "责成五华区市场监督管理局督促市场退还 10 月 1 日以后多收的摊位费",
}  # fmt: skip
SERVED: dict[str, Any] = {"how": "电子送达", "served_on": date.today()}


def waits_for(walker: Walker, number: str, words: str) -> Walker:
    """Until the worker has joined the part and the case stands where `words` are read."""

    def there() -> bool:
        return words in walker.go(f"/desk/cases/{number}/").page.locator("main").inner_text()

    once(there, words)
    return walker


def says(walker: Walker, number: str, verdict: str, words: str, shot: str) -> None:
    walker.go(f"/my/cases/{number}/").reads("现在等您说").look(shot)
    walker.choose("verdict", verdict).fill(reason=words).click("提交").reads(words)


def test_a_complaint_is_answered_reviewed_and_changed(walk):
    person = walk("citizen", phone=True)
    number = hand_in(person, "petitions.file", TOLD, "petition-a")
    office = walk("petitions")
    decide(office, number, "转送有权处理的单位", shot="petition-b-office", **SORTED)
    handled = part(person, number, "市场监管部门办理")
    person.look("petition-c-passed-on")

    decide(walk("clerk"), handled, "受理，告知信访人", shot="petition-d-organ", route="信访程序")
    decide(walk("examiner"), handled, "提出处理意见，送审", shot="petition-e-inquiry", **FOUND)
    decide(walk("approver"), handled, "出具处理意见书", shot="petition-f-head")
    person.go(f"/my/cases/{handled}/").reads("信访处理意见书").look("petition-g-opinion")
    waits_for(office, number, "送达处理意见")
    decide(office, number, "已送达", **SERVED)

    says(person, number, "review", "协议里没有写可以涨，也没有提前说", "petition-h-content")
    reviewed = part(person, number, "市场监管部门复查")
    decide(walk("reviewer"), reviewed, "提出复查意见，送审", shot="petition-i-review", **ABOVE)
    decide(walk("reviewer_head"), reviewed, "出具复查意见书", shot="petition-j-review-head")
    waits_for(office, number, "送达复查意见")
    decide(office, number, "已送达", **SERVED)
    person.go(f"/my/cases/{reviewed}/").reads("信访复查意见书")
    says(person, number, "agree", "同意复查意见", "petition-k-changed")
    person.go(f"/my/cases/{number}/").reads("已办结").look("petition-l-closed")


def test_a_second_telling_of_the_same_matter_is_put_into_the_first(walk):
    person = walk("elder", phone=True)
    first = hand_in(person, "petitions.file", {**TOLD, "place": "圆通街 9 号"}, "petition-m")
    time.sleep(1)
    more = {**TOLD, "place": "圆通街9号", "facts": "补充：又找到两张十一月的收据，金额也是涨了一倍。"}
    second = hand_in(person, "petitions.file", more, "petition-n")
    office = walk("petitions")
    office.go(f"/desk/cases/{second}/").reads("像是同一件事").reads(f"{first} 正在办").look("petition-o-same")
    office.page.locator("summary", has_text="并入同一个人的另一件").click()
    office.page.locator("#merge-to").select_option(first)
    office.page.locator("#merge-why").fill("地点和被反映的单位一样，是同一件事的补充")
    office.look("petition-p-merge").page.get_by_role("button", name="并案", exact=True).click()
    office.page.wait_for_load_state()
    person.go(f"/my/cases/{second}/").reads(f"并入 {first} 一起办").look("petition-q-merged")
