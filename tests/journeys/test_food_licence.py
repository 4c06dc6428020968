"""食品经营许可, from a phone to a licence anyone can verify, with all its actors."""

from __future__ import annotations

import re

import pytest

from tests.journeys.walker import Walker, photo

pytestmark = pytest.mark.journey
WUHUA = "530102000000"


def fill_in(walker: Walker) -> None:
    """The questions, page by page, as a shop owner answers them."""
    walker.reads("谁来经营").look("02-question")
    assert walker.page.input_value("[name=uscc]"), "what the register holds is not asked"
    walker.fill(head="王小吃", registered_address="昆明市五华区翠湖东路 1 号").choose("revoked", "no").click("继续")
    walker.reads("在哪里经营")
    walker.fill(county=WUHUA, premises="昆明市五华区翠湖东路 1 号一层", area="46").click("继续")
    walker.reads("您主要做哪一类").choose("business_form", "餐饮服务经营者").look("03-question-choice").click("继续")
    walker.reads("卖什么、做什么").choose("items_catering", "热食类食品制售").choose("items_catering", "自制饮品制售")
    walker.choose("online", "no").click("继续")
    walker.reads("人员和制度")
    walker.fill(manager="王小吃", staff="3", handlers="2", healthy="2")
    for one in ("食品安全自查", "从业人员健康管理", "进货查验记录", "食品安全事故处置"):
        walker.choose("systems", one)
    walker.click("继续").reads("要准备的材料")


def act_for_the_shop(owner: Walker) -> None:
    """He logs in as himself and then acts for his shop."""
    owner.go("/account/")
    owner.page.locator("[name=hat][value^='for:']").first.check(force=True)
    owner.click("换成这个身份")


def apply(walk) -> tuple[Walker, str]:
    """An application handed in from a phone; the walker and the case's number."""
    owner = walk("citizen", phone=True)
    act_for_the_shop(owner)
    owner.go("/").look("01-home")
    owner.page.fill("#q", "奶茶店")
    owner.page.keyboard.press("Enter")
    owner.reads("食品经营许可").click("食品经营许可").look("01-guide").click("开始申请")
    fill_in(owner)
    owner.attach("layout.new", photo("布局图.jpg")).attach("steps.new", photo("流程图.jpg"))
    owner.choose("agent", "no").click("继续").reads("怎么联系您").fill(contact="王小吃", mobile="15400000001").click(
        "继续"
    )
    owner.reads("核对后提交").choose("delivery-way", "window").look("04-check").click("提交申请").reads(
        "已经提交"
    ).look("05-done")
    number = re.search(r"/my/cases/([\d-]+)/", owner.page.url)
    assert number, owner.page.url
    return owner, number[1]


def decide(officer: Walker, number: str, verdict: str, reason: str = "", *, shot: str = "") -> Walker:
    officer.go(f"/desk/cases/{number}/")
    if shot:
        officer.look(shot)
    officer.choose("verdict", verdict)
    if reason:
        officer.fill(reason=reason)
    officer.page.get_by_role("button", name="提交意见").click()
    officer.page.wait_for_url(re.compile("said="))
    return officer


def test_from_a_phone_to_a_licence_anyone_can_verify(walk):
    owner, number = apply(walk)

    clerk = walk("clerk")
    clerk.go("/desk/").reads(number).look("06-worklist")
    clerk.go(f"/desk/cases/{number}/").choose("verdict", "supplement").choose("items", "layout")
    clerk.fill(reason="布局图没有标出洗手池，请重新画一张").look("07-supplement")
    clerk.page.get_by_role("button", name="提交意见").click()
    clerk.page.wait_for_url(re.compile("said="))

    owner.go(f"/my/cases/{number}/").reads("现在等您补材料").reads("洗手池").look("08-owed").click("补材料")
    owner.click("补交材料").reads("请补上").look("09-owed-error")
    owner.attach("layout", photo("布局图二.jpg", (200, 120, 80))).click("补交材料").reads("补交材料")

    decide(clerk, number, "accept").reads("已经办好")
    decide(walk("examiner"), number, "inspect")

    first, second = walk("inspector1"), walk("inspector2")
    inspect(first, number).reads("还要另一位签字").look("10-inspection")
    second.go(f"/desk/cases/{number}/").choose("verdict", "passed")
    second.page.get_by_role("button", name="提交意见").click()
    second.page.wait_for_url(re.compile("said="))

    approver = walk("approver")
    decide(approver, number, "grant", shot="11-case").reads("准予")
    clerk.go(f"/desk/cases/{number}/").reads("来窗口领证照").look("11-collect")
    clerk.fill(collector="王小吃", tail="0016").choose("signed", "1").click("登记领走").reads("已领走")
    decide(clerk, number, "delivered")
    owner.go(f"/my/cases/{number}/").reads("已经在窗口领走")

    owner.go(f"/my/cases/{number}/").reads("准予许可").look("12-granted")
    owner.go("/my/licences/").reads("食品经营许可证").look("13-licences")
    link = owner.page.get_by_role("link", name=re.compile("验真伪")).first.get_attribute("href")

    anyone = walk()
    anyone.go(str(link)).look("14-verified")
    anyone.reads("有效")

    stranger = walk("clerk_dali")
    stranger.go(f"/desk/cases/{number}/", status=404).look("15-elsewhere")
    stranger.go("/desk/?view=reach")
    assert number not in stranger.page.content()
    neighbour = walk("neighbour", phone=True)
    neighbour.go(f"/my/cases/{number}/", status=404)


def inspect(officer: Walker, number: str) -> Walker:
    """The on-site record, with its photographs."""
    from datetime import date

    today = date.today()
    officer.go(f"/desk/cases/{number}/")
    officer.fill(**{"visited_on.year": str(today.year), "visited_on.month": str(today.month),
                    "visited_on.day": str(today.day), "host": "王小吃"})  # fmt: skip
    officer.choose("shown", "yes")
    for radio in officer.page.locator(".step-form input[type=radio][value='符合']").all():
        radio.check(force=True)
    officer.attach("front_photo.new", photo("门头.jpg")).attach("room_photo.new", photo("操作间.jpg"))
    for radio in officer.page.locator("[name=conclusion]").all()[:1]:
        radio.check(force=True)
    officer.choose("differs", "no").choose("verdict", "passed")
    officer.page.get_by_role("button", name="提交意见").click()
    officer.page.wait_for_load_state()
    return officer
