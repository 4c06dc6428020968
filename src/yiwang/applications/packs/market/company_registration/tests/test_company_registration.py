"""A limited company: its holders and shares, its name and its code, by articles somebody read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.company_registration import rules
from yiwang.kernel.dated import Dated
from yiwang.kernel.ids import parse_uscc
from yiwang.toolbox.packs.api import packs, run_scenarios

DAY = date(2026, 11, 2)
COMPANY = {
    "name": "王小吃",
    "brand": "云岭",
    "trade": "贸易",
    "ending": "有限公司",
    "address": "翠湖东路 1 号",
    "scope": "销售茶叶",
    "capital": 100,
    "years": 5,
    "holders": [{"holder": "王小吃", "holder_id": "a", "share": 60}, {"holder": "陈木", "holder_id": "b", "share": 40}],
}
FACTS = {"answers": COMPANY, "number": "530102-2611-000042", "place": "云南省昆明市五华区", "today": DAY}
SHARES = st.lists(st.decimals(0, 9999, places=2), min_size=1, max_size=60)


@given(SHARES, st.decimals(0, 9999, places=2))
def test_shares_make_the_capital_and_holders_are_one_to_fifty(shares, other):
    holders = [{"holder_id": str(place), "share": str(share)} for place, share in enumerate(shares)]
    whole = sum(shares, Decimal(0))
    assert (rules.shares_faults(holders, whole, DAY) == []) is (len(shares) <= 50)
    if other != whole:
        assert any("对不上" in one for one in rules.shares_faults(holders, other, DAY))


def test_nobody_holds_twice_and_nobody_is_no_company():
    twice = [{"holder_id": "a", "share": 50}, {"holder_id": "a", "share": 50}]
    assert rules.shares_faults(twice, 100, DAY) == ["同一个股东写了两遍，请合成一行"]
    assert "第四十二条" in rules.shares_faults([], 0, DAY)[0]


@pytest.mark.parametrize(
    ("change", "article"),
    [
        ({"years": 6}, "第四十七条"),
        ({"brand": "云"}, "第八条"),
        ({"brand": "ABC"}, "第八条"),
        ({"brand": "贸易"}, "第八条"),
        ({}, ""),
    ],
)
def test_each_fault_names_its_article(change, article):
    found = rules.may_apply({**COMPANY, **change}, DAY)
    assert found["ok"] is (not article) and article in found["says"]


def test_what_is_not_allowed_is_not_printed_whoever_clicks(monkeypatch):
    wrong = {**FACTS, "answers": {**COMPANY, "years": 20}}
    with pytest.raises(rules.NotAllowed, match="第四十七条"):
        rules.licence(wrong)
    monkeypatch.setattr(
        rules, "NUMBERS", {**rules.NUMBERS, "pay_years": Dated("年限", {date(2000, 1, 1): rules._Number(30, "read")})}
    )
    assert rules.licence(wrong)["name"] == "昆明市五华区云岭贸易有限公司"


@given(st.integers(2601, 2612), st.integers(1, 999_999))
def test_every_code_is_a_true_one_of_a_company(month, serial):
    found = parse_uscc(rules.credit_code(f"530102-{month}-{serial:06d}"))
    assert found.number.startswith("91530102")


@given(st.sets(st.tuples(st.integers(2601, 2612), st.integers(1, 999_999)), min_size=2, max_size=30))
def test_no_two_cases_make_the_same_code(cases):
    assert len({rules.credit_code(f"530102-{month}-{serial:06d}") for month, serial in cases}) == len(cases)


def test_a_case_number_of_another_kind_makes_none():
    with pytest.raises(rules.NoCodeLeft):
        rules.credit_code("旧办件 1")


def test_code_and_files_agree_and_scenarios_hold():
    own = packs["company_registration"].declared["parameters"]
    for key, dated in rules.NUMBERS.items():
        found = own[key].body.dated().on(DAY)
        assert (found.value, found.how) == dated.on(DAY)
    assert [one.says for one in run_scenarios(packs["company_registration"]) if not one.passed] == []
