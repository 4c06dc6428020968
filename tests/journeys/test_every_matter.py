"""The other matters, each by its own door: at the window, by a helper, on a phone with an exam, by a firm at its desk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.test_elder_card import at_the_office_of
from tests.journeys.test_food_licence import WUHUA, act_for_the_shop
from tests.journeys.test_intake import LAST, account, wear
from tests.journeys.walker import Walker, photo
from yiwang.assembly.sample.opening import person_of, shop_of

pytestmark = pytest.mark.journey
Answers = Mapping[str, Any]
TODAY = date.today()
HOME = "云南省昆明市五华区翠湖东路 1 号"
TIMES = 4  # as often is one page sent before it is given up: answers make questions, rows make rows


# ---- filling in any form ----


def put(walker: Walker, name: str, value: Any) -> bool:
    """Answer the question `name` where the page asks it: text, date, choice, place or file."""
    page = walker.page
    if isinstance(value, dict):
        if (
            page.locator(f"input[name='{name}.new']").count()
            and not page.locator(f"input[type=hidden][name='{name}']").count()
        ):
            walker.attach(f"{name}.new", value)
        return bool(page.locator(f"input[name='{name}.new']").count())
    if isinstance(value, list):
        return {put(walker, name, one) for one in value} == {True}
    if isinstance(value, date):
        parts = {f"{name}.{part}": str(getattr(value, part)) for part in ("year", "month", "day")}
        return {put(walker, key, one) for key, one in parts.items()} == {True}
    field = page.locator(f"[name='{name}']")
    if not field.count():
        return False
    if field.first.get_attribute("type") in ("radio", "checkbox"):
        walker.choose(name, value)
    else:
        walker.fill(**{name: value})
    return True


def put_all(walker: Walker, answers: Answers) -> set[str]:
    """What of `answers` the page asks; a row that is still wanting is added."""
    return {name for name, value in answers.items() if put(walker, name, value)}


def wanting_rows(walker: Walker, answers: Answers) -> bool:
    """A row of a list the page shows that has no fields yet."""
    for button in walker.page.locator("button[name=add]").all():
        section = button.get_attribute("value")
        for name in answers:
            if name.startswith(f"{section}.") and not walker.page.locator(f"[name='{name}']").count():
                return True
    return False


def page_by_page(walker: Walker, answers: Answers, shot: str) -> Walker:
    """Every page until the check; each is looked at once."""
    before, times = "", 0
    while found := re.search(r"/apply/[\w-]+/(\d+)/", walker.page.url):
        times = times + 1 if found[1] == before else 0
        assert times < TIMES, walker.page.locator("main").inner_text()
        before = found[1]
        put_all(walker, answers)
        while wanting_rows(walker, answers):
            walker.page.locator("button[name=add]").first.click()
            walker.page.wait_for_load_state()
            put_all(walker, answers)
        if not times:
            walker.look(f"{shot}-{int(found[1]):02}")
        walker.page.locator("form#questions button.btn-primary").click()
        walker.page.wait_for_load_state()
    return walker.reads("核对后提交")


def hand_in(walker: Walker, slug: str, answers: Answers, shot: str) -> str:
    """From the guide to the case's number."""
    walker.go(f"/matters/{slug}/").look(f"{shot}-guide").click("开始申请")
    page_by_page(walker, answers, shot).choose("delivery-way", "wallet").look(f"{shot}-check")
    walker.click("提交申请").reads("已经提交").look(f"{shot}-done")
    number = re.search(r"/my/cases/([\d-]+)/", walker.page.url)
    assert number, walker.page.url
    return number[1]


def on_one_sheet(clerk: Walker, answers: Answers, shot: str) -> None:
    """The whole form on the window's dense page; kept until nothing of the answers is unasked."""
    asked: set[str] = set()
    for _ in range(TIMES):
        asked |= put_all(clerk, answers)
        clerk.click("保存，看还缺什么")
    assert asked == set(answers), set(answers) - asked
    clerk.look(f"{shot}-sheet")


