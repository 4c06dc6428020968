from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.food_operation import rules
from yiwang.kernel.dated import Dated

from .cast import RECORD, SHOP, TODAY, facts


def fits(number):
    """The standard's own test of a finished string of digits, written without the house's function."""
    product = 10
    for digit in map(int, number[:-1]):
        sum_ = (product % 11 + digit) % 10
        product = (10 if sum_ == 0 else sum_) * 2
    return (product % 11 + int(number[-1])) % 10 == 1


numbers = st.builds(
    rules.licence_number,
    st.sampled_from(list(rules.FORM_DIGITS)),
    st.integers(110101, 659012).map(str),
    st.integers(1, 999_999),
)


@given(numbers)
def test_a_licence_number_is_jy_and_fourteen_digits_that_fit(number):
    assert number[:2] == "JY" and len(number) == 16 and fits(number[2:])


@given(numbers, st.integers(2, 15), st.integers(1, 9))
def test_any_single_wrong_digit_is_seen(number, place, by):
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not fits(wrong[2:])


@given(numbers, st.integers(2, 14))
def test_a_swap_of_neighbours_is_seen_except_where_the_standard_is_blind(number, place):
    digits = number[2:]
    at = place - 2
    one, two = digits[at], digits[at + 1]
    swapped = digits[:at] + two + one + digits[at + 2 :]
    state = 10
    for digit in map(int, digits[:at]):
        state = ((state + digit) % 10 or 10) * 2 % 11
    blind = one == two or {(state + int(one)) % 10, (state + int(two)) % 10} == {5, 6}
    assert fits(swapped) == blind


@pytest.mark.parametrize(
    "number",
    ["JY13301080111719", "JY13101140093802", "JY13101160000083", "JY13101120198903", "JY14403030012013"],
)
def test_numbers_printed_by_others_are_built_the_same_way(number):
    form = next(form for form, digit in rules.FORM_DIGITS.items() if digit == number[2])
    assert rules.licence_number(form, number[3:9], int(number[9:15])) == number


def test_without_the_check_digit_a_wrong_number_would_pass(monkeypatch):
    monkeypatch.setattr(rules, "mod_11_10", lambda _body: "0")
    assert not fits(rules.licence_number(rules.SALE, "330108", 11171)[2:])


@given(st.integers(2020, 2099), st.integers(1, 9999), st.integers(2020, 2099), st.integers(1, 9999))
def test_serials_that_start_anew_each_year_never_give_a_number_twice(year, serial, other_year, other_serial):
    def number(year, serial):
        return rules.licence(facts(today=date(year, 5, 4), serial=serial))["number"]

    assert (number(year, serial) == number(other_year, other_serial)) == ((year, serial) == (other_year, other_serial))


@given(st.dates(date(2019, 12, 1), date(2090, 1, 1)))
def test_a_licence_is_valid_five_years_and_not_a_day_more(issued):
    until = rules.valid_until(issued)
    assert until.year - issued.year in (4, 5) and 1825 <= (until - issued).days + 1 <= 1827
    after = until + timedelta(days=1)
    assert (after.month, after.day) == (issued.month, issued.day) or (issued.month, issued.day) == (2, 29)


def marks(**failed):
    return {**RECORD, **failed}


@given(st.dictionaries(st.sampled_from(list(rules.CHECKS)), st.sampled_from(["符合", "不符合", "不适用"])))
def test_only_a_key_item_that_fails_refuses(change):
    record = {**RECORD, **change}
    key = any(words for name, (words, is_key) in rules.CHECKS.items() if is_key and record[name] == "不符合")
    assert (rules.inspection_result(record, TODAY)["result"] == "不合格") == key


def test_a_number_nobody_read_refuses_nobody_and_would_once_it_is_read(monkeypatch):
    four = marks(cold="不符合", pests="不符合", air="不符合", hands="不符合")
    assert rules.inspection_result(four, TODAY)["result"] == "限期整改"
    read = Dated("一般项", {date(2023, 12, 1): rules._Number(3, "read")})
    monkeypatch.setattr(rules, "NUMBERS", {**rules.NUMBERS, "general_most": read})
    assert rules.inspection_result(four, TODAY)["result"] == "不合格"
    assert rules.inspection_result(marks(cold="不符合"), TODAY)["result"] == "限期整改"


def test_a_right_nobody_read_is_marked_on_the_letter(monkeypatch):
    assert "待核实" not in rules.letter_refused(facts())["rights"]
    remembered = Dated("复议期限", {date(2024, 1, 1): rules._Number(60, "remembered")})
    monkeypatch.setattr(rules, "NUMBERS", {**rules.NUMBERS, "review_days": remembered})
    assert "60日内（待核实）" in rules.letter_refused(facts())["rights"]


def test_who_sells_only_prepackaged_food_is_told_to_file_and_the_letter_says_by_which_clause():
    answers = {**SHOP, "business_form": rules.SALE, "items_sale": [rules.PACKAGED]}
    letter = rules.letter_declined(facts(answers=answers, reason=""))
    assert letter["basis"] == "第三十二条第一款第一项" and "备案" in letter["instead"] and letter["rights"]
    other = rules.letter_declined(facts(reason="经营场所不在本辖区"))
    assert other["basis"] == "第三十二条第一款" and other["instead"] == ""


def test_a_person_is_spoken_to_as_a_person():
    assert rules.letter_accepted(facts(party={"name": "李岚", "kind": "person"}))["you"] == "你"


def test_the_acceptance_names_the_last_day_and_the_promised_one():
    letter = rules.letter_accepted(facts())
    assert letter["limit"] == "20个工作日内（最迟2026年12月1日）"
    assert letter["promise"] == "我局承诺最迟2026年11月17日作出决定。"


def test_everything_to_be_brought_is_told_once_and_counted():
    letter = rules.letter_supplement(facts(items=["操作流程图：没有上传。", "布局图：看不清"]))
    assert (letter["items"], letter["count"]) == (["操作流程图：没有上传", "布局图：看不清"], "2")
