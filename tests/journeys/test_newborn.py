"""新生儿出生一件事: a mother fills in one form on her phone; four agencies do theirs; she reads six results on one page."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.test_elder_card import at_the_office_of
from tests.journeys.test_every_matter import decide, page_by_page
from tests.journeys.test_food_licence import WUHUA
from tests.journeys.walker import Walker, photo

pytestmark = [pytest.mark.journey, pytest.mark.slow]
BORN = date.today() - timedelta(days=12)
FAMILY = {
    "me": "母亲", "both": "yes", "other_name": "陈木", "other_id": "532901198511200029", "mobile": "15400000001",
    "surname": "陈", "given_name": "小雨", "surname_ground": "随父姓或者随母姓", "sex": "女", "born": BORN, "ethnic": "汉族",
    "hospital": "五华区人民医院", "follows": "母亲", "holder": "样例", "address": "云南省昆明市五华区翠湖东路 1 号",
    "book": photo("户口簿.jpg"), "county": WUHUA, "certified": "no",
    "wants": ["预防接种证", "医保参保", "社会保障卡", "生育报销"], "bank": "农业银行",
    "insured": "职工", "way": "顺产", "cost": "5200.00",
    "invoice": photo("发票.jpg", (150, 120, 80)), "account": "6223690012345678",
}  # fmt: skip


def once(see: Any, what: str) -> Any:
    """The worker opens and joins on events: looked for until it has."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if found := see():
            return found
        time.sleep(0.5)
    raise AssertionError(f"the worker has not: {what}")


def hand_in(walker: Walker, slug: str, answers: dict[str, Any], shot: str, said: str) -> str:
    """From the guide to the case's number; the check says what will be opened."""
    walker.go(f"/matters/{slug}/").look(f"{shot}-guide").click("开始申请")
    page_by_page(walker, answers, shot).reads(said).choose("delivery-way", "wallet").look(f"{shot}-check")
    walker.click("提交申请").reads("已经提交").look(f"{shot}-done")
    number = re.search(r"/my/cases/([\d-]+)/", walker.page.url)
    assert number, walker.page.url
    return number[1]


def part(applicant: Walker, whole: str, title: str) -> str:
    """The number of the case of its own that the worker has opened for that part, as the applicant's page links it."""

    def see() -> str:
        applicant.go(f"/my/cases/{whole}/")
        link = applicant.page.locator("#parts a", has_text=title)
        return (link.first.get_attribute("href") or "").strip("/").split("/")[-1] if link.count() else ""

    return str(once(see, title))


def test_six_results_on_one_page(walk):
    mother = walk("citizen", phone=True)
    number = hand_in(mother, "newborn.newborn", FAMILY, "newborn", "您家要办这 6 件")
    hall = walk("hall")
    decide(hall, number, "受理，分头办理", shot="newborn-hall")
    health = at_the_office_of(walk("clerk2"), "五华区卫生健康局")
    police, medical, labour = walk("police"), walk("medical"), walk("labour")

    decide(health, part(mother, number, "出生医学证明"), "签发", shot="newborn-certificate")
    decide(health, part(mother, number, "预防接种证"), "办理")
    decide(medical, part(mother, number, "生育医疗费用报销"), "核定，予以报销", shot="newborn-claim", approved="4000")
    mother.go(f"/my/cases/{number}/").look("newborn-midway")
    decide(police, part(mother, number, "上户口"), "登记，编号码", shot="newborn-police")
    decide(medical, part(mother, number, "城乡居民医保参保"), "登记")
    decide(labour, part(mother, number, "社会保障卡"), "发卡")

    def joined() -> bool:
        return "办理完毕" in mother.go(f"/my/cases/{number}/").page.locator("main").inner_text()

    once(joined, "joined")
    for title in ("出生医学证明", "预防接种证", "上户口", "城乡居民医保参保", "社会保障卡", "生育医疗费用报销"):
        mother.reads(title)
    mother.reads("办理结果清单").look("newborn-results")
    hall.go(f"/desk/cases/{number}/").look("newborn-hall-after")
    decide(hall, number, "送达，办结")
    mother.go("/my/licences/").reads("常住人口登记").look("newborn-licences")


def test_without_a_household_two_are_not_opened_and_she_reads_why(walk):
    mother = walk("citizen", phone=True)
    short = {key: value for key, value in FAMILY.items() if key not in ("insured", "way", "cost", "invoice", "account")}
    short |= {
        "certified": "yes",
        "certificate": "P530012345",
        "wants": ["医保参保", "社会保障卡"],
        "given_name": "小雪",
    }
    number = hand_in(mother, "newborn.newborn", short, "newborn-short", "您家要办这 3 件")
    hall, police = walk("hall"), walk("police")
    decide(hall, number, "受理，分头办理")
    decide(police, part(mother, number, "上户口"), "不予登记", reason="母亲的户口不在本区，请到户口所在地申报")

    def joined() -> bool:
        return "前面的一件没有办成，这一件不办" in mother.go(f"/my/cases/{number}/").page.locator("main").inner_text()

    once(joined, "joined")
    mother.reads("母亲的户口不在本区").look("newborn-refused")
    decide(hall, number, "没有办成", reason="户口没有办成，另外两件没有开", shot="newborn-gather")
    mother.go(f"/my/cases/{number}/").reads("没有办成")
