"""What a provincial checker sends back: every rule with a planted fault, and what always holds."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.matters.changes import compare, marks
from yiwang.applications.service.matters.fields import BY_KEY, FIELDS, whole
from yiwang.applications.service.matters.rules import blocking, faults

BASIC = whole({
    "task_name": "食品经营许可核发", "catalog_code": "530131024000", "task_type": "01", "by_law": "食品安全法 第三十五条：要许可",
    "anticipate_day": 20, "anticipate_type": "1", "promise_day": 10, "promise_type": "1", "accept_condition": "有执照",
    "project_type": "2", "handle_type": ["1", "2"], "limit_scene_num": 0, "online_handle_depth": "4", "server_type": ["2"],
    "result_type": "10", "result_name": "食品经营许可证", "is_fee": False, "link_way": "12345",
    "materials": [
        {"key": "layout", "material_name": "布局图", "is_need": "1", "page_num": 1, "source_type": "upload"},
        {"key": "proxy", "material_name": "委托书", "is_need": "2", "page_num": 1, "source_type": "upload"},
        {"key": "subject", "material_name": "营业执照", "is_need": "1", "page_num": 1, "source_type": "held"},
    ],
})  # fmt: skip
OWN = whole({**BASIC, "dept_name": "五华区市场监督管理局", "transact_addr": "政务服务中心 2 楼"})


def changed(number=None, **changes):
    body = deepcopy(OWN)
    if number is None:
        body.update(changes)
    else:
        body["materials"][number].update(changes)
    return body


def test_a_body_as_it_should_be_has_no_fault():
    assert faults(BASIC) == []
    assert faults(OWN, BASIC) == []


ADDED = [*OWN["materials"], {"key": "lease", "material_name": "租赁合同", "is_need": "1", "page_num": 1}]


@pytest.mark.parametrize(
    ("body", "key", "says"),
    [
        (changed(task_name=""), "task_name", "请写事项名称"),
        (changed(dept_name=""), "dept_name", "请写实施主体"),
        (changed(handle_type=[]), "handle_type", "至少选一种办理形式"),
        (changed(limit_scene_num=None), "limit_scene_num", "不用去写 0"),
        (changed(limit_scene_num=1), "limit_scene_explain", "必须到现场的原因"),
        (changed(limit_scene_explain="领证"), "limit_scene_explain", "就不写"),
        (changed(online_handle_depth="2"), "handle_type", "要有快递申请"),
        (changed(handle_type=["1"]), "handle_type", "要有网上或快递"),
        (changed(promise_day=30), "promise_day", "比法定 20 天还长"),
        (changed(promise_day=None), "promise_day", "请写承诺办结时限"),
        (changed(promise_type=""), "promise_type", "请选承诺时限单位"),
        (changed(project_type="1", promise_day=2), "promise_day", "不能超过 1 个工作日"),
        (changed(result_type="30"), "result_type", "要选出证办结"),
        (changed(is_fee=True), "fee_basis", "要写收费依据"),
        (changed(fees=[{"fee_name": "工本费", "fee_stand": "10 元", "by_law": "x"}]), "is_fee", "不收费，却列了"),
        (changed(is_fee=True, fee_basis="x", fees=[{"fee_name": "", "by_law": "x"}]), "fees.0.fee_name", "名称和标准"),
        (changed(promise_day=-1), "promise_day", "0 到 9999 的整数"),
        (changed(promise_day="十天"), "promise_day", "0 到 9999 的整数"),
        (changed(0, page_num="两份"), "materials.0.page_num", "0 到 9999 的整数"),
        (changed(task_type="77"), "task_type", "没有“77”这一项"),
        (changed(server_type=["2", "8"]), "server_type", "没有“8”这一项"),
        (changed(plain="字" * 20_001), "plain", "最多 20000 个字"),
        (changed(0, material_name=""), "materials.0.material_name", "没有名称"),
        (changed(1, key="layout"), "materials.1.key", "用过了"),
        # four levels, one matter
        (changed(task_name="食品经营许可"), "task_name", "要和基本目录相同"),
        (changed(catalog_code="530131024001"), "catalog_code", "要和基本目录相同"),
        (changed(by_law="本局规定"), "by_law", "要和基本目录相同"),
        (changed(task_type="07"), "task_type", "要和基本目录相同：行政许可"),
        # easier, never harder
        (changed(promise_day=15), "promise_day", "只能比基本目录短：基本目录 10，现在写的是 15"),
        (changed(anticipate_day=30), "anticipate_day", "只能比基本目录短"),
        (changed(promise_type="2"), "promise_type", "单位要和基本目录相同（工作日）"),
        (changed(limit_scene_num=1, limit_scene_explain="领证"), "limit_scene_num", "只能比基本目录少"),
        (changed(is_fee=True, fee_basis="x"), "is_fee", "基本目录不收费"),
        (changed(materials=ADDED), "materials.3.material_name", "不能多要材料"),
        (changed(1, is_need="1"), "materials.1.is_need", "不能改成必要"),
        (changed(1, is_need="3"), "materials.1.is_need", "不能改成必要"),
        (changed(0, page_num=2), "materials.0.page_num", "不能比基本目录多"),
        (changed(2, source_type="upload"), "materials.2.source_type", "系统能查到"),
    ],
)
def test_what_a_checker_sends_back_is_found(body, key, says):
    found = blocking(faults(body, BASIC))
    assert any(one.key == key and says in one.says for one in found), found


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (changed(link_way=""), "link_way"),
        (changed(promise_day=6, handle_flow="申请\n决定（承诺 10 个工作日，最长 20 个工作日）"), "handle_flow"),
        (changed(transact_addr=""), "transact_addr"),
        (changed(accept_condition="有执照，有房产证"), "accept_condition"),
        (changed(anticipate_type="2", anticipate_day=20), "promise_type"),
    ],
)
def test_what_is_only_unwise_warns(body, key):
    assert any(one.key == key and not one.blocks for one in faults(body, BASIC))


@pytest.mark.parametrize(
    "body",
    [
        changed(promise_day=3), changed(promise_day=10), changed(materials=OWN["materials"][:1]), changed(0, is_need="2"),
        changed(0, fill_explain="手画的也行"), changed(by_law="  食品安全法 第三十五条：要许可 \r\n\r\n"),
        changed(0, page_num=0), changed(link_way="0871-12345"), changed(result_name="回执"),
    ],
)  # fmt: skip
def test_what_makes_it_easier_is_no_fault(body):
    assert faults(body, BASIC) == []


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_nothing_longer_than_the_law_or_the_basic_entry_passes(law, most, own):
    basic = {**BASIC, "anticipate_day": law, "promise_day": most}
    body = {**OWN, "anticipate_day": law, "promise_day": own}
    wrong = any(one.key == "promise_day" for one in blocking(faults(body, basic)))
    assert wrong == (own > law or own > most)


VALUES = {
    "line": st.text("事项abc，", max_size=8), "text": st.text("一二三\n", max_size=8),
    "number": st.none() | st.integers(-1, 3) | st.just("三"),
    "yes_no": st.sampled_from([None, True, False]), "choice": st.sampled_from(["", "1", "2"]),
    "choices": st.lists(st.sampled_from(["1", "2"]), unique=True),
}  # fmt: skip
ROWS = st.lists(
    st.fixed_dictionaries({"key": st.sampled_from("abc"), "material_name": st.sampled_from(["甲", "乙"]),
                           "page_num": VALUES["number"]}), max_size=3, unique_by=lambda row: row["key"])  # fmt: skip
BODIES = st.builds(
    lambda scalars, rows: whole({**scalars, "materials": rows}),
    st.fixed_dictionaries({}, optional={one.key: VALUES[one.kind] for one in FIELDS[:40]}), ROWS,
)  # fmt: skip


@given(BODIES)
def test_nothing_differs_from_itself_and_no_body_breaks_the_rules(body):
    assert compare(body, body) == []
    faults(body, BASIC)
    assert faults(body, body) == faults(body, deepcopy(body))


@given(BODIES, BODIES)
def test_what_differs_is_named_and_nothing_else(before, after):
    named = {one.key for one in compare(before, after)}
    assert {key for key in named if "[" not in key} == {
        key
        for key in BY_KEY
        if before[key] != after[key] and (before[key] or after[key] or {before[key], after[key]} & {0})
    }
    assert bool([key for key in named if key.startswith("materials[")]) == (before["materials"] != after["materials"])


@given(st.text("承诺十个工作日，abc", max_size=30), st.text("承诺十个工作日，abc", max_size=30))
def test_marks_hold_both_texts(before, after):
    told = marks(before, after)
    assert "".join(text for kind, text in told if kind != "ins") == before
    assert "".join(text for kind, text in told if kind != "del") == after


def test_long_texts_are_set_against_each_other_whole():
    assert marks("甲" * 5000, "乙") == [("del", "甲" * 5000), ("ins", "乙")]
