"""The other ways a case can go, and every page looked at by everybody who may enter it."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_food_licence import act_for_the_shop, apply, decide
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_refusal_says_why_and_what_can_be_done(walk):
    owner, number = apply(walk)
    decide(walk("clerk"), number, "accept")
    decide(walk("examiner"), number, "no_visit", "只有食品经营管理，不用到店")

    approver = walk("approver")
    approver.go(f"/desk/cases/{number}/").choose("verdict", "refuse")
    approver.page.get_by_role("button", name="提交意见").click()
    approver.reads("请写明理由").look("20-refusal-without-reason")
    decide(approver, number, "refuse", "申请人五年内被吊销过食品经营许可证")

    owner.go(f"/my/cases/{number}/").reads("不予许可").reads("五年内被吊销过").look("21-refused")
    letter = owner.page.get_by_role("link", name="不予食品经营许可决定书").get_attribute("href")
    pdf = owner.page.request.get(str(letter))
    assert pdf.status == 200
    text = words(pdf.body())
    assert "行政复议" in text and "行政诉讼" in text and "吊销" in text


def words(pdf: bytes) -> str:
    import io

    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def test_an_applicant_takes_it_back(walk):
    owner, number = apply(walk)
    owner.go(f"/my/cases/{number}/").page.get_by_text("不办了，要撤回申请").click()
    owner.fill(reason="暂时不开了").click("撤回申请").reads("申请人撤回").look("22-withdrawn")
    clerk = walk("clerk")
    clerk.go(f"/desk/cases/{number}/").reads("这件已经办结").look("23-withdrawn-desk")


def test_two_devices_and_two_clicks_end_at_one_case(walk):
    owner, number = apply(walk)
    draft = owner.page.evaluate("document.referrer").rstrip("/").split("/")[-2]
    again = owner.page.request.get(f"/apply/{draft}/check/")
    assert again.status == 404  # the draft became the case
    owner.go("/my/cases/")
    assert owner.page.get_by_text(number).count() == 1


def test_it_works_without_javascript(walk):
    owner = walk("citizen", phone=True, javascript=False)
    act_for_the_shop(owner)
    owner.go("/matters/?q=奶茶店").click("食品经营许可").click("开始申请").reads("谁来经营")
    owner.click("继续").reads("有").reads("需要修改")
    clerk = walk("clerk", javascript=False)
    clerk.go("/desk/?q=53").reads("我的办件")


PAGES = {
    "": ("/", "/matters/", "/matters/?q=没有这样的事", "/matters/food_operation.licence/", "/login/", "/verify/"),
    "citizen": ("/account/", "/account/totp/", "/my/cases/", "/my/messages/", "/my/licences/"),
    "clerk": ("/desk/", "/desk/?view=reach&q=无", "/account/", "/console/calendar/"),
    "admin": ("/console/calendar/", "/console/calendar/enter/", "/console/health/", "/console/sms/"),
}


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
@pytest.mark.parametrize("who", list(PAGES), ids=lambda who: who or "anyone")
def test_every_page_is_open_to_everybody(walk, who, phone):
    walker: Walker = walk(who, phone=phone)
    for at, path in enumerate(PAGES[who]):
        walker.go(path).look(f"30-{who or 'anyone'}-{at}-{'phone' if phone else 'desktop'}")


@pytest.mark.parametrize("path", ["/", "/matters/food_operation.licence/", "/login/"])
def test_elders_read_the_same_pages_larger(walk, path):
    walker: Walker = walk(phone=True)
    walker.page.context.add_cookies([
        {"name": "elder", "value": "1", "url": walker.page.url if "http" in walker.page.url else province_of(walker)},
        {"name": "text", "value": "xl", "url": province_of(walker)},
    ])  # fmt: skip
    walker.go(path).look(f"40-elder{path.replace('/', '-')}")


def province_of(walker: Walker) -> str:
    walker.go("/")
    return re.match(r"https?://[^/]+", walker.page.url)[0]  # type: ignore[index]


def test_what_is_not_there_says_so_kindly(walk):
    walker: Walker = walk()
    walker.go("/nowhere/", status=404).look("41-404")
    walk("citizen").go("/desk/", status=403).reads("您现在的身份").look("42-403")
