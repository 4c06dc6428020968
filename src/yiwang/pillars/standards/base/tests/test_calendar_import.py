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
2028-05-01,off,劳动节
2027-05-01,off,劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳劳"""
    says = {one.line: one.says for one in standards.parse_notice(wrong, 2027).errors}

    assert says == {
        2: "日历上没有 2027-02-30 这一天",
        3: "“2月6日”不像日期，请写成 2027-02-06",
        4: "“玩”请改为 放假 或 上班",
        5: "一行要有日期、放假或上班、节日名称，用逗号隔开",
        6: "2027-01-01 前面已经写过",
        7: "2027-02-10 是周三，本来就上班，请核对日期",
        8: "2028-05-01 不在 2027 年",
        9: "节日名称最多 40 个字，“劳劳劳劳劳劳劳劳…”有 41 个字",
    }  # fmt: skip


def test_new_year_may_begin_in_the_old_one():
    assert standards.parse_notice("2026-12-31,off,元旦", 2027).errors == ()


NOTICE = """国务院办公厅关于2026年
部分节假日安排的通知
经国务院批准，现将2026年部分节假日安排的具体日期通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班。
2025年11月4日
"""


def test_the_notice_itself_can_be_pasted():
    read = standards.parse_notice(NOTICE)

    assert read.errors == ()
    assert set(read.days) == set(standards.calendar_years()[2026][1])


def test_a_holiday_may_begin_in_the_year_before_and_days_share_a_month():
    words = (
        "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n"
        "二、春节：1月21日至27日放假调休，共7天。1月28日、29日上班。"
    )
    read = standards.parse_notice(words, 2023)

    assert read.errors == ()
    assert [str(one.day) for one in read.days if one.name == "元旦"] == ["2022-12-31", "2023-01-01", "2023-01-02"]
    assert [str(one.day) for one in read.days if one.kind == "work"] == ["2023-01-28", "2023-01-29"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("一、元旦：1月1日至3日放假，共4天。", "元旦写明共 4 天，按日期数是 3 天，请核对"),
        ("一、元旦：2月30日放假。", "元旦里有一个日历上没有的日期，请核对"),
        ("一、元旦：1月1日至9999年12月31日放假。", "元旦一次放假超过 31 天，请核对日期"),
        ("一、元旦：放假。", "没有读出元旦哪几天放假"),
        ("一、元旦：1月1日放假。1月5日上班。", "2027-01-05 是周二，本来就上班"),
    ],
)
def test_what_cannot_be_read_in_a_notice_is_named(words, says):
    assert standards.parse_notice(words, 2027).errors[0].says.startswith(says)


def test_a_notice_without_its_title_has_no_year():
    assert "哪一年" in standards.parse_notice("一、元旦：1月1日放假。").errors[0].says


@given(
    st.lists(
        st.sampled_from(["一、元旦：", "1月", "31日", "至", "放假", "上班", "。", "共3天", "0日", "99月", "（"])
    ).map("".join)
)
def test_no_notice_brings_the_reader_down(text):
    standards.parse_notice(text, 2027)


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
    assert date(2027, 2, 5) in standards.calendar().off
    standards.write_year(Record(), 2027, standards.parse_notice("2027-01-01,off,元旦"), "更正的通知")
    assert standards.calendar().off & {date(2027, 1, 1), date(2027, 2, 5)} == {date(2027, 1, 1)}


@pytest.mark.parametrize(("text", "said"), [("2027-13-01,off,春节", "第 1 行，日历上没有"), ("", "还没有写哪些天放假")])
def test_nothing_is_written_while_a_line_is_wrong(db, text, said):
    with pytest.raises(standards.WrongNotice, match=said):
        standards.write_year(Record(), 2027, standards.parse_notice(text), "通知")
    assert not standards.CalendarYear.objects.filter(year=2027).exists()


def test_without_that_refusal_the_lines_that_could_be_read_would_stand_alone(db):
    read = standards.parse_notice("2027-01-01,off,元旦\n2027-02-30,off,春节")
    assert standards.write_year(Record(), 2027, read.days, "通知") == 1
