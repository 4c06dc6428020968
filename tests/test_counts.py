"""The counts as a page and as a file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_bad_input import at, finished, text
from tests.test_pages import table
from yiwang.applications.collaboration.desk import counting
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.pillars.security.base import testing


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(counting.SPANS))
def test_a_span_ends_with_this_month(today, months):
    since, until = counting.span(today, months)
    assert since.day == until.day == 1 and since <= today < until
    assert (until.year - since.year) * 12 + until.month - since.month == months


def test_the_page_and_the_file_say_the_same(cast):
    finished(cast)
    desk = at(cast.liu)
    page = text(desk.get("/desk/counts/", {"by": ["matter", "channel"], "months": "3"}))
    assert "食品经营许可核发" in page and "还在办" in page
    head, *rows = table(desk.get("/desk/counts/export/", {"by": ["matter"]}))
    assert head[:3] == ["收件月份", "事项", "收件"]
    assert ["食品经营许可核发", 1] in [row[1:3] for row in rows]


def test_who_is_elsewhere_counts_nothing(cast):
    finished(cast)
    assert "这段时间没有收件" in text(at(cast.yang).get("/desk/counts/"))
    assert "五华区市场监督管理局" in text(at(cast.luo).get("/desk/counts/?by=agency"))


@pytest.mark.parametrize("query", ["?months=99&by=x&agency=abc", "?agency=99999999999999", "?by=none", "?channel=%00"])
def test_strange_addresses_are_answered(cast, query):
    assert at(cast.liu).get(f"/desk/counts/{query}").status_code == 200
