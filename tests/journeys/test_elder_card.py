"""老年人优待证: a phone in the evening, one click at the counter, the card in the wallet. No visit."""

from __future__ import annotations

import re

import pytest

from tests.journeys.walker import Walker, photo

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WUHUA = "530102000000"


def at_the_office_of(walker: Walker, office: str) -> Walker:
    """Change to the post at that office."""
    walker.go("/account/")
    walker.page.locator("label", has_text=office).first.click()
    return walker.click("换成这个身份")


def test_an_elder_has_the_card_without_a_visit(walk):
    elder = walk("elder", phone=True)
    elder.go("/").page.fill("#q", "老年证")
    elder.page.keyboard.press("Enter")
    elder.reads("老年人优待证").click("老年人优待证").look("elder-01-guide").click("开始申请")
    elder.reads("您是谁")
    assert elder.page.input_value("[name=identifier]"), "what the register holds is not asked"
    elder.fill(county=WUHUA).choose("local", "no").click("继续")
    if elder.page.locator("[name=from_place]").count():
        elder.fill(from_place="四川省").click("继续")
    elder.reads("近期正面照片").attach("photo.new", photo("照片.jpg")).click("继续")
    elder.reads("要不要实体卡").choose("delivery", "只要电子证").fill(mobile="13800002471").click("继续")
    elder.reads("核对后提交").look("elder-02-check").click("提交申请").reads("已经提交")
    number = re.search(r"/my/cases/([\d-]+)/", elder.page.url)
    assert number, elder.page.url

    clerk = at_the_office_of(walk("clerk2"), "五华区民政局")
    clerk.go(f"/desk/cases/{number[1]}/").look("elder-03-desk").choose("verdict", "grant")
    clerk.page.get_by_role("button", name="提交意见").click()
    clerk.page.wait_for_url(re.compile("said="))

    elder.go(f"/my/cases/{number[1]}/").reads("优待证办好了").look("elder-04-done")


def test_who_is_a_day_too_young_is_told_when_to_come(walk):
    young = walk("neighbour", phone=True)
    young.go("/").page.fill("#q", "老年证")
    young.page.keyboard.press("Enter")
    young.click("老年人优待证").click("开始申请")
    young.reads("您是谁").fill(county=WUHUA).choose("local", "yes").click("继续")
    young.attach("photo.new", photo("照片.jpg")).click("继续")
    young.choose("delivery", "只要电子证").fill(mobile="13800002471").click("继续")
    young.reads("老年人权益保障法第二条").look("elder-05-too-young")
