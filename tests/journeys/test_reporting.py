"""Reporting out, walked: everything goes to the rehearsal platform, an outage is waited out, nothing is lost."""

from __future__ import annotations

import time

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def until(walker, path, words, seconds=90):
    """Look again until the worker is that far."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        walker.go(path)
        if words in walker.page.content():
            return walker
        time.sleep(1)
    raise AssertionError(f"{path} never said {words}")


def test_lists_are_reported_through_an_outage(walk):
    admin = walk("admin")
    admin.go("/console/reporting/").reads("演练").look("70-reporting-empty")
    admin.click("断开 10 分钟").reads("演练平台断开到")
    admin.click("现在上报").reads("已经开始")
    until(admin, "/console/reporting/", "对方平台现在连不上").look("71-reporting-outage")
    admin.click("恢复正常")
    until(admin, "/console/reporting/", "对方全部接收", seconds=150).look("72-reporting-taken")
    admin.page.locator("th a").last.click()
    admin.reads("这一批有什么").look("73-reporting-batch")
    walk("clerk").go("/console/reporting/", status=403)


def test_on_a_phone_the_batches_can_be_read(walk):
    walk("admin", phone=True).go("/console/reporting/").look("74-reporting-phone")
