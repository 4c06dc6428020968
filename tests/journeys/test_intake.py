"""An elder who came once: a clerk records his daughter's authority, she applies on her phone, he sees what was done.
Then a shop owner at the window, and a licence that comes by post."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.journeys.test_food_licence import WUHUA
from tests.journeys.walker import Walker, photo
from yiwang.assembly.sample.accounts import ALL
from yiwang.assembly.sample.opening import person_of, shop_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
END = date.today() + timedelta(days=90)
LAST = {"last.year": str(END.year), "last.month": str(END.month), "last.day": str(END.day)}
HOME = "昆明市五华区翠湖东路 1 号 3 栋 402"
POSTED = {"delivery-recipient": "样例", "delivery-address": HOME}
SYSTEMS = ("食品安全自查", "从业人员健康管理", "进货查验记录", "食品安全事故处置")


def account(name: str):
    return next(one for one in ALL if one.username == name)


def masked(name: str) -> str:
    from yiwang.pillars.security.base.api import mask_name

    return mask_name(name)


def record_authority(clerk: Walker) -> None:
    elder, daughter = person_of(account("elder")), person_of(account("citizen"))
    clerk.go("/desk/intake/authority/")
    clerk.fill(
        principal_name=elder.name, principal=elder.id_number, helper_name=daughter.name, helper=daughter.id_number
    )
    clerk.fill(document_no="五华授 2026-18", **LAST, reason="眼睛看不清，不会用手机")
    clerk.click("记下授权").reads("至少选 2 项").look("intake-02-authority-error")
    clerk.choose("facts", "photo").choose("facts", "family").click("记下授权").reads("已经记下").look(
        "intake-03-authority"
    )


def wear(walker: Walker, kind: str) -> None:
    walker.go("/account/")
    walker.page.locator("label", has_text=kind).locator("input[name=hat]").first.check(force=True)
    walker.click("换成这个身份")


def apply_for(helper: Walker) -> str:
    helper.go("/").reads("办事").look("intake-04-helper-home")
    helper.go("/matters/elder_card.card/").click("开始申请").reads("您是谁").fill(county=WUHUA).choose("local", "yes")
    helper.look("intake-05-helper-question").click("继续").attach("photo.new", photo("照片.jpg")).click("继续")
    helper.choose("delivery", "只要电子证").fill(mobile="13800002471").click("继续")
    helper.reads("核对后提交").choose("delivery-way", "post").fill(**POSTED).look("intake-06-check")
    helper.click("提交申请").reads("已经提交").look("intake-07-done")
    found = re.search(r"/my/cases/([\d-]+)/", helper.page.url)
    assert found, helper.page.url
    return found[1]


def test_a_daughter_applies_for_an_elder_who_sees_it(walk):
    clerk = walk("clerk")
    clerk.go("/desk/intake/").reads("窗口收件").look("intake-01-start")
    record_authority(clerk)

    daughter = walk("citizen", phone=True)
    daughter.go("/my/mandates/").reads("我能替谁办").look("intake-08-daughter-mandates")
    wear(daughter, "帮办代办")
    number = apply_for(daughter)

    elder = walk("elder", phone=True)
    names = f"{masked(person_of(account('citizen')).name)}（代 {masked(person_of(account('elder')).name)}）"
    elder.go(f"/my/cases/{number}/").reads(names).reads("邮寄到家").look("intake-09-elder-case")
    elder.go("/my/mandates/").reads(names).reads("眼睛看不清").reads("能替我办的人").look("intake-10-elder-mandates")

    stranger = walk("neighbour", phone=True)
    stranger.go(f"/my/cases/{number}/", status=404)
    mandate = re.search(r"/my/mandates/(\d+)/end/", elder.page.content())
    assert mandate
    stranger.go(f"/my/mandates/{mandate[1]}/end/", status=404)

    elder.click("结束授权").reads("结束给").look("intake-11-end")
    elder.click("结束授权").reads("授权已经结束")
    daughter.go("/my/cases/", status=403).reads("已经结束").look("intake-12-over")
    daughter.go(f"/my/cases/{number}/", status=404)


def test_a_head_claims_his_shop_and_lets_a_clerk_act(walk):
    shop, neighbour = shop_of(account("citizen")), person_of(account("neighbour"))
    other = walk("neighbour", phone=True)
    other.go("/my/firms/claim/").fill(uscc=shop.uscc, name=shop.name).click("认领").reads("法定代表人或者经营者本人")
    other.look("intake-20-claim-refused")

    head = walk("citizen", phone=True)
    head.go("/my/firms/claim/").look("intake-21-claim").fill(uscc=shop.uscc, name=shop.name).click("认领")
    head.reads("法定代表人、经营者")
    wear(head, shop.name)  # he may have got a second firm in another walk
    head.go("/my/mandates/").fill(name=neighbour.name, identifier=neighbour.id_number, **LAST)
    head.choose("matters", "food_operation/licence")
    head.page.get_by_role("button", name="授权", exact=True).click()
    head.reads("已经授权").look("intake-22-firm-mandates")
    other.go("/account/").reads("企业经办人").reads(shop.name)


def test_an_owner_at_the_window_goes_home_with_a_receipt(walk):
    shop = shop_of(account("citizen"))
    clerk = walk("clerk")
    clerk.go("/desk/intake/").fill(matter="food_operation/licence", identifier=shop.uscc, name="别的名字")
    clerk.choose("kind", "firm").click("开始收件").reads("登记的不一样").fill(name=shop.name).click("开始收件")
    clerk.reads("收件，打印凭证").look("intake-30-sheet")
    clerk.fill(premises=HOME, area="46", head=shop.representative.name, registered_address=HOME, county=WUHUA)
    clerk.choose("revoked", "no").choose("business_form", "餐饮服务经营者").click("保存，看还缺什么").look(
        "intake-31-missing"
    )
    clerk.choose("items_catering", "热食类食品制售").choose("online", "no")
    clerk.fill(manager="样例", staff="3", handlers="2", healthy="2", contact="样例", mobile="15400000001")
    for one in SYSTEMS:
        clerk.choose("systems", one)
    clerk.choose("agent", "no").attach("layout.new", photo("布局图.jpg")).attach("steps.new", photo("流程图.jpg"))
    clerk.choose("delivery-way", "window").click("收件，打印凭证").reads("收件凭证").reads("布局图.jpg").look(
        "intake-32-receipt"
    )
    clerk.click("去受理").reads("领取方式").look("intake-33-case")
