"""One project, four stages, one clock: what is due by its kind, who waits for whom, and whose days are counted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from yiwang.applications.packs.economy.construction_project import rules
from yiwang.applications.packs.testing import applied, give, held, offices
from yiwang.data.conditions import api as conditions
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import testing as casework_testing
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

FLOW = casework.flows["construction_project/project"]
PROJECT = {
    "builder": "王小吃", "uscc": "91530102MA6K00014A", "contact": "王小吃", "mobile": "15400000001",
    "project": "翠湖东路综合楼", "county": "530102", "site": "云南省昆明市五华区翠湖东路 1 号", "invest": "政府投资",
    "small": "no", "land_by": "划拨", "underground": "yes", "fire_special": "yes", "proposal": "u1", "land_paper": "u2",
}  # fmt: skip
SMALL = {"invest": "社会投资", "small": "yes", "land_by": "出让", "with_scheme": "yes", "underground": "no",
         "fire_special": "no"}  # fmt: skip
UPLOADS = {mark: {"name": f"{mark}.jpg", "size": 90_000} for mark in ("u1", "u2")}
LINE = {one.key: one.line for step in FLOW.steps for one in step.opens}
STAGES = {"s1_land": ["approve", "site", "land_permit"], "s2_design": ["scheme", "plan_permit"],
          "s3_build": ["fire", "defence", "permit"],
          "s4_accept": ["plan_check", "land_check", "fire_check", "defence_check", "record"]}  # fmt: skip


@pytest.fixture
def cast(db, monkeypatch):
    with clock.frozen("2026-11-02"):
        made = testing.cast()
        made.__dict__["at"] = offices("reform", "planning", "housing", "service")
        made.__dict__["deliver"] = casework_testing.worker(monkeypatch)
        yield made


def begun(cast, **changed) -> str:
    number = applied(cast.wang, "construction_project/project", {**PROJECT, **changed}, uploads=UPLOADS)
    give(cast.at["service"], number, "accept")
    cast.deliver()
    return number


def settle(cast, number, key, verdict="grant", **more):
    part = casework_testing.parts(number)[key]
    assert part.state == "open", (key, part.state, part.says)
    give(cast.at[LINE[key]], part.number, verdict, **more)
    cast.deliver()


def case(number):
    with security.viewing(security.SYSTEM):
        return casework.case_row(security.SYSTEM, number)


def ready(cast, number):
    opinion = casework.Opinion("ready", case(number).revision)
    casework.speak(cast.wang, number, opinion, key=f"ready{case(number).revision}")
    cast.deliver()


def through(cast, number, stage):
    for key in STAGES[stage]:
        settle(cast, number, key)


def worked(start: date, days: int, off: tuple[tuple[date, date], ...] = ()) -> date:
    """By hand: the last of so many working days after `start`, those that were stopped left out."""
    calendar, day, counted = standards.calendar(), start, 0
    while counted < days:
        day += timedelta(days=1)
        stopped = any(begin < day <= end for begin, end in off)
        counted += calendar.working_days_between(day - timedelta(days=1), day) if not stopped else 0
    return day


def test_four_stages_one_after_the_other_and_one_list_at_the_end(cast):
    number = begun(cast)
    assert set(casework_testing.parts(number)) == {"approve", "site", "land_permit"}
    for stage, following in zip(STAGES, [*list(STAGES)[1:], ""], strict=True):
        through(cast, number, stage)
        if following:
            assert case(number).step == following[:2] + "_ask", stage
            ready(cast, number)
    assert case(number).outcome == "granted" and len(held(cast.wang, number)["results"].data["lines"]) == 13
    assert give(cast.at["service"], number, "delivered") == "closed"


def test_a_small_private_project_goes_three_stages(cast):
    number = begun(cast, **SMALL)
    for key in ("file", "land_permit"):
        settle(cast, number, key)
    assert case(number).step == "s3_ask"
    ready(cast, number)
    for key in ("plan_too", "permit"):
        settle(cast, number, key)
    assert case(number).step == "s4_ask"


def test_the_next_stage_does_not_open_after_a_no_and_only_that_item_is_done_again(cast):
    number = begun(cast)
    settle(cast, number, "approve")
    settle(cast, number, "site", "refuse", reason="不符合国土空间规划")
    assert case(number).step == "s1_land_mend"
    give(cast.at["service"], number, "again", reason="调整了选址")
    cast.deliver()
    there = {key: one.outcome or one.state for key, one in casework_testing.parts(number).items()}
    assert there == {"approve": "granted", "site": "open", "land_permit": "planned"}
    settle(cast, number, "site")
    settle(cast, number, "land_permit")
    assert case(number).step == "s2_ask"


def test_acceptance_is_all_or_nothing(cast):
    number = begun(cast)
    for stage in ("s1_land", "s2_design", "s3_build"):
        through(cast, number, stage)
        ready(cast, number)
    for key in ("plan_check", "land_check", "defence_check"):
        settle(cast, number, key)
    settle(cast, number, "fire_check", "refuse", reason="疏散楼梯没有封闭")
    assert (case(number).step, case(number).outcome) == ("s4_accept_mend", "")
    assert "results" not in held(cast.wang, number)
    give(cast.at["service"], number, "again", reason="楼梯封闭了")
    cast.deliver()
    settle(cast, number, "fire_check")
    settle(cast, number, "record")
    assert case(number).outcome == "granted"


@pytest.mark.parametrize("order", list(permutations(["approve", "site"])))
def test_in_whatever_order_they_decide_all_share_the_same_last_day(cast, order):
    number = begun(cast)
    last = worked(date(2026, 11, 2), 120)
    for days, key in enumerate(order, 1):
        with clock.frozen(f"2026-11-{2 + 4 * days:02d}"):
            settle(cast, number, key)
            assert {one.due_on for one in casework_testing.parts(number).values() if one.due_on} == {last}
            assert case(number).due_on == last
    with clock.frozen("2026-12-01"):
        assert casework_testing.parts(number)["land_permit"].due_on == last, "who begins later has no more days"


def test_days_the_builder_takes_are_nobodys_and_the_next_stage_begins_with_what_is_left(cast):
    number = begun(cast)
    with clock.frozen("2026-11-16"):
        through(cast, number, "s1_land")
        assert case(number).due_on is None, "nothing is counted while it waits for him"
    with clock.frozen("2027-03-15"):
        ready(cast, number)
        last = worked(date(2026, 11, 2), 120, ((date(2026, 11, 16), date(2027, 3, 15)),))
        assert case(number).due_on == casework_testing.parts(number)["scheme"].due_on
        assert case(number).due_on == last > worked(date(2026, 11, 2), 120)


def test_without_sharing_every_stage_would_begin_with_all_days_again(cast, monkeypatch):
    """Planted fault: parts that do not share the whole's time."""
    shared = next(step for step in FLOW.steps if step.key == "s1_land").opens
    assert all(one.shared for step in FLOW.steps for one in step.opens)
    monkeypatch.setattr(type(shared[0]), "shared", property(lambda _: False), raising=False)
    number = begun(cast)
    with clock.frozen("2026-11-16"):
        found = casework_testing.parts(number)["approve"]
        assert found.due_on != worked(date(2026, 11, 2), 120)


