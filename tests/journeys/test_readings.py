"""Who works on a case sees it, who reads along sees masks, and the applicant sees who looked."""

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
    auditor.go(f"/console/trail/?about={number}").reads(number).look("93-trail-of-the-case")
