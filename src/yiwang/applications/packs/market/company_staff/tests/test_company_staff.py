"""The housing fund takes no less than the law's least, and each pays the same to the yuan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.company_staff import rules
from yiwang.toolbox.packs.api import packs, run_scenarios

DAY = date(2026, 11, 2)
STAFF = [{"worker": "杨一", "wage": "6000.00"}, {"worker": "马二", "wage": "4250.50"}]
FACTS = {
    "answers": {"company": "云岭", "uscc": "9", "rate": 8, "staff": STAFF},
    "division": 530102000000,
    "today": DAY,
    "serial": 1,
}


@given(st.integers(0, 100))
def test_only_below_the_laws_least_is_refused(rate):
    assert rules.may_pay({"rate": rate}, DAY)["ok"] is (rate >= 5)


def test_a_rate_too_low_is_not_entered_whoever_clicks(monkeypatch):
    low = {**FACTS, "answers": {**FACTS["answers"], "rate": 4}}
    with pytest.raises(rules.TooLow, match="5%"):
        rules.fund(low)
    monkeypatch.setattr(rules, "NUMBERS", {"fund_least": rules.Dated("下限", {DAY: rules._Number(1, "read")})})
    assert rules.fund(low)["rate"] == "单位和个人各 4%"


@given(st.decimals(0, 100_000, places=2), st.integers(5, 12))
def test_a_deposit_is_the_share_to_half_a_yuan(wage, rate):
    assert abs(rules.deposit(wage, rate) - wage * rate / 100) <= Decimal("0.5")


def test_both_pay_for_each():
    assert rules.fund(FACTS)["total"] == "每月 1640 元"
    assert rules.insurance(FACTS)["names"] == ["杨一", "马二"]


def test_code_and_files_agree_and_scenarios_hold():
    own = packs["company_staff"].declared["parameters"]
    for key, dated in rules.NUMBERS.items():
        found = own[key].body.dated().on(DAY)
        assert (found.value, found.how) == dated.on(DAY)
    assert [one.says for one in run_scenarios(packs["company_staff"]) if not one.passed] == []
