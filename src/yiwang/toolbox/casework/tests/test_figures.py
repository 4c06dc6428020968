"""Monthly counts: what each case counts for, to whose boundary, by an index."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import figures as module

from .test_moves import applied, cast, give

__all__ = ["cast"]
SPAN = (date(2026, 2, 1), date(2026, 5, 1))


def decided(cast, number: str, verdict: str = "grant", **more) -> None:
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    give(cast.duan, number, verdict, **more)


@pytest.fixture
def year(cast) -> list[str]:
    """March: one granted in time and closed, one refused late, one declined; April: one withdrawn, one waiting."""
    with clock.frozen("2026-03-02"):
        first, second, third = (applied(cast, key=key) for key in "abc")
        decided(cast, first)
        give(cast.liu, third, "supplement", reason="缺", items=["lease"])
        casework.resubmit(cast.wang, third, answers=None, files=[], key="r")
        give(cast.liu, third, "decline", reason="不用办")
    with clock.frozen("2026-03-12"):
        give(cast.liu, first, "finish")
    with clock.frozen("2026-03-04"):
        give(cast.liu, second, "accept")
        give(cast.pu, second, "pass")
        give(cast.ma, second, "pass")
    with clock.frozen("2026-04-20"):
        give(cast.duan, second, "refuse", reason="布局不合理")
        fourth, fifth = applied(cast, key="d", channel="window"), applied(cast, key="e")
        casework.withdraw(cast.wang, fourth, reason="", key="w")
    return [first, second, third, fourth, fifth]


def seen(by: security.Actor, *dimensions: str, **narrowed) -> list[casework.Figures]:
    with security.viewing(by):
        return casework.figures(by, *SPAN, dimensions, **narrowed)


def test_each_case_counts_in_the_month_it_was_handed_in(cast, year):
    april, march = seen(cast.liu)
    assert (march.month, march.received, march.accepted, march.decided, march.on_time) == (date(2026, 3, 1), 3, 2, 2, 1)
    assert (march.closed, march.refused, march.supplemented, march.withdrawn) == (2, 2, 1, 0)
    assert march.share == 50.0
    assert march.median == pytest.approx((0 + 49) / 2)
    assert (april.received, april.withdrawn, april.closed, april.median, april.share) == (2, 1, 1, None, None)


def test_they_are_told_apart_by_what_is_asked(cast, year):
    rows = {(one.month.month, one.names["channel"]): one.received for one in seen(cast.liu, "channel", "agency")}
    assert rows == {(3, "mobile"): 3, (4, "mobile"): 1, (4, "window"): 1}
    assert sum(one.received for one in seen(cast.liu, channel="window")) == 1
    assert seen(cast.liu, "matter")[0].names == {"matter": "试办"}
    assert seen(cast.liu, matter="no/such") == []


def test_the_sums_are_the_same_however_it_is_grouped(cast, year):
    whole = sum(one.received for one in seen(cast.liu))
    for by in (("agency",), ("matter", "channel"), ("agency", "matter", "channel")):
        assert sum(one.received for one in seen(cast.liu, *by)) == whole == 5


def test_nobody_counts_beyond_his_boundary(cast, year):
    assert seen(cast.yang) == []
    assert sum(one.received for one in seen(cast.luo)) == 5


def test_without_the_filter_the_database_still_counts_nothing_of_others(cast, year, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(module, "within_reach", lambda rows, _by: rows)
    assert seen(cast.yang) == []
    with security.viewing(security.SYSTEM):
        assert casework.figures(cast.yang, *SPAN) != []


def test_it_is_one_question_to_the_database(cast, year):
    with security.viewing(cast.luo), CaptureQueriesContext(connection) as asked:
        casework.figures(cast.luo, *SPAN, ("agency", "matter", "channel"))
    assert len(asked) == 1
