"""前加签 and 后加签 at the desk: a colleague is asked first, the head signs last, and his no sends the decision back."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_food_licence import apply

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def ask(walker, kind: str, account: str, why: str, shot: str = "") -> None:
    page = walker.page
    page.get_by_text("请同事一起办", exact=True).click()
    form = page.locator("form", has=page.locator("#ask-why"))
    form.locator(f"input[name=kind][value={kind}]").check()
    form.locator(f"input[name=to][value={account}]").check()
    form.locator("#ask-why").fill(why)
    if shot:
        walker.look(shot)
    form.get_by_role("button", name="发出").click()
    page.wait_for_url(re.compile("said=asked"))


def answer(walker, vote: str, says: str) -> None:
    form = walker.page.locator("form.asked")
    form.get_by_label(vote, exact=True).check()
    form.locator("textarea").fill(says)
    form.get_by_role("button", name="回复").click()
    walker.page.wait_for_load_state()


def accept(walker, number: str, said: str) -> None:
    walker.go(f"/desk/cases/{number}/")
    walker.page.locator("input[name=verdict][value=accept]").check()
    walker.page.get_by_role("button", name="提交意见").click()
    walker.page.wait_for_url(re.compile(f"said={said}"))


def test_a_colleague_signs_first_and_another_last(walk):
    _, number = apply(walk)
    clerk, colleague, examiner = walk("clerk"), walk("colleague"), walk("examiner")
    place = f"/desk/cases/{number}/"

    clerk.go(place)
    ask(clerk, "before", "colleague", "请核对经营场所的地址和房产证是不是一致", "96-ask")
    clerk.reads("回复了再决定").look("97-waits")

    colleague.go("/desk/").reads("前加签").look("98-worklist-asked")
    colleague.go(place).reads("请核对经营场所").look("99-answer")
    answer(colleague, "不同意", "")
    colleague.reads("不同意要写理由")
    answer(colleague, "同意", "地址一致，没有问题")
    colleague.reads("您的回复已记下")

    clerk.go(place).reads("地址一致，没有问题")
    ask(clerk, "after", "examiner", "这类场所第一次办，请把关")
    accept(clerk, number, "held")
    clerk.reads("后加签的人同意后生效").look("9a-held")
    examiner.go(place)
    answer(examiner, "不同意", "平面图看不清楚，请先要一张清楚的")
    clerk.go(place).reads("平面图看不清楚").look("9b-opened-again")
    accept(clerk, number, "held")
    examiner.go(place)
    answer(examiner, "同意", "可以了")
    examiner.reads("受理").look("9c-carried")
    clerk.go(place).reads("书面审查”由")
