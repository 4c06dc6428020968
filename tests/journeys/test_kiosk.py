"""A terminal many use: one comes, looks at what is his, ends; the next finds nothing, not even with the back button."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.journey
MAKE = """
import os; os.environ["YIWANG_ROLE"] = "worker"
import django; django.setup()
from yiwang.applications.service.kiosk import api, terminals
from yiwang.applications.service.kiosk.models import Terminal
from yiwang.pillars.security.base import api as security
api.sample(security.SYSTEM)
print(terminals.pairing(Terminal.objects.get(code="530102-hall")))
"""


@pytest.fixture
def pair(province) -> str:
    place = os.environ["YIWANG_JOURNEY_DATABASE"]
    environment = {**os.environ, "DATABASE_URL": place, "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}
    made = subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True, capture_output=True, text=True)
    return made.stdout.split()[-1]


def test_the_next_person_finds_nothing(walk, pair):
    kiosk = walk()
    kiosk.page.set_viewport_size({"width": 1080, "height": 1600})
    kiosk.go(f"/kiosk/530102-hall/?pair={pair}").reads("您要做什么").look("85-kiosk-start")
    kiosk.page.locator("a.kiosk-first").click()
    kiosk.fill(username="citizen", password="yiwang-2026")
    kiosk.page.locator("main form button[type=submit]").first.click()
    kiosk.reads("您好").look("86-kiosk-mine")
    name = kiosk.page.locator("h1 bdi").inner_text()
    kiosk.go("/my/cases/").reads("结束并清除").look("87-kiosk-cases")
    kiosk.click("结束并清除").reads("登录")
    kiosk.page.go_back()
    kiosk.page.wait_for_load_state()
    assert name not in kiosk.page.content()
    assert [one["name"] for one in kiosk.page.context.cookies() if one["name"] not in ("kiosk", "csrftoken")] == []


@pytest.mark.slow
def test_who_goes_away_is_asked_and_then_forgotten(walk, pair):
    kiosk = walk()
    kiosk.page.clock.install()
    kiosk.go(f"/kiosk/530102-hall/?pair={pair}")
    kiosk.log_in("neighbour")
    kiosk.go("/kiosk/530102-hall/mine/").reads("您好")
    kiosk.page.clock.run_for(62_000)
    kiosk.reads("您还在吗").look("88-kiosk-asks")
    kiosk.click("我还在办")
    kiosk.page.clock.run_for(50_000)
    kiosk.reads("您好")
    kiosk.page.clock.run_for(45_000)
    kiosk.page.wait_for_url("**/kiosk/530102-hall/")
    kiosk.go("/kiosk/530102-hall/mine/").reads("样例账号")


@pytest.mark.slow
def test_the_nearest_on_a_phone_and_the_silent_on_the_console(walk, pair):
    walk(phone=True).go("/kiosks/?place=530102000000").reads("近的在前").look("89-kiosks-phone")
    walk("supervisor").go("/console/kiosks/").reads("失联").look("90-console-kiosks")
