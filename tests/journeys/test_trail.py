"""Who looked at my data, on a phone; the trail an auditor reads, and a check of its chain that can be left."""

from __future__ import annotations

import pytest

from tests.journeys.test_food_licence import apply

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_look_is_seen_by_whom_it_is_about_and_by_the_auditor(walk):
    owner, number = apply(walk)
    clerk, supervisor = walk("clerk"), walk("supervisor")
    clerk.go(f"/desk/cases/{number}/").reads("这次查看已记录").look("90-case-of-who-handles")
    supervisor.go(f"/desk/cases/{number}/").reads("您看到的是遮盖后的").look("91-case-masked")

    owner.go("/account/").click("谁看过我的信息").reads("五华区市场监督管理局").reads("遮盖后的").look("92-my-readings")

    auditor = walk("auditor")
    auditor.go("/console/trail/").reads("审计日志").look("93-trail")
    auditor.fill(subject=number).click("查").reads("办件里的申请信息").look("94-trail-of-a-case")
    auditor.page.get_by_text("导出这个列表").click()
    auditor.click("导出").reads("请写明导出的用途").look("95-trail-export-error")
    auditor.go("/console/trail/checks/").look("96-checks").click("从头核对")
    auditor.page.get_by_text("审计链完整").wait_for(timeout=60_000)
    auditor.look("97-check-done")
    narrow = walk("auditor", phone=True)
    narrow.go(f"/console/trail/?subject={number}").look("98-trail-phone")
    walk("clerk").go("/console/trail/", status=403)
