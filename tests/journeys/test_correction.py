"""A licence with a slip of the pen: the examiner proposes, the head agrees, and anybody who verifies the old one is told."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_food_licence import apply, decide, inspect

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_slip_of_the_pen_is_put_right_by_two(walk):
    owner, number = apply(walk)
    clerk, examiner, approver = walk("clerk"), walk("examiner"), walk("approver")
    decide(clerk, number, "accept")
    decide(examiner, number, "inspect")
    inspect(walk("inspector1"), number)
    second = walk("inspector2")
    second.go(f"/desk/cases/{number}/").choose("verdict", "passed")
    second.page.get_by_role("button", name="提交意见").click()
    second.page.wait_for_url(re.compile("said="))
    decide(approver, number, "grant")
    decide(clerk, number, "delivered")
    owner.go("/my/licences/")
    licence = owner.page.locator("li", has_text=re.compile(r"JY\d+")).get_by_role("link", name=re.compile("验真伪"))
    old = str(licence.first.get_attribute("href"))

    examiner.go(f"/desk/cases/{number}/").click("更正、撤销结果").reads("提出，交复核").look("80-correct")
    examiner.fill(**{"f.head": "王小池"}).click("提出，交复核").reads("请写明错在哪里").look("81-correct-error")
    examiner.fill(why="负责人的名字写错了一个字，本人带身份证来指出").click("提出，交复核")
    examiner.reads("要另一个人复核").reads("改为“王小池”").look("82-proposed")
    correction = re.search(r"/desk/cases/([\d-]+)/", examiner.page.url)
    assert correction and correction[1] != number

    decide(approver, correction[1], "correct", shot="83-approve")
    anyone = walk()
    anyone.go(old).reads("更1").look("84-old-verified")
    owner.go(f"/my/cases/{correction[1]}/").reads("更正通知书").look("85-owner")
