"""A daughter applies for her mother; months, bands and stops; and nothing is paid on a number nobody has read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.elder_allowance import rules
from yiwang.applications.packs.testing import applied, give, held, staffed
from yiwang.kernel import clock
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Refused
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

PACK = packs["elder_allowance"]
MOTHER = {
    "whose": "代办", "elder_name": "赵桂兰", "elder_identifier": "530102193605050023", "relation": "子女", "county": "530102",
    "elsewhere": "no", "bank": "农村信用社", "account": "6223 6900 1234 5678", "mobile": "13800002471",
}  # fmt: skip
FOUND = {"age": "已满", "hukou": "在本县", "alive": True, "twice": False}


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield staffed("civil")


def verified(cast, **change):
    number = applied(cast.wang, "elder_allowance/allowance", MOTHER)
    give(cast.liu, number, "accept")
    give(cast.he, number, "verified", facts={**FOUND, **change})
    return number


def test_a_daughter_applies_and_her_mother_is_recognised(cast):
    number = verified(cast)
    assert give(cast.duan, number, "grant") == "decided"
    assert give(cast.liu, number, "delivered") == "closed"
    papers = held(cast.wang, number)
    assert list(papers) == ["accepted", "approved"]
    told = papers["approved"].data
    assert (told["applicant"], told["monthly"]) == ("赵桂兰", "100元（待核实）") and "不付款" in told["pay"]
    assert "6223" not in str(papers["approved"].data) and "行政许可法" not in str(papers["accepted"].data)
    assert "予以认定" in papers["accepted"].data["outcome"]


def test_the_record_decides_what_can_be_decided(cast):
    number = verified(cast, age="未满")
    with pytest.raises(casework.NotSo, match="没有满 80 周岁"):
        give(cast.duan, number, "grant")
    assert give(cast.duan, number, "refuse", reason="户籍记录的出生日期是1956年") == "decided"
    assert held(cast.wang, number)["refused"].data["heading"] == "不予认定决定书"


def test_a_hukou_elsewhere_refuses_nobody_as_long_as_its_rule_was_not_read(cast):
    number = verified(cast, hukou="不在本县", twice=True)
    with pytest.raises(casework.NotSo, match="没有核对到原文"):
        give(cast.duan, number, "refuse", reason="户口不在本县")


def test_who_verifies_does_not_decide(cast):
    number = verified(cast)
    with pytest.raises(Refused, match="审批"):
        give(cast.he, number, "grant")


def test_the_account_is_kept_under_seal():
    assert forms.forms["elder_allowance/apply"].question("account").level == "L4"


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
born = st.dates(date(1910, 1, 1), date(1960, 12, 31))


@given(born, days, st.integers(0, 60), st.none() | st.integers(0, 2000))
def test_months_follow_one_another_begin_with_80_and_stop_with_the_end(born, applied, more, ends):
    through = applied + timedelta(days=30 * more)
    ended = applied + timedelta(days=ends) if ends is not None else None
    due = rules.months(born, applied, through, ended)
    asked = [one.month for one in due]
    assert asked == sorted(set(asked)) and all(
        (b - a).days in range(28, 32) for a, b in zip(asked, asked[1:], strict=False)
    )
    assert all(one.band in rules.BANDS for one in due)
    assert all(a.band <= b.band for a, b in zip(due, due[1:], strict=False))
    assert all(one.month >= applied.replace(day=1) and one.month <= through for one in due)
    assert ended is None or all(one.month <= ended for one in due)
    eighty = rules.birthday(born, 80)
    assert all(one.month >= eighty.replace(day=1) for one in due)
    if max(eighty, applied) <= through and ended is None:
        assert asked[0] == max(eighty.replace(day=1), applied.replace(day=1)) and asked[-1] == through.replace(day=1)


@given(born, days, st.integers(0, 60))
def test_nothing_is_paid_until_every_number_was_read_and_all_of_it_then(born, applied, more):
    through = applied + timedelta(days=30 * more)
    due = rules.months(born, applied, through)
    assert rules.payable(due)["pay"] == 0 and bool(rules.payable(due)["says"]) == bool(due)
    with pytest.MonkeyPatch.context() as patch:
        for key, dated in rules.NUMBERS.items():
            value = next(dated.spans()).value.value
            patch.setitem(rules.NUMBERS, key, Dated(key, {date(2018, 1, 1): rules._Number(value, "read")}))
        paid = rules.payable(rules.months(born, applied, through))
    assert paid == {"pay": sum(one.amount for one in due), "months": len(due), "says": ""}


def test_arrears_and_the_following_month_are_what_the_place_says(monkeypatch):
    was = date(1946, 11, 2)
    monkeypatch.setitem(
        rules.NUMBERS, "arrears_months", Dated("补", {date(2020, 1, 1): rules._Number(3, "remembered")})
    )
    assert rules.months(was, date(2027, 6, 5), date(2027, 6, 30))[0].month == date(2027, 3, 1)
    assert rules.months(was, date(2026, 11, 5), date(2026, 11, 30))[0].month == date(2026, 11, 1)
    monkeypatch.setitem(rules.NUMBERS, "start_shift", Dated("起", {date(2020, 1, 1): rules._Number(1, "remembered")}))
    assert rules.months(was, date(2026, 11, 5), date(2026, 12, 31))[0].month == date(2026, 12, 1)
    monkeypatch.setitem(rules.NUMBERS, "last_month", Dated("停", {date(2020, 1, 1): rules._Number(0, "remembered")}))
    assert rules.months(was, date(2027, 1, 5), date(2027, 6, 30), date(2027, 4, 20))[-1].month == date(2027, 3, 1)


def test_what_refuses_was_read_and_code_and_files_agree():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    for key, dated in rules.NUMBERS.items():
        assert [(span.since, span.value.value, span.value.how) for span in own[key].spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]
    assert {key for key, dated in rules.NUMBERS.items() if dated.on(date(2026, 11, 2)).how == "read"} == {"age_from"}


def test_what_officials_wrote_down_holds():
    assert [(one.says, one.got) for one in run_scenarios(PACK) if not one.passed] == []
