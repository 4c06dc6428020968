"""新生儿出生一件事: a mother fills in one form on her phone; four agencies do theirs; she reads six results on one page."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.test_elder_card import at_the_office_of
from tests.journeys.test_every_matter import decide, hand_in
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


def part(officer: Walker, title: str, whole: str) -> str:
    """The number of the case of that title on this officer's desk, once the worker has opened it."""

    def see() -> str:
        officer.go("/desk/")
        rows = officer.page.locator("main a[href*='/desk/cases/']", has_text=title)
        links = [rows.nth(at).get_attribute("href") or "" for at in range(rows.count())]
        for link in links:
            number = link.strip("/").split("/")[2]
            officer.go(f"/desk/cases/{number}/")
            if whole in officer.page.locator("main").inner_text():
                return number
            officer.go("/desk/")
        return ""

    return str(once(see, title))


def applied(mother: Walker, shot: str, **changed: Any) -> str:
    return hand_in(mother, "newborn.newborn", {**FAMILY, **changed}, shot)


def test_six_results_on_one_page(walk):
    mother = walk("citizen", phone=True)
    number = applied(mother, "newborn")
    hall = walk("hall")
    decide(hall, number, "受理，分头办理", shot="newborn-hall")
    health = at_the_office_of(walk("clerk2"), "五华区卫生健康局")
    police, medical, labour = walk("police"), walk("medical"), walk("labour")

    decide(health, part(health, "出生医学证明", number), "签发", shot="newborn-certificate")
    decide(health, part(health, "预防接种证", number), "办理")
    decide(medical, part(medical, "生育医疗费用报销", number), "核定，予以报销", shot="newborn-claim", approved="4000")
    mother.go(f"/my/cases/{number}/").look("newborn-midway")
    decide(police, part(police, "出生登记", number), "登记，编号码", shot="newborn-police")
    decide(medical, part(medical, "参保登记", number), "登记")
    decide(labour, part(labour, "社会保障卡", number), "发卡")

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
    number = hand_in(mother, "newborn.newborn", short, "newborn-short")
    hall, police = walk("hall"), walk("police")
    decide(hall, number, "受理，分头办理")
    decide(police, part(police, "出生登记", number), "不予登记", reason="母亲的户口不在本区，请到户口所在地申报")

    def joined() -> bool:
        return "前面的一件没有办成，这一件不办" in mother.go(f"/my/cases/{number}/").page.locator("main").inner_text()

    once(joined, "joined")
    mother.reads("母亲的户口不在本区").look("newborn-refused")
    decide(hall, number, "没有办成", reason="户口没有办成，另外两件没有开", shot="newborn-gather")
    mother.go(f"/my/cases/{number}/").reads("没有办成")