ANSWERS = st.fixed_dictionaries({
    "invest": st.sampled_from(["政府投资", "社会投资"]), "small": st.booleans(), "land_by": st.sampled_from(["划拨", "出让"]),
    "with_scheme": st.booleans(), "underground": st.booleans(), "fire_special": st.booleans(),
})  # fmt: skip


def opened(answers) -> dict[str, set[str]]:
    """By the flow's own conditions: the stages gone through from the first on, and what each opens."""
    schema = {q.key: q.asked_as for _, q in forms.forms["construction_project/apply"].questions()}
    schema |= {f"{step}.passed": conditions.Type.BOOLEAN for step in STAGES}
    record = {name: answers.get(name) for name in schema} | {f"{step}.passed": True for step in STAGES}

    def so(when: str) -> bool:
        return not when or conditions.compile_condition(when, schema).evaluate(record, {}) is True

    found, at = {}, "s1_land"
    while at.startswith("s"):
        step = FLOW.step(at)
        found[at] = {one.key for one in step.opens if so(one.when)}
        at = next(one for one in step.verdicts if so(one.when)).to
        at = next(one.to for one in FLOW.step(at).verdicts if one.key == "ready") if at.endswith("_ask") else at
    return found


@drawn(ANSWERS)
def test_the_rule_and_the_flow_open_the_same(answers):
    if answers["land_by"] == "划拨":
        answers = {key: value for key, value in answers.items() if key != "with_scheme"}
    assert opened(answers) == {stage: set(items) for stage, items in rules.due(answers).items()}


@drawn(ANSWERS)
def test_whatever_the_kind_nothing_is_built_unplanned_or_used_unaccepted(answers):
    stages = rules.due(answers)
    every = [key for items in stages.values() for key in items]
    assert list(stages)[0] == "s1_land" and list(stages)[-1] == "s4_accept" and len(set(every)) == len(every)
    assert len({"plan_permit", "plan_too"} & set(every)) == 1 and "permit" in every and "record" in every
    assert ("defence" in every) == ("defence_check" in every) == answers["underground"]
    assert (len(stages) == 3) == rules.merged(answers)


@pytest.mark.parametrize(
    ("answers", "items"),
    [  # counted by hand from 国办发〔2018〕33号（五）（六）
        (("政府投资", False, "划拨", False, True, True), 13),
        (("政府投资", True, "出让", True, False, False), 8),
        (("社会投资", True, "出让", True, False, False), 8),
        (("社会投资", False, "出让", True, True, False), 10),
        (("社会投资", True, "划拨", False, False, True), 11),
    ],
)
def test_outside_vectors(answers, items):
    keys = ("invest", "small", "land_by", "with_scheme", "underground", "fire_special")
    assert sum(map(len, rules.due(dict(zip(keys, answers, strict=True))).values())) == items


def test_a_strange_code_is_told_and_refuses_nobody():
    base = dict(zip(("invest", "land_by"), ("政府投资", "划拨"), strict=True))
    for code, said in (("2611-530102-04-01-123456", False), ("我没有", True), ("", False)):
        found = rules.told({**base, "code": code})
        assert found["ok"] and ("请核对" in found["says"]) == said


def test_scenarios_hold_and_every_combination_has_an_end():
    assert [one.says for one in run_scenarios(packs["construction_project"]) if not one.passed] == []
    for invest, small, land in product(["政府投资", "社会投资"], [True, False], ["划拨", "出让"]):
        assert "s4_accept" in rules.due({"invest": invest, "small": small, "land_by": land, "with_scheme": True})
