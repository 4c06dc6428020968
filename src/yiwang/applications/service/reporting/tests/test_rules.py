"""Types of the national sets, what changed, and the mapping from our facts: vectors and properties."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.reporting import mapping, rules
from yiwang.applications.service.reporting.fieldset import columns, tables
from yiwang.applications.service.reporting.rules import Column, Known, Line
from yiwang.kernel import clock

GOOD = [
    ("an..200", "食品经营许可核发"), ("n2", "01"), ("n..16,2", "1234.56"), ("date", "20260302"), ("an31..36", "1" * 31),
    ("datetime", "20260302T093000"), ("ul", "很长" * 5000), ("n..9", "530102"), ("an3..8", "abc"),
]  # fmt: skip
BAD = [
    ("an..5", "六个字的名字", "R03"), ("n2", "1", "R02"), ("n2", "0a", "R02"), ("n..16,2", "1.234", "R02"),
    ("date", "2026-03-02", "R02"), ("date", "20260230", "R06"), ("datetime", "20260302T246000", "R06"),
    ("datetime", "20260302093000", "R02"), ("an31..36", "1" * 30, "R02"), ("an..50", "看不见\x07的", "R02"),
    ("n..16,2", "123456789012345.67", "R03"), ("an3..8", "ab", "R02"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_what_fits_its_type_passes(kind, value):
    assert rules.wrong(Column("x", kind), value) is None


@pytest.mark.parametrize(("kind", "value", "code"), BAD)
def test_what_does_not_fit_is_named(kind, value, code):
    found = rules.wrong(Column("x", kind), value)
    assert found is not None and found[0] == code


def test_codes_and_needs_are_held():
    assert rules.wrong(Column("满意度", "n1", codes=("1", "2")), "6") == ("R04", "“6”不在代码表里")
    assert rules.wrong(Column("满意度", "n1", need=True), "") == ("R01", "必填，现在是空的")
    assert rules.wrong(Column("备注", "an..5"), "") is None


def test_every_declared_type_can_be_read_and_every_table_can_hang_somewhere():
    for table in tables().values():
        assert table.kind in rules.KINDS
        assert not table.of or list(tables()).index(table.of) < list(tables()).index(table.name)
        for column in table.columns.values():
            rules.wrong(column, "1")


def test_a_column_the_set_does_not_have_is_a_fault():
    found = rules.faults(tables()["pro_evaluate"], {"colour": "red"})
    assert ("colour", "R05") in [(one.column, one.code) for one in found]


def line(content: str, guid: str = "a" * 32) -> Line:
    return Line("pro_evaluate", guid, {"row_guid": guid, "evaluate_detail": content})


def known_after(lines, there=True, good=True):
    return {one.line.guid: Known(one.line.table, one.content, there, good) for one in rules.changes(lines, {})}


def test_new_changed_gone_and_the_same():
    assert [one.operation for one in rules.changes([line("一")], {})] == ["I"]
    assert rules.changes([line("一")], known_after([line("一")])) == []
    assert [one.operation for one in rules.changes([line("二")], known_after([line("一")]))] == ["U"]
    assert [one.operation for one in rules.changes([], known_after([line("一")]))] == ["D"]


def test_what_was_refused_is_sent_again_only_changed_or_asked_for():
    refused = known_after([line("一")], there=False, good=False)
    assert rules.changes([line("一")], refused) == []
    assert [one.operation for one in rules.changes([line("一")], refused, again=True)] == ["I"]
    assert [one.operation for one in rules.changes([line("二")], refused)] == ["I"]
    assert rules.changes([], refused) == []


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.text(max_size=4)), max_size=12))
def test_after_every_round_the_other_side_is_what_we_have(states):
    """Applying the changes to a model of the other side gives our rows, whatever went before."""
    there: dict[str, str] = {}
    known: dict[str, Known] = {}
    for state in states:
        for one in rules.changes([line(value, key) for key, value in state.items()], known):
            assert (one.operation == "I") == (one.line.guid not in there)
            there.pop(one.line.guid, None)
            if one.operation != "D":
                there[one.line.guid] = one.line.body["evaluate_detail"]
            known[one.line.guid] = Known(one.line.table, one.content, one.operation != "D", True)
        assert there == state


def test_the_waits_grow_and_end_at_an_hour():
    waits = [rules.wait(tries) for tries in range(1, 12)]
    assert waits[:4] == [timedelta(minutes=one) for one in (1, 2, 4, 8)]
    assert waits == sorted(waits) and waits[-1] == timedelta(hours=1)


def test_batch_numbers_fit_the_set():
    assert len(rules.number("matters", "20260302", 9999)) <= 32


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (True, "1"), (False, "0"), (date(2026, 3, 2), "20260302"), (["1", "2"], "1,2"), (" 空 ", "空"),
        (datetime(2026, 3, 2, 9, 30, tzinfo=clock.CHINA), "20260302T093000"), (0, "0"),
    ],
)  # fmt: skip
def test_values_are_written_as_the_set_wants(value, written):
    assert mapping.text(value) == written


def test_a_rating_becomes_a_row_without_the_rater():
    facts = {"number": "530102-2603-000001", "channel": "mobile", "at": datetime(2026, 3, 2, 9, tzinfo=clock.CHINA),
             "times": 1, "grade": "4", "words": "等得太久", "division": 530102000000}  # fmt: skip
    row = mapping.rating_line(facts)
    assert rules.faults(tables()[row.table], row.body) == []
    assert "evaluate_user" not in row.body and row.body["satisfaction"] == "4"


def test_an_item_becomes_its_row_its_materials_fees_and_questions():
    body = {"task_name": "试办", "materials": [{"key": "m", "material_name": "图", "source_type": "upload"}],
            "fees": [{"fee_name": "费", "fee_stand": "10 元"}], "faqs": [{"question": "问", "answer": "答"}]}  # fmt: skip
    facts = {"task_code": "1" * 31, "version": 2, "effective_on": date(2026, 3, 2), "body": body}
    found = mapping.item_lines(facts, columns())
    assert [one.table for one in found] == [
        "up_task_general_basic", "up_task_general_material", "up_task_general_fee_project", "up_task_check_questions"]  # fmt: skip
    assert found[1].body["task_guid"] == found[0].guid
    assert all(rules.faults(tables()[one.table], one.body) == [] for one in found[1:])


def test_what_a_clerk_wrote_over_never_touches_keys_or_sealed_columns():
    row = Line("pro_apply", "a" * 32, {"project_no": "1", "applyer_name": "王*", "task_name": "旧"})
    over = [("project_no", "2"), ("applyer_name", "李四"), ("task_name", "新"), ("colour", "red")]
    assert rules.corrected([row], over, tables())[0].body == {
        "project_no": "1",
        "applyer_name": "王*",
        "task_name": "新",
    }
