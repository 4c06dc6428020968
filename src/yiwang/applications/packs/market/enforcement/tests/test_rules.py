from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.enforcement import rules
from yiwang.kernel.dated import Dated
from yiwang.toolbox.packs.api import packcheck, packs, run_scenarios

DAY = date(2026, 11, 2)
PACK = packs["enforcement"]
causes = st.sampled_from(sorted(rules.CAUSES))
goods = st.decimals(0, 1_000_000, places=2)
light, heavy = (
    st.frozensets(st.sampled_from(sorted(rules.LIGHTER))),
    st.frozensets(st.sampled_from(sorted(rules.HEAVIER))),
)


def record(**change):
    return {"penalty": "罚款", "fine": "75000", "goods": "500", "circumstances": [], **change}


def test_nothing_is_wrong_with_the_pack():
    assert [one for one in packcheck() if "enforcement" in one.where] == []
    assert [one.says for one in run_scenarios(PACK) if not one.passed] == []


def test_the_numbers_in_code_are_those_of_the_files():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    assert set(own) == set(rules.NUMBERS)
    for key, dated in rules.NUMBERS.items():
        assert [(one.since, one.value.value, one.value.how) for one in own[key].spans()] == [
            (one.since, one.value.value, one.value.how) for one in dated.spans()
        ]


@pytest.mark.parametrize(
    ("cause", "worth", "low", "high"),
    [("无证经营食品", 9999, 50_000, 100_000), ("无证经营食品", 10_000, 100_000, 200_000),
     ("标签不合规定", 9999, 5_000, 50_000), ("标签不合规定", 20_000, 100_000, 200_000), ("无照经营", 50_000, 0, 10_000)],
)  # fmt: skip
def test_the_range_is_the_laws_own(cause, worth, low, high):
    assert rules.law_range(cause, Decimal(worth)) == (low, high)


@pytest.mark.parametrize(
    ("step", "least", "most"),
    [("减轻", 0, 50_000), ("从轻", 50_000, 65_000), ("一般", 65_000, 85_000), ("从重", 85_000, 100_000)],
)
def test_the_steps_of_fifty_to_a_hundred_thousand_by_hand(step, least, most):
    assert rules.step_range(step, Decimal(50_000), Decimal(100_000), DAY) == (least, most)


@given(causes, goods)
def test_the_steps_lie_side_by_side_and_inside_the_law(cause, worth):
    low, high = rules.law_range(cause, worth)
    bounds = [rules.step_range(step, low, high, DAY) for step in rules.STEPS]
    assert bounds[0][1] == low and bounds[-1][1] == high
    assert all(before[1] == after[0] for before, after in zip(bounds, bounds[1:], strict=False))


@given(causes, goods, light, heavy, heavy)
def test_what_aggravates_never_lowers_the_step(cause, worth, lighter, heavier, more):
    low, high = rules.law_range(cause, worth)
    one = rules.step_range(rules.tier([*lighter, *heavier]), low, high, DAY)
    two = rules.step_range(rules.tier([*lighter, *heavier, *more]), low, high, DAY)
    assert two[0] >= one[0] and two[1] >= one[1]


@given(causes, goods, st.decimals(-1, 30_000_000, places=2), light, heavy, st.sampled_from(["", "理由"]))
def test_a_fine_that_passes_is_never_above_the_law_and_below_only_where_the_law_commands_it(
    cause, worth, fine, lighter, heavier, why
):
    said = record(fine=str(fine), goods=str(worth), circumstances=[*lighter, *heavier], deviation=why)
    low, high = rules.law_range(cause, worth)
    if rules.draft(said, cause, DAY)["ok"]:
        assert 0 < fine <= high and (fine >= low or lighter & rules.MUST_LIGHTER)


def test_a_fine_outside_its_step_needs_reasons_and_goes_to_discussion():
    assert rules.draft(record(), "无证经营食品", DAY)["ok"]
    off = rules.draft(record(fine="95000"), "无证经营食品", DAY)
    assert (off["ok"], off["discuss"]) == (False, True) and "集体讨论" in off["says"]
    off = rules.draft(record(fine="95000", deviation="同一街道影响很坏"), "无证经营食品", DAY)
    assert (off["ok"], off["discuss"]) == (True, True)
    assert not rules.draft(record(fine="100001", deviation="影响很坏"), "无证经营食品", DAY)["ok"]


def test_a_step_nobody_read_refuses_nobody(monkeypatch):
    unread = Dated("从轻", {date(2022, 10, 8): rules._Number(30, "remembered")})
    monkeypatch.setattr(rules, "NUMBERS", {**rules.NUMBERS, "lighter_percent": unread})
    assert rules.draft(record(fine="95000"), "无证经营食品", DAY)["ok"]


@pytest.mark.parametrize(
    ("fine", "person", "may"), [(200, True, True), (201, True, False), (3000, False, True), (3001, False, False)]
)
def test_on_the_spot_up_to_the_laws_limits(fine, person, may):
    assert rules.on_the_spot("罚款", Decimal(fine), person, DAY) == may


@pytest.mark.parametrize(("late", "more"), [(-3, 0), (0, 0), (10, 3000), (33, 9900), (34, 10_000), (40, 10_000)])
def test_what_is_added_for_lateness_stops_at_the_fine(late, more):
    assert rules.added(Decimal(10_000), late, DAY) == more


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(0, 3000))
def test_who_is_found_earlier_is_never_safer(ended, after):
    found = ended + timedelta(days=after)
    assert (
        not rules.too_late(ended, found, False, DAY)["late"]
        or rules.too_late(ended, found + timedelta(days=1), False, DAY)["late"]
    )
    assert not rules.too_late(ended, found, True, DAY)["late"] or rules.too_late(ended, found, False, DAY)["late"]


def test_a_warning_alone_has_no_hearing_and_every_fine_has():
    assert not rules.hearing_right({"penalty": "警告"})
    assert rules.hearing_right({"penalty": "罚款"}) and rules.hearing_right({"penalty": "警告", "confiscate": True})


def test_one_act_is_not_fined_twice_whatever_law_it_is_fined_under():
    act = {"ended_on": "2026-10-01", "place": "翠湖南路 1 号", "cause": "无照经营"}
    kin = [
        {
            "number": "1",
            "outcome": "granted",
            "answers": {**act, "cause": "无证经营食品"},
            "earlier": {"investigate": {"penalty": "罚款"}},
        }
    ]
    assert rules.fined_before(act, kin) == "1"
    assert rules.fined_before({**act, "ended_on": "2026-10-02"}, kin) == ""
    assert rules.fined_before(act, [{**kin[0], "outcome": "refused"}]) == ""
    assert rules.fined_before(act, [{**kin[0], "earlier": {"investigate": {"penalty": "警告"}}}]) == ""