def decide(officer: Walker, number: str, verdict: str, *, shot: str = "", reason: str = "", **facts: Any) -> Walker:
    """Fill in the step's record and give the verdict by its words. An answer that asks for more is sent again with it."""
    officer.go(f"/desk/cases/{number}/")
    asked: set[str] = set()
    while "said=" not in officer.page.url:
        new = put_all(officer, facts) - asked
        assert new or not asked and not facts, officer.page.locator("aside.decision").inner_text()
        asked |= new
        give(officer, verdict, reason)
        officer.look(shot)
        officer.page.get_by_role("button", name="提交意见").click()
        officer.page.wait_for_load_state()
    assert asked == set(facts), set(facts) - asked
    return officer


def give(officer: Walker, verdict: str, reason: str) -> None:
    choices = officer.page.locator(".verdicts label", has=officer.page.get_by_text(verdict, exact=True))
    choices.locator("input").check(force=True)
    if reason:
        officer.fill(reason=reason)


# ---- 公共场所卫生许可, at the window ----

SALON = {
    "head": "样例", "kind": "理发店", "county": WUHUA, "premises": HOME, "area": "40", "aircon": "no", "manager": "样例",
    "serving": "3", "healthy": "3", "systems": ["卫生责任制度", "用品清洗消毒"], "broken": "no", "way": "告知承诺",
    "commit": "yes", "layout": photo("布局图.jpg"), "agent": "no", "contact": "样例", "mobile": "15400000001",
}  # fmt: skip
CLEAN = {
    "visited_on": TODAY, "host": "样例", "shown": "yes", "air": "符合", "water": "不适用", "light": "符合", "noise": "符合",
    "utensils": "符合", "system": "符合", "health": "符合", "ducts": "不适用", "conclusion": "合格",
}  # fmt: skip


@pytest.mark.slow
def test_a_hairdresser_promises_at_the_window_and_two_officers_come(walk):
    shop = shop_of(account("citizen"))
    clerk = at_the_office_of(walk("clerk2"), "五华区卫生健康局")
    clerk.go("/desk/intake/").fill(matter="public_hygiene/licence", identifier=shop.uscc, name=shop.name)
    clerk.click("开始收件").reads("由企业、个体工商户办").look("hygiene-wrong-kind")
    clerk.choose("kind", "firm").click("开始收件").reads("收件，打印凭证")
    on_one_sheet(clerk, SALON, "hygiene")
    clerk.reads("没有达到条件以前，不得营业").choose("delivery-way", "window").click("收件，打印凭证").reads(
        "收件凭证"
    ).look("hygiene-receipt")
    number = re.search(r"\d{6}-\d{4}-\d+", clerk.page.locator("main").inner_text())
    assert number
    decide(clerk, number[0], "按承诺当场准予许可", shot="hygiene-desk").reads("已经办好")
    first = at_the_office_of(walk("inspector3"), "五华区卫生健康局")
    decide(first, number[0], "承诺做到了，办结", shot="hygiene-record", **CLEAN).reads("还要另一位签字")
    second = at_the_office_of(walk("inspector4"), "五华区卫生健康局")
    decide(second, number[0], "承诺做到了，办结").reads("承诺做到了")
    owner = walk("citizen", phone=True)
    act_for_the_shop(owner)
    owner.go(f"/my/cases/{number[0]}/").reads("准予许可").look("hygiene-owner")


# ---- 高龄津贴, by a helper ----

PENSION = {
    "whose": "本人", "county": WUHUA, "elsewhere": "no", "bank": "农村信用社", "account": "6223690012345678",
    "mobile": "13800002471",
}  # fmt: skip


