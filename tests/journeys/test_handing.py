"""The clerk goes on leave: her colleague takes one case by name, the head sends another step back, and nothing waits in vain."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_food_licence import apply, decide

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_task_goes_to_a_colleague_and_comes_back(walk):
    _, number = apply(walk)
    clerk, colleague, approver = walk("clerk"), walk("colleague"), walk("approver")
    place = f"/desk/cases/{number}/"

    clerk.go(place).page.get_by_text("转给同事办").click()
    clerk.look("90-hand-over")
    form = clerk.page.locator("form", has=clerk.page.locator("#hand-to"))
    form.locator("select").select_option("colleague")
    form.get_by_role("button", name="转办").click()
    clerk.page.wait_for_load_state()
    clerk.reads("请写明为什么").look("91-hand-over-why")
    clerk.page.locator("#hand-why").fill("明天起休假，请他先核对材料")
    clerk.page.get_by_role("button", name="转办").click()
    clerk.page.wait_for_url(re.compile("said=handed"))
    clerk.reads("已经转给同事").reads("已经交给别人办理").look("92-handed")

    colleague.go("/desk/").reads(number)
    approver.go(place).page.get_by_text("退回公共待办", exact=True).click()
    approver.page.locator("#put-why").fill("今天都能办，谁先空谁办")
    approver.page.get_by_role("button", name="退回", exact=True).click()
    approver.page.wait_for_url(re.compile("said=free"))
    approver.look("93-put-back")

    decide(clerk, number, "accept")
    decide(walk("examiner"), number, "inspect")
    examiner = walk("examiner").go(place).reads("撤回上一步").look("94-take-back")
    examiner.page.get_by_role("button", name="撤回", exact=True).click()
    examiner.page.wait_for_url(re.compile("said=undone"))
    examiner.reads("已经拿回来").look("95-undone")
    decide(examiner, number, "inspect")
