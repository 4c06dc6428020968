"""The console's face: a year's notice is entered, and a running case's last day moves with it."""

from __future__ import annotations

import os

import psycopg
import pytest

pytestmark = pytest.mark.journey
NOTICE = "\n".join(f"2027-{month:02d}-{day:02d},放假,试" for month, day in ((1, 1), (1, 4), (2, 5), (2, 8), (2, 9)))


def test_a_notice_entered_by_the_administrator_counts_at_once(walk):
    admin = walk("admin")
    admin.go("/console/calendar/?year=2027").reads("暂定").look("50-calendar-provisional")
    admin.go("/console/calendar/enter/?year=2027")
    admin.fill(year="2027", number="国办发明电〔2026〕1号（试）", source="试录", text="2027-01-01，放假，试\n哪一天呢")
    admin.click("核对").reads("哪一天呢").look("51-notice-with-an-error")
    admin.fill(text=NOTICE).click("核对").look("52-notice-preview")
    admin.click("录入这一年")
    admin.go("/console/calendar/?year=2027").reads("国办发明电〔2026〕1号（试）").look("53-calendar-entered")
    with psycopg.connect(os.environ["YIWANG_JOURNEY_DATABASE"]) as database:
        told = database.execute("SELECT count(*) FROM operations_outbox WHERE name LIKE '%%calendar%%'").fetchone()
    assert told is not None and told[0] >= 1

    clerk = walk("clerk")
    clerk.go("/console/calendar/enter/", status=403)
