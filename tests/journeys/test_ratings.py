"""好差评: somebody is not satisfied, says so on his phone without logging in, is answered; and what everybody sees."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_every_matter import decide as decide_by_name
from tests.journeys.test_food_licence import apply, decide
from tests.journeys.test_newborn import once
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def address_of(walker: Walker) -> str:
    return "/" + walker.page.url.split("/", 3)[3]


def case_of(walker: Walker) -> str:
    """The number of the case that puts it right, once the worker has opened it."""
    walker.go(address_of(walker))
    link = walker.page.get_by_role("link", name="打开整改件")
    return (link.get_attribute("href") or "").strip("/").split("/")[-1] if link.count() else ""


def test_a_bad_rating_from_a_phone_is_answered(walk):
    owner, number = apply(walk)
    decide(walk("clerk"), number, "decline", "仅销售预包装食品，依法不需要取得食品经营许可，应当备案").reads("已经办好")

    owner.go(f"/my/cases/{number}/").reads("评价这次服务").look("50-closed")
    link = owner.page.get_by_role("link", name="评价这次服务").get_attribute("href")

    anyone = walk(phone=True)
    anyone.go(str(link)).reads("这次办得怎么样").look("51-rate")
    anyone.click("提交评价").reads("请选一个满意程度").look("52-rate-error")
    anyone.choose("grade", "5").choose("indicators", "guide").choose("named", "yes")
    anyone.fill(words="指南上没有写清楚，跑了三趟。我的电话 13800002471").look("53-rate-filled").click("提交评价")
    anyone.reads("您的评价").reads("号码已隐去").reads("前会在这里回复您").look("54-rated")

    supervisor = walk("supervisor")
    supervisor.go("/desk/ratings/").reads("非常不满意").look("55-bad")
    supervisor.page.locator("tr", has_text=number).get_by_role("link").first.click()
    supervisor.page.wait_for_url(re.compile(r"/desk/ratings/[0-9a-f-]+/"))
    supervisor.look("56-one")
    link_to_case = once(lambda: case_of(supervisor), "the case that puts it right")
    head = walk("approver")
    decide_by_name(head, link_to_case, "核实完了，去整改", finding="属实", checked="看了窗口的录像，问了收件的人")
    said = "指南已经补上“只卖预包装食品的备案就可以”，窗口先问清楚再收件"
    decide_by_name(head, link_to_case, "答复，打电话回访", reason=said)
    decide_by_name(head, link_to_case, "对处理满意", reason="电话里道了歉，他说可以了", how="电话", shot="56-call")
    once(lambda: "对处理满意" in supervisor.go(address_of(supervisor)).page.content(), "the visit beside the rating")
    supervisor.look("57-answered")

    anyone.go(str(link)).reads("指南已经补上").look("58-reply")
    assert "道了歉" not in anyone.page.content()

    walk("supervisor").go(f"/desk/ratings/slip/{number}/").reads("扫一扫").look("59-slip")
    walk("supervisor").go("/desk/ratings/phone/").look("60-phone")


def test_what_everybody_sees_of_a_years_ratings(walk):
    anyone = walk()
    anyone.go("/ratings/").reads("95% 把握").look("63-ranking")
    anyone.page.locator(".board a").first.click()
    anyone.page.wait_for_url(re.compile(r"/ratings/\d+/"))
    anyone.reads("真实的好评率有 95% 的把握").look("64-agency")
    phone = walk(phone=True)
    phone.go("/" + anyone.page.url.split("/", 3)[3]).look("65-agency-phone")
    phone.go("/ratings/").look("66-ranking-phone")
    walk("supervisor").go("/desk/ratings/?view=bad").reads("已回访").look("67-bad-many")
