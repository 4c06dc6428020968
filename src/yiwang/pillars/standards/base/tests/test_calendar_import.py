"""Entering a year's notice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.event import body_of, name_of
from yiwang.pillars.standards.base import api as standards

PASTED = """日期,安排,名称
2027-01-01,off,元旦
2027年2月5日\t放假\t春节
2027/2/6，放假，春节

2027-02-20,上班,春节
"""


class Record:
    def __init__(self):
        self.notes, self.events = {}, []

    def note(self, **facts):
        self.notes |= facts

    def emit(self, happened):
        self.events.append(happened)


def test_a_pasted_notice_is_read_however_dates_are_written():
    read = standards.parse_notice(PASTED, 2027)

    assert read.errors == ()
    assert [(str(one.day), one.kind, one.name) for one in read.days] == [
        ("2027-01-01", "off", "元旦"),
        ("2027-02-05", "off", "春节"),
        ("2027-02-06", "off", "春节"),
        ("2027-02-20", "work", "春节"),
    ]


def test_each_wrong_line_is_named_with_what_to_do():
    wrong = """2027-01-01,off,元旦
2027-02-30,off,春节
2月6日,off,春节
2027-02-07,玩,春节
元旦
2027-01-01,off,元旦
2027-02-10,work,春节
2028-05-01,off,劳动节"""
    says = {one.line: one.says for one in standards.parse_notice(wrong, 2027).errors}

    assert says == {
        2: "日历上没有 2027-02-30 这一天",
        3: "“2月6日”不像日期，请写成 2027-02-06",
        4: "“玩”请改为 放假 或 上班",
        5: "一行要有日期、放假或上班、节日名称，用逗号隔开",
        6: "2027-01-01 前面已经写过",
        7: "2027-02-10 是周三，本来就上班，请核对日期",
        8: "2028-05-01 不在 2027 年",
    }  # fmt: skip


def test_new_year_may_begin_in_the_old_one():
    assert standards.parse_notice("2026-12-31,off,元旦", 2027).errors == ()


@given(st.text(max_size=200))
def test_no_text_brings_the_reader_down(text):
    standards.parse_notice(text, 2027)


def test_entering_a_year_makes_its_days_exact_and_says_so(db):
    standards.load_reference()
    before = standards.calendar().working_day_after(date(2027, 2, 3), 3)
    record = Record()
    written = standards.write_year(
        record, 2027, standards.parse_notice(PASTED, 2027), "粘贴的通知", "国办发明电〔2026〕0号"
    )
    after = standards.calendar().working_day_after(date(2027, 2, 3), 3)

    assert written == 4
    assert (before.day, before.provisional) == (date(2027, 2, 8), True)
    assert (after.day, after.provisional) == (date(2027, 2, 9), False)
    assert record.events == [standards.CalendarAnnounced(2027)]
    assert (name_of(standards.CalendarAnnounced), body_of(record.events[0])) == (
        "standards.calendar_announced",
        {"year": 2027},
    )


def test_a_correction_replaces_the_year(db):
    standards.write_year(Record(), 2027, standards.parse_notice(PASTED), "通知")
    standards.write_year(Record(), 2027, standards.parse_notice("2027-01-01,off,元旦"), "更正的通知")
    assert standards.calendar().off & {date(2027, 1, 1), date(2027, 2, 5)} == {date(2027, 1, 1)}


@pytest.mark.parametrize(("text", "said"), [("2027-13-01,off,春节", "第 1 行，日历上没有"), ("", "还没有写哪些天放假")])
def test_nothing_is_written_while_a_line_is_wrong(db, text, said):
    with pytest.raises(standards.WrongNotice, match=said):
        standards.write_year(Record(), 2027, standards.parse_notice(text), "通知")
    assert not standards.CalendarYear.objects.filter(year=2027).exists()
