"""The national field set: complete, in the standard's words, and faulty declarations sent back."""

from __future__ import annotations

from datetime import date

import pytest

from yiwang.applications.service.matters import guides, national, rules
from yiwang.applications.service.matters.library import matters
from yiwang.kernel import ids

# The columns of the national reporting schema this platform answers, from GB/T 39046-2020 table 4.
COLUMNS = {
    "task_name", "catalog_code", "task_code", "task_type", "task_state", "plan_effective_date", "by_law", "power_source",
    "use_level", "right_division", "exercise_content", "dept_type", "entrust_name", "other_dept",
    "anticipate_day", "anticipate_explain", "promise_day", "special_procedure", "accept_condition", "limit_explain",
    "service_type", "project_type", "handle_type", "handle_flow", "limit_scene_num", "handle_area",
    "is_online", "online_handle_depth", "is_entry_center", "is_schedule", "is_express", "is_pay_online",
    "is_service_terminals", "server_type", "result_type", "result_name", "is_fee",
}  # fmt: skip
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("name", list(matters))
def test_every_matter_answers_every_column(name, db):
    shown = guides.guide(name.replace("/", "."), "", DAY)
    found = {key: value for group in shown.groups for key, _, value in group.fields}
    assert found.keys() >= COLUMNS
    assert all(value.strip() for value in found.values())
    assert rules.faults(shown.body) == []


@pytest.mark.parametrize("name", list(matters))
def test_the_implementation_code_parses(name):
    code = national.task_code("11530000015100004R", matters[name].use_level, matters[name].catalog_code)
    assert ids.parse_item_code(code).level == matters[name].use_level or len(code) == 31


def changed(**changes):
    one = matters["food_operation/licence"]
    own = {key: changes.pop(key) for key in list(changes) if key in type(one.national).model_fields}
    return one.model_copy(update={**changes, "national": one.national.model_copy(update=own)})


def test_a_matter_as_declared_has_no_fault():
    assert national.faults(changed(), 20, 10) == []


@pytest.mark.parametrize(
    ("fault", "law", "promise", "says"),
    [
        ({"result_type": "30"}, 20, 10, "结果类型"),
        ({}, 20, 30, "比法定 20 天还长"),
        ({"project_type": "1"}, 20, 10, "即办件"),
        ({"online_handle_depth": "2"}, 20, 10, "快递"),
        ({"fee": "每件 10 元"}, 20, 10, "收费依据"),
    ],
)
def test_what_a_checker_would_send_back_is_found(fault, law, promise, says):
    (found,) = national.faults(changed(**fault), law, promise)
    assert says in found
