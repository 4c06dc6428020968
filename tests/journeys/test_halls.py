"""A visit to a hall: booked on a phone, a number at the door, called at a window, seen on the wall, done; and the
manager's board beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psycopg
import pytest

pytestmark = pytest.mark.journey
MAKE = """
import os; os.environ["YIWANG_ROLE"] = "worker"
import django; django.setup()
from yiwang.applications.service.halls import api
from yiwang.pillars.security.base import api as security
api.sample(security.SYSTEM)
"""
ALL_DAY = json.dumps({str(day): [["00:00", "23:59"]] for day in range(7)})


@pytest.fixture
def hall(province) -> tuple[int, str]:
    """五华区's hall, open whenever this runs, with two people waiting; and the key of its door."""
    place = os.environ["YIWANG_JOURNEY_DATABASE"]
    environment = {**os.environ, "DATABASE_URL": place, "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}
    subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True)
    with psycopg.connect(place, autocommit=True) as database:
        today = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
        database.execute("UPDATE halls_hall SET hours = %s", [ALL_DAY])
        database.execute(f"INSERT INTO standards_calendarday (day, year_id, kind, name) SELECT {today}, max(year), 'work', '试'"
                         " FROM standards_calendaryear ON CONFLICT (day) DO UPDATE SET kind = 'work'")  # fmt: skip
        found = database.execute("SELECT id, door FROM halls_hall WHERE division = 530102000000").fetchone()
        assert found is not None
        database.execute("DELETE FROM halls_ticket WHERE hall_id = %s AND state = 'waiting' AND id NOT IN"
                         " (SELECT id FROM halls_ticket WHERE hall_id = %s AND state = 'waiting' AND stage = 'intake'"
                         " ORDER BY arrived_at LIMIT 2)", [found[0], found[0]])  # fmt: skip
        return found


def comes_today(code: str) -> None:
    """Whatever day was the first to be booked: today is that day."""
    with psycopg.connect(os.environ["YIWANG_JOURNEY_DATABASE"], autocommit=True) as database:
        database.execute(
            "UPDATE halls_appointment SET day = (now() AT TIME ZONE 'Asia/Shanghai')::date WHERE code = %s", [code]
        )


@pytest.mark.slow
def test_a_visit_from_booking_to_done(walk, hall):
    pk, door = hall
    citizen = walk("citizen", phone=True)
    citizen.go("/halls/").reads("五华区政务服务中心").look("60-halls-phone")
    citizen.go(f"/halls/{pk}/").reads("说的等候时间兑现了").look("61-hall-phone")
    citizen.go(f"/halls/{pk}/book/").look("62-book-matter")
    citizen.page.locator("a:has-text('食品经营许可')").first.click()
    citizen.reads("哪天来").look("63-book-day")
    citizen.page.locator(".pick").first.click()
    citizen.reads("几点来").look("64-book-time")
    citizen.page.locator("a.pick").first.click()
    citizen.reads("核对后预约").choose("ground", "elder").look("65-book-confirm")
    citizen.click("预约这个时间").reads("约好了").look("66-booked")
    code = citizen.page.locator(".big-code").inner_text().replace(" ", "")
    citizen.go("/my/appointments/").reads("食品经营许可").look("67-my-appointments")
    comes_today(code)

    machine = walk()
    machine.page.set_viewport_size({"width": 1080, "height": 1500})
    machine.go(f"/halls/{pk}/number/").reads("这不是大厅门口的取号机")
    machine.go(f"/halls/{pk}/number/?door={door}").look("68-number-machine")
    machine.fill(code="00000000").click("用预约码取号").reads("没有取到号").look("69-number-wrong-code")
    machine.fill(code=code).click("用预约码取号").reads("您前面").look("70-slip")
    number = machine.page.locator(".slip-number").inner_text().replace("您的号", "").strip()
    assert "分钟" in machine.page.locator(".slip").inner_text()

    clerk = walk("clerk")
    clerk.go("/desk/window/").reads("选窗口").look("71-seats")
    clerk.page.locator("button.seat:has-text('空着')").first.click()
    clerk.reads("叫下一个号").look("72-window-free")
    for _ in range(3):
        clerk.page.keyboard.press("n")
        clerk.reads("已叫号")
        if clerk.page.locator(".window-number").inner_text().startswith(number):
            break
        clerk.click("开始办理").reads("正在办")
        clerk.click("办结").reads("叫下一个号")
    clerk.reads("70 岁以上老人").look("73-window-called")

    wall = walk()
    wall.page.set_viewport_size({"width": 1920, "height": 1080})
    wall.go(f"/halls/{pk}/screen/").reads(number).look("74-wall")
    citizen.go("/my/appointments/").click("看还要等多久").reads("5 号窗口").look("75-slip-called-phone")

    clerk.click("开始办理").reads("正在办")
    clerk.page.locator("[name=received]").first.check()
    clerk.page.locator("[name=receipt]").check()
    clerk.look("76-window-serving")
    clerk.click("办结").reads("叫下一个号")
    with psycopg.connect(os.environ["YIWANG_JOURNEY_DATABASE"]) as database:
        receipt, party = database.execute("SELECT id, party_shown FROM halls_receipt").fetchone()  # type: ignore[misc]
    assert party.endswith("*") or "*" in party
    citizen.go(f"/my/receipts/{receipt}/").reads("不是受理决定").look("77-receipt-phone")
    clerk.go(f"/desk/window/receipts/{receipt}/").look("78-receipt-desk")
    citizen.go("/halls/").look()


@pytest.mark.slow
def test_the_wall_and_a_number_without_script(walk, hall):
    pk, door = hall
    plain = walk(javascript=False)
    plain.go(f"/halls/{pk}/number/?door={door}")
    plain.page.locator("button.touch-pick").first.click()
    plain.reads("您前面")
    assert plain.page.locator("meta[http-equiv=refresh]").count() == 1
    plain.go(f"/halls/{pk}/screen/").reads("后面的号")
    assert plain.page.locator("meta[http-equiv=refresh]").count() == 1


@pytest.mark.slow
def test_the_manager_sees_waits_and_whether_they_were_kept(walk, hall):
    pk, _ = hall
    boss = walk("supervisor")
    boss.go("/console/halls/").reads("五华区政务服务中心").look("79-console-halls")
    boss.go(f"/console/halls/{pk}/").reads("每半小时").look("80-board")
    walk().go("/halls/").look("81-halls-desktop").go(f"/halls/{pk}/").look("82-hall-desktop")
