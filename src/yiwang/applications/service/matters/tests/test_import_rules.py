"""What words in other people's lists mean, and which rows are refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.matters import fields
from yiwang.applications.service.matters.importing import mapping, reading, rules
from yiwang.applications.service.matters.importing.rules import Feed, Limit, Plan, Refused, Row

CODE = "11530000015100004R2530120001001"
PLAN = Plan(
    {
        "task_code": Feed(("code",)), "task_name": Feed(("name",)), "dept_name": Feed(("dept",)),
        "promise": Feed(("days",), "limit"), "is_online": Feed(("online",), "yes_no"),
    },
    {"task_type": "01"}, frozenset({"无"}),
)  # fmt: skip
GOOD = {"code": CODE, "name": "食品添加剂生产许可", "dept": "省市场监管局", "days": "5个工作日", "online": "是"}


@pytest.mark.parametrize(
    ("text", "days", "unit"),
    [
        ("5个工作日", 5, "1"), ("20(工作日)", 20, "1"), ("1 (工作日)", 1, "1"), ("即时办结", 0, "1"), ("当场办理", 0, "1"),
        ("20自然日", 20, "2"), ("11(自然日)", 11, "2"), ("30天", 30, "2"), ("二十日", 20, "2"), ("1个月", 1, "3"),
        ("两个月", 2, "3"), ("24小时", 24, "5"), ("3年", 3, "4"), ("自受理之日起十五个工作日内", 15, "1"),
        ("１０个工作日", 10, "1"), ("一百二十个工作日", 120, "1"), ("60 个 工作日", 60, "1"),
    ],
)  # fmt: skip
def test_a_limit_in_words_is_understood(text, days, unit):
    assert rules.limit(text) == Limit(days, unit)


@pytest.mark.parametrize(
    "text", ["", "尽快", "5", "办公时间：周一至周五：上午9：00至12：00", "每天 9:00—5:00，3个工作日见告示"]
)
def test_what_is_no_limit_is_left_empty_and_said(text):
    with pytest.raises(rules.Unreadable):
        rules.limit(text)


@given(
    st.integers(0, 999),
    st.sampled_from(["个工作日", "自然日", "个月", "小时"]),
    st.sampled_from(["{}", " {} ", "不超过{}", "{}内"]),
)
def test_any_number_of_days_comes_back(days, unit, around):
    assert rules.limit(around.format(f"{days}{unit}")).days == days


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_limit(text):
    with suppress(rules.Unreadable):
        assert rules.limit(text).days >= 0


def test_a_good_row_becomes_fields():
    row = rules.judged(7, GOOD, PLAN)

    assert isinstance(row, Row)
    assert (row.line, row.code, row.catalog_code, row.division) == (7, CODE, "530120001001", 530000000000)
    body = rules.spread(row.body)
    assert (body["promise_day"], body["promise_type"], body["is_online"], body["task_type"]) == (5, "1", True, "01")
    assert (body["use_level"], body["dept_code"]) == ("2", "11530000015100004R")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code": ""}, "没有事项编码"), ({"code": "无"}, "没有事项编码"), ({"code": CODE[:30]}, "30 位"),
        ({"code": CODE[:17] + "P" + CODE[18:]}, "最后一位和前面 17 位对不上"),
        ({"code": CODE[:16] + "V" + CODE[17:]}, "字母 V"), ({"code": CODE[:18] + "9" + CODE[19:]}, "行使层级"),
        ({"code": CODE[19:]}, "12 位的基本目录编码"), ({"name": "无"}, "没有事项名称"), ({"dept": ""}, "没有实施主体"),
        ({"name": "长" * 501}, "501 个字"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_kept_says_why(change, says):
    row = rules.judged(3, {**GOOD, **change}, PLAN)

    assert isinstance(row, Refused) and row.line == 3
    assert says in row.why


def test_without_the_check_a_wrong_body_would_pass(monkeypatch):
    monkeypatch.setattr(rules, "parse_item_code", lambda text: _lenient(text))
    assert isinstance(rules.judged(1, {**GOOD, "code": CODE[:17] + "P" + CODE[18:]}, PLAN), Row)


def _lenient(text):
    from yiwang.kernel.ids import parse_item_code

    return parse_item_code(text, strict=False)


def test_what_is_not_understood_is_left_empty_with_a_remark():
    row = rules.judged(1, {**GOOD, "days": "看情况", "online": "也许"}, PLAN)

    assert isinstance(row, Row)
    assert "promise" not in row.body and "is_online" not in row.body
    assert [one.split("：")[0] for one in row.remarks] == ["days", "online"]


def test_the_second_row_of_a_code_is_refused():
    first, second = rules.judged(4, GOOD, PLAN), rules.judged(9, GOOD, PLAN)

    kept = rules.told([first, second])
    assert kept[0] is first
    assert isinstance(kept[1], Refused) and "第 4 行" in kept[1].why


@given(
    st.dictionaries(
        st.sampled_from(["code", "name", "dept", "days", "online"]), st.text() | st.none() | st.lists(st.text())
    )
)
def test_whatever_a_row_holds_it_is_kept_or_refused(raw):
    row = rules.judged(1, {**GOOD, **raw}, PLAN)
    assert isinstance(row, Row | Refused)
    if isinstance(row, Row):
        assert "\x00" not in str(row.body["task_name"])


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_the_encoding_is_found_and_a_broken_line_does_not_decide(name):
    data = (
        "\n".join(["编码;办什么", *("甲;食品添加剂生产许可" for _ in range(30))]).encode(name) + b"\n\xe4\xff;\xff\xfe"
    )
    assert reading.encoding(data) == name


def test_a_broken_line_never_loses_the_others():
    told = mapping.ListMapping(title="x", format="jsonl", fields={"task_code": "a", "task_name": "b"})
    data = '{"a": "1"}\n{"a": \n[1]\n\n{"a": "好"}\n'.encode() + b'{"a": "\xff"}\n{"a": "4"}'

    rows = list(reading.lines(data, told))
    assert [number for number, _ in rows] == [1, 2, 3, 5, 6, 7]
    assert [number for number, row in rows if isinstance(row, reading.Broken)] == [2, 3, 6]


def test_a_row_with_too_many_cells_is_said():
    told = mapping.ListMapping(title="x", format="csv", fields={"task_code": "a", "task_name": "b"})
    rows = list(reading.lines('﻿a,b\n1,"x\ny"\n2,3,4\n5,6\n'.encode(), told))

    assert rows[0] == (2, {"a": "1", "b": "x\ny"})
    assert isinstance(rows[1][1], reading.Broken) and "3 格" in rows[1][1].why
    assert rows[2] == (5, {"a": "5", "b": "6"})


def test_every_field_of_the_set_can_come_in_the_national_format():
    national = mapping.built_in("national")
    left = {"task_handle_item"}  # follows from the code
    assert set(fields.BY_KEY) - set(national.fields) == left


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: x\nformat: csv\nfields: {task_code: a}", "task_name"),
        ("title: x\nformat: csv\nfields: {task_code: a, task_name: b, colour: c}", "colour"),
        ("title: x\nformat: doc\nfields: {task_code: a, task_name: b}", "format"),
        ("a: [", "YAML"),
    ],
)
def test_a_wrong_mapping_says_what_to_change(tmp_path, text, says):
    (tmp_path / "m.yaml").write_text(text)
    with pytest.raises(mapping.WrongMapping, match=says):
        mapping.read(tmp_path / "m.yaml")
