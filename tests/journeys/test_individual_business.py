"""个体工商户设立登记, from a phone to a business its owner acts for, on one morning."""

from __future__ import annotations

import re

import pytest

from tests.journeys.walker import Walker, photo

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WUHUA = "530102000000"


def apply(owner: Walker) -> str:
    owner.go("/")
    owner.page.fill("#q", "办营业执照")
    owner.page.keyboard.press("Enter")
    owner.reads("个体工商户设立登记").click("个体工商户设立登记").look("register-guide").click("开始申请")
    owner.reads("谁来经营").choose("formed", "个人经营").choose("revoked", "no").click("继续")
    owner.reads("在哪里经营").fill(county=WUHUA).choose("premises_kind", "租用").click("继续")
    owner.fill(premises="昆明市五华区翠湖东路 1 号一层").attach("premises_paper.new", photo("合同.jpg"))
    owner.look("register-place").click("继续").reads("要不要起名字").choose("named", "yes").click("继续")
    owner.fill(brand="滇池茶", trade="茶叶").choose("ending", "店").look("register-name").click("继续")
    owner.reads("做什么生意").choose("items", "餐饮服务").choose("items", "鲜花零售").look("register-scope").click(
        "继续"
    )
    owner.reads("谁来办").choose("agent", "no").click("继续")
    owner.reads("核对后提交").look("register-check").click("提交申请").reads("已经提交")
    number = re.search(r"/my/cases/([\d-]+)/", owner.page.url)
    assert number, owner.page.url
    return number[1]


def test_on_the_spot_to_a_business_its_owner_acts_for(walk):
    owner = walk("citizen", phone=True)
    number = apply(owner)

    clerk = walk("clerk")
    clerk.go(f"/desk/cases/{number}/").choose("verified", "yes").choose("unique", "yes").choose("complete", "yes")
    clerk.choose("verdict", "grant").look("register-desk")
    clerk.page.get_by_role("button", name="提交意见").click()
    clerk.page.wait_for_url(re.compile("said="))
    clerk.reads("准予登记").look("register-granted")

    owner.go(f"/my/cases/{number}/").reads("准予登记").look("register-case")
    owner.go("/my/licences/").reads("营业执照").look("register-licences")
    owner.go("/account/").reads("滇池茶茶叶店").look("register-hats")