@pytest.mark.slow
def test_a_helper_applies_for_the_allowance_and_the_elder_sees_it(walk):
    elder, helper = person_of(account("elder")), person_of(account("neighbour"))
    clerk = at_the_office_of(walk("clerk2"), "五华区民政局")
    clerk.go("/desk/intake/authority/")
    clerk.fill(principal_name=elder.name, principal=elder.id_number, helper_name=helper.name, helper=helper.id_number)
    clerk.fill(document_no="五华民授 2026-3", **LAST, reason="不会用手机").choose("facts", "photo").choose(
        "facts", "family"
    )
    clerk.click("记下授权").reads("已经记下")

    daughter = walk("neighbour", phone=True)
    wear(daughter, "帮办代办")
    number = hand_in(daughter, "elder_allowance.allowance", PENSION, "allowance")

    decide(clerk, number, "受理", shot="allowance-desk")
    examiner = at_the_office_of(walk("examiner2"), "五华区民政局")
    decide(
        examiner, number, "报告核对结果", shot="allowance-verify", age="已满", hukou="在本县", alive="yes", twice="no"
    )
    decide(at_the_office_of(walk("approver2"), "五华区民政局"), number, "予以认定", shot="allowance-decide")
    decide(clerk, number, "办结")

    herself = walk("elder", phone=True)
    herself.go(f"/my/cases/{number}/").reads("予以认定").reads("代 ").look("allowance-elder")
    herself.go("/my/mandates/").click("结束授权").click("结束授权").reads("授权已经结束")


# ---- 道路运输从业资格证, on a phone, the score from the examining body ----

DRIVER = {
    "kind": "道路货物运输", "light": "no", "city": WUHUA, "mobile": "13800002471", "photo": photo("照片.jpg"), "class": "B2",
    "since": date(2015, 5, 6),
}  # fmt: skip
SCORE = """
import os; os.environ["YIWANG_ROLE"] = "worker"
import sys, django; django.setup()
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
facts = {"body": "昆明市道路运输考试中心", "exam_on": sys.argv[2], "score": 92, "passed": True, "certificate": "KM1"}
print(casework.receive(security.SYSTEM, sys.argv[1], "exam", facts, key=sys.argv[1]))
"""


def score_arrives(number: str) -> str:
    environment = {
        **os.environ, "DATABASE_URL": os.environ["YIWANG_JOURNEY_DATABASE"], "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings",
    }  # fmt: skip
    sent = subprocess.run(
        [sys.executable, "-c", SCORE, number, TODAY.isoformat()], env=environment, capture_output=True, text=True
    )
    assert sent.returncode == 0, sent.stderr
    return sent.stdout.split()[-1]


@pytest.mark.slow
def test_a_driver_sits_the_exam_and_holds_the_certificate(walk):
    driver = walk("neighbour", phone=True)
    number = hand_in(driver, "transport_qualification.licence", DRIVER, "driver")
    office = "昆明市交通运输局"
    clerk = at_the_office_of(walk("clerk2"), office)
    decide(clerk, number, "受理")
    examiner = at_the_office_of(walk("examiner2"), office)
    decide(examiner, number, "可以考试", shot="driver-desk", age="不超过", licence="相应", accident="不适用")
    driver.go(f"/my/cases/{number}/").reads("成绩由考试机构直接送来").look("driver-waits")
    clerk.go(f"/desk/cases/{number}/").look("driver-desk-waits")
    assert score_arrives(number) == "accepted"
    decide(at_the_office_of(walk("approver2"), office), number, "准予", shot="driver-decide")
    decide(clerk, number, "办结")
    driver.go("/my/licences/").reads("从业资格证").look("driver-licences")


# ---- 取水许可, a firm's clerk at a desk, with experts ----

WEIR = {
    "why": "常规", "home": HOME, "mobile": "13800002471", "county": WUHUA, "place": "西翥街道陡坡村", "source": "江河",
    "source_name": "沙朗河", "new_works": "no", "way": "水泵抽取，装智能水表", "design_amount": "50000", "daily": "200",
    "amount": "36500", "years": "5", "even": "yes", "uses.0.use": "工业", "uses.0.used": "30000", "uses.1.use": "城乡生活",
    "uses.1.used": "6500", "others": "没有影响，两公里内没有别的取水口", "saving": "冷却水循环使用", "returns": "市政管网",
    "paper": "报告书", "project_kind": "审批", "report": None, "map": photo("位置.jpg"),
}  # fmt: skip


def pdf(name: str) -> dict[str, Any]:
    """A real PDF of one empty page."""
    import io

    from pypdf import PdfWriter

    content, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(content)
    return {"name": name, "mimeType": "application/pdf", "buffer": content.getvalue()}


