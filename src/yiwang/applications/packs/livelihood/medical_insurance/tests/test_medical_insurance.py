"""What nobody read promises no day and pays nothing; what an official settles is never above the cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.medical_insurance import rules
from yiwang.kernel.dated import Dated
from yiwang.toolbox.packs.api import packs, run_scenarios

BORN = date(2026, 8, 4)
COST = st.decimals(0, 99_999, places=2)
CLAIM = {"name": "李二", "insured": "职工", "way": "顺产", "cost": "5200.00"}
FACTS = {"answers": CLAIM, "given": {"approved": "5200.00"}, "division": 530102000000, "today": BORN, "serial": 1}


@given(st.integers(0, 400))
def test_days_nobody_read_promise_nothing(after):
    found = rules.covered_from(BORN, BORN + timedelta(days=after))
    assert found["from"] is None and "待核实" in found["says"]


@pytest.mark.parametrize(("after", "start"), [(0, 0), (90, 0), (91, 91)])
def test_once_read_ninety_days_count_from_birth(monkeypatch, after, start):
    read = Dated("新生儿参保", {date(2021, 3, 1): rules._Number(90, "read")})
    monkeypatch.setattr(rules, "NUMBERS", {"newborn_days": read})
    found = rules.covered_from(BORN, BORN + timedelta(days=after))
    assert found["from"] == BORN + timedelta(days=start)


@given(st.sampled_from(["顺产", "剖宫产", "其他"]), COST)
def test_nothing_is_paid_by_a_number_nobody_read(way, cost):
    assert rules.RATES == {} and rules.amount(way, cost)["pays"] is None
    assert rules.amount(way, cost, {way: rules._Number(3000, "remembered")})["pays"] is None


@given(COST, st.integers(0, 50_000))
def test_by_a_number_that_was_read_never_more_than_it_cost(cost, rate):
    pays = rules.amount("顺产", cost, {"顺产": rules._Number(rate, "read")})["pays"]
    assert pays == min(cost, Decimal(rate))


@given(COST, COST)
def test_what_is_settled_is_never_above_the_cost(cost, approved):
    facts = {**FACTS, "answers": {**CLAIM, "cost": str(cost)}, "given": {"approved": str(approved)}}
    if approved > cost:
        with pytest.raises(rules.TooMuch):
            rules.settled(facts)
    else:
        assert rules.settled(facts)["approved"] == f"{approved:.2f} 元"


@pytest.mark.parametrize(("insured", "good"), [("职工", True), ("职工的未就业配偶", True), ("都不是", False)])
def test_who_is_insured_through_work_is_paid_for(insured, good):
    assert rules.may_claim({**CLAIM, "insured": insured})["ok"] is good


def test_code_and_files_agree_and_scenarios_hold():
    own = packs["medical_insurance"].declared["parameters"]["newborn_days"].body.dated().on(BORN)
    assert (own.value, own.how) == rules.NUMBERS["newborn_days"].on(BORN) == (90, "remembered")
    assert [one.says for one in run_scenarios(packs["medical_insurance"]) if not one.passed] == []
