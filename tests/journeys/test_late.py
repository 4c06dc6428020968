"""督办台: the approver sees what is late, why and since when, urges who has it, and answers for it."""

from __future__ import annotations

import os

import psycopg
import pytest

from tests.journeys.test_food_licence import apply

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def long_ago(number: str) -> None:
    """Accepted a quarter of a year ago and never touched since."""
    with psycopg.connect(os.environ["YIWANG_JOURNEY_DATABASE"], autocommit=True) as database:
        database.execute(
            "UPDATE casework_case SET due_on = now() - interval '9 days', urgent_on = now() - interval '9 days',"
            " accepted_on = now() - interval '90 days' WHERE number = %s",
            [number],
        )
        database.execute(
            "UPDATE casework_task SET opened_at = now() - interval '80 days' WHERE state = 'open' AND case_id ="
            " (SELECT id FROM casework_case WHERE number = %s)",
            [number],
        )


def test_what_is_late_is_seen_urged_and_done(walk):
    _, number = apply(walk)
    clerk, approver, examiner = walk("clerk"), walk("approver"), walk("examiner")
    clerk.go(f"/desk/cases/{number}/")
    clerk.page.locator("input[name=verdict][value=accept]").check()
    clerk.page.get_by_role("button", name="提交意见").click()
    clerk.page.wait_for_load_state()
    long_ago(number)

    approver.go("/desk/late/").reads("已超期").look("110-late")
    line = approver.page.locator("li.card", has_text=number)
    assert "这一环节已经" in line.inner_text()
    line.locator("summary").click()
    line.get_by_role("button", name="催办").click()
    approver.reads("请写明")
    approver.page.locator("li.card", has_text=number).locator("input[name=reason]").fill(
        "申请人来电问过两次，今天请给意见"
    )
    approver.page.locator("li.card", has_text=number).get_by_role("button", name="催办").click()
    approver.reads("已经催办")

    examiner.go("/desk/").reads("催办").look("111-urged")
    examiner.go(f"/desk/cases/{number}/").reads("申请人来电问过两次")
    phone = walk("approver", phone=True)
    phone.go("/desk/late/").reads(number).look("112-late-phone")