@pytest.mark.slow
def test_a_firm_takes_water_after_experts_have_met(walk):
    firm = walk("citizen")
    act_for_the_shop(firm)
    number = hand_in(firm, "water_intake.licence", {**WEIR, "report": pdf("报告书.pdf")}, "water")
    office = "五华区水务局"
    clerk, examiner = at_the_office_of(walk("clerk2"), office), at_the_office_of(walk("examiner2"), office)
    decide(clerk, number, "受理", shot="water-desk")
    good = {"against": "没有", "approved": "36000", "hearing": "不涉及"}
    decide(examiner, number, "组织专家评审", **good)
    firm.go(f"/my/cases/{number}/").reads("专家在评审").look("water-experts")
    met = {"held_on": TODAY, "experts": "5", "conclusion": "通过", "opinion": "论证充分"}
    decide(examiner, number, "评审完了", shot="water-expert-record", **met)
    decide(examiner, number, "审查完，送决定", shot="water-review", **good)
    decide(at_the_office_of(walk("approver2"), office), number, "批准，发证", shot="water-decide")
    decide(clerk, number, "办结")
    firm.go("/my/licences/").reads("取水许可证").look("water-licences")


# ---- 建筑工程施工许可, a firm with its participating units ----

UNITS = (
    ("勘察单位", "某某勘察院", "91350100M000100Y43", "甲"), ("设计单位", "某某设计院", "91110000600037341L", "乙"),
    ("施工单位", "某某建设公司", "91530102MA6K00014A", "丙"), ("监理单位", "某某监理公司", "92532901MA6L00023B", "丁"),
)  # fmt: skip
PAPERS = ("land_paper", "planning_paper", "contract", "drawings", "fire_drawings", "safety_paper", "funds_paper")
FACTORY = {
    "head": "样例", "project": "样例食品厂房", "county": WUHUA, "site": HOME, "category": "房屋建筑工程", "special": "都不是",
    "investment": "1200", "area": "3000", "price": "980.5", "begins": TODAY, "ends": TODAY + timedelta(days=400),
    **{f"units.{at}.{key}": value for at, unit in enumerate(UNITS)
       for key, value in zip(("role", "unit", "unit_uscc", "unit_head"), unit, strict=True)},
    "land": "yes", "planning": "有", "clearing": "不需要", "funds": "yes", "safety": "yes", "fire_special": "no",
    **{paper: photo(f"{paper}.jpg") for paper in PAPERS}, "agent": "no", "contact": "样例", "mobile": "15400000001",
}  # fmt: skip
FIT = {f"checked_{key}": "符合"
       for key in ("land", "planning", "clearing", "builder", "plans", "measures", "supervisor", "fire")}  # fmt: skip


@pytest.mark.slow
def test_a_factory_and_its_four_units_get_a_permit_and_begin(walk):
    firm = walk("citizen")
    act_for_the_shop(firm)
    number = hand_in(firm, "construction_permit.permit", FACTORY, "factory")
    office = "五华区住房和城乡建设局"
    clerk, examiner = at_the_office_of(walk("clerk2"), office), at_the_office_of(walk("examiner2"), office)
    decide(clerk, number, "受理", shot="factory-desk")
    decide(examiner, number, "符合条件，送审批", shot="factory-review", **FIT, conclusion="符合")
    decide(at_the_office_of(walk("approver2"), office), number, "准予许可", shot="factory-decide")
    decide(clerk, number, "已送达，等开工")
    decide(clerk, number, "已开工，办结", shot="factory-start", started="yes", started_on=TODAY)
    firm.go(f"/my/cases/{number}/").look("factory-case")
    firm.go("/my/licences/").reads("施工许可证").look("factory-licences")


# ---- who may ----


@pytest.mark.slow
def test_a_firms_matter_says_to_a_person_how_to_come_as_the_firm(walk):
    person = walk("citizen", phone=True)
    person.go("/matters/construction_permit.permit/").reads("您现在的身份是个人").look("wrong-party")
    assert not person.page.get_by_role("button", name="开始申请").count()
    act_for_the_shop(person)
    person.go("/matters/construction_permit.permit/")
    assert person.page.get_by_role("button", name="开始申请").count()
    person.go("/matters/elder_card.card/").reads("您现在的身份是企业").look("wrong-party-firm")
