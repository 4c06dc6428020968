"""差评整改: he rates his own case badly on the phone, reads what was done, says it is not enough, and the city looks at it."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_every_matter import decide as decide_by_name
from tests.journeys.test_food_licence import apply, decide
from tests.journeys.test_newborn import once
from tests.journeys.test_ratings import case_of
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def rated_badly(walk) -> tuple[Walker, str]:
    owner, number = apply(walk)
    decide(walk("clerk"), number, "decline", "仅销售预包装食品，依法不需要取得食品经营许可，应当备案").reads("已经办好")
    owner.go(f"/my/cases/{number}/")
    link = str(owner.page.get_by_role("link", name="评价这次服务").get_attribute("href"))
    owner.go(link).choose("grade", "4").choose("named", "yes").fill(words="备案在哪里办也没有说").click("提交评价")
    owner.reads("前会在这里回复您").look("r01-rated")
    return owner, number


def test_who_is_not_satisfied_is_heard_by_the_city(walk):
    owner, number = rated_badly(walk)
    supervisor = walk("supervisor")
    supervisor.go("/desk/ratings/").page.locator("tr", has_text=number).get_by_role("link").first.click()
    supervisor.page.wait_for_url(re.compile(r"/desk/ratings/[0-9a-f-]+/"))
    right = once(lambda: case_of(supervisor), "the case that puts it right")
    supervisor.look("r02-rating")
    owner.go(f"/my/cases/{right}/", status=404)

    head = walk("approver")
    decide_by_name(
        head, right, "核实完了，去整改", finding="属实", checked="看了决定书，没有写备案的窗口", shot="r03-verify"
    )
    decide_by_name(head, right, "答复，请评价人说满不满意", reason="决定书以后写明备案在哪里办", shot="r04-answer")

    owner.go(f"/my/cases/{right}/").reads("决定书以后写明").look("r05-visit")
    owner.click("提交").reads("请先选一项").choose("verdict", "unsatisfied").fill(reason="我那一件还是不知道去哪里")
    owner.look("r06-words").click("提交").reads("对处理不满意").look("r07-said")

    def raised() -> bool:
        return "转上级单位" in supervisor.go("/" + supervisor.page.url.split("/", 3)[3]).page.content()

    once(raised, "the case of the agency above")
    supervisor.look("r08-raised")
